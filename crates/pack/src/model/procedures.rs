//! Declared procedures: questions, evidence, stages, legs; and the life events that open them.

use base::limit::Limit;
use jiff::civil::Time;

/// An expression of the pack with where it stands, for messages. Rooms compile it against the
/// scope they know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// CEL text.
    pub text: String,
    /// `file:line:column`.
    pub place: String,
}

/// A declared procedure: questions, evidence, stages, legs.
#[derive(Clone, Debug)]
pub struct Procedure {
    /// Its id.
    pub id: String,
    /// Its number in the national catalogue.
    pub code: String,
    /// Legal grounds, words keys.
    pub grounds: Vec<String>,
    /// Which office is competent.
    pub office: Routing,
    /// How long it may take.
    pub limit: Limit,
    /// Received after this time counts as received on the next working day.
    pub cut_off: Option<Time>,
    /// By how much an apology moves the promised date.
    pub extension: Limit,
    /// Until which stages the applicant may withdraw; empty: always while open.
    pub withdraw_until: Vec<String>,
    /// Evidence in the order in which it is resolved; that of a root procedure also serves its
    /// legs.
    pub evidence: Vec<Evidence>,
    /// Which of the root's evidence a leg's officers see.
    pub shows: Vec<Shown>,
    /// Questions, one a page.
    pub questions: Vec<Question>,
    /// Computed values.
    pub values: Vec<(String, Source)>,
    /// Who besides the applicant is a party: sees the case and may act as the applicant does
    /// (`parties = ["mother.record"]`; records of the people register).
    pub parties: Vec<Source>,
    /// Consents asked of others.
    pub consents: Vec<Consent>,
    /// Stages; the first is where a case begins. None: the case only waits for its legs.
    pub stages: Vec<Stage>,
    /// Actions.
    pub actions: Vec<Action>,
    /// Records an action makes.
    pub writes: Vec<Write>,
    /// Results an action gives.
    pub results: Vec<ResultKind>,
    /// Grounds on which it may be refused, words keys.
    pub refusals: Vec<String>,
    /// Cases of other procedures that this one opens.
    pub legs: Vec<Leg>,
    /// The role whose task it becomes, in this procedure's office, when a leg stops.
    pub follow_up: Option<String>,
}

impl Procedure {
    /// The stage with an id.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// The action with an id.
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == id)
    }
}

/// Which office: the nearest agency of a kind, at a place or above it.
#[derive(Clone, Debug)]
pub struct Routing {
    /// The kind of agency.
    pub kind: String,
    /// The place, computed.
    pub place: Source,
}

/// A fact a case needs from a register.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its id; expressions say `ID.found`, `ID.record` and `ID.FIELD`.
    pub id: String,
    /// The register.
    pub register: String,
    /// Ways to find the record, tried in order; each is a list of field (or `record`) and value.
    pub find: Vec<Vec<(String, Source)>>,
    /// What must hold of the record that was found, else it contradicts.
    pub agrees: Option<Source>,
    /// The paper asked for when the register is silent or contradicts.
    pub paper: Option<Paper>,
    /// Whether it is filled in for the applicant, marked with its source.
    pub shown: Vec<String>,
}

/// A paper asked for in place of evidence.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Its id (words key `paper-ID`).
    pub id: String,
    /// When it is needed at all.
    pub when: Option<Source>,
}

/// Evidence that a leg's officers see.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The evidence.
    pub evidence: String,
    /// Its fields.
    pub fields: Vec<String>,
}

/// How a question is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// One line of text, at most so many characters.
    Text(usize),
    /// A name of a person.
    Name(usize),
    /// A day.
    Date,
    /// Yes or no.
    YesNo,
    /// One of these words.
    Choice(Vec<String>),
    /// A code of a list.
    Code(String),
    /// A place of these kinds (any if empty), found by name or code.
    Place(Vec<String>),
}

/// A question nobody's register can answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id; expressions say `form.ID`.
    pub id: String,
    /// How it is asked.
    pub kind: QuestionKind,
    /// When it is asked.
    pub when: Option<Source>,
    /// What it offers at first.
    pub default: Option<Source>,
    /// What must hold of the answer, else the words key `question-PROCEDURE-ID-wrong` says why.
    pub check: Option<Source>,
    /// Whether it may be left empty.
    pub optional: bool,
}

