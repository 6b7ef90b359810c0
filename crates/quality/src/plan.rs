//! Rules compiled for the columns of a table, ready to be run on any number of rows.

use base::identifier::Format;
use base::text::{TextRules, nearest};
use expr::{Expr, Field, Scope};
use jiff::civil::Date;

use crate::cells::Need;
use crate::check::{Bearer, Check, Condition, Formula, Source};
use crate::normal::Composed;
use crate::problem::{Problem, Why};
use crate::rule::{Bound, Column, Kind, Rule, Type};
use crate::values::List;

mod lower;

/// What rules are measured with, beside the rules.
#[derive(Debug)]
pub struct Setting {
    /// The day of measuring: ages are counted back from it, and conditions know it as `as_of` and
    /// `today`.
    pub as_of: Date,
    /// Lists by name, for [`Kind::InList`], [`Kind::NotInList`], [`Kind::ExistsAcross`] and
    /// [`Kind::AgreesAcross`].
    pub lists: Vec<(String, List)>,
    /// Formats of identifiers by name, for [`Kind::Format`] and [`Kind::NumberAgrees`].
    pub formats: Vec<(String, Format)>,
    /// How names are compared: the rules of the register's language.
    pub texts: TextRules,
    /// By what the counts are broken down.
    pub by: Vec<By>,
    /// Delays from an event to its record, for *live*.
    pub lags: Vec<Lag>,
    /// Any number that those who write the data do not know.
    pub seed: u64,
}

impl Setting {
    /// A day and a seed, and nothing else: no lists, no formats, no breakdowns, names compared as in
    /// any language.
    pub fn on(as_of: Date, seed: u64) -> Setting {
        Setting {
            as_of,
            lists: Vec::new(),
            formats: Vec::new(),
            texts: TextRules::for_language("und"),
            by: Vec::new(),
            lags: Vec::new(),
            seed,
        }
    }
}

/// A delay from an event to its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lag {
    /// Which kind of event: births, moves.
    pub name: String,
    /// The column with the day of the event. Days that are not fully known are left out.
    pub event: String,
    /// The column with the day or instant of recording.
    pub recorded: String,
    /// How many days it may take.
    pub limit_days: u32,
}

/// A breakdown: one set of counts for each value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// What it is called: `agency`, `place`, `month`.
    pub name: String,
    /// The column whose values divide the rows.
    pub column: String,
    /// How its values are cut.
    pub cut: Cut,
}

/// How the value of a breakdown's column is cut. Rows without such a value are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The value as it is.
    Whole,
    /// Its first characters: the province of a commune's code.
    Chars(u8),
    /// The year of a date or an instant, as it is written.
    Year,
    /// Its year and month.
    Month,
}

/// The most values a breakdown tells apart; rows with further ones are counted together with those
/// that have none. A country has ten thousand communes at most that are places of one kind.
pub const BREAKDOWN_VALUES_MAX: usize = 50_000;

/// Compiled rules. Made once by [`Plan::new`], used by any number of threads.
#[derive(Debug)]
pub struct Plan {
    pub(crate) types: Vec<Type>,
    pub(crate) needs: Vec<Need>,
    pub(crate) rules: Vec<Compiled>,
    pub(crate) streams: Vec<KeyOf>,
    pub(crate) lists: Vec<List>,
    pub(crate) by: Vec<CompiledBy>,
    pub(crate) lags: Vec<CompiledLag>,
    pub(crate) composed: Composed,
    pub(crate) texts: TextRules,
    pub(crate) seed: u64,
    pub(crate) as_of: Date,
}

#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) rule: Rule,
    /// All fields it reads, those of its expression too.
    pub(crate) fields: Vec<String>,
    pub(crate) when: Option<Condition>,
    pub(crate) lowered: Lowered,
}

/// What a stream has the keys of.
#[derive(Debug)]
pub(crate) struct KeyOf {
    /// Columns whose values together are the key.
    pub(crate) columns: Vec<usize>,
    /// Only rows where this holds are in it.
    pub(crate) when: Option<Condition>,
}

#[derive(Debug)]
pub(crate) enum Lowered {
    /// Judged row by row.
    Row(Check),
    /// No key of this stream comes twice.
    Unique { stream: usize },
    /// Each key of a stream is also in another.
    Exists { stream: usize, target: usize },
}

#[derive(Debug)]
pub(crate) struct CompiledBy {
    pub(crate) name: String,
    pub(crate) column: usize,
    pub(crate) cut: Cut,
}

#[derive(Debug)]
pub(crate) struct CompiledLag {
    pub(crate) lag: Lag,
    pub(crate) event: usize,
    pub(crate) recorded: usize,
}

impl Plan {
    /// Compiles rules for the columns of a table.
    ///
    /// # Errors
    /// Everything that is wrong with the rules.
    pub fn new(
        columns: &[Column],
        rules: Vec<Rule>,
        setting: Setting,
    ) -> Result<Plan, Vec<Problem>> {
        let (names, lists): (Vec<_>, Vec<_>) = setting.lists.into_iter().unzip();
        let mut lowering = Lowering {
            columns,
            lists: names,
            pairs: lists
                .iter()
                .map(|list| matches!(list, List::Pairs(_)))
                .collect(),
            formats: setting.formats,
            as_of: setting.as_of,
            needs: vec![Need::default(); columns.len()],
            streams: Vec::new(),
            problems: Vec::new(),
        };
        let mut compiled: Vec<Compiled> = Vec::with_capacity(rules.len());
        for rule in rules {
            if compiled.iter().any(|other| other.rule.id == rule.id) {
                lowering.refuse(&rule.id, Why::Twice);
            }
            if rule.words.is_empty() {
                lowering.refuse(&rule.id, Why::NoWord);
            }
            if let Some(rule) = lowering.compile(rule) {
                compiled.push(rule);
            }
        }
        let by = setting.by.into_iter().filter_map(|by| lowering.by(by));
        let by = by.collect();
        let lags = setting.lags.into_iter().filter_map(|lag| lowering.lag(lag));
        let lags = lags.collect();
        if !lowering.problems.is_empty() {
            return Err(lowering.problems);
        }
        Ok(Plan {
            types: columns.iter().map(|column| column.of).collect(),
            needs: lowering.needs,
            streams: lowering.streams,
            rules: compiled,
            lists,
            by,
            lags,
            composed: Composed::new(),
            texts: setting.texts,
            seed: setting.seed,
            as_of: setting.as_of,
        })
    }

    /// Which columns are read, so that a source need not find the others.
    pub fn reads(&self, column: usize) -> bool {
        let need = self.needs.get(column).copied().unwrap_or_default();
        need.text || need.typed
    }

    /// The rules, in the order of all results.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|compiled| &compiled.rule)
    }
}

/// What compiling carries along.
struct Lowering<'c> {
    columns: &'c [Column],
    lists: Vec<String>,
    /// Which of the lists are pairs.
    pairs: Vec<bool>,
    formats: Vec<(String, Format)>,
    as_of: Date,
    needs: Vec<Need>,
    streams: Vec<KeyOf>,
    problems: Vec<Problem>,
}
