//! What the registers know: filled in, with its source, and a way to say that it is wrong.

use axum::extract::Path;
use axum::response::Response;
use cases::model::Evidence;
use maud::{Markup, html};

use super::{next_page, prepared};
use crate::citizen::answer;
use crate::citizen::texts::Texts;
use crate::components::{Action, ButtonLook, Fact, back_link, link_button, summary_list};
use crate::error::PageError;
use crate::layout::PageHead;
use crate::visitor::Visitor;

pub(super) async fn get(visitor: Visitor, Path(id): Path<String>) -> Response {
    answer(&visitor, show(&visitor, &id).await)
}

async fn show(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    let prepared = prepared(visitor, id).await?;
    let next = next_page(&prepared);
    let (root, ctx) = (prepared.root, visitor.ctx(&prepared.root.id));
    let known = visitor.house.ledger().look(&ctx, prepared.known).await?;
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = say.t("citizen-known");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        @if known.is_empty() {
            p class="govuk-body-l" { (say.t("citizen-known-nothing")) }
        } @else {
            p class="govuk-body-l" { (say.t("citizen-known-about")) }
        }
        @for evidence in &known {
            h2 class="govuk-heading-m" { (say.pack(&format!("evidence-{}-{}", root.id, evidence.id))) }
            (facts(texts, evidence, Some(id)))
        }
        (link_button(&next, &say.t("citizen-continue"), ButtonLook::Primary))
    };
    let back = back_link(say, &format!("/event/{id}"));
    Ok(visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back),
        ..head
    }))
}

/// The facts of one piece of evidence; with an event, each can be disputed.
pub(crate) fn facts(texts: Texts<'_>, evidence: &Evidence, event: Option<&str>) -> Markup {
    let say = texts.say;
    let register = texts.register(&evidence.register);
    let at = texts.moment(evidence.fetched_at);
    let declared = texts.house.pack().register(&evidence.register);
    let order = declared
        .map(|declared| &declared.fields[..])
        .unwrap_or_default();
    let values = order
        .iter()
        .filter_map(|field| Some((&field.id, evidence.values.get(&field.id)?)));
    let rows: Vec<(String, String, String)> = values
        .map(|(field, value)| {
            let href = format!(
                "/event/{}/wrong/{}/{field}",
                event.unwrap_or_default(),
                evidence.id
            );
            let value = texts.value(&evidence.register, field, value);
            (texts.field(&evidence.register, field), value, href)
        })
        .collect();
    let wrong = say.t("citizen-known-wrong");
    let facts: Vec<Fact<'_>> = rows
        .iter()
        .map(|(name, value, href)| {
            let link = Action {
                href,
                text: Some(&wrong),
                about: name,
            };
            Fact {
                actions: event.map(|_| link).into_iter().collect(),
                ..Fact::new(name, value)
            }
        })
        .collect();
    let source = say.tv(
        "source-from-at",
        &[("source", register.into()), ("date", at.into())],
    );
    // One badge for all of them: they come from one record, read at one time.
    html! {
        p class="govuk-body" { span class="mc-source" { (source) } }
        (summary_list(say, &facts))
    }
}
