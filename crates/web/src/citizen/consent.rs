//! Agreeing, or not, to what somebody else has applied for.

use axum::extract::Path;
use axum::response::Response;
use cases::CaseError;
use maud::html;

use super::texts::Texts;
use super::{OWN, answer, faulty, id_of};
use crate::components::{
    Button, ButtonLook, Choice, Field, Shape, Size, back_link, button, inset, link_button, panel,
    radios,
};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::layout::PageHead;
use crate::visitor::{Submitted, Visitor, see_other};

type Place = (String, String);

pub(super) async fn get(visitor: Visitor, Path(place): Path<Place>) -> Response {
    answer(&visitor, show(&visitor, &place, &Form::default()).await)
}

async fn show(visitor: &Visitor, (root, id): &Place, form: &Form) -> Result<Response, PageError> {
    visitor.signed_in()?;
    let room = &visitor.house.room;
    let (asked, procedure) = room
        .asked_consent(&visitor.ctx(OWN), id_of(root)?, id)
        .await?;
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = say.t("citizen-consent");
    if let Some((at, yes)) = asked.answer {
        return Ok(answered(visitor, (texts.moment(at), yes)));
    }
    let label = say.t("citizen-consent-question");
    let error = form.error(say, "agree");
    let field = Field {
        error: error.as_deref(),
        size: Size::Medium,
        ..Field::new("agree", &label)
    };
    let (yes, no) = (
        say.t("citizen-consent-agree"),
        say.t("citizen-consent-refuse"),
    );
    // Nothing is chosen beforehand: who does not answer has not agreed.
    let choices = [
        Choice::new("yes", &yes, form.echo("agree")),
        Choice::new("no", &no, form.echo("agree")),
    ];
    let send = say.t("citizen-consent-send");
    let asked_at = texts.moment(asked.asked_at);
    let body = html! {
        (form.summary(say))
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" {
            (say.tv("citizen-consent-about", &[
                ("procedure", texts.procedure(&procedure).into()), ("date", asked_at.into()),
            ]))
        }
        (inset(&html! { (say.pack(&format!("consent-{procedure}-{id}"))) }))
        p class="govuk-body" { (say.t("citizen-consent-free")) }
        form method="post" action={ "/consent/" (root) "/" (id) } novalidate {
            (visitor.csrf())
            (radios(say, &field, &choices, Shape::Stacked))
            (button(&Button { text: &send, ..Button::default() }))
        }
    };
    let back = back_link(say, "/me");
    let has_errors = !form.is_good();
    Ok(visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back),
        has_errors,
        ..head
    }))
}

/// What was answered, and when.
fn answered(visitor: &Visitor, (at, yes): (String, bool)) -> Response {
    let say = visitor.say();
    let title = if yes {
        say.t("citizen-consent-given")
    } else {
        say.t("citizen-consent-denied")
    };
    let body = html! {
        (panel(&title, Some(&html! { (at) })))
        (link_button("/me", &say.t("citizen-to-me"), ButtonLook::Secondary))
    };
    visitor.page(&title, &body)
}

pub(super) async fn post(Path(place): Path<Place>, sent: Submitted) -> Response {
    let Submitted {
        visitor,
        form,
        body,
    } = sent;
    answer(&visitor, decide(&visitor, &place, (form, body)).await)
}

async fn decide(
    visitor: &Visitor,
    place: &Place,
    (mut form, body): (Form, String),
) -> Result<Response, PageError> {
    if visitor.session.is_none() {
        return Err(PageError::SignIn { kept: Some(body) });
    }
    let label = visitor.say().t("citizen-consent-question");
    let Some(chosen) = form.choice(&Ask::new("agree", &label), &["yes", "no"]) else {
        return Ok(faulty(show(visitor, place, &form).await?));
    };
    let (root, id) = place;
    let ctx = visitor.ctx(OWN);
    match visitor
        .house
        .room
        .consent(&ctx, id_of(root)?, id, chosen == "yes")
        .await
    {
        Ok(()) | Err(CaseError::NotNow { .. }) => Ok(see_other(&format!("/consent/{root}/{id}"))),
        Err(error) => Err(error.into()),
    }
}
