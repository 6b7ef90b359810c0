//! From declarations to rules, as tables.

use jiff::civil::{Date, date};
use pack::{Allowed, Level, Moment, Pack, QualityWord, RegisterRule, Source, Test};
use quality::Batch;

use super::{Lists, Rows, Texts, What};
use crate::lower::Registers;
use crate::value::Value;

#[path = "../../tests/both/law.rs"]
#[expect(clippy::too_many_lines, reason = "a law is told in one piece")]
mod law;

const TODAY: Date = date(2026, 11, 2);

fn source(text: &str) -> Source {
    Source {
        text: text.to_owned(),
        place: String::new(),
    }
}

fn rule(id: &str, when: Option<&str>, test: Test) -> RegisterRule {
    RegisterRule {
        id: id.to_owned(),
        level: Level::Error,
        word: QualityWord::Correct,
        when: when.map(source),
        test,
        correction_days: None,
        stops_sharing: false,
    }
}

/// The island's law with these rules in one of its registers.
fn with(register: &str, rules: Vec<RegisterRule>) -> Pack {
    let mut pack = law::law();
    for declared in pack.registers.iter_mut().filter(|of| of.id == register) {
        declared.rules.clone_from(&rules);
    }
    pack
}

fn names(all: &[&str]) -> Vec<String> {
    all.iter().map(|name| (*name).to_owned()).collect()
}

fn date_test(before: bool, than: Moment, strictly: bool) -> Test {
    let field = "built".to_owned();
    if before {
        Test::Before {
            field,
            than,
            strictly,
        }
    } else {
        Test::After {
            field,
            than,
            strictly,
        }
    }
}

/// What a declared test comes down to on kept rows: id and kind, with what the kind says.
const LOWERED: [&str; 16] = [
    r#"all:number NotNull { field: "number" }"#,
    r#"all:harbour NotNull { field: "harbour" }"#,
    r#"trim NfcTrimmed { field: "number" }"#,
    r#"today Range { field: "built", least: None, most: Some(Date(2026-11-02)) }"#,
    r#"sooner Range { field: "built", least: None, most: Some(Date(2026-11-01)) }"#,
    r#"since Range { field: "built", least: Some(Date(1990-01-01)), most: None }"#,
    r#"later Range { field: "built", least: Some(Date(1990-01-02)), most: None }"#,
    r#"first Order { first: "built", then: "surveyed", strictly: true }"#,
    r#"then Order { first: "surveyed", then: "built", strictly: false }"#,
    r#"list InList { field: "number", list: "1|2" }"#,
    r#"own ExistsIn { field: "number", target: "number" }"#,
    r#"there ExistsAcross { field: "number", list: "boats.hull" }"#,
    r#"same AgreesWith { field: "built", value: "surveyed" }"#,
    r#"across AgreesAcross { key: "holder", field: "harbour", list: "people.home by record" }"#,
    r#"lives NotInList { field: "holder", list: "people: not alive" }"#,
    r#"fresh FreshWithin { field: "recorded_at", age: Days(30) }"#,
];

fn tests() -> Vec<(&'static str, Test)> {
    let text = |name: &str| name.to_owned();
    let exists = |register: &str, other: &str| Test::ExistsIn {
        field: text("number"),
        register: text(register),
        other: Some(text(other)),
    };
    let agrees = |field: &str, through: Option<&str>, other: &str| Test::AgreesWith {
        field: text(field),
        through: through.map(text),
        other: text(other),
    };
    let day = || Moment::Day(date(1990, 1, 1));
    let surveyed = || Moment::Field(text("surveyed"));
    vec![
        (
            "all",
            Test::NotNull {
                fields: names(&["number", "harbour"]),
            },
        ),
        (
            "trim",
            Test::NfcTrimmed {
                fields: names(&["number"]),
            },
        ),
        ("today", date_test(true, Moment::Today, false)),
        ("sooner", date_test(true, Moment::Today, true)),
        ("since", date_test(false, day(), false)),
        ("later", date_test(false, day(), true)),
        ("first", date_test(true, surveyed(), true)),
        ("then", date_test(false, surveyed(), false)),
        (
            "list",
            Test::InList {
                field: text("number"),
                of: Allowed::Values(names(&["1", "2"])),
            },
        ),
        ("own", exists("berths", "number")),
        ("there", exists("boats", "hull")),
        ("same", agrees("built", None, "surveyed")),
        ("across", agrees("harbour", Some("holder"), "home")),
        (
            "lives",
            Test::HoldsThere {
                through: text("holder"),
                there: source("alive"),
            },
        ),
        (
            "fresh",
            Test::FreshWithin {
                field: None,
                days: 30,
            },
        ),
    ]
}

