//! The scope of a fictional island, and facts of one boat.

use expr::{Expr, Field, Fields, Record, Scope, Type, Value};
use jiff::civil::date;

/// What a condition about a boat may use.
pub(crate) fn scope() -> Scope {
    let crew = Type::List(Box::new(Type::Record(Fields::from([
        ("name".to_owned(), Field::sensitive(Type::Text)),
        ("role".to_owned(), Field::open(Type::Text)),
        ("born".to_owned(), Field::open(Type::Date)),
        (
            "papers".to_owned(),
            Field::open(Type::List(Box::new(Type::Text))),
        ),
    ]))));
    let mut scope = Scope::new();
    for (name, field) in [
        ("boat.name", Field::open(Type::Text)),
        ("boat.hull", Field::open(Type::Int)),
        ("boat.masts", Field::open(Type::Int)),
        ("boat.fishing", Field::open(Type::Bool)),
        ("boat.built", Field::open(Type::Date)),
        ("boat.ports", Field::open(Type::List(Box::new(Type::Text)))),
        ("boat.crew", Field::open(crew)),
        ("boat.seen", Field::open(Type::Instant)),
        ("owner.number", Field::sensitive(Type::Text)),
        ("owner.banned", Field::sensitive(Type::Bool)),
        ("owner.born", Field::sensitive(Type::Date)),
        ("evidence.notice.found", Field::open(Type::Bool)),
        ("today", Field::open(Type::Date)),
    ] {
        scope.declare(name, field).unwrap();
    }
    scope
}

/// A record of named values.
pub(crate) fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.map(|(name, value)| (name.to_owned(), value));
    Value::Record(Record::from(fields))
}

pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn sailor(name: &str, role: &str, year: i16, papers: &[&str]) -> Value {
    record([
        ("name", text(name)),
        ("role", text(role)),
        ("born", Value::Date(date(year, 2, 28))),
        (
            "papers",
            Value::List(papers.iter().map(|p| text(p)).collect()),
        ),
    ])
}

/// One boat. Not known: `boat.masts`, `owner.banned` and the whole of `evidence`.
pub(crate) fn facts() -> Record {
    let boat = record([
        ("name", text("Hải Âu")),
        ("hull", Value::Int(7)),
        ("masts", Value::Null),
        ("fishing", Value::Bool(true)),
        ("built", Value::Date(date(2000, 2, 29))),
        ("ports", Value::List(vec![text("north"), text("south")])),
        (
            "crew",
            Value::List(vec![
                sailor("Mai", "captain", 1980, &["licence", "health"]),
                sailor("Lan", "cook", 2012, &["health"]),
            ]),
        ),
        ("seen", Value::Instant(1_000_000)),
    ]);
    let owner = record([
        ("number", text("007")),
        ("born", Value::Date(date(1970, 5, 5))),
    ]);
    Record::from([
        ("boat".to_owned(), boat),
        ("owner".to_owned(), owner),
        ("today".to_owned(), Value::Date(date(2026, 2, 28))),
    ])
}

/// Compiles a condition that has no problems.
pub(crate) fn condition(source: &str) -> Expr {
    let compiled = Expr::compile(source, &scope(), &Type::Bool);
    compiled.unwrap_or_else(|problems| panic!("{source}: {problems:?}"))
}
