//! Both axes as a drawing: days in the world from left to right, what the register knew from below
//! upwards, and in each cell the version that held. Not to scale: a day and a century are one column.

use maud::{Markup, html};
use registers::{AsOf, Axes};

use crate::citizen::texts::Texts;

/// Widths and heights, in the drawing's own units.
const LEFT: usize = 172;
const CELL_HEIGHT: usize = 46;
const ABOVE: usize = 34;
const BELOW: usize = 54;
const PLANE: usize = 540;
/// Shades for versions, taken in turn; the number in the cell tells them apart.
const SHADES: usize = 5;

/// A stretch of cells of one version in a row.
struct Bar {
    version: i64,
    from: usize,
    to: usize,
}

/// The drawing; `at` marks the point that is shown.
pub(super) fn draw(texts: Texts<'_>, axes: &Axes, at: Option<AsOf>) -> Markup {
    let (columns, rows) = (axes.days.len(), axes.moments.len());
    if columns == 0 || rows == 0 {
        return html! {};
    }
    let say = texts.say;
    let width = PLANE / columns;
    let height = rows * CELL_HEIGHT;
    let view = format!(
        "0 0 {} {}",
        LEFT + width * columns + 16,
        ABOVE + height + BELOW
    );
    let top = |row: usize| ABOVE + (rows - 1 - row) * CELL_HEIGHT;
    html! {
        figure class="mc-plane" {
            figcaption class="govuk-heading-s mc-line__title" id="plane-title" { (say.t("registers-plane")) }
            p class="mc-hint" { (say.t("registers-plane-about")) }
            div class="mc-scroll" role="region" aria-labelledby="plane-title" tabindex="0" {
                svg class="mc-plane__plot" viewBox=(view) role="img" aria-labelledby="plane-title" {
                    @for (row, cells) in axes.cells.iter().enumerate() {
                        @for bar in bars(cells) {
                            (drawn(&bar, (width, top(row))))
                        }
                        text class="mc-plane__label" x=(LEFT - 10) y=(top(row) + CELL_HEIGHT - 4) text-anchor="end" {
                            (short_moment(texts, axes, row))
                        }
                        line class="mc-plane__grid" x1=(LEFT - 6) x2=(LEFT + width * columns) y1=(top(row) + CELL_HEIGHT) y2=(top(row) + CELL_HEIGHT) {}
                    }
                    @for (column, day) in axes.days.iter().enumerate() {
                        @let x = LEFT + width * column;
                        line class="mc-plane__grid" x1=(x) x2=(x) y1=(ABOVE) y2=(ABOVE + height + 8) {}
                        text class="mc-plane__label" x=(x) y=(ABOVE + height + 24) {
                            (day.map_or_else(|| say.t("registers-plane-ever"), |day| say.date_medium(day)))
                        }
                    }
                    text class="mc-plane__axis" x=(LEFT - 10) y="16" text-anchor="end" { "↑ " (say.t("registers-plane-recorded")) }
                    text class="mc-plane__axis" x=(LEFT) y=(ABOVE + height + 48) { (say.t("registers-plane-valid")) " →" }
                    @if let Some((column, row)) = at.and_then(|at| point(axes, at)) {
                        circle class="mc-plane__point" cx=(LEFT + width * column + width / 2) cy=(top(row) + CELL_HEIGHT / 2) r="19" {}
                    }
                }
            }
        }
    }
}

/// Cells side by side that hold the same version.
fn bars(cells: &[Option<i64>]) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    for (at, version) in cells.iter().enumerate() {
        let Some(version) = *version else {
            continue;
        };
        match bars.last_mut() {
            Some(last) if last.version == version && last.to == at => last.to += 1,
            _ => bars.push(Bar {
                version,
                from: at,
                to: at + 1,
            }),
        }
    }
    bars
}

fn drawn(bar: &Bar, (width, top): (usize, usize)) -> Markup {
    let (x, wide) = (LEFT + bar.from * width, (bar.to - bar.from) * width);
    let shade = usize::try_from(bar.version).unwrap_or(0) % SHADES;
    html! {
        rect class={ "mc-plane__cell mc-plane__cell--" (shade) } x=(x + 1) y=(top + 2) width=(wide.saturating_sub(2)) height=(CELL_HEIGHT - 4) rx="5" {}
        text class="mc-plane__version" x=(x + wide / 2) y=(top + CELL_HEIGHT / 2 + 6) text-anchor="middle" { (bar.version) }
    }
}

/// When a row begins; with the time of day where several begin on one day.
fn short_moment(texts: Texts<'_>, axes: &Axes, row: usize) -> String {
    let local = |row: usize| axes.moments.get(row).map(|at| texts.house.local(*at));
    let Some(this) = local(row) else {
        return String::new();
    };
    let day = texts.say.date_medium(this.date());
    let same =
        |other: Option<jiff::civil::DateTime>| other.is_some_and(|o| o.date() == this.date());
    if same(row.checked_sub(1).and_then(local)) || same(local(row + 1)) {
        format!("{day} {}", texts.say.time(this.time()))
    } else {
        day
    }
}

/// The cell in which a point lies.
fn point(axes: &Axes, at: AsOf) -> Option<(usize, usize)> {
    let column = axes
        .days
        .iter()
        .rposition(|day| day.is_none_or(|day| day <= at.valid))?;
    let row = axes
        .moments
        .iter()
        .rposition(|moment| *moment <= at.recorded)?;
    Some((column, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_one_version_are_one_bar() {
        for (cells, told) in [
            (vec![None, None], vec![]),
            (
                vec![Some(1), Some(1), None, Some(1)],
                vec![(1, 0, 2), (1, 3, 4)],
            ),
            (vec![Some(1), Some(2), Some(2)], vec![(1, 0, 1), (2, 1, 3)]),
        ] {
            let bars: Vec<_> = bars(&cells)
                .iter()
                .map(|b| (b.version, b.from, b.to))
                .collect();
            assert_eq!(bars, told);
        }
    }

    #[test]
    fn a_point_lies_in_the_cell_that_has_begun() {
        let day = |day| jiff::civil::date(2026, 11, day);
        let axes = Axes {
            days: vec![None, Some(day(5))],
            moments: vec![base::Instant(10), base::Instant(20)],
            cells: vec![vec![None; 2]; 2],
        };
        for (valid, recorded, cell) in [
            (day(1), 15, Some((0, 0))),
            (day(5), 20, Some((1, 1))),
            (day(9), 9, None),
        ] {
            let recorded = base::Instant(recorded);
            assert_eq!(point(&axes, AsOf { valid, recorded }), cell);
        }
    }
}
