//! What conditions give for one boat, rule by rule.

use crate::island::{condition, facts, scope, text};
use expr::{Expr, Type, Value};
use jiff::civil::date;

fn holds(source: &str) -> bool {
    let condition = condition(source);
    condition.holds(&condition.bind(&facts()))
}

fn check(table: &[(&str, bool)]) {
    for (source, expected) in table {
        assert_eq!(holds(source), *expected, "{source}");
    }
}

#[test]
fn comparisons_and_logic() {
    check(&[
        ("true", true),
        ("false || true", true),
        ("true && false", false),
        ("!false", true),
        ("!!true", true),
        ("boat.hull == 7", true),
        ("boat.hull != 7", false),
        (
            "boat.hull < 8 && boat.hull <= 7 && boat.hull > 6 && boat.hull >= 7",
            true,
        ),
        ("8 > boat.hull", true),
        ("boat.hull == -7", false),
        ("-boat.hull == -7", true),
        ("boat.name == 'Hải Âu'", true),
        ("boat.name == 'Ha\u{309}i A\u{302}u'", true),
        ("boat.name == \"H\\u1ea3i \\u00c2u\"", true),
        ("boat.name < 'I'", true),
        ("boat.fishing", true),
        ("boat.fishing == true", true),
        ("boat.built == date('2000-02-29')", true),
        ("boat.built < today", true),
        ("boat.seen > instant('1970-01-01T00:00:00Z')", true),
        ("boat.seen == instant('1970-01-01T07:00:01+07:00')", true),
        ("boat.hull == 1 || boat.hull == 2 || boat.hull == 7", true),
        ("(boat.fishing ? boat.hull : 0) == 7", true),
        ("boat.hull > 5 ? boat.fishing : false // a comment", true),
        ("boat.hull in [1, 7, 3]", true),
        ("boat.hull in [1, 3]", false),
        ("boat.hull in [1, boat.hull]", true),
        ("'north' in boat.ports", true),
        ("'west' in boat.ports", false),
        ("boat.name in ['A', 'Z', 'B', 'Hải Âu']", true),
        ("boat.built in [date('2000-02-29')]", true),
    ]);
}

#[test]
fn functions_and_loops() {
    check(&[
        (
            "boat.hull + 1 == 8 && boat.hull - 8 == -1 && boat.hull * 3 == 21",
            true,
        ),
        ("boat.name + '!' == 'Hải Âu!'", true),
        ("size(boat.name) == 6", true),
        ("boat.name.size() == 6", true),
        ("size(boat.crew) == 2 && size(boat.ports) == 2", true),
        ("size([1, 2, 3]) == 3", true),
        ("boat.name.startsWith('Hải')", true),
        ("boat.name.endsWith('Hải')", false),
        ("boat.name.contains('i Â')", true),
        ("days_between(boat.built, date('2000-03-01')) == 1", true),
        ("days_between(today, date('2026-01-01')) == -58", true),
        ("year(boat.built) == 2000", true),
        ("age(boat.built, date('2001-02-28')) == 0", true),
        ("age(boat.built, date('2001-03-01')) == 1", true),
        ("age(boat.built, date('2004-02-29')) == 4", true),
        ("age(owner.born, today) == 55", true),
        ("boat.crew.exists(m, m.role == 'cook')", true),
        ("boat.crew.exists(m, m.role == 'diver')", false),
        ("boat.crew.all(m, age(m.born, today) >= 14)", true),
        ("boat.crew.all(m, age(m.born, today) >= 15)", false),
        ("boat.crew.all(m, m.papers.exists(p, p == 'health'))", true),
        (
            "boat.crew.all(m, m.papers.exists(p, p == 'licence' || m.role == 'cook'))",
            true,
        ),
        ("boat.crew.all(m, 'licence' in m.papers)", false),
        ("boat.ports.all(p, p in ['north', 'south', 'west'])", true),
        ("['north', 'west'].exists(p, p in boat.ports)", true),
    ]);
}

#[test]
fn missing_values() {
    check(&[
        ("boat.masts == null", true),
        ("null == boat.masts", true),
        ("boat.masts != null", false),
        ("has(boat.masts)", false),
        ("has(boat.hull) && boat.hull != null", true),
        ("has(evidence.notice)", false),
        ("has(boat.crew) && has(owner.number)", true),
        ("boat.masts == 2", false),
        ("boat.masts != 2", false),
        ("boat.masts < 2 || boat.masts >= 2", false),
        ("!(boat.masts < 2)", true),
        ("boat.masts == boat.masts", false),
        ("boat.masts + 1 == null", true),
        ("boat.masts in [1, 2]", false),
        ("boat.masts in [boat.masts]", false),
        ("evidence.notice.found", false),
        ("!evidence.notice.found", true),
        ("evidence.notice.found == false", false),
        ("evidence.notice.found ? false : true", true),
        ("(boat.fishing ? boat.masts : 1) == null", true),
        ("(boat.fishing ? null : boat.masts) == null", true),
        ("age(today, boat.built) == null", true),
        ("9223372036854775807 + 1 == null", true),
        ("-9223372036854775808 - 1 == null", true),
        ("boat.hull * 9223372036854775807 == null", true),
    ]);
}

