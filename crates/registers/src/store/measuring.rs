//! Going through a register to measure it.

use ::store::dialect::quoted;
use ::store::{Row, Store, StoreError};
use base::Id;

use crate::lower::Declared;

/// Records in memory at once while a register is measured.
pub(crate) const MEASURED_PAGE: usize = 4_096;

/// The next records in the order of their ids: the id, then these columns. What is added or taken
/// away while a register is gone through may be met or not; no record is met twice.
pub(crate) async fn page(
    db: &Store,
    declared: &Declared,
    columns: &[String],
    after: Option<Id>,
) -> Result<Vec<Row>, StoreError> {
    let columns: String = columns
        .iter()
        .map(|column| format!(", {}", quoted(column)))
        .collect();
    let table = quoted(declared.table.name());
    let (test, values) = match after {
        None => ("", vec![]),
        Some(after) => (" where record > $1", vec![after.into()]),
    };
    let sql =
        format!("select record{columns} from {table}{test} order by record limit {MEASURED_PAGE}");
    db.query(&sql, &values).await
}
