//! All registers, with who answers for each.

use axum::response::Response;
use maud::{Markup, html};
use pack::Register;

use super::named;
use crate::citizen::texts::Texts;
use crate::visitor::Visitor;

/// `GET /registers`
pub(super) async fn get(visitor: Visitor) -> Response {
    let texts = Texts::of(&visitor);
    let title = texts.say.t("registers-title");
    let registers = &visitor.house.pack().registers;
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" { (texts.say.t("registers-lead")) }
        ul class="mc-registers" { @for register in registers { li { (card(texts, register)) } } }
    };
    visitor.page(&title, &body)
}

fn card(texts: Texts<'_>, register: &Register) -> Markup {
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
            p class="mc-register__score mc-quiet" { (say.t("registers-not-measured")) }
        }
    }
}
