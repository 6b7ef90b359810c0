//! Checking everything before it is submitted: what is known, what was answered, what will happen.

use axum::extract::Path;
use axum::response::Response;
use base::Id;
use cases::model::Evidence;
use cases::{Asked, CaseError, Prepared};
use maud::{Markup, html};

use super::field::Asking;
use super::known::facts;
use super::{next_page, prepared};
use crate::citizen::answer;
use crate::citizen::texts::Texts;
use crate::components::{Action, Button, Column, Fact, Fit, Table};
use crate::components::{back_link, button, details, inset, summary_list, table};
use crate::error::PageError;
use crate::layout::PageHead;
use crate::visitor::{Once, Submitted, Visitor, see_other};

pub(super) async fn get(visitor: Visitor, Path(id): Path<String>) -> Response {
    answer(&visitor, show(&visitor, &id).await)
}

async fn show(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    let mut prepared = prepared(visitor, id).await?;
    if let Some(root) = prepared.filed {
        return Ok(see_other(&format!("/case/{root}")));
    }
    let next = next_page(&prepared);
    if next != format!("/event/{id}/check") {
        return Ok(see_other(&next));
    }
    let plan = std::mem::take(&mut prepared.plan);
    let body = page(visitor, &prepared, &plan);
    let last = prepared
        .asked
        .last()
        .map(|asked| format!("/event/{id}/q/{}", asked.id()));
    let back = last.unwrap_or_else(|| format!("/event/{id}/known"));
    let ctx = visitor.ctx(&prepared.root.id);
    let root = &prepared.root.id;
    let known = visitor.house.ledger().look(&ctx, prepared.known).await?;
    let texts = Texts::of(visitor);
    let title = texts.say.t("citizen-check");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        (body)
        (known_again(texts, root, &known))
        (declaration(visitor, id))
    };
    let back = back_link(texts.say, &back);
    Ok(visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back),
        ..head
    }))
}

/// The answers, the consents, and what will happen.
fn page(visitor: &Visitor, prepared: &Prepared<'_>, plan: &[cases::Planned]) -> Markup {
    let texts = Texts::of(visitor);
    let say = texts.say;
    html! {
        h2 class="govuk-heading-m" { (say.t("citizen-check-answers")) }
        (answers(texts, prepared))
        @if !prepared.consents.is_empty() {
            h2 class="govuk-heading-m" { (say.t("citizen-check-consents")) }
            @for consent in &prepared.consents {
                p class="govuk-body" { (say.t("citizen-check-consents-about")) }
                (inset(&html! { (say.pack(&format!("consent-{}-{consent}", prepared.root.id))) }))
            }
        }
        (planned(texts, plan))
    }
}

fn answers(texts: Texts<'_>, prepared: &Prepared<'_>) -> Markup {
    let event = &prepared.event.id;
    let rows: Vec<(String, String, String)> = prepared
        .asked
        .iter()
        .map(|asked| {
            let typed = prepared
                .draft
                .answers
                .get(asked.id())
                .map_or("", String::as_str);
            let (label, value) = match asked {
                Asked::Question(question) => {
                    let asking = Asking {
                        procedure: &prepared.root.id,
                        question,
                        typed,
                    };
                    (asking.label(texts), asking.answer_text(texts))
                }
                Asked::Paper { paper, .. } => (
                    texts.say.pack(&format!("paper-{paper}")),
                    texts.say.t("citizen-paper-attached"),
                ),
            };
            (label, value, format!("/event/{event}/q/{}", asked.id()))
        })
        .collect();
    let facts: Vec<Fact<'_>> = rows
        .iter()
        .map(|(label, value, href)| Fact {
            actions: vec![Action {
                href,
                text: None,
                about: label,
            }],
            ..Fact::new(label, value)
        })
        .collect();
    summary_list(texts.say, &facts)
}

/// Which offices decide, and until when, if it is submitted now.
fn planned(texts: Texts<'_>, plan: &[cases::Planned]) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("citizen-procedure"),
        say.t("citizen-office"),
        say.t("citizen-until"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("citizen-check-plan");
    let mut rows = Table::new("plan", &caption, &columns, Fit::Stack);
    for planned in plan {
        let (until, machine) = texts.due(planned.due_at);
        rows.rows.push(vec![
            html! { (texts.procedure(&planned.procedure)) },
            html! { (texts.office(&planned.office)) },
            html! { time datetime=(machine) { (until) } },
        ]);
    }
    html! {
        (table(&rows))
        p class="govuk-body" { (say.t("citizen-check-plan-about")) }
    }
}

fn known_again(texts: Texts<'_>, root: &str, known: &[Evidence]) -> Markup {
    let say = texts.say;
    html! {
        h2 class="govuk-heading-m" { (say.t("citizen-known")) }
        @for evidence in known {
            (details(&say.pack(&format!("evidence-{root}-{}", evidence.id)), &facts(texts, evidence, None)))
        }
    }
}

fn declaration(visitor: &Visitor, event: &str) -> Markup {
    let say = visitor.say();
    let submit = say.t("citizen-check-submit");
    html! {
        h2 class="govuk-heading-m" { (say.t("citizen-check-declare")) }
        p class="govuk-body" { (say.t("citizen-check-declaration")) }
        form method="post" action={ "/event/" (event) "/submit" } {
            (visitor.csrf())
            (button(&Button { text: &submit, ..Button::default() }))
        }
    }
}

pub(super) async fn submit(Path(id): Path<String>, sent: Submitted) -> Response {
    answer(&sent.visitor, file(&sent, &id).await)
}

async fn file(sent: &Submitted, event: &str) -> Result<Response, PageError> {
    let (visitor, once) = (&sent.visitor, sent.once());
    if visitor.session.is_none() {
        return Err(PageError::SignIn {
            kept: Some(sent.body.clone()),
        });
    }
    once.run(visitor, submitted(visitor, event, &once)).await
}

async fn submitted(visitor: &Visitor, event: &str, once: &Once) -> Result<Response, PageError> {
    let room = &visitor.house.room;
    let (_, procedure) = room.event(event).ok_or(PageError::NotFound)?;
    let ctx = visitor.ctx(&procedure.id);
    let onward = |root: Id| format!("/case/{root}?new=1");
    let mark = |act, root| once.mark(act, &onward(root));
    match room.submit(&ctx, event, (None, mark)).await {
        Ok((_, root)) => Ok(see_other(&onward(root))),
        Err(CaseError::AlreadyFiled { root }) => Ok(see_other(&format!("/case/{root}"))),
        Err(CaseError::Answers(_)) => {
            let prepared = prepared(visitor, event).await?;
            // From two pages: the first took the draft with it, so the case is on their own page.
            if prepared.draft.version == 0 {
                return Ok(see_other("/me"));
            }
            Ok(see_other(&next_page(&prepared)))
        }
        Err(error) => Err(error.into()),
    }
}
