//! What a pack declares, as plain values. Each room lowers its part and owns its meaning.
//!
//! Texts shown to people are words keys; by convention `register-ID`, `field-REGISTER-FIELD`,
//! `procedure-ID` (with `-who`: whom it is for), `stage-PROCEDURE-STAGE`,
//! `action-PROCEDURE-ACTION` (with `-wrong` if it has a `when`), `question-PROCEDURE-ID` (with
//! `-hint` if there is one, `-CHOICE` for each choice, `-wrong` if it has a `check`),
//! `evidence-PROCEDURE-ID`, `paper-ID`, `result-PROCEDURE-ID`, `result-field-ID` for what any
//! result says, `consent-PROCEDURE-ID`, `event-ID`
//! (with `-intro`, and `-offer` if it is offered), `indicator-ID` (with `-about`), `role-ID`,
//! `purpose-ID`, the grounds as they are named, and always `pack-name`, `purpose-own`,
//! `role-clock`. Any of them may have a `-hint`.

use std::collections::BTreeMap;

use base::calendar::Calendar;
use base::identifier::Format;
use base::limit::Limit;
use jiff::civil::{Date, Time};

/// A whole pack, checked: every reference between its parts holds.
#[derive(Debug)]
pub struct Pack {
    /// `pack.toml`.
    pub head: Head,
    /// Working days, office hours and holidays.
    pub calendar: Calendar,
    /// Identifier formats by id.
    pub identifiers: BTreeMap<String, Identifier>,
    /// Registers in file order (by id).
    pub registers: Vec<Register>,
    /// Procedures by id.
    pub procedures: Vec<Procedure>,
    /// Life events: the doors through which people enter procedures.
    pub events: Vec<Event>,
    /// Who may do what.
    pub rules: Vec<AccessRule>,
    /// Figures of the steering board.
    pub indicators: Vec<Indicator>,
    /// Code lists by id.
    pub lists: BTreeMap<String, CodeList>,
    /// First rows: register id and rows.
    pub seeds: Vec<Seed>,
    /// Typst sources by file name (`birth.typ`).
    pub papers: BTreeMap<String, String>,
    /// Texts: language and Fluent source.
    pub words: Vec<(String, String)>,
    /// Stories by file name.
    pub stories: BTreeMap<String, String>,
    /// Who can sign in where in the demo.
    pub demo: Demo,
    /// Colours by token name, and the logo.
    pub look: Look,
    /// All files, for `synth` and for showing the law as it stands.
    pub files: BTreeMap<String, String>,
    /// SHA-256 over all files, which names the law version together with id and version.
    pub digest: base::Digest,
}

/// `pack.toml`.
#[derive(Clone, Debug)]
pub struct Head {
    /// The pack's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// From when it is in force.
    pub valid_from: Date,
    /// Languages, the first of which is the one every text exists in.
    pub languages: Vec<String>,
    /// The register of people, whose records are accounts' subjects.
    pub people: String,
    /// The people register's field by which a person is named and by which found.
    pub person_name: String,
    /// The people register's field that identifies a person.
    pub person_number: String,
    /// The people register's fields that refer to a person's parents; parents act for children
    /// under [`Head::minor_until`].
    pub parents: Vec<String>,
    /// The age from which a person acts for themself, in years.
    pub minor_until: u16,
    /// The people register's date of birth.
    pub born: String,
    /// The register of agencies.
    pub agencies: String,
    /// The register of places.
    pub places: String,
    /// Which language's rules compare names.
    pub text_rules: String,
    /// Working hours before a deadline at which the apology leaves.
    pub warn_hours: u32,
}

impl Pack {
    /// The name of the law version: see [`Head::law`].
    pub fn law(&self) -> String {
        self.head.law()
    }

    /// The register with an id.
    pub fn register(&self, id: &str) -> Option<&Register> {
        self.registers.iter().find(|register| register.id == id)
    }

    /// The procedure with an id.
    pub fn procedure(&self, id: &str) -> Option<&Procedure> {
        self.procedures.iter().find(|procedure| procedure.id == id)
    }

    /// The life event with an id.
    pub fn event(&self, id: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.id == id)
    }

    /// The code list with an id.
    pub fn list(&self, id: &str) -> Option<&CodeList> {
        self.lists.get(id)
    }
}

