//! What the applicant may do in a case: confirm, object, hand in what is asked for; driven by what
//! the procedure says the action needs.

use std::sync::Arc;

use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use base::Id;
use cases::model::Case;
use cases::{CaseView, Command, Take};
use files::Checked;
use maud::{Markup, html};
use pack::model::{Action, Need};

use super::steps::{answers, read, step_text};
use crate::citizen::texts::Texts;
use crate::citizen::upload::{Sent, Upload, accepted, problem_text};
use crate::citizen::{OWN, answer, faulty, id_of};
use crate::components::{
    Button, ButtonLook, Field, Textarea, back_link, banner, button, file_upload, textarea,
};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::house::House;
use crate::layout::PageHead;
use crate::visitor::{Submitted, Visitor, see_other};

/// The most characters of a reason: a page.
const REASON_CHARS_MAX: usize = 2_000;

/// An action that is open, and the case it is open in.
struct Open<'a> {
    case: &'a Case,
    action: &'a Action,
}

impl Open<'_> {
    fn needs(&self, need: Need) -> bool {
        self.action.needs.contains(&need)
    }

    /// The input of the reason; several forms may stand on one page.
    fn reason(&self) -> String {
        format!("reason-{}-{}", self.case.procedure, self.action.id)
    }

    /// The input of the file for an item that was asked for.
    fn file(&self, item: usize) -> String {
        format!("file-{}-{item}", self.case.procedure)
    }
}

fn open<'a>(visitor: &'a Visitor, view: &'a CaseView, at: &(Id, String)) -> Option<Open<'a>> {
    let (id, action) = at;
    let case = view
        .legs
        .iter()
        .chain([&view.root])
        .find(|case| case.id == *id)?;
    let procedure = visitor.house.pack().procedure(&case.procedure)?;
    Some(Open {
        case,
        action: procedure.action(action)?,
    })
}

/// What waits for the reader, with the forms to do it.
pub(super) fn forms(visitor: &Visitor, view: &CaseView) -> Markup {
    let say = visitor.say();
    let opens: Vec<Open<'_>> = view
        .actions
        .iter()
        .filter_map(|at| open(visitor, view, at))
        .collect();
    let texts = Texts::of(visitor);
    let drafted = opens.iter().any(|open| open.action.needs.is_empty());
    html! {
        @if !opens.is_empty() {
            (banner(say, &say.t("citizen-act-waits")))
            @if drafted { (draft(texts, view)) }
            @for open in &opens { (form(visitor, open, &Form::default())) }
        }
    }
}

/// What will be written if the reader confirms: what was answered, and what the registers gave.
fn draft(texts: Texts<'_>, view: &CaseView) -> Markup {
    html! {
        h2 class="govuk-heading-m" { (texts.say.t("citizen-draft")) }
        p class="govuk-body" { (texts.say.t("citizen-draft-about")) }
        (answers(texts, view))
        (read(texts, view))
    }
}

/// One action as a form.
fn form(visitor: &Visitor, open: &Open<'_>, sent: &Form) -> Markup {
    let texts = Texts::of(visitor);
    let files = open.needs(Need::Files);
    let text = step_text(texts, &open.case.procedure, &open.action.id);
    let enctype = files.then_some("multipart/form-data");
    let look = if open.action.needs.is_empty() || files {
        ButtonLook::Primary
    } else {
        ButtonLook::Secondary
    };
    html! {
        section {
            h2 class="govuk-heading-m" { (text) }
            p class="govuk-body mc-quiet" { (texts.procedure(&open.case.procedure)) " – " (texts.office(&open.case.office)) }
            form method="post" action={ "/case/" (open.case.id) "/act/" (open.action.id) } enctype=[enctype] novalidate {
                (visitor.csrf())
                @if files { (items(texts, open, sent)) }
                @if open.needs(Need::Reason) { (reason(texts, open, sent)) }
                (button(&Button { text: &text, look, ..Button::default() }))
            }
        }
    }
}

