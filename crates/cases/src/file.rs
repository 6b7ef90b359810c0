//! Filing: an application becomes one case that the applicant sees, with its legs.

use access::{Ctx, Permit};
use base::clock::{Clock, Pause};
use base::{Id, Instant, limit};
use ledger::{Act, Kind, Touch};
use pack::model::{Event, Leg, Procedure};
use registers::{Agency, Directory, NewTicket, OpenedBy, Registers};

use crate::answers::{Asked, asked};
use crate::error::CaseError;
use crate::facts::Facts;
use crate::legs::{Standing, standings};
use crate::lower::Law;
use crate::model::{Answers, Application, Case, Consent, Evidence, Finding, Step};
use crate::{letters, store, timers};

/// What the applicant sees before submitting: by whom, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The leg, or the procedure itself if it has stages of its own.
    pub leg: Option<String>,
    /// The procedure.
    pub procedure: String,
    /// The competent office.
    pub office: String,
    /// When it would be due if it were opened now; legs that wait for others are counted from
    /// when those are due.
    pub due_at: Instant,
}

/// Everything that filing decides from.
#[derive(Clone, Copy, Debug)]
pub struct Filing<'a> {
    /// The law.
    pub law: &'a Law,
    /// Offices and places.
    pub directory: &'a Directory,
    /// The registers, whose stewards hear of what they lack.
    pub registers: &'a Registers,
    /// The root procedure.
    pub root: &'a Procedure,
    /// What is known.
    pub facts: &'a Facts<'a>,
    /// The evidence behind it.
    pub evidence: &'a [Evidence],
}

impl<'a> Filing<'a> {
    /// The office that is competent for a procedure.
    pub fn office(&self, procedure: &Procedure) -> Result<&'a Agency, CaseError> {
        let none = || CaseError::NoOffice {
            procedure: procedure.id.clone(),
        };
        let place = self
            .facts
            .text(&procedure.id, &procedure.office.place)
            .ok_or_else(none)?;
        self.directory
            .nearest(&procedure.office.kind, &place)
            .ok_or_else(none)
    }

    /// The record that a life event is about, if a register has it.
    pub fn occasion(&self, event: &Event) -> Option<Id> {
        let offer = event.offer.as_ref()?;
        self.evidence
            .iter()
            .find(|evidence| &evidence.id == offer)?
            .record
    }

    /// What will happen, by whom, until when.
    pub fn plan(&self, now: Instant) -> Result<Vec<Planned>, CaseError> {
        let mut plan: Vec<Planned> = Vec::new();
        if !self.root.stages.is_empty() || self.root.legs.is_empty() {
            plan.push(self.planned(None, self.root, now)?);
        }
        for leg in self.legs() {
            let Some(procedure) = self.law.procedure(&leg.procedure) else {
                continue;
            };
            let from = plan
                .iter()
                .filter(|before| before.leg.as_ref().is_some_and(|id| leg.after.contains(id)))
                .map(|before| before.due_at)
                .max()
                .unwrap_or(now);
            plan.push(self.planned(Some(leg.id.clone()), procedure, from)?);
        }
        Ok(plan)
    }

    /// The legs that will be opened.
    fn legs(&self) -> impl Iterator<Item = &'a Leg> {
        let (root, facts) = (self.root, self.facts);
        root.legs
            .iter()
            .filter(move |leg| facts.holds_or_none(&root.id, leg.when.as_ref()))
    }

    fn planned(
        &self,
        leg: Option<String>,
        procedure: &Procedure,
        from: Instant,
    ) -> Result<Planned, CaseError> {
        Ok(Planned {
            leg,
            procedure: procedure.id.clone(),
            office: self.office(procedure)?.id.clone(),
            due_at: limit::due(
                &self.law.pack.calendar,
                from,
                procedure.limit,
                procedure.cut_off,
            ),
        })
    }
}

