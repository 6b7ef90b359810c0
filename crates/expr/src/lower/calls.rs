//! Functions and loops.

use std::ops::Range;

use cel::common::ast::operators as op;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr as Cel, IdedExpr, LiteralValue};
use jiff::Timestamp;
use jiff::civil::Date;

use super::names::dotted;
use super::{Item, Lowering, Typed, truth};
use crate::limits::LOOPS_DEEP_MAX;
use crate::problem::{Code, Problem};
use crate::tree::{Function, Kind, Node};
use crate::types::Type;
use crate::value::Value;
use base::text::nearest;

/// How a function is written: its argument types, and whether the first stands before a dot.
struct Signature {
    function: Function,
    of_value: bool,
    takes: &'static [Type],
    gives: Type,
}

/// Everything that can be called.
const NAMES: [&str; 12] = [
    "size",
    "has",
    "date",
    "instant",
    "days_between",
    "year",
    "age",
    "startsWith",
    "endsWith",
    "contains",
    "exists",
    "all",
];

fn signature(name: &str) -> Option<Signature> {
    const TEXTS: &[Type] = &[Type::Text, Type::Text];
    const DATES: &[Type] = &[Type::Date, Type::Date];
    let (function, of_value, takes, gives) = match name {
        "startsWith" => (Function::StartsWith, true, TEXTS, Type::Bool),
        "endsWith" => (Function::EndsWith, true, TEXTS, Type::Bool),
        "contains" => (Function::Contains, true, TEXTS, Type::Bool),
        "days_between" => (Function::DaysBetween, false, DATES, Type::Int),
        "age" => (Function::Age, false, DATES, Type::Int),
        "year" => (Function::Year, false, &DATES[..1], Type::Int),
        // A text or a list: checked apart.
        "size" => (Function::Size, false, &TEXTS[..1], Type::Int),
        _ => return None,
    };
    Some(Signature {
        function,
        of_value,
        takes,
        gives,
    })
}

/// A day written as 2026-01-31, if there is such a day.
pub(super) fn date(text: &str) -> Option<Date> {
    let written = text.len() == 10;
    written.then(|| text.parse().ok()).flatten()
}

