//! Whether fields can serve what they are named for.

use crate::diagnostic::Code;
use crate::loading::Loading;
use crate::model::{Cell, Field, FieldKind, Head, Procedure, Register};
use crate::names::NameKind;
use crate::scope::Law;

/// Checks the uses of fields by the head, by registers and by procedures.
pub(crate) fn fields(loading: &Loading<'_>, head: &Head, law: Law<'_>) {
    if let Some(people) = law.register(&head.people) {
        whole_people(loading, head, people);
    }
    // Without the people register that is the mistake, and it is reported.
    if let Some(people) = law.register(&head.people) {
        for register in law.registers {
            about(loading, &people.id, register);
        }
    }
    for procedure in law.procedures {
        for evidence in &procedure.evidence {
            let Some(register) = law.register(&evidence.register) else {
                continue;
            };
            for (name, source) in evidence.find.iter().flatten() {
                let field = register.field(name);
                if field.is_some_and(|field| !field.key && !field.search) {
                    let message = format!(
                        "records of `{}` are looked for by `{name}`, which has no index: declare it `key` or `search`",
                        register.id
                    );
                    loading.report(Code::NoIndex, loading.spot_at(&source.place), message);
                }
            }
        }
        for write in &procedure.writes {
            if let Some(register) = law.register(&write.register) {
                given(loading, procedure, write, register);
            }
        }
        shown(loading, law, procedure);
    }
}

fn unfit(loading: &Loading<'_>, register: &str, field: &str, why: &str) {
    let spot = loading.spot_of(NameKind::Field, register, field);
    loading.report(Code::UnfitField, spot, format!("field `{field}` {why}"));
}

fn whole_people(loading: &Loading<'_>, head: &Head, people: &Register) {
    let wrong = |name: &str, good: fn(&Field) -> bool, why: &str| {
        if people.field(name).is_some_and(|field| !good(field)) {
            unfit(loading, &people.id, name, why);
        }
    };
    let named = |field: &Field| field.kind == FieldKind::Name;
    wrong(
        &head.person_name,
        named,
        "names people, so its type must be `name`",
    );
    wrong(
        &head.person_number,
        |field| field.key,
        "identifies people, so it must be a `key`",
    );
    let born = |field: &Field| matches!(field.kind, FieldKind::Date | FieldKind::PartialDate);
    wrong(
        &head.born,
        born,
        "says when people were born, so its type must be `date`",
    );
    for parent in &head.parents {
        let field = people.field(parent);
        if field.is_some_and(|field| field.kind != FieldKind::Reference(people.id.clone())) {
            unfit(
                loading,
                &people.id,
                parent,
                "names a parent, so it must be a `record` of the people register",
            );
        }
    }
}

fn about(loading: &Loading<'_>, people: &str, register: &Register) {
    for name in &register.about {
        if name == "self" {
            if register.id != people {
                let spot = loading.spot_of(NameKind::Register, "", &register.id);
                let message = format!(
                    "register `{}` is about `self`, which only the people register `{}` can be",
                    register.id, people
                );
                loading.report(Code::UnfitField, spot, message);
            }
            continue;
        }
        let field = register.field(name);
        if field.is_some_and(|field| field.kind != FieldKind::Reference(people.to_owned())) {
            unfit(
                loading,
                &register.id,
                name,
                "says whom records are about, so it must be a `record` of the people register",
            );
        }
    }
}

/// A record has all fields that its register wants, and those that are drawn can be.
fn given(
    loading: &Loading<'_>,
    procedure: &Procedure,
    write: &crate::model::Write,
    register: &Register,
) {
    let spot = loading.spot_of(NameKind::Write, &procedure.id, &write.name);
    for field in &register.fields {
        let given = write.fields.iter().any(|(name, _)| *name == field.id);
        if !field.optional && !given {
            let message = format!(
                "write `{}` makes a record of `{}` without `{}`, which is not optional",
                write.name, register.id, field.id
            );
            loading.report(Code::FieldNotGiven, spot, message);
        }
    }
    for (name, cell) in &write.fields {
        let Some(field) = register.field(name) else {
            continue;
        };
        let fits = match (cell, &field.kind) {
            (Cell::Value(_), _) => true,
            (Cell::Allocate { identifier, .. }, FieldKind::Identifier(of)) => identifier == of,
            (Cell::Allocate { .. } | Cell::BookNumber, FieldKind::Text) => true,
            (Cell::Allocate { .. } | Cell::BookNumber, _) => false,
        };
        if !fits {
            let message = format!(
                "field `{name}` of `{}` is not one to which this number belongs",
                register.id
            );
            loading.report(Code::UnfitField, spot, message);
        }
    }
}

/// What a leg shows of its root's evidence exists in each root.
fn shown(loading: &Loading<'_>, law: Law<'_>, procedure: &Procedure) {
    for root in law.roots(procedure) {
        for show in &procedure.shows {
            let evidence = root
                .evidence
                .iter()
                .find(|evidence| evidence.id == show.evidence);
            let spot = loading.spot_of(NameKind::Show, &procedure.id, &show.evidence);
            let Some(evidence) = evidence else {
                let all = root.evidence.iter().map(|evidence| evidence.id.as_str());
                let meant = base::text::nearest(&show.evidence, all).map(str::to_owned);
                let message = format!(
                    "evidence `{}` to be shown is not declared in `{}`",
                    show.evidence, root.id
                );
                loading.report_near(Code::Undeclared, spot, message, meant);
                continue;
            };
            let Some(register) = law.register(&evidence.register) else {
                continue;
            };
            for field in show
                .fields
                .iter()
                .filter(|field| register.field(field).is_none())
            {
                let all = register.fields.iter().map(|field| field.id.as_str());
                let meant = base::text::nearest(field, all).map(str::to_owned);
                let message = format!(
                    "field `{field}` of evidence `{}` to be shown is not declared in `{}`",
                    show.evidence, register.id
                );
                loading.report_near(Code::Undeclared, spot, message, meant);
            }
        }
    }
}
