//! From what the rules found to what is kept: six words, counts of rules, parts, failing records.

use ::store::StoreError;
use base::{Id, Instant};
use ledger::{Act, Ledger};
use pack::Level;
use quality::report::WordFigures;
use quality::{Breakdown, Figure, Given, Measure, Outcome, Report, Share, Word};

use super::linking::{LinkageReport, Linked};
use super::stream::Measured;
use super::{Measuring, Rows};
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::measured::{
    Count, FAULTS_KEPT_MAX, Measurement, NewMeasurement, PARTS_KEPT_MAX, PartMeasured,
    PartsMeasured, RuleMeasured, WordMeasured,
};

/// The rule that linking stands for.
pub const LINKAGE: &str = "linkage";

/// Days of looks that count for *shared*.
const LOOKS_DAYS: i64 = 30;

/// A run, with everything that was found.
#[derive(Debug)]
pub struct Run {
    /// What is to be kept.
    pub new: NewMeasurement,
    /// What the rules found, and whose rows they are.
    pub found: Measured,
    /// What linking came to, if the register declares how.
    pub linkage: Option<LinkageReport>,
}

impl Registers {
    /// Measures a register as it is kept, on a day. Nothing is written; [`Registers::keep`] does.
    /// `seed` is any number that those who write the data do not know; `threads` compare records.
    ///
    /// # Errors
    /// When there is no such register, it has more than 2^32 records, or the database fails.
    pub async fn measure(
        &self,
        ledger: &Ledger,
        (register, now): (&str, Instant),
        (seed, threads): (u64, usize),
    ) -> Result<Run, RegisterError> {
        let declared = self.get(register)?;
        let as_of = self.calendar.date_of(now);
        let measuring = self.measuring(register, Rows::Kept, as_of)?;
        let lists = self.lists(ledger.store(), &measuring).await?;
        let planned = self.plan(&measuring, lists, seed);
        let found = self.run_through(ledger, &measuring, planned).await?;
        let given = Given {
            pulses: found.pulses.usual(),
            looks: Some(looks(ledger, declared, now).await?),
            ..Given::default()
        };
        let linked = self.link(ledger.store(), declared, threads).await?;
        let report = linked.as_ref().map(|linked| &linked.report);
        let mut new = NewMeasurement {
            measurement: judge(
                &measuring,
                &found.outcome,
                &given,
                (&found.unmeasured, report),
            ),
            faults: found.faults(),
            pairs: linked.as_ref().map(Linked::pairs).unwrap_or_default(),
        };
        new.measurement.at = now;
        if let Some(linked) = &linked {
            let members = linked.report.members.iter().take(FAULTS_KEPT_MAX);
            let ids = members.filter_map(|row| linked.ids.get(*row as usize).copied());
            new.faults.push((LINKAGE.to_owned(), ids.collect()));
        }
        Ok(Run {
            new,
            found,
            linkage: linked.map(|linked| linked.report),
        })
    }

    /// Measures a register and keeps what came out, as one act.
    ///
    /// # Errors
    /// As [`Registers::measure`], or when it cannot be written.
    pub async fn measure_and_keep(
        &self,
        ledger: &Ledger,
        (register, act): (&str, Act),
        how: (u64, usize),
    ) -> Result<Run, RegisterError> {
        let mut run = self.measure(ledger, (register, act.at()), how).await?;
        let stale = self.stale(ledger.store(), register).await?;
        let act = self.keep(&run.new, stale, act)?;
        run.new.measurement.run = act.id();
        ledger.commit(act).await?;
        Ok(run)
    }
}

impl Measured {
    /// Some of the records that fail each rule.
    fn faults(&self) -> Vec<(String, Vec<Id>)> {
        let id = |row: &u32| self.ids.get(*row as usize).copied();
        let faults = self.outcome.rules.iter().map(|found| {
            let rows = found.rows.iter().take(FAULTS_KEPT_MAX);
            (found.rule.id.clone(), rows.filter_map(id).collect())
        });
        faults.collect()
    }
}

/// Looks by other offices than the steward, of all looks that offices took.
async fn looks(ledger: &Ledger, declared: &Declared, now: Instant) -> Result<Share, StoreError> {
    let since = now.plus_seconds(-LOOKS_DAYS * 86_400);
    let steward = &declared.register.steward;
    let mut share = Share::default();
    for (office, looks) in ledger.looks_by_office(declared.id(), since).await? {
        let Some(office) = office else { continue };
        share.whole += looks;
        share.good += if office == *steward { 0 } else { looks };
    }
    Ok(share)
}

