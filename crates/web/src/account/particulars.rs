//! Name, address and language of an account.

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use identity::{IdentityError, Particulars};
use maud::{Markup, html};

use crate::components::{
    Button, Choice, Field, Input, Shape, back_link, button, radios, text_input,
};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::layout::PageHead;
use crate::visitor::{LANGUAGE_COOKIE, Submitted, Visitor, cookie, see_other};

/// How long the language chosen here is remembered by this browser, in seconds: a year.
const LANGUAGE_SECONDS: i64 = 365 * 24 * 3600;

/// `GET /account/particulars`
pub(super) async fn get(visitor: Visitor) -> Response {
    let session = match visitor.signed_in() {
        Ok(session) => session,
        Err(error) => return error.respond(&visitor),
    };
    let account = &session.account;
    let form = Form::filled(&[
        ("name", account.name_shown.as_deref().unwrap_or("")),
        ("email", account.email.as_deref().unwrap_or("")),
        ("language", &account.language),
    ]);
    show(&visitor, &form)
}

/// `POST /account/particulars`
pub(super) async fn post(
    Submitted {
        visitor,
        mut form,
        body,
    }: Submitted,
) -> Response {
    let Ok(session) = visitor.signed_in() else {
        return PageError::SignIn { kept: Some(body) }.respond(&visitor);
    };
    let say = visitor.say();
    let languages: Vec<String> = visitor
        .house
        .words
        .languages()
        .map(|lang| lang.to_string())
        .collect();
    let offered: Vec<&str> = languages.iter().map(String::as_str).collect();
    let name_shown = form.text(&Ask::optional("name", &say.t("account-name")));
    let email = form.text(&Ask::optional("email", &say.t("account-email")));
    let language = form.choice(&Ask::new("language", &say.t("account-language")), &offered);
    let Some(language) = language.filter(|_| form.is_good()) else {
        return show(&visitor, &form);
    };
    let new = Particulars {
        email,
        name_shown,
        language: language.clone(),
    };
    let ctx = visitor.ctx("account");
    match visitor
        .house
        .identity
        .set_particulars(&ctx, session.account.id, new)
        .await
    {
        Ok(()) => done(&visitor, &language),
        Err(IdentityError::EmailTaken) => {
            form.fault("email", say.t("account-email-taken"));
            show(&visitor, &form)
        }
        Err(IdentityError::Shape { field }) => {
            let (field, said) = match field {
                "email" => ("email", say.t("account-email-wrong")),
                _ => ("name", say.t("account-name-wrong")),
            };
            form.fault(field, said);
            show(&visitor, &form)
        }
        Err(error) => PageError::from(error).respond(&visitor),
    }
}

/// The cookie comes before the account's language, so it follows.
fn done(visitor: &Visitor, language: &str) -> Response {
    let mut response = see_other("/account?done=particulars");
    let (_, text) = cookie(&visitor.house, LANGUAGE_COOKIE, language, LANGUAGE_SECONDS);
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

fn show(visitor: &Visitor, form: &Form) -> Response {
    let say = visitor.say();
    let title = say.t("account-particulars");
    let body = html! {
        (form.summary(say))
        h1 class="govuk-heading-l" { (title) }
        form method="post" action="/account/particulars" novalidate {
            (visitor.csrf())
            (fields(visitor, form))
            (button(&Button { text: &say.t("account-save"), ..Button::default() }))
        }
    };
    visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back_link(say, "/account")),
        has_errors: !form.is_good(),
        ..head
    })
}

fn fields(visitor: &Visitor, form: &Form) -> Markup {
    let say = visitor.say();
    let [name, email, language] = [
        say.t("account-name"),
        say.t("account-email"),
        say.t("account-language"),
    ];
    let [name_error, email_error, language_error] =
        ["name", "email", "language"].map(|field| form.error(say, field));
    let (name_hint, email_hint) = (say.t("account-name-hint"), say.t("account-email-hint"));
    let words = say.words();
    let tongues: Vec<(String, String)> = words
        .languages()
        .map(|lang| (lang.to_string(), words.say(lang).t("language-name")))
        .collect();
    let before = form.echo("language");
    let choices: Vec<Choice<'_>> = tongues
        .iter()
        .map(|(code, name)| Choice::new(code, name, before))
        .collect();
    html! {
        (text_input(
            say,
            &Field { hint: Some(&name_hint), error: name_error.as_deref(), ..Field::new("name", &name) },
            &Input { value: form.echo("name"), autocomplete: Some("nickname"), ..Input::default() },
        ))
        (text_input(
            say,
            &Field { hint: Some(&email_hint), error: email_error.as_deref(), ..Field::new("email", &email) },
            &Input {
                value: form.echo("email"),
                kind: "email",
                autocomplete: Some("email"),
                spellcheck: Some(false),
                ..Input::default()
            },
        ))
        (radios(
            say,
            &Field { error: language_error.as_deref(), ..Field::new("language", &language) },
            &choices,
            Shape::Stacked,
        ))
    }
}
