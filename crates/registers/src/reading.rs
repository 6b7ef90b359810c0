//! Reading for people: with a permit for a purpose, as a look, and no more than the permit opens. A
//! refusal is in the ledger before it is told.

use std::collections::BTreeSet;

use access::{Action, Actor, Ask, Ctx, Permit, Policy, Reason, Refused, Relation};
use base::{Id, Instant};
use jiff::civil::Date;
use ledger::{Act, Kind, Ledger, Touch, Unseen};
use pack::{Field, FieldKind};

use crate::axes::Axes;
use crate::columns::BEGINNING;
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::merge::Merged;
use crate::read::shown;
use crate::record::{Former, Record, Shown, ShownField};
use crate::search::Search;
use crate::time::{AsOf, SetBy, set_by, stands};
use crate::value::Value;

/// So many versions of a record are told, the latest.
pub const VERSIONS_MAX: usize = 40;

/// Characters of a sensitive identifier that a list shows, to tell records apart.
const LAST_CHARS: usize = 3;

/// What reading for people stands on.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The registers of the law in force.
    pub registers: &'a Registers,
    /// Who may do what.
    pub policy: &'a Policy,
    /// Where looks and refusals are entries.
    pub ledger: &'a Ledger,
}

/// A page of what was looked for.
#[derive(Clone, Debug)]
pub struct FoundPage {
    /// Of each record the permitted fields, sensitive ones only so far that records can be told
    /// apart: the name looked for, a year, the last characters of an identifier.
    pub list: Vec<Shown>,
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
    /// The latest versions, the current one first; at most [`VERSIONS_MAX`].
    pub versions: Vec<VersionShown>,
    /// Both axes.
    pub axes: Axes,
    /// Who made what is told here: entry and what it says.
    pub makers: Vec<(Id, Maker)>,
    /// Records that were merged into this one.
    pub duplicates: Vec<Id>,
}

/// A version of a record.
#[derive(Clone, Debug)]
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
    /// The open fields that it changed: field, before, after. The first version changes none.
    pub changed: Vec<(ShownField, Option<Value>)>,
    /// Whether its values were erased.
    pub erased: bool,
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

