//! Ways through the pages: back, up, along, in another language.

use maud::{Markup, html};

use crate::words::{Lang, Say};

/// A link of the navigation.
#[derive(Clone, Copy, Debug)]
pub struct NavLink<'a> {
    /// Where it leads; `None` for the page the reader is on (breadcrumbs only).
    pub href: Option<&'a str>,
    /// What it says.
    pub text: &'a str,
    /// Whether the reader is there.
    pub current: bool,
}

impl<'a> NavLink<'a> {
    /// A link.
    #[must_use]
    pub fn new(href: &'a str, text: &'a str) -> NavLink<'a> {
        NavLink {
            href: Some(href),
            text,
            current: false,
        }
    }

    /// The page the reader is on.
    #[must_use]
    pub fn here(text: &'a str) -> NavLink<'a> {
        NavLink {
            href: None,
            text,
            current: true,
        }
    }
}

/// The first thing on a page: past the header to what matters.
pub fn skip_link(href: &str, text: &str) -> Markup {
    html! { a href=(href) class="govuk-skip-link" { (text) } }
}

/// To the page before in a journey; the caller computes it, it is never the browser's history.
pub fn back_link(say: Say<'_>, href: &str) -> Markup {
    html! { a href=(href) class="govuk-back-link" { (say.t("back")) } }
}

/// Where the page stands among the pages above it.
pub fn breadcrumbs(say: Say<'_>, links: &[NavLink<'_>]) -> Markup {
    html! {
        nav class="govuk-breadcrumbs" aria-label=(say.t("breadcrumbs-label")) {
            ol class="govuk-breadcrumbs__list" {
                @for link in links {
                    @if let Some(href) = link.href {
                        li class="govuk-breadcrumbs__list-item" {
                            a class="govuk-breadcrumbs__link" href=(href) { (link.text) }
                        }
                    } @else {
                        li class="govuk-breadcrumbs__list-item" aria-current="page" { (link.text) }
                    }
                }
            }
        }
    }
}

/// The main menu under the header. It wraps on small screens instead of folding, so it needs no script.
pub fn navigation(label: &str, links: &[NavLink<'_>]) -> Markup {
    html! {
        @if !links.is_empty() {
            div class="govuk-service-navigation" {
                div class="govuk-width-container" {
                    div class="govuk-service-navigation__container" {
                        nav aria-label=(label) class="govuk-service-navigation__wrapper" {
                            ul class="govuk-service-navigation__list" id="navigation" {
                                @for link in links { (item(link)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn item(link: &NavLink<'_>) -> Markup {
    html! {
        li class={
            "govuk-service-navigation__item" @if link.current { " govuk-service-navigation__item--active" }
        } {
            a class="govuk-service-navigation__link" href=[link.href]
                aria-current=[link.current.then_some("page")] {
                @if link.current {
                    strong class="govuk-service-navigation__active-fallback" { (link.text) }
                } @else {
                    (link.text)
                }
            }
        }
    }
}

/// A language the page can be read in.
#[derive(Clone, Debug)]
pub struct Tongue {
    /// Which.
    pub code: Lang,
    /// Its own name for itself.
    pub name: String,
    /// The same page in it; `None` for the language of this page.
    pub href: Option<String>,
}

/// The same page in other languages.
pub fn language_switch(label: &str, tongues: &[Tongue]) -> Markup {
    html! {
        nav class="govuk-language-navigation govuk-language-navigation--inverse" aria-label=(label) {
            ul class="govuk-language-navigation__list" {
                @for tongue in tongues {
                    li class="govuk-language-navigation__list-item" {
                        @if let Some(href) = &tongue.href {
                            a class="govuk-language-navigation__link" href=(href) rel="alternate"
                                lang=(tongue.code) hreflang=(tongue.code) { (tongue.name) }
                        } @else {
                            span class="govuk-language-navigation__text" aria-current="true" lang=(tongue.code) {
                                (tongue.name)
                            }
                        }
                    }
                }
            }
        }
    }
}
