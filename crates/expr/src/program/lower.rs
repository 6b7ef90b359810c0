//! From the typed tree to a program.

use super::{Counted, NotStreamed, Number, Part, Place, Program, Test, Text};
use crate::cell::day_number;
use crate::tree::{Comparison, Function, Kind, Node};
use crate::value::{Value, composed};
use crate::{Expr, Type};

impl Expr {
    /// The condition made ready for a stream of rows. `place` says, once for each of
    /// [`Expr::slots`], in which column its value is, or what it is for all rows.
    ///
    /// # Errors
    /// [`NotStreamed`]: a field without a place, a part with a list, or no condition at all.
    pub fn program(&self, place: &dyn Fn(&str) -> Option<Place>) -> Result<Program, NotStreamed> {
        let places = self
            .slots
            .iter()
            .map(|slot| place(&slot.name).ok_or_else(|| NotStreamed::Nowhere(slot.name.clone())))
            .collect::<Result<Vec<Place>, NotStreamed>>()?;
        let lowering = Lowering { expr: self, places };
        if self.of != Type::Bool {
            return Err(lowering.refused(&self.root));
        }
        let root = lowering.test(&self.root)?;
        Ok(Program { root })
    }
}

/// How a value is kept in a program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Number(Counted),
    Text,
    /// The literal `null`.
    Nothing,
    /// A list or a group of fields.
    Other,
}

struct Lowering<'e> {
    expr: &'e Expr,
    places: Vec<Place>,
}