impl Reading<'_> {
    /// The purposes for which somebody's role may look into a register.
    pub fn purposes(&self, actor: &Actor, register: &str) -> Vec<String> {
        let on = format!("register:{register}");
        let purposes = self.policy.purposes(actor, Action::Look, &on);
        purposes.into_iter().map(str::to_owned).collect()
    }

    /// What was looked for: one look at all that is listed. Finding nobody in a register of people
    /// is an entry too.
    ///
    /// # Errors
    /// [`RegisterError::Refused`], also when a field that is searched is not open;
    /// [`RegisterError::NotSearchable`]; when there is no such register, or the database fails.
    pub async fn search(
        &self,
        ctx: &Ctx,
        (register, search): (&str, &Search),
        after: Option<Id>,
    ) -> Result<FoundPage, RegisterError> {
        let declared = self.registers.get(register)?;
        let permit = self.leave(ctx, declared, steward(ctx, declared)).await?;
        let searched = search.fields();
        let is_open = |field: &&str| permit.fields().iter().any(|open| open == field);
        if !searched.iter().all(is_open) {
            return Err(self.refused(ctx, declared, Reason::Fields).await?);
        }
        let db = self.ledger.store();
        let page = self.registers.search(db, (register, search), after).await?;
        if page.records.is_empty() && !declared.register.about.is_empty() {
            let act = Act::new(ctx, Kind::Looked).by(&permit);
            self.ledger
                .commit(act.fact("register", register).fact("found", 0))
                .await?;
        }
        let (mut list, mut touches) = (Vec::new(), Vec::new());
        for record in &page.records {
            let listed = listed(record, (&permit, &searched));
            let fields: Vec<&str> = listed.fields.iter().map(|field| &*field.id).collect();
            touches.extend(record.touches(&fields));
            list.push(listed);
        }
        let list = self
            .ledger
            .look(ctx, Unseen::new(&permit, list, touches))
            .await?;
        Ok(FoundPage {
            list,
            next: page.next,
        })
    }

    /// A record with its past: one look, on the page of everybody whom any of its versions is
    /// about. `at` asks for another day or an earlier knowledge than today's.
    ///
    /// # Errors
    /// [`RegisterError::Refused`], [`RegisterError::NoSuchRecord`], when there is no such register,
    /// or the database fails.
    pub async fn open(
        &self,
        ctx: &Ctx,
        (register, id): (&str, Id),
        at: Option<AsOf>,
    ) -> Result<Opened, RegisterError> {
        let declared = self.registers.get(register)?;
        let db = self.ledger.store();
        let (former, now) = self.registers.versions(db, register, id).await?;
        let latest = now.as_ref().or(former.first().map(|former| &former.record));
        let relation = match latest {
            Some(record) => self.relation(ctx, record).await?,
            None => steward(ctx, declared),
        };
        let permit = self.leave(ctx, declared, relation).await?;
        if latest.is_none() {
            return Err(RegisterError::NoSuchRecord);
        }
        let today = self.registers.calendar().date_of(ctx.now);
        let merged = self.registers.merged(db, register, id).await?;
        let open: Vec<&str> = permit.fields().iter().map(String::as_str).collect();
        let read = Read {
            former: &former,
            now: now.as_ref(),
            open: &open,
        };
        let mut opened = read.opened((register, id), standing(&read, merged, today), at);
        opened.duplicates = self.registers.merged_into(db, register, id).await?;
        opened.makers = self.makers(&opened).await?;
        let touches = read.touches();
        Ok(self
            .ledger
            .look(ctx, Unseen::new(&permit, opened, touches))
            .await?)
    }

    /// Leave to look at as many fields of a register as one rule opens.
    async fn leave(
        &self,
        ctx: &Ctx,
        declared: &Declared,
        relation: Relation,
    ) -> Result<Permit, RegisterError> {
        let fields = declared.register.fields.iter();
        let fields: Vec<&str> = fields.map(|field| field.id.as_str()).collect();
        let on = declared.on();
        let ask = Ask {
            action: Action::Look,
            on: &on,
            fields: &fields,
            relation,
        };
        match self.policy.permit_most(ctx, &ask) {
            Ok(permit) => Ok(permit),
            Err(refused) => Err(self.refused(ctx, declared, refused.reason).await?),
        }
    }

    async fn refused(
        &self,
        ctx: &Ctx,
        declared: &Declared,
        reason: Reason,
    ) -> Result<RegisterError, RegisterError> {
        let refused = Refused {
            action: Action::Look,
            on: declared.on(),
            reason,
        };
        self.ledger.refuse(ctx, &refused).await?;
        Ok(refused.into())
    }

    /// How somebody stands to a record, with their minor children if they are a person.
    async fn relation(&self, ctx: &Ctx, record: &Record) -> Result<Relation, RegisterError> {
        let mut children = Vec::new();
        if let Some(parent) = ctx.actor.subject() {
            let today = self.registers.calendar().date_of(ctx.now);
            let db = self.ledger.store();
            let found = self.registers.children_of(db, parent, today).await?;
            children.extend(found.iter().map(|child| child.id));
        }
        Ok(record.relation(&ctx.actor, &children))
    }

    async fn makers(&self, opened: &Opened) -> Result<Vec<(Id, Maker)>, RegisterError> {
        let set = opened.set_by.iter().map(|set| set.act);
        let made = opened.versions.iter().map(|version| version.act);
        let acts: BTreeSet<Id> = set.chain(made).collect();
        let mut makers = Vec::with_capacity(acts.len());
        for act in acts {
            if let Some(entry) = self.ledger.entry(act).await? {
                let maker = Maker {
                    kind: entry.kind,
                    office: entry.office,
                    role: entry.role,
                    purpose: entry.purpose,
                    ground: entry.ground,
                };
                makers.push((act, maker));
            }
        }
        Ok(makers)
    }
}

/// How an office stands to a register.
fn steward(ctx: &Ctx, declared: &Declared) -> Relation {
    if ctx.actor.office() == Some(&declared.register.steward) {
        Relation::Office
    } else {
        Relation::None
    }
}

fn standing(read: &Read<'_>, merged: Option<Merged>, today: Date) -> Standing {
    match (merged, read.now, read.former.first()) {
        (Some(merged), ..) => Standing::Merged(merged),
        (None, Some(now), _) => match now.valid_to {
            Some(last) if last < today => Standing::Ended(last),
            _ => Standing::Stands,
        },
        (None, None, Some(last)) => match &last.erased {
            Some(ground) => Standing::Erased(ground.clone()),
            None => Standing::Gone,
        },
        (None, None, None) => Standing::Gone,
    }
}

/// What was read of a record, and which of its fields are open.
struct Read<'r> {
    former: &'r [Former],
    now: Option<&'r Record>,
    open: &'r [&'r str],
}

