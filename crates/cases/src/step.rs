//! Steps: what may be done with a case now, and what it does.

use access::{Action as Doing, Actor, Ctx, Permit, Reason, Refused};
use base::{Id, Instant};
use ledger::{Act, Kind, Touch};
use pack::model::{Action, Need, Outcome, Procedure};

use crate::error::CaseError;
use crate::model::{Case, Dossier, Item, Step};
use crate::{grant, letters, store, timers};

use crate::open::open_to;
pub use crate::open::{Under, may_withdraw, open_actions, permit};

/// What somebody wants done with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// An officer takes it on.
    Claim,
    /// An officer gives it to another officer of the office.
    HandOver(Id),
    /// An officer writes something down.
    Note(String),
    /// A declared action.
    Take(Take),
    /// The applicant takes the application back.
    Withdraw,
    /// The deadline comes near: apologise, with a new date.
    Apologise,
    /// A root whose leg stopped has been followed up with the family.
    FollowedUp(String),
}

/// A declared action and what is given with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Take {
    /// The action.
    pub action: String,
    /// Why, in words.
    pub reason: Option<String>,
    /// On which of the declared grounds.
    pub ground: Option<String>,
    /// Exactly what is asked for.
    pub items: Vec<Item>,
    /// How many files were given for it.
    pub files: usize,
}

/// Whose a command is: officers handle, applicants take back, the law's own clock apologises.
fn theirs(actor: &Actor, command: &Command) -> bool {
    match command {
        Command::Claim | Command::HandOver(_) | Command::Note(_) | Command::FollowedUp(_) => {
            matches!(actor, Actor::Officer { .. })
        }
        Command::Take(_) => !matches!(actor, Actor::Nobody | Actor::Consumer { .. }),
        Command::Withdraw => matches!(actor, Actor::Person { .. }),
        Command::Apologise => *actor == Actor::Clock,
    }
}

/// Decides a command. Pure: the same law, facts, time and command give the same act, or the same
/// reason why not.
pub fn decide(
    ctx: &Ctx,
    under: &Under<'_>,
    dossier: &Dossier,
    (permit, command): (&Permit, &Command),
) -> Result<Act, CaseError> {
    if !theirs(&ctx.actor, command) {
        let on = format!("procedure:{}", dossier.case.procedure);
        return Err(Refused {
            action: Doing::Handle,
            on,
            reason: Reason::Role,
        }
        .into());
    }
    match command {
        Command::Claim => claim(ctx, dossier, permit),
        Command::HandOver(to) => hand_over(ctx, dossier, permit, *to),
        Command::Note(text) => note(ctx, dossier, permit, text),
        Command::Take(take) => self::take(ctx, under, dossier, (permit, take)),
        Command::Withdraw => withdraw(ctx, under, dossier, permit),
        Command::Apologise => apologise(ctx, under, dossier),
        Command::FollowedUp(text) => grant::followed_up(ctx, under, dossier, (permit, text)),
    }
}

/// An act about a case: who touched it, and the facts from which figures are computed.
pub(crate) fn act_on(ctx: &Ctx, case: &Case, kind: Kind) -> Act {
    Act::new(ctx, kind)
        .fact("case", case.id.to_string().as_str())
        .fact("procedure", case.procedure.as_str())
        .touch(Touch {
            register: "cases".to_owned(),
            record: case.root,
            subject: case.applicant,
            fields: vec!["*".to_owned()],
        })
}

/// A line of the case's history.
pub(crate) fn line(ctx: &Ctx, case: &Case, what: &str, text: Option<&str>) -> Step {
    Step {
        case: case.id,
        at: ctx.now,
        what: what.to_owned(),
        role: ctx.actor.role().to_owned(),
        office: ctx.actor.office().map(str::to_owned),
        stage: case.stage.clone(),
        ground: None,
        text: text.map(str::to_owned),
    }
}

/// The rows of a case that has changed: itself, its place in the queue, its history.
pub(crate) fn written(ctx: &Ctx, act: Act, case: &Case, (role, step): (Option<&str>, Step)) -> Act {
    act.change(store::update_case(case))
        .changes(store::queue(case, role, case.number.as_str().into()))
        .change(store::insert_step(ctx.id(), &step))
}

fn queued_role(case: &Case) -> Option<&str> {
    case.queued.as_ref().map(|queued| queued.role.as_str())
}

