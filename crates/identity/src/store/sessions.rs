//! Sessions, recoveries, and the sweeping of what has expired.

use ::store::{Change, Row, Store, StoreError, Table, Value, WriteSet};
use access::Post;
use base::{Digest, Id, Instant};

use super::TABLES;
use super::accounts::{AccountRow, WIDTH, account_sql, with_posts};

/// A session as it is stored. The token itself is not.
#[derive(Clone, Debug)]
pub(crate) struct SessionRow {
    /// SHA-256 of the token.
    pub(crate) token: Digest,
    pub(crate) account: Id,
    pub(crate) epoch: i64,
    pub(crate) made_at: Instant,
    pub(crate) seen_at: Instant,
    pub(crate) expires_at: Instant,
    pub(crate) agent: String,
    pub(crate) post: Option<Post>,
    pub(crate) version: i64,
}

const SESSION: &str = "s.token, s.account, s.epoch, s.made_at, s.seen_at, s.expires_at, s.agent, \
                       s.role, s.office, s.version";

fn read_session(row: &Row, from: usize) -> Result<SessionRow, StoreError> {
    let role = row.opt_text(from + 7)?;
    let office = row.opt_text(from + 8)?;
    Ok(SessionRow {
        token: digest(row, from)?,
        account: row.id(from + 1)?,
        epoch: row.int(from + 2)?,
        made_at: row.instant(from + 3)?,
        seen_at: row.instant(from + 4)?,
        expires_at: row.instant(from + 5)?,
        agent: row.text(from + 6)?.to_owned(),
        post: role.zip(office).map(|(role, office)| Post {
            role: role.to_owned(),
            office: office.to_owned(),
        }),
        version: row.int(from + 9)?,
    })
}

pub(super) fn digest(row: &Row, at: usize) -> Result<Digest, StoreError> {
    row.bytes(at)?.try_into().map_err(|_| StoreError::Shape {
        at,
        expected: "32 bytes",
    })
}

/// A session that has neither expired nor been ended, with its account.
pub(crate) async fn session(
    store: &Store,
    token: Digest,
    now: Instant,
) -> Result<Option<(SessionRow, AccountRow)>, StoreError> {
    let sql = account_sql(
        &format!(", {SESSION}"),
        "join identity_session s on s.account = a.account and s.epoch = a.epoch",
        "s.token = $1 and s.expires_at > $2",
    );
    let Some(row) = store.query_one(&sql, &[token.into(), now.into()]).await? else {
        return Ok(None);
    };
    let session = read_session(&row, WIDTH)?;
    Ok(Some((session, with_posts(store, &row).await?)))
}

/// The open sessions of an account, the one seen last first.
pub(crate) async fn sessions(
    store: &Store,
    account: Id,
    now: Instant,
) -> Result<Vec<SessionRow>, StoreError> {
    let sql = format!(
        "select {SESSION} from identity_session s
           join identity_account a on a.account = s.account and a.epoch = s.epoch
          where s.account = $1 and s.expires_at > $2 order by s.seen_at desc, s.token"
    );
    let rows = store.query(&sql, &[account.into(), now.into()]).await?;
    rows.iter().map(|row| read_session(row, 0)).collect()
}

/// A session as it will be; version 0 for a new one.
pub(crate) fn put_session(row: &SessionRow) -> Change {
    let (role, office) = match &row.post {
        Some(post) => (Some(post.role.clone()), Some(post.office.clone())),
        None => (None, None),
    };
    let cells = vec![
        ("token", row.token.into()),
        ("account", row.account.into()),
        ("epoch", row.epoch.into()),
        ("made_at", row.made_at.into()),
        ("seen_at", row.seen_at.into()),
        ("expires_at", row.expires_at.into()),
        ("agent", row.agent.clone().into()),
        ("role", role.into()),
        ("office", office.into()),
    ];
    if row.version == 0 {
        TABLES.session.insert(cells)
    } else {
        TABLES.session.update(row.version, cells)
    }
}

pub(crate) fn delete_session(row: &SessionRow) -> Change {
    TABLES.session.delete(row.version, vec![row.token.into()])
}

/// An open recovery.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecoveryRow {
    /// SHA-256 of the token.
    pub(crate) token: Digest,
    /// None for a request that named nobody.
    pub(crate) account: Option<Id>,
    pub(crate) expires_at: Instant,
    pub(crate) version: i64,
}

pub(crate) fn insert_recovery(row: &RecoveryRow) -> Change {
    TABLES.recovery.insert(vec![
        ("token", row.token.into()),
        ("account", row.account.into()),
        ("expires_at", row.expires_at.into()),
    ])
}

pub(crate) async fn recovery(
    store: &Store,
    token: Digest,
) -> Result<Option<RecoveryRow>, StoreError> {
    let sql = "select token, account, expires_at, version from identity_recovery where token = $1";
    let row = store.query_one(sql, &[token.into()]).await?;
    row.as_ref().map(read_recovery).transpose()
}

pub(crate) async fn recoveries(store: &Store, account: Id) -> Result<Vec<RecoveryRow>, StoreError> {
    let sql = "select token, account, expires_at, version from identity_recovery
                where account = $1 order by token";
    let rows = store.query(sql, &[account.into()]).await?;
    rows.iter().map(read_recovery).collect()
}

fn read_recovery(row: &Row) -> Result<RecoveryRow, StoreError> {
    Ok(RecoveryRow {
        token: digest(row, 0)?,
        account: row.opt_id(1)?,
        expires_at: row.instant(2)?,
        version: row.int(3)?,
    })
}

pub(crate) fn delete_recovery(row: &RecoveryRow) -> Change {
    TABLES.recovery.delete(row.version, vec![row.token.into()])
}

/// Rows of the short-lived tables that were over before `expired`, or attempts before `forgotten`,
/// at most `limit` of each table.
pub(crate) async fn over(
    store: &Store,
    expired: Instant,
    forgotten: Instant,
    limit: i64,
) -> Result<WriteSet, StoreError> {
    let t = &*TABLES;
    let short_lived: [(&Table, &str, Instant); 5] = [
        (&t.session, "expires_at", expired),
        (&t.recovery, "expires_at", expired),
        (&t.ceremony, "expires_at", expired),
        (&t.press, "expires_at", expired),
        (&t.attempt, "at", forgotten),
    ];
    let mut set = WriteSet::new();
    for (table, column, before) in short_lived {
        let key = &table.columns()[0].name;
        let sql = format!(
            "select {key}, version from {} where {column} <= $1 order by {key} limit $2",
            table.name()
        );
        for row in store.query(&sql, &[before.into(), limit.into()]).await? {
            let key = Value::Bytes(row.bytes(0)?.to_vec());
            set.add(table.delete(row.int(1)?, vec![key]));
        }
    }
    Ok(set)
}
