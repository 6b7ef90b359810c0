//! From CEL's tree to the typed tree: names become slots, types are checked, and every problem is
//! reported at once.

mod calls;
mod names;
mod operators;

use std::ops::Range;

use cel::common::ast::{Expr as Cel, IdedExpr, ListExpr, LiteralValue, operators as op};

use crate::parse::{Parsed, parse};
use crate::problem::{Code, Problem};
use crate::scope::Scope;
use crate::tree::{Kind, Node};
use crate::types::Type;
use crate::value::{Value, composed};
use crate::{ComparedText, Expr, Slot};

impl Expr {
    /// Compiles a source for a place that needs a value of type `expected`.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the text. After a problem of grammar or
    /// length nothing further is looked for.
    pub fn compile(source: &str, scope: &Scope, expected: &Type) -> Result<Expr, Vec<Problem>> {
        let parsed = parse(source)?;
        let mut lowering = Lowering {
            source,
            scope,
            parsed: &parsed,
            slots: Vec::new(),
            items: Vec::new(),
            texts: Vec::new(),
            problems: Vec::new(),
        };
        let root = lowering.node(&parsed.tree);
        if let Some(root) = &root
            && root.of != *expected
        {
            let message = format!("the condition gives {}, needed is {expected}", root.of);
            lowering.problem(root.node.at(), Code::ResultType, message);
        }
        let Lowering {
            slots,
            texts,
            mut problems,
            ..
        } = lowering;
        match root {
            Some(root) if problems.is_empty() => Ok(Expr {
                source: source.to_owned(),
                of: root.of,
                root: root.node,
                slots,
                texts,
            }),
            _ => {
                problems.sort_by_key(|problem| (problem.at.start, problem.at.end));
                Err(problems)
            }
        }
    }
}

/// A node with its type. Where a part has a problem there is none, so that one mistake is
/// reported once.
#[derive(Clone)]
struct Typed {
    node: Node,
    of: Type,
}

/// The variable of a loop that is being read.
struct Item {
    name: String,
    of: Type,
    /// How the list is called, for reports.
    list: String,
}

struct Lowering<'s> {
    source: &'s str,
    scope: &'s Scope,
    parsed: &'s Parsed,
    slots: Vec<Slot>,
    items: Vec<Item>,
    texts: Vec<ComparedText>,
    problems: Vec<Problem>,
}

