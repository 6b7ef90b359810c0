//! Records of a register that are probably of one subject, by the plan that it declares.

use ::store::Store;
use base::Id;
use base::text::TextRules;
use linkage::{Block, Comparison, Field, Linkage, Linker, Part, Plan, PushError};
use pack::{BlockPart, Compare};

use super::stream::text_of;
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::measured::{FAULTS_KEPT_MAX, LikelyPair};
use crate::store;

/// What linking came to.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkageReport {
    /// The fields that were compared.
    pub fields: Vec<String>,
    /// How many rows were compared.
    pub rows: u64,
    /// How many rows are probably another row's subject, beside the one that would stay.
    pub excess: u64,
    /// How many rows are in a group of two or more.
    pub grouped: u64,
    /// How many groups there are.
    pub groups: u64,
    /// Pairs that are at least half probable, the most probable first: two rows and millionths.
    pub pairs: Vec<(u32, u32, u32)>,
    /// How many pairs are at least half probable.
    pub likely: u64,
    /// Rows that are in some group, ascending.
    pub members: Vec<u32>,
    /// Blocks that were too large to be compared.
    pub skipped_blocks: u64,
    /// The share of true pairs among the linked ones, as the model expects it.
    pub precision_expected: f64,
}

/// The plan of a declared linkage, for so many threads; its answer does not depend on them.
pub fn link_plan(declared: &pack::Linkage, texts: TextRules, threads: usize) -> Plan {
    let fields = declared.fields.iter().map(|linked| {
        let comparison = match linked.compare {
            Compare::Name => Comparison::Name(texts),
            Compare::Date => Comparison::Date,
            Compare::Code => Comparison::Code,
            Compare::Typed => Comparison::Identifier,
        };
        let mut field = Field::new(&linked.field, comparison);
        field.of_family = linked.of_family;
        field.given = linked.given;
        field
    });
    let blocks = declared.blocks.iter().map(|block| Block {
        parts: block
            .iter()
            .map(|(field, part)| (*field, part_of(*part)))
            .collect(),
    });
    let mut plan = Plan::new(fields.collect(), blocks.collect());
    plan.precision_min = f64::from(declared.precision_percent) / 100.0;
    plan.limits.threads = threads.max(1);
    plan
}

fn part_of(part: BlockPart) -> Part {
    match part {
        BlockPart::Whole => Part::Whole,
        BlockPart::FirstWord => Part::FirstWord,
        BlockPart::LastWord => Part::LastWord,
        BlockPart::Year => Part::Year,
    }
}

impl LinkageReport {
    /// What a linkage says about rows.
    pub fn of(linkage: &Linkage) -> LinkageReport {
        let mut pairs: Vec<_> = linkage.pairs.iter().collect();
        pairs.sort_by(|one, two| {
            let surer = two.probability.total_cmp(&one.probability);
            surer.then((one.one, one.other).cmp(&(two.one, two.other)))
        });
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a probability lies between 0 and 1"
        )]
        let millionths = |probability: f64| (probability.clamp(0.0, 1.0) * 1e6).round() as u32;
        let kept = pairs.iter().take(FAULTS_KEPT_MAX);
        let mut members: Vec<u32> = linkage.clusters.concat();
        members.sort_unstable();
        let groups = linkage.clusters.len() as u64;
        let counted = &linkage.report.counted;
        LinkageReport {
            fields: linkage
                .report
                .fields
                .iter()
                .map(|field| field.name.clone())
                .collect(),
            rows: counted.rows.into(),
            excess: members.len() as u64 - groups,
            grouped: members.len() as u64,
            groups,
            pairs: kept
                .map(|pair| (pair.one, pair.other, millionths(pair.probability)))
                .collect(),
            likely: pairs.len() as u64 + linkage.report.left_out,
            members,
            skipped_blocks: counted
                .blocked
                .iter()
                .map(|block| block.skipped_blocks)
                .sum(),
            precision_expected: linkage.report.precision_expected,
        }
    }
}

/// What linking a register came to, and whose rows they are.
#[derive(Debug)]
pub(crate) struct Linked {
    pub(crate) report: LinkageReport,
    pub(crate) ids: Vec<Id>,
}

impl Linked {
    pub(crate) fn pairs(&self) -> Vec<LikelyPair> {
        let id = |row: u32| self.ids.get(row as usize).copied();
        let pairs = self
            .report
            .pairs
            .iter()
            .filter_map(|&(one, other, millionths)| {
                Some(LikelyPair {
                    one: id(one)?,
                    other: id(other)?,
                    millionths,
                })
            });
        pairs.collect()
    }
}

impl Registers {
    /// Compares the records of a register, if it declares how.
    pub(crate) async fn link(
        &self,
        db: &Store,
        declared: &Declared,
        threads: usize,
    ) -> Result<Option<Linked>, RegisterError> {
        let Some(of) = &declared.register.linkage else {
            return Ok(None);
        };
        let plan = link_plan(of, self.rules, threads);
        // A checked pack's plan has no fault.
        let Ok(mut linker) = Linker::new(plan) else {
            return Ok(None);
        };
        let positions: Vec<usize> = of
            .fields
            .iter()
            .filter_map(|linked| declared.position(&linked.field))
            .collect();
        let columns = positions
            .iter()
            .map(|at| declared.places[*at].column.clone());
        let columns: Vec<String> = columns.collect();
        let fields = &declared.register.fields;
        let mut ids: Vec<Id> = Vec::new();
        loop {
            let page = store::page(db, declared, &columns, ids.last().copied()).await?;
            let is_last = page.len() < store::MEASURED_PAGE;
            for row in &page {
                ids.push(row.id(0)?);
                let cells = positions.iter().zip(1..);
                let cells = cells.map(|(field, at)| text_of(&fields[*field], row.value(at)));
                let cells: Vec<_> = cells.collect();
                let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
                match linker.push(&cells) {
                    Ok(()) => {}
                    Err(PushError::Full { .. } | PushError::Values { .. }) => {
                        return Err(RegisterError::TooLarge);
                    }
                }
            }
            if is_last {
                break;
            }
        }
        let report = LinkageReport::of(&linker.link());
        Ok(Some(Linked { report, ids }))
    }
}
