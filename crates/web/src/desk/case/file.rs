//! A file that was sent, for the officer who decides: to be kept and opened in a viewer of theirs,
//! never shown by the browser as a page of ours.

use axum::extract::Path;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::desk::{answer, id_of};
use crate::error::PageError;
use crate::visitor::Visitor;

/// The file; one look.
pub(crate) async fn get(visitor: Visitor, Path((case, file)): Path<(String, String)>) -> Response {
    let sent = send(&visitor, &case, &file).await;
    answer(&visitor, sent)
}

async fn send(visitor: &Visitor, case: &str, file: &str) -> Result<Response, PageError> {
    visitor.signed_in()?;
    let (case, file) = (id_of(case)?, id_of(file)?);
    let room = &visitor.house.room;
    let ctx = visitor.ctx(&room.purpose_of(case).await?);
    let loaded = room.desk_file(&ctx, case, file).await?;
    // RFC 6266: the name as it is for browsers, and one without surprises for the rest.
    let name = utf8_percent_encode(&loaded.kept.name, NON_ALPHANUMERIC);
    let plain = loaded.kept.kind.word();
    let disposition = format!("attachment; filename=\"file.{plain}\"; filename*=UTF-8''{name}");
    let headers = [
        (CONTENT_TYPE, loaded.kept.kind.media_type().to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, loaded.bytes).into_response())
}
