//! What a board shows.

use ::store::{Store, StoreError};
use base::{Id, Instant};
use ledger::{Entry, Ledger};

use crate::{Board, store};

/// How many cases one call gives at most: as many as a look may list.
pub const CASES_MAX: i64 = 200;

/// An indicator with its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The indicator's id.
    pub indicator: String,
    /// The share aimed at, in thousandths.
    pub target: Option<i64>,
    /// Its months, oldest first; months in which nothing was counted are left out.
    pub months: Vec<Month>,
}

/// The counts of one calendar month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// The month, as `2026-09`.
    pub month: String,
    /// Entries with the facts of `of` and of `with`.
    pub numerator: i64,
    /// Entries with the facts of `of`.
    pub denominator: i64,
}

/// An entry that was counted, with what it says of its case. Nothing here is personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The entry.
    pub entry: Id,
    /// When it happened.
    pub at: Instant,
    /// Whether it counts in the numerator too.
    pub counted: bool,
    /// The case's id as text.
    pub case: Option<String>,
    /// The procedure.
    pub procedure: Option<String>,
    /// The procedure of the case at the root.
    pub root: Option<String>,
    /// The office: that of the facts, else that which acted.
    pub office: Option<String>,
    /// `granted`, `refused` or `withdrawn`.
    pub outcome: Option<String>,
    /// When the case was due.
    pub due: Option<Instant>,
    /// When it was decided.
    pub decided: Option<Instant>,
    /// Whether that was in time.
    pub on_time: Option<bool>,
}

/// The figures of a board, in its order. What is not counted yet is not in them: figures are as
/// old as the last [`crate::follow`].
///
/// # Errors
/// When the database fails.
pub async fn figures(store: &Store, board: &Board) -> Result<Vec<Figure>, StoreError> {
    let mut figures = Vec::with_capacity(board.indicators.len());
    for indicator in &board.indicators {
        let cells = store::cells(store, &indicator.id).await?;
        let month = |cell: store::Cell| Month {
            month: cell.month,
            numerator: cell.numerator,
            denominator: cell.denominator,
        };
        figures.push(Figure {
            indicator: indicator.id.clone(),
            target: indicator.target,
            months: cells.into_iter().map(month).collect(),
        });
    }
    Ok(figures)
}

/// The entries behind an indicator's month (`2026-09`), latest first, before an entry; at most
/// `limit`, and never more than [`CASES_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn cases(
    ledger: &Ledger,
    indicator: &str,
    month: &str,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Sample>, StoreError> {
    let before = before.unwrap_or(Id([0xff; 16]));
    let limit = limit.clamp(0, CASES_MAX);
    let counted = store::samples(ledger.store(), indicator, month, before, limit).await?;
    let mut samples = Vec::with_capacity(counted.len());
    for one in counted {
        let entry = ledger.entry(one.entry).await?;
        samples.push(sample(&one, entry.as_ref()));
    }
    Ok(samples)
}

fn sample(counted: &store::Counted, entry: Option<&Entry>) -> Sample {
    let word = |name| entry.and_then(|entry| entry.word(name)).map(str::to_owned);
    let number = |name| entry.and_then(|entry| entry.number(name));
    Sample {
        entry: counted.entry,
        at: counted.at,
        counted: counted.in_numerator,
        case: word("case"),
        procedure: word("procedure"),
        root: word("root"),
        office: word("office").or_else(|| entry.and_then(|entry| entry.office.clone())),
        outcome: word("outcome"),
        due: number("due").map(Instant),
        decided: number("decided").map(Instant),
        on_time: number("on_time").map(|number| number != 0),
    }
}
