//! How often strangers agree: the u-probabilities of Fellegi and Sunter (1969).
//!
//! Dates, codes and identifiers are counted. The levels of names are sampled, because rare levels
//! decide and no product of frequencies gives them: pairs are drawn that share a first word, that
//! share a last word, and at random, each kind weighed by how many such pairs there are. Drawn
//! pairs are near each other by the first date field and do not agree on it, so fashions of naming
//! are in the figures and duplicates are not.

use crate::drawing::{Cross, DRAWN, DRAWN_PER_ROW, Drawing};
use crate::interner::Dice;
use crate::level::{LEVELS, Level};
use crate::names::Means;
use crate::plan::{Comparison, Plan};
use crate::table::{Alone, Table};

/// How often strangers reach each level of a field.
#[derive(Debug, Clone)]
pub(crate) struct Chance {
    /// Share of stranger pairs by level, of those where both values are known.
    pub(crate) shares: [f64; LEVELS],
    /// How usual the value is in the mean on which a level agrees; 0 where values do not matter.
    pub(crate) means: [f64; LEVELS],
    /// The shares by the level of the name that foretells the field, if one does.
    pub(crate) given: Option<Vec<[f64; LEVELS]>>,
}

/// The chances of all fields.
pub(crate) fn chances(plan: &Plan, table: &Table, alone: &[Alone]) -> Vec<Chance> {
    let mut given = Vec::new();
    let mut chances: Vec<Chance> = alone
        .iter()
        .enumerate()
        .map(|(field, alone)| match alone {
            Alone::Names(means) => {
                let (chance, foretold) = named(plan, table, field, means);
                given.extend(foretold);
                chance
            }
            Alone::Dates(shares) => counted(shares),
            Alone::Tokens(equal) => {
                let slip = match plan.fields[field].comparison {
                    Comparison::Identifier => Some((Level::Slip, slips(plan, table, field))),
                    Comparison::Name(_) | Comparison::Date | Comparison::Code => None,
                };
                let mut shares = vec![(Level::Exact, *equal)];
                shares.extend(slip);
                counted(&shares)
            }
        })
        .collect();
    for (field, shares) in given {
        chances[field].given = Some(foretold(&shares, &chances[field].shares));
    }
    chances
}

/// Chances from shares of all levels but the last, which takes the rest.
fn counted(shares: &[(Level, f64)]) -> Chance {
    let mut chance = Chance {
        shares: [0.0; LEVELS],
        means: [0.0; LEVELS],
        given: None,
    };
    let mut rest = 1.0;
    for &(level, share) in shares {
        // Nothing is impossible: what was not seen may be seen once in a billion pairs.
        let share = share.clamp(1e-12, 1.0);
        chance.shares[level as usize] = share;
        rest -= share;
    }
    chance.shares[Level::Different as usize] = rest.max(1e-6);
    chance.means[Level::Exact as usize] = chance.shares[Level::Exact as usize];
    chance
}

/// The chances of a name field, and what was drawn for each field that it foretells.
fn named(plan: &Plan, table: &Table, field: usize, means: &Means) -> (Chance, Vec<(usize, Cross)>) {
    let drawing = Drawing::of(plan, table, field);
    let mut crosses = Vec::new();
    let mut shares = [0.0; LEVELS];
    for kind in 0..3 {
        let drawn = drawing.draw(kind);
        let weight = drawing.share(kind);
        if drawn.pairs == 0 {
            continue;
        }
        let each = weight / drawn.pairs as f64;
        for (share, &count) in shares.iter_mut().zip(&drawn.levels) {
            *share += each * count as f64;
        }
        if kind == 0 {
            // Half a pair for what was not drawn; and the exact level, which can be foretold, is
            // drawn towards that by the weight of five pairs.
            let foretold = means.whole / each;
            let seen = drawn.levels[Level::Exact as usize] as f64;
            shares[Level::Exact as usize] = means.whole * (seen + 5.0) / (foretold + 5.0);
            shares.iter_mut().for_each(|share| *share += 0.5 * each);
            crosses = drawing.foretold.iter().copied().zip(drawn.cross).collect();
        }
    }
    let levels = Level::of(plan.fields[field].comparison);
    let below: Vec<(Level, f64)> = levels[..levels.len() - 1]
        .iter()
        .map(|&level| (level, shares[level as usize]))
        .collect();
    let mut chance = counted(&below);
    for level in levels {
        chance.means[*level as usize] = match level {
            Level::Exact => means.whole,
            Level::Shortened => means.ends,
            Level::Unmarked | Level::Marks | Level::Rearranged | Level::Slip | Level::Near => {
                means.plain
            }
            _ => 0.0,
        };
    }
    (chance, crosses)
}

/// Shares by the level of the name. Where few pairs were drawn the shares of all pairs count more.
fn foretold(cross: &Cross, all: &[f64; LEVELS]) -> Vec<[f64; LEVELS]> {
    const BELIEF: f64 = 5.0;
    let row = |counts: &[u64; LEVELS]| {
        let drawn: u64 = counts.iter().sum();
        let mut shares = *all;
        for (share, &count) in shares.iter_mut().zip(counts) {
            *share = (count as f64 + BELIEF * *share) / (drawn as f64 + BELIEF);
        }
        shares
    };
    let mut rows: Vec<[f64; LEVELS]> = cross.iter().map(row).collect();
    // Of names that differ a sample of those with one word in common would tell nothing.
    for level in [Level::Different, Level::Missing] {
        rows[level as usize] = *all;
    }
    rows
}

/// How often identifiers of strangers are one slip apart.
fn slips(plan: &Plan, table: &Table, field: usize) -> f64 {
    let mut dice = Dice::new(plan.seed ^ 0x51);
    let (mut drawn, mut slips) = (0_u32, 0_u32);
    let most = u64::from(table.rows) * DRAWN_PER_ROW;
    for _ in 0..most.min(DRAWN[2]) {
        let (one, other) = (
            dice.below(table.rows as usize),
            dice.below(table.rows as usize),
        );
        if one == other {
            continue;
        }
        let level = table.compare_field(one as u32, other as u32, field).level();
        drawn += u32::from(level != Level::Missing);
        slips += u32::from(level == Level::Slip);
    }
    (f64::from(slips) + 0.5) / (f64::from(drawn) + 1.0)
}
