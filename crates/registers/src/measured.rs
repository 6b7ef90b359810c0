//! What measuring a register came to, as it is kept: figures with numerator and denominator, the
//! counts of each rule, the same by agency, place and month, and which records fail.
//!
//! A run is known by the ledger entry of the act that kept it, so runs are ordered by time. Figures
//! and counts of rules stay for ever; parts stay for [`PARTS_RUNS_MAX`] runs, and the lists of records
//! for the last run only. Nothing here holds a value of a record: ids, codes of agencies and places,
//! numbers.

use ::store::Store;
use base::quality::{Level, Word};
use base::{Id, Instant};
use jiff::civil::Date;
use ledger::{Act, Touch};

use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::store;

pub use quality::{Count, Figure, Measure, Share, Spread};

/// Records that are kept of each rule that they fail: what a steward can work through before the next
/// run. How many there are in all is counted.
pub const FAULTS_KEPT_MAX: usize = 1_000;

/// Values of a breakdown that are kept: a country has fewer communes. Of more, those with the most
/// failing records.
pub const PARTS_KEPT_MAX: usize = 4_000;

/// Runs of which the parts are kept: two months of days.
pub const PARTS_RUNS_MAX: usize = 62;

/// A register, measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// The register.
    pub register: String,
    /// The run: the ledger entry of the act that kept it.
    pub run: Id,
    /// When it was measured.
    pub at: Instant,
    /// The day that ages were counted back from.
    pub as_of: Date,
    /// The law version whose rules were measured.
    pub law: String,
    /// How many records there were.
    pub rows: u64,
    /// How many of them fail no rule at all.
    pub flawless: u64,
    /// The six words in their order, with their figures. A word without figures was not measured,
    /// which is not the same as good.
    pub words: Vec<WordMeasured>,
    /// The rules in the order of the declaration, those that follow from its types first.
    pub rules: Vec<RuleMeasured>,
    /// By agency, place and month, as far as the register knows them.
    pub by: Vec<PartsMeasured>,
}

/// A word and its figures.
#[derive(Clone, Debug, PartialEq)]
pub struct WordMeasured {
    /// The word.
    pub word: Word,
    /// Its figures, by measure.
    pub figures: Vec<Figure>,
    /// Which of them the word stands for: the weakest.
    pub weakest: Option<usize>,
}

impl WordMeasured {
    /// The figure the word stands for; nothing if it was not measured.
    pub fn weakest(&self) -> Option<&Figure> {
        self.figures.get(self.weakest?)
    }
}

/// The counts of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleMeasured {
    /// Its id. One that follows from a field's type has a colon in it: `required:name`.
    pub id: String,
    /// How bad it is to break it.
    pub level: Level,
    /// What it says something about, the first one foremost.
    pub words: Vec<Word>,
    /// What sort of rule it is: `not-null`, `range`, `in-list` ...; `linkage` for pairs of records that
    /// are probably one.
    pub kind: String,
    /// The fields it reads.
    pub fields: Vec<String>,
    /// Applied, failing, groups.
    pub count: Count,
    /// Why it was not measured, if it was not: it needs another register that was not at hand.
    pub unmeasured: Option<String>,
}

/// Counts for each value of a breakdown.
#[derive(Clone, Debug, PartialEq)]
pub struct PartsMeasured {
    /// By what: `agency`, `place` or `month`.
    pub by: String,
    /// The values, those with the most failing records first; at most [`PARTS_KEPT_MAX`].
    pub values: Vec<PartMeasured>,
    /// How many values were left out.
    pub more: u64,
}

/// A part of a register.
#[derive(Clone, Debug, PartialEq)]
pub struct PartMeasured {
    /// The agency's id, the place's code, the month (`2026-10`); nothing for records without one.
    pub value: Option<String>,
    /// How many records it has.
    pub rows: u64,
    /// How many of them fail some rule.
    pub failing: u64,
    /// For each word that was measured, its weakest figure.
    pub words: Vec<Figure>,
    /// How many records fail each rule that any fails, by the rules' ids.
    pub rules: Vec<(String, u64)>,
}

/// What a register stands for in a list of registers.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// The register.
    pub register: String,
    /// The run.
    pub run: Id,
    /// When it was measured.
    pub at: Instant,
    /// How many records there were.
    pub rows: u64,
    /// For each word that was measured, its weakest figure.
    pub words: Vec<Figure>,
}

impl Headline {
    /// The weakest of all: what the register stands for.
    pub fn weakest(&self) -> Option<&Figure> {
        let measured = self.words.iter();
        let measured = measured.filter_map(|figure| Some((figure.value()?, figure)));
        let weakest = measured.min_by(|one, two| one.0.total_cmp(&two.0));
        weakest.map(|(_, figure)| figure)
    }
}

/// A word of a register at one run.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendPoint {
    /// The run.
    pub run: Id,
    /// When it was measured.
    pub at: Instant,
    /// The weakest figure of the word then.
    pub figure: Figure,
}

/// A page of the records that fail a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// The records.
    pub records: Vec<Id>,
    /// The record behind which the next page begins, if there is one.
    pub next: Option<Id>,
}

/// Two records that are probably one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LikelyPair {
    /// One.
    pub one: Id,
    /// The other.
    pub other: Id,
    /// How probable it is, in millionths.
    pub millionths: u32,
}

