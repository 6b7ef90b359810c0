//! Accounts on both databases.

mod accounts;
mod common;
mod passkeys;
mod recovery;
mod sessions;