#[test]
fn declared_tests_come_down_to_rules() {
    let rules = tests().into_iter().map(|(id, test)| rule(id, None, test));
    let registers = Registers::lower(&with("berths", rules.collect()));
    let measuring = registers.measuring("berths", Rows::Kept, TODAY).unwrap();
    let declared = measuring
        .rules
        .iter()
        .skip_while(|rule| rule.id != "all:number");
    let lowered: Vec<String> = declared
        .map(|rule| format!("{} {:?}", rule.id, rule.kind))
        .collect();
    assert_eq!(lowered, LOWERED);
    let planned = registers.plan(&measuring, Lists::new(), 1);
    let left_out = planned.unmeasured.iter();
    let left_out: Vec<&str> = left_out.map(|(rule, _)| rule.id.as_str()).collect();
    assert_eq!(
        left_out,
        [
            "known:harbour",
            "known:holder",
            "list",
            "there",
            "across",
            "lives"
        ],
        "what needs a list that is not at hand"
    );
}

#[test]
fn types_and_keys_are_rules_unless_they_are_declared() {
    let ids = |rules: Vec<RegisterRule>, rows| {
        let registers = Registers::lower(&with("berths", rules));
        let measuring = registers.measuring("berths", rows, TODAY).unwrap();
        let ids = measuring.rules.into_iter().map(|rule| rule.id);
        ids.collect::<Vec<String>>()
    };
    let kept = [
        "required:number",
        "required:harbour",
        "known:harbour",
        "known:holder",
        "key:number+harbour",
    ];
    assert_eq!(ids(Vec::new(), Rows::Kept), kept);
    let received = [
        "required:number",
        "required:harbour",
        "known:harbour",
        "known:holder",
        "readable:depth",
        "readable:rent",
        "readable:surveyed",
        "readable:built",
        "key:number+harbour",
    ];
    assert_eq!(ids(Vec::new(), Rows::Received), received);
    let own = vec![
        rule(
            "filled",
            None,
            Test::NotNull {
                fields: names(&["number"]),
            },
        ),
        rule(
            "once",
            None,
            Test::Unique {
                fields: names(&["number", "harbour"]),
            },
        ),
    ];
    assert_eq!(
        ids(own, Rows::Kept),
        [
            "required:harbour",
            "known:harbour",
            "known:holder",
            "filled",
            "once"
        ]
    );
    let people = Registers::lower(&law::law());
    let people = people.measuring("people", Rows::Received, TODAY).unwrap();
    let ids: Vec<&str> = people.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert!(
        ids.contains(&"format:number") && ids.contains(&"key:number"),
        "{ids:?}"
    );
    let known = people
        .rules
        .iter()
        .find(|rule| rule.id == "known:mother")
        .unwrap();
    assert_eq!(
        format!("{:?}", known.kind),
        r#"ExistsIn { field: "mother", target: "number" }"#,
        "a file refers by the key"
    );
}

#[test]
fn a_file_is_not_measured_by_when_it_was_recorded() {
    let fresh = rule(
        "fresh",
        None,
        Test::FreshWithin {
            field: None,
            days: 30,
        },
    );
    let registers = Registers::lower(&with("berths", vec![fresh]));
    let measuring = registers
        .measuring("berths", Rows::Received, TODAY)
        .unwrap();
    assert_eq!(measuring.unmeasured[0].0.id, "fresh");
    assert!(
        measuring.by.is_empty(),
        "neither agency nor month are known"
    );
    let needed: Vec<_> = measuring.needed.iter().map(|needed| &needed.what).collect();
    let people = What::Keys {
        register: "people".to_owned(),
        by: Some("number".to_owned()),
    };
    assert!(needed.contains(&&people), "{needed:?}");
}

