//! Buttons, and links that look like them.

use maud::{Markup, html};

/// How loud a button is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Look {
    /// The one main action of a page.
    #[default]
    Primary,
    /// Any other action.
    Secondary,
    /// An action that cannot be undone.
    Warning,
}

impl Look {
    fn class(self) -> Option<&'static str> {
        match self {
            Look::Primary => None,
            Look::Secondary => Some("govuk-button--secondary"),
            Look::Warning => Some("govuk-button--warning"),
        }
    }
}

/// A button that sends its form.
#[derive(Clone, Copy, Default, Debug)]
pub struct Button<'a> {
    /// What it does, as a verb.
    pub text: &'a str,
    /// Name and value sent along, where a form has several buttons.
    pub name: Option<&'a str>,
    /// The value sent under `name`.
    pub value: Option<&'a str>,
    /// How loud.
    pub look: Look,
    /// Cannot be pressed now. Prefer to leave a button out, or to say why it fails.
    pub disabled: bool,
}

/// A submit button.
pub fn button(button: &Button<'_>) -> Markup {
    html! {
        button type="submit" name=[button.name] value=[button.value] disabled[button.disabled]
            aria-disabled=[button.disabled.then_some("true")]
            class={ "govuk-button" @if let Some(class) = button.look.class() { " " (class) } } {
            (button.text)
        }
    }
}

/// A link to another page that looks like a button. Never for something that changes data.
pub fn link_button(href: &str, text: &str, look: Look) -> Markup {
    html! {
        a href=(href) role="button" draggable="false"
            class={ "govuk-button" @if let Some(class) = look.class() { " " (class) } } { (text) }
    }
}

/// The link that begins something, with an arrow.
pub fn start_button(href: &str, text: &str) -> Markup {
    html! {
        a href=(href) role="button" draggable="false" class="govuk-button govuk-button--start" {
            (text)
            svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19"
                viewBox="0 0 33 40" aria-hidden="true" focusable="false" {
                path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z" {}
            }
        }
    }
}

/// Buttons and links side by side, wrapping on small screens.
pub fn button_group(inner: &Markup) -> Markup {
    html! { div class="govuk-button-group" { (inner) } }
}
