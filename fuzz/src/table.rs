//! Tables as offices send them.

use tables::Problem;
use tables::csv::blocks::Blocks;
use tables::csv::records::Records;
use tables::csv::{Csv, Known};

/// The same rows come out in one piece, in parts and from a stream, and each row is as wide as the
/// header.
pub(crate) fn csv(bytes: &[u8]) {
    let Ok(table) = Csv::of(bytes, Known::default()) else {
        let _ = Blocks::open(bytes, Known::default());
        return;
    };
    let whole = rows([table.records()], table.header().len());
    let parts = rows(table.split(3), table.header().len());
    assert_eq!(whole, parts, "parts give other rows than the whole");
}

/// All rows up to where the table itself is broken: behind that nothing can be trusted.
fn rows<'a>(parts: impl IntoIterator<Item = Records<'a>>, width: usize) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for mut records in parts {
        while let Some(row) = records.next() {
            match row {
                Ok(row) => {
                    assert_eq!(
                        row.fields.len(),
                        width,
                        "a row is not as wide as the header"
                    );
                    rows.push(
                        row.fields
                            .iter()
                            .map(|field| field.text().into_owned())
                            .collect(),
                    );
                }
                Err(Problem::Row(_)) => {}
                Err(Problem::Table(_)) => return rows,
            }
        }
    }
    rows
}
