//! Where somebody is signed in, and ending it.

use axum::extract::Path;
use axum::response::Response;
use base::Id;
use identity::{IdentityError, Session, SessionListed};
use maud::{Markup, html};

use super::browser::browser;
use super::opened::with_session;
use crate::components::{Button, ButtonLook, Colour, Column, Fit, Table, button, table, tag};
use crate::error::PageError;
use crate::visitor::{Submitted, Visitor, see_other};

/// The open sessions, each with the button that ends it.
pub(super) fn listed(visitor: &Visitor, session: &Session, open: &[SessionListed]) -> Markup {
    let say = visitor.say();
    let titles = [
        say.t("account-session-browser"),
        say.t("account-session-since"),
        say.t("account-session-seen"),
        say.t("account-session-end-column"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("account-sessions-caption");
    let mut sessions = Table::new("sessions-table", &caption, &columns, Fit::Stack);
    sessions.caption_size = crate::components::Size::Plain;
    sessions.rows = open.iter().map(|one| row(visitor, session, one)).collect();
    html! {
        (table(&sessions))
        form method="post" action="/account/sessions/end" {
            (visitor.csrf())
            (button(&Button {
                text: &say.t("account-sessions-end-all"),
                look: ButtonLook::Warning,
                ..Button::default()
            }))
        }
    }
}

fn row(visitor: &Visitor, session: &Session, one: &SessionListed) -> Vec<Markup> {
    let say = visitor.say();
    let at = |instant| say.date_time(visitor.house.local(instant));
    let name = browser(&one.agent).unwrap_or_else(|| say.t("account-session-unknown"));
    vec![
        html! {
            (name)
            @if let Some(post) = &one.post { br; span class="mc-quiet" { (super::post_name(visitor, post)) } }
        },
        html! { (at(one.made_at)) },
        html! { (at(one.seen_at)) },
        html! {
            @if one.id == session.id { (tag(&say.t("account-session-this"), Colour::Green)) } @else {
                form method="post" action={ "/account/sessions/" (one.id) "/end" } {
                    (visitor.csrf())
                    button type="submit" class="mc-link-button" {
                        (say.t("account-session-end"))
                        span class="govuk-visually-hidden" { ": " (name) ", " (at(one.made_at)) }
                    }
                }
            }
        },
    ]
}

/// `POST /account/sessions/{id}/end`
pub(super) async fn end_one(
    Path(id): Path<String>,
    Submitted { visitor, .. }: Submitted,
) -> Response {
    match end(&visitor, &id).await {
        Ok(()) => see_other("/account?done=session"),
        Err(error) => error.respond(&visitor),
    }
}

async fn end(visitor: &Visitor, id: &str) -> Result<(), PageError> {
    let account = visitor.signed_in()?.account.id;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    match visitor
        .house
        .identity
        .end_session(&visitor.ctx("account"), account, id)
        .await
    {
        // It has ended by itself meanwhile.
        Ok(()) | Err(IdentityError::NoSession) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/sessions/end`: everywhere, also here.
pub(super) async fn end_all(Submitted { visitor, .. }: Submitted) -> Response {
    let account = match visitor.signed_in() {
        Ok(session) => session.account.id,
        Err(error) => return error.respond(&visitor),
    };
    let identity = &visitor.house.identity;
    match identity
        .sign_out_everywhere(&visitor.ctx("account"), account)
        .await
    {
        Ok(()) => with_session(&visitor, see_other("/sign-in?done=everywhere"), ""),
        Err(error) => PageError::from(error).respond(&visitor),
    }
}
