//! A life event, from its first page to its submission: what is known, one question a page, what
//! will happen.

mod check;
mod field;
mod known;
mod paper;
mod question;
mod wrong;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::Response;
use axum::routing::{get as on_get, post as on_post};
use cases::Prepared;
use maud::{Markup, html};

pub(super) use field::answer_facts;
pub(super) use known::facts as evidence_facts;

use super::texts::Texts;
use super::{answer, upload};
use crate::components::{Column, Fit, Table, inset, start_button, table};
use crate::error::PageError;
use crate::house::House;
use crate::visitor::Visitor;

/// Their addresses.
pub(super) fn routes() -> Router<Arc<House>> {
    // Reading it is for the links of a page that says what is wrong with a file.
    let paper = on_get(question::get)
        .post(paper::post)
        .layer(DefaultBodyLimit::max(upload::UPLOAD_BYTES_MAX));
    Router::new()
        .route("/event/{id}", on_get(get))
        .route("/event/{id}/known", on_get(known::get))
        .route(
            "/event/{id}/wrong/{evidence}/{field}",
            on_get(wrong::get).post(wrong::post),
        )
        .route(
            "/event/{id}/q/{question}",
            on_get(question::get).post(question::post),
        )
        .route("/event/{id}/q/{question}/file", paper)
        .route("/event/{id}/check", on_get(check::get))
        .route("/event/{id}/submit", on_post(check::submit))
}

/// The form of a life event as it stands for a visitor.
async fn prepared<'a>(visitor: &'a Visitor, event: &str) -> Result<Prepared<'a>, PageError> {
    visitor.signed_in()?;
    let (_, procedure) = visitor.house.room.event(event).ok_or(PageError::NotFound)?;
    Ok(visitor
        .house
        .room
        .prepare(&visitor.ctx(&procedure.id), event, None)
        .await?)
}

/// The page that comes next: the first question without an answer that will do, else the check. A
/// question that may stay empty is asked once all the same.
fn next_page(prepared: &Prepared<'_>) -> String {
    let event = &prepared.event.id;
    let open = prepared.asked.iter().find(|asked| {
        let id = asked.id();
        !prepared.draft.answers.contains_key(id)
            || prepared
                .problems
                .iter()
                .any(|problem| problem.question == id)
    });
    match open {
        Some(asked) => format!("/event/{event}/q/{}", asked.id()),
        None => format!("/event/{event}/check"),
    }
}

async fn get(visitor: Visitor, Path(id): Path<String>) -> Response {
    answer(&visitor, show(&visitor, &id).await)
}

async fn show(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    let prepared = prepared(visitor, id).await?;
    let texts = Texts::of(visitor);
    let title = texts.say.pack(&format!("event-{id}"));
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" { (texts.say.pack(&format!("event-{id}-intro"))) }
        (steps(texts, &prepared))
        (looked_up(texts, &prepared))
        (who_decides(texts, &prepared))
        (way_in(texts, &prepared))
    };
    Ok(visitor.page(&title, &body))
}

/// What lies ahead, in numbers.
fn steps(texts: Texts<'_>, prepared: &Prepared<'_>) -> Markup {
    let say = texts.say;
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li { (say.tv("citizen-start-questions", &[("count", prepared.asked.len().into())])) }
            li { (say.t("citizen-start-saved")) }
            @if !prepared.consents.is_empty() { li { (say.t("citizen-start-consent")) } }
        }
    }
}

/// What the registers are asked for, by name and not by value: nothing is seen yet.
fn looked_up(texts: Texts<'_>, prepared: &Prepared<'_>) -> Markup {
    let say = texts.say;
    let root = &prepared.root.id;
    let shown = prepared
        .root
        .evidence
        .iter()
        .filter(|evidence| !evidence.shown.is_empty());
    html! {
        h2 class="govuk-heading-m" { (say.t("citizen-start-known")) }
        p class="govuk-body" { (say.t("citizen-start-known-about")) }
        ul class="govuk-list govuk-list--bullet" {
            @for evidence in shown {
                li {
                    (say.pack(&format!("evidence-{root}-{}", evidence.id)))
                    span class="mc-quiet" { " – " (texts.register(&evidence.register)) }
                }
            }
        }
    }
}

/// The procedures, who decides each, and how long the law gives.
fn who_decides(texts: Texts<'_>, prepared: &Prepared<'_>) -> Markup {
    let say = texts.say;
    let pack = texts.house.pack();
    let root = prepared.root;
    let own = (!root.stages.is_empty() || root.legs.is_empty()).then_some(root);
    let legs = root
        .legs
        .iter()
        .filter_map(|leg| pack.procedure(&leg.procedure));
    let titles = [
        say.t("citizen-procedure"),
        say.t("citizen-who-decides"),
        say.t("citizen-how-long"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("citizen-start-who");
    let mut rows = Table::new("who", &caption, &columns, Fit::Stack);
    for procedure in own.into_iter().chain(legs) {
        let who = say
            .pack_if(&format!("procedure-{}-who", procedure.id))
            .unwrap_or_default();
        rows.rows.push(vec![
            html! { (texts.procedure(&procedure.id)) },
            html! { (who) },
            html! { (texts.limit(procedure.limit)) },
        ]);
    }
    table(&rows)
}

fn way_in(texts: Texts<'_>, prepared: &Prepared<'_>) -> Markup {
    let say = texts.say;
    let event = &prepared.event.id;
    if let Some(root) = prepared.filed {
        return inset(&html! {
            p class="govuk-body" { (say.t("citizen-start-filed")) }
            a class="govuk-link" href={ "/case/" (root) } { (say.t("citizen-start-filed-case")) }
        });
    }
    let begun = prepared.draft.version > 0;
    let text = if begun {
        say.t("citizen-start-continue")
    } else {
        say.t("citizen-start-begin")
    };
    start_button(&format!("/event/{event}/known"), &text)
}
