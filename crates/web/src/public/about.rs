//! What the portal is, and who can use it: texts.

use axum::response::Response;
use maud::{Markup, html};

use crate::visitor::Visitor;
use crate::words::Key;

/// A part of a text: its heading, and its paragraphs.
type Part = (Key, &'static [Key]);

const ABOUT: [Part; 4] = [
    (
        Key("public-about-once"),
        &[Key("public-about-once-1"), Key("public-about-once-2")],
    ),
    (
        Key("public-about-looks"),
        &[Key("public-about-looks-1"), Key("public-about-looks-2")],
    ),
    (Key("public-about-time"), &[Key("public-about-time-1")]),
    (Key("public-about-open"), &[Key("public-about-open-1")]),
];

const ACCESSIBILITY: [Part; 3] = [
    (
        Key("public-access-how"),
        &[
            Key("public-access-how-1"),
            Key("public-access-how-2"),
            Key("public-access-how-3"),
        ],
    ),
    (
        Key("public-access-tested"),
        &[Key("public-access-tested-1")],
    ),
    (Key("public-access-help"), &[Key("public-access-help-1")]),
];

/// `GET /about`
pub(super) async fn get(visitor: Visitor) -> Response {
    let say = visitor.say();
    let country = say.pack("pack-name");
    let lead = say.tv("public-about-lead", &[("pack", country.into())]);
    let law = say.tv(
        "public-about-law",
        &[("law", visitor.house.pack().law().into())],
    );
    let more = html! { p class="govuk-body mc-quiet" { (law) } };
    text(&visitor, &say.t("public-about"), (&lead, &ABOUT), &more)
}

/// `GET /accessibility`
pub(super) async fn get_accessibility(visitor: Visitor) -> Response {
    let say = visitor.say();
    let lead = say.t("public-access-lead");
    text(
        &visitor,
        &say.t("public-access"),
        (&lead, &ACCESSIBILITY),
        &html! {},
    )
}

fn text(visitor: &Visitor, title: &str, (lead, parts): (&str, &[Part]), more: &Markup) -> Response {
    let say = visitor.say();
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" { (lead) }
        @for (heading, paragraphs) in parts {
            h2 class="govuk-heading-m" { (say.key(*heading)) }
            @for paragraph in *paragraphs { p class="govuk-body" { (say.key(*paragraph)) } }
        }
        (more)
    };
    visitor.page(title, &body)
}
