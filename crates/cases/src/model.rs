//! The nouns: cases, applications, evidence, results. No SQL, no rules.

use std::collections::BTreeMap;

use base::clock::Clock;
use base::{Id, Instant};
use pack::model::Outcome;

/// Answers by question id, as typed.
pub type Answers = BTreeMap<String, String>;

/// One run of a procedure: an office's part of an application, or the whole that waits for its
/// parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its id.
    pub id: Id,
    /// The case that the applicant filed; its own id if this is it.
    pub root: Id,
    /// Which leg of the root it is.
    pub leg: Option<String>,
    /// The procedure.
    pub procedure: String,
    /// The law version it was opened under, and ends under.
    pub law: String,
    /// The dossier number; drawn when the case is committed.
    pub number: String,
    /// The office that decides.
    pub office: String,
    /// Where it was received; `None` when it was filed on line by the person.
    pub reception: Option<String>,
    /// Who filed it: a record of the people register.
    pub applicant: Id,
    /// The stage; empty while the case only waits for its legs.
    pub stage: String,
    /// The officer's account that has claimed it.
    pub holder: Option<Id>,
    /// When it was opened.
    pub opened_at: Instant,
    /// Its legal clock.
    pub clock: Clock,
    /// When it is due by that clock.
    pub due_at: Instant,
    /// The date an apology promised instead.
    pub promised_at: Option<Instant>,
    /// Actions taken that may be taken once.
    pub taken: Vec<String>,
    /// What was asked of the applicant: papers, and what each must show.
    pub asked: Vec<Item>,
    /// When it ended, and how.
    pub ended: Option<(Instant, Outcome)>,
    /// The row's version.
    pub version: i64,
    /// The version of its row in the office's queue, if it stands there.
    pub queued: Option<Queued>,
}

/// Where a case stands in an office's queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// The role that acts next.
    pub role: String,
    /// The row's version.
    pub version: i64,
}

/// A paper asked for, and what it must show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The paper's name, in the officer's words or a words key of the pack.
    pub paper: String,
    /// What it must show.
    pub content: String,
}

/// What a person submitted, once for all legs.
#[derive(Clone, Debug, PartialEq)]
pub struct Application {
    /// The root case.
    pub root: Id,
    /// The life event through which it was entered.
    pub event: String,
    /// The answers.
    pub answers: Answers,
    /// What the steps of all legs have made: name, then `record` and fields.
    pub out: BTreeMap<String, BTreeMap<String, String>>,
    /// The row's version.
    pub version: i64,
}

/// How the search for a fact went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The register answered.
    Found,
    /// It has no such record.
    Silent,
    /// It has one that contradicts what must hold.
    Contradicts,
    /// It has one that is not shared until its steward has corrected it.
    Stopped,
}

impl Finding {
    /// The word in tables and the API.
    pub fn word(self) -> &'static str {
        match self {
            Finding::Found => "found",
            Finding::Silent => "silent",
            Finding::Contradicts => "contradicts",
            Finding::Stopped => "stopped",
        }
    }

    /// The finding a table's word names.
    pub fn named(word: &str) -> Finding {
        match word {
            "found" => Finding::Found,
            "contradicts" => Finding::Contradicts,
            "stopped" => Finding::Stopped,
            _ => Finding::Silent,
        }
    }
}

/// A fact a case needs, as it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its id in the procedure.
    pub id: String,
    /// The register.
    pub register: String,
    /// How the search went.
    pub finding: Finding,
    /// The record, if one was found.
    pub record: Option<Id>,
    /// The subjects on whose pages a look at it appears.
    pub subjects: Vec<Id>,
    /// When it was fetched.
    pub fetched_at: Instant,
    /// The record's values by field, as text; empty unless found.
    pub values: BTreeMap<String, String>,
}

/// A consent asked of somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The root case.
    pub root: Id,
    /// Its id in the procedure.
    pub id: String,
    /// Whose: a record of the people register.
    pub person: Id,
    /// When it was asked.
    pub asked_at: Instant,
    /// When it was answered, and how.
    pub answer: Option<(Instant, bool)>,
    /// The row's version.
    pub version: i64,
}

/// A result given.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Its id.
    pub id: Id,
    /// The case.
    pub case: Id,
    /// The procedure and the kind of result in it.
    pub procedure: String,
    /// The kind of result.
    pub kind: String,
    /// Its code in the national catalogue of results.
    pub code: String,
    /// 128 random bits by which anybody can check it.
    pub check: String,
    /// The dossier number.
    pub number: String,
    /// The office that gave it.
    pub office: String,
    /// When.
    pub issued_at: Instant,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// The masked name for the public page.
    pub masked: String,
    /// What its paper says; personal.
    pub fields: BTreeMap<String, String>,
}

/// One line of a case's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The case.
    pub case: Id,
    /// When.
    pub at: Instant,
    /// What: an action's id, or `opened`, `claimed`, `noted`, `handed-over`, `apologised`,
    /// `silence`, `consent`, `ended`.
    pub what: String,
    /// In which role.
    pub role: String,
    /// For which office.
    pub office: Option<String>,
    /// The stage after it.
    pub stage: String,
    /// The legal ground, a words key.
    pub ground: Option<String>,
    /// What was written: a reason, a note. Personal.
    pub text: Option<String>,
}

/// A case with everything its rules need.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The case at hand.
    pub case: Case,
    /// The root and all its legs, the case at hand among them.
    pub family: Vec<Case>,
    /// The application.
    pub application: Application,
    /// Its evidence.
    pub evidence: Vec<Evidence>,
    /// Its consents.
    pub consents: Vec<Consent>,
}

impl Dossier {
    /// The root case.
    pub fn root(&self) -> &Case {
        self.family
            .iter()
            .find(|case| case.id == self.application.root)
            .unwrap_or(&self.case)
    }
}
