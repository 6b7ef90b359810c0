//! What cannot be seen in a cell. Nothing is changed and nothing is judged: whether it matters is
//! for the rules of a field.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Something in a cell that people do not see and machines do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Oddity {
    /// White space at the beginning or the end.
    OuterSpace,
    /// A space that lines do not break at (U+00A0 and its like), or of another width than a space.
    OtherSpace,
    /// A character without width: joiners, soft hyphens, byte order marks, marks of direction.
    ZeroWidth,
    /// A control character, or a line or paragraph separator.
    Control,
    /// Letters that are not composed as Unicode's form NFC has them.
    NotComposed,
    /// U+FFFD: something was lost before it came here.
    Replaced,
}

/// All kinds, in the order of their declaration.
pub const ODDITIES: [Oddity; 6] = [
    Oddity::OuterSpace,
    Oddity::OtherSpace,
    Oddity::ZeroWidth,
    Oddity::Control,
    Oddity::NotComposed,
    Oddity::Replaced,
];

impl Oddity {
    /// The stable word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Oddity::OuterSpace => "outer_space",
            Oddity::OtherSpace => "other_space",
            Oddity::ZeroWidth => "zero_width",
            Oddity::Control => "control",
            Oddity::NotComposed => "not_composed",
            Oddity::Replaced => "replaced",
        }
    }
}

/// What was found in a cell: of each kind the first place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Oddities {
    first: [Option<u32>; ODDITIES.len()],
}

impl Oddities {
    /// Whether there is nothing odd.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first.iter().all(Option::is_none)
    }

    /// The kinds that were found, and the byte at which each stands first, from 0, within the text
    /// that was looked at.
    pub fn iter(&self) -> impl Iterator<Item = (Oddity, u32)> + '_ {
        let found = ODDITIES.into_iter().zip(self.first);
        found.filter_map(|(kind, at)| Some((kind, at?)))
    }

    fn add(&mut self, kind: Oddity, at: usize) {
        let place = &mut self.first[kind as usize];
        *place = place.or(Some(u32::try_from(at).unwrap_or(u32::MAX)));
    }
}

/// Looks at a cell. Plain ASCII costs less than a nanosecond a byte.
#[must_use]
pub fn look(text: &str) -> Oddities {
    let mut found = Oddities::default();
    let bytes = text.as_bytes();
    let inner = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if bytes.iter().all(|byte| (b' '..=b'~').contains(byte))
        && inner(bytes.first())
        && inner(bytes.last())
    {
        return found;
    }
    if text.starts_with(char::is_whitespace) {
        found.add(Oddity::OuterSpace, 0);
    }
    if text.ends_with(char::is_whitespace) {
        found.add(Oddity::OuterSpace, text.trim_end().len());
    }
    let mut composed_for_sure = true;
    for (at, letter) in text.char_indices() {
        if let Some(kind) = kind_of(letter) {
            found.add(kind, at);
        }
        // Below the combining marks nothing composes; these letters are composed already.
        composed_for_sure &= letter < '\u{300}' || matches!(letter, '\u{1ea0}'..='\u{1ef9}');
    }
    if !composed_for_sure && !is_nfc(text) {
        let same = text
            .char_indices()
            .zip(text.nfc())
            .find(|((_, one), other)| one != other);
        found.add(Oddity::NotComposed, same.map_or(0, |((at, _), _)| at));
    }
    found
}

fn kind_of(letter: char) -> Option<Oddity> {
    match letter {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Some(Oddity::OtherSpace)
        }
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => Some(Oddity::ZeroWidth),
        '\u{2028}' | '\u{2029}' => Some(Oddity::Control),
        '\u{fffd}' => Some(Oddity::Replaced),
        _ if letter.is_control() => Some(Oddity::Control),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_said() {
        let cases = [
            ("", ""),
            ("Hull 7", ""),
            ("Nguyễn Thị Đào", ""),
            (" a", "outer_space@0"),
            ("a b ", "outer_space@3"),
            ("a\u{a0}b", "other_space@1"),
            ("a\u{a0}", "outer_space@1 other_space@1"),
            ("a\u{200b}b\u{feff}", "zero_width@1"),
            ("a\tb\u{7f}", "control@1"),
            ("one\ntwo", "control@3"),
            ("xe\u{302}\u{301}", "not_composed@1"),
            ("\u{212b}", "not_composed@0"),
            ("a\u{fffd}", "replaced@1"),
            ("漢字", ""),
        ];
        for (text, expected) in cases {
            let found: Vec<String> = look(text)
                .iter()
                .map(|(kind, at)| format!("{}@{at}", kind.word()))
                .collect();
            assert_eq!(found.join(" "), expected, "{text:?}");
            assert_eq!(look(text).is_empty(), expected.is_empty());
        }
    }

    proptest! {
        #[test]
        fn nfc_is_what_unicode_says(text in "[aeơư\u{300}-\u{304}\u{1ea0}-\u{1ef9}가각ᄀ\u{1161}Å\u{212b}]{0,8}") {
            let found = look(&text).iter().any(|(kind, _)| kind == Oddity::NotComposed);
            prop_assert_eq!(found, text.nfc().collect::<String>() != text);
        }
    }
}
