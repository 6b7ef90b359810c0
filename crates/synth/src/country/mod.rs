//! The people of a whole country, for `motcua synth`: lives over a century, so that everybody has
//! parents, most have brothers and sisters, and some are dead; then their rows for every register,
//! and faults on purpose with a list of them.
//!
//! A block of some two thousand people is lived year by year (`lives.rs`), settled in households
//! (`homes.rs`), told (`draft.rs`), numbered (`numbered.rs`) and written (`tables.rs`). Blocks follow from
//! the law, the order and their number alone; only numbers that must not repeat are drawn block
//! after block. Nothing grows with the people already made but counters per commune and year.
//!
//! **Invariant:** the same law and order give the same bytes, whatever the number of threads.
//! **Invariant:** references never leave a block, and each resolves to a row that is written.
//! **Invariant:** without faults every number agrees with sex, century and place of birth, and what
//! stands in two registers is the same.

mod ages;
mod cells;
mod chosen;
mod days;
pub mod declared;
mod diplomas;
mod draft;
mod faults;
mod homes;
mod law;
mod lives;
mod numbered;
mod order;
mod produce;
mod readme;
mod tables;

pub use law::CountryLaw;
pub use order::Order;
pub use produce::{Batch, Made, headers, produce};
pub use readme::readme;
