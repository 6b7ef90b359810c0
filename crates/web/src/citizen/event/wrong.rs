//! "This is wrong": what is right, in the person's words, goes to whoever answers for the register.

use axum::extract::{Path, Query};
use axum::response::Response;
use base::Id;
use maud::{Markup, html};
use registers::SAID_CHARS_MAX;
use serde::Deserialize;

use super::prepared;
use crate::citizen::texts::Texts;
use crate::citizen::{answer, faulty};
use crate::components::{Button, ButtonLook, Fact, Field, Source, Textarea};
use crate::components::{back_link, button, link_button, panel, summary_list, textarea};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::layout::PageHead;
use crate::visitor::{Submitted, Visitor, see_other};

type Place = (String, String, String);

/// What the address may carry besides.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The ticket that was just opened.
    #[serde(default)]
    sent: String,
}

pub(super) async fn get(
    visitor: Visitor,
    Path(place): Path<Place>,
    Query(asked): Query<Asked>,
) -> Response {
    let shown = match asked.sent.parse() {
        Ok(ticket) => sent(&visitor, &place, ticket).await,
        Err(_) => show(&visitor, &place, &Form::default()).await,
    };
    answer(&visitor, shown)
}

/// The form, with the value in question.
async fn show(visitor: &Visitor, place: &Place, form: &Form) -> Result<Response, PageError> {
    let (event, evidence, field) = place;
    let prepared = prepared(visitor, event).await?;
    let ctx = visitor.ctx(&prepared.root.id);
    let known = visitor.house.ledger().look(&ctx, prepared.known).await?;
    let found = known
        .iter()
        .find(|known| &known.id == evidence)
        .ok_or(PageError::NotFound)?;
    let value = found.values.get(field).ok_or(PageError::NotFound)?;
    let texts = Texts::of(visitor);
    let say = texts.say;
    let register = texts.register(&found.register);
    let (name, value) = (
        texts.field(&found.register, field),
        texts.value(&found.register, field, value),
    );
    let title = say.t("citizen-wrong");
    let at = texts.moment(found.fetched_at);
    let fact = Fact {
        source: Some(Source {
            register: &register,
            at: Some(&at),
        }),
        ..Fact::new(&name, &value)
    };
    let body = html! {
        (form.summary(say))
        h1 class="govuk-heading-l" { (title) }
        (summary_list(say, &[fact]))
        p class="govuk-body" { (say.tv("citizen-wrong-about", &[("register", register.as_str().into())])) }
        (question(visitor, place, form))
    };
    let back = back_link(say, &format!("/event/{event}/known"));
    let has_errors = !form.is_good();
    Ok(visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back),
        has_errors,
        ..head
    }))
}

fn question(visitor: &Visitor, (event, evidence, field): &Place, form: &Form) -> Markup {
    let say = visitor.say();
    let (label, hint) = (say.t("citizen-wrong-said"), say.t("citizen-wrong-hint"));
    let error = form.error(say, "said");
    let said = Field {
        hint: Some(&hint),
        error: error.as_deref(),
        ..Field::new("said", &label)
    };
    let send = say.t("citizen-wrong-send");
    html! {
        form method="post" action={ "/event/" (event) "/wrong/" (evidence) "/" (field) } novalidate {
            (visitor.csrf())
            (textarea(say, &said, &Textarea { value: form.echo("said"), ..Textarea::default() }))
            (button(&Button { text: &send, ..Button::default() }))
        }
    }
}

pub(super) async fn post(Path(place): Path<Place>, sent: Submitted) -> Response {
    answer(&sent.visitor, dispute(&sent, &place).await)
}

async fn dispute(sent: &Submitted, place: &Place) -> Result<Response, PageError> {
    let (visitor, mut form, once) = (&sent.visitor, sent.form.clone(), sent.once());
    if visitor.session.is_none() {
        return Err(PageError::SignIn {
            kept: Some(sent.body.clone()),
        });
    }
    let say = visitor.say();
    let label = say.t("citizen-wrong-said");
    let ask = Ask {
        max_chars: SAID_CHARS_MAX,
        lines: true,
        ..Ask::new("said", &label)
    };
    let Some(said) = form.text(&ask) else {
        return Ok(faulty(show(visitor, place, &form).await?));
    };
    let (event, evidence, field) = place;
    let (_, procedure) = visitor.house.room.event(event).ok_or(PageError::NotFound)?;
    let ctx = visitor.ctx(&procedure.id);
    let onward = |ticket: Id| format!("/event/{event}/wrong/{evidence}/{field}?sent={ticket}");
    let room = &visitor.house.room;
    let doing = async {
        let mark = |act, ticket| once.mark(act, &onward(ticket));
        let sent = room.dispute(&ctx, event, (evidence, field, &said), mark);
        Ok(see_other(&onward(sent.await?.ticket)))
    };
    once.run(visitor, doing).await
}

/// That it was sent, to whom, and until when they answer. Nothing of it is personal.
async fn sent(
    visitor: &Visitor,
    (event, evidence, _): &Place,
    ticket: Id,
) -> Result<Response, PageError> {
    visitor.signed_in()?;
    let room = &visitor.house.room;
    let (_, procedure) = room.event(event).ok_or(PageError::NotFound)?;
    let declared = procedure
        .evidence
        .iter()
        .find(|declared| &declared.id == evidence);
    let register = &declared.ok_or(PageError::NotFound)?.register;
    let ticket = room
        .registers
        .ticket(room.ledger.store(), register, ticket)
        .await?;
    let ticket = ticket.ok_or(PageError::NotFound)?;
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = say.t("citizen-wrong-sent");
    let (office, until) = (texts.office(&ticket.steward), texts.due(ticket.due_at).0);
    let about = say.tv(
        "citizen-wrong-sent-about",
        &[("office", office.into()), ("date", until.into())],
    );
    let body = html! {
        (panel(&title, None))
        p class="govuk-body" { (about) }
        p class="govuk-body" { (say.t("citizen-wrong-goes-on")) }
        (link_button(&format!("/event/{event}/known"), &say.t("citizen-continue"), ButtonLook::Primary))
    };
    Ok(visitor.page(&title, &body))
}
