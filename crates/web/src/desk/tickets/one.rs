//! One correction ticket: what was said, what the record says, and the steward's answer.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::{Id, Instant};
use cases::{CaseError, TicketView};
use ledger::Receipt;
use maud::{Markup, html};
use pack::model::{Field as Declared, FieldKind};
use registers::{OpenedBy, RegisterError, Status, Ticket};

use super::answering::{form, read};
use super::{CORRECTION, field, opened_by};
use crate::citizen::texts::Texts;
use crate::components::{Fact, banner, inset, summary_list};
use crate::desk::{answer, due, id_of, page_under, sender, to_choice};
use crate::error::PageError;
use crate::forms::Form;
use crate::visitor::{Submitted, Visitor, see_other};

/// Where an answer leads.
const ANSWERED: &str = "/desk/tickets?done=answer";

/// What is shown: the ticket, what was typed, what is said above it.
pub(super) struct Shown<'a> {
    pub(super) visitor: &'a Visitor,
    pub(super) view: &'a TicketView,
    /// The field that can be corrected here.
    pub(super) declared: Option<&'a Declared>,
    pub(super) form: &'a Form,
    now: Instant,
}

/// The ticket.
pub(crate) async fn get(
    visitor: Visitor,
    Path((register, id)): Path<(String, String)>,
) -> Response {
    let shown = show(
        &visitor,
        (&register, &id),
        (&Form::default(), None),
        StatusCode::OK,
    )
    .await;
    answer(&visitor, shown)
}

/// The steward's answer.
pub(crate) async fn post(
    Path((register, id)): Path<(String, String)>,
    sent: Submitted,
) -> Response {
    let done = answered(&sent, &register, &id).await;
    answer(&sent.visitor, done)
}

async fn show(
    visitor: &Visitor,
    (register, id): (&str, &str),
    (form, notice): (&Form, Option<String>),
    status: StatusCode,
) -> Result<Response, PageError> {
    if let Some(choice) = to_choice(visitor)? {
        return Ok(choice);
    }
    let ctx = visitor.ctx(CORRECTION);
    let view = visitor
        .house
        .room
        .ticket(&ctx, register, id_of(id)?)
        .await?;
    let declared = correctable(visitor, &view);
    let shown = Shown {
        visitor,
        view: &view,
        declared,
        form,
        now: ctx.now,
    };
    let title = visitor.say().t("desk-ticket-title");
    let body = html! {
        @if let Some(notice) = &notice { (banner(visitor.say(), notice)) }
        (body(&shown, &title))
    };
    Ok(page_under(
        visitor,
        "/desk/tickets",
        (&title, &body),
        status,
    ))
}

/// The field that a value typed here can put right. A reference to another record is put right
/// where that record is known, not by typing.
fn correctable<'a>(visitor: &'a Visitor, view: &TicketView) -> Option<&'a Declared> {
    view.record.as_ref()?;
    let register = visitor.house.pack().register(&view.ticket.register)?;
    let field = register.field(view.ticket.field.as_deref()?)?;
    (!matches!(field.kind, FieldKind::Reference(_))).then_some(field)
}

fn body(shown: &Shown<'_>, title: &str) -> Markup {
    let (say, texts) = (shown.visitor.say(), Texts::of(shown.visitor));
    let (ticket, text) = (&shown.view.ticket, &shown.view.text);
    let (_, due, _) = due::told(texts, shown.now, ticket.due_at);
    let labels = [
        say.t("desk-ticket-register"),
        say.t("desk-ticket-field"),
        say.t("desk-ticket-by"),
        say.t("desk-ticket-opened"),
        say.t("desk-ticket-due"),
    ];
    let [register, disputed, by, opened, until] = &labels;
    let facts = [
        Fact::new(register, &texts.register(&ticket.register)),
        Fact::new(disputed, &field(texts, ticket)),
        Fact::new(by, &opened_by(texts, ticket.opened_by)),
        Fact::new(opened, &texts.moment(ticket.opened_at)),
        Fact::new(until, &due),
    ];
    html! {
        (shown.form.summary(say))
        h1 class="govuk-heading-l" { (title) }
        (summary_list(say, &facts))
        h2 class="govuk-heading-m" { (say.t("desk-ticket-said")) }
        (inset(&lines(&said(texts, ticket, &text.said))))
        h2 class="govuk-heading-m" { (say.t("desk-ticket-record")) }
        @if ticket.stops_sharing && ticket.status == Status::Open {
            p class="govuk-body" { (say.t("desk-ticket-stops")) }
        }
        (record(shown))
        (super::readers::list(texts, &shown.view.readers))
        @match &text.answer {
            Some(given) => {
                h2 class="govuk-heading-m" { (say.t("desk-ticket-answered")) }
                (inset(&lines(given)))
            }
            None => { @if ticket.status == Status::Open { (form(shown)) } }
        }
    }
}

