//! Files from the outside: sizes, form, whether they belong into a pack.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{File, Loading, Spot};
use crate::diagnostic::Code;

/// Most files of a pack: a country's 2,600 procedures, each with a paper and a story, fit.
pub const FILES_MAX: usize = 10_000;
/// Most bytes of a file that is no CSV: a law of 1 MiB fills 300 pages.
pub const FILE_BYTES_MAX: usize = 1 << 20;
/// Most bytes of a CSV file: a million rows of 64 bytes.
pub const CSV_BYTES_MAX: usize = 64 << 20;

impl Loading<'_> {
    /// Checks all files; false if their insides had better not be read.
    pub(super) fn check_outside(&self) -> bool {
        if self.files.len() > FILES_MAX {
            let message = format!(
                "the pack has {} files, at most {FILES_MAX} are read: is this the right folder?",
                self.files.len()
            );
            self.report(Code::TooManyFiles, Spot::default(), message);
            return false;
        }
        let mut readable = true;
        for (file, File { path, text, .. }) in self.files.iter().enumerate() {
            let spot = Spot { file, at: 0 };
            let is_csv = path.ends_with(".csv");
            let bytes_max = if is_csv {
                CSV_BYTES_MAX
            } else {
                FILE_BYTES_MAX
            };
            if text.len() > bytes_max {
                let message = format!(
                    "the file has {} bytes, at most {bytes_max} are read: split it",
                    text.len()
                );
                self.report(Code::TooLarge, spot, message);
                readable = false;
                continue;
            }
            if let Some(at) = not_composed(text) {
                let message =
                    "the letters here are not composed (Unicode normal form C): type them again";
                self.report(Code::NotComposed, Spot { file, at }, message);
            }
            if !belongs(path) {
                let message = "no file of a pack belongs here: move or rename it";
                let meant = base::text::nearest(path, FOLDERS.iter().map(|folder| folder.0));
                self.report_near(Code::StrayFile, spot, message, meant.map(str::to_owned));
            }
        }
        readable
    }
}

/// The byte from which a text is not in normal form C.
fn not_composed(text: &str) -> Option<usize> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return None;
    }
    let mut composed = text.nfc();
    for (at, letter) in text.char_indices() {
        if composed.next() != Some(letter) {
            return Some(at);
        }
    }
    None
}

/// Folders (or whole paths) and the endings of files in them.
const FOLDERS: [(&str, &str); 23] = [
    ("pack.toml", ""),
    ("demo.toml", ""),
    ("synth.toml", ""),
    ("law/calendar.toml", ""),
    ("law/registers/", ".toml"),
    ("law/procedures/", ".toml"),
    ("law/events/", ".toml"),
    ("law/indicators/", ".toml"),
    ("law/access/", ".toml"),
    ("law/identifiers/", ".toml"),
    ("papers/samples/", ".json"),
    ("papers/", ".typ"),
    ("synth/", ".csv"),
    ("seed/codelists/", ".csv"),
    ("seed/", ".csv"),
    ("words/", ".ftl"),
    ("look/colours.toml", ""),
    ("look/logo.svg", ""),
    ("stories/", ".story"),
    ("pages/", ".md"),
    ("README", ".md"),
    ("LICENSE", ""),
    ("seed/", ".md"),
];

fn belongs(path: &str) -> bool {
    FOLDERS.iter().any(|(folder, ending)| {
        let rest = path.strip_prefix(folder);
        let rest = rest.and_then(|rest| rest.strip_suffix(ending));
        rest.is_some_and(|rest| {
            let is_file = folder.ends_with('/') && !rest.is_empty() && !rest.contains('/');
            is_file || rest.is_empty()
        })
    })
}
