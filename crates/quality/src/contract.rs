//! Data contracts: the declaration of a register with its rules, in the form that other tools read
//! (Open Data Contract Standard 3.1.0, Bitol, Linux Foundation), and theirs in ours.
//!
//! What the standard has, is written in its own words: `nullValues`, `invalidValues`,
//! `duplicateValues`, dimensions, relationships. What it has not (the six words, our units of counting,
//! rules over several fields) stands where it leaves room: `customProperties` and checks of
//! `type: custom` with `engine: motcua`. So every contract we write is valid for others, and nothing
//! is lost when we read it again.
//!
//! The standard leaves open what a duplicate is and what a null means. We write down both: rows of
//! groups of two or more, and nulls left out.

use crate::rule::{Column, Rule};

mod rules;
mod tree;
mod understand;
mod write;
mod yaml;

pub use understand::{NotUnderstood, Unclear, Understood};
pub use yaml::YamlProblem;

/// The version of the standard that is written.
pub const API_VERSION: &str = "v3.1.0";

/// A register as a contract describes it: neutral, without anything of how it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contract {
    /// Its id, once in the world.
    pub id: String,
    /// The version of the declaration.
    pub version: String,
    /// `draft`, `active`, `retired`, as the standard proposes.
    pub status: String,
    /// What people call it.
    pub name: Option<String>,
    /// Whose it is: the agency that keeps it.
    pub domain: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// The name of the table.
    pub table: String,
    /// Its fields, in their order.
    pub fields: Vec<ContractField>,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// Code lists that are short enough to stand in the contract, by name.
    pub lists: Vec<(String, Vec<String>)>,
    /// What is promised of its use: delay, frequency, time to repair.
    pub promises: Vec<Promise>,
}

/// A field as a contract describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractField {
    /// Its name and what it holds.
    pub column: Column,
    /// What people call it.
    pub label: Option<String>,
    /// What it means.
    pub meaning: Option<String>,
    /// Whether it is (a part of) the key.
    pub is_key: bool,
    /// Whether it must have a value.
    pub is_required: bool,
    /// Whether no value comes twice.
    pub is_unique: bool,
    /// How far it is protected, in the words of its owner.
    pub classification: Option<String>,
}

impl ContractField {
    /// A field of which only its column is known.
    pub fn of(column: Column) -> ContractField {
        ContractField {
            column,
            label: None,
            meaning: None,
            is_key: false,
            is_required: false,
            is_unique: false,
            classification: None,
        }
    }
}

/// A promise about the use of a register (a property of the standard's service levels).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Which: `latency`, `frequency`, `timeToDetect`, `timeToNotify`, `timeToRepair`, `availability`.
    pub property: String,
    /// How much.
    pub value: String,
    /// In which unit: `d`, `h`, `percent`.
    pub unit: Option<String>,
    /// Of what: `table.field`.
    pub element: Option<String>,
}

impl Contract {
    /// Writes the contract as YAML.
    pub fn write(&self) -> String {
        tree::emit(&write::contract(self))
    }

    /// Reads a contract of version 3.0 or 3.1, and tells what of it was not understood. Of several tables the
    /// first is taken.
    ///
    /// # Errors
    /// When it is not YAML, too large, or no data contract.
    pub fn read(text: &str) -> Result<Understood, YamlProblem> {
        understand::contract(&yaml::parse(text)?)
    }
}
