//! Changing one's password, and what is said about a new one.

use axum::response::Response;
use identity::{IdentityError, PASSWORD_MAX, PASSWORD_MIN, PasswordChange, PasswordProblem};
use maud::{Markup, html};

use super::opened::{settle, way, with_session};
use super::sign_in::refusal;
use crate::components::{Button, Field, Input, back_link, button, text_input};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::layout::PageHead;
use crate::visitor::{Submitted, Visitor, see_other};
use crate::words::Say;

/// `GET /account/password`
pub(super) async fn get(visitor: Visitor) -> Response {
    match visitor.signed_in() {
        Ok(_) => show(&visitor, &Form::default()),
        Err(error) => error.respond(&visitor),
    }
}

/// `POST /account/password`. A form with passwords is not kept through signing in.
pub(super) async fn post(
    Submitted {
        visitor, mut form, ..
    }: Submitted,
) -> Response {
    let Ok(session) = visitor.signed_in() else {
        return see_other("/sign-in?next=%2Faccount%2Fpassword");
    };
    let say = visitor.say();
    let old = form.secret(&Ask::new("old", &say.t("account-password-old")));
    let new = form.secret(&Ask::new("new", &say.t("account-password-new")));
    let (Some(old), Some(new)) = (old, new) else {
        return show(&visitor, &form);
    };
    let change = PasswordChange {
        old: &old,
        new: &new,
        agent: &visitor.agent,
    };
    let (house, ctx) = (&visitor.house, visitor.ctx("account"));
    match house
        .identity
        .change_password(&ctx, session.account.id, change)
        .await
    {
        Ok(token) => go_on(&visitor, token.expose()).await,
        Err(IdentityError::Password(problem)) => {
            form.fault("new", problem_text(say, problem));
            show(&visitor, &form)
        }
        Err(IdentityError::WrongPassword) => {
            form.fault("old", say.t("account-password-old-wrong"));
            show(&visitor, &form)
        }
        Err(IdentityError::Locked { until }) => {
            form.fault(
                "old",
                refusal(&visitor, &identity::SignInError::Locked { until }),
            );
            show(&visitor, &form)
        }
        Err(error) => PageError::from(error).respond(&visitor),
    }
}

/// The session is a new one: who has one post goes on in it.
async fn go_on(visitor: &Visitor, token: &str) -> Response {
    match settle(visitor, token).await {
        Ok(session) => {
            let way = way(&session, "/account?done=password");
            with_session(visitor, see_other(&way), token)
        }
        Err(error) => error.respond(visitor),
    }
}

fn show(visitor: &Visitor, form: &Form) -> Response {
    let say = visitor.say();
    let (title, old) = (
        say.t("account-password-change"),
        say.t("account-password-old"),
    );
    let old_error = form.error(say, "old");
    let body = html! {
        (form.summary(say))
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("account-password-about")) }
        form method="post" action="/account/password" novalidate {
            (visitor.csrf())
            (text_input(
                say,
                &Field { error: old_error.as_deref(), ..Field::new("old", &old) },
                &Input {
                    kind: "password",
                    autocomplete: Some("current-password"),
                    width: Some(20),
                    ..Input::default()
                },
            ))
            (new_password_field(say, form))
            (button(&Button { text: &say.t("account-password-do"), ..Button::default() }))
        }
    };
    let before = back_link(say, "/account");
    visitor.page_with(&title, &body, |head| PageHead {
        before: Some(before),
        has_errors: !form.is_good(),
        ..head
    })
}

/// The input for a new password, sent as `new`.
pub(super) fn new_password_field(say: Say<'_>, form: &Form) -> Markup {
    let (label, error) = (say.t("account-password-new"), form.error(say, "new"));
    let hint = say.tv("account-password-hint", &[("min", PASSWORD_MIN.into())]);
    text_input(
        say,
        &Field {
            hint: Some(&hint),
            error: error.as_deref(),
            ..Field::new("new", &label)
        },
        &Input {
            kind: "password",
            autocomplete: Some("new-password"),
            width: Some(20),
            ..Input::default()
        },
    )
}

/// Why a new password is not accepted.
pub(super) fn problem_text(say: Say<'_>, problem: PasswordProblem) -> String {
    match problem {
        PasswordProblem::TooShort => say.tv(
            "account-password-too-short",
            &[("min", PASSWORD_MIN.into())],
        ),
        PasswordProblem::TooLong => {
            say.tv("account-password-too-long", &[("max", PASSWORD_MAX.into())])
        }
        PasswordProblem::IsLogin => say.t("account-password-is-login"),
        PasswordProblem::Common => say.t("account-password-common"),
    }
}
