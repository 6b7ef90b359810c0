//! Cases: an application becomes a case with legs, each decided by the competent office, on
//! evidence the registers gave, by a clock that is law.
//!
//! Deciding is pure: [`file::file`] and [`step::decide`] turn (law, facts, time, command) into an
//! act or a reason why not; [`Room`] reads what they need, commits what they give, and reads and
//! decides again when somebody else was quicker.
//!
//! Invariants:
//! 1. A case moves only by actions its procedure declares, under the law version it was opened with.
//! 2. A clock stands still only in stages that declare a ground, and for nothing else.
//! 3. What an office decides stands, whatever becomes of the other legs.
//! 4. What a register knows is not asked; what is asked in its place says why.
//! 5. An apology with a new date leaves before a deadline passes; the case stays counted by the old.
//!
//! Reading order: `model.rs`, `lower.rs`, `facts.rs`, `gather.rs`, `answers.rs`, `file.rs`,
//! `open.rs`, `step.rs`, `legs.rs`, `grant.rs`, `results.rs`, `timers.rs`; then `room.rs` and `store.rs`.

pub mod answers;
mod error;
mod facts;
pub mod file;
mod gather;
mod grant;
mod legs;
mod letters;
mod lower;
pub mod model;
mod open;
mod results;
mod room;
pub mod step;
mod store;
mod timers;

pub use answers::Asked;
pub use error::{AnswerProblem, CaseError};
pub use facts::Facts;
pub use file::{Filing, Planned};
pub use gather::{Sources, Wanted, gather};
pub use lower::Law;
pub use room::{
    CaseView, Disputed, Drafted, Home, Made, Offer, OfficeView, Opened, Prepared, Room, Seen,
};
pub use room::{TicketAnswer, TicketView, WAITING_MAX, Waiting};
pub use step::{Command, Take, Under};
pub use store::{Draft, MIGRATIONS, QueueRow, tables};
pub use timers::{APOLOGY, SILENCE};
