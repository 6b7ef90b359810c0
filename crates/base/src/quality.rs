//! The six words a register is measured by, and the two levels of a rule.

use std::fmt;

/// What is asked of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// Values agree with each other and with what they were checked against.
    Correct,
    /// Mandatory values are there, and everybody who belongs in the register is.
    Sufficient,
    /// Nobody twice; values of the right form; codes and keys that resolve.
    Clean,
    /// What happens arrives in time, and what is kept is confirmed in time.
    Live,
    /// The same key, code and value in every register.
    Unified,
    /// Others use it, and it replaces papers.
    Shared,
}

impl Word {
    /// All six, in the order in which they are always named.
    pub const ALL: [Word; 6] = [
        Word::Correct,
        Word::Sufficient,
        Word::Clean,
        Word::Live,
        Word::Unified,
        Word::Shared,
    ];

    /// The stable word for it; also the key of its translation.
    pub fn word(self) -> &'static str {
        match self {
            Word::Correct => "correct",
            Word::Sufficient => "sufficient",
            Word::Clean => "clean",
            Word::Live => "live",
            Word::Unified => "unified",
            Word::Shared => "shared",
        }
    }

    /// Reads what [`Word::word`] writes.
    pub fn parse(text: &str) -> Option<Word> {
        Word::ALL.into_iter().find(|word| word.word() == text)
    }

    /// Its place in [`Word::ALL`].
    pub fn place(self) -> usize {
        match self {
            Word::Correct => 0,
            Word::Sufficient => 1,
            Word::Clean => 2,
            Word::Live => 3,
            Word::Unified => 4,
            Word::Shared => 5,
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How much a failing row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The row is probably wrong; somebody should look.
    Warning,
    /// The row is wrong.
    Error,
}

impl Level {
    /// The stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
        }
    }

    /// Reads what [`Level::word`] writes.
    pub fn parse(text: &str) -> Option<Level> {
        [Level::Error, Level::Warning]
            .into_iter()
            .find(|level| level.word() == text)
    }
}
