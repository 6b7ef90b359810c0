//! The one thing that travels through every call: who asks, why, and when.

use base::{Chance, Id, Instant};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody who is known.
    Nobody,
    /// A person, signed in for themself.
    Person {
        /// Their account.
        account: Id,
        /// Their record in the register of people, once it is surely known (assurance level 2).
        subject: Option<Id>,
        /// How surely the account's person is known: 1 or 2.
        level: u8,
    },
    /// An officer acting in a post.
    Officer {
        /// Their account.
        account: Id,
        /// The post they act in.
        post: Post,
    },
    /// An agency's own system, asking through the exchange.
    Consumer {
        /// The agency.
        agency: String,
        /// The credential it showed.
        credential: Id,
    },
    /// A timer or a duty of the law that falls due by itself.
    Clock,
}

/// An officer's place: which role in which office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The role, a word of the pack.
    pub role: String,
    /// The office (an agency's id).
    pub office: String,
}

impl Actor {
    /// The roles of actors who hold no post. No post's role may be called so.
    pub const ROLES: [&str; 4] = ["nobody", "person", "consumer", "clock"];

    /// The role by which rules name this actor: an officer's own, else `nobody`, `person`,
    /// `consumer`, `clock`.
    pub fn role(&self) -> &str {
        match self {
            Actor::Nobody => "nobody",
            Actor::Person { .. } => "person",
            Actor::Officer { post, .. } => &post.role,
            Actor::Consumer { .. } => "consumer",
            Actor::Clock => "clock",
        }
    }

    /// The agency or office that is answerable for what this actor does.
    pub fn office(&self) -> Option<&str> {
        match self {
            Actor::Officer { post, .. } => Some(&post.office),
            Actor::Consumer { agency, .. } => Some(agency),
            Actor::Nobody | Actor::Person { .. } | Actor::Clock => None,
        }
    }

    /// The id under which the ledger knows this actor.
    pub fn id(&self) -> Option<Id> {
        match self {
            Actor::Person { account, .. } | Actor::Officer { account, .. } => Some(*account),
            Actor::Consumer { credential, .. } => Some(*credential),
            Actor::Nobody | Actor::Clock => None,
        }
    }

    /// The person's record in the register of people, if this is a person who is surely known.
    pub fn subject(&self) -> Option<Id> {
        match self {
            Actor::Person { subject, .. } => *subject,
            Actor::Nobody | Actor::Officer { .. } | Actor::Consumer { .. } | Actor::Clock => None,
        }
    }
}

/// The circumstances of one request.
#[derive(Debug)]
pub struct Ctx {
    /// Who asks.
    pub actor: Actor,
    /// What for, a word of the pack (usually a procedure's id).
    pub purpose: String,
    /// The law version in force for this request.
    pub law: String,
    /// The time at which everything in this request happens.
    pub now: Instant,
    /// Randomness for this request.
    pub chance: Chance,
}

impl Ctx {
    /// The same circumstances under another law version: that of the case at hand.
    #[must_use]
    pub fn under_law(&self, law: &str) -> Ctx {
        Ctx {
            actor: self.actor.clone(),
            purpose: self.purpose.clone(),
            law: law.to_owned(),
            now: self.now,
            chance: Chance::new(self.chance.bytes()),
        }
    }

    /// A new id made now.
    pub fn id(&self) -> Id {
        self.chance.id(self.now)
    }
}

/// Where doors get the time and randomness of a request from: the binary's own clock, or a clock
/// that a demo sets forward.
pub trait Circumstances: Send + Sync + std::fmt::Debug {
    /// The time.
    fn now(&self) -> Instant;
    /// Fresh randomness.
    fn chance(&self) -> Chance;
}
