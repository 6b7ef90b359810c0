//! A question as inputs, what was typed as an answer, and what is wrong with it, by its kind.
//!
//! What cannot be an answer yet is kept in the draft as it was typed: a date that is none as
//! `31/4/2026`, the search for a place as `?words`.

mod place;
mod problem;

use base::dates::{DatePart, DateProblem, parse_day};
use cases::model::Answers;
use maud::Markup;
use pack::model::{Procedure, Question, QuestionKind};

use crate::citizen::texts::Texts;
use crate::components::{Choice, DateField, Fact, Field, Input, Shape, Size};
use crate::components::{date_input, radios, select, summary_list, text_input};
use crate::forms::Form;

/// More codes than this are a list to open, fewer are all seen at once.
const RADIOS_MAX: usize = 12;
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
        let wrong = match problem::date_problem(&parts).and_then(DateProblem::part) {
            Some(DatePart::Day) => [true, false, false],
            Some(DatePart::Month) => [false, true, false],
            Some(DatePart::Year) => [false, false, true],
            None => [false; 3],
        };
        let typed = parts.each_ref().map(String::as_str);
        date_input(texts.say, field, &DateField { typed, wrong })
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
