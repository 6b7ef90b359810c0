//! The quality board of a register: six words with what they count, how they moved, where the faults
//! are. Counts alone, open to everybody; lists of records open for those whom the rules let.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::quality::Word;
use maud::{Markup, html};
use registers::{Measurement, TrendPoint};

use super::{breakdown, named, score};
use crate::citizen::texts::Texts;
use crate::components::{Column, Fit, Share, Shares, Table, table};
use crate::desk::{answer, page_under};
use crate::error::PageError;
use crate::visitor::Visitor;

/// Runs that a plot shows: two months of nights.
const TREND_MAX: u32 = 60;

/// `GET /registers/{register}/quality`
pub(super) async fn get(visitor: Visitor, Path(register): Path<String>) -> Response {
    let shown = show(&visitor, &register).await;
    answer(&visitor, shown)
}

async fn show(visitor: &Visitor, register: &str) -> Result<Response, PageError> {
    let texts = Texts::of(visitor);
    let declared = visitor.house.pack().register(register);
    let declared = declared.ok_or(PageError::NotFound)?;
    let registers = &visitor.house.room.registers;
    let db = visitor.house.ledger().store();
    let measured = registers.measured(db, register).await?;
    let mut trends = Vec::new();
    if measured.is_some() {
        for word in Word::ALL {
            let points = registers.trend(db, (register, word), TREND_MAX).await?;
            trends.push((word, points));
        }
    }
    let title = texts.say.t("registers-quality");
    let opens = super::dictionary::searches(visitor, declared);
    let body = html! {
        span class="govuk-caption-l" { (texts.register(register)) }
        h1 class="govuk-heading-l" { (title) }
        @match &measured {
            None => { p class="govuk-body" { (texts.say.t("registers-not-measured")) } }
            Some(measured) => {
                (head(texts, measured))
                (words(texts, measured, &trends))
                (breakdown::rules(texts, measured, opens))
                (breakdown::fields(texts, measured, opens))
                @for parts in &measured.by { (breakdown::parts(texts, parts)) }
                (figures(texts, measured))
            }
        }
    };
    let back = format!("/registers/{register}");
    Ok(page_under(visitor, &back, (&title, &body), StatusCode::OK))
}

/// The weakest word, and what was measured.
fn head(texts: Texts<'_>, measured: &Measurement) -> Markup {
    let say = texts.say;
    let when = texts.moment(measured.at);
    html! {
        @if let Some((word, figure)) = measured.weakest() {
            div class="mc-weakest" {
                p class="mc-weakest__word" { (say.t("registers-weakest-is")) " " strong { (named::word(texts, word)) } }
                p class="mc-weakest__share" { (score::percent(texts, figure)) }
                p class="mc-weakest__parts" { (score::of_all(texts, figure)) " · " (named::measure(texts, figure.measure)) }
            }
        }
        p class="govuk-body" {
            (say.tv("registers-measured", &[
                ("when", when.into()),
                ("count", score::number(texts, measured.rows).into()),
                ("flawless", score::number(texts, measured.flawless).into()),
            ]))
            " " (say.t("registers-no-average"))
        }
    }
}

/// A plot for each word, in their order.
fn words(texts: Texts<'_>, measured: &Measurement, trends: &[(Word, Vec<TrendPoint>)]) -> Markup {
    let say = texts.say;
    let is_measured = |word: Word| {
        measured
            .word(word)
            .is_some_and(|word| word.weakest().is_some())
    };
    html! {
        h2 class="govuk-heading-m" { (say.t("registers-six-words")) }
        div class="mc-halves" {
            @for (word, points) in trends {
                @if points.is_empty() || !is_measured(*word) {
                    section class="mc-line" {
                        h3 class="govuk-heading-s mc-line__title" { (named::word(texts, *word)) }
                        p class="mc-line__now mc-quiet" { "–" }
                        p class="govuk-body mc-quiet" { (say.t("registers-word-unmeasured-about")) }
                    }
                } @else { (trend(texts, *word, points)) }
            }
        }
    }
}

fn trend(texts: Texts<'_>, word: Word, points: &[TrendPoint]) -> Markup {
    let say = texts.say;
    let shares = points.iter().map(|point| {
        let day = say.date_medium(texts.house.local(point.at).date());
        let parts = score::of_all(texts, &point.figure);
        let told = [("day", day.into()), ("parts", parts.into())];
        Share {
            label: say.tv("registers-trend-point", &told),
            value: point.figure.value().unwrap_or(0.0),
            shown: score::percent(texts, &point.figure),
            href: None,
        }
    });
    let drawn = Shares {
        id: format!("word-{}", word.word()),
        title: named::word(texts, word),
        label_name: say.t("registers-run"),
        value_name: say.t("registers-share"),
        shares: shares.collect(),
    };
    drawn.line(say)
}

/// Every figure with its numerator and denominator.
fn figures(texts: Texts<'_>, measured: &Measurement) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("registers-rule-word"),
        say.t("registers-figure"),
        say.t("registers-good"),
        say.t("registers-whole"),
        say.t("registers-share"),
    ];
    let mut columns = titles.each_ref().map(|title| Column::text(title));
    for column in &mut columns[2..] {
        column.numeric = true;
    }
    let caption = say.t("registers-figures");
    let mut drawn = Table::new("figures", &caption, &columns, Fit::Stack);
    let all = measured.words.iter().flat_map(|word| {
        let figures = word.figures.iter();
        figures.map(move |figure| (word.word, figure))
    });
    let row = |(word, figure): (Word, &registers::Figure)| {
        vec![
            html! { (named::word(texts, word)) },
            html! {
                (named::measure(texts, figure.measure)) " " span class="mc-code" { (figure.measure.code()) }
                @if let Some(of) = &figure.of { " " span class="mc-code" { (of) } }
            },
            html! { (score::number(texts, figure.share.good)) },
            html! { (score::number(texts, figure.share.whole)) },
            html! { (score::percent(texts, figure)) },
        ]
    };
    drawn.rows = all.map(row).collect();
    table(&drawn)
}
