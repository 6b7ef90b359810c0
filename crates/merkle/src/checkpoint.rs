//! C2SP tlog-checkpoint: a tree's origin, size and root as the text of a signed note.

use std::fmt;

use crate::error::{Error, malformed};
use crate::key::{SigningKey, VerifierKey};
use crate::note::Note;
use crate::proof::Head;
use crate::text::{NAME_BYTES_MAX, from_decimal};
use crate::tree::{SIZE_MAX, empty_root};

/// The longest checkpoint text in bytes. Three lines take under 400; extension lines, which are
/// discouraged and which this crate does not write, may take the rest.
pub const CHECKPOINT_BYTES_MAX: usize = 4 * 1024;

/// A tree head of a log. Displayed, it is the text that is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    head: Head,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// The checkpoint of the log `origin` at this head.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the origin is empty or has a control character, or if an empty tree
    /// has another root than the empty one; [`Error::TooLong`]; [`Error::TreeTooLarge`].
    pub fn new(origin: &str, head: Head) -> Result<Self, Error> {
        if origin.len() > NAME_BYTES_MAX {
            return Err(Error::TooLong {
                what: "bytes of an origin",
                max: NAME_BYTES_MAX,
            });
        }
        if origin.is_empty() || origin.contains(char::is_control) {
            let problem = "the origin must not be empty or have control characters";
            return Err(malformed("checkpoint", 1, problem));
        }
        if head.size > SIZE_MAX {
            return Err(Error::TreeTooLarge);
        }
        if head.size == 0 && head.root != empty_root() {
            return Err(malformed(
                "checkpoint",
                3,
                "an empty tree must have the empty root",
            ));
        }
        Ok(Self {
            origin: origin.to_owned(),
            head,
            extensions: Vec::new(),
        })
    }

    /// Reads the text of a checkpoint. It proves nothing: for a signed one use
    /// [`Checkpoint::open`].
    ///
    /// # Errors
    /// [`Error::Malformed`]; [`Error::TooLong`]; [`Error::TreeTooLarge`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > CHECKPOINT_BYTES_MAX {
            return Err(Error::TooLong {
                what: "bytes of a checkpoint",
                max: CHECKPOINT_BYTES_MAX,
            });
        }
        let lines =
            text.strip_suffix('\n')
                .ok_or(malformed("checkpoint", 0, "must end with a newline"))?;
        let mut lines = lines.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(malformed(
                "checkpoint",
                0,
                "must have three lines: origin, size, root",
            ));
        };
        let problem = "the size must be a decimal without leading zeros";
        let size = from_decimal(size).ok_or(malformed("checkpoint", 2, problem))?;
        let problem = "the root must be 32 bytes in standard base64";
        let root = root
            .parse()
            .map_err(|_| malformed("checkpoint", 3, problem))?;
        let mut checkpoint = Self::new(origin, Head { size, root })?;
        for (number, line) in lines.enumerate() {
            if line.is_empty() || line.contains(char::is_control) {
                let problem = "an extension must not be empty or have control characters";
                return Err(malformed("checkpoint", 4 + number, problem));
            }
            checkpoint.extensions.push(line.to_owned());
        }
        Ok(checkpoint)
    }

    /// Reads a signed checkpoint: the note must be signed by `key`, and the origin be its name.
    ///
    /// # Errors
    /// Those of [`Note::parse`], [`Note::text_signed_by`] and [`Checkpoint::parse`];
    /// [`Error::OriginDiffers`].
    pub fn open(note: &[u8], key: &VerifierKey) -> Result<Self, Error> {
        Self::of_note(&Note::parse(note)?, key)
    }

    /// As [`Checkpoint::open`], of a note that was read already.
    ///
    /// # Errors
    /// Those of [`Note::text_signed_by`] and [`Checkpoint::parse`]; [`Error::OriginDiffers`].
    pub fn of_note(note: &Note, key: &VerifierKey) -> Result<Self, Error> {
        let checkpoint = Self::parse(note.text_signed_by(key)?)?;
        if checkpoint.origin == key.name() {
            Ok(checkpoint)
        } else {
            Err(Error::OriginDiffers)
        }
    }

    /// Signs it as the log whose name the key bears.
    ///
    /// A log must never sign two checkpoints that are not consistent; this function cannot know.
    ///
    /// # Errors
    /// [`Error::OriginDiffers`]; those of [`Note::sign`].
    pub fn sign(&self, key: &SigningKey) -> Result<Note, Error> {
        if self.origin != key.verifier().name() {
            return Err(Error::OriginDiffers);
        }
        Note::sign(&self.to_string(), key)
    }

    /// The log's unique name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The size and root it commits to.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The lines after the root. They mean nothing to this crate and are kept as they were.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{}\n{}\n{}",
            self.origin, self.head.size, self.head.root
        )?;
        self.extensions
            .iter()
            .try_for_each(|line| writeln!(out, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tree::hash_leaf;

    const EXAMPLE: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_example_of_the_specification() {
        let read = Checkpoint::parse(EXAMPLE).unwrap();
        assert_eq!(read.origin(), "example.com/behind-the-sofa");
        assert_eq!(read.head().size, 20_852_163);
        assert_eq!(read.to_string(), EXAMPLE);
        let extended = format!("{EXAMPLE}one\ntwo\n");
        let read = Checkpoint::parse(&extended).unwrap();
        assert_eq!(read.extensions(), ["one", "two"]);
        assert_eq!(read.to_string(), extended);
    }

    #[test]
    fn a_checkpoint_of_a_live_log_of_others() {
        let key: VerifierKey =
            "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
                .parse()
                .unwrap();
        let note = "go.sum database tree\n65209736\n5+uGFjx6xBZG8ip1+wi77v+grwbhhukIrxEUS8PXvRo=\n\n\
            — sum.golang.org Az3grnbssgK7ubgFX36gVETtNv0U23qxyAhAMai2QUfeGa3nB/akvkMdlUErfcZz7l/R3cVt\
            Yspg3dxXABkGZZKdsQ8=\n";
        let read = Note::parse(note.as_bytes()).unwrap();
        let checkpoint = Checkpoint::parse(read.text_signed_by(&key).unwrap()).unwrap();
        assert_eq!(checkpoint.head().size, 65_209_736);
        // That log is older than the convention that key and origin have one name.
        assert_eq!(Checkpoint::of_note(&read, &key), Err(Error::OriginDiffers));
    }

    #[test]
    fn other_forms_are_refused() {
        for (bad, line) in [
            (EXAMPLE.trim_end().to_owned(), 0),
            ("a\n1\n".to_owned(), 0),
            (EXAMPLE.replace("example.com/behind-the-sofa", ""), 1),
            (EXAMPLE.replace("the-sofa", "the\u{7f}sofa"), 1),
            (EXAMPLE.replace("20852163", "020852163"), 2),
            (EXAMPLE.replace("20852163", "+20852163"), 2),
            (EXAMPLE.replace("20852163", ""), 2),
            (EXAMPLE.replace("20852163", "18446744073709551616"), 2),
            (EXAMPLE.replace("20852163", "0"), 3),
            (EXAMPLE.replace("CsUY", ""), 3),
            (EXAMPLE.replace("q2I=", "q2J="), 3),
            (format!("{EXAMPLE}one\n\n"), 5),
        ] {
            let found = match Checkpoint::parse(&bad) {
                Err(Error::Malformed { line, .. }) => Some(line),
                _ => None,
            };
            assert_eq!(found, Some(line), "{bad:?}");
        }
        let huge = EXAMPLE.replace("20852163", "9223372036854775808");
        assert_eq!(Checkpoint::parse(&huge), Err(Error::TreeTooLarge));
        let long = EXAMPLE.to_owned() + &"x".repeat(CHECKPOINT_BYTES_MAX);
        assert!(matches!(
            Checkpoint::parse(&long),
            Err(Error::TooLong { .. })
        ));
    }

    #[test]
    fn only_the_logs_own_key_opens_it() {
        let key = SigningKey::from_seed("island.example/ledger", &[7; 32]).unwrap();
        let other = SigningKey::from_seed("reef.example/ledger", &[8; 32]).unwrap();
        let head = Head {
            size: 3,
            root: hash_leaf(b"boat"),
        };
        let checkpoint = Checkpoint::new("island.example/ledger", head).unwrap();
        let note = checkpoint.sign(&key).unwrap().to_string();
        assert_eq!(
            Checkpoint::open(note.as_bytes(), key.verifier()),
            Ok(checkpoint.clone())
        );
        let unsigned = Checkpoint::open(note.as_bytes(), other.verifier());
        assert!(matches!(unsigned, Err(Error::NotSigned { .. })));
        assert_eq!(checkpoint.sign(&other), Err(Error::OriginDiffers));
        let foreign = Note::sign(&checkpoint.to_string(), &other)
            .unwrap()
            .to_string();
        let opened = Checkpoint::open(foreign.as_bytes(), other.verifier());
        assert_eq!(opened, Err(Error::OriginDiffers));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_is_a_checkpoint_or_refused(
            text in "[a-z]{0,3}\n[0-9]{0,3}\n[A-Za-z0-9+/]{42}[A-Z]=\n([a-z]\n){0,2}|(.|\n)*",
        ) {
            if let Ok(checkpoint) = Checkpoint::parse(&text) {
                prop_assert_eq!(checkpoint.to_string(), text);
            }
        }
    }
}
