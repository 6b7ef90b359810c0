//! What the applicant may do in a case: confirm, object, hand in what is asked for; driven by what
//! the procedure says the action needs.

mod taken;

pub(super) use taken::post;

use axum::extract::Path;
use axum::response::Response;
use base::Id;
use cases::model::Case;
use cases::{CaseView, Drafted};
use maud::{Markup, html};
use pack::model::{Action, Need};

use super::steps::step_text;
use crate::citizen::texts::Texts;
use crate::citizen::upload::accepted;
use crate::citizen::{OWN, answer, faulty, id_of};
use crate::components::{Button, ButtonLook, Fact, Field, Textarea};
use crate::components::{back_link, banner, button, file_upload, summary_list, textarea};
use crate::error::PageError;
use crate::forms::Form;
use crate::layout::PageHead;
use crate::visitor::{Visitor, see_other};

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

/// What will be written if the reader agrees, register by register.
fn draft(texts: Texts<'_>, view: &CaseView) -> Markup {
    let say = texts.say;
    html! {
        h2 class="govuk-heading-m" { (say.t("citizen-draft")) }
        p class="govuk-body" { (say.t("citizen-draft-about")) }
        @for drafted in &view.drafts {
            h3 class="govuk-heading-s" { (texts.register(&drafted.register)) }
            @let rows = drafted_rows(texts, view, drafted);
            @let facts: Vec<Fact<'_>> = rows.iter().map(|(name, value)| Fact::new(name, value)).collect();
            (summary_list(say, &facts))
        }
    }
}

/// Fields and values of a record that is not made yet.
fn drafted_rows(texts: Texts<'_>, view: &CaseView, drafted: &Drafted) -> Vec<(String, String)> {
    let name = &texts.house.pack().head.person_name;
    let row = |(field, value): &(String, Option<String>)| {
        let text = match value {
            None => texts.say.t("citizen-draft-drawn"),
            Some(value) => {
                // A person whom the case knows is shown by name, not by the id of a record.
                let person = value.parse().ok().and_then(|id: Id| {
                    let known = view
                        .evidence
                        .iter()
                        .filter(|evidence| evidence.record == Some(id));
                    known
                        .filter_map(|evidence| evidence.values.get(name))
                        .next()
                });
                person
                    .cloned()
                    .unwrap_or_else(|| texts.value(&drafted.register, field, value))
            }
        };
        (texts.field(&drafted.register, field), text)
    };
    drafted.fields.iter().map(row).collect()
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
