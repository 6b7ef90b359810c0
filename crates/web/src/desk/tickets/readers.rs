//! Who has read the value that is said to be wrong, while it stood.

use maud::{Markup, html};
use registers::{Reader, Readers};

use crate::citizen::texts::Texts;
use crate::components::{Column, Fit, Table, table};

pub(super) fn list(texts: Texts<'_>, readers: &Readers) -> Markup {
    let say = texts.say;
    let Some(since) = readers.since else {
        return html! {};
    };
    let since = [("when", texts.moment(since).into())];
    html! {
        h2 class="govuk-heading-m" { (say.t("desk-ticket-readers")) }
        @if readers.list.is_empty() {
            p class="govuk-body" { (say.tv("desk-ticket-readers-none", &since)) }
        } @else {
            p class="govuk-body" { (say.tv("desk-ticket-readers-about", &since)) }
            (drawn(texts, &readers.list))
            @if readers.more { p class="govuk-body" { (say.t("desk-ticket-readers-more")) } }
        }
    }
}

fn drawn(texts: Texts<'_>, list: &[Reader]) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("desk-ticket-reader-when"),
        say.t("desk-ticket-reader-who"),
        say.t("desk-ticket-reader-purpose"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("desk-ticket-readers");
    let mut drawn = Table::new("readers", &caption, &columns, Fit::Stack);
    drawn.rows = list.iter().map(|reader| row(texts, reader)).collect();
    table(&drawn)
}

fn row(texts: Texts<'_>, reader: &Reader) -> Vec<Markup> {
    let role = texts.role(&reader.role);
    let office = reader.office.as_deref().map(|office| texts.office(office));
    vec![
        html! { (texts.moment(reader.at)) },
        html! { (role) @if let Some(office) = &office { br; (office) } },
        html! { (texts.purpose(&reader.purpose)) },
    ]
}
