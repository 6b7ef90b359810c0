//! Choosing: one of a few, several of a few.

use maud::{Markup, html};

use crate::words::Say;

use super::Field;
use super::fields::legend_of;

/// One thing to choose.
#[derive(Clone, Copy, Default, Debug)]
pub struct Choice<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What is read.
    pub label: &'a str,
    /// What choosing it means.
    pub hint: Option<&'a str>,
    /// Whether it is chosen now.
    pub chosen: bool,
    /// Whether it cannot be chosen.
    pub disabled: bool,
}

impl<'a> Choice<'a> {
    /// A choice, chosen if `value` is what was chosen before.
    #[must_use]
    pub fn new(value: &'a str, label: &'a str, before: &str) -> Choice<'a> {
        Choice {
            value,
            label,
            chosen: value == before,
            ..Choice::default()
        }
    }
}

/// How choices stand on the page.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Shape {
    /// One below the other.
    #[default]
    Stacked,
    /// Side by side on wide screens; for two short ones.
    Inline,
}

/// One of a few.
pub fn radios(say: Say<'_>, field: &Field<'_>, choices: &[Choice<'_>], shape: Shape) -> Markup {
    let class = if shape == Shape::Inline {
        "govuk-radios govuk-radios--inline"
    } else {
        "govuk-radios"
    };
    group(
        say,
        field,
        &html! {
            div class=(class) {
                @for (at, choice) in choices.iter().enumerate() { (item("radio", "govuk-radios", field, at, choice)) }
            }
        },
    )
}

/// Several of a few; each is sent under the same name.
pub fn checkboxes(say: Say<'_>, field: &Field<'_>, choices: &[Choice<'_>]) -> Markup {
    group(
        say,
        field,
        &html! {
            div class="govuk-checkboxes" {
                @for (at, choice) in choices.iter().enumerate() { (item("checkbox", "govuk-checkboxes", field, at, choice)) }
            }
        },
    )
}

fn group(say: Say<'_>, field: &Field<'_>, inner: &Markup) -> Markup {
    html! {
        div class=(field.class("govuk-form-group")) {
            fieldset class="govuk-fieldset" aria-describedby=[field.described_by()] {
                (legend_of(field.label, field.size)) (field.notes(say)) (inner)
            }
        }
    }
}

fn item(kind: &str, base: &str, field: &Field<'_>, at: usize, choice: &Choice<'_>) -> Markup {
    // The first has the field's own id, so that the summary's link leads to it.
    let id = if at == 0 {
        field.id.to_owned()
    } else {
        format!("{}-{}", field.id, at + 1)
    };
    html! {
        div class={ (base) "__item" } {
            input class={ (base) "__input" } id=(id) name=(field.name) type=(kind) value=(choice.value)
                checked[choice.chosen] disabled[choice.disabled]
                aria-describedby=[choice.hint.map(|_| format!("{id}-item-hint"))];
            label class={ "govuk-label " (base) "__label" } for=(id) { (choice.label) }
            @if let Some(hint) = choice.hint {
                div id={ (id) "-item-hint" } class={ "govuk-hint " (base) "__hint" } { (hint) }
            }
        }
    }
}