fn claim(ctx: &Ctx, dossier: &Dossier, permit: &Permit) -> Result<Act, CaseError> {
    let mut case = dossier.case.clone();
    let not_now = || CaseError::NotNow {
        action: "claim".to_owned(),
    };
    if case.ended.is_some() && case.queued.is_none() {
        return Err(not_now());
    }
    if case.holder == ctx.actor.id() {
        return Err(not_now());
    }
    case.holder = ctx.actor.id();
    let step = line(ctx, &case, "claimed", None);
    let act = act_on(ctx, &case, Kind::CaseClaimed).by(permit);
    Ok(written(ctx, act, &case, (queued_role(&dossier.case), step)))
}

fn hand_over(ctx: &Ctx, dossier: &Dossier, permit: &Permit, to: Id) -> Result<Act, CaseError> {
    let mut case = dossier.case.clone();
    if case.holder.is_none() || case.holder != ctx.actor.id() || case.holder == Some(to) {
        return Err(CaseError::NotNow {
            action: "hand-over".to_owned(),
        });
    }
    case.holder = Some(to);
    let step = line(ctx, &case, "handed-over", None);
    let act = act_on(ctx, &case, Kind::CaseHandedOver).by(permit);
    Ok(written(ctx, act, &case, (queued_role(&dossier.case), step)))
}

fn note(ctx: &Ctx, dossier: &Dossier, permit: &Permit, text: &str) -> Result<Act, CaseError> {
    if text.trim().is_empty() {
        return Err(CaseError::Missing(Need::Reason));
    }
    let step = line(ctx, &dossier.case, "noted", Some(text));
    let act = act_on(ctx, &dossier.case, Kind::CaseNoted).by(permit);
    Ok(act.change(store::insert_step(ctx.id(), &step)))
}

fn take(
    ctx: &Ctx,
    under: &Under<'_>,
    dossier: &Dossier,
    (permit, take): (&Permit, &Take),
) -> Result<Act, CaseError> {
    let procedure = under.procedure(&dossier.case)?;
    let not_now = || CaseError::NotNow {
        action: take.action.clone(),
    };
    let role = match &ctx.actor {
        Actor::Person { .. } => "applicant",
        Actor::Clock => procedure
            .action(&take.action)
            .map_or("", |action| action.by.as_str()),
        Actor::Nobody | Actor::Officer { .. } | Actor::Consumer { .. } => ctx.actor.role(),
    };
    // An officer answers for what they decide: the case is theirs first.
    if matches!(ctx.actor, Actor::Officer { .. }) && dossier.case.holder != ctx.actor.id() {
        return Err(not_now());
    }
    let facts = under.facts(ctx, dossier)?;
    let action = open_to(under, &dossier.case, role)
        .into_iter()
        .find(|action| action.id == take.action)
        .ok_or_else(not_now)?;
    if !facts.holds_or_none(&procedure.id, action.when.as_ref()) {
        return Err(CaseError::NotYet {
            procedure: procedure.id.clone(),
            action: action.id.clone(),
        });
    }
    // The silence of the law gives nothing with it; people must give what is declared.
    if ctx.actor != Actor::Clock {
        given(procedure, action, take)?;
    }
    let stage = procedure.stage(&action.to).ok_or_else(not_now)?;
    let mut case = dossier.case.clone();
    move_to(ctx, under, &mut case, (action, stage))?;
    if action.needs.contains(&Need::Items) {
        case.asked.clone_from(&take.items);
    }
    let mut step = line(ctx, &case, &action.id, take.reason.as_deref());
    let ground = take
        .ground
        .clone()
        .filter(|_| action.needs.contains(&Need::Ground));
    step.ground = ground.or_else(|| stage.pauses.clone());
    let mut act = act_on(ctx, &case, Kind::CaseStepped)
        .by(permit)
        .fact("action", action.id.as_str())
        .fact("stage", case.stage.as_str());
    if let Some(outcome) = stage.end {
        let decided = Decided {
            case: &case,
            procedure,
            action,
            outcome,
        };
        return grant::end(ctx, under, dossier, (act, decided, step));
    }
    act = act.changes(timers::silence(
        &case,
        stage,
        ctx.now,
        &under.law.pack.calendar,
    ));
    // An apology's timer that fell due while the clock stood still has done nothing: set it again.
    if is_paused(&dossier.case) && !is_paused(&case) {
        act = act.change(timers::apology(&case, under.law));
    }
    if stage.by == "applicant" {
        act = act.changes(letters::stepped(ctx, &case, &action.id));
    }
    Ok(written(ctx, act, &case, (Some(&stage.by), step)))
}

/// A case that an action ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decided<'a> {
    pub(crate) case: &'a Case,
    pub(crate) procedure: &'a Procedure,
    pub(crate) action: &'a Action,
    pub(crate) outcome: Outcome,
}

