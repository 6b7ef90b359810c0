//! From declarations to tables.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use ::store::{Kind, Table};
use base::calendar::Calendar;
use base::identifier::Format;
use base::text::TextRules;
use pack::{Head, Pack, Register};

use crate::columns::{FieldPlace, column_of, found_by, key_table, kind_of, own, table_word, take};
use crate::enforce::{Enforced, enforced};
use crate::error::RegisterError;
use crate::keys::{KeyPlace, Keyed, key_places};

/// All registers of one law version, ready to be read and written. Made once and shared.
#[derive(Debug)]
pub struct Registers {
    pub(crate) head: Head,
    pub(crate) law: String,
    pub(crate) calendar: Calendar,
    pub(crate) rules: TextRules,
    pub(crate) identifiers: BTreeMap<String, Format>,
    pub(crate) lists: BTreeMap<String, HashSet<String>>,
    declared: Vec<Arc<Declared>>,
}

/// One register: its declaration and its tables.
#[derive(Debug)]
pub struct Declared {
    pub(crate) register: Register,
    pub(crate) table: Table,
    pub(crate) history: Table,
    /// For each field, where its values stand.
    pub(crate) places: Vec<FieldPlace>,
    /// Its natural keys.
    pub(crate) keys: Vec<KeyPlace>,
    /// The rules that a record keeps whenever it is written.
    pub(crate) enforced: Vec<Enforced>,
    /// The columns of a record as they are read, written once.
    pub(crate) columns: String,
}

impl Registers {
    /// A register with its keys, to be taken and moved.
    pub(crate) fn keyed<'k>(&'k self, declared: &'k Declared) -> Keyed<'k> {
        Keyed {
            register: &declared.register,
            places: &declared.places,
            keys: &declared.keys,
            rules: &self.rules,
        }
    }

    /// The registers of a law version. A checked pack cannot fail to be lowered.
    pub fn lower(pack: &Pack) -> Registers {
        let codes = |list: &pack::CodeList| {
            let codes = list.codes.iter().map(|(code, _)| code.clone());
            codes.collect::<HashSet<String>>()
        };
        Registers {
            law: pack.head.law(),
            rules: TextRules::for_language(&pack.head.text_rules),
            head: pack.head.clone(),
            calendar: pack.calendar.clone(),
            identifiers: pack
                .identifiers
                .iter()
                .map(|(id, identifier)| (id.clone(), identifier.format.clone()))
                .collect(),
            lists: pack
                .lists
                .iter()
                .map(|(id, list)| (id.clone(), codes(list)))
                .collect(),
            declared: pack
                .registers
                .iter()
                .map(|register| Arc::new(Declared::new(register)))
                .collect(),
        }
    }

    /// The tables of all registers, for `Store::prepare`.
    pub fn tables(&self) -> Vec<Table> {
        self.declared
            .iter()
            .flat_map(|declared| {
                let keys = declared.keys.iter().map(|key| key.table.clone());
                [declared.table.clone(), declared.history.clone()]
                    .into_iter()
                    .chain(keys)
            })
            .collect()
    }

    /// The name of the law version.
    pub fn law(&self) -> &str {
        &self.law
    }

    /// The head of the pack.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// How names are compared: the rules of the pack's language.
    pub fn text_rules(&self) -> TextRules {
        self.rules
    }

    /// The pack's calendar.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// All registers.
    pub fn all(&self) -> &[Arc<Declared>] {
        &self.declared
    }

    /// The register with an id.
    ///
    /// # Errors
    /// [`RegisterError::NoSuchRegister`].
    pub fn get(&self, register: &str) -> Result<&Arc<Declared>, RegisterError> {
        self.declared
            .iter()
            .find(|declared| declared.register.id == register)
            .ok_or_else(|| RegisterError::NoSuchRegister {
                register: register.to_owned(),
            })
    }
}

impl Declared {
    pub(crate) fn new(register: &Register) -> Declared {
        let (id, fields) = (table_word(&register.id), &register.fields);
        let mut table = Table::new(&format!("r_{id}"))
            .key("record", Kind::Bytes)
            .must("recorded_at", Kind::Int)
            .must("law", Kind::Text)
            .must("act", Kind::Bytes)
            .must("valid_from", Kind::Text)
            .may("valid_to", Kind::Text)
            .may("source_row", Kind::Int);
        let mut history = Table::new(&format!("h_{id}"))
            .key("record", Kind::Bytes)
            .key("version", Kind::Int)
            .must("recorded_at", Kind::Int)
            .must("law", Kind::Text)
            .must("act", Kind::Bytes)
            .must("valid_from", Kind::Text)
            .may("valid_to", Kind::Text)
            .must("replaced_by", Kind::Bytes)
            .may("wrong", Kind::Text)
            .may("wrong_since", Kind::Text)
            .may("replaced_at", Kind::Int)
            .may("held_until", Kind::Text)
            .may("erased", Kind::Text)
            .may("source_row", Kind::Int);
        let mut next = own::FIELDS;
        let mut history_next = own::HISTORY_FIELDS;
        let mut places = Vec::with_capacity(fields.len());
        for field in fields {
            let (column, shared) = column_of(field);
            let (at, history_at) = match shared {
                Some(at) => (at, at + own::HISTORY_SHIFT),
                None => {
                    table = table.may(&column, kind_of(field));
                    history = history.may(&column, kind_of(field));
                    (take(&mut next), take(&mut history_next))
                }
            };
            if field.key {
                history = history.index(&[&column]);
            }
            let mut place = FieldPlace {
                key: field.key.then(|| key_table(&id, field)),
                column,
                at,
                history_at,
                compared: None,
                plain: None,
                places: field.form.as_ref().and_then(pack::Form::places),
            };
            table = found_by(table, (fields, field), &mut place, &mut next);
            places.push(place);
        }
        Declared {
            register: register.clone(),
            table: table.version().done(),
            history: history.done(),
            columns: crate::store::columns(&places),
            keys: key_places(&id, register, &places),
            enforced: enforced(register),
            places,
        }
    }

    /// The declaration.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// The id, as the pack writes it.
    pub fn id(&self) -> &str {
        &self.register.id
    }

    /// The table of the records, for queries of analysts and for `Store::prepare`.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The word by which access rules know it: `register:ID`.
    pub fn on(&self) -> String {
        format!("register:{}", self.register.id)
    }

    /// All its fields, in the order of the declaration.
    pub(crate) fn field_ids(&self) -> Vec<&str> {
        let fields = self.register.fields.iter();
        fields.map(|field| field.id.as_str()).collect()
    }

    /// Where a field stands in the declaration.
    pub(crate) fn position(&self, field: &str) -> Option<usize> {
        self.register
            .fields
            .iter()
            .position(|declared| declared.id == field)
    }
}
