//! Saying something: what is wrong, what has happened, what to mind.

use maud::{Markup, html};

use crate::words::Say;

/// One line of the error summary.
#[derive(Clone, Copy, Debug)]
pub struct Fault<'a> {
    /// `#id` of the input, if the fault is one input's.
    pub href: Option<&'a str>,
    /// The same sentence as beside the input.
    pub text: &'a str,
}

/// All errors of a page, above its `h1`. Nothing if there are none.
pub fn error_summary(say: Say<'_>, faults: &[Fault<'_>]) -> Markup {
    html! {
        @if !faults.is_empty() {
            div class="govuk-error-summary" {
                div role="alert" {
                    h2 class="govuk-error-summary__title" { (say.t("error-summary-title")) }
                    div class="govuk-error-summary__body" {
                        ul class="govuk-list govuk-error-summary__list" {
                            @for fault in faults {
                                li { @if let Some(href) = fault.href { a href=(href) { (fault.text) } } @else { (fault.text) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The end of a job: what was done, and the number to keep. Its title is the page's `h1`.
pub fn panel(title: &str, body: Option<&Markup>) -> Markup {
    html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { (title) }
            @if let Some(body) = body { div class="govuk-panel__body" { (body) } }
        }
    }
}

/// Something about the whole page that the reader should know first. At most one banner a page.
pub fn banner(say: Say<'_>, text: &str) -> Markup {
    banner_as(&say.t("banner-important"), None, "region", &heading(text))
}

/// What the reader just did has worked. At most one banner a page.
pub fn banner_success(say: Say<'_>, text: &str) -> Markup {
    banner_as(
        &say.t("banner-success"),
        Some("govuk-notification-banner--success"),
        "alert",
        &heading(text),
    )
}

fn heading(text: &str) -> Markup {
    html! { p class="govuk-notification-banner__heading" { (text) } }
}

fn banner_as(title: &str, class: Option<&str>, role: &str, inner: &Markup) -> Markup {
    html! {
        div class={ "govuk-notification-banner" @if let Some(class) = class { " " (class) } } role=(role)
            aria-labelledby="govuk-notification-banner-title" {
            div class="govuk-notification-banner__header" {
                h2 class="govuk-notification-banner__title" id="govuk-notification-banner-title" { (title) }
            }
            div class="govuk-notification-banner__content" { (inner) }
        }
    }
}

/// A remark set off from the text.
pub fn inset(inner: &Markup) -> Markup {
    html! { div class="govuk-inset-text" { (inner) } }
}

/// A consequence that must not be overlooked.
pub fn warning(say: Say<'_>, text: &str) -> Markup {
    html! {
        div class="govuk-warning-text" {
            span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
            strong class="govuk-warning-text__text" {
                span class="govuk-visually-hidden" { (say.t("warning")) } " " (text)
            }
        }
    }
}

/// Something only some readers need, folded away.
pub fn details(summary: &str, inner: &Markup) -> Markup {
    html! {
        details class="govuk-details" {
            summary class="govuk-details__summary" { span class="govuk-details__summary-text" { (summary) } }
            div class="govuk-details__text" { (inner) }
        }
    }
}

/// A line under the header: this is a trial, a demonstration.
pub fn phase_banner(tag: &str, inner: &Markup) -> Markup {
    html! {
        div class="govuk-phase-banner govuk-width-container" {
            p class="govuk-phase-banner__content" {
                strong class="govuk-tag govuk-phase-banner__content__tag" { (tag) }
                span class="govuk-phase-banner__text" { (inner) }
            }
        }
    }
}
