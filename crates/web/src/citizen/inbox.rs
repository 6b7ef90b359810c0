//! A person's inbox: what they were told, latest first.

use axum::extract::{Path, Query};
use axum::response::Response;
use base::Id;
use maud::html;
use notices::Received;
use serde::Deserialize;
use store::WriteError;

use super::letters::letter;
use super::texts::Texts;
use super::{OWN, answer, id_of};
use crate::components::{ButtonLook, Colour, Column, Fit, Pages, Table};
use crate::components::{back_link, link_button, pagination, table, tag};
use crate::error::PageError;
use crate::house::House;
use crate::layout::PageHead;
use crate::visitor::Visitor;

/// Notices on one page.
const PAGE: usize = 30;

/// Where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    /// The notice before which it begins.
    #[serde(default)]
    before: String,
}

fn own(visitor: &Visitor) -> Result<Id, PageError> {
    Ok(House::inbox_of(&visitor.signed_in()?.account))
}

pub(super) async fn list(visitor: Visitor, Query(from): Query<From>) -> Response {
    answer(&visitor, show(&visitor, &from.before).await)
}

async fn show(visitor: &Visitor, before: &str) -> Result<Response, PageError> {
    let person = own(visitor)?;
    let before = if before.is_empty() {
        None
    } else {
        Some(id_of(before)?)
    };
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut received =
        notices::inbox(visitor.house.ledger().store(), person, before, limit).await?;
    let more = received.len() > PAGE;
    received.truncate(PAGE);
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = say.t("citizen-inbox");
    let titles = [
        say.t("citizen-inbox-about"),
        say.t("citizen-inbox-at"),
        say.t("citizen-inbox-state"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("citizen-inbox-caption");
    let mut rows = Table::new("inbox", &caption, &columns, Fit::Stack);
    for one in &received {
        let (when, machine) = texts.when(one.at);
        let (subject, _) = letter(&visitor.house, visitor.lang, &one.notice);
        let unread = one.read_at.is_none();
        rows.rows.push(vec![
            html! {
                a class={ "govuk-link" @if unread { " govuk-!-font-weight-bold" } } href={ "/inbox/" (one.id) } { (subject) }
            },
            html! { time datetime=(machine) { (when) } },
            html! {
                @if unread { (tag(&say.t("citizen-inbox-new"), Colour::Teal)) } @else { (say.t("citizen-inbox-read")) }
            },
        ]);
    }
    let next = more.then(|| received.last()).flatten();
    let next = next.map(|last| format!("/inbox?before={}", last.id));
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        @if received.is_empty() { p class="govuk-body" { (say.t("citizen-inbox-none")) } } @else { (table(&rows)) }
        (pagination(say, &Pages { next: next.as_deref(), ..Pages::default() }))
    };
    Ok(visitor.page(&title, &body))
}

pub(super) async fn one(visitor: Visitor, Path(id): Path<String>) -> Response {
    answer(&visitor, show_one(&visitor, &id).await)
}

async fn show_one(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    let person = own(visitor)?;
    let ledger = visitor.house.ledger();
    let found = notices::find(ledger.store(), person, id_of(id)?).await?;
    let received: Received = found.ok_or(PageError::NotFound)?;
    let ctx = visitor.ctx(OWN);
    if let Some(act) = notices::mark_read(&ctx, std::slice::from_ref(&received)) {
        match ledger.commit(act).await {
            // Another window was quicker: it is read either way.
            Ok(_) | Err(WriteError::Lost { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let texts = Texts::of(visitor);
    let say = texts.say;
    let (subject, text) = letter(&visitor.house, visitor.lang, &received.notice);
    let (when, machine) = texts.when(received.at);
    let body = html! {
        h1 class="govuk-heading-l" { (subject) }
        p class="govuk-body mc-quiet" { time datetime=(machine) { (when) } }
        p class="govuk-body" { (text) }
        @if let Some((href, key)) = way_on(visitor, &received) { (link_button(&href, &key, ButtonLook::Primary)) }
    };
    let back = back_link(say, "/inbox");
    Ok(visitor.page_with(&subject, &body, |head| PageHead {
        before: Some(back),
        ..head
    }))
}

/// Where the notice leads: to the record or the question it is about, else to the case.
fn way_on(visitor: &Visitor, received: &Received) -> Option<(String, String)> {
    let say = visitor.say();
    let notice = &received.notice;
    let arg = |name: &str| {
        let found = notice.args.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    if let (Some(register), Some(record)) = (arg("register"), arg("record")) {
        let href = format!("/registers/{register}/records/{record}");
        return Some((href, say.t("citizen-inbox-record")));
    }
    let Some(root) = notice.case else {
        return Some(("/me".to_owned(), say.t("citizen-to-me")));
    };
    match (notice.kind.as_str(), arg("consent")) {
        ("consent-asked", Some(consent)) => Some((
            format!("/consent/{root}/{consent}"),
            say.t("citizen-me-consent-answer"),
        )),
        _ => Some((format!("/case/{root}"), say.t("citizen-inbox-case"))),
    }
}
