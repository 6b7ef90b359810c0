//! Names: which field is meant, and what was probably meant.

use std::ops::Range;

use cel::common::ast::{Expr as Cel, IdedExpr};

use super::{Lowering, Typed, truth};
use crate::Slot;
use crate::problem::{Code, Problem};
use crate::scope::{Found, find};
use crate::tree::{Kind, Node};
use crate::types::{Fields, Type, holds_sensitive};
use base::text::nearest;

impl Lowering<'_> {
    /// `form.child.name`, or a loop variable and its fields.
    pub(super) fn name(&mut self, expr: &IdedExpr, at: Range<usize>) -> Option<Typed> {
        let Some(parts) = dotted(expr) else {
            let message = "only names have fields: the result of a call or a list has none";
            self.problem(at, Code::Unsupported, message);
            return None;
        };
        if let Some(depth) = self.items.iter().rposition(|item| item.name == parts[0]) {
            return self.item(depth, &parts, at);
        }
        let name = parts.join(".");
        match self.scope.find(&parts) {
            Found::Field(of, sensitive) => {
                let of = of.clone();
                let slot = self.slot(&name, &of, sensitive);
                let node = Node::new(Kind::Slot(slot), &at);
                Some(Typed { node, of })
            }
            Found::Unknown { part, siblings } => {
                let message = unknown(&parts, part, siblings);
                let suggestion = self.scope.nearest(&name).or_else(|| {
                    let items = self.items.iter().map(|item| item.name.as_str());
                    nearest(parts[0], items).map(|item| replaced(&parts, item))
                });
                let problem = Problem::new(at, Code::UnknownField, message);
                self.problems.push(problem.suggest(suggestion));
                None
            }
            Found::NoFields { part, of } => {
                let message = no_fields(&parts, part, of);
                self.problem(at, Code::UnknownField, message);
                None
            }
        }
    }

    /// `has(form.child.name)`
    pub(super) fn has(&mut self, expr: &IdedExpr, at: Range<usize>) -> Option<Typed> {
        let Cel::Select(select) = &expr.expr else {
            return None;
        };
        let mut plain = select.clone();
        plain.test = false;
        let named = IdedExpr {
            id: expr.id,
            expr: Cel::Select(plain),
        };
        let field = self.name(&named, at.clone())?;
        let missing = Node::new(Kind::Missing(field.node.boxed()), &at);
        Some(truth(Kind::Not(missing.boxed()), &at))
    }

    fn slot(&mut self, name: &str, of: &Type, sensitive: bool) -> usize {
        let known = self.slots.iter().position(|slot| slot.name == name);
        known.unwrap_or_else(|| {
            self.slots.push(Slot {
                name: name.to_owned(),
                of: of.clone(),
                sensitive: sensitive || holds_sensitive(of),
            });
            self.slots.len() - 1
        })
    }

    /// The variable of a loop, or a field of it.
    fn item(&mut self, depth: usize, parts: &[&str], at: Range<usize>) -> Option<Typed> {
        let path: Vec<String> = parts[1..].iter().map(|part| (*part).to_owned()).collect();
        let of = match &self.items[depth].of {
            of if path.is_empty() => of.clone(),
            Type::Record(fields) => match find(fields, &parts[1..]) {
                Found::Field(of, _) => of.clone(),
                Found::Unknown { part, siblings } => {
                    let message = unknown(parts, part + 1, siblings);
                    let sibling = nearest(parts[part + 1], siblings.keys().map(String::as_str));
                    let suggestion = sibling.map(|sibling| {
                        let mut parts = parts.to_vec();
                        parts[part + 1] = sibling;
                        parts.join(".")
                    });
                    let problem = Problem::new(at, Code::UnknownField, message);
                    self.problems.push(problem.suggest(suggestion));
                    return None;
                }
                Found::NoFields { part, of } => {
                    let message = no_fields(parts, part + 1, of);
                    self.problem(at, Code::UnknownField, message);
                    return None;
                }
            },
            of => {
                let message = no_fields(parts, 0, of);
                self.problem(at, Code::UnknownField, message);
                return None;
            }
        };
        let node = Node::new(Kind::Item { depth, path }, &at);
        Some(Typed { node, of })
    }
}

/// The parts of a dotted name; `None` if something else than names stands before a dot.
pub(super) fn dotted(expr: &IdedExpr) -> Option<Vec<&str>> {
    match &expr.expr {
        Cel::Ident(name) => Some(vec![name]),
        Cel::Select(select) if !select.test => {
            let mut parts = dotted(&select.operand)?;
            parts.push(&select.field);
            Some(parts)
        }
        _ => None,
    }
}

fn unknown(parts: &[&str], part: usize, siblings: &Fields) -> String {
    let names: Vec<&str> = siblings.keys().map(String::as_str).take(9).collect();
    let known = match names.len() {
        0 => "none".to_owned(),
        9 => format!("{} ...", names[..8].join(", ")),
        _ => names.join(", "),
    };
    match part {
        0 => format!("`{}` is not declared; declared are: {known}", parts[0]),
        _ => format!(
            "`{}` has no field `{}`; it has: {known}",
            parts[..part].join("."),
            parts[part]
        ),
    }
}

fn no_fields(parts: &[&str], part: usize, of: &Type) -> String {
    format!("`{}` is {of} and has no fields", parts[..=part].join("."))
}

fn replaced(parts: &[&str], first: &str) -> String {
    let mut parts = parts.to_vec();
    parts[0] = first;
    parts.join(".")
}
