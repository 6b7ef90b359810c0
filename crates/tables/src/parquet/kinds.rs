//! What a column of a Parquet file holds, and the text of each value.

use std::borrow::Cow;
use std::fmt::Write;

use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use ::parquet::data_type::{ByteArray, Int96};
use ::parquet::schema::types::ColumnDescriptor;

use crate::error::TableError;

/// What a column's values mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As the values are.
    Plain,
    /// Without a sign.
    Unsigned,
    /// Days since 1970.
    Date,
    /// Since 1970; `utc` when the file says that they are in UTC.
    Instant { unit: Unit, utc: bool },
    /// Since midnight.
    Time { unit: Unit },
    /// A whole number, and how many of its digits stand after the point.
    Decimal { scale: usize },
    /// 16 bytes.
    Uuid,
}

/// Parts of a second: how many there are in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit(i64);

const MILLIS: Unit = Unit(1_000);
const MICROS: Unit = Unit(1_000_000);
const NANOS: Unit = Unit(1_000_000_000);

/// What a column holds.
///
/// # Errors
/// When it holds what has no text.
pub(super) fn of(column: &ColumnDescriptor) -> Result<Kind, TableError> {
    let refused = |kind: String| {
        Err(TableError::ParquetColumn {
            column: column.path().string(),
            kind,
        })
    };
    if column.max_rep_level() > 0 || column.path().parts().len() > 1 {
        return refused("a list or an object".to_owned());
    }
    let kind = match column.logical_type_ref() {
        Some(logical) => of_logical(logical, column),
        None => of_converted(column),
    };
    match kind {
        Some(Kind::Plain) if column.physical_type() == Physical::INT96 => Ok(Kind::Instant {
            unit: NANOS,
            utc: false,
        }),
        Some(kind) => Ok(kind),
        None => refused(format!(
            "{:?} {:?}",
            column.logical_type_ref(),
            column.converted_type()
        )),
    }
}

fn of_logical(logical: &LogicalType, column: &ColumnDescriptor) -> Option<Kind> {
    let unit = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => MILLIS,
        TimeUnit::MICROS => MICROS,
        TimeUnit::NANOS => NANOS,
    };
    match logical {
        LogicalType::String | LogicalType::Enum | LogicalType::Json | LogicalType::Unknown => {
            Some(Kind::Plain)
        }
        LogicalType::Integer(whole) if whole.is_signed => Some(Kind::Plain),
        LogicalType::Integer(_) => Some(Kind::Unsigned),
        LogicalType::Date => Some(Kind::Date),
        LogicalType::Timestamp(stamp) => Some(Kind::Instant {
            unit: unit(&stamp.unit),
            utc: stamp.is_adjusted_to_u_t_c,
        }),
        LogicalType::Time(time) => Some(Kind::Time {
            unit: unit(&time.unit),
        }),
        LogicalType::Decimal(_) => decimal(column),
        LogicalType::Uuid if column.type_length() == 16 => Some(Kind::Uuid),
        // Lists, objects, pictures of the earth, and what the format will invent.
        _ => None,
    }
}

fn of_converted(column: &ColumnDescriptor) -> Option<Kind> {
    match column.converted_type() {
        ConvertedType::NONE
        | ConvertedType::UTF8
        | ConvertedType::ENUM
        | ConvertedType::JSON
        | ConvertedType::INT_8
        | ConvertedType::INT_16
        | ConvertedType::INT_32
        | ConvertedType::INT_64 => Some(Kind::Plain),
        ConvertedType::UINT_8
        | ConvertedType::UINT_16
        | ConvertedType::UINT_32
        | ConvertedType::UINT_64 => Some(Kind::Unsigned),
        ConvertedType::DATE => Some(Kind::Date),
        ConvertedType::DECIMAL => decimal(column),
        ConvertedType::TIME_MILLIS => Some(Kind::Time { unit: MILLIS }),
        ConvertedType::TIME_MICROS => Some(Kind::Time { unit: MICROS }),
        ConvertedType::TIMESTAMP_MILLIS => Some(Kind::Instant {
            unit: MILLIS,
            utc: true,
        }),
        ConvertedType::TIMESTAMP_MICROS => Some(Kind::Instant {
            unit: MICROS,
            utc: true,
        }),
        _ => None,
    }
}

