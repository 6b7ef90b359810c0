//! Passkeys, unfinished ceremonies, the credentials of agencies, and presses of buttons.

use ::store::{Change, Row, Store, StoreError};
use base::{Digest, Id, Instant};

use super::TABLES;
use super::sessions::digest;
use crate::Credential;

/// A passkey as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct PasskeyRow {
    /// SHA-256 of the credential id, which may be too long for a key.
    pub(crate) credential: Digest,
    pub(crate) account: Id,
    pub(crate) name: String,
    /// JSON of the public key, its counter and flags.
    pub(crate) passkey: String,
    pub(crate) made_at: Instant,
    pub(crate) used_at: Option<Instant>,
    /// 0 for a new one.
    pub(crate) version: i64,
}

const PASSKEY: &str = "credential, account, name, passkey, made_at, used_at, version";

fn read_passkey(row: &Row) -> Result<PasskeyRow, StoreError> {
    Ok(PasskeyRow {
        credential: digest(row, 0)?,
        account: row.id(1)?,
        name: row.text(2)?.to_owned(),
        passkey: row.text(3)?.to_owned(),
        made_at: row.instant(4)?,
        used_at: row.opt_instant(5)?,
        version: row.int(6)?,
    })
}

pub(crate) async fn passkey(
    store: &Store,
    credential: Digest,
) -> Result<Option<PasskeyRow>, StoreError> {
    let sql = format!("select {PASSKEY} from identity_passkey where credential = $1");
    let row = store.query_one(&sql, &[credential.into()]).await?;
    row.as_ref().map(read_passkey).transpose()
}

pub(crate) async fn passkeys(store: &Store, account: Id) -> Result<Vec<PasskeyRow>, StoreError> {
    let sql = format!(
        "select {PASSKEY} from identity_passkey where account = $1 order by made_at, credential"
    );
    let rows = store.query(&sql, &[account.into()]).await?;
    rows.iter().map(read_passkey).collect()
}

pub(crate) fn put_passkey(row: &PasskeyRow) -> Change {
    let cells = vec![
        ("credential", row.credential.into()),
        ("account", row.account.into()),
        ("name", row.name.clone().into()),
        ("passkey", row.passkey.clone().into()),
        ("made_at", row.made_at.into()),
        ("used_at", row.used_at.into()),
    ];
    if row.version == 0 {
        TABLES.passkey.insert(cells)
    } else {
        TABLES.passkey.update(row.version, cells)
    }
}

pub(crate) fn delete_passkey(row: &PasskeyRow) -> Change {
    TABLES
        .passkey
        .delete(row.version, vec![row.credential.into()])
}

/// A ceremony that was begun.
#[derive(Clone, Debug)]
pub(crate) struct CeremonyRow {
    pub(crate) ceremony: Id,
    /// For whom a passkey is being registered; none while somebody signs in.
    pub(crate) account: Option<Id>,
    /// JSON, with the challenge.
    pub(crate) state: String,
    pub(crate) expires_at: Instant,
    pub(crate) version: i64,
}

pub(crate) fn insert_ceremony(row: &CeremonyRow) -> Change {
    TABLES.ceremony.insert(vec![
        ("ceremony", row.ceremony.into()),
        ("account", row.account.into()),
        ("state", row.state.clone().into()),
        ("expires_at", row.expires_at.into()),
    ])
}

pub(crate) async fn ceremony(
    store: &Store,
    ceremony: Id,
) -> Result<Option<CeremonyRow>, StoreError> {
    let sql = "select account, state, expires_at, version from identity_ceremony
                where ceremony = $1";
    let row = store.query_one(sql, &[ceremony.into()]).await?;
    row.map(|row| {
        Ok(CeremonyRow {
            ceremony,
            account: row.opt_id(0)?,
            state: row.text(1)?.to_owned(),
            expires_at: row.instant(2)?,
            version: row.int(3)?,
        })
    })
    .transpose()
}

pub(crate) fn delete_ceremony(row: &CeremonyRow) -> Change {
    let key = vec![row.ceremony.into()];
    TABLES.ceremony.delete(row.version, key)
}

const CREDENTIAL: &str = "credential, agency, public_key, made_at, valid_until, version";

fn read_credential(row: &Row) -> Result<Credential, StoreError> {
    Ok(Credential {
        id: row.id(0)?,
        agency: row.text(1)?.to_owned(),
        public_key: digest(row, 2)?,
        made_at: row.instant(3)?,
        valid_until: row.instant(4)?,
        version: row.int(5)?,
    })
}

pub(crate) async fn credential(store: &Store, id: Id) -> Result<Option<Credential>, StoreError> {
    let sql = format!("select {CREDENTIAL} from identity_credential where credential = $1");
    let row = store.query_one(&sql, &[id.into()]).await?;
    row.as_ref().map(read_credential).transpose()
}

pub(crate) async fn credentials(
    store: &Store,
    agency: &str,
) -> Result<Vec<Credential>, StoreError> {
    let sql = format!(
        "select {CREDENTIAL} from identity_credential where agency = $1 order by credential"
    );
    let rows = store.query(&sql, &[agency.into()]).await?;
    rows.iter().map(read_credential).collect()
}

pub(crate) async fn credentials_after(
    store: &Store,
    after: Id,
    most: i64,
) -> Result<Vec<Credential>, StoreError> {
    let sql = format!(
        "select {CREDENTIAL} from identity_credential where credential > $1
          order by credential limit $2"
    );
    let rows = store.query(&sql, &[after.into(), most.into()]).await?;
    rows.iter().map(read_credential).collect()
}

/// A credential as it will be; version 0 for a new one.
pub(crate) fn put_credential(row: &Credential) -> Change {
    let cells = vec![
        ("credential", row.id.into()),
        ("agency", row.agency.clone().into()),
        ("public_key", row.public_key.into()),
        ("made_at", row.made_at.into()),
        ("valid_until", row.valid_until.into()),
    ];
    if row.version == 0 {
        TABLES.credential.insert(cells)
    } else {
        TABLES.credential.update(row.version, cells)
    }
}

pub(crate) fn insert_press(press: Digest, led_to: &str, expires_at: Instant) -> Change {
    TABLES.press.insert(vec![
        ("press", press.into()),
        ("led_to", led_to.into()),
        ("expires_at", expires_at.into()),
    ])
}

pub(crate) async fn press(
    store: &Store,
    press: Digest,
    now: Instant,
) -> Result<Option<String>, StoreError> {
    let sql = "select led_to from identity_press where press = $1 and expires_at > $2";
    let row = store.query_one(sql, &[press.into(), now.into()]).await?;
    row.map(|row| Ok(row.text(0)?.to_owned())).transpose()
}