/// Whether everything that the action needs was given.
fn given(procedure: &Procedure, action: &Action, take: &Take) -> Result<(), CaseError> {
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    for need in &action.needs {
        let missing = match need {
            Need::Reason => blank(&take.reason),
            Need::Ground => take
                .ground
                .as_ref()
                .is_none_or(|ground| !procedure.refusals.contains(ground)),
            Need::Items => {
                take.items.is_empty()
                    || take
                        .items
                        .iter()
                        .any(|i| i.paper.trim().is_empty() || i.content.trim().is_empty())
            }
            Need::Files => take.files == 0,
        };
        if missing {
            return Err(CaseError::Missing(*need));
        }
    }
    Ok(())
}

/// Whether a case's clock stands still.
fn is_paused(case: &Case) -> bool {
    case.clock.pauses.iter().any(|pause| pause.to.is_none())
}

/// Moves a case to a stage: the clock stands still where the law says so, and nowhere else.
fn move_to(
    ctx: &Ctx,
    under: &Under<'_>,
    case: &mut Case,
    (action, stage): (&Action, &pack::model::Stage),
) -> Result<(), CaseError> {
    let not_now = |_| CaseError::NotNow {
        action: action.id.clone(),
    };
    match (&stage.pauses, is_paused(case)) {
        (Some(ground), false) => case.clock.pause(ctx.now, ground).map_err(not_now)?,
        (None, true) => case.clock.resume(ctx.now).map_err(not_now)?,
        (Some(_), true) | (None, false) => {}
    }
    case.due_at = case.clock.due_at(&under.law.pack.calendar);
    case.stage.clone_from(&stage.id);
    if action.once {
        case.taken.push(action.id.clone());
    }
    Ok(())
}

/// Ends the root and every leg that still runs.
fn withdraw(
    ctx: &Ctx,
    under: &Under<'_>,
    dossier: &Dossier,
    permit: &Permit,
) -> Result<Act, CaseError> {
    if !may_withdraw(under, dossier) {
        return Err(CaseError::NotNow {
            action: "withdraw".to_owned(),
        });
    }
    let calendar = &under.law.pack.calendar;
    let mut act = act_on(ctx, dossier.root(), Kind::CaseEnded).by(permit);
    let event = under
        .law
        .pack
        .events
        .iter()
        .find(|event| event.id == dossier.application.event);
    let occasion = event.and_then(|event| event.offer.as_ref());
    let record = dossier
        .evidence
        .iter()
        .find(|e| Some(&e.id) == occasion)
        .and_then(|e| e.record);
    act = act.changes(record.map(store::free_occasion));
    for case in dossier.family.iter().filter(|case| case.ended.is_none()) {
        let mut case = case.clone();
        case.ended = Some((ctx.now, Outcome::Withdrawn));
        // A clock that stands still goes on for the end, as it does for every other.
        if case.clock.resume(ctx.now).is_ok() {
            case.due_at = case.clock.due_at(calendar);
        }
        if let Some(procedure) = under.law.procedure(&case.procedure)
            && let Some(stage) = procedure
                .stages
                .iter()
                .find(|s| s.end == Some(Outcome::Withdrawn))
        {
            case.stage.clone_from(&stage.id);
        }
        if case.leg.is_none() {
            act = grant::ended_act(ctx, dossier, (act, &case));
        }
        let step = line(ctx, &case, "withdrawn", None);
        act = written(ctx, act, &case, (None, step));
    }
    Ok(act)
}

/// A new date, said before the old one passes. The case stays counted by its old one.
fn apologise(ctx: &Ctx, under: &Under<'_>, dossier: &Dossier) -> Result<Act, CaseError> {
    let mut case = dossier.case.clone();
    let procedure = under.procedure(&case)?;
    let calendar = &under.law.pack.calendar;
    let warn_at = case.clock.warn_at(calendar, under.law.pack.head.warn_hours);
    if case.ended.is_some() || is_paused(&case) || case.promised_at.is_some() || ctx.now < warn_at {
        return Err(CaseError::NotNow {
            action: "apologise".to_owned(),
        });
    }
    let promised = base::limit::due(calendar, case.due_at, procedure.extension, None);
    case.promised_at = Some(promised);
    let step = line(ctx, &case, "apologised", None);
    let act = act_on(ctx, &case, Kind::CaseExtended)
        .on_ground(procedure.grounds.first().map_or("", String::as_str))
        .fact("due", case.due_at)
        .fact("promised", promised)
        .changes(letters::apology(ctx, &case, &promised.to_string()));
    let role = dossier
        .case
        .queued
        .as_ref()
        .map(|queued| queued.role.as_str());
    Ok(written(ctx, act, &case, (role, step)))
}

/// Whether an end is in time: the legal date counts, not a later promise.
pub(crate) fn on_time(case: &Case, at: Instant) -> bool {
    at <= case.due_at
}
