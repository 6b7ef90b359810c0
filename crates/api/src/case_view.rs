//! Cases as they leave the building.

use std::collections::BTreeMap;

use base::calendar::Calendar;
use base::clock::State;
use base::{Id, Instant};
use cases::model::{Case, Consent, Evidence, Given, Step};
use cases::{CaseView, OfficeView, QueueRow};
use serde::Serialize;

/// A case's legal clock.
#[derive(Serialize)]
struct Clock {
    /// `running`, `paused`, `overdue` or `ended`.
    state: &'static str,
    /// Since when it stands still, and on which ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
}

/// One run of a procedure.
#[derive(Serialize)]
struct Run {
    case: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    leg: Option<String>,
    procedure: String,
    law: String,
    number: String,
    office: String,
    stage: String,
    opened_at: String,
    due_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    promised_at: Option<String>,
    clock: Clock,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    /// What was asked of the applicant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asked: Vec<Paper>,
}

/// A paper that was asked for.
#[derive(Serialize)]
struct Paper {
    paper: String,
    content: String,
}

impl Run {
    fn new(case: &Case, calendar: &Calendar, now: Instant) -> Run {
        let clock = match (case.ended, case.clock.state(calendar, now)) {
            (Some(_), _) => Clock {
                state: "ended",
                since: None,
                ground: None,
            },
            (None, State::Running { .. }) => Clock {
                state: "running",
                since: None,
                ground: None,
            },
            (None, State::Paused { since, ground }) => Clock {
                state: "paused",
                since: Some(since.to_string()),
                ground: Some(ground.to_owned()),
            },
            (None, State::Overdue { .. }) => Clock {
                state: "overdue",
                since: None,
                ground: None,
            },
        };
        let paper = |item: &cases::model::Item| Paper {
            paper: item.paper.clone(),
            content: item.content.clone(),
        };
        Run {
            case: case.id.to_string(),
            leg: case.leg.clone(),
            procedure: case.procedure.clone(),
            law: case.law.clone(),
            number: case.number.clone(),
            office: case.office.clone(),
            stage: case.stage.clone(),
            opened_at: case.opened_at.to_string(),
            due_at: case.due_at.to_string(),
            promised_at: case.promised_at.map(|at| at.to_string()),
            clock,
            ended_at: case.ended.map(|(at, _)| at.to_string()),
            outcome: case.ended.map(|(_, outcome)| outcome.word()),
            asked: case.asked.iter().map(paper).collect(),
        }
    }
}

