//! Speaking one language.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

use super::{Lang, Words};

/// The texts in one language; cheap to copy, handed to everything that draws.
#[derive(Clone, Copy, Debug)]
pub struct Say<'a> {
    words: &'a Words,
    lang: Lang,
}

/// A literal key in a table of keys: `Key("nav-home")`. The test of keys finds it by this name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key(pub &'static str);

/// A value for a placeholder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Arg<'a> {
    /// Text, also numbers and dates that are formatted already.
    Text(Cow<'a, str>),
    /// A count that chooses the plural form.
    Count(i64),
}

impl Arg<'_> {
    pub(super) fn to_fluent(&self) -> FluentValue<'_> {
        match self {
            Arg::Text(text) => FluentValue::from(text.as_ref()),
            Arg::Count(count) => FluentValue::from(*count),
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Arg<'a> {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Arg<'a> {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(Cow::Owned(text))
    }
}

impl From<i64> for Arg<'_> {
    fn from(count: i64) -> Self {
        Arg::Count(count)
    }
}

impl From<u32> for Arg<'_> {
    fn from(count: u32) -> Self {
        Arg::Count(i64::from(count))
    }
}

impl From<usize> for Arg<'_> {
    fn from(count: usize) -> Self {
        Arg::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl<'a> Say<'a> {
    pub(super) fn new(words: &'a Words, lang: Lang) -> Say<'a> {
        Say { words, lang }
    }

    /// The language spoken.
    #[must_use]
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// All texts, to speak another language for a moment.
    #[must_use]
    pub fn words(self) -> &'a Words {
        self.words
    }

    /// A core text. The key is a literal, so that the test of keys sees it.
    #[must_use]
    pub fn t(self, key: &'static str) -> String {
        self.words.text(self.lang, key)
    }

    /// A core text with values for its placeholders. The key is a literal.
    #[must_use]
    pub fn tv(self, key: &'static str, values: &[(&str, Arg<'_>)]) -> String {
        self.words.with(self.lang, key, values)
    }

    /// A core text whose key stands in a table.
    #[must_use]
    pub fn key(self, key: Key) -> String {
        self.words.text(self.lang, key.0)
    }

    /// A text of the pack.
    #[must_use]
    pub fn pack(self, key: &str) -> String {
        self.words.text(self.lang, key)
    }

    /// A text of the pack that may be there or not.
    #[must_use]
    pub fn pack_if(self, key: &str) -> Option<String> {
        self.words.find(self.lang, key)
    }

    /// A text of the pack with values for its placeholders.
    #[must_use]
    pub fn packv(self, key: &str, values: &[(&str, Arg<'_>)]) -> String {
        self.words.with(self.lang, key, values)
    }
}
