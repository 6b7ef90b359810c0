//! Whether a text is in Unicode normal form C and without white space at its ends.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc, is_nfc_quick};

/// The characters of the Basic Multilingual Plane that can stand anywhere in composed text: they
/// begin a cluster (combining class 0) and never compose with what is before (`NFC_QC=Yes` in
/// Unicode Standard Annex 15). A text of them alone is composed, and that is nearly every name in
/// every script; any other text gets the whole algorithm.
#[derive(Debug, Clone)]
pub(crate) struct Composed {
    plain: Vec<u64>,
}

impl Composed {
    pub(crate) fn new() -> Composed {
        let mut plain = vec![0; 0x1_0000 / 64];
        for character in (0..=0xffff).filter_map(char::from_u32) {
            let yes = is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes;
            if yes && canonical_combining_class(character) == 0 {
                let code = character as usize;
                plain[code / 64] |= 1 << (code % 64);
            }
        }
        Composed { plain }
    }

    /// Whether nothing would change if the text were trimmed (Unicode White_Space) and composed.
    pub(crate) fn is_normal(&self, text: &str) -> bool {
        let ends = [text.chars().next(), text.chars().next_back()];
        if ends.into_iter().flatten().any(char::is_whitespace) {
            return false;
        }
        let plain = |character: char| {
            let code = character as usize;
            let bits = self.plain.get(code / 64).copied().unwrap_or(0);
            (bits >> (code % 64)) & 1 == 1
        };
        text.is_ascii() || text.chars().all(plain) || is_nfc(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn clusters_of_all_kinds() {
        let composed = Composed::new();
        for (text, expected) in [
            ("", true),
            ("Ann", true),
            ("Nguyễn Thị Hòa", true),
            ("Nguye\u{302}\u{303}n", false),
            ("Ann ", false),
            ("\u{a0}Ann", false),
            ("Ann\u{3000}", false),
            ("q\u{303}", true), // no composed form exists
            ("a\u{323}\u{302}", false),
            ("\u{1112}\u{1161}\u{11ab}", false),
            ("한", true),
            ("\u{0958}", false), // excluded from composition
            ("\u{212b}", false), // the sign of the unit is another letter's singleton
            ("\u{1d15e}", false),
            ("😀", true),
        ] {
            assert_eq!(composed.is_normal(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_doing_it(text in "[ a-zA-Zêễ\u{300}\u{302}\u{323}\u{1100}-\u{11ff}가-힣\u{900}-\u{97f}]{0,8}|\\PC{0,8}") {
            let done: String = text.trim().nfc().collect();
            prop_assert_eq!(Composed::new().is_normal(&text), done == text);
        }
    }
}
