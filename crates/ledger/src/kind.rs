//! The catalogue of entry kinds.

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal;)*) => {
        /// What happened. The code is what the database, the API and `docs/reference/entries.md`
        /// call it; codes are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[doc = $doc])+ $name,)* }

        impl Kind {
            /// All kinds, in the order of the catalogue page.
            pub const ALL: &[Kind] = &[$(Kind::$name,)*];

            /// The stable word.
            pub fn code(self) -> &'static str {
                match self { $(Kind::$name => $code,)* }
            }

            /// The sentence of the catalogue page.
            pub fn doc(self) -> &'static str {
                match self { $(Kind::$name => concat!($($doc),+),)* }
            }

            /// The kind with this code.
            pub fn named(code: &str) -> Option<Kind> {
                Kind::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

kinds! {
    /// A law version was activated.
    LawActivated = "law.activated";
    /// First rows of a pack were loaded into registers.
    Seeded = "records.seeded";
    /// Rows of a file were loaded into a register.
    Loaded = "records.loaded";
    /// Records of a register were written into a file.
    Exported = "records.exported";
    /// Somebody saw personal data.
    Looked = "looked";
    /// A known actor was refused.
    Refused = "refused";
    /// A record was created in a register.
    RecordCreated = "record.created";
    /// A record was corrected at the source.
    RecordCorrected = "record.corrected";
    /// A record got its next state, because the world has changed.
    RecordSuperseded = "record.superseded";
    /// A record ended in the world.
    RecordEnded = "record.ended";
    /// A record was merged into another one of the same subject.
    RecordMerged = "record.merged";
    /// The merging of a record was undone.
    RecordUnmerged = "record.unmerged";
    /// The values of a record were erased on a legal ground.
    RecordErased = "record.erased";
    /// A register was measured: every record was read by the rules, and counts were kept.
    RegisterMeasured = "register.measured";
    /// A correction ticket was opened to a register's steward.
    TicketOpened = "ticket.opened";
    /// A correction ticket was answered.
    TicketAnswered = "ticket.answered";
    /// An application was submitted and its case opened.
    CaseOpened = "case.opened";
    /// An officer took a case.
    CaseClaimed = "case.claimed";
    /// An officer handed a case over to another.
    CaseHandedOver = "case.handed-over";
    /// An officer wrote a note in a case.
    CaseNoted = "case.noted";
    /// A step of the procedure was taken in a case.
    CaseStepped = "case.stepped";
    /// A case ended.
    CaseEnded = "case.ended";
    /// The due date of a case was moved, with an apology sent before it passed.
    CaseExtended = "case.extended";
    /// Somebody was asked to consent, or answered.
    ConsentAnswered = "consent.answered";
    /// A result was withdrawn.
    ResultWithdrawn = "result.withdrawn";
    /// A file was received.
    FileReceived = "file.received";
    /// An account was made.
    AccountMade = "account.made";
    /// An account's password, passkeys or post changed.
    AccountChanged = "account.changed";
    /// Somebody signed in, or all their sessions ended.
    Session = "session";
    /// A new key was announced that is going to sign the ledger.
    KeyAnnounced = "ledger.key-announced";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_found_again() {
        for &kind in Kind::ALL {
            assert_eq!(Kind::named(kind.code()), Some(kind));
        }
        assert_eq!(Kind::named("nothing"), None);
    }

    #[test]
    fn the_page_lists_every_kind() {
        let page = include_str!("../../../docs/reference/entries.md");
        for &kind in Kind::ALL {
            let line = format!("| `{}` | {} |", kind.code(), kind.doc().trim());
            assert!(
                page.contains(&line),
                "docs/reference/entries.md lacks the line: {line}"
            );
        }
        let rows = page.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(
            rows,
            Kind::ALL.len(),
            "docs/reference/entries.md has a row too many"
        );
    }
}