/// One line of the history.
#[derive(Serialize)]
struct Line {
    case: String,
    at: String,
    what: String,
    role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<String>,
    stage: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl Line {
    fn new(step: &Step) -> Line {
        Line {
            case: step.case.to_string(),
            at: step.at.to_string(),
            what: step.what.clone(),
            role: step.role.clone(),
            office: step.office.clone(),
            stage: step.stage.clone(),
            ground: step.ground.clone(),
            text: step.text.clone(),
        }
    }
}

/// What a register answered, and when.
#[derive(Serialize)]
struct Fact {
    evidence: String,
    register: String,
    finding: &'static str,
    fetched_at: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<String, String>,
}

impl Fact {
    fn new(evidence: &Evidence, fields: BTreeMap<String, String>) -> Fact {
        Fact {
            evidence: evidence.id.clone(),
            register: evidence.register.clone(),
            finding: evidence.finding.word(),
            fetched_at: evidence.fetched_at.to_string(),
            fields,
        }
    }
}

/// A result that was given.
#[derive(Serialize)]
struct Paid {
    result: String,
    case: String,
    kind: String,
    code: String,
    check: String,
    office: String,
    issued_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<String>,
}

impl Paid {
    fn new(given: &Given) -> Paid {
        Paid {
            result: given.id.to_string(),
            case: given.case.to_string(),
            kind: given.kind.clone(),
            code: given.code.clone(),
            check: given.check.clone(),
            office: given.office.clone(),
            issued_at: given.issued_at.to_string(),
            withdrawn_at: given.withdrawn_at.map(|at| at.to_string()),
        }
    }
}

/// A consent that was asked of somebody; who, is theirs to say.
#[derive(Serialize)]
struct Agreed {
    consent: String,
    asked_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<bool>,
}

impl Agreed {
    fn new(consent: &Consent) -> Agreed {
        Agreed {
            consent: consent.id.clone(),
            asked_at: consent.asked_at.to_string(),
            answered_at: consent.answer.map(|(at, _)| at.to_string()),
            answer: consent.answer.map(|(_, yes)| yes),
        }
    }
}

/// Something that may be done now.
#[derive(Serialize)]
struct Open {
    case: String,
    action: String,
    /// Whether its declared condition holds.
    ready: bool,
}

/// A case as its parties see it.
#[derive(Serialize)]
pub(crate) struct Own {
    #[serde(flatten)]
    root: Run,
    legs: Vec<Run>,
    steps: Vec<Line>,
    answers: BTreeMap<String, String>,
    evidence: Vec<Fact>,
    results: Vec<Paid>,
    consents: Vec<Agreed>,
    actions: Vec<Open>,
    may_withdraw: bool,
}

impl Own {
    pub(crate) fn new(view: &CaseView, calendar: &Calendar, now: Instant) -> Own {
        let open = |(case, action): &(Id, String)| Open {
            case: case.to_string(),
            action: action.clone(),
            ready: true,
        };
        Own {
            root: Run::new(&view.root, calendar, now),
            legs: view
                .legs
                .iter()
                .map(|leg| Run::new(leg, calendar, now))
                .collect(),
            steps: view.steps.iter().map(Line::new).collect(),
            answers: view.answers.clone(),
            // The values are on the pages of the registers, each behind its own look.
            evidence: view
                .evidence
                .iter()
                .map(|e| Fact::new(e, BTreeMap::new()))
                .collect(),
            results: view.results.iter().map(Paid::new).collect(),
            consents: view.consents.iter().map(Agreed::new).collect(),
            actions: view.actions.iter().map(open).collect(),
            may_withdraw: view.may_withdraw,
        }
    }
}

/// A case as its office sees it.
#[derive(Serialize)]
pub(crate) struct Desk {
    #[serde(flatten)]
    case: Run,
    root_number: String,
    follow_up: bool,
    siblings: Vec<Run>,
    steps: Vec<Line>,
    answers: BTreeMap<String, String>,
    evidence: Vec<Fact>,
    results: Vec<Paid>,
    consents: Vec<Agreed>,
    actions: Vec<Open>,
}

impl Desk {
    pub(crate) fn new(view: &OfficeView, calendar: &Calendar, now: Instant) -> Desk {
        let open = |(action, ready): &(String, bool)| Open {
            case: view.case.id.to_string(),
            action: action.clone(),
            ready: *ready,
        };
        let seen = view.evidence.iter().map(|seen| &seen.evidence);
        Desk {
            case: Run::new(&view.case, calendar, now),
            root_number: view.root_number.clone(),
            follow_up: view.follow_up,
            siblings: view
                .siblings
                .iter()
                .map(|one| Run::new(one, calendar, now))
                .collect(),
            steps: view.steps.iter().map(Line::new).collect(),
            answers: view.answers.clone(),
            evidence: seen.map(|e| Fact::new(e, e.values.clone())).collect(),
            results: view.results.iter().map(Paid::new).collect(),
            consents: view.consents.iter().map(Agreed::new).collect(),
            actions: view.actions.iter().map(open).collect(),
        }
    }
}

/// One page of a queue.
#[derive(Serialize)]
pub(crate) struct Queue {
    pub(crate) cases: Vec<Waiting>,
    /// What to send as `after` for the next page.
    pub(crate) next: Option<String>,
}

/// A case that waits in a queue.
#[derive(Serialize)]
pub(crate) struct Waiting {
    case: String,
    number: String,
    procedure: String,
    stage: String,
    due_at: String,
    claimed: bool,
}

impl Waiting {
    pub(crate) fn new(row: &QueueRow) -> Waiting {
        Waiting {
            case: row.case.to_string(),
            number: row.number.clone(),
            procedure: row.procedure.clone(),
            stage: row.stage.clone(),
            due_at: row.due_at.to_string(),
            claimed: row.holder.is_some(),
        }
    }
}

impl Queue {
    /// The place behind a row.
    pub(crate) fn cursor(row: &QueueRow) -> String {
        format!("{}_{}", row.due_at.0, row.case)
    }

    /// The place that a cursor names.
    pub(crate) fn read_cursor(text: &str) -> Option<(Instant, Id)> {
        let (at, case) = text.split_once('_')?;
        Some((Instant(at.parse().ok()?), case.parse().ok()?))
    }
}
