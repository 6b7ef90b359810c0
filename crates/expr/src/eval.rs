//! Evaluation: a walk over the tree, without names, without copies, without errors.

use std::cell::Cell;
use std::cmp::Ordering;

use jiff::civil::Date;

use crate::Expr;
use crate::limits::{LOOP_STEPS_MAX, LOOPS_DEEP_MAX};
use crate::tree::{Arithmetic, Comparison, Function, Kind, Node};
use crate::value::{Record, Val, Value, composed};

impl Expr {
    /// Whether the condition holds for a row, given in the order of [`Expr::slots`].
    ///
    /// A slot that the row is too short for, or that holds another type than was declared, is
    /// missing. A condition that is not of type [`crate::Type::Bool`], or needs more loop steps
    /// than the limit, does not hold.
    pub fn holds(&self, row: &[Val<'_>]) -> bool {
        let env = Env::new(row);
        let holds = truth(&self.root, &env);
        holds && !env.exhausted()
    }

    /// The value for a row, given in the order of [`Expr::slots`]; missing where it cannot be
    /// computed (see the crate's page) or needs more loop steps than the limit.
    pub fn eval<'a>(&'a self, row: &[Val<'a>]) -> Val<'a> {
        let env = Env::new(row);
        let value = value(&self.root, &env);
        if env.exhausted() { Val::Null } else { value }
    }

    /// Looks up the slots in a tree of facts, so that the result is a row for this expression.
    pub fn bind<'a>(&self, facts: &'a Record) -> Vec<Val<'a>> {
        let find = |name: &str| {
            let mut parts = name.split('.');
            let first = facts.get(parts.next()?)?;
            parts.try_fold(first, |value, part| match value {
                Value::Record(fields) => fields.get(part),
                _ => None,
            })
        };
        self.slots
            .iter()
            .map(|slot| find(&slot.name).map_or(Val::Null, Value::view))
            .collect()
    }
}

/// What an evaluation carries along.
pub(crate) struct Env<'r, 'a> {
    row: &'r [Val<'a>],
    items: [Cell<Option<&'a Value>>; LOOPS_DEEP_MAX],
    steps: Cell<u32>,
}

impl<'r, 'a> Env<'r, 'a> {
    pub(crate) fn new(row: &'r [Val<'a>]) -> Env<'r, 'a> {
        Env {
            row,
            items: [const { Cell::new(None) }; LOOPS_DEEP_MAX],
            steps: Cell::new(0),
        }
    }

    /// Counts a loop step; false when there are none left.
    fn step(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        !self.exhausted()
    }

    /// Gives all loop steps back.
    pub(crate) fn rewind(&self) {
        self.steps.set(0);
    }

    pub(crate) fn exhausted(&self) -> bool {
        self.steps.get() > LOOP_STEPS_MAX
    }
}

/// Whether a node is true. Missing counts as no.
pub(crate) fn truth<'a>(node: &'a Node, env: &Env<'_, 'a>) -> bool {
    match &node.kind {
        Kind::Not(part) => !truth(part, env),
        Kind::All(parts) => parts.iter().all(|part| truth(part, env)),
        Kind::Any(parts) => parts.iter().any(|part| truth(part, env)),
        Kind::Compare(comparison, one, two) => compare(*comparison, one, two, env),
        Kind::Missing(part) => value(part, env).is_missing(),
        Kind::OneOf(needle, values) => is_among(&value(needle, env), values),
        Kind::OneOfNodes(needle, nodes) => {
            let needle = value(needle, env);
            nodes.iter().any(|node| value(node, env).same(&needle))
        }
        Kind::InList(needle, list) => match value(list, env) {
            Val::List(items) => {
                let needle = value(needle, env);
                items.iter().any(|item| item.view().same(&needle))
            }
            _ => false,
        },
        Kind::Loop {
            every,
            depth,
            list,
            body,
        } => walk(*every, *depth, list, body, env),
        Kind::If(parts) => {
            let [condition, then, otherwise] = &**parts;
            let chosen = if truth(condition, env) {
                then
            } else {
                otherwise
            };
            truth(chosen, env)
        }
        Kind::Const(_)
        | Kind::Slot(_)
        | Kind::Item { .. }
        | Kind::Arithmetic(..)
        | Kind::Negate(_)
        | Kind::Join(..)
        | Kind::Call(..) => matches!(value(node, env), Val::Bool(true)),
    }
}

