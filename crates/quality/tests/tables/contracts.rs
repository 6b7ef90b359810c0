//! Contracts: what is written can be read again, and what others write is understood or named.

use jiff::civil::date;
use proptest::prelude::*;
use quality::contract::{Unclear, YamlProblem};
use quality::{Age, Bound, Contract, ContractField, Kind, Level, Pattern, Promise, Rule, Word};

use crate::table::{columns, rule};

fn name(text: &str) -> String {
    text.to_owned()
}

/// Every kind of rule: of one field, then those that look at others too.
fn kinds() -> Vec<Kind> {
    let hull = || name("hull");
    vec![
        Kind::NotNull { field: hull() },
        Kind::Readable {
            field: name("built"),
        },
        Kind::Pattern {
            field: hull(),
            pattern: Pattern::new("^[A-Z]-[0-9]{1,3}$").unwrap(),
        },
        Kind::Format {
            field: hull(),
            format: name("hull-number"),
        },
        Kind::NumberAgrees {
            field: name("owner"),
            format: name("person-number"),
            sex: None,
            born: Some(name("built")),
        },
        Kind::Range {
            field: name("length"),
            least: Some(Bound::Integer(-1)),
            most: None,
        },
        Kind::Range {
            field: name("built"),
            least: None,
            most: Some(Bound::Date(date(2026, 10, 31))),
        },
        Kind::Range {
            field: name("seen"),
            least: Some(Bound::Instant(1_000_000)),
            most: Some(Bound::Instant(1_500_000)),
        },
        Kind::InList {
            field: name("harbour"),
            list: name("harbours"),
        },
        Kind::InList {
            field: name("kind"),
            list: name("kinds"),
        },
    ]
}

fn kinds_of_several() -> Vec<Kind> {
    let hull = || name("hull");
    vec![
        Kind::ExistsIn {
            field: name("tender_of"),
            target: hull(),
        },
        Kind::Unique {
            fields: vec![hull()],
        },
        Kind::Unique {
            fields: vec![name("name"), name("harbour")],
        },
        Kind::Order {
            first: name("built"),
            then: name("built"),
            strictly: true,
        },
        Kind::AgreesWith {
            field: name("length"),
            value: name("year(built) - 1900"),
        },
        Kind::AgreesAcross {
            key: name("owner"),
            field: name("harbour"),
            list: name("people.harbour"),
        },
        Kind::FreshWithin {
            field: name("seen"),
            age: Age::Days(90),
        },
        Kind::FreshWithin {
            field: name("built"),
            age: Age::Months(12),
        },
        Kind::NfcTrimmed {
            field: name("name"),
        },
        Kind::Holds {
            condition: name("length > 0 && name != \"#1: 'x'\""),
        },
    ]
}

fn boats() -> Contract {
    let named = "hull name:name harbour kind length:integer price:decimal engine:boolean built:date seen:instant owner tender_of";
    let mut rules: Vec<Rule> = kinds()
        .into_iter()
        .chain(kinds_of_several())
        .enumerate()
        .map(|(number, kind)| rule(&format!("r{number:02}"), &[Word::Clean], kind))
        .collect();
    rules[3].words.push(Word::Unified);
    rules[4].level = Level::Warning;
    rules[11].when = Some(name("kind == 'fishing'"));
    // Rules below the table stand after those below its fields, in the order of the fields.
    let mut fields: Vec<ContractField> =
        columns(named).into_iter().map(ContractField::of).collect();
    fields[0].is_key = true;
    fields[0].is_required = true;
    fields[0].is_unique = true;
    fields[1].label = Some(name("Tên thuyền: \"tàu\" # 1"));
    fields[1].meaning = Some(name("two\nlines, and \\ a backslash\u{2028}"));
    fields[9].classification = Some(name("restricted"));
    Contract {
        id: name("urn:island:boats"),
        version: name("1.0"),
        status: name("active"),
        name: Some(name("Boats")),
        domain: Some(name("RG")),
        purpose: Some(name("Who owns which boat")),
        table: name("boats"),
        fields,
        rules,
        lists: vec![(
            name("kinds"),
            vec![name("fishing"), name("no"), name("1.0")],
        )],
        promises: vec![Promise {
            property: name("timeToRepair"),
            value: name("10"),
            unit: Some(name("d")),
            element: Some(name("boats.hull")),
        }],
    }
}

fn sorted(mut contract: Contract) -> Contract {
    contract.rules.sort_by(|one, two| one.id.cmp(&two.id));
    contract
}

#[test]
fn what_is_written_is_read_again() {
    let written = boats().write();
    let read = Contract::read(&written).unwrap();
    assert_eq!(read.rest, []);
    assert_eq!(sorted(read.contract), boats());
}

#[test]
fn the_standard_s_own_words_are_used_where_it_has_them() {
    let written = boats().write();
    let lines: Vec<&str> = written
        .lines()
        .map(|line| line.trim_start_matches([' ', '-']))
        .collect();
    for line in [
        "apiVersion: \"v3.1.0\"",
        "id: \"r00\"",
        "metric: \"nullValues\"",
        "mustBe: 0",
        "pattern: \"^[A-Z]-[0-9]{1,3}$\"",
        "metric: \"duplicateValues\"",
        "validValues:",
        "type: \"foreignKey\"",
        "to: \"boats.hull\"",
        "dimension: \"timeliness\"",
    ] {
        assert!(lines.contains(&line), "{line}\n{written}");
    }
}

