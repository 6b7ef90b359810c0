//! How alike two values are: the levels of all comparisons, and an outcome in ten bits.

use crate::plan::Comparison;

/// How alike two values of a field are. Each comparison has some of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Level {
    /// The same: names by their comparison key, dates to the day, codes and identifiers as written.
    Exact = 0,
    /// The same letters; one of the two names is written without any marks.
    Unmarked = 1,
    /// The same letters with other marks.
    Marks = 2,
    /// The same words in another order, or the same letters with the spaces elsewhere.
    Rearranged = 3,
    /// The same first and last word, and words between them left out.
    Shortened = 4,
    /// One letter of one word differs and one of the two forms of the word is hardly used by
    /// anybody else; of an identifier: one sign is wrong, missing, too many, or two are swapped.
    Slip = 5,
    /// One letter of one word differs, and both forms of the word are in use.
    Near = 6,
    /// The names look alike as a whole (Jaro and Winkler, 0.92 and more).
    Similar = 7,
    /// One date or both are not full, and they can mean the same day.
    Vaguer = 8,
    /// Day and month are swapped.
    Swapped = 9,
    /// Only the day differs.
    OtherDay = 10,
    /// Only the month differs.
    OtherMonth = 11,
    /// Only the year differs.
    OtherYear = 12,
    /// None of these.
    Different = 13,
    /// One of the values is missing: nothing is known for or against.
    Missing = 14,
}

/// How many levels there are.
pub(crate) const LEVELS: usize = 15;

const NAME: [Level; 9] = [
    Level::Exact,
    Level::Unmarked,
    Level::Marks,
    Level::Rearranged,
    Level::Shortened,
    Level::Slip,
    Level::Near,
    Level::Similar,
    Level::Different,
];
const DATE: [Level; 7] = [
    Level::Exact,
    Level::Vaguer,
    Level::Swapped,
    Level::OtherDay,
    Level::OtherMonth,
    Level::OtherYear,
    Level::Different,
];
const CODE: [Level; 2] = [Level::Exact, Level::Different];
const IDENTIFIER: [Level; 3] = [Level::Exact, Level::Slip, Level::Different];

impl Level {
    /// The levels that a comparison can reach, without [`Level::Missing`].
    pub fn of(comparison: Comparison) -> &'static [Level] {
        match comparison {
            Comparison::Name(_) => &NAME,
            Comparison::Date => &DATE,
            Comparison::Code => &CODE,
            Comparison::Identifier => &IDENTIFIER,
        }
    }

    /// The stable word for it, for reports and as a key of texts.
    pub fn word(self) -> &'static str {
        match self {
            Level::Exact => "exact",
            Level::Unmarked => "unmarked",
            Level::Marks => "marks",
            Level::Rearranged => "rearranged",
            Level::Shortened => "shortened",
            Level::Slip => "slip",
            Level::Near => "near",
            Level::Similar => "similar",
            Level::Vaguer => "vaguer",
            Level::Swapped => "swapped",
            Level::OtherDay => "other_day",
            Level::OtherMonth => "other_month",
            Level::OtherYear => "other_year",
            Level::Different => "different",
            Level::Missing => "missing",
        }
    }

    /// What is believed of matching pairs before any was seen: the share of this level, as the
    /// weight of a prior that is worth ten pairs in all.
    pub(crate) fn prior(self, comparison: Comparison) -> f64 {
        let levels = Level::of(comparison).len();
        match self {
            Level::Exact => 10.0 - 0.3 * (levels as f64 - 1.0),
            _ => 0.3,
        }
    }
}

/// The outcome of one comparison: a level, and how usual the value is on which both agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome(u16);

/// Bits of an outcome.
pub(crate) const BITS: u32 = 10;
/// How many outcomes there can be.
pub(crate) const OUTCOMES: usize = 1 << BITS;
/// Steps of usualness: half powers of two, from 1 down to 2^-31.5.
pub(crate) const STEPS: usize = 64;

impl Outcome {
    pub(crate) const MISSING: Outcome = Outcome((Level::Missing as u16) << 6);

    pub(crate) fn of(level: Level, step: u8) -> Outcome {
        Outcome(((level as u16) << 6) | u16::from(step & 63))
    }

    pub(crate) fn at(index: u16) -> Outcome {
        Outcome(index & (OUTCOMES as u16 - 1))
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The number of the level, below [`LEVELS`].
    pub(crate) fn level_index(self) -> usize {
        usize::from(self.0 >> 6).min(LEVELS - 1)
    }

    pub(crate) fn level(self) -> Level {
        const ALL: [Level; LEVELS] = [
            Level::Exact,
            Level::Unmarked,
            Level::Marks,
            Level::Rearranged,
            Level::Shortened,
            Level::Slip,
            Level::Near,
            Level::Similar,
            Level::Vaguer,
            Level::Swapped,
            Level::OtherDay,
            Level::OtherMonth,
            Level::OtherYear,
            Level::Different,
            Level::Missing,
        ];
        ALL[self.level_index()]
    }

    /// The step of usualness.
    pub(crate) fn step(self) -> usize {
        usize::from(self.0 & 63)
    }
}

/// The step of a share between 0 and 1; the rarest have the highest.
pub(crate) fn step_of(share: f64) -> u8 {
    let halves = -2.0 * share.max(1e-30).log2();
    halves.round().clamp(0.0, (STEPS - 1) as f64) as u8
}

/// The share that a step stands for.
pub(crate) fn share_of(step: usize) -> f64 {
    (-(step as f64) / 2.0).exp2()
}
