//! Dates that may lack their day or month, in four bytes, and how often strangers' dates agree.

use base::dates::PartialDate;

use crate::interner::NONE;
use crate::level::{Level, Outcome, step_of};

/// The dates of a field. A date is a number: `(year * 16 + month) * 32 + day`, with 0 for what is
/// not known of it, and [`NONE`] when it is missing.
#[derive(Debug, Default)]
pub(crate) struct Dates {
    /// How usual each full date is: dates and steps, by date.
    usual: Vec<(u32, u8)>,
}

impl Dates {
    /// The number of a date; `None` when it is not one.
    pub(crate) fn number(value: Option<&str>) -> Option<u32> {
        match value.map(|text| text.trim().parse::<PartialDate>()) {
            Some(Ok(date)) => Some(pack(&date.to_string())),
            Some(Err(_)) => None,
            None => Some(NONE),
        }
    }

    pub(crate) fn year(date: u32) -> u32 {
        date >> 9
    }

    pub(crate) fn compare(&self, one: u32, other: u32) -> Outcome {
        let Some(level) = level(one, other) else {
            return Outcome::MISSING;
        };
        if level != Level::Exact {
            return Outcome::of(level, 0);
        }
        let step = self.usual.binary_search_by_key(&one, |&(date, _)| date);
        Outcome::of(level, step.map_or(0, |index| self.usual[index].1))
    }

    /// Counts how usual each date is. Gives, for each level, the share of all pairs of known dates
    /// that reach it.
    pub(crate) fn close(&mut self, dates: impl Iterator<Item = u32>) -> Vec<(Level, f64)> {
        let mut known: Vec<u32> = dates.filter(|&date| date != NONE).collect();
        known.sort_unstable();
        let counts = runs(&known);
        let people = known.len() as f64;
        self.usual = counts
            .iter()
            .map(|&(date, count)| (date, step_of((count as f64 - 1.0).max(1.0) / people)))
            .collect();
        let pairs = (people * (people - 1.0)).max(1.0);
        let shares = chance_pairs(&counts);
        shares
            .into_iter()
            .map(|(level, count)| (level, count / pairs))
            .collect()
    }
}

/// Reads what a [`PartialDate`] writes, so its parts are digits in their places.
fn pack(text: &str) -> u32 {
    let mut parts = text.split('-').map(|part| part.parse().unwrap_or(0_u32));
    let mut next = || parts.next().unwrap_or(0);
    let (year, month, day) = (next(), next(), next());
    (year * 16 + month) * 32 + day
}

fn parts(date: u32) -> (u32, u32, u32) {
    (date >> 9, (date >> 5) & 15, date & 31)
}

/// How alike two dates are; nothing when one of them is missing.
fn level(one: u32, other: u32) -> Option<Level> {
    if one == NONE || other == NONE {
        return None;
    }
    let ((y, m, d), (v, n, e)) = (parts(one), parts(other));
    if d == 0 || e == 0 {
        let may_be = y == v && (m == n || m == 0 || n == 0);
        return Some(if may_be {
            Level::Vaguer
        } else {
            Level::Different
        });
    }
    Some(match (y == v, m == n, d == e) {
        (true, true, true) => Level::Exact,
        (true, true, false) => Level::OtherDay,
        (true, false, true) => Level::OtherMonth,
        (false, true, true) => Level::OtherYear,
        (true, false, false) if m == e && d == n => Level::Swapped,
        (true, false, false)
        | (false, true, false)
        | (false, false, true)
        | (false, false, false) => Level::Different,
    })
}

/// Runs of equal numbers in a sorted list, with their lengths.
fn runs(sorted: &[u32]) -> Vec<(u32, u64)> {
    sorted
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], run.len() as u64))
        .collect()
}

/// How many ordered pairs of different rows reach each level but the last, from the dates and
/// their counts in order.
fn chance_pairs(counts: &[(u32, u64)]) -> [(Level, f64); 6] {
    let full: Vec<(u32, u64)> = counts.iter().copied().filter(|c| c.0 & 31 != 0).collect();
    let squares: f64 = full.iter().map(|c| square(c.1)).sum();
    let exact: f64 = squares - full.iter().map(|c| c.1 as f64).sum::<f64>();
    let but = |key: fn(u32) -> u32| {
        let mut keyed: Vec<(u32, u64)> = full.iter().map(|c| (key(c.0), c.1)).collect();
        keyed.sort_unstable();
        let groups = keyed.chunk_by(|a, b| a.0 == b.0);
        let together: f64 = groups.map(|g| square(g.iter().map(|c| c.1).sum())).sum();
        together - squares
    };
    let swapped: f64 = full
        .iter()
        .map(|&(date, count)| {
            let (y, m, d) = parts(date);
            let other = (y * 16 + d) * 32 + m;
            let found = full.binary_search_by_key(&other, |c| c.0);
            // A day past 12 has no such month; a month that is its day is the same date.
            let found = found.ok().filter(|_| d <= 12 && m != d);
            found.map_or(0.0, |index| count as f64 * full[index].1 as f64)
        })
        .sum();
    [
        (Level::Exact, exact),
        (Level::Vaguer, vaguer_pairs(counts)),
        (Level::Swapped, swapped),
        (Level::OtherDay, but(|date| date >> 5)),
        (
            Level::OtherMonth,
            but(|date| (date >> 9) * 32 + (date & 31)),
        ),
        (Level::OtherYear, but(|date| date & 511)),
    ]
}