/// Condition, `when`, depth and rent; whether the record may be written, and what is counted:
/// `right`, `fails`, or `-` when the rule does not apply.
const HOLDS: [(&str, &str, &str, &str, bool, &str); 12] = [
    ("depth >= 50", "", "0.60", "", true, "right"),
    ("depth >= 50", "", "0.40", "", false, "fails"),
    ("depth >= 50", "", "", "", true, "-"),
    ("depth >= 50 && rent > 0", "", "0.40", "", true, "-"),
    ("depth >= 50 || rent > 0", "", "", "1.00", true, "-"),
    ("depth == null || depth >= 50", "", "", "", true, "right"),
    (
        "depth == null || depth >= 50",
        "",
        "0.40",
        "",
        false,
        "fails",
    ),
    ("depth != null", "", "", "", false, "fails"),
    ("depth >= 50", "rent > 100", "0.40", "", true, "-"),
    ("depth >= 50", "rent > 100", "0.40", "0.50", true, "-"),
    ("depth >= 50", "rent > 100", "0.40", "2.00", false, "fails"),
    ("depth >= 50", "rent == null", "0.40", "", false, "fails"),
];

#[test]
fn a_condition_means_the_same_when_it_is_written_and_when_it_is_measured() {
    for (holds, when, depth, rent, may_be_written, counted) in HOLDS {
        let when = Some(when).filter(|when| !when.is_empty());
        let rules = vec![rule("it", when, Test::Holds(source(holds)))];
        let registers = Registers::lower(&with("berths", rules));
        let declared = registers.get("berths").unwrap();
        let text = |name: &str| match name {
            "number" => Some("1"),
            "harbour" => Some("H1"),
            "depth" => Some(depth).filter(|text| !text.is_empty()),
            "rent" => Some(rent).filter(|text| !text.is_empty()),
            _ => None,
        };
        let fields = declared.register.fields.iter();
        let cells: Vec<Option<&str>> = fields.map(|field| text(&field.id)).collect();
        let values: Vec<Option<Value>> = cells.iter().map(|cell| cell.map(Value::from)).collect();
        let broken = registers.broken(declared, &values, TODAY);
        assert_eq!(broken.is_empty(), may_be_written, "{holds} when {when:?}");

        let measuring = registers.measuring("berths", Rows::Kept, TODAY).unwrap();
        let planned = registers.plan(&measuring, Lists::new(), 1);
        let mut rows = Batch::new(measuring.columns.len());
        rows.push(cells.iter().map(|cell| cell.map(Into::into)));
        let part = planned.plan.check(&rows).unwrap();
        let outcome = planned.plan.finish(&[part], 1).unwrap();
        let (_, count) = outcome.find("it").unwrap();
        let found = match (count.applied, count.failing) {
            (0, 0) => "-",
            (1, 0) => "right",
            (1, 1) => "fails",
            _ => "?",
        };
        assert_eq!(found, counted, "{holds} when {when:?}");
    }
}

#[test]
fn conditions_over_lists_are_not_measured() {
    let rules = vec![rule("many", None, Test::Holds(source("size(kinds) < 3")))];
    let registers = Registers::lower(&with("berths", rules));
    let measuring = registers.measuring("berths", Rows::Kept, TODAY).unwrap();
    assert_eq!(measuring.unmeasured.len(), 1);
    assert!(measuring.rules.iter().all(|rule| rule.id != "many"));
}

#[test]
fn lists_are_taken_from_first_rows() {
    let pack = law::law();
    let registers = Registers::lower(&pack);
    let measuring = registers.measuring("boats", Rows::Received, TODAY).unwrap();
    let lists = registers.seeded_lists(&pack.seeds, &measuring).unwrap();
    let Some(Texts::Values(places)) = lists.get("places.code") else {
        panic!("{:?}", lists.keys());
    };
    assert_eq!(places.len(), 8);
    assert!(lists.contains_key("agencies.id") && lists.contains_key("boat-kind"));
    assert!(!lists.contains_key("people.number"), "nobody brings people");
}
