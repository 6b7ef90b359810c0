//! Rules of a register that one row can break: a record that breaks one of level error is not
//! written.

use base::dates::PartialDate;
use base::identifier::Facts;
use base::text::{compare_key, is_composed};
use expr::{Expr, Type, Val};
use jiff::civil::Date;
use pack::{Allowed, FieldKind, Form, Level, Moment, Register, RegisterRule, Test};

use crate::check::{FieldProblem, Problem};
use crate::lower::{Declared, Registers};
use crate::value::Value;

/// A rule that every record keeps.
#[derive(Debug)]
pub(crate) struct Enforced {
    id: String,
    /// The field that a broken rule is told at.
    field: String,
    when: Option<Condition>,
    test: Compiled,
}

#[derive(Debug)]
enum Compiled {
    Holds(Condition),
    Check(Test),
}

/// A condition, and for each value it reads the position of the field; `None` is today.
#[derive(Debug)]
struct Condition {
    expr: Expr,
    reads: Vec<Option<usize>>,
    /// Whether it asks for missing values itself, and so says something of every record.
    asks: bool,
}

/// The rules of a register that are enforced. A checked pack's conditions compile; one that does
/// not is not enforced, which `check` of the pack would have told.
pub(crate) fn enforced(register: &Register) -> Vec<Enforced> {
    compiled(register, |rule| rule.level == Level::Error)
}

/// The rules whose breaking keeps a record from being shared, and does not keep it from being written.
pub(crate) fn stopping(register: &Register) -> Vec<Enforced> {
    compiled(register, |rule| {
        rule.level != Level::Error && rule.stops_sharing
    })
}

fn compiled(register: &Register, wanted: fn(&RegisterRule) -> bool) -> Vec<Enforced> {
    let scope = pack::rule_scope(register);
    let compile = |source: &pack::Source| -> Option<Condition> {
        let expr = Expr::compile(&source.text, &scope, &Type::Bool).ok()?;
        let position = |name: &str| register.fields.iter().position(|field| field.id == name);
        let reads = expr
            .slots()
            .iter()
            .map(|slot| position(&slot.name))
            .collect();
        let asks = expr.asks_for_missing();
        Some(Condition { expr, reads, asks })
    };
    let rules = register.rules.iter();
    let rules = rules.filter(|rule| wanted(rule) && rule.test.is_of_row());
    let enforced = rules.filter_map(|rule| {
        let when = match &rule.when {
            Some(when) => Some(compile(when)?),
            None => None,
        };
        let test = match &rule.test {
            Test::Holds(holds) => Compiled::Holds(compile(holds)?),
            test => Compiled::Check(test.clone()),
        };
        let first = match &test {
            Compiled::Holds(condition) => condition.reads.iter().flatten().next().copied(),
            Compiled::Check(_) => None,
        };
        let named = rule.test.fields().first().map(|field| (*field).to_owned());
        let read = first.map(|at| register.fields[at].id.clone());
        Some(Enforced {
            id: rule.id.clone(),
            field: named.or(read).unwrap_or_default(),
            when,
            test,
        })
    });
    enforced.collect()
}

impl Registers {
    /// The rules that a record's values break.
    pub(crate) fn broken(
        &self,
        declared: &Declared,
        values: &[Option<Value>],
        today: Date,
    ) -> Vec<FieldProblem> {
        self.broken_of(&declared.enforced, declared, values, today)
    }

    /// Those of some rules that a record's values break.
    pub(crate) fn broken_of(
        &self,
        rules: &[Enforced],
        declared: &Declared,
        values: &[Option<Value>],
        today: Date,
    ) -> Vec<FieldProblem> {
        if rules.is_empty() {
            return Vec::new();
        }
        let row = Row {
            registers: self,
            declared,
            values,
            today,
        };
        let broken = rules.iter().filter(|rule| !row.keeps(rule));
        broken
            .map(|rule| FieldProblem {
                field: rule.field.clone(),
                problem: Problem::Rule {
                    rule: rule.id.clone(),
                },
            })
            .collect()
    }
}

struct Row<'r> {
    registers: &'r Registers,
    declared: &'r Declared,
    values: &'r [Option<Value>],
    today: Date,
}

