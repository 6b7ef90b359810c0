//! Expressions: each is compiled once for each root its procedure may have, so that mistakes are
//! found when the pack is loaded.

use std::collections::BTreeMap;

use expr::{Expr, Problem, Scope, Type};

use crate::diagnostic::Code;
use crate::loading::{Loading, Spot};
use crate::model::{Cell, CodeList, FieldKind, Procedure, QuestionKind, Source, Written};
use crate::names::NameKind;
use crate::scope::{Building, Law, answer_type, compile_any, type_of};

mod circles;
mod codes;
mod told;

use codes::literal;
use told::{fieldless, is_told};

/// Compiles all expressions of all procedures.
pub(crate) fn expressions(loading: &Loading<'_>, law: Law<'_>, lists: &BTreeMap<String, CodeList>) {
    for procedure in law.procedures {
        for root in law.roots(procedure) {
            let fieldless = fieldless(law, [procedure, root]);
            let mut building = Building::new(law);
            building.build(procedure, root, &mut |source, compiled| {
                if let Err(problems) = compiled {
                    report(loading, source, problems, &fieldless);
                }
            });
            for clash in &building.clashes {
                if is_told(law, clash) {
                    continue;
                }
                let spot = below(loading, &clash.procedure, &clash.id);
                let message = format!(
                    "`{}` cannot be named in expressions: {}",
                    clash.id, clash.why
                );
                loading.report(Code::BadName, spot, message);
            }
            let checking = Checking {
                loading,
                law,
                lists,
                procedure,
                root,
                scope: building.scope,
                fieldless,
            };
            checking.all();
        }
    }
}

/// Where something below a procedure is declared, whatever kind of thing it is.
fn below(loading: &Loading<'_>, procedure: &str, id: &str) -> Spot {
    let kinds = [
        NameKind::Evidence,
        NameKind::Question,
        NameKind::Value,
        NameKind::Consent,
        NameKind::Write,
        NameKind::Leg,
    ];
    let names = loading.names.borrow();
    let found = kinds
        .into_iter()
        .find_map(|kind| names.spot_of(kind, procedure, id));
    found
        .or(names.spot_of(NameKind::Procedure, "", procedure))
        .unwrap_or_default()
}

/// Reports what is wrong with an expression, but for fields of records whose register is missing.
pub(super) fn report(
    loading: &Loading<'_>,
    source: &Source,
    problems: &[Problem],
    fieldless: &[String],
) {
    for problem in problems {
        let name = source.text.get(problem.at.clone()).unwrap_or("");
        let unknown = problem.code == expr::Code::UnknownField;
        if unknown && fieldless.iter().any(|above| name.starts_with(above)) {
            continue;
        }
        let spot = inside(loading, source, problem.at.start);
        let meant = problem.suggestion.clone();
        loading.report_near(Code::Expression, spot, problem.message.clone(), meant);
    }
}

/// A place inside an expression; its beginning if it is written with escapes.
pub(super) fn inside(loading: &Loading<'_>, source: &Source, at: usize) -> Spot {
    let spot = loading.spot_at(&source.place);
    let text = loading
        .files
        .get(spot.file)
        .and_then(|file| file.text.get(spot.at..));
    let plain = text.is_some_and(|text| text.starts_with(&source.text));
    Spot {
        at: spot.at + if plain { at } else { 0 },
        ..spot
    }
}

/// One procedure with one root.
struct Checking<'c> {
    loading: &'c Loading<'c>,
    law: Law<'c>,
    lists: &'c BTreeMap<String, CodeList>,
    procedure: &'c Procedure,
    root: &'c Procedure,
    scope: Scope,
    fieldless: Vec<String>,
}

