//! `GET /`: what has happened in your life, what anybody can check, and how the state is doing.

use axum::response::Response;
use maud::{Markup, html};
use steering::Figure;

use super::{check, demo};
use crate::components::{ButtonLook, link_button};
use crate::error::PageError;
use crate::forms::Form;
use crate::menu;
use crate::visitor::Visitor;
use crate::words::Key;

/// So many figures stand on the home page; the board has them all.
const FIGURES_MAX: usize = 3;

/// What the portal promises: heading and sentence.
const PROMISES: [(Key, Key); 3] = [
    (Key("public-promise-once"), Key("public-promise-once-about")),
    (Key("public-promise-time"), Key("public-promise-time-about")),
    (
        Key("public-promise-looks"),
        Key("public-promise-looks-about"),
    ),
];

/// `GET /`
pub(super) async fn get(visitor: Visitor) -> Response {
    show(&visitor)
        .await
        .unwrap_or_else(|error| error.respond(&visitor))
}

async fn show(visitor: &Visitor) -> Result<Response, PageError> {
    let house = &visitor.house;
    let figures = steering::figures(house.ledger().store(), &house.board).await?;
    let say = visitor.say();
    let title = say.t("public-home");
    let body = html! {
        (hero(visitor, &title))
        (events(visitor))
        @if let Some(demo) = &house.demo { (demo::part(visitor, demo)) }
        div class="mc-halves" {
            section class="mc-card" aria-labelledby="check-title" {
                h2 class="govuk-heading-m" id="check-title" { (say.t("public-check")) }
                p class="govuk-body" { (say.t("public-home-check")) }
                (check::code_form(visitor, &Form::default()))
            }
            (board(visitor, &figures))
        }
        (promises(visitor))
    };
    Ok(visitor.page(&title, &body))
}

fn hero(visitor: &Visitor, title: &str) -> Markup {
    let say = visitor.say();
    html! {
        div class="mc-hero" {
            p class="mc-hero__country" { (say.pack("pack-name")) }
            h1 class="mc-hero__title" { (title) }
            p class="mc-hero__lead" { (say.t("public-home-lead")) }
            @if visitor.session.is_some() {
                (link_button(menu::home_of(visitor), &say.t("public-home-mine"), ButtonLook::Primary))
            } @else {
                (link_button("/sign-in", &say.t("public-home-sign-in"), ButtonLook::Primary))
            }
        }
    }
}

/// The life events of the pack, each a door.
fn events(visitor: &Visitor) -> Markup {
    let say = visitor.say();
    html! {
        h2 class="govuk-heading-m" { (say.t("public-home-events")) }
        ul class="mc-doors" {
            @for event in &visitor.house.pack().events {
                li class="mc-door" {
                    h3 class="mc-door__title" {
                        a class="mc-door__link" href={ "/event/" (event.id) } { (say.pack(&format!("event-{}", event.id))) }
                    }
                    p class="mc-door__about" { (say.pack(&format!("event-{}-intro", event.id))) }
                }
            }
        }
    }
}

/// The last month of the first figures.
fn board(visitor: &Visitor, figures: &[Figure]) -> Markup {
    let say = visitor.say();
    html! {
        section class="mc-card" aria-labelledby="board-title" {
            h2 class="govuk-heading-m" id="board-title" { (say.t("public-home-board")) }
            p class="govuk-body" { (say.t("public-home-board-about")) }
            @for figure in figures.iter().take(FIGURES_MAX) {
                div class="mc-teaser" {
                    p class="mc-teaser__value" { (share(visitor, figure)) }
                    p class="mc-teaser__name" { (say.pack(&format!("indicator-{}", figure.indicator))) }
                }
            }
            p class="govuk-body" { a class="govuk-link" href="/board" { (say.t("public-home-board-all")) } }
        }
    }
}

/// A figure's latest share; a dash while nothing was counted.
fn share(visitor: &Visitor, figure: &Figure) -> String {
    let latest = figure
        .months
        .iter()
        .rev()
        .find(|month| month.denominator > 0);
    let number = |count: i64| u32::try_from(count).map_or(f64::NAN, f64::from);
    match latest {
        Some(month) => visitor
            .say()
            .percent(number(month.numerator) / number(month.denominator), 1),
        None => "–".to_owned(),
    }
}

fn promises(visitor: &Visitor) -> Markup {
    let say = visitor.say();
    html! {
        h2 class="govuk-heading-m" { (say.t("public-promises")) }
        ul class="mc-promises" {
            @for (title, about) in PROMISES {
                li class="mc-promises__one" {
                    h3 class="govuk-heading-s" { (say.key(title)) }
                    p class="govuk-body" { (say.key(about)) }
                }
            }
        }
    }
}
