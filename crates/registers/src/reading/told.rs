//! What people are told: a page of a search, a record with its past.

use std::fmt;

use base::{Id, Instant};
use jiff::civil::Date;
use ledger::Kind;

use crate::axes::Axes;
use crate::measured::RuleMeasured;
use crate::merge::Merged;
use crate::record::Shown;
use crate::ticket::Ticket;
use crate::time::SetBy;
use crate::value::Value;

/// A record in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Of the permitted fields, sensitive ones only so far that records can be told apart: the name
    /// looked for, a year, the last characters of an identifier. Of a record that is not shared,
    /// none.
    pub shown: Shown,
    /// Of a record that is not shared with whoever asks: until when its steward has to answer.
    pub withheld: Option<Instant>,
}

/// A page of what was looked for.
#[derive(Clone, Debug)]
pub struct FoundPage {
    /// The records.
    pub list: Vec<Listed>,
    /// The record behind which the next page begins, if there is one.
    pub next: Option<Id>,
}

/// A page of the records that fail a rule in the last measurement.
#[derive(Clone, Debug)]
pub struct FaultPage {
    /// The rule, with its counts.
    pub rule: RuleMeasured,
    /// The measurement: the ledger entry of the act that kept it.
    pub run: Id,
    /// When it was.
    pub at: Instant,
    /// As in [`FoundPage`].
    pub list: Vec<Listed>,
    /// The record behind which the next page begins, if there is one.
    pub next: Option<Id>,
}

/// How a record stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stands.
    Stands,
    /// It has ended in the world.
    Ended(Date),
    /// It turned out to be of the same subject as another one.
    Merged(Merged),
    /// Its values are gone, on this legal ground (a words key).
    Erased(String),
    /// It is in the history alone.
    Gone,
}

/// A record with its past, as far as a permit opens it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The register's id.
    pub register: String,
    /// The record.
    pub id: Id,
    /// How it stands today.
    pub standing: Standing,
    /// The fields that are open, of the declaration's order.
    pub open: Vec<String>,
    /// The state asked for; nothing if none held then, or it was not known.
    pub shown: Option<Shown>,
    /// The version that is shown.
    pub version: Option<i64>,
    /// Which act set each open field of that state.
    pub set_by: Vec<SetBy>,
    /// The latest versions, the current one first; at most [`super::VERSIONS_MAX`].
    pub versions: Vec<VersionShown>,
    /// Both axes.
    pub axes: Axes,
    /// Who made what is told here: entry and what it says.
    pub makers: Vec<(Id, Maker)>,
    /// Records that were merged into this one.
    pub duplicates: Vec<Id>,
    /// Corrections of it that are asked for and not answered yet.
    pub tickets: Vec<Ticket>,
}

/// A version of a record.
#[derive(Clone)]
pub struct VersionShown {
    /// Its number, from 1.
    pub version: i64,
    /// The entry of the act that made it.
    pub act: Id,
    /// The law version it was made under.
    pub law: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// When another took its place.
    pub replaced_at: Option<Instant>,
    /// From when it holds in the world; `None` when nobody knows.
    pub valid_from: Option<Date>,
    /// The last day on which it holds, or held before it was superseded.
    pub valid_to: Option<Date>,
    /// What was wrong with it, for those to whom the whole record is open.
    pub wrong: Option<String>,
    /// Since when that was wrong.
    pub wrong_since: Option<Date>,
    /// The open fields that it changed. The first version changes none.
    pub changed: Vec<Changed>,
    /// Whether its values were erased.
    pub erased: bool,
}

impl fmt::Debug for VersionShown {
    /// Which version, without what it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.version)
    }
}

/// A field that one version changed of the version before.
#[derive(Clone, PartialEq, Eq)]
pub struct Changed {
    /// The field.
    pub field: String,
    /// What it said before.
    pub was: Option<Value>,
    /// What it says now.
    pub is: Option<Value>,
}

impl fmt::Debug for Changed {
    /// Which field, without what it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.field)
    }
}

/// Who made a version, as the ledger says it: never a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    /// What happened.
    pub kind: Kind,
    /// For which office or agency.
    pub office: Option<String>,
    /// In which role.
    pub role: String,
    /// What for.
    pub purpose: String,
    /// On which legal ground, a words key.
    pub ground: String,
}
