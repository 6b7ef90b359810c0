//! What a paper is filled in with: values, codes, and the moment it is made.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value as Json, json};
use typst::foundations::{Array, Datetime, Dict, Value};
use typst_pdf::Timestamp;

/// Largest data, in bytes of JSON. A full certificate has about 2,000; a list of 100 rows 20,000.
pub const DATA_BYTES_MAX: usize = 64 * 1024;

/// Deepest nesting of lists and maps in the data. A paper needs two (a list of rows); the rest is room.
pub const DATA_DEPTH_MAX: usize = 8;

/// The values of one paper, and the texts of its QR codes.
///
/// A template reads the values as `sys.inputs` and a code named `qr` as the picture `qr.svg`. Both are also in the
/// JSON file that is attached to the PDF.
#[derive(Clone, Default, PartialEq)]
pub struct Data {
    values: Map<String, Json>,
    codes: BTreeMap<String, String>,
}

/// Names only: the values are somebody's, and debug texts end in logs.
impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.values.keys().chain(self.codes.keys()).collect();
        f.debug_tuple("Data").field(&names).finish()
    }
}

impl Data {
    /// Data with these values and no codes.
    pub fn new(values: Map<String, Json>) -> Self {
        Self {
            values,
            codes: BTreeMap::new(),
        }
    }

    /// The same with one more text value; a value that was under this name is replaced.
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.values
            .insert(name.to_owned(), Json::String(text.to_owned()));
        self
    }

    /// The same with a QR code: the template draws it with `image("NAME.svg", alt: ..)`. `text` is usually a check
    /// address, at most [`crate::CODE_BYTES_MAX`] bytes.
    pub fn with_code(mut self, name: &str, text: &str) -> Self {
        self.codes.insert(name.to_owned(), text.to_owned());
        self
    }

    /// The values, in the order in which they are attached.
    pub fn values(&self) -> &Map<String, Json> {
        &self.values
    }

    /// The texts of the codes by name.
    pub fn codes(&self) -> &BTreeMap<String, String> {
        &self.codes
    }

    /// The values as the typesetter's own.
    pub(crate) fn inputs(&self) -> Dict {
        dict(&self.values)
    }

    /// How deep lists and maps are nested, counted to one level past the limit; a flat map has depth 1.
    pub(crate) fn depth(&self) -> usize {
        1 + self
            .values
            .values()
            .map(|value| depth(value, DATA_DEPTH_MAX))
            .max()
            .unwrap_or(0)
    }

    /// The attached file: which paper, when, with what.
    pub(crate) fn attachment(&self, paper: &str, made_at: &Civil) -> String {
        json!({ "paper": paper, "made_at": made_at.rfc3339(), "data": self.values, "codes": self.codes }).to_string()
    }

    /// Cuts every value of the data out of a message, so that an error holds nobody's name.
    ///
    /// Values of one or two characters stay: they are codes, and cutting them would leave no message.
    pub(crate) fn cut_from(&self, message: &str) -> String {
        let mut texts = Vec::new();
        collect_texts(&self.values, &mut texts);
        // Longest first: a short value may be a piece of a long one.
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts.iter().fold(message.to_owned(), |message, text| {
            message.replace(text.as_str(), "…")
        })
    }
}

fn dict(map: &Map<String, Json>) -> Dict {
    map.iter()
        .map(|(name, value)| (name.as_str().into(), typst_value(value)))
        .collect()
}

fn typst_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => number.as_f64().map_or(Value::None, Value::Float),
        },
        Json::String(text) => Value::Str(text.as_str().into()),
        Json::Array(items) => Value::Array(items.iter().map(typst_value).collect::<Array>()),
        Json::Object(map) => Value::Dict(dict(map)),
    }
}

/// Follows the value at most `room` levels down: a value of any depth must not overflow the stack.
fn depth(json: &Json, room: usize) -> usize {
    let below = |inner: &Json| depth(inner, room - 1);
    match json {
        _ if room == 0 => 0,
        Json::Array(items) => 1 + items.iter().map(below).max().unwrap_or(0),
        Json::Object(map) => 1 + map.values().map(below).max().unwrap_or(0),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => 0,
    }
}

fn collect_texts(map: &Map<String, Json>, texts: &mut Vec<String>) {
    fn one(json: &Json, texts: &mut Vec<String>) {
        match json {
            Json::String(text) if text.chars().count() > 2 => texts.push(text.clone()),
            Json::Number(number) if number.to_string().len() > 2 => texts.push(number.to_string()),
            Json::Array(items) => items.iter().for_each(|item| one(item, texts)),
            Json::Object(map) => collect_texts(map, texts),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
    map.values().for_each(|value| one(value, texts));
}

/// A date and time of day somewhere, given by the caller: this crate reads no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Year, 0 to 9999.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
    /// Second, 0 to 59.
    pub second: u8,
    /// Minutes ahead of UTC, less than a day either way.
    pub offset_minutes: i32,
}

impl Civil {
    /// Midnight UTC at the beginning of a day.
    pub fn day(year: i32, month: u8, day: u8) -> Self {
        Self {
            year,
            month,
            day,
            hour: 0,
            minute: 0,
            second: 0,
            offset_minutes: 0,
        }
    }

    pub(crate) fn datetime(&self) -> Option<Datetime> {
        (0..=9999).contains(&self.year).then_some(())?;
        Datetime::from_ymd_hms(
            self.year,
            self.month,
            self.day,
            self.hour,
            self.minute,
            self.second,
        )
    }

    pub(crate) fn timestamp(&self) -> Option<Timestamp> {
        Timestamp::new_local(self.datetime()?, self.offset_minutes)
    }

    /// RFC 3339, as in `2026-09-01T09:30:00+07:00`.
    fn rfc3339(&self) -> String {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
            offset_minutes,
        } = *self;
        let sign = if offset_minutes < 0 { '-' } else { '+' };
        let ahead = offset_minutes.unsigned_abs();
        format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}",
            ahead / 60,
            ahead % 60
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_outside_the_calendar_have_no_timestamp() {
        let day = Civil::day(2026, 4, 30);
        assert!(day.timestamp().is_some());
        for wrong in [
            Civil { day: 31, ..day },
            Civil { hour: 24, ..day },
            Civil { year: -1, ..day },
            Civil {
                year: 10_000,
                ..day
            },
            Civil {
                offset_minutes: 24 * 60,
                ..day
            },
            Civil {
                offset_minutes: i32::MIN,
                ..day
            },
        ] {
            assert!(wrong.timestamp().is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn a_moment_is_written_with_its_offset() {
        let day = Civil::day(2026, 4, 30);
        assert_eq!(
            Civil {
                offset_minutes: 420,
                ..day
            }
            .rfc3339(),
            "2026-04-30T00:00:00+07:00"
        );
        assert_eq!(
            Civil {
                offset_minutes: -210,
                ..day
            }
            .rfc3339(),
            "2026-04-30T00:00:00-03:30"
        );
    }

    #[test]
    fn values_are_cut_out_of_messages() {
        let data = Data::new(
            json!({ "name": "Ann Lee", "rows": [{ "number": 12345 }], "sex": "F" })
                .as_object()
                .unwrap()
                .clone(),
        );
        assert_eq!(
            data.cut_from("Ann Lee, 12345: F is no date"),
            "…, …: F is no date"
        );
        assert_eq!(data.depth(), 3);
    }
}
