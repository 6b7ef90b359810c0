//! Which records of a register are wanted, as a condition over its fields. What a database can
//! check of it becomes SQL, which may let too many pass and never too few; of each record that was
//! read the whole condition is then evaluated, so the answer is what the condition says.

use std::fmt;

use ::store::Value as Stored;
use base::Id;
use expr::{Expr, Filter, FilterOp, FilterTree, Type, Val};
use jiff::civil::Date;
use pack::{FieldKind, Form};

use crate::columns::FieldPlace;
use crate::lower::Declared;
use crate::record::Record;
use crate::store::{Compare, Condition, Filtered};

/// Most tests that are left to the database: SQLite's parser goes no deeper than 1,000.
const TESTS_MAX: usize = 200;

/// A condition over the fields of one register.
#[derive(Clone)]
pub struct Wanted {
    register: String,
    expr: Expr,
    /// For each value that it reads the position of the field; `None` is today.
    reads: Vec<Option<usize>>,
    filter: Filtered,
    today: Date,
}

/// The condition itself may name somebody.
impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wanted")
            .field("register", &self.register)
            .finish_non_exhaustive()
    }
}

impl Wanted {
    /// Compiles a condition that knows what the rules of the register know ([`pack::rule_scope`]):
    /// its fields, and `today`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn compile(
        declared: &Declared,
        source: &str,
        today: Date,
    ) -> Result<Wanted, Vec<expr::Problem>> {
        let expr = Expr::compile(source, &pack::rule_scope(&declared.register), &Type::Bool)?;
        let slots = expr.slots().iter();
        let reads: Vec<Option<usize>> = slots.map(|slot| declared.position(&slot.name)).collect();
        let known = |name: &str| {
            let is_field = declared.position(name).is_some();
            (!is_field).then_some(expr::Value::Date(today))
        };
        let tree = expr.lowered(&known).filter;
        let filter = if tests(&tree) > TESTS_MAX {
            Filtered::All(Vec::new())
        } else {
            filtered(declared, &tree)
        };
        Ok(Wanted {
            register: declared.id().to_owned(),
            expr,
            reads,
            filter,
            today,
        })
    }

    /// The fields that it reads: who may not see them must not ask by them.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let read = self.expr.slots().iter().zip(&self.reads);
        read.filter(|(_, at)| at.is_some())
            .map(|(slot, _)| slot.name.as_str())
    }

    /// Whether a record is wanted; one of another register never is.
    pub fn holds(&self, record: &Record) -> bool {
        let declared = &record.declared;
        let read = self.reads.iter().map(|at| match at {
            None => expr::Value::Date(self.today),
            Some(at) => match record.values.get(*at) {
                Some(Some(value)) => value.to_rule(&declared.register.fields[*at]),
                Some(None) | None => expr::Value::Null,
            },
        });
        let values: Vec<expr::Value> = read.collect();
        let row: Vec<Val<'_>> = values.iter().map(expr::Value::view).collect();
        declared.id() == self.register && self.expr.holds(&row)
    }

    /// What of it the database checks.
    pub(crate) fn condition(&self) -> Condition {
        Condition::Filtered(self.filter.clone())
    }
}

fn tests(tree: &FilterTree) -> usize {
    match tree {
        FilterTree::All(parts) | FilterTree::Any(parts) => parts.iter().map(tests).sum(),
        FilterTree::Test(Filter {
            value: expr::Value::List(values),
            ..
        }) => values.len(),
        FilterTree::Test(_) => 1,
    }
}

fn filtered(declared: &Declared, tree: &FilterTree) -> Filtered {
    let all = |parts: &[FilterTree]| parts.iter().map(|part| filtered(declared, part)).collect();
    match tree {
        FilterTree::All(parts) => Filtered::All(all(parts)),
        FilterTree::Any(parts) => Filtered::Any(all(parts)),
        FilterTree::Test(test) => {
            // What cannot be said in columns is left to the evaluation.
            tested(declared, test).unwrap_or(Filtered::All(Vec::new()))
        }
    }
}

/// A test of one field in columns, if it can be.
fn tested(declared: &Declared, test: &Filter) -> Option<Filtered> {
    let at = declared.position(&test.field)?;
    let (field, place) = (&declared.register.fields[at], &declared.places[at]);
    let column = || place.column.clone();
    let how = match (test.op, &test.value) {
        (FilterOp::In, expr::Value::List(values)) => {
            let one = |value: &expr::Value| {
                let equal = Filter {
                    field: test.field.clone(),
                    op: FilterOp::Equal,
                    value: value.clone(),
                };
                tested(declared, &equal)
            };
            return values
                .iter()
                .map(one)
                .collect::<Option<_>>()
                .map(Filtered::Any);
        }
        (FilterOp::StartsWith, expr::Value::Text(text)) => {
            let begins = is_text(&field.kind, place) && is_storable(text);
            return begins.then(|| Filtered::Begins(column(), text.clone()));
        }
        (FilterOp::In | FilterOp::StartsWith, _) => return None,
        (FilterOp::Equal, _) => Compare::Equal,
        (FilterOp::Less, _) => Compare::Less,
        (FilterOp::AtMost, _) => Compare::AtMost,
        (FilterOp::More, _) => Compare::More,
        (FilterOp::AtLeast, _) => Compare::AtLeast,
    };
    let stored = match (&field.form, &field.kind, &test.value) {
        (_, _, expr::Value::Text(text)) if is_text(&field.kind, place) => {
            let text = text.clone();
            return is_storable(&text).then(|| Filtered::Text(column(), how, text));
        }
        (None, FieldKind::Reference(_), expr::Value::Text(text)) => {
            let id = text.parse::<Id>().ok();
            // Ids are written in one way only, and nothing else is equal to one.
            let id = id.filter(|id| id.to_string() == *text);
            return match (how, id) {
                (Compare::Equal, Some(id)) => {
                    Some(Filtered::Compared(column(), how, Stored::from(id)))
                }
                (Compare::Equal, None) => Some(Filtered::Any(Vec::new())),
                (Compare::Less | Compare::AtMost | Compare::More | Compare::AtLeast, _) => None,
            };
        }
        (Some(Form::Decimal { .. } | Form::Money { .. }), _, expr::Value::Int(number))
        | (None, FieldKind::Integer, expr::Value::Int(number))
        | (None, FieldKind::Instant, expr::Value::Instant(number)) => Stored::from(*number),
        (None, FieldKind::Boolean, expr::Value::Bool(yes)) => Stored::from(*yes),
        // Days of these years are written alike, so their texts are in the order of the days.
        (None, FieldKind::Date, expr::Value::Date(day)) if day.year() >= 0 => {
            Stored::from(day.to_string())
        }
        _ => return None,
    };
    Some(Filtered::Compared(column(), how, stored))
}

/// Whether expressions see a text, and the column keeps it as it is.
fn is_text(kind: &FieldKind, place: &FieldPlace) -> bool {
    place.places.is_none()
        && match kind {
            FieldKind::Text
            | FieldKind::Name
            | FieldKind::Code(_)
            | FieldKind::PartialDate
            | FieldKind::Identifier(_)
            | FieldKind::Place
            | FieldKind::Agency => true,
            FieldKind::Integer
            | FieldKind::Boolean
            | FieldKind::Date
            | FieldKind::Instant
            | FieldKind::Reference(_) => false,
        }
}

/// PostgreSQL takes no text with this character.
fn is_storable(text: &str) -> bool {
    !text.contains('\0')
}

#[cfg(test)]
mod tests;
