//! A case as its parties see it: where it stands, until when and why, what is theirs to do.

mod act;
pub(crate) mod clocks;
mod steps;
mod withdraw;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::response::Response;
use axum::routing::get as on_get;
use cases::CaseView;
use cases::model::Case;
use maud::{Markup, html};
use pack::model::Outcome;
use serde::Deserialize;

pub(super) use steps::step_text;

use super::texts::Texts;
use super::{answer, id_of, upload};
use crate::components::{ButtonLook, Colour, Column, Fit, NavLink, Table};
use crate::components::{breadcrumbs, details, link_button, panel, table, tag};
use crate::error::PageError;
use crate::house::House;
use crate::layout::PageHead;
use crate::visitor::Visitor;

/// Their addresses.
pub(super) fn routes() -> Router<Arc<House>> {
    let acts = on_get(act::get)
        .post(act::post)
        .layer(DefaultBodyLimit::max(upload::UPLOAD_BYTES_MAX));
    Router::new()
        .route("/case/{id}", on_get(get))
        .route("/case/{id}/act/{action}", acts)
        .route(
            "/case/{id}/withdraw",
            on_get(withdraw::get).post(withdraw::post),
        )
}

/// What the address may carry besides.
#[derive(Debug, Default, Deserialize)]
struct Shown {
    /// Whether the case was filed just now.
    #[serde(default)]
    new: String,
}

/// A case for its parties; the look is on the applicant's page.
async fn view(visitor: &Visitor, id: &str) -> Result<CaseView, PageError> {
    visitor.signed_in()?;
    let ctx = visitor.ctx(super::OWN);
    Ok(visitor.house.room.case(&ctx, id_of(id)?).await?)
}

/// The cases that are decided on: the legs, and the root if it has stages of its own.
fn decided(view: &CaseView) -> impl Iterator<Item = &Case> {
    let own = (!view.root.stage.is_empty() || view.legs.is_empty()).then_some(&view.root);
    own.into_iter().chain(&view.legs)
}

async fn get(visitor: Visitor, Path(id): Path<String>, Query(shown): Query<Shown>) -> Response {
    answer(&visitor, show(&visitor, &id, shown.new == "1").await)
}

async fn show(visitor: &Visitor, id: &str, new: bool) -> Result<Response, PageError> {
    let view = view(visitor, id).await?;
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = texts.procedure(&view.root.procedure);
    let body = html! {
        (heading(texts, &view, new))
        (act::forms(visitor, &view))
        (legs(texts, &view))
        h2 class="govuk-heading-m" { (say.t("citizen-case-clocks")) }
        @for case in decided(&view) { (clocks::clock_of(texts, case)) }
        (consents(texts, &view))
        (results(texts, &view))
        h2 class="govuk-heading-m" { (say.t("citizen-case-steps")) }
        (steps::steps(texts, &view))
        (details(&say.t("citizen-case-answers"), &steps::answers(texts, &view)))
        (details(&say.t("citizen-case-read"), &steps::read(texts, &view)))
        @if view.may_withdraw {
            (link_button(&format!("/case/{}/withdraw", view.root.id), &say.t("citizen-withdraw"), ButtonLook::Secondary))
        }
    };
    let (home, number) = (say.t("menu-me"), view.root.number.clone());
    let above = breadcrumbs(say, &[NavLink::new("/me", &home), NavLink::here(&number)]);
    Ok(visitor.page_with(&title, &body, |head| PageHead {
        before: Some(above),
        ..head
    }))
}

/// The number to keep, as a confirmation right after filing.
fn heading(texts: Texts<'_>, view: &CaseView, new: bool) -> Markup {
    let say = texts.say;
    let root = &view.root;
    if new {
        let number = html! {
            (say.t("citizen-case-number")) br; strong class="mc-number" { (root.number) }
        };
        return html! {
            (panel(&say.t("citizen-case-filed"), Some(&number)))
            p class="govuk-body-l" { (texts.procedure(&root.procedure)) }
            p class="govuk-body" { (say.t("citizen-case-filed-next")) }
        };
    }
    html! {
        h1 class="govuk-heading-l" { (texts.procedure(&root.procedure)) }
        p class="govuk-body" {
            (say.t("citizen-case-number")) " " strong class="mc-number" { (root.number) } " "
            (tag(&state(texts, root), colour(root)))
        }
    }
}