impl Lowering<'_> {
    /// A function call; operators have been taken before.
    pub(super) fn function(
        &mut self,
        expr: &IdedExpr,
        call: &CallExpr,
        at: Range<usize>,
    ) -> Option<Typed> {
        let name = call.func_name.as_str();
        if matches!(name, "date" | "instant") && call.target.is_none() {
            return self.time_literal(call, at);
        }
        let Some(signature) = signature(name) else {
            self.unknown_function(expr, name);
            return None;
        };
        if call.target.is_some() != signature.of_value && name != "size" {
            let message = match signature.of_value {
                true => format!("write it behind the text: `text.{name}(...)`"),
                false => format!("write it before its arguments: `{name}(...)`"),
            };
            self.problem(at, Code::UnknownFunction, message);
            return None;
        }
        let given = call.target.iter().map(AsRef::as_ref).chain(&call.args);
        let given: Vec<Option<Typed>> = given.map(|part| self.node(part)).collect();
        if given.len() != signature.takes.len() {
            let takes = signature.takes.len() - usize::from(call.target.is_some());
            let found = call.args.len();
            let message = format!("`{name}` takes {takes} in its brackets, here are {found}");
            self.problem(at, Code::ArgumentCount, message);
            return None;
        }
        let given: Vec<Typed> = given.into_iter().collect::<Option<_>>()?;
        let mut good = true;
        for (part, of) in given.iter().zip(signature.takes) {
            let sized = name == "size" && matches!(part.of, Type::List(_));
            good &= sized || self.want(part, of, &format!("`{name}`")).is_some();
        }
        let parts = given.into_iter().map(|part| part.node).collect();
        good.then(|| Typed {
            node: Node::new(Kind::Call(signature.function, parts), &at),
            of: signature.gives,
        })
    }

    fn unknown_function(&mut self, expr: &IdedExpr, name: &str) {
        let at = self.parsed.name_of_call(expr);
        let message = match name {
            "exists" | "all" => {
                format!("`{name}` takes an item and a condition: `list.{name}(item, item > 0)`")
            }
            "has" => "`has` takes one dotted name".to_owned(),
            "date" | "instant" => format!("write it before its argument: `{name}('...')`"),
            "matches" => "patterns are not part of the language".to_owned(),
            _ => format!("there is no function `{name}`"),
        };
        let other = NAMES.into_iter().filter(|known| *known != name);
        let suggestion = nearest(name, other).filter(|_| !NAMES.contains(&name));
        let problem = Problem::new(at, Code::UnknownFunction, message);
        self.problems.push(problem.suggest(suggestion));
    }

    /// `date('2026-01-31')` and `instant('2026-01-31T08:00:00Z')`
    fn time_literal(&mut self, call: &CallExpr, at: Range<usize>) -> Option<Typed> {
        let name = call.func_name.as_str();
        let [argument] = call.args.as_slice() else {
            let message = format!(
                "`{name}` takes 1 in its brackets, here are {}",
                call.args.len()
            );
            self.problem(at, Code::ArgumentCount, message);
            return None;
        };
        let Cel::Literal(LiteralValue::String(text)) = &argument.expr else {
            let message = format!("`{name}` takes a written text: declared fields have their type");
            self.problem(self.parsed.span(argument), Code::WrongType, message);
            return None;
        };
        let (value, of) = if name == "date" {
            (date(text.inner()).map(Value::Date), Type::Date)
        } else {
            let instant = text.inner().parse::<Timestamp>().ok();
            let micros = instant.map(|instant| Value::Instant(instant.as_microsecond()));
            (micros, Type::Instant)
        };
        let Some(value) = value else {
            let message = match of {
                Type::Date => "there is no such day: write year-month-day, as in 2026-01-31",
                _ => "there is no such instant: write it as in 2026-01-31T08:00:00Z",
            };
            self.problem(self.parsed.span(argument), Code::BadLiteral, message);
            return None;
        };
        let node = Node::new(Kind::Const(value), &at);
        Some(Typed { node, of })
    }

    /// `list.exists(item, condition)` and `list.all(item, condition)`
    pub(super) fn loops(
        &mut self,
        expr: &IdedExpr,
        loops: &ComprehensionExpr,
        at: Range<usize>,
    ) -> Option<Typed> {
        let Some((every, body)) = every_or_some(loops) else {
            let message = "of the loops only `exists` and `all` are part of the language";
            self.problem(self.parsed.name_of_call(expr), Code::Unsupported, message);
            return None;
        };
        let list = self.node(&loops.iter_range)?;
        let Type::List(of) = list.of else {
            let message = format!("a loop needs a list, this is {}", list.of);
            self.problem(list.node.at(), Code::WrongType, message);
            return None;
        };
        let name = loops.iter_var.as_str();
        let hides =
            self.scope.type_of(name).is_some() || self.items.iter().any(|item| item.name == name);
        if hides {
            let message = format!("the item's name `{name}` is taken: choose another");
            self.problem(at, Code::HidesField, message);
            return None;
        }
        let depth = self.items.len();
        if depth == LOOPS_DEEP_MAX {
            let message = format!("loops stand at most {LOOPS_DEEP_MAX} deep in each other");
            self.problem(at, Code::TooDeep, message);
            return None;
        }
        let written = dotted(&loops.iter_range).map(|parts| parts.join("."));
        self.items.push(Item {
            name: name.to_owned(),
            of: *of,
            list: written.unwrap_or_else(|| self.source[list.node.at()].to_owned()),
        });
        let body = self.node(body);
        let body = body.and_then(|body| self.want(&body, &Type::Bool, "a loop").map(|()| body));
        self.items.pop();
        let kind = Kind::Loop {
            every,
            depth,
            list: list.node.boxed(),
            body: body?.node.boxed(),
        };
        Some(truth(kind, &at))
    }
}

/// Recognises what the parser makes of `all` (true) and `exists` (false), and finds the
/// condition in it.
fn every_or_some(loops: &ComprehensionExpr) -> Option<(bool, &IdedExpr)> {
    let Cel::Call(step) = &loops.loop_step.expr else {
        return None;
    };
    let [Cel::Ident(accumulated), _] = [&step.args.first()?.expr, &step.args.get(1)?.expr] else {
        return None;
    };
    let every = match step.func_name.as_str() {
        op::LOGICAL_AND => true,
        op::LOGICAL_OR => false,
        _ => return None,
    };
    (*accumulated == loops.accu_var).then(|| (every, &step.args[1]))
}
