//! A question as inputs, what was typed as an answer, and what is wrong with it, by its kind.
//!
//! What cannot be an answer yet is kept in the draft as it was typed: a date that is none as
//! `31/4/2026`, the search for a place as `?words`.

use base::dates::{DatePart, DateProblem, parse_day};
use cases::model::Answers;
use maud::{Markup, html};
use pack::model::{Procedure, Question, QuestionKind};

use crate::citizen::texts::Texts;
use crate::components::{Button, ButtonLook, Choice, DateField, Fact, Field, Input, Shape, Size};
use crate::components::{button, date_input, radios, select, summary_list, text_input};
use crate::forms::Form;

/// More codes than this are a list to open, fewer are all seen at once.
const RADIOS_MAX: usize = 12;
/// Places offered for one search.
const PLACES_MAX: usize = 20;
/// The most characters of an answer that are kept: ten times the longest allowed name.
const KEPT_CHARS_MAX: usize = 2_000;
/// The name of the input.
pub(super) const NAME: &str = "answer";

/// A question of a procedure with what was typed so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking<'a> {
    /// The procedure.
    pub(super) procedure: &'a str,
    /// The question.
    pub(super) question: &'a Question,
    /// The answer as the draft has it, or what is offered at first.
    pub(super) typed: &'a str,
}

/// Answers that were given, as people read them.
pub(crate) fn answer_facts(texts: Texts<'_>, root: &Procedure, answers: &Answers) -> Markup {
    let given = |id: &str| {
        answers
            .get(id)
            .map(String::as_str)
            .filter(|typed| !typed.is_empty())
    };
    let questions = root.questions.iter().filter_map(|question| {
        let asking = Asking {
            procedure: &root.id,
            question,
            typed: given(&question.id)?,
        };
        Some((asking.label(texts), asking.answer_text(texts)))
    });
    let papers = root.evidence.iter().filter_map(|evidence| {
        let paper = evidence
            .paper
            .as_ref()
            .filter(|paper| given(&paper.id).is_some())?;
        let label = texts.say.pack(&format!("paper-{}", paper.id));
        Some((label, texts.say.t("citizen-paper-attached")))
    });
    let rows: Vec<(String, String)> = questions.chain(papers).collect();
    let facts: Vec<Fact<'_>> = rows
        .iter()
        .map(|(label, value)| Fact::new(label, value))
        .collect();
    summary_list(texts.say, &facts)
}

/// What was sent, as the draft keeps it.
pub(super) fn typed(question: &Question, form: &Form) -> String {
    let kept = |name: &str| {
        form.raw(name)
            .trim()
            .chars()
            .take(KEPT_CHARS_MAX)
            .collect::<String>()
    };
    match &question.kind {
        QuestionKind::Date => {
            let [day, month, year] =
                ["day", "month", "year"].map(|part| kept(&format!("{NAME}-{part}")));
            if day.is_empty() && month.is_empty() && year.is_empty() {
                return String::new();
            }
            match parse_day(&day, &month, &year) {
                Ok(date) => date.to_string(),
                Err(_) => format!("{day}/{month}/{year}"),
            }
        }
        QuestionKind::Place(_) => {
            let (chosen, search) = (kept(NAME), kept("find"));
            if form.raw("do") == "search" || (chosen.is_empty() && !search.is_empty()) {
                format!("?{search}")
            } else {
                chosen
            }
        }
        QuestionKind::Text(_)
        | QuestionKind::Name(_)
        | QuestionKind::YesNo
        | QuestionKind::Choice(_)
        | QuestionKind::Code(_) => kept(NAME),
    }
}

