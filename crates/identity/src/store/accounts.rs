//! Accounts, their posts, and failed attempts.

use std::collections::BTreeMap;

use ::store::{Change, Row, Store, StoreError, Value};
use access::Post;
use base::{Digest, Id, Instant};

use super::TABLES;
use crate::Account;
use crate::account::{attempt_key, key_of};

/// An account with what stays inside this crate.
#[derive(Clone, Debug)]
pub(crate) struct AccountRow {
    pub(crate) account: Account,
    /// PHC string; empty where no password opens the account.
    pub(crate) password: String,
    /// Sessions of an earlier epoch are void.
    pub(crate) epoch: i64,
    pub(crate) made_at: Instant,
}

impl AccountRow {
    /// What a password is compared with, if any opens the account.
    pub(crate) fn hash(&self) -> Option<&str> {
        Some(self.password.as_str()).filter(|hash| !hash.is_empty())
    }
}

const ACCOUNT: &str = "a.account, a.version, a.login, a.email, a.name_shown, a.subject, a.level, \
                       a.language, a.password, a.epoch, a.made_at, t.locked_until";
const FROM: &str = "identity_account a left join identity_attempt t on t.login = a.attempt";

/// How many columns [`ACCOUNT`] has: what is selected beside it stands after them.
pub(super) const WIDTH: usize = 12;

/// What a query that also reads an account selects and reads from.
pub(super) fn account_sql(more: &str, join: &str, condition: &str) -> String {
    format!("select {ACCOUNT}{more} from {FROM} {join} where {condition}")
}

pub(super) async fn with_posts(store: &Store, row: &Row) -> Result<AccountRow, StoreError> {
    let id = row.id(0)?;
    let posts = store
        .query(
            "select role, office from identity_post where account = $1 order by role, office",
            &[id.into()],
        )
        .await?;
    let level = u8::try_from(row.int(6)?).map_err(|_| StoreError::Shape {
        at: 6,
        expected: "a level",
    })?;
    Ok(AccountRow {
        account: Account {
            id,
            version: row.int(1)?,
            login: row.text(2)?.to_owned(),
            email: row.opt_text(3)?.map(str::to_owned),
            name_shown: row.opt_text(4)?.map(str::to_owned),
            subject: row.opt_id(5)?,
            level,
            language: row.text(7)?.to_owned(),
            posts: posts.iter().map(read_post).collect::<Result<_, _>>()?,
            locked_until: row.opt_instant(11)?,
        },
        password: row.text(8)?.to_owned(),
        epoch: row.int(9)?,
        made_at: row.instant(10)?,
    })
}

fn read_post(row: &Row) -> Result<Post, StoreError> {
    Ok(Post {
        role: row.text(0)?.to_owned(),
        office: row.text(1)?.to_owned(),
    })
}

