//! The way back in for who has lost the password. The answer is the same whether or not there is
//! such an account.

use access::Actor;
use axum::extract::Path;
use axum::response::Response;
use identity::{IdentityError, Recovery};
use maud::html;
use notices::Letter;

use super::password::{new_password_field, problem_text};
use crate::components::{Button, Field, Input, back_link, button, text_input};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::layout::PageHead;
use crate::visitor::{OpenForm, Visitor, see_other};

/// `GET /recover`
pub(super) async fn get(visitor: Visitor) -> Response {
    show(&visitor, &Form::default())
}

/// `POST /recover`
pub(super) async fn post(
    OpenForm {
        visitor, mut form, ..
    }: OpenForm,
) -> Response {
    let say = visitor.say();
    let Some(login) = form.text(&Ask::new("login", &say.t("account-login-or-email"))) else {
        return show(&visitor, &form);
    };
    match begin(&visitor, &login).await {
        Ok(()) => see_other("/recover/sent"),
        Err(error) => error.respond(&visitor),
    }
}

async fn begin(visitor: &Visitor, login: &str) -> Result<(), PageError> {
    let house = &visitor.house;
    house
        .limits
        .sign_in
        .allow(&visitor.address, house.circumstances.now())?;
    let ctx = house.ctx(Actor::Nobody, "recovery");
    if let Some(recovery) = house.identity.begin_recovery(&ctx, login).await?
        && house.mail.try_send(letter(visitor, &recovery)).is_err()
    {
        tracing::error!("a letter of recovery was not taken: the mail queue is full or closed");
    }
    Ok(())
}

/// In the language of the account, not of who asks: they may be two.
fn letter(visitor: &Visitor, recovery: &Recovery) -> Letter {
    let words = &visitor.house.words;
    let say = words.say(words.lang(&recovery.language).unwrap_or(visitor.lang));
    let token = String::from_utf8_lossy(recovery.token.expose());
    let link = format!("{}/recover/{token}", visitor.house.public_url);
    let site = say.t("site-name");
    Letter {
        to: recovery.email.clone(),
        subject: say.tv("account-mail-subject", &[("site", site.as_str().into())]),
        body: say.tv(
            "account-mail",
            &[("site", site.as_str().into()), ("link", link.into())],
        ),
    }
}

fn show(visitor: &Visitor, form: &Form) -> Response {
    let say = visitor.say();
    let (title, label) = (say.t("account-recover"), say.t("account-login-or-email"));
    let error = form.error(say, "login");
    let body = html! {
        (form.summary(say))
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("account-recover-about")) }
        form method="post" action="/recover" novalidate {
            (text_input(
                say,
                &Field { error: error.as_deref(), ..Field::new("login", &label) },
                &Input {
                    value: form.echo("login"),
                    autocomplete: Some("username"),
                    spellcheck: Some(false),
                    ..Input::default()
                },
            ))
            (button(&Button { text: &say.t("account-recover-do"), ..Button::default() }))
        }
    };
    visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back_link(say, "/sign-in")),
        has_errors: !form.is_good(),
        ..head
    })
}

/// `GET /recover/sent`
pub(super) async fn sent(visitor: Visitor) -> Response {
    let say = visitor.say();
    let title = say.t("account-recover-sent");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("account-recover-sent-about")) }
        @if visitor.house.demo.is_some() {
            p class="govuk-body" { a class="govuk-link" href="/demo/mail" { (say.t("account-demo-mail")) } }
        }
    };
    visitor.page(&title, &body)
}

/// `GET /recover/{token}`
pub(super) async fn get_new(visitor: Visitor, Path(token): Path<String>) -> Response {
    show_new(&visitor, &token, &Form::default())
}

/// `POST /recover/{token}`
pub(super) async fn post_new(
    Path(token): Path<String>,
    OpenForm {
        visitor, mut form, ..
    }: OpenForm,
) -> Response {
    let house = &visitor.house;
    if let Err(wait) = house
        .limits
        .sign_in
        .allow(&visitor.address, house.circumstances.now())
    {
        return PageError::from(wait).respond(&visitor);
    }
    let label = visitor.say().t("account-password-new");
    let Some(new) = form.secret(&Ask::new("new", &label)) else {
        return show_new(&visitor, &token, &form);
    };
    let ctx = house.ctx(Actor::Nobody, "recovery");
    match house.identity.finish_recovery(&ctx, &token, &new).await {
        Ok(_) => see_other("/sign-in?done=recovered"),
        Err(IdentityError::Password(problem)) => {
            form.fault("new", problem_text(visitor.say(), problem));
            show_new(&visitor, &token, &form)
        }
        Err(IdentityError::RecoveryOver) => over(&visitor),
        Err(error) => PageError::from(error).respond(&visitor),
    }
}

fn show_new(visitor: &Visitor, token: &str, form: &Form) -> Response {
    let say = visitor.say();
    let title = say.t("account-recover-new");
    let body = html! {
        (form.summary(say))
        h1 class="govuk-heading-l" { (title) }
        form method="post" action={ "/recover/" (token) } novalidate {
            (new_password_field(say, form))
            (button(&Button { text: &say.t("account-password-do"), ..Button::default() }))
        }
    };
    if form.is_good() {
        visitor.page(&title, &body)
    } else {
        visitor.page_with_faults(&title, &body)
    }
}

fn over(visitor: &Visitor) -> Response {
    let say = visitor.say();
    let title = say.t("account-recover-over");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("account-recover-over-about")) }
        p class="govuk-body" { a class="govuk-link" href="/recover" { (say.t("account-recover")) } }
    };
    visitor.page_as(axum::http::StatusCode::NOT_FOUND, &title, &body)
}
