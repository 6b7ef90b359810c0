//! Columns: what they are called, what they keep, where they stand.

use ::store::table::TableBuilder;
use ::store::{Kind, Table, Value as Stored};
use jiff::civil::Date;
use pack::form::scaled;
use pack::{Field, FieldKind, Form};

use crate::value::Value;

/// Where the values of one field stand.
#[derive(Debug)]
pub(crate) struct FieldPlace {
    /// The column's name, in the register and its history.
    pub(crate) column: String,
    /// Its position in a row of the register.
    pub(crate) at: usize,
    /// Its position in a row of the history.
    pub(crate) history_at: usize,
    /// The hidden column with the key by which names are compared.
    pub(crate) compared: Option<usize>,
    /// The hidden column with the key by which names are searched without marks.
    pub(crate) plain: Option<usize>,
    /// The key table, if values are unique.
    pub(crate) key: Option<Table>,
    /// Decimal places of a number that the column keeps in its smallest unit.
    pub(crate) places: Option<u8>,
}

impl FieldPlace {
    /// A value as the column keeps it.
    pub(crate) fn stored(&self, value: &Value) -> Stored {
        match (self.places, value) {
            (Some(places), Value::Text(text)) => scaled(text, places).into(),
            _ => value.to_store(),
        }
    }
}

/// Positions of the columns that every register has.
pub(crate) mod own {
    pub(crate) const RECORD: usize = 0;
    pub(crate) const RECORDED_AT: usize = 1;
    pub(crate) const LAW: usize = 2;
    pub(crate) const ACT: usize = 3;
    pub(crate) const VALID_FROM: usize = 4;
    pub(crate) const VALID_TO: usize = 5;
    pub(crate) const SOURCE_ROW: usize = 6;
    /// Where the columns of fields begin in a row of the register.
    pub(crate) const FIELDS: usize = 7;
    /// In a row of the history, the same columns stand one further, after its version.
    pub(crate) const HISTORY_SHIFT: usize = 1;
    pub(crate) const HISTORY_VERSION: usize = 1;
    pub(crate) const REPLACED_BY: usize = 7;
    pub(crate) const WRONG: usize = 8;
    pub(crate) const WRONG_SINCE: usize = 9;
    pub(crate) const REPLACED_AT: usize = 10;
    pub(crate) const HELD_UNTIL: usize = 11;
    pub(crate) const ERASED: usize = 12;
    pub(crate) const HISTORY_SOURCE_ROW: usize = 13;
    /// Where the columns of fields begin in a row of the history.
    pub(crate) const HISTORY_FIELDS: usize = 14;
}

/// The day before which nothing is written down: since when something holds whose beginning nobody
/// knows. It is never shown, and no field has it as its value.
pub(crate) const BEGINNING: Date = Date::constant(1, 1, 1);

/// The column of the record's id.
const RECORD: &str = "record";

/// Names of columns that are not a field's. A field of such a name has an underscore behind it.
const TAKEN: [&str; 12] = [
    RECORD,
    "recorded_at",
    "law",
    "act",
    "version",
    "replaced_by",
    "wrong",
    "wrong_since",
    "replaced_at",
    "held_until",
    "erased",
    "source_row",
];

/// Adds the hidden columns and the index by which a field's values are found.
pub(crate) fn found_by(
    table: TableBuilder,
    (fields, field): (&[Field], &Field),
    place: &mut FieldPlace,
    next: &mut usize,
) -> TableBuilder {
    if field.kind != FieldKind::Name {
        return match named_within(fields, field) {
            _ if !field.search => table,
            Some(plain) => table.index(&[&place.column, &plain, RECORD]),
            None => table.index(&[&place.column]),
        };
    }
    let table = table.may(&compared_column(field), Kind::Text);
    place.compared = Some(take(next));
    if !field.search {
        return table;
    }
    // Equal names have equal plain keys, so this one index serves both ways of looking. Thousands have
    // the most frequent names, so the record stands in it too: a page is read in order.
    let plain = plain_column(field);
    place.plain = Some(take(next));
    table.may(&plain, Kind::Text).index(&[&plain, RECORD])
}

