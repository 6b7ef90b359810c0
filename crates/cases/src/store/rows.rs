//! Reading of consents, steps, results, drafts and queues.

use ::store::{Row, Store, StoreError};
use base::{Id, Instant};

use super::text_map;
use crate::model::{Answers, Consent, Given, Step};

/// What stands where a number that was drawn at commit belongs, in stored texts.
pub(crate) const BOOK: &str = "\u{2}book\u{3}";

pub(super) fn read_consent(row: &Row) -> Result<Consent, StoreError> {
    Ok(Consent {
        root: row.id(0)?,
        id: row.text(1)?.to_owned(),
        person: row.id(2)?,
        asked_at: row.instant(3)?,
        answer: row
            .opt_instant(4)?
            .zip(row.opt_int(5)?.map(|answer| answer != 0)),
        version: row.int(6)?,
    })
}

pub(super) const CONSENT: &str = "root, consent, person, asked_at, answered_at, answer, version";

/// The consents of a root.
pub(crate) async fn consents(store: &Store, root: Id) -> Result<Vec<Consent>, StoreError> {
    let sql = format!("select {CONSENT} from cases_consent where root = $1 order by consent");
    store
        .query(&sql, &[root.into()])
        .await?
        .iter()
        .map(read_consent)
        .collect()
}

/// The consents asked of a person that are not answered yet, in cases that still run.
pub(crate) async fn consents_of(store: &Store, person: Id) -> Result<Vec<Consent>, StoreError> {
    let sql = format!(
        "select {CONSENT} from cases_consent q where person = $1 and answered_at is null
            and exists (select 1 from cases_case c where c.root = q.root and c.ended_at is null)
          order by root limit 50"
    );
    store
        .query(&sql, &[person.into()])
        .await?
        .iter()
        .map(read_consent)
        .collect()
}

/// So many steps of a history are read, the last ones: a page shows no more.
const STEPS_MAX: usize = 500;

/// The last steps of some cases, for [`read_steps`].
pub(super) fn steps_where(clause: &str) -> String {
    format!(
        "select case_id, at, what, role, office, stage, ground, said from cases_step
          where {clause} order by case_id desc, step desc limit {STEPS_MAX}"
    )
}

/// The history of a case, in its order.
pub(crate) async fn steps(store: &Store, case: Id) -> Result<Vec<Step>, StoreError> {
    let sql = steps_where("case_id = $1");
    read_steps(store.query(&sql, &[case.into()]).await?)
}

/// The rows of [`steps_where`], case by case in the order of the steps.
pub(super) fn read_steps(rows: Vec<Row>) -> Result<Vec<Step>, StoreError> {
    rows.into_iter()
        .rev()
        .map(|mut row| {
            Ok(Step {
                case: row.id(0)?,
                at: row.instant(1)?,
                what: row.take_text(2)?,
                role: row.take_text(3)?,
                office: row.take_opt_text(4)?,
                stage: row.take_text(5)?,
                ground: row.take_opt_text(6)?,
                text: row.take_opt_text(7)?,
            })
        })
        .collect()
}

const RESULT: &str = "r.result, r.case_id, r.procedure, r.kind, r.code, r.check_code, r.number, r.book, \
                      r.office, r.issued_at, r.withdrawn_at, r.masked, r.fields";

pub(super) fn read_result(row: &Row) -> Result<Given, StoreError> {
    let book = row.opt_text(7)?.unwrap_or("").to_owned();
    let mut fields = text_map(row.text(12)?);
    for value in fields.values_mut() {
        if value.contains(BOOK) {
            *value = value.replace(BOOK, &book);
        }
    }
    Ok(Given {
        id: row.id(0)?,
        case: row.id(1)?,
        procedure: row.text(2)?.to_owned(),
        kind: row.text(3)?.to_owned(),
        code: row.text(4)?.to_owned(),
        check: row.text(5)?.to_owned(),
        number: row.text(6)?.to_owned(),
        office: row.text(8)?.to_owned(),
        issued_at: row.instant(9)?,
        withdrawn_at: row.opt_instant(10)?,
        masked: row.text(11)?.to_owned(),
        fields,
    })
}

/// Some results, for [`read_result`].
pub(super) fn results_where(clause: &str) -> String {
    format!("select {RESULT} from cases_result r where {clause} order by r.result")
}

