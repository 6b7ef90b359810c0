//! Packs: a country's registers, procedures and figures, read from a folder of plain files.
//!
//! The binary reads the folder; this crate is handed the texts and gives a [`Pack`], or every
//! mistake with its file, line, column and the nearest right name. It touches no files, no clock
//! and no network.
//!
//! # Invariants
//!
//! * Loading never stops at the first mistake, and no text makes it panic; sizes and counts are
//!   limited ([`FILES_MAX`], [`FILE_BYTES_MAX`], [`CSV_BYTES_MAX`]).
//! * A [`Pack`] that was loaded is whole: every name in it is declared, every expression compiles
//!   against [`scope_of`], every stage can be reached and can end, every text exists in every
//!   language. Rooms that read it need not ask again.
//! * The model is plain values. What they mean is decided by the rooms.
//! * Papers are not looked into: whoever writes them tries them with their samples.
//!
//! # Reading order
//!
//! `model` (what a pack is), `diagnostic` (what can be wrong), `loading` (what one load shares),
//! `table` and `rows` (TOML and CSV), `form` (texts of a strict form), `names`, `read/*` (file by
//! file), `scope`, `check/*`.

mod check;
mod diagnostic;
pub mod form;
mod load;
mod loading;
pub mod model;
mod names;
mod read;
mod rows;
mod scope;
mod shown;
mod table;

pub use diagnostic::{Code, Diagnostic};
pub use form::{Form, FormProblem};
pub use load::load;
pub use loading::{CSV_BYTES_MAX, DIAGNOSTICS_MAX, FILE_BYTES_MAX, FILES_MAX};
pub use model::*;
pub use scope::{answer_type, compile_any, rule_scope, rule_type, scope_of, type_of};
