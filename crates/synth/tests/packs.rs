//! Every pack in the repository that declares synthetic people: they are coherent, their numbers
//! never repeat, and a seed always gives the same.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use proptest::prelude::*;
use synth::family::{Kin, Sex, age};
use synth::{Household, People, Person, SynthLaw, Value};
use unicode_normalization::is_nfc;

const TODAY: Date = date(2026, 11, 2);
const MANY: usize = 50_000;

fn packs() -> Vec<(PathBuf, SynthLaw)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let folders = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let packs: Vec<_> = folders
        .filter(|pack| pack.join("synth.toml").exists())
        .map(|pack| {
            let mut files = vec![("synth.toml".to_owned(), text(&pack.join("synth.toml")))];
            for part in ["seed", "synth"] {
                for entry in std::fs::read_dir(pack.join(part)).unwrap() {
                    let path = entry.unwrap().path();
                    if path.extension().is_some_and(|extension| extension == "csv") {
                        let name = path.file_name().unwrap().to_str().unwrap();
                        files.push((format!("{part}/{name}"), text(&path)));
                    }
                }
            }
            let law = SynthLaw::read(&files).unwrap_or_else(|fault| panic!("{pack:?}: {fault}"));
            (pack, law)
        })
        .collect();
    assert!(
        packs.len() >= 2,
        "the repository has at least the island and one country"
    );
    packs
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn stream<'l>(law: &'l SynthLaw, seed: u64, count: usize) -> People<'l> {
    People::new(law, seed, count, law.communes(), TODAY).unwrap()
}

#[test]
fn fifty_thousand_people_are_coherent_and_unlike() {
    for (_, law) in packs() {
        let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut records = BTreeSet::new();
        let (mut people, mut expecting, mut marriages) = (0, 0, 0);
        for home in stream(&law, 4, MANY) {
            people += home.people.len();
            expecting += usize::from(home.expecting.is_some());
            marriages += usize::from(home.marriage.is_some());
            let mut once = |what, text: &String| {
                assert!(
                    seen.entry(what).or_default().insert(text.clone()),
                    "{what} {text} twice"
                );
            };
            once("household", &home.code);
            for person in &home.people {
                once("number", &person.number);
                person
                    .cover
                    .iter()
                    .for_each(|cover| once("card", &cover.card));
                person.phone.iter().for_each(|phone| once("phone", phone));
                person.email.iter().for_each(|email| once("email", email));
                assert!(is_nfc(&person.name), "{}", person.name);
            }
            home.marriage
                .iter()
                .for_each(|one| once("book", &format!("{} {}", one.place, one.number)));
            for row in &home.rows {
                assert!(records.insert(row.record), "record twice");
            }
            coherent(&home);
        }
        assert_eq!(people, MANY);
        assert!(expecting > MANY / 200, "{expecting} births to come");
        assert!(marriages > MANY / 10, "{marriages} marriages");
    }
}

fn coherent(home: &Household<'_>) {
    let find = |record: [u8; 16]| {
        home.people
            .iter()
            .find(|person| person.record == record)
            .unwrap()
    };
    for person in &home.people {
        assert!(person.born_on <= TODAY && person.resident_since <= TODAY);
        assert!(person.resident_since >= person.born_on);
        if let Some(mother) = person.mother.map(find) {
            assert_eq!(mother.sex, Sex::Female);
            assert!((15..=50).contains(&age(mother.born_on, person.born_on)));
        }
        if let Some(father) = person.father.map(find) {
            assert_eq!(father.sex, Sex::Male);
            assert!(age(father.born_on, person.born_on) >= 15);
        }
        if let Some(cover) = &person.cover {
            assert!(cover.from <= TODAY && cover.until >= TODAY);
        }
    }
    assert_eq!(home.people[0].kin, Kin::Head);
    let births: Vec<Date> = children(home).map(|child| child.born_on).collect();
    assert!(births.is_sorted());
    if let Some(marriage) = &home.marriage {
        let (husband, wife) = (find(marriage.husband), find(marriage.wife));
        assert_eq!((husband.sex, wife.sex), (Sex::Male, Sex::Female));
        assert!(age(husband.born_on, marriage.on) >= 18 && age(wife.born_on, marriage.on) >= 18);
        for child in children(home) {
            assert!(marriage.on <= child.born_on);
            assert_eq!(
                (child.mother, child.father),
                (Some(wife.record), Some(husband.record))
            );
        }
    }
    if let Some(expecting) = &home.expecting {
        assert!(expecting.due_on >= TODAY);
        assert_eq!(find(expecting.mother).sex, Sex::Female);
    }
}

fn children<'h>(home: &'h Household<'_>) -> impl Iterator<Item = &'h Person> {
    home.people.iter().filter(|person| person.kin == Kin::Child)
}

#[test]
fn rows_agree_with_the_people_and_refer_to_them() {
    for (_, law) in packs() {
        let first = law.registers().next().unwrap().to_owned();
        let mut known = BTreeSet::new();
        for home in stream(&law, 5, 500) {
            let own = home.rows.iter().filter(|row| row.register == first);
            assert_eq!(own.clone().count(), home.people.len());
            for (row, person) in own.zip(&home.people) {
                known.insert(row.record);
                assert_eq!(row.record, person.record);
                assert!(
                    row.fields
                        .contains(&("number", Value::Text(person.number.clone())))
                );
                assert!(
                    row.fields
                        .contains(&("born_on", Value::Text(person.born_on.to_string())))
                );
            }
            for (field, value) in home.rows.iter().flat_map(|row| &row.fields) {
                if let Value::Record(record) = value {
                    assert!(known.contains(record), "{field} refers to nobody");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_seed_always_gives_the_same_and_a_longer_stream_begins_with_the_shorter(seed: u64) {
        for (_, law) in packs() {
            let short: Vec<_> = stream(&law, seed, 60).collect();
            let again: Vec<_> = stream(&law, seed, 60).collect();
            prop_assert!(short == again);
            let long: Vec<_> = stream(&law, seed, 90).take(short.len() - 1).collect();
            prop_assert!(short[..short.len() - 1] == long[..]);
            let other: Vec<_> = stream(&law, seed.wrapping_add(1), 60).collect();
            prop_assert!(short != other);
        }
    }
}
