//! Correction tickets of a steward's registers, those due first.

mod answering;
pub(super) mod one;
mod readers;

use axum::response::Response;
use base::Instant;
use maud::{Markup, html};
use registers::{OpenedBy, Ticket};

use super::{answer, due, to_choice};
use crate::citizen::texts::Texts;
use crate::components::{Column, Fit, Table, banner_success, table};
use crate::error::PageError;
use crate::visitor::Visitor;

/// The purpose of looking at a record whose correction is asked for.
const CORRECTION: &str = "correction";

/// The open tickets of the officer's agency.
pub(super) async fn get(visitor: Visitor) -> Response {
    let shown = show(&visitor).await;
    answer(&visitor, shown)
}

async fn show(visitor: &Visitor) -> Result<Response, PageError> {
    if let Some(choice) = to_choice(visitor)? {
        return Ok(choice);
    }
    let ctx = visitor.ctx(CORRECTION);
    let tickets = visitor.house.room.tickets(&ctx).await?;
    let say = visitor.say();
    let title = say.t("desk-tickets-title");
    let body = html! {
        @if super::asked(visitor, "done").is_some() { (banner_success(say, &say.t("desk-ticket-done"))) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("desk-tickets-about")) }
        @if tickets.is_empty() {
            p class="govuk-body" { (say.t("desk-tickets-none")) }
        } @else {
            (list(Texts::of(visitor), ctx.now, &tickets))
        }
    };
    Ok(visitor.page(&title, &body))
}

fn list(texts: Texts<'_>, now: Instant, tickets: &[Ticket]) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("desk-ticket-register"),
        say.t("desk-ticket-field"),
        say.t("desk-ticket-by"),
        say.t("desk-ticket-due"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("desk-tickets-open");
    let mut drawn = Table::new("tickets", &caption, &columns, Fit::Stack);
    drawn.rows = tickets
        .iter()
        .map(|ticket| row(texts, now, ticket))
        .collect();
    table(&drawn)
}

fn row(texts: Texts<'_>, now: Instant, ticket: &Ticket) -> Vec<Markup> {
    let (near, due, _) = due::told(texts, now, ticket.due_at);
    let href = format!("/desk/tickets/{}/{}", ticket.register, ticket.id);
    let register = texts.register(&ticket.register);
    vec![
        html! { a class="govuk-link" href=(href) { (register) } },
        html! { (field(texts, ticket)) },
        html! { (opened_by(texts, ticket.opened_by)) },
        due::tagged(near, &due),
    ]
}

/// The field that is said to be wrong.
fn field(texts: Texts<'_>, ticket: &Ticket) -> String {
    match &ticket.field {
        Some(field) => texts.field(&ticket.register, field),
        None => texts.say.t("desk-ticket-whole"),
    }
}

/// Who says that the register is wrong.
fn opened_by(texts: Texts<'_>, by: OpenedBy) -> String {
    match by {
        OpenedBy::Rule => texts.say.t("desk-ticket-by-rule"),
        OpenedBy::Officer => texts.say.t("desk-ticket-by-officer"),
        OpenedBy::Register => texts.say.t("desk-ticket-by-register"),
        OpenedBy::Person => texts.say.t("desk-ticket-by-person"),
        OpenedBy::Case => texts.say.t("desk-ticket-by-case"),
    }
}
