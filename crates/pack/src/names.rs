//! Which names a pack declares and where it uses them. What is used is looked up when all files
//! have been read, so their order does not matter.

use std::collections::BTreeMap;

use base::text::nearest;

use crate::diagnostic::Code;
use crate::loading::{Loading, Spot, Word};

/// What a name is the name of. Names below something else are looked up with their owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameKind {
    Register,
    /// Below a register.
    Field,
    /// Below a register.
    Rule,
    /// A role that sees a field by default, below the register.
    SeenBy,
    /// A paper that a register replaces, below the register.
    Replaced,
    List,
    Identifier,
    Procedure,
    Event,
    Indicator,
    Role,
    Agency,
    AgencyKind,
    Place,
    PlaceKind,
    /// A typst file, as results name it.
    Paper,
    Login,
    /// From here on: below a procedure.
    Stage,
    Action,
    Evidence,
    Question,
    Value,
    Consent,
    Leg,
    Write,
    Result,
    /// Evidence that a leg shows.
    Show,
}

impl NameKind {
    /// The word for it in messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            NameKind::Register => "register",
            NameKind::Field => "field",
            NameKind::Rule => "rule",
            NameKind::Replaced => "replaced paper",
            NameKind::SeenBy => "role that sees a field (`who`),",
            NameKind::List => "code list",
            NameKind::Identifier => "identifier",
            NameKind::Procedure => "procedure",
            NameKind::Event => "life event",
            NameKind::Indicator => "indicator",
            NameKind::Role => "role",
            NameKind::Agency => "agency",
            NameKind::AgencyKind => "kind of agency",
            NameKind::Place => "place",
            NameKind::PlaceKind => "kind of place",
            NameKind::Paper => "paper",
            NameKind::Login => "account",
            NameKind::Stage => "stage",
            NameKind::Action => "action",
            NameKind::Evidence => "evidence",
            NameKind::Question => "question",
            NameKind::Value => "value",
            NameKind::Consent => "consent",
            NameKind::Leg => "leg",
            NameKind::Write => "write",
            NameKind::Result => "result",
            NameKind::Show => "shown evidence",
        }
    }

    /// What such names lie below.
    fn above(self) -> Option<NameKind> {
        match self {
            NameKind::Field | NameKind::Rule | NameKind::Replaced | NameKind::SeenBy => {
                Some(NameKind::Register)
            }
            NameKind::Stage
            | NameKind::Action
            | NameKind::Evidence
            | NameKind::Question
            | NameKind::Value
            | NameKind::Consent
            | NameKind::Leg
            | NameKind::Write
            | NameKind::Result
            | NameKind::Show => Some(NameKind::Procedure),
            NameKind::Register
            | NameKind::List
            | NameKind::Identifier
            | NameKind::Procedure
            | NameKind::Event
            | NameKind::Indicator
            | NameKind::Role
            | NameKind::Agency
            | NameKind::AgencyKind
            | NameKind::Place
            | NameKind::PlaceKind
            | NameKind::Paper
            | NameKind::Login => None,
        }
    }

    /// Where such a name is declared, for messages.
    fn home(self) -> &'static str {
        match self {
            NameKind::Register => "law/registers/",
            NameKind::List => "seed/codelists/",
            NameKind::Identifier => "law/identifiers/",
            NameKind::Procedure => "law/procedures/",
            NameKind::Event => "law/events/",
            NameKind::Indicator => "law/indicators/",
            NameKind::Role => "law/access/",
            NameKind::Agency | NameKind::AgencyKind => "the first rows of the agencies",
            NameKind::Place | NameKind::PlaceKind => "the first rows of the places",
            NameKind::Paper => "papers/",
            NameKind::Login => "demo.toml",
            NameKind::Field
            | NameKind::Rule
            | NameKind::Replaced
            | NameKind::SeenBy
            | NameKind::Stage
            | NameKind::Action
            | NameKind::Evidence
            | NameKind::Question
            | NameKind::Value
            | NameKind::Consent
            | NameKind::Leg
            | NameKind::Write
            | NameKind::Result
            | NameKind::Show => "",
        }
    }
}

/// Declared names and their uses.
#[derive(Default)]
pub(crate) struct Names {
    declared: BTreeMap<(NameKind, String), BTreeMap<String, Spot>>,
    used: Vec<(NameKind, String, Word)>,
}

impl Names {
    /// Declares a name; false if it is declared already.
    pub(crate) fn declare(&mut self, kind: NameKind, owner: &str, id: &Word) -> bool {
        let names = self.declared.entry((kind, owner.to_owned())).or_default();
        if names.contains_key(&id.text) {
            return false;
        }
        names.insert(id.text.clone(), id.spot);
        true
    }

    /// Notes a use. A name left out is a mistake that has been reported already.
    pub(crate) fn refer(&mut self, kind: NameKind, owner: &str, name: &Word) {
        if !name.text.is_empty() {
            self.used.push((kind, owner.to_owned(), name.clone()));
        }
    }

    /// Where a name is declared.
    pub(crate) fn spot_of(&self, kind: NameKind, owner: &str, id: &str) -> Option<Spot> {
        let names = self.declared.get(&(kind, owner.to_owned()))?;
        names.get(id).copied()
    }
}

/// Looks up every used name.
pub(crate) fn resolve(loading: &Loading<'_>) {
    let names = loading.names.borrow();
    for (kind, owner, name) in &names.used {
        // What lies below something that does not exist: that is reported.
        if let Some(above) = kind.above()
            && names.spot_of(above, "", owner).is_none()
        {
            continue;
        }
        if names.spot_of(*kind, owner, &name.text).is_some() {
            continue;
        }
        let all = names.declared.get(&(*kind, owner.clone()));
        let all = all.filter(|_| !loading.is_full()).into_iter();
        let all = all.flat_map(|names| names.keys());
        let meant = nearest(&name.text, all.map(String::as_str)).map(str::to_owned);
        let whose = match (owner.as_str(), kind.home()) {
            ("", home) => format!(" in {home}"),
            (owner, _) => format!(" in `{owner}`"),
        };
        let message = format!("{} `{}` is not declared{whose}", kind.word(), name.text);
        loading.report_near(Code::Undeclared, name.spot, message, meant);
    }
}