impl Checking<'_> {
    fn all(&self) {
        self.asked();
        self.steps();
        for write in &self.procedure.writes {
            self.whether(write.when.as_ref());
            let register = self.law.register(&write.register);
            for (name, cell) in &write.fields {
                let field = register.and_then(|register| register.field(name));
                self.cell(cell, field.map(|field| &field.kind));
            }
        }
        for result in &self.procedure.results {
            self.text(&result.holder);
            result.holders.iter().for_each(|holder| self.text(holder));
            for field in &result.fields {
                match &field.written {
                    Written::Plain => self.any(&field.value),
                    Written::Place | Written::Agency => self.text(&field.value),
                    Written::Code(list) => {
                        self.text(&field.value);
                        self.literal(&field.value, list);
                    }
                }
            }
        }
        if !self.loading.is_full() {
            self.circles();
        }
    }

    fn asked(&self) {
        self.text(&self.procedure.office.place);
        self.procedure
            .parties
            .iter()
            .for_each(|party| self.text(party));
        for evidence in &self.procedure.evidence {
            let register = self.law.register(&evidence.register);
            for (name, source) in evidence.find.iter().flatten() {
                let field = register.and_then(|register| register.field(name));
                let of = field.map_or(Type::Text, |field| type_of(&field.kind));
                self.compile(source, &of);
            }
            self.whether(evidence.agrees.as_ref());
            self.whether(
                evidence
                    .paper
                    .as_ref()
                    .and_then(|paper| paper.when.as_ref()),
            );
        }
        for question in &self.procedure.questions {
            self.whether(question.when.as_ref());
            self.whether(question.check.as_ref());
            if let Some(default) = &question.default {
                self.compile(default, &answer_type(&question.kind));
                if let QuestionKind::Code(list) = &question.kind {
                    self.literal(default, list);
                }
                if let QuestionKind::Choice(choices) = &question.kind
                    && let Some(text) = literal(&default.text)
                {
                    self.one_of(default, 0, text, choices, "the question's choices");
                }
            }
        }
        for consent in &self.procedure.consents {
            self.text(&consent.from);
            self.whether(Some(&consent.when));
        }
    }

    fn steps(&self) {
        for action in &self.procedure.actions {
            self.whether(action.when.as_ref());
        }
        for leg in &self.procedure.legs {
            self.whether(leg.when.as_ref());
        }
    }

    fn cell(&self, cell: &Cell, kind: Option<&FieldKind>) {
        match cell {
            Cell::Value(source) => {
                // The field is not declared, and that is reported.
                let Some(kind) = kind else {
                    self.any(source);
                    return;
                };
                self.compile(source, &type_of(kind));
                if let FieldKind::Code(list) = kind {
                    self.literal(source, list);
                }
            }
            Cell::Allocate {
                codes, sex, born, ..
            } => {
                codes.iter().chain(sex).for_each(|source| self.text(source));
                if let Some(born) = born {
                    self.compile(born, &Type::Date);
                }
            }
            Cell::BookNumber => {}
        }
    }

    fn text(&self, source: &Source) {
        self.compile(source, &Type::Text);
    }

    fn whether(&self, source: Option<&Source>) {
        if let Some(source) = source {
            self.compile(source, &Type::Bool);
        }
    }

    /// Past the limit nothing more is compiled: a hostile pack would take minutes.
    fn any(&self, source: &Source) {
        if !self.loading.is_full() {
            self.told(source, compile_any(&source.text, &self.scope));
        }
    }

    fn compile(&self, source: &Source, of: &Type) {
        if !self.loading.is_full() {
            self.told(source, Expr::compile(&source.text, &self.scope, of));
        }
    }

    fn told(&self, source: &Source, compiled: Result<Expr, Vec<Problem>>) {
        // An empty source stands for one that was reported when it was read.
        if source.text.is_empty() {
            return;
        }
        match compiled {
            Ok(expr) => {
                for compared in expr.compared_texts() {
                    self.compared(source, compared);
                }
            }
            Err(problems) => report(self.loading, source, &problems, &self.fieldless),
        }
    }
}
