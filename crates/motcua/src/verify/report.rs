//! What a check found.

use std::fmt;

use base::Id;
use merkle::{Error, Tile};

/// How many findings a report names; more are counted. Past some hundreds nobody reads on, and a
/// ledger that was rewritten as a whole must not fill the memory of its reader.
pub(crate) const FINDINGS_MAX: usize = 1_000;

/// One thing that is wrong. It names numbers and ids of entries, never anybody's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The text of an entry does not hash to its sealed leaf.
    Changed {
        /// Its place in the tree, counted from 0.
        number: u64,
        /// Its id, where the source names it.
        entry: Option<Id>,
    },
    /// A leaf stands in the tree, and its entry is gone.
    Removed {
        /// Its place in the tree.
        number: u64,
        /// Its id.
        entry: Option<Id>,
    },
    /// Leaves that the tiles still hold were taken away; with their entries, in a database.
    LeavesMissing {
        /// The first.
        from: u64,
        /// The last.
        to: u64,
    },
    /// The stored leaf of an entry is not the sealed one, though the entry is.
    LeafChanged {
        /// Its place in the tree.
        number: u64,
    },
    /// Neither leaf nor tile is there from here on.
    Ends {
        /// The first missing leaf.
        from: u64,
        /// How many leaves there should be.
        size: u64,
    },
    /// There are more leaves than the tree row says.
    LeavesBeyond {
        /// How many the tree row says.
        size: u64,
        /// How many there are.
        leaves: u64,
    },
    /// A tile is not there.
    TileMissing(Tile),
    /// A tile does not follow from the leaves.
    TileDiffers(Tile),
    /// The stored frontier does not follow from the leaves, or cannot be read.
    Frontier,
    /// The tree is smaller than its own checkpoint.
    Cut {
        /// The size the checkpoint signs.
        signed: u64,
        /// The size of the tree.
        here: u64,
    },
    /// The root that was signed is not the root of these leaves.
    Root {
        /// The size at which they differ.
        size: u64,
    },
    /// The checkpoint was not signed by the key.
    Forged {
        /// Why not.
        cause: Error,
    },
    /// The kept checkpoint was not signed by the key.
    KeptForged {
        /// Why not.
        cause: Error,
    },
    /// The tree is smaller than the kept checkpoint.
    Shorter {
        /// The size the kept checkpoint signs.
        kept: u64,
        /// The size of the tree.
        here: u64,
    },
    /// The kept checkpoint signs another beginning than that of this tree.
    Forked {
        /// The size the kept checkpoint signs.
        kept: u64,
    },
    /// A change of the key is not signed by both keys.
    KeyChange {
        /// Which change, from 0.
        number: usize,
        /// Why not.
        cause: Error,
    },
    /// A key that the reader knows is none of this ledger's.
    KeyUnknown {
        /// The key.
        key: String,
    },
    /// A key took over, and no entry before that names it.
    KeyUnannounced {
        /// The key.
        key: String,
        /// How many entries there were.
        size: u64,
    },
    /// A key took over in another tree than this.
    KeyForked {
        /// How many entries that tree had.
        size: u64,
    },
    /// An entry is not on the page of somebody it touched.
    TouchMissing {
        /// Its place in the tree.
        number: u64,
        /// Its id.
        entry: Option<Id>,
    },
    /// An entry is neither sealed nor waiting.
    Unplaced {
        /// Its id.
        entry: Id,
    },
    /// The text of a waiting entry does not hash to the leaf it was committed with.
    WaitingChanged {
        /// Its id.
        entry: Id,
    },
    /// A leaf waits, and its entry is gone.
    WaitingRemoved {
        /// Its id.
        entry: Id,
    },
}

