//! What is there already: natural keys with their records, and keys that are awaited.
//!
//! A load remembers what it has decided itself, because its batches are decided while those before
//! them are still being written. What it does not remember is asked of the database.

use std::collections::{HashMap, HashSet};

use ::store::{Store, Value as Stored};
use base::Id;

use super::{Draft, Link, Loading};
use crate::error::RegisterError;
use crate::lower::Declared;
use crate::store::{self, AWAITED};

/// So many keys are remembered, about 100 bytes each.
const REMEMBERED_MAX: usize = 600_000;

/// What a load knows of natural keys. Only one load at a time may decide by it.
#[derive(Debug, Default)]
pub struct Known {
    keys: HashMap<Box<[u8]>, Holder>,
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

impl Known {
    /// Whether it is time to forget: once all that was decided is in the database.
    pub fn is_full(&self) -> bool {
        self.keys.len() > REMEMBERED_MAX
    }

    /// Forgets everything, which the database knows by now.
    pub fn forget(&mut self) {
        self.keys.clear();
    }

    pub(super) fn holder(&self, key: &[u8]) -> Holder {
        self.keys.get(key).copied().unwrap_or(Holder::Nobody)
    }

    pub(super) fn set(&mut self, key: Box<[u8]>, holder: Holder) {
        self.keys.insert(key, holder);
    }
}

/// A natural key as it is remembered: the register, the key's number and the values.
pub(super) fn word(declared: &Declared, key: usize, values: &[Stored]) -> Box<[u8]> {
    let mut word = Vec::with_capacity(64);
    word.extend_from_slice(declared.table.name().as_bytes());
    word.extend_from_slice(&[0, u8::try_from(key).unwrap_or(u8::MAX)]);
    for value in values {
        let bytes: &[u8] = match value {
            Stored::Text(text) => text.as_bytes(),
            Stored::Bytes(bytes) => bytes,
            Stored::Int(number) => &number.to_be_bytes(),
            Stored::Null | Stored::Real(_) | Stored::Next(_) => &[],
        };
        word.extend_from_slice(&bytes.len().to_be_bytes());
        word.extend_from_slice(bytes);
    }
    word.into_boxed_slice()
}

impl Link {
    /// A key that somebody refers to, as it is remembered.
    pub(super) fn word(&self, key: &Stored) -> Box<[u8]> {
        word(&self.target, self.key, std::slice::from_ref(key))
    }
}

impl Loading {
    /// Asks the database for the records that these rows refer to by keys which are not remembered.
    pub(super) async fn learn_links(
        &self,
        db: &Store,
        known: &mut Known,
        drafts: &[Draft],
    ) -> Result<(), RegisterError> {
        for (at, link) in self.links.iter().enumerate() {
            let mut asked = Asked::of(&link.target, link.key);
            for key in drafts.iter().filter_map(|draft| draft.keys[at].as_ref()) {
                asked.add(known, link.word(key), vec![key.clone()]);
            }
            asked.learn(db, known).await?;
        }
        Ok(())
    }

    /// Asks the database who has the natural keys of these rows, whose references have ids.
    pub(super) async fn learn_keys(
        &self,
        db: &Store,
        known: &mut Known,
        drafts: &[Draft],
    ) -> Result<(), RegisterError> {
        let keyed = self.registers.keyed(&self.declared);
        for (at, key) in self.declared.keys.iter().enumerate() {
            let mut asked = Asked::of(&self.declared, at);
            for draft in drafts {
                if let Some(values) = keyed.taken(key, &draft.values) {
                    asked.add(known, word(&self.declared, at, &values), values);
                }
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
    seen: HashSet<Box<[u8]>>,
    words: Vec<Box<[u8]>>,
    keys: Vec<Vec<Stored>>,
}

impl<'d> Asked<'d> {
    fn of(declared: &'d Declared, key: usize) -> Asked<'d> {
        Asked {
            declared,
            key,
            seen: HashSet::new(),
            words: Vec::new(),
            keys: Vec::new(),
        }
    }

    fn add(&mut self, known: &Known, word: Box<[u8]>, key: Vec<Stored>) {
        if known.keys.contains_key(&word) || self.seen.contains(&word) {
            return;
        }
        self.seen.insert(word.clone());
        self.words.push(word);
        self.keys.push(key);
    }

    async fn learn(self, db: &Store, known: &mut Known) -> Result<(), RegisterError> {
        let table = &self.declared.keys[self.key].table;
        let found = db.find_keyed(table, &self.keys).await?;
        let mut awaited = Vec::new();
        for ((word, key), found) in self.words.into_iter().zip(self.keys).zip(found) {
            match found.as_ref().and_then(record) {
                Some(id) => known.set(word, Holder::Record(id)),
                None => awaited.push((word, key)),
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
        for ((word, _), found) in awaited.into_iter().zip(found) {
            if let Some(id) = found.as_ref().and_then(record) {
                known.set(word, Holder::Awaited(id, IsStored::Yes));
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