/// Opens the root case and the legs that need not wait: one act. The evidence that was used is
/// touched in it, so it appears on the page of everybody it is about.
pub fn file(
    ctx: &Ctx,
    permit: &Permit,
    filing: &Filing<'_>,
    (event, applicant): (&Event, Id),
    answers: &Answers,
) -> Result<Act, CaseError> {
    let root = filing.root;
    let mut case = open(ctx, filing, root, None)?;
    case.applicant = applicant;
    let application = Application {
        root: case.id,
        event: event.id.clone(),
        answers: answers.clone(),
        out: std::collections::BTreeMap::new(),
        version: 1,
    };
    let mut act = Act::new(ctx, Kind::CaseOpened)
        .by(permit)
        .fact("case", case.id.to_string().as_str())
        .fact("procedure", root.id.as_str())
        .fact("office", case.office.as_str())
        .fact("due", case.due_at)
        .fact("silent", silent(filing))
        .touch_all(touches_of(filing))
        .touch(Touch {
            register: "cases".to_owned(),
            record: case.id,
            subject: applicant,
            fields: vec!["*".to_owned()],
        })
        .change(store::insert_application(&application))
        .changes(
            filing
                .evidence
                .iter()
                .map(|evidence| store::insert_evidence(case.id, evidence)),
        );
    act = begin(ctx, act, (filing.law, root), &case);
    if let Some(record) = filing.occasion(event) {
        act = act.change(store::take_occasion(record, case.id));
    }
    let mut people: Vec<Id> = root
        .parties
        .iter()
        .filter_map(|party| filing.facts.id(&root.id, party))
        .collect();
    people.push(applicant);
    people.sort();
    people.dedup();
    for person in people {
        act = act.change(store::insert_person(person, case.id));
    }
    for consent in &root.consents {
        if filing.facts.holds(&root.id, &consent.when)
            && let Some(person) = filing.facts.id(&root.id, &consent.from)
        {
            let asked = Consent {
                root: case.id,
                id: consent.id.clone(),
                person,
                asked_at: ctx.now,
                answer: None,
                version: 1,
            };
            act = act
                .change(store::insert_consent(&asked))
                .changes(letters::consent_asked(ctx, &case, &asked));
        }
    }
    for (leg, standing) in standings(root, filing.facts, &[]) {
        if standing == Standing::Opens {
            act = open_leg(ctx, act, filing, (&case, leg))?;
        }
    }
    act = tell_stewards(ctx, act, filing, &case)?;
    Ok(act.changes(letters::opened(ctx, &case)))
}

/// Where a paper had to be asked for, the register's steward is told that a record is missing or
/// contradicts: one ticket for each.
fn tell_stewards(
    ctx: &Ctx,
    mut act: Act,
    filing: &Filing<'_>,
    case: &Case,
) -> Result<Act, CaseError> {
    for asked in asked(filing.root, filing.facts, filing.evidence) {
        let Asked::Paper {
            evidence, finding, ..
        } = asked
        else {
            continue;
        };
        // One that is not shared is with its steward already.
        if finding == Finding::Stopped {
            continue;
        }
        let Some(found) = filing.evidence.iter().find(|found| found.id == evidence) else {
            continue;
        };
        let ticket = NewTicket {
            id: ctx.id(),
            register: &found.register,
            record: found.record,
            subject: found.subjects.first().copied().or(Some(case.applicant)),
            field: None,
            said: finding.word(),
            rule: None,
            opened_by: OpenedBy::Case,
            opener: None,
            case: Some(case.id),
        };
        act = filing.registers.open_ticket(ticket, act)?;
    }
    Ok(act)
}

/// Opens one leg of a root case as part of an act.
pub(crate) fn open_leg(
    ctx: &Ctx,
    act: Act,
    filing: &Filing<'_>,
    (root, leg): (&Case, &Leg),
) -> Result<Act, CaseError> {
    let Some(procedure) = filing.law.procedure(&leg.procedure) else {
        return Ok(act);
    };
    let mut case = open(ctx, filing, procedure, Some((root, &leg.id)))?;
    case.applicant = root.applicant;
    Ok(begin(ctx, act, (filing.law, procedure), &case))
}

