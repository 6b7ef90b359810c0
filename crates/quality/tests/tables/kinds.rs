//! Each kind of rule, on a few rows.

use base::identifier::{CenturySex, Format, Segment};
use jiff::civil::date;
use quality::{Age, Bound, Kind, List, PairSet, Pattern, Plan, Setting, Why, Word};

use crate::table::{AS_OF, Table, columns, outcome, plan, rule};

/// Which rows fail (counted from 1), and to how many the rule applied.
fn judged(named: &str, kind: Kind, rows: &str) -> (Vec<u32>, u64) {
    let lists: [(&str, &[&str]); 1] = [(
        "harbours",
        &["north", "south", "the harbour behind the mill"],
    )];
    let rules = vec![rule("only", &[Word::Clean], kind)];
    let outcome = outcome(
        &plan(
            &columns(named),
            rules,
            &lists,
            &[(name("person-number"), person_number())],
            Vec::new(),
        ),
        &Table::read(rows),
        3,
        2,
    );
    let failing = outcome.rules[0].rows.iter().map(|row| row + 1).collect();
    (failing, outcome.whole.rules[0].applied)
}

fn name(text: &str) -> String {
    text.to_owned()
}

/// District, century and sex, two digits of the year, serial number.
fn person_number() -> Format {
    let row = |digit, from, sex: &str| CenturySex {
        digit,
        from,
        sex: sex.to_owned(),
    };
    let rows = vec![
        row(0, 1900, "M"),
        row(1, 1900, "F"),
        row(2, 2000, "M"),
        row(3, 2000, "F"),
    ];
    Format::new(vec![
        Segment::Serial {
            digits: 1,
            least: 1,
        },
        Segment::CenturySex(rows),
        Segment::YearDigits(2),
        Segment::Serial {
            digits: 3,
            least: 1,
        },
    ])
    .unwrap()
}

#[test]
fn only_not_null_counts_nulls() {
    let kind = Kind::NotNull {
        field: name("name"),
    };
    assert_eq!(judged("name", kind, "Ann\n-\n\"\"\n-"), (vec![2, 4], 4));
    let field = name("born");
    let kind = Kind::Readable { field };
    assert_eq!(
        judged(
            "born:date",
            kind,
            "1961-02-31\n-\n1961\n1961-02-28\nyesterday"
        ),
        (vec![1, 5], 4)
    );
}

#[test]
fn forms_and_lists() {
    let pattern = Pattern::new("[A-Z]-[0-9]{1,3}").unwrap();
    let kind = Kind::Pattern {
        field: name("hull"),
        pattern,
    };
    assert_eq!(
        judged("hull", kind, "B-12\nb-12\n-\nB-1234\n\"B-12 \""),
        (vec![2, 4, 5], 4)
    );
    let kind = Kind::InList {
        field: name("port"),
        list: name("harbours"),
    };
    let rows = "north\nNorth\n-\nthe harbour behind the mill\nthe harbour behind the hill";
    assert_eq!(judged("port", kind, rows), (vec![2, 5], 4));
    let kind = Kind::NfcTrimmed {
        field: name("name"),
    };
    let rows = "Hòa\nHo\u{300}a\n-\n\"Ann \"\n\"\u{a0}Ann\"\n\"\"";
    assert_eq!(judged("name", kind, rows), (vec![2, 4, 5], 5));
}

#[test]
fn an_identifier_and_its_bearer_are_two_rules() {
    let named = "number sex born:date";
    let rows = "
        1061001 | M | 1961-04-30
        1161001 | M | 1961-04-30
        1061001 | M | 1962-04-30
        1061001 | M | 2061-04-30
        1061001 | M | 1961
        10610O1 | F | 1962-01-01
        1061001 | - | 1962-01-01
        1061001 | M | -
        -       | M | 1961-04-30
        1061001 | M | 31.12.1961";
    let format = name("person-number");
    let kind = Kind::Format {
        field: name("number"),
        format: format.clone(),
    };
    assert_eq!(judged(named, kind, rows), (vec![6], 9));
    let (sex, born) = (Some(name("sex")), Some(name("born")));
    let kind = Kind::NumberAgrees {
        field: name("number"),
        format: format.clone(),
        sex,
        born,
    };
    assert_eq!(judged(named, kind, rows), (vec![2, 3, 4], 5));
    let kind = Kind::NumberAgrees {
        field: name("number"),
        format: format.clone(),
        sex: None,
        born: Some(name("born")),
    };
    assert_eq!(judged(named, kind, rows), (vec![3, 4, 7], 6));
    let kind = Kind::NumberAgrees {
        field: name("number"),
        format,
        sex: Some(name("sex")),
        born: None,
    };
    assert_eq!(judged(named, kind, rows), (vec![2], 7));
}

