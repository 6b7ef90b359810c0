//! Taking in rows, and linking them.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use crate::blocks::Blocks;
use crate::chance::chances;
use crate::clusters::{Link, clusters};
use crate::fit::fit;
use crate::interner::NONE;
use crate::linkage::{Counted, Linkage, Pair, Report};
use crate::plan::{Plan, PlanError};
use crate::score::{Cut, Scoring, cut};
use crate::table::{Column, Pattern, Table, Taken};

/// Takes rows one by one and then links them.
#[derive(Debug)]
pub struct Linker {
    plan: Plan,
    rows: u32,
    columns: Vec<Column>,
    cells: Vec<u32>,
    unread: Vec<u64>,
    full: bool,
}

impl Linker {
    /// Starts with a plan.
    ///
    /// # Errors
    /// When the plan has a fault: see [`PlanError`].
    pub fn new(plan: Plan) -> Result<Linker, PlanError> {
        plan.check()?;
        let fields = plan.fields.iter();
        Ok(Linker {
            columns: fields.map(|field| Column::new(field, plan.seed)).collect(),
            cells: Vec::new(),
            unread: vec![0; plan.fields.len()],
            rows: 0,
            full: false,
            plan,
        })
    }

    /// Takes the next row: a value for each field of the plan, `None` or empty where it is missing.
    /// A date that is none counts as missing; how many there were stands in the report. Rows are
    /// numbered from 0.
    ///
    /// # Errors
    /// When there are more or fewer values than fields, or no room for the row. After the latter
    /// the rows before it can still be linked.
    pub fn push(&mut self, values: &[Option<&str>]) -> Result<(), PushError> {
        if values.len() != self.columns.len() {
            return Err(PushError::Values {
                given: values.len(),
                fields: self.columns.len(),
            });
        }
        if self.full || self.rows == u32::MAX - 1 {
            return Err(PushError::Full { rows: self.rows });
        }
        let columns = self.columns.iter_mut().zip(&mut self.unread);
        for ((column, unread), value) in columns.zip(values) {
            match column.take(*value) {
                Taken::Number(number) => self.cells.push(number),
                Taken::Unread => {
                    *unread += 1;
                    self.cells.push(NONE);
                }
                Taken::Full => {
                    self.full = true;
                    return Err(PushError::Full { rows: self.rows });
                }
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// How many rows were taken.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Compares the rows, fits the model and gives what it found. The same rows, plan and seed give
    /// the same answer on any number of threads.
    pub fn link(self) -> Linkage {
        let plan = self.plan;
        let (table, alone) = Table::close(self.rows, self.columns, self.cells);
        let chances = chances(&plan, &table, &alone);
        let (blocks, blocked) = Blocks::of(&table, &plan.blocks, plan.limits);
        let seen = patterns(&table, &blocks);
        let rows = f64::from(self.rows);
        let fitted = fit(&plan, &chances, &seen, rows);
        let scoring = Scoring {
            plan: &plan,
            chances: &chances,
            fit: &fitted,
            all: (rows * (rows - 1.0) / 2.0).max(1.0),
        };
        let judged = seen
            .iter()
            .map(|&(p, count)| (scoring.score(p).probability, count));
        let cut = cut(&plan, judged.collect());
        let pairs = pairs(&table, &blocks, &scoring, cut);
        let counted = Counted {
            rows: self.rows,
            unread: self.unread,
            compared: seen.iter().map(|seen| seen.1).sum(),
            blocked,
        };
        finish(&scoring, cut, pairs, counted)
    }
}

fn finish(scoring: &Scoring<'_>, cut: Cut, pairs: Vec<Pair>, counted: Counted) -> Linkage {
    let links: Vec<Link> = pairs
        .iter()
        .filter(|pair| pair.linked)
        .map(|pair| Link {
            one: pair.one,
            other: pair.other,
            probability: pair.probability,
        })
        .collect();
    let (clusters, refused) = clusters(&links, scoring.plan.limits.cluster_rows_max);
    let report = Report::of(scoring, cut, counted, (links.len() as u64, refused));
    let (plan, chances, fit) = (scoring.plan, scoring.chances, scoring.fit);
    Linkage {
        pairs,
        clusters,
        report,
        model: (plan.clone(), chances.to_vec(), fit.clone()),
    }
}

/// How often each pattern occurs among the compared pairs, in the order of patterns.
fn patterns(table: &Table, blocks: &Blocks) -> Vec<(Pattern, u64)> {
    type Counts = HashMap<Pattern, u64, BuildHasherDefault<Mixed>>;
    let counted = blocks.fold(Counts::default, |counts, one, other| {
        *counts.entry(table.compare(one, other)).or_insert(0) += 1;
    });
    let mut seen: Vec<(Pattern, u64)> = counted.into_iter().flatten().collect();
    seen.sort_unstable();
    let sum = |same: &[(Pattern, u64)]| (same[0].0, same.iter().map(|seen| seen.1).sum());
    seen.chunk_by(|a, b| a.0 == b.0).map(sum).collect()
}

/// The pairs that are reported, by their rows.
fn pairs(table: &Table, blocks: &Blocks, scoring: &Scoring<'_>, cut: Cut) -> Vec<Pair> {
    let found = blocks.fold(Vec::new, |found, one, other| {
        let pattern = table.compare(one, other);
        let score = scoring.score(pattern);
        if score.probability >= cut.reported_min {
            found.push(Pair {
                one: one.min(other),
                other: one.max(other),
                weight: score.weight,
                probability: score.probability,
                linked: score.probability >= cut.linked_min,
                pattern,
            });
        }
    });
    let mut pairs: Vec<Pair> = found.into_iter().flatten().collect();
    pairs.sort_unstable_by_key(|pair| (pair.one, pair.other));
    pairs
}

/// A hasher of patterns, which mix themselves.
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = crate::interner::fold(self.0 ^ u64::from(byte));
        }
    }

    fn write_u64(&mut self, mixed: u64) {
        self.0 = mixed;
    }
}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.mixed());
    }
}

/// Why a row was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushError {
    /// There are more or fewer values than the plan has fields.
    Values {
        /// How many values were given.
        given: usize,
        /// How many fields there are.
        fields: usize,
    },
    /// There is no room: four billion rows, or four gigabytes of different texts in one field.
    Full {
        /// How many rows were taken before.
        rows: u32,
    },
}

impl fmt::Display for PushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PushError::Values { given, fields } => write!(
                f,
                "the row has {given} values and the plan {fields} fields: give one value for each"
            ),
            PushError::Full { rows } => write!(
                f,
                "there is no room after {rows} rows: link parts of the register, for example by year of birth"
            ),
        }
    }
}

impl std::error::Error for PushError {}
