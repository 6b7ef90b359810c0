//! The form of a steward's answer: what was found, the right value, why.

use cases::TicketAnswer;
use maud::{Markup, html};
use pack::model::{Field as Declared, FieldKind};

use super::one::Shown;
use crate::citizen::texts::Texts;
use crate::components::{Button, Choice, Field, Input, Shape, Textarea};
use crate::components::{button, radios, select, text_input, textarea};
use crate::forms::{Ask, Form};
use crate::words::Say;

/// More choices than this are a list to pick from.
const RADIOS_MAX: usize = 6;

/// The form.
pub(super) fn form(shown: &Shown<'_>) -> Markup {
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

/// What was answered; nothing if something is missing, which is noted. A record that can be put
/// right here needs its right value; any other was put right before.
pub(super) fn read(say: Say<'_>, form: &mut Form) -> Option<TicketAnswer> {
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
