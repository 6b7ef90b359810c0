//! Evidence already fetched: from which register, when, what it says, and why a register is of no
//! use where it is not.

use std::collections::BTreeMap;

use cases::model::{Evidence, Finding};
use maud::{Markup, html};

use super::CasePage;
use crate::components::{Colour, Fact, Source, inset, summary_list, tag};

/// All evidence that the procedure shows this office.
pub(super) fn evidence(page: &CasePage<'_>) -> Markup {
    let say = page.say();
    html! {
        @if !page.view.evidence.is_empty() {
            h2 class="govuk-heading-m" { (say.t("desk-evidence-title")) }
            p class="govuk-body" { (say.t("desk-evidence-about")) }
            @for seen in &page.view.evidence { (one(page, &seen.evidence)) }
        }
    }
}

fn one(page: &CasePage<'_>, found: &Evidence) -> Markup {
    let (say, texts) = (page.say(), page.texts());
    let title = say.pack(&format!("evidence-{}-{}", page.root.id, found.id));
    let (state, colour) = match found.finding {
        Finding::Found => (say.t("desk-evidence-found"), Colour::Green),
        Finding::Silent => (say.t("desk-evidence-silent"), Colour::Orange),
        Finding::Contradicts => (say.t("desk-evidence-contradicts"), Colour::Red),
        Finding::Stopped => (say.t("desk-evidence-stopped"), Colour::Red),
    };
    html! {
        h3 class="govuk-heading-s" { (title) " " (tag(&state, colour)) }
        @if found.finding == Finding::Found { (values(page, found)) } @else { (why(page, found)) }
        @if found.finding == Finding::Found && found.values.is_empty() {
            p class="govuk-body" {
                (say.tv("desk-evidence-closed", &[("register", texts.register(&found.register).into())]))
            }
        }
    }
}

/// Records that the other cases of the application have made: nobody carries them from desk to desk.
pub(super) fn made(page: &CasePage<'_>) -> Markup {
    let (say, texts) = (page.say(), page.texts());
    html! {
        @if !page.view.made.is_empty() {
            h2 class="govuk-heading-m" { (say.t("desk-made-title")) }
            p class="govuk-body" { (say.t("desk-made-about")) }
            @for made in &page.view.made {
                h3 class="govuk-heading-s" { (texts.register(&made.register)) }
                (in_order(page, &made.register, &made.values))
            }
        }
    }
}

/// Values in the order in which the register declares its fields.
fn in_order(page: &CasePage<'_>, register: &str, values: &BTreeMap<String, String>) -> Markup {
    let texts = page.texts();
    let declared = texts.house.pack().register(register);
    let fields = declared.map_or(&[][..], |declared| &declared.fields);
    let told: Vec<(String, String)> = fields
        .iter()
        .filter_map(|field| {
            let value = values.get(&field.id)?;
            let label = texts.field(register, &field.id);
            Some((label, texts.value(register, &field.id, value)))
        })
        .collect();
    let facts: Vec<Fact<'_>> = told
        .iter()
        .map(|(label, value)| Fact::new(label, value))
        .collect();
    summary_list(page.say(), &facts)
}

/// The values in the order in which the procedure shows them.
fn values(page: &CasePage<'_>, found: &Evidence) -> Markup {
    let (say, texts) = (page.say(), page.texts());
    let register = texts.register(&found.register);
    let at = texts.moment(found.fetched_at);
    let shown = page
        .procedure
        .shows
        .iter()
        .filter(|shown| shown.evidence == found.id);
    let told: Vec<(String, String)> = shown
        .flat_map(|shown| &shown.fields)
        .filter_map(|field| {
            let value = found.values.get(field).filter(|value| !value.is_empty())?;
            let label = texts.field(&found.register, field);
            Some((label, texts.value(&found.register, field, value)))
        })
        .collect();
    let facts: Vec<Fact<'_>> = told
        .iter()
        .enumerate()
        .map(|(place, (label, value))| Fact {
            // The source stands once, beside the first value; it is the same for all of them.
            source: (place == 0).then_some(Source {
                register: &register,
                at: Some(&at),
            }),
            ..Fact::new(label, value)
        })
        .collect();
    html! { @if !facts.is_empty() { (summary_list(say, &facts)) } }
}

/// Why the register is of no use, and which paper was asked for in its place.
fn why(page: &CasePage<'_>, found: &Evidence) -> Markup {
    let (say, texts) = (page.say(), page.texts());
    let register = texts.register(&found.register);
    let at = texts.moment(found.fetched_at);
    let values = [("register", register.into()), ("when", at.into())];
    let reason = match found.finding {
        Finding::Contradicts => say.tv("desk-evidence-contradicts-why", &values),
        Finding::Stopped => say.tv("desk-evidence-stopped-why", &values),
        Finding::Found | Finding::Silent => say.tv("desk-evidence-silent-why", &values),
    };
    let declared = page
        .root
        .evidence
        .iter()
        .find(|declared| declared.id == found.id);
    let paper = declared.and_then(|declared| declared.paper.as_ref());
    let sent = paper.is_some_and(|paper| page.view.answers.contains_key(&paper.id));
    inset(&html! {
        p class="govuk-body" { (reason) }
        @if let Some(paper) = paper {
            @let name = say.pack(&format!("paper-{}", paper.id));
            p class="govuk-body" {
                @if sent { (say.tv("desk-evidence-paper", &[("paper", name.into())])) }
                @else { (say.tv("desk-evidence-paper-not", &[("paper", name.into())])) }
            }
        }
    })
}
