//! The tables of a database as it reports them itself, and how they differ from others.

use rusqlite::Connection as File;

use crate::sqlite::{read, statement};
use crate::{Kind, Row, Store, StoreError, Table};

/// Every table's columns: table, column, type, whether it may be null, place in the key or -1.
pub(crate) const FILE_TABLES: &str = "
    select m.name, c.name, c.type, 1 - c.\"notnull\", c.pk - 1
      from sqlite_schema m join pragma_table_info(m.name) c
     where m.type = 'table' and m.name not like 'sqlite_%' order by m.name, c.cid";

pub(crate) const SERVER_TABLES: &str = "
    select c.relname::text, a.attname::text, format_type(a.atttypid, null)::text,
           (not a.attnotnull)::int::bigint,
           coalesce(array_position(i.indkey::int2[], a.attnum), -1)::bigint
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
     where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
     order by c.relname, a.attnum";

/// The columns of every index that is not the key's, in order: table, index, whether it is none of
/// ours (unique, partial, of an expression or backwards), column.
const FILE_INDEXES: &str = "
    select m.name, i.name, max(i.\"unique\", i.partial, x.\"desc\", x.cid < 0), coalesce(x.name, '')
      from sqlite_schema m join pragma_index_list(m.name) i join pragma_index_xinfo(i.name) x
     where m.type = 'table' and i.origin <> 'pk' and x.\"key\" = 1
     order by m.name, i.name, x.seqno";

const SERVER_INDEXES: &str = "
    select c.relname::text, n.relname::text,
           (i.indisunique or i.indpred is not null or k.attnum = 0
              or i.indoption[k.place - 1] <> 0)::int::bigint,
           coalesce(a.attname::text, '')
      from pg_index i
      join pg_class c on c.oid = i.indrelid
      join pg_class n on n.oid = i.indexrelid
      cross join lateral unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
     where not i.indisprimary and c.relnamespace = current_schema()::regnamespace
     order by c.relname, n.relname, k.place";

/// What neither columns nor indexes show: tables whose columns take anything, and texts that are
/// ordered by the words of a language. Table, and what is wrong with it.
const FILE_FAULTS: &str = "
    select name, 'its columns take values of any type' from pragma_table_list
     where schema = 'main' and type = 'table' and strict = 0 and name not like 'sqlite_%'";

const SERVER_FAULTS: &str = "
    select c.relname::text, 'its column ' || a.attname || ' is not ordered by bytes'
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_collation o on o.oid = a.attcollation and o.collname <> 'C'
     where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace";

impl Store {
    /// The tables whose names begin so, with columns, keys and plain indexes as the database itself
    /// reports them. Row versions are columns like others here.
    ///
    /// # Errors
    /// [`StoreError::Incompatible`] for a table that no declaration could mean.
    pub async fn reported(&self, prefix: &str) -> Result<Vec<Table>, StoreError> {
        let catalogue: [(&str, &[_]); 3] = match self {
            Store::Sqlite(_) => [FILE_TABLES, FILE_INDEXES, FILE_FAULTS],
            Store::Postgres(_) => [SERVER_TABLES, SERVER_INDEXES, SERVER_FAULTS],
        }
        .map(|sql| (sql, &[][..]));
        of(&self.snapshot(&catalogue).await?, prefix)
    }
}

/// The tables of a file, as [`Store::reported`] gives them.
pub(crate) fn of_file(file: &File) -> Result<Vec<Table>, StoreError> {
    let catalogue = [FILE_TABLES, FILE_INDEXES, FILE_FAULTS].map(|sql| read(file, sql, &[]));
    let catalogue: Result<Vec<_>, _> = catalogue.into_iter().collect();
    of(&catalogue.map_err(statement)?, "")
}

fn of(catalogue: &[Vec<Row>], prefix: &str) -> Result<Vec<Table>, StoreError> {
    let [columns, indexes, faults] = catalogue else {
        return Ok(Vec::new());
    };
    let ours = |rows: &[Row]| -> Vec<Row> {
        let named = |row: &&Row| row.text(0).is_ok_and(|name| name.starts_with(prefix));
        rows.iter().filter(named).cloned().collect()
    };
    if let Some(fault) = ours(faults).first() {
        return Err(unfit(fault.text(0)?, fault.text(1)?.to_owned()));
    }
    let indexes = ours(indexes);
    let mut tables = tables(&ours(columns))?;
    for table in &mut tables {
        let own = |row: &&Row| row.text(0).is_ok_and(|name| name == table.name());
        let own: Vec<&Row> = indexes.iter().filter(own).collect();
        let mut found = Vec::new();
        for index in own.chunk_by(|a, b| a.value(1) == b.value(1)) {
            for row in index {
                if row.int(2)? != 0 {
                    let cause = format!("its index {} is of a kind we do not use", row.text(1)?);
                    return Err(unfit(table.name(), cause));
                }
            }
            let columns = index.iter().map(|row| row.text(3).map(str::to_owned));
            found.push(columns.collect::<Result<Vec<String>, _>>()?);
        }
        *table = table.with_indexes(found);
    }
    Ok(tables)
}

/// Tables as the catalogue tells them, the columns of the key first.
pub(crate) fn tables(catalogue: &[Row]) -> Result<Vec<Table>, StoreError> {
    let mut tables = Vec::new();
    for rows in catalogue.chunk_by(|a, b| a.value(0) == b.value(0)) {
        let name = rows[0].text(0)?;
        let mut columns = Vec::new();
        for row in rows {
            let kind = match row.text(2)?.to_ascii_lowercase().as_str() {
                "integer" | "bigint" => Kind::Int,
                "real" | "double precision" => Kind::Real,
                "text" => Kind::Text,
                "blob" | "bytea" => Kind::Bytes,
                other => {
                    let column = row.text(1)?;
                    let cause = format!("{column} is of the type {other}, which is none of ours");
                    return Err(unfit(name, cause));
                }
            };
            // Outside the key: behind it, in the order of the catalogue.
            let place = u64::try_from(row.int(4)?).unwrap_or(u64::MAX);
            columns.push((place, row.text(1)?, kind, row.int(3)? != 0));
        }
        columns.sort_by_key(|(place, ..)| *place);
        let mut table = Table::new(name);
        for (place, column, kind, optional) in columns {
            table = match (place, optional) {
                (u64::MAX, true) => table.may(column, kind),
                (u64::MAX, false) => table.must(column, kind),
                _ => table.key(column, kind),
            };
        }
        tables.push(table.done());
    }
    Ok(tables)
}

fn unfit(table: &str, cause: String) -> StoreError {
    StoreError::Incompatible {
        table: table.to_owned(),
        cause,
    }
}

impl Table {
    /// What a table has not, or has otherwise, of one that is wanted: columns, their types, whether
    /// they may be empty, the key, plain indexes. Nothing if it has all of it; what it has beside that
    /// is asked the other way round.
    pub fn lacks(&self, wanted: &Table) -> Vec<String> {
        let mut lacks: Vec<String> = self.contradicts(wanted).into_iter().collect();
        for column in wanted.columns() {
            if !self.columns().iter().any(|it| it.name == column.name) {
                lacks.push(format!("it has no column {}", column.name));
            }
        }
        for index in wanted.indexes() {
            if !self.indexes().contains(index) {
                lacks.push(format!("it has no index by {}", index.join(", ")));
            }
        }
        lacks
    }

    /// The first thing that adding columns and indexes would not mend.
    pub(crate) fn contradicts(&self, wanted: &Table) -> Option<String> {
        let key = |table: &Table| -> Vec<String> {
            let key = &table.columns()[..table.key_len()];
            key.iter().map(|column| column.name.clone()).collect()
        };
        let (there, other) = (key(self), key(wanted));
        if there != other {
            let (there, other) = (there.join(", "), other.join(", "));
            return Some(format!("its key is ({there}) and not ({other})"));
        }
        let pairs = wanted.columns().iter().filter_map(|wanted| {
            let there = self.columns().iter().find(|it| it.name == wanted.name)?;
            (there != wanted).then_some((there, wanted))
        });
        let words = |column: &crate::Column| {
            let may = if column.optional {
                "may be empty"
            } else {
                "is never empty"
            };
            format!("{:?} that {may}", column.kind)
        };
        let (there, wanted) = { pairs }.next()?;
        let (name, there, wanted) = (&wanted.name, words(there), words(wanted));
        Some(format!("its column {name} is {there} and not {wanted}"))
    }
}
