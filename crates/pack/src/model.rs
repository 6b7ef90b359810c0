//! What a pack declares, as plain values. Each room lowers its part and owns its meaning.
//!
//! Texts shown to people are words keys; by convention `register-ID`, `field-REGISTER-FIELD`,
//! `rule-REGISTER-ID`, `paper-ID` (also of a paper that a register replaces),
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
use jiff::civil::Date;

mod measure;
mod procedures;
mod registers;
mod rules;

pub use measure::*;
pub use procedures::*;
pub use registers::*;
pub use rules::*;

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
    /// The register of which place took the place of which, if there is one: fields `old`, `new`,
    /// `share` (`whole` or `part`) and `valid_from`.
    pub successions: Option<String>,
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
