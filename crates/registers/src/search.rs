//! Finding records by what people have in their hands: a key, a name as it is typed, the beginning
//! of a name in a place. Pages go on behind a record; nobody counts how many there are.

use ::store::Store;
use base::Id;
use pack::{Field, FieldKind};

use crate::columns::{compared_column, plain_column};
use crate::error::RegisterError;
use crate::list::Page;
use crate::lower::{Declared, Registers};
use crate::store::{self, Named};
use crate::value::Value;

/// So many records a page of a search has: more are not read by anybody, and each is a look.
pub const SEARCH_PAGE: usize = 50;

/// Fewer letters of a beginning would list a place instead of finding somebody in it.
pub const BEGINNING_CHARS_MIN: usize = 2;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// The record that has a value in a `key` field, or once had it.
    Key {
        /// The field.
        field: String,
        /// The value, as typed.
        value: String,
    },
    /// The records of this whole name; typed without marks, those it may be with marks.
    Name {
        /// The field: a name, declared `search`.
        field: String,
        /// The name, as typed.
        name: String,
    },
    /// The records in a place whose name begins so, with marks or without.
    NameIn {
        /// The field: a name, declared `search`.
        field: String,
        /// How it begins, at least [`BEGINNING_CHARS_MIN`] letters.
        begins: String,
        /// The field of the place, declared `search`.
        within: String,
        /// The place's code.
        place: String,
    },
}

impl Search {
    /// The fields that are searched: whoever may not see them may not search by them.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Search::Key { field, .. } | Search::Name { field, .. } => vec![field],
            Search::NameIn { field, within, .. } => vec![field, within],
        }
    }
}

impl Registers {
    /// The records that are looked for, for rules; people get them from [`crate::Reading::search`].
    /// At most [`SEARCH_PAGE`] behind one, in the order of the names without marks. By a key: the
    /// record that has it, else those that once had it.
    ///
    /// # Errors
    /// [`RegisterError::NotSearchable`] when the fields are not declared for it or the beginning is
    /// too short, when there is no such register, or the database fails.
    pub async fn search(
        &self,
        db: &Store,
        (register, search): (&str, &Search),
        after: Option<Id>,
    ) -> Result<Page, RegisterError> {
        let declared = self.get(register)?;
        let not_searchable = || RegisterError::NotSearchable {
            register: register.to_owned(),
        };
        let named = match search {
            Search::Key { field, value } => {
                let key = declared.register.field(field).filter(|field| field.key);
                key.ok_or_else(not_searchable)?;
                return self.by_key(db, register, (field, value)).await;
            }
            Search::Name { field, name } => self.named(declared, field, (name, None)),
            Search::NameIn {
                field,
                begins,
                within,
                place,
            } => self.named(declared, field, (begins, Some((within, place)))),
        };
        let wanted = named.ok_or_else(not_searchable)?;
        let limit = (after, SEARCH_PAGE + 1);
        let mut records = store::named(db, declared, &wanted, limit).await?;
        let is_more = records.len() > SEARCH_PAGE;
        records.truncate(SEARCH_PAGE);
        let last = records.last().map(|record| record.id);
        Ok(Page {
            next: last.filter(|_| is_more),
            records,
        })
    }

    async fn by_key(
        &self,
        db: &Store,
        register: &str,
        (field, value): (&str, &str),
    ) -> Result<Page, RegisterError> {
        let value = Value::Text(value.trim().to_owned());
        let mut records = self.find(db, register, &[(field, value.clone())]).await?;
        if records.is_empty() {
            let once = self.find_former(db, register, (field, &value)).await?;
            for id in once.into_iter().take(SEARCH_PAGE) {
                records.extend(self.load(db, register, id).await?);
            }
            records.dedup_by_key(|record| record.id);
        }
        Ok(Page {
            records,
            next: None,
        })
    }

    fn named(
        &self,
        declared: &Declared,
        field: &str,
        (typed, within): (&str, Option<(&String, &String)>),
    ) -> Option<Named> {
        let searched = |id: &str, kind: &FieldKind| {
            let field = declared.register.field(id)?;
            (field.search && field.kind == *kind).then_some(field)
        };
        let field: &Field = searched(field, &FieldKind::Name)?;
        let (key, plain) = self.name_keys(typed);
        let marked = (key != plain).then(|| (compared_column(field), key.as_str().into()));
        let within = match within {
            None => None,
            Some((within, place)) => {
                let within = searched(within, &FieldKind::Place)?;
                let column = &declared.places[declared.position(&within.id)?].column;
                Some((column.clone(), place.as_str().into()))
            }
        };
        let least = if within.is_some() {
            BEGINNING_CHARS_MIN
        } else {
            1
        };
        (plain.chars().count() >= least).then(|| Named {
            plain: plain_column(field),
            text: plain,
            // The marks of a syllable are compared once all of it is typed.
            marked: marked.filter(|_| within.is_none()),
            within,
        })
    }
}