/// Where a case stands, in a few words.
fn state(texts: Texts<'_>, case: &Case) -> String {
    texts.stage(case)
}

fn colour(case: &Case) -> Colour {
    match case.ended.map(|(_, how)| how) {
        None if case.asked.is_empty() => Colour::Blue,
        None => Colour::Orange,
        Some(Outcome::Granted) => Colour::Green,
        Some(Outcome::Refused) => Colour::Red,
        Some(Outcome::Withdrawn) => Colour::Grey,
    }
}

/// The legs side by side.
fn legs(texts: Texts<'_>, view: &CaseView) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("citizen-procedure"),
        say.t("citizen-office"),
        say.t("citizen-case-state"),
        say.t("citizen-until"),
        say.t("citizen-case-result"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("citizen-case-legs");
    let mut rows = Table::new("legs", &caption, &columns, Fit::Stack);
    for case in decided(view) {
        let (until, machine) = texts.due(case.promised_at.unwrap_or(case.due_at));
        let given = view.results.iter().filter(|result| result.case == case.id);
        rows.rows.push(vec![
            html! { (texts.procedure(&case.procedure)) br; span class="mc-quiet mc-number" { (case.number) } },
            html! { (texts.office(&case.office)) },
            tag(&state(texts, case), colour(case)),
            html! {
                @if let Some((at, _)) = case.ended { (say.tv("citizen-case-ended", &[("date", texts.moment(at).into())])) }
                @else { time datetime=(machine) { (until) } }
            },
            html! {
                @for result in given {
                    a class="govuk-link" href={ "/result/" (result.id) } { (result_name(texts, result)) } " "
                }
            },
        ]);
    }
    for planned in &view.ahead {
        let (until, machine) = texts.due(planned.due_at);
        rows.rows.push(vec![
            html! { (texts.procedure(&planned.procedure)) },
            html! { (texts.office(&planned.office)) },
            tag(&say.t("citizen-case-ahead"), Colour::Grey),
            html! { time datetime=(machine) { (until) } },
            html! {},
        ]);
    }
    table(&rows)
}

/// What a kind of result is called.
fn result_name(texts: Texts<'_>, result: &cases::model::Given) -> String {
    texts
        .say
        .pack(&format!("result-{}-{}", result.procedure, result.kind))
}

fn consents(texts: Texts<'_>, view: &CaseView) -> Markup {
    let say = texts.say;
    html! {
        @if !view.consents.is_empty() {
            h2 class="govuk-heading-m" { (say.t("citizen-case-consents")) }
            ul class="govuk-list" {
                @for consent in &view.consents {
                    @let (text, colour) = match consent.answer {
                        None => (say.t("citizen-consent-open"), Colour::Purple),
                        Some((_, true)) => (say.t("citizen-consent-yes"), Colour::Green),
                        Some((_, false)) => (say.t("citizen-consent-no"), Colour::Red),
                    };
                    li {
                        (say.pack(&format!("consent-{}-{}", view.root.procedure, consent.id))) " "
                        (tag(&text, colour))
                    }
                }
            }
        }
    }
}

fn results(texts: Texts<'_>, view: &CaseView) -> Markup {
    let say = texts.say;
    html! {
        @if !view.results.is_empty() {
            h2 class="govuk-heading-m" { (say.t("citizen-results")) }
            ul class="govuk-list govuk-list--spaced" {
                @for result in &view.results {
                    li {
                        a class="govuk-link govuk-!-font-weight-bold" href={ "/result/" (result.id) } { (result_name(texts, result)) }
                        " – " (texts.office(&result.office)) ", " (texts.moment(result.issued_at))
                        @if result.withdrawn_at.is_some() { " " (tag(&say.t("citizen-result-withdrawn"), Colour::Red)) }
                    }
                }
            }
        }
    }
}
