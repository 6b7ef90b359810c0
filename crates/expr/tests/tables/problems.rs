//! What is wrong with a condition, where, and what was probably meant.

use crate::island::scope;
use expr::{Code, Expr, Problem, Type};

pub(crate) fn problems(source: &str) -> Vec<Problem> {
    Expr::compile(source, &scope(), &Type::Bool)
        .err()
        .unwrap_or_default()
}

/// Source, and for each problem: code, the part it points at, the suggestion.
type Row<'t> = (&'t str, &'t [(Code, &'t str, Option<&'t str>)]);

fn check(table: &[Row<'_>]) {
    for (source, expected) in table {
        let found = problems(source);
        let seen: Vec<(Code, &str, Option<&str>)> = found
            .iter()
            .map(|p| (p.code, &source[p.at.clone()], p.suggestion.as_deref()))
            .collect();
        assert_eq!(seen, *expected, "{source}: {found:?}");
    }
}

#[test]
fn names() {
    use Code::{HidesField, UnknownField};
    check(&[
        (
            "boat.hul == 7",
            &[(UnknownField, "boat.hul", Some("boat.hull"))],
        ),
        ("7 == hull", &[(UnknownField, "hull", Some("boat.hull"))]),
        ("weather == 7", &[(UnknownField, "weather", None)]),
        (
            "boat.hull.length == 7",
            &[(UnknownField, "boat.hull.length", None)],
        ),
        (
            "has(boat.mast)",
            &[(UnknownField, "has(boat.mast)", Some("boat.masts"))],
        ),
        (
            "boat.hul > 1 && (boat.nam == 'x' || tody > boat.built)",
            &[
                (UnknownField, "boat.hul", Some("boat.hull")),
                (UnknownField, "boat.nam", Some("boat.name")),
                (UnknownField, "tody", Some("today")),
            ],
        ),
        (
            "boat.crew.exists(m, m.rolle == 'cook')",
            &[(UnknownField, "m.rolle", Some("m.role"))],
        ),
        (
            "boat.crew.all(m, m.role.x == 1)",
            &[(UnknownField, "m.role.x", None)],
        ),
        (
            "boat.ports.all(p, p.x == 1)",
            &[(UnknownField, "p.x", None)],
        ),
        (
            "boat.crew.all(today, true)",
            &[(HidesField, "boat.crew.all(today, true)", None)],
        ),
    ]);
}

#[test]
fn functions() {
    use Code::{ArgumentCount, UnknownFunction, Unsupported};
    check(&[
        (
            "boat.crew.exists_one(m, true)",
            &[(Unsupported, "exists_one", None)],
        ),
        (
            "size(boat.crew.map(m, m.role)) > 1",
            &[(Unsupported, "map", None)],
        ),
        ("boat.crew.exists(m)", &[(UnknownFunction, "exists", None)]),
        (
            "boat.name.matches('x')",
            &[(UnknownFunction, "matches", None)],
        ),
        (
            "boat.name.startWith('x')",
            &[(UnknownFunction, "startWith", Some("startsWith"))],
        ),
        (
            "startsWith(boat.name, 'x')",
            &[(UnknownFunction, "startsWith(boat.name, 'x')", None)],
        ),
        (
            "today.year() == 2026",
            &[(UnknownFunction, "today.year()", None)],
        ),
        (
            "yeer(today) == 2026",
            &[(UnknownFunction, "yeer", Some("year"))],
        ),
        ("age(today) == 1", &[(ArgumentCount, "age(today)", None)]),
        ("date() == today", &[(ArgumentCount, "date()", None)]),
        (
            "boat.ports[0] == 'x'",
            &[(Unsupported, "boat.ports[0]", None)],
        ),
        (
            "year(today).x == 1",
            &[(Unsupported, "year(today).x", None)],
        ),
    ]);
}

#[test]
fn types() {
    use Code::{BadLiteral, Incomparable, ResultType, WrongType};
    check(&[
        ("boat.hull", &[(ResultType, "boat.hull", None)]),
        ("'x' + 'y'", &[(ResultType, "'x' + 'y'", None)]),
        ("null", &[(ResultType, "null", None)]),
        ("null == null", &[(Incomparable, "null == null", None)]),
        (
            "boat.hull < null",
            &[(Incomparable, "boat.hull < null", None)],
        ),
        (
            "boat.hull == '7'",
            &[(Incomparable, "boat.hull == '7'", None)],
        ),
        (
            "boat.fishing < true",
            &[(Incomparable, "boat.fishing < true", None)],
        ),
        ("boat == boat", &[(Incomparable, "boat == boat", None)]),
        (
            "boat.ports == ['x']",
            &[(Incomparable, "boat.ports == ['x']", None)],
        ),
        (
            "boat.built > '2026-01-31'",
            &[(Incomparable, "'2026-01-31'", Some("date('2026-01-31')"))],
        ),
        (
            "boat.built > date('2026-02-30')",
            &[(BadLiteral, "'2026-02-30'", None)],
        ),
        (
            "boat.built > date('2026-2-3')",
            &[(BadLiteral, "'2026-2-3'", None)],
        ),
        (
            "boat.seen > instant('2026-01-31')",
            &[(BadLiteral, "'2026-01-31'", None)],
        ),
        (
            "boat.built > date(boat.name)",
            &[(WrongType, "boat.name", None)],
        ),
    ]);
}

#[test]
fn types_of_parts() {
    use Code::{Incomparable, WrongType};
    check(&[
        ("boat.hull && true", &[(WrongType, "boat.hull", None)]),
        ("!boat.hull", &[(WrongType, "boat.hull", None)]),
        (
            "boat.hull ? true : false",
            &[(WrongType, "boat.hull", None)],
        ),
        (
            "(true ? 1 : 'x') == 1",
            &[(WrongType, "true ? 1 : 'x'", None)],
        ),
        (
            "boat.name - 'x' == ''",
            &[(WrongType, "boat.name", None), (WrongType, "'x'", None)],
        ),
        ("today + 1 > today", &[(WrongType, "today + 1", None)]),
        ("-boat.name == 'x'", &[(WrongType, "boat.name", None)]),
        (
            "boat.hull in ['x']",
            &[(Incomparable, "boat.hull in ['x']", None)],
        ),
        (
            "boat.hull in boat.ports",
            &[(Incomparable, "boat.hull in boat.ports", None)],
        ),
        ("boat.hull in boat.hull", &[(WrongType, "boat.hull", None)]),
        ("boat.hull in []", &[(WrongType, "[]", None)]),
        ("boat.hull in [1, 'x']", &[(WrongType, "'x'", None)]),
        ("boat.hull in [1, null]", &[(WrongType, "null", None)]),
        (
            "size([boat.hull]) == 1",
            &[(Code::Unsupported, "boat.hull", None)],
        ),
        ("size(boat.hull) == 1", &[(WrongType, "boat.hull", None)]),
        (
            "boat.hull.exists(m, true)",
            &[(WrongType, "boat.hull", None)],
        ),
        ("boat.crew.all(m, m.role)", &[(WrongType, "m.role", None)]),
        (
            "age(1, 'x') == 1",
            &[(WrongType, "1", None), (WrongType, "'x'", None)],
        ),
    ]);
}

#[test]
fn grammar() {
    use Code::{BadLiteral, Syntax, Unsupported};
    check(&[
        ("", &[(Syntax, "", Some("true"))]),
        ("  // nothing", &[(Syntax, "", Some("true"))]),
        ("boat.hull ==", &[(Syntax, "", None)]),
        ("== 7", &[(Syntax, "==", None)]),
        ("boat.hull = 7", &[(Syntax, "=", Some("=="))]),
        ("boat.fishing and true", &[(Syntax, "and", Some("&&"))]),
        ("boat.fishing & true", &[(Syntax, "&", Some("&&"))]),
        (
            "not true or false",
            &[(Syntax, "not", Some("!")), (Syntax, "or", Some("||"))],
        ),
        ("(true", &[(Syntax, "(", None)]),
        ("true)", &[(Syntax, ")", None)]),
        ("(true]", &[(Syntax, "]", None)]),
        ("boat.name == 'x", &[(Syntax, "'x", None)]),
        (
            "boat.name == ‘x’",
            &[(Syntax, "‘", Some("'")), (Syntax, "’", Some("'"))],
        ),
        ("tàu == 1", &[(Syntax, "à", None)]),
        ("true true", &[(Syntax, "true", None)]),
        ("if == 1", &[(Syntax, "if", None)]),
        ("has(today)", &[(Syntax, "today", None)]),
        ("boat.crew.all(1, true)", &[(Syntax, "1", None)]),
        ("boat.hull == 1.5", &[(Unsupported, "1.5", None)]),
        ("boat.hull == .5", &[(Unsupported, ".5", None)]),
        ("boat.hull == 7u", &[(Unsupported, "7u", None)]),
        ("boat.hull == 0x7", &[(Unsupported, "0x7", None)]),
        ("boat.hull / 2 == 1", &[(Unsupported, "/", None)]),
        ("boat.name == r'x'", &[(Unsupported, "r", None)]),
        (
            "boat.name == '''x'''",
            &[
                (Unsupported, "'''", Some("'")),
                (Unsupported, "'''", Some("'")),
            ],
        ),
        (
            "{'a': 1} == 1",
            &[(Unsupported, "{", None), (Unsupported, "}", None)],
        ),
        (
            "boat.hull == 99999999999999999999",
            &[(BadLiteral, "99999999999999999999", None)],
        ),
        ("boat.name == '\\q'", &[(BadLiteral, "'\\q'", None)]),
        ("boat.?hull == 1", &[(Syntax, ".", None)]),
    ]);
}

#[test]
fn a_problem_reads_alone() {
    let problem = problems("boat.hul == 7").remove(0);
    assert_eq!(
        problem.to_string(),
        "expr.unknown_field at 0..8: `boat` has no field `hul`; it has: built, crew, fishing, \
         hull, masts, name, ports, seen; did you mean `boat.hull`?"
    );
}
