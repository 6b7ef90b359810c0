//! The ledger as outsiders see it: what it is, and what their tools fetch (C2SP tlog-tiles).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use merkle::{Checkpoint, Note, TilePath};
use serde_json::json;

use super::plain;
use crate::components::{Fact, summary_list};
use crate::error::{PageError, chain};
use crate::house::House;
use crate::visitor::Visitor;

/// `GET /ledger`
pub(super) async fn get(visitor: Visitor) -> Response {
    show(&visitor)
        .await
        .unwrap_or_else(|error| error.respond(&visitor))
}

async fn show(visitor: &Visitor) -> Result<Response, PageError> {
    let house = &visitor.house;
    let (entries, _) = house.ledger().count().await?;
    let note = ledger::checkpoint(house.ledger().store()).await?;
    let sealed = match &note {
        Some(note) => sealed(note)?,
        None => 0,
    };
    let key = house.signing_key().await;
    let key = key.map_err(|error| PageError::Failed(chain(&error)))?;
    let say = visitor.say();
    let title = say.t("public-ledger");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" { (say.t("public-ledger-lead")) }
        p class="govuk-body" { (say.t("public-ledger-about")) }
        (size(visitor, entries, sealed))
        h2 class="govuk-heading-m" { (say.t("public-ledger-checkpoint")) }
        p class="govuk-body" { (say.t("public-ledger-checkpoint-about")) }
        @if let Some(note) = &note {
            pre class="mc-note" tabindex="0" aria-label=(say.t("public-ledger-checkpoint")) { (note) }
        } @else {
            p class="govuk-body" { (say.t("public-ledger-none")) }
        }
        h2 class="govuk-heading-m" { (say.t("public-ledger-key")) }
        p class="govuk-body" { (say.t("public-ledger-key-about")) }
        pre class="mc-note" tabindex="0" aria-label=(say.t("public-ledger-key")) { (key) }
        (ways(visitor))
    };
    Ok(visitor.page(&title, &body))
}

/// How many entries our own checkpoint covers; whoever doubts it checks its signature.
fn sealed(note: &str) -> Result<i64, PageError> {
    let read =
        Note::parse(note.as_bytes()).and_then(|note| Checkpoint::parse(note.unverified_text()));
    let checkpoint = read.map_err(|error| PageError::Failed(chain(&error)))?;
    Ok(i64::try_from(checkpoint.head().size).unwrap_or(i64::MAX))
}

fn size(visitor: &Visitor, entries: i64, sealed: i64) -> Markup {
    let say = visitor.say();
    let keys = [
        say.t("public-ledger-entries"),
        say.t("public-ledger-sealed"),
    ];
    let facts = [
        Fact::new(&keys[0], &say.number(entries)),
        Fact::new(&keys[1], &say.number(sealed)),
    ];
    summary_list(say, &facts)
}

/// Where tools find what they need.
fn ways(visitor: &Visitor) -> Markup {
    let say = visitor.say();
    html! {
        h2 class="govuk-heading-m" { (say.t("public-ledger-tools")) }
        p class="govuk-body" { (say.t("public-ledger-tools-about")) }
        ul class="govuk-list govuk-list--bullet" {
            @for path in ["/ledger/checkpoint", "/ledger/key", "/ledger/key-changes"] {
                li { a class="govuk-link" href=(path) { (visitor.house.public_url) (path) } }
            }
            li { (visitor.house.public_url) "/ledger/tile/…" }
        }
    }
}

/// `GET /ledger/checkpoint`: the last signed note; 404 before the first sealing.
pub(super) async fn get_checkpoint(State(house): State<Arc<House>>) -> Response {
    match ledger::checkpoint(house.ledger().store()).await {
        Ok(Some(note)) => plain::text(note),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => unreadable(&error),
    }
}

/// `GET /ledger/key`: the key to check signatures with (C2SP signed-note verifier key).
pub(super) async fn get_key(State(house): State<Arc<House>>) -> Response {
    match house.signing_key().await {
        Ok(key) => plain::text(format!("{key}\n")),
        Err(error) => unreadable(&error),
    }
}

/// `GET /ledger/key-changes`: one JSON object a line for each change of the key, with the checkpoint
/// that both keys signed, so that who knows an older key can follow to the present one.
pub(super) async fn get_key_changes(State(house): State<Arc<House>>) -> Response {
    let changes = match ledger::key_changes(house.ledger().store()).await {
        Ok(changes) => changes,
        Err(error) => return unreadable(&error),
    };
    let line = |change: ledger::KeyChange| {
        let note = change.note?;
        let line = json!({ "old": change.old, "new": change.new, "checkpoint": note });
        Some(format!("{line}\n"))
    };
    plain::text(changes.into_iter().filter_map(line).collect::<String>())
}

/// `GET /ledger/tile/{path}`: hashes of the tree. A full tile never changes; a partial one of the
/// same width neither, but nobody asks for it twice.
pub(super) async fn get_tile(
    State(house): State<Arc<House>>,
    Path(path): Path<String>,
) -> Response {
    let path = format!("tile/{path}");
    let full = matches!(TilePath::parse(&path), Ok(TilePath::Hashes(tile)) if tile.is_full());
    let cache = if full {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=60"
    };
    match ledger::tile(house.ledger().store(), &path).await {
        Ok(Some(bytes)) => {
            let headers = [
                (CONTENT_TYPE, "application/octet-stream"),
                (CACHE_CONTROL, cache),
            ];
            (headers, bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => unreadable(&error),
    }
}

fn unreadable(error: &dyn std::error::Error) -> Response {
    tracing::error!(cause = chain(error), "the ledger could not be read");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
