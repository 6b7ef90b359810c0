//! What the rules found: counts of the whole and of each part it is broken down into, and the rows.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::rule::Rule;

/// What the rules of a plan found in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The day of measuring.
    pub as_of: Date,
    /// The rules, in the order in which they were declared, with the rows that fail them.
    pub rules: Vec<Found>,
    /// The counts of all rows.
    pub whole: Totals,
    /// The counts of each breakdown, in the order in which they were declared.
    pub by: Vec<Breakdown>,
    /// The delays from event to record, in the order in which they were declared.
    pub lags: Vec<LagFound>,
    /// Bytes of memory that checking held at its peak, without the rows themselves.
    pub bytes: usize,
}

/// How long after an event it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LagFound {
    /// Which kind of event.
    pub name: String,
    /// How many days it may take.
    pub limit_days: u32,
    /// How many rows have a delay of so many days; negative ones were recorded before the event.
    pub days: BTreeMap<i64, u64>,
}

/// A rule and the rows that fail it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The rule.
    pub rule: Rule,
    /// All fields it reads.
    pub fields: Vec<String>,
    /// The rows that fail, from 0, ascending.
    pub rows: Vec<u32>,
    /// Of the rows of a rule of kind unique, the first of each group, ascending: the ones that would
    /// stay if the others were taken out.
    pub firsts: Vec<u32>,
}

/// Counts over some rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// How many rows there are.
    pub rows: u64,
    /// The counts of each rule.
    pub rules: Vec<Count>,
    /// How many rows fail at least one rule of a sort.
    pub failing: Failing,
}

/// The counts of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// To how many rows it applied.
    pub applied: u64,
    /// How many rows fail.
    pub failing: u64,
    /// For a rule of kind unique: how many values come in two rows or more. In a breakdown a group is
    /// counted where its first row is.
    pub groups: Option<u64>,
}

impl Count {
    /// For a rule of kind unique: how many rows would have to go for every value to come once.
    pub fn excess(&self) -> Option<u64> {
        Some(self.failing.saturating_sub(self.groups?))
    }
}

/// How many rows fail at least one rule of a sort. A row that fails three is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failing {
    /// Any rule.
    pub any: u64,
    /// Any rule of level error.
    pub error: u64,
    /// Any rule of level error that says something about *correct*.
    pub correct: u64,
    /// Any rule of kind not-null that says something about *sufficient*.
    pub filled: u64,
    /// Any rule of level error that says something about *clean*, but those of kind unique.
    pub form: u64,
    /// Any rule that says something about *live*.
    pub live: u64,
}

/// Counts for each value of a breakdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// Its name.
    pub name: String,
    /// The counts of each value, by value; rows without one come first, under `None`.
    pub values: Vec<(Option<String>, Totals)>,
}

impl Outcome {
    /// How many rows fail no rule at all.
    pub fn flawless(&self) -> u64 {
        self.whole.rows.saturating_sub(self.whole.failing.any)
    }

    /// The counts by field: for each field that rules read, the rules that do, by their numbers.
    pub fn by_field(&self) -> Vec<(&str, Vec<usize>)> {
        let mut fields: Vec<(&str, Vec<usize>)> = Vec::new();
        for (number, found) in self.rules.iter().enumerate() {
            for field in &found.fields {
                match fields.iter_mut().find(|(name, _)| name == field) {
                    Some((_, rules)) if rules.contains(&number) => {}
                    Some((_, rules)) => rules.push(number),
                    None => fields.push((field, vec![number])),
                }
            }
        }
        fields
    }

    /// The result of a rule, by its id.
    pub fn find(&self, rule: &str) -> Option<(&Found, Count)> {
        let number = self.rules.iter().position(|found| found.rule.id == rule)?;
        let count = self.whole.rules.get(number).copied()?;
        Some((&self.rules[number], count))
    }
}
