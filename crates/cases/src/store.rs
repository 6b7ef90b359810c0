//! The tables of cases, and the only SQL of this crate.

use ::store::value::Next;
use ::store::{Change, Row, Store, StoreError, Value};
use base::{Id, Instant};
use serde_json::json;

use crate::model::{Application, Case, Consent, Evidence, Finding, Given, Item, Queued, Step};

mod dossier;
mod rows;
mod tables;
mod texts;

pub(crate) use dossier::*;
pub(crate) use rows::*;
pub use rows::{Draft, QueueRow};
use tables::with;
pub use tables::{MIGRATIONS, tables};
pub(crate) use texts::text_map;
use texts::{clock_text, items_text, read_clock, read_outcome};

/// How a new case's dossier number is drawn: per office and day, four digits and wider past them.
pub(crate) fn next_number(case: Id, prefix: &str, yymmdd: &str) -> Next {
    Next {
        draw: case.to_string(),
        counter: format!("cases/{prefix}/{yymmdd}"),
        prefix: format!("{prefix}-{yymmdd}-"),
        width: 4,
        suffix: String::new(),
    }
}

fn case_cells(case: &Case, number: Value) -> Vec<(&'static str, Value)> {
    let (ended_at, outcome) = case
        .ended
        .map_or((None, None), |(at, how)| (Some(at), Some(how.word())));
    vec![
        ("case_id", case.id.into()),
        ("root", case.root.into()),
        ("leg", case.leg.clone().into()),
        ("procedure", case.procedure.as_str().into()),
        ("law", case.law.as_str().into()),
        ("number", number),
        ("office", case.office.as_str().into()),
        ("reception", case.reception.clone().into()),
        ("applicant", case.applicant.into()),
        ("stage", case.stage.as_str().into()),
        ("holder", case.holder.into()),
        ("opened_at", case.opened_at.into()),
        ("clock", clock_text(&case.clock).into()),
        ("due_at", case.due_at.into()),
        ("promised_at", case.promised_at.into()),
        ("taken", json!(case.taken).to_string().into()),
        ("asked", items_text(&case.asked).into()),
        ("ended_at", ended_at.into()),
        ("outcome", outcome.into()),
    ]
}

/// A new case.
pub(crate) fn insert_case(case: &Case, number: Next) -> Change {
    with(|t| t.case.insert(case_cells(case, number.into())))
}

/// A case as it is now, from the version that was read.
pub(crate) fn update_case(case: &Case) -> Change {
    with(|t| {
        t.case
            .update(case.version, case_cells(case, case.number.as_str().into()))
    })
}

/// A case that was read and must still be as it was.
pub(crate) fn rely_on_case(case: &Case) -> Change {
    with(|t| t.case.rely(case.version, vec![case.id.into()]))
}

/// Puts a case into its office's queue, keeps it there, or takes it out.
pub(crate) fn queue(case: &Case, role: Option<&str>, number: Value) -> Option<Change> {
    let cells = |role: &str| {
        vec![
            ("office", case.office.as_str().into()),
            ("case_id", case.id.into()),
            ("role", role.into()),
            // A pause after an apology may move the legal date past the promised one.
            (
                "due_at",
                case.promised_at
                    .map_or(case.due_at, |to| to.max(case.due_at))
                    .into(),
            ),
            ("procedure", case.procedure.as_str().into()),
            ("stage", case.stage.as_str().into()),
            ("number", number),
            ("holder", case.holder.into()),
        ]
    };
    with(|t| match (&case.queued, role) {
        (None, None) => None,
        (None, Some(role)) => Some(t.queue.insert(cells(role))),
        (Some(was), Some(role)) => Some(t.queue.update(was.version, cells(role))),
        (Some(was), None) => Some(t.queue.delete(
            was.version,
            vec![case.office.as_str().into(), case.id.into()],
        )),
    })
}

/// A person's page lists this case.
pub(crate) fn insert_person(person: Id, case: Id) -> Change {
    with(|t| {
        t.person
            .ensure(vec![("person", person.into()), ("case_id", case.into())])
    })
}

fn application_cells(application: &Application) -> Vec<(&'static str, Value)> {
    vec![
        ("root", application.root.into()),
        ("event", application.event.as_str().into()),
        ("answers", json!(application.answers).to_string().into()),
        ("out", json!(application.out).to_string().into()),
    ]
}

pub(crate) fn insert_application(application: &Application) -> Change {
    with(|t| t.application.insert(application_cells(application)))
}

pub(crate) fn update_application(application: &Application) -> Change {
    with(|t| {
        t.application
            .update(application.version, application_cells(application))
    })
}

