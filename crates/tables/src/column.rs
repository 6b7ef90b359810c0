//! A small description of a column, for formats that know kinds of values.

use jiff::Timestamp;
use jiff::civil::{Date, date};

/// A column of a table that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, in the header.
    pub name: String,
    /// What its cells are.
    pub kind: Kind,
}

impl Column {
    /// A column.
    pub fn new(name: impl Into<String>, kind: Kind) -> Column {
        Column {
            name: name.into(),
            kind,
        }
    }
}

/// What the cells of a column are. Each kind is written in one way only, so that what is read back
/// is what was written, letter by letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text. Identifiers too, whose zeros at the beginning count, and dates without a day.
    Text,
    /// `true` or `false`.
    Truth,
    /// `2031-05-17`, of a year from 0001 to 9999.
    Date,
    /// A whole number of 64 bits, without zeros at the beginning.
    Whole,
    /// A number with a point, as far as a double holds it.
    Number,
    /// `2031-05-17T08:30:00Z`, to the microsecond.
    Instant,
    /// A number with exactly this many places after the point (at most 18 digits in all): money.
    Decimal {
        /// Places after the point, at most 17.
        places: u8,
    },
}

/// A cell's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    Truth(bool),
    /// Days since 1970.
    Day(i32),
    /// A whole number, microseconds since 1970, or a decimal without its point.
    Whole(i64),
    Double(f64),
}

impl Kind {
    /// The word for it: `text`, `truth`, `date`, `whole`, `number`, `instant`, `decimal`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Truth => "truth",
            Kind::Date => "date",
            Kind::Whole => "whole",
            Kind::Number => "number",
            Kind::Instant => "instant",
            Kind::Decimal { .. } => "decimal",
        }
    }

    /// Whether it stands in JSON without quotes.
    pub(crate) fn is_bare(self) -> bool {
        match self {
            Kind::Truth | Kind::Whole | Kind::Number | Kind::Decimal { .. } => true,
            Kind::Text | Kind::Date | Kind::Instant => false,
        }
    }

    /// The value of a text; `None` when it is none of this kind.
    pub(crate) fn value(self, text: &str) -> Option<Value<'_>> {
        match self {
            Kind::Text => Some(Value::Text(text)),
            Kind::Truth => match text {
                "true" => Some(Value::Truth(true)),
                "false" => Some(Value::Truth(false)),
                _ => None,
            },
            Kind::Date => day(text).map(Value::Day),
            Kind::Whole => {
                let number: i64 = text.parse().ok()?;
                (number.to_string() == text).then_some(Value::Whole(number))
            }
            Kind::Number => {
                let number: f64 = text.parse().ok()?;
                (number.is_finite() && is_json_number(text)).then_some(Value::Double(number))
            }
            Kind::Instant => instant(text).map(Value::Whole),
            Kind::Decimal { places } => decimal(text, usize::from(places)).map(Value::Whole),
        }
    }
}

fn day(text: &str) -> Option<i32> {
    let plain = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day: Date = text.parse().ok().filter(|_| plain)?;
    Some(day.since(date(1970, 1, 1)).ok()?.get_days())
}

fn instant(text: &str) -> Option<i64> {
    let plain = text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
    let instant: Timestamp = text.parse().ok().filter(|_| plain)?;
    (instant.as_nanosecond() % 1_000 == 0).then_some(instant.as_microsecond())
}

fn decimal(text: &str, places: usize) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
    let right = after.len() == places
        && digits.contains('.') == (places > 0)
        && !before.is_empty()
        && (before == "0" || !before.starts_with('0'))
        && before.len() + after.len() <= 18
        && before
            .bytes()
            .chain(after.bytes())
            .all(|byte| byte.is_ascii_digit());
    if !right {
        return None;
    }
    let number: i64 = format!("{before}{after}").parse().ok()?;
    let negative = text.starts_with('-');
    (number != 0 || !negative).then_some(if negative { -number } else { number })
}

/// RFC 8259, section 6.
pub(crate) fn is_json_number(text: &str) -> bool {
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(part) = rest.strip_prefix('.') {
        let length = digits(part);
        if length == 0 {
            return false;
        }
        rest = &part[length..];
    }
    if let Some(power) = rest.strip_prefix(['e', 'E']) {
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        let length = digits(power);
        if length == 0 {
            return false;
        }
        rest = &power[length..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_written_in_one_way() {
        let cases: [(Kind, &[&str], &[&str]); 6] = [
            (Kind::Truth, &["true", "false"], &["True", "1", ""]),
            (
                Kind::Date,
                &["1970-01-01", "0001-01-01", "9999-12-31", "2024-02-29"],
                &[
                    "2023-02-29",
                    "2024-2-29",
                    "20240229",
                    "2024-02-29T00:00",
                    "+02024-02-29",
                    "",
                ],
            ),
            (
                Kind::Whole,
                &["0", "-7", "9223372036854775807"],
                &["007", "+7", "1.0", "9223372036854775808", "", "-0"],
            ),
            (
                Kind::Number,
                &["0", "-1.5", "1e5", "0.1"],
                &["NaN", "inf", "01", ".5", "1.", "1e", ""],
            ),
            (
                Kind::Instant,
                &["2031-05-17T08:30:00Z", "1969-12-31T23:59:59.999999Z"],
                &[
                    "2031-05-17",
                    "2031-05-17T08:30:00+01:00",
                    "2031-05-17T08:30:00.0000001Z",
                    "",
                ],
            ),
            (
                Kind::Decimal { places: 2 },
                &["0.00", "-1.50", "9999999999999999.99"],
                &[
                    "1",
                    "1.5",
                    "1.500",
                    "-0.00",
                    "01.00",
                    ".50",
                    "10000000000000000.00",
                    "",
                ],
            ),
        ];
        for (kind, right, wrong) in cases {
            for text in right {
                assert!(kind.value(text).is_some(), "{} {text:?}", kind.word());
            }
            for text in wrong {
                assert!(kind.value(text).is_none(), "{} {text:?}", kind.word());
            }
        }
        assert_eq!(
            Kind::Decimal { places: 0 }.value("15"),
            Some(Value::Whole(15))
        );
        assert_eq!(Kind::Date.value("1969-12-31"), Some(Value::Day(-1)));
    }
}
