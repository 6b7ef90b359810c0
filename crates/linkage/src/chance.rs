//! How often strangers agree: the u-probabilities of Fellegi and Sunter (1969).
//!
//! Dates, codes and identifiers are counted. The levels of names are sampled, because rare levels
//! decide and no product of frequencies gives them: pairs are drawn that share a first word, that
//! share a last word, and at random, each kind weighed by how many such pairs there are. Drawn
//! pairs are near each other by the first date field and do not agree on it, so fashions of naming
//! are in the figures and duplicates are not.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::blocks::parallel;
use crate::interner::{Dice, NONE};
use crate::level::{LEVELS, Level};
use crate::names::Means;
use crate::plan::{Comparison, Part, Plan};
use crate::table::{Alone, Table};

/// Pairs drawn of each kind, at most; and at most so many for each row, because a smaller register
/// has fewer compared pairs whose chances must be known well.
const DRAWN: [u64; 3] = [3_000_000, 1_000_000, 500_000];
const DRAWN_PER_ROW: u64 = 8;

/// Pairs drawn in one piece; a piece has its own dice, so threads do not change what is drawn.
const PIECE: u64 = 10_000;

/// How near by date drawn pairs are: within this part of their group, or this many rows.
const NEAR: (usize, usize) = (64, 64);

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

/// How often levels of one field go with levels of another.
type Cross = [[u64; LEVELS]; LEVELS];

