//! A declaration written as a data contract.

use jiff::civil::Date;
use pack::Pack;
use quality::{Bound, Contract, ContractField, Kind, Promise, Rule};

use super::{Measuring, Rows, What};
use crate::error::RegisterError;
use crate::lower::Registers;

/// Lists that are longer stay out of a contract: they are registers of their own.
const LISTED_MAX: usize = 300;

impl Registers {
    /// A register as a contract describes it to others (Open Data Contract Standard 3.1): its
    /// fields, keys and rules, short code lists, and how soon its steward answers. Texts are of the
    /// pack's first language.
    ///
    /// # Errors
    /// When no such register is declared.
    pub fn contract(&self, pack: &Pack, measuring: &Measuring) -> Result<Contract, RegisterError> {
        let declared = self.get(&measuring.register)?;
        let register = declared.register();
        let word = |key: String| {
            // A text of one line, in the pack's first language.
            let (_, texts) = pack.words.first()?;
            let mut lines = texts.lines().filter_map(|line| line.split_once(" = "));
            let (_, text) = lines.find(|(name, _)| *name == key)?;
            Some(text.trim().to_owned())
        };
        let fields = register
            .fields
            .iter()
            .zip(measuring.fields())
            .map(|(field, column)| ContractField {
                label: word(format!("field-{}-{}", register.id, field.id)),
                meaning: None,
                is_key: field.key,
                is_required: !field.optional,
                is_unique: field.key,
                classification: field.sensitive.then(|| "sensitive".to_owned()),
                column: column.clone(),
            });
        let tomorrow = measuring.as_of.tomorrow().unwrap_or(measuring.as_of);
        let later = self.measuring(&register.id, Rows::Received, tomorrow)?;
        let rules = measuring.rules.iter().zip(&later.rules);
        let lists = measuring
            .needed
            .iter()
            .filter_map(|needed| match &needed.what {
                What::Given(values) if values.len() <= LISTED_MAX => {
                    Some((needed.list.clone(), values.clone()))
                }
                What::Given(_) | What::Keys { .. } | What::Pairs { .. } | What::Barred { .. } => {
                    None
                }
            });
        Ok(Contract {
            id: format!("{}-{}", pack.head.id, register.id),
            version: pack.head.version.clone(),
            status: "active".to_owned(),
            name: word(format!("register-{}", register.id)),
            domain: Some(register.steward.clone()),
            purpose: word(register.ground.clone()),
            table: register.id.clone(),
            fields: fields.collect(),
            rules: rules
                .map(|(rule, later)| undated(rule, later, measuring.as_of))
                .collect(),
            lists: lists.collect(),
            promises: vec![Promise {
                property: "timeToRepair".to_owned(),
                value: register.correction_days.to_string(),
                unit: Some("d".to_owned()),
                element: None,
            }],
        })
    }
}

/// A rule whose bound moves with the day says so in a contract, which is read on other days.
fn undated(rule: &Rule, later: &Rule, as_of: Date) -> Rule {
    let Kind::Range { field, least, most } = &rule.kind else {
        return rule.clone();
    };
    if rule.kind == later.kind {
        return rule.clone();
    }
    let today = Some(Bound::Date(as_of));
    let compared = match (least, most) {
        (None, most) if *most == today => "<=",
        (None, _) => "<",
        (least, _) if *least == today => ">=",
        (Some(_), _) => ">",
    };
    Rule {
        kind: Kind::Holds {
            condition: format!("{field} {compared} today"),
        },
        ..rule.clone()
    }
}