impl Read<'_> {
    fn opened(&self, (register, id): (&str, Id), standing: Standing, at: Option<AsOf>) -> Opened {
        let found = match at {
            Some(at) => stands(self.former, self.now, at),
            None => self.now.map(|now| (now, now.valid_to)),
        };
        let set_by = found.map(|(record, _)| {
            let mut earlier = self.former.iter();
            let earlier = earlier.position(|former| former.record.version < record.version);
            let earlier = &self.former[earlier.unwrap_or(self.former.len())..];
            let mut set_by = set_by(earlier, record);
            set_by.retain(|set| self.open.contains(&set.field.as_str()));
            set_by
        });
        Opened {
            register: register.to_owned(),
            id,
            standing,
            open: self.open.iter().map(|&field| field.to_owned()).collect(),
            version: found.map(|(record, _)| record.version),
            shown: found.map(|(record, valid_to)| Shown {
                valid_to,
                ..shown(record, self.open)
            }),
            set_by: set_by.unwrap_or_default(),
            versions: self.versions(),
            axes: Axes::of(self.former, self.now),
            makers: Vec::new(),
            duplicates: Vec::new(),
        }
    }

    fn versions(&self) -> Vec<VersionShown> {
        let current = self.now.map(|now| (now, None));
        let former = self
            .former
            .iter()
            .map(|former| (&former.record, Some(former)));
        let all: Vec<(&Record, Option<&Former>)> = current.into_iter().chain(former).collect();
        let told = all.iter().enumerate().take(VERSIONS_MAX);
        let version = |(at, (record, former)): (usize, &(&Record, Option<&Former>))| {
            self.version(
                record,
                *former,
                all.get(at + 1).map(|(earlier, _)| *earlier),
            )
        };
        told.map(version).collect()
    }

    fn version(
        &self,
        record: &Record,
        former: Option<&Former>,
        earlier: Option<&Record>,
    ) -> VersionShown {
        let fields = &record.declared.register.fields;
        // Why a version was wrong is written for those who answer for all of it.
        let all_open = fields.iter().all(|field| self.is_open(field));
        let erased = former.is_some_and(|former| former.erased.is_some());
        let changed = fields.iter().enumerate().filter_map(|(at, field)| {
            let was = earlier?.values[at].as_ref();
            let is = record.values[at].as_ref();
            let value = is.or(was)?.clone();
            let told = self.is_open(field) && was != is && !erased;
            let field = ShownField {
                id: field.id.clone(),
                kind: field.kind.clone(),
                value: was.cloned().unwrap_or(value),
            };
            told.then(|| (field, is.cloned()))
        });
        VersionShown {
            version: record.version,
            act: record.act,
            law: record.law.clone(),
            recorded_at: record.recorded_at,
            replaced_at: former.and_then(|former| former.replaced_at),
            valid_from: (record.valid_from != BEGINNING).then_some(record.valid_from),
            valid_to: former
                .and_then(|former| former.held_until)
                .or(record.valid_to),
            wrong: former
                .and_then(|former| former.wrong.clone())
                .filter(|_| all_open),
            wrong_since: former.and_then(|former| former.wrong_since),
            changed: changed.collect(),
            erased,
        }
    }

    fn is_open(&self, field: &Field) -> bool {
        self.open.contains(&field.id.as_str())
    }

    fn touches(&self) -> Vec<Touch> {
        let former = self.former.iter().map(|former| &former.record);
        let records = self.now.into_iter().chain(former.take(VERSIONS_MAX));
        records
            .flat_map(|record| record.touches(self.open))
            .collect()
    }
}

/// What a list shows of a record: sensitive values only so far that it can be told from others.
fn listed(record: &Record, (permit, searched): (&Permit, &[&str])) -> Shown {
    let open: Vec<&str> = permit.fields().iter().map(String::as_str).collect();
    let mut listed = shown(record, &open);
    let declared = record.declared();
    listed.fields.retain_mut(|shown| {
        let Some(field) = declared.register.field(&shown.id) else {
            return false;
        };
        if !field.sensitive || (field.kind == FieldKind::Name && searched.contains(&&*field.id)) {
            return true;
        }
        match hinted(&shown.kind, &shown.value) {
            Some(hint) => {
                shown.value = Value::Text(hint);
                true
            }
            None => false,
        }
    });
    listed
}

/// As much of a sensitive value as tells records apart.
fn hinted(kind: &FieldKind, value: &Value) -> Option<String> {
    let Value::Text(text) = value else {
        return None;
    };
    match kind {
        FieldKind::Identifier(_) => {
            let hidden = text.chars().count().checked_sub(LAST_CHARS)?;
            let last: String = text.chars().skip(hidden).collect();
            Some(format!("…{last}"))
        }
        FieldKind::Date | FieldKind::PartialDate => text.get(..4).map(str::to_owned),
        FieldKind::Text
        | FieldKind::Name
        | FieldKind::Code(_)
        | FieldKind::Integer
        | FieldKind::Boolean
        | FieldKind::Instant
        | FieldKind::Place
        | FieldKind::Agency
        | FieldKind::Reference(_) => None,
    }
}
