//! One question: text, choice from a list, file; and what surrounds it (label, hint, error, legend).

use maud::{Markup, html};

use crate::words::Say;

/// How large a label or legend is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Size {
    /// As text.
    #[default]
    Plain,
    /// As a heading of a part.
    Medium,
    /// The question is the page's only one: its label is the page's `h1`.
    PageHeading,
}

impl Size {
    fn of(self, base: &str) -> String {
        match self {
            Size::Plain => base.to_owned(),
            Size::Medium => format!("{base} {base}--m"),
            Size::PageHeading => format!("{base} {base}--l"),
        }
    }
}

/// What every question has.
#[derive(Clone, Copy, Default, Debug)]
pub struct Field<'a> {
    /// Unique on the page; an error's link in the summary leads here.
    pub id: &'a str,
    /// The name it is sent under.
    pub name: &'a str,
    /// The question, or the word for what is asked.
    pub label: &'a str,
    /// How to answer, where that is not plain.
    pub hint: Option<&'a str>,
    /// What is wrong with the answer given.
    pub error: Option<&'a str>,
    /// How large the label is.
    pub size: Size,
}

impl<'a> Field<'a> {
    /// A field whose id is its name.
    #[must_use]
    pub fn new(name: &'a str, label: &'a str) -> Field<'a> {
        Field {
            id: name,
            name,
            label,
            ..Field::default()
        }
    }

    /// The ids of hint and error for `aria-describedby`.
    pub(super) fn described_by(&self) -> Option<String> {
        match (self.hint, self.error) {
            (None, None) => None,
            (Some(_), None) => Some(format!("{}-hint", self.id)),
            (None, Some(_)) => Some(format!("{}-error", self.id)),
            (Some(_), Some(_)) => Some(format!("{0}-hint {0}-error", self.id)),
        }
    }

    /// `base`, and `base--error` if there is an error.
    pub(super) fn class(&self, base: &str) -> String {
        if self.error.is_some() {
            format!("{base} {base}--error")
        } else {
            base.to_owned()
        }
    }

    /// Hint and error, in this order.
    pub(super) fn notes(&self, say: Say<'_>) -> Markup {
        html! {
            @if let Some(hint) = self.hint { div id={ (self.id) "-hint" } class="govuk-hint" { (hint) } }
            @if let Some(error) = self.error { (error_message(say, Some(&format!("{}-error", self.id)), error)) }
        }
    }

    fn label(&self) -> Markup {
        let label =
            html! { label class=(self.size.of("govuk-label")) for=(self.id) { (self.label) } };
        html! {
            @if self.size == Size::PageHeading { h1 class="govuk-label-wrapper" { (label) } } @else { (label) }
        }
    }

    fn group(&self, say: Say<'_>, input: &Markup) -> Markup {
        html! { div class=(self.class("govuk-form-group")) { (self.label()) (self.notes(say)) (input) } }
    }
}

/// A line of text.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// What was typed before.
    pub value: &'a str,
    /// `text`, `email`, `tel`, `password`, `search`.
    pub kind: &'a str,
    /// What the browser may fill in: a token of the HTML standard, such as `name` or `current-password`.
    pub autocomplete: Option<&'a str>,
    /// Which keyboard a phone shows, such as `numeric`.
    pub inputmode: Option<&'a str>,
    /// Width in characters: 2, 3, 4, 5, 10, 20 or 30; `None` is the full width.
    pub width: Option<u8>,
    /// A unit before the input, also said in the label.
    pub prefix: Option<&'a str>,
    /// A unit after the input, also said in the label.
    pub suffix: Option<&'a str>,
    /// Off for names and codes.
    pub spellcheck: Option<bool>,
}

impl Default for Input<'_> {
    fn default() -> Self {
        Input {
            value: "",
            kind: "text",
            autocomplete: None,
            inputmode: None,
            width: None,
            prefix: None,
            suffix: None,
            spellcheck: None,
        }
    }
}

/// A line of text to type.
pub fn text_input(say: Say<'_>, field: &Field<'_>, input: &Input<'_>) -> Markup {
    let mut class = field.class("govuk-input");
    if let Some(width) = input.width {
        class.push_str(&format!(" govuk-input--width-{width}"));
    }
    let spellcheck = input.spellcheck.map(|on| if on { "true" } else { "false" });
    let element = html! {
        input class=(class) id=(field.id) name=(field.name) type=(input.kind) spellcheck=[spellcheck]
            value=[(!input.value.is_empty()).then_some(input.value)] aria-describedby=[field.described_by()]
            autocomplete=[input.autocomplete] inputmode=[input.inputmode];
    };
    if input.prefix.is_none() && input.suffix.is_none() {
        return field.group(say, &element);
    }
    let wrapped = html! {
        div class="govuk-input__wrapper" {
            @if let Some(prefix) = input.prefix { div class="govuk-input__prefix" aria-hidden="true" { (prefix) } }
            (element)
            @if let Some(suffix) = input.suffix { div class="govuk-input__suffix" aria-hidden="true" { (suffix) } }
        }
    };
    field.group(say, &wrapped)
}

/// Several lines of text.
#[derive(Clone, Copy, Debug)]
pub struct Textarea<'a> {
    /// What was typed before.
    pub value: &'a str,
    /// Height in lines.
    pub rows: u8,
}

impl Default for Textarea<'_> {
    fn default() -> Self {
        Textarea { value: "", rows: 5 }
    }
}

/// Several lines of text to type.
pub fn textarea(say: Say<'_>, field: &Field<'_>, area: &Textarea<'_>) -> Markup {
    field.group(
        say,
        &html! {
            textarea class=(field.class("govuk-textarea")) id=(field.id) name=(field.name) rows=(area.rows)
                aria-describedby=[field.described_by()] { (area.value) }
        },
    )
}

/// A list to choose one from, for more than about ten; fewer are [`super::radios`]. Hints of choices are not shown.
pub fn select(say: Say<'_>, field: &Field<'_>, choices: &[super::Choice<'_>]) -> Markup {
    field.group(
        say,
        &html! {
            select class=(field.class("govuk-select")) id=(field.id) name=(field.name)
                aria-describedby=[field.described_by()] {
                @for choice in choices {
                    option value=(choice.value) selected[choice.chosen] disabled[choice.disabled] { (choice.label) }
                }
            }
        },
    )
}

/// A file to send. `accept` names the types, such as `application/pdf,image/jpeg`.
pub fn file_upload(say: Say<'_>, field: &Field<'_>, accept: Option<&str>) -> Markup {
    field.group(
        say,
        &html! {
            input class=(field.class("govuk-file-upload")) id=(field.id) name=(field.name) type="file"
                accept=[accept] aria-describedby=[field.described_by()];
        },
    )
}

/// Questions that belong together, under one legend.
pub fn fieldset(legend: &str, size: Size, inner: &Markup) -> Markup {
    html! { fieldset class="govuk-fieldset" { (legend_of(legend, size)) (inner) } }
}

/// What is wrong, beside the input.
pub fn error_message(say: Say<'_>, id: Option<&str>, text: &str) -> Markup {
    html! {
        p id=[id] class="govuk-error-message" {
            span class="govuk-visually-hidden" { (say.t("error-prefix")) } " " (text)
        }
    }
}

pub(super) fn legend_of(legend: &str, size: Size) -> Markup {
    html! {
        legend class=(size.of("govuk-fieldset__legend")) {
            @if size == Size::PageHeading { h1 class="govuk-fieldset__heading" { (legend) } } @else { (legend) }
        }
    }
}
