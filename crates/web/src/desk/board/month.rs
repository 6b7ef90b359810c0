//! The cases behind one month of a figure: where, when due, when decided. Nothing about people.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use steering::{CASES_MAX, Sample};

use super::{STEERING, month_name};
use crate::citizen::texts::Texts;
use crate::components::{Colour, Column, Fit, Pages, Table, pagination, table, tag};
use crate::desk::{answer, asked, page_under};
use crate::error::PageError;
use crate::visitor::Visitor;

/// How many cases a page shows.
const PAGE: i64 = 100;

/// The cases that were counted.
pub(crate) async fn get(
    visitor: Visitor,
    Path((indicator, month)): Path<(String, String)>,
) -> Response {
    let shown = show(&visitor, &indicator, &month).await;
    answer(&visitor, shown)
}

async fn show(visitor: &Visitor, indicator: &str, month: &str) -> Result<Response, PageError> {
    let (house, say) = (&visitor.house, visitor.say());
    let ctx = visitor.ctx(STEERING);
    let overseen = house.room.oversee(&ctx).await?;
    if !house
        .pack()
        .indicators
        .iter()
        .any(|declared| declared.id == indicator)
    {
        return Err(PageError::NotFound);
    }
    let before = asked(visitor, "before").and_then(|id| id.parse().ok());
    let limit = PAGE.min(CASES_MAX);
    let mut samples = steering::cases(house.ledger(), indicator, month, before, limit).await?;
    let full = i64::try_from(samples.len()).unwrap_or(0) == limit;
    let next = samples.last().filter(|_| full);
    let next = next.map(|last| format!("/board/{indicator}/{month}?before={}", last.entry));
    // What is behind a figure is opened procedure by procedure.
    samples.retain(|sample| {
        sample
            .procedure
            .as_ref()
            .is_some_and(|id| overseen.contains(id))
    });
    let name = say.pack(&format!("indicator-{indicator}"));
    let title = say.tv(
        "board-behind-title",
        &[
            ("indicator", name.into()),
            ("month", month_name(say, month).into()),
        ],
    );
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("board-behind-about")) }
        @if samples.is_empty() { p class="govuk-body" { (say.t("board-behind-none")) } }
        @else { (list(Texts::of(visitor), &samples)) }
        (pagination(say, &Pages { next: next.as_deref(), ..Pages::default() }))
    };
    Ok(page_under(
        visitor,
        "/board",
        (&title, &body),
        StatusCode::OK,
    ))
}

fn list(texts: Texts<'_>, samples: &[Sample]) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("board-behind-decided"),
        say.t("board-behind-procedure"),
        say.t("board-behind-office"),
        say.t("board-behind-due"),
        say.t("board-behind-outcome"),
        say.t("board-behind-counts"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("board-behind-cases");
    let mut drawn = Table::new("cases", &caption, &columns, Fit::Stack);
    drawn.rows = samples.iter().map(|sample| row(texts, sample)).collect();
    table(&drawn)
}

fn row(texts: Texts<'_>, sample: &Sample) -> Vec<Markup> {
    let say = texts.say;
    let (decided, machine) = texts.when(sample.decided.unwrap_or(sample.at));
    let dash = || "–".to_owned();
    let procedure = sample
        .procedure
        .as_deref()
        .map_or_else(dash, |id| texts.procedure(id));
    let office = sample.office.as_deref().unwrap_or_default();
    let due = sample.due.map_or_else(dash, |due| texts.moment(due));
    let outcome = match sample.outcome.as_deref() {
        Some("granted") => say.t("board-outcome-granted"),
        Some("refused") => say.t("board-outcome-refused"),
        Some("withdrawn") => say.t("board-outcome-withdrawn"),
        _ => dash(),
    };
    let (counts, colour) = if sample.counted {
        (say.t("board-counts-yes"), Colour::Green)
    } else {
        (say.t("board-counts-no"), Colour::Grey)
    };
    vec![
        html! { time datetime=(machine) { (decided) } },
        html! { (procedure) },
        html! { (texts.office(office)) " " span class="mc-quiet mc-number" { (office) } },
        html! {
            (due)
            @if sample.on_time == Some(false) { " " (tag(&say.t("board-late"), Colour::Red)) }
        },
        html! { (outcome) },
        tag(&counts, colour),
    ]
}
