//! Records through time, on both axes: what the world was like on a day, as far as the register
//! knew at a moment; superseded states; and which act set each field.

use ::store::Store;
use access::{Action, Permit};
use base::{Id, Instant};
use jiff::civil::Date;
use ledger::Act;

use crate::check::{FieldProblem, Problem};
use crate::columns::own;
use crate::directory::Directory;
use crate::error::RegisterError;
use crate::lower::Registers;
use crate::record::{Former, Record, touches};
use crate::value::Value;
use crate::write::{Next, about_both, changed, covered, refuse, with_ground};

/// A day in the world, and a moment up to which the register is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The day on which it must hold.
    pub valid: Date,
    /// What was recorded later is not known.
    pub recorded: Instant,
}

/// A record whose values change because the world has changed. What it said before was right, and
/// stays so for the time before.
#[derive(Clone, Debug)]
pub struct Superseding<'a> {
    /// The record as it was read; another version by now loses.
    pub record: &'a Record,
    /// Fields with their new values; nothing empties a field.
    pub fields: Vec<(String, Option<Value>)>,
    /// The first day on which they hold.
    pub from: Date,
}

/// Which act set a field to the value it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetBy {
    /// The field.
    pub field: String,
    /// The ledger entry of the act.
    pub act: Id,
    /// When that was.
    pub recorded_at: Instant,
    /// The law version it was made under.
    pub law: String,
    /// The version of the record since which the field has its value.
    pub version: i64,
    /// The row of the file, from 1, if the act loaded one.
    pub source_row: Option<i64>,
}

impl Registers {
    /// Adds the next state of a record to an act: the new values hold from a day on, and the former
    /// state until the day before. The fact `change` says `superseded`.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for correcting these fields of this register,
    /// [`RegisterError::Fields`] with everything that would be wrong with the record, or if it
    /// would hold from a day on which it had not begun.
    pub fn supersede(
        &self,
        directory: &Directory,
        permit: &Permit,
        new: &Superseding<'_>,
        act: Act,
    ) -> Result<Act, RegisterError> {
        let Superseding {
            record,
            fields,
            from,
        } = new;
        let declared = &record.declared;
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        covered(permit, Action::Correct, declared, &names)?;
        let (mut values, mut problems) = changed(record, fields);
        let own_begin = |at: usize| declared.places[at].at == own::VALID_FROM;
        if let Some(at) = (0..values.len()).find(|at| own_begin(*at)) {
            values[at] = Some((*from).into());
        }
        let today = self.calendar.date_of(act.at());
        problems.extend(self.check(directory, declared, &mut values, today));
        let day_before = from.yesterday().ok();
        if day_before.is_none_or(|before| before < record.valid_from) {
            problems.push(FieldProblem {
                field: "valid_from".to_owned(),
                problem: Problem::Kind {
                    expected: "a day after the one on which the record has begun",
                },
            });
        }
        refuse(declared, problems)?;
        let about = about_both(record, &values);
        let touches = touches(declared, record.id, &about, &names);
        let next = Next {
            valid_from: *from,
            held_until: day_before,
            ..Next::of(record, values)
        };
        let act = self.replace(record, next, act);
        let act = with_ground(act, permit).touch_all(touches);
        Ok(act
            .fact("register", declared.id())
            .fact("change", "superseded"))
    }

    /// A record as of both axes: the state that held in the world on a day, as the register knew it
    /// at a moment. `None` if it did not hold, was not known yet, or was gone by then.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn as_of(
        &self,
        db: &Store,
        register: &str,
        id: Id,
        at: AsOf,
    ) -> Result<Option<Record>, RegisterError> {
        let (former, now) = self.versions(db, register, id).await?;
        Ok(state(&former, now.as_ref(), at))
    }

    /// Which act set each field that has a value, in the order of the declaration.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn provenance(
        &self,
        db: &Store,
        register: &str,
        id: Id,
    ) -> Result<Vec<SetBy>, RegisterError> {
        let (former, now) = self.versions(db, register, id).await?;
        Ok(now.map(|now| set_by(&former, &now)).unwrap_or_default())
    }

    /// All versions of a record: former ones, latest first, and the current one.
    pub(crate) async fn versions(
        &self,
        db: &Store,
        register: &str,
        id: Id,
    ) -> Result<(Vec<Former>, Option<Record>), RegisterError> {
        let declared = self.get(register)?;
        let now = crate::store::find(db, declared, &[crate::store::Condition::id(id)]).await?;
        let former = crate::store::history(db, declared, id).await?;
        Ok((former, now.into_iter().next()))
    }
}

/// The version that held on a day, as it was known at a moment, and the last day on which it then
/// held; former versions come latest first.
pub(crate) fn stands<'r>(
    former: &'r [Former],
    now: Option<&'r Record>,
    at: AsOf,
) -> Option<(&'r Record, Option<Date>)> {
    // Rows from before the moment of replacing was kept end where the next version begins.
    let mut replaced_at = now.map(|now| now.recorded_at);
    let mut stood = now.filter(|now| now.recorded_at <= at.recorded);
    let mut superseded = None;
    for former in former {
        let until = former.replaced_at.or(replaced_at);
        let record = &former.record;
        replaced_at = Some(record.recorded_at);
        if record.recorded_at > at.recorded || former.erased.is_some() {
            continue;
        }
        if until.is_none_or(|until| at.recorded < until) {
            stood = Some(record);
            continue;
        }
        let held = former.held_until.is_some_and(|last| at.valid <= last);
        if held && record.valid_from <= at.valid && superseded.is_none() {
            superseded = Some((record, former.held_until));
        }
    }
    // Nothing stands of a record that was merged or erased by then.
    let stood = stood?;
    if stood.holds_on(at.valid) {
        return Some((stood, stood.valid_to));
    }
    superseded
}

/// The same as a record of its own.
pub(crate) fn state(former: &[Former], now: Option<&Record>, at: AsOf) -> Option<Record> {
    let (record, valid_to) = stands(former, now, at)?;
    Some(Record {
        valid_to,
        ..record.clone()
    })
}

pub(crate) fn set_by(former: &[Former], now: &Record) -> Vec<SetBy> {
    let fields = now.declared.register.fields.iter().enumerate();
    let set = fields.filter_map(|(at, field)| {
        let value = now.values[at].as_ref()?;
        let mut since = now;
        for earlier in former {
            if earlier.record.values[at].as_ref() != Some(value) {
                break;
            }
            since = &earlier.record;
        }
        Some(SetBy {
            field: field.id.clone(),
            act: since.act,
            recorded_at: since.recorded_at,
            law: since.law.clone(),
            version: since.version,
            source_row: since.source_row,
        })
    });
    set.collect()
}