/// The value of a node.
pub(crate) fn value<'a>(node: &'a Node, env: &Env<'_, 'a>) -> Val<'a> {
    match &node.kind {
        Kind::Const(value) => value.view(),
        Kind::Slot(slot) => env.row.get(*slot).cloned().unwrap_or_default(),
        Kind::Item { depth, path } => item(*depth, path, env),
        Kind::Arithmetic(operation, one, two) => match (value(one, env), value(two, env)) {
            (Val::Int(one), Val::Int(two)) => compute(*operation, one, two).into(),
            _ => Val::Null,
        },
        Kind::Negate(part) => match value(part, env) {
            Val::Int(number) => number.checked_neg().into(),
            _ => Val::Null,
        },
        Kind::Join(one, two) => match (value(one, env), value(two, env)) {
            (Val::Text(one), Val::Text(two)) => Val::Text(one + two),
            _ => Val::Null,
        },
        Kind::If(parts) => {
            let [condition, then, otherwise] = &**parts;
            let chosen = if truth(condition, env) {
                then
            } else {
                otherwise
            };
            value(chosen, env)
        }
        Kind::Call(function, parts) => call(*function, parts, env),
        Kind::Not(_)
        | Kind::All(_)
        | Kind::Any(_)
        | Kind::Compare(..)
        | Kind::Missing(_)
        | Kind::OneOf(..)
        | Kind::OneOfNodes(..)
        | Kind::InList(..)
        | Kind::Loop { .. } => Val::Bool(truth(node, env)),
    }
}

fn compare<'a>(comparison: Comparison, one: &'a Node, two: &'a Node, env: &Env<'_, 'a>) -> bool {
    let (one, two) = (value(one, env), value(two, env));
    if comparison == Comparison::Equal {
        return one.same(&two);
    }
    one.order(&two).is_some_and(|order| comparison.holds(order))
}

/// Whether a value is one of sorted literals, whose texts are composed.
fn is_among(needle: &Val<'_>, sorted: &[Value]) -> bool {
    let found = match needle {
        Val::Null => return false,
        Val::Text(needle) => {
            let needle = composed(needle);
            sorted.binary_search_by(|known| match known {
                Value::Text(known) => known.as_str().cmp(&needle),
                _ => Ordering::Greater,
            })
        }
        needle => sorted.binary_search_by(|known| {
            let order = known.view().order(needle);
            order.unwrap_or(Ordering::Greater)
        }),
    };
    found.is_ok()
}

fn item<'a>(depth: usize, path: &[String], env: &Env<'_, 'a>) -> Val<'a> {
    let Some(first) = env.items.get(depth).and_then(Cell::get) else {
        return Val::Null;
    };
    path.iter()
        .try_fold(first, |value, part| match value {
            Value::Record(fields) => fields.get(part),
            _ => None,
        })
        .map_or(Val::Null, Value::view)
}

fn walk<'a>(every: bool, depth: usize, list: &'a Node, body: &'a Node, env: &Env<'_, 'a>) -> bool {
    let (Val::List(items), Some(place)) = (value(list, env), env.items.get(depth)) else {
        return false;
    };
    for item in items {
        if !env.step() {
            return false;
        }
        place.set(Some(item));
        if truth(body, env) != every {
            return !every;
        }
    }
    every
}

pub(crate) fn compute(operation: Arithmetic, one: i64, two: i64) -> Option<i64> {
    match operation {
        Arithmetic::Add => one.checked_add(two),
        Arithmetic::Subtract => one.checked_sub(two),
        Arithmetic::Multiply => one.checked_mul(two),
    }
}

fn call<'a>(function: Function, parts: &'a [Node], env: &Env<'_, 'a>) -> Val<'a> {
    let part = |number: usize| parts.get(number).map_or(Val::Null, |node| value(node, env));
    match (function, part(0), part(1)) {
        (Function::Size, Val::Text(text), _) => count(composed(&text).chars().count()),
        (Function::Size, Val::List(items), _) => count(items.len()),
        (Function::StartsWith, Val::Text(text), Val::Text(start)) => {
            Val::Bool(composed(&text).starts_with(&*composed(&start)))
        }
        (Function::EndsWith, Val::Text(text), Val::Text(end)) => {
            Val::Bool(composed(&text).ends_with(&*composed(&end)))
        }
        (Function::Contains, Val::Text(text), Val::Text(inner)) => {
            Val::Bool(composed(&text).contains(&*composed(&inner)))
        }
        (Function::DaysBetween, Val::Date(earlier), Val::Date(later)) => {
            Val::Int(later.duration_since(earlier).as_hours() / 24)
        }
        (Function::Year, Val::Date(date), _) => Val::Int(i64::from(date.year())),
        (Function::Age, Val::Date(born), Val::Date(on)) => age(born, on).into(),
        (Function::StartsWith | Function::EndsWith | Function::Contains, _, _) => Val::Bool(false),
        (Function::Size | Function::DaysBetween | Function::Year | Function::Age, _, _) => {
            Val::Null
        }
    }
}

fn count(number: usize) -> Val<'static> {
    i64::try_from(number).ok().into()
}

/// Whole years lived. Who was born on 29 February is a year older on 1 March of a common year.
/// Before birth there is no age.
fn age(born: Date, on: Date) -> Option<i64> {
    let birthday_passed = (on.month(), on.day()) >= (born.month(), born.day());
    let years = i64::from(on.year()) - i64::from(born.year()) - i64::from(!birthday_passed);
    (on >= born).then_some(years)
}
