//! From the tree of a contract to the description of a register, and what of it was not understood.

use std::fmt;

use super::rules::{kind, usual_word};
use super::tree::{Node, Value};
use super::yaml::YamlProblem;
use super::{Contract, ContractField, Promise};
use crate::pattern::{Pattern, PatternProblem};
use crate::rule::{Column, Kind, Rule, Type};
use base::quality::{Level, Word};

mod check;
mod keys;

pub(super) use keys::Keys;
use keys::custom_property;

/// A contract as far as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// What was understood.
    pub contract: Contract,
    /// What was not, in the order of the text. Nothing of it is in the contract.
    pub rest: Vec<NotUnderstood>,
}

/// Something in a contract that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUnderstood {
    /// The line, from 1.
    pub line: usize,
    /// Where, by keys and names: `schema.boats.hull.quality.form`.
    pub path: String,
    /// Why.
    pub why: Unclear,
}

/// Why something was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    /// We have no place for this key.
    Key,
    /// The value is not what belongs to this key.
    Value,
    /// A version of the standard other than 3.
    Version,
    /// A type of values that we do not have; it was taken for text.
    Type,
    /// A second table: one contract describes one register here.
    Table,
    /// A metric that is no rule about rows, such as a count of rows.
    Metric,
    /// The check allows some rows to fail; rules here count, and allow nothing.
    Threshold,
    /// A check in the words of another tool, in SQL, or for people.
    Engine,
    /// A pattern of more than we can match in one pass.
    Pattern(PatternProblem),
    /// A check of ours with parameters missing or unknown.
    Rule,
}

impl fmt::Display for NotUnderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: ", self.line, self.path)?;
        match &self.why {
            Unclear::Key => f.write_str("there is no place for it here"),
            Unclear::Value => f.write_str("the value does not belong to this key"),
            Unclear::Version => f.write_str("not version 3 of the standard"),
            Unclear::Type => f.write_str("a type that registers do not have: taken for text"),
            Unclear::Table => f.write_str("a second table: write it into a contract of its own"),
            Unclear::Metric => f.write_str("not a rule about rows"),
            Unclear::Threshold => {
                f.write_str("allows some rows to fail: rules here count them all")
            }
            Unclear::Engine => f.write_str("written for another tool or for people"),
            Unclear::Pattern(problem) => write!(f, "the pattern cannot be matched here: {problem}"),
            Unclear::Rule => f.write_str("parameters are missing or unknown"),
        }
    }
}

/// What reading carries along.
#[derive(Debug, Default)]
struct Reading {
    contract: Contract,
    rest: Vec<NotUnderstood>,
    /// Fields and the fields of the same table in which their values must exist.
    relations: Vec<(String, String)>,
}

/// Reads a contract.
pub(super) fn contract(tree: &Node) -> Result<Understood, YamlProblem> {
    let missing = |missing| YamlProblem::NotAContract { missing };
    let mut keys = Keys::of(tree, String::new()).ok_or(missing("it has no keys"))?;
    if keys.text("kind").as_deref() != Some("DataContract") {
        return Err(missing("`kind` is not `DataContract`"));
    }
    let mut reading = Reading::default();
    let version = keys.text("apiVersion").unwrap_or_default();
    if !version.starts_with("v3.") {
        reading.unclear(keys.line, "apiVersion".to_owned(), Unclear::Version);
    }
    let head = &mut reading.contract;
    head.id = keys.text("id").ok_or(missing("`id` is missing"))?;
    head.version = keys.text("version").unwrap_or_default();
    head.status = keys.text("status").unwrap_or_default();
    head.name = keys.text("name");
    head.domain = keys.text("domain");
    let description = keys.take("description");
    if let Some(mut keys) = description.and_then(|node| Keys::of(node, "description".to_owned())) {
        head.purpose = keys.text("purpose");
        keys.all_left(&mut reading.rest);
    }
    let tables = keys.items("schema");
    let (first, others) = tables
        .split_first()
        .ok_or(missing("`schema` has no table"))?;
    reading.table(first);
    for table in others {
        reading.unclear(table.line, "schema".to_owned(), Unclear::Table);
    }
    for promise in keys.items("slaProperties") {
        reading.promise(promise);
    }
    keys.all_left(&mut reading.rest);
    reading.relate();
    reading.rest.sort_by_key(|unclear| unclear.line);
    Ok(Understood {
        contract: reading.contract,
        rest: reading.rest,
    })
}

impl Reading {
    fn unclear(&mut self, line: usize, path: String, why: Unclear) {
        self.rest.push(NotUnderstood { line, path, why });
    }

