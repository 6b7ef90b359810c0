//! A paper that is asked for because a register is silent or contradicts: why, and a file to send.

use axum::extract::Path;
use axum::response::Response;
use cases::model::Finding;
use cases::{Asked, Prepared};
use maud::html;

use super::field::NAME;
use super::question::Framed;
use super::{next_page, prepared};
use crate::citizen::answer;
use crate::citizen::texts::Texts;
use crate::citizen::upload::{Upload, accepted, problem_text};
use crate::components::{Button, Field, Size, button, file_upload, inset};
use crate::error::PageError;
use crate::visitor::{Visitor, see_other};

/// A paper's page; with what is wrong with the file that was just sent.
pub(super) fn show(
    visitor: &Visitor,
    prepared: &Prepared<'_>,
    (id, error): (&str, Option<&str>),
) -> Result<Response, PageError> {
    let (evidence, finding) = asked(prepared, id).ok_or(PageError::NotFound)?;
    let texts = Texts::of(visitor);
    let say = texts.say;
    let event = &prepared.event.id;
    let title = say.pack(&format!("paper-{id}"));
    let register = prepared
        .root
        .evidence
        .iter()
        .find(|declared| declared.id == evidence);
    let register = register.map_or_else(String::new, |declared| texts.register(&declared.register));
    let about = [
        ("register", register.into()),
        (
            "evidence",
            say.pack(&format!("evidence-{}-{evidence}", prepared.root.id))
                .into(),
        ),
    ];
    let why = match finding {
        Finding::Contradicts => say.tv("citizen-paper-contradicts", &about),
        Finding::Stopped => say.tv("citizen-paper-stopped", &about),
        Finding::Silent | Finding::Found => say.tv("citizen-paper-silent", &about),
    };
    let sent = prepared
        .draft
        .answers
        .get(id)
        .is_some_and(|file| !file.is_empty());
    let (hint, go_on) = (say.t("citizen-file-hint"), say.t("citizen-save-continue"));
    let field = Field {
        hint: Some(&hint),
        error,
        size: Size::PageHeading,
        ..Field::new(NAME, &title)
    };
    let form = html! {
        form method="post" action={ "/event/" (event) "/q/" (id) "/file" } enctype="multipart/form-data" novalidate {
            (visitor.csrf())
            (file_upload(say, &field, Some(&accepted())))
            p class="govuk-body" { (why) }
            @if sent { (inset(&html! { (say.t("citizen-paper-sent")) })) }
            (button(&Button { text: &go_on, ..Button::default() }))
        }
    };
    Ok(Framed {
        id,
        title: &title,
        error,
    }
    .page(visitor, prepared, &form))
}

/// The evidence that a paper stands in for, and how the search for it went.
fn asked<'a>(prepared: &Prepared<'a>, id: &str) -> Option<(&'a str, Finding)> {
    prepared.asked.iter().find_map(|asked| match asked {
        Asked::Paper {
            paper,
            evidence,
            finding,
        } if *paper == id => Some((*evidence, *finding)),
        Asked::Paper { .. } | Asked::Question(_) => None,
    })
}

pub(super) async fn post(Path((event, id)): Path<(String, String)>, sent: Upload) -> Response {
    let Upload {
        visitor,
        files,
        once,
    } = sent;
    let file = files.into_iter().next();
    let saved = async {
        let prepared = prepared(&visitor, &event).await?;
        let say = visitor.say();
        let checked = match file {
            Some(file) => file.check().map_err(|problem| problem_text(say, &problem)),
            // Going on with the file that was sent before.
            None if prepared
                .draft
                .answers
                .get(&id)
                .is_some_and(|file| !file.is_empty()) =>
            {
                return Ok(see_other(&next_page(&prepared)));
            }
            None => Err(say.t("citizen-file-missing")),
        };
        match checked {
            Err(problem) => show(&visitor, &prepared, (&id, Some(&problem))),
            Ok(file) => {
                let ctx = visitor.ctx(&prepared.root.id);
                let room = &visitor.house.room;
                // From there the way leads to what is still missing.
                let onward = format!("/event/{event}/check");
                let mark = |act| once.mark(act, &onward);
                room.keep_paper(&ctx, &event, (&id, file), mark).await?;
                let prepared = super::prepared(&visitor, &event).await?;
                Ok(see_other(&next_page(&prepared)))
            }
        }
    };
    answer(&visitor, once.run(&visitor, saved).await)
}
