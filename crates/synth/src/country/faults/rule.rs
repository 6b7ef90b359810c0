//! One declared fault, checked.

use crate::SynthError;
use crate::checks::check;
use crate::country::declared::{FaultRule, Mechanism};
use crate::facts::Each;
use crate::law::{RegisterLaw, SynthLaw};
use crate::tables::Files;

/// Longest text of a table of letters or endings.
const FROM_MAX: usize = 8;

/// A fault of one field.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) kind: Mechanism,
    /// What the list of faults calls it.
    pub(crate) name: String,
    /// The column.
    pub(crate) column: usize,
    /// Values (`from_table`), or what is replaced by what, longest first.
    pub(crate) values: Vec<String>,
    pub(crate) pairs: Vec<(String, String)>,
    pub(crate) years: i16,
}

impl Rule {
    /// The register by its place in the pack's list, and the rule.
    pub(crate) fn read(
        declared: &FaultRule,
        law: &SynthLaw,
        files: &Files<'_>,
    ) -> Result<(usize, Rule), SynthError> {
        let FaultRule {
            kind,
            register,
            field,
            ..
        } = declared;
        let key = format!("fault.{}", kind.name());
        let mut all = law.registers.iter();
        let Some(at) = all.position(|known| known.name == *register) else {
            return Err(SynthError::key(
                &key,
                format!("no rows go into '{register}'"),
            ));
        };
        let found = &law.registers[at];
        let column = found.fields.iter().position(|(known, _)| known == field);
        let Some(column) = column else {
            let message = format!("'{register}' gets no field '{field}'");
            return Err(SynthError::key(&key, message));
        };
        check_kind(&key, *kind, at, found, law)?;
        let table = |columns: &[&str]| {
            let Some(path) = &declared.table else {
                return Err(SynthError::key(&key, "it needs a table"));
            };
            files.table(path, columns)
        };
        let mut rule = Rule {
            kind: *kind,
            name: declared
                .name
                .clone()
                .unwrap_or_else(|| kind.name().to_owned()),
            column,
            values: Vec::new(),
            pairs: Vec::new(),
            years: i16::from(declared.years.unwrap_or(3)),
        };
        match kind {
            Mechanism::FromTable => {
                for line in table(&["value"])? {
                    rule.values.extend(line.cells);
                }
            }
            Mechanism::Letters | Mechanism::Endings => {
                for line in table(&["from", "to"])? {
                    if let Ok([from, to]) = <[String; 2]>::try_from(line.cells)
                        && !from.is_empty()
                        && from.len() <= FROM_MAX
                    {
                        rule.pairs.push((from, to));
                    }
                }
                rule.pairs
                    .sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
            }
            _ => {}
        }
        Ok((at, rule))
    }
}

/// Some mechanisms make sense in some registers only.
fn check_kind(
    key: &str,
    kind: Mechanism,
    register: usize,
    found: &RegisterLaw,
    law: &SynthLaw,
) -> Result<(), SynthError> {
    match kind {
        Mechanism::WrongCentury | Mechanism::NumberOfOtherSex => {
            check(
                key,
                register == 0,
                "it is a fault of the register of the people",
            )?;
            let message = "numbers.person does not tell the century and the sex";
            check(key, law.person.tells_sex(), message)
        }
        Mechanism::DuplicatePerson | Mechanism::DuplicateNumber => check(
            key,
            register == 0,
            "it is a fault of the register of the people",
        ),
        Mechanism::LivesOn => check(
            key,
            matches!(found.each, Each::Person | Each::Cover),
            "the dead have rows only where each is \"person\" or \"cover\"",
        ),
        _ => Ok(()),
    }
}
