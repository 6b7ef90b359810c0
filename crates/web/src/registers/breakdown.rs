//! Where the faults are: by rule, by field, by agency, place and month.

use maud::{Markup, html};
use registers::{Figure, Measure, Measurement, PartMeasured, PartsMeasured, RuleMeasured, Share};

use super::{named, rules as declared, score};
use crate::citizen::texts::Texts;
use crate::components::{Chart, Column, Fit, Point, Table, bars, table};

/// So many parts are drawn: those with the most faults.
const PARTS_MAX: usize = 12;

/// The rules with what they were applied to and what failed; opens down to records for those who may.
pub(super) fn rules(texts: Texts<'_>, measured: &Measurement, opens: bool) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("registers-rule"),
        say.t("registers-rule-word"),
        say.t("registers-rule-level"),
        say.t("registers-applied"),
        say.t("registers-failing"),
    ];
    let mut columns = titles.each_ref().map(|title| Column::text(title));
    for column in &mut columns[3..] {
        column.numeric = true;
    }
    let caption = say.t("registers-by-rule");
    let mut drawn = Table::new("by-rule", &caption, &columns, Fit::Stack);
    let rules = measured.rules.iter();
    drawn.rows = rules
        .map(|rule| row(texts, &measured.register, rule, opens))
        .collect();
    table(&drawn)
}

fn row(texts: Texts<'_>, register: &str, rule: &RuleMeasured, opens: bool) -> Vec<Markup> {
    let failing = score::number(texts, rule.count.failing);
    let words = rule.words.iter().map(|word| named::word(texts, *word));
    let words: Vec<String> = words.collect();
    vec![
        html! { (rule_text(texts, register, rule)) " " span class="mc-code" { (rule.id) } },
        html! { (words.join(", ")) },
        declared::level(texts, rule.level),
        html! { (score::number(texts, rule.count.applied)) },
        html! {
            @if rule.unmeasured.is_some() {
                span class="mc-quiet" { (texts.say.t("registers-word-unmeasured")) }
            } @else if opens && rule.count.failing > 0 {
                a class="govuk-link" href=(format!("/registers/{register}/quality/{}", rule.id)) {
                    (failing) span class="govuk-visually-hidden" { " " (rule.id) }
                }
            } @else { (failing) }
        },
    ]
}

/// What a rule says; of one that follows from a field's type, its fields.
pub(super) fn rule_text(texts: Texts<'_>, register: &str, rule: &RuleMeasured) -> String {
    let own = texts.say.pack_if(&format!("rule-{register}-{}", rule.id));
    own.unwrap_or_else(|| {
        let fields = rule.fields.iter();
        let fields = fields.filter(|field| is_declared(texts, register, field));
        let names = fields.map(|field| texts.field(register, field));
        names.collect::<Vec<_>>().join(", ")
    })
}

/// Whether it is a field; rules also read what every record has, such as its id.
fn is_declared(texts: Texts<'_>, register: &str, field: &str) -> bool {
    let register = texts.house.pack().register(register);
    register.is_some_and(|register| register.field(field).is_some())
}

/// For each field, the rule that most records fail.
pub(super) fn fields(texts: Texts<'_>, measured: &Measurement) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("registers-field"),
        say.t("registers-worst-rule"),
        say.t("registers-applied"),
        say.t("registers-failing"),
    ];
    let mut columns = titles.each_ref().map(|title| Column::text(title));
    for column in &mut columns[2..] {
        column.numeric = true;
    }
    let caption = say.t("registers-by-field");
    let mut drawn = Table::new("by-field", &caption, &columns, Fit::Stack);
    let by_field = measured.by_field().into_iter();
    let by_field = by_field.filter(|(field, _)| is_declared(texts, &measured.register, field));
    let worst = by_field.filter_map(|(field, rules)| {
        let worst = rules.into_iter().max_by_key(|rule| rule.count.failing)?;
        Some((field, worst))
    });
    let row = |(field, rule): (&str, &RuleMeasured)| {
        vec![
            html! { (texts.field(&measured.register, field)) },
            html! { (rule_text(texts, &measured.register, rule)) " " span class="mc-code" { (rule.id) } },
            html! { (score::number(texts, rule.count.applied)) },
            html! { (score::number(texts, rule.count.failing)) },
        ]
    };
    drawn.rows = worst.map(row).collect();
    table(&drawn)
}

/// Agencies, places or months: the share of records without fault.
pub(super) fn parts(texts: Texts<'_>, parts: &PartsMeasured) -> Markup {
    let say = texts.say;
    let (title, label_name) = match parts.by.as_str() {
        "agency" => (say.t("registers-by-agency"), say.t("registers-agency")),
        "place" => (say.t("registers-by-place"), say.t("registers-place")),
        _ => (say.t("registers-by-month"), say.t("registers-month")),
    };
    let mut told: Vec<&PartMeasured> = parts.values.iter().take(PARTS_MAX).collect();
    if parts.by == "month" {
        told.sort_by(|one, two| one.value.cmp(&two.value));
    }
    let left_out = parts.values.len().saturating_sub(PARTS_MAX);
    let more = parts
        .more
        .saturating_add(u64::try_from(left_out).unwrap_or(u64::MAX));
    let lines = told.iter().map(|part| one(texts, parts, part));
    let lines: Vec<(String, String, f64)> = lines.collect();
    let points = lines.iter().map(|(label, shown, value)| Point {
        label,
        value: *value,
        shown,
        href: None,
    });
    let points: Vec<Point<'_>> = points.collect();
    let (id, value_name) = (format!("by-{}", parts.by), say.t("registers-without-fault"));
    let chart = Chart {
        id: &id,
        title: &title,
        label_name: &label_name,
        value_name: &value_name,
        points: &points,
        top: Some(1.0),
    };
    html! {
        @if !points.is_empty() { (bars(&chart)) }
        @if more > 0 {
            p class="govuk-body mc-quiet" {
                (say.tv("registers-parts-more", &[("count", score::number(texts, more).into())]))
            }
        }
    }
}

/// A part: its name with what is without fault in it, and that as a share.
fn one(texts: Texts<'_>, parts: &PartsMeasured, part: &PartMeasured) -> (String, String, f64) {
    let name = match (&part.value, parts.by.as_str()) {
        (None, _) => texts.say.t("registers-part-none"),
        (Some(id), "agency") => texts.office(id),
        (Some(code), "place") => texts.place(code),
        (Some(other), _) => other.clone(),
    };
    let figure = Figure {
        measure: Measure::Agrees,
        of: None,
        share: Share::of(part.rows.saturating_sub(part.failing), part.rows),
        spread: None,
    };
    let parts = score::of_all(texts, &figure);
    let told = [("day", name.into()), ("parts", parts.into())];
    let label = texts.say.tv("registers-trend-point", &told);
    let share = score::percent(texts, &figure);
    (label, share, figure.value().unwrap_or(0.0))
}
