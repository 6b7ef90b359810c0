//! Measuring a register against its declaration.
//!
//! ```text
//! declaration ── Registers::measuring ──► Measuring       rules of `quality`, and which lists they need
//! other registers ── Registers::lists ──► lists           keys, values, records that are not as they should be
//! both ── Measuring::plan ──► Plan                        for a file (motcua quality FILE) or for
//! records ── Registers::measure ──► NewMeasurement        the register as it is kept
//! ```
//!
//! Memory: sixteen bytes and the key for each record and each key of another register that rules
//! need; the records themselves pass through.

use std::sync::Arc;

use base::identifier::Format;
use base::text::TextRules;
use jiff::civil::Date;
use quality::{By, Column, Kind, Lag, List, PairSet, Plan, Rule, Setting, ValueSet};

use crate::error::RegisterError;
use crate::lower::Registers;

mod contract;
mod gather;
mod judge;
mod linking;
mod lower;
mod pulses;
mod stream;
#[cfg(test)]
mod tests;
mod tickets;

pub use gather::{Lists, Taking};
pub use judge::{LINKAGE, Run, judge};
pub use linking::{LinkageReport, link_plan};
pub use stream::{MEASURE_PAGE, Measured};
pub use tickets::TICKETS_PER_RUN_MAX;

/// Where rows come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// They are records of the register: each value was read as its field needs it, records are referred
    /// to by their ids, and who recorded them and when is known.
    Kept,
    /// They are in a file: values are texts as received, and records are referred to by their key.
    Received,
}

/// How a register is measured: its declaration as rules of `quality`.
#[derive(Clone, Debug)]
pub struct Measuring {
    /// The register.
    pub register: String,
    /// The law version that declares it.
    pub law: String,
    /// The day of measuring.
    pub as_of: Date,
    /// The fields in the order of the declaration; then the record's id, the instant of recording and
    /// the office that recorded.
    pub columns: Vec<Column>,
    /// The rules, those that follow from types first.
    pub rules: Vec<Rule>,
    /// The lists that rules need.
    pub needed: Vec<Needed>,
    /// Rules that cannot be measured on these rows, and why.
    pub unmeasured: Vec<(pack::RegisterRule, String)>,
    /// How many columns at the end are no fields.
    pub own_columns: usize,
    /// By what counts are broken down.
    pub by: Vec<By>,
    /// Delays from an event to its record.
    pub lags: Vec<Lag>,
}

/// A list that rules need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// Its name, as rules have it.
    pub list: String,
    /// What stands in it.
    pub what: What,
}

/// What stands in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// These texts.
    Given(Vec<String>),
    /// The keys of a register: the values of a field, or the ids of its records.
    Keys {
        /// The register.
        register: String,
        /// The field.
        by: Option<String>,
    },
    /// Keys of a register with what a field says of each.
    Pairs {
        /// The register.
        register: String,
        /// The field with the key; `None`: the records' ids.
        by: Option<String>,
        /// The field with the value.
        field: String,
    },
    /// Keys of those records of a register for which a condition does not hold.
    Barred {
        /// The register.
        register: String,
        /// The field with the key; `None`: the records' ids.
        by: Option<String>,
        /// The condition, over the fields of that register.
        there: String,
    },
}

impl Measuring {
    /// The columns that are fields.
    pub fn fields(&self) -> &[Column] {
        &self.columns[..self.columns.len().saturating_sub(self.own_columns)]
    }

