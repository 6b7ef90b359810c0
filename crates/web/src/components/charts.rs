//! Two charts that need no script. The figures themselves always stand on the page as a table.

use maud::{Markup, html};

use crate::words::Say;

use super::{Column, Fit, Table, details, table};

/// One figure.
#[derive(Clone, Copy, Debug)]
pub struct Point<'a> {
    /// What it is about: a place, a month.
    pub label: &'a str,
    /// The figure; what is below zero or no number is drawn as zero.
    pub value: f64,
    /// The figure as the reader's language writes it, with its unit.
    pub shown: &'a str,
    /// Where it opens down to its records, for those who may.
    pub href: Option<&'a str>,
}

/// Figures to draw.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    /// Unique on the page.
    pub id: &'a str,
    /// What the chart shows, in one sentence.
    pub title: &'a str,
    /// What the labels are: "Month".
    pub label_name: &'a str,
    /// What the figures are: "On time".
    pub value_name: &'a str,
    /// The figures, in order.
    pub points: &'a [Point<'a>],
    /// The value at the full width or height; the largest figure if `None`.
    pub top: Option<f64>,
}

/// A share of a whole, with the texts it is drawn with.
#[derive(Clone, Debug)]
pub struct Share {
    /// What it is about, with its parts.
    pub label: String,
    /// From 0 to 1.
    pub value: f64,
    /// As per cent in the reader's language.
    pub shown: String,
    /// Where it opens down to its records, for those who may.
    pub href: Option<String>,
}

/// Shares to draw, from nothing to all.
#[derive(Clone, Debug)]
pub struct Shares {
    /// As in [`Chart`].
    pub id: String,
    /// As in [`Chart`].
    pub title: String,
    /// As in [`Chart`].
    pub label_name: String,
    /// As in [`Chart`].
    pub value_name: String,
    /// The shares, in order.
    pub shares: Vec<Share>,
}

impl Shares {
    /// As [`bars`].
    pub fn bars(&self) -> Markup {
        self.drawn(bars)
    }

    /// As [`line()`].
    pub fn line(&self, say: Say<'_>) -> Markup {
        self.drawn(|chart| line(say, chart))
    }

    fn drawn(&self, draw: impl FnOnce(&Chart<'_>) -> Markup) -> Markup {
        let points = self.shares.iter().map(|share| Point {
            label: &share.label,
            value: share.value,
            shown: &share.shown,
            href: share.href.as_deref(),
        });
        let points: Vec<Point<'_>> = points.collect();
        draw(&Chart {
            id: &self.id,
            title: &self.title,
            label_name: &self.label_name,
            value_name: &self.value_name,
            points: &points,
            top: Some(1.0),
        })
    }
}

impl Chart<'_> {
    /// A figure as a share of the top, 0 to 1.
    fn share(&self, value: f64) -> f64 {
        let largest = self
            .points
            .iter()
            .map(|point| point.value)
            .filter(|value| value.is_finite())
            .fold(0.0, f64::max);
        let top = self.top.unwrap_or(largest);
        if value.is_finite() && top > 0.0 {
            (value / top).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    fn figures(&self, caption: &str) -> Markup {
        let columns = [
            Column::text(self.label_name),
            Column::number(self.value_name),
        ];
        let id = format!("{}-table", self.id);
        let mut figures = Table::new(&id, caption, &columns, Fit::Narrow);
        figures.caption_size = super::Size::Plain;
        figures.rows = self
            .points
            .iter()
            .map(|point| vec![html! { (point.label) }, shown(point)])
            .collect();
        table(&figures)
    }
}

fn shown(point: &Point<'_>) -> Markup {
    html! {
        @if let Some(href) = point.href { a class="govuk-link" href=(href) { (point.shown) } } @else { (point.shown) }
    }
}

/// Horizontal bars for comparing: a table whose rows carry their bar.
pub fn bars(chart: &Chart<'_>) -> Markup {
    let bar = |point: &Point<'_>| {
        html! {
            span class="mc-bars__label" { (point.label) }
            svg class="mc-bars__bar" height="12" aria-hidden="true" focusable="false" {
                rect class="mc-bars__track" width="100%" height="12" rx="2" {}
                rect class="mc-bars__fill" width={ (format!("{:.1}", chart.share(point.value) * 100.0)) "%" } height="12" rx="2" {}
            }
        }
    };
    let columns = [
        Column::text(chart.label_name),
        Column::number(chart.value_name),
    ];
    let mut drawn = Table::new(chart.id, chart.title, &columns, Fit::Narrow);
    drawn.rows = chart
        .points
        .iter()
        .map(|point| vec![bar(point), shown(point)])
        .collect();
    html! { div class="mc-bars" { (table(&drawn)) } }
}

/// A line for how something moves over time, with its table folded beneath.
pub fn line(say: Say<'_>, chart: &Chart<'_>) -> Markup {
    let title_id = format!("{}-title", chart.id);
    html! {
        figure class="mc-line" {
            figcaption id=(title_id) class="govuk-heading-s mc-line__title" { (chart.title) }
            @if let (Some(first), Some(last)) = (chart.points.first(), chart.points.last()) {
                p class="mc-line__now" { (shown(last)) }
                svg class="mc-line__plot" viewBox="0 0 600 160" preserveAspectRatio="none" role="img"
                    aria-labelledby=(title_id) { (plot(chart)) }
                p class="mc-line__ends" { span { (first.label) } span { (last.label) } }
            }
            (details(&say.t("chart-figures"), &chart.figures(chart.title)))
        }
    }
}

/// The drawing itself, in a box of 600 by 160 that is stretched to the page's width.
fn plot(chart: &Chart<'_>) -> Markup {
    let gaps =
        f64::from(u32::try_from(chart.points.len().saturating_sub(1)).unwrap_or(u32::MAX)).max(1.0);
    let spots: Vec<(f64, f64)> = (0_u32..)
        .zip(chart.points)
        .map(|(at, point)| {
            (
                8.0 + 584.0 * f64::from(at) / gaps,
                150.0 - 140.0 * chart.share(point.value),
            )
        })
        .collect();
    let path: Vec<String> = spots
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    html! {
        @for level in ["10", "80", "150"] {
            line class="mc-line__grid" x1="0" x2="600" y1=(level) y2=(level) vector-effect="non-scaling-stroke" {}
        }
        polyline class="mc-line__line" points=(path.join(" ")) vector-effect="non-scaling-stroke" {}
        // A line of no length with a round end is a dot that the stretching does not deform.
        @for (x, y) in &spots {
            path class="mc-line__dot" d={ "M" (format!("{x:.1}")) " " (format!("{y:.1}")) "h0" } vector-effect="non-scaling-stroke" {}
        }
    }
}
