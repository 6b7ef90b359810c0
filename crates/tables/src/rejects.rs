//! Reject files: the rows that could not be loaded, as they were received, and why. A person opens
//! the file in a spreadsheet, corrects the cells, and loads it again.
//!
//! CSV, separated by commas. The columns of the table come first, as received; then, for each row:
//!
//! | column | what stands there |
//! |---|---|
//! | `reject_row`, `reject_line` | where the row stood in the table that was loaded, from 1 |
//! | `reject_field` | the column with the fault; empty when it is the row itself |
//! | `reject_rule` | the stable word of the rule |
//! | `reject_value` | the value that breaks it |
//! | `reject_message` | what is wrong and what to do |
//!
//! A row stands there once, so that it is loaded once: where it has several faults, each has a line
//! of its own inside the last four cells. What a spreadsheet would run is guarded
//! ([`crate::csv::write`]); whoever loads the file takes that away again with [`received`].

use std::borrow::Cow;
use std::io::Write;

use crate::csv::Format;
use crate::csv::write::{Formulas, Writer, unguarded};
use crate::error::{BadRow, RowProblem, TableError};
use crate::header::Header;

/// The columns that a reject file adds. Whoever loads a table passes over them
/// ([`crate::Expected::ignored`]).
pub const COLUMNS: [&str; 6] = [
    "reject_row",
    "reject_line",
    "reject_field",
    "reject_rule",
    "reject_value",
    "reject_message",
];

/// Whether a table is a reject file that was corrected.
#[must_use]
pub fn is_reject_file(header: &Header) -> bool {
    COLUMNS.iter().all(|name| header.position(name).is_some())
}

/// What a cell of a reject file said when it was received.
#[must_use]
pub fn received(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(unguarded(text)),
        Cow::Owned(text) => Cow::Owned(unguarded(&text).to_owned()),
    }
}

/// One thing that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The column, or nothing when it is the row itself.
    pub field: String,
    /// The stable word of the rule: `unique`, `format`, the name of a declared rule.
    pub rule: String,
    /// The value that breaks it.
    pub value: String,
    /// What is wrong and what to do, in the language of whoever loads.
    pub message: String,
}

/// Where a row stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Which row of the table, from 1.
    pub row: u64,
    /// The line it began on, from 1.
    pub line: u64,
}

/// A reject file that is being written.
#[derive(Debug)]
pub struct Rejects<W> {
    writer: Writer<W>,
    /// Which of the table's columns are its own: those of a former reject file are not.
    own: Vec<usize>,
    rows: u64,
}

impl<W: Write> Rejects<W> {
    /// Begins a reject file for a table with this header.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(into: W, header: &Header) -> Result<Rejects<W>, TableError> {
        let names = header.names();
        let is_own = |index: &usize| !COLUMNS.contains(&names[*index].as_str());
        let own: Vec<usize> = (0..names.len()).filter(is_own).collect();
        let format = Format::separated_by(b',')?;
        let all = own
            .iter()
            .map(|&index| names[index].as_str())
            .chain(COLUMNS);
        Ok(Rejects {
            writer: Writer::new(into, format, Formulas::Guarded, all)?,
            own,
            rows: 0,
        })
    }

    /// Writes a row with its faults.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row<C: AsRef<str>>(
        &mut self,
        origin: Origin,
        cells: &[Option<C>],
        faults: &[Fault],
    ) -> Result<(), TableError> {
        self.rows += 1;
        let (row, line) = (origin.row.to_string(), origin.line.to_string());
        let parts: [fn(&Fault) -> &str; 4] = [
            |fault| &fault.field,
            |fault| &fault.rule,
            |fault| &fault.value,
            |fault| &fault.message,
        ];
        let [field, rule, value, message] = parts.map(|part| listed(faults, part));
        let added = [&row, &line, &field, &rule, &value, &message];
        let cell = |&index: &usize| cells.get(index)?.as_ref().map(AsRef::as_ref);
        let own = self.own.iter().map(cell);
        self.writer
            .row(own.chain(added.map(|text| Some(text.as_str()))))
    }

    /// Writes a row that is no row of its table. Fields that are too many stand in `reject_value`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn bad_row(&mut self, bad: &BadRow, header: &Header) -> Result<(), TableError> {
        let field_name = |field: usize| header.names().get(field - 1).cloned().unwrap_or_default();
        let excess = bad.received.get(header.len()..).unwrap_or(&[]);
        let (field, value) = match &bad.why {
            RowProblem::Fields { .. } => (String::new(), excess.join(",")),
            RowProblem::NotUtf8 { field, .. } => (
                field_name(*field),
                bad.received.get(field - 1).cloned().unwrap_or_default(),
            ),
            RowProblem::TooLong { field } => (field_name(*field), String::new()),
            RowProblem::Json { .. } => (String::new(), String::new()),
        };
        let fault = Fault {
            field,
            rule: bad.why.word().to_owned(),
            value,
            message: bad.why.to_string(),
        };
        let origin = Origin {
            row: bad.number,
            line: bad.line,
        };
        let cells: Vec<Option<&String>> = bad.received.iter().map(Some).collect();
        self.row(origin, &cells, &[fault])
    }

    /// How many rows were written.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes what is left, and gives back what was written into.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<W, TableError> {
        self.writer.finish()
    }
}