#[test]
fn ranges_fail_only_for_certain() {
    let bounds = (Some(Bound::Integer(1)), Some(Bound::Integer(500)));
    let kind = Kind::Range {
        field: name("length"),
        least: bounds.0,
        most: bounds.1,
    };
    assert_eq!(
        judged("length:integer", kind, "0\n1\n500\n501\n-\n-7\nlong\n+3"),
        (vec![1, 4, 6], 6)
    );
    let least = Some(Bound::Date(date(1961, 4, 30)));
    let kind = Kind::Range {
        field: name("born"),
        least,
        most: None,
    };
    assert_eq!(
        judged(
            "born:date",
            kind,
            "1961-04-29\n1961-04\n1961-03\n1961\n1960\n-"
        ),
        (vec![1, 3, 5], 5)
    );
}

#[test]
fn an_order_is_judged_when_it_can_be() {
    let kind = Kind::Order {
        first: name("born"),
        then: name("issued"),
        strictly: false,
    };
    let rows = "
        1961-04-30 | 1961-04-30
        1961-04-30 | 1961-04-29
        1961-04    | 1961-04-29
        1961-05    | 1961-04-29
        1961       | 1960
        1961       | 1961
        1961-04-30 | -
        -          | 1961-04-29
        1961-04-31 | 1961-04-29";
    assert_eq!(
        judged("born:date issued:date", kind.clone(), rows),
        (vec![2, 4, 5], 4)
    );
    let rows = "2026-01-01T00:00:00Z | 2026-01-01T06:30:00+07:00\n2026-01-01T00:00:00Z | 2026-01-01T07:00:00+07:00";
    assert_eq!(
        judged("born:instant issued:instant", kind.clone(), rows),
        (vec![1], 2)
    );
    assert_eq!(
        judged("born:integer issued:integer", kind, "2|1\n1|1\n1|2"),
        (vec![1], 3)
    );
}

#[test]
fn freshness_allows_its_last_day() {
    let kind = |age| Kind::FreshWithin {
        field: name("seen"),
        age,
    };
    let rows = "2025-10-31\n2025-10-30\n2025-10\n2025-09\n2025\n2027-01-01\n-";
    assert_eq!(
        judged("seen:date", kind(Age::Months(12)), rows),
        (vec![2, 4], 6)
    );
    assert_eq!(
        judged("seen:date", kind(Age::Days(365)), rows),
        (vec![2, 4], 6)
    );
    let rows = "2026-09-30T00:00:00Z\n2026-09-29T23:59:59Z\n-";
    assert_eq!(
        judged("seen:instant", kind(Age::Months(1)), rows),
        (vec![2], 2)
    );
    assert_eq!(
        judged("seen:date", kind(Age::Days(u32::MAX)), "1800-01-01"),
        (vec![], 1)
    );
}

#[test]
fn every_row_of_a_group_fails() {
    let kind = Kind::Unique {
        fields: vec![name("number")],
    };
    assert_eq!(
        judged("number", kind.clone(), "7\n07\n7\n-\n-\n7\n8"),
        (vec![1, 3, 6], 5)
    );
    let long =
        "the harbour behind the mill\nthe harbour behind the hill\nthe harbour behind the mill";
    assert_eq!(judged("number", kind, long), (vec![1, 3], 3));
    let kind = Kind::Unique {
        fields: vec![name("name"), name("born")],
    };
    let rows = "Ann|1961\nAnn|1962\nAnn|1961\nAnn1|961\n-|1961\n-|1961\nAnn|-";
    assert_eq!(judged("name born", kind, rows), (vec![1, 3], 4));
}

#[test]
fn a_key_exists_in_any_row_of_the_table() {
    let kind = Kind::ExistsIn {
        field: name("mother"),
        target: name("number"),
    };
    let rows = "1 | 4\n2 | -\n3 | 5\n4 | 4\n- | 04";
    assert_eq!(judged("number mother", kind, rows), (vec![3, 5], 4));
}

#[test]
fn expressions() {
    let kind = Kind::AgreesWith {
        field: name("year"),
        value: name("year(born)"),
    };
    let rows = "1961 | 1961-04-30\n1962 | 1961-04-30\n- | 1961-04-30\n1961 | -\n1961 | 1961";
    assert_eq!(judged("year:integer born:date", kind, rows), (vec![2], 2));
    let kind = Kind::AgreesWith {
        field: name("full"),
        value: name("first + ' ' + last"),
    };
    let rows = "Ann Lee | Ann | Lee\nAnn  Lee | Ann | Lee\nHo\u{300}a B | Hòa | B";
    assert_eq!(judged("full first last", kind, rows), (vec![2, 3], 3));
    let holds = |condition: &str| Kind::Holds {
        condition: condition.to_owned(),
    };
    let rows = "2027-01-01 | -\n1961-04-30 | 2026-10-31\n- | 2026-10-31\n1961-04-30 | 1960-01-01\n1961-04-30 | -";
    let named = "born:date died:date";
    assert_eq!(judged(named, holds("born <= as_of"), rows), (vec![1], 4));
    assert_eq!(judged(named, holds("born <= died"), rows), (vec![4], 2));
    assert_eq!(
        judged(named, holds("died == null || born <= died"), rows),
        (vec![3, 4], 5)
    );
    assert_eq!(
        judged(named, holds("died == null"), rows),
        (vec![2, 3, 4], 5)
    );
    let texts = "'has(x) and null' != word";
    assert_eq!(
        judged("word", holds(texts), "a\n-\nhas(x) and null"),
        (vec![3], 2)
    );
}

