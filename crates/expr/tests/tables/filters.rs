//! Which conditions become filters.

use crate::island::{condition, text};
use expr::{FilterOp, Value};
use jiff::civil::date;

/// The day is known beforehand, the owner's number is known to be missing.
fn known(name: &str) -> Option<Value> {
    match name {
        "today" => Some(Value::Date(date(2026, 1, 31))),
        "owner.number" => Some(Value::Null),
        _ => None,
    }
}

#[test]
fn conditions_that_can() {
    let one = |field: &str, op: FilterOp, value: Value| vec![(field.to_owned(), op, value)];
    let ports = Value::List(vec![text("a"), text("b")]);
    for (source, expected) in [
        ("true", vec![]),
        (
            "boat.hull == 7",
            one("boat.hull", FilterOp::Equal, Value::Int(7)),
        ),
        (
            "7 >= boat.hull",
            one("boat.hull", FilterOp::AtMost, Value::Int(7)),
        ),
        (
            "boat.hull > 1 + 1",
            one("boat.hull", FilterOp::More, Value::Int(2)),
        ),
        (
            "boat.fishing",
            one("boat.fishing", FilterOp::Equal, Value::Bool(true)),
        ),
        (
            "boat.name in ['b', 'a']",
            one("boat.name", FilterOp::In, ports),
        ),
        (
            "boat.name.startsWith('Hả')",
            one("boat.name", FilterOp::StartsWith, text("Hả")),
        ),
        (
            "boat.built < today",
            one("boat.built", FilterOp::Less, Value::Date(date(2026, 1, 31))),
        ),
        (
            "year(today) == boat.hull",
            one("boat.hull", FilterOp::Equal, Value::Int(2026)),
        ),
        (
            "boat.name == owner.number",
            one("boat.name", FilterOp::In, Value::List(vec![])),
        ),
        (
            "boat.hull in [year(today), 3]",
            one(
                "boat.hull",
                FilterOp::In,
                Value::List(vec![Value::Int(2026), Value::Int(3)]),
            ),
        ),
        (
            "boat.name in [owner.number, 'x']",
            one("boat.name", FilterOp::In, Value::List(vec![text("x")])),
        ),
        (
            "boat.hull >= 2 && (year(today) == 2026 && boat.hull < 9)",
            vec![
                ("boat.hull".to_owned(), FilterOp::AtLeast, Value::Int(2)),
                ("boat.hull".to_owned(), FilterOp::Less, Value::Int(9)),
            ],
        ),
    ] {
        let filters = condition(source).lower_to_filter(&known).unwrap();
        let seen: Vec<_> = filters
            .into_iter()
            .map(|f| (f.field, f.op, f.value))
            .collect();
        assert_eq!(seen, expected, "{source}");
    }
}

#[test]
fn conditions_that_cannot() {
    for (source, part) in [
        ("boat.hull != 7", "boat.hull != 7"),
        ("boat.hull == 7 && !boat.fishing", "!boat.fishing"),
        (
            "boat.hull == 7 || boat.hull == 8",
            "boat.hull == 7 || boat.hull == 8",
        ),
        ("boat.hull > boat.masts", "boat.hull > boat.masts"),
        ("boat.hull + 1 == 8", "boat.hull + 1 == 8"),
        ("has(boat.hull)", "has(boat.hull)"),
        ("boat.name.endsWith('x')", "boat.name.endsWith('x')"),
        ("'x' in boat.ports", "'x' in boat.ports"),
        (
            "boat.crew.all(m, m.role == 'x')",
            "boat.crew.all(m, m.role == 'x')",
        ),
        ("today > date('2027-01-01')", "today > date('2027-01-01')"),
        ("false", "false"),
    ] {
        let refused = condition(source).lower_to_filter(&known).unwrap_err();
        assert_eq!(refused.part, part, "{source}");
        assert_eq!(&source[refused.at.clone()], part);
    }
}
