//! Correction tickets.

use ::store::{Change, Row, Store, StoreError, Value};
use base::{Id, Instant};

use super::{OPEN_TICKET, TICKET};
use crate::read::FOUND_MAX;
use crate::ticket::{OpenedBy, Status, Ticket};

const COLUMNS: &str = "register, ticket, steward, record, subject, field, said, opened_by, case_id, \
                       status, opened_at, due_at, answer, answered_at, act, version, rule, opener, stops_sharing";

/// A ticket as it will be; version 0 for a new one. That of a rule takes the place of the one open
/// ticket of its record and rule, and gives it back.
pub(crate) fn put_ticket(ticket: &Ticket) -> Vec<Change> {
    let cells = vec![
        ("register", ticket.register.as_str().into()),
        ("ticket", ticket.id.into()),
        ("steward", ticket.steward.as_str().into()),
        ("record", ticket.record.into()),
        ("subject", ticket.subject.into()),
        ("field", ticket.field.clone().into()),
        ("said", ticket.text.said.as_str().into()),
        ("rule", ticket.rule.clone().into()),
        ("opened_by", ticket.opened_by.word().into()),
        ("opener", ticket.opener.into()),
        ("stops_sharing", ticket.stops_sharing.into()),
        ("case_id", ticket.case.into()),
        ("status", ticket.status.word().into()),
        ("opened_at", ticket.opened_at.into()),
        ("due_at", ticket.due_at.into()),
        ("answer", ticket.text.answer.clone().into()),
        ("answered_at", ticket.answered_at.into()),
        ("act", ticket.act.into()),
    ];
    let mut changes = vec![match ticket.version {
        0 => TICKET.insert(cells),
        was => TICKET.update(was, cells),
    }];
    if let (Some(record), Some(rule)) = (ticket.record, &ticket.rule) {
        let (register, rule) = (ticket.register.as_str(), rule.as_str());
        if ticket.status != Status::Open {
            let key = vec![record.into(), register.into(), rule.into()];
            changes.push(OPEN_TICKET.delete(0, key));
        } else if ticket.version == 0 {
            changes.push(OPEN_TICKET.insert(vec![
                ("record", record.into()),
                ("register", register.into()),
                ("rule", rule.into()),
                ("ticket", ticket.id.into()),
            ]));
        }
    }
    changes
}

/// That a ticket goes with its record.
pub(crate) fn take_ticket(ticket: &Ticket) -> Vec<Change> {
    let register = ticket.register.as_str();
    let key = vec![register.into(), ticket.id.into()];
    let mut changes = vec![TICKET.delete(ticket.version, key)];
    if let (Status::Open, Some(record), Some(rule)) = (ticket.status, ticket.record, &ticket.rule) {
        let key = vec![record.into(), register.into(), rule.as_str().into()];
        changes.push(OPEN_TICKET.delete(0, key));
    }
    changes
}

/// Records and open tickets of a rule, in the order of the records, from behind one of them on.
pub(crate) async fn open_of_rule(
    db: &Store,
    (register, rule): (&str, &str),
    after: Option<Id>,
) -> Result<Vec<(Id, Id)>, StoreError> {
    let sql = format!(
        "select record, ticket from registers_ticket_open
          where register = $1 and rule = $2 and record > $3 order by record limit {FOUND_MAX}"
    );
    let after: Value = after.map_or_else(|| Vec::new().into(), Into::into);
    let rows = db
        .query(&sql, &[register.into(), rule.into(), after])
        .await?;
    rows.iter()
        .map(|row| Ok((row.id(0)?, row.id(1)?)))
        .collect()
}

/// The tickets about a record, latest first, at most so many.
pub(crate) async fn tickets_on(
    db: &Store,
    (register, record): (&str, Id),
    most: i64,
) -> Result<Vec<Ticket>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from registers_ticket where record = $1 and register = $2
          order by ticket desc limit $3"
    );
    read(db, &sql, &[record.into(), register.into(), most.into()]).await
}

/// The open tickets that stop a record from being shared, the first opened first.
pub(crate) async fn stopping(
    db: &Store,
    register: &str,
    record: Id,
) -> Result<Vec<Ticket>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from registers_ticket
          where record = $1 and register = $2 and status = $3 and stops_sharing = 1
          order by opened_at, ticket limit {FOUND_MAX}"
    );
    let open = Status::Open.word();
    read(db, &sql, &[record.into(), register.into(), open.into()]).await
}

/// Which of these records are not shared, and until when the first opened of the tickets that stop
/// them has to be answered.
pub(crate) async fn stopped(
    db: &Store,
    register: &str,
    records: &[Id],
) -> Result<Vec<(Id, Instant)>, StoreError> {
    let places: Vec<String> = (3..records.len() + 3).map(|at| format!("${at}")).collect();
    let sql = format!(
        "select record, due_at from registers_ticket
          where register = $1 and status = $2 and stops_sharing = 1 and record in ({})
          order by opened_at, ticket",
        places.join(", ")
    );
    let mut values: Vec<Value> = vec![register.into(), Status::Open.word().into()];
    values.extend(records.iter().map(|&record| record.into()));
    let rows = db.query(&sql, &values).await?;
    let mut stopped: Vec<(Id, Instant)> = Vec::new();
    for row in &rows {
        let record = row.id(0)?;
        if !stopped.iter().any(|(known, _)| *known == record) {
            stopped.push((record, row.instant(1)?));
        }
    }
    Ok(stopped)
}

/// How many tickets should have been answered by now, for each steward that has any.
pub(crate) async fn late(db: &Store, now: Instant) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "select steward, count(*) from registers_ticket
                where status = $1 and due_at < $2 group by steward order by steward";
    let rows = db
        .query(sql, &[Status::Open.word().into(), now.into()])
        .await?;
    rows.iter()
        .map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?)))
        .collect()
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
        rule: text(16)?,
        opener: row.opt_id(17)?,
        stops_sharing: row.opt_int(18)? == Some(1),
        text: crate::ticket::TicketText {
            said: row.text(6)?.to_owned(),
            answer: text(12)?,
        },
    })
}
