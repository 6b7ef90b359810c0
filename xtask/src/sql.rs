//! SQL has one place in each crate, its `store.rs`, and drivers have one crate, `store`.

use crate::source::Source;

/// What a driver is called in code.
const DRIVERS: [&str; 3] = ["rusqlite", "tokio_postgres", "postgres_types"];

/// Findings in one file: `path` from the root, its text taken apart.
///
/// Tests may look into tables from outside: that is how damage is made for `verify` to find.
#[must_use]
pub fn check(path: &str, source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    if path.starts_with("crates/store/") || path.starts_with("xtask/") {
        return findings;
    }
    for word in source
        .identifiers()
        .filter(|word| DRIVERS.contains(&word.text.as_str()))
    {
        findings.push(format!(
            "{path}:{}: only crates/store names a database driver: use what it offers instead of {}, or add it there",
            word.line, word.text
        ));
    }
    let its_place = path.ends_with("/store.rs") || path.contains("/src/store/");
    if !its_place && !is_test(path) {
        for literal in source
            .strings
            .iter()
            .filter(|literal| !literal.in_tests && is_sql(&literal.text))
        {
            findings.push(format!(
                "{path}:{}: SQL stands in a crate's store.rs alone: move this statement there, behind a function",
                literal.line
            ));
        }
    }
    findings
}

/// Is this file test code as a whole?
#[must_use]
pub fn is_test(path: &str) -> bool {
    path.contains("/tests/")
        || path.ends_with("/tests.rs")
        || ["crates/testkit/", "fuzz/"]
            .iter()
            .any(|folder| path.starts_with(folder))
}

/// Does a literal read like SQL and not like a sentence?
fn is_sql(text: &str) -> bool {
    let text = text.to_lowercase().replace("\\n", " ").replace('(', " ( ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let first = matches!(
        (word(0), word(1)),
        (
            "create" | "drop" | "alter",
            "table" | "index" | "unique" | "view"
        )
    );
    let selects = |at: usize| {
        let begins = at == 0 || word(at - 1) == "(";
        begins
            && (words[at..].contains(&"from")
                || word(at + 1).starts_with(|c: char| c.is_ascii_digit()))
    };
    let anywhere = (0..words.len()).any(|at| match word(at) {
        "insert" => word(at + 1) == "into",
        "delete" => word(at + 1) == "from",
        "update" => word(at + 2) == "set",
        "select" => selects(at),
        _ => false,
    });
    let clause = text.contains("$1")
        && [" where ", "where ", " values ", " order by "]
            .iter()
            .any(|it| text.contains(it));
    first || anywhere || clause
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_is_told_from_sentences() {
        let cases = [
            ("select a from b", true),
            ("  select a,\\n b\\n from c", true),
            ("with x as (select 1) table x", true),
            ("select 1", true),
            ("insert into a values ($1)", true),
            ("update boats set hull = 1", true),
            ("delete from boats", true),
            ("create table boats (hull bigint)", true),
            ("where hull = $1", true),
            ("update the pack and run it again", false),
            ("select a boat", false),
            ("the law was inserted", false),
            ("could not create table", false),
            ("pay $1 at the desk", false),
            ("", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_sql(text), expected, "{text}");
        }
    }

    #[test]
    fn statements_and_drivers_have_their_places() {
        let statement = "fn f() { q(\"select a from b\") }";
        let driver = "use rusqlite::Connection;";
        let in_tests = "#[cfg(test)]\nmod tests { fn f() { q(\"delete from b\") } }";
        let cases = [
            ("crates/cases/src/open.rs", statement, 1),
            ("crates/cases/src/store.rs", statement, 0),
            ("crates/cases/src/store/read.rs", statement, 0),
            ("crates/cases/tests/damage.rs", statement, 0),
            ("crates/store/src/pool.rs", statement, 0),
            ("crates/cases/src/open.rs", in_tests, 0),
            ("crates/cases/src/store.rs", driver, 1),
            ("crates/cases/tests/damage.rs", driver, 1),
            ("crates/store/src/pool.rs", driver, 0),
            ("crates/cases/src/open.rs", "// rusqlite is quick", 0),
        ];
        for (path, text, expected) in cases {
            assert_eq!(
                check(path, &Source::of(text)).len(),
                expected,
                "{path}: {text}"
            );
        }
    }
}
