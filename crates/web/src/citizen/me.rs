//! A person's own page: what the state knows is due, what waits for them, what runs, what they hold.

use access::Actor;
use axum::response::Response;
use cases::model::Case;
use cases::{Home, Offer};
use maud::{Markup, html};

use super::texts::Texts;
use super::{OWN, answer};
use crate::components::{Colour, Column, Fit, Table, inset, start_button, table, tag};
use crate::error::PageError;
use crate::house::House;
use crate::visitor::{Visitor, see_other};

pub(super) async fn get(visitor: Visitor) -> Response {
    answer(&visitor, show(&visitor).await)
}

async fn show(visitor: &Visitor) -> Result<Response, PageError> {
    let session = visitor.signed_in()?;
    if matches!(session.actor(), Actor::Officer { .. }) {
        return Ok(see_other("/desk"));
    }
    let say = visitor.say();
    let title = say.t("citizen-me");
    let house = &visitor.house;
    let person = House::inbox_of(&session.account);
    let unread = notices::unread(house.ledger().store(), person).await?;
    let name = session
        .account
        .name_shown
        .as_deref()
        .unwrap_or(&session.account.login);
    let content = if session.account.surely().is_some() {
        let home = house.room.home(&visitor.ctx(OWN)).await?;
        let acting = acting(visitor, &home).await?;
        known(visitor, &home, (&asked(visitor, &home).await?, &acting))
    } else {
        html! {
            (inset(&html! {
                p class="govuk-body govuk-!-font-weight-bold" { (say.t("citizen-level")) }
                p class="govuk-body" { (say.t("citizen-level-about")) }
            }))
        }
    };
    let body = html! {
        h1 class="govuk-heading-l" { (say.tv("citizen-me-hello", &[("name", name.into())])) }
        @if unread > 0 {
            p class="govuk-body" {
                a class="govuk-link govuk-!-font-weight-bold" href="/inbox" {
                    (say.tv("citizen-me-unread", &[("count", unread.into())]))
                }
            }
        }
        (content)
        (links(visitor))
    };
    Ok(visitor.page(&title, &body))
}

/// Who acts next in each case that runs.
async fn acting(visitor: &Visitor, home: &Home) -> Result<Vec<Vec<String>>, PageError> {
    let mut acting = Vec::with_capacity(home.cases.len());
    for case in &home.cases {
        acting.push(visitor.house.room.acting(case).await?);
    }
    Ok(acting)
}

/// What they are asked to agree to: where, and for which procedure.
async fn asked(visitor: &Visitor, home: &Home) -> Result<Vec<(String, String)>, PageError> {
    let ctx = visitor.ctx(OWN);
    let mut asked = Vec::with_capacity(home.consents.len());
    for consent in &home.consents {
        let room = &visitor.house.room;
        let (_, procedure) = room.asked_consent(&ctx, consent.root, &consent.id).await?;
        asked.push((
            format!("/consent/{}/{}", consent.root, consent.id),
            procedure,
        ));
    }
    Ok(asked)
}

fn known(
    visitor: &Visitor,
    home: &Home,
    (asked, acting): (&[(String, String)], &[Vec<String>]),
) -> Markup {
    let texts = Texts::of(visitor);
    let say = texts.say;
    html! {
        @for offer in home.offers.iter().filter(|offer| !is_over(home, offer)) { (offered(texts, offer)) }
        @for (href, procedure) in asked {
            (notice(&say.t("citizen-me-consent"), &html! {
                p class="govuk-notification-banner__heading" { (texts.procedure(procedure)) }
                a class="govuk-notification-banner__link" href=(href) { (say.t("citizen-me-consent-answer")) }
            }))
        }
        (cases(texts, &home.cases, acting))
        (results(texts, home))
        (events(texts, home))
    }
}

/// Something that is offered or asked, set off from the rest.
fn notice(title: &str, inner: &Markup) -> Markup {
    html! {
        section class="govuk-notification-banner" {
            div class="govuk-notification-banner__header" { h2 class="govuk-notification-banner__title" { (title) } }
            div class="govuk-notification-banner__content" { (inner) }
        }
    }
}

