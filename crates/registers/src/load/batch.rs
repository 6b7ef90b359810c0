//! Many rows as one act: who is meant, what each row breaks, and what is written.

use ::store::{Change, Store, Value as Stored};
use access::Ctx;
use base::{Digest, Id, Ids};
use ledger::{Act, Kind};
use pack::{Level, Test};

use super::known::{Holder, IsStored, word};
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

/// A row that will be a record.
struct Accepted {
    /// Its place among the drafts.
    at: usize,
    id: Id,
    values: Vec<Option<Value>>,
}

impl Loading {
    /// Decides rows in their order. `rows` says for each draft its row in the file. Who is meant is
    /// asked of the database as far as `known` does not tell.
    ///
    /// The act loses at commit if somebody else took a key, or loaded the same file, meanwhile: then
    /// `known` must forget, and the rows after the mark are decided again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decide(
        &self,
        (db, ctx): (&Store, &Ctx),
        known: &mut Known,
        (mut drafts, rows): (Vec<Draft>, &[u64]),
        source: &Source,
    ) -> Result<Decided, RegisterError> {
        let mut ids = ctx.chance.ids(ctx.now);
        self.learn_links(db, known, &drafts).await?;
        self.refer(known, &mut drafts, &mut ids);
        self.learn_keys(db, known, &drafts).await?;
        let mut writing = Writing {
            loading: self,
            known,
            arrived: Vec::new(),
            awaited: Vec::new(),
        };
        let (mut accepted, mut rejected) = (Vec::with_capacity(drafts.len()), Vec::new());
        for (at, draft) in drafts.into_iter().enumerate() {
            match writing.settle(draft, &mut ids) {
                Ok((id, values)) => accepted.push(Accepted { at, id, values }),
                Err(faults) => rejected.push((at, faults)),
            }
        }
        let act = Act::new(ctx, Kind::Loaded).on_ground(&self.declared.register.ground);
        let changes = writing.changes(&act, &accepted, rows);
        let written = accepted.len() as u64;
        let act = act
            .fact("register", self.declared.id())
            .fact("rows", number(written))
            // A row that could not be read is not among the drafts, and is rejected as well.
            .fact("rejected", number(source.taken.saturating_sub(written)))
            .fact("file", hex(&source.digest).as_str())
            .fact("from_row", number(source.first_row))
            .changes(changes);
        Ok(Decided {
            act,
            written,
            rejected,
        })
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

    /// Gives references by key their ids: that of the record, or one under which it is awaited.
    fn refer(&self, known: &mut Known, drafts: &mut [Draft], ids: &mut Ids) {
        for draft in drafts {
            for (at, link) in self.links.iter().enumerate() {
                let Some(key) = &draft.keys[at] else {
                    continue;
                };
                let word = link.word(key);
                let id = match known.holder(&word) {
                    Holder::Record(id) | Holder::Awaited(id, _) => id,
                    Holder::Nobody => {
                        let id = ids.next_id();
                        known.set(&word, Holder::Awaited(id, IsStored::No));
                        id
                    }
                };
                draft.values[link.field] = Some(Value::Record(id));
            }
        }
    }

    /// Whether a reference of a field must be to somebody who is there.
    fn must_exist(&self, field: &str) -> bool {
        let mut rules = self.declared.register.rules.iter();
        rules.any(|rule| {
            let asks = matches!(&rule.test, Test::ExistsIn { field: of, .. } if of == field);
            asks && rule.level == Level::Error && rule.when.is_none()
        })
    }
}

/// A batch under way.
struct Writing<'l> {
    loading: &'l Loading,
    known: &'l mut Known,
    /// Keys whose record has come.
    arrived: Vec<Stored>,
    /// Keys that are referred to and have no record: register, value, id.
    awaited: Vec<(Vec<u8>, Vec<Stored>)>,
}

