//! Which conditions become filters, and what is left of them.

use crate::island::{condition, text};
use expr::{Filter, FilterTree, Value};
use jiff::civil::date;

/// The day is known beforehand, the owner's number is known to be missing.
fn known(name: &str) -> Option<Value> {
    match name {
        "today" => Some(Value::Date(date(2026, 1, 31))),
        "owner.number" => Some(Value::Null),
        _ => None,
    }
}

/// A tree as one line.
fn line(tree: &FilterTree) -> String {
    let lines = |parts: &[FilterTree]| parts.iter().map(line).collect::<Vec<_>>().join(", ");
    match tree {
        FilterTree::All(parts) => format!("all({})", lines(parts)),
        FilterTree::Any(parts) => format!("any({})", lines(parts)),
        FilterTree::Test(Filter { field, op, value }) => format!("{field} {op:?} {}", said(value)),
    }
}

fn said(value: &Value) -> String {
    match value {
        Value::Int(value) => value.to_string(),
        Value::Text(value) => value.clone(),
        Value::Date(value) => value.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::List(values) => format!("{:?}", values.iter().map(said).collect::<Vec<_>>()),
        other => format!("{other:?}"),
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
#[test]
fn what_can_is_filtered_and_the_rest_is_left() {
    for (source, filter, rest) in [
        ("true", "all()", ""),
        ("false", "any()", ""),
        ("today > date('2027-01-01')", "any()", ""),
        ("boat.hull == 7", "boat.hull Equal 7", ""),
        ("7 >= boat.hull", "boat.hull AtMost 7", ""),
        ("boat.hull > 1 + 1", "boat.hull More 2", ""),
        ("boat.fishing", "boat.fishing Equal true", ""),
        ("boat.name in ['b', 'a']", "boat.name In [\"a\", \"b\"]", ""),
        ("boat.name.startsWith('Hả')", "boat.name StartsWith Hả", ""),
        ("boat.built < today", "boat.built Less 2026-01-31", ""),
        ("year(today) == boat.hull", "boat.hull Equal 2026", ""),
        ("boat.name == owner.number", "boat.name In []", ""),
        (
            "boat.hull in [year(today), 3]",
            "boat.hull In [\"2026\", \"3\"]",
            "",
        ),
        (
            "boat.name in [owner.number, 'x']",
            "boat.name In [\"x\"]",
            "",
        ),
        (
            "boat.hull >= 2 && (year(today) == 2026 && boat.hull < 9)",
            "all(boat.hull AtLeast 2, boat.hull Less 9)",
            "",
        ),
        (
            "boat.hull == 7 || boat.hull == 8 && boat.fishing",
            "any(boat.hull Equal 7, all(boat.hull Equal 8, boat.fishing Equal true))",
            "",
        ),
        ("boat.hull != 7", "all()", "boat.hull != 7"),
        (
            "boat.hull == 7 && !boat.fishing",
            "boat.hull Equal 7",
            "!boat.fishing",
        ),
        (
            "boat.hull == 7 || boat.hull != 8",
            "all()",
            "boat.hull == 7 || boat.hull != 8",
        ),
        (
            "boat.hull > boat.masts && boat.hull < 9 && has(boat.masts)",
            "boat.hull Less 9",
            "boat.hull > boat.masts; has(boat.masts)",
        ),
        ("boat.hull + 1 == 8", "all()", "boat.hull + 1 == 8"),
        (
            "boat.name.endsWith('x')",
            "all()",
            "boat.name.endsWith('x')",
        ),
        ("'x' in boat.ports", "all()", "'x' in boat.ports"),
        (
            "boat.fishing && boat.crew.all(m, m.role == 'x')",
            "boat.fishing Equal true",
            "boat.crew.all(m, m.role == 'x')",
        ),
    ] {
        let condition = condition(source);
        let lowered = condition.lowered(&known);
        assert_eq!(line(&lowered.filter), filter, "{source}");
        let parts: Vec<&str> = lowered
            .rest_at
            .iter()
            .map(|at| &source[at.clone()])
            .collect();
        assert_eq!(parts.join("; "), rest, "{source}");
        assert_eq!(lowered.rest.is_none(), rest.is_empty(), "{source}");
        let slots = lowered.rest.map(|rest| rest.slots().to_vec());
        assert!(slots.is_none_or(|slots| slots == condition.slots()));
    }
}

#[test]
fn a_loop_without_an_end_decides_nothing_beforehand() {
    let many = |name: &str| {
        let items = || Value::List((0..400).map(|_| text("x")).collect());
        matches!(name, "boat.ports" | "boat.crew").then(items)
    };
    let source = "!boat.ports.exists(p, boat.ports.exists(q, p != q))";
    let lowered = condition(source).lowered(&many);
    assert_eq!(line(&lowered.filter), "all()");
    assert!(lowered.rest.is_some());
}