/// What rules found in a register or a file, as it is kept or printed. Its run and instant are not
/// known yet.
pub fn judge(
    measuring: &Measuring,
    outcome: &Outcome,
    given: &Given,
    (unmeasured, linked): (&[(quality::Rule, String)], Option<&LinkageReport>),
) -> Measurement {
    let mut report = Report::new(outcome, &measuring.law, given);
    if let Some(linked) = linked {
        let clean = &mut report.words[Word::Clean.place()].figures;
        clean.push(Figure {
            measure: Measure::ProbablySingle,
            of: Some(LINKAGE.to_owned()),
            share: Share::without(linked.excess, linked.rows),
            spread: None,
        });
        clean.sort_by(|one, two| (one.measure, &one.of).cmp(&(two.measure, &two.of)));
    }
    let parts = outcome.by.iter().map(|by| parts(outcome, by));
    Measurement {
        register: measuring.register.clone(),
        run: Id([0; 16]),
        at: Instant(0),
        as_of: outcome.as_of,
        law: measuring.law.clone(),
        rows: outcome.whole.rows,
        flawless: outcome.flawless(),
        words: report.words.iter().map(word).collect(),
        rules: rules(measuring, outcome, unmeasured, linked),
        by: parts.collect(),
    }
}

fn word(of: &WordFigures) -> WordMeasured {
    let weakest = of.weakest();
    WordMeasured {
        word: of.word,
        weakest: of.figures.iter().position(|figure| Some(figure) == weakest),
        figures: of.figures.clone(),
    }
}

fn rules(
    measuring: &Measuring,
    outcome: &Outcome,
    unmeasured: &[(quality::Rule, String)],
    linked: Option<&LinkageReport>,
) -> Vec<RuleMeasured> {
    let of = |rule: &quality::Rule, fields: Vec<String>, count, unmeasured| RuleMeasured {
        id: rule.id.clone(),
        level: rule.level,
        words: rule.words.clone(),
        kind: rule.kind.word().to_owned(),
        fields,
        count,
        unmeasured,
    };
    let counted = outcome.rules.iter().zip(&outcome.whole.rules);
    let mut all: Vec<RuleMeasured> = counted
        .map(|(found, count)| of(&found.rule, found.fields.clone(), *count, None))
        .collect();
    all.extend(unmeasured.iter().map(|(rule, why)| {
        let fields = rule.kind.fields().into_iter().map(str::to_owned);
        of(rule, fields.collect(), Count::default(), Some(why.clone()))
    }));
    let place = |rule: &RuleMeasured| {
        let mut ids = measuring.rules.iter();
        ids.position(|declared| declared.id == rule.id)
    };
    all.sort_by_key(place);
    all.extend(measuring.unmeasured.iter().map(|(rule, why)| RuleMeasured {
        id: rule.id.clone(),
        level: rule.level,
        words: vec![rule.word],
        kind: rule.test.word().to_owned(),
        fields: rule.test.fields().into_iter().map(str::to_owned).collect(),
        count: Count::default(),
        unmeasured: Some(why.clone()),
    }));
    all.extend(linked.map(|linked| RuleMeasured {
        id: LINKAGE.to_owned(),
        level: Level::Warning,
        words: vec![Word::Clean],
        kind: LINKAGE.to_owned(),
        fields: linked.fields.clone(),
        count: Count {
            applied: linked.rows,
            failing: linked.grouped,
            groups: Some(linked.groups),
        },
        unmeasured: None,
    }));
    all
}

fn parts(outcome: &Outcome, by: &Breakdown) -> PartsMeasured {
    let mut values: Vec<_> = by
        .values
        .iter()
        .filter(|(_, totals)| totals.rows > 0)
        .collect();
    values.sort_by(|one, two| {
        let more = two.1.failing.any.cmp(&one.1.failing.any);
        more.then_with(|| one.0.cmp(&two.0))
    });
    let more = values.len().saturating_sub(PARTS_KEPT_MAX) as u64;
    let kept = values.into_iter().take(PARTS_KEPT_MAX);
    let kept = kept.map(|(value, totals)| {
        let report = Report::of_part(outcome, totals, "");
        let weakest = report.words.iter().filter_map(WordFigures::weakest);
        let counts = outcome.rules.iter().zip(&totals.rules);
        let failing = counts.filter(|(_, count)| count.failing > 0);
        PartMeasured {
            value: value.clone(),
            rows: totals.rows,
            failing: totals.failing.any,
            words: weakest.cloned().collect(),
            rules: failing
                .map(|(found, count)| (found.rule.id.clone(), count.failing))
                .collect(),
        }
    });
    PartsMeasured {
        by: by.name.clone(),
        values: kept.collect(),
        more,
    }
}
