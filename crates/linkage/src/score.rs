//! From a fitted model to weights, probabilities and the threshold.

use crate::chance::Chance;
use crate::fit::{Fit, odds};
use crate::level::Level;
use crate::plan::Plan;
use crate::table::Pattern;

/// A pair is never linked that is less probable than not, whatever precision is asked for.
const LINKED_MIN: f64 = 0.5;

/// What a pattern says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Score {
    /// The weight of Fellegi and Sunter, in bits: the binary logarithm of how much more often a
    /// person's own rows agree like this than strangers' rows.
    pub(crate) weight: f64,
    /// The probability that both rows are one person.
    pub(crate) probability: f64,
}

/// The model, ready to judge.
#[derive(Debug)]
pub(crate) struct Scoring<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) chances: &'a [Chance],
    pub(crate) fit: &'a Fit,
    /// All pairs of rows.
    pub(crate) all: f64,
}

impl Scoring<'_> {
    pub(crate) fn score(&self, pattern: Pattern) -> Score {
        let (mut one, mut kin) = (1.0, 1.0);
        for field in 0..self.plan.fields.len() {
            let level = pattern.outcome(field).level_index();
            if level == Level::Missing as usize {
                continue;
            }
            let [of_match, of_relatives] = odds(self.plan, self.chances, pattern, field);
            one *= of_match * self.fit.matches.shares[field][level];
            kin *= of_relatives * self.fit.relatives.shares[field][level];
        }
        let matching = one * self.fit.matches.pairs / self.all;
        let relatives = kin * self.fit.relatives.pairs / self.all;
        Score {
            weight: one.log2(),
            probability: matching / (1.0 + matching + relatives),
        }
    }

    /// What one field adds to the weight, in bits.
    pub(crate) fn bits(&self, pattern: Pattern, field: usize) -> f64 {
        let level = pattern.outcome(field).level_index();
        if level == Level::Missing as usize {
            return 0.0;
        }
        let [of_match, _] = odds(self.plan, self.chances, pattern, field);
        (of_match * self.fit.matches.shares[field][level]).log2()
    }
}

/// Where pairs begin to be linked and reported.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cut {
    /// Pairs at least this probable are linked; above 1 when none are.
    pub(crate) linked_min: f64,
    /// Pairs at least this probable are reported.
    pub(crate) reported_min: f64,
    /// The expected share of true pairs among the linked ones.
    pub(crate) precision: f64,
    /// How many of the linked pairs are expected to be true.
    pub(crate) found: f64,
    /// Pairs that should be reported and are not, for lack of room.
    pub(crate) left_out: u64,
}

/// Chooses the threshold: the lowest probability down to which the linked pairs are, in the mean,
/// as precise as asked for. `judged` are probabilities of patterns and how often each was seen.
pub(crate) fn cut(plan: &Plan, mut judged: Vec<(f64, u64)>) -> Cut {
    judged.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut cut = Cut {
        linked_min: f64::INFINITY,
        reported_min: f64::INFINITY,
        precision: 1.0,
        found: 0.0,
        left_out: 0,
    };
    let (mut pairs, mut found) = (0_u64, 0.0);
    for same in judged.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let probability = same[0].0;
        let count: u64 = same.iter().map(|seen| seen.1).sum();
        if probability < plan.possible_min.min(LINKED_MIN) {
            break;
        }
        pairs += count;
        found += probability * count as f64;
        if pairs > plan.limits.pairs_max as u64 {
            if probability >= plan.possible_min {
                cut.left_out += count;
            }
            continue;
        }
        if probability >= plan.possible_min {
            cut.reported_min = probability;
        }
        let precision = found / pairs as f64;
        if probability >= LINKED_MIN && precision >= plan.precision_min {
            cut.linked_min = probability;
            (cut.precision, cut.found) = (precision, found);
        }
    }
    cut.reported_min = cut.reported_min.min(cut.linked_min);
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Block, Comparison, Field, Part};

    fn plan(precision_min: f64, pairs_max: usize) -> Plan {
        let mut plan = Plan::new(
            vec![Field::new("code", Comparison::Code)],
            vec![Block::of(&[(0, Part::Whole)])],
        );
        plan.precision_min = precision_min;
        plan.limits.pairs_max = pairs_max;
        plan
    }

    #[test]
    fn the_threshold_is_the_lowest_that_is_precise_enough() {
        let judged = vec![(0.6, 100), (0.99, 100), (0.9, 100), (0.1, 1000)];
        let cases = [
            (0.95, 1000, Some(0.99), 0.6, 0),
            (0.94, 1000, Some(0.9), 0.6, 0),
            (0.8, 1000, Some(0.6), 0.6, 0),
            (0.999, 1000, None, 0.6, 0),
            (0.8, 250, Some(0.9), 0.9, 100),
            (0.8, 50, None, f64::INFINITY, 300),
        ];
        for (precision, most, linked, reported, left_out) in cases {
            let cut = cut(&plan(precision, most), judged.clone());
            assert_eq!(
                cut.linked_min,
                linked.unwrap_or(f64::INFINITY),
                "{precision}"
            );
            assert_eq!(cut.reported_min, reported, "{precision} {most}");
            assert_eq!(cut.left_out, left_out, "{precision} {most}");
        }
    }

    #[test]
    fn no_pairs_no_links() {
        let cut = cut(&plan(0.9, 10), Vec::new());
        assert_eq!(cut.linked_min, f64::INFINITY);
    }
}
