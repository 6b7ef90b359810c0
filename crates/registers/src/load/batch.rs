//! Many rows as one act: who is meant, what each row breaks, and what is written.

use ::store::{Cell, Change, Rows, Store, Table, Value as Stored};
use access::Ctx;
use base::text::NameKeys;
use base::{Digest, Id, Ids};
use ledger::{Act, Kind};

use super::known::{Holder, IsStored, Slot};
use super::{Draft, Known, LoadMark, Loading, RowFault};
use crate::error::RegisterError;
use crate::rows::Stamp;
use crate::seed::began;
use crate::store;
use crate::value::Value;

/// Where rows come from.
#[derive(Clone, Debug)]
pub struct Source {
    /// SHA-256 of the file.
    pub digest: Digest,
    /// The row of the file that the first draft is, from 1.
    pub first_row: u64,
    /// How many rows are taken with this act, those among them that could not even be read.
    pub taken: u64,
}

/// What becomes of many rows.
#[derive(Debug)]
pub struct Decided {
    /// The act, with one entry for all its rows. Whoever commits it adds [`LoadMark::after`].
    ///
    /// [`LoadMark::after`]: super::LoadMark::after
    pub act: Act,
    /// How many rows it writes.
    pub written: u64,
    /// Which of the drafts are not written, from 0, and why.
    pub rejected: Vec<(usize, Vec<RowFault>)>,
}

/// Rows on their way into one act: some hundred at a time by [`Batch::take`], so that what is thought
/// about them stays near the processor, and the act by [`Batch::decided`].
///
/// The act loses at commit if somebody else took a key, or loaded the same file, meanwhile: then what
/// is known must be forgotten, and the rows after the mark decided again.
#[derive(Debug)]
pub struct Batch<'l> {
    loading: &'l Loading,
    act: Act,
    ids: Ids,
    names: NameKeys,
    /// How many drafts were taken.
    drafts: usize,
    rejected: Vec<(usize, Vec<RowFault>)>,
    records: Rows,
    /// What each key table gets.
    keys: Vec<Rows>,
    /// Keys whose record has come.
    arrived: Vec<Stored>,
    /// Keys that are referred to, and had no record when the row came that does.
    awaited: Vec<(Slot, [Stored; 3])>,
}

/// A row, and where its keys are remembered.
pub(super) struct Row {
    source_row: u64,
    pub(super) draft: Draft,
    /// For each link the key that stands there.
    pub(super) links: Vec<Option<Slot>>,
    /// For each natural key of the register what the row takes in it.
    pub(super) own: Vec<Option<(Slot, Vec<Stored>)>>,
}

impl Loading {
    /// Begins an act that loads rows, about so many.
    pub fn batch(&self, ctx: &Ctx, expected: usize) -> Batch<'_> {
        let rows = |table: &Table| Rows::new(table.columns().len(), expected);
        Batch {
            loading: self,
            act: Act::new(ctx, Kind::Loaded).on_ground(&self.declared.register.ground),
            ids: ctx.chance.ids(ctx.now),
            names: NameKeys::new(self.registers.rules),
            drafts: 0,
            rejected: Vec::new(),
            records: rows(&self.declared.table),
            keys: self
                .declared
                .keys
                .iter()
                .map(|key| rows(&key.table))
                .collect(),
            arrived: Vec::new(),
            awaited: Vec::new(),
        }
    }

    /// The act that ends a file: nothing is left of it to be taken.
    pub fn finish(&self, ctx: &Ctx, mark: &LoadMark) -> Act {
        Act::new(ctx, Kind::Loaded)
            .on_ground(&self.declared.register.ground)
            .fact("register", self.declared.id())
            .fact("rows", 0)
            .fact("all_rows", number(mark.written))
            .fact("all_rejected", number(mark.rejected))
            .fact("file", hex(&mark.digest).as_str())
            .change(mark.finish(ctx.now))
    }
}

