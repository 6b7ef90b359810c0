//! Groups on SQLite: the one thread that writes, set by set in one transaction.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use crate::change::Change;
use crate::figures::Counted;
use crate::group::{self, Answer, Waiting};
use crate::sqlite::statement;
use crate::value::Value;
use crate::{Rows, Table, WriteError, WriteSet, Written};

/// Bytes of write-ahead log past which the writer itself waits for a checkpoint: a disk must not
/// fill because a long reader holds the log.
const LOG_MAX: u64 = 512 << 20;

pub(crate) fn write_groups(
    connection: &Connection,
    mut queue: mpsc::Receiver<Waiting>,
    log: &Path,
    counted: &Counted,
) {
    let mut last = 0;
    while let Some(first) = queue.blocking_recv() {
        gather(&queue, last);
        let group = group::fill(&mut queue, first);
        let (sets, answers): (Vec<WriteSet>, Vec<oneshot::Sender<Answer>>) = group
            .into_iter()
            .map(|waiting| (waiting.set, waiting.answer))
            .unzip();
        let outcomes = match write_group(connection, &sets) {
            Ok(outcomes) => outcomes,
            // Something other than a lost race: find out whose fault it is, one by one.
            Err(_) => sets
                .iter()
                .map(
                    |set| match write_group(connection, std::slice::from_ref(set)) {
                        Ok(mut outcomes) => outcomes.pop().unwrap_or(Ok(Written::default())),
                        Err(error) => Err(WriteError::Store(statement(error))),
                    },
                )
                .collect(),
        };
        last = outcomes.len();
        counted.group(&outcomes);
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever asked may have gone away meanwhile; what was written stays written.
            let _ = answer.send(outcome);
        }
        if std::fs::metadata(log).is_ok_and(|meta| meta.len() > LOG_MAX) {
            let _ = connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
        }
    }
}

/// How often the writer looks whether more sets have come: about as long as writing four of them.
const TICK: Duration = Duration::from_micros(200);

/// How many looks at most: a set waits 1 ms for company, a twentieth of what people notice.
const TICKS_MAX: usize = 4;

/// A group that is large enough: what a commit costs beside its sets is shared by so many.
const ENOUGH: usize = 16;

/// Lets a group grow while several come at once: a commit costs the pages it changes and a wait for
/// the disk, however few sets share it. It waits about as long as the last group took to write, and
/// not on when nobody comes any more or enough have come. Whoever is alone does not wait.
fn gather(queue: &mpsc::Receiver<Waiting>, last: usize) {
    let mut seen = queue.len();
    if last < 2 || last.max(seen) >= ENOUGH {
        return;
    }
    for _ in 0..(1 + last / 4).min(TICKS_MAX) {
        #[expect(
            clippy::disallowed_methods,
            reason = "its own thread, and it waits for whoever may still come"
        )]
        std::thread::sleep(TICK);
        let now = queue.len();
        let nobody_new = now == seen && now + 1 >= last;
        if nobody_new || now >= ENOUGH {
            return;
        }
        seen = now;
    }
}

/// The group as one transaction. Sets rarely lose, and a savepoint copies every page that is
/// changed after it; so the group is first written without, and again with one for each set if
/// one has lost.
pub(crate) fn write_group(
    connection: &Connection,
    sets: &[WriteSet],
) -> rusqlite::Result<Vec<Answer>> {
    let all_win = transaction(connection, || {
        let mut outcomes = Vec::with_capacity(sets.len());
        for set in sets {
            match write_set(connection, set)? {
                Ok(written) => outcomes.push(Ok(written)),
                Err(_) => return Ok(None),
            }
        }
        Ok(Some(outcomes))
    })?;
    if let Some(outcomes) = all_win {
        return Ok(outcomes);
    }
    let outcomes = transaction(connection, || {
        let write = |set| write_or_leave_out(connection, set);
        sets.iter().map(write).collect::<Result<_, _>>().map(Some)
    })?;
    Ok(outcomes.unwrap_or_default())
}

/// Commits what the writing gives; nothing is kept if it gives nothing or fails.
fn transaction<T>(
    connection: &Connection,
    write: impl FnOnce() -> rusqlite::Result<Option<T>>,
) -> rusqlite::Result<Option<T>> {
    connection.prepare_cached("begin immediate")?.execute([])?;
    let done = match write() {
        Ok(Some(done)) => connection
            .prepare_cached("commit")?
            .execute([])
            .map(|_| Some(done)),
        other => other,
    };
    if !matches!(done, Ok(Some(_))) {
        let _ = connection.execute_batch("rollback");
    }
    done
}

