//! Signing in with name and password. Nothing here tells whether an account exists, and a form that
//! was sent without a session is kept until there is one.

use access::Actor;
use axum::http::Uri;
use axum::response::Response;
use identity::{SignInError, Wait};
use maud::{Markup, html};

use super::{next, opened, passkeys};
use crate::components::{Button, Field, Input, banner_success, button, inset, text_input};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::layout::PageHead;
use crate::menu;
use crate::visitor::{OpenForm, Visitor, see_other};
use crate::words::Key;

/// The longest form kept through signing in, in bytes: an answer of 4,000 letters of four bytes
/// takes 48,000 when it is encoded; encoded again it is at most 5/3 as long, which the form limit
/// lets in.
pub(super) const KEPT_BYTES_MAX: usize = 48 * 1024;

/// What has just happened, said above the form.
const DONE: [(&str, Key); 2] = [
    ("recovered", Key("account-done-recovered")),
    ("everywhere", Key("account-done-everywhere")),
];

/// Where to go on, and with what.
#[derive(Clone, Debug, Default)]
pub(super) struct Onward {
    /// A page of ours, or nothing.
    pub(super) next: String,
    /// The body of the form that was sent to it.
    pub(super) kept: String,
}

impl Onward {
    /// What a form says; what leads elsewhere is dropped.
    pub(super) fn of(form: &Form) -> Onward {
        let kept = form.raw("kept");
        Onward {
            next: next::local(form.raw("next")).unwrap_or("").to_owned(),
            kept: if kept.len() <= KEPT_BYTES_MAX {
                kept.to_owned()
            } else {
                String::new()
            },
        }
    }
}

/// The page, for a visitor on the way to `next`, perhaps with a form that was sent there.
pub(crate) fn page(visitor: &Visitor, next: &str, kept: Option<&str>) -> Response {
    let kept = kept.filter(|body| body.len() <= KEPT_BYTES_MAX);
    let onward = Onward {
        next: next::local(next).unwrap_or("").to_owned(),
        kept: kept.unwrap_or("").to_owned(),
    };
    show(visitor, &onward, &Form::default(), None)
}

/// `GET /sign-in`
pub(super) async fn get(visitor: Visitor, uri: Uri) -> Response {
    let onward = next::asked(&uri, "next");
    let local = next::local(&onward);
    if visitor.session.is_some() {
        return see_other(local.unwrap_or(menu::home_of(&visitor)));
    }
    let done = next::asked(&uri, "done");
    let done = DONE
        .iter()
        .find(|(name, _)| *name == done)
        .map(|(_, key)| *key);
    let onward = Onward {
        next: local.unwrap_or("").to_owned(),
        kept: String::new(),
    };
    show(&visitor, &onward, &Form::default(), done)
}

/// `POST /sign-in`
pub(super) async fn post(
    OpenForm {
        visitor, mut form, ..
    }: OpenForm,
) -> Response {
    let say = visitor.say();
    let onward = Onward::of(&form);
    let login = form.text(&Ask::new("login", &say.t("account-login")));
    let password = form.secret(&Ask::new("password", &say.t("account-password")));
    let (Some(login), Some(password)) = (login, password) else {
        return show(&visitor, &onward, &form, None);
    };
    if let Err(wait) = allowed(&visitor, &login) {
        return PageError::from(wait).respond(&visitor);
    }
    let house = &visitor.house;
    let ctx = house.ctx(Actor::Nobody, "sign-in");
    let signed_in = house
        .identity
        .sign_in(&ctx, &login, &password, &visitor.agent)
        .await;
    let said = match signed_in {
        Ok(token) => return opened::begin(visitor.clone(), &token, &onward).await,
        Err(SignInError::Failed(error)) => return PageError::from(error).respond(&visitor),
        Err(error) => refusal(&visitor, &error),
    };
    form.fault("login", said);
    show(&visitor, &onward, &form, None)
}

/// Holds back who tries many names from one address, and who tries one name from many.
fn allowed(visitor: &Visitor, login: &str) -> Result<(), Wait> {
    let (limiter, now) = (
        &visitor.house.limits.sign_in,
        visitor.house.circumstances.now(),
    );
    limiter.allow(&visitor.address, now)?;
    limiter.allow(&format!("login {}", login.to_lowercase()), now)
}

/// Why nobody was signed in, in the visitor's language.
pub(super) fn refusal(visitor: &Visitor, error: &SignInError) -> String {
    let say = visitor.say();
    match error {
        SignInError::Locked { until } => {
            let seconds = until.since(visitor.house.circumstances.now()) / base::Instant::SECOND;
            let wait = say.minutes(seconds / 60 + 1);
            say.tv("account-locked", &[("wait", wait.into())])
        }
        SignInError::CeremonyOver => say.t("account-passkey-over"),
        SignInError::Wrong | SignInError::Failed(_) => say.t("account-wrong"),
    }
}

fn show(visitor: &Visitor, onward: &Onward, form: &Form, done: Option<Key>) -> Response {
    let say = visitor.say();
    let title = say.t("account-sign-in");
    let body = html! {
        (form.summary(say))
        @if let Some(done) = done { (banner_success(say, &say.key(done))) }
        h1 class="govuk-heading-l" { (title) }
        @if !onward.kept.is_empty() { (inset(&html! { (say.t("account-kept-about")) })) }
        (fields(visitor, onward, form))
        (passkeys::sign_in_part(visitor, &onward.next))
        p class="govuk-body" { a class="govuk-link" href="/recover" { (say.t("account-forgotten")) } }
        @if visitor.house.demo.is_some() {
            p class="govuk-body" { a class="govuk-link" href="/#demo" { (say.t("account-demo-accounts")) } }
        }
    };
    // A language link that leads to where a form was sent would lead to no page.
    let path = next::with_next("/sign-in", &onward.next);
    visitor.page_with(&title, &body, |head| PageHead {
        path: &path,
        script: Some(visitor.house.assets.passkey_script()),
        has_errors: !form.is_good(),
        ..head
    })
}

fn fields(visitor: &Visitor, onward: &Onward, form: &Form) -> Markup {
    let say = visitor.say();
    let (login, password) = (say.t("account-login"), say.t("account-password"));
    let (login_error, password_error) = (form.error(say, "login"), form.error(say, "password"));
    html! {
        form method="post" action="/sign-in" novalidate {
            input type="hidden" name="next" value=(onward.next);
            @if !onward.kept.is_empty() { input type="hidden" name="kept" value=(onward.kept); }
            (text_input(
                say,
                &Field { error: login_error.as_deref(), ..Field::new("login", &login) },
                &Input {
                    value: form.echo("login"),
                    autocomplete: Some("username"),
                    spellcheck: Some(false),
                    width: Some(20),
                    ..Input::default()
                },
            ))
            (text_input(
                say,
                &Field { error: password_error.as_deref(), ..Field::new("password", &password) },
                &Input {
                    kind: "password",
                    autocomplete: Some("current-password"),
                    width: Some(20),
                    ..Input::default()
                },
            ))
            (button(&Button { text: &say.t("account-sign-in-do"), ..Button::default() }))
        }
    }
}
