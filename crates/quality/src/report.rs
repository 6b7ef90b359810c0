//! The six words of a register: its figures, the weakest first, and how they moved.
//!
//! There is no score over all: an average lets a register that nobody keeps up hide behind names that
//! are spelled well. A word is as good as its weakest figure, and the register as its weakest word.

use jiff::civil::Date;

use crate::figure::{Figure, Measure, Share, Spread};
use crate::outcome::{Outcome, Totals};
use crate::rule::Kind;
use base::quality::{Level, Word};

mod change;

pub use change::{Change, Turn};

/// What the rules cannot know: figures from samples, lists, logs and readers. What is not given is not
/// measured.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Given {
    /// C2: confirmed of sampled.
    pub verified: Option<Share>,
    /// S1 and S2.
    pub coverage: Option<Coverage>,
    /// L2: from registering until a reader can see it, with the limit for the share.
    pub reach: Option<Spread>,
    /// L4: the units that write into the register.
    pub pulses: Vec<Pulse>,
    /// U2: beside rules across registers.
    pub agreements: Vec<Agreement>,
    /// U4: the ages of open contradictions, in days.
    pub conflicts: Option<Spread>,
    /// H1 to H5.
    pub used: Option<Used>,
    /// H6: looks by others than the agency that keeps the register, of all looks.
    pub looks: Option<Share>,
}

/// A register held against an independent list of who belongs in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// How many the list has.
    pub expected: u64,
    /// How many of them the register has.
    pub found: u64,
    /// How many the register has that the list has not.
    pub outside: u64,
}

/// A unit that writes into a register, at a given hour.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulse {
    /// Which unit.
    pub unit: String,
    /// How many changes it usually makes in an hour at that time of the week.
    pub usual_per_hour: f64,
    /// Hours since its last change.
    pub quiet_hours: f64,
}

impl Pulse {
    /// Whether such a silence has a probability below one in a thousand (changes come at their usual
    /// rate, independently: exp(−λΔ) < 0.001).
    pub fn is_silent(&self) -> bool {
        (-self.usual_per_hour * self.quiet_hours).exp() < 0.001
    }
}

/// How far another register says the same of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The field.
    pub field: String,
    /// The other register.
    pub register: String,
    /// How many values are equal, of those that both have.
    pub share: Share,
}

/// How a register is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// H1: agencies with a successful query in 30 days, of those entitled.
    pub agencies: Share,
    /// H2: answers used in a decision, of requests.
    pub answers: Share,
    /// H3: papers it replaces, of those it could.
    pub papers: Share,
    /// H4: fields filled in advance, of fields asked.
    pub fields: Share,
    /// H5: requests that were not refused, timed out or empty, of requests.
    pub met: Share,
}

/// The figures of a register, or of a part of it, on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The day of measuring.
    pub as_of: Date,
    /// Which rules were in force: the version of the law they stand in.
    pub version: String,
    /// How many records were measured.
    pub rows: u64,
    /// The six words, in their order, with their figures.
    pub words: Vec<WordFigures>,
    /// The rules, in their order: to how many rows each applied, and how many of them are right.
    pub rules: Vec<(String, Share)>,
}

/// The figures of a word. None at all means that it was not measured, which is not the same as good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordFigures {
    /// The word.
    pub word: Word,
    /// Its figures, by measure.
    pub figures: Vec<Figure>,
}

impl WordFigures {
    /// The figure the word stands for.
    pub fn weakest(&self) -> Option<&Figure> {
        let weigh = self.figures.iter().filter(|figure| figure.measure.weighs());
        let measured = weigh.filter_map(|figure| Some((figure.value()?, figure)));
        let weakest = measured.min_by(|one, two| one.0.total_cmp(&two.0));
        weakest.map(|(_, figure)| figure)
    }
}

impl Report {
    /// The report of a whole register.
    pub fn new(outcome: &Outcome, version: &str, given: &Given) -> Report {
        let mut report = Report::of_part(outcome, &outcome.whole, version);
        for lag in &outcome.lags {
            let spread = Spread::of(
                lag.days.iter().map(|(days, times)| (*days, *times)),
                lag.limit_days.into(),
            );
            report.put(
                Measure::InTime,
                Some(&lag.name),
                spread.share(),
                Some(spread),
            );
        }
        report.put_given(given);
        report.sort();
        report
    }

    /// The report of a part of a register: the totals of a value of a breakdown. It has the figures
    /// that rules give.
    pub fn of_part(outcome: &Outcome, totals: &Totals, version: &str) -> Report {
        let words = Word::ALL.map(|word| WordFigures {
            word,
            figures: Vec::new(),
        });
        let counts = outcome.rules.iter().zip(&totals.rules);
        let mut report = Report {
            as_of: outcome.as_of,
            version: version.to_owned(),
            rows: totals.rows,
            words: words.to_vec(),
            rules: counts
                .map(|(found, count)| {
                    (
                        found.rule.id.clone(),
                        Share::without(count.failing, count.applied),
                    )
                })
                .collect(),
        };
        report.put_rules(outcome, totals);
        report.sort();
        report
    }

