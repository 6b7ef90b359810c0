//! CSV files: code lists, tables of two columns, holidays, first rows of registers.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::Code;
use crate::loading::{Loading, Spot, Word};
use crate::model::{CodeList, Seed};
use crate::names::NameKind;

/// Most mistakes told of one CSV file: the rest is usually the same mistake.
pub(crate) const ROW_MISTAKES_MAX: usize = 20;

/// A CSV file with the place of each row.
pub(crate) struct Rows {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<(Spot, Vec<String>)>,
    pub(crate) file: usize,
}

/// Reads a CSV file (RFC 4180, with a header line).
pub(crate) fn read(loading: &Loading<'_>, file: usize) -> Rows {
    let text = loading.files.get(file).map_or("", |file| file.text);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map(own).unwrap_or_default();
    for (number, column) in header.iter().enumerate() {
        if header[..number].contains(column) {
            let message = format!("column `{column}` stands in the header twice: remove one");
            loading.report(Code::Rows, Spot { file, at: 0 }, message);
        }
    }
    let mut rows = Vec::new();
    let mut mistakes = 0;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(problem) => {
                loading.report(Code::Rows, Spot { file, at: 0 }, problem.to_string());
                break;
            }
        };
        let at = record.position().map_or(0, |position| position.byte());
        let mut spot = Spot {
            file,
            at: usize::try_from(at).unwrap_or(0),
        };
        // The reader's position may lie before empty lines.
        let rest = text.get(spot.at..).unwrap_or("");
        spot.at += rest.len() - rest.trim_start_matches(['\n', '\r']).len();
        if record.len() != header.len() {
            mistakes += 1;
            if mistakes <= ROW_MISTAKES_MAX {
                let message = format!(
                    "the row has {} values and the header {}: look for a missing or unquoted comma",
                    record.len(),
                    header.len()
                );
                loading.report(Code::Rows, spot, message);
            }
            continue;
        }
        rows.push((spot, own(&record)));
    }
    Rows { header, rows, file }
}

fn own(record: &csv::StringRecord) -> Vec<String> {
    record.iter().map(str::to_owned).collect()
}

impl Rows {
    /// The position of a column; a missing one is reported.
    fn column(&self, loading: &Loading<'_>, name: &str) -> Option<usize> {
        let found = self.header.iter().position(|column| column == name);
        if found.is_none() {
            let message = format!(
                "the file has no column `{name}`; it has: {}",
                self.header.join(", ")
            );
            let spot = Spot {
                file: self.file,
                at: 0,
            };
            loading.report(Code::Rows, spot, message);
        }
        found
    }
}

/// Reads all code lists: a code and its text in each language.
pub(crate) fn lists(loading: &Loading<'_>, languages: &[String]) -> BTreeMap<String, CodeList> {
    let mut lists = BTreeMap::new();
    for (file, stem) in loading.folder("seed/codelists/", ".csv") {
        let id = Word {
            text: stem.to_owned(),
            spot: Spot { file, at: 0 },
        };
        loading.declare(NameKind::List, "", &id);
        lists.insert(id.text, list(loading, &read(loading, file), languages));
    }
    lists
}

fn list(loading: &Loading<'_>, rows: &Rows, languages: &[String]) -> CodeList {
    let mut list = CodeList::default();
    let Some(code) = rows.column(loading, "code") else {
        return list;
    };
    let columns = languages
        .iter()
        .map(|language| rows.column(loading, language));
    let columns: Vec<usize> = columns.collect::<Vec<_>>().into_iter().flatten().collect();
    let mut known = std::collections::BTreeSet::new();
    for (spot, row) in &rows.rows {
        let texts: Vec<String> = columns.iter().map(|&column| row[column].clone()).collect();
        if row[code].is_empty() || texts.iter().any(String::is_empty) {
            loading.report(
                Code::Rows,
                *spot,
                "a code and its text in each language are needed",
            );
        }
        if !known.insert(row[code].as_str()) {
            let message = format!("code `{}` is declared twice: remove one", row[code]);
            loading.report(Code::Twice, *spot, message);
        }
        list.codes.push((row[code].clone(), texts));
    }
    list
}

/// Reads a table of two columns, whatever their names: argument and code. `None` after a mistake
/// that leaves no table.
pub(crate) fn table(loading: &Loading<'_>, path: &Word) -> Option<BTreeMap<String, String>> {
    let mut table = BTreeMap::new();
    let file = file(loading, path)?;
    let rows = read(loading, file);
    if rows.header.len() != 2 {
        let message = "a table has two columns: what is given, and the code for it";
        loading.report(Code::Rows, Spot { file, at: 0 }, message);
        return None;
    }
    for (spot, row) in &rows.rows {
        if table.insert(row[0].clone(), row[1].clone()).is_some() {
            let message = format!("`{}` stands in the table twice: remove one", row[0]);
            loading.report(Code::Twice, *spot, message);
        }
    }
    Some(table)
}

/// Reads holidays and the days worked in exchange for one.
pub(crate) fn holidays(loading: &Loading<'_>, path: &Word) -> (Vec<Date>, Vec<Date>) {
    let (mut holidays, mut worked) = (Vec::new(), Vec::new());
    let Some(file) = file(loading, path) else {
        return (holidays, worked);
    };
    let rows = read(loading, file);
    let columns = ["date", "kind"].map(|name| rows.column(loading, name));
    let [Some(date), Some(kind)] = columns else {
        return (holidays, worked);
    };
    for (spot, row) in &rows.rows {
        let Ok(day) = row[date].parse::<Date>() else {
            let message = format!("`{}` is not a day: write 2026-09-01", row[date]);
            loading.report(Code::Rows, *spot, message);
            continue;
        };
        match row[kind].as_str() {
            "holiday" => holidays.push(day),
            "working" => worked.push(day),
            other => {
                let message = format!("`{other}` is neither `holiday` nor `working`");
                loading.report(Code::Rows, *spot, message);
            }
        }
    }
    (holidays, worked)
}

/// The file a word names; a missing one is reported.
pub(crate) fn file(loading: &Loading<'_>, path: &Word) -> Option<usize> {
    if path.text.is_empty() {
        return None;
    }
    let found = loading.find(&path.text);
    if found.is_none() {
        let all = loading.files.iter().map(|file| file.path);
        let meant = base::text::nearest(&path.text, all).map(str::to_owned);
        let message = format!("file `{}` is not in the pack", path.text);
        loading.report_near(Code::MissingFile, path.spot, message, meant);
    }
    found
}

/// The first rows of a register, with the place of each.
pub(crate) struct SeedRows {
    pub(crate) seed: Seed,
    pub(crate) rows: Rows,
}

/// Reads the seed files named after registers.
pub(crate) fn seeds(loading: &Loading<'_>, registers: &[&str]) -> Vec<SeedRows> {
    let files = loading.folder("seed/", ".csv").into_iter();
    let seeds = files.filter(|(_, stem)| registers.contains(stem));
    let read = seeds.map(|(file, stem)| {
        let rows = read(loading, file);
        let seed = Seed {
            register: stem.to_owned(),
            header: rows.header.clone(),
            rows: rows.rows.iter().map(|(_, row)| row.clone()).collect(),
        };
        SeedRows { seed, rows }
    });
    read.collect()
}