impl Batch<'_> {
    /// Decides rows in their order, each with its number in the file. Who is meant is asked of the
    /// database as far as `known` does not tell.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take(
        &mut self,
        db: &Store,
        known: &mut Known,
        drafts: Vec<(u64, Draft)>,
    ) -> Result<(), RegisterError> {
        let mut rows = Vec::with_capacity(drafts.len());
        for (source_row, draft) in drafts {
            rows.push(Row {
                source_row,
                links: self.loading.link_slots(known, &draft),
                draft,
                own: Vec::new(),
            });
        }
        self.loading.learn_links(db, known, &rows).await?;
        for row in &mut rows {
            self.refer(known, row);
            row.own = self.loading.own_slots(known, &row.draft);
        }
        self.loading.learn_keys(db, known, &rows).await?;
        for row in rows {
            let at = self.drafts;
            self.drafts += 1;
            if let Err(faults) = self.settle(known, row) {
                self.rejected.push((at, faults));
            }
        }
        Ok(())
    }

    /// Gives references by key their ids: that of the record, or one under which it is awaited.
    fn refer(&mut self, known: &mut Known, row: &mut Row) {
        for (link, slot) in self.loading.links.iter().zip(&row.links) {
            let Some(slot) = *slot else { continue };
            let id = match known.holder(slot) {
                Holder::Record(id) | Holder::Awaited(id, _) => id,
                Holder::Nobody => {
                    let id = self.ids.next_id();
                    known.set(slot, Holder::Awaited(id, IsStored::No));
                    id
                }
            };
            row.draft.values[link.field] = Some(Value::Record(id));
        }
    }

    /// A row that keeps all rules is a record; of others, all that is wrong with them.
    fn settle(&mut self, known: &mut Known, mut row: Row) -> Result<(), Vec<RowFault>> {
        let faults = self.faults(known, &mut row);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut own = row.own.iter().flatten();
        let reserved = own.find_map(|(slot, _)| match known.holder(*slot) {
            Holder::Awaited(id, _) => Some(id),
            Holder::Record(_) | Holder::Nobody => None,
        });
        let id = reserved.unwrap_or_else(|| self.ids.next_id());
        self.write(id, &row);
        for (slot, taken) in row.own.into_iter().flatten() {
            if let Holder::Awaited(_, IsStored::Yes) = known.holder(slot) {
                self.arrived.extend(taken.into_iter().next());
            }
            known.set(slot, Holder::Record(id));
        }
        let keys = row.links.iter().zip(&row.draft.keys);
        for (link, (slot, key)) in self.loading.links.iter().zip(keys) {
            let Some((slot, key)) = slot.zip(key.as_ref()) else {
                continue;
            };
            if let Holder::Awaited(id, IsStored::No) = known.holder(slot) {
                let value = store::awaited_value(key);
                let row = [link.target.id().into(), value.into(), id.into()];
                self.awaited.push((slot, row));
            }
        }
        Ok(())
    }

    /// All that is wrong with a row.
    fn faults(&self, known: &Known, row: &mut Row) -> Vec<RowFault> {
        let Loading {
            registers,
            directory,
            declared,
            today,
            stopping,
            ..
        } = self.loading;
        let mut faults = std::mem::take(&mut row.draft.faults);
        let values = &mut row.draft.values;
        let mut problems = registers.check(directory, declared, values, *today);
        if problems.is_empty() {
            problems = registers.broken_of(stopping, declared, values, *today);
        }
        for problem in problems {
            // A field that could not be read has been told already.
            if faults.iter().all(|fault| fault.field != problem.field) {
                faults.push(problem.into());
            }
        }
        let is_record = |slot: Slot| matches!(known.holder(slot), Holder::Record(_));
        for (key, own) in declared.keys.iter().zip(&row.own) {
            if own.as_ref().is_some_and(|(slot, _)| is_record(*slot)) {
                faults.push(unique(&declared.register.fields[key.fields[0]].id));
            }
        }
        for (link, slot) in self.loading.links.iter().zip(&row.links) {
            if link.must_exist && slot.is_some_and(|slot| !is_record(slot)) {
                let field = &declared.register.fields[link.field].id;
                faults.push(awaited(field, link.target.id()));
            }
        }
        faults
    }

    /// The row of a record, and those of its keys.
    fn write(&mut self, id: Id, row: &Row) {
        let (registers, declared) = (&self.loading.registers, &self.loading.declared);
        let (entry, values) = (self.act.entry(), &row.draft.values);
        let loaded = registers.calendar.date_of(entry.at);
        let stamp = Stamp {
            id,
            at: entry.at,
            law: &entry.law,
            act: entry.id,
            version: 1,
            valid_from: began(declared, values, loaded),
            valid_to: None,
            source_row: Some(number(row.source_row)),
        };
        let cells = registers.row_of_many(declared, &stamp, values, &mut self.names);
        self.records.push(cells.iter().map(Cell::from));
        let id = Stored::from(id);
        for (rows, own) in self.keys.iter_mut().zip(&row.own) {
            if let Some((_, taken)) = own {
                rows.push(taken.iter().chain([&id]).map(Cell::from));
            }
        }
    }

    /// The act with all its rows.
    pub fn decided(mut self, known: &mut Known, source: &Source) -> Decided {
        let (declared, written) = (&self.loading.declared, self.records.len() as u64);
        let mut awaited = Rows::new(store::AWAITED.columns().len(), self.awaited.len());
        for (slot, row) in &self.awaited {
            if let Holder::Awaited(id, IsStored::No) = known.holder(*slot) {
                known.set(*slot, Holder::Awaited(id, IsStored::Yes));
                awaited.push(row.iter().map(Cell::from));
            }
        }
        let tables = declared.keys.iter().map(|key| key.table.clone());
        let many = [
            (declared.table.clone(), self.records),
            (store::AWAITED.clone(), awaited),
        ]
        .into_iter()
        .chain(tables.zip(self.keys.drain(..)));
        let many = many
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(table, rows)| Change::InsertMany { table, rows });
        let arrived = self.arrived.iter().map(|value| {
            let key = vec![declared.id().into(), store::awaited_value(value).into()];
            store::AWAITED.delete(0, key)
        });
        let act = self
            .act
            .fact("register", declared.id())
            .fact("rows", number(written))
            // A row that could not be read is not among the drafts, and is rejected as well.
            .fact("rejected", number(source.taken.saturating_sub(written)))
            .fact("file", hex(&source.digest).as_str())
            .fact("from_row", number(source.first_row))
            .changes(many.chain(arrived));
        Decided {
            act,
            written,
            rejected: self.rejected,
        }
    }
}

fn unique(field: &str) -> RowFault {
    RowFault {
        field: field.to_owned(),
        rule: "unique".to_owned(),
        message: format!(
            "{field}: another record has this key: correct that record, or take this row out"
        ),
    }
}

fn awaited(field: &str, register: &str) -> RowFault {
    RowFault {
        field: field.to_owned(),
        rule: "awaited".to_owned(),
        message: format!(
            "{field}: no record of `{register}` has this key: correct it, or load that record first"
        ),
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn hex(digest: &Digest) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
