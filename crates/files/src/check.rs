//! Checking what somebody wants to hand in.

use std::fmt;

use base::{Digest, sha256, text};

use crate::content;

/// The largest file: a page photographed by a telephone has 3 to 8 MiB; ten times that would let a
/// few uploads at once fill the memory of a small machine.
pub const SIZE_BYTES_MAX: usize = 10 << 20;

/// The most pixels on a side: an A4 page at 600 dpi has 7,016; past this a picture is made to
/// exhaust whoever opens it.
pub const SIDE_PIXELS_MAX: u32 = 10_000;

/// The most characters of a file's name that are kept: two lines on a telephone.
pub const NAME_CHARS_MAX: usize = 100;

/// The kinds of files that can be received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A document (ISO 32000).
    Pdf,
    /// A photograph (ISO/IEC 10918-1).
    Jpeg,
    /// A picture (ISO/IEC 15948).
    Png,
}

impl FileKind {
    /// All kinds.
    pub const ALL: [FileKind; 3] = [FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

    /// The word for packs and tables, which is also the ending of names.
    pub fn word(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Jpeg => "jpg",
            FileKind::Png => "png",
        }
    }

    /// The kind a word names.
    pub fn named(word: &str) -> Option<FileKind> {
        FileKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The media type (IANA).
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
        }
    }

    /// The kind that the first bytes show.
    fn of(bytes: &[u8]) -> Option<FileKind> {
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        if starts(b"%PDF-") {
            Some(FileKind::Pdf)
        } else if starts(b"\xff\xd8\xff") {
            Some(FileKind::Jpeg)
        } else if starts(b"\x89PNG\r\n\x1a\n") {
            Some(FileKind::Png)
        } else {
            None
        }
    }
}

/// A file that may be received.
#[derive(Clone, PartialEq, Eq)]
pub struct Checked {
    name: String,
    kind: FileKind,
    bytes: Vec<u8>,
    digest: Digest,
}

impl Checked {
    /// The name to show: no folders, nothing invisible, and ending as its kind does.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is.
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 over its bytes.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl fmt::Debug for Checked {
    /// Neither name nor bytes: both are somebody's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked")
            .field("kind", &self.kind)
            .field("size", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// Why a file is not received, and so what whoever sent it can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// It has no bytes.
    Empty,
    /// It has more than [`SIZE_BYTES_MAX`].
    TooLarge {
        /// How many bytes it has.
        size: usize,
    },
    /// It is of none of the kinds that are accepted here, whatever its name says.
    Kind {
        /// What it is, if that is known at all.
        found: Option<FileKind>,
        /// What is accepted.
        allowed: Vec<FileKind>,
    },
    /// It breaks off: part of it was lost on the way.
    CutOff {
        /// What it is.
        kind: FileKind,
    },
    /// A document that would run something when it is opened.
    Active,
    /// A picture without pixels, or with too many on a side.
    Side {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
}

impl FileProblem {
    /// A stable word, by which doors find the text.
    pub fn code(&self) -> &'static str {
        match self {
            FileProblem::Empty => "file-empty",
            FileProblem::TooLarge { .. } => "file-too-large",
            FileProblem::Kind { .. } => "file-kind",
            FileProblem::CutOff { .. } => "file-cut-off",
            FileProblem::Active => "file-active",
            FileProblem::Side { .. } => "file-side",
        }
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileProblem::Empty => f.write_str("the file is empty: choose it again"),
            FileProblem::TooLarge { size } => write!(
                f,
                "the file has {size} bytes, and {SIZE_BYTES_MAX} are the most: scan it at a lower \
                 resolution, or send its pages one by one"
            ),
            FileProblem::Kind { allowed, .. } => {
                let words: Vec<_> = allowed.iter().map(|kind| kind.word()).collect();
                let words = words.join(", ");
                write!(f, "the file is none of {words}: save it as one of these")
            }
            FileProblem::CutOff { .. } => f.write_str(
                "the file breaks off before its end: open it yourself, save it again and send that",
            ),
            FileProblem::Active => f.write_str(
                "the document holds a program: print it to a new PDF file and send that",
            ),
            FileProblem::Side { width, height } => write!(
                f,
                "the picture has {width} x {height} pixels, and a side may have 1 to \
                 {SIDE_PIXELS_MAX}: take it again"
            ),
        }
    }
}

impl std::error::Error for FileProblem {}

/// Accepts a file of one of the allowed kinds. The name is only for showing; the kind is what the
/// bytes show.
///
/// # Errors
/// See [`FileProblem`].
pub fn check(name: &str, bytes: Vec<u8>, allowed: &[FileKind]) -> Result<Checked, FileProblem> {
    if bytes.is_empty() {
        return Err(FileProblem::Empty);
    }
    if bytes.len() > SIZE_BYTES_MAX {
        return Err(FileProblem::TooLarge { size: bytes.len() });
    }
    let found = FileKind::of(&bytes);
    let kind = found
        .filter(|kind| allowed.contains(kind))
        .ok_or_else(|| FileProblem::Kind {
            found,
            allowed: allowed.to_vec(),
        })?;
    match kind {
        FileKind::Pdf => check_document(&bytes)?,
        FileKind::Jpeg => check_side(content::jpeg_side(&bytes), kind)?,
        FileKind::Png => check_side(content::png_side(&bytes), kind)?,
    }
    Ok(Checked {
        name: shown_name(name, kind),
        kind,
        digest: sha256(&bytes),
        bytes,
    })
}

fn check_document(bytes: &[u8]) -> Result<(), FileProblem> {
    if !content::pdf_has_end(bytes) {
        return Err(FileProblem::CutOff {
            kind: FileKind::Pdf,
        });
    }
    if content::pdf_is_active(bytes) {
        return Err(FileProblem::Active);
    }
    Ok(())
}

fn check_side(side: Option<(u32, u32)>, kind: FileKind) -> Result<(), FileProblem> {
    let (width, height) = side.ok_or(FileProblem::CutOff { kind })?;
    let sane = 1..=SIDE_PIXELS_MAX;
    if sane.contains(&width) && sane.contains(&height) {
        Ok(())
    } else {
        Err(FileProblem::Side { width, height })
    }
}

/// The last part of a path, without what cannot be seen and without what file systems forbid, at
/// most [`NAME_CHARS_MAX`] characters, ending as the kind does.
fn shown_name(name: &str, kind: FileKind) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last
        .chars()
        // What `text::clean` would refuse, one by one: a name is not worth asking again for.
        // Between letters, because it trims what stands at the ends.
        .filter(|c| text::clean(&format!("a{c}a"), 3).is_ok())
        .map(|c| {
            if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let seen = seen.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let endings: &[&str] = match kind {
        FileKind::Pdf => &["pdf"],
        FileKind::Jpeg => &["jpg", "jpeg"],
        FileKind::Png => &["png"],
    };
    let stem = match seen.rsplit_once('.') {
        Some((stem, ending)) if endings.contains(&ending.to_lowercase().as_str()) => stem,
        Some(_) | None => seen,
    };
    let room = NAME_CHARS_MAX - 1 - kind.word().len();
    let short: String = stem.chars().take(room).collect();
    let short = if short.is_empty() { "file" } else { &short };
    format!("{short}.{}", kind.word())
}

#[cfg(test)]
mod tests;
