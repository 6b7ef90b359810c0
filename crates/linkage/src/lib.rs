//! Duplicates in a register, found by probabilistic record linkage (Fellegi and Sunter 1969).
//!
//! Two rows are compared field by field, and each field reaches a level: the same, marks lost, day
//! and month swapped, a slip of the pen, different. A level that a person's own rows reach more
//! often than strangers' rows speaks for one person, and how much is its weight in bits. How often
//! strangers agree is counted and sampled; how often a person's own rows agree, and how many
//! duplicates there are, is fitted by expectation maximisation without being told any. Agreeing on
//! a rare name says more than agreeing on a usual one, and whether a name is rare is judged by its
//! words too, because two bearers may be one person.
//!
//! What is compared is a [`Plan`], plain data that a pack can declare. The answer has probabilities,
//! not verdicts: somebody must look before two people become one.
//!
//! **Invariants**
//! * No language, country or register is known here: names are compared by the keys of
//!   [`base::text`], under the rules the plan gives.
//! * The same rows, plan and seed give the same answer, on any number of threads.
//! * Nothing is left out silently: values that cannot be read, blocks past their limit, pairs past
//!   the room, links that would chain are counted in the [`Report`].
//! * A pair is judged by its values, never by the order of its rows.
//!
//! Reading order: [`plan`](Plan), `table` (rows in columns), `blocks`, `chance` (u), `fit` (m),
//! `score`, `clusters`, [`Linkage`].
//!
//! ```
//! use base::text::TextRules;
//! use linkage::{Block, Comparison, Field, Level, Linker, Part, Plan};
//!
//! let fields = vec![
//!     Field::new("name", Comparison::Name(TextRules::for_language("en"))),
//!     Field::new("born", Comparison::Date),
//!     Field::new("harbour", Comparison::Code).of_family(),
//! ];
//! let blocks = vec![
//!     Block::of(&[(0, Part::FirstWord), (1, Part::Year)]),
//!     Block::of(&[(1, Part::Whole)]),
//! ];
//! let mut linker = Linker::new(Plan::new(fields, blocks))?;
//! for n in 0..2000 {
//!     let name = format!("Tam{} Reef{}", n % 37, n % 53);
//!     let born = format!("{}-{:02}-{:02}", 1940 + n % 71, 1 + n % 12, 1 + n % 28);
//!     linker.push(&[Some(&name), Some(&born), Some(["north", "south"][n % 2])])?;
//! }
//! linker.push(&[Some("Tam3 Reef3"), Some("1943-04-04"), Some("south")])?; // row 3 again
//! linker.push(&[Some("tam4  REEF4"), Some("1944-05-05"), None])?; // row 4 again
//!
//! let linkage = linker.link();
//! let found: Vec<(u32, u32)> = linkage.pairs.iter().map(|pair| (pair.one, pair.other)).collect();
//! assert_eq!(found, [(3, 2000), (4, 2001)]);
//! let reasons = linkage.reasons(&linkage.pairs[1]);
//! assert_eq!(reasons[0].level, Level::Exact);
//! assert_eq!(reasons[2].level, Level::Missing);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod blocks;
mod chance;
mod clusters;
mod dates;
mod drawing;
mod fit;
mod foretelling;
mod interner;
mod level;
mod likeness;
mod linkage;
mod linker;
mod names;
mod plan;
mod score;
mod table;
mod tokens;
mod usual;
mod words;

pub use blocks::Blocked;
pub use level::Level;
pub use linkage::{Counted, FieldReport, LevelReport, Linkage, Pair, Reason, Report};
pub use linker::{Linker, PushError};
pub use plan::{BLOCKS_MAX, Block, Comparison, FIELDS_MAX, Field, Limits, Part, Plan, PlanError};