#[test]
fn values_of_every_type() {
    for (source, of, expected) in [
        ("boat.hull + 1", Type::Int, Value::Int(8)),
        ("boat.masts + 1", Type::Int, Value::Null),
        (
            "boat.name + '-' + owner.number",
            Type::Text,
            text("Hải Âu-007"),
        ),
        ("boat.fishing ? 'f' : 'c'", Type::Text, text("f")),
        ("boat.built", Type::Date, Value::Date(date(2000, 2, 29))),
        ("boat.seen", Type::Instant, Value::Instant(1_000_000)),
        ("owner.banned", Type::Bool, Value::Null),
        (
            "boat.ports",
            Type::List(Box::new(Type::Text)),
            Value::List(vec![text("north"), text("south")]),
        ),
    ] {
        let compiled = Expr::compile(source, &scope(), &of).unwrap();
        let facts = facts();
        let row = compiled.bind(&facts);
        assert_eq!(compiled.eval(&row).to_value(), expected, "{source}");
        assert_eq!(compiled.result_type(), &of);
    }
}

#[test]
fn slots_are_the_names_in_the_order_of_reading() {
    let condition =
        condition("boat.hull > 1 && has(evidence.notice) && boat.hull < age(owner.born, today)");
    let names: Vec<&str> = condition
        .slots()
        .iter()
        .map(|slot| slot.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["boat.hull", "evidence.notice", "owner.born", "today"]
    );
    let sensitive: Vec<bool> = condition
        .slots()
        .iter()
        .map(|slot| slot.sensitive)
        .collect();
    assert_eq!(sensitive, [false, false, true, false]);
}

#[test]
fn a_row_that_does_not_fit_is_missing() {
    let condition = condition("boat.hull == 7 || boat.name == 'x'");
    assert!(!condition.holds(&[]));
    assert!(!condition.holds(&["7".into(), 7.into()]));
    assert!(condition.holds(&[7.into()]));
}

#[test]
fn too_many_loop_steps_leave_no_value() {
    let source = "!boat.crew.exists(m, boat.ports.all(p, p == 'x' || m.role == 'cook'))";
    let condition = condition(source);
    let crew: Vec<Value> = (0..400).map(|_| crate::island::record([])).collect();
    let ports = |count: usize| -> Vec<Value> { (0..count).map(|_| text("x")).collect() };
    let (few, many) = (vec![text("y")], ports(200_000));
    let row = [expr::Val::List(&crew), expr::Val::List(&few)];
    assert!(condition.holds(&row));
    let row = [expr::Val::List(&crew), expr::Val::List(&many)];
    assert!(!condition.holds(&row));
    assert!(condition.eval(&row).is_missing());
    let explanation = condition.explain(&row, &|_| String::new());
    assert_eq!((explanation.holds, explanation.why), (false, None));
}

#[test]
fn letters_written_in_two_ways_are_one() {
    let decomposed = ["Ha\u{309}i A\u{302}u".into()];
    for (source, expected) in [
        ("boat.name == 'Hải Âu'", true),
        ("boat.name != 'Hải Âu'", false),
        ("boat.name <= 'Hải Âu' && boat.name >= 'Hải Âu'", true),
        ("boat.name in ['Hai Au', 'Hải Âu', 'Z']", true),
        ("boat.name in [boat.name + '']", true),
        ("boat.name.startsWith('Hả')", true),
        ("boat.name.startsWith('Ha')", false),
        ("boat.name.contains('Âu') && boat.name.endsWith('Âu')", true),
        ("size(boat.name) == 6", true),
    ] {
        assert_eq!(condition(source).holds(&decomposed), expected, "{source}");
    }
}

#[test]
fn texts_a_field_is_compared_with_are_known() {
    let condition = condition(
        "boat.name == 'a' && boat.name < 'n' && 'b' != owner.number && boat.name in ['c'] && boat.crew.exists(m, m.role == 'd')",
    );
    let texts: Vec<(&str, &str, &str)> = condition
        .compared_texts()
        .iter()
        .map(|text| {
            let at = text.at.clone();
            (
                text.field.as_str(),
                text.text.as_str(),
                &condition.source()[at],
            )
        })
        .collect();
    assert_eq!(
        texts,
        [
            ("boat.name", "a", "'a'"),
            ("owner.number", "b", "'b'"),
            ("boat.name", "c", "'c'"),
            ("boat.crew.role", "d", "'d'"),
        ]
    );
}
