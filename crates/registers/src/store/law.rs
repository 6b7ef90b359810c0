//! Law versions.

use ::store::{Change, Row, Store, StoreError};
use base::{Digest, Id, Instant};

use super::{LAW, SEEDED};
use crate::law::LawVersion;

/// A law version, from now on.
pub(crate) fn put_law(law: &str, digest: Digest, files: String, at: Instant, act: Id) -> Change {
    LAW.insert(vec![
        ("law", law.into()),
        ("digest", digest.into()),
        ("files", files.into()),
        ("activated_at", at.into()),
        ("act", act.into()),
    ])
}

/// The digest of a law version, if there is one of this name.
pub(crate) async fn law_digest(db: &Store, law: &str) -> Result<Option<Digest>, StoreError> {
    let sql = "select digest from registers_law where law = $1";
    let row = db.query_one(sql, &[law.into()]).await?;
    row.map(|row| digest(&row, 0)).transpose()
}

/// The law version with a name.
pub(crate) async fn law_named(db: &Store, law: &str) -> Result<Option<LawVersion>, StoreError> {
    let sql = "select law, digest, files, activated_at from registers_law where law = $1";
    let row = db.query_one(sql, &[law.into()]).await?;
    row.map(|row| read_law(&row)).transpose()
}

/// All law versions but one, the first activated first.
pub(crate) async fn laws_but(db: &Store, law: &str) -> Result<Vec<LawVersion>, StoreError> {
    let sql = "select law, digest, files, activated_at from registers_law
                where law <> $1 order by activated_at, act";
    let rows = db.query(sql, &[law.into()]).await?;
    rows.iter().map(read_law).collect()
}

/// The law version that was activated last.
pub(crate) async fn last_law(db: &Store) -> Result<Option<LawVersion>, StoreError> {
    let sql = "select law, digest, files, activated_at from registers_law
                order by activated_at desc, act desc limit 1";
    let row = db.query_one(sql, &[]).await?;
    row.map(|row| read_law(&row)).transpose()
}

/// That these first rows of a register are in place.
pub(crate) fn put_seeded(register: &str, digest: Digest) -> Change {
    SEEDED.ensure(vec![
        ("register", register.into()),
        ("digest", digest.into()),
    ])
}

/// Whether these first rows of a register are in place.
pub(crate) async fn is_seeded(
    db: &Store,
    register: &str,
    digest: Digest,
) -> Result<bool, StoreError> {
    let sql = "select register from registers_seeded where register = $1 and digest = $2";
    let row = db.query_one(sql, &[register.into(), digest.into()]).await?;
    Ok(row.is_some())
}

fn read_law(row: &Row) -> Result<LawVersion, StoreError> {
    let files = serde_json::from_str(row.text(2)?).map_err(|_| StoreError::Shape {
        at: 2,
        expected: "the files of a pack",
    })?;
    Ok(LawVersion {
        law: row.text(0)?.to_owned(),
        digest: digest(row, 1)?,
        files,
        activated_at: row.instant(3)?,
    })
}

fn digest(row: &Row, at: usize) -> Result<Digest, StoreError> {
    row.bytes(at)?.try_into().map_err(|_| StoreError::Shape {
        at,
        expected: "32 bytes",
    })
}