/// Whether the case that was filed for an offer has ended.
fn is_over(home: &Home, offer: &Offer) -> bool {
    let filed = home.cases.iter().find(|case| Some(case.id) == offer.filed);
    filed.is_some_and(|case| case.ended.is_some())
}

/// What the state begins by itself.
fn offered(texts: Texts<'_>, offer: &Offer) -> Markup {
    let say = texts.say;
    let event = &offer.event;
    notice(
        &say.pack(&format!("event-{event}")),
        &html! {
            @match offer.filed {
                Some(root) => {
                    p class="govuk-notification-banner__heading" { (say.t("citizen-me-filed")) }
                    a class="govuk-notification-banner__link" href={ "/case/" (root) } { (say.t("citizen-me-filed-case")) }
                }
                None => {
                    p class="govuk-notification-banner__heading" { (say.pack(&format!("event-{event}-offer"))) }
                    (start_button(&format!("/event/{event}"), &say.t("citizen-start-begin")))
                }
            }
        },
    )
}

fn cases(texts: Texts<'_>, cases: &[Case], acting: &[Vec<String>]) -> Markup {
    let say = texts.say;
    let heading = say.t("citizen-me-cases");
    if cases.is_empty() {
        return html! {
            h2 class="govuk-heading-m" { (heading) }
            p class="govuk-body" { (say.t("citizen-me-cases-none")) }
        };
    }
    let titles = [
        say.t("citizen-number"),
        say.t("citizen-procedure"),
        say.t("citizen-me-next"),
        say.t("citizen-until"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let mut rows = Table::new("cases", &heading, &columns, Fit::Stack);
    for (case, acting) in cases.iter().zip(acting) {
        let (until, machine) = texts.due(case.promised_at.unwrap_or(case.due_at));
        let roles: Vec<String> = acting.iter().map(|role| texts.role(role)).collect();
        let yours = acting.iter().any(|role| role == "applicant");
        rows.rows.push(vec![
            html! { a class="govuk-link mc-number" href={ "/case/" (case.id) } { (case.number) } },
            html! { (texts.procedure(&case.procedure)) },
            html! {
                @if case.ended.is_some() { (tag(&texts.stage(case), Colour::Grey)) }
                @else if yours { (tag(&say.t("citizen-me-your-turn"), Colour::Magenta)) }
                @else { (roles.join(", ")) }
            },
            html! { @if case.ended.is_none() { time datetime=(machine) { (until) } } @else { "–" } },
        ]);
    }
    table(&rows)
}

fn results(texts: Texts<'_>, home: &Home) -> Markup {
    let say = texts.say;
    html! {
        @if !home.results.is_empty() {
            h2 class="govuk-heading-m" { (say.t("citizen-results")) }
            ul class="govuk-list govuk-list--spaced" {
                @for result in &home.results {
                    li {
                        a class="govuk-link" href={ "/result/" (result.id) } {
                            (say.pack(&format!("result-{}-{}", result.procedure, result.kind)))
                        }
                        " – " (texts.office(&result.office)) ", " (texts.moment(result.issued_at))
                    }
                }
            }
        }
    }
}

/// The life events that are not offered already.
fn events(texts: Texts<'_>, home: &Home) -> Markup {
    let say = texts.say;
    let events = texts.house.pack().events.iter();
    let events: Vec<_> = events
        .filter(|event| home.offers.iter().all(|offer| offer.event != event.id))
        .collect();
    html! {
        @if !events.is_empty() {
            h2 class="govuk-heading-m" { (say.t("citizen-me-events")) }
            @for event in events {
                h3 class="govuk-heading-s" {
                    a class="govuk-link" href={ "/event/" (event.id) } { (say.pack(&format!("event-{}", event.id))) }
                }
                p class="govuk-body" { (say.pack(&format!("event-{}-intro", event.id))) }
            }
        }
    }
}

fn links(visitor: &Visitor) -> Markup {
    let say = visitor.say();
    html! {
        h2 class="govuk-heading-m" { (say.t("citizen-me-links")) }
        ul class="govuk-list govuk-list--spaced" {
            li { a class="govuk-link" href="/looks" { (say.t("citizen-looks")) } }
            li { a class="govuk-link" href="/inbox" { (say.t("citizen-inbox")) } }
            li { a class="govuk-link" href="/account" { (say.t("menu-account")) } }
        }
    }
}
