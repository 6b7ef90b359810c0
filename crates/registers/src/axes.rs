//! A record on both axes: which version of it holds on a day in the world, as the register knew it
//! at a moment. What a page draws, and what [`Registers::as_of`] answers for one point of it.

use base::Instant;
use jiff::civil::Date;

use crate::columns::BEGINNING;
use crate::record::{Former, Record};
use crate::time::{AsOf, stands};

/// So many days and moments are told apart: more cannot be read. Earlier ones fall together.
pub const AXIS_MAX: usize = 12;

/// The plane of both axes in cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Axes {
    /// The first day of each column, ascending; `None` when nobody knows when it began. A column
    /// ends the day before the next one, the last one never.
    pub days: Vec<Option<Date>>,
    /// The first moment of each row, ascending. A row ends where the next begins, the last one now.
    pub moments: Vec<Instant>,
    /// For each row and column, the version that holds there; `None` if none does.
    pub cells: Vec<Vec<Option<i64>>>,
}

impl Axes {
    /// Of a record's versions: the former ones, latest first, and the current one.
    pub(crate) fn of(former: &[Former], now: Option<&Record>) -> Axes {
        let mut days = Vec::new();
        let mut moments = Vec::new();
        let told = former.iter().filter(|former| former.erased.is_none());
        let records = told.clone().map(|former| &former.record).chain(now);
        for record in records {
            days.push(record.valid_from);
            days.extend(record.valid_to.and_then(|last| last.tomorrow().ok()));
            moments.push(record.recorded_at);
        }
        for former in told {
            days.extend(former.held_until.and_then(|last| last.tomorrow().ok()));
            // What replaced it has begun then; only the end of all is not begun by another version.
            moments.extend(former.replaced_at);
        }
        let (days, moments) = (latest(days), latest(moments));
        let cells = moments.iter().map(|&recorded| {
            let cell = |&valid: &Date| {
                let (record, _) = stands(former, now, AsOf { valid, recorded })?;
                Some(record.version)
            };
            days.iter().map(cell).collect()
        });
        Axes {
            cells: cells.collect(),
            days: days
                .into_iter()
                .map(|day| (day != BEGINNING).then_some(day))
                .collect(),
            moments,
        }
    }
}

/// The latest different ones, ascending.
fn latest<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all.split_off(all.len().saturating_sub(AXIS_MAX))
}