/// Of a place that records are found by: the hidden column of the names that are looked for in it.
/// One index then serves the place alone, and names that begin so in that place.
fn named_within(fields: &[Field], field: &Field) -> Option<String> {
    if field.kind != FieldKind::Place {
        return None;
    }
    let mut names = fields.iter();
    let name = names.find(|name| name.search && name.kind == FieldKind::Name)?;
    Some(plain_column(name))
}

/// The hidden column with the key by which names are searched without marks.
pub(crate) fn plain_column(field: &Field) -> String {
    format!("{}_plain", field.id)
}

/// The hidden column with the key by which names are compared.
pub(crate) fn compared_column(field: &Field) -> String {
    format!("{}_key", field.id)
}

/// The table from a field's values to the records that have them.
pub(crate) fn key_table(register: &str, field: &Field) -> Table {
    Table::new(&format!("k_{register}_{}", table_word(&field.id)))
        .key("value", kind_of(field))
        .must("record", Kind::Bytes)
        .done()
}

/// The column of a field, and its position if it is one that every register has: a declared date
/// `valid_from` or `valid_to` is the record's own.
pub(crate) fn column_of(field: &Field) -> (String, Option<usize>) {
    match (field.id.as_str(), &field.kind) {
        ("valid_from", FieldKind::Date) => return (field.id.clone(), Some(own::VALID_FROM)),
        ("valid_to", FieldKind::Date) => return (field.id.clone(), Some(own::VALID_TO)),
        _ => {}
    }
    let clashes = TAKEN.contains(&field.id.as_str())
        || matches!(field.id.as_str(), "valid_from" | "valid_to")
        || ["_key", "_plain", "_"]
            .iter()
            .any(|end| field.id.ends_with(end));
    let end = if clashes { "_" } else { "" };
    (format!("{}{end}", table_word(&field.id)), None)
}

/// What a column keeps of a field.
pub(crate) fn kind_of(field: &Field) -> Kind {
    if field.form.as_ref().and_then(Form::places).is_some() {
        return Kind::Int;
    }
    match &field.kind {
        FieldKind::Integer | FieldKind::Boolean | FieldKind::Instant => Kind::Int,
        FieldKind::Reference(_) => Kind::Bytes,
        FieldKind::Text
        | FieldKind::Name
        | FieldKind::Code(_)
        | FieldKind::Date
        | FieldKind::PartialDate
        | FieldKind::Identifier(_)
        | FieldKind::Place
        | FieldKind::Agency => Kind::Text,
    }
}

/// An id as part of a table's name.
pub(crate) fn table_word(id: &str) -> String {
    id.replace('-', "_")
}

/// The next free position.
pub(crate) fn take(next: &mut usize) -> usize {
    *next += 1;
    *next - 1
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pack::Register;

    use super::*;
    use crate::lower::Declared;

    #[test]
    fn no_name_of_a_field_meets_a_column_of_ours() {
        let names = TAKEN.iter().copied();
        let more = [
            "name",
            "name_key",
            "name_plain",
            "valid_from",
            "valid_to",
            "law_",
            "key",
        ];
        let kind = |id: &str| match id {
            "valid_to" => FieldKind::Date,
            _ => FieldKind::Name,
        };
        let field = |id: &str| Field {
            key: true,
            search: true,
            ..Field::plain(id, kind(id))
        };
        let declared = Declared::new(&Register {
            id: "old-boats".to_owned(),
            steward: "HO".to_owned(),
            ground: "ground-boats".to_owned(),
            about: Vec::new(),
            class: None,
            retention: None,
            fields: names.chain(more).map(field).collect(),
            keys: Vec::new(),
            rules: Vec::new(),
            measure: pack::Measure::default(),
            linkage: None,
            replaces: Vec::new(),
            correction_days: 5,
        });
        assert_eq!(declared.table.name(), "r_old_boats");
        for table in [&declared.table, &declared.history] {
            let columns = table.columns().iter().map(|column| column.name.as_str());
            let different: BTreeSet<&str> = columns.clone().collect();
            assert_eq!(different.len(), columns.count(), "{different:?}");
        }
        for (field, place) in declared.register.fields.iter().zip(&declared.places) {
            let (row, history) = (declared.table.columns(), declared.history.columns());
            assert_eq!(row[place.at].name, place.column);
            assert_eq!(history[place.history_at].name, place.column);
            assert_eq!(place.column == "valid_to", field.id == "valid_to");
        }
    }
}
