//! The reject file of a load: what is written into it for each batch, and how it goes on after the
//! load was stopped.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use registers::{Loading, RowFault};
use tables::rejects::{Fault, Origin, Rejects};
use tables::{Header, TableError};

use super::rows::Rows;

/// The reject file's text for a batch: rows in the order of the file. Empty if none was rejected;
/// the header is written before the first.
pub(super) struct Texts {
    header: Header,
    /// Its line of names, which each text would begin with.
    names: usize,
}

impl Texts {
    /// For a file with this header.
    pub(super) fn new(header: &Header) -> Result<Texts, TableError> {
        let names = Rejects::new(Vec::new(), header)?.finish()?;
        Ok(Texts {
            header: header.clone(),
            names: names.len(),
        })
    }

    /// The text for what was rejected of some rows. `columns` says for each field its column.
    pub(super) fn of(
        &self,
        rows: &Rows,
        rejected: &[(usize, Vec<RowFault>)],
        (loading, columns): (&Loading, &[Option<usize>]),
        is_first: bool,
    ) -> Result<Vec<u8>, TableError> {
        if rejected.is_empty() && rows.bad.is_empty() {
            return Ok(Vec::new());
        }
        let mut rejects = Rejects::new(Vec::new(), &self.header)?;
        let mut bad = rows.bad.iter().peekable();
        for (at, faults) in rejected {
            let place = rows.place(*at);
            while let Some(before) = bad.next_if(|bad| bad.number < place.row) {
                rejects.bad_row(before, &self.header)?;
            }
            let cells: Vec<Option<&str>> = (0..self.header.len())
                .map(|column| rows.cell(*at, column))
                .collect();
            let value = |field: &str| {
                let fields = &loading.declared().register().fields;
                let field = fields.iter().position(|declared| declared.id == field)?;
                rows.cell(*at, columns[field]?)
            };
            let faults: Vec<Fault> = faults
                .iter()
                .map(|fault| Fault {
                    field: fault.field.clone(),
                    rule: fault.rule.clone(),
                    value: value(&fault.field).unwrap_or_default().to_owned(),
                    message: fault.message.clone(),
                })
                .collect();
            let origin = Origin {
                row: place.row,
                line: place.line,
            };
            rejects.row(origin, &cells, &faults)?;
        }
        for bad in bad {
            rejects.bad_row(bad, &self.header)?;
        }
        let mut text = rejects.finish()?;
        if !is_first {
            text.drain(..self.names);
        }
        Ok(text)
    }
}

/// The file itself; it is made when the first row is rejected.
pub(super) struct RejectFile {
    path: PathBuf,
    open: Option<File>,
}

impl RejectFile {
    /// The reject file of a load whose mark says that so many bytes tell of what was taken. What
    /// stands behind them tells of rows that were not taken in the end, and goes.
    pub(super) fn open(path: &Path, bytes: u64) -> Result<RejectFile, String> {
        let shown = path.display();
        let cannot = |error: std::io::Error| format!("cannot write {shown}: {error}");
        let length = fs::metadata(path).map(|file| file.len()).ok();
        let open = match length {
            None if bytes == 0 => None,
            Some(length) if bytes > 0 && length >= bytes => {
                let mut file = OpenOptions::new().write(true).open(path).map_err(cannot)?;
                file.set_len(bytes).map_err(cannot)?;
                file.seek(SeekFrom::End(0)).map_err(cannot)?;
                Some(file)
            }
            Some(_) if bytes == 0 => {
                return Err(format!(
                    "{shown} is there already: move it away, or name another one with --rejects"
                ));
            }
            None | Some(_) => {
                return Err(format!(
                    "{shown} has what the first part of this load rejected, and is not as it was: put \
                     it back, or name it with --rejects"
                ));
            }
        };
        let path = path.to_owned();
        Ok(RejectFile { path, open })
    }

    /// Adds a text; it is on the disk when this returns. Only its owner may read the file: people's
    /// data stands in it.
    pub(super) fn append(&mut self, text: &[u8]) -> Result<(), String> {
        if text.is_empty() {
            return Ok(());
        }
        let shown = self.path.display().to_string();
        let cannot = |error: std::io::Error| format!("cannot write {shown}: {error}");
        let file = match &mut self.open {
            Some(file) => file,
            None => {
                let mut new = OpenOptions::new();
                let new = new.write(true).create(true).truncate(true).mode(0o600);
                self.open.insert(new.open(&self.path).map_err(cannot)?)
            }
        };
        file.write_all(text).map_err(cannot)?;
        file.sync_data().map_err(cannot)
    }
}

/// Where the rejected rows of a file go, if nobody says it: beside the file.
pub(super) fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    match stem.split_once(".rejects") {
        None => file.with_file_name(format!("{stem}.rejects.csv")),
        Some((name, count)) => {
            let count = count.trim_start_matches('-').parse().unwrap_or(1_u32);
            file.with_file_name(format!("{name}.rejects-{}.csv", count.saturating_add(1)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reject_file_has_its_own_name_each_time() {
        let cases = [
            ("a/people.csv", "a/people.rejects.csv"),
            ("people.rejects.csv", "people.rejects-2.csv"),
            ("people.rejects-2.csv", "people.rejects-3.csv"),
            ("people", "people.rejects.csv"),
        ];
        for (file, expected) in cases {
            assert_eq!(beside(Path::new(file)), Path::new(expected));
        }
    }
}
