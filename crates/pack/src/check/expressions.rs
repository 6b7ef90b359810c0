//! Expressions: each is compiled once for each root its procedure may have, so that mistakes are
//! found when the pack is loaded.

use std::collections::{BTreeMap, BTreeSet};

use base::text::nearest;
use expr::{Expr, Problem, Scope, Type};

use super::graph::{Waits, circle};
use super::stages::told;
use crate::diagnostic::Code;
use crate::loading::{Loading, Spot};
use crate::model::{Cell, CodeList, FieldKind, Procedure, QuestionKind, Source, Written};
use crate::names::NameKind;
use crate::scope::{Building, Law, answer_type, compile_any, type_of};

/// Compiles all expressions of all procedures.
pub(crate) fn expressions(loading: &Loading<'_>, law: Law<'_>, lists: &BTreeMap<String, CodeList>) {
    for procedure in law.procedures {
        for root in law.roots(procedure) {
            let mut building = Building::new(law);
            building.build(procedure, root, &mut |source, compiled| {
                if let Err(problems) = compiled {
                    report(loading, source, problems);
                }
            });
            for clash in &building.clashes {
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

fn report(loading: &Loading<'_>, source: &Source, problems: &[Problem]) {
    for problem in problems {
        let spot = inside(loading, source, problem.at.start);
        loading.report_near(
            Code::Expression,
            spot,
            problem.message.clone(),
            problem.suggestion.clone(),
        );
    }
}

/// A place inside an expression; its beginning if it is written with escapes.
fn inside(loading: &Loading<'_>, source: &Source, at: usize) -> Spot {
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
                    Written::Plain => drop(self.any(&field.value)),
                    Written::Place | Written::Agency => self.text(&field.value),
                    Written::Code(list) => {
                        self.text(&field.value);
                        self.literal(&field.value, list);
                    }
                }
            }
        }
        self.circles();
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
                let Some(kind) = kind else {
                    drop(self.any(source));
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

    fn any(&self, source: &Source) -> Option<Expr> {
        self.told(source, compile_any(&source.text, &self.scope))
    }

    fn compile(&self, source: &Source, of: &Type) {
        self.told(source, Expr::compile(&source.text, &self.scope, of));
    }

    fn told(&self, source: &Source, compiled: Result<Expr, Vec<Problem>>) -> Option<Expr> {
        // An empty source stands for one that was reported when it was read.
        if source.text.is_empty() {
            return None;
        }
        match compiled {
            Ok(expr) => {
                for compared in expr.compared_texts() {
                    self.compared(source, compared);
                }
                Some(expr)
            }
            Err(problems) => {
                report(self.loading, source, &problems);
                None
            }
        }
    }

    /// A text compared with a field that has a list should be one of its codes.
    fn compared(&self, source: &Source, compared: &expr::ComparedText) {
        let at = compared.at.start;
        match self.kind_of(&compared.field) {
            Some(Listed::List(list)) => self.in_list(source, at, &compared.text, list),
            Some(Listed::Choices(choices)) => {
                self.one_of(
                    source,
                    at,
                    &compared.text,
                    choices,
                    "the question's choices",
                );
            }
            None => {}
        }
    }

    fn kind_of(&self, name: &str) -> Option<Listed<'_>> {
        let both = [self.procedure, self.root];
        let mut parts = name.split('.');
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
        if first == "form" {
            let questions = both.iter().flat_map(|procedure| &procedure.questions);
            return match &questions
                .into_iter()
                .find(|question| question.id == second)?
                .kind
            {
                QuestionKind::Code(list) => Some(Listed::List(list)),
                QuestionKind::Choice(choices) => Some(Listed::Choices(choices)),
                _ => None,
            };
        }
        let (register, field) = match third {
            Some(field) if first == "out" => {
                let mut writes = self
                    .law
                    .procedures
                    .iter()
                    .flat_map(|procedure| &procedure.writes);
                (&writes.find(|write| write.name == second)?.register, field)
            }
            _ => {
                let mut evidence = both.iter().flat_map(|procedure| &procedure.evidence);
                (
                    &evidence.find(|evidence| evidence.id == first)?.register,
                    second,
                )
            }
        };
        match &self.law.register(register)?.field(field)?.kind {
            FieldKind::Code(list) => Some(Listed::List(list)),
            _ => None,
        }
    }

    /// A source that is nothing but a text must be a code.
    fn literal(&self, source: &Source, list: &str) {
        if let Some(text) = literal(&source.text) {
            self.in_list(source, 0, text, list);
        }
    }

    fn in_list(&self, source: &Source, at: usize, text: &str, list: &str) {
        if let Some(codes) = self.lists.get(list) {
            let codes: Vec<String> = codes.codes.iter().map(|(code, _)| code.clone()).collect();
            self.one_of(source, at, text, &codes, &format!("the code list `{list}`"));
        }
    }

    fn one_of(&self, source: &Source, at: usize, text: &str, codes: &[String], what: &str) {
        if codes.iter().any(|code| code == text) {
            return;
        }
        let message = format!("`{text}` is not in {what}");
        let meant = nearest(text, codes.iter().map(String::as_str)).map(str::to_owned);
        let spot = inside(self.loading, source, at);
        self.loading
            .report_near(Code::NotACode, spot, message, meant);
    }

    /// Evidence, values and questions must not wait for each other.
    fn circles(&self) {
        let mut waits = Waits::new();
        for evidence in &self.procedure.evidence {
            let sources = evidence.find.iter().flatten().map(|(_, source)| source);
            let mut on = self.needed(sources);
            // Whether it agrees may be asked of itself.
            let node = format!("evidence `{}`", evidence.id);
            let mut agrees = self.needed(evidence.agrees.iter());
            agrees.remove(&node);
            on.extend(agrees);
            waits.insert(node, on);
        }
        for (id, source) in &self.procedure.values {
            waits.insert(
                format!("value `{id}`"),
                self.needed(std::iter::once(source)),
            );
        }
        for question in &self.procedure.questions {
            let sources = question.when.iter().chain(&question.default);
            waits.insert(format!("question `{}`", question.id), self.needed(sources));
        }
        if let Some(circle) = circle(&waits) {
            let id = circle[0].split('`').nth(1).unwrap_or("");
            let spot = below(self.loading, &self.procedure.id, id);
            let message = format!("each of these waits for the next: {}", told(&circle));
            self.loading.report(Code::Cycle, spot, message);
        }
    }

    /// What expressions need, as nodes of the graph.
    fn needed<'s>(&self, sources: impl Iterator<Item = &'s Source>) -> BTreeSet<String> {
        let mut needed = BTreeSet::new();
        for source in sources {
            let compiled = compile_any(&source.text, &self.scope);
            for slot in compiled.iter().flat_map(Expr::slots) {
                let mut parts = slot.name.split('.');
                let (first, second) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
                needed.insert(match first {
                    "form" => format!("question `{second}`"),
                    "value" => format!("value `{second}`"),
                    first => format!("evidence `{first}`"),
                });
            }
        }
        needed
    }
}

/// Where the codes of a field come from.
enum Listed<'l> {
    List(&'l str),
    Choices(&'l [String]),
}

/// The text of a source that is nothing but one.
fn literal(source: &str) -> Option<&str> {
    let inner = source.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.contains(['\'', '\\'])).then_some(inner)
}