async fn one(
    store: &Store,
    join: &str,
    condition: &str,
    value: Value,
) -> Result<Option<AccountRow>, StoreError> {
    // What anybody may type: PostgreSQL keeps no text with this character, so nobody is called so.
    if matches!(&value, Value::Text(text) if text.contains('\0')) {
        return Ok(None);
    }
    let sql = account_sql("", join, condition);
    match store.query_one(&sql, &[value]).await? {
        Some(row) => with_posts(store, &row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn account(store: &Store, id: Id) -> Result<Option<AccountRow>, StoreError> {
    one(store, "", "a.account = $1", id.into()).await
}

pub(crate) async fn by_login(store: &Store, key: &str) -> Result<Option<AccountRow>, StoreError> {
    let join = "join identity_login k on k.account = a.account";
    one(store, join, "k.login = $1", key.into()).await
}

pub(crate) async fn by_email(store: &Store, key: &str) -> Result<Option<AccountRow>, StoreError> {
    let join = "join identity_email k on k.account = a.account";
    one(store, join, "k.email = $1", key.into()).await
}

pub(crate) async fn by_subject(store: &Store, subject: Id) -> Result<Vec<Account>, StoreError> {
    let sql = account_sql("", "", "a.subject = $1 order by a.account");
    let mut accounts = Vec::new();
    for row in store.query(&sql, &[subject.into()]).await? {
        accounts.push(with_posts(store, &row).await?.account);
    }
    Ok(accounts)
}

/// The accounts that hold a role in an office, with what they are called.
pub(crate) async fn holders(
    store: &Store,
    post: &Post,
) -> Result<BTreeMap<Id, String>, StoreError> {
    let sql = "select a.account, coalesce(a.name_shown, a.login)
                 from identity_post p join identity_account a on a.account = p.account
                where p.office = $1 and p.role = $2";
    let values = [post.office.as_str().into(), post.role.as_str().into()];
    let rows = store.query(sql, &values).await?;
    rows.iter()
        .map(|row| Ok((row.id(0)?, row.text(1)?.to_owned())))
        .collect()
}

fn cells(row: &AccountRow) -> Vec<(&'static str, Value)> {
    let account = &row.account;
    vec![
        ("account", account.id.into()),
        ("login", account.login.clone().into()),
        ("attempt", attempt_key(&key_of(&account.login)).into()),
        ("email", account.email.clone().into()),
        ("name_shown", account.name_shown.clone().into()),
        ("subject", account.subject.into()),
        ("level", i64::from(account.level).into()),
        ("language", account.language.clone().into()),
        ("password", row.password.clone().into()),
        ("epoch", row.epoch.into()),
        ("made_at", row.made_at.into()),
    ]
}

/// A new account with its keys and posts.
pub(crate) fn insert_account(row: &AccountRow) -> Vec<Change> {
    let account = &row.account;
    let mut changes = vec![TABLES.login.insert(vec![
        ("login", key_of(&account.login).into()),
        ("account", account.id.into()),
    ])];
    changes.extend(
        account
            .email
            .as_deref()
            .map(|email| take_email(email, account.id)),
    );
    changes.push(TABLES.account.insert(cells(row)));
    changes.extend(account.posts.iter().map(|post| add_post(account.id, post)));
    changes
}

/// The account as it will be, from the version it was read at.
pub(crate) fn update_account(row: &AccountRow) -> Change {
    TABLES.account.update(row.account.version, cells(row))
}

pub(crate) fn take_email(email: &str, account: Id) -> Change {
    TABLES.email.insert(vec![
        ("email", key_of(email).into()),
        ("account", account.into()),
    ])
}

pub(crate) fn free_email(email: &str) -> Change {
    TABLES.email.delete(0, vec![key_of(email).into()])
}

pub(crate) fn add_post(account: Id, post: &Post) -> Change {
    TABLES.post.insert(vec![
        ("account", account.into()),
        ("role", post.role.clone().into()),
        ("office", post.office.clone().into()),
    ])
}

pub(crate) fn remove_post(account: Id, post: &Post) -> Change {
    let key = vec![
        account.into(),
        post.role.clone().into(),
        post.office.clone().into(),
    ];
    TABLES.post.delete(0, key)
}

/// Failed attempts at a login name, whether or not there is such an account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttemptRow {
    pub(crate) login: Digest,
    pub(crate) failures: i64,
    /// The last failure.
    pub(crate) at: Instant,
    pub(crate) locked_until: Option<Instant>,
    /// 0 for none yet.
    pub(crate) version: i64,
}

pub(crate) async fn attempts(store: &Store, login: Digest) -> Result<AttemptRow, StoreError> {
    let sql = "select failures, at, locked_until, version from identity_attempt where login = $1";
    let Some(row) = store.query_one(sql, &[login.into()]).await? else {
        return Ok(AttemptRow {
            login,
            failures: 0,
            at: Instant(0),
            locked_until: None,
            version: 0,
        });
    };
    Ok(AttemptRow {
        login,
        failures: row.int(0)?,
        at: row.instant(1)?,
        locked_until: row.opt_instant(2)?,
        version: row.int(3)?,
    })
}

pub(crate) fn put_attempts(row: &AttemptRow) -> Change {
    let cells = vec![
        ("login", row.login.into()),
        ("failures", row.failures.into()),
        ("at", row.at.into()),
        ("locked_until", row.locked_until.into()),
    ];
    if row.version == 0 {
        TABLES.attempt.insert(cells)
    } else {
        TABLES.attempt.update(row.version, cells)
    }
}

/// Forgets failed attempts, if there were any.
pub(crate) fn clear_attempts(row: &AttemptRow) -> Option<Change> {
    (row.version != 0).then(|| TABLES.attempt.delete(row.version, vec![row.login.into()]))
}
