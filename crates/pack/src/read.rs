//! From files to the model, file by file. Names are declared and noted here, and looked up later.

mod demo;
mod head;
mod identifiers;
mod measure;
mod open;
mod procedures;
mod questions;
mod register_fields;
mod register_rules;
mod registers;
mod steps;
mod writes;

pub(crate) use demo::{demo, look};
pub(crate) use head::{calendar, head};
pub(crate) use identifiers::identifiers;
pub(crate) use open::{BY_WHO, events, indicators, rules};
pub(crate) use procedures::procedures;
pub(crate) use registers::registers;
pub(crate) use steps::NOBODY;

use crate::diagnostic::Code;
use crate::loading::{Loading, Word};
use crate::names::NameKind;
use crate::table::{Table, check_id, read};

/// Reads each file of a folder of the law as one declaration whose id is the file's name.
fn declarations<T>(
    loading: &Loading<'_>,
    folder: &str,
    kind: NameKind,
    one: impl Fn(&Table<'_>, String) -> T,
) -> Vec<T> {
    let mut all = Vec::new();
    for (file, stem) in loading.folder(folder, ".toml") {
        all.extend(read(loading, file, kind.word(), |table| {
            let id = table.text("id");
            check_id(loading, &id);
            if id.text != stem && !id.text.is_empty() {
                let message = format!(
                    "{} `{}` stands in `{stem}.toml`: give both one name",
                    kind.word(),
                    id.text
                );
                loading.report_near(Code::OtherName, id.spot, message, Some(stem.to_owned()));
            }
            // Others refer to it by either name; the mistake is told once.
            let declared = Word {
                text: stem.to_owned(),
                ..id
            };
            loading.declare(kind, "", &declared);
            one(table, stem.to_owned())
        }));
    }
    all
}

/// The texts of words.
fn strings(words: Vec<Word>) -> Vec<String> {
    words.into_iter().map(|word| word.text).collect()
}
