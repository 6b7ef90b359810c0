//! Following the ledger.

use ::store::{Change, StoreError, WriteError, WriteSet};
use base::Instant;
use jiff::tz::TimeZone;
use ledger::{Entry, Ledger};
use pack::model::Indicator;

use crate::Board;
use crate::board::{Counts, counts, digest};
use crate::store::{self, Cell, Counted, Position};

/// How many entries an indicator takes in one pass at most: a transaction of at most as many rows,
/// which does not hold up the acts that wait behind it for longer than some 5 ms.
pub const PASS_MAX: i64 = 256;

/// Counts sealed entries that were not counted yet, each indicator from its own position on, in one
/// transaction an indicator. Months begin in the zone.
///
/// Gives how much was done: entries read, or rows of an older declaration cleared away, by the
/// indicator that did most. Zero when every indicator has read all that is sealed (or another
/// process was quicker): wait for the next seal. Otherwise call it again.
///
/// # Errors
/// When the database fails; nothing is then counted twice, and the next call goes on.
pub async fn follow(ledger: &Ledger, board: &Board, zone: &TimeZone) -> Result<usize, StoreError> {
    let mut pages: Vec<Page> = Vec::new();
    let mut kinds: Vec<&str> = board.indicators.iter().map(|i| i.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut done_most = 0;
    for indicator in &board.indicators {
        let position = position(ledger, indicator, zone).await?;
        let (done, set) = match position.next {
            None => clear(ledger, indicator, position).await?,
            Some(next) => {
                // Indicators mostly stand at the same place: it is read once.
                if !pages.iter().any(|page| page.from == next) {
                    pages.push(Page::read(ledger, next, &kinds).await?);
                }
                match pages.iter().find(|page| page.from == next) {
                    Some(page) => {
                        let pass = Pass {
                            indicator,
                            zone,
                            page,
                        };
                        (page.len(), pass.set(ledger, position).await?)
                    }
                    None => (0, None),
                }
            }
        };
        let Some(set) = set else { continue };
        match ledger.store().commit(set).await {
            Ok(_) => done_most = done_most.max(done),
            // Another process counted these entries, or declares the indicator otherwise.
            Err(WriteError::Lost { .. }) => {}
            Err(WriteError::Store(error)) => return Err(error),
        }
    }
    Ok(done_most)
}

/// Where an indicator stands; one that is new or declared otherwise than it was counted begins by
/// clearing.
async fn position(
    ledger: &Ledger,
    indicator: &Indicator,
    zone: &TimeZone,
) -> Result<Position, StoreError> {
    let digest = digest(indicator, zone);
    let stored = store::position(ledger.store(), &indicator.id).await?;
    Ok(match stored {
        Some(position) if position.digest == digest => position,
        Some(Position { version, .. }) => Position {
            digest,
            next: None,
            version,
        },
        None => Position {
            digest,
            next: Some(0),
            version: 0,
        },
    })
}

/// Takes away what was counted under an older declaration: the figures at once, so that nothing
/// false is shown, and the samples in passes.
async fn clear(
    ledger: &Ledger,
    indicator: &Indicator,
    position: Position,
) -> Result<(usize, Option<WriteSet>), StoreError> {
    let (store, id) = (ledger.store(), indicator.id.as_str());
    let samples = store::some_samples(store, id, PASS_MAX).await?;
    let is_last = i64::try_from(samples.len()).is_ok_and(|count| count < PASS_MAX);
    let position = Position {
        next: is_last.then_some(0),
        ..position
    };
    let mut set = WriteSet::from(vec![store::put_position(id, &position)]);
    for cell in store::cells(store, id).await? {
        set.add(store::delete_cell(id, &cell));
    }
    for (month, entry) in &samples {
        set.add(store::delete_sample(id, month, *entry));
    }
    // The step to the beginning is work done too, even if nothing had been counted.
    Ok((samples.len().max(1), Some(set)))
}

/// A stretch of the ledger, with the entries of the kinds that any indicator counts. Most entries
/// are looks, which none counts: those stay unread.
struct Page {
    from: i64,
    last: Option<i64>,
    entries: Vec<(i64, Entry)>,
}

impl Page {
    async fn read(ledger: &Ledger, from: i64, kinds: &[&str]) -> Result<Page, StoreError> {
        let (last, entries) = ledger.follow_kinds(from, PASS_MAX, kinds).await?;
        Ok(Page {
            from,
            last,
            entries,
        })
    }

    /// How many places it covers.
    fn len(&self) -> usize {
        let places = self.last.map_or(0, |last| last - self.from + 1);
        usize::try_from(places).unwrap_or(0)
    }
}

/// Entries that an indicator reads in one transaction.
struct Pass<'a> {
    indicator: &'a Indicator,
    zone: &'a TimeZone,
    page: &'a Page,
}

impl Pass<'_> {
    /// The new counts together with the new position; nothing if there is nothing to read.
    async fn set(
        &self,
        ledger: &Ledger,
        position: Position,
    ) -> Result<Option<WriteSet>, StoreError> {
        let Some(last) = self.page.last else {
            return Ok(None);
        };
        let id = self.indicator.id.as_str();
        let position = Position {
            next: Some(last.saturating_add(1)),
            ..position
        };
        let mut set = WriteSet::from(vec![store::put_position(id, &position)]);
        let counted = self.counted();
        if !counted.is_empty() {
            let cells = store::cells(ledger.store(), id).await?;
            set.changes.extend(add_up(id, cells, &counted));
        }
        Ok(Some(set))
    }

    fn counted(&self) -> Vec<Counted> {
        let judged = self.page.entries.iter().map(|(_, entry)| {
            let counts = counts(self.indicator, entry);
            (counts != Counts::No).then(|| Counted {
                month: month(entry.at, self.zone),
                entry: entry.id,
                in_numerator: counts == Counts::With,
                at: entry.at,
            })
        });
        judged.flatten().collect()
    }
}

fn add_up(indicator: &str, mut cells: Vec<Cell>, counted: &[Counted]) -> Vec<Change> {
    let mut changed: Vec<usize> = Vec::new();
    let mut changes = Vec::new();
    for one in counted {
        let known = cells.iter().position(|cell| cell.month == one.month);
        let at = known.unwrap_or(cells.len());
        if known.is_none() {
            cells.push(Cell {
                month: one.month.clone(),
                numerator: 0,
                denominator: 0,
                version: 0,
            });
        }
        cells[at].denominator += 1;
        cells[at].numerator += i64::from(one.in_numerator);
        if !changed.contains(&at) {
            changed.push(at);
        }
        changes.push(store::add_sample(indicator, one));
    }
    let put = changed
        .iter()
        .map(|&at| store::put_cell(indicator, &cells[at]));
    changes.extend(put);
    changes
}

/// The calendar month in which an instant lies, as `2026-09`.
fn month(at: Instant, zone: &TimeZone) -> String {
    let local = at.in_zone(zone);
    format!("{:04}-{:02}", local.year(), local.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_in_the_zone() {
        let east = TimeZone::fixed(jiff::tz::offset(7));
        for (at, in_utc, in_east) in [
            ("2026-08-31T16:59:59Z", "2026-08", "2026-08"),
            ("2026-08-31T17:00:00Z", "2026-08", "2026-09"),
            ("2026-12-31T23:59:59Z", "2026-12", "2027-01"),
        ] {
            let at = Instant::parse(at).unwrap();
            assert_eq!(month(at, &TimeZone::UTC), in_utc);
            assert_eq!(month(at, &east), in_east);
        }
    }
}
