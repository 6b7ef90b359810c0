//! Many rows at once: what a pack brings along, and people who are made up.
//!
//! One entry for each batch, with the facts `register` and `rows` for each register in it, and no
//! touches: these rows come before there is anybody who could look at them or be told. Rows that
//! are there already stay as they are, so a load that was interrupted is simply repeated.

use std::collections::HashSet;
use std::sync::Arc;

use ::store::Change;
use access::Ctx;
use base::{Digest, Id};
use jiff::civil::Date;
use ledger::{Act, Kind, Ledger};
use pack::Seed;

use crate::check::{FieldProblem, arrange};
use crate::columns::{BEGINNING, own};
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::rows::Stamp;
use crate::store;
use crate::value::{Value, in_form};

/// How many rows of a seed go into one act: some tens of milliseconds of writing.
pub const SEED_BATCH: usize = 1_000;

/// A row to be loaded.
#[derive(Clone, Debug)]
pub struct LoadedRow<'r> {
    /// The register.
    pub register: &'r str,
    /// The record.
    pub record: Id,
    /// Its values; text is read as the field's kind needs it, and 0 and 1 as no and yes.
    pub fields: Vec<(&'r str, Value)>,
}

/// Loads the first rows that a pack brings: those that are not there yet, each as the record
/// `Id::named(register, first column)`. Gives how many were new.
///
/// # Errors
/// [`RegisterError::Fields`] when a row is not as declared (a checked pack has none), or when the
/// database fails; batches before that are in place.
pub async fn seed(
    ledger: &Ledger,
    ctx: &Ctx,
    registers: &Registers,
    seeds: &[Seed],
) -> Result<u64, RegisterError> {
    let mut new = 0;
    for seed in seeds {
        let declared = registers.get(&seed.register)?;
        let digest = digest(seed);
        if store::is_seeded(ledger.store(), &seed.register, digest).await? {
            continue;
        }
        let there: HashSet<Id> = store::ids(ledger.store(), declared)
            .await?
            .into_iter()
            .collect();
        let rows = seed.rows.iter().filter_map(|row| {
            let record = Id::named(&seed.register, row.first()?);
            let cells = seed.header.iter().zip(row);
            let cells = cells.filter(|(_, text)| !text.trim().is_empty());
            (!there.contains(&record)).then(|| LoadedRow {
                register: &seed.register,
                record,
                fields: cells
                    .map(|(field, text)| (field.as_str(), Value::Text(text.clone())))
                    .collect(),
            })
        });
        new += load_rows(ledger, ctx, registers, rows, SEED_BATCH).await?;
        let mark = vec![store::put_seeded(&seed.register, digest)];
        ledger.store().commit(mark.into()).await?;
    }
    Ok(new)
}

/// SHA-256 over all cells of a seed, each with its length.
fn digest(seed: &Seed) -> Digest {
    let mut all = Vec::new();
    for cell in seed.header.iter().chain(seed.rows.iter().flatten()) {
        all.extend_from_slice(&(cell.len() as u64).to_be_bytes());
        all.extend_from_slice(cell.as_bytes());
    }
    base::sha256(&all)
}

/// Loads rows, `batch` to an act, in their order. What made them vouches for their values: only
/// the names of fields and the kinds of values are checked. A row whose id is there already
/// changes nothing. Gives how many rows were read.
///
/// # Errors
/// [`RegisterError::Fields`] at the first row that is not as declared, or when the database fails;
/// batches before that are in place.
pub async fn load_rows<'r>(
    ledger: &Ledger,
    ctx: &Ctx,
    registers: &Registers,
    rows: impl IntoIterator<Item = LoadedRow<'r>>,
    batch: usize,
) -> Result<u64, RegisterError> {
    let mut rows = rows.into_iter();
    let mut total = 0;
    loop {
        let mut open = Batch::new(ctx);
        for row in rows.by_ref().take(batch.max(1)) {
            open.add(registers, row)?;
        }
        if open.rows == 0 {
            return Ok(total);
        }
        total += open.rows;
        ledger.commit(open.into_act()).await?;
    }
}

/// An act under way, and how many rows of each register it has.
struct Batch {
    act: Act,
    changes: Vec<Change>,
    rows: u64,
    counts: Vec<(Arc<Declared>, i64)>,
}

impl Batch {
    fn new(ctx: &Ctx) -> Batch {
        Batch {
            act: Act::new(ctx, Kind::Seeded),
            changes: Vec::new(),
            rows: 0,
            counts: Vec::new(),
        }
    }

    fn add(&mut self, registers: &Registers, row: LoadedRow<'_>) -> Result<(), RegisterError> {
        let declared = registers.get(row.register)?;
        let values = read(declared, row.fields)?;
        let entry = self.act.entry();
        let stamp = Stamp {
            id: row.record,
            at: entry.at,
            law: &entry.law,
            act: entry.id,
            version: 1,
            valid_from: began(declared, &values, registers.calendar.date_of(entry.at)),
            valid_to: None,
            source_row: None,
        };
        self.changes.push(Change::Ensure {
            table: declared.table.clone(),
            row: registers.row(declared, &stamp, &values),
        });
        let keys = registers.keyed(declared).claim(row.record, &values, true);
        self.changes.extend(keys);
        self.rows += 1;
        match self
            .counts
            .iter_mut()
            .find(|(of, _)| Arc::ptr_eq(of, declared))
        {
            Some((_, count)) => *count += 1,
            None => self.counts.push((Arc::clone(declared), 1)),
        }
        Ok(())
    }

    fn into_act(self) -> Act {
        let ground = self
            .counts
            .first()
            .map(|(of, _)| of.register.ground.clone());
        let act = self.act.on_ground(&ground.unwrap_or_default());
        let act = self.counts.iter().fold(act, |act, (declared, count)| {
            act.fact("register", declared.id()).fact("rows", *count)
        });
        act.changes(self.changes)
    }
}

/// Since when a loaded row holds, where it does not say so itself: since the day on which it is
/// loaded, or since nobody knows when, if it has ended before that.
pub(crate) fn began(declared: &Declared, values: &[Option<Value>], loaded: Date) -> Date {
    let end = declared
        .places
        .iter()
        .position(|place| place.at == own::VALID_TO);
    let end = end.and_then(|at| values[at].as_ref());
    match end {
        Some(Value::Text(end)) if end.parse::<Date>().is_ok_and(|end| end < loaded) => BEGINNING,
        Some(_) | None => loaded,
    }
}

/// The values in the order of the declaration, texts read as their fields need them.
fn read(
    declared: &Declared,
    given: Vec<(&str, Value)>,
) -> Result<Vec<Option<Value>>, RegisterError> {
    let mut problems = Vec::new();
    let mut values = arrange(declared, given, &mut problems);
    for (field, value) in declared.register.fields.iter().zip(&mut values) {
        let Some(given) = value.take() else { continue };
        match in_form(field, given.read_as(&field.kind)) {
            Ok(read) => *value = read,
            Err(problem) => problems.push(FieldProblem {
                field: field.id.clone(),
                problem,
            }),
        }
    }
    if problems.is_empty() {
        return Ok(values);
    }
    Err(RegisterError::Fields {
        register: declared.id().to_owned(),
        problems,
    })
}
