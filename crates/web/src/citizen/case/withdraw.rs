//! Taking an application back: asked once more, because it cannot be undone.

use axum::extract::Path;
use axum::response::Response;
use cases::{CaseError, Command};
use maud::html;

use super::view;
use crate::citizen::texts::Texts;
use crate::citizen::{answer, id_of};
use crate::components::{Button, ButtonLook, back_link, button, button_group, warning};
use crate::error::PageError;
use crate::layout::PageHead;
use crate::visitor::{Submitted, Visitor, see_other};

pub(super) async fn get(visitor: Visitor, Path(id): Path<String>) -> Response {
    answer(&visitor, show(&visitor, &id).await)
}

async fn show(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    let view = view(visitor, id).await?;
    let case = format!("/case/{}", view.root.id);
    if !view.may_withdraw {
        return Ok(see_other(&case));
    }
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = say.t("citizen-withdraw-title");
    let yes = say.t("citizen-withdraw-yes");
    let buttons = html! {
        (button(&Button { text: &yes, look: ButtonLook::Warning, ..Button::default() }))
        a class="govuk-link" href=(case) { (say.t("citizen-withdraw-no")) }
    };
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (texts.procedure(&view.root.procedure)) " " strong class="mc-number" { (view.root.number) } }
        (warning(say, &say.t("citizen-withdraw-about")))
        form method="post" action={ (case) "/withdraw" } { (visitor.csrf()) (button_group(&buttons)) }
    };
    let back = back_link(say, &case);
    Ok(visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back),
        ..head
    }))
}

pub(super) async fn post(Path(id): Path<String>, sent: Submitted) -> Response {
    let Submitted { visitor, body, .. } = sent;
    answer(&visitor, withdraw(&visitor, &id, body).await)
}

async fn withdraw(visitor: &Visitor, id: &str, body: String) -> Result<Response, PageError> {
    if visitor.session.is_none() {
        return Err(PageError::SignIn { kept: Some(body) });
    }
    let root = id_of(id)?;
    let ctx = visitor.ctx(crate::citizen::OWN);
    match visitor
        .house
        .room
        .act(&ctx, root, (&Command::Withdraw, |act| act))
        .await
    {
        Ok(_) | Err(CaseError::NotNow { .. }) => Ok(see_other(&format!("/case/{root}"))),
        Err(error) => Err(error.into()),
    }
}