/// A run as it is to be kept: the measurement and its lists of records.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMeasurement {
    /// What is kept of it for long. Its run and instant are those of the act that keeps it.
    pub measurement: Measurement,
    /// For each rule, some of the records that fail it.
    pub faults: Vec<(String, Vec<Id>)>,
    /// Records that are probably one, the most probable first.
    pub pairs: Vec<LikelyPair>,
}

impl Measurement {
    /// The figures of a word.
    pub fn word(&self, word: Word) -> Option<&WordMeasured> {
        self.words.iter().find(|measured| measured.word == word)
    }

    /// The word the register stands for, and its figure: the weakest. There is no average.
    pub fn weakest(&self) -> Option<(Word, &Figure)> {
        let measured = self.words.iter().filter_map(|word| {
            let figure = word.weakest()?;
            Some((figure.value()?, word.word, figure))
        });
        let weakest = measured.min_by(|one, two| one.0.total_cmp(&two.0));
        weakest.map(|(_, word, figure)| (word, figure))
    }

    /// The rules by field: for each field that rules read, the rules that do.
    pub fn by_field(&self) -> Vec<(&str, Vec<&RuleMeasured>)> {
        let mut fields: Vec<(&str, Vec<&RuleMeasured>)> = Vec::new();
        for rule in &self.rules {
            for field in &rule.fields {
                match fields.iter_mut().find(|(name, _)| name == field) {
                    Some((_, rules)) => rules.push(rule),
                    None => fields.push((field, vec![rule])),
                }
            }
        }
        fields
    }

    /// The counts of a rule.
    pub fn rule(&self, id: &str) -> Option<&RuleMeasured> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

/// The fields that the rules of a run read, in the order of the declaration.
fn read_fields(declared: &Declared, measurement: &Measurement) -> Vec<String> {
    let read = |field: &&pack::Field| {
        let mut rules = measurement.rules.iter();
        rules.any(|rule| rule.unmeasured.is_none() && rule.fields.contains(&field.id))
    };
    let fields = declared.register.fields.iter().filter(read);
    fields.map(|field| field.id.clone()).collect()
}

impl Registers {
    /// Adds a run to the act that keeps it, with the touch of the whole register and the facts `register`, `rows`, and the weakest word
    /// with its numerator and denominator. `stale` is what [`Registers::stale`] gave.
    pub fn keep(
        &self,
        new: &NewMeasurement,
        stale: Vec<::store::Change>,
        act: Act,
    ) -> Result<Act, RegisterError> {
        let measurement = &new.measurement;
        let declared = self.get(&measurement.register)?;
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let act = act
            .on_ground(&declared.register.ground)
            .touch(Touch::whole(
                declared.id(),
                read_fields(declared, measurement),
            ))
            .fact("register", declared.id())
            .fact("rows", number(measurement.rows));
        let act = match measurement.weakest() {
            Some((word, figure)) => act
                .fact("word", word.word())
                .fact("good", number(figure.share.good))
                .fact("whole", number(figure.share.whole)),
            None => act,
        };
        let changes = store::put_run(new, act.id(), act.at());
        Ok(act.changes(changes).changes(stale))
    }

    /// What goes when another run of a register is kept: the lists of records of earlier runs, and
    /// the parts of runs that are long past.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stale(
        &self,
        db: &Store,
        register: &str,
    ) -> Result<Vec<::store::Change>, RegisterError> {
        Ok(store::stale(db, register).await?)
    }

    /// The last run of a register.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn measured(
        &self,
        db: &Store,
        register: &str,
    ) -> Result<Option<Measurement>, RegisterError> {
        Ok(store::run(db, register, None).await?)
    }

    /// A run of a register.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn measured_at(
        &self,
        db: &Store,
        register: &str,
        run: Id,
    ) -> Result<Option<Measurement>, RegisterError> {
        Ok(store::run(db, register, Some(run)).await?)
    }

    /// What each register stood for at its last run, by the registers' ids. One that was never
    /// measured is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn headlines(&self, db: &Store) -> Result<Vec<Headline>, RegisterError> {
        Ok(store::headlines(db).await?)
    }

    /// How a word of a register moved: its last runs, the first of them first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trend(
        &self,
        db: &Store,
        (register, word): (&str, Word),
        limit: u32,
    ) -> Result<Vec<TrendPoint>, RegisterError> {
        Ok(store::trend(db, (register, word), limit).await?)
    }

    /// Records that fail a rule in the last run, in the order of their ids, from behind one of them
    /// on, at most `limit`. Of a rule with more than [`FAULTS_KEPT_MAX`] of them, the first so many
    /// are there. A page goes on behind its record also when another run was kept meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn faults(
        &self,
        db: &Store,
        (register, rule): (&str, &str),
        (after, limit): (Option<Id>, usize),
    ) -> Result<Faults, RegisterError> {
        let mut records = store::faults(db, register, rule).await?;
        records.sort_unstable();
        records.retain(|id| after.is_none_or(|after| *id > after));
        let is_more = records.len() > limit;
        records.truncate(limit);
        Ok(Faults {
            next: records.last().copied().filter(|_| is_more),
            records,
        })
    }

    /// Pairs of records that are probably one, of the last run, the most probable first, at most
    /// [`FAULTS_KEPT_MAX`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn likely_pairs(
        &self,
        db: &Store,
        register: &str,
    ) -> Result<Vec<LikelyPair>, RegisterError> {
        Ok(store::pairs(db, register).await?)
    }
}
