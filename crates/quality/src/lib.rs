//! Measuring a register against declared rules, and what the result says in six words: *correct*,
//! *sufficient*, *clean*, *live*, *unified*, *shared*.
//!
//! ```text
//! columns + rules + setting ── Plan::new ──► Plan          every mistake, or a plan
//! runs of rows ── Plan::checker (threads) ► Part           counts of a run, keys of a run
//! parts, in order ── Plan::finish ──► Outcome              exact counts, failing rows, breakdowns
//! outcome + what is given ── Report::new ──► Report        six words, the weakest first
//! two reports ── Report::changes_since ──► Vec<Change>     what became worse, what better
//! Contract::write, Contract::read                         the same rules as a data contract (ODCS)
//! ```
//!
//! A caller gives rows as [`Rows`]: cells by column, borrowed from wherever they lie.
//!
//! **Invariant:** pure. No files, no clock, no randomness: rows, the day and the seed are given.
//! **Invariant:** counts are exact. A key that fits into 64 bits is compared as it is; for others equal
//! hashes are confirmed byte by byte.
//! **Invariant:** a rule does not apply where an operand is null, and the rows to which it applied are
//! counted beside those that fail; only not-null counts nulls.
//! **Invariant:** no input panics: texts of any kind, columns of any length.
//!
//! Reading order: [`word`], [`rule`], [`plan`], [`cells`]; then `check`, `part`, `stream`, `key`, `finish`;
//! [`outcome`]; [`figure`], [`report`].

pub mod cells;
mod check;
pub mod contract;
mod divider;
pub mod figure;
mod finish;
mod key;
mod normal;
pub mod outcome;
pub mod part;
pub mod pattern;
pub mod plan;
pub mod problem;
pub mod report;
pub mod rule;
mod slots;
mod stream;
pub mod values;
pub mod word;

pub use cells::{Batch, Rows};
pub use contract::{Contract, ContractField, Promise, Understood};
pub use figure::{Figure, Measure, Share, Spread};
pub use outcome::{Breakdown, Count, Outcome, Totals};
pub use part::{Checker, Part};
pub use pattern::Pattern;
pub use plan::{By, Cut, Lag, Plan, Setting};
pub use problem::{Problem, TooLarge, Why};
pub use report::{Change, Given, Report, Turn};
pub use rule::{Age, Bound, Column, Kind, Rule, Type};
pub use values::{List, PairSet, ValueSet};
pub use word::{Level, Word};
