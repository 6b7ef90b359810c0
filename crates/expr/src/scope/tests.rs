use super::{Scope, ScopeError};
use crate::types::{Field, Type};

fn island() -> Scope {
    let mut scope = Scope::new();
    for name in [
        "boat.hull.length",
        "boat.hull.number",
        "boat.owner",
        "today",
    ] {
        scope.declare(name, Field::open(Type::Int)).unwrap();
    }
    scope
}

#[test]
fn names_are_declared_once_and_in_order() {
    let not_a_name = |name: &str, part: &str| ScopeError::NotAName {
        name: name.to_owned(),
        part: part.to_owned(),
    };
    let twice = |name: &str| ScopeError::Twice {
        name: name.to_owned(),
    };
    for (name, expected) in [
        ("boat.hull.colour", None),
        ("boat.owner", Some(twice("boat.owner"))),
        ("boat.hull", Some(twice("boat.hull"))),
        (
            "boat.owner.name",
            Some(ScopeError::BelowAValue {
                name: "boat.owner.name".to_owned(),
                above: "boat.owner".to_owned(),
            }),
        ),
        ("", Some(not_a_name("", ""))),
        ("a..b", Some(not_a_name("a..b", ""))),
        ("a.b-c", Some(not_a_name("a.b-c", "b-c"))),
        ("a.in", Some(not_a_name("a.in", "in"))),
        ("9", Some(not_a_name("9", "9"))),
        ("tàu", Some(not_a_name("tàu", "tàu"))),
    ] {
        let outcome = island().declare(name, Field::open(Type::Text));
        assert_eq!(outcome.err(), expected, "{name}");
    }
}

#[test]
fn a_refused_name_changes_nothing() {
    let mut scope = island();
    let field = Field::open(Type::Text);
    assert!(scope.declare("harbour.in", field.clone()).is_err());
    assert_eq!(scope.type_of("harbour"), None);
    assert!(scope.declare("harbour", field).is_ok());
}

#[test]
fn the_nearest_name_is_a_sibling_or_ends_so() {
    for (written, expected) in [
        ("boat.hul.length", Some("boat.hull.length")),
        ("boat.hull.lenght", Some("boat.hull.length")),
        ("hull.length", Some("boat.hull.length")),
        ("owner", Some("boat.owner")),
        ("todya", Some("today")),
        ("boats.owner", Some("boat.owner")),
        ("boat.owner", None),
        ("weather", None),
    ] {
        assert_eq!(island().nearest(written).as_deref(), expected, "{written}");
    }
}
