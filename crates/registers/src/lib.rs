//! Declared registers as real tables: records with history, the directory of agencies and places,
//! correction tickets, and the law versions that declare it all.
//!
//! [`Registers::lower`] turns a pack's declarations into tables. Reading for rules gives a
//! [`Record`]; reading for people gives an `Unseen` of [`Shown`], which the ledger opens once the
//! look is recorded. Writing adds rows, touches and facts to an act that somebody else has begun,
//! so that several records and a case change in one commit. Bulk loading ([`Loading`], [`load_rows`],
//! [`seed`]) leaves one entry for each batch and no touches: it comes before anybody uses the
//! registers, and a touch for each of a million people would say nothing to any of them.
//!
//! Invariants:
//! 1. A row names the act that made it and the law version it was made under.
//! 2. A row that changes, ends or is merged leaves its former state in the history table, in the same
//!    act. Only erasing on a legal ground takes states away, and leaves that it did.
//! 3. Nothing but the record's id is unique in a register; a natural key has a key table of its own.
//! 4. Declarations only grow: a column is never dropped, and a field that is no longer declared
//!    keeps its values. What the records that are there do not fit stands in the way and is told
//!    before anything is written ([`Registers::obstacles`]); a field that becomes `key` or a searched
//!    name later has its keys filled in, and the table of one that is no key any more is emptied
//!    ([`Registers::fill`]).
//! 5. No error and no `Debug` text here holds a value of a record.
//!
//! Reading order: `columns.rs`, `keys.rs`, `lower.rs`, `value.rs`, `record.rs`, `check.rs`,
//! `enforce.rs`, `rows.rs`, `write.rs`, `read.rs`; `time.rs`, `merge.rs`, `erase.rs`, `list.rs`,
//! `search.rs`; `about.rs`, `axes.rs`, `reading.rs` (for people); `change.rs`, `load.rs`, `wanted.rs`, `export.rs`; then
//! `directory.rs`, `law.rs`, `seed.rs`, `ticket.rs`; `measure.rs` and below it, `measured.rs`. SQL
//! stands in `store.rs` and below it.

mod about;
mod axes;
mod change;
mod check;
mod columns;
mod directory;
mod enforce;
mod erase;
mod error;
mod export;
mod keys;
mod law;
mod list;
mod load;
mod lower;
mod measure;
mod measured;
mod merge;
mod read;
mod reading;
mod record;
mod rows;
mod search;
mod seed;
mod store;
mod ticket;
mod time;
mod value;
mod wanted;
mod write;

pub use axes::{AXIS_MAX, Axes};
pub use change::{OBSTACLE_RECORDS_MAX, Obstacle, Unfit};
pub use check::{FieldProblem, NAME_CHARS_MAX, Problem, TEXT_CHARS_MAX};
pub use directory::{Agency, Directory, Place, PlaceOn, Successor};
pub use erase::{Erasure, WholeRecord};
pub use error::RegisterError;
pub use export::EXPORT_PAGE;
pub use law::{Activated, LawVersion, activate, law_in_force, law_version, other_laws};
pub use list::Page;
pub use load::{Batch, Decided, Draft, Known, LoadMark, Loading, RowFault, Source};
pub use lower::{Declared, Registers};
pub use measure::{
    Beside, LINKAGE, LinkageReport, Lists, MEASURE_PAGE, Measured, Measuring, Needed, Planned,
    Rows, Run, TICKETS_PER_RUN_MAX, Taking, Texts, What, judge, link_plan,
};
pub use measured::{
    Count, FAULTS_KEPT_MAX, Faults, Figure, Headline, LikelyPair, Measure, Measurement,
    NewMeasurement, PARTS_KEPT_MAX, PARTS_RUNS_MAX, PartMeasured, PartsMeasured, RuleMeasured,
    Share, Spread, TrendPoint, WordMeasured,
};
pub use merge::{Merge, Merged};
pub use read::FOUND_MAX;
pub use reading::{
    Changed, Erasable, Erase, ErasureGround, FaultPage, FoundPage, Listed, Maker, Opened, Reading,
    Standing, VERSIONS_MAX, VersionShown,
};
pub use record::{Former, Record, Shown, ShownField};
pub use search::{BEGINNING_CHARS_MIN, SEARCH_PAGE, Search};
pub use seed::{LoadedRow, SEED_BATCH, load_rows, seed};
pub use store::{MIGRATIONS, tables};
pub use ticket::{
    Answer, NewTicket, OpenedBy, READERS_MAX, Reader, Readers, SAID_CHARS_MAX, Status, Ticket,
    TicketText,
};
pub use time::{AsOf, SetBy, Superseding};
pub use value::Value;
pub use wanted::Wanted;
pub use write::{Correction, NewRecord};