/// The chances of a name field, and what was drawn for each field that it foretells.
fn named(plan: &Plan, table: &Table, field: usize, means: &Means) -> (Chance, Vec<(usize, Cross)>) {
    let drawing = Drawing::of(plan, table, field);
    let mut crosses = Vec::new();
    let mut shares = [0.0; LEVELS];
    for kind in 0..3 {
        let drawn = drawing.draw(kind);
        let weight = drawing.groups[kind].share;
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

/// Rows that share something, one group after the other.
#[derive(Debug)]
struct Groups {
    order: Vec<u32>,
    /// Where each group ends, and how many pairs there are up to there.
    ends: Vec<(usize, u64)>,
    /// The share of all pairs that lie in one group.
    share: f64,
}

/// From where pairs are drawn to learn about one name field.
struct Drawing<'a> {
    table: &'a Table,
    names: usize,
    dates: Option<usize>,
    /// The fields that the names foretell.
    foretold: Vec<usize>,
    /// Rows that share the first word, the last word, anything.
    groups: [Groups; 3],
    seed: u64,
    threads: usize,
}

/// What was drawn.
struct Drawn {
    pairs: u64,
    levels: [u64; LEVELS],
    /// For each field that the names foretell.
    cross: Vec<Cross>,
}

impl<'a> Drawing<'a> {
    fn of(plan: &Plan, table: &'a Table, names: usize) -> Drawing<'a> {
        let dates = plan
            .fields
            .iter()
            .position(|field| field.comparison == Comparison::Date && !field.of_family);
        let follows = |&field: &usize| plan.fields[field].given == Some(names);
        let groups = [Some(Part::FirstWord), Some(Part::LastWord), None]
            .map(|part| Groups::of(table, names, dates, part));
        Drawing {
            table,
            names,
            dates,
            foretold: (0..plan.fields.len()).filter(follows).collect(),
            groups,
            seed: plan.seed ^ ((names as u64) << 32),
            threads: plan.limits.threads,
        }
    }

    fn draw(&self, kind: usize) -> Drawn {
        let groups = &self.groups[kind];
        let all = groups.ends.last().map_or(0, |end| end.1);
        let most = (u64::from(self.table.rows) * DRAWN_PER_ROW).max(PIECE);
        let pieces = DRAWN[kind]
            .min(most)
            .min(all.saturating_mul(4))
            .div_ceil(PIECE);
        let next = AtomicU64::new(0);
        let parts = parallel(self.threads.clamp(1, 256), || {
            let mut drawn = Drawn::new(self.foretold.len());
            loop {
                let piece = next.fetch_add(1, Ordering::Relaxed);
                if piece >= pieces {
                    return drawn;
                }
                let mut dice = Dice::new(self.seed ^ (kind as u64) << 56 ^ piece << 8);
                dice.next();
                for _ in 0..PIECE {
                    if let Some((one, other)) = groups.pair(&mut dice) {
                        self.look(kind, (one, other), &mut drawn);
                    }
                }
            }
        });
        let mut sum = Drawn::new(self.foretold.len());
        parts.iter().for_each(|part| sum.add(part));
        sum
    }

    fn look(&self, kind: usize, (one, other): (u32, u32), drawn: &mut Drawn) {
        let level = |field| self.table.compare_field(one, other, field).level();
        let agrees = |level| level != Level::Different && level != Level::Missing;
        if self.dates.is_some_and(|dates| agrees(level(dates))) {
            return;
        }
        drawn.pairs += 1;
        let part = |row, part| self.table.part(row, self.names, part);
        let shares = |of| part(one, of) == part(other, of);
        if (kind > 0 && shares(Part::FirstWord)) || (kind > 1 && shares(Part::LastWord)) {
            return;
        }
        let alike = level(self.names);
        drawn.levels[alike as usize] += 1;
        if kind > 0 {
            return;
        }
        for (cross, &field) in drawn.cross.iter_mut().zip(&self.foretold) {
            let follows = level(field);
            if follows != Level::Missing {
                cross[alike as usize][follows as usize] += 1;
            }
        }
    }
}

impl Drawn {
    fn new(foretold: usize) -> Drawn {
        Drawn {
            pairs: 0,
            levels: [0; LEVELS],
            cross: vec![[[0; LEVELS]; LEVELS]; foretold],
        }
    }

    fn add(&mut self, other: &Drawn) {
        let plus = |to: &mut [u64; LEVELS], from: &[u64; LEVELS]| {
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        };
        self.pairs += other.pairs;
        plus(&mut self.levels, &other.levels);
        let rows = self.cross.iter_mut().flatten();
        for (to, from) in rows.zip(other.cross.iter().flatten()) {
            plus(to, from);
        }
    }
}

impl Groups {
    fn of(table: &Table, names: usize, dates: Option<usize>, part: Option<Part>) -> Groups {
        let date = |row| dates.map_or(0, |dates| table.value(row, dates));
        let mut keyed: Vec<(u32, u32, u32)> = (0..table.rows)
            .filter(|&row| table.value(row, names) != NONE)
            .map(|row| {
                let word = part.and_then(|part| table.part(row, names, part));
                (word.unwrap_or(NONE), date(row), row)
            })
            .collect();
        keyed.sort_unstable();
        let (mut ends, mut end, mut pairs) = (Vec::new(), 0, 0_u64);
        for group in keyed.chunk_by(|a, b| a.0 == b.0) {
            let rows = group.len() as u64;
            (end, pairs) = (end + group.len(), pairs + rows * (rows - 1) / 2);
            ends.push((end, pairs));
        }
        let rows = keyed.len() as f64;
        Groups {
            order: keyed.iter().map(|row| row.2).collect(),
            ends,
            share: 2.0 * pairs as f64 / (rows * (rows - 1.0)).max(1.0),
        }
    }

    /// Draws a pair of one group, groups by how many pairs they have, rows near each other.
    fn pair(&self, dice: &mut Dice) -> Option<(u32, u32)> {
        let all = self.ends.last()?.1;
        let drawn = dice.below(usize::try_from(all).ok()?) as u64;
        let group = self.ends.partition_point(|end| end.1 <= drawn);
        let start = group.checked_sub(1).map_or(0, |before| self.ends[before].0);
        let rows = &self.order[start..self.ends.get(group)?.0];
        let one = dice.below(rows.len());
        let far = (rows.len() / NEAR.0).max(NEAR.1).min(rows.len() - 1);
        let step = 1 + dice.below(far);
        // At the end of a group the step is taken backwards.
        let other = match one + step < rows.len() {
            true => one + step,
            false => one.checked_sub(step)?,
        };
        Some((rows[one], rows[other]))
    }
}
