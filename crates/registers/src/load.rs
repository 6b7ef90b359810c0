//! Rows of a file on their way into a register: read as the fields need them, resolved, checked by
//! the same rules as every other record, and written many to an act.
//!
//! A value of a field that refers to a record may be the record's id, or the natural key by which
//! people know it (the single key field of that register). A key that no record has yet is
//! *awaited*: the reference gets an id, and a row that brings this key later is the record of that
//! id. So rows may come in any order, in one file and across registers, and somebody who never comes
//! is found by the rule that asks for them (`exists-in`), as its level says.
//!
//! Reading order: `load/row.rs` (one row), `load/known.rs` (what is there), `load/batch.rs` (many rows
//! as one act), `load/mark.rs` (how far a file is).

use std::sync::Arc;

use jiff::civil::Date;
use pack::{FieldKind, Level, Test};

use crate::directory::Directory;
use crate::enforce::{Enforced, stopping};
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};

mod batch;
mod known;
mod mark;
mod row;

pub use batch::{Batch, Decided, Source};
pub use known::Known;
pub use mark::LoadMark;
pub use row::{Draft, RowFault};

/// A register that rows are loaded into.
#[derive(Debug)]
pub struct Loading {
    pub(crate) registers: Arc<Registers>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) declared: Arc<Declared>,
    pub(crate) today: Date,
    links: Vec<Link>,
    /// Rules besides those of level error that a row must keep.
    pub(crate) stopping: Vec<Enforced>,
}

/// A field that refers to a record that has a natural key.
#[derive(Debug)]
struct Link {
    /// Its position in the declaration.
    field: usize,
    /// The position of the key among the target's fields.
    key_field: usize,
    target: Arc<Declared>,
    /// Among the target's natural keys.
    key: usize,
    /// Whether a reference must be to somebody who is there.
    must_exist: bool,
}

impl Loading {
    /// Prepares a register for rows that are checked as of a day.
    ///
    /// # Errors
    /// When there is no such register.
    pub fn new(
        registers: Arc<Registers>,
        directory: Arc<Directory>,
        register: &str,
        today: Date,
    ) -> Result<Loading, RegisterError> {
        let declared = Arc::clone(registers.get(register)?);
        let fields = declared.register.fields.iter().enumerate();
        let links = fields
            .filter_map(|(field, of)| {
                let FieldKind::Reference(target) = &of.kind else {
                    return None;
                };
                let target = Arc::clone(registers.get(target).ok()?);
                let (key_field, key) = own_key(&target)?;
                Some(Link {
                    field,
                    key_field,
                    target,
                    key,
                    must_exist: must_exist(&declared, &of.id),
                })
            })
            .collect();
        Ok(Loading {
            registers,
            directory,
            declared,
            today,
            links,
            stopping: Vec::new(),
        })
    }

    /// Rejects also what breaks a rule that stops a record from being shared: it can be corrected
    /// before anybody sees it.
    #[must_use]
    pub fn reject_unshared(mut self) -> Loading {
        self.stopping = stopping(&self.declared.register);
        self
    }

    /// The register, as declared.
    pub fn declared(&self) -> &Declared {
        &self.declared
    }

    /// The fields that every file must have, and those that it may have.
    pub fn columns(&self) -> (Vec<&str>, Vec<&str>) {
        let fields = self.declared.register.fields.iter();
        let (must, may): (Vec<_>, Vec<_>) = fields.partition(|field| !field.optional);
        let ids = |fields: Vec<&'_ pack::Field>| -> Vec<&str> {
            let at = fields.iter().filter_map(|field| {
                let at = self.declared.position(&field.id)?;
                Some(self.declared.register.fields[at].id.as_str())
            });
            at.collect()
        };
        (ids(must), ids(may))
    }
}

/// Whether a rule refuses references of a field to nobody.
fn must_exist(declared: &Declared, field: &str) -> bool {
    let mut rules = declared.register.rules.iter();
    rules.any(|rule| {
        let asks = matches!(&rule.test, Test::ExistsIn { field: of, .. } if of == field);
        asks && rule.level == Level::Error && rule.when.is_none()
    })
}

/// The key of one field by which a register's records are referred to: the first.
fn own_key(declared: &Declared) -> Option<(usize, usize)> {
    let mut keys = declared.keys.iter().enumerate();
    keys.find_map(|(key, place)| match place.fields[..] {
        [field] => Some((field, key)),
        _ => None,
    })
}
