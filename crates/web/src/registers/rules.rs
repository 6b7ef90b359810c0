//! The rules of a register, its keys, and the papers that nobody may ask for because of it.

use base::quality::Level;
use maud::{Markup, html};
use pack::{Register, RegisterRule};

use super::named;
use crate::citizen::texts::Texts;
use crate::components::{Colour, Column, Fit, Table, table, tag};

/// What must be true of its records, or should be.
pub(super) fn rules(texts: Texts<'_>, register: &Register) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("registers-rule"),
        say.t("registers-rule-word"),
        say.t("registers-rule-level"),
        say.t("registers-rule-fields"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("registers-rules");
    let mut drawn = Table::new("rules", &caption, &columns, Fit::Stack);
    let row = |rule: &RegisterRule| {
        vec![
            html! { (text(texts, &register.id, &rule.id)) " " span class="mc-code" { (rule.id) } },
            html! { (named::word(texts, rule.word)) },
            html! {
                span class="mc-tags" {
                    (level(texts, rule.level))
                    @if rule.stops_sharing { " " (tag(&say.t("registers-mark-stops"), Colour::Red)) }
                }
            },
            html! { (fields(texts, register, &rule.test.fields())) },
        ]
    };
    drawn.rows = register.rules.iter().map(row).collect();
    html! {
        @if register.rules.is_empty() {
            h2 class="govuk-heading-m" { (caption) }
            p class="govuk-body" { (say.t("registers-rules-none")) }
        } @else { (table(&drawn)) }
    }
}

/// What a rule says, in words of the pack.
pub(super) fn text(texts: Texts<'_>, register: &str, rule: &str) -> String {
    let text = texts.say.pack_if(&format!("rule-{register}-{rule}"));
    text.unwrap_or_else(|| rule.to_owned())
}

/// How bad it is to break a rule.
pub(super) fn level(texts: Texts<'_>, level: Level) -> Markup {
    match level {
        Level::Error => tag(&texts.say.t("registers-level-error"), Colour::Red),
        Level::Warning => tag(&texts.say.t("registers-level-warning"), Colour::Yellow),
    }
}

/// Natural keys: no two records have the same values in all fields of one.
pub(super) fn keys(texts: Texts<'_>, register: &Register) -> Markup {
    let single = register.fields.iter().filter(|field| field.key);
    let single = single.map(|field| texts.field(&register.id, &field.id));
    let several = register.keys.iter().map(|key| {
        let key: Vec<&str> = key.iter().map(String::as_str).collect();
        fields(texts, register, &key)
    });
    let all: Vec<String> = single.chain(several).collect();
    html! {
        h2 class="govuk-heading-m" { (texts.say.t("registers-keys")) }
        @if all.is_empty() {
            p class="govuk-body" { (texts.say.t("registers-keys-none")) }
        } @else {
            p class="govuk-body" { (texts.say.t("registers-keys-about")) }
            ul class="govuk-list govuk-list--bullet" { @for key in &all { li { (key) } } }
        }
    }
}

/// Papers that these fields replace.
pub(super) fn papers(texts: Texts<'_>, register: &Register) -> Markup {
    let say = texts.say;
    html! {
        h2 class="govuk-heading-m" { (say.t("registers-papers")) }
        @if register.replaces.is_empty() {
            p class="govuk-body" { (say.t("registers-papers-none")) }
        } @else {
            p class="govuk-body" { (say.t("registers-papers-about")) }
            dl class="govuk-summary-list" {
                @for (paper, names) in &register.replaces {
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" {
                            (say.pack_if(&format!("paper-{paper}")).unwrap_or_else(|| paper.clone()))
                        }
                        dd class="govuk-summary-list__value" {
                            @let names: Vec<&str> = names.iter().map(String::as_str).collect();
                            (fields(texts, register, &names))
                        }
                    }
                }
            }
        }
    }
}

/// Names of fields, one after the other.
fn fields(texts: Texts<'_>, register: &Register, fields: &[&str]) -> String {
    let names = fields.iter().map(|field| texts.field(&register.id, field));
    names.collect::<Vec<_>>().join(", ")
}
