//! One question a page. Every answer is saved as soon as it is sent, also one that will not do yet.

use axum::extract::Path;
use axum::response::Response;
use cases::{Asked, Prepared};
use maud::{Markup, html};
use pack::model::Question;

use super::field::{Asking, NAME, typed};
use super::{next_page, paper, prepared};
use crate::citizen::texts::Texts;
use crate::citizen::{answer, faulty};
use crate::components::{Button, Fault, back_link, button, error_summary};
use crate::error::PageError;
use crate::forms::Form;
use crate::layout::PageHead;
use crate::visitor::{Submitted, Visitor, see_other};

pub(super) async fn get(visitor: Visitor, Path((event, id)): Path<(String, String)>) -> Response {
    answer(&visitor, show(&visitor, &event, &id).await)
}

async fn show(visitor: &Visitor, event: &str, id: &str) -> Result<Response, PageError> {
    let prepared = prepared(visitor, event).await?;
    match prepared.asked.iter().find(|asked| asked.id() == id) {
        Some(Asked::Question(question)) => Ok(page(visitor, &prepared, (question, None))),
        Some(Asked::Paper { .. }) => paper::show(visitor, &prepared, (id, None)),
        // Another tab has answered so that this is not asked any more.
        None if prepared
            .root
            .questions
            .iter()
            .any(|question| question.id == id) =>
        {
            Ok(see_other(&next_page(&prepared)))
        }
        None => Err(PageError::NotFound),
    }
}

/// A question's page; with what is wrong if it was answered wrongly just now.
fn page(
    visitor: &Visitor,
    prepared: &Prepared<'_>,
    (question, wrong): (&Question, Option<&str>),
) -> Response {
    let texts = Texts::of(visitor);
    let event = &prepared.event.id;
    let draft = prepared.draft.answers.get(&question.id);
    let typed = draft.or_else(|| prepared.defaults.get(&question.id));
    let asking = Asking {
        procedure: &prepared.root.id,
        question,
        typed: typed.map_or("", String::as_str),
    };
    let error = wrong.map(|what| asking.problem(texts, what));
    let go_on = texts.say.t("citizen-save-continue");
    let form = html! {
        form method="post" action={ "/event/" (event) "/q/" (question.id) } novalidate {
            (visitor.csrf())
            (asking.inputs(texts, error.as_deref()))
            (button(&Button { text: &go_on, ..Button::default() }))
        }
    };
    let framed = Framed {
        id: &question.id,
        title: &asking.label(texts),
        error: error.as_deref(),
    };
    framed.page(visitor, prepared, &form)
}

/// What the pages of questions and papers have in common.
pub(super) struct Framed<'a> {
    /// The question or the paper.
    pub(super) id: &'a str,
    /// The page's title.
    pub(super) title: &'a str,
    /// What is wrong.
    pub(super) error: Option<&'a str>,
}

impl Framed<'_> {
    /// The page: errors above, how far one is, the form, and the way back.
    pub(super) fn page(
        &self,
        visitor: &Visitor,
        prepared: &Prepared<'_>,
        form: &Markup,
    ) -> Response {
        let say = visitor.say();
        let at = prepared
            .asked
            .iter()
            .position(|asked| asked.id() == self.id)
            .unwrap_or(0);
        let count = [("at", (at + 1).into()), ("of", prepared.asked.len().into())];
        let href = format!(
            "#{NAME}{}",
            if self.is_date(prepared) { "-day" } else { "" }
        );
        let faults: Vec<Fault<'_>> = self
            .error
            .iter()
            .map(|text| Fault {
                href: Some(&href),
                text,
            })
            .collect();
        let body = html! {
            (error_summary(say, &faults))
            p class="govuk-caption-l" { (say.tv("citizen-question-count", &count)) }
            (form)
            p class="govuk-body mc-quiet" { (say.t("citizen-draft-kept")) }
        };
        let back = back_link(say, &back(prepared, at));
        let has_errors = self.error.is_some();
        let page = visitor.page_with(self.title, &body, |head| PageHead {
            before: Some(back),
            has_errors,
            ..head
        });
        if has_errors { faulty(page) } else { page }
    }

    fn is_date(&self, prepared: &Prepared<'_>) -> bool {
        let question = prepared
            .root
            .questions
            .iter()
            .find(|question| question.id == self.id);
        question.is_some_and(|question| question.kind == pack::model::QuestionKind::Date)
    }
}

/// The question before, or what the registers know.
fn back(prepared: &Prepared<'_>, at: usize) -> String {
    let event = &prepared.event.id;
    match at
        .checked_sub(1)
        .and_then(|before| prepared.asked.get(before))
    {
        Some(before) => format!("/event/{event}/q/{}", before.id()),
        None => format!("/event/{event}/known"),
    }
}

pub(super) async fn post(Path((event, id)): Path<(String, String)>, sent: Submitted) -> Response {
    let Submitted {
        visitor,
        form,
        body,
    } = sent;
    answer(&visitor, save(&visitor, (&event, &id), (&form, body)).await)
}

async fn save(
    visitor: &Visitor,
    (event, id): (&str, &str),
    (form, body): (&Form, String),
) -> Result<Response, PageError> {
    if visitor.session.is_none() {
        return Err(PageError::SignIn { kept: Some(body) });
    }
    let room = &visitor.house.room;
    let (_, procedure) = room.event(event).ok_or(PageError::NotFound)?;
    let question = procedure
        .questions
        .iter()
        .find(|question| question.id == id);
    let question = question.ok_or(PageError::NotFound)?;
    // Whether this person may apply at all is asked before anything of theirs is kept.
    prepared(visitor, event).await?;
    let kept = typed(question, form);
    let ctx = visitor.ctx(&procedure.id);
    room.save_draft(&ctx, event, |answers| {
        answers.insert(id.to_owned(), kept.clone());
    })
    .await?;
    if kept.starts_with('?') && form.raw("do") == "search" {
        return Ok(see_other(&format!("/event/{event}/q/{id}")));
    }
    let prepared = prepared(visitor, event).await?;
    let wrong = prepared
        .problems
        .iter()
        .find(|problem| problem.question == id);
    match wrong {
        Some(problem) => Ok(page(visitor, &prepared, (question, Some(problem.what)))),
        None => Ok(see_other(&next_page(&prepared))),
    }
}