impl Lowering<'_> {
    fn refused(&self, node: &Node) -> NotStreamed {
        let at = node.at();
        NotStreamed::NotFlat {
            part: self.expr.source[at.clone()].to_owned(),
            at,
        }
    }

    fn class(&self, node: &Node) -> Class {
        match &node.kind {
            Kind::Const(value) => match value {
                Value::Null => Class::Nothing,
                Value::Bool(_) => Class::Number(Counted::Bool),
                Value::Int(_) => Class::Number(Counted::Int),
                Value::Date(_) => Class::Number(Counted::Day),
                Value::Instant(_) => Class::Number(Counted::Instant),
                Value::Text(_) => Class::Text,
                Value::List(_) | Value::Record(_) => Class::Other,
            },
            Kind::Slot(slot) => match &self.expr.slots[*slot].of {
                Type::Bool => Class::Number(Counted::Bool),
                Type::Int => Class::Number(Counted::Int),
                Type::Date => Class::Number(Counted::Day),
                Type::Instant => Class::Number(Counted::Instant),
                Type::Text => Class::Text,
                Type::Null => Class::Nothing,
                Type::List(_) | Type::Record(_) => Class::Other,
            },
            Kind::If(parts) => match self.class(&parts[1]) {
                Class::Nothing => self.class(&parts[2]),
                class => class,
            },
            Kind::Join(..) => Class::Text,
            Kind::Arithmetic(..) | Kind::Negate(_) => Class::Number(Counted::Int),
            Kind::Call(function, _) => match function {
                Function::StartsWith | Function::EndsWith | Function::Contains => {
                    Class::Number(Counted::Bool)
                }
                Function::Size | Function::DaysBetween | Function::Year | Function::Age => {
                    Class::Number(Counted::Int)
                }
            },
            Kind::Item { .. } => Class::Other,
            Kind::Not(_)
            | Kind::All(_)
            | Kind::Any(_)
            | Kind::Compare(..)
            | Kind::Missing(_)
            | Kind::OneOf(..)
            | Kind::OneOfNodes(..)
            | Kind::InList(..)
            | Kind::Loop { .. } => Class::Number(Counted::Bool),
        }
    }

    fn test(&self, node: &Node) -> Result<Test, NotStreamed> {
        let parts = |nodes: &[Node]| {
            let tests = nodes.iter().map(|node| self.test(node));
            tests.collect::<Result<Box<[Test]>, NotStreamed>>()
        };
        Ok(match &node.kind {
            Kind::Not(part) => Test::Not(Box::new(self.test(part)?)),
            Kind::All(nodes) => Test::All(parts(nodes)?),
            Kind::Any(nodes) => Test::Any(parts(nodes)?),
            Kind::Compare(comparison, one, two) => self.comparison(*comparison, one, two)?,
            Kind::Missing(part) => match self.class(part) {
                Class::Number(_) => Test::NumberMissing(self.number(part)?),
                Class::Text => Test::TextMissing(self.text(part)?),
                Class::Nothing => Test::Always(true),
                Class::Other => self.known_missing(part)?,
            },
            Kind::OneOf(needle, values) => self.among(needle, values)?,
            Kind::OneOfNodes(needle, nodes) => Test::Any(
                nodes
                    .iter()
                    .map(|node| self.comparison(Comparison::Equal, needle, node))
                    .collect::<Result<_, _>>()?,
            ),
            Kind::InList(needle, list) => match self.list(list) {
                Some(values) => self.among(needle, values)?,
                None => return Err(self.refused(node)),
            },
            Kind::If(nodes) => {
                let [condition, then, otherwise] = &**nodes;
                let parts = [
                    self.test(condition)?,
                    self.test(then)?,
                    self.test(otherwise)?,
                ];
                Test::If(Box::new(parts))
            }
            Kind::Call(Function::StartsWith, nodes) => self.part(Part::Start, node, nodes)?,
            Kind::Call(Function::EndsWith, nodes) => self.part(Part::End, node, nodes)?,
            Kind::Call(Function::Contains, nodes) => self.part(Part::Anywhere, node, nodes)?,
            Kind::Const(value) => Test::Always(*value == Value::Bool(true)),
            Kind::Slot(_) => Test::Numbers(Comparison::Equal, self.number(node)?, Number::Const(1)),
            Kind::Item { .. } | Kind::Loop { .. } => return Err(self.refused(node)),
            Kind::Arithmetic(..) | Kind::Negate(_) | Kind::Join(..) | Kind::Call(..) => {
                Test::Always(false)
            }
        })
    }

    fn comparison(
        &self,
        comparison: Comparison,
        one: &Node,
        two: &Node,
    ) -> Result<Test, NotStreamed> {
        let class = match self.class(one) {
            Class::Nothing => self.class(two),
            class => class,
        };
        Ok(match class {
            Class::Number(_) => Test::Numbers(comparison, self.number(one)?, self.number(two)?),
            Class::Text => Test::Texts(comparison, self.text(one)?, self.text(two)?),
            Class::Nothing => Test::Always(false),
            Class::Other => return Err(self.refused(one)),
        })
    }

    /// One of known values; those that are missing or of another type are nobody's.
    fn among(&self, needle: &Node, values: &[Value]) -> Result<Test, NotStreamed> {
        match self.class(needle) {
            Class::Number(of) => {
                let mut values: Vec<i64> = values.iter().filter_map(|v| counted(v, of)).collect();
                values.sort_unstable();
                Ok(Test::NumberAmong(self.number(needle)?, values.into()))
            }
            Class::Text => {
                let text = |value: &Value| match value {
                    Value::Text(text) => Some(composed(text).into()),
                    _ => None,
                };
                let mut values: Vec<Box<str>> = values.iter().filter_map(text).collect();
                values.sort_unstable();
                Ok(Test::TextAmong(self.text(needle)?, values.into()))
            }
            Class::Nothing => Ok(Test::Always(false)),
            Class::Other => Err(self.refused(needle)),
        }
    }

    /// A written list, or one that is known beforehand.
    fn list<'n>(&'n self, node: &'n Node) -> Option<&'n [Value]> {
        let value = match &node.kind {
            Kind::Const(value) => value,
            Kind::Slot(slot) => match &self.places[*slot] {
                Place::Known(value) => value,
                Place::Column(_) => return None,
            },
            _ => return None,
        };
        match value {
            Value::List(values) => Some(values),
            Value::Null => Some(&[]),
            _ => None,
        }
    }

    /// Whether a list or a group is missing, which only something known beforehand can say.
    fn known_missing(&self, node: &Node) -> Result<Test, NotStreamed> {
        match &node.kind {
            Kind::Slot(slot) => match &self.places[*slot] {
                Place::Known(value) => Ok(Test::Always(*value == Value::Null)),
                Place::Column(_) => Err(self.refused(node)),
            },
            _ => Err(self.refused(node)),
        }
    }

    fn part(&self, part: Part, node: &Node, nodes: &[Node]) -> Result<Test, NotStreamed> {
        match nodes {
            [whole, sought] => Ok(Test::Part(part, self.text(whole)?, self.text(sought)?)),
            _ => Err(self.refused(node)),
        }
    }

    fn number(&self, node: &Node) -> Result<Number, NotStreamed> {
        let pair = |one: &Node, two: &Node| Ok(Box::new((self.number(one)?, self.number(two)?)));
        Ok(match &node.kind {
            Kind::Const(value) => match self.class(node) {
                Class::Number(of) => counted(value, of).map_or(Number::Missing, Number::Const),
                _ => Number::Missing,
            },
            Kind::Slot(slot) => match (self.class(node), &self.places[*slot]) {
                (Class::Number(of), Place::Column(column)) => Number::Column(*column, of),
                (Class::Number(of), Place::Known(value)) => {
                    counted(value, of).map_or(Number::Missing, Number::Const)
                }
                _ => return Err(self.refused(node)),
            },
            Kind::Arithmetic(operation, one, two) => {
                Number::Arithmetic(*operation, pair(one, two)?)
            }
            Kind::Negate(part) => Number::Negate(Box::new(self.number(part)?)),
            Kind::If(nodes) => {
                let [condition, then, otherwise] = &**nodes;
                let condition = self.test(condition)?;
                let parts = (condition, self.number(then)?, self.number(otherwise)?);
                Number::If(Box::new(parts))
            }
            Kind::Call(function, nodes) => match (function, nodes.as_slice()) {
                (Function::Size, [sized]) => self.size(sized)?,
                (Function::DaysBetween, [one, two]) => Number::DaysBetween(pair(one, two)?),
                (Function::Age, [one, two]) => Number::Age(pair(one, two)?),
                (Function::Year, [day]) => Number::Year(Box::new(self.number(day)?)),
                _ => Number::Truth(Box::new(self.test(node)?)),
            },
            Kind::Join(..) | Kind::Item { .. } => return Err(self.refused(node)),
            Kind::Not(_)
            | Kind::All(_)
            | Kind::Any(_)
            | Kind::Compare(..)
            | Kind::Missing(_)
            | Kind::OneOf(..)
            | Kind::OneOfNodes(..)
            | Kind::InList(..)
            | Kind::Loop { .. } => Number::Truth(Box::new(self.test(node)?)),
        })
    }

    fn size(&self, sized: &Node) -> Result<Number, NotStreamed> {
        if self.class(sized) == Class::Text {
            return Ok(Number::Size(Box::new(self.text(sized)?)));
        }
        match &sized.kind {
            Kind::Slot(slot) if self.places[*slot] == Place::Known(Value::Null) => {
                Ok(Number::Missing)
            }
            _ => {
                let items = self.list(sized).ok_or_else(|| self.refused(sized))?.len();
                Ok(i64::try_from(items).map_or(Number::Missing, Number::Const))
            }
        }
    }

    fn text(&self, node: &Node) -> Result<Text, NotStreamed> {
        let known = |value: &Value| match value {
            Value::Text(text) => Text::Const(composed(text).into()),
            _ => Text::Missing,
        };
        Ok(match &node.kind {
            Kind::Const(value) => known(value),
            Kind::Slot(slot) => match (self.class(node), &self.places[*slot]) {
                (Class::Text, Place::Column(column)) => Text::Column(*column),
                (Class::Text, Place::Known(value)) => known(value),
                _ => return Err(self.refused(node)),
            },
            Kind::Join(one, two) => Text::Join(Box::new((self.text(one)?, self.text(two)?))),
            Kind::If(nodes) => {
                let [condition, then, otherwise] = &**nodes;
                let condition = self.test(condition)?;
                let parts = (condition, self.text(then)?, self.text(otherwise)?);
                Text::If(Box::new(parts))
            }
            _ => return Err(self.refused(node)),
        })
    }
}

/// A known value as the number that a program keeps for it; none if it is of another type.
fn counted(value: &Value, of: Counted) -> Option<i64> {
    match (value, of) {
        (Value::Int(value), Counted::Int) | (Value::Instant(value), Counted::Instant) => {
            Some(*value)
        }
        (Value::Date(day), Counted::Day) => Some(day_number(*day)),
        (Value::Bool(yes), Counted::Bool) => Some(i64::from(*yes)),
        _ => None,
    }
}
