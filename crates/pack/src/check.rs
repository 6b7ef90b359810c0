//! Checks across files, once all have been read.

mod drawn;
mod expressions;
mod fields;
mod graph;
mod register_rules;
mod seeds;
mod stages;
mod words;

pub(crate) use drawn::drawn;
pub(crate) use expressions::expressions;
pub(crate) use fields::fields;
pub(crate) use register_rules::register_rules;
pub(crate) use seeds::{declare_rows, seeds};
pub(crate) use stages::stages;
pub(crate) use words::{Worded, words};
