//! Fitting the weights by expectation maximisation (Dempster, Laird and Rubin 1977; for linkage
//! Winkler 1988), on counts of patterns.
//!
//! How often strangers agree is known beforehand ([`crate::chance`]), so only the other side is
//! fitted: how often two rows of one person agree, and how many such pairs there are. A third class
//! are relatives: without it a fit on a register finds families instead of persons. Counts of
//! patterns are taken as Poisson, with a mean that is the sum of the three classes.

use crate::chance::Chance;
use crate::level::{LEVELS, Level, share_of};
use crate::plan::{Comparison, Field, Plan};
use crate::table::Pattern;

/// Rounds after which a fit ends even if it still moves.
const ROUNDS_MAX: usize = 500;

/// A fit ends when its likelihood rises by less than this part.
const RISE_MIN: f64 = 1e-9;

/// Most matching pairs that differ in a name or date: two rows that agree on neither are not
/// called one person whatever else they share.
const DIFFERENT_MAX: f64 = 0.01;

/// Most pairs of relatives that have the same date of birth, or the same name.
const ALIKE_MAX: f64 = 0.05;

/// How many pairs there are and how they agree, of one class.
#[derive(Debug, Clone)]
pub(crate) struct Class {
    /// Expected pairs.
    pub(crate) pairs: f64,
    /// For each field the share of each level, of the pairs where both values are known.
    pub(crate) shares: Vec<[f64; LEVELS]>,
}

/// The fitted model.
#[derive(Debug, Clone)]
pub(crate) struct Fit {
    pub(crate) matches: Class,
    pub(crate) relatives: Class,
    /// Logarithm of the likelihood with the prior, up to a constant, after each round.
    pub(crate) rise: Vec<f64>,
    pub(crate) settled: bool,
}

/// A pattern as the fit sees it.
struct Seen {
    count: f64,
    /// The product, over fields, of what does not change while fitting.
    base: [f64; 2],
    levels: Vec<u8>,
}

/// What one field's outcome multiplies into the odds beside the fitted share: for a match and for
/// relatives.
pub(crate) fn odds(plan: &Plan, chances: &[Chance], pattern: Pattern, field: usize) -> [f64; 2] {
    let outcome = pattern.outcome(field);
    let level = outcome.level_index();
    if level == Level::Missing as usize {
        return [1.0; 2];
    }
    let chance = &chances[field];
    let share = match (plan.fields[field].given, &chance.given) {
        (Some(name), Some(given)) => given[pattern.outcome(name).level_index()][level],
        _ => chance.shares[level],
    };
    let usual = match chance.means[level] {
        mean if mean > 0.0 => mean / share_of(outcome.step()),
        _ => 1.0,
    };
    let of_family = plan.fields[field].of_family;
    [usual / share, if of_family { usual } else { 1.0 } / share]
}

/// Fits the model to how often each pattern was seen among the compared pairs. `rows` is the
/// number of rows in the register.
pub(crate) fn fit(plan: &Plan, chances: &[Chance], seen: &[(Pattern, u64)], rows: f64) -> Fit {
    let all = (rows * (rows - 1.0) / 2.0).max(1.0);
    let seen: Vec<Seen> = seen
        .iter()
        .map(|&(pattern, count)| {
            let mut base = [1.0 / all; 2];
            let levels = (0..plan.fields.len()).map(|field| {
                let [of_match, of_relatives] = odds(plan, chances, pattern, field);
                base[0] *= of_match;
                base[1] *= of_relatives;
                pattern.outcome(field).level_index() as u8
            });
            let levels = levels.collect();
            Seen {
                count: count as f64,
                base,
                levels,
            }
        })
        .collect();
    let priors = [prior_of_matches(plan), prior_of_relatives(plan, chances)];
    let families = plan.fields.iter().any(|field| field.of_family);
    let start = (rows / 1000.0).max(1.0);
    let mut fit = Fit {
        matches: Class::start(plan, 0, start, &priors[0]),
        relatives: Class::start(plan, 1, if families { start } else { 0.0 }, &priors[1]),
        rise: Vec::new(),
        settled: false,
    };
    for _ in 0..ROUNDS_MAX {
        let likelihood = fit.round(plan, &seen, &priors);
        let before = fit.rise.last().copied();
        fit.rise.push(likelihood);
        if before.is_some_and(|before| likelihood - before < RISE_MIN * likelihood.abs()) {
            fit.settled = true;
            break;
        }
    }
    fit
}

