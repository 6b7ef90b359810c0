//! What a register declares of its fields, held against the rows of a file.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Files, Pack, Table};

/// A declared register.
pub(crate) struct Register {
    name: String,
    fields: toml::Table,
}

impl Register {
    pub(super) fn new(name: &str, fields: toml::Table) -> Register {
        Register {
            name: name.to_owned(),
            fields,
        }
    }

    /// Every cell is what its field is declared to be.
    pub(crate) fn check(&self, pack: &Pack, files: &Files, table: &Table) {
        for (field, declared) in &self.fields {
            let optional = declared
                .get("optional")
                .is_some_and(|of| of.as_bool() == Some(true));
            if !table.header.contains(field) {
                assert!(optional, "{}.{field} is required and not made", self.name);
                continue;
            }
            let cells: Vec<&str> = table.column(field).collect();
            assert!(
                optional || cells.iter().all(|cell| !cell.is_empty()),
                "{}.{field} is empty",
                self.name
            );
            if declared.get("key").is_some() {
                let unlike: BTreeSet<&&str> = cells.iter().collect();
                assert_eq!(unlike.len(), cells.len(), "{}.{field} is a key", self.name);
            }
            let known = self.known(pack, files, declared);
            for cell in cells.into_iter().filter(|cell| !cell.is_empty()) {
                let right = match declared["type"].as_str().unwrap() {
                    "code" | "place" | "agency" | "record" => known.contains(cell),
                    "date" | "partial-date" => cell.parse::<Date>().is_ok(),
                    "integer" => cell.parse::<i64>().is_ok(),
                    "boolean" => ["0", "1"].contains(&cell),
                    _ => cell.trim() == cell && unicode_normalization::is_nfc(cell),
                };
                assert!(right, "{}.{field}: {cell}", self.name);
            }
            if declared["type"].as_str() == Some("identifier") {
                let segments = pack.identifier(declared["format"].as_str().unwrap());
                let codes = pack.codes(&segments);
                for person in table.records() {
                    agrees((&segments, &codes), person[field.as_str()], &person);
                }
            }
        }
    }

    /// The values a field may have, when it names something.
    fn known(&self, pack: &Pack, files: &Files, declared: &toml::Value) -> BTreeSet<String> {
        let text = |key: &str| {
            declared
                .get(key)
                .and_then(toml::Value::as_str)
                .unwrap_or_default()
        };
        let known = match text("type") {
            "code" => pack.column(&format!("seed/codelists/{}.csv", text("list")), 0),
            "place" => pack.places_in_force(),
            "agency" => pack.column("seed/agencies.csv", 0),
            "record" => files
                .table(text("register"))
                .column("number")
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        known.into_iter().collect()
    }
}

/// A number says what its segments are declared to say about the person.
fn agrees(
    (segments, codes): (&[toml::Value], &BTreeMap<String, String>),
    number: &str,
    person: &BTreeMap<&str, &str>,
) {
    let mut rest = number;
    let mut take = |length: usize| {
        let (taken, left) = rest
            .split_at_checked(length)
            .unwrap_or_else(|| panic!("{number} is short"));
        rest = left;
        taken
    };
    let year: i64 = person["born_on"][..4].parse().unwrap();
    for segment in segments {
        let digits = segment
            .get("digits")
            .map_or(0, |of| usize::try_from(of.as_integer().unwrap()).unwrap());
        match segment["kind"].as_str().unwrap() {
            "text" => {
                let text = segment["text"].as_str().unwrap();
                assert_eq!(take(text.len()), text);
            }
            "code" => {
                let code = &codes[person["birth_place"]];
                assert_eq!(take(code.len()), code, "{number}: the place of birth");
            }
            "century-sex" => {
                let digit = take(1);
                let row = segment["rows"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|row| row["digit"].as_integer().unwrap().to_string() == digit);
                let row = row.unwrap();
                let from = row["from"].as_integer().unwrap();
                assert!(
                    (from..from + 100).contains(&year),
                    "{number}: born in {year}"
                );
                assert_eq!(row["sex"].as_str().unwrap(), person["sex"], "{number}");
            }
            "year" => assert_eq!(take(digits), &year.to_string()[4 - digits..], "{number}"),
            "serial" => assert!(
                take(digits).bytes().all(|byte| byte.is_ascii_digit()),
                "{number}"
            ),
            other => panic!("a segment of the kind {other}"),
        }
    }
    assert_eq!(rest, "", "{number} is too long");
}
