//! The words of tickets: who opened one, where it stands.

/// Who opened a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedBy {
    /// A rule about the register's quality.
    Rule,
    /// An officer who saw that it is wrong.
    Officer,
    /// Another register, through the system of the agency that answers for it.
    Register,
    /// The person it is about.
    Person,
    /// A case to which the register was silent or contradicted what is known.
    Case,
}

impl OpenedBy {
    const ALL: [(OpenedBy, &'static str); 5] = [
        (OpenedBy::Rule, "rule"),
        (OpenedBy::Officer, "officer"),
        (OpenedBy::Register, "register"),
        (OpenedBy::Person, "person"),
        (OpenedBy::Case, "case"),
    ];

    /// The stable word for it.
    pub fn word(self) -> &'static str {
        word(&OpenedBy::ALL, self)
    }

    pub(crate) fn named(word: &str) -> Option<OpenedBy> {
        named(&OpenedBy::ALL, word)
    }
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It waits for the steward.
    Open,
    /// The register was wrong and is right now.
    Corrected,
    /// The register stays as it is.
    Rejected,
}

impl Status {
    const ALL: [(Status, &'static str); 3] = [
        (Status::Open, "open"),
        (Status::Corrected, "corrected"),
        (Status::Rejected, "rejected"),
    ];

    /// The stable word for it.
    pub fn word(self) -> &'static str {
        word(&Status::ALL, self)
    }

    /// The status a word names.
    pub fn named(word: &str) -> Option<Status> {
        named(&Status::ALL, word)
    }
}

fn word<T: PartialEq>(all: &[(T, &'static str)], value: T) -> &'static str {
    let found = all.iter().find(|(known, _)| *known == value);
    found.map_or("", |(_, word)| word)
}

fn named<T: Copy>(all: &[(T, &'static str)], word: &str) -> Option<T> {
    let found = all.iter().find(|(_, known)| *known == word);
    found.map(|(value, _)| *value)
}