    fn table(&mut self, node: &Node) {
        let Some(mut keys) = Keys::of(node, "schema".to_owned()) else {
            return self.unclear(node.line, "schema".to_owned(), Unclear::Value);
        };
        self.contract.table = keys.text("name").unwrap_or_default();
        keys.path = keys.below(&self.contract.table);
        keys.take("logicalType");
        for property in keys.items("properties") {
            self.property(property, &keys.path);
        }
        for check in keys.items("quality") {
            self.check(check, &keys.below("quality"), None);
        }
        keys.all_left(&mut self.rest);
    }

    fn property(&mut self, node: &Node, above: &str) {
        let path = above.to_owned();
        let Some((mut keys, name)) =
            Keys::of(node, path).and_then(|mut keys| keys.text("name").map(|name| (keys, name)))
        else {
            return self.unclear(node.line, above.to_owned(), Unclear::Value);
        };
        keys.path = keys.below(&name);
        let of = self.logical_type(&mut keys);
        let field = ContractField {
            label: keys.text("businessName"),
            meaning: keys.text("description"),
            is_key: keys.flag("primaryKey"),
            is_required: keys.flag("required"),
            is_unique: keys.flag("unique"),
            classification: keys.text("classification"),
            column: Column {
                name: name.clone(),
                of,
            },
        };
        self.contract.fields.push(field);
        for relation in keys.items("relationships") {
            self.relation(relation, &name, keys.below("relationships"));
        }
        for check in keys.items("quality") {
            self.check(check, &keys.below("quality"), Some(&name));
        }
        keys.all_left(&mut self.rest);
    }

    fn logical_type(&mut self, keys: &mut Keys<'_>) -> Type {
        let (mut of_text, mut places) = (Type::Text, 6);
        for custom in keys.items("customProperties") {
            match custom_property(custom) {
                Some(("motcuaType", value)) => match value.text().as_deref() {
                    Some("name") => of_text = Type::Name,
                    Some("partial-date") => of_text = Type::PartialDate,
                    _ => self.unclear(custom.line, keys.below("customProperties"), Unclear::Key),
                },
                Some(("motcuaPlaces", value)) => {
                    let given = value.number().and_then(|places| u8::try_from(places).ok());
                    places = given.map_or(places, |places| places.min(9));
                }
                _ => self.unclear(custom.line, keys.below("customProperties"), Unclear::Key),
            }
        }
        let Some(node) = keys.take("logicalType") else {
            return of_text;
        };
        match node.text().as_deref() {
            Some("string") => of_text,
            Some("integer") => Type::Integer,
            Some("number") => Type::Decimal(places),
            Some("boolean") => Type::Boolean,
            Some("date") => Type::Date,
            Some("timestamp") => Type::Instant,
            _ => {
                self.unclear(node.line, keys.below("logicalType"), Unclear::Type);
                Type::Text
            }
        }
    }

    fn relation(&mut self, node: &Node, field: &str, path: String) {
        let target = Keys::of(node, path.clone()).and_then(|mut keys| {
            let is_key = keys.text("type").is_none_or(|of| of == "foreignKey");
            let to = keys.text("to").filter(|_| is_key && keys.left.is_empty())?;
            to.strip_prefix(&format!("{}.", self.contract.table))
                .map(str::to_owned)
        });
        match target {
            Some(target) => self.relations.push((field.to_owned(), target)),
            None => self.unclear(node.line, path, Unclear::Value),
        }
    }

    /// Relations for which no rule was written become rules.
    fn relate(&mut self) {
        for (field, target) in std::mem::take(&mut self.relations) {
            let kind = Kind::ExistsIn { field, target };
            if !self.contract.rules.iter().any(|rule| rule.kind == kind) {
                let id = self.free_id(&kind);
                self.contract.rules.push(Rule {
                    id,
                    level: Level::Error,
                    words: vec![usual_word(&kind)],
                    when: None,
                    kind,
                });
            }
        }
    }

    fn promise(&mut self, node: &Node) {
        let path = "slaProperties".to_owned();
        let read = Keys::of(node, path.clone()).and_then(|mut keys| {
            let promise = Promise {
                property: keys.text("property")?,
                value: keys.text("value")?,
                unit: keys.text("unit"),
                element: keys.text("element"),
            };
            Some((promise, keys))
        });
        match read {
            Some((promise, keys)) => {
                self.contract.promises.push(promise);
                keys.all_left(&mut self.rest);
            }
            None => self.unclear(node.line, path, Unclear::Value),
        }
    }

    /// An id for a rule that has none: its first field and its kind, numbered if need be.
    fn free_id(&self, kind: &Kind) -> String {
        let field = kind.fields().first().copied().unwrap_or("row").to_owned();
        let plain = format!("{field}-{}", kind.word());
        let taken = |id: &String| self.contract.rules.iter().any(|rule| rule.id == *id);
        let numbered = (2..).map(|number: usize| format!("{plain}-{number}"));
        let mut ids = std::iter::once(plain.clone()).chain(numbered);
        ids.find(|id| !taken(id)).unwrap_or(plain)
    }
}