/// A new case of a procedure at its competent office.
fn open(
    ctx: &Ctx,
    filing: &Filing<'_>,
    procedure: &Procedure,
    leg: Option<(&Case, &str)>,
) -> Result<Case, CaseError> {
    let office = filing.office(procedure)?;
    let id = ctx.id();
    let mut clock = Clock::new(ctx.now, procedure.limit, procedure.cut_off);
    let first = procedure.stages.first();
    if let Some(ground) = first.and_then(|stage| stage.pauses.as_ref()) {
        clock.pauses.push(Pause {
            from: ctx.now,
            to: None,
            ground: ground.clone(),
        });
    }
    let day = filing
        .law
        .pack
        .calendar
        .date_of(ctx.now)
        .strftime("%y%m%d")
        .to_string();
    Ok(Case {
        id,
        root: leg.map_or(id, |(root, _)| root.root),
        leg: leg.map(|(_, leg)| leg.to_owned()),
        procedure: procedure.id.clone(),
        // A leg runs under its root's law, whichever is in force when it opens.
        law: filing.law.pack.head.law(),
        // Until the commit draws the number, this holds what it is drawn from.
        number: format!(
            "{}\u{0}{day}",
            office.dossier_code.as_deref().unwrap_or(&office.id)
        ),
        office: office.id.clone(),
        reception: None,
        applicant: id,
        stage: first.map(|stage| stage.id.clone()).unwrap_or_default(),
        holder: None,
        opened_at: ctx.now,
        due_at: clock.due_at(&filing.law.pack.calendar),
        clock,
        promised_at: None,
        taken: Vec::new(),
        asked: Vec::new(),
        ended: None,
        version: 1,
        queued: None,
    })
}

/// The rows of a case's beginning.
fn begin(ctx: &Ctx, act: Act, (law, procedure): (&Law, &Procedure), case: &Case) -> Act {
    let (prefix, day) = case
        .number
        .split_once('\u{0}')
        .unwrap_or((&case.number, ""));
    let number = store::next_number(case.id, prefix, day);
    let first = procedure.stages.first();
    let role = first.map(|stage| stage.by.as_str());
    let calendar = &law.pack.calendar;
    let step = Step {
        case: case.id,
        at: ctx.now,
        what: "opened".to_owned(),
        role: ctx.actor.role().to_owned(),
        office: Some(case.office.clone()),
        stage: case.stage.clone(),
        ground: None,
        text: None,
    };
    act.change(store::insert_case(case, number.clone()))
        .changes(store::queue(case, role, number.into()))
        .change(store::insert_step(ctx.id(), &step))
        .change(timers::apology(case, law))
        .changes(first.and_then(|stage| timers::silence(case, stage, ctx.now, calendar)))
}

/// How many facts no register could give, so that it is counted.
fn silent(filing: &Filing<'_>) -> i64 {
    let asked = asked(filing.root, filing.facts, filing.evidence);
    let papers = asked
        .iter()
        .filter(|asked| matches!(asked, Asked::Paper { .. }));
    i64::try_from(papers.count()).unwrap_or(0)
}

/// A touch for every subject of every record that was used.
fn touches_of(filing: &Filing<'_>) -> Vec<Touch> {
    let mut touches = Vec::new();
    for evidence in filing.evidence {
        let (Some(record), false) = (evidence.record, evidence.values.is_empty()) else {
            continue;
        };
        for subject in &evidence.subjects {
            touches.push(Touch {
                register: evidence.register.clone(),
                record,
                subject: *subject,
                fields: evidence.values.keys().cloned().collect(),
            });
        }
    }
    touches
}