fn square(count: u64) -> f64 {
    count as f64 * count as f64
}

/// Ordered pairs that can mean the same day and are not both full.
fn vaguer_pairs(counts: &[(u32, u64)]) -> f64 {
    let mut pairs = 0.0;
    for year in counts.chunk_by(|a, b| a.0 >> 9 == b.0 >> 9) {
        let all: u64 = year.iter().map(|c| c.1).sum();
        let years: u64 = year.iter().filter(|c| c.0 & 511 == 0).map(|c| c.1).sum();
        // A year alone goes with everything of that year but itself, in both orders.
        pairs += 2.0 * years as f64 * (all - years) as f64 + square(years) - years as f64;
        let dated = year.iter().filter(|c| c.0 & 511 != 0).collect::<Vec<_>>();
        for month in dated.chunk_by(|a, b| a.0 >> 5 == b.0 >> 5) {
            let full: u64 = month.iter().filter(|c| c.0 & 31 != 0).map(|c| c.1).sum();
            let vague: u64 = month.iter().filter(|c| c.0 & 31 == 0).map(|c| c.1).sum();
            pairs += 2.0 * vague as f64 * full as f64 + square(vague) - vague as f64;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(texts: &[&str]) -> Vec<u32> {
        let number = |text: &&str| Dates::number(Some(*text).filter(|text| !text.is_empty()));
        texts
            .iter()
            .map(|text| number(text).unwrap_or(NONE))
            .collect()
    }

    #[test]
    fn levels_of_dates() {
        let cases = [
            ("1961-04-05", "1961-04-05", Some(Level::Exact)),
            ("1961-04-05", "1961-05-04", Some(Level::Swapped)),
            ("1961-04-05", "1961-04-06", Some(Level::OtherDay)),
            ("1961-04-05", "1961-05-05", Some(Level::OtherMonth)),
            ("1961-04-05", "1962-04-05", Some(Level::OtherYear)),
            ("1961-04-05", "1962-05-04", Some(Level::Different)),
            ("1961-04-05", "1961-04", Some(Level::Vaguer)),
            ("1961-04-05", "1961", Some(Level::Vaguer)),
            ("1961-05", "1961", Some(Level::Vaguer)),
            ("1961", "1961", Some(Level::Vaguer)),
            ("1961-05", "1961-04", Some(Level::Different)),
            ("1961-05-05", "1961-04", Some(Level::Different)),
            ("1961", "1962", Some(Level::Different)),
            ("1961", "", None),
            ("31.02.1961", "1961-02-31", None),
        ];
        for (one, other, expected) in cases {
            let both = numbers(&[one, other]);
            let dates = Dates::default();
            let level = dates.compare(both[0], both[1]).level();
            assert_eq!(level, expected.unwrap_or(Level::Missing), "{one} {other}");
            assert_eq!(dates.compare(both[1], both[0]).level(), level);
        }
    }

    #[test]
    fn shares_are_those_of_counting_every_pair() {
        let mut dice = crate::interner::Dice::new(3);
        let texts: Vec<String> = (0..400)
            .map(|_| {
                let (y, m, d) = (dice.below(3), 1 + dice.below(5), 1 + dice.below(6));
                match dice.below(8) {
                    0 => format!("200{y}"),
                    1 => format!("200{y}-0{m}"),
                    2 => String::new(),
                    _ => format!("200{y}-0{m}-0{d}"),
                }
            })
            .collect();
        let numbers = numbers(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let mut dates = Dates::default();
        let shares = dates.close(numbers.iter().copied());
        let rows = 0..400;
        let levels: Vec<Level> = rows
            .clone()
            .flat_map(|a| rows.clone().filter(move |&b| a != b).map(move |b| (a, b)))
            .map(|(a, b)| dates.compare(numbers[a], numbers[b]).level())
            .filter(|&level| level != Level::Missing)
            .collect();
        for (level, share) in shares {
            let counted = levels.iter().filter(|&&l| l == level).count() as f64;
            let counted = counted / levels.len() as f64;
            assert!(
                (share - counted).abs() < 1e-9,
                "{level:?}: {share} {counted}"
            );
        }
    }
}
