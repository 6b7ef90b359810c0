//! Figures: a numerator, a denominator, and what they say about which word.

use std::fmt;

use base::quality::Word;

/// What a figure measures. Every figure is a share of what is right, so that more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// C1: records that break no rule of level error about values.
    Agrees,
    /// C2: sampled records that were confirmed against the person, the document or the source. It
    /// stands for itself by the lower end of its 95 % interval.
    Verified,
    /// S1: the expected population that is in the register.
    Covered,
    /// S2: records that belong to the expected population.
    Belongs,
    /// S3: mandatory cells that are filled.
    Filled,
    /// S3: records whose mandatory cells are all filled.
    Complete,
    /// K1: records that would be left if every value that must be unique came once.
    Single,
    /// K1: the same by rules of level warning. Shown apart, and never as the weakest figure: that
    /// two records are one person is a guess there.
    ProbablySingle,
    /// K2: records of right form, composed and trimmed, with codes and keys that resolve.
    Formed,
    /// L1: events registered within their limit.
    InTime,
    /// L2: records that reached their readers within the limit.
    Reached,
    /// L3: records confirmed no longer ago than allowed.
    Fresh,
    /// L4: units that were not silent for an improbably long time.
    Pulse,
    /// U1: values that are keys of another register, and exist there.
    Resolves,
    /// U2: values that another register agrees with, of those that both have.
    AgreesAcross,
    /// U3: values from the code list in force.
    Coded,
    /// U4: known contradictions between registers that are not open for too long.
    Settled,
    /// H1: entitled agencies that used the register in the last 30 days.
    Used,
    /// H2: requests whose answer was used in a decision.
    Answered,
    /// H3: papers that the register replaces, of those it could.
    PapersReplaced,
    /// H4: fields of forms filled in advance, of those asked.
    AskedOnce,
    /// H5: requests that were not refused, timed out or empty.
    Met,
    /// H6: looks by others than the agency that keeps the register.
    LookedByOthers,
}

impl Measure {
    /// All of them, by their codes.
    pub const ALL: [Measure; 23] = [
        Measure::Agrees,
        Measure::Verified,
        Measure::Covered,
        Measure::Belongs,
        Measure::Filled,
        Measure::Complete,
        Measure::Single,
        Measure::ProbablySingle,
        Measure::Formed,
        Measure::InTime,
        Measure::Reached,
        Measure::Fresh,
        Measure::Pulse,
        Measure::Resolves,
        Measure::AgreesAcross,
        Measure::Coded,
        Measure::Settled,
        Measure::Used,
        Measure::Answered,
        Measure::PapersReplaced,
        Measure::AskedOnce,
        Measure::Met,
        Measure::LookedByOthers,
    ];

    /// Reads what [`Measure::code`] writes.
    pub fn named(code: &str) -> Option<Measure> {
        Measure::ALL
            .into_iter()
            .find(|measure| measure.code() == code)
    }

    /// Its code, as it is published.
    pub fn code(self) -> &'static str {
        match self {
            Measure::Agrees => "C1",
            Measure::Verified => "C2",
            Measure::Covered => "S1",
            Measure::Belongs => "S2",
            Measure::Filled => "S3",
            Measure::Complete => "S3r",
            Measure::Single => "K1",
            Measure::ProbablySingle => "K1p",
            Measure::Formed => "K2",
            Measure::InTime => "L1",
            Measure::Reached => "L2",
            Measure::Fresh => "L3",
            Measure::Pulse => "L4",
            Measure::Resolves => "U1",
            Measure::AgreesAcross => "U2",
            Measure::Coded => "U3",
            Measure::Settled => "U4",
            Measure::Used => "H1",
            Measure::Answered => "H2",
            Measure::PapersReplaced => "H3",
            Measure::AskedOnce => "H4",
            Measure::Met => "H5",
            Measure::LookedByOthers => "H6",
        }
    }

    /// The word it says something about.
    pub fn word(self) -> Word {
        match self {
            Measure::Agrees | Measure::Verified => Word::Correct,
            Measure::Covered | Measure::Belongs | Measure::Filled | Measure::Complete => {
                Word::Sufficient
            }
            Measure::Single | Measure::ProbablySingle | Measure::Formed => Word::Clean,
            Measure::InTime | Measure::Reached | Measure::Fresh | Measure::Pulse => Word::Live,
            Measure::Resolves | Measure::AgreesAcross | Measure::Coded | Measure::Settled => {
                Word::Unified
            }
            Measure::Used
            | Measure::Answered
            | Measure::PapersReplaced
            | Measure::AskedOnce
            | Measure::Met
            | Measure::LookedByOthers => Word::Shared,
        }
    }

    /// Whether it can be the weakest figure of its word.
    pub fn weighs(self) -> bool {
        self != Measure::ProbablySingle
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// The numerator: what is right. Never more than `whole`.
    pub good: u64,
    /// The denominator. Zero means that there was nothing to measure.
    pub whole: u64,
}

impl Share {
    /// So many of so many; a numerator past the denominator is the denominator.
    pub fn of(good: u64, whole: u64) -> Share {
        Share {
            good: good.min(whole),
            whole,
        }
    }

