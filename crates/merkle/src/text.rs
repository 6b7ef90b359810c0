//! The few pieces of text that all formats here share: base64, decimals, key names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The longest key name or checkpoint origin in bytes. Both are URL-like by recommendation, and 255
/// is the longest host name DNS allows, path included here because ours have short ones.
pub const NAME_BYTES_MAX: usize = 255;

/// Standard base64 with padding (RFC 4648 section 4).
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard base64; wrong padding and stray low bits are refused, so that each byte string
/// has one text only.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Reads an ASCII decimal without sign and without leading zeros.
pub(crate) fn from_decimal(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if canonical && digits {
        text.parse().ok()
    } else {
        None
    }
}

/// Whether a text may name a key (signed-note: not empty, no Unicode space, no plus sign; no
/// control characters, because the note that carries it may not have any).
pub(crate) fn is_key_name(name: &str) -> bool {
    let allowed = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
    !name.is_empty() && name.len() <= NAME_BYTES_MAX && name.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_one_spelling() {
        for (text, number) in [
            ("0", Some(0)),
            ("7", Some(7)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("", None),
            ("00", None),
            ("07", None),
            ("+7", None),
            ("-7", None),
            ("7 ", None),
            ("٧", None),
        ] {
            assert_eq!(from_decimal(text), number, "{text:?}");
        }
    }

    #[test]
    fn base64_has_one_spelling() {
        assert_eq!(from_base64("AAE="), Some(vec![0, 1]));
        for text in ["AAE", "AAF=", "AAE=\n", "AAE==", "AA-_"] {
            assert_eq!(from_base64(text), None, "{text:?}");
        }
    }

    #[test]
    fn key_names_follow_the_signed_note() {
        assert!(is_key_name("island.example/ledger"));
        let long = "a".repeat(NAME_BYTES_MAX + 1);
        for name in ["", "a b", "a+b", "a\u{a0}b", "a\nb", "a\u{7f}", &long] {
            assert!(!is_key_name(name), "{name:?}");
        }
    }
}
