//! From a description of a register to the tree of its contract.

use super::rules::{dimension, parameters};
use super::tree::{Fields, Node};
use super::{API_VERSION, Contract, ContractField, Promise};
use crate::rule::{Kind, Rule, Type};

pub(super) fn contract(contract: &Contract) -> Node {
    let mut fields = Fields::default();
    fields
        .put("apiVersion", API_VERSION)
        .put("kind", "DataContract")
        .put("id", contract.id.as_str())
        .put("version", contract.version.as_str())
        .put("status", contract.status.as_str())
        .put_some("name", contract.name.as_ref())
        .put_some("domain", contract.domain.as_ref());
    if let Some(purpose) = &contract.purpose {
        let mut description = Fields::default();
        description.put("purpose", purpose.as_str());
        fields.put("description", description.done());
    }
    let mut table = Fields::default();
    table
        .put("name", contract.table.as_str())
        .put("logicalType", "object");
    let properties = contract
        .fields
        .iter()
        .map(|field| property(contract, field));
    table.put_list("properties", properties.collect());
    let wide = contract.rules.iter().filter(|rule| home(rule).is_none());
    table.put_list("quality", wide.map(|rule| check(contract, rule)).collect());
    fields.put("schema", vec![table.done()]);
    fields.put_list(
        "slaProperties",
        contract.promises.iter().map(promise).collect(),
    );
    fields.done()
}

/// The field below which a rule stands; none for rules over several, which stand below the table.
fn home(rule: &Rule) -> Option<&str> {
    match &rule.kind {
        Kind::NotNull { field }
        | Kind::Readable { field }
        | Kind::Pattern { field, .. }
        | Kind::Format { field, .. }
        | Kind::NumberAgrees { field, .. }
        | Kind::Range { field, .. }
        | Kind::InList { field, .. }
        | Kind::NotInList { field, .. }
        | Kind::ExistsAcross { field, .. }
        | Kind::ExistsIn { field, .. }
        | Kind::AgreesWith { field, .. }
        | Kind::AgreesAcross { field, .. }
        | Kind::FreshWithin { field, .. }
        | Kind::NfcTrimmed { field } => Some(field),
        Kind::Unique { fields } => match &fields[..] {
            [field] => Some(field),
            _ => None,
        },
        Kind::Order { .. } | Kind::Holds { .. } => None,
    }
}

fn property(contract: &Contract, field: &ContractField) -> Node {
    let name = field.column.name.as_str();
    let mut fields = Fields::default();
    fields.put("name", name);
    fields.put_some("businessName", field.label.as_ref());
    fields.put("logicalType", logical_type(field.column.of));
    if field.is_key {
        fields.put("primaryKey", true);
    }
    if field.is_required {
        fields.put("required", true);
    }
    if field.is_unique {
        fields.put("unique", true);
    }
    fields.put_some("classification", field.classification.as_ref());
    fields.put_some("description", field.meaning.as_ref());
    fields.put_list("customProperties", type_properties(field.column.of));
    let rules = contract
        .rules
        .iter()
        .filter(|rule| home(rule) == Some(name));
    let relations = rules.clone().filter_map(|rule| match &rule.kind {
        Kind::ExistsIn { target, .. } => {
            let mut relation = Fields::default();
            relation.put("type", "foreignKey");
            relation.put("to", format!("{}.{target}", contract.table).as_str());
            Some(relation.done())
        }
        _ => None,
    });
    fields.put_list("relationships", relations.collect());
    fields.put_list("quality", rules.map(|rule| check(contract, rule)).collect());
    fields.done()
}

fn logical_type(of: Type) -> &'static str {
    match of {
        Type::Text | Type::Name | Type::PartialDate => "string",
        Type::Integer => "integer",
        Type::Decimal(_) => "number",
        Type::Boolean => "boolean",
        Type::Date => "date",
        Type::Instant => "timestamp",
    }
}

fn type_properties(of: Type) -> Vec<Node> {
    match of {
        Type::Name | Type::PartialDate => vec![custom("motcuaType", of.word())],
        Type::Decimal(places) => vec![custom("motcuaPlaces", i64::from(places))],
        Type::Text | Type::Integer | Type::Boolean | Type::Date | Type::Instant => Vec::new(),
    }
}

fn custom(property: &str, value: impl Into<Node>) -> Node {
    let mut fields = Fields::default();
    fields.put("property", property).put("value", value);
    fields.done()
}

/// A rule as a check of the standard. A rule with a condition of its own is never a metric of the
/// standard: others would count rows it does not apply to.
fn check(contract: &Contract, rule: &Rule) -> Node {
    let mut fields = Fields::default();
    // The standard allows fewer characters in an id than in a name.
    let plain = !rule
        .id
        .contains(['.', '#', '/', '\\', '@', '!', '%', '&', '^']);
    fields.put(if plain { "id" } else { "name" }, rule.id.as_str());
    let argument = |name: &str, value: Node| {
        let mut arguments = Fields::default();
        arguments.put(name, value);
        Some(arguments.done())
    };
    let listed = |list: &String| contract.lists.iter().find(|(name, _)| name == list);
    let metric = match &rule.kind {
        _ if rule.when.is_some() => None,
        Kind::NotNull { .. } => Some(("nullValues", None)),
        Kind::Pattern { pattern, .. } => Some((
            "invalidValues",
            argument("pattern", pattern.source().into()),
        )),
        Kind::InList { list, .. } => listed(list)
            .map(|(_, values)| ("invalidValues", argument("validValues", texts(values)))),
        Kind::Unique { fields } if fields.len() == 1 => Some(("duplicateValues", None)),
        Kind::Unique { fields } => Some(("duplicateValues", argument("properties", texts(fields)))),
        _ => None,
    };
    match metric {
        Some((metric, arguments)) => {
            fields.put("metric", metric);
            if let Some(arguments) = arguments {
                fields.put("arguments", arguments);
            }
            fields.put("mustBe", 0_i64).put("unit", "rows");
        }
        None => {
            fields.put("type", "custom").put("engine", "motcua");
            fields.put("implementation", parameters(&rule.kind));
        }
    }
    fields.put("dimension", dimension(&rule.kind));
    fields.put("severity", rule.level.word());
    let words: Vec<Node> = rule.words.iter().map(|word| word.word().into()).collect();
    let mut properties = vec![custom("motcuaWords", words)];
    if let Kind::InList { list, .. } = &rule.kind {
        properties.push(custom("motcuaList", list.as_str()));
    }
    if let Some(when) = &rule.when {
        properties.push(custom("motcuaWhen", when.as_str()));
    }
    if let Kind::Unique { .. } = &rule.kind {
        properties.push(custom("motcuaCountUnit", "rows"));
        properties.push(custom("motcuaNulls", "skip"));
    }
    fields.put("customProperties", properties);
    fields.done()
}

fn texts(values: &[String]) -> Node {
    let values: Vec<Node> = values.iter().map(|value| value.as_str().into()).collect();
    values.into()
}

fn promise(promise: &Promise) -> Node {
    let mut fields = Fields::default();
    fields.put("property", promise.property.as_str());
    fields.put("value", promise.value.as_str());
    fields.put_some("unit", promise.unit.as_ref());
    fields.put_some("element", promise.element.as_ref());
    fields.done()
}
