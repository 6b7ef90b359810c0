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
//! ```
//! use quality::{Batch, Column, Given, Kind, Level, Plan, Report, Rule, Setting, Type, Word};
//!
//! let columns = ["hull", "name"].map(|name| Column { name: name.into(), of: Type::Text });
//! let one_hull = Rule {
//!     id: "one-hull".into(),
//!     level: Level::Error,
//!     words: vec![Word::Clean],
//!     when: None,
//!     kind: Kind::Unique { fields: vec!["hull".into()] },
//! };
//! let setting = Setting::on("2026-10-31".parse()?, 7);
//! let plan = Plan::new(&columns, vec![one_hull], setting).map_err(|problems| problems[0].clone())?;
//!
//! let mut rows = Batch::new(2);
//! for [hull, name] in [["B-1", "Tern"], ["B-2", "Gull"], ["B-1", "Skua"]] {
//!     rows.push([Some(hull.into()), Some(name.into())]);
//! }
//! let outcome = plan.finish(&[plan.check(&rows)?], 1)?;
//! assert_eq!(outcome.rules[0].rows, [0, 2]);
//!
//! let report = Report::new(&outcome, "2026-1", &Given::default());
//! let (word, figure) = report.weakest().ok_or("nothing was measured")?;
//! assert_eq!((word, figure.share.to_string()), (Word::Clean, "2 of 3".into()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A room that has many rows calls [`Plan::checker`] in each thread, [`Checker::add`] for each batch,
//! and [`Plan::finish`] once; `examples/ten_rules` does it on CSV. Rows are numbered in the order in which
//! they were added; whose they are, the caller knows. Pages read [`Report`] and [`Outcome::by`].
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
//! Reading order: [`rule`], [`plan`], [`cells`]; then `check`, `part`, `stream`, `key`, `finish`;
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

pub use base::quality::{Level, Word};
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
