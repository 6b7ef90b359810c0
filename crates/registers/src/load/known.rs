//! What is there already: natural keys with their records, and keys that are awaited.
//!
//! A load remembers what it has decided itself, because its batches are decided while those before
//! them are still being written. What it does not remember is asked of the database; of a register
//! that was empty when the load began, it remembers all, and need not ask.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use ::store::{Store, Value as Stored};
use base::Id;

use super::batch::Row;
use super::{Draft, Loading};
use crate::error::RegisterError;
use crate::lower::Declared;
use crate::store::{self, AWAITED};

/// So many keys are remembered, about 50 bytes each.
const REMEMBERED_MAX: usize = 4_000_000;

/// Keys are kept in so many maps, so that one that grows is small beside all.
const PARTS: usize = 64;

/// What a load knows of natural keys. Only one load at a time may decide by it.
///
/// Of a key 128 bits of a hash are kept, keyed by chance for each load: that two of four million keys
/// are alike has a probability below 10^-25.
#[derive(Debug)]
pub struct Known {
    hashers: [RandomState; 2],
    parts: Vec<HashMap<KeyHash, u32, Spread>>,
    holders: Vec<Holder>,
    /// Registers all of whose keys are remembered, by their tables.
    whole: Vec<String>,
}

/// Where a key is remembered: once found, it is not looked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot(u32);

/// 128 bits of a key, without the alignment that would make each larger.
type KeyHash = [u32; 4];

/// The keys are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct Spread(u64);

impl BuildHasher for Spread {
    type Hasher = Spread;

    fn build_hasher(&self) -> Spread {
        Spread(0)
    }
}

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut first = [0; 8];
        let length = bytes.len().min(8);
        first[..length].copy_from_slice(&bytes[..length]);
        self.0 ^= u64::from_le_bytes(first);
    }

    fn write_usize(&mut self, _: usize) {}
}

/// Who has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// A record.
    Record(Id),
    /// Nobody yet, but records refer to it by this id; whether the database knows that.
    Awaited(Id, IsStored),
    /// Nobody.
    Nobody,
}

/// Whether a reference to somebody who is not there is in the database, or only decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IsStored {
    Yes,
    No,
}

impl Default for Known {
    fn default() -> Known {
        Known {
            hashers: [RandomState::new(), RandomState::new()],
            parts: vec![HashMap::with_hasher(Spread(0)); PARTS],
            holders: Vec::new(),
            whole: Vec::new(),
        }
    }
}

impl Known {
    /// Whether it is time to forget: once all that was decided is in the database.
    pub fn is_full(&self) -> bool {
        self.holders.len() > REMEMBERED_MAX
    }

    /// Forgets everything, which the database knows by now.
    pub fn forget(&mut self) {
        *self = Known::default();
    }

    fn is_whole(&self, declared: &Declared) -> bool {
        let mut whole = self.whole.iter();
        whole.any(|table| table == declared.table.name())
    }

    /// Where a natural key is remembered: a register's key by its number, and the values.
    fn slot(&mut self, declared: &Declared, key: usize, values: &[Stored]) -> Slot {
        let (part, hash) = self.hash(declared, key, values);
        let next = u32::try_from(self.holders.len()).unwrap_or(u32::MAX);
        let slot = *self.parts[part].entry(hash).or_insert(next);
        if slot == next {
            self.holders.push(Holder::Nobody);
        }
        Slot(slot)
    }

    fn hash(&self, declared: &Declared, key: usize, values: &[Stored]) -> (usize, KeyHash) {
        let [one, two] = [0, 1].map(|at| {
            let mut hasher = self.hashers[at].build_hasher();
            hasher.write(declared.table.name().as_bytes());
            hasher.write(&[0, u8::try_from(key).unwrap_or(u8::MAX)]);
            for value in values {
                let bytes: &[u8] = match value {
                    Stored::Text(text) => text.as_bytes(),
                    Stored::Bytes(bytes) => bytes,
                    Stored::Int(number) => &number.to_be_bytes(),
                    Stored::Null | Stored::Real(_) | Stored::Next(_) => &[],
                };
                hasher.write(&bytes.len().to_be_bytes());
                hasher.write(bytes);
            }
            hasher.finish().to_le_bytes()
        });
        let part = |bytes: &[u8]| {
            let mut four = [0; 4];
            four.copy_from_slice(bytes);
            u32::from_le_bytes(four)
        };
        let hash = [
            part(&one[..4]),
            part(&one[4..]),
            part(&two[..4]),
            part(&two[4..]),
        ];
        (usize::from(two[7]) % PARTS, hash)
    }

    pub(super) fn holder(&self, slot: Slot) -> Holder {
        let holder = self.holders.get(slot.0 as usize);
        holder.copied().unwrap_or(Holder::Nobody)
    }

    pub(super) fn set(&mut self, slot: Slot, holder: Holder) {
        if let Some(there) = self.holders.get_mut(slot.0 as usize) {
            *there = holder;
        }
    }
}

