//! Every version of a record, and the identifiers it once had.

use ledger::Kind;
use maud::{Markup, html};
use registers::{Opened, VersionShown};

use super::record::made;
use crate::citizen::looks;
use crate::citizen::texts::Texts;
use crate::components::{Colour, Column, Fit, Table, table, tag};

/// The versions, the latest first.
pub(super) fn versions(texts: Texts<'_>, opened: &Opened) -> Markup {
    let say = texts.say;
    let titles = [
        say.t("registers-version"),
        say.t("registers-version-holds"),
        say.t("registers-version-known"),
        say.t("registers-version-by"),
        say.t("registers-version-what"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("registers-versions");
    let mut drawn = Table::new("versions", &caption, &columns, Fit::Stack);
    drawn.rows = opened
        .versions
        .iter()
        .map(|one| row(texts, opened, one))
        .collect();
    table(&drawn)
}

fn row(texts: Texts<'_>, opened: &Opened, version: &VersionShown) -> Vec<Markup> {
    let say = texts.say;
    let from = version.valid_from.map(|day| say.date_medium(day));
    let from = from.unwrap_or_else(|| say.t("registers-plane-ever"));
    let to = version.valid_to.map(|day| say.date_medium(day));
    let maker = opened.makers.iter().find(|(act, _)| *act == version.act);
    vec![
        html! {
            (version.version)
            @if opened.version == Some(version.version) { " " (tag(&say.t("registers-version-shown"), Colour::Blue)) }
        },
        html! {
            (from) " – " @if let Some(to) = to { (to) }
        },
        html! {
            (texts.moment(version.recorded_at)) " – "
            @if let Some(replaced) = version.replaced_at { (texts.moment(replaced)) }
        },
        html! {
            (made(texts, maker.map(|(_, maker)| maker)))
            span class="mc-hint" { (say.tv("registers-version-law", &[("law", (&version.law).into())])) }
        },
        changes(texts, opened, version),
    ]
}

/// What a version changed of the one before, and what was wrong with it later.
fn changes(texts: Texts<'_>, opened: &Opened, version: &VersionShown) -> Markup {
    let say = texts.say;
    let told = |field: &str, value: Option<String>| match value {
        Some(text) => texts.value(&opened.register, field, &text),
        None => "–".to_owned(),
    };
    html! {
        @if version.erased { (tag(&say.t("registers-version-erased"), Colour::Red)) }
        @else if version.changed.is_empty() { span class="mc-quiet" { "–" } }
        @else {
            ul class="govuk-list mc-changes" {
                @for change in &version.changed {
                    li {
                        (texts.field(&opened.register, &change.field)) ": "
                        del { (told(&change.field, change.was.as_ref().map(registers::Value::to_text))) } " → "
                        ins { (told(&change.field, change.is.as_ref().map(registers::Value::to_text))) }
                    }
                }
            }
        }
        @if let Some(wrong) = &version.wrong {
            span class="mc-hint" {
                @match version.wrong_since {
                    Some(since) => (say.tv("registers-version-wrong-since", &[
                        ("wrong", wrong.into()), ("since", say.date(since).into()),
                    ])),
                    None => (say.tv("registers-version-wrong", &[("wrong", wrong.into())])),
                }
            }
        }
    }
}

/// Identifiers that the record had before: they still find it.
pub(super) fn former_keys(texts: Texts<'_>, opened: &Opened) -> Markup {
    let Some(register) = texts.house.pack().register(&opened.register) else {
        return html! {};
    };
    let is_key = |field: &str| register.field(field).is_some_and(|field| field.key);
    let changes = opened.versions.iter().flat_map(|version| {
        let keys = version
            .changed
            .iter()
            .filter(|change| is_key(&change.field));
        keys.filter_map(move |change| Some((version, &change.field, change.was.as_ref()?)))
    });
    let former: Vec<Markup> = changes
        .map(|(version, field, was)| {
            let value = texts.value(&opened.register, field, &was.to_text());
            let until = texts.moment(version.recorded_at);
            html! {
                (texts.field(&opened.register, field)) ": " span class="mc-number" { (value) }
                span class="mc-hint" { (texts.say.tv("registers-former-until", &[("when", until.into())])) }
            }
        })
        .collect();
    html! {
        @if !former.is_empty() {
            h2 class="govuk-heading-m" { (texts.say.t("registers-former")) }
            ul class="govuk-list" { @for one in &former { li { (one) } } }
        }
    }
}

/// What happened, in one or two words.
pub(super) fn happened(texts: Texts<'_>, kind: Kind) -> String {
    looks::kind(texts.say, kind)
}
