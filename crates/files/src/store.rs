//! The tables of files, and the only SQL of this crate.

use ::store::{Change, Kind as Column, Migration, Migrations, Row, Store, StoreError, Table};
use base::{Digest, Id};

use crate::{FileKind, Kept, Place};

thread_local! {
    static BLOB: Table = Table::new("files_blob")
        .key("digest", Column::Bytes)
        .must("bytes", Column::Bytes)
        .done();
    static FILE: Table = Table::new("files_file")
        .key("file", Column::Bytes)
        .must("case_id", Column::Bytes)
        .must("owner", Column::Bytes)
        .must("item", Column::Text)
        .must("name", Column::Text)
        .must("kind", Column::Text)
        .must("size", Column::Int)
        .must("digest", Column::Bytes)
        .must("received_at", Column::Int)
        .index(&["case_id", "file"])
        .done();
}

/// How the tables of this crate come to be as [`tables`] declares them. One that was ever released is
/// never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "files",
    all: &[Migration {
        name: "first tables",
        sql: include_str!("store/migrations/0001-first-tables.sql"),
    }],
};

/// All tables of this crate.
pub fn tables() -> Vec<Table> {
    vec![BLOB.with(Table::clone), FILE.with(Table::clone)]
}

/// The bytes, unless they are there already, and the file.
pub(crate) fn keep(kept: &Kept, bytes: Vec<u8>) -> Vec<Change> {
    let blob = BLOB.with(|table| {
        table.ensure(vec![
            ("digest", kept.digest.into()),
            ("bytes", bytes.into()),
        ])
    });
    let file = FILE.with(|table| {
        table.insert(vec![
            ("file", kept.id.into()),
            ("case_id", kept.place.case.into()),
            ("owner", kept.place.owner.into()),
            ("item", kept.place.item.as_str().into()),
            ("name", kept.name.as_str().into()),
            ("kind", kept.kind.word().into()),
            ("size", kept.size.into()),
            ("digest", kept.digest.into()),
            ("received_at", kept.received_at.into()),
        ])
    });
    vec![blob, file]
}

const COLUMNS: &str = "file, case_id, owner, item, name, kind, size, digest, received_at";

fn read(row: &Row) -> Result<Kept, StoreError> {
    let shape = |at, expected| StoreError::Shape { at, expected };
    Ok(Kept {
        id: row.id(0)?,
        place: Place {
            case: row.id(1)?,
            owner: row.id(2)?,
            item: row.text(3)?.to_owned(),
        },
        name: row.text(4)?.to_owned(),
        kind: FileKind::named(row.text(5)?).ok_or(shape(5, "a kind of file"))?,
        size: row.int(6)?,
        digest: row.bytes(7)?.try_into().map_err(|_| shape(7, "a digest"))?,
        received_at: row.instant(8)?,
    })
}

pub(crate) async fn file(store: &Store, id: Id) -> Result<Option<Kept>, StoreError> {
    let sql = format!("select {COLUMNS} from files_file where file = $1");
    let row = store.query_one(&sql, &[id.into()]).await?;
    row.as_ref().map(read).transpose()
}

pub(crate) async fn of_case(
    store: &Store,
    (case, root): (Id, Id),
) -> Result<Vec<Kept>, StoreError> {
    let sql = format!("select {COLUMNS} from files_file where case_id in ($1, $2) order by file");
    let rows = store.query(&sql, &[case.into(), root.into()]).await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn blob(store: &Store, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select bytes from files_blob where digest = $1";
    let row = store.query_one(sql, &[(*digest).into()]).await?;
    row.map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()
}
