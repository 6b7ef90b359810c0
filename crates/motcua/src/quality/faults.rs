//! All rows that fail, in a file of their own.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use base::Id;
use quality::Outcome;
use tables::Header;
use tables::csv::Format;
use tables::csv::write::{Formulas, Writer};

use super::rows::Judged;
use crate::table_file::{Named, Row};

/// Rules that a row fails, by the row's number in the file.
fn rules_of(outcome: &Outcome, judged: &Judged) -> BTreeMap<u64, Vec<usize>> {
    let mut rows: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (rule, found) in outcome.rules.iter().enumerate() {
        for number in judged.numbers(&found.rows) {
            rows.entry(number).or_default().push(rule);
        }
    }
    rows
}

fn writer(out: &Path, columns: &[&str]) -> Result<Writer<File>, String> {
    let file = File::create(out).map_err(|error| told(out, &error))?;
    let format = Format::separated_by(b',').map_err(|error| told(out, &error))?;
    let columns = columns.iter().copied();
    Writer::new(file, format, Formulas::Guarded, columns).map_err(|error| told(out, &error))
}

fn told(out: &Path, error: &dyn std::fmt::Display) -> String {
    format!("cannot write {}: {error}", out.display())
}

/// The failing rows of a file as they were received, each with the rules that it fails.
pub(super) fn of_file(
    out: &Path,
    (file, header): (&Named<'_>, &Header),
    (outcome, judged): (&Outcome, &Judged),
) -> Result<(), String> {
    let rows = rules_of(outcome, judged);
    let names = header.names().iter().map(String::as_str);
    let columns: Vec<&str> = ["row", "rules"].into_iter().chain(names).collect();
    let mut writer = writer(out, &columns)?;
    file.each(&mut |row| {
        let Row::Cells(number, cells) = row else {
            return Ok(());
        };
        let Some(rules) = rows.get(&number) else {
            return Ok(());
        };
        let rules: Vec<&str> = rules
            .iter()
            .map(|rule| outcome.rules[*rule].rule.id.as_str())
            .collect();
        let (number, rules) = (number.to_string(), rules.join(" "));
        let own = [Some(number.as_str()), Some(rules.as_str())];
        let cells = cells.iter().map(|cell| cell.as_deref());
        writer
            .row(own.into_iter().chain(cells))
            .map_err(|error| told(out, &error))
    })?;
    writer
        .finish()
        .map(|_| ())
        .map_err(|error| told(out, &error))
}

/// The failing records of a register: ids and rules, and nothing that a record says. Whoever wants to
/// see a record looks at it, and that leaves an entry.
pub(super) fn of_register(out: &Path, outcome: &Outcome, ids: &[Id]) -> Result<(), String> {
    let mut writer = writer(out, &["record", "rule", "level", "fields"])?;
    for found in &outcome.rules {
        let fields = found.fields.join(" ");
        for row in &found.rows {
            let Some(id) = ids.get(*row as usize) else {
                continue;
            };
            let id = id.to_string();
            let rule = &found.rule;
            let cells = [id.as_str(), &rule.id, rule.level.word(), &fields];
            writer
                .row(cells.map(Some))
                .map_err(|error| told(out, &error))?;
        }
    }
    writer
        .finish()
        .map(|_| ())
        .map_err(|error| told(out, &error))
}
