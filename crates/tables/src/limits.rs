//! How long things in a table may be, and why. What is longer is refused with the line it begins
//! on, so a file of any size is read in the memory of one block.

/// The longest field, in bytes: 1 MiB. The longest thing an office puts into a cell is the border
/// of a large municipality as text (some 30,000 corners at 20 bytes) or a scanned portrait in
/// base 64 (200 KiB); a quote that is not closed within this is taken for forgotten.
pub const FIELD_BYTES_MAX: usize = 1 << 20;

/// The longest record, in bytes: 4 MiB, which is four fields of the longest kind. It is also what
/// a reader of a stream keeps at most besides its block.
pub const RECORD_BYTES_MAX: usize = 4 << 20;

/// The most columns: 1,600, as many as a table of `PostgreSQL` can have.
pub const COLUMNS_MAX: usize = 1_600;

/// How much of a table is looked at to guess its separator and encoding, in bytes: 64 KiB holds
/// some hundred rows, and their letters.
pub const SAMPLE_BYTES: usize = 64 << 10;

/// How much of a stream is read at a time, in bytes: 1 MiB. Larger blocks fall out of the
/// processor's cache before they are parsed, smaller ones cost more calls.
pub const BLOCK_BYTES: usize = 1 << 20;
