//! What is wrong with an answer, in words that say what to do.

use base::dates::{DatePart, DateProblem, parse_day};
use pack::model::QuestionKind;

use super::{Asking, date_parts};
use crate::citizen::texts::Texts;

impl Asking<'_> {
    /// What is wrong with the answer, for the person; `what` as the room says it.
    pub(in crate::citizen::event) fn problem(&self, texts: Texts<'_>, what: &str) -> String {
        let say = texts.say;
        let label = self.label(texts);
        let name = ("label", label.as_str().into());
        let chosen = matches!(
            self.question.kind,
            QuestionKind::YesNo | QuestionKind::Choice(_) | QuestionKind::Code(_)
        );
        match (what, &self.question.kind) {
            ("wrong", _) => {
                let key = format!("question-{}-{}-wrong", self.procedure, self.question.id);
                say.pack_if(&key)
                    .unwrap_or_else(|| say.tv("citizen-answer-wrong", &[name]))
            }
            ("too-long", QuestionKind::Text(max) | QuestionKind::Name(max)) => {
                say.tv("problem-too-long", &[name, ("max", (*max).into())])
            }
            ("hidden-character", _) => say.tv("problem-hidden", &[name]),
            ("not-a-date", _) => date_problem(&date_parts(self.typed)).map_or_else(
                || say.tv("problem-date-unreal", &[name]),
                |problem| date_text(texts, problem),
            ),
            ("missing", QuestionKind::Place(_)) | ("unknown-place", _) => {
                say.t("citizen-place-missing")
            }
            ("not-a-choice", _) => say.tv("problem-unlisted", &[name]),
            ("missing", _) if chosen => say.tv("problem-missing-choice", &[name]),
            _ => say.tv("problem-missing", &[name]),
        }
    }
}

/// What is wrong with the three parts of a date; nothing if none was typed.
pub(super) fn date_problem(parts: &[String; 3]) -> Option<DateProblem> {
    let [day, month, year] = parts;
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return None;
    }
    parse_day(day, month, year).err()
}

/// What is wrong with a date, exactly.
fn date_text(texts: Texts<'_>, problem: DateProblem) -> String {
    let say = texts.say;
    let part = |part: DatePart| match part {
        DatePart::Day => say.t("date-day"),
        DatePart::Month => say.t("date-month"),
        DatePart::Year => say.t("date-year"),
    };
    match problem {
        DateProblem::Missing { part: which } => {
            say.tv("citizen-date-missing", &[("part", part(which).into())])
        }
        DateProblem::NotANumber { part: which } => {
            say.tv("citizen-date-digits", &[("part", part(which).into())])
        }
        DateProblem::YearOutOfRange { .. } => say.t("citizen-date-year"),
        DateProblem::NoSuchMonth { .. } => say.t("citizen-date-month"),
        DateProblem::NoSuchDay {
            month, year, days, ..
        } => say.tv(
            "citizen-date-day",
            &[
                ("month", month.to_string().into()),
                ("year", year.to_string().into()),
                ("days", i64::from(days).into()),
            ],
        ),
        DateProblem::NotIso => say.t("citizen-date-none"),
    }
}