impl Lowering<'_> {
    fn problem(&mut self, at: Range<usize>, code: Code, message: impl Into<String>) {
        self.problems.push(Problem::new(at, code, message));
    }

    /// Reads any part.
    fn node(&mut self, expr: &IdedExpr) -> Option<Typed> {
        let at = self.parsed.span(expr);
        match &expr.expr {
            Cel::Literal(literal) => self.literal(literal, at),
            Cel::Ident(_) => self.name(expr, at),
            Cel::Select(select) if select.test => self.has(expr, at),
            Cel::Select(_) => self.name(expr, at),
            Cel::Call(call) => self.call(expr, call, at),
            Cel::Comprehension(loops) => self.loops(expr, loops, at),
            Cel::List(list) => self.list(list, at),
            Cel::Map(_) | Cel::Struct(_) | Cel::Unspecified => {
                self.problem(at, Code::Unsupported, "maps are not part of the language");
                None
            }
        }
    }

    fn literal(&mut self, literal: &LiteralValue, at: Range<usize>) -> Option<Typed> {
        let (value, of) = match literal {
            LiteralValue::Boolean(value) => (Value::Bool(*value.inner()), Type::Bool),
            LiteralValue::Int(value) => (Value::Int(*value.inner()), Type::Int),
            LiteralValue::String(value) => {
                let text = composed(value.inner()).into_owned();
                (Value::Text(text), Type::Text)
            }
            LiteralValue::Null => (Value::Null, Type::Null),
            LiteralValue::Bytes(_) | LiteralValue::Double(_) | LiteralValue::UInt(_) => {
                let message = "only whole numbers, texts, true, false and null can be written";
                self.problem(at, Code::Unsupported, message);
                return None;
            }
        };
        let node = Node::new(Kind::Const(value), &at);
        Some(Typed { node, of })
    }

    /// A list of literals of one plain type. Lists with other parts stand only behind `in`.
    fn list(&mut self, list: &ListExpr, at: Range<usize>) -> Option<Typed> {
        let items = self.items_of(list, &at)?;
        let of = items.first()?.of.clone();
        let mut values = Vec::new();
        for item in items {
            match item.node.kind {
                Kind::Const(value) => values.push(value),
                _ => {
                    let message = "a list outside `in` has literals only";
                    self.problem(item.node.at(), Code::Unsupported, message);
                    return None;
                }
            }
        }
        Some(Typed {
            node: Node::new(Kind::Const(Value::List(values)), &at),
            of: Type::List(Box::new(of)),
        })
    }

    /// The items of a list literal, which are of one plain type.
    fn items_of(&mut self, list: &ListExpr, at: &Range<usize>) -> Option<Vec<Typed>> {
        if list.elements.is_empty() {
            let message = "an empty list has nothing to look for";
            self.problem(at.clone(), Code::WrongType, message);
            return None;
        }
        let items: Vec<Option<Typed>> = list.elements.iter().map(|e| self.node(e)).collect();
        let items: Vec<Typed> = items.into_iter().collect::<Option<_>>()?;
        let of = items.first()?.of.clone();
        for item in &items {
            if !item.of.is_plain() || item.of != of {
                let message = if item.of.is_plain() {
                    format!("the list begins with {of}, this is {}", item.of)
                } else {
                    format!("a list cannot hold a {}", item.of)
                };
                self.problem(item.node.at(), Code::WrongType, message);
                return None;
            }
        }
        Some(items)
    }

    /// Reports a part that is not of the type its place needs.
    fn want(&mut self, part: &Typed, of: &Type, place: &str) -> Option<()> {
        if part.of == *of {
            return Some(());
        }
        let message = format!("{place} needs {of}, this is {}", part.of);
        self.problem(part.node.at(), Code::WrongType, message);
        None
    }

    /// Calls of operators and of functions look alike in CEL's tree.
    fn call(
        &mut self,
        expr: &IdedExpr,
        call: &cel::common::ast::CallExpr,
        at: Range<usize>,
    ) -> Option<Typed> {
        let args = call.args.as_slice();
        match (call.func_name.as_str(), args) {
            (op::LOGICAL_AND | op::LOGICAL_OR, _) => self.logic(expr, &call.func_name, at),
            (op::LOGICAL_NOT, [one]) => {
                let part = self.node(one)?;
                self.want(&part, &Type::Bool, "`!`")?;
                Some(truth(Kind::Not(part.node.boxed()), &at))
            }
            (op::CONDITIONAL, [condition, then, otherwise]) => {
                self.choice([condition, then, otherwise], at)
            }
            (op::IN, [needle, list]) => self.is_in(needle, list, at),
            (op::NEGATE, [one]) => {
                let part = self.node(one)?;
                self.want(&part, &Type::Int, "`-`")?;
                let node = Node::new(Kind::Negate(part.node.boxed()), &at);
                Some(Typed {
                    node,
                    of: Type::Int,
                })
            }
            (name, [one, two]) if operators::comparison(name).is_some() => {
                let comparison = operators::comparison(name)?;
                self.compare(comparison, [one, two], at)
            }
            (name, [one, two]) if operators::arithmetic(name).is_some() => {
                let arithmetic = operators::arithmetic(name)?;
                self.arithmetic(arithmetic, [one, two], at)
            }
            (op::INDEX, _) => {
                let message = "items have no numbers here: use `exists` or `all`";
                self.problem(at, Code::Unsupported, message);
                None
            }
            _ => self.function(expr, call, at),
        }
    }
}

/// A node that is true or false.
fn truth(kind: Kind, at: &Range<usize>) -> Typed {
    Typed {
        node: Node::new(kind, at),
        of: Type::Bool,
    }
}
