//! Correction tickets.

use ::store::{Change, Row, Store, StoreError, Value};
use base::Id;

use super::TICKET;
use crate::read::FOUND_MAX;
use crate::ticket::{OpenedBy, Status, Ticket};

const COLUMNS: &str = "register, ticket, steward, record, subject, field, said, opened_by, case_id, \
                       status, opened_at, due_at, answer, answered_at, act, version";

/// A ticket as it will be; version 0 for a new one.
pub(crate) fn put_ticket(ticket: &Ticket) -> Change {
    let cells = vec![
        ("register", ticket.register.as_str().into()),
        ("ticket", ticket.id.into()),
        ("steward", ticket.steward.as_str().into()),
        ("record", ticket.record.into()),
        ("subject", ticket.subject.into()),
        ("field", ticket.field.clone().into()),
        ("said", ticket.text.said.as_str().into()),
        ("opened_by", ticket.opened_by.word().into()),
        ("case_id", ticket.case.into()),
        ("status", ticket.status.word().into()),
        ("opened_at", ticket.opened_at.into()),
        ("due_at", ticket.due_at.into()),
        ("answer", ticket.text.answer.clone().into()),
        ("answered_at", ticket.answered_at.into()),
        ("act", ticket.act.into()),
    ];
    match ticket.version {
        0 => TICKET.insert(cells),
        was => TICKET.update(was, cells),
    }
}

/// The tickets of a steward in a status, the first due first.
pub(crate) async fn tickets_of(
    db: &Store,
    steward: &str,
    status: Status,
) -> Result<Vec<Ticket>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from registers_ticket where steward = $1 and status = $2
          order by due_at, ticket limit {FOUND_MAX}"
    );
    read(db, &sql, &[steward.into(), status.word().into()]).await
}

/// The tickets about a subject, latest first.
pub(crate) async fn tickets_about(db: &Store, subject: Id) -> Result<Vec<Ticket>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from registers_ticket where subject = $1
          order by ticket desc limit {FOUND_MAX}"
    );
    read(db, &sql, &[subject.into()]).await
}

/// The tickets a case opened.
pub(crate) async fn tickets_from(db: &Store, case: Id) -> Result<Vec<Ticket>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from registers_ticket where case_id = $1
          order by ticket limit {FOUND_MAX}"
    );
    read(db, &sql, &[case.into()]).await
}

/// One ticket.
pub(crate) async fn ticket(
    db: &Store,
    register: &str,
    id: Id,
) -> Result<Option<Ticket>, StoreError> {
    let sql = format!("select {COLUMNS} from registers_ticket where register = $1 and ticket = $2");
    let found = read(db, &sql, &[register.into(), id.into()]).await?;
    Ok(found.into_iter().next())
}

async fn read(db: &Store, sql: &str, values: &[Value]) -> Result<Vec<Ticket>, StoreError> {
    let rows = db.query(sql, values).await?;
    rows.iter().map(read_ticket).collect()
}

fn read_ticket(row: &Row) -> Result<Ticket, StoreError> {
    let shape = |at, expected| StoreError::Shape { at, expected };
    let text = |at| Ok::<_, StoreError>(row.opt_text(at)?.map(str::to_owned));
    Ok(Ticket {
        register: row.text(0)?.to_owned(),
        id: row.id(1)?,
        steward: row.text(2)?.to_owned(),
        record: row.opt_id(3)?,
        subject: row.opt_id(4)?,
        field: text(5)?,
        opened_by: OpenedBy::named(row.text(7)?).ok_or(shape(7, "who opened it"))?,
        case: row.opt_id(8)?,
        status: Status::named(row.text(9)?).ok_or(shape(9, "a status"))?,
        opened_at: row.instant(10)?,
        due_at: row.instant(11)?,
        answered_at: row.opt_instant(13)?,
        act: row.id(14)?,
        version: row.int(15)?,
        text: crate::ticket::TicketText {
            said: row.text(6)?.to_owned(),
            answer: text(12)?,
        },
    })
}
