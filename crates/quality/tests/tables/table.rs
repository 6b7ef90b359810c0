//! Tables written down in tests, and rules on them.

use base::identifier::Format;
use jiff::civil::{Date, date};
use quality::{
    By, Column, Kind, Level, List, Outcome, Plan, Rows, Rule, Setting, Type, ValueSet, Word,
};

/// Rows of cells; `None` is null.
pub(crate) struct Table {
    pub(crate) rows: Vec<Vec<Option<String>>>,
}

impl Table {
    /// A line a row, cells between bars. `-` is null; what stands in quotes is taken as it is.
    pub(crate) fn read(text: &str) -> Table {
        let cell = |text: &str| match text.trim() {
            "-" => None,
            quoted if quoted.starts_with('"') => Some(quoted.trim_matches('"').to_owned()),
            plain => Some(plain.to_owned()),
        };
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        Table {
            rows: lines
                .map(|line| line.split('|').map(cell).collect())
                .collect(),
        }
    }
}

/// A run of consecutive rows.
pub(crate) struct Run<'a>(pub(crate) &'a [Vec<Option<String>>]);

impl Rows for Run<'_> {
    fn rows(&self) -> usize {
        self.0.len()
    }

    fn text(&self, column: usize, row: usize) -> Option<&str> {
        self.0[row][column].as_deref()
    }
}

/// The day on which everything in tests is measured.
pub(crate) const AS_OF: Date = date(2026, 10, 31);

/// Columns from words such as `born:date name`.
pub(crate) fn columns(words: &str) -> Vec<Column> {
    let types = [
        Type::Text,
        Type::Name,
        Type::Integer,
        Type::Decimal(2),
        Type::Boolean,
        Type::Date,
        Type::Instant,
    ];
    let column = |word: &str| {
        let (name, of) = word.split_once(':').unwrap_or((word, "text"));
        Column {
            name: name.to_owned(),
            of: types.into_iter().find(|known| known.word() == of).unwrap(),
        }
    };
    words.split_whitespace().map(column).collect()
}

pub(crate) fn rule(id: &str, words: &[Word], kind: Kind) -> Rule {
    Rule {
        id: id.to_owned(),
        level: Level::Error,
        words: words.to_vec(),
        when: None,
        kind,
    }
}

pub(crate) fn plan(
    columns: &[Column],
    rules: Vec<Rule>,
    lists: &[(&str, &[&str])],
    formats: &[(String, Format)],
    by: Vec<By>,
) -> Plan {
    let lists = lists.iter();
    let setting = Setting {
        as_of: AS_OF,
        lists: lists
            .map(|(name, values)| ((*name).to_owned(), List::Values(ValueSet::new(values, 5))))
            .collect(),
        formats: formats.to_vec(),
        texts: base::text::TextRules::for_language("vi"),
        by,
        lags: Vec::new(),
        seed: 11,
    };
    Plan::new(columns, rules, setting).unwrap()
}

/// Checks a table in runs of so many rows.
pub(crate) fn outcome(plan: &Plan, table: &Table, run_rows: usize, threads: usize) -> Outcome {
    let runs = table.rows.chunks(run_rows);
    let parts: Vec<_> = runs.map(|run| plan.check(&Run(run)).unwrap()).collect();
    plan.finish(&parts, threads).unwrap()
}
