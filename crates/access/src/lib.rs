//! Who may do what, to which fields, for which purpose: decided from rules the pack declares,
//! denied unless a rule allows it.
//!
//! [`Ctx`] says who asks, in which role and office, for what, and when; a door makes one for each
//! request. [`Policy::permit`] turns it into a [`Permit`], the value without which no room reads or
//! writes anything personal, or into a [`Refused`] whose reason a person can read. Nothing here
//! does I/O: the facts that are judged are handed in.

mod ctx;
mod policy;

pub use ctx::{Actor, Circumstances, Ctx, Post};
pub use policy::{Action, Ask, Permit, Policy, Reason, Refused, Relation, Rule};
