//! Tables of data as offices send them: CSV, JSON lines and Parquet, read and written;
//! old encodings converted; rows that are refused put into a file that can be corrected.
//!
//! Pure: it opens no files; it reads from and writes to what it is given. Values are handed out as
//! they were received: what a cell may say is for the rules of others.
//!
//! Invariants: whatever the bytes are, nothing panics, and memory is bounded by [`limits`]; a row
//! that is given out has as many fields as the header has columns, and all of them are text; what
//! is not such a row is named by row and line, once.
//!
//! Reading order: [`csv`], [`header`], [`error`], [`encoding`].

pub mod cell;
pub mod column;
pub mod csv;
pub mod encoding;
pub mod error;
pub mod header;
pub mod json_lines;
pub mod limits;
pub mod parquet;
pub mod rejects;

pub use column::{Column, Kind};
pub use encoding::Encoding;
pub use error::{BadRow, Problem, RowProblem, TableError};
pub use header::{Expected, Header, HeaderProblem, Places};
