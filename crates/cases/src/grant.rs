//! Ends: the records a decision makes, the results it gives, and what follows for the whole.

use std::collections::BTreeMap;

use access::{Action as Doing, Ask, Ctx, Permit, Relation};
use base::identifier::{Facts as Bearer, IdentifierProblem};
use ledger::{Act, Kind};
use pack::model::{Cell, Outcome, Procedure, Write};
use registers::{NewRecord, Value};

use crate::error::CaseError;
use crate::facts::Facts;
use crate::file::{Filing, open_leg};
use crate::legs::{Standing, standings};
use crate::model::{Application, Case, Dossier, Step};
use crate::step::{Decided, Under, act_on, line, on_time, written};
use crate::store::{self, BOOK};
use crate::{letters, results};

/// Ends a case: its records and results, the next legs, and the root if nothing is left.
pub(crate) fn end(
    ctx: &Ctx,
    under: &Under<'_>,
    dossier: &Dossier,
    (act, decided, step): (Act, Decided<'_>, Step),
) -> Result<Act, CaseError> {
    let mut case = decided.case.clone();
    case.ended = Some((ctx.now, decided.outcome));
    let mut application = dossier.application.clone();
    let mut facts = under.facts(ctx, dossier)?;
    let mut act = ended_act(ctx, dossier, (act, &case));
    let mut made = Made::default();
    for write in decided
        .procedure
        .writes
        .iter()
        .filter(|write| write.action == decided.action.id)
    {
        if facts.holds_or_none(&decided.procedure.id, write.when.as_ref()) {
            let maker = Maker {
                ctx,
                under,
                case: &case,
            };
            act = maker.record(act, write, (&mut facts, &mut application), &mut made)?;
        }
    }
    let giving = results::Giving {
        ctx,
        under,
        facts: &facts,
        decided: &decided,
        book: made.book,
    };
    act = act.changes(giving.all()?);
    act = written(ctx, act, &case, (None, step)).changes(letters::ended(
        ctx,
        &case,
        decided.outcome.word(),
    ));
    if case.leg.is_some() {
        act = settle(ctx, under, dossier, (act, &case, &application))?;
    }
    if application != dossier.application {
        act = act.change(store::update_application(&application));
    }
    Ok(act)
}

/// The entry of an end, with the facts from which figures are computed.
pub(crate) fn ended_act(ctx: &Ctx, dossier: &Dossier, (act, case): (Act, &Case)) -> Act {
    let outcome = case.ended.map_or("", |(_, outcome)| outcome.word());
    act.of_kind(Kind::CaseEnded)
        .fact("root", dossier.root().procedure.as_str())
        .fact("office", case.office.as_str())
        .fact("outcome", outcome)
        .fact("due", case.due_at)
        .fact("decided", ctx.now)
        .fact("on_time", i64::from(on_time(case, ctx.now)))
}

/// What making records brought along.
#[derive(Default)]
struct Made {
    book: Option<::store::value::Next>,
}

struct Maker<'a> {
    ctx: &'a Ctx,
    under: &'a Under<'a>,
    case: &'a Case,
}