pub(crate) fn insert_evidence(root: Id, evidence: &Evidence) -> Change {
    let subjects: Vec<String> = evidence.subjects.iter().map(Id::to_string).collect();
    with(|t| {
        t.evidence.insert(vec![
            ("root", root.into()),
            ("evidence", evidence.id.as_str().into()),
            ("register", evidence.register.as_str().into()),
            ("finding", evidence.finding.word().into()),
            ("record", evidence.record.into()),
            ("subjects", json!(subjects).to_string().into()),
            ("fetched_at", evidence.fetched_at.into()),
            ("contents", json!(evidence.values).to_string().into()),
        ])
    })
}

fn consent_cells(consent: &Consent) -> Vec<(&'static str, Value)> {
    let (at, answer) = consent
        .answer
        .map_or((None, None), |(at, yes)| (Some(at), Some(yes)));
    vec![
        ("root", consent.root.into()),
        ("consent", consent.id.as_str().into()),
        ("person", consent.person.into()),
        ("asked_at", consent.asked_at.into()),
        ("answered_at", at.into()),
        ("answer", answer.into()),
    ]
}

pub(crate) fn insert_consent(consent: &Consent) -> Change {
    with(|t| t.consent.insert(consent_cells(consent)))
}

pub(crate) fn update_consent(consent: &Consent) -> Change {
    with(|t| t.consent.update(consent.version, consent_cells(consent)))
}

pub(crate) fn insert_step(id: Id, step: &Step) -> Change {
    with(|t| {
        t.step.insert(vec![
            ("case_id", step.case.into()),
            ("step", id.into()),
            ("at", step.at.into()),
            ("what", step.what.as_str().into()),
            ("role", step.role.as_str().into()),
            ("office", step.office.clone().into()),
            ("stage", step.stage.as_str().into()),
            ("ground", step.ground.clone().into()),
            ("said", step.text.clone().into()),
        ])
    })
}

/// A result, its check code, and a line on the page of everybody who holds it.
pub(crate) fn insert_result(given: &Given, book: Option<Next>, holders: &[Id]) -> Vec<Change> {
    with(|t| {
        let mut changes = vec![
            t.result.insert(vec![
                ("result", given.id.into()),
                ("case_id", given.case.into()),
                ("procedure", given.procedure.as_str().into()),
                ("kind", given.kind.as_str().into()),
                ("code", given.code.as_str().into()),
                ("check_code", given.check.as_str().into()),
                ("number", given.number.as_str().into()),
                ("book", book.into()),
                ("office", given.office.as_str().into()),
                ("issued_at", given.issued_at.into()),
                ("masked", given.masked.as_str().into()),
                ("fields", json!(given.fields).to_string().into()),
            ]),
            t.check.insert(vec![
                ("check_code", given.check.as_str().into()),
                ("result", given.id.into()),
                ("checks", 0.into()),
            ]),
        ];
        changes.extend(holders.iter().map(|holder| {
            t.holder.ensure(vec![
                ("person", (*holder).into()),
                ("result", given.id.into()),
            ])
        }));
        changes
    })
}

/// A draft as it is saved; `was` is the version that was read, 0 for none.
pub(crate) fn put_draft(account: Id, event: &str, answers: &str, at: Instant, was: i64) -> Change {
    let cells = vec![
        ("account", account.into()),
        ("event", event.into()),
        ("answers", answers.into()),
        ("saved_at", at.into()),
    ];
    with(|t| {
        if was == 0 {
            t.draft.insert(cells)
        } else {
            t.draft.update(was, cells)
        }
    })
}

pub(crate) fn delete_draft(account: Id, event: &str, was: i64) -> Change {
    with(|t| t.draft.delete(was, vec![account.into(), event.into()]))
}

/// Takes a record as the occasion of a case: nobody else can then file for it. A key table, so of
/// two at the same moment one loses.
pub(crate) fn take_occasion(record: Id, root: Id) -> Change {
    with(|t| {
        t.used
            .insert(vec![("record", record.into()), ("root", root.into())])
    })
}

/// Gives an occasion back, when the case was withdrawn.
pub(crate) fn free_occasion(record: Id) -> Change {
    with(|t| t.used.delete(0, vec![record.into()]))
}

/// The root case that a record was the occasion of.
pub(crate) async fn occasion(store: &Store, record: Id) -> Result<Option<Id>, StoreError> {
    let sql = "select root from cases_used where record = $1";
    store
        .query_one(sql, &[record.into()])
        .await?
        .map(|row| row.id(0))
        .transpose()
}

/// One more check of a result's code.
pub(crate) fn count_check(code: &str, result: Id, checks: i64, was: i64) -> Change {
    with(|t| {
        let cells = vec![
            ("check_code", code.into()),
            ("result", result.into()),
            ("checks", (checks + 1).into()),
        ];
        t.check.update(was, cells)
    })
}