impl Head {
    /// The name of the law version, as cases, records and entries carry it: `tiny@2026-09-01`.
    pub fn law(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

/// An identifier format and where its code segments come from.
#[derive(Clone, Debug)]
pub struct Identifier {
    /// The format.
    pub format: Format,
    /// For each code segment, a table of a seed file: argument value → code.
    pub tables: Vec<BTreeMap<String, String>>,
    /// How many serial numbers there are (for drawing one by chance).
    pub serials: u64,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text.
    Text,
    /// A name of a person or thing, compared by the language's rules.
    Name,
    /// A code of a list.
    Code(String),
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A day of which day or month may be unknown.
    PartialDate,
    /// A point in time.
    Instant,
    /// An identifier with a format.
    Identifier(String),
    /// A place, by its code.
    Place,
    /// An agency, by its id.
    Agency,
    /// A record of a register.
    Reference(String),
}

/// A field of a register.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its id, a lower-case word.
    pub id: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a record may lack it.
    pub optional: bool,
    /// Whether its values are unique in the register (a key table finds them).
    pub key: bool,
    /// Whether records are found by it (an index).
    pub search: bool,
    /// Whether its values are never shown in explanations and lists.
    pub sensitive: bool,
}

/// A declared register.
#[derive(Clone, Debug)]
pub struct Register {
    /// Its id.
    pub id: String,
    /// The agency that answers for it.
    pub steward: String,
    /// The legal ground, a words key.
    pub ground: String,
    /// Whose data a record is: `self` (the record is a person's own) or fields that refer to
    /// people. Empty: nobody's.
    pub about: Vec<String>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Working days the steward has to answer a correction ticket.
    pub correction_days: u32,
}

impl Register {
    /// The field with an id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }
}

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

/// One access rule as declared.
#[derive(Clone, Debug)]
pub struct AccessRule {
    /// The role.
    pub role: String,
    /// `register:ID` or `procedure:ID`.
    pub on: Vec<String>,
    /// Actions: look, create, correct, handle.
    pub actions: Vec<String>,
    /// Fields, or `*`.
    pub fields: Vec<String>,
    /// Purposes, or `*`.
    pub purposes: Vec<String>,
    /// `none`, `own` or `office`.
    pub relation: String,
    /// The legal ground, a words key.
    pub ground: String,
}

/// A figure: entries that match the numerator out of those that match the denominator.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Its id.
    pub id: String,
    /// The kind of entry counted.
    pub kind: String,
    /// Facts an entry must have to be counted at all.
    pub of: BTreeMap<String, String>,
    /// Facts it must have besides to count in the numerator.
    pub with: BTreeMap<String, String>,
    /// The value aimed at, in thousandths.
    pub target: Option<i64>,
}

/// A code list.
#[derive(Clone, Debug, Default)]
pub struct CodeList {
    /// Code, and its text for each language in the order of [`Head::languages`].
    pub codes: Vec<(String, Vec<String>)>,
}

impl CodeList {
    /// The text of a code in a language by position, else in the first.
    pub fn text(&self, code: &str, language: usize) -> Option<&str> {
        let (_, texts) = self.codes.iter().find(|(known, _)| known == code)?;
        texts.get(language).or(texts.first()).map(String::as_str)
    }
}

/// First rows of a register.
#[derive(Clone, Debug)]
pub struct Seed {
    /// The register.
    pub register: String,
    /// The header: field ids; the first column names the record.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// `demo.toml`.
#[derive(Clone, Debug, Default)]
pub struct Demo {
    /// The password of all demo accounts.
    pub password: String,
    /// Where the simulated clock of the story starts (RFC 3339).
    pub start: String,
    /// The accounts.
    pub accounts: Vec<DemoAccount>,
}

/// A demo account.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// Login name.
    pub login: String,
    /// Role and office ids, for officers.
    pub posts: Vec<(String, String)>,
    /// For persons: which synthetic person, as a list of conditions `field = value` on the people
    /// register plus `expecting`, `spouse_of`.
    pub person: Option<DemoPerson>,
    /// For agencies' systems: the agency, for which a credential is made.
    pub agency: Option<String>,
    /// What to look at first, a words key.
    pub look: String,
}

/// Which synthetic person a demo account belongs to.
#[derive(Clone, Debug)]
pub enum DemoPerson {
    /// A married mother expecting a child, living in this place; her husband is the household's
    /// head.
    Expecting {
        /// The place.
        place: String,
    },
    /// The spouse of another demo account.
    SpouseOf {
        /// The other's login.
        login: String,
    },
    /// Any adult living in this place.
    Adult {
        /// The place.
        place: String,
    },
}

/// The pack's look.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Colour tokens and their values (`#rrggbb`).
    pub colours: BTreeMap<String, String>,
    /// The logo, SVG.
    pub logo: Option<String>,
}
