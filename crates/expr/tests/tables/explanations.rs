//! Why conditions do not hold, and what they say of sensitive fields.

use crate::island::{condition, facts};
use expr::{Actual, Expected, Key, Subject, Type, Value, Why};

/// A short way to write a value down.
fn value(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Text(value) => value.clone(),
        Value::Date(value) => value.to_string(),
        Value::Instant(value) => format!("{value}us"),
        Value::List(items) => items.iter().map(self::value).collect::<Vec<_>>().join("/"),
        Value::Record(_) => "record".to_owned(),
    }
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Field(name) => name.clone(),
        Subject::Computed { function, fields } => format!("{function}({})", fields.join(",")),
        Subject::Nothing => "nothing".to_owned(),
    }
}

/// Says a reason in a made-up language of signs.
fn words(key: &Key) -> String {
    let expected = match &key.expected {
        Expected::Nothing => String::new(),
        Expected::Value(expected) => format!(" {}", value(expected)),
        Expected::Subject(other) => format!(" {}", subject(other)),
        Expected::Hidden => " ***".to_owned(),
    };
    let actual = match &key.actual {
        Actual::Missing => "missing".to_owned(),
        Actual::Hidden => "***".to_owned(),
        Actual::Value(actual) => value(actual),
    };
    let test = key.test.word().trim_start_matches("why-");
    format!("{} {test}{expected} [{actual}]", subject(&key.subject))
}

fn said(why: &Why) -> String {
    let join = |parts: &[Why], sign: &str| {
        let parts: Vec<String> = parts.iter().map(said).collect();
        format!("({})", parts.join(sign))
    };
    match why {
        Why::One(reason) => reason.sentence.clone(),
        Why::All(parts) => join(parts, " and "),
        Why::Any(parts) => join(parts, " or "),
    }
}

fn check(table: &[(&str, &str)]) {
    let facts = facts();
    for (source, expected) in table {
        let condition = condition(source);
        let explanation = condition.explain(&condition.bind(&facts), &words);
        let said = explanation.why.as_ref().map_or("holds".to_owned(), said);
        assert_eq!(said, *expected, "{source}");
        assert_eq!(explanation.holds, explanation.why.is_none(), "{source}");
    }
}

#[test]
fn open_fields() {
    check(&[
        ("true", "holds"),
        ("false", "nothing never [missing]"),
        ("boat.hull > 7", "boat.hull more 7 [7]"),
        ("7 < boat.hull", "boat.hull more 7 [7]"),
        ("!(boat.hull <= 7)", "boat.hull more 7 [7]"),
        ("boat.masts == 2", "boat.masts equal 2 [missing]"),
        ("has(boat.masts)", "boat.masts present [missing]"),
        ("boat.hull == null", "boat.hull absent [7]"),
        ("!boat.fishing", "boat.fishing equal false [true]"),
        (
            "evidence.notice.found",
            "evidence.notice.found equal true [missing]",
        ),
        ("boat.hull in [2, 1]", "boat.hull one-of 1/2 [7]"),
        ("!(boat.hull in [7])", "boat.hull none-of 7 [7]"),
        ("'west' in boat.ports", "nothing one-of boat.ports [west]"),
        (
            "boat.hull in [boat.masts, 8]",
            "boat.hull one-of list(boat.masts) [7]",
        ),
        (
            "boat.hull in [boat.masts]",
            "boat.hull one-of boat.masts [7]",
        ),
        (
            "boat.name.startsWith('X')",
            "boat.name starts-with X [Hải Âu]",
        ),
        (
            "!boat.name.contains('i')",
            "boat.name contains-not i [Hải Âu]",
        ),
        ("boat.built > today", "boat.built more today [2000-02-29]"),
        (
            "days_between(boat.built, today) <= 60",
            "days_between(boat.built,today) at-most 60 [9496]",
        ),
        ("boat.hull * 2 == 15", "computed(boat.hull) equal 15 [14]"),
        (
            "boat.crew.exists(m, m.role == 'diver')",
            "boat.crew some-item [***]",
        ),
        (
            "!boat.ports.all(p, p != 'x')",
            "boat.ports not-every-item [***]",
        ),
        (
            "boat.hull == 7 && boat.masts == 2 && boat.name == 'x'",
            "(boat.masts equal 2 [missing] and boat.name equal x [Hải Âu])",
        ),
        (
            "boat.hull == 8 || boat.masts == 2 && boat.hull == 7",
            "(boat.hull equal 8 [7] or boat.masts equal 2 [missing])",
        ),
        (
            "!(boat.hull == 8 || boat.hull == 7)",
            "boat.hull different 7 [7]",
        ),
        (
            "!(boat.hull == 7 && boat.fishing)",
            "(boat.hull different 7 [7] or boat.fishing equal false [true])",
        ),
        (
            "boat.fishing ? boat.hull > 9 : true",
            "boat.hull more 9 [7]",
        ),
    ]);
}

#[test]
fn sensitive_fields() {
    check(&[
        ("owner.number == '008'", "owner.number equal 008 [***]"),
        ("owner.number != '007'", "owner.number different *** [***]"),
        (
            "!(owner.number in ['007'])",
            "owner.number none-of *** [***]",
        ),
        (
            "!owner.number.startsWith('0')",
            "owner.number starts-otherwise *** [***]",
        ),
        (
            "owner.banned == false",
            "owner.banned equal false [missing]",
        ),
        (
            "age(owner.born, today) >= 60",
            "age(owner.born,today) at-least 60 [***]",
        ),
        (
            "boat.name == owner.number",
            "boat.name equal owner.number [***]",
        ),
        (
            "boat.name in [owner.number]",
            "boat.name one-of owner.number [***]",
        ),
        (
            "!(boat.hull <= age(owner.born, today))",
            "boat.hull more age(owner.born,today) [***]",
        ),
        (
            "boat.name + owner.number == 'x'",
            "computed(boat.name,owner.number) equal x [***]",
        ),
        ("boat.crew == null", "boat.crew absent [***]"),
    ]);
}

#[test]
fn what_is_no_condition_has_no_why() {
    let number = expr::Expr::compile("boat.hull", &crate::island::scope(), &Type::Int).unwrap();
    let explanation = number.explain(&[7.into()], &words);
    assert_eq!((explanation.holds, explanation.why), (false, None));
}
