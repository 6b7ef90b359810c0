//! Operators: logic, comparison, membership, arithmetic and choice.

use std::ops::Range;

use cel::common::ast::{Expr as Cel, IdedExpr, operators as op};

use super::{Lowering, Typed, truth};
use crate::ComparedText;
use crate::problem::{Code, Problem};
use crate::tree::{Arithmetic, Comparison, Kind, Node};
use crate::types::Type;
use crate::value::Value;

pub(super) fn comparison(name: &str) -> Option<Comparison> {
    match name {
        op::EQUALS => Some(Comparison::Equal),
        op::NOT_EQUALS => Some(Comparison::Different),
        op::LESS => Some(Comparison::Less),
        op::LESS_EQUALS => Some(Comparison::AtMost),
        op::GREATER => Some(Comparison::More),
        op::GREATER_EQUALS => Some(Comparison::AtLeast),
        _ => None,
    }
}

pub(super) fn arithmetic(name: &str) -> Option<Arithmetic> {
    match name {
        op::ADD => Some(Arithmetic::Add),
        op::SUBSTRACT => Some(Arithmetic::Subtract),
        op::MULTIPLY => Some(Arithmetic::Multiply),
        _ => None,
    }
}

impl Lowering<'_> {
    /// A chain of one of `&&` and `||`, flattened.
    pub(super) fn logic(&mut self, expr: &IdedExpr, name: &str, at: Range<usize>) -> Option<Typed> {
        let mut terms = Vec::new();
        flatten(expr, name, &mut terms);
        let sign = if name == op::LOGICAL_AND {
            "`&&`"
        } else {
            "`||`"
        };
        let mut parts = Vec::new();
        let mut whole = true;
        for term in terms {
            let part = self.node(term);
            let good = part.and_then(|part| self.want(&part, &Type::Bool, sign).map(|()| part));
            match good {
                Some(part) => parts.push(part.node),
                None => whole = false,
            }
        }
        let kind = if name == op::LOGICAL_AND {
            Kind::All(parts)
        } else {
            Kind::Any(parts)
        };
        whole.then(|| truth(kind, &at))
    }

    /// `condition ? then : otherwise`
    pub(super) fn choice(&mut self, parts: [&IdedExpr; 3], at: Range<usize>) -> Option<Typed> {
        let [condition, then, otherwise] = parts.map(|part| self.node(part));
        if let Some(condition) = &condition {
            self.want(condition, &Type::Bool, "the question before `?`")?;
        }
        let (condition, then, otherwise) = (condition?, then?, otherwise?);
        let of = match (&then.of, &otherwise.of) {
            (Type::Null, of) | (of, Type::Null) => of.clone(),
            (one, two) if one == two => one.clone(),
            (one, two) => {
                let message = format!("the two answers differ: {one} and {two}");
                self.problem(at, Code::WrongType, message);
                return None;
            }
        };
        let parts = [condition.node, then.node, otherwise.node];
        let node = Node::new(Kind::If(Box::new(parts)), &at);
        Some(Typed { node, of })
    }

    /// `one == two` and the like.
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        sides: [&IdedExpr; 2],
        at: Range<usize>,
    ) -> Option<Typed> {
        let [one, two] = sides.map(|side| self.node(side));
        let (one, two) = (one?, two?);
        let equality = matches!(comparison, Comparison::Equal | Comparison::Different);
        let (null, other) = match (&one.of, &two.of) {
            (Type::Null, _) => (true, &two),
            (_, Type::Null) => (true, &one),
            _ => (false, &one),
        };
        if null && equality && other.of != Type::Null {
            let missing = Node::new(Kind::Missing(other.node.clone().boxed()), &at);
            let kind = match comparison {
                Comparison::Equal => missing.kind,
                _ => Kind::Not(missing.boxed()),
            };
            return Some(truth(kind, &at));
        }
        let fits = one.of == two.of && (one.of.is_ordered() || equality && one.of.is_plain());
        if !fits {
            self.incomparable(&one, &two, at);
            return None;
        }
        if equality {
            self.note_text(&one.node, &two.node);
            self.note_text(&two.node, &one.node);
        }
        let kind = Kind::Compare(comparison, one.node.boxed(), two.node.boxed());
        Some(truth(kind, &at))
    }

    fn incomparable(&mut self, one: &Typed, two: &Typed, at: Range<usize>) {
        let written = [(one, two), (two, one)]
            .into_iter()
            .find_map(|(date, text)| {
                let Kind::Const(Value::Text(value)) = &text.node.kind else {
                    return None;
                };
                let good = date.of == Type::Date && super::calls::date(value).is_some();
                good.then(|| (text.node.at(), format!("date('{value}')")))
            });
        if let Some((at, suggestion)) = written {
            let message = "a date is written with `date`";
            let problem = Problem::new(at, Code::Incomparable, message);
            self.problems.push(problem.suggest(Some(suggestion)));
            return;
        }
        let message = if one.of == two.of {
            format!("values of the type {} cannot be compared so", one.of)
        } else {
            format!("{} cannot be compared with {}", one.of, two.of)
        };
        self.problem(at, Code::Incomparable, message);
    }

    /// `needle in list`
    pub(super) fn is_in(
        &mut self,
        needle: &IdedExpr,
        list: &IdedExpr,
        at: Range<usize>,
    ) -> Option<Typed> {
        let needle = self.node(needle);
        if let Cel::List(written) = &list.expr {
            let items = self.items_of(written, &self.parsed.span(list));
            let (needle, items) = (needle?, items?);
            if let Some(item) = items.iter().find(|item| item.of != needle.of) {
                self.incomparable(&needle, item, at);
                return None;
            }
            for item in &items {
                self.note_text(&needle.node, &item.node);
            }
            return Some(truth(one_of(needle.node, items), &at));
        }
        let (needle, list) = (needle?, self.node(list)?);
        match &list.of {
            Type::List(of) if **of == needle.of && of.is_plain() => {
                let kind = Kind::InList(needle.node.boxed(), list.node.boxed());
                Some(truth(kind, &at))
            }
            Type::List(of) => {
                let message = format!("{} cannot be in a list of {of}", needle.of);
                self.problem(at, Code::Incomparable, message);
                None
            }
            other => {
                let message = format!("`in` needs a list on its right, this is {other}");
                self.problem(list.node.at(), Code::WrongType, message);
                None
            }
        }
    }

    /// `one + two` and the like.
    pub(super) fn arithmetic(
        &mut self,
        arithmetic: Arithmetic,
        sides: [&IdedExpr; 2],
        at: Range<usize>,
    ) -> Option<Typed> {
        let [one, two] = sides.map(|side| self.node(side));
        let (one, two) = (one?, two?);
        if arithmetic == Arithmetic::Add && one.of == Type::Text {
            self.want(&two, &Type::Text, "joining texts")?;
            let kind = Kind::Join(one.node.boxed(), two.node.boxed());
            return Some(Typed {
                node: Node::new(kind, &at),
                of: Type::Text,
            });
        }
        if one.of == Type::Date || two.of == Type::Date {
            let message = "dates are not added or subtracted: use `days_between(earlier, later)`";
            self.problem(at, Code::WrongType, message);
            return None;
        }
        let good = [&one, &two].map(|side| self.want(side, &Type::Int, "arithmetic"));
        let [Some(()), Some(())] = good else {
            return None;
        };
        let kind = Kind::Arithmetic(arithmetic, one.node.boxed(), two.node.boxed());
        Some(Typed {
            node: Node::new(kind, &at),
            of: Type::Int,
        })
    }

    /// Remembers which text a field is compared with, so that a pack can check the codes.
    fn note_text(&mut self, field: &Node, text: &Node) {
        let Kind::Const(Value::Text(value)) = &text.kind else {
            return;
        };
        let name = match &field.kind {
            Kind::Slot(slot) => self.slots[*slot].name.clone(),
            Kind::Item { depth, path } => {
                let list = self.items.get(*depth).map(|item| item.list.clone());
                let above = list.into_iter().chain(path.iter().cloned());
                above.collect::<Vec<_>>().join(".")
            }
            _ => return,
        };
        self.texts.push(ComparedText {
            field: name,
            text: value.clone(),
            at: text.at(),
        });
    }
}

fn one_of(needle: Node, items: Vec<Typed>) -> Kind {
    let literal = |item: &Typed| matches!(item.node.kind, Kind::Const(_));
    if !items.iter().all(literal) {
        let items = items.into_iter().map(|item| item.node).collect();
        return Kind::OneOfNodes(needle.boxed(), items);
    }
    let mut values: Vec<Value> = items
        .into_iter()
        .filter_map(|item| match item.node.kind {
            Kind::Const(value) => Some(value),
            _ => None,
        })
        .collect();
    let order = |one: &Value, two: &Value| one.view().order(&two.view());
    values.sort_by(|one, two| order(one, two).unwrap_or(std::cmp::Ordering::Equal));
    values.dedup();
    Kind::OneOf(needle.boxed(), values)
}

/// The terms of a chain, in the order of the text.
fn flatten<'e>(expr: &'e IdedExpr, name: &str, terms: &mut Vec<&'e IdedExpr>) {
    match &expr.expr {
        Cel::Call(call) if call.func_name == name && call.target.is_none() => {
            for part in &call.args {
                flatten(part, name, terms);
            }
        }
        _ => terms.push(expr),
    }
}
