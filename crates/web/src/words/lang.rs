//! The name of a language.

use std::fmt;

/// A language by its ISO 639 code: two or three lower-case letters, such as `vi`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 3]);

impl Lang {
    /// Reads a code; nothing but two or three letters a to z is one.
    #[must_use]
    pub fn parse(code: &str) -> Option<Lang> {
        let bytes = code.as_bytes();
        if !matches!(bytes.len(), 2 | 3) || !bytes.iter().all(u8::is_ascii_lowercase) {
            return None;
        }
        let mut letters = [0; 3];
        letters[..bytes.len()].copy_from_slice(bytes);
        Some(Lang(letters))
    }

    /// The code, as the `lang` attribute of HTML wants it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let len = if self.0[2] == 0 { 2 } else { 3 };
        // Only letters get in, so this always is text.
        std::str::from_utf8(&self.0[..len]).unwrap_or_default()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn only_codes_are_languages() {
        for (code, is) in [
            ("vi", true),
            ("uk", true),
            ("hmn", true),
            ("", false),
            ("v", false),
            ("VI", false),
            ("vi-VN", false),
            ("đa", false),
        ] {
            assert_eq!(
                Lang::parse(code).map(|lang| lang.to_string()),
                is.then(|| code.to_owned())
            );
        }
    }
}
