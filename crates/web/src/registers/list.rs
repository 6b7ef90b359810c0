//! All registers, with who answers for each and how good it is.

use axum::response::Response;
use maud::{Markup, html};
use pack::Register;
use registers::Headline;

use super::{named, score};
use crate::citizen::texts::Texts;
use crate::desk::answer;
use crate::error::PageError;
use crate::visitor::Visitor;

/// `GET /registers`
pub(super) async fn get(visitor: Visitor) -> Response {
    let shown = show(&visitor).await;
    answer(&visitor, shown)
}

async fn show(visitor: &Visitor) -> Result<Response, PageError> {
    let texts = Texts::of(visitor);
    let title = texts.say.t("registers-title");
    let db = visitor.house.ledger().store();
    let headlines = visitor.house.room.registers.headlines(db).await?;
    let registers = &visitor.house.pack().registers;
    let headline = |id: &str| headlines.iter().find(|headline| headline.register == id);
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" { (texts.say.t("registers-lead")) }
        ul class="mc-registers" {
            @for register in registers { li { (card(texts, register, headline(&register.id))) } }
        }
    };
    Ok(visitor.page(&title, &body))
}

fn card(texts: Texts<'_>, register: &Register, headline: Option<&Headline>) -> Markup {
    let say = texts.say;
    let steward = texts.office(&register.steward);
    html! {
        article class="mc-register" {
            h2 class="mc-register__name" {
                a class="govuk-link" href=(format!("/registers/{}", register.id)) { (texts.register(&register.id)) }
            }
            p class="mc-register__about" {
                (say.tv("registers-steward-is", &[("agency", steward.into())]))
                @if let Some(class) = register.class { " · " (named::class(texts, class)) }
            }
            @match headline {
                Some(headline) => (score::strip(texts, headline)),
                None => { p class="mc-register__score mc-quiet" { (say.t("registers-not-measured")) } }
            }
        }
    }
}