/// A set, or nothing of it if it has lost.
fn write_or_leave_out(connection: &Connection, set: &WriteSet) -> rusqlite::Result<Answer> {
    connection.prepare_cached("savepoint act")?.execute([])?;
    let outcome = write_set(connection, set)?;
    if outcome.is_err() {
        connection.prepare_cached("rollback to act")?.execute([])?;
    }
    connection.prepare_cached("release act")?.execute([])?;
    Ok(outcome)
}

fn write_set(connection: &Connection, set: &WriteSet) -> rusqlite::Result<Answer> {
    let mut written = Written::default();
    for change in &set.changes {
        if !write(connection, change, &mut written)? {
            return Ok(Err(WriteError::Lost {
                table: change.table().name().to_owned(),
            }));
        }
    }
    Ok(Ok(written))
}

/// Writes one change; `false` if the row was not as expected.
fn write(
    connection: &Connection,
    change: &Change,
    written: &mut Written,
) -> rusqlite::Result<bool> {
    let execute = |sql: &str, values: &mut dyn Iterator<Item = &Value>| {
        connection
            .prepare_cached(sql)?
            .execute(params_from_iter(values))
    };
    match change {
        Change::Insert { table, row } => {
            let row = draw(connection, row, written)?;
            Ok(execute(&table.sql().insert, &mut row.iter())? == 1)
        }
        Change::InsertMany { table, rows } => insert_many(connection, table, rows),
        Change::Ensure { table, row } => {
            let row = draw(connection, row, written)?;
            execute(&table.sql().insert, &mut row.iter())?;
            Ok(true)
        }
        Change::Update { table, was, row } => {
            let row = draw(connection, row, written)?;
            let was = Value::Int(*was);
            let values = &mut row.iter().chain(std::iter::once(&was));
            Ok(execute(&table.sql().update, values)? == 1)
        }
        Change::Delete { table, was, key } => {
            let was = table.version_at().map(|_| Value::Int(*was));
            Ok(execute(&table.sql().delete, &mut key.iter().chain(&was))? == 1)
        }
        Change::Rely {
            table,
            version,
            key,
        } => {
            let mut prepared = connection.prepare_cached(&table.sql().version)?;
            let mut rows = prepared.query(params_from_iter(key))?;
            Ok(match rows.next()? {
                Some(row) => row.get::<_, i64>(0)? == *version,
                None => false,
            })
        }
    }
}

/// Inserts rows with one statement; `false` at the first whose key is there. What is bound stays
/// bound, so only cells that differ from those of the row before are bound again: half of them, since
/// rows of one act have much in common.
fn insert_many(connection: &Connection, table: &Table, rows: &Rows) -> rusqlite::Result<bool> {
    let mut insert = connection.prepare_cached(&table.sql().insert)?;
    let mut bound = vec![None; insert.parameter_count()];
    for row in rows.sorted(table.key_len()) {
        for ((at, cell), bound) in row.enumerate().zip(&mut bound) {
            let cell = Some(cell);
            if *bound != cell {
                insert.raw_bind_parameter(at + 1, &cell)?;
                *bound = cell;
            }
        }
        if insert.raw_execute()? != 1 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn draw<'a>(
    connection: &Connection,
    row: &'a [Value],
    written: &mut Written,
) -> rusqlite::Result<std::borrow::Cow<'a, [Value]>> {
    if !row.iter().any(|value| matches!(value, Value::Next(_))) {
        return Ok(row.into());
    }
    let mut row = row.to_vec();
    for value in &mut row {
        let Value::Next(next) = value else { continue };
        let known = written.drawn.iter().find(|(name, _)| name == &next.name());
        let text = match known {
            Some((_, text)) => text.clone(),
            None => {
                let number: i64 = connection
                    .prepare_cached(
                        "insert into store_counter values (?1, 1)
                         on conflict do update set value = value + 1 returning value",
                    )?
                    .query_row([&next.counter], |row| row.get(0))?;
                let text = next.write(number);
                written.drawn.push((next.name(), text.clone()));
                text
            }
        };
        *value = Value::Text(text);
    }
    Ok(row.into())
}