impl Writing<'_> {
    /// A row that keeps all rules gets its id; of others, all that is wrong with them.
    fn settle(
        &mut self,
        draft: Draft,
        ids: &mut Ids,
    ) -> Result<(Id, Vec<Option<Value>>), Vec<RowFault>> {
        let Loading {
            registers,
            directory,
            declared,
            today,
            stopping,
            ..
        } = self.loading;
        let (mut values, mut faults) = (draft.values, draft.faults);
        let mut problems = registers.check(directory, declared, &mut values, *today);
        if problems.is_empty() {
            problems = registers.broken_of(stopping, declared, &values, *today);
        }
        for problem in problems {
            // A field that could not be read has been told already.
            if faults.iter().all(|fault| fault.field != problem.field) {
                faults.push(problem.into());
            }
        }
        let keyed = registers.keyed(declared);
        let mut own = Vec::with_capacity(declared.keys.len());
        for (at, key) in declared.keys.iter().enumerate() {
            let Some(taken) = keyed.taken(key, &values) else {
                continue;
            };
            let word = word(declared, at, &taken);
            if let Holder::Record(_) = self.known.holder(&word) {
                faults.push(unique(&declared.register.fields[key.fields[0]].id));
            }
            own.push((word, taken));
        }
        for (link, key) in self.loading.links.iter().zip(&draft.keys) {
            let field = &declared.register.fields[link.field].id;
            if let Some(key) = key
                && self.loading.must_exist(field)
                && !matches!(self.known.holder(&link.word(key)), Holder::Record(_))
            {
                faults.push(awaited(field, link.target.id()));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let reserved = own
            .iter()
            .find_map(|(word, _)| match self.known.holder(word) {
                Holder::Awaited(id, _) => Some(id),
                Holder::Record(_) | Holder::Nobody => None,
            });
        let id = reserved.unwrap_or_else(|| ids.next_id());
        for (word, taken) in own {
            if let Holder::Awaited(_, IsStored::Yes) = self.known.holder(&word) {
                self.arrived.extend(taken.into_iter().next());
            }
            self.known.set(&word, Holder::Record(id));
        }
        for (link, key) in self.loading.links.iter().zip(&draft.keys) {
            let Some(key) = key else { continue };
            let word = link.word(key);
            if let Holder::Awaited(id, IsStored::No) = self.known.holder(&word) {
                let value = store::awaited_value(key);
                let row = vec![link.target.id().into(), value.into(), id.into()];
                self.awaited.push((word, row));
            }
        }
        Ok((id, values))
    }

    /// All rows of the batch.
    fn changes(self, act: &Act, accepted: &[Accepted], rows: &[u64]) -> Vec<Change> {
        let (registers, declared) = (&self.loading.registers, &self.loading.declared);
        let keyed = registers.keyed(declared);
        let entry = act.entry();
        let loaded = registers.calendar.date_of(entry.at);
        let mut records = Vec::with_capacity(accepted.len());
        let mut keys: Vec<Vec<Vec<Stored>>> = vec![Vec::new(); declared.keys.len()];
        for row in accepted {
            let stamp = Stamp {
                id: row.id,
                at: entry.at,
                law: &entry.law,
                act: entry.id,
                version: 1,
                valid_from: began(declared, &row.values, loaded),
                valid_to: None,
                source_row: rows.get(row.at).map(|row| number(*row)),
            };
            records.push(registers.row(declared, &stamp, &row.values));
            for (key, rows) in declared.keys.iter().zip(&mut keys) {
                if let Some(mut taken) = keyed.taken(key, &row.values) {
                    taken.push(row.id.into());
                    rows.push(taken);
                }
            }
        }
        let mut awaited = Vec::new();
        for (word, row) in self.awaited {
            if let Holder::Awaited(id, IsStored::No) = self.known.holder(&word) {
                self.known.set(&word, Holder::Awaited(id, IsStored::Yes));
                awaited.push(row);
            }
        }
        let tables = declared.keys.iter().map(|key| key.table.clone());
        let many = [
            (declared.table.clone(), records),
            (store::AWAITED.clone(), awaited),
        ]
        .into_iter()
        .chain(tables.zip(keys));
        let mut changes: Vec<Change> = many
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(table, mut rows)| {
                let key = table.key_len();
                rows.sort_unstable_by(|one, other| store::order(&one[..key], &other[..key]));
                Change::InsertMany { table, rows }
            })
            .collect();
        changes.extend(self.arrived.iter().map(|value| {
            let key = vec![declared.id().into(), store::awaited_value(value).into()];
            store::AWAITED.delete(0, key)
        }));
        changes
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
