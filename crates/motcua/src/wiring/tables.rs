//! The tables of the program: those of all crates, and how a database comes to have them.

use registers::Registers;
use store::{Migrations, Store, Table};

use super::{chain, pack_in_force};
use crate::clock::Clock;

/// The migrations of all owners of tables.
const MIGRATIONS: [Migrations; 9] = [
    ledger::MIGRATIONS,
    jobs::MIGRATIONS,
    notices::MIGRATIONS,
    files::MIGRATIONS,
    identity::MIGRATIONS,
    registers::MIGRATIONS,
    cases::MIGRATIONS,
    steering::MIGRATIONS,
    api::MIGRATIONS,
];

/// The tables as they are declared; those of a pack's registers are not among them.
fn declared() -> Vec<Table> {
    let mut tables = ledger::tables();
    tables.extend(jobs::tables());
    tables.extend(notices::tables());
    tables.extend(files::tables());
    tables.extend(identity::tables());
    tables.extend(registers::tables());
    tables.extend(cases::tables());
    tables.extend(steering::tables());
    tables.extend(api::tables());
    tables
}

/// Brings the tables of the program in a database to what this version of it works with.
pub(crate) async fn migrate(store: &Store) -> Result<(), String> {
    let now = access::Circumstances::now(&Clock::real());
    let done = store.migrate(&MIGRATIONS, now).await;
    done.map_err(|error| chain(&error))
}

/// Refuses a database that a newer version of the program has written.
pub(crate) async fn check_migrations(store: &Store) -> Result<(), String> {
    let checked = store.check_migrations(&MIGRATIONS).await;
    checked.map_err(|error| chain(&error))
}

/// Brings a database that was filled from a copy, or whose indexes were laid aside, to what the program
/// and the law in force there work with.
///
/// # Errors
/// Also when no law is in force: then the tables of the program are as they should be.
pub(crate) async fn prepare_again(store: &Store) -> Result<(), String> {
    let told = |error| chain(&error);
    migrate(store).await?;
    store.make_indexes(&declared()).await.map_err(told)?;
    let pack = pack_in_force(store).await?;
    let tables = Registers::lower(&pack).tables();
    store.prepare(&tables).await.map_err(told)
}

#[cfg(test)]
mod tests;