impl fmt::Display for Finding {
    #[expect(clippy::too_many_lines, reason = "one sentence for each finding")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Finding as F;
        match self {
            F::Changed { number, entry } => {
                write!(f, "entry {number}{} was changed", Named(*entry))
            }
            F::Removed { number, entry } => {
                write!(
                    f,
                    "entry {number}{} was removed; its leaf stands",
                    Named(*entry)
                )
            }
            F::LeavesMissing { from, to } if from == to => {
                write!(f, "entry {from} was removed together with its leaf")
            }
            F::LeavesMissing { from, to } => {
                write!(
                    f,
                    "entries {from} to {to} were removed together with their leaves"
                )
            }
            F::LeafChanged { number } => write!(
                f,
                "the stored leaf of entry {number} was changed; the entry is the sealed one"
            ),
            F::Ends { from, size } => {
                write!(
                    f,
                    "the ledger ends before entry {from}, though its tree has {size}"
                )
            }
            F::LeavesBeyond { size, leaves } => {
                write!(
                    f,
                    "there are {leaves} leaves, and the tree row says {size}: it was set back"
                )
            }
            F::TileMissing(tile) => write!(f, "{tile} is missing"),
            F::TileDiffers(tile) => write!(f, "{tile} does not follow from the leaves"),
            F::Frontier => f.write_str("the stored frontier does not follow from the leaves"),
            F::Cut { signed, here } => {
                write!(
                    f,
                    "the tree has {here} entries, and its checkpoint signs {signed}: the end was cut off"
                )
            }
            F::Root { size } => write!(
                f,
                "the checkpoint signs another root over the first {size} entries: they were rewritten after signing"
            ),
            F::Forged { cause } => write!(f, "the checkpoint is forged or damaged: {cause}"),
            F::KeptForged { cause } => {
                write!(f, "the kept checkpoint is not this ledger's: {cause}")
            }
            F::KeyChange { number, cause } => write!(
                f,
                "change {} of the key does not hold, so the key it names is forged: {cause}",
                number + 1
            ),
            F::KeyUnknown { key } => write!(
                f,
                "the key {key} is none of this ledger's: no change that both keys signed leads to it, so what \
                 it signed is forged"
            ),
            F::KeyUnannounced { key, size } => write!(
                f,
                "the key {key} took over at {size} entries, and none of them announces it"
            ),
            F::KeyForked { size } => write!(
                f,
                "the checkpoint over {size} entries with which the key was changed is not of this tree: history \
                 was rewritten since"
            ),
            F::Shorter { kept, here } => write!(
                f,
                "the tree has {here} entries, and the kept checkpoint signs {kept}: the end was cut off or an \
                 old backup was restored"
            ),
            F::Forked { kept } => write!(
                f,
                "the first {kept} entries are not those of the kept checkpoint: history was rewritten, or an \
                 old backup was restored and went on"
            ),
            F::TouchMissing { number, entry } => {
                write!(
                    f,
                    "entry {number}{} is hidden from the page of somebody it touched",
                    Named(*entry)
                )
            }
            F::Unplaced { entry } => {
                write!(
                    f,
                    "entry {entry} is neither sealed nor waiting: it was put in past the ledger, or its leaf was taken"
                )
            }
            F::WaitingChanged { entry } => write!(f, "entry {entry}, not sealed yet, was changed"),
            F::WaitingRemoved { entry } => write!(f, "entry {entry}, not sealed yet, was removed"),
        }
    }
}

/// An entry's id in brackets, or nothing.
struct Named(Option<Id>);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |entry| write!(f, " ({entry})"))
    }
}

/// How much was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Leaves of the tree.
    pub(crate) sealed: u64,
    /// Those of them whose text was held against the leaf.
    pub(crate) texts: u64,
    /// Entries whose salt was erased: their text can no longer be checked, and that is lawful. How
    /// many that should be, the erasures on record tell.
    pub(crate) erased: u64,
    /// Entries that wait to be sealed.
    pub(crate) waiting: u64,
    /// Tiles compared.
    pub(crate) tiles: u64,
}

/// The outcome of a check.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    /// How much was checked.
    pub(crate) counts: Counts,
    /// What is wrong, at most [`FINDINGS_MAX`].
    pub(crate) findings: Vec<Finding>,
    /// How many findings are not named.
    pub(crate) more: u64,
    notes: Vec<&'static str>,
    keys: Vec<String>,
}

impl Report {
    /// Whether nothing is wrong.
    pub(crate) fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// The report as lines of text, findings last.
    pub(crate) fn lines(&self) -> Vec<String> {
        let Counts {
            sealed,
            texts,
            erased,
            waiting,
            tiles,
        } = self.counts;
        let mut lines = vec![format!(
            "{sealed} sealed entries, {texts} of them read and held against their leaves; {erased} with \
             erased salt; {waiting} waiting; {tiles} tiles"
        )];
        lines.extend(self.keys.iter().cloned());
        lines.extend(self.notes.iter().map(|note| format!("note: {note}")));
        lines.extend(self.findings.iter().map(|found| format!("FOUND: {found}")));
        if self.more > 0 {
            lines.push(format!("FOUND: {} more", self.more));
        }
        if self.is_clean() {
            lines.push("nothing wrong was found".to_owned());
        }
        lines
    }

    pub(super) fn find(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// A key signs from a size on, announced by an entry.
    pub(super) fn signs(&mut self, key: String, since: u64, by: Option<u64>) {
        self.keys.push(match by {
            Some(number) => {
                format!("from {since} entries on signs {key}, announced by entry {number}")
            }
            None if since > 0 => format!("from {since} entries on signs {key}"),
            None => format!("from the first entry on signs {key}"),
        });
    }

    pub(super) fn note(&mut self, note: &'static str) {
        self.notes.push(note);
    }
}