const CASE: &str = "c.case_id, c.root, c.leg, c.procedure, c.law, c.number, c.office, c.reception, \
    c.applicant, c.stage, c.holder, c.opened_at, c.clock, c.due_at, c.promised_at, c.taken, c.asked, \
    c.ended_at, c.outcome, c.version, q.role, q.version";

fn read_case(mut row: Row) -> Result<Case, StoreError> {
    let ended = row.opt_instant(17)?.zip(read_outcome(row.opt_text(18)?));
    let queued = match row.opt_int(21)? {
        Some(version) => Some(Queued {
            role: row.take_text(20)?,
            version,
        }),
        None => None,
    };
    let items: Vec<(String, String)> = serde_json::from_str(row.text(16)?).unwrap_or_default();
    Ok(Case {
        id: row.id(0)?,
        root: row.id(1)?,
        leg: row.take_opt_text(2)?,
        procedure: row.take_text(3)?,
        law: row.take_text(4)?,
        number: row.take_text(5)?,
        office: row.take_text(6)?,
        reception: row.take_opt_text(7)?,
        applicant: row.id(8)?,
        stage: row.take_text(9)?,
        holder: row.opt_id(10)?,
        opened_at: row.instant(11)?,
        clock: read_clock(row.text(12)?).ok_or(StoreError::Shape {
            at: 12,
            expected: "a clock",
        })?,
        due_at: row.instant(13)?,
        promised_at: row.opt_instant(14)?,
        taken: serde_json::from_str(row.text(15)?).unwrap_or_default(),
        asked: items
            .into_iter()
            .map(|(paper, content)| Item { paper, content })
            .collect(),
        ended,
        version: row.int(19)?,
        queued,
    })
}

fn case_from(clause: &str) -> String {
    format!(
        "select {CASE} from cases_case c
           left join cases_queue q on q.office = c.office and q.case_id = c.case_id
          where {clause}"
    )
}

/// One case.
pub(crate) async fn case(store: &Store, id: Id) -> Result<Option<Case>, StoreError> {
    let sql = case_from("c.case_id = $1");
    store
        .query_one(&sql, &[id.into()])
        .await?
        .map(read_case)
        .transpose()
}

/// A root and its legs, in the order of their opening.
pub(crate) async fn family(store: &Store, root: Id) -> Result<Vec<Case>, StoreError> {
    let sql = case_from("c.root = $1 order by c.case_id");
    store
        .query(&sql, &[root.into()])
        .await?
        .into_iter()
        .map(read_case)
        .collect()
}

/// The root cases on a person's page, latest first.
pub(crate) async fn of_person(
    store: &Store,
    person: Id,
    limit: i64,
) -> Result<Vec<Case>, StoreError> {
    let sql = format!(
        "select {CASE} from cases_person p join cases_case c on c.case_id = p.case_id
           left join cases_queue q on q.office = c.office and q.case_id = c.case_id
          where p.person = $1 order by p.case_id desc limit $2"
    );
    store
        .query(&sql, &[person.into(), limit.into()])
        .await?
        .into_iter()
        .map(read_case)
        .collect()
}

/// Whether a person is a party of a case.
pub(crate) async fn is_party(store: &Store, person: Id, root: Id) -> Result<bool, StoreError> {
    let sql = "select 1 from cases_person where person = $1 and case_id = $2";
    Ok(!store
        .query(sql, &[person.into(), root.into()])
        .await?
        .is_empty())
}

/// The columns of an application.
pub(crate) const APPLICATION: &str = "event, answers, out, version";

fn read_application(root: Id, mut row: Row) -> Result<Application, StoreError> {
    Ok(Application {
        root,
        event: row.take_text(0)?,
        answers: text_map(row.text(1)?),
        out: serde_json::from_str(row.text(2)?).unwrap_or_default(),
        version: row.int(3)?,
    })
}

/// The columns of a piece of evidence.
pub(crate) const EVIDENCE: &str =
    "evidence, register, finding, record, subjects, fetched_at, contents";

fn read_evidence(mut row: Row) -> Result<Evidence, StoreError> {
    let subjects: Vec<String> = serde_json::from_str(row.text(4)?).unwrap_or_default();
    Ok(Evidence {
        id: row.take_text(0)?,
        register: row.take_text(1)?,
        finding: Finding::named(row.text(2)?),
        record: row.opt_id(3)?,
        subjects: subjects.iter().filter_map(|id| id.parse().ok()).collect(),
        fetched_at: row.instant(5)?,
        values: text_map(row.text(6)?),
    })
}
