//! Dates, times, numbers and durations as each language writes them. The patterns are texts
//! (`format.ftl`), so a pack's own language needs no code.
//!
//! All functions take civil dates: which zone they are in was decided before. Clocks have 24 hours.

#[cfg(test)]
mod tests;

use jiff::civil::{Date, DateTime, Time};

use super::{Key, Say};

const MONTHS: [Key; 12] = [
    Key("month-01"),
    Key("month-02"),
    Key("month-03"),
    Key("month-04"),
    Key("month-05"),
    Key("month-06"),
    Key("month-07"),
    Key("month-08"),
    Key("month-09"),
    Key("month-10"),
    Key("month-11"),
    Key("month-12"),
];

const MONTHS_SHORT: [Key; 12] = [
    Key("month-short-01"),
    Key("month-short-02"),
    Key("month-short-03"),
    Key("month-short-04"),
    Key("month-short-05"),
    Key("month-short-06"),
    Key("month-short-07"),
    Key("month-short-08"),
    Key("month-short-09"),
    Key("month-short-10"),
    Key("month-short-11"),
    Key("month-short-12"),
];

const WEEKDAYS: [Key; 7] = [
    Key("weekday-1"),
    Key("weekday-2"),
    Key("weekday-3"),
    Key("weekday-4"),
    Key("weekday-5"),
    Key("weekday-6"),
    Key("weekday-7"),
];

impl Say<'_> {
    /// `2 November 2026`, `2 tháng 11, 2026`, `2 листопада 2026 р.`
    #[must_use]
    pub fn date(self, date: Date) -> String {
        self.tv(
            "format-date",
            &[
                ("day", date.day().to_string().into()),
                ("month", self.month(&MONTHS, date).into()),
                ("year", date.year().to_string().into()),
            ],
        )
    }

    /// The same with a short month, for tables: `2 Nov 2026`, `2 thg 11, 2026`, `2 лист. 2026 р.`
    #[must_use]
    pub fn date_medium(self, date: Date) -> String {
        self.tv(
            "format-date-medium",
            &[
                ("day", date.day().to_string().into()),
                ("month", self.month(&MONTHS_SHORT, date).into()),
                ("year", date.year().to_string().into()),
            ],
        )
    }

    /// With the day of the week, for promises: `Monday, 2 November 2026`.
    #[must_use]
    pub fn date_weekday(self, date: Date) -> String {
        let monday_first = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.tv(
            "format-date-weekday",
            &[
                ("weekday", self.key(WEEKDAYS[monday_first % 7]).into()),
                ("date", self.date(date).into()),
            ],
        )
    }

    /// `15:00`
    #[must_use]
    pub fn time(self, time: Time) -> String {
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// `2 November 2026, 15:00`, with a short month.
    #[must_use]
    pub fn date_time(self, at: DateTime) -> String {
        self.tv(
            "format-date-time",
            &[
                ("date", self.date_medium(at.date()).into()),
                ("time", self.time(at.time()).into()),
            ],
        )
    }

    /// A whole number in groups of three: `1,234,567`, `1.234.567`, `1 234 567`.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        let separator = self.t("number-group");
        let sign = if number < 0 { "−" } else { "" };
        format!(
            "{sign}{}",
            grouped(&number.unsigned_abs().to_string(), &separator)
        )
    }

    /// A number with this many digits after the point (0 to 6); what is no number is a dash.
    #[must_use]
    pub fn decimal(self, number: f64, digits: u8) -> String {
        if !number.is_finite() {
            return "–".to_owned();
        }
        let plain = format!("{:.*}", usize::from(digits.min(6)), number.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let zero = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let sign = if number < 0.0 && !zero { "−" } else { "" };
        let whole = grouped(whole, &self.t("number-group"));
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}{}{fraction}", self.t("number-decimal"))
        }
    }

    /// A share from 0 to 1 as per cent: `97.5%`, `97,5%`, `97,5 %`.
    #[must_use]
    pub fn percent(self, share: f64, digits: u8) -> String {
        self.tv(
            "format-percent",
            &[("number", self.decimal(share * 100.0, digits).into())],
        )
    }

    /// Calendar days: `3 days`.
    #[must_use]
    pub fn days(self, days: i64) -> String {
        self.tv("duration-days", &[("count", days.into())])
    }

    /// Working days: `3 working days`.
    #[must_use]
    pub fn working_days(self, days: i64) -> String {
        self.tv("duration-working-days", &[("count", days.into())])
    }

    /// Minutes as hours and minutes, parts of zero left out: `2 hours 5 minutes`.
    #[must_use]
    pub fn minutes(self, minutes: i64) -> String {
        let (hours, rest) = (minutes / 60, minutes % 60);
        let hours_text = self.tv("duration-hours", &[("count", hours.into())]);
        let minutes_text = self.tv("duration-minutes", &[("count", rest.into())]);
        match (hours, rest) {
            (0, _) => minutes_text,
            (_, 0) => hours_text,
            _ => format!("{hours_text} {minutes_text}"),
        }
    }

    fn month(self, names: &[Key; 12], date: Date) -> String {
        let index = usize::try_from(date.month() - 1).unwrap_or(0);
        self.key(names[index % 12])
    }
}

fn grouped(digits: &str, separator: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}
