//! How usual a name is among strangers, from a count of which the rare end is mostly chance.
//!
//! A name that two rows bear may be borne by two people in a million or by one person twice. So a
//! count is not taken as it is: it is drawn towards what the name's words foretell if people
//! combined words freely. Counts are Poisson, their means vary around the foretold ones with a
//! gamma distribution, and its shape is fitted to names that are neither rare nor usual.

use crate::level::{share_of, step_of};

/// Counts between which foretold and counted are compared: below, duplicates would be counted as
/// namesakes; above, there is nothing to learn.
const FITTED: std::ops::Range<f64> = 0.05..5.0;

/// A name as the fit sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bearers {
    /// How many rows bear it.
    pub(crate) counted: u32,
    /// How many would if words were combined freely.
    pub(crate) foretold: f64,
}

/// How usual each of some names is.
#[derive(Debug)]
pub(crate) struct Usual {
    /// The step of each.
    pub(crate) steps: Vec<u8>,
    /// How usual the name of a row is in the mean.
    pub(crate) mean: f64,
}

impl Usual {
    pub(crate) fn of(names: &[Bearers]) -> Usual {
        let rows: f64 = names.iter().map(|name| f64::from(name.counted)).sum();
        let shape = shape(names);
        let step = |name: &Bearers| step_of(expected(name, shape) / rows.max(1.0));
        let steps: Vec<u8> = names.iter().map(step).collect();
        let mean = steps
            .iter()
            .zip(names)
            .map(|(&step, name)| share_of(usize::from(step)) * f64::from(name.counted))
            .sum::<f64>()
            / rows.max(1.0);
        Usual { steps, mean }
    }
}

/// How many bear the name, as far as can be told when one of those counted may be a duplicate.
fn expected(name: &Bearers, shape: f64) -> f64 {
    let others = (f64::from(name.counted) - 1.0).max(0.0);
    (others + shape) / (1.0 + shape / name.foretold.max(1e-12))
}

/// The shape of the gamma distribution: how far foretold means can be trusted. Whoever bears a
/// name shares it with `foretold * (1 + 1 / shape)` others in the mean, which can be counted.
fn shape(names: &[Bearers]) -> f64 {
    let (mut rows, mut others, mut foretold) = (0.0, 0.0, 0.0);
    for name in names.iter().filter(|n| FITTED.contains(&n.foretold)) {
        let counted = f64::from(name.counted);
        rows += counted;
        others += counted * (counted - 1.0);
        foretold += counted * name.foretold;
    }
    if rows < 100.0 {
        return 1.0;
    }
    let ratio: f64 = others / foretold;
    if ratio <= 1.02 {
        return 50.0;
    }
    (1.0 / (ratio - 1.0)).clamp(0.02, 50.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_two_bearers_is_judged_by_its_words() {
        let with = |foretold| Bearers {
            counted: 2,
            foretold,
        };
        let rare = expected(&with(0.01), 1.0);
        let usual = expected(&with(3.0), 1.0);
        assert!(rare < 0.03, "{rare}");
        assert!(usual > 1.0, "{usual}");
        let many = Bearers {
            counted: 1000,
            foretold: 10.0,
        };
        assert!((expected(&many, 1.0) - 909.1).abs() < 1.0);
    }

    #[test]
    fn names_that_follow_their_words_are_trusted() {
        let free: Vec<Bearers> = (0..500)
            .map(|n| Bearers {
                counted: [0, 1, 1, 2][n % 4],
                foretold: 1.0,
            })
            .collect();
        assert!(shape(&free) > 5.0);
        let bound: Vec<Bearers> = (0..500)
            .map(|_| Bearers {
                counted: 5,
                foretold: 1.0,
            })
            .collect();
        assert!(shape(&bound) < 0.5);
    }

    #[test]
    fn shares_are_of_all_rows() {
        let names = [Bearers {
            counted: 1_000_000,
            foretold: 1_000_000.0,
        }];
        let usual = Usual::of(&names);
        assert_eq!(usual.steps, [0]);
        assert!((usual.mean - 1.0).abs() < 1e-9);
        assert!(Usual::of(&[]).steps.is_empty());
    }
}
