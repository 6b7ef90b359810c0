//! Where to go on after signing in: a page of ours, whatever the address says.

use axum::http::Uri;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The longest address gone on to, in bytes: ours have under 200, and a link that was made longer is
/// no link of ours.
const NEXT_BYTES_MAX: usize = 1_000;

/// The path, if it leads to a page of ours. Browsers read `//host` and `/\host` as another host, and
/// leave out tabs and line ends before they look.
pub(super) fn local(path: &str) -> Option<&str> {
    let ours = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= NEXT_BYTES_MAX
        && !path.chars().any(|letter| letter.is_control() || letter == '\\')
        // These would lead in a circle.
        && !["/sign-in", "/sign-out", "/recover"].iter().any(|door| path.starts_with(door));
    ours.then_some(path)
}

/// The value of a name in an address's query, decoded; empty if it is not there or no text.
pub(super) fn asked(uri: &Uri, name: &str) -> String {
    let query = uri.query().unwrap_or("");
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| *found == name)
        .and_then(|(_, value)| percent_decode_str(value).decode_utf8().ok())
        .map(|value| value.into_owned())
        .unwrap_or_default()
}

/// An address with a place to go on to afterwards.
pub(super) fn with_next(path: &str, next: &str) -> String {
    match local(next) {
        Some(next) => format!(
            "{path}?next={}",
            utf8_percent_encode(next, NON_ALPHANUMERIC)
        ),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_gone_on_to() {
        for (path, ours) in [
            ("/me", true),
            ("/event/boat?page=2", true),
            ("/", true),
            ("", false),
            ("me", false),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("/\t/evil.example", false),
            ("https://evil.example", false),
            ("/sign-in?next=/me", false),
            ("/sign-out", false),
        ] {
            assert_eq!(local(path), ours.then_some(path), "{path}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(NEXT_BYTES_MAX))), None);
    }

    #[test]
    fn what_is_written_into_an_address_is_read_from_it() {
        let path = with_next("/sign-in", "/event/boat?page=2&x=ö");
        let uri: Uri = path.parse().unwrap();
        assert_eq!(asked(&uri, "next"), "/event/boat?page=2&x=ö");
        assert_eq!(asked(&uri, "nex"), "");
        assert_eq!(with_next("/a", "//evil.example"), "/a");
    }
}
