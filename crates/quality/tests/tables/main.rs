//! The crate from outside: tables of rows, rules on them, and what was found.

#![cfg(test)]

mod contracts;
mod kinds;
mod laws;
mod reports;
#[path = "../../examples/ten_rules/rules.rs"]
mod rules;
mod table;
mod ten;
