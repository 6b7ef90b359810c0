//! Acts.

use ::store::Change;
use access::{Ctx, Permit};
use base::{Id, Instant};

use crate::Kind;

/// Whose data an act touched: register, record, subject, fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The register, or `cases` for a case's own data.
    pub register: String,
    /// The record (or case).
    pub record: Id,
    /// The person or organisation it is about, on whose page this appears.
    pub subject: Id,
    /// The fields, in the order of the register's declaration; `*` for all.
    pub fields: Vec<String>,
}

impl Touch {
    /// That all records of a register were read or taken: a touch of its own, under the id of the
    /// register itself ([`Touch::register_id`]), on the page of everybody who is in it.
    pub fn whole(register: &str, fields: Vec<String>) -> Touch {
        let id = Touch::register_id(register);
        Touch {
            register: register.to_owned(),
            record: id,
            subject: id,
            fields,
        }
    }

    /// The id under which a register itself is touched.
    pub fn register_id(register: &str) -> Id {
        Id::named("register", register)
    }
}

/// A typed fact that is nobody's personal data, from which figures are computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A word of the pack: a procedure, an office, a place.
    Word(String),
    /// A number, or an instant in microseconds.
    Number(i64),
}

impl From<&str> for Fact {
    fn from(word: &str) -> Fact {
        Fact::Word(word.to_owned())
    }
}

impl From<i64> for Fact {
    fn from(number: i64) -> Fact {
        Fact::Number(number)
    }
}

impl From<Instant> for Fact {
    fn from(at: Instant) -> Fact {
        Fact::Number(at.0)
    }
}

/// What an act leaves in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Id,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub kind: Kind,
    /// Who did it, as an account or credential.
    pub actor: Option<Id>,
    /// In which role.
    pub role: String,
    /// For which office or agency.
    pub office: Option<String>,
    /// What for.
    pub purpose: String,
    /// On which legal ground, a words key of the pack.
    pub ground: String,
    /// Under which law version.
    pub law: String,
    /// Whose data it touched.
    pub touches: Vec<Touch>,
    /// Typed facts.
    pub facts: Vec<(String, Fact)>,
}

impl Entry {
    /// The fact with a name, if it is a word.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.facts.iter().find_map(|(fact, value)| match value {
            Fact::Word(word) if fact == name => Some(word.as_str()),
            Fact::Word(_) | Fact::Number(_) => None,
        })
    }

    /// The fact with a name, if it is a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.facts.iter().find_map(|(fact, value)| match value {
            Fact::Number(number) if fact == name => Some(*number),
            Fact::Word(_) | Fact::Number(_) => None,
        })
    }
}

/// One change or one look: an entry, the rows it writes, and the rows it relied on.
#[derive(Clone, Debug)]
pub struct Act {
    pub(crate) entry: Entry,
    pub(crate) salt: [u8; 32],
    pub(crate) changes: Vec<Change>,
}

impl Act {
    /// Starts an act in these circumstances.
    pub fn new(ctx: &Ctx, kind: Kind) -> Act {
        let entry = Entry {
            id: ctx.id(),
            at: ctx.now,
            kind,
            actor: ctx.actor.id(),
            role: ctx.actor.role().to_owned(),
            office: ctx.actor.office().map(str::to_owned),
            purpose: ctx.purpose.clone(),
            ground: String::new(),
            law: ctx.law.clone(),
            touches: Vec::new(),
            facts: Vec::new(),
        };
        Act {
            entry,
            salt: ctx.chance.bytes(),
            changes: Vec::new(),
        }
    }

    /// The entry's id, which rows name as what made them.
    pub fn id(&self) -> Id {
        self.entry.id
    }

    /// When it happens.
    pub fn at(&self) -> Instant {
        self.entry.at
    }

    /// The entry as it stands.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The same act as another kind, where what it turned out to be is more than what it began as.
    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Act {
        self.entry.kind = kind;
        self
    }

    /// On which permit, and so on which legal ground.
    #[must_use]
    pub fn by(self, permit: &Permit) -> Act {
        self.on_ground(permit.ground())
    }

    /// On which legal ground, a words key of the pack, where no rule gave it.
    #[must_use]
    pub fn on_ground(mut self, ground: &str) -> Act {
        ground.clone_into(&mut self.entry.ground);
        self
    }

    /// Adds whose data it touches; a touch that is there already is not repeated.
    #[must_use]
    pub fn touch(mut self, touch: Touch) -> Act {
        if !self.entry.touches.contains(&touch) {
            self.entry.touches.push(touch);
        }
        self
    }

    /// Adds several touches.
    #[must_use]
    pub fn touch_all(self, touches: Vec<Touch>) -> Act {
        touches.into_iter().fold(self, Act::touch)
    }

    /// Adds a fact.
    #[must_use]
    pub fn fact(mut self, name: &str, fact: impl Into<Fact>) -> Act {
        self.entry.facts.push((name.to_owned(), fact.into()));
        self
    }

    /// Adds a row change.
    #[must_use]
    pub fn change(mut self, change: Change) -> Act {
        self.changes.push(change);
        self
    }

    /// Adds row changes.
    #[must_use]
    pub fn changes(mut self, changes: impl IntoIterator<Item = Change>) -> Act {
        self.changes.extend(changes);
        self
    }

    /// Two acts as one: one entry (of the first kind, with both acts' touches and facts), one
    /// commit. The id of the second's entry is lost, so rooms whose rows name their entry take the
    /// id of the first (`Act::id`) instead of starting an act of their own.
    #[must_use]
    pub fn and(mut self, other: Act) -> Act {
        self.entry.facts.extend(other.entry.facts);
        self.changes.extend(other.changes);
        self.touch_all(other.entry.touches)
    }
}
