//! The few conditions a database can check by itself, as neutral filters without any SQL.

use std::fmt;
use std::ops::Range;

use crate::Expr;
use crate::eval::{Env, truth, value};
use crate::tree::{Comparison, Function, Kind, Node};
use crate::value::{Val, Value};

/// One test of one field. A list of filters means that all must hold; a field that is missing
/// passes none, as in an evaluation. Texts here are composed (normal form C), so a filter on a text
/// is right for a column of codes or of composed texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The dotted name of the field.
    pub field: String,
    /// The test.
    pub op: FilterOp,
    /// A plain value; a list of plain values, perhaps empty, for [`FilterOp::In`].
    pub value: Value,
}

/// The tests a database can make with an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterOp {
    /// The same.
    Equal,
    /// Before, smaller.
    Less,
    /// Not after.
    AtMost,
    /// After, larger.
    More,
    /// Not before.
    AtLeast,
    /// One of a list.
    In,
    /// A text that begins so, byte by byte.
    StartsWith,
}

/// The part of a condition that no filter can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotLowered {
    /// Bytes of the source.
    pub at: Range<usize>,
    /// That part of the source.
    pub part: String,
}

impl fmt::Display for NotLowered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` cannot become a filter: only ==, <, <=, >, >=, in and startsWith on one field, joined by &&, can",
            self.part
        )
    }
}

impl std::error::Error for NotLowered {}

impl Expr {
    /// The condition as filters. `known` gives the names that do not belong to the rows but are
    /// known beforehand, such as `today` or the office of who asks.
    ///
    /// # Errors
    /// The first part that no filter can say; the caller then streams the rows through
    /// [`Expr::holds`].
    pub fn lower_to_filter(
        &self,
        known: &dyn Fn(&str) -> Option<Value>,
    ) -> Result<Vec<Filter>, NotLowered> {
        let known: Vec<Option<Value>> = self.slots.iter().map(|slot| known(&slot.name)).collect();
        let row: Vec<Val<'_>> = known
            .iter()
            .map(|value| value.as_ref().map_or(Val::Null, Value::view))
            .collect();
        let lowering = Lowering {
            expr: self,
            known: known.iter().map(Option::is_some).collect(),
            env: Env::new(&row),
        };
        let mut filters = Vec::new();
        lowering.node(&self.root, &mut filters)?;
        Ok(filters)
    }
}

struct Lowering<'r, 'a> {
    expr: &'a Expr,
    known: Vec<bool>,
    env: Env<'r, 'a>,
}

impl<'a> Lowering<'_, 'a> {
    fn node(&self, node: &'a Node, filters: &mut Vec<Filter>) -> Result<(), NotLowered> {
        if self.is_known(node) && truth(node, &self.env) {
            return Ok(());
        }
        let filter = match &node.kind {
            Kind::All(parts) => {
                return parts.iter().try_for_each(|part| self.node(part, filters));
            }
            Kind::Slot(_) => self.filter(node, FilterOp::Equal, Value::Bool(true)),
            Kind::Compare(comparison, one, two) => self.comparison(*comparison, one, two),
            Kind::OneOf(needle, values) => {
                self.filter(needle, FilterOp::In, Value::List(values.clone()))
            }
            Kind::InList(needle, list) => self
                .known_value(list)
                .and_then(|list| self.filter(needle, FilterOp::In, list)),
            Kind::Call(Function::StartsWith, parts) => match parts.as_slice() {
                [text, start] => self
                    .known_value(start)
                    .and_then(|start| self.filter(text, FilterOp::StartsWith, start)),
                _ => None,
            },
            Kind::OneOfNodes(needle, nodes) => nodes
                .iter()
                .map(|node| self.known_value(node))
                .collect::<Option<Vec<Value>>>()
                .and_then(|values| self.filter(needle, FilterOp::In, Value::List(values))),
            Kind::Const(_)
            | Kind::Item { .. }
            | Kind::Not(_)
            | Kind::Any(_)
            | Kind::Missing(_)
            | Kind::Arithmetic(..)
            | Kind::Negate(_)
            | Kind::Join(..)
            | Kind::If(_)
            | Kind::Call(..)
            | Kind::Loop { .. } => None,
        };
        filters.push(filter.ok_or_else(|| self.refused(node))?);
        Ok(())
    }

    fn comparison(&self, comparison: Comparison, one: &'a Node, two: &'a Node) -> Option<Filter> {
        let (field, other, comparison) = if self.is_known(one) {
            (two, one, comparison.flipped())
        } else {
            (one, two, comparison)
        };
        let op = match comparison {
            Comparison::Equal => FilterOp::Equal,
            Comparison::Less => FilterOp::Less,
            Comparison::AtMost => FilterOp::AtMost,
            Comparison::More => FilterOp::More,
            Comparison::AtLeast => FilterOp::AtLeast,
            Comparison::Different => return None,
        };
        self.filter(field, op, self.known_value(other)?)
    }

    /// A filter on a field of the rows. Comparing with something missing selects nothing.
    fn filter(&self, field: &Node, op: FilterOp, value: Value) -> Option<Filter> {
        let Kind::Slot(slot) = &field.kind else {
            return None;
        };
        let (op, value) = match value {
            Value::Null => (FilterOp::In, Value::List(Vec::new())),
            Value::List(mut values) => {
                values.retain(|value| *value != Value::Null);
                (op, Value::List(values))
            }
            value => (op, value),
        };
        (!self.known[*slot]).then(|| Filter {
            field: self.expr.slots[*slot].name.clone(),
            op,
            value,
        })
    }

    fn is_known(&self, node: &Node) -> bool {
        node.slots().iter().all(|slot| self.known[*slot])
    }

    fn known_value(&self, node: &'a Node) -> Option<Value> {
        self.is_known(node)
            .then(|| value(node, &self.env).to_value())
    }

    fn refused(&self, node: &Node) -> NotLowered {
        let at = node.at();
        NotLowered {
            part: self.expr.source[at.clone()].to_owned(),
            at,
        }
    }
}
