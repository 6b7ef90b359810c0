//! The records that fail a rule, for those who may see what it reads: a list that is a look.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use super::{breakdown, found, purpose, score};
use crate::citizen::texts::Texts;
use crate::components::{Pages, pagination};
use crate::desk::{answer, asked, page_under, to_choice};
use crate::error::PageError;
use crate::visitor::Visitor;

/// `GET /registers/{register}/quality/{rule}`
pub(super) async fn get(
    visitor: Visitor,
    Path((register, rule)): Path<(String, String)>,
) -> Response {
    let shown = show(&visitor, &register, &rule).await;
    answer(&visitor, shown)
}

async fn show(visitor: &Visitor, register: &str, rule: &str) -> Result<Response, PageError> {
    visitor.signed_in()?;
    if let Some(choice) = to_choice(visitor)? {
        return Ok(choice);
    }
    let texts = Texts::of(visitor);
    let say = texts.say;
    let declared = visitor.house.pack().register(register);
    let declared = declared.ok_or(PageError::NotFound)?;
    let purpose = purpose::of(visitor, register, "");
    let ctx = visitor.ctx(&purpose);
    let after = asked(visitor, "after").and_then(|after| after.parse().ok());
    let reading = visitor.house.room.reading();
    let page = reading.faults(&ctx, (register, rule), after).await?;
    let title = say.t("registers-faults");
    let path = format!("/registers/{register}/quality/{rule}");
    let next = page
        .next
        .map(|next| format!("{path}?for={purpose}&after={next}"));
    let counts = [
        (
            "failing",
            score::number(texts, page.rule.count.failing).into(),
        ),
        (
            "applied",
            score::number(texts, page.rule.count.applied).into(),
        ),
    ];
    let body = html! {
        span class="govuk-caption-l" { (texts.register(register)) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" {
            (breakdown::rule_text(texts, register, &page.rule)) " " span class="mc-code" { (rule) }
        }
        (purpose::told(visitor, register, &purpose, &path))
        p class="govuk-body" { (say.tv("registers-faults-count", &counts)) }
        @if page.list.is_empty() { p class="govuk-body" { (say.t("registers-found-none")) } }
        @else { (found::list(texts, (declared, &purpose), &page.list)) }
        (pagination(say, &Pages { next: next.as_deref(), ..Pages::default() }))
    };
    let back = format!("/registers/{register}/quality");
    Ok(page_under(visitor, &back, (&title, &body), StatusCode::OK))
}
