//! Showing a form again: what was typed, and what is wrong with it.

use std::collections::BTreeSet;

use maud::Markup;

use crate::components::{Fault, error_summary};
use crate::words::Say;

use super::{FieldFault, Form, Problem};

impl Form {
    /// Notes a fault that another rule found, in the reader's language.
    pub fn fault(&mut self, name: &str, said: String) {
        self.faults.push(FieldFault {
            name: name.to_owned(),
            label: String::new(),
            problem: Problem::Said(said),
        });
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.faults.is_empty()
    }

    /// What was typed, to be shown again; empty if it may not be.
    #[must_use]
    pub fn echo(&self, name: &str) -> &str {
        if self.echoed.contains(name) {
            self.first(name)
        } else {
            ""
        }
    }

    /// Whether a value was chosen under a name, to tick it again.
    #[must_use]
    pub fn echo_chosen(&self, name: &str, value: &str) -> bool {
        self.echoed.contains(name)
            && self
                .sent
                .get(name)
                .is_some_and(|values| values.iter().any(|one| one == value))
    }

    /// What was typed as day, month and year, to be shown again.
    #[must_use]
    pub fn echo_date(&self, name: &str) -> [&str; 3] {
        ["day", "month", "year"].map(|part| self.echo(&format!("{name}-{part}")))
    }

    /// Which parts of a date are wrong, for its inputs.
    #[must_use]
    pub fn wrong_date(&self, name: &str) -> [bool; 3] {
        self.faults
            .iter()
            .find(|fault| fault.name == name)
            .map_or([false; 3], |fault| fault.problem.wrong_parts())
    }

    /// The first error of a field, to stand beside it.
    #[must_use]
    pub fn error(&self, say: Say<'_>, name: &str) -> Option<String> {
        self.faults
            .iter()
            .find(|fault| fault.name == name)
            .map(|fault| fault.problem.text(say, &fault.label))
    }

    /// All errors with links to their inputs, one a field, to stand above the page's `h1`.
    #[must_use]
    pub fn summary(&self, say: Say<'_>) -> Markup {
        let mut seen = BTreeSet::new();
        let lines: Vec<(String, String)> = self
            .faults
            .iter()
            .filter(|fault| seen.insert(fault.name.as_str()))
            .map(|fault| {
                let href = format!("#{}{}", fault.name, fault.problem.anchor_suffix());
                (href, fault.problem.text(say, &fault.label))
            })
            .collect();
        let faults: Vec<Fault<'_>> = lines
            .iter()
            .map(|(href, text)| Fault {
                href: Some(href),
                text,
            })
            .collect();
        error_summary(say, &faults)
    }
}
