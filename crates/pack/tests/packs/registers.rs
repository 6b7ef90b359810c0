//! What a register says of itself, its fields and its rules.

use pack::form::Form;
use pack::{
    BlockPart, Class, Compare, DataKind, Field, FieldKind, Level, Moment, QualityWord, Retention,
    Test,
};

use crate::{fixture, mistakes_measure};

#[test]
fn a_register_is_read_whole() {
    let pack = pack::load(fixture::files()).unwrap();
    let boats = pack.register("boats").unwrap();
    assert_eq!(boats.class, Some(Class::Professional));
    assert_eq!(boats.retention, Some(Retention::Months(120)));
    assert!(boats.field("hull").unwrap().key, "a key of one field");
    assert_eq!(boats.keys, [["owner", "since"]]);
    let bill = (
        "bill".to_owned(),
        vec!["hull".to_owned(), "kind".to_owned()],
    );
    assert_eq!(boats.replaces, [bill]);
    let form = |name: &str| boats.field(name).and_then(|field| field.form.clone());
    assert_eq!(form("draft"), Some(Form::Decimal { places: 2 }));
    let price = Form::Money {
        currency: "XTS".to_owned(),
        places: 2,
    };
    assert_eq!(form("price"), Some(price));
    assert_eq!(form("shape"), Some(Form::Geometry));
    assert_eq!(form("plan"), Some(Form::File));
    let sails = Form::List(FieldKind::Code("kind".to_owned()));
    assert_eq!(form("sails"), Some(sails));
    assert_eq!(form("kind"), None);
    let field = |name: &str| -> &Field { boats.field(name).unwrap() };
    assert_eq!(field("draft").data, Some(DataKind::Source));
    assert_eq!(field("price").ground.as_deref(), Some("ground-own"));
}

#[test]
fn rules_are_read_in_the_units_of_their_fields() {
    let pack = pack::load(fixture::files()).unwrap();
    let boats = pack.register("boats").unwrap();
    let rule = |id: &str| boats.rule(id).unwrap();
    assert_eq!(
        (rule("draft").level, rule("draft").word),
        (Level::Warning, QualityWord::Correct)
    );
    let Test::Range { least, most, .. } = &rule("draft").test else {
        panic!("{:?}", rule("draft"));
    };
    assert_eq!((*least, *most), (Some(10), Some(900)), "centimetres");
    let Test::Before { than, strictly, .. } = &rule("since").test else {
        panic!("{:?}", rule("since"));
    };
    assert_eq!((than, *strictly), (&Moment::Today, false));
    let of_row = |id: &str| rule(id).test.is_of_row();
    assert!(of_row("not-too-deep") && of_row("draft") && of_row("since"));
    assert!(!of_row("mother") && !of_row("alive"));
    let scope = pack::rule_scope(boats);
    for (name, of) in [
        ("draft", expr::Type::Int),
        ("price", expr::Type::Int),
        ("sails", expr::Type::List(Box::new(expr::Type::Text))),
        ("seen", expr::Type::Instant),
        ("born", expr::Type::Text),
        ("today", expr::Type::Date),
    ] {
        assert_eq!(scope.type_of(name), Some(&of), "{name}");
    }
}

#[test]
fn a_rule_for_who_sees_them_names_the_fields() {
    let pack = pack::load(fixture::files()).unwrap();
    let by_who = pack.rules.iter().find(|rule| rule.fields == ["sails"]);
    let by_who = by_who.expect("the rule names the fields at which its role stands");
    assert_eq!(
        (by_who.role.as_str(), &by_who.on[..]),
        ("registrar", &["register:boats".to_owned()][..])
    );
    assert!(pack.rules.iter().all(|rule| rule.fields != ["who"]));
}

#[test]
fn by_what_a_register_is_measured_and_linked() {
    let (path, from, to) = mistakes_measure::RIGHT;
    let mut files = fixture::files();
    let people = files.get_mut(path).unwrap();
    *people = people.replacen(from, to, 1);
    let pack = pack::load(files).unwrap();
    let people = pack.register("people").unwrap();
    let measure = &people.measure;
    assert_eq!(
        (&measure.agency, measure.place.as_deref()),
        (&None, Some("village"))
    );
    let [lag] = &measure.lags[..] else {
        panic!("one lag: {measure:?}");
    };
    assert_eq!(
        (lag.event.as_str(), &lag.recorded, lag.days),
        ("born_on", &None, 60)
    );
    let linkage = people.linkage.as_ref().unwrap();
    let compared: Vec<Compare> = linkage.fields.iter().map(|field| field.compare).collect();
    assert_eq!(
        compared,
        [Compare::Name, Compare::Date, Compare::Typed, Compare::Code]
    );
    assert!(linkage.fields[3].of_family && !linkage.fields[0].of_family);
    assert_eq!(linkage.fields[2].given, Some(0));
    assert_eq!(
        linkage.blocks,
        [
            vec![(0, BlockPart::FirstWord), (1, BlockPart::Year)],
            vec![(1, BlockPart::Whole)]
        ]
    );
    assert_eq!(linkage.precision_percent, 97);
    let boats = pack.register("boats").unwrap();
    assert!(boats.linkage.is_none() && boats.measure == pack::Measure::default());
}
