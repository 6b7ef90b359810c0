//! Drawing pairs of strangers, to see how alike their names are.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::blocks::parallel;
use crate::interner::{Dice, NONE};
use crate::level::{LEVELS, Level};
use crate::plan::{Comparison, Part, Plan};
use crate::table::Table;

/// Pairs drawn of each kind, at most; and at most so many for each row, because a smaller register
/// has fewer compared pairs whose chances must be known well.
pub(crate) const DRAWN: [u64; 3] = [3_000_000, 1_000_000, 500_000];
pub(crate) const DRAWN_PER_ROW: u64 = 8;

/// Pairs drawn in one piece; a piece has its own dice, so threads do not change what is drawn.
const PIECE: u64 = 10_000;

/// How near by date drawn pairs are: within this part of their group, or this many rows.
const NEAR: (usize, usize) = (64, 64);

/// How often levels of one field go with levels of another.
pub(crate) type Cross = [[u64; LEVELS]; LEVELS];

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
pub(crate) struct Drawing<'a> {
    table: &'a Table,
    names: usize,
    dates: Option<usize>,
    /// The fields that the names foretell.
    pub(crate) foretold: Vec<usize>,
    /// Rows that share the first word, the last word, anything.
    groups: [Groups; 3],
    seed: u64,
    threads: usize,
}

/// What was drawn.
pub(crate) struct Drawn {
    pub(crate) pairs: u64,
    pub(crate) levels: [u64; LEVELS],
    /// For each field that the names foretell.
    pub(crate) cross: Vec<Cross>,
}

impl<'a> Drawing<'a> {
    /// The share of all pairs of named rows that are of this kind.
    pub(crate) fn share(&self, kind: usize) -> f64 {
        self.groups[kind].share
    }

    pub(crate) fn of(plan: &Plan, table: &'a Table, names: usize) -> Drawing<'a> {
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

    /// Draws pairs of one kind: 0 shares the first word, 1 the last, 2 anything.
    pub(crate) fn draw(&self, kind: usize) -> Drawn {
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
