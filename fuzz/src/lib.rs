//! What may come from outside, handed to whatever reads it.
//!
//! Each target takes any bytes, lets one reader of ours have them, and panics when the reader does
//! or when what it gives contradicts itself. `targets/` are their cargo-fuzz programs;
//! `crates/testkit/tests/fuzz.rs` feeds the same functions with the seeds and some thousand
//! mutations of them, on the stable toolchain, as a part of `./test`.

mod law;
mod ledger;
mod page;
mod signature;
mod table;
mod words;

pub use law::island_files;

/// Reads bytes and panics if something is wrong with the reader.
pub type Target = fn(&[u8]);

/// All targets, by name; seeds lie in `seeds/NAME/`.
pub const TARGETS: [(&str, Target); 18] = [
    ("expr", law::expr),
    ("pack", law::pack),
    ("paper", law::paper),
    ("story", law::story),
    ("ftl", law::ftl),
    ("csv", table::csv),
    ("identifier", words::identifier),
    ("date", words::date),
    ("text", words::text),
    ("note", ledger::note),
    ("checkpoint", ledger::checkpoint),
    ("proof", ledger::proof),
    ("tile", ledger::tile),
    ("key", ledger::key),
    ("signature", signature::signature),
    ("form", page::form),
    ("file", page::file),
    ("answer", page::answer),
];

/// The target with a name.
///
/// # Panics
/// When there is none.
pub fn target(name: &str) -> Target {
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found.expect("a target of the list").1
}

/// The bytes as text, whatever they are: readers of text are never handed anything else.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The first line and the rest.
fn halves(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, b""),
    }
}
