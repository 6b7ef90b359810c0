//! Reading for people: with a permit for a purpose, as a look, and no more than the permit opens. A
//! refusal is in the ledger before it is told.

use std::collections::BTreeSet;

use access::{Action, Actor, Ask, Ctx, Permit, Policy, Reason, Refused, Relation};
use base::{Id, Instant};
use jiff::civil::Date;
use ledger::{Act, Kind, Ledger, Unseen};

use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::merge::Merged;
use crate::record::Record;
use crate::search::{SEARCH_PAGE, Search};
use crate::ticket::{NewTicket, OpenedBy, Status};
use crate::time::AsOf;

mod erasing;
mod listed;
mod read;
mod told;

pub use erasing::{Erasable, Erase, ErasureGround};
use listed::listed;
use read::Read;
pub use told::{Changed, FaultPage, FoundPage, Listed, Maker, Opened, Standing, VersionShown};

/// So many versions of a record are told, the latest.
pub const VERSIONS_MAX: usize = 40;

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

impl Reading<'_> {
    /// The purposes for which somebody may look into a register; none if there is no such register.
    pub fn purposes(&self, actor: &Actor, register: &str) -> Vec<String> {
        let Ok(declared) = self.registers.get(register) else {
            return Vec::new();
        };
        let on = declared.on();
        let ask = Ask {
            action: Action::Look,
            on: &on,
            fields: &[],
            relation: steward(actor, declared),
        };
        let purposes = self.policy.purposes(actor, &ask);
        purposes.into_iter().map(str::to_owned).collect()
    }

    /// The fields of a register that are open to somebody for their purpose.
    ///
    /// # Errors
    /// [`RegisterError::Refused`], when there is no such register, or the database fails.
    pub async fn open_fields(
        &self,
        ctx: &Ctx,
        register: &str,
    ) -> Result<Vec<String>, RegisterError> {
        let declared = self.registers.get(register)?;
        let permit = self
            .leave(ctx, declared, steward(&ctx.actor, declared))
            .await?;
        Ok(permit.fields().to_vec())
    }

    /// An officer who may see a record, or the system of another agency, says what is wrong with it, or with one of its open fields:
    /// a ticket to its steward, who answers until the instant that is given. The third of what is
    /// said is whose inbox hears of the answer. `with` adds what else belongs into the act that opens
    /// the ticket of this id.
    ///
    /// # Errors
    /// [`RegisterError::Refused`], [`RegisterError::NoSuchRecord`], [`RegisterError::Fields`] when
    /// the text cannot be accepted, or when the database fails.
    pub async fn dispute(
        &self,
        ctx: &Ctx,
        (register, id): (&str, Id),
        (field, said, opener): (Option<&str>, &str, Option<Id>),
        with: impl Fn(Act, Id) -> Act,
    ) -> Result<(Id, Instant), RegisterError> {
        let declared = self.registers.get(register)?;
        let permit = self
            .leave(ctx, declared, steward(&ctx.actor, declared))
            .await?;
        let is_open = |field: &str| permit.fields().iter().any(|open| open == field);
        if field.is_some_and(|field| !is_open(field)) {
            return Err(self
                .refused(ctx, (Action::Look, declared), Reason::Fields)
                .await?);
        }
        let found = self
            .registers
            .load(self.ledger.store(), register, id)
            .await?;
        let record = found.ok_or(RegisterError::NoSuchRecord)?;
        let new = NewTicket {
            id: ctx.id(),
            register,
            record: Some(record.id),
            subject: record.subjects().first().copied(),
            field,
            rule: None,
            said,
            opened_by: match ctx.actor {
                Actor::Consumer { .. } => OpenedBy::Register,
                Actor::Nobody | Actor::Person { .. } | Actor::Officer { .. } | Actor::Clock => {
                    OpenedBy::Officer
                }
            },
            opener,
            case: None,
        };
        let ticket = new.id;
        let act = Act::new(ctx, Kind::TicketOpened).by(&permit);
        let act = self.registers.open_ticket(new, act)?;
        let due = Instant(act.entry().number("due").unwrap_or(ctx.now.0));
        self.ledger.commit(with(act, ticket)).await?;
        Ok((ticket, due))
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
        let permit = self
            .leave(ctx, declared, steward(&ctx.actor, declared))
            .await?;
        let searched = search.fields();
        let is_open = |field: &&str| permit.fields().iter().any(|open| open == field);
        if !searched.iter().all(is_open) {
            return Err(self
                .refused(ctx, (Action::Look, declared), Reason::Fields)
                .await?);
        }
        let db = self.ledger.store();
        let page = self.registers.search(db, (register, search), after).await?;
        if page.records.is_empty() && !declared.register.about.is_empty() {
            let act = Act::new(ctx, Kind::Looked).by(&permit);
            self.ledger
                .commit(act.fact("register", register).fact("found", 0))
                .await?;
        }
        let looked = (register, &permit, &*searched);
        let list = self.look_at(ctx, looked, &searched, &page.records).await?;
        Ok(FoundPage {
            list,
            next: page.next,
        })
    }

    /// Records that fail a rule in the last measurement, from behind one of them on: one look at all
    /// that is listed, for those to whom the fields are open that the rule reads.
    ///
    /// # Errors
    /// [`RegisterError::Refused`]; [`RegisterError::NoSuchRecord`] if the rule was not measured;
    /// when there is no such register, or the database fails.
    pub async fn faults(
        &self,
        ctx: &Ctx,
        (register, rule): (&str, &str),
        after: Option<Id>,
    ) -> Result<FaultPage, RegisterError> {
        let declared = self.registers.get(register)?;
        let steward = steward(&ctx.actor, declared);
        let permit = self.leave(ctx, declared, steward).await?;
        let db = self.ledger.store();
        let measured = self.registers.measured(db, register).await?;
        let measured = measured.ok_or(RegisterError::NoSuchRecord)?;
        let rule = measured.rule(rule).cloned();
        let rule = rule.ok_or(RegisterError::NoSuchRecord)?;
        // What every record has (its id, when it was recorded) is in no permit.
        let is_open = |field: &String| {
            declared.register.field(field).is_none() || permit.fields().contains(field)
        };
        if !rule.fields.iter().all(is_open) {
            return Err(self
                .refused(ctx, (Action::Look, declared), Reason::Fields)
                .await?);
        }
        let asked = (register, &*rule.id);
        let faults = self
            .registers
            .faults(db, asked, (after, SEARCH_PAGE))
            .await?;
        let mut records = Vec::with_capacity(faults.records.len());
        for id in faults.records {
            records.extend(self.registers.load(db, register, id).await?);
        }
        let told: Vec<&str> = rule.fields.iter().map(String::as_str).collect();
        let looked = (register, &permit, &[][..]);
        let list = self.look_at(ctx, looked, &told, &records).await?;
        Ok(FaultPage {
            rule,
            run: measured.run,
            at: measured.at,
            list,
            next: faults.next,
        })
    }

    /// A record with its past: one look, on the page of everybody whom any of its versions is
    /// about. `at` asks for another day or an earlier knowledge than today's.
    ///
    /// # Errors
    /// [`RegisterError::Refused`], [`RegisterError::NoSuchRecord`]; [`RegisterError::NotShared`], but
    /// not to its steward and those it is about; when there is no such register, or the database
    /// fails.
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
            None => steward(&ctx.actor, declared),
        };
        let permit = self.leave(ctx, declared, relation).await?;
        if latest.is_none() {
            return Err(RegisterError::NoSuchRecord);
        }
        if relation == Relation::None {
            self.shared((register, id)).await?;
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
        opened.tickets = self.registers.tickets_on(db, register, id).await?;
        opened
            .tickets
            .retain(|ticket| ticket.status == Status::Open);
        opened.makers = self.makers(&opened).await?;
        let touches = read.touches();
        Ok(self
            .ledger
            .look(ctx, Unseen::new(&permit, opened, touches))
            .await?)
    }

    /// Refuses a record that is not shared.
    async fn shared(&self, (register, id): (&str, Id)) -> Result<(), RegisterError> {
        let db = self.ledger.store();
        let stop = self.registers.tickets_that_stop(db, register, id).await?;
        match stop.first() {
            Some(ticket) => Err(RegisterError::NotShared {
                register: register.to_owned(),
                due_at: ticket.due_at,
            }),
            None => Ok(()),
        }
    }

    /// A list of records as people see it: one look. Of those that are not shared, it is told only
    /// that they are there, which says something about the fields by which they got into the list
    /// (`told`).
    async fn look_at(
        &self,
        ctx: &Ctx,
        (register, permit, searched): (&str, &Permit, &[&str]),
        told: &[&str],
        records: &[Record],
    ) -> Result<Vec<Listed>, RegisterError> {
        let declared = self.registers.get(register)?;
        let stopped = match steward(&ctx.actor, declared) {
            Relation::Office => Vec::new(),
            Relation::None | Relation::Own => {
                let ids: Vec<Id> = records.iter().map(|record| record.id).collect();
                let db = self.ledger.store();
                self.registers.not_shared(db, register, &ids).await?
            }
        };
        let (mut list, mut touches) = (Vec::new(), Vec::new());
        for record in records {
            let mut shown = listed(record, (permit, searched));
            let stop = stopped.iter().find(|(id, _)| *id == record.id);
            let withheld = stop.map(|(_, due_at)| *due_at);
            if withheld.is_some() {
                shown.fields.clear();
                touches.extend(record.touches(told));
            } else {
                let fields: Vec<&str> = shown.fields.iter().map(|field| &*field.id).collect();
                touches.extend(record.touches(&fields));
            }
            list.push(Listed { shown, withheld });
        }
        let unseen = Unseen::new(permit, list, touches);
        Ok(self.ledger.look(ctx, unseen).await?)
    }

    /// Leave to look at as many fields of a register as one rule opens.
    async fn leave(
        &self,
        ctx: &Ctx,
        declared: &Declared,
        relation: Relation,
    ) -> Result<Permit, RegisterError> {
        let (on, fields) = (declared.on(), declared.field_ids());
        let ask = Ask {
            action: Action::Look,
            on: &on,
            fields: &fields,
            relation,
        };
        match self.policy.permit_most(ctx, &ask) {
            Ok(permit) => Ok(permit),
            Err(refused) => Err(self
                .refused(ctx, (Action::Look, declared), refused.reason)
                .await?),
        }
    }

    /// A refusal, once it is recorded.
    async fn refused(
        &self,
        ctx: &Ctx,
        (action, declared): (Action, &Declared),
        reason: Reason,
    ) -> Result<RegisterError, RegisterError> {
        let refused = Refused {
            action,
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
fn steward(actor: &Actor, declared: &Declared) -> Relation {
    if actor.office() == Some(&declared.register.steward) {
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
