//! The crate from outside: tables of rows, rules on them, and what was found.

mod kinds;
mod laws;
mod table;
