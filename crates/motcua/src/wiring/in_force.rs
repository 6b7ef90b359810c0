//! Putting a pack in force over a database.

use access::Circumstances;
use jiff::civil::Date;
use ledger::Ledger;
use pack::Pack;
use registers::{Directory, Registers};
use store::Store;

use super::{chain, ctx, migrate, read_law};
use crate::clock::Clock;

/// Puts a pack in force over a database: tables, law version, keys of what is there, first rows.
/// What is there and does not fit is told, and nothing is written then.
pub(crate) async fn put_in_force(store: &Store, pack: &Pack, clock: &Clock) -> Result<(), String> {
    let registers = Registers::lower(pack);
    let told = |error: &dyn std::error::Error| chain(error);
    store
        .belongs_to(&pack.head.id)
        .await
        .map_err(|error| told(&error))?;
    migrate(store).await?;
    let former = before(store, pack).await?;
    if !former.is_empty() {
        let today = pack.calendar.date_of(clock.now());
        no_obstacles(store, (&registers, &former), today).await?;
    }
    store
        .prepare(&registers.tables())
        .await
        .map_err(|error| told(&error))?;
    let ledger = Ledger::new(store.clone());
    let ctx = ctx(clock, &pack.head.law(), "activation");
    let fillings = registers.fillings(store, &former);
    let fillings = fillings.await.map_err(|error| told(&error))?;
    registers::activate(&ledger, &ctx, (pack, fillings))
        .await
        .map_err(|error| told(&error))?;
    // Also what a program that was killed has left undone.
    registers.fill(store).await.map_err(|error| told(&error))?;
    registers::seed(&ledger, &ctx, &registers, &pack.seeds)
        .await
        .map_err(|error| told(&error))?;
    Ok(())
}

/// The registers of all law versions that a new one comes after, the latest last; none if it is in
/// force already.
async fn before(store: &Store, pack: &Pack) -> Result<Vec<Registers>, String> {
    let law = pack.head.law();
    let there = registers::law_version(store, &law).await;
    if there.map_err(|error| chain(&error))?.is_some() {
        return Ok(Vec::new());
    }
    let laws = registers::other_laws(store, &law).await;
    let laws = laws.map_err(|error| chain(&error))?;
    let lowered = laws
        .into_iter()
        .map(|law| Ok(Registers::lower(&*read_law(law)?)));
    lowered.collect()
}

/// Refuses declarations that records do not fit, in the manner of the diagnostics of a pack.
async fn no_obstacles(
    store: &Store,
    (registers, former): (&Registers, &[Registers]),
    today: Date,
) -> Result<(), String> {
    let Some(last) = former.last() else {
        return Ok(());
    };
    let directory = Directory::load(store, last, today).await;
    let directory = directory.map_err(|error| chain(&error))?;
    let found = registers.obstacles(store, &directory, former).await;
    let found = found.map_err(|error| chain(&error))?;
    if found.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    Err(format!(
        "{} cannot be put in force over the records that are there; nothing was changed\n{}",
        registers.law(),
        lines.join("\n")
    ))
}
