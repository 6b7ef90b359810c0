//! Tables, and the way from one page of rows to the next.

use maud::{Markup, PreEscaped, html};

use crate::words::Say;

use super::Size;

/// A column.
#[derive(Clone, Copy, Default, Debug)]
pub struct Column<'a> {
    /// Its heading; if all are empty, the table has no head.
    pub title: &'a str,
    /// Numbers stand to the right.
    pub numeric: bool,
}

impl<'a> Column<'a> {
    /// A column of text.
    #[must_use]
    pub fn text(title: &'a str) -> Column<'a> {
        Column {
            title,
            numeric: false,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(title: &'a str) -> Column<'a> {
        Column {
            title,
            numeric: true,
        }
    }
}

/// How a table that is wider than the screen behaves.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Fit {
    /// It is known to be narrow.
    #[default]
    Narrow,
    /// It scrolls inside a region that the keyboard reaches; for figures that are compared by column.
    Scroll,
    /// On small screens each row becomes a card with the headings beside its values; for lists.
    Stack,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    /// Unique on the page; needed where the table scrolls.
    pub id: &'a str,
    /// What the table shows. Never empty on our pages.
    pub caption: &'a str,
    /// How large the caption is.
    pub caption_size: Size,
    /// The columns.
    pub columns: &'a [Column<'a>],
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Markup>>,
    /// Whether the first cell names its row.
    pub first_names_row: bool,
    /// What happens on small screens.
    pub fit: Fit,
}

impl<'a> Table<'a> {
    /// A table whose first column names the rows.
    #[must_use]
    pub fn new(id: &'a str, caption: &'a str, columns: &'a [Column<'a>], fit: Fit) -> Table<'a> {
        Table {
            id,
            caption,
            caption_size: Size::Medium,
            columns,
            rows: Vec::new(),
            first_names_row: true,
            fit,
        }
    }
}

/// Rows and columns.
pub fn table(table: &Table<'_>) -> Markup {
    // Cards are no table to the browser; the roles say that it still is one.
    let role = |name: &'static str| (table.fit == Fit::Stack).then_some(name);
    let caption_id = (table.fit == Fit::Scroll).then(|| format!("{}-caption", table.id));
    let drawn = html! {
        table class={ "govuk-table" @if table.fit == Fit::Stack { " mc-stack" } } role=[role("table")] {
            @if !table.caption.is_empty() {
                caption id=[caption_id.as_deref()] class={
                    "govuk-table__caption" @if table.caption_size != Size::Plain { " govuk-table__caption--m" }
                } {
                    // A caption as wide as the table would leave the screen with it.
                    @if table.fit == Fit::Scroll { span class="mc-scroll__caption" { (table.caption) } } @else { (table.caption) }
                }
            }
            @if table.columns.iter().any(|column| !column.title.is_empty()) {
                thead class="govuk-table__head" role=[role("rowgroup")] {
                    tr class="govuk-table__row" role=[role("row")] {
                        @for column in table.columns {
                            th scope="col" role=[role("columnheader")] class=(class("govuk-table__header", *column)) {
                                (column.title)
                            }
                        }
                    }
                }
            }
            tbody class="govuk-table__body" role=[role("rowgroup")] {
                @for cells in &table.rows {
                    tr class="govuk-table__row" role=[role("row")] {
                        @for (at, inner) in cells.iter().enumerate() { (cell(table, at, inner)) }
                    }
                }
            }
        }
    };
    match caption_id {
        Some(id) => html! {
            div class="mc-scroll" role="region" aria-labelledby=(id) tabindex="0" { (drawn) }
        },
        None => drawn,
    }
}

fn cell(table: &Table<'_>, at: usize, inner: &Markup) -> Markup {
    let column = table.columns.get(at).copied().unwrap_or_default();
    let stack = table.fit == Fit::Stack;
    let label = stack.then_some(column.title);
    html! {
        @if at == 0 && table.first_names_row {
            th scope="row" class="govuk-table__header" role=[stack.then_some("rowheader")] data-label=[label] { (inner) }
        } @else {
            td class=(class("govuk-table__cell", column)) role=[stack.then_some("cell")] data-label=[label] { (inner) }
        }
    }
}

fn class(base: &str, column: Column<'_>) -> String {
    if column.numeric {
        format!("{base} {base}--numeric")
    } else {
        base.to_owned()
    }
}

/// Where the neighbouring pages of a list are. Lists go on from a key, so there are no page numbers.
#[derive(Clone, Copy, Default, Debug)]
pub struct Pages<'a> {
    /// The page before.
    pub previous: Option<&'a str>,
    /// What stands there, in a few words.
    pub previous_label: Option<&'a str>,
    /// The page after.
    pub next: Option<&'a str>,
    /// What stands there, in a few words.
    pub next_label: Option<&'a str>,
}

/// Previous and next; nothing if there is neither.
pub fn pagination(say: Say<'_>, pages: &Pages<'_>) -> Markup {
    html! {
        @if pages.previous.is_some() || pages.next.is_some() {
            nav class="govuk-pagination govuk-pagination--block" aria-label=(say.t("pagination-label")) {
                @if let Some(href) = pages.previous {
                    (turn(&Turn {
                        rel: "prev",
                        href,
                        text: &say.t("pagination-previous"),
                        label: pages.previous_label,
                        arrow: "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z",
                    }))
                }
                @if let Some(href) = pages.next {
                    (turn(&Turn {
                        rel: "next",
                        href,
                        text: &say.t("pagination-next"),
                        label: pages.next_label,
                        arrow: "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z",
                    }))
                }
            }
        }
    }
}

struct Turn<'a> {
    rel: &'a str,
    href: &'a str,
    text: &'a str,
    label: Option<&'a str>,
    arrow: &'a str,
}

fn turn(turn: &Turn<'_>) -> Markup {
    html! {
        div class={ "govuk-pagination__" (turn.rel) } {
            a class="govuk-link govuk-pagination__link" href=(turn.href) rel=(turn.rel) {
                svg class={ "govuk-pagination__icon govuk-pagination__icon--" (turn.rel) }
                    xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false"
                    viewBox="0 0 15 13" { path d=(PreEscaped(turn.arrow)) {} }
                span class={
                    "govuk-pagination__link-title"
                    @if turn.label.is_none() { " govuk-pagination__link-title--decorated" }
                } { (turn.text) }
                @if let Some(label) = turn.label {
                    span class="govuk-visually-hidden" { ":" }
                    span class="govuk-pagination__link-label" { (label) }
                }
            }
        }
    }
}
