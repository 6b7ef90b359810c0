//! Reading YAML into a tree, within limits. Anchors and aliases are refused: no contract needs them,
//! and a few lines of them grow to gigabytes.

use std::fmt;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::tree::{Node, Value};

/// The largest contract, in bytes. A register of 500 fields with five rules each is 500 kB.
pub(crate) const BYTES_MAX: usize = 4 << 20;

/// The deepest nesting. The standard's own is 9.
pub(crate) const DEPTH_MAX: usize = 32;

/// Why a text cannot be read as a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum YamlProblem {
    /// It is larger than 4 MiB.
    TooLarge {
        /// How many bytes it has.
        bytes: usize,
    },
    /// It is nested deeper than 32 levels.
    TooDeep {
        /// The line, from 1.
        line: usize,
    },
    /// It is not YAML.
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// It uses an alias: write the value out.
    Alias {
        /// The line, from 1.
        line: usize,
    },
    /// It is YAML, and no data contract: `kind` is not `DataContract`, or there is no table.
    NotAContract {
        /// What is missing.
        missing: &'static str,
    },
}

impl fmt::Display for YamlProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            YamlProblem::TooLarge { bytes } => {
                write!(
                    f,
                    "the contract has {bytes} bytes: {BYTES_MAX} are the most"
                )
            }
            YamlProblem::TooDeep { line } => {
                write!(f, "line {line}: nested deeper than {DEPTH_MAX} levels")
            }
            YamlProblem::Syntax { line, message } => write!(f, "line {line}: not YAML: {message}"),
            YamlProblem::Alias { line } => {
                write!(f, "line {line}: aliases are not read: write the value out")
            }
            YamlProblem::NotAContract { missing } => {
                write!(f, "this is no data contract: {missing}")
            }
        }
    }
}

impl std::error::Error for YamlProblem {}

/// Something that is still being filled.
enum Open {
    List(usize, Vec<Node>),
    /// The line, the fields, and the key whose value comes next.
    Map(usize, Vec<(String, Node)>, Option<String>),
}

/// Reads the first document of a text.
pub(crate) fn parse(text: &str) -> Result<Node, YamlProblem> {
    if text.len() > BYTES_MAX {
        return Err(YamlProblem::TooLarge { bytes: text.len() });
    }
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| YamlProblem::Syntax {
            line: error.marker().line(),
            message: error.info().to_owned(),
        })?;
        let line = span.start.line();
        let done = match event {
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => continue,
            Event::StreamEnd | Event::DocumentEnd => break,
            Event::Alias(_) => return Err(YamlProblem::Alias { line }),
            Event::Scalar(text, style, _, _) => Node {
                line,
                value: scalar(&text, style),
            },
            Event::SequenceStart(..) => {
                open.push(Open::List(line, Vec::new()));
                deep_enough(&open, line)?;
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(line, Vec::new(), None));
                deep_enough(&open, line)?;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(line, items)) => Node {
                    line,
                    value: Value::List(items),
                },
                Some(Open::Map(line, fields, _)) => Node {
                    line,
                    value: Value::Map(fields),
                },
                None => continue,
            },
        };
        match open.last_mut() {
            None => return Ok(done),
            Some(Open::List(_, items)) => items.push(done),
            Some(Open::Map(_, fields, key)) => match key.take() {
                Some(key) => fields.push((key, done)),
                None => *key = Some(done.text().unwrap_or_default()),
            },
        }
    }
    Ok(Value::Null.into())
}

fn deep_enough(open: &[Open], line: usize) -> Result<(), YamlProblem> {
    if open.len() > DEPTH_MAX {
        return Err(YamlProblem::TooDeep { line });
    }
    Ok(())
}

/// What an unquoted scalar means (YAML 1.2, core schema); a quoted one is a text.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        // Digits first: `inf`, `nan` and versions such as 1.0.0 are texts here.
        number
            if number
                .starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
                && number.parse::<f64>().is_ok_and(f64::is_finite) =>
        {
            Value::Number(number.to_owned())
        }
        plain => Value::Text(plain.to_owned()),
    }
}