/// One part of each fault, a line each; line ends inside become spaces.
fn listed(faults: &[Fault], part: fn(&Fault) -> &str) -> String {
    let one_line = |fault: &Fault| part(fault).replace(['\n', '\r'], " ");
    faults.iter().map(one_line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::{Csv, Known};
    use crate::error::Problem;
    use crate::header::Expected;

    fn fault(field: &str, rule: &str, value: &str) -> Fault {
        Fault {
            field: field.to_owned(),
            rule: rule.to_owned(),
            value: value.to_owned(),
            message: format!("{field}: see {rule}"),
        }
    }

    #[test]
    fn what_is_rejected_can_be_corrected_and_loaded_again() {
        let text = "hull,owner\n7,=Ann\n8\nx9,Bob\n10,Cy,Di\n11,\n";
        let table = Csv::of(text.as_bytes(), Known::default()).unwrap();
        let mut rejects = Rejects::new(Vec::new(), table.header()).unwrap();
        let mut records = table.records();
        while let Some(row) = records.next() {
            match row {
                Ok(row) => {
                    let cells: Vec<Option<Cow<'_, str>>> = row
                        .fields
                        .iter()
                        .map(|field| (!field.is_absent()).then(|| field.text()))
                        .collect();
                    let origin = Origin {
                        row: row.number,
                        line: row.line,
                    };
                    let faults = [
                        fault("hull", "form", "x\n9"),
                        fault("owner", "known", "=Ann"),
                    ];
                    rejects.row(origin, &cells, &faults).unwrap();
                }
                Err(Problem::Row(bad)) => rejects.bad_row(&bad, table.header()).unwrap(),
                Err(Problem::Table(error)) => panic!("{error}"),
            }
        }
        assert_eq!(rejects.rows(), 5);
        let file = String::from_utf8(rejects.finish().unwrap()).unwrap();
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(
            lines[0],
            "hull,owner,reject_row,reject_line,reject_field,reject_rule,reject_value,reject_message"
        );
        assert_eq!(lines[1], "7,'=Ann,1,2,\"hull");
        assert!(
            file.contains("\n8,,2,3,\"\",fields,\"\",1 fields instead of 2"),
            "{file}"
        );
        assert!(
            file.contains("\n10,Cy,4,5,\"\",fields,Di,3 fields instead of 2"),
            "{file}"
        );

        let again = Csv::of(file.as_bytes(), Known::default()).unwrap();
        assert!(is_reject_file(again.header()));
        assert!(!is_reject_file(table.header()));
        let expected = Expected {
            required: &["hull", "owner"],
            optional: &[],
            ignored: &COLUMNS,
        };
        let places = again.header().find(&expected).unwrap();
        let mut records = again.records();
        let mut owners = Vec::new();
        while let Some(row) = records.next() {
            let field = row.unwrap().fields[places.required[1]];
            owners.push((!field.is_absent()).then(|| received(field.text())));
        }
        let expected = [Some("=Ann"), None, Some("Bob"), Some("Cy"), None];
        let owners: Vec<Option<&str>> = owners.iter().map(Option::as_deref).collect();
        assert_eq!(owners, expected);
        // Rejected again, its columns are not added twice.
        let second = Rejects::new(Vec::new(), again.header())
            .unwrap()
            .finish()
            .unwrap();
        assert_eq!(String::from_utf8(second).unwrap().trim_end(), lines[0]);
    }
}
