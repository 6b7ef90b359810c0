//! What all readers of one load share: the files, the names, the mistakes found so far.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::names::{NameKind, Names};

mod outside;

pub use outside::{CSV_BYTES_MAX, FILE_BYTES_MAX, FILES_MAX};

/// Most mistakes listed; who has more looks at the first ones anyway.
pub const DIAGNOSTICS_MAX: usize = 500;

/// A place in a file. By default that of the pack as a whole: `pack.toml:1:1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The file's position in the sorted list.
    pub(crate) file: usize,
    /// The byte.
    pub(crate) at: usize,
}

impl Default for Spot {
    fn default() -> Spot {
        Spot {
            file: usize::MAX,
            at: 0,
        }
    }
}

/// A text of the pack with where it stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) spot: Spot,
}

/// A file of the pack.
pub(crate) struct File<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    /// The byte at which each line begins.
    starts: Vec<usize>,
}

/// One load.
pub(crate) struct Loading<'a> {
    pub(crate) files: Vec<File<'a>>,
    pub(crate) names: RefCell<Names>,
    diagnostics: RefCell<Vec<Diagnostic>>,
    /// Files whose grammar is broken: what else is found in them may be a consequence.
    broken: RefCell<BTreeSet<usize>>,
    /// Where the expressions stand, by the place they carry.
    sources: RefCell<BTreeMap<String, Spot>>,
}

impl<'a> Loading<'a> {
    /// Looks at the outside of all files: sizes, form, whether they belong there. The flag says
    /// whether their insides may be read.
    pub(crate) fn new(files: &'a BTreeMap<String, String>) -> (Loading<'a>, bool) {
        let files = files.iter().map(|(path, text)| File {
            path,
            text,
            starts: line_starts(text),
        });
        let loading = Loading {
            files: files.collect(),
            names: RefCell::default(),
            diagnostics: RefCell::default(),
            broken: RefCell::default(),
            sources: RefCell::default(),
        };
        let readable = loading.check_outside();
        (loading, readable)
    }

    /// The position of the file with a path.
    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|file| file.path.cmp(path)).ok()
    }

    /// The files directly in a folder with an ending: position and stem.
    pub(crate) fn folder(&self, folder: &str, ending: &str) -> Vec<(usize, &'a str)> {
        let stem = |file: &File<'a>| {
            let rest = file.path.strip_prefix(folder)?.strip_suffix(ending)?;
            (!rest.contains('/')).then_some(rest)
        };
        let files = self.files.iter().enumerate();
        files
            .filter_map(|(number, file)| Some((number, stem(file)?)))
            .collect()
    }

    /// Reports a mistake.
    pub(crate) fn report(&self, code: Code, spot: Spot, message: impl Into<String>) {
        self.report_near(code, spot, message, None);
    }

    /// Reports a mistake with what was probably meant.
    pub(crate) fn report_near(
        &self,
        code: Code,
        spot: Spot,
        message: impl Into<String>,
        suggestion: Option<String>,
    ) {
        if self.is_full() {
            return;
        }
        if self.broken.borrow().contains(&spot.file) && code != Code::Toml {
            return;
        }
        let (file, line, column) = match self.files.get(spot.file) {
            Some(file) => {
                let (line, column) = file.line_column(spot.at);
                (file.path.to_owned(), line, column)
            }
            None => ("pack.toml".to_owned(), 1, 1),
        };
        self.diagnostics.borrow_mut().push(Diagnostic {
            code,
            file,
            line,
            column,
            message: message.into(),
            suggestion,
        });
    }

    /// Reports that a file which must exist does not.
    pub(crate) fn missing(&self, path: &str, message: impl Into<String>) {
        self.diagnostics.borrow_mut().push(Diagnostic {
            code: Code::MissingFile,
            file: path.to_owned(),
            line: 1,
            column: 1,
            message: message.into(),
            suggestion: None,
        });
    }

    /// Whether no more mistakes are listed, so that looking for suggestions is in vain.
    pub(crate) fn is_full(&self) -> bool {
        self.diagnostics.borrow().len() >= DIAGNOSTICS_MAX
    }

    /// Marks a file as broken: only its grammar is reported.
    pub(crate) fn mark_broken(&self, file: usize) {
        self.broken.borrow_mut().insert(file);
    }

    /// Whether the grammar of some file is broken, so that names may be lacking because of it.
    pub(crate) fn is_broken(&self) -> bool {
        !self.broken.borrow().is_empty()
    }

    /// Declares a name; twice is a mistake.
    pub(crate) fn declare(&self, kind: NameKind, owner: &str, id: &Word) {
        if id.text.is_empty() {
            return;
        }
        let known = self.names.borrow_mut().declare(kind, owner, id);
        if !known {
            let message = format!(
                "{} `{}` is declared twice: remove one",
                kind.word(),
                id.text
            );
            self.report(Code::Twice, id.spot, message);
        }
    }

    /// Notes that a name is used, to be looked up when all are declared.
    pub(crate) fn refer(&self, kind: NameKind, owner: &str, name: &Word) {
        self.names.borrow_mut().refer(kind, owner, name);
    }

    /// Where a declared name stands.
    pub(crate) fn spot_of(&self, kind: NameKind, owner: &str, id: &str) -> Spot {
        let names = self.names.borrow();
        names.spot_of(kind, owner, id).unwrap_or_default()
    }

    /// The place of a spot, `file:line:column`; expressions are found again by it.
    pub(crate) fn place(&self, spot: Spot) -> String {
        let Some(file) = self.files.get(spot.file) else {
            return String::new();
        };
        let (line, column) = file.line_column(spot.at);
        let place = format!("{}:{line}:{column}", file.path);
        self.sources.borrow_mut().insert(place.clone(), spot);
        place
    }

    /// The spot behind the place of an expression.
    pub(crate) fn spot_at(&self, place: &str) -> Spot {
        self.sources
            .borrow()
            .get(place)
            .copied()
            .unwrap_or_default()
    }

    /// All mistakes in the order of the files.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        let is_full = self.is_full();
        let mut all = self.diagnostics.into_inner();
        all.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.file.clone(), d.line, d.column, d.code);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        all.dedup();
        if is_full {
            all.push(Diagnostic {
                code: Code::More,
                file: "pack.toml".to_owned(),
                line: 1,
                column: 1,
                message: format!(
                    "mistakes past the first {DIAGNOSTICS_MAX} are not listed: mend these first"
                ),
                suggestion: None,
            });
        }
        all
    }
}

impl File<'_> {
    /// Line and column (in characters), both from 1.
    fn line_column(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..at.min(self.text.len())).unwrap_or("");
        (line, before.chars().count() + 1)
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0)
        .chain(ends.map(|(at, _)| at + 1))
        .collect()
}
