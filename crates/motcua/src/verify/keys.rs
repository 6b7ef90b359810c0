//! Which key signed from which size on.
//!
//! A ledger's key may be changed: an entry names the new key, and old and new sign one and the same
//! checkpoint. From a key that the reader knows the chain is followed to the one that signs now. A key
//! that is not reached that way is nobody's, and what it signed is forged.

use merkle::{Checkpoint, Error, Head, Note, VerifierKey};

use super::report::{Finding, Report};

/// A change of the key as the source keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The key that signed until then, as text.
    pub(super) old: String,
    /// The key that signs from then on, as text.
    pub(super) new: String,
    /// The checkpoint that both signed.
    pub(super) note: String,
}

/// A key, and where it took over.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) key: VerifierKey,
    /// The checkpoint that it signed together with the one before; none for the first.
    pub(super) since: Option<Head>,
}

/// The keys of a ledger in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain(Vec<Link>);

impl Chain {
    /// The chain through the keys that the reader knows; empty if none is known. Changes that do not
    /// hold are found, and so are known keys to which no change leads.
    pub(super) fn of(changes: &[Change], known: &[VerifierKey], report: &mut Report) -> Chain {
        let Some(first) = known.first() else {
            return Chain::default();
        };
        let mut chains: Vec<Chain> = Vec::new();
        for (number, change) in changes.iter().enumerate() {
            let (old, link) = match change.read() {
                Ok(read) => read,
                Err(cause) => {
                    report.find(Finding::KeyChange { number, cause });
                    continue;
                }
            };
            match chains
                .last_mut()
                .filter(|chain| chain.ends_before(&old, &link))
            {
                Some(chain) => chain.0.push(link),
                None => chains.push(Chain(vec![
                    Link {
                        key: old,
                        since: None,
                    },
                    link,
                ])),
            }
        }
        let through = chains.into_iter().find(|chain| chain.has(first));
        let chain = through.unwrap_or_else(|| {
            let link = Link {
                key: first.clone(),
                since: None,
            };
            Chain(vec![link])
        });
        for key in known.iter().filter(|key| !chain.has(key)) {
            let key = key.to_string();
            report.find(Finding::KeyUnknown { key });
        }
        chain
    }

    /// Whether a change from `old` goes on where this chain ends.
    fn ends_before(&self, old: &VerifierKey, next: &Link) -> bool {
        self.0.last().is_some_and(|last| {
            let size = |link: &Link| link.since.map_or(0, |head| head.size);
            last.key == *old && size(last) <= size(next)
        })
    }

    fn has(&self, key: &VerifierKey) -> bool {
        self.0.iter().any(|link| link.key == *key)
    }

    /// The keys in their order.
    pub(super) fn links(&self) -> &[Link] {
        &self.0
    }

    /// The key that signs now.
    pub(super) fn now(&self) -> Option<&VerifierKey> {
        self.0.last().map(|link| &link.key)
    }

    /// A checkpoint that is said to be the present one; without any key its signature counts for
    /// nothing.
    pub(super) fn open(&self, note: &str) -> Result<Head, Error> {
        let checkpoint = match self.now() {
            Some(key) => Checkpoint::open(note.as_bytes(), key)?,
            None => Checkpoint::parse(Note::parse(note.as_bytes())?.unverified_text())?,
        };
        Ok(*checkpoint.head())
    }

    /// A checkpoint that somebody kept: signed by any key of the chain in its time.
    pub(super) fn open_kept(&self, note: &str) -> Result<Head, Error> {
        let mut cause = None;
        for (at, link) in self.0.iter().enumerate() {
            let until = self.0.get(at + 1).and_then(|next| next.since);
            match Checkpoint::open(note.as_bytes(), &link.key) {
                Ok(checkpoint) => {
                    let head = *checkpoint.head();
                    let is_late = until.is_some_and(|until| head.size > until.size);
                    if !is_late {
                        return Ok(head);
                    }
                    // Signed after another key had taken over.
                    cause = Some(Error::NotSigned {
                        key: link.key.name().to_owned(),
                    });
                }
                Err(error) => cause = Some(cause.unwrap_or(error)),
            }
        }
        Err(cause.unwrap_or(Error::KeyRefused))
    }
}

impl Change {
    /// Both keys, and the head that both signed.
    fn read(&self) -> Result<(VerifierKey, Link), Error> {
        let (old, key): (VerifierKey, VerifierKey) = (self.old.parse()?, self.new.parse()?);
        let note = Note::parse(self.note.as_bytes())?;
        Checkpoint::of_note(&note, &old)?;
        let head = *Checkpoint::of_note(&note, &key)?.head();
        let since = Some(head);
        Ok((old, Link { key, since }))
    }
}

/// What an entry's text says of a key: the new one, if the entry announces one.
pub(super) fn announced(text: &str) -> Option<&str> {
    let mut lines = text.lines();
    let is_announcement = lines.nth(2) == Some("kind ledger.key-announced");
    lines
        .find_map(|line| line.strip_prefix("fact new "))
        .filter(|_| is_announcement)
}
