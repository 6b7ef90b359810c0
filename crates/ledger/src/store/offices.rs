//! Which offices made entries, and which have looked.

use ::store::{Store, StoreError, Value};
use base::{Id, Instant};

use crate::kind::Kind;

/// Entries that are asked for at once.
const OFFICES_MAX: usize = 512;

pub(crate) async fn offices(
    store: &Store,
    entries: &[Id],
) -> Result<Vec<(Id, Option<String>)>, StoreError> {
    let mut offices = Vec::with_capacity(entries.len());
    for some in entries.chunks(OFFICES_MAX) {
        // Few different texts: the last entry fills up to a power of two.
        let width = some.len().next_power_of_two();
        let places: Vec<String> = (1..=width).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select entry, office from ledger_entry where entry in ({})",
            places.join(", ")
        );
        let last = some.last().copied().unwrap_or(Id([0; 16]));
        let filled = some.iter().copied().chain(std::iter::repeat(last));
        let values: Vec<Value> = filled.take(width).map(Value::from).collect();
        for row in store.query(&sql, &values).await? {
            offices.push((row.id(0)?, row.opt_text(1)?.map(str::to_owned)));
        }
    }
    Ok(offices)
}

pub(crate) async fn looks_by_office(
    store: &Store,
    register: &str,
    since: Instant,
) -> Result<Vec<(Option<String>, u64)>, StoreError> {
    // Entries have ids that begin with their instant in milliseconds. A touch begins with its register:
    // `["people",`; no other text of a touch stands behind such a bracket.
    let mut first = Id([0; 16]);
    first.0[..6].copy_from_slice(&(since.0 / 1000).max(0).to_be_bytes()[2..]);
    let touch = format!("%[\"{register}\",%");
    let sql = "select office, count(*) from ledger_entry
                where entry >= $1 and kind = $2 and touches like $3 group by office";
    let looked = Kind::Looked.code();
    let values = [first.into(), looked.into(), touch.into()];
    let rows = store.query(sql, &values).await?;
    let looks = rows.iter().map(|row| {
        let office = row.opt_text(0)?.map(str::to_owned);
        Ok((office, u64::try_from(row.int(1)?).unwrap_or(0)))
    });
    looks.collect()
}