fn decimal(column: &ColumnDescriptor) -> Option<Kind> {
    let scale = usize::try_from(column.type_scale()).ok()?;
    (scale <= 38 && column.type_length() <= 16).then_some(Kind::Decimal { scale })
}

/// The text of a whole number.
pub(super) fn whole(kind: Kind, number: i64) -> Cow<'static, str> {
    Cow::Owned(match kind {
        Kind::Plain | Kind::Uuid => number.to_string(),
        Kind::Unsigned => (number as u64).to_string(),
        Kind::Date => date(number),
        Kind::Instant { unit, utc } => instant(number, unit, utc),
        Kind::Time { unit } => time(number, unit),
        Kind::Decimal { scale } => decimal_text(i128::from(number), scale),
    })
}

/// The text of a number of 32 bits.
pub(super) fn whole32(kind: Kind, number: i32) -> Cow<'static, str> {
    match kind {
        Kind::Unsigned => Cow::Owned((number as u32).to_string()),
        _ => whole(kind, i64::from(number)),
    }
}

/// The text of an instant of an old kind: nanoseconds of a day, and the day counted from 4713 BC.
pub(super) fn julian(value: &Int96) -> Cow<'static, str> {
    let [low, high, day] = [0, 1, 2].map(|index| value.data().get(index).copied().unwrap_or(0));
    let nanos = i64::from(low) | i64::from(high) << 32;
    let midnight = date(i64::from(day) - 2_440_588);
    Cow::Owned(format!("{midnight}T{}", time(nanos, NANOS)))
}

/// The text of bytes; `None` when they are none.
pub(super) fn bytes(kind: Kind, value: &ByteArray) -> Option<Cow<'_, str>> {
    match kind {
        Kind::Decimal { scale } => {
            let bytes = value.data();
            let negative = bytes.first().is_some_and(|first| first & 128 != 0);
            let start = if negative { -1_i128 } else { 0 };
            if bytes.len() > 16 {
                return None;
            }
            let number = bytes
                .iter()
                .fold(start, |number, byte| number << 8 | i128::from(*byte));
            Some(Cow::Owned(decimal_text(number, scale)))
        }
        Kind::Uuid => {
            let mut text = String::with_capacity(36);
            for (index, byte) in value.data().iter().enumerate() {
                if matches!(index, 4 | 6 | 8 | 10) {
                    text.push('-');
                }
                let _ = write!(text, "{byte:02x}");
            }
            Some(Cow::Owned(text))
        }
        _ => std::str::from_utf8(value.data()).ok().map(Cow::Borrowed),
    }
}

/// A number with `scale` digits after the point.
fn decimal_text(number: i128, scale: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = number.unsigned_abs().to_string();
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (before, after) = digits.split_at(digits.len() - scale);
    if scale == 0 {
        format!("{sign}{before}")
    } else {
        format!("{sign}{before}.{after}")
    }
}

/// A day since 1970 in the Gregorian calendar (Howard Hinnant's `civil_from_days`).
fn date(days: i64) -> String {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn instant(number: i64, unit: Unit, utc: bool) -> String {
    let day = 86_400 * unit.0;
    let zone = if utc { "Z" } else { "" };
    format!(
        "{}T{}{zone}",
        date(number.div_euclid(day)),
        time(number.rem_euclid(day), unit)
    )
}

/// A time of day, with as much of a second as there is.
fn time(number: i64, Unit(per_second): Unit) -> String {
    let (seconds, part) = (number.div_euclid(per_second), number.rem_euclid(per_second));
    let (minutes, second) = (seconds.div_euclid(60), seconds.rem_euclid(60));
    let mut text = format!(
        "{:02}:{:02}:{second:02}",
        minutes.div_euclid(60),
        minutes.rem_euclid(60)
    );
    if part > 0 {
        let places = per_second.ilog10() as usize;
        let digits = format!("{part:0places$}");
        text.push('.');
        text.push_str(digits.trim_end_matches('0'));
    }
    text
}
