//! An action as it is sent: checked against what it needs, then taken.

use std::sync::Arc;

use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use cases::{Command, Take};
use files::Checked;
use pack::model::Need;

use super::{alone, open, viewed};
use crate::citizen::upload::{Sent, Upload, problem_text};
use crate::citizen::{answer, id_of};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::house::House;
use crate::visitor::{Once, Submitted, Visitor, see_other};

/// The most characters of a reason: a page.
const REASON_CHARS_MAX: usize = 2_000;

/// A form with files, or one without: as the action needs.
pub(in crate::citizen::case) async fn post(
    State(house): State<Arc<House>>,
    Path((id, action)): Path<(String, String)>,
    request: Request,
) -> Response {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        return match Upload::from_request(request, &house).await {
            Ok(Upload {
                visitor,
                files,
                once,
            }) => answer(
                &visitor,
                supply(&visitor, (&id, action), (files, &once)).await,
            ),
            Err(refused) => refused,
        };
    }
    match Submitted::from_request(request, &house).await {
        Ok(sent) => answer(&sent.visitor, take(&sent, (&id, action)).await),
        Err(refused) => refused,
    }
}

async fn take(sent: &Submitted, (id, action): (&str, String)) -> Result<Response, PageError> {
    let (visitor, mut form, once) = (&sent.visitor, sent.form.clone(), sent.once());
    if visitor.session.is_none() {
        return Err(PageError::SignIn {
            kept: Some(sent.body.clone()),
        });
    }
    let at = (id_of(id)?, action);
    let view = viewed(visitor, at.0).await?;
    let back = format!("/case/{}", view.root.id);
    // Done already, or not open any more: the case says how it stands.
    let Some(open) = view
        .actions
        .contains(&at)
        .then(|| open(visitor, &view, &at))
        .flatten()
    else {
        return Ok(see_other(&back));
    };
    let mut reason = None;
    if open.needs(Need::Reason) {
        let (name, label) = (open.reason(), visitor.say().t("citizen-act-reason"));
        let ask = Ask {
            max_chars: REASON_CHARS_MAX,
            lines: true,
            ..Ask::new(&name, &label)
        };
        reason = form.text(&ask);
        if reason.is_none() {
            return alone(visitor, &view, &at, &form);
        }
    }
    let take = Take {
        action: at.1.clone(),
        reason,
        ..Take::default()
    };
    let ctx = visitor.ctx(&open.case.procedure);
    let room = &visitor.house.room;
    let doing = async {
        let mark = |act| once.mark(act, &back);
        let done = room.act(&ctx, at.0, (&Command::Take(take), mark)).await;
        settled(done.map(|_| ()), &back)
    };
    once.run(visitor, doing).await
}

/// The way back to the case; what somebody else did first is seen there.
fn settled(done: Result<(), cases::CaseError>, back: &str) -> Result<Response, PageError> {
    match done {
        Ok(()) | Err(cases::CaseError::NotNow { .. }) => Ok(see_other(back)),
        Err(error) => Err(error.into()),
    }
}

async fn supply(
    visitor: &Visitor,
    (id, action): (&str, String),
    (sent, once): (Vec<Sent>, &Once),
) -> Result<Response, PageError> {
    let at = (id_of(id)?, action);
    let view = viewed(visitor, at.0).await?;
    let back = format!("/case/{}", view.root.id);
    let Some(open) = view
        .actions
        .contains(&at)
        .then(|| open(visitor, &view, &at))
        .flatten()
    else {
        return Ok(see_other(&back));
    };
    let say = visitor.say();
    let mut form = Form::default();
    let mut papers: Vec<(String, Checked)> = Vec::new();
    for file in sent {
        let item = (0..open.case.asked.len()).find(|item| open.file(*item) == file.field);
        let Some(item) = item.and_then(|item| open.case.asked.get(item)) else {
            continue;
        };
        let field = file.field.clone();
        match file.check() {
            Ok(checked) => papers.push((item.paper.clone(), checked)),
            Err(problem) => form.fault(&field, problem_text(say, &problem)),
        }
    }
    if papers.is_empty() && form.is_good() {
        form.fault(&open.file(0), say.t("citizen-file-missing"));
    }
    if !form.is_good() {
        return alone(visitor, &view, &at, &form);
    }
    let ctx = visitor.ctx(&open.case.procedure);
    let room = &visitor.house.room;
    let doing = async {
        let mark = |act| once.mark(act, &back);
        let done = room.supply(&ctx, at.0, (&at.1, papers), mark).await;
        settled(done.map(|_| ()), &back)
    };
    once.run(visitor, doing).await
}
