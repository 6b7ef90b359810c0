//! What was found: one look at all that is listed, and a way to the next page that carries nothing
//! in its address.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use pack::{Field, FieldKind, Register};
use registers::{FoundPage, Listed, Shown};

use crate::citizen::texts::Texts;
use crate::components::{Button, ButtonLook, Column, Fit, Table, button, inset, table};
use crate::desk::page_under;
use crate::forms::Form;
use crate::visitor::Visitor;

/// So many columns a list has at most: what does not tell records apart stands on their pages.
const COLUMNS_MAX: usize = 6;

/// The page.
pub(super) fn page(
    visitor: &Visitor,
    (register, purpose): (&Register, &str),
    form: &Form,
    found: &FoundPage,
) -> Response {
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = say.t("registers-found");
    let search = format!("/registers/{}/search?for={purpose}", register.id);
    let body = html! {
        span class="govuk-caption-l" { (texts.register(&register.id)) }
        h1 class="govuk-heading-l" { (title) }
        @if found.list.is_empty() {
            p class="govuk-body" { (say.t("registers-found-none")) }
        } @else {
            (list(texts, (register, purpose), &found.list))
            @if let Some(next) = found.next { (onward(visitor, &register.id, form, &next.to_string())) }
        }
        p class="govuk-body" { a class="govuk-link" href=(search) { (say.t("registers-search-again")) } }
    };
    page_under(visitor, &search, (&title, &body), StatusCode::OK)
}

/// Records, each a way to its page; of those that are not shared, that they are there.
pub(super) fn list(
    texts: Texts<'_>,
    (register, purpose): (&Register, &str),
    list: &[Listed],
) -> Markup {
    let open = list.iter().filter(|listed| listed.withheld.is_none());
    let open: Vec<&Shown> = open.map(|listed| &listed.shown).collect();
    html! {
        @if !open.is_empty() { (shared(texts, (register, purpose), &open)) }
        @if open.len() < list.len() { (withheld(texts, list)) }
    }
}

/// Records that are not shared, by their ids.
fn withheld(texts: Texts<'_>, list: &[Listed]) -> Markup {
    let say = texts.say;
    let stopped = list
        .iter()
        .filter_map(|listed| Some((listed.shown.id, listed.withheld?)));
    inset(&html! {
        p class="govuk-body" { (say.t("registers-found-withheld")) }
        ul class="govuk-list" {
            @for (id, due) in stopped {
                li {
                    span class="mc-number" { (id) } " "
                    span class="mc-hint" {
                        (say.tv("registers-found-withheld-due", &[("due", texts.due(due).0.into())]))
                    }
                }
            }
        }
    })
}

fn shared(texts: Texts<'_>, (register, purpose): (&Register, &str), list: &[&Shown]) -> Markup {
    let say = texts.say;
    // Names first: they are what people read.
    let shown = |id: &str| list.iter().any(|record| record.value(id).is_some());
    let told = register
        .fields
        .iter()
        .filter(|field| shown(&field.id) && !matches!(field.kind, FieldKind::Reference(_)));
    let (mut fields, others): (Vec<_>, Vec<_>) =
        told.partition(|field| field.kind == FieldKind::Name);
    fields.extend(others);
    fields.truncate(COLUMNS_MAX);
    let titles: Vec<String> = fields
        .iter()
        .map(|field| texts.field(&register.id, &field.id))
        .collect();
    let columns: Vec<Column<'_>> = titles.iter().map(|title| Column::text(title)).collect();
    let caption = say.t("registers-found-list");
    let mut drawn = Table::new("found", &caption, &columns, Fit::Stack);
    let row = |record: &&Shown| {
        let href = format!(
            "/registers/{}/records/{}?for={purpose}",
            register.id, record.id
        );
        let cell = |(at, field): (usize, &&Field)| {
            let value = record.value(&field.id);
            let text = value.map(|value| short(texts, register, field, &value.to_text()));
            let text = text.unwrap_or_else(|| "–".to_owned());
            html! { @if at == 0 { a class="govuk-link" href=(href) { (text) } } @else { (text) } }
        };
        fields.iter().enumerate().map(cell).collect::<Vec<_>>()
    };
    drawn.rows = list.iter().map(row).collect();
    table(&drawn)
}

/// A value as a list has room for it: a place without what it lies in.
fn short(texts: Texts<'_>, register: &Register, field: &Field, text: &str) -> String {
    if field.kind == FieldKind::Place
        && let Some(place) = texts.house.room.directory.place(text)
    {
        return place.name.clone();
    }
    texts.value(&register.id, &field.id, text)
}

/// The next page: the same form once more, from behind the last record on.
fn onward(visitor: &Visitor, register: &str, form: &Form, after: &str) -> Markup {
    let again = form
        .pairs()
        .filter(|(name, _)| !matches!(*name, "csrf" | "after"));
    html! {
        form method="post" action=(format!("/registers/{register}/search")) {
            (visitor.csrf())
            @for (name, value) in again { input type="hidden" name=(name) value=(value); }
            input type="hidden" name="after" value=(after);
            (button(&Button {
                text: &visitor.say().t("registers-found-next"),
                look: ButtonLook::Secondary,
                ..Button::default()
            }))
        }
    }
}
