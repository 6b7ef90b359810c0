//! Tables of the pack: CSV text with a header row, faults with file and line.

use std::collections::BTreeMap;

use crate::SynthError;
use crate::dice::Weighted;

/// The pack's files, as (path inside the pack, text).
#[derive(Debug)]
pub struct Files<'a>(Vec<(&'a str, &'a str)>);

/// One line of a table: where it stands, and its cells in the order in which they were asked for.
#[derive(Debug)]
pub struct Line {
    /// Line in the file, from 1.
    pub number: u64,
    /// The cells, without surrounding space.
    pub cells: Vec<String>,
}

impl<'a> Files<'a> {
    /// Borrows the pairs.
    pub fn new<P: AsRef<str>, T: AsRef<str>>(files: &'a [(P, T)]) -> Files<'a> {
        Files(
            files
                .iter()
                .map(|(path, text)| (path.as_ref(), text.as_ref()))
                .collect(),
        )
    }

    /// The text of a file; a missing one is a fault.
    pub fn text(&self, path: &str) -> Result<&'a str, SynthError> {
        let found = self.0.iter().find(|(at, _)| *at == path);
        found
            .map(|(_, text)| *text)
            .ok_or_else(|| SynthError::MissingFile {
                path: path.to_owned(),
            })
    }

    /// The columns asked for, line by line. Other columns are allowed; a table without lines is not.
    pub fn table(&self, path: &str, columns: &[&str]) -> Result<Vec<Line>, SynthError> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(self.text(path)?.as_bytes());
        let header = reader.headers().map_err(|fault| unreadable(path, &fault))?;
        let mut places = Vec::new();
        for column in columns {
            let place = header.iter().position(|name| name == *column);
            places.push(place.ok_or_else(|| {
                SynthError::at(
                    path,
                    1,
                    format!("column '{column}' is missing from the header"),
                )
            })?);
        }
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|fault| unreadable(path, &fault))?;
            let number = record.position().map_or(0, csv::Position::line);
            let cells = places.iter().map(|&at| record[at].to_owned()).collect();
            lines.push(Line { number, cells });
        }
        if lines.is_empty() {
            return Err(SynthError::at(
                path,
                1,
                "the table has no lines; at least one is needed",
            ));
        }
        Ok(lines)
    }

    /// A table of the columns `name`, `weight`.
    pub fn weighted(&self, path: &str) -> Result<Weighted<String>, SynthError> {
        let mut rows = Vec::new();
        for line in self.table(path, &["name", "weight"])? {
            rows.push((filled(path, &line, 0)?, weight(path, &line, 1)?));
        }
        balanced(path, rows)
    }

    /// A table of one weight under each key; `columns` are key, weight.
    pub fn weights(
        &self,
        path: &str,
        columns: [&str; 2],
    ) -> Result<BTreeMap<String, u32>, SynthError> {
        let mut weights = BTreeMap::new();
        for line in self.table(path, &columns)? {
            weights.insert(filled(path, &line, 0)?, weight(path, &line, 1)?);
        }
        Ok(weights)
    }

    /// A table of a value with a weight under a key; `columns` are key, value, weight.
    pub fn weighted_by(
        &self,
        path: &str,
        columns: [&str; 3],
    ) -> Result<BTreeMap<String, Weighted<String>>, SynthError> {
        let mut groups: BTreeMap<String, Vec<(String, u32)>> = BTreeMap::new();
        for line in self.table(path, &columns)? {
            let row = (filled(path, &line, 1)?, weight(path, &line, 2)?);
            groups.entry(filled(path, &line, 0)?).or_default().push(row);
        }
        groups
            .into_iter()
            .map(|(key, rows)| Ok((key, balanced(path, rows)?)))
            .collect()
    }
}

fn filled(path: &str, line: &Line, cell: usize) -> Result<String, SynthError> {
    match line.cells[cell].as_str() {
        "" => Err(SynthError::at(
            path,
            line.number,
            format!("cell {} is empty", cell + 1),
        )),
        text => Ok(text.to_owned()),
    }
}

fn weight(path: &str, line: &Line, cell: usize) -> Result<u32, SynthError> {
    let text = &line.cells[cell];
    text.parse().map_err(|_| {
        SynthError::at(
            path,
            line.number,
            format!("weight '{text}' is not a whole number from 0"),
        )
    })
}

fn balanced(path: &str, rows: Vec<(String, u32)>) -> Result<Weighted<String>, SynthError> {
    Weighted::new(rows)
        .ok_or_else(|| SynthError::at(path, 2, "the weights add up to nothing, or to too much"))
}

fn unreadable(path: &str, fault: &csv::Error) -> SynthError {
    let line = fault.position().map_or(1, csv::Position::line);
    SynthError::at(path, line, fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_file_and_line() {
        let cases = [
            (
                "name,weight\nAnn,1\nBo,many\n",
                "t.csv:3: weight 'many' is not a whole number from 0",
            ),
            ("name,weight\nAnn,1\n,2\n", "t.csv:3: cell 1 is empty"),
            (
                "name,mass\nAnn,1\n",
                "t.csv:1: column 'weight' is missing from the header",
            ),
            (
                "name,weight\n",
                "t.csv:1: the table has no lines; at least one is needed",
            ),
            (
                "name,weight\nAnn,0\n",
                "t.csv:2: the weights add up to nothing, or to too much",
            ),
        ];
        for (text, message) in cases {
            let files = [("t.csv", text)];
            let fault = Files::new(&files).weighted("t.csv").unwrap_err();
            assert_eq!(fault.to_string(), message);
        }
        let files = [("t.csv", "name,weight\nAnn,1\nBo\n")];
        let fault = Files::new(&files).weighted("t.csv").unwrap_err();
        assert!(fault.to_string().starts_with("t.csv:3: "), "{fault}");
    }

    #[test]
    fn a_missing_file_says_which() {
        let files: [(&str, &str); 0] = [];
        let fault = Files::new(&files).weighted("synth/names.csv").unwrap_err();
        assert_eq!(
            fault.to_string(),
            "synth/names.csv: not in the pack; add it or correct the path in synth.toml"
        );
    }
}
