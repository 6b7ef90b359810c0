//! One correction ticket: what was said, what the record says, and the steward's answer.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::{Id, Instant};
use cases::{CaseError, TicketAnswer, TicketView};
use maud::{Markup, html};
use pack::model::{Field as Declared, FieldKind};
use registers::{RegisterError, Status};

use super::{CORRECTION, field, opened_by};
use crate::citizen::texts::Texts;
use crate::components::{Button, Choice, Fact, Field, Input, Shape, Textarea};
use crate::components::{
    banner, button, inset, radios, select, summary_list, text_input, textarea,
};
use crate::desk::{answer, due, id_of, page_under, sender, to_choice};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::visitor::{Submitted, Visitor, see_other};
use crate::words::Say;

/// More choices than this are a list to pick from.
const RADIOS_MAX: usize = 6;

/// What is shown: the ticket, what was typed, what is said above it.
struct Shown<'a> {
    visitor: &'a Visitor,
    view: &'a TicketView,
    /// The field that can be corrected here.
    declared: Option<&'a Declared>,
    form: &'a Form,
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
        Fact::new(opened, &texts.when(ticket.opened_at).0),
        Fact::new(until, &due),
    ];
    html! {
        (shown.form.summary(say))
        h1 class="govuk-heading-l" { (title) }
        (summary_list(say, &facts))
        h2 class="govuk-heading-m" { (say.t("desk-ticket-said")) }
        (inset(&lines(&text.said)))
        h2 class="govuk-heading-m" { (say.t("desk-ticket-record")) }
        (record(shown))
        @match &text.answer {
            Some(given) => {
                h2 class="govuk-heading-m" { (say.t("desk-ticket-answered")) }
                (inset(&lines(given)))
            }
            None => { @if ticket.status == Status::Open { (form(shown)) } }
        }
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
    let at = texts.when(record.recorded_at).0;
    html! {
        p class="govuk-body" { (say.tv("desk-ticket-recorded", &[("when", at.into())])) }
        (summary_list(say, &facts))
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let say = shown.visitor.say();
    let ticket = &shown.view.ticket;
    let before = shown.form.echo("outcome");
    let (corrected, rejected) = (
        say.t("desk-ticket-corrected"),
        say.t("desk-ticket-rejected"),
    );
    let hint = say.t("desk-ticket-corrected-hint");
    let choices = [
        Choice {
            hint: shown.declared.map(|_| hint.as_str()),
            ..Choice::new("corrected", &corrected, before)
        },
        Choice::new("rejected", &rejected, before),
    ];
    let (label, error) = (
        say.t("desk-ticket-outcome"),
        shown.form.error(say, "outcome"),
    );
    let outcome = Field {
        error: error.as_deref(),
        ..Field::new("outcome", &label)
    };
    let (words, wrong) = (say.t("desk-ticket-answer"), shown.form.error(say, "answer"));
    let about = say.t("desk-ticket-answer-hint");
    let text = Field {
        hint: Some(&about),
        error: wrong.as_deref(),
        ..Field::new("answer", &words)
    };
    let area = Textarea {
        value: shown.form.echo("answer"),
        rows: 4,
    };
    html! {
        h2 class="govuk-heading-m" { (say.t("desk-ticket-form")) }
        form method="post" action=(format!("/desk/tickets/{}/{}", ticket.register, ticket.id)) novalidate {
            (shown.visitor.csrf())
            (radios(say, &outcome, &choices, Shape::Stacked))
            @if let Some(declared) = shown.declared {
                // A radio nobody chose is not sent at all; this says that it was asked.
                input type="hidden" name="asks" value="value";
                (value(shown, declared))
            }
            (textarea(say, &text, &area))
            (button(&Button { text: &say.t("desk-ticket-go"), ..Button::default() }))
        }
    }
}

/// The right value, typed as the field's kind is.
fn value(shown: &Shown<'_>, declared: &Declared) -> Markup {
    let (say, texts) = (shown.visitor.say(), Texts::of(shown.visitor));
    let label = say.t("desk-ticket-value");
    let error = shown.form.error(say, "value");
    let before = shown.form.echo("value");
    let hint = hint(say, &declared.kind);
    let field = Field {
        hint: hint.as_deref(),
        error: error.as_deref(),
        ..Field::new("value", &label)
    };
    let offered: Vec<(String, String)> = match &declared.kind {
        FieldKind::Boolean => {
            vec![
                ("true".to_owned(), texts.yes_no(true)),
                ("false".to_owned(), texts.yes_no(false)),
            ]
        }
        FieldKind::Code(list) => {
            let codes = texts
                .house
                .pack()
                .list(list)
                .map_or(&[][..], |list| &list.codes);
            codes
                .iter()
                .map(|(code, _)| (code.clone(), texts.code(list, code)))
                .collect()
        }
        FieldKind::Text
        | FieldKind::Name
        | FieldKind::Integer
        | FieldKind::Date
        | FieldKind::PartialDate
        | FieldKind::Instant
        | FieldKind::Identifier(_)
        | FieldKind::Place
        | FieldKind::Agency
        | FieldKind::Reference(_) => Vec::new(),
    };
    let choices: Vec<Choice<'_>> = offered
        .iter()
        .map(|(code, text)| Choice::new(code, text, before))
        .collect();
    match choices.len() {
        0 => text_input(
            say,
            &field,
            &Input {
                value: before,
                ..Input::default()
            },
        ),
        1..=RADIOS_MAX => radios(say, &field, &choices, Shape::Stacked),
        _ => {
            let none = say.t("desk-ticket-choose");
            let all = [vec![Choice::new("", &none, before)], choices].concat();
            select(say, &field, &all)
        }
    }
}

fn hint(say: Say<'_>, kind: &FieldKind) -> Option<String> {
    match kind {
        FieldKind::Date | FieldKind::PartialDate => Some(say.t("desk-ticket-hint-date")),
        FieldKind::Place => Some(say.t("desk-ticket-hint-place")),
        FieldKind::Agency => Some(say.t("desk-ticket-hint-agency")),
        FieldKind::Instant => Some(say.t("desk-ticket-hint-instant")),
        FieldKind::Text
        | FieldKind::Name
        | FieldKind::Code(_)
        | FieldKind::Integer
        | FieldKind::Boolean
        | FieldKind::Identifier(_)
        | FieldKind::Reference(_) => None,
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
    let ctx = visitor.ctx(CORRECTION);
    match visitor
        .house
        .room
        .answer_ticket(&ctx, (register, ticket), &given)
        .await
    {
        Ok(_) => Ok(see_other("/desk/tickets?done=answer")),
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

/// What was answered; nothing if something is missing, which is noted. A record that can be put
/// right here needs its right value; any other was put right before.
fn read(say: Say<'_>, form: &mut Form) -> Option<TicketAnswer> {
    let (outcome, words) = (say.t("desk-ticket-outcome"), say.t("desk-ticket-answer"));
    let label = say.t("desk-ticket-value");
    let outcome = form.choice(&Ask::new("outcome", &outcome), &["corrected", "rejected"]);
    let corrected = outcome.as_deref() == Some("corrected");
    let asked = form.raw("asks") == "value";
    let value = form.text(&Ask {
        required: corrected && asked,
        max_chars: registers::TEXT_CHARS_MAX,
        ..Ask::new("value", &label)
    });
    let text = form.text(&Ask {
        max_chars: registers::SAID_CHARS_MAX,
        lines: true,
        ..Ask::new("answer", &words)
    });
    let good = form.is_good();
    Some(TicketAnswer {
        corrected,
        value,
        text: text?,
    })
    .filter(|_| good)
}
