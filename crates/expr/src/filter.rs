//! The part of a condition that a database can check by itself, as data without any SQL, and the
//! rest, which is left to an evaluation.

use std::ops::Range;

use crate::Expr;
use crate::eval::{Env, truth, value};
use crate::tree::{Comparison, Function, Kind, Node};
use crate::value::{Val, Value};

/// Which rows a database should give: a tree of tests of one field each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterTree {
    /// All must hold; without parts, every row passes.
    All(Vec<FilterTree>),
    /// One must hold; without parts, no row passes.
    Any(Vec<FilterTree>),
    /// This test.
    Test(Filter),
}

/// A condition in two parts: rows that pass the filter and for which the rest holds are those for
/// which the condition holds.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// For the database.
    pub filter: FilterTree,
    /// What no filter can say, with the slots of the whole; `None` if the filter says it all.
    pub rest: Option<Expr>,
    /// Where in the source the parts of the rest stand, in bytes.
    pub rest_at: Vec<Range<usize>>,
}

/// One test of one field. A field that is missing passes none, as in an evaluation. Texts here are
/// composed (normal form C), so a filter on a text is right for a column of codes or of composed
/// texts.
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

impl Expr {
    /// The condition as a filter, and what no filter can say. `known` gives the names that do not
    /// belong to the rows but are known beforehand, such as `today` or the office of who asks.
    ///
    /// Only `==`, `<`, `<=`, `>`, `>=`, `in` and `startsWith` on one field are lowered, joined by
    /// `&&`, and by `||` where each side can be. What cannot be is left whole in the rest: `!=`
    /// and `!` too, because a database and this language differ on what is missing.
    pub fn lowered(&self, known: &dyn Fn(&str) -> Option<Value>) -> Lowered {
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
        let mut tests = Vec::new();
        let mut rest = Vec::new();
        match &self.root.kind {
            Kind::All(parts) => lowering.split(parts, &mut tests, &mut rest),
            _ => lowering.split(std::slice::from_ref(&self.root), &mut tests, &mut rest),
        }
        let rest_at = rest.iter().map(|node| node.at()).collect();
        Lowered {
            filter: joined(tests, FilterTree::All),
            rest: self.narrowed(&rest),
            rest_at,
        }
    }

    /// The same expression with only these parts, which must all hold.
    fn narrowed(&self, parts: &[&Node]) -> Option<Expr> {
        let root = match parts {
            [] => return None,
            [only] => (*only).clone(),
            parts => Node::new(
                Kind::All(parts.iter().map(|part| (*part).clone()).collect()),
                &self.root.at(),
            ),
        };
        Some(Expr {
            root,
            ..self.clone()
        })
    }
}

fn joined(mut parts: Vec<FilterTree>, join: fn(Vec<FilterTree>) -> FilterTree) -> FilterTree {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}

struct Lowering<'r, 'a> {
    expr: &'a Expr,
    known: Vec<bool>,
    env: Env<'r, 'a>,
}

impl<'a> Lowering<'_, 'a> {
    /// Sorts the parts of an `&&` into tests and the rest.
    fn split(&self, parts: &'a [Node], tests: &mut Vec<FilterTree>, rest: &mut Vec<&'a Node>) {
        for part in parts {
            match (&part.kind, self.tree(part)) {
                (_, Some(FilterTree::All(inner))) => tests.extend(inner),
                (_, Some(test)) => tests.push(test),
                (Kind::All(inner), None) => self.split(inner, tests, rest),
                (_, None) => rest.push(part),
            }
        }
    }

    /// A part as a filter, if all of it can be.
    fn tree(&self, node: &'a Node) -> Option<FilterTree> {
        if self.is_known(node) {
            // A loop that runs out of steps decides nothing here: leave it to the evaluation.
            let holds = truth(node, &self.env);
            let empty = if holds {
                FilterTree::All
            } else {
                FilterTree::Any
            };
            return (!self.env.exhausted()).then(|| empty(Vec::new()));
        }
        let trees = |parts: &'a [Node]| {
            let trees = parts.iter().map(|part| self.tree(part));
            trees.collect::<Option<Vec<FilterTree>>>()
        };
        match &node.kind {
            Kind::All(parts) => Some(joined(trees(parts)?, FilterTree::All)),
            Kind::Any(parts) => Some(joined(trees(parts)?, FilterTree::Any)),
            _ => self.test(node).map(FilterTree::Test),
        }
    }

    fn test(&self, node: &'a Node) -> Option<Filter> {
        match &node.kind {
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
            | Kind::All(_)
            | Kind::Any(_)
            | Kind::Missing(_)
            | Kind::Arithmetic(..)
            | Kind::Negate(_)
            | Kind::Join(..)
            | Kind::If(_)
            | Kind::Call(..)
            | Kind::Loop { .. } => None,
        }
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
}
