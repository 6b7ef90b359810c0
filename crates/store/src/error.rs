//! What can go wrong with a database, told to the person who runs it.

use std::fmt;

use crate::Fault;

/// A failure to open, read or prepare.
#[derive(Clone, Debug)]
pub enum StoreError {
    /// The URL is of neither kind.
    Url,
    /// The database cannot be opened or reached.
    Open {
        /// Which.
        place: String,
        /// What to do about it.
        fault: Fault,
        /// What the driver said.
        cause: String,
    },
    /// Something outside the program keeps an open database from working.
    Suffers {
        /// What to do about it.
        fault: Fault,
        /// What the driver said; never holds values.
        cause: String,
    },
    /// The database was made by another version of this program.
    Format {
        /// Its format.
        there: String,
        /// This program's.
        ours: i64,
    },
    /// The database belongs to another pack.
    OtherPack {
        /// The pack it was made for.
        there: String,
        /// The pack that was to be put in force.
        given: String,
    },
    /// The numbered migrations of the database and of this program do not go together.
    Migration {
        /// The crate whose tables they are.
        owner: String,
        /// Which.
        number: i64,
        /// In what they do not.
        fault: MigrationFault,
    },
    /// A statement failed.
    Statement {
        /// What the driver said; never holds values.
        cause: String,
    },
    /// The database and the declared tables contradict each other.
    Incompatible {
        /// The table.
        table: String,
        /// What stands in the way.
        cause: String,
    },
    /// A column holds something it must not.
    Shape {
        /// Position in the row.
        at: usize,
        /// What should be there.
        expected: &'static str,
    },
    /// One row was expected.
    ManyRows {
        /// How many came.
        found: usize,
    },
    /// Only an empty database is filled from a copy.
    NotEmpty {
        /// A table with rows.
        table: String,
    },
    /// A SQLite database is not filled: its copy is put in its place.
    CopyTheFile,
    /// The connection broke, or nobody writes any more. Whether what was being committed is there,
    /// reading tells.
    Stopped,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Url => f.write_str(
                "the store must be given as sqlite:PATH or postgres://USER@HOST/DATABASE",
            ),
            StoreError::Open {
                place,
                fault,
                cause,
            } => write!(f, "cannot open the database {place} ({cause}): {fault}"),
            StoreError::Suffers { fault, cause } => {
                write!(f, "the database does not work ({cause}): {fault}")
            }
            StoreError::Format { there, ours } => write!(
                f,
                "this database was made by another version of this program (its format is {there}, this \
                 program's is {ours}): use that version, or restore a backup that this one made; nothing \
                 was changed"
            ),
            StoreError::Migration {
                owner,
                number,
                fault,
            } => write!(f, "migration {number} of {owner} {fault}"),
            StoreError::OtherPack { there, given } => write!(
                f,
                "this database belongs to the pack {there}, and {given} was given: give another database \
                 with --store, or a version of {there}; nothing was changed"
            ),
            StoreError::Statement { cause } => {
                write!(f, "the database refused a statement: {cause}")
            }
            StoreError::Incompatible { table, cause } => write!(
                f,
                "the table {table} of this database does not fit this program or pack: {cause}; \
                 nothing was changed; use the version that made it, or restore a backup"
            ),
            StoreError::Shape { at, expected } => {
                write!(f, "column {at} of an answer does not hold {expected}")
            }
            StoreError::ManyRows { found } => {
                write!(f, "{found} rows where there can be only one")
            }
            StoreError::NotEmpty { table } => write!(
                f,
                "this database is in use: its table {table} has rows; nothing was changed; give an empty one"
            ),
            StoreError::CopyTheFile => {
                f.write_str("the copy of a SQLite database is one: put the file in its place")
            }
            StoreError::Stopped => f.write_str(
                "the connection to the database broke; it is opened again with the next request: try again, \
                 and look at the server if it stays so",
            ),
        }
    }
}

impl std::error::Error for StoreError {}

/// What is wrong with a migration.
#[derive(Clone, Debug)]
pub enum MigrationFault {
    /// It was run on the database, and this program does not know it.
    Newer,
    /// It was run on the database, and one before it was not.
    Gap,
    /// It was run on the database with another text than this program has.
    Changed,
    /// The database refused it.
    Refused {
        /// What the driver said; never holds values.
        cause: String,
    },
}

impl fmt::Display for MigrationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MigrationFault::Newer => f.write_str(
                "is not known here: this database was written by a newer version of this program; use \
                 that version, or restore a backup from before it; nothing was changed",
            ),
            MigrationFault::Gap => f.write_str(
                "was run on this database and one before it was not: restore a backup; nothing was changed",
            ),
            MigrationFault::Changed => f.write_str(
                "was run on this database with another text than this program has: use the version that \
                 made the database; nothing was changed",
            ),
            MigrationFault::Refused { cause } => write!(
                f,
                "cannot be run on this database: {cause}; nothing of it was changed; use the version \
                 before, and report this"
            ),
        }
    }
}

/// Why a write set was not written.
#[derive(Clone, Debug)]
pub enum WriteError {
    /// Somebody else wrote first: read and decide again. Nothing was written.
    Lost {
        /// The table whose row was not as expected.
        table: String,
    },
    /// The database failed. Nothing of the set was written, unless the connection broke during the
    /// commit itself: then reading tells.
    Store(StoreError),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Lost { table } => {
                write!(f, "a row of {table} changed meanwhile; nothing was written")
            }
            WriteError::Store(_) => f.write_str("the write could not be made"),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WriteError::Lost { .. } => None,
            WriteError::Store(source) => Some(source),
        }
    }
}

impl From<StoreError> for WriteError {
    fn from(source: StoreError) -> WriteError {
        WriteError::Store(source)
    }
}
