//! Checking a certificate by its code: anybody may, and each time is counted.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use cases::model::Given;
use maud::{Markup, html};

use crate::components::{
    Button, ButtonLook, Colour, Fact, Field, Input, back_link, button, link_button, summary_list,
    tag, text_input, warning,
};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::layout::PageHead;
use crate::visitor::{OpenForm, Visitor, see_other};

/// The longest code typed, in characters: 26 with spaces between groups, or a whole link.
const CODE_CHARS_MAX: usize = 200;

/// `GET /check`
pub(super) async fn get(visitor: Visitor) -> Response {
    show(&visitor, &Form::default())
}

/// `POST /check`
pub(super) async fn post(
    OpenForm {
        visitor, mut form, ..
    }: OpenForm,
) -> Response {
    let label = visitor.say().t("public-check-code");
    let ask = Ask {
        max_chars: CODE_CHARS_MAX,
        ..Ask::new("code", &label)
    };
    let Some(typed) = form.text(&ask) else {
        return show(&visitor, &form);
    };
    match plain(&typed) {
        Some(code) => see_other(&format!("/check/{code}")),
        None => {
            form.fault("code", visitor.say().t("public-check-code-wrong"));
            show(&visitor, &form)
        }
    }
}

/// A code without what people add when they type it: spaces, hyphens, capitals, the link around it.
/// Nothing if it has other characters than codes have.
fn plain(typed: &str) -> Option<String> {
    let code = typed.rsplit('/').next().unwrap_or(typed);
    let code: String = code
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .flat_map(char::to_lowercase)
        .collect();
    let sound = !code.is_empty() && code.chars().all(|letter| letter.is_ascii_alphanumeric());
    sound.then_some(code)
}

fn show(visitor: &Visitor, form: &Form) -> Response {
    let say = visitor.say();
    let title = say.t("public-check");
    let body = html! {
        (form.summary(say))
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("public-check-about")) }
        (code_form(visitor, form))
    };
    visitor.page_with(&title, &body, |head| PageHead {
        has_errors: !form.is_good(),
        ..head
    })
}

/// The form with the code; also on the home page.
pub(super) fn code_form(visitor: &Visitor, form: &Form) -> Markup {
    let say = visitor.say();
    let (label, hint) = (say.t("public-check-code"), say.t("public-check-code-hint"));
    let error = form.error(say, "code");
    html! {
        form method="post" action="/check" novalidate {
            (text_input(
                say,
                &Field { hint: Some(&hint), error: error.as_deref(), ..Field::new("code", &label) },
                &Input {
                    value: form.echo("code"),
                    autocomplete: Some("off"),
                    spellcheck: Some(false),
                    width: Some(30),
                    ..Input::default()
                },
            ))
            (button(&Button {
                text: &say.t("public-check-do"),
                look: ButtonLook::Secondary,
                ..Button::default()
            }))
        }
    }
}

/// `GET /check/{code}`
pub(super) async fn get_one(visitor: Visitor, Path(code): Path<String>) -> Response {
    result(&visitor, &code)
        .await
        .unwrap_or_else(|error| error.respond(&visitor))
}

async fn result(visitor: &Visitor, code: &str) -> Result<Response, PageError> {
    let house = &visitor.house;
    house
        .limits
        .check
        .allow(&visitor.address, house.circumstances.now())?;
    let found = match plain(code) {
        Some(code) => house.room.check(&code).await?,
        None => None,
    };
    let say = visitor.say();
    let (status, title, inner) = match &found {
        Some((given, checks)) => {
            let title = match given.withdrawn_at {
                None => say.t("public-check-valid"),
                Some(_) => say.t("public-check-withdrawn"),
            };
            (StatusCode::OK, title, known(visitor, given, *checks))
        }
        None => (
            StatusCode::NOT_FOUND,
            say.t("public-check-unknown"),
            unknown(visitor),
        ),
    };
    let body = html! { h1 class="govuk-heading-l" { (title) } (inner) };
    let mut response = visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back_link(say, "/check")),
        ..head
    });
    *response.status_mut() = status;
    Ok(response)
}

fn unknown(visitor: &Visitor) -> Markup {
    let say = visitor.say();
    html! {
        p class="govuk-body" { (say.t("public-check-unknown-about")) }
        p class="govuk-body" { (say.t("public-check-unknown-do")) }
        (link_button("/check", &say.t("public-check-again"), ButtonLook::Secondary))
    }
}

fn known(visitor: &Visitor, given: &Given, checks: i64) -> Markup {
    let say = visitor.say();
    let house = &visitor.house;
    let agency = house.room.directory.agency(&given.office);
    let office = agency.map_or(given.office.as_str(), |agency| agency.name.as_str());
    let day = |at| say.date(house.local(at).date());
    let keys = [
        say.t("public-check-state"),
        say.t("public-check-result"),
        say.t("public-check-issuer"),
        say.t("public-check-holder"),
        say.t("public-check-issued"),
        say.t("public-check-number"),
        say.t("public-check-kind"),
        say.t("public-check-count"),
    ];
    let result = say.pack(&format!("result-{}-{}", given.procedure, given.kind));
    let state = match given.withdrawn_at {
        None => tag(&say.t("public-check-state-valid"), Colour::Green),
        Some(at) => html! {
            (tag(&say.t("public-check-state-withdrawn"), Colour::Red)) " "
            (say.tv("public-check-withdrawn-at", &[("date", day(at).into())]))
        },
    };
    let facts = [
        Fact {
            value: state,
            ..Fact::new(&keys[0], "")
        },
        Fact::new(&keys[1], &result),
        Fact::new(&keys[2], office),
        Fact::new(&keys[3], &given.masked),
        Fact::new(&keys[4], &day(given.issued_at)),
        Fact::new(&keys[5], &given.number),
        Fact::new(&keys[6], &given.code),
        Fact::new(
            &keys[7],
            &say.tv("public-check-times", &[("count", checks.into())]),
        ),
    ];
    html! {
        @if given.withdrawn_at.is_some() { (warning(say, &say.t("public-check-withdrawn-about"))) }
        @else { p class="govuk-body" { (say.t("public-check-valid-about")) } }
        (summary_list(say, &facts))
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn codes_may_be_typed_as_people_type() {
        for (typed, code) in [
            ("abcd efgh-2345", Some("abcdefgh2345")),
            ("ABCD", Some("abcd")),
            ("https://island.example/check/abcd234", Some("abcd234")),
            ("", None),
            ("- -", None),
            ("ab\u{e9}", None),
            ("ab?c", None),
        ] {
            assert_eq!(plain(typed).as_deref(), code, "{typed}");
        }
    }
}