impl Row<'_> {
    fn keeps(&self, rule: &Enforced) -> bool {
        if rule.when.as_ref().is_some_and(|when| !self.holds(when)) {
            return true;
        }
        match &rule.test {
            Compiled::Holds(condition) => !self.says(condition) || self.holds(condition),
            Compiled::Check(test) => self.passes(test),
        }
    }

    /// Whether a condition that must hold says something of the record: all fields it reads have a
    /// value, or it asks for missing ones itself. Measuring counts in the same way.
    fn says(&self, condition: &Condition) -> bool {
        let mut read = condition.reads.iter().flatten();
        condition.asks || read.all(|at| self.values[*at].is_some())
    }

    fn holds(&self, condition: &Condition) -> bool {
        let fields = &self.declared.register.fields;
        let read = condition.reads.iter().map(|at| match at {
            None => expr::Value::Date(self.today),
            Some(at) => match &self.values[*at] {
                Some(value) => value.to_rule(&fields[*at]),
                None => expr::Value::Null,
            },
        });
        let values: Vec<expr::Value> = read.collect();
        let row: Vec<Val<'_>> = values.iter().map(expr::Value::view).collect();
        condition.expr.holds(&row)
    }

    /// Whether a check passes. What lacks a value that it needs passes.
    fn passes(&self, test: &Test) -> bool {
        match test {
            Test::NotNull { fields } => fields.iter().all(|field| self.value(field).is_some()),
            Test::Format { field, format } => self.text(field).is_none_or(|text| {
                let format = self.registers.identifiers.get(format);
                format.is_none_or(|format| format.check(text, &Facts::default()).is_ok())
            }),
            Test::Range { field, least, most } => self.number(field).is_none_or(|number| {
                least.is_none_or(|least| least <= number) && most.is_none_or(|most| number <= most)
            }),
            Test::InList { field, of } => self.text(field).is_none_or(|text| match of {
                Allowed::Values(values) => values.iter().any(|value| value == text),
                Allowed::List(list) => {
                    let codes = self.registers.lists.get(list);
                    codes.is_some_and(|codes| codes.contains(text))
                }
            }),
            Test::Before {
                field,
                than,
                strictly,
            } => self.in_order(self.date(field), self.moment(than), *strictly),
            Test::After {
                field,
                than,
                strictly,
            } => self.in_order(self.moment(than), self.date(field), *strictly),
            Test::AgreesWith { field, other, .. } => self.agree(field, other),
            Test::NumberAgrees {
                field,
                format,
                sex,
                born,
            } => self.text(field).is_none_or(|text| {
                let facts = Facts {
                    sex: sex.as_ref().and_then(|sex| self.text(sex)),
                    born: born.as_ref().and_then(|born| self.date(born)),
                };
                let format = self.registers.identifiers.get(format);
                format.is_none_or(|format| {
                    // One that has not the format at all is for the rule about the format.
                    format.check(text, &facts).is_ok()
                        || format.check(text, &Facts::default()).is_err()
                })
            }),
            Test::NfcTrimmed { fields } => fields.iter().all(|field| {
                let text = self.text(field);
                text.is_none_or(|text| is_composed(text) && text.trim().len() == text.len())
            }),
            // These need more than a row, and are measured only.
            Test::Holds(_)
            | Test::Unique { .. }
            | Test::ExistsIn { .. }
            | Test::HoldsThere { .. }
            | Test::FreshWithin { .. } => true,
        }
    }

    /// Whether one date is surely not after the other: what is only partly known may be either.
    fn in_order(
        &self,
        first: Option<PartialDate>,
        second: Option<PartialDate>,
        strictly: bool,
    ) -> bool {
        let Some((first, second)) = first.zip(second) else {
            return true;
        };
        if strictly {
            first.earliest() < second.latest()
        } else {
            first.earliest() <= second.latest()
        }
    }

    fn agree(&self, field: &str, other: &str) -> bool {
        let Some((one, two)) = self.value(field).zip(self.value(other)) else {
            return true;
        };
        if let Some((one, two)) = self.date(field).zip(self.date(other)) {
            return one.agrees_with(two);
        }
        let name = |name: &str| {
            let field = self.declared.register.field(name);
            field.is_some_and(|field| field.kind == FieldKind::Name)
        };
        match (one, two) {
            (Value::Text(one), Value::Text(two)) if name(field) && name(other) => {
                let rules = &self.registers.rules;
                compare_key(one, rules) == compare_key(two, rules)
            }
            _ => one == two,
        }
    }

    fn value(&self, field: &str) -> Option<&Value> {
        self.values[self.declared.position(field)?].as_ref()
    }

    fn text(&self, field: &str) -> Option<&str> {
        match self.value(field)? {
            Value::Text(text) => Some(text),
            Value::Int(_) | Value::Bool(_) | Value::Record(_) | Value::Next(_) => None,
        }
    }

    /// A number in the smallest unit of its column.
    fn number(&self, field: &str) -> Option<i64> {
        let at = self.declared.position(field)?;
        let form = self.declared.register.fields[at].form.as_ref();
        match self.values[at].as_ref()? {
            Value::Int(number) => Some(*number),
            Value::Text(text) => pack::form::scaled(text, form.and_then(Form::places)?),
            Value::Bool(_) | Value::Record(_) | Value::Next(_) => None,
        }
    }

    fn date(&self, field: &str) -> Option<PartialDate> {
        let kind = &self.declared.register.field(field)?.kind;
        matches!(kind, FieldKind::Date | FieldKind::PartialDate)
            .then(|| self.text(field)?.parse().ok())?
    }

    fn moment(&self, moment: &Moment) -> Option<PartialDate> {
        match moment {
            Moment::Field(field) => self.date(field),
            Moment::Today => PartialDate::day(self.today).ok(),
            Moment::Day(day) => PartialDate::day(*day).ok(),
        }
    }
}