impl Maker<'_> {
    /// Makes one declared record as part of an act, and lets later steps know of it.
    fn record(
        &self,
        act: Act,
        write: &Write,
        (facts, application): (&mut Facts<'_>, &mut Application),
        made: &mut Made,
    ) -> Result<Act, CaseError> {
        let (ctx, under) = (self.ctx, self.under);
        let record = ctx.id();
        let mut fields: Vec<(String, Value)> = Vec::with_capacity(write.fields.len());
        let mut texts = BTreeMap::from([("record".to_owned(), record.to_string())]);
        for (field, cell) in &write.fields {
            let value = match cell {
                Cell::BookNumber => {
                    let next = self.book_number(&write.register);
                    made.book = Some(next.clone());
                    texts.insert(field.clone(), BOOK.to_owned());
                    fields.push((field.clone(), Value::Next(next)));
                    continue;
                }
                Cell::Value(source) => facts.text(&self.case.procedure, source),
                Cell::Allocate { .. } => Some(self.allocate(cell, facts)?),
            };
            let Some(text) = value.filter(|text| !text.is_empty()) else {
                continue;
            };
            let declared = under.registers.get(&write.register)?.register();
            let kind = declared.field(field).map(|field| &field.kind);
            if let Some(value) = kind.and_then(|kind| Value::parse(kind, &text).ok().flatten()) {
                texts.insert(field.clone(), text);
                fields.push((field.clone(), value));
            }
        }
        facts.add_made(&write.name, &texts);
        application.out.insert(write.name.clone(), texts);
        let on = format!("register:{}", write.register);
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        let ask = Ask {
            action: Doing::Create,
            on: &on,
            fields: &names,
            relation: Relation::Office,
        };
        let permit = under.policy.permit(ctx, &ask)?;
        let new = NewRecord {
            register: &write.register,
            id: record,
            fields,
        };
        Ok(under.registers.create(under.directory, &permit, new, act)?)
    }

    /// The office's next number in a register's book of this year.
    fn book_number(&self, register: &str) -> ::store::value::Next {
        let year = self.under.law.pack.calendar.date_of(self.ctx.now).year();
        ::store::value::Next {
            draw: String::new(),
            counter: format!("book/{register}/{}/{year}", self.case.office),
            prefix: String::new(),
            width: 1,
            suffix: format!("/{year}"),
        }
    }

    /// A new identifier: its serial number is drawn by chance, and a number that is taken makes the
    /// act lose, so it is drawn again.
    fn allocate(&self, cell: &Cell, facts: &Facts<'_>) -> Result<String, CaseError> {
        let Cell::Allocate {
            identifier,
            codes,
            sex,
            born,
        } = cell
        else {
            return Ok(String::new());
        };
        let procedure = &self.case.procedure;
        let missing = || CaseError::NotYet {
            procedure: procedure.clone(),
            action: identifier.clone(),
        };
        let declared = self
            .under
            .law
            .pack
            .identifiers
            .get(identifier)
            .ok_or_else(missing)?;
        let mut parts = Vec::new();
        for (source, table) in codes.iter().zip(&declared.tables) {
            let key = facts.text(procedure, source).ok_or_else(missing)?;
            parts.push(table.get(&key).cloned().ok_or_else(missing)?);
        }
        let sex = sex
            .as_ref()
            .and_then(|source| facts.text(procedure, source));
        let born = born
            .as_ref()
            .and_then(|source| facts.text(procedure, source));
        let bearer = Bearer {
            sex: sex.as_deref(),
            born: born.as_deref().and_then(|born| born.parse().ok()),
        };
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        // A format with a check digit never issues some serials: the next draw is another.
        for _ in 0..64 {
            let chance = self.ctx.chance.bytes();
            let drawn = u64::from_be_bytes([
                chance[0], chance[1], chance[2], chance[3], chance[4], chance[5], chance[6],
                chance[7],
            ]);
            match declared
                .format
                .write(&parts, &bearer, drawn % declared.serials.max(1))
            {
                Ok(number) => return Ok(number),
                Err(IdentifierProblem::NeverIssued) => {}
                Err(_) => return Err(missing()),
            }
        }
        Err(missing())
    }
}

