//! A tree of YAML values, and how it is written down.

/// A value, and the line on which it stands (0 in what was not read).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// A number as it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// Keys in their order.
    Map(Vec<(String, Node)>),
}

impl From<Value> for Node {
    fn from(value: Value) -> Node {
        Node { line: 0, value }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Node {
        Value::Text(text.to_owned()).into()
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Node {
        Value::Bool(value).into()
    }
}

impl From<i64> for Node {
    fn from(number: i64) -> Node {
        Value::Number(number.to_string()).into()
    }
}

impl From<Vec<Node>> for Node {
    fn from(items: Vec<Node>) -> Node {
        Value::List(items).into()
    }
}

impl Node {
    /// A text; of a scalar that is none, its text.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    pub(crate) fn flag(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<i64> {
        match &self.value {
            Value::Number(number) => number.parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn texts(&self) -> Option<Vec<String>> {
        self.list()?.iter().map(Node::text).collect()
    }
}

/// Keys with values, where some may be absent.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, Node)>);

impl Fields {
    pub(crate) fn put(&mut self, key: &str, value: impl Into<Node>) -> &mut Fields {
        self.0.push((key.to_owned(), value.into()));
        self
    }

    pub(crate) fn put_some(&mut self, key: &str, value: Option<&String>) -> &mut Fields {
        if let Some(value) = value {
            self.put(key, value.as_str());
        }
        self
    }

    /// Puts a list, unless it is empty.
    pub(crate) fn put_list(&mut self, key: &str, items: Vec<Node>) -> &mut Fields {
        if !items.is_empty() {
            self.put(key, items);
        }
        self
    }

    pub(crate) fn done(self) -> Node {
        Value::Map(self.0).into()
    }
}

/// Writes a tree as YAML in blocks. Texts stand in double quotes with JSON's escapes, so that no text
/// is taken for a number, a date, a word such as `no`, or a line of YAML.
pub(crate) fn emit(node: &Node) -> String {
    let mut text = String::new();
    below(node, 0, &mut text);
    text
}

/// Writes a value after its key or dash, which stand at this depth.
fn after(node: &Node, depth: usize, text: &mut String) {
    match &node.value {
        Value::List(items) if !items.is_empty() => {
            text.push('\n');
            below(node, depth + 1, text);
        }
        Value::Map(fields) if !fields.is_empty() => {
            text.push('\n');
            below(node, depth + 1, text);
        }
        _ => {
            text.push(' ');
            scalar(node, text);
            text.push('\n');
        }
    }
}

/// Writes the lines of a list or a map at a depth.
fn below(node: &Node, depth: usize, text: &mut String) {
    match &node.value {
        Value::List(items) => {
            for item in items {
                indent(depth, text);
                text.push('-');
                match &item.value {
                    // The first key stands beside its dash, the others below it.
                    Value::Map(fields) if !fields.is_empty() => {
                        let mut lines = String::new();
                        below(item, depth + 1, &mut lines);
                        text.push(' ');
                        text.push_str(lines.trim_start());
                    }
                    _ => after(item, depth, text),
                }
            }
        }
        Value::Map(fields) => {
            for (key, value) in fields {
                indent(depth, text);
                text.push_str(key);
                text.push(':');
                after(value, depth, text);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {
            scalar(node, text);
            text.push('\n');
        }
    }
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

fn scalar(node: &Node, text: &mut String) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(number),
        Value::List(_) => text.push_str("[]"),
        Value::Map(_) => text.push_str("{}"),
        Value::Text(value) => quote(value, text),
    }
}

fn quote(value: &str, text: &mut String) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            // What YAML calls not printable, and its line ends.
            '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            plain => text.push(plain),
        }
    }
    text.push('"');
}
