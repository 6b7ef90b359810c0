//! One value of a table: texts, numbers, lists, tables, expressions.

use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::DeValue;

use super::Table;
use crate::diagnostic::Code;
use crate::loading::{Loading, Spot, Word};
use crate::model::Source;

/// A value being read.
#[derive(Clone, Copy)]
pub(crate) struct Value<'t> {
    pub(super) loading: &'t Loading<'t>,
    pub(super) file: usize,
    pub(super) key: &'t str,
    pub(super) value: &'t Spanned<DeValue<'t>>,
}

impl<'t> Value<'t> {
    /// Where it stands.
    pub(crate) fn spot(&self) -> Spot {
        Spot {
            file: self.file,
            at: self.value.span().start,
        }
    }

    /// Whether it is a table.
    pub(crate) fn is_table(&self) -> bool {
        self.value.get_ref().is_table()
    }

    /// Whether it is a whole number.
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Integer(_))
    }

    /// A text that is not empty; empty after a mistake.
    pub(crate) fn text(&self) -> Word {
        let spot = self.spot();
        let Some(text) = self.value.get_ref().as_str() else {
            self.wrong_type("a text");
            return Word::default();
        };
        if text.is_empty() {
            let message = format!("`{}` is empty", self.key);
            self.loading.report(Code::WrongValue, spot, message);
        }
        Word {
            text: text.to_owned(),
            spot,
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&self) -> Vec<Word> {
        let items = self.items();
        let words = items.iter().map(|item| item.text());
        words.filter(|word| !word.text.is_empty()).collect()
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Vec<Value<'t>> {
        let DeValue::Array(items) = self.value.get_ref() else {
            self.wrong_type("a list");
            return Vec::new();
        };
        let items = items.iter().map(|value| Value { value, ..*self });
        items.collect()
    }

    /// A table.
    pub(crate) fn table(&self, what: &'static str) -> Option<Table<'t>> {
        let DeValue::Table(entries) = self.value.get_ref() else {
            self.wrong_type("a table");
            return None;
        };
        Some(Table {
            loading: self.loading,
            entries,
            spot: self.spot(),
            what,
            asked: std::cell::RefCell::default(),
        })
    }

    /// A whole number in a range; its least after a mistake.
    pub(crate) fn whole(&self, range: RangeInclusive<i64>) -> i64 {
        let DeValue::Integer(number) = self.value.get_ref() else {
            self.wrong_type("a whole number");
            return *range.start();
        };
        let number = i64::from_str_radix(number.as_str(), number.radix());
        match number {
            Ok(number) if range.contains(&number) => number,
            Ok(_) | Err(_) => {
                let message = format!(
                    "`{}` must lie between {} and {}",
                    self.key,
                    range.start(),
                    range.end()
                );
                self.loading.report(Code::WrongValue, self.spot(), message);
                *range.start()
            }
        }
    }

    /// An expression, with the place at which its text begins (after the quotation mark).
    pub(crate) fn source(&self) -> Source {
        let word = self.text();
        if word.text.is_empty() {
            return no_source();
        }
        let file = self.loading.files.get(self.file);
        let raw = file.and_then(|file| file.text.get(self.value.span()));
        // With escapes inside, only the beginning of the whole can be told.
        let inside = raw.and_then(|raw| raw.find(&word.text)).unwrap_or(0);
        let spot = Spot {
            at: word.spot.at + inside,
            ..word.spot
        };
        Source {
            text: word.text,
            place: self.loading.place(spot),
        }
    }

    /// Reports that it should be something else.
    pub(crate) fn wrong_type(&self, wanted: &str) {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("`{}` must be {wanted}, not {found}", self.key);
        self.loading.report(Code::WrongType, self.spot(), message);
    }
}

/// What stands for an expression after a mistake; it is not compiled.
pub(super) fn no_source() -> Source {
    Source {
        text: String::new(),
        place: String::new(),
    }
}
