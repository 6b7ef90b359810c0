//! Reading TOML with positions: typed getters that remember which keys they were asked for. What
//! nobody asked for is an unknown key.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use base::limit::Limit;
use base::text::nearest;
use jiff::civil::{Date, Time};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Code;
use crate::loading::{Loading, Spot, Word};
use crate::model::Source;

mod value;
mod words;

pub(crate) use value::Value;
use value::no_source;
pub(crate) use words::{check_id, check_name, choose, well_formed};

/// Most mistakes of grammar told of one file: later ones are mostly consequences.
const GRAMMAR_MAX: usize = 5;

/// A table being read. When it is dropped, keys that nobody asked for are reported, so that no
/// reader can forget to.
pub(crate) struct Table<'t> {
    pub(crate) loading: &'t Loading<'t>,
    entries: &'t DeTable<'t>,
    pub(crate) spot: Spot,
    /// What the table is, for messages.
    what: &'static str,
    asked: RefCell<Vec<&'static str>>,
}

/// Reads a file as TOML. If its grammar is broken, what could be recovered is read for the names
/// it declares, and nothing but the grammar is reported.
pub(crate) fn read<T>(
    loading: &Loading<'_>,
    file: usize,
    what: &'static str,
    read: impl FnOnce(&Table<'_>) -> T,
) -> Option<T> {
    let text = loading.files.get(file)?.text;
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors.iter().take(GRAMMAR_MAX) {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().replace('\n', ", ");
        loading.report(Code::Toml, Spot { file, at }, message);
    }
    if !errors.is_empty() {
        loading.mark_broken(file);
    }
    let table = Table {
        loading,
        entries: document.get_ref(),
        spot: Spot { file, at: 0 },
        what,
        asked: RefCell::default(),
    };
    Some(read(&table))
}

impl<'t> Table<'t> {
    /// The value of a key, if it is there.
    pub(crate) fn get(&self, key: &'static str) -> Option<Value<'t>> {
        self.asked.borrow_mut().push(key);
        let found = self.entries.iter().find(|(name, _)| name.get_ref() == key);
        found.map(|(_, value)| self.value(key, value))
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &'static str) -> Option<Value<'t>> {
        let found = self.get(key);
        if found.is_none() {
            let message = format!("{} lacks the key `{key}`", self.what);
            self.loading.report(Code::MissingKey, self.spot, message);
        }
        found
    }

    /// All entries of a table whose keys are names.
    pub(crate) fn entries(&self) -> Vec<(Word, Value<'t>)> {
        let entries = self.entries.iter().map(|(key, value)| {
            let name = Word {
                text: key.get_ref().to_string(),
                spot: self.spot_of(key.span().start),
            };
            (name, self.value(key.get_ref(), value))
        });
        self.give_up();
        entries.collect()
    }

    /// Takes no key for unknown: after a mistake nobody knows which keys belong here.
    pub(crate) fn give_up(&self) {
        self.asked.borrow_mut().push(EVERY_KEY);
    }

    /// A text that must be there; empty after a mistake.
    pub(crate) fn text(&self, key: &'static str) -> Word {
        self.need(key).map(|value| value.text()).unwrap_or_default()
    }

    /// A text that may be there.
    pub(crate) fn maybe_text(&self, key: &'static str) -> Option<Word> {
        self.get(key).map(|value| value.text())
    }

    /// A list of texts that may be there.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<Word> {
        self.get(key).map(|value| value.texts()).unwrap_or_default()
    }

    /// Yes or no; no if it is not there.
    pub(crate) fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.get(key) else {
            return false;
        };
        value.value.get_ref().as_bool().unwrap_or_else(|| {
            value.wrong_type("true or false");
            false
        })
    }

    /// A whole number that may be there.
    pub(crate) fn maybe_whole(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        self.get(key).map(|value| value.whole(range))
    }

    /// A whole number that must be there.
    pub(crate) fn whole(&self, key: &'static str, range: RangeInclusive<i64>) -> i64 {
        let least = *range.start();
        self.need(key).map_or(least, |value| value.whole(range))
    }

    /// A day, written as TOML writes it.
    pub(crate) fn date(&self, key: &'static str) -> Option<Date> {
        let value = self.need(key)?;
        let DeValue::Datetime(at) = value.value.get_ref() else {
            value.wrong_type("a day such as 2026-09-01");
            return None;
        };
        let date = at.date.filter(|_| at.time.is_none() && at.offset.is_none());
        let date = date.and_then(|date| {
            let part = |number: u8| i8::try_from(number).ok();
            let year = i16::try_from(date.year).ok()?;
            Date::new(year, part(date.month)?, part(date.day)?).ok()
        });
        if date.is_none() {
            value.wrong_type("a day such as 2026-09-01");
        }
        date
    }

    /// A time limit that must be there.
    pub(crate) fn limit(&self, key: &'static str) -> Limit {
        let word = self.text(key);
        word.text.parse().unwrap_or_else(|problem| {
            if !word.text.is_empty() {
                let message = format!("{problem}");
                self.loading.report(Code::WrongValue, word.spot, message);
            }
            Limit::SameDay
        })
    }

    /// A time of day that may be there.
    pub(crate) fn maybe_time(&self, key: &'static str) -> Option<Time> {
        let word = self.maybe_text(key)?;
        let time = base::calendar::parse_time(&word.text);
        if time.is_none() {
            let message = format!("`{}` is not a time of day: write 15:00", word.text);
            self.loading.report(Code::WrongValue, word.spot, message);
        }
        time
    }

    /// An expression that must be there.
    pub(crate) fn source(&self, key: &'static str) -> Source {
        self.need(key)
            .map_or_else(no_source, |value| value.source())
    }

    /// An expression that may be there.
    pub(crate) fn maybe_source(&self, key: &'static str) -> Option<Source> {
        self.get(key).map(|value| value.source())
    }

    /// One of several words that must be there.
    pub(crate) fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        choose(self.loading, &self.need(key)?.text(), choices)
    }

    /// A table that may be there.
    pub(crate) fn table(&self, key: &'static str, what: &'static str) -> Option<Table<'t>> {
        self.get(key).and_then(|value| value.table(what))
    }

    /// A list of tables that may be there.
    pub(crate) fn tables(&self, key: &'static str, what: &'static str) -> Vec<Table<'t>> {
        let items = self.get(key).map(|value| value.items()).unwrap_or_default();
        items.iter().filter_map(|item| item.table(what)).collect()
    }

    /// A place in this table's file.
    fn spot_of(&self, at: usize) -> Spot {
        Spot { at, ..self.spot }
    }

    fn value(&self, key: &'t str, value: &'t Spanned<DeValue<'t>>) -> Value<'t> {
        Value {
            loading: self.loading,
            file: self.spot.file,
            key,
            value,
        }
    }
}

/// Stands for all keys in the list of those asked for; no TOML key can be it.
const EVERY_KEY: &str = "\0";

impl Drop for Table<'_> {
    fn drop(&mut self) {
        let asked = self.asked.borrow();
        if asked.contains(&EVERY_KEY) {
            return;
        }
        for (key, _) in self.entries.iter() {
            let name = key.get_ref();
            if asked.iter().any(|asked| asked == name) {
                continue;
            }
            let message = format!("{} has no key `{name}`", self.what);
            let meant = nearest(name, asked.iter().copied()).map(str::to_owned);
            let spot = self.spot_of(key.span().start);
            self.loading
                .report_near(Code::UnknownKey, spot, message, meant);
        }
    }
}
