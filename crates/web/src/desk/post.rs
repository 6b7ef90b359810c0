//! In which post an officer acts, or for themself.

use access::Post;
use axum::response::Response;
use identity::Session;
use maud::{Markup, html};
use percent_encoding::percent_decode_str;

use super::{answer, asked, sender};
use crate::citizen::texts::Texts;
use crate::components::{Button, Choice, Field, Shape, Size, button, radios};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::visitor::{Submitted, Visitor, see_other};

/// The choice that is no post: to act for oneself.
const SELF: &str = "self";

/// The choice of post.
pub(super) async fn get(visitor: Visitor) -> Response {
    let next = asked(&visitor, "next").unwrap_or("");
    let next = percent_decode_str(next).decode_utf8_lossy().into_owned();
    let form = Form::filled(&[("next", &next)]);
    let shown = visitor
        .signed_in()
        .and_then(|session| choose(&visitor, session, &form));
    answer(&visitor, shown)
}

/// Chooses.
pub(super) async fn post(sent: Submitted) -> Response {
    let shown = chosen(&sent).await;
    answer(&sent.visitor, shown)
}

/// The page that asks for the post; there is none for who holds none.
fn choose(visitor: &Visitor, session: &Session, form: &Form) -> Result<Response, PageError> {
    if session.account.posts.is_empty() {
        return Err(PageError::NotFound);
    }
    let title = visitor.say().t("desk-post-title");
    let body = body(visitor, session, form);
    Ok(match form.is_good() {
        true => visitor.page(&title, &body),
        false => visitor.page_with_faults(&title, &body),
    })
}

fn body(visitor: &Visitor, session: &Session, form: &Form) -> Markup {
    let (say, texts) = (visitor.say(), Texts::of(visitor));
    let mut offered: Vec<(String, String, String)> = session
        .account
        .posts
        .iter()
        .map(|post| {
            (
                value_of(post),
                texts.role(&post.role),
                texts.office(&post.office),
            )
        })
        .collect();
    offered.push((
        SELF.to_owned(),
        say.t("desk-post-self"),
        say.t("desk-post-self-about"),
    ));
    let now = session.post.as_ref().map_or_else(String::new, value_of);
    let choices: Vec<Choice<'_>> = offered
        .iter()
        .map(|(value, label, hint)| Choice {
            hint: Some(hint),
            ..Choice::new(value, label, &now)
        })
        .collect();
    let (label, hint) = (say.t("desk-post-title"), say.t("desk-post-hint"));
    let error = form.error(say, "post");
    let field = Field {
        hint: Some(&hint),
        error: error.as_deref(),
        size: Size::PageHeading,
        ..Field::new("post", &label)
    };
    html! {
        (form.summary(say))
        form method="post" action="/desk/post" novalidate {
            (visitor.csrf())
            @if let Some(next) = desk_path(form.raw("next")) { input type="hidden" name="next" value=(next); }
            (radios(say, &field, &choices, Shape::Stacked))
            (button(&Button { text: &say.t("desk-post-go"), ..Button::default() }))
        }
    }
}

async fn chosen(sent: &Submitted) -> Result<Response, PageError> {
    sender(sent)?;
    let (visitor, mut form) = (&sent.visitor, sent.form.clone());
    let session = visitor.signed_in()?;
    let values: Vec<String> = session.account.posts.iter().map(value_of).collect();
    let mut offered: Vec<&str> = values.iter().map(String::as_str).collect();
    offered.push(SELF);
    let label = visitor.say().t("desk-post-title");
    let Some(value) = form.choice(&Ask::new("post", &label), &offered) else {
        return choose(visitor, session, &form);
    };
    let post = session
        .account
        .posts
        .iter()
        .find(|post| value_of(post) == value);
    let Some(token) = &visitor.token else {
        return Err(PageError::SignIn { kept: None });
    };
    visitor
        .house
        .identity
        .choose_post(&visitor.ctx("desk"), token, post)
        .await?;
    let desk = desk_path(form.raw("next")).unwrap_or("/desk");
    Ok(see_other(if post.is_some() { desk } else { "/me" }))
}

/// A post as a form sends it. Neither a role nor an office has a space in it.
fn value_of(post: &Post) -> String {
    format!("{} {}", post.role, post.office)
}

/// A page of the desk to go on to, whatever the form says.
fn desk_path(path: &str) -> Option<&str> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/-?=&,.%".contains(letter);
    (path.starts_with("/desk") && path.chars().all(plain)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_desk_are_gone_on_to() {
        for (path, ours) in [
            ("/desk", true),
            ("/desk?part=mine&after=1,2", true),
            ("//desk.example", false),
            ("/desk\\example", false),
            ("https://desk.example", false),
            ("", false),
        ] {
            assert_eq!(desk_path(path).is_some(), ours, "{path}");
        }
    }
}