    /// The word the register stands for, and its figure.
    pub fn weakest(&self) -> Option<(Word, &Figure)> {
        let first = self.ordered().into_iter().next()?;
        Some((first.word, first.weakest()?))
    }

    /// The six words, the weakest first; those not measured come last.
    pub fn ordered(&self) -> Vec<&WordFigures> {
        let value = |word: &WordFigures| {
            word.weakest()
                .and_then(Figure::value)
                .unwrap_or(f64::INFINITY)
        };
        let mut words: Vec<&WordFigures> = self.words.iter().collect();
        words.sort_by(|one, two| value(one).total_cmp(&value(two)));
        words
    }

    /// What rules say: shares of records where a record that fails three rules is one record, shares
    /// of values where rules look at different values.
    fn put_rules(&mut self, outcome: &Outcome, totals: &Totals) {
        let rows = totals.rows;
        let failing = &totals.failing;
        let (mut agrees, mut formed, mut fresh) = (false, false, false);
        let mut filled = Share::default();
        // Exact duplicates, and probable ones.
        let mut excess = [None; 2];
        for (found, count) in outcome.rules.iter().zip(&totals.rules) {
            let rule = &found.rule;
            let is_error = rule.level == Level::Error;
            let says = |word: Word| rule.words.contains(&word);
            let right = Share::without(count.failing, count.applied);
            agrees |= is_error && says(Word::Correct);
            fresh |= says(Word::Live);
            match &rule.kind {
                Kind::Unique { .. } if says(Word::Clean) => {
                    let sum = &mut excess[usize::from(!is_error)];
                    *sum = Some(sum.unwrap_or(0) + count.excess().unwrap_or(0));
                }
                _ => formed |= is_error && says(Word::Clean),
            }
            if says(Word::Sufficient) && matches!(rule.kind, Kind::NotNull { .. }) {
                filled.good += right.good;
                filled.whole += right.whole;
            }
            if says(Word::Unified) {
                let measure = match &rule.kind {
                    Kind::InList { .. } => Measure::Coded,
                    Kind::ExistsIn { .. } | Kind::ExistsAcross { .. } => Measure::Resolves,
                    _ => Measure::AgreesAcross,
                };
                self.put(measure, Some(&rule.id), right, None);
            }
        }
        let records = [
            (Measure::Agrees, agrees, failing.correct),
            (Measure::Complete, filled.whole > 0, failing.filled),
            (Measure::Formed, formed, failing.form),
            (Measure::Fresh, fresh, failing.live),
            (Measure::Single, excess[0].is_some(), excess[0].unwrap_or(0)),
            (
                Measure::ProbablySingle,
                excess[1].is_some(),
                excess[1].unwrap_or(0),
            ),
        ];
        for (measure, is_measured, bad) in records {
            if is_measured {
                self.put(measure, None, Share::without(bad, rows), None);
            }
        }
        if filled.whole > 0 {
            self.put(Measure::Filled, None, filled, None);
        }
    }

    fn put_given(&mut self, given: &Given) {
        let rows = self.rows;
        if let Some(share) = given.verified {
            self.put(Measure::Verified, None, share, None);
        }
        if let Some(coverage) = given.coverage {
            self.put(
                Measure::Covered,
                None,
                Share::of(coverage.found, coverage.expected),
                None,
            );
            self.put(
                Measure::Belongs,
                None,
                Share::without(coverage.outside, rows),
                None,
            );
        }
        if let Some(spread) = given.reach {
            self.put(Measure::Reached, None, spread.share(), Some(spread));
        }
        if !given.pulses.is_empty() {
            let silent = given.pulses.iter().filter(|pulse| pulse.is_silent());
            let share = Share::without(silent.count() as u64, given.pulses.len() as u64);
            self.put(Measure::Pulse, None, share, None);
        }
        for agreement in &given.agreements {
            let of = format!("{} / {}", agreement.field, agreement.register);
            self.put(Measure::AgreesAcross, Some(&of), agreement.share, None);
        }
        if let Some(spread) = given.conflicts {
            self.put(Measure::Settled, None, spread.share(), Some(spread));
        }
        if let Some(used) = given.used {
            self.put(Measure::Used, None, used.agencies, None);
            self.put(Measure::Answered, None, used.answers, None);
            self.put(Measure::PapersReplaced, None, used.papers, None);
            self.put(Measure::AskedOnce, None, used.fields, None);
            self.put(Measure::Met, None, used.met, None);
        }
        if let Some(share) = given.looks {
            self.put(Measure::LookedByOthers, None, share, None);
        }
    }

    fn put(&mut self, measure: Measure, of: Option<&str>, share: Share, spread: Option<Spread>) {
        if let Some(word) = self.words.get_mut(measure.word().place()) {
            word.figures.push(Figure {
                measure,
                of: of.map(str::to_owned),
                share,
                spread,
            });
        }
    }

    fn sort(&mut self) {
        for word in &mut self.words {
            word.figures
                .sort_by(|one, two| (one.measure, &one.of).cmp(&(two.measure, &two.of)));
        }
    }
}
