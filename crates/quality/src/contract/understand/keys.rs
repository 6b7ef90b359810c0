//! Keys of a map, of which those that nobody asked for are told.

use super::{NotUnderstood, Unclear};
use crate::contract::tree::{Node, Value};

/// The keys of a map that were not looked at yet.
pub(crate) struct Keys<'n> {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) left: Vec<(&'n str, &'n Node)>,
}

impl<'n> Keys<'n> {
    /// The keys of a map; a null has none. Of a key that comes twice the first is taken.
    pub(super) fn of(node: &'n Node, path: String) -> Option<Keys<'n>> {
        let line = node.line;
        let left = match &node.value {
            Value::Map(fields) => fields
                .iter()
                .filter(|(_, value)| value.value != Value::Null)
                .map(|(key, value)| (key.as_str(), value))
                .collect(),
            Value::Null => Vec::new(),
            Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => return None,
        };
        Some(Keys { path, line, left })
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<&'n Node> {
        let found = self.left.iter().position(|(known, _)| *known == key)?;
        Some(self.left.remove(found).1)
    }

    pub(crate) fn text(&mut self, key: &str) -> Option<String> {
        self.take(key)?.text()
    }

    pub(super) fn flag(&mut self, key: &str) -> bool {
        self.take(key).and_then(Node::flag).unwrap_or(false)
    }

    pub(super) fn items(&mut self, key: &str) -> &'n [Node] {
        self.take(key).and_then(Node::list).unwrap_or(&[])
    }

    pub(super) fn below(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    pub(super) fn all_left(self, rest: &mut Vec<NotUnderstood>) {
        for (key, node) in &self.left {
            rest.push(NotUnderstood {
                line: node.line,
                path: self.below(key),
                why: Unclear::Key,
            });
        }
    }
}

/// A custom property and its value.
pub(super) fn custom_property(node: &Node) -> Option<(&str, &Node)> {
    let Value::Map(fields) = &node.value else {
        return None;
    };
    let find = |key: &str| {
        fields
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, node)| node)
    };
    match (&find("property")?.value, find("value")?) {
        (Value::Text(property), value) => Some((property, value)),
        _ => None,
    }
}
