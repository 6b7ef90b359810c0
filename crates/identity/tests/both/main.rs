//! Accounts on both databases.

#![cfg(test)]
#![expect(clippy::too_many_lines, reason = "a story is told in one piece")]

mod accounts;
mod common;
mod passkeys;
mod presses;
mod recovery;
mod sessions;
