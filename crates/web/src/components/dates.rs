//! A date that somebody knows by heart: day, month and year typed into three inputs.

use maud::{Markup, html};

use crate::words::Say;

use super::Field;
use super::fields::legend_of;

/// What was typed, and which parts are wrong. The inputs are sent as `NAME-day`, `NAME-month`, `NAME-year`.
#[derive(Clone, Copy, Default, Debug)]
pub struct DateField<'a> {
    /// What was typed as day, month and year.
    pub typed: [&'a str; 3],
    /// Which of them the error is about; none means all.
    pub wrong: [bool; 3],
}

/// Day, month and year.
pub fn date_input(say: Say<'_>, field: &Field<'_>, date: &DateField<'_>) -> Markup {
    let parts = [
        ("day", say.t("date-day"), 2),
        ("month", say.t("date-month"), 2),
        ("year", say.t("date-year"), 4),
    ];
    let all_wrong = date.wrong == [false; 3];
    html! {
        div class=(field.class("govuk-form-group")) {
            fieldset class="govuk-fieldset" role="group" aria-describedby=[field.described_by()] {
                (legend_of(field.label, field.size)) (field.notes(say))
                div class="govuk-date-input" id=(field.id) {
                    @for (at, (part, label, width)) in parts.iter().enumerate() {
                        (item(field, &Part {
                            part,
                            label,
                            width: *width,
                            typed: date.typed[at],
                            wrong: field.error.is_some() && (all_wrong || date.wrong[at]),
                        }))
                    }
                }
            }
        }
    }
}

struct Part<'a> {
    part: &'a str,
    label: &'a str,
    width: u8,
    typed: &'a str,
    wrong: bool,
}

fn item(field: &Field<'_>, part: &Part<'_>) -> Markup {
    let id = format!("{}-{}", field.id, part.part);
    let name = if field.name.is_empty() {
        part.part.to_owned()
    } else {
        format!("{}-{}", field.name, part.part)
    };
    html! {
        div class="govuk-date-input__item" {
            div class="govuk-form-group" {
                label class="govuk-label govuk-date-input__label" for=(id) { (part.label) }
                input class={
                        "govuk-input govuk-date-input__input govuk-input--width-" (part.width)
                        @if part.wrong { " govuk-input--error" }
                    } id=(id) name=(name) type="text" inputmode="numeric"
                    value=[(!part.typed.is_empty()).then_some(part.typed)];
            }
        }
    }
}