/// Exactly what was asked for, a file for each.
fn items(texts: Texts<'_>, open: &Open<'_>, sent: &Form) -> Markup {
    let say = texts.say;
    let accept = accepted();
    html! {
        p class="govuk-body" { (say.t("citizen-act-items")) }
        p class="govuk-hint" { (say.t("citizen-file-hint")) }
        @for (at, item) in open.case.asked.iter().enumerate() {
            @let name = open.file(at);
            @let label = say.pack_if(&format!("paper-{}", item.paper)).unwrap_or_else(|| item.paper.clone());
            @let error = sent.error(say, &name);
            (file_upload(say, &Field {
                hint: Some(&item.content), error: error.as_deref(), ..Field::new(&name, &label)
            }, Some(&accept)))
        }
    }
}

fn reason(texts: Texts<'_>, open: &Open<'_>, sent: &Form) -> Markup {
    let say = texts.say;
    let (name, label) = (open.reason(), say.t("citizen-act-reason"));
    let error = sent.error(say, &name);
    let field = Field {
        error: error.as_deref(),
        ..Field::new(&name, &label)
    };
    textarea(
        say,
        &field,
        &Textarea {
            value: sent.echo(&name),
            ..Textarea::default()
        },
    )
}

pub(super) async fn get(visitor: Visitor, Path((id, action)): Path<(String, String)>) -> Response {
    let shown = async {
        visitor.signed_in()?;
        let case = id_of(&id)?;
        let view = viewed(&visitor, case).await?;
        alone(&visitor, &view, &(case, action), &Form::default())
    };
    answer(&visitor, shown.await)
}

/// The family of a leg, for its parties.
async fn viewed(visitor: &Visitor, case: Id) -> Result<CaseView, PageError> {
    let room = &visitor.house.room;
    let root = room.root_of(case).await?;
    Ok(room.case(&visitor.ctx(OWN), root).await?)
}

/// One action on a page of its own, with what is wrong.
fn alone(
    visitor: &Visitor,
    view: &CaseView,
    at: &(Id, String),
    sent: &Form,
) -> Result<Response, PageError> {
    let back = format!("/case/{}", view.root.id);
    if !view.actions.contains(at) {
        return Ok(see_other(&back));
    }
    let texts = Texts::of(visitor);
    let open = open(visitor, view, at).ok_or(PageError::NotFound)?;
    let title = texts.procedure(&open.case.procedure);
    let body = html! {
        (sent.summary(texts.say))
        h1 class="govuk-heading-l" { (title) }
        @if open.action.needs.is_empty() { (draft(texts, view)) }
        (form(visitor, &open, sent))
    };
    let has_errors = !sent.is_good();
    let above = back_link(texts.say, &back);
    let page = visitor.page_with(&title, &body, |head| PageHead {
        before: Some(above),
        has_errors,
        ..head
    });
    Ok(if has_errors { faulty(page) } else { page })
}

/// A form with files, or one without: as the action needs.
pub(super) async fn post(
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
            Ok(Upload { visitor, files }) => {
                answer(&visitor, supply(&visitor, (&id, action), files).await)
            }
            Err(refused) => refused,
        };
    }
    match Submitted::from_request(request, &house).await {
        Ok(Submitted {
            visitor,
            form,
            body,
        }) => answer(&visitor, take(&visitor, (&id, action), (form, body)).await),
        Err(refused) => refused,
    }
}

async fn take(
    visitor: &Visitor,
    (id, action): (&str, String),
    (mut form, body): (Form, String),
) -> Result<Response, PageError> {
    if visitor.session.is_none() {
        return Err(PageError::SignIn { kept: Some(body) });
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
    let done = visitor
        .house
        .room
        .act(&ctx, at.0, (&Command::Take(take), |act| act))
        .await;
    settled(done.map(|_| ()), back)
}

/// The way back to the case; what somebody else did first is seen there.
fn settled(done: Result<(), cases::CaseError>, back: String) -> Result<Response, PageError> {
    match done {
        Ok(()) | Err(cases::CaseError::NotNow { .. }) => Ok(see_other(&back)),
        Err(error) => Err(error.into()),
    }
}

async fn supply(
    visitor: &Visitor,
    (id, action): (&str, String),
    sent: Vec<Sent>,
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
    let done = visitor.house.room.supply(&ctx, at.0, (&at.1, papers)).await;
    settled(done.map(|_| ()), back)
}
