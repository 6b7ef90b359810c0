//! One case on an officer's desk: what is known, until when, and what can be done now.
//!
//! Reading order: this page, `facts.rs`, `evidence.rs`, `actions.rs`, `history.rs`; then `act.rs`
//! (what comes back) and `file.rs`.

pub(super) mod act;
mod actions;
mod evidence;
mod facts;
pub(super) mod file;
mod history;

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::Id;
use cases::OfficeView;
use maud::{Markup, html};
use pack::model::Procedure;

use super::{answer, asked, due, id_of, page_under, to_choice};
use crate::citizen::case::clocks::clock_of;
use crate::citizen::texts::Texts;
use crate::components::{banner, banner_success};
use crate::error::PageError;
use crate::forms::Form;
use crate::visitor::Visitor;
use crate::words::Say;

/// What an officer is told above the page.
pub(super) enum Told {
    /// Nothing.
    Nothing,
    /// What they did, by its word, has worked.
    Done(String),
    /// It has not, and this is how the case stands.
    Notice(String),
}

/// A case as a page shows it.
pub(super) struct CasePage<'a> {
    visitor: &'a Visitor,
    view: &'a OfficeView,
    /// The procedure, as the case's law declares it.
    procedure: &'a Procedure,
    /// The procedure of the root, whose questions and evidence the legs share.
    root: &'a Procedure,
    /// Names of this office's officers with the asker's role, and of who has the case.
    names: BTreeMap<Id, String>,
    form: &'a Form,
}

impl<'a> CasePage<'a> {
    fn say(&self) -> Say<'a> {
        self.visitor.say()
    }

    fn texts(&self) -> Texts<'a> {
        Texts::of(self.visitor)
    }

    fn me(&self) -> Option<Id> {
        self.visitor
            .session
            .as_ref()
            .map(|session| session.account.id)
    }

    fn is_mine(&self) -> bool {
        self.view.case.holder.is_some() && self.view.case.holder == self.me()
    }

    /// Where a form of this page is sent.
    fn path(&self, what: &str) -> String {
        format!("/desk/case/{}/{what}", self.view.case.id)
    }
}

/// A case of the officer's office.
pub(super) async fn get(visitor: Visitor, Path(id): Path<String>) -> Response {
    let shown = show(&visitor, &id).await;
    answer(&visitor, shown)
}

async fn show(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    if let Some(choice) = to_choice(visitor)? {
        return Ok(choice);
    }
    let case = id_of(id)?;
    let done = asked(visitor, "done").map(str::to_owned);
    let told = done.map_or(Told::Nothing, Told::Done);
    page(visitor, case, (&Form::default(), told), StatusCode::OK).await
}

/// What is said of what was done; only of what can be done.
fn done_text(page: &CasePage<'_>, done: &str) -> Option<String> {
    let say = page.say();
    Some(match done {
        "claim" => say.t("desk-done-claim"),
        "note" => say.t("desk-done-note"),
        "hand-over" => say.t("desk-done-hand-over"),
        "follow-up" => say.t("desk-done-follow-up"),
        action => {
            let declared = page.procedure.action(action)?;
            let action = say.pack(&format!("action-{}-{}", page.procedure.id, declared.id));
            say.tv("desk-done-action", &[("action", action.into())])
        }
    })
}

/// The page of a case as it is now, with a form that was sent and what is said about it.
pub(super) async fn page(
    visitor: &Visitor,
    case: Id,
    (form, told): (&Form, Told),
    status: StatusCode,
) -> Result<Response, PageError> {
    let house = &visitor.house;
    let opened = house
        .room
        .opened(|procedure| visitor.ctx(procedure), case)
        .await?;
    let names = match visitor.session.as_ref().and_then(|s| s.post.as_ref()) {
        Some(post) => {
            let others = opened.holder.as_slice();
            house.identity.holders(post, others).await?
        }
        None => BTreeMap::new(),
    };
    // Drawn before the look is committed, given out after: while many wait for the disk, a page is
    // less to keep than all it was drawn from.
    let drawn = opened
        .view
        .map(|view| drawn(visitor, &view, (names, form, told), status));
    house.ledger().look(&opened.ctx, drawn).await?
}

/// A case as it will be shown.
fn drawn(
    visitor: &Visitor,
    view: &OfficeView,
    (names, form, told): (BTreeMap<Id, String>, &Form, Told),
    status: StatusCode,
) -> Result<Response, PageError> {
    let law = due::law_of(&visitor.house, &view.case.law);
    let procedure = law
        .procedure(&view.case.procedure)
        .ok_or(PageError::NotFound)?;
    let family = view
        .siblings
        .iter()
        .find(|other| other.id == view.case.root);
    let root = family.map_or(&view.case.procedure, |root| &root.procedure);
    let root = law.procedure(root).ok_or(PageError::NotFound)?;
    let shown = CasePage {
        visitor,
        view,
        procedure,
        root,
        names,
        form,
    };
    let title = shown.texts().procedure(&view.case.procedure);
    let title = format!("{title}: {}", view.case.number);
    let body = body(&shown, told);
    Ok(page_under(visitor, "/desk", (&title, &body), status))
}

fn body(page: &CasePage<'_>, told: Told) -> Markup {
    let (say, case) = (page.say(), &page.view.case);
    html! {
        @match told {
            Told::Done(done) => @if let Some(text) = done_text(page, &done) {
                (banner_success(say, &text))
            },
            Told::Notice(text) => (banner(say, &text)),
            Told::Nothing => {}
        }
        (page.form.summary(say))
        span class="govuk-caption-l mc-number" { (case.number) }
        h1 class="govuk-heading-l" { (page.texts().procedure(&case.procedure)) }
        (facts::facts(page))
        h2 class="govuk-heading-m" { (say.t("desk-clock-title")) }
        (clock_of(page.texts(), case))
        (evidence::evidence(page))
        (evidence::made(page))
        (facts::answers(page))
        (facts::consents(page))
        (facts::papers(page))
        (actions::actions(page))
        (facts::family(page))
        (facts::results(page))
        (history::history(page))
    }
}