#[test]
fn other_registers_are_asked_by_key() {
    let pairs = |field: &str| match field {
        "name" => vec![("1", "Hoà"), ("1", "Ann"), ("2", "Bo")],
        _ => vec![("1", "1961"), ("2", "1962-04")],
    };
    let judge = |field: &str, rows: &str| {
        let kind = Kind::AgreesAcross {
            key: name("number"),
            field: name(field),
            list: name("people"),
        };
        let mut setting = Setting::on(AS_OF, 3);
        setting.texts = base::text::TextRules::for_language("vi");
        setting.lists = vec![(name("people"), List::Pairs(PairSet::new(&pairs(field), 3)))];
        let rules = vec![rule("only", &[Word::Unified], kind)];
        let plan = Plan::new(&columns("number name:name born:date"), rules, setting).unwrap();
        let found = outcome(&plan, &Table::read(rows), 3, 1);
        (found.rules[0].rows.clone(), found.whole.rules[0].applied)
    };
    let rows = "1|Hòa|1961-04-30\n1|ann|1962\n1|Bo|-\n2|Bo|1962\n2|-|1962-05-01\n3|Bo|1962\n-|Bo|1961-02-31";
    assert_eq!(judge("name", rows), (vec![2], 4));
    assert_eq!(judge("born", rows), (vec![1, 4], 4));
}

/// What is wrong with a rule on a small table.
fn refused(kind: Kind) -> String {
    let rules = vec![rule("only", &[Word::Clean], kind)];
    let setting = Setting {
        as_of: AS_OF,
        lists: Vec::new(),
        formats: Vec::new(),
        texts: base::text::TextRules::for_language("en"),
        by: Vec::new(),
        lags: Vec::new(),
        seed: 0,
    };
    let problems = Plan::new(
        &columns("number name born:date seen:instant"),
        rules,
        setting,
    )
    .unwrap_err();
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn wrong_rules_are_refused_with_what_was_meant() {
    let order = |first: &str, then: &str| Kind::Order {
        first: name(first),
        then: name(then),
        strictly: false,
    };
    for (kind, expected) in [
        (
            Kind::NotNull {
                field: name("nane"),
            },
            "there is no field `nane`; did you mean `name`?",
        ),
        (Kind::Unique { fields: Vec::new() }, "it names no field"),
        (
            Kind::InList {
                field: name("name"),
                list: name("ports"),
            },
            "there is no list `ports`",
        ),
        (order("name", "born"), "`name` holds text"),
        (
            order("born", "seen"),
            "`born` and `seen` hold different types",
        ),
        (
            Kind::FreshWithin {
                field: name("name"),
                age: Age::Days(1),
            },
            "needs a date or an instant",
        ),
        (
            Kind::Range {
                field: name("born"),
                least: Some(Bound::Integer(1)),
                most: None,
            },
            "bounds of its own type",
        ),
        (
            Kind::Holds {
                condition: name("born <= nane"),
            },
            "nane",
        ),
        (
            Kind::Holds {
                condition: name("born"),
            },
            "condition",
        ),
        (
            Kind::AgreesWith {
                field: name("name"),
                value: name("year(born)"),
            },
            "condition",
        ),
    ] {
        let found = refused(kind.clone());
        assert!(found.contains(expected), "{kind:?}: {found}");
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let mut second = rule(
        "same",
        &[],
        Kind::NotNull {
            field: name("name"),
        },
    );
    second.words.clear();
    let rules = vec![
        rule(
            "same",
            &[Word::Clean],
            Kind::NotNull {
                field: name("name"),
            },
        ),
        second,
        rule(
            "third",
            &[Word::Clean],
            Kind::NotNull {
                field: name("gone"),
            },
        ),
    ];
    let setting = Setting {
        as_of: AS_OF,
        lists: Vec::new(),
        formats: Vec::new(),
        texts: base::text::TextRules::for_language("en"),
        by: Vec::new(),
        lags: Vec::new(),
        seed: 0,
    };
    let problems = Plan::new(&columns("name"), rules, setting).unwrap_err();
    let whys: Vec<_> = problems.into_iter().map(|problem| problem.why).collect();
    assert!(
        matches!(
            &whys[..],
            [Why::Twice, Why::NoWord, Why::UnknownField { .. }]
        ),
        "{whys:?}"
    );
}