/// What the end of a leg means for the whole: legs that waited for it open; a leg that stopped
/// becomes somebody's task; when nothing is left to wait for, the root ends.
#[expect(
    clippy::too_many_lines,
    reason = "all that one end causes, in the order in which it follows"
)]
fn settle(
    ctx: &Ctx,
    under: &Under<'_>,
    dossier: &Dossier,
    (mut act, ended, application): (Act, &Case, &Application),
) -> Result<Act, CaseError> {
    let now = after(dossier, ended, application);
    let root_case = now.root().clone();
    let root = under.procedure(&root_case)?;
    let facts = under.facts(ctx, &now)?;
    let filing = Filing {
        law: under.law,
        directory: under.directory,
        registers: under.registers,
        root,
        facts: &facts,
        evidence: &now.evidence,
    };
    let mut waiting = false;
    for (leg, standing) in standings(root, &facts, &now.family) {
        match standing {
            Standing::Running | Standing::Waits => waiting = true,
            Standing::Opens => {
                act = open_leg(ctx, act, &filing, (&root_case, leg))?;
                waiting = true;
            }
            Standing::Ended(_) | Standing::LeftOut | Standing::Never => {}
        }
    }
    // Whoever ends a sibling at the same moment must see this end, or the last one would not know
    // that it is the last.
    let running = |case: &&Case| case.leg.is_some() && case.ended.is_none();
    act = act.changes(now.family.iter().filter(running).map(store::rely_on_case));
    let stopped_now = ended
        .ended
        .is_some_and(|(_, outcome)| outcome != Outcome::Granted);
    let mut case = root_case.clone();
    if !waiting && case.stage.is_empty() && case.ended.is_none() {
        let mut all = now.family.iter().filter(|case| case.leg.is_some());
        let granted = all.all(|case| case.ended.is_some_and(|(_, o)| o == Outcome::Granted));
        case.ended = Some((
            ctx.now,
            if granted {
                Outcome::Granted
            } else {
                Outcome::Refused
            },
        ));
        act = act.changes(letters::ended(
            ctx,
            &case,
            if granted { "granted" } else { "refused" },
        ));
    }
    if case == root_case && !stopped_now {
        return Ok(act);
    }
    let queued = root_case.queued.as_ref().map(|queued| queued.role.as_str());
    // An officer who has the root before them sees there that a leg stopped.
    let idle = matches!(own_role(&case, root), None | Some("applicant"));
    let role = root
        .follow_up
        .as_deref()
        .filter(|_| stopped_now && idle)
        .or(queued);
    if stopped_now {
        act = act.change(store::insert_step(
            ctx.id(),
            &line(ctx, &root_case, "leg-stopped", None),
        ));
    }
    if case.ended == root_case.ended {
        return Ok(act.change(store::update_case(&case)).changes(store::queue(
            &case,
            role,
            case.number.as_str().into(),
        )));
    }
    let step = line(ctx, &case, "ended", None);
    Ok(written(ctx, act, &case, (role, step)))
}

/// Who acts next by a root's own stage; nobody once it has ended, or if it only waits for its legs.
fn own_role<'a>(case: &Case, procedure: &'a Procedure) -> Option<&'a str> {
    let stage = procedure
        .stage(&case.stage)
        .filter(|_| case.ended.is_none());
    stage.map(|stage| stage.by.as_str())
}

/// Whether a root stands in its office's queue because a leg of it stopped, and not because of a
/// stage of its own.
pub(crate) fn to_follow_up(case: &Case, procedure: &Procedure) -> bool {
    let queued = case.queued.as_ref().map(|queued| queued.role.as_str());
    case.leg.is_none()
        && queued.is_some()
        && queued == procedure.follow_up.as_deref()
        && queued != own_role(case, procedure)
}

/// The dossier as it is once this end is written.
fn after(dossier: &Dossier, ended: &Case, application: &Application) -> Dossier {
    let mut now = dossier.clone();
    now.application = application.clone();
    for case in &mut now.family {
        if case.id == ended.id {
            *case = ended.clone();
        }
    }
    now
}

/// A root whose leg stopped leaves the queue once an officer has followed it up.
pub(crate) fn followed_up(
    ctx: &Ctx,
    under: &Under<'_>,
    dossier: &Dossier,
    (permit, text): (&Permit, &str),
) -> Result<Act, CaseError> {
    let case = dossier.case.clone();
    let procedure = under.procedure(&case)?;
    let theirs = procedure.follow_up.as_deref() == Some(ctx.actor.role());
    if !theirs || !to_follow_up(&case, procedure) {
        return Err(CaseError::NotNow {
            action: "follow-up".to_owned(),
        });
    }
    if text.trim().is_empty() {
        return Err(CaseError::Missing(pack::model::Need::Reason));
    }
    let step = line(ctx, &case, "followed-up", Some(text));
    let act = act_on(ctx, &case, Kind::CaseNoted).by(permit);
    Ok(written(ctx, act, &case, (own_role(&case, procedure), step)))
}