impl Loading {
    /// Takes note that a register which nobody has written into yet is known whole: its keys, and who
    /// is awaited there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_empty(&self, db: &Store, known: &mut Known) -> Result<bool, RegisterError> {
        let is_empty = store::is_unwritten(db, &self.declared).await?;
        if is_empty {
            known.whole.push(self.declared.table.name().to_owned());
        }
        Ok(is_empty)
    }

    /// For each link of a row, where the key that stands there is remembered.
    pub(super) fn link_slots(&self, known: &mut Known, draft: &Draft) -> Vec<Option<Slot>> {
        let links = self.links.iter().zip(&draft.keys);
        let slots = links.map(|(link, key)| {
            let key = std::slice::from_ref(key.as_ref()?);
            Some(known.slot(&link.target, link.key, key))
        });
        slots.collect()
    }

    /// For each natural key what a row takes in it, and where that is remembered. Its references have
    /// ids.
    pub(super) fn own_slots(
        &self,
        known: &mut Known,
        draft: &Draft,
    ) -> Vec<Option<(Slot, Vec<Stored>)>> {
        let keyed = self.registers.keyed(&self.declared);
        let keys = self.declared.keys.iter().enumerate();
        let own = keys.map(|(at, key)| {
            let taken = keyed.taken(key, &draft.values)?;
            Some((known.slot(&self.declared, at, &taken), taken))
        });
        own.collect()
    }

    /// Asks the database for the records that these rows refer to by keys which are not remembered.
    pub(super) async fn learn_links(
        &self,
        db: &Store,
        known: &mut Known,
        rows: &[Row],
    ) -> Result<(), RegisterError> {
        for (at, link) in self.links.iter().enumerate() {
            if known.is_whole(&link.target) {
                continue;
            }
            let mut asked = Asked::of(&link.target, link.key);
            for row in rows {
                if let Some((slot, key)) = row.links[at].zip(row.draft.keys[at].as_ref()) {
                    asked.add(known, slot, std::slice::from_ref(key));
                }
            }
            asked.learn(db, known).await?;
        }
        Ok(())
    }

    /// Asks the database who has the natural keys of these rows.
    pub(super) async fn learn_keys(
        &self,
        db: &Store,
        known: &mut Known,
        rows: &[Row],
    ) -> Result<(), RegisterError> {
        if known.is_whole(&self.declared) {
            return Ok(());
        }
        for at in 0..self.declared.keys.len() {
            let mut asked = Asked::of(&self.declared, at);
            for (slot, taken) in rows.iter().filter_map(|row| row.own[at].as_ref()) {
                asked.add(known, *slot, taken);
            }
            asked.learn(db, known).await?;
        }
        Ok(())
    }
}

/// Keys of one key table.
struct Asked<'d> {
    declared: &'d Declared,
    key: usize,
    slots: Vec<Slot>,
    keys: Vec<Vec<Stored>>,
}

impl<'d> Asked<'d> {
    fn of(declared: &'d Declared, key: usize) -> Asked<'d> {
        Asked {
            declared,
            key,
            slots: Vec::new(),
            keys: Vec::new(),
        }
    }

    fn add(&mut self, known: &Known, slot: Slot, key: &[Stored]) {
        if known.holder(slot) == Holder::Nobody {
            self.slots.push(slot);
            self.keys.push(key.to_vec());
        }
    }

    async fn learn(self, db: &Store, known: &mut Known) -> Result<(), RegisterError> {
        let table = &self.declared.keys[self.key].table;
        let found = db.find_keyed(table, &self.keys).await?;
        let mut awaited = Vec::new();
        for ((slot, key), found) in self.slots.into_iter().zip(self.keys).zip(found) {
            match found.as_ref().and_then(record) {
                Some(id) => known.set(slot, Holder::Record(id)),
                None => awaited.push((slot, key)),
            }
        }
        if self.declared.keys[self.key].fields.len() > 1 {
            return Ok(());
        }
        let register: Stored = self.declared.id().into();
        let keys = awaited.iter().map(|(_, key)| {
            let value = key.first().map(store::awaited_value).unwrap_or_default();
            vec![register.clone(), value.into()]
        });
        let keys: Vec<Vec<Stored>> = keys.collect();
        let found = db.find_keyed(&AWAITED, &keys).await?;
        for ((slot, _), found) in awaited.into_iter().zip(found) {
            if let Some(id) = found.as_ref().and_then(record) {
                known.set(slot, Holder::Awaited(id, IsStored::Yes));
            }
        }
        Ok(())
    }
}

fn record(value: &Stored) -> Option<Id> {
    match value {
        Stored::Bytes(bytes) => Id::from_slice(bytes),
        Stored::Null | Stored::Int(_) | Stored::Real(_) | Stored::Text(_) | Stored::Next(_) => None,
    }
}
