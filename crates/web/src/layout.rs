//! The frame around every page: head, header, navigation, main part, footer.
//!
//! **Invariants:** the page's own body brings the one `h1`; nothing is inline script or style; the
//! language links keep the address; no link carries personal data.

use maud::{DOCTYPE, Markup, html};

use crate::assets::Assets;
use crate::components::{NavLink, Tongue, language_switch, navigation, skip_link};
use crate::words::{Key, Lang, Say};

/// The pages the footer links to, on every page.
const FOOTER: [(&str, Key); 4] = [
    ("/check", Key("footer-check")),
    ("/ledger", Key("footer-ledger")),
    ("/accessibility", Key("footer-accessibility")),
    ("/about", Key("footer-about")),
];

/// Who is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    /// The person's name, as the header shows it.
    pub name: &'a str,
    /// Where the name leads: the person's own page, the officer's desk.
    pub home: &'a str,
}

/// What the frame needs to know about a page.
#[derive(Clone, Debug)]
pub struct PageHead<'a> {
    /// The reader's language.
    pub say: Say<'a>,
    /// Where stylesheets and logo are.
    pub assets: &'a Assets,
    /// What the page is, as its `h1` says it; stands before the site's name in the window's title.
    pub title: &'a str,
    /// Path and query of this page; the language links keep them.
    pub path: &'a str,
    /// Who is signed in, if anybody is.
    pub who: Option<Who<'a>>,
    /// The main menu.
    pub nav: &'a [NavLink<'a>],
    /// What stands above the main part, still in the header: phase banner, breadcrumbs, back link.
    pub before: Option<Markup>,
    /// Whether the page shows errors; its title then begins with the word.
    pub has_errors: bool,
    /// The address of the script that the page needs, if it needs one.
    pub script: Option<String>,
    /// The hidden field with which the header signs out at once; without it, a page asks first.
    pub csrf: Option<Markup>,
}

impl<'a> PageHead<'a> {
    /// A page for anybody, without menu.
    #[must_use]
    pub fn new(say: Say<'a>, assets: &'a Assets, title: &'a str, path: &'a str) -> PageHead<'a> {
        PageHead {
            say,
            assets,
            title,
            path,
            who: None,
            nav: &[],
            before: None,
            has_errors: false,
            script: None,
            csrf: None,
        }
    }
}

/// A whole page. `body` is the main part and brings the one `h1`.
pub fn page(head: &PageHead<'_>, body: &Markup) -> Markup {
    let say = head.say;
    html! {
        (DOCTYPE)
        html lang=(say.lang()) class="govuk-template" {
            (head_of(head))
            body class="govuk-template__body" {
                (skip_link("#main-content", &say.t("skip-to-content")))
                (header(head))
                div class="govuk-width-container mc-page" {
                    main class="govuk-main-wrapper" id="main-content" { (body) }
                }
                (footer(say))
            }
        }
    }
}

fn head_of(head: &PageHead<'_>) -> Markup {
    let say = head.say;
    let title = if head.has_errors {
        say.tv("title-with-error", &[("title", head.title.into())])
    } else {
        head.title.to_owned()
    };
    let title = say.tv(
        "title-page",
        &[("title", title.into()), ("site", say.t("site-name").into())],
    );
    html! {
        head {
            meta charset="utf-8";
            title { (title) }
            meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
            meta name="color-scheme" content="light";
            @for sheet in head.assets.stylesheets() { link rel="stylesheet" href=(sheet); }
            link rel="icon" href=(head.assets.logo()) type="image/svg+xml" sizes="any";
            @if let Some(script) = &head.script { script src=(script) defer {} }
        }
    }
}

fn header(head: &PageHead<'_>) -> Markup {
    let say = head.say;
    html! {
        header class="govuk-template__header" {
            div class="mc-header" {
                div class="govuk-width-container mc-header__inner" {
                    a class="mc-header__home" href="/" {
                        img class="mc-header__logo" src=(head.assets.logo()) alt="" width="44" height="44";
                        span class="mc-header__words" {
                            span class="mc-header__name" { (say.t("site-name")) }
                            span class="mc-header__tagline" { (say.t("site-tagline")) }
                        }
                    }
                    div class="mc-header__side" {
                        (language_switch(&say.t("language-label"), &tongues(say, head.path)))
                        (account(say, head))
                    }
                }
            }
            (navigation(&say.t("nav-label"), head.nav))
            @if let Some(before) = &head.before { div class="govuk-width-container mc-before" { (before) } }
        }
    }
}

fn account(say: Say<'_>, head: &PageHead<'_>) -> Markup {
    html! {
        div class="mc-account" {
            @if let Some(who) = head.who {
                a class="mc-account__who" href=(who.home) {
                    span class="mc-account__badge" aria-hidden="true" { (initials(who.name)) }
                    span class="govuk-visually-hidden" { (say.tv("signed-in-as", &[("name", who.name.into())])) }
                    span class="mc-account__name" aria-hidden="true" { (who.name) }
                }
                @if let Some(csrf) = &head.csrf {
                    form class="mc-account__form" method="post" action="/sign-out" {
                        (csrf) button class="mc-account__link" type="submit" { (say.t("sign-out")) }
                    }
                } @else {
                    a class="mc-account__link" href="/sign-out" { (say.t("sign-out")) }
                }
            } @else {
                a class="mc-account__link" href="/sign-in" { (say.t("sign-in")) }
            }
        }
    }
}

fn footer(say: Say<'_>) -> Markup {
    html! {
        footer class="mc-footer" {
            div class="govuk-width-container mc-footer__inner" {
                p class="mc-footer__promise" { (say.t("footer-promise")) }
                nav aria-label=(say.t("footer-label")) {
                    ul class="mc-footer__links" {
                        @for (href, key) in FOOTER { li { a class="mc-footer__link" href=(href) { (say.key(key)) } } }
                    }
                }
            }
        }
    }
}

fn tongues(say: Say<'_>, path: &str) -> Vec<Tongue> {
    say.words()
        .languages()
        .map(|lang| Tongue {
            code: lang,
            name: say.words().say(lang).t("language-name"),
            href: (lang != say.lang()).then(|| in_language(path, lang)),
        })
        .collect()
}

/// The same path and query with `lang` set.
fn in_language(path: &str, lang: Lang) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut parts: Vec<&str> = query
        .split('&')
        .filter(|part| !part.is_empty() && *part != "lang" && !part.starts_with("lang="))
        .collect();
    let last = format!("lang={lang}");
    parts.push(&last);
    format!("{path}?{}", parts.join("&"))
}

/// First letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next();
    let last = words.next_back();
    [first, last]
        .into_iter()
        .flatten()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_links_keep_the_address() {
        let lang = Lang::parse("uk").unwrap();
        for (path, href) in [
            ("/", "/?lang=uk"),
            ("/cases?after=7&lang=vi", "/cases?after=7&lang=uk"),
            ("/a?language=x", "/a?language=x&lang=uk"),
            ("/a?", "/a?lang=uk"),
        ] {
            assert_eq!(in_language(path, lang), href);
        }
    }

    #[test]
    fn initials_are_of_first_and_last_word() {
        for (name, letters) in [
            ("Mai Anh Lan", "ML"),
            ("mai", "M"),
            ("Đỗ Ân", "ĐÂ"),
            ("", ""),
            ("  ", ""),
        ] {
            assert_eq!(initials(name), letters);
        }
    }
}
