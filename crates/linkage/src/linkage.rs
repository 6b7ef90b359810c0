//! What was found: pairs with their reasons, clusters, and the model as a report.

use crate::blocks::Blocked;
use crate::chance::Chance;
use crate::fit::Fit;
use crate::level::Level;
use crate::plan::Plan;
use crate::score::{Cut, Scoring};
use crate::table::Pattern;

/// The answer of a linkage.
#[derive(Debug)]
pub struct Linkage {
    /// Pairs that are at least as probable as the plan's `possible_min`, by their rows.
    pub pairs: Vec<Pair>,
    /// Rows that are one person, two or more each, no row in two; in order.
    pub clusters: Vec<Vec<u32>>,
    /// What was compared and what the model learnt.
    pub report: Report,
    pub(crate) model: (Plan, Vec<Chance>, Fit),
}

/// Two rows that may be one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The row that was given first.
    pub one: u32,
    /// The other row.
    pub other: u32,
    /// The weight of Fellegi and Sunter in bits: 20 means that a person's own rows agree like this
    /// a million times as often as strangers' rows.
    pub weight: f64,
    /// The probability that both are one person, 0 to 1.
    pub probability: f64,
    /// Whether the pair is at or above the threshold.
    pub linked: bool,
    pub(crate) pattern: Pattern,
}

/// What one field said about a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// The index of the field in the plan.
    pub field: usize,
    /// How alike the two values are.
    pub level: Level,
    /// What it adds to the weight, in bits; below 0 it speaks against.
    pub bits: f64,
}

/// What was compared and what the model learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Rows, values that could not be read, blocks and pairs.
    pub counted: Counted,
    /// Pairs at least this probable were linked. Infinite when none were.
    pub linked_min: f64,
    /// Linked pairs.
    pub linked: u64,
    /// The share of true pairs among the linked ones, as the model expects it.
    pub precision_expected: f64,
    /// The share of true pairs that were linked, of those in some block, as the model expects it.
    pub recall_expected: f64,
    /// Links that did not join clusters, because they would have made a chain.
    pub refused: u64,
    /// Pairs that are probable enough to be reported and were left out, for lack of room.
    pub left_out: u64,
    /// How many pairs of rows are expected to be one person (of the compared ones).
    pub matches: f64,
    /// The share of them among all pairs of rows: lambda.
    pub lambda: f64,
    /// How many compared pairs are expected to be relatives of each other.
    pub relatives: f64,
    /// For each field its levels with what was fitted.
    pub fields: Vec<FieldReport>,
    /// The logarithm of the likelihood with the prior, up to a constant, after each round of
    /// fitting. It never falls.
    pub rise: Vec<f64>,
    /// Whether the fit came to rest before the rounds ended.
    pub settled: bool,
}

/// What went in and what was compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Rows taken.
    pub rows: u32,
    /// Values of each field that could not be read and counted as missing.
    pub unread: Vec<u64>,
    /// Pairs that were compared, each once.
    pub compared: u64,
    /// What each blocking rule found and skipped.
    pub blocked: Vec<Blocked>,
}

/// The fitted levels of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldReport {
    /// Its name in the plan.
    pub name: String,
    /// Its levels from alike to different.
    pub levels: Vec<LevelReport>,
}

/// How often a level is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelReport {
    /// The level.
    pub level: Level,
    /// By two rows of one person, 0 to 1.
    pub m: f64,
    /// By two rows of strangers, 0 to 1. For names and codes a mean: a usual value counts less.
    pub u: f64,
}

impl Linkage {
    /// Why a pair has its weight: what each field said, in the plan's order. The sum of the bits is
    /// the weight.
    pub fn reasons(&self, pair: &Pair) -> Vec<Reason> {
        let (plan, chances, fit) = &self.model;
        let scoring = Scoring {
            plan,
            chances,
            fit,
            all: 1.0,
        };
        (0..plan.fields.len())
            .map(|field| Reason {
                field,
                level: pair.pattern.outcome(field).level(),
                bits: scoring.bits(pair.pattern, field),
            })
            .collect()
    }
}

impl Report {
    pub(crate) fn of(
        scoring: &Scoring<'_>,
        cut: Cut,
        counted: Counted,
        (linked, refused): (u64, u64),
    ) -> Report {
        let fit = scoring.fit;
        let field = |index: usize| {
            let declared = &scoring.plan.fields[index];
            let level = |&level: &Level| LevelReport {
                level,
                m: fit.matches.shares[index][level as usize],
                u: scoring.chances[index].shares[level as usize],
            };
            FieldReport {
                name: declared.name.clone(),
                levels: Level::of(declared.comparison).iter().map(level).collect(),
            }
        };
        Report {
            linked_min: cut.linked_min,
            linked,
            precision_expected: cut.precision,
            recall_expected: match fit.matches.pairs {
                pairs if pairs > 0.0 => (cut.found / pairs).min(1.0),
                _ => 1.0,
            },
            refused,
            left_out: cut.left_out,
            matches: fit.matches.pairs,
            lambda: fit.matches.pairs / scoring.all,
            relatives: fit.relatives.pairs,
            fields: (0..scoring.plan.fields.len()).map(field).collect(),
            rise: fit.rise.clone(),
            settled: fit.settled,
            counted,
        }
    }
}
