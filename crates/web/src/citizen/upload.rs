//! Forms that carry files (RFC 7578): read within bounds, with the same checks as other forms.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::response::Response;
use files::{Checked, FileKind, FileProblem, SIZE_BYTES_MAX};

use crate::csrf;
use crate::error::PageError;
use crate::house::House;
use crate::visitor::{Once, Visitor, foreign};
use crate::words::{Key, Say};

/// The most files in one form: an officer asks for a few papers, each of a few pages.
pub(super) const FILES_MAX: usize = 10;
/// The largest form: all files at their largest would not fit into a small machine's memory, so
/// all together may be three times one.
pub(super) const UPLOAD_BYTES_MAX: usize = 3 * SIZE_BYTES_MAX + 64 * 1024;
/// Bytes of a field that is no file; they are short words.
const FIELD_BYTES_MAX: usize = 4_096;

/// A file as it was sent.
pub(super) struct Sent {
    /// The name of the input.
    pub(super) field: String,
    name: String,
    bytes: Vec<u8>,
}

/// A visitor who sends files, from a page of ours.
pub(super) struct Upload {
    /// Who.
    pub(super) visitor: Visitor,
    /// The files that were chosen, in the order of the page.
    pub(super) files: Vec<Sent>,
    /// This press of the button, to be acted on once.
    pub(super) once: Once,
}

impl Sent {
    /// What tells it from another.
    fn told(&self) -> [&[u8]; 3] {
        [self.field.as_bytes(), self.name.as_bytes(), &self.bytes]
    }

    /// Whether the file may be received.
    pub(super) fn check(self) -> Result<Checked, FileProblem> {
        files::check(&self.name, self.bytes, &FileKind::ALL)
    }
}

impl FromRequest<Arc<House>> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, house: &Arc<House>) -> Result<Upload, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, house).await?;
        if foreign(&parts.headers, house) {
            return Err(PageError::Foreign.respond(&visitor));
        }
        // A file is not kept for somebody who is not known; the draft has everything else.
        let Some(token) = visitor.session.as_ref().map(|session| session.csrf.clone()) else {
            return Err(PageError::SignIn { kept: None }.respond(&visitor));
        };
        let request = Request::from_parts(parts, body);
        let Ok(form) = Multipart::from_request(request, house).await else {
            return Err(PageError::BadForm.respond(&visitor));
        };
        match read(form).await {
            Some((sent, files)) if csrf::matches(&sent, &token) => {
                let told = files.iter().flat_map(Sent::told);
                let once = Once::of(&visitor, &sent, &told.collect::<Vec<_>>());
                Ok(Upload {
                    visitor,
                    files,
                    once,
                })
            }
            Some(_) => Err(PageError::Foreign.respond(&visitor)),
            None => Err(PageError::BadForm.respond(&visitor)),
        }
    }
}

/// The form's token and its files; `None` if it cannot be read or has too much in it.
async fn read(mut form: Multipart) -> Option<(String, Vec<Sent>)> {
    let (mut csrf, mut files) = (String::new(), Vec::new());
    while let Some(mut part) = form.next_field().await.ok()? {
        let field = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(str::to_owned);
        let bytes_max = if name.is_some() {
            SIZE_BYTES_MAX + 1
        } else {
            FIELD_BYTES_MAX
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.ok()? {
            // One byte more than allowed is kept, so that the check says that it is too large.
            let room = bytes_max.saturating_sub(bytes.len());
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        match name {
            // An input in which nothing was chosen is sent without a name.
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            Some(name) if files.len() < FILES_MAX => files.push(Sent { field, name, bytes }),
            Some(_) => return None,
            None if field == "csrf" => csrf = String::from_utf8(bytes).ok()?,
            None => {}
        }
    }
    Some((csrf, files))
}

/// Why a file is not received, for the person.
pub(super) fn problem_text(say: Say<'_>, problem: &FileProblem) -> String {
    let key = match problem {
        FileProblem::Empty => Key("citizen-file-empty"),
        FileProblem::TooLarge { .. } => Key("citizen-file-too-large"),
        FileProblem::Kind { .. } => Key("citizen-file-kind"),
        FileProblem::CutOff { .. } => Key("citizen-file-cut-off"),
        FileProblem::Active => Key("citizen-file-active"),
        FileProblem::Side { .. } => Key("citizen-file-side"),
    };
    say.key(key)
}

/// What file inputs accept.
pub(super) fn accepted() -> String {
    FileKind::ALL.map(FileKind::media_type).join(",")
}
