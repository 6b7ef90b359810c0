//! The tables of notices, and the only SQL of this crate.

use ::store::{
    Change, Kind as Column, Migration, Migrations, Row, Store, StoreError, Table, Value,
};
use base::Id;
use serde_json::json;

use crate::{Letter, Mail, Notice, Received};

/// Where counting unread notices stops: a page shows "100 or more", and the count costs the same
/// for whoever never reads.
pub const UNREAD_MAX: i64 = 100;

thread_local! {
    static NOTICE: Table = Table::new("notices_notice")
        .key("person", Column::Bytes)
        .key("notice", Column::Bytes)
        .must("at", Column::Int)
        .must("kind", Column::Text)
        .must("args", Column::Text)
        .may("case_id", Column::Bytes)
        .may("read_at", Column::Int)
        .version()
        .index(&["person", "read_at"])
        .done();
    static MAIL: Table = Table::new("notices_mail")
        .key("mail", Column::Bytes)
        .must("at", Column::Int)
        .must("address", Column::Text)
        .must("subject", Column::Text)
        .must("body", Column::Text)
        .done();
}

/// How the tables of this crate come to be as [`tables`] declares them. One that was ever released is
/// never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "notices",
    all: &[Migration {
        name: "first tables",
        sql: include_str!("store/migrations/0001-first-tables.sql"),
    }],
};

/// All tables of this crate.
pub fn tables() -> Vec<Table> {
    vec![NOTICE.with(Table::clone), MAIL.with(Table::clone)]
}

/// The notice's row as it will be: new if it was never stored.
pub(crate) fn put(received: &Received) -> Change {
    let Notice {
        person,
        kind,
        args,
        case,
    } = &received.notice;
    let cells = vec![
        ("person", Value::from(*person)),
        ("notice", received.id.into()),
        ("at", received.at.into()),
        ("kind", kind.as_str().into()),
        ("args", json!(args).to_string().into()),
        ("case_id", (*case).into()),
        ("read_at", received.read_at.into()),
    ];
    NOTICE.with(|table| match received.version {
        0 => table.insert(cells),
        was => table.update(was, cells),
    })
}

const COLUMNS: &str = "person, notice, at, kind, args, case_id, read_at, version";

fn read(row: &Row) -> Result<Received, StoreError> {
    let args = serde_json::from_str(row.text(4)?).map_err(|_| StoreError::Shape {
        at: 4,
        expected: "names and values",
    })?;
    Ok(Received {
        id: row.id(1)?,
        at: row.instant(2)?,
        notice: Notice {
            person: row.id(0)?,
            kind: row.text(3)?.to_owned(),
            args,
            case: row.opt_id(5)?,
        },
        read_at: row.opt_instant(6)?,
        version: row.int(7)?,
    })
}

pub(crate) async fn inbox(
    store: &Store,
    person: Id,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Received>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from notices_notice where person = $1 and notice < $2
          order by notice desc limit $3"
    );
    let before = before.unwrap_or(Id([0xff; 16]));
    let rows = store
        .query(&sql, &[person.into(), before.into(), limit.into()])
        .await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn find(
    store: &Store,
    person: Id,
    notice: Id,
) -> Result<Option<Received>, StoreError> {
    let sql = format!("select {COLUMNS} from notices_notice where person = $1 and notice = $2");
    let row = store
        .query_one(&sql, &[person.into(), notice.into()])
        .await?;
    row.as_ref().map(read).transpose()
}

pub(crate) async fn unread(store: &Store, person: Id) -> Result<i64, StoreError> {
    let sql = "select count(*) from (select 1 from notices_notice
                where person = $1 and read_at is null limit $2) as unread";
    let row = store
        .query_one(sql, &[person.into(), UNREAD_MAX.into()])
        .await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// What a mail job needs: whose notice, and which.
pub(crate) fn payload(received: &Received) -> String {
    json!({
        "person": received.notice.person.to_string(),
        "notice": received.id.to_string(),
    })
    .to_string()
}

/// Person and notice of a mail job.
pub(crate) fn read_payload(payload: &str) -> Option<(Id, Id)> {
    let json: serde_json::Value = serde_json::from_str(payload).ok()?;
    let id = |name: &str| json.get(name)?.as_str()?.parse().ok();
    Some((id("person")?, id("notice")?))
}

/// A mail to keep; the same one again changes nothing.
pub(crate) fn keep(mail: &Mail) -> Change {
    MAIL.with(|table| {
        table.ensure(vec![
            ("mail", mail.id.into()),
            ("at", mail.at.into()),
            ("address", mail.letter.to.as_str().into()),
            ("subject", mail.letter.subject.as_str().into()),
            ("body", mail.letter.body.as_str().into()),
        ])
    })
}

pub(crate) async fn kept_mails(store: &Store, limit: i64) -> Result<Vec<Mail>, StoreError> {
    let sql = "select mail, at, address, subject, body from notices_mail
                order by mail desc limit $1";
    let rows = store.query(sql, &[limit.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Mail {
                id: row.id(0)?,
                at: row.instant(1)?,
                letter: Letter {
                    to: row.text(2)?.to_owned(),
                    subject: row.text(3)?.to_owned(),
                    body: row.text(4)?.to_owned(),
                },
            })
        })
        .collect()
}