/// Day, month and year as they were typed.
fn date_parts(typed: &str) -> [String; 3] {
    if let Ok(date) = typed.parse::<jiff::civil::Date>() {
        return [
            date.day().to_string(),
            date.month().to_string(),
            date.year().to_string(),
        ];
    }
    let mut parts = typed.splitn(3, '/').map(str::to_owned);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

impl Asking<'_> {
    /// The question's text.
    pub(super) fn label(&self, texts: Texts<'_>) -> String {
        texts
            .say
            .pack(&format!("question-{}-{}", self.procedure, self.question.id))
    }

    /// An answer as people read it.
    pub(super) fn answer_text(&self, texts: Texts<'_>) -> String {
        if self.typed.is_empty() {
            return texts.say.t("citizen-answer-empty");
        }
        match &self.question.kind {
            QuestionKind::Text(_) | QuestionKind::Name(_) => self.typed.to_owned(),
            QuestionKind::Date => texts.date_or(self.typed),
            QuestionKind::YesNo => texts.yes_no(self.typed == "yes"),
            QuestionKind::Choice(_) => self.choice_text(texts, self.typed),
            QuestionKind::Code(list) => texts.code(list, self.typed),
            QuestionKind::Place(_) => texts.place(self.typed),
        }
    }

    fn choice_text(&self, texts: Texts<'_>, choice: &str) -> String {
        texts.say.pack(&format!(
            "question-{}-{}-{choice}",
            self.procedure, self.question.id
        ))
    }

    /// The inputs. The label is the page's `h1`.
    pub(super) fn inputs(&self, texts: Texts<'_>, error: Option<&str>) -> Markup {
        let say = texts.say;
        let label = self.label(texts);
        let hint = say.pack_if(&format!(
            "question-{}-{}-hint",
            self.procedure, self.question.id
        ));
        let field = Field {
            hint: hint.as_deref(),
            error,
            size: Size::PageHeading,
            ..Field::new(NAME, &label)
        };
        match &self.question.kind {
            QuestionKind::Text(_) | QuestionKind::Name(_) => {
                let name = matches!(self.question.kind, QuestionKind::Name(_));
                let spellcheck = name.then_some(false);
                let autocomplete = Some("off");
                let input = Input {
                    value: self.typed,
                    spellcheck,
                    autocomplete,
                    ..Input::default()
                };
                text_input(say, &field, &input)
            }
            QuestionKind::Date => self.date(texts, &field),
            QuestionKind::YesNo => {
                let (yes, no) = (texts.yes_no(true), texts.yes_no(false));
                let choices = [
                    Choice::new("yes", &yes, self.typed),
                    Choice::new("no", &no, self.typed),
                ];
                radios(say, &field, &choices, Shape::Inline)
            }
            QuestionKind::Choice(words) => {
                let offered = words
                    .iter()
                    .map(|word| (word.clone(), self.choice_text(texts, word)))
                    .collect();
                self.one_of(texts, &field, offered)
            }
            QuestionKind::Code(list) => {
                let list = texts
                    .house
                    .pack()
                    .list(list)
                    .map(|found| (list, &found.codes));
                let codes = list.into_iter().flat_map(|(list, codes)| {
                    codes
                        .iter()
                        .map(move |(code, _)| (code.clone(), texts.code(list, code)))
                });
                self.one_of(texts, &field, codes.collect())
            }
            QuestionKind::Place(kinds) => self.place(texts, &field, kinds),
        }
    }

    fn one_of(
        &self,
        texts: Texts<'_>,
        field: &Field<'_>,
        offered: Vec<(String, String)>,
    ) -> Markup {
        let mut choices: Vec<Choice<'_>> = offered
            .iter()
            .map(|(code, text)| Choice::new(code, text, self.typed))
            .collect();
        if choices.len() <= RADIOS_MAX {
            return radios(texts.say, field, &choices, Shape::Stacked);
        }
        let none = texts.say.t("citizen-choose");
        choices.insert(0, Choice::new("", &none, self.typed));
        select(texts.say, field, &choices)
    }

    fn date(&self, texts: Texts<'_>, field: &Field<'_>) -> Markup {
        let parts = date_parts(self.typed);
        let wrong = match date_problem(&parts).and_then(DateProblem::part) {
            Some(DatePart::Day) => [true, false, false],
            Some(DatePart::Month) => [false, true, false],
            Some(DatePart::Year) => [false, false, true],
            None => [false; 3],
        };
        let typed = parts.each_ref().map(String::as_str);
        date_input(texts.say, field, &DateField { typed, wrong })
    }

    /// A search by name, and its finds to choose from: two steps of one form, without script.
    fn place(&self, texts: Texts<'_>, field: &Field<'_>, kinds: &[String]) -> Markup {
        let say = texts.say;
        let directory = &texts.house.room.directory;
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let search = self.typed.strip_prefix('?');
        let chosen = if search.is_some() { "" } else { self.typed };
        let found: Vec<(String, String)> = match search {
            Some(search) => directory
                .search_places(search, &kinds, PLACES_MAX)
                .into_iter()
                .map(|place| (place.code.clone(), texts.place(&place.code)))
                .collect(),
            None if chosen.is_empty() => Vec::new(),
            None => vec![(chosen.to_owned(), texts.place(chosen))],
        };
        let choices: Vec<Choice<'_>> = found
            .iter()
            .map(|(code, name)| Choice::new(code, name, chosen))
            .collect();
        let (find, press) = (say.t("citizen-place-find"), say.t("citizen-place-search"));
        let none = search.is_some_and(|search| !search.is_empty()) && found.is_empty();
        let nothing = none.then(|| say.t("citizen-place-none"));
        // The error leads to the list if there is one, else to the search.
        let beside = if choices.is_empty() {
            field.error.or(nothing.as_deref())
        } else {
            None
        };
        let searched = Field {
            id: if choices.is_empty() { NAME } else { "find" },
            hint: field.hint,
            error: beside,
            ..Field::new("find", &find)
        };
        let listed = Field {
            hint: None,
            ..*field
        };
        let one = say.t("citizen-place-choose");
        let listed = Field {
            label: &one,
            size: Size::Medium,
            ..listed
        };
        let value = search.unwrap_or_default();
        html! {
            h1 class="govuk-heading-l" { (field.label) }
            (text_input(say, &searched, &Input { value, autocomplete: Some("off"), ..Input::default() }))
            (button(&Button {
                text: &press, name: Some("do"), value: Some("search"), look: ButtonLook::Secondary, disabled: false,
            }))
            @if !choices.is_empty() { (radios(say, &listed, &choices, Shape::Stacked)) }
        }
    }

    /// What is wrong with the answer, for the person; `what` as the room says it.
    pub(super) fn problem(&self, texts: Texts<'_>, what: &str) -> String {
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

fn date_problem(parts: &[String; 3]) -> Option<DateProblem> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_back_as_they_were_typed() {
        for (kept, parts) in [
            ("2026-04-30", ["30", "4", "2026"]),
            ("31/4/2026", ["31", "4", "2026"]),
            ("//2026", ["", "", "2026"]),
            ("1/2/3/4", ["1", "2", "3/4"]),
            ("", ["", "", ""]),
        ] {
            assert_eq!(date_parts(kept), parts, "{kept}");
        }
    }

    #[test]
    fn what_was_sent_becomes_an_answer_or_stays_as_typed() {
        let question = |kind| Question {
            id: "q".to_owned(),
            kind,
            when: None,
            default: None,
            check: None,
            optional: false,
        };
        let date = question(QuestionKind::Date);
        let place = question(QuestionKind::Place(Vec::new()));
        let name = question(QuestionKind::Name(80));
        for (question, body, kept) in [
            (
                &date,
                "answer-day=30&answer-month=4&answer-year=2026",
                "2026-04-30",
            ),
            (
                &date,
                "answer-day=31&answer-month=4&answer-year=2026",
                "31/4/2026",
            ),
            (&date, "answer-day=&answer-month=&answer-year=", ""),
            (&place, "find=north&do=search&answer=7", "?north"),
            (&place, "find=north&answer=7", "7"),
            (&place, "find=north", "?north"),
            (&name, "answer=+Mai+", "Mai"),
        ] {
            let form = Form::parse(body.as_bytes()).unwrap();
            assert_eq!(typed(question, &form), kept, "{body}");
        }
    }
}