/// A consent asked of another person, on their own page.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Its id; expressions say `consent.ID` (yes, once given).
    pub id: String,
    /// Whose: a record of the people register.
    pub from: Source,
    /// When it is needed.
    pub when: Source,
}

/// A stage of a case.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its id.
    pub id: String,
    /// Who acts next: a role, or `applicant`.
    pub by: String,
    /// The legal ground on which the clock stands still here.
    pub pauses: Option<String>,
    /// What silence for so long means.
    pub silence: Option<Silence>,
    /// What the end means, if this is one.
    pub end: Option<Outcome>,
    /// The code by which other systems know this stage.
    pub state: String,
}

/// Silence that has a meaning.
#[derive(Clone, Debug)]
pub struct Silence {
    /// For how long.
    pub after: Limit,
    /// The action it takes.
    pub action: String,
}

/// How a case ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked for was given.
    Granted,
    /// It was refused, with a ground.
    Refused,
    /// The applicant took it back.
    Withdrawn,
}

impl Outcome {
    /// The word packs, tables and words keys use.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Granted => "granted",
            Outcome::Refused => "refused",
            Outcome::Withdrawn => "withdrawn",
        }
    }
}

/// A step from stages to a stage.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its id.
    pub id: String,
    /// From which stages.
    pub from: Vec<String>,
    /// To which.
    pub to: String,
    /// Who takes it: a role, or `applicant`.
    pub by: String,
    /// What must be given with it.
    pub needs: Vec<Need>,
    /// What must hold, else the words key `action-PROCEDURE-ID-wrong` says why not yet.
    pub when: Option<Source>,
    /// Whether it may be taken once only in a case.
    pub once: bool,
}

/// What an action must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A reason in words.
    Reason,
    /// A legal ground out of the procedure's `refusals`.
    Ground,
    /// An exact list of papers and what each must show.
    Items,
    /// The files that were asked for.
    Files,
}

/// A record an action makes in a register.
#[derive(Clone, Debug)]
pub struct Write {
    /// The action.
    pub action: String,
    /// The register.
    pub register: String,
    /// Under which name later steps know it: `out.NAME.record`, `out.NAME.FIELD`.
    pub name: String,
    /// When it is made at all.
    pub when: Option<Source>,
    /// Fields and their values.
    pub fields: Vec<(String, Cell)>,
}

/// How a field of a new record gets its value.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Computed.
    Value(Source),
    /// A new identifier.
    Allocate {
        /// The identifier's id.
        identifier: String,
        /// Arguments of its code segments.
        codes: Vec<Source>,
        /// The sex, where the format has it.
        sex: Option<Source>,
        /// The date of birth, where the format has it.
        born: Option<Source>,
    },
    /// The next number of the office's book of this year: `12/2026`.
    BookNumber,
}

/// A result an action gives.
#[derive(Clone, Debug)]
pub struct ResultKind {
    /// Its id.
    pub id: String,
    /// The action.
    pub action: String,
    /// Its code in the national catalogue of results.
    pub code: String,
    /// The typst file it is written with.
    pub paper: String,
    /// Whom it names, for the masked name on the public page.
    pub holder: Source,
    /// What the paper is given.
    pub fields: Vec<ResultField>,
    /// The people on whose pages it appears besides the applicant's.
    pub holders: Vec<Source>,
}

/// A value a paper is given.
#[derive(Clone, Debug)]
pub struct ResultField {
    /// The name by which the paper knows it.
    pub id: String,
    /// What it is.
    pub value: Source,
    /// How it is written.
    pub written: Written,
}

/// How a value is written on a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// As it is; days and numbers as the language writes them.
    Plain,
    /// A code, by its text in this list.
    Code(String),
    /// A place, by its name.
    Place,
    /// An agency, by its name.
    Agency,
}

/// A case of another procedure.
#[derive(Clone, Debug)]
pub struct Leg {
    /// Its id.
    pub id: String,
    /// The procedure.
    pub procedure: String,
    /// Which legs must have been granted before it opens.
    pub after: Vec<String>,
    /// When it is opened at all.
    pub when: Option<Source>,
}

/// A life event: where people enter.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// The procedure it opens.
    pub procedure: String,
    /// When the person's page offers it unasked: evidence of the procedure that is found.
    pub offer: Option<String>,
}
