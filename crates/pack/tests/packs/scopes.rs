//! What the expressions of a procedure and of a leg know.

use expr::Type;
use pack::{load, scope_of};

use crate::fixture;

#[test]
fn names_have_the_types_of_what_they_stand_for() {
    let pack = load(fixture::files()).unwrap();
    let root = scope_of(&pack, "boat", "boat");
    let leg = scope_of(&pack, "berth", "boat");
    let table = [
        ("applicant_id", Type::Text),
        ("today", Type::Date),
        ("office.id", Type::Text),
        ("office.place", Type::Text),
        ("form.kind", Type::Text),
        ("form.built", Type::Date),
        ("form.post", Type::Text),
        ("owner.found", Type::Bool),
        ("owner.record", Type::Text),
        ("owner.born_on", Type::Date),
        ("owner.village", Type::Text),
        ("old.length", Type::Int),
        ("old.sound", Type::Bool),
        ("value.sound", Type::Bool),
        ("value.place", Type::Text),
        ("consent.mother", Type::Bool),
        ("consent_needed.mother", Type::Bool),
        ("out.boat.record", Type::Text),
        ("out.boat.since", Type::Date),
        ("leg.one.outcome", Type::Text),
    ];
    for (name, of) in table {
        assert_eq!(root.type_of(name), Some(&of), "{name}");
        assert_eq!(leg.type_of(name), Some(&of), "{name} in the leg");
    }
    for name in ["out.berth.record", "form.name", "value.kind", "owner.mum"] {
        assert_eq!(root.type_of(name), None, "{name}");
    }
}

#[test]
fn a_procedure_that_does_not_exist_knows_nothing() {
    let pack = load(fixture::files()).unwrap();
    assert_eq!(scope_of(&pack, "boat", "none").type_of("today"), None);
    assert_eq!(scope_of(&pack, "none", "boat").type_of("today"), None);
}

#[test]
fn what_is_computed_from_something_sensitive_is_sensitive() {
    let mut files = fixture::files();
    let boat = files.get_mut("law/procedures/boat.toml").unwrap();
    *boat = boat.replace("[values]\n", "[values]\nnumber = \"owner.number\"\n");
    let pack = load(files).unwrap();
    let scope = scope_of(&pack, "boat", "boat");
    let slots = |text: &str| {
        let expr = expr::Expr::compile(text, &scope, &Type::Text).unwrap();
        expr.slots()[0].sensitive
    };
    assert!(slots("value.number"));
    assert!(!slots("value.place"));
}
