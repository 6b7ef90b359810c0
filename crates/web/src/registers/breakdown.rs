//! Where the faults are: by rule, by field, by agency, place and month.

use std::cmp::Reverse;

use maud::{Markup, html};
use registers::{Figure, Measure, Measurement, PartMeasured, PartsMeasured, RuleMeasured};

use super::{named, rules as declared, score};
use crate::citizen::texts::Texts;
use crate::components::{Column, Fit, Share, Shares, Table, table};

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
    let words = rule.words.iter().map(|word| named::word(texts, *word));
    let words: Vec<String> = words.collect();
    vec![
        html! { (rule_text(texts, register, rule)) " " span class="mc-code" { (rule.id) } },
        html! { (words.join(", ")) },
        declared::level(texts, rule.level),
        html! { (score::number(texts, rule.count.applied)) },
        failing(texts, register, (rule, opens)),
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

/// For each field, every rule that reads it, those first that most records fail.
pub(super) fn fields(texts: Texts<'_>, measured: &Measurement, opens: bool) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("registers-field"),
        say.t("registers-rule"),
        say.t("registers-applied"),
        say.t("registers-failing"),
    ];
    let mut columns = titles.each_ref().map(|title| Column::text(title));
    for column in &mut columns[2..] {
        column.numeric = true;
    }
    let caption = say.t("registers-by-field");
    let mut drawn = Table::new("by-field", &caption, &columns, Fit::Stack);
    let register = &measured.register;
    let by_field = measured.by_field().into_iter();
    let by_field = by_field.filter(|(field, _)| is_declared(texts, register, field));
    let each = by_field.flat_map(|(field, mut rules)| {
        rules.sort_by_key(|rule| Reverse(rule.count.failing));
        rules.into_iter().map(move |rule| (field, rule))
    });
    let row = |(field, rule): (&str, &RuleMeasured)| {
        vec![
            html! { (texts.field(register, field)) },
            html! { (rule_text(texts, register, rule)) " " span class="mc-code" { (rule.id) } },
            html! { (score::number(texts, rule.count.applied)) },
            failing(texts, register, (rule, opens)),
        ]
    };
    drawn.rows = each.map(row).collect();
    table(&drawn)
}

/// How many records fail a rule, a way to them for those who may.
fn failing(texts: Texts<'_>, register: &str, (rule, opens): (&RuleMeasured, bool)) -> Markup {
    let count = score::number(texts, rule.count.failing);
    html! {
        @if rule.unmeasured.is_some() {
            span class="mc-quiet" { (texts.say.t("registers-word-unmeasured")) }
        } @else if opens && rule.count.failing > 0 {
            a class="govuk-link" href=(format!("/registers/{register}/quality/{}", rule.id)) {
                (count) span class="govuk-visually-hidden" { " " (rule.id) }
            }
        } @else { (count) }
    }
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
    let drawn = Shares {
        id: format!("by-{}", parts.by),
        title,
        label_name,
        value_name: say.t("registers-without-fault"),
        shares: told.iter().map(|part| one(texts, parts, part)).collect(),
    };
    html! {
        @if !drawn.shares.is_empty() { (drawn.bars()) }
        @if more > 0 {
            p class="govuk-body mc-quiet" {
                (say.tv("registers-parts-more", &[("count", score::number(texts, more).into())]))
            }
        }
    }
}

/// A part: its name with what is without fault in it, and that as a share.
fn one(texts: Texts<'_>, parts: &PartsMeasured, part: &PartMeasured) -> Share {
    let name = match (&part.value, parts.by.as_str()) {
        (None, _) => texts.say.t("registers-part-none"),
        (Some(id), "agency") => texts.office(id),
        (Some(code), "place") => texts.place(code),
        (Some(other), _) => other.clone(),
    };
    let figure = Figure {
        measure: Measure::Agrees,
        of: None,
        share: registers::Share::of(part.rows.saturating_sub(part.failing), part.rows),
        spread: None,
    };
    let parts = score::of_all(texts, &figure);
    let told = [("day", name.into()), ("parts", parts.into())];
    Share {
        label: texts.say.tv("registers-trend-point", &told),
        value: figure.value().unwrap_or(0.0),
        shown: score::percent(texts, &figure),
        href: None,
    }
}
