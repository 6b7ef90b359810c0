//! What the browser fetches besides pages: two stylesheets, the logo and the one script (passkeys),
//! compiled in or made from the pack's look, named by their content so that they may be kept for ever.
//!
//! **Invariants:** no file is read; a name never shows other bytes than before; a page that does not
//! need the script may not run any.

use std::borrow::Cow;
use std::fmt;
use std::io::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::brand::Brand;

/// What a page sends as `Content-Security-Policy`: nothing from elsewhere, nothing inline, no script,
/// nobody frames us.
pub const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The same for the few pages where passkeys are used: they need a script of ours, which asks us.
pub const SCRIPT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

const FRONTEND: &str = include_str!("../assets/frontend.css");
const LOOK: &str = include_str!("../assets/look.css");
const LOGO: &str = include_str!("../assets/logo.svg");
const PASSKEY: &str = include_str!("../assets/passkey.js");

/// The files, made once at the start and shared by all requests.
pub struct Assets {
    frontend: Asset,
    look: Asset,
    logo: Asset,
    passkey: Asset,
}

/// One file.
struct Asset {
    /// `name.hash8.ending`
    name: String,
    kind: &'static str,
    plain: Cow<'static, [u8]>,
    gzip: Vec<u8>,
}

impl Assets {
    /// The files for a pack's look; `Brand::default()` is our own.
    #[must_use]
    pub fn new(brand: &Brand) -> Assets {
        let mut look = LOOK.to_owned();
        look.push_str(&brand.stylesheet());
        let logo = brand
            .logo()
            .map_or(Cow::Borrowed(LOGO), |logo| Cow::Owned(logo.to_owned()));
        Assets {
            frontend: Asset::new("frontend", "css", Cow::Borrowed(FRONTEND)),
            look: Asset::new("look", "css", Cow::Owned(look)),
            logo: Asset::new("logo", "svg", logo),
            passkey: Asset::new("passkey", "js", Cow::Borrowed(PASSKEY)),
        }
    }

    /// The addresses of the stylesheets, in the order in which they belong in the head.
    #[must_use]
    pub fn stylesheets(&self) -> [String; 2] {
        [self.frontend.address(), self.look.address()]
    }

    /// The address of the logo, also the icon of the window.
    #[must_use]
    pub fn logo(&self) -> String {
        self.logo.address()
    }

    /// The address of the script that pages with passkeys need.
    #[must_use]
    pub fn passkey_script(&self) -> String {
        self.passkey.address()
    }

    /// Bytes that a first page load fetches beside the page itself, compressed.
    #[must_use]
    pub fn first_load_bytes(&self) -> usize {
        [&self.frontend, &self.look, &self.logo]
            .iter()
            .map(|asset| asset.gzip.len())
            .sum()
    }

    /// `GET /assets/{name}`.
    pub fn routes<S: Clone + Send + Sync + 'static>(self: Arc<Self>) -> Router<S> {
        Router::new()
            .route("/assets/{name}", get(serve))
            .with_state(self)
    }

    fn find(&self, name: &str) -> Option<&Asset> {
        [&self.frontend, &self.look, &self.logo, &self.passkey]
            .into_iter()
            .find(|asset| asset.name == name)
    }
}

impl fmt::Debug for Assets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries([&self.frontend.name, &self.look.name, &self.logo.name])
            .finish()
    }
}

impl Asset {
    fn new(stem: &str, ending: &str, text: Cow<'static, str>) -> Asset {
        let plain: Cow<'static, [u8]> = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        let hash: String = base::sha256(&plain)
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let kind = match ending {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };
        Asset {
            name: format!("{stem}.{hash}.{ending}"),
            kind,
            gzip: gzip(&plain),
            plain,
        }
    }

    fn address(&self) -> String {
        format!("/assets/{}", self.name)
    }

    fn answer(&self, packed: bool) -> Response {
        let body = if packed {
            Body::from(self.gzip.clone())
        } else {
            Body::from(self.plain.to_vec())
        };
        let mut response = body.into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        );
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // A logo opened by itself is a document; it may draw and nothing else.
        headers.insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"),
        );
        if packed {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

async fn serve(
    State(assets): State<Arc<Assets>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    match assets.find(&name) {
        Some(asset) => asset.answer(takes_gzip(&headers)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Whether `Accept-Encoding` (RFC 9110 §12.5.3) lists gzip with a weight above zero.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    accepted.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let gzip = pieces
            .next()
            .is_some_and(|coding| coding.eq_ignore_ascii_case("gzip"));
        let refused = pieces.any(|piece| {
            piece
                .strip_prefix("q=")
                .is_some_and(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0))
        });
        gzip && !refused
    })
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail.
    encoder
        .write_all(plain)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn stylesheets_hold_no_foreign_thing() {
        for sheet in [FRONTEND, LOOK] {
            for mark in [
                "@font-face",
                "GDS Transport",
                "crown",
                "url(",
                "@import",
                "</",
            ] {
                assert!(!sheet.contains(mark), "{mark} in a stylesheet");
            }
        }
    }

    #[test]
    fn the_first_load_is_small() {
        assert!(Assets::new(&Brand::default()).first_load_bytes() < 24_000);
    }

    #[test]
    fn names_follow_the_content_and_gzip_gives_it_back() {
        let ours = Assets::new(&Brand::default());
        let (brand, faults) = Brand::new(&[("accent", "#7a1f5c")], None);
        assert_eq!(faults, vec![]);
        let theirs = Assets::new(&brand);
        assert_eq!(ours.stylesheets()[0], theirs.stylesheets()[0]);
        assert_ne!(ours.stylesheets()[1], theirs.stylesheets()[1]);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(theirs.look.gzip.as_slice())
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, theirs.look.plain.as_ref());
    }

    #[test]
    fn only_those_who_can_read_it_get_gzip() {
        for (accepted, packed) in [
            ("gzip, br", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("br", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(takes_gzip(&headers), packed, "{accepted}");
        }
    }

    #[test]
    fn answers_may_be_kept_for_ever() {
        let assets = Assets::new(&Brand::default());
        let name = assets.stylesheets()[1]
            .trim_start_matches("/assets/")
            .to_owned();
        let response = assets.find(&name).unwrap().answer(true);
        assert_eq!(
            response.headers()[CACHE_CONTROL],
            "public, max-age=31536000, immutable"
        );
        assert_eq!(response.headers()[CONTENT_ENCODING], "gzip");
        assert!(assets.find("look.css").is_none());
    }
}