impl Fit {
    /// One round: expectation, then maximisation. Gives the likelihood before it.
    fn round(&mut self, plan: &Plan, seen: &[Seen], priors: &[Vec<[f64; LEVELS]>; 2]) -> f64 {
        let zero = || vec![[0.0; LEVELS]; plan.fields.len()];
        let (mut counts, mut pairs) = ([zero(), zero()], [0.0; 2]);
        let mut likelihood = -self.matches.pairs - self.relatives.pairs;
        for pattern in seen {
            let one = self.matches.mean(&pattern.levels) * pattern.base[0];
            let kin = self.relatives.mean(&pattern.levels) * pattern.base[1];
            let sum = 1.0 + one + kin;
            likelihood += pattern.count * sum.ln();
            for (class, mean) in [one, kin].into_iter().enumerate() {
                let share = pattern.count * mean / sum;
                pairs[class] += share;
                for (counts, &level) in counts[class].iter_mut().zip(&pattern.levels) {
                    counts[usize::from(level)] += share;
                }
            }
        }
        for (class, prior) in [&self.matches, &self.relatives].into_iter().zip(priors) {
            likelihood += class.belief(prior);
        }
        for (field, declared) in plan.fields.iter().enumerate() {
            let shares = |class: usize| {
                let bound = bounds(declared)[class];
                maximised(&counts[class][field], &priors[class][field], bound)
            };
            (self.matches.shares[field], self.relatives.shares[field]) = (shares(0), shares(1));
        }
        (self.matches.pairs, self.relatives.pairs) = (pairs[0], pairs[1]);
        likelihood
    }
}

impl Class {
    fn start(plan: &Plan, class: usize, pairs: f64, priors: &[[f64; LEVELS]]) -> Class {
        let fields = plan.fields.iter().zip(priors);
        let shares =
            fields.map(|(field, prior)| maximised(&[0.0; LEVELS], prior, bounds(field)[class]));
        Class {
            pairs,
            shares: shares.collect(),
        }
    }

    /// Expected pairs of this class that reach these levels, beside what does not change.
    pub(crate) fn mean(&self, levels: &[u8]) -> f64 {
        let shares = self.shares.iter().zip(levels);
        shares.fold(self.pairs, |mean, (shares, &level)| {
            match usize::from(level) == Level::Missing as usize {
                true => mean,
                false => mean * shares[usize::from(level)],
            }
        })
    }

    /// The logarithm of the prior.
    fn belief(&self, priors: &[[f64; LEVELS]]) -> f64 {
        let pairs = self.shares.iter().flatten().zip(priors.iter().flatten());
        pairs
            .filter(|(_, prior)| **prior > 0.0)
            .map(|(share, prior)| prior * share.ln())
            .sum()
    }
}

/// Which level of a field has a bound, and which: for matches, and for relatives. Only names and
/// dates of the person tell who somebody is.
fn bounds(field: &Field) -> [Option<(usize, f64)>; 2] {
    let identifies =
        !field.of_family && matches!(field.comparison, Comparison::Name(_) | Comparison::Date);
    [(Level::Different, DIFFERENT_MAX), (Level::Exact, ALIKE_MAX)]
        .map(|(level, most)| identifies.then_some((level as usize, most)))
}

/// The shares that are most likely for these counts and this prior, of which one may have a bound.
fn maximised(
    counts: &[f64; LEVELS],
    prior: &[f64; LEVELS],
    bound: Option<(usize, f64)>,
) -> [f64; LEVELS] {
    let mut shares = [0.0; LEVELS];
    for (level, share) in shares.iter_mut().enumerate() {
        if level != Level::Missing as usize {
            *share = counts[level] + prior[level];
        }
    }
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    if let Some((level, most)) = bound.filter(|&(level, most)| shares[level] > most) {
        let rest = 1.0 - shares[level];
        let scale = (1.0 - most) / rest;
        shares.iter_mut().for_each(|share| *share *= scale);
        shares[level] = most;
    }
    shares
}

fn prior_of_matches(plan: &Plan) -> Vec<[f64; LEVELS]> {
    let of = |field: &Field| {
        let mut prior = [0.0; LEVELS];
        for level in Level::of(field.comparison) {
            prior[*level as usize] = level.prior(field.comparison);
        }
        prior
    };
    plan.fields.iter().map(of).collect()
}

/// Relatives share what families share, and are strangers to each other in the rest.
fn prior_of_relatives(plan: &Plan, chances: &[Chance]) -> Vec<[f64; LEVELS]> {
    let of = |(field, chance): (&Field, &Chance)| {
        let mut prior = [0.0; LEVELS];
        let levels = Level::of(field.comparison);
        for level in levels {
            prior[*level as usize] = match field.of_family {
                true => level.prior(field.comparison),
                false => 9.0 * chance.shares[*level as usize] + 1.0 / levels.len() as f64,
            };
        }
        prior
    };
    plan.fields.iter().zip(chances).map(of).collect()
}
