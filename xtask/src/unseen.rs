//! What was read is shown by nobody who has not recorded the look, and leave is given by the rules of
//! a pack alone: what types cannot keep out of the doors, this does.

use crate::source::Source;
use crate::sql::is_test;

/// The doors that answer people and programs.
const DOORS: [&str; 2] = ["crates/web/src/", "crates/api/src/"];

/// Where rules become what decides: the pack's in the wiring; that of the clock, which no pack can
/// give, in the room that it works in; those of a measurement.
const RULES: [&str; 4] = [
    "crates/access/",
    "crates/motcua/src/wiring.rs",
    "crates/motcua/src/bench/",
    "crates/cases/src/room.rs",
];

/// Where a door has a whole record in its hands: a reference that was sent as a key becomes an id,
/// and the look at that key goes into the act.
const RECORDS: [&str; 1] = ["crates/api/src/values.rs"];

/// Findings in one file.
#[must_use]
pub fn check(path: &str, source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    if is_test(path) {
        return findings;
    }
    let mut find = |line: usize, what: &str| findings.push(format!("{path}:{line}: {what}"));
    let words: Vec<_> = source.identifiers().filter(|word| !word.in_tests).collect();
    let is_door = DOORS.iter().any(|door| path.starts_with(door));
    let before = |at: usize, back: usize| at.checked_sub(back).map(|at| words[at].text.as_str());
    for (at, word) in words.iter().enumerate() {
        match word.text.as_str() {
            "rules_only" if is_door || path.starts_with("crates/motcua/src/") => find(
                word.line,
                "a door does not open what nobody has looked at: let `Ledger::look` give it out",
            ),
            "Record" | "Former"
                if is_door && imported(source, word.line) && !RECORDS.contains(&path) =>
            {
                find(
                    word.line,
                    "a door gets a record from a look, as `Shown`, and not as the rules have it",
                );
            }
            "new"
                if before(at, 1) == Some("Policy")
                    && !RULES.iter().any(|it| path.starts_with(it)) =>
            {
                find(
                    word.line,
                    "leave is given by the rules of the pack: ask the policy that the wiring has made",
                );
            }
            _ => {}
        }
    }
    findings
}

/// Whether a line takes something from the registers.
fn imported(source: &Source, line: usize) -> bool {
    let text = source.code.lines().nth(line - 1).unwrap_or_default();
    text.contains("registers::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_open_nothing_by_themselves() {
        let opens = "fn f() { unseen.rules_only() }";
        let record = "use registers::{Record, Registers};";
        let error = "use cases::CaseError;\nfn f() { CaseError::Record(e) }";
        let policy = "fn f() { Policy::new(vec![]) }";
        let in_tests = "#[cfg(test)]\nmod tests { fn f() { Policy::new(unseen.rules_only()) } }";
        let cases = [
            ("crates/web/src/desk.rs", opens, 1),
            ("crates/api/src/records.rs", opens, 1),
            ("crates/motcua/src/export.rs", opens, 1),
            ("crates/cases/src/file.rs", opens, 0),
            ("crates/web/src/desk.rs", record, 1),
            ("crates/web/src/desk.rs", error, 0),
            ("crates/api/src/values.rs", record, 0),
            ("crates/cases/src/file.rs", record, 0),
            ("crates/web/src/desk.rs", policy, 1),
            ("crates/registers/src/read.rs", policy, 1),
            ("crates/access/src/policy.rs", policy, 0),
            ("crates/motcua/src/wiring.rs", policy, 0),
            ("crates/web/tests/all.rs", policy, 0),
            ("crates/web/src/desk.rs", in_tests, 0),
        ];
        for (path, text, expected) in cases {
            let found = check(path, &Source::of(text));
            assert_eq!(found.len(), expected, "{path}: {text}: {found:?}");
        }
    }
}