/// The results on a person's page, latest first.
pub(crate) async fn results_of_person(store: &Store, person: Id) -> Result<Vec<Given>, StoreError> {
    let sql = format!(
        "select {RESULT} from cases_holder h join cases_result r on r.result = h.result
          where h.person = $1 order by h.result desc limit 100"
    );
    store
        .query(&sql, &[person.into()])
        .await?
        .iter()
        .map(read_result)
        .collect()
}

/// One result.
pub(crate) async fn result(store: &Store, id: Id) -> Result<Option<Given>, StoreError> {
    let sql = format!("select {RESULT} from cases_result r where r.result = $1");
    store
        .query_one(&sql, &[id.into()])
        .await?
        .as_ref()
        .map(read_result)
        .transpose()
}

/// Whether a person holds a result.
pub(crate) async fn holds(store: &Store, person: Id, result: Id) -> Result<bool, StoreError> {
    let sql = "select 1 from cases_holder where person = $1 and result = $2";
    Ok(!store
        .query(sql, &[person.into(), result.into()])
        .await?
        .is_empty())
}

/// The result behind a check code, how often it was checked, and the row's version.
pub(crate) async fn checked(
    store: &Store,
    code: &str,
) -> Result<Option<(Given, i64, i64)>, StoreError> {
    let sql = format!(
        "select {RESULT}, k.checks, k.version from cases_check k
           join cases_result r on r.result = k.result where k.check_code = $1"
    );
    let row = store.query_one(&sql, &[code.into()]).await?;
    row.map(|row| Ok((read_result(&row)?, row.int(13)?, row.int(14)?)))
        .transpose()
}

/// An application that is not submitted yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The answers so far.
    pub answers: Answers,
    /// The row's version; 0 if it was never saved.
    pub version: i64,
}

/// A person's draft for a life event; empty if there is none.
pub(crate) async fn draft(store: &Store, account: Id, event: &str) -> Result<Draft, StoreError> {
    let sql = "select answers, version from cases_draft where account = $1 and event = $2";
    let row = store
        .query_one(sql, &[account.into(), event.into()])
        .await?;
    row.map_or(Ok(Draft::default()), |row| {
        Ok(Draft {
            answers: text_map(row.text(0)?),
            version: row.int(1)?,
        })
    })
}

/// One line of an office's queue: nothing of it is personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// The case.
    pub case: Id,
    /// The dossier number.
    pub number: String,
    /// The procedure.
    pub procedure: String,
    /// The stage.
    pub stage: String,
    /// Which role acts next.
    pub role: String,
    /// When it is due.
    pub due_at: Instant,
    /// Who has claimed it.
    pub holder: Option<Id>,
}

/// An office's cases that wait for a role, those due first, after a place in that order.
pub(crate) async fn queue_of(
    store: &Store,
    office: &str,
    role: &str,
    after: (Instant, Id),
    limit: i64,
) -> Result<Vec<QueueRow>, StoreError> {
    let sql = "select case_id, number, procedure, stage, role, due_at, holder from cases_queue
                where office = $1 and role = $2 and (due_at > $3 or (due_at = $3 and case_id > $4))
                order by due_at, case_id limit $5";
    let values = [
        office.into(),
        role.into(),
        after.0.into(),
        after.1.into(),
        limit.into(),
    ];
    store
        .query(sql, &values)
        .await?
        .iter()
        .map(|row| {
            Ok(QueueRow {
                case: row.id(0)?,
                number: row.text(1)?.to_owned(),
                procedure: row.text(2)?.to_owned(),
                stage: row.text(3)?.to_owned(),
                role: row.text(4)?.to_owned(),
                due_at: row.instant(5)?,
                holder: row.opt_id(6)?,
            })
        })
        .collect()
}

/// How many of an office's cases wait for a role and are due before an instant; counts to `max`.
pub(crate) async fn waiting(
    store: &Store,
    (office, role): (&str, &str),
    before: Instant,
    max: i64,
) -> Result<i64, StoreError> {
    let sql = "select count(*) from (select 1 from cases_queue
                where office = $1 and role = $2 and due_at < $3 limit $4) as waiting";
    let values = [office.into(), role.into(), before.into(), max.into()];
    store
        .query_one(sql, &values)
        .await?
        .map_or(Ok(0), |row| row.int(0))
}

/// The procedure of a case.
pub(crate) async fn procedure_of(store: &Store, case: Id) -> Result<Option<String>, StoreError> {
    let sql = "select procedure from cases_case where case_id = $1";
    let row = store.query_one(sql, &[case.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}
