//! Steering: figures that follow the ledger, and open down to the entries they were counted from.
//!
//! A pack declares indicators ([`Board`]); [`follow`] reads sealed entries once, in order, and
//! counts them by month; [`figures`] gives a board, [`cases`] what stands behind one of its cells.
//!
//! Invariants:
//! 1. Nobody's tables are read but this crate's own: what is counted comes from the ledger alone,
//!    so nobody can report a figure.
//! 2. Each entry is counted exactly once in each indicator, whatever dies and however many
//!    processes follow: the counts are written together with the position, from the version read.
//! 3. When a declaration changes (or the zone in which months begin), its indicator is counted anew
//!    from the first entry.
//!
//! The rows of this crate are the one kind that is written without an entry of the ledger: they are
//! computed from it, hold nothing it does not hold, and can be thrown away and made again. An entry
//! for each would be followed by an entry for that one, without end.
//!
//! Reading order: `board.rs`, `follow.rs`, `read.rs`, `store.rs`.

mod board;
mod follow;
mod read;
mod store;

pub use board::Board;
pub use follow::{PASS_MAX, follow};
pub use read::{CASES_MAX, Figure, Month, Sample, cases, figures};
pub use store::{MIGRATIONS, tables};