    /// What is left of a whole without what is wrong.
    pub fn without(bad: u64, whole: u64) -> Share {
        Share::of(whole.saturating_sub(bad), whole)
    }

    /// The share, 0 to 1; `None` when there was nothing to measure.
    pub fn value(self) -> Option<f64> {
        (self.whole > 0).then(|| self.good as f64 / self.whole as f64)
    }

    /// The lower end of the 95 % interval of a sample (Wilson 1927), 0 to 1.
    pub fn lower_bound(self) -> Option<f64> {
        const Z: f64 = 1.96;
        let p = self.value()?;
        let n = self.whole as f64;
        let middle = p + Z * Z / (2.0 * n);
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some(((middle - half) / (1.0 + Z * Z / n)).max(0.0))
    }

    /// Which of two shares is larger, exactly; `None` when one of them was not measured.
    pub fn compare(self, other: Share) -> Option<std::cmp::Ordering> {
        let cross = |one: u64, two: u64| u128::from(one) * u128::from(two);
        (self.whole > 0 && other.whole > 0)
            .then(|| cross(self.good, other.whole).cmp(&cross(other.good, self.whole)))
    }
}

impl fmt::Display for Share {
    /// `975 of 1000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.good, self.whole)
    }
}

/// A figure of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it measures.
    pub measure: Measure,
    /// Of what, where a measure has several figures: a rule, a field and a register, a kind of event.
    pub of: Option<String>,
    /// Numerator and denominator.
    pub share: Share,
    /// For delays and ages: how they are spread.
    pub spread: Option<Spread>,
}

impl Figure {
    /// The value it stands for: its share, or of a sample the lower end of the interval.
    pub fn value(&self) -> Option<f64> {
        match self.measure {
            Measure::Verified => self.share.lower_bound(),
            _ => self.share.value(),
        }
    }
}

/// How delays or ages are spread. A mean is not given: one forgotten record moves it anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// How many there are.
    pub count: u64,
    /// How many are within the limit, and not before their beginning.
    pub within: u64,
    /// How many are negative: registered before it happened.
    pub negative: u64,
    /// Half are at most this.
    pub median: i64,
    /// 95 of 100 are at most this.
    pub p95: i64,
    /// 99 of 100 are at most this.
    pub p99: i64,
}

impl Spread {
    /// Of values with how often each comes, ascending; in any one unit. Percentiles are values that
    /// came (nearest rank).
    pub fn of(counted: impl IntoIterator<Item = (i64, u64)> + Clone, limit: i64) -> Spread {
        let mut spread = Spread::default();
        for (value, times) in counted.clone() {
            spread.count += times;
            spread.within += if (0..=limit).contains(&value) {
                times
            } else {
                0
            };
            spread.negative += if value < 0 { times } else { 0 };
        }
        let rank = |percent: u64| (spread.count * percent).div_ceil(100);
        let (median, p95, p99) = (rank(50), rank(95), rank(99));
        let mut before = 0;
        for (value, times) in counted {
            let reached = |rank: u64| before < rank && rank <= before + times;
            for (rank, place) in [
                (median, &mut spread.median),
                (p95, &mut spread.p95),
                (p99, &mut spread.p99),
            ] {
                if reached(rank) {
                    *place = value;
                }
            }
            before += times;
        }
        spread
    }

    /// How many are within the limit.
    pub fn share(&self) -> Share {
        Share::of(self.within, self.count)
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    #[test]
    fn the_lower_end_of_a_sample() {
        for (good, whole, expected) in [
            (380, 400, 0.924),
            (400, 400, 0.990),
            (200, 400, 0.451),
            (95, 100, 0.888),
            (0, 400, 0.0),
        ] {
            let found = Share::of(good, whole).lower_bound().unwrap();
            assert!(
                (found - expected).abs() < 0.000_5,
                "{good} of {whole}: {found}"
            );
        }
        assert_eq!(Share::of(0, 0).lower_bound(), None);
    }

    #[test]
    fn codes_are_found_again() {
        for measure in Measure::ALL {
            assert_eq!(Measure::named(measure.code()), Some(measure));
        }
        assert_eq!(Measure::named("C9"), None);
    }

    #[test]
    fn shares_are_compared_exactly() {
        let large = u64::MAX;
        assert_eq!(
            Share::of(large - 1, large).compare(Share::of(large - 2, large)),
            Some(Ordering::Greater)
        );
        assert_eq!(
            Share::of(1, 3).compare(Share::of(2, 6)),
            Some(Ordering::Equal)
        );
        assert_eq!(Share::of(1, 3).compare(Share::of(0, 0)), None);
        assert_eq!(Share::without(5, 3), Share::of(0, 3));
    }

    #[test]
    fn percentiles_are_values_that_came() {
        let days = [(-2, 1), (0, 50), (3, 30), (60, 14), (61, 4), (400, 1)];
        let spread = Spread::of(days, 60);
        assert_eq!(spread.count, 100);
        assert_eq!(spread.within, 94);
        assert_eq!(spread.negative, 1);
        assert_eq!((spread.median, spread.p95, spread.p99), (0, 60, 61));
        assert_eq!(Spread::of([(7, 1)], 7).median, 7);
        assert_eq!(Spread::of([], 7), Spread::default());
    }
}
