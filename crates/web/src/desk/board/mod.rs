//! The board of the steering committee: figures that follow the ledger. Anybody may read them; they
//! open down to the cases behind them for those whom the law lets.

pub(super) mod month;

use axum::response::Response;
use maud::{Markup, html};
use steering::{Figure, Month};

use super::answer;
use crate::components::{Colour, Share, Shares, tag};
use crate::error::PageError;
use crate::visitor::Visitor;
use crate::words::Say;

/// The purpose of looking at the cases behind a figure.
const STEERING: &str = "steering";

/// The board.
pub(super) async fn get(visitor: Visitor) -> Response {
    let shown = show(&visitor).await;
    answer(&visitor, shown)
}

async fn show(visitor: &Visitor) -> Result<Response, PageError> {
    let (house, say) = (&visitor.house, visitor.say());
    let figures = steering::figures(house.ledger().store(), &house.board).await?;
    let opens = !house.room.overseen(&visitor.ctx(STEERING)).is_empty();
    let title = say.t("board-title");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("board-about")) }
        @if opens { p class="govuk-body" { (say.t("board-opens")) } }
        @for figure in &figures { (one(say, figure, opens)) }
    };
    Ok(visitor.page(&title, &body))
}

/// An indicator: its share over all months, its target, its months.
fn one(say: Say<'_>, figure: &Figure, opens: bool) -> Markup {
    let id = &figure.indicator;
    let sum = |part: fn(&Month) -> i64| figure.months.iter().map(part).sum::<i64>();
    let (of, with) = (sum(|month| month.denominator), sum(|month| month.numerator));
    html! {
        section class="mc-indicator" aria-labelledby=(format!("figure-{id}")) {
            h2 class="govuk-heading-m" id=(format!("figure-{id}")) { (say.pack(&format!("indicator-{id}"))) }
            p class="govuk-body" { (say.pack(&format!("indicator-{id}-about"))) }
            @if of == 0 {
                p class="govuk-body" { (say.t("board-nothing")) }
            } @else {
                p class="mc-line__now" { (say.percent(share(with, of), 1)) }
                p class="govuk-body" {
                    (say.tv("board-parts", &[("with", say.number(with).into()), ("of", say.number(of).into())]))
                    " " (target(say, figure.target, (with, of)))
                }
                (months(say, figure, opens))
            }
        }
    }
}

/// The share aimed at, and whether it is reached.
fn target(say: Say<'_>, target: Option<i64>, (with, of): (i64, i64)) -> Markup {
    let Some(target) = target else {
        return html! {};
    };
    let reached = with.saturating_mul(1000) >= target.saturating_mul(of);
    let aim = say.percent(share(target, 1000), 1);
    let (text, colour) = if reached {
        (
            say.tv("board-target-reached", &[("target", aim.into())]),
            Colour::Green,
        )
    } else {
        (
            say.tv("board-target-missed", &[("target", aim.into())]),
            Colour::Yellow,
        )
    };
    tag(&text, colour)
}

/// The months: bars while they are few, a line once they are a story.
fn months(say: Say<'_>, figure: &Figure, opens: bool) -> Markup {
    let shares = figure.months.iter().map(|month| {
        let value = share(month.numerator, month.denominator);
        let parts = [
            ("month", month_name(say, &month.month).into()),
            ("with", say.number(month.numerator).into()),
            ("of", say.number(month.denominator).into()),
        ];
        Share {
            label: say.tv("board-month-parts", &parts),
            value,
            shown: say.percent(value, 1),
            href: opens.then(|| format!("/board/{}/{}", figure.indicator, month.month)),
        }
    });
    let drawn = Shares {
        id: format!("months-{}", figure.indicator),
        title: say.t("board-months"),
        label_name: say.t("board-month"),
        value_name: say.t("board-share"),
        shares: shares.collect(),
    };
    if drawn.shares.len() < 4 {
        drawn.bars()
    } else {
        drawn.line(say)
    }
}

/// A month such as `2026-09` in the reader's language.
fn month_name(say: Say<'_>, month: &str) -> String {
    match month.split_once('-') {
        Some((year, month)) => say.tv(
            "board-month-name",
            &[("month", month.into()), ("year", year.into())],
        ),
        None => month.to_owned(),
    }
}

/// A share for drawing and for per cent; counts of cases are far below what a float holds exactly.
fn share(with: i64, of: i64) -> f64 {
    let thousandths = with.saturating_mul(1_000_000).checked_div(of).unwrap_or(0);
    f64::from(i32::try_from(thousandths).unwrap_or(0)) / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_whole() {
        for (with, of, wanted) in [(0, 0, 0.0), (1, 2, 0.5), (3, 3, 1.0), (0, 7, 0.0)] {
            assert!((share(with, of) - wanted).abs() < 1e-6, "{with} of {of}");
        }
    }
}
