//! The questions of a procedure.

use super::procedures::Within;
use super::strings;
use crate::diagnostic::Code;
use crate::model::{Question, QuestionKind};
use crate::names::NameKind;
use crate::table::{Table, check_id, choose};

/// Most characters of a name, where the question does not say: the longest registered ones have
/// about 80.
const NAME_CHARS: i64 = 120;
/// Most characters of a line of text, where the question does not say.
const TEXT_CHARS: i64 = 400;
/// Most characters any question may allow: two pages.
const CHARS_MAX: i64 = 10_000;

impl Within<'_> {
    /// Reads one question.
    pub(super) fn question(&self, table: &Table<'_>, id: String) -> Question {
        Question {
            id,
            when: table.maybe_source("when"),
            default: table.maybe_source("default"),
            check: table.maybe_source("check"),
            optional: table.flag("optional"),
            kind: self.question_kind(table),
        }
    }

    fn question_kind(&self, table: &Table<'_>) -> QuestionKind {
        let chars = |usual| {
            let chars = table.maybe_whole("max", 1..=CHARS_MAX).unwrap_or(usual);
            usize::try_from(chars).unwrap_or(0)
        };
        match choose(self.loading, &table.text("kind"), &QUESTIONS) {
            Some(Asked::Text) => QuestionKind::Text(chars(TEXT_CHARS)),
            Some(Asked::Name) => QuestionKind::Name(chars(NAME_CHARS)),
            Some(Asked::Date) => QuestionKind::Date,
            Some(Asked::YesNo) => QuestionKind::YesNo,
            Some(Asked::Choice) => QuestionKind::Choice(self.choices(table)),
            Some(Asked::Code) => {
                let list = table.text("list");
                self.loading.refer(NameKind::List, "", &list);
                QuestionKind::Code(list.text)
            }
            Some(Asked::Place) => {
                let kinds = table.texts("kinds");
                for kind in &kinds {
                    self.loading.refer(NameKind::PlaceKind, "", kind);
                }
                QuestionKind::Place(strings(kinds))
            }
            None => {
                table.give_up();
                QuestionKind::Text(0)
            }
        }
    }

    fn choices(&self, table: &Table<'_>) -> Vec<String> {
        let choices = table.texts("choices");
        if choices.len() < 2 {
            let message = "a choice is between at least two words: give `choices`";
            self.loading.report(Code::WrongValue, table.spot, message);
        }
        for choice in &choices {
            check_id(self.loading, choice);
        }
        strings(choices)
    }
}

#[derive(Clone, Copy)]
enum Asked {
    Text,
    Name,
    Date,
    YesNo,
    Choice,
    Code,
    Place,
}

const QUESTIONS: [(&str, Asked); 7] = [
    ("text", Asked::Text),
    ("name", Asked::Name),
    ("date", Asked::Date),
    ("yes-no", Asked::YesNo),
    ("choice", Asked::Choice),
    ("code", Asked::Code),
    ("place", Asked::Place),
];
