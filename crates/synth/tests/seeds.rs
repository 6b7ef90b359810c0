//! The first rows of every pack: what refers to something finds it, and text is NFC.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use unicode_normalization::is_nfc;

type Row = BTreeMap<String, String>;

/// Reads a table of a pack's seed folder.
fn table(seed: &Path, name: &str) -> Vec<Row> {
    let path = seed.join(name);
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|why| panic!("{path:?}: {why}"));
    let rows: Result<Vec<Row>, csv::Error> = reader.deserialize().collect();
    let rows = rows.unwrap_or_else(|why| panic!("{path:?}: {why}"));
    assert!(!rows.is_empty(), "{path:?} is empty");
    for text in rows.iter().flat_map(BTreeMap::values) {
        assert!(is_nfc(text) && text.trim() == text, "{path:?}: {text}");
    }
    rows
}

/// The values of a column that must differ from row to row.
fn keys(rows: &[Row], column: &str) -> BTreeSet<String> {
    let keys: BTreeSet<String> = rows.iter().map(|row| row[column].clone()).collect();
    assert_eq!(keys.len(), rows.len(), "a value of {column} stands twice");
    assert!(!keys.contains(""), "{column} is empty");
    keys
}

fn seeds() -> Vec<PathBuf> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let seeds = std::fs::read_dir(packs)
        .unwrap()
        .map(|pack| pack.unwrap().path().join("seed"));
    let seeds: Vec<PathBuf> = seeds
        .filter(|seed| seed.join("places.csv").exists())
        .collect();
    assert!(seeds.len() >= 2);
    seeds
}

#[test]
fn places_and_agencies_hang_together() {
    for seed in seeds() {
        let places = table(&seed, "places.csv");
        let codes = keys(&places, "code");
        let kinds = keys(&table(&seed, "codelists/place-kind.csv"), "code");
        for place in &places {
            assert!(
                place["parent"].is_empty() || codes.contains(&place["parent"]),
                "{place:?}"
            );
            assert!(kinds.contains(&place["kind"]), "{place:?}");
            // Since when a unit was that ended long ago, nobody needs to know.
            let (from, to) = (&place["valid_from"], &place["valid_to"]);
            let day = if from.is_empty() { to } else { from };
            assert!(day.parse::<Date>().is_ok(), "{place:?}");
        }
        let agencies = table(&seed, "agencies.csv");
        let ids = keys(&agencies, "id");
        let kinds = keys(&table(&seed, "codelists/agency-kind.csv"), "code");
        for agency in &agencies {
            assert!(
                agency["parent"].is_empty() || ids.contains(&agency["parent"]),
                "{agency:?}"
            );
            assert!(
                agency["place"].is_empty() || codes.contains(&agency["place"]),
                "{agency:?}"
            );
            assert!(kinds.contains(&agency["kind"]), "{agency:?}");
            assert!(agency["valid_from"].parse::<Date>().is_ok(), "{agency:?}");
        }
        let dossiers: Vec<Row> = agencies
            .into_iter()
            .filter(|agency| !agency["dossier_code"].is_empty())
            .collect();
        keys(&dossiers, "dossier_code");
    }
}

#[test]
fn holidays_are_days_once_and_worked_days_are_weekends() {
    for seed in seeds() {
        let holidays = table(&seed, "holidays.csv");
        keys(&holidays, "date");
        for holiday in &holidays {
            let day: Date = holiday["date"].parse().unwrap();
            match holiday["kind"].as_str() {
                "holiday" => {}
                "working" => assert!(day.weekday().to_monday_one_offset() > 5, "{holiday:?}"),
                kind => panic!("{kind} is neither holiday nor working"),
            }
        }
    }
}

#[test]
fn code_lists_have_every_language() {
    for seed in seeds() {
        for entry in std::fs::read_dir(seed.join("codelists")).unwrap() {
            let name = entry.unwrap().file_name();
            let rows = table(&seed, &format!("codelists/{}", name.to_str().unwrap()));
            keys(&rows, "code");
            for row in &rows {
                for language in ["vi", "en", "uk"] {
                    assert!(!row[language].is_empty(), "{row:?}");
                }
            }
        }
    }
}