/// What was said. A case says only how its search went; what a rule wants, the pack says.
fn said(texts: Texts<'_>, ticket: &Ticket, said: &str) -> String {
    if let Some(rule) = &ticket.rule {
        return texts.say.pack(&format!("rule-{}-{rule}", ticket.register));
    }
    match (ticket.opened_by, said) {
        (OpenedBy::Case, "silent") => texts.say.t("desk-ticket-silent"),
        (OpenedBy::Case, "contradicts") => texts.say.t("desk-ticket-contradicts"),
        (
            OpenedBy::Case
            | OpenedBy::Rule
            | OpenedBy::Officer
            | OpenedBy::Register
            | OpenedBy::Person,
            said,
        ) => said.to_owned(),
    }
}

fn lines(text: &str) -> Markup {
    html! { @for line in text.lines() { p class="govuk-body" { (line) } } }
}

fn record(shown: &Shown<'_>) -> Markup {
    let (say, texts) = (shown.visitor.say(), Texts::of(shown.visitor));
    let Some(record) = &shown.view.record else {
        return html! { p class="govuk-body" { (say.t("desk-ticket-no-record")) } };
    };
    let told: Vec<(String, String)> = record
        .fields
        .iter()
        .map(|field| {
            let value = texts.value(&record.register, &field.id, &field.value.to_text());
            (texts.field(&record.register, &field.id), value)
        })
        .collect();
    let facts: Vec<Fact<'_>> = told
        .iter()
        .map(|(label, value)| Fact::new(label, value))
        .collect();
    let at = texts.moment(record.recorded_at);
    html! {
        p class="govuk-body" { (say.tv("desk-ticket-recorded", &[("when", at.into())])) }
        (summary_list(say, &facts))
    }
}

async fn answered(sent: &Submitted, register: &str, id: &str) -> Result<Response, PageError> {
    sender(sent)?;
    let (visitor, mut form) = (&sent.visitor, sent.form.clone());
    let ticket: Id = id_of(id)?;
    let Some(given) = read(visitor.say(), &mut form) else {
        let faulty = StatusCode::UNPROCESSABLE_ENTITY;
        return show(visitor, (register, id), (&form, None), faulty).await;
    };
    let (room, once) = (&visitor.house.room, sent.once());
    let doing = async {
        let ctx = visitor.ctx(CORRECTION);
        let mark = |act| once.mark(act, ANSWERED);
        let done = room.answer_ticket(&ctx, (register, ticket), &given, mark);
        told(visitor, (register, id), (form, done.await)).await
    };
    once.run(visitor, doing).await
}

/// The way on, or the ticket with what is wrong.
async fn told(
    visitor: &Visitor,
    (register, id): (&str, &str),
    (mut form, done): (Form, Result<Receipt, CaseError>),
) -> Result<Response, PageError> {
    match done {
        Ok(_) => Ok(see_other(ANSWERED)),
        Err(CaseError::Record(RegisterError::Fields { problems, .. })) => {
            for problem in problems {
                let name = if problem.field == "answer" {
                    "answer"
                } else {
                    "value"
                };
                form.fault(name, visitor.say().t("desk-ticket-value-wrong"));
            }
            let faulty = StatusCode::UNPROCESSABLE_ENTITY;
            show(visitor, (register, id), (&form, None), faulty).await
        }
        Err(CaseError::NotNow { .. } | CaseError::Busy) => {
            let notice = Some(visitor.say().t("desk-ticket-not-now"));
            show(
                visitor,
                (register, id),
                (&form, notice),
                StatusCode::CONFLICT,
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}
