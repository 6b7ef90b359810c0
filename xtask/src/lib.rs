//! The rules of the house that no compiler knows, as functions from texts to findings.
//!
//! `tests/tidy.rs` applies them to the tree, so that the ordinary test run says everything.
//! Invariants: a rule is pure (it is given texts and names, and reads nothing itself); every
//! finding says where and what to do; every rule has a test of a text that breaks it.
//!
//! Reading order: [`tree`] (what there is to read), [`source`] (Rust text taken apart), then the
//! rules: [`arrows`], [`country`], [`links`], [`sql`], [`style`], [`text`], [`unseen`].

pub mod arrows;
pub mod country;
pub mod links;
pub mod source;
pub mod sql;
pub mod style;
pub mod text;
pub mod tree;
pub mod unseen;

/// The findings as one message, one a line; empty when there are none.
#[must_use]
pub fn report(mut findings: Vec<String>) -> String {
    findings.sort();
    findings.dedup();
    findings.join("\n")
}