    /// The plan, with the lists and formats that are at hand: rules that need another are left out.
    /// `seed` is any number that those who write the data do not know.
    pub fn plan(&self, beside: Beside, seed: u64) -> Planned {
        let mut unmeasured: Vec<(Rule, String)> = Vec::new();
        let mut rules = Vec::with_capacity(self.rules.len());
        for rule in &self.rules {
            match list_of(&rule.kind).filter(|list| !beside.lists.contains_key(*list)) {
                None => rules.push(rule.clone()),
                Some(list) => {
                    let needed = self.needed.iter().find(|needed| needed.list == list);
                    let why = match needed.and_then(|needed| needed.what.register()) {
                        Some(register) => format!("the register `{register}` was not at hand"),
                        None => format!("the list `{list}` was not at hand"),
                    };
                    unmeasured.push((rule.clone(), why));
                }
            }
        }
        let (mut by, mut lags) = (self.by.clone(), self.lags.clone());
        loop {
            let setting = Setting {
                by: by.clone(),
                lags: lags.clone(),
                ..beside.setting(self.as_of, seed)
            };
            match Plan::new(&self.columns, rules.clone(), setting) {
                Ok(plan) => {
                    let plan = Arc::new(plan);
                    return Planned { plan, unmeasured };
                }
                Err(problems) => {
                    let before = rules.len();
                    rules.retain(|rule| {
                        let problem = problems.iter().find(|problem| problem.of == rule.id);
                        unmeasured.extend(problem.map(|why| (rule.clone(), why.to_string())));
                        problem.is_none()
                    });
                    if rules.len() == before {
                        // No rule is at fault, but a breakdown or a delay: a checked pack has no such.
                        (by, lags) = (Vec::new(), Vec::new());
                    }
                }
            }
        }
    }
}

/// What a plan needs beside rules and columns.
#[derive(Debug)]
pub struct Beside {
    /// Lists by their names.
    pub lists: Lists,
    /// Formats of identifiers, by name.
    pub formats: Vec<(String, Format)>,
    /// How names are compared.
    pub texts: TextRules,
}

impl Beside {
    fn setting(&self, as_of: Date, seed: u64) -> Setting {
        let lists = self.lists.iter().map(|(name, texts)| {
            let list = match texts {
                Texts::Values(values) => List::Values(ValueSet::new(values, seed)),
                Texts::Pairs(pairs) => List::Pairs(PairSet::new(pairs, seed)),
            };
            (name.clone(), list)
        });
        Setting {
            lists: lists.collect(),
            formats: self.formats.clone(),
            texts: self.texts,
            ..Setting::on(as_of, seed)
        }
    }
}

impl What {
    /// The register it is taken from, if it is from one.
    pub fn register(&self) -> Option<&str> {
        match self {
            What::Given(_) => None,
            What::Keys { register, .. }
            | What::Pairs { register, .. }
            | What::Barred { register, .. } => Some(register),
        }
    }
}

/// The texts of the lists that are at hand, by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Values alone.
    Values(Vec<String>),
    /// Keys, each with a value.
    Pairs(Vec<(String, String)>),
}

/// A plan, and the rules that it leaves out.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Arc<Plan>,
    /// Rules that are not measured, each with the reason.
    pub unmeasured: Vec<(Rule, String)>,
}

impl Registers {
    /// How a register is measured on a day.
    ///
    /// # Errors
    /// When there is no such register.
    pub fn measuring(
        &self,
        register: &str,
        rows: Rows,
        as_of: Date,
    ) -> Result<Measuring, RegisterError> {
        let declared = self.get(register)?;
        Ok(Measuring::lower(self, declared, (rows, as_of)))
    }

    /// The plan of a measuring: [`Measuring::plan`] with the formats and the language of the law.
    pub fn plan(&self, measuring: &Measuring, lists: Lists, seed: u64) -> Planned {
        let formats = self.identifiers.iter();
        let beside = Beside {
            lists,
            formats: formats
                .map(|(id, format)| (id.clone(), format.clone()))
                .collect(),
            texts: self.rules,
        };
        measuring.plan(beside, seed)
    }
}

/// The list that a rule needs.
fn list_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::InList { list, .. }
        | Kind::NotInList { list, .. }
        | Kind::ExistsAcross { list, .. }
        | Kind::AgreesAcross { list, .. } => Some(list),
        _ => None,
    }
}
