//! Questions: which are asked, and whether an answer will do.

use base::text::{TextProblem, clean};
use pack::model::{Procedure, Question, QuestionKind};
use registers::Directory;

use crate::error::AnswerProblem;
use crate::facts::Facts;
use crate::lower::Law;
use crate::model::{Answers, Evidence, Finding};

/// Something the applicant is asked.
#[derive(Clone, Debug)]
pub enum Asked<'a> {
    /// A declared question.
    Question(&'a Question),
    /// A paper, because a register is silent or contradicts.
    Paper {
        /// The paper's id; the answer is the id of an uploaded file.
        paper: &'a str,
        /// The evidence it stands in for.
        evidence: &'a str,
        /// Why it is asked.
        finding: Finding,
    },
}

impl Asked<'_> {
    /// The id under which its answer is kept.
    pub fn id(&self) -> &str {
        match self {
            Asked::Question(question) => &question.id,
            Asked::Paper { paper, .. } => paper,
        }
    }
}

/// What is asked, in order, given what the registers know and what was answered so far.
pub fn asked<'a>(root: &'a Procedure, facts: &Facts<'_>, evidence: &[Evidence]) -> Vec<Asked<'a>> {
    let questions = root
        .questions
        .iter()
        .filter(|question| facts.holds_or_none(&root.id, question.when.as_ref()))
        .map(Asked::Question);
    let papers = root.evidence.iter().filter_map(|declared| {
        let paper = declared.paper.as_ref()?;
        let found = evidence.iter().find(|found| found.id == declared.id)?;
        let needed =
            found.finding != Finding::Found && facts.holds_or_none(&root.id, paper.when.as_ref());
        needed.then_some(Asked::Paper {
            paper: &paper.id,
            evidence: &declared.id,
            finding: found.finding,
        })
    });
    questions.chain(papers).collect()
}

/// All that is missing or wrong in the answers to what is asked.
pub fn problems(
    law: &Law,
    directory: &Directory,
    root: &Procedure,
    facts: &Facts<'_>,
    (asked, answers): (&[Asked<'_>], &Answers),
) -> Vec<AnswerProblem> {
    asked
        .iter()
        .filter_map(|asked| {
            let answer = answers.get(asked.id()).map_or("", |answer| answer.trim());
            let what = match asked {
                // What is kept is the id under which the file was received.
                Asked::Paper { .. } => answer.parse::<base::Id>().is_err().then_some("missing"),
                Asked::Question(question) => {
                    problem(law, directory, question, answer).or_else(|| {
                        let checked = facts.holds_or_none(&root.id, question.check.as_ref());
                        (!checked && !answer.is_empty()).then_some("wrong")
                    })
                }
            }?;
            Some(AnswerProblem {
                question: asked.id().to_owned(),
                what,
            })
        })
        .collect()
}

/// What is wrong with one answer by itself.
pub fn problem(
    law: &Law,
    directory: &Directory,
    question: &Question,
    answer: &str,
) -> Option<&'static str> {
    if answer.trim().is_empty() {
        return (!question.optional).then_some("missing");
    }
    match &question.kind {
        QuestionKind::Text(max) | QuestionKind::Name(max) => match clean(answer, *max) {
            Ok(_) => None,
            Err(TextProblem::TooLong { .. }) => Some("too-long"),
            Err(_) => Some("hidden-character"),
        },
        QuestionKind::Date => {
            // A day and nothing more, so that every register reads what was typed.
            let day = answer
                .parse::<jiff::civil::Date>()
                .is_ok_and(|day| day.to_string() == answer);
            (!day).then_some("not-a-date")
        }
        QuestionKind::YesNo => (!matches!(answer, "yes" | "no")).then_some("not-a-choice"),
        QuestionKind::Choice(choices) => {
            (!choices.iter().any(|choice| choice == answer)).then_some("not-a-choice")
        }
        QuestionKind::Code(list) => {
            let known = law
                .pack
                .lists
                .get(list)
                .is_some_and(|list| list.text(answer, 0).is_some());
            (!known).then_some("not-a-choice")
        }
        QuestionKind::Place(kinds) => {
            let known = directory
                .place(answer)
                .is_some_and(|place| kinds.is_empty() || kinds.contains(&place.kind));
            (!known).then_some("unknown-place")
        }
    }
}
