//! Points in time.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A point in time: microseconds since 1970-01-01T00:00:00Z, the form in which it is stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Instant(pub i64);

impl Instant {
    /// Microseconds in a second.
    pub const SECOND: i64 = 1_000_000;

    /// The instant `seconds` later (earlier if negative); stays at the ends of the range.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        Instant(
            self.0
                .saturating_add(seconds.saturating_mul(Instant::SECOND)),
        )
    }

    /// Whole microseconds from `earlier` to here.
    pub fn since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar date and wall-clock time in a zone.
    pub fn in_zone(self, zone: &TimeZone) -> jiff::civil::DateTime {
        zone.to_datetime(self.timestamp())
    }

    /// The instant at which a wall clock in a zone shows this; the later one where a clock that is
    /// set back shows it twice, the one after the gap where it is skipped.
    pub fn from_zone(local: jiff::civil::DateTime, zone: &TimeZone) -> Instant {
        zone.to_ambiguous_timestamp(local)
            .later()
            .map_or(Instant(0), |at| Instant(at.as_microsecond()))
    }

    /// As jiff's type; instants outside its range (years -9999 to 9999) come out at 1970.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Reads RFC 3339 text such as `2026-11-02T09:00:00+07:00`.
    pub fn parse(text: &str) -> Option<Instant> {
        text.parse::<Timestamp>()
            .ok()
            .map(|at| Instant(at.as_microsecond()))
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}