const FOREIGN: &str = "# a contract of somebody else
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
servers: [{server: a, type: postgres}]
description: {purpose: to sell, usage: none}
schema:
  - name: orders
    physicalType: table
    properties:
      - {name: id, logicalType: string, required: yes, unique: true, primaryKey: true}
      - name: iban
        quality:
          - metric: invalidValues
            mustBe: 0
            arguments: {pattern: '^(DE|FR)[0-9]*$'}
          - rule: nullValues
            mustBeLessThan: 1
            unit: percent
          - metric: missingValues
            arguments: {missingValues: [null]}
            mustBeLessOrEqualTo: 0
            severity: warning
          - type: sql
            query: select 1
            mustBe: 0
      - name: unit
        logicalType: array
        relationships: [{to: units.code}, {to: orders.id}]
        quality:
          - metric: invalidValues
            arguments: {validValues: [kg, lb]}
            mustBeLessThan: 1
    quality:
      - metric: duplicateValues
        mustBe: 0
        arguments: {properties: [id, unit]}
      - metric: rowCount
        mustBeGreaterThan: 10
  - name: lines
";

#[test]
fn what_others_write_is_understood_or_named() {
    let read = Contract::read(FOREIGN).unwrap();
    let rules: Vec<(&str, Level, &Kind)> = read
        .contract
        .rules
        .iter()
        .map(|rule| (rule.id.as_str(), rule.level, &rule.kind))
        .collect();
    let expected = [
        (
            "iban-not-null",
            Level::Warning,
            &Kind::NotNull {
                field: name("iban"),
            },
        ),
        (
            "unit-in-list",
            Level::Error,
            &Kind::InList {
                field: name("unit"),
                list: name("unit-values"),
            },
        ),
        (
            "id-unique",
            Level::Error,
            &Kind::Unique {
                fields: vec![name("id"), name("unit")],
            },
        ),
        (
            "unit-exists-in",
            Level::Error,
            &Kind::ExistsIn {
                field: name("unit"),
                target: name("id"),
            },
        ),
    ];
    assert_eq!(rules, expected);
    let list = (name("unit-values"), vec![name("kg"), name("lb")]);
    assert_eq!(read.contract.lists, [list]);
    assert!(read.contract.fields[0].is_unique && read.contract.fields[0].is_key);
}

#[test]
fn what_was_not_understood_is_named_with_its_line() {
    let read = Contract::read(FOREIGN).unwrap();
    let rest: Vec<(usize, &str, bool)> = read
        .rest
        .iter()
        .map(|unclear| {
            (
                unclear.line,
                unclear.path.as_str(),
                matches!(unclear.why, Unclear::Key),
            )
        })
        .collect();
    let expected = [
        (7, "servers", true),
        (8, "description.usage", true),
        (11, "schema.orders.physicalType", true),
        (16, "schema.orders.iban.quality", false),
        (19, "schema.orders.iban.quality", false),
        (26, "schema.orders.iban.quality", false),
        (30, "schema.orders.unit.logicalType", false),
        (31, "schema.orders.unit.relationships", false),
        (40, "schema.orders.quality", false),
        (42, "schema", false),
    ];
    assert_eq!(rest, expected);
    assert!(
        read.rest
            .iter()
            .all(|unclear| !unclear.to_string().is_empty())
    );
}

#[test]
fn what_is_no_contract_is_refused() {
    let deep = "[".repeat(40);
    for (text, expected) in [
        ("", "no data contract"),
        ("kind: Other", "no data contract"),
        ("kind: DataContract\nid: x", "no table"),
        ("- 1\n- 2", "no keys"),
        ("a: &a [x]\nb: [*a, *a]", "line 2: aliases"),
        ("a: [", "line "),
        ("a: 'open", "line "),
        (deep.as_str(), "deeper"),
    ] {
        let problem = Contract::read(text).unwrap_err();
        assert!(problem.to_string().contains(expected), "{text}: {problem}");
    }
    let large = " ".repeat(5 << 20);
    assert!(matches!(
        Contract::read(&large),
        Err(YamlProblem::TooLarge { .. })
    ));
}

proptest! {
    #[test]
    fn any_text_survives(texts in prop::collection::vec("\\PC{0,20}|[ \t\n\r:#'\"\\\\-]{0,6}|(no|null|1e3|0x1|~|2026-01-01)", 6)) {
        let mut contract = boats();
        contract.id = texts[0].clone();
        contract.purpose = Some(texts[1].clone());
        contract.fields[2].meaning = Some(texts[2].clone());
        contract.lists[0].1.push(texts[3].clone());
        contract.rules[19].kind = Kind::Holds { condition: texts[4].clone() };
        contract.rules[19].id = format!("x{}", texts[5]);
        let read = Contract::read(&contract.write()).unwrap();
        prop_assert_eq!(read.rest, []);
        prop_assert_eq!(sorted(read.contract), sorted(contract));
    }

    #[test]
    fn no_text_is_too_much(text in "\\PC{0,200}|([a-z]{1,4}: ?[\\[{&*|>-]?[a-z]{0,3}\n {0,4}){0,20}") {
        let _ = Contract::read(&text);
        let _ = Contract::read(&format!("kind: DataContract\nid: x\nschema:\n  - {text}"));
    }
}
