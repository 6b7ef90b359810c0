//! Rules of registers: their conditions compile, and their fields can be tested so.

use std::collections::BTreeMap;

use base::text::nearest;
use expr::{Expr, Type};

use super::expressions::{inside, report};
use crate::diagnostic::Code;
use crate::loading::{Loading, Spot};
use crate::model::{
    Allowed, CodeList, Field, FieldKind, Moment, Register, RegisterRule, Source, Test,
};
use crate::names::NameKind;
use crate::scope::{Law, rule_scope_told};

/// Checks the rules and the keys of all registers.
pub(crate) fn register_rules(
    loading: &Loading<'_>,
    law: Law<'_>,
    lists: &BTreeMap<String, CodeList>,
) {
    for register in law.registers {
        let keys = register.keys.iter().flatten();
        for name in keys.filter(|name| register.field(name).is_some_and(|field| !is_short(field))) {
            let spot = loading.spot_of(NameKind::Field, &register.id, name);
            let message =
                format!("field `{name}` is part of a key, which a geometry or a list cannot be");
            loading.report(Code::UnfitField, spot, message);
        }
        if register.rules.is_empty() {
            continue;
        }
        let scope = rule_scope_told(register, &mut |field, why| {
            let spot = loading.spot_of(NameKind::Field, &register.id, field);
            let message = format!("`{field}` cannot be named in rules: {why}");
            loading.report(Code::BadName, spot, message);
        });
        for rule in &register.rules {
            let checking = Checking {
                loading,
                law,
                lists,
                register,
                spot: loading.spot_of(NameKind::Rule, &register.id, &rule.id),
            };
            checking.conditions(rule, &scope);
            checking.test(&rule.test);
            if let Test::HoldsThere { through, there } = &rule.test {
                checking.holds_there(through, there);
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Checking<'c> {
    loading: &'c Loading<'c>,
    law: Law<'c>,
    lists: &'c BTreeMap<String, CodeList>,
    register: &'c Register,
    /// Where the rule stands.
    spot: Spot,
}

impl Checking<'_> {
    fn conditions(&self, rule: &RegisterRule, scope: &expr::Scope) {
        for source in rule.sources() {
            if source.text.is_empty() || self.loading.is_full() {
                continue;
            }
            self.condition(source, scope);
        }
    }

    fn condition(&self, source: &Source, scope: &expr::Scope) {
        match Expr::compile(&source.text, scope, &Type::Bool) {
            Err(problems) => report(self.loading, source, &problems, &[]),
            Ok(expr) => {
                for compared in expr.compared_texts() {
                    let field = self.register.field(&compared.field);
                    if let Some(FieldKind::Code(list)) = field.map(|field| &field.kind) {
                        let spot = inside(self.loading, source, compared.at.start);
                        self.code(list, &compared.text, spot);
                    }
                }
            }
        }
    }

    /// A condition over the record that a field refers to.
    fn holds_there(&self, through: &str, there: &Source) {
        let kind = self.register.field(through).map(|field| &field.kind);
        let Some(FieldKind::Reference(register)) = kind else {
            if kind.is_some() {
                let message = format!("field `{through}` refers to no record");
                self.loading.report(Code::UnfitField, self.spot, message);
            }
            return;
        };
        if let Some(register) = self.law.register(register)
            && !there.text.is_empty()
        {
            let other = Checking { register, ..*self };
            other.condition(there, &rule_scope_told(register, &mut |_, _| ()));
        }
    }

    /// A text must be a code of a list.
    fn code(&self, list: &str, text: &str, spot: Spot) {
        let Some(codes) = self.lists.get(list) else {
            return;
        };
        let codes = || codes.codes.iter().map(|(code, _)| code.as_str());
        if !codes().any(|code| code == text) {
            let message = format!("`{text}` is not one of the code list `{list}`");
            let meant = nearest(text, codes()).map(str::to_owned);
            self.loading
                .report_near(Code::NotACode, spot, message, meant);
        }
    }

    fn test(&self, test: &Test) {
        match test {
            // The condition of the last is compiled in another scope, after this.
            Test::Holds(_) | Test::NotNull { .. } | Test::HoldsThere { .. } => {}
            Test::Unique { fields } => self.all(fields, is_short, "a value that can be compared"),
            Test::NfcTrimmed { fields } => self.all(fields, is_text, "a text"),
            Test::Format { field, .. } => self.one(field, is_text, "a text or an identifier"),
            Test::Range { field, .. } => self.one(field, is_number, "a number"),
            Test::InList { field, of } => self.in_list(field, of),
            Test::ExistsIn {
                field,
                register,
                other,
            } => self.exists(field, register, other.as_deref()),
            Test::Before { field, than, .. } | Test::After { field, than, .. } => {
                self.one(field, is_date, "a date");
                if let Moment::Field(other) = than {
                    self.one(other, is_date, "a date");
                }
            }
            Test::AgreesWith {
                field,
                through,
                other,
            } => self.agrees(field, through.as_deref(), other),
            Test::NumberAgrees {
                field, sex, born, ..
            } => {
                self.one(field, is_text, "a text or an identifier");
                if let Some(sex) = sex {
                    self.one(
                        sex,
                        |field| matches!(field.kind, FieldKind::Code(_)),
                        "a code",
                    );
                }
                if let Some(born) = born {
                    self.one(born, is_date, "a date");
                }
                if sex.is_none() && born.is_none() {
                    let message =
                        "the rule compares the number with nothing: give `sex`, `born` or both";
                    self.loading.report(Code::RuleTest, self.spot, message);
                }
            }
            Test::FreshWithin { field, .. } => {
                let when =
                    |field: &Field| matches!(field.kind, FieldKind::Date | FieldKind::Instant);
                if let Some(field) = field {
                    self.one(field, when, "a date or a point in time");
                }
            }
        }
    }

    fn all(&self, fields: &[String], good: fn(&Field) -> bool, wanted: &str) {
        for field in fields {
            self.one(field, good, wanted);
        }
    }

    /// A field that does not exist is reported where it is named.
    fn one(&self, name: &str, good: fn(&Field) -> bool, wanted: &str) {
        if self.register.field(name).is_some_and(|field| !good(field)) {
            let message = format!("the rule needs {wanted}, and field `{name}` is none");
            self.loading.report(Code::UnfitField, self.spot, message);
        }
    }

    fn in_list(&self, field: &str, of: &Allowed) {
        let good = |field: &Field| is_text(field) || matches!(field.kind, FieldKind::Code(_));
        self.one(field, good, "a text or a code");
        let kind = self.register.field(field).map(|field| &field.kind);
        if let (Allowed::Values(values), Some(FieldKind::Code(list))) = (of, kind) {
            for value in values {
                self.code(list, value, self.spot);
            }
        }
    }

    fn exists(&self, field: &str, register: &str, other: Option<&str>) {
        match other {
            Some(_) => self.one(field, is_short, "a value that can be compared"),
            None => {
                let kind = self.register.field(field).map(|field| &field.kind);
                let fits = |kind: &FieldKind| *kind == FieldKind::Reference(register.to_owned());
                if kind.is_some_and(|kind| !fits(kind)) {
                    let message = format!(
                        "field `{field}` does not refer to records of `{register}`: name the field there with `other`"
                    );
                    self.loading.report(Code::UnfitField, self.spot, message);
                }
            }
        }
    }

    fn agrees(&self, field: &str, through: Option<&str>, other: &str) {
        let there = match through {
            None => Some(self.register),
            Some(through) => match self.register.field(through).map(|field| &field.kind) {
                Some(FieldKind::Reference(register)) => self.law.register(register),
                Some(_) => {
                    let message = format!(
                        "field `{through}` refers to no record through which another field could be reached"
                    );
                    self.loading.report(Code::UnfitField, self.spot, message);
                    None
                }
                None => None,
            },
        };
        let (Some(there), Some(here)) = (there, self.register.field(field)) else {
            return;
        };
        let Some(found) = there.field(other) else {
            if through.is_some() {
                let all = there.fields.iter().map(|field| field.id.as_str());
                let meant = nearest(other, all).map(str::to_owned);
                let message = format!("field `{other}` is not declared in `{}`", there.id);
                self.loading
                    .report_near(Code::Undeclared, self.spot, message, meant);
            }
            return;
        };
        if !comparable(here, found) {
            let message = format!("`{field}` and `{other}` are of different types and never agree");
            self.loading.report(Code::UnfitField, self.spot, message);
        }
    }
}

fn is_text(field: &Field) -> bool {
    let of = matches!(
        field.kind,
        FieldKind::Text | FieldKind::Name | FieldKind::Identifier(_)
    );
    of && field.form.is_none()
}

fn is_date(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Date | FieldKind::PartialDate)
}

fn is_number(field: &Field) -> bool {
    let scaled = field.form.as_ref().and_then(crate::Form::places).is_some();
    field.kind == FieldKind::Integer || scaled
}

/// Whether values are short, and equal ones are written alike.
fn is_short(field: &Field) -> bool {
    !matches!(
        field.form,
        Some(crate::Form::Geometry | crate::Form::List(_))
    )
}

/// Whether values of two fields may be the same.
fn comparable(one: &Field, other: &Field) -> bool {
    let texts = |field: &Field| is_text(field) || matches!(field.kind, FieldKind::Code(_));
    (texts(one) && texts(other))
        || (is_date(one) && is_date(other))
        || (one.kind == other.kind && one.form == other.form)
}
