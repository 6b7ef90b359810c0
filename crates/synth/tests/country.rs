//! A whole country of every pack that describes one: its files keep the pack's own law, families
//! are possible, and every fault is in the list.

#![cfg(test)]

mod laws;

use std::collections::{BTreeMap, BTreeSet};

use laws::{Files, Table, made, packs};
use proptest::prelude::*;

const PEOPLE: u64 = 3_000;

#[test]
fn without_faults_no_row_breaks_the_law() {
    for pack in packs() {
        let files = made(&pack, (PEOPLE, 11), 0, 2);
        assert_eq!(files.table(&files.first).rows.len() as u64, PEOPLE);
        assert!(files.table("faults").rows.is_empty());
        let mut declared = 0;
        for (name, table) in &files.tables {
            if let Some(register) = pack.register(name) {
                declared += 1;
                register.check(&pack, &files, table);
            }
        }
        assert!(
            declared > 0,
            "{}: no declared register gets rows",
            pack.name
        );
        for (register, field) in pack.references() {
            let known: BTreeSet<&str> = files.table(&files.first).column("number").collect();
            for number in files.table(&register).column(&field) {
                assert!(
                    number.is_empty() || known.contains(number),
                    "{register}.{field}: nobody has {number}"
                );
            }
        }
    }
}

/// Parents of everybody, and what else is known of them, by number.
struct Kin<'t> {
    people: BTreeMap<&'t str, BTreeMap<&'t str, &'t str>>,
}

impl<'t> Kin<'t> {
    fn of(table: &'t Table) -> Kin<'t> {
        let people = table.records().map(|person| (person["number"], person));
        Kin {
            people: people.collect(),
        }
    }

    fn parents(&self, of: &str) -> Vec<&'t str> {
        let person = &self.people[of];
        let parents = ["mother", "father"].map(|parent| person[parent]);
        parents.into_iter().filter(|one| !one.is_empty()).collect()
    }

    fn year(&self, of: &str) -> i32 {
        self.people[of]["born_on"][..4].parse().unwrap()
    }
}

#[test]
fn families_are_possible() {
    for pack in packs() {
        let files = made(&pack, (PEOPLE, 12), 0, 2);
        let kin = Kin::of(files.table(&files.first));
        let mut with_mother = 0;
        for (number, person) in &kin.people {
            let mother = person["mother"];
            with_mother += usize::from(!mother.is_empty());
            for parent in kin.parents(number) {
                let years = kin.year(number) - kin.year(parent);
                assert!((14..=80).contains(&years), "a parent of {years}");
                assert!(person["born_on"] > kin.people[parent]["born_on"]);
            }
            if !mother.is_empty() {
                assert_eq!(kin.people[mother]["sex"], pack.sexes.0);
                assert!(kin.year(number) - kin.year(mother) <= 51);
            }
            if !person["father"].is_empty() {
                assert_eq!(kin.people[person["father"]]["sex"], pack.sexes.1);
            }
            assert!(!is_ancestor(&kin, number), "{number} is their own ancestor");
        }
        assert!(
            with_mother * 2 > kin.people.len(),
            "{with_mother} have a mother"
        );
        let mut couples = 0;
        for (register, (one, other), on) in pack.marriages() {
            for marriage in files.table(&register).records() {
                let (one, other) = (marriage[one.as_str()], marriage[other.as_str()]);
                couples += 1;
                assert_ne!(kin.people[one]["sex"], kin.people[other]["sex"]);
                assert!(
                    kin.parents(one)
                        .iter()
                        .all(|parent| !kin.parents(other).contains(parent))
                );
                let year: i32 = marriage[on.as_str()][..4].parse().unwrap();
                assert!(year - kin.year(one) >= 18 && year - kin.year(other) >= 18);
            }
        }
        assert!(couples > PEOPLE / 8, "{couples} couples");
    }
}

/// Whether a walk up through all parents comes back.
fn is_ancestor(kin: &Kin<'_>, of: &str) -> bool {
    let mut open: Vec<&str> = kin.parents(of);
    let mut seen = BTreeSet::new();
    while let Some(next) = open.pop() {
        if next == of {
            return true;
        }
        if seen.insert(next) {
            open.extend(kin.parents(next));
        }
    }
    false
}

#[test]
fn ages_are_those_of_the_table_and_everybody_alive_lives_somewhere() {
    for pack in packs() {
        let files = made(&pack, (PEOPLE, 13), 0, 2);
        let (dead, homes) = (pack.dead(&files), pack.homes(&files));
        let people = files.table(&files.first);
        let living: Vec<_> = people
            .records()
            .filter(|person| !dead.contains(person["number"]))
            .collect();
        assert!(dead.len() as u64 > PEOPLE / 100, "{} dead", dead.len());
        if let Some(homes) = homes {
            let mut lived: BTreeMap<&str, u32> = BTreeMap::new();
            for members in homes.values() {
                assert_eq!(members.iter().filter(|(_, head)| *head).count(), 1, "heads");
                for (member, _) in members {
                    *lived.entry(*member).or_default() += 1;
                }
            }
            assert_eq!(lived.len(), living.len());
            assert!(living.iter().all(|person| lived[person["number"]] == 1));
        }
        let table = pack.ages();
        let total: f64 = table.iter().map(|(_, people)| people).sum();
        for (at, (from, people)) in table.iter().enumerate() {
            let until = table.get(at + 1).map_or(200, |next| next.0);
            let found = living.iter().filter(|person| {
                let age = laws::age(person["born_on"], pack.country.as_of());
                (*from..until).contains(&age)
            });
            let (share, expected) = (found.count() as f64 / living.len() as f64, people / total);
            assert!(
                (share - expected).abs() < 0.02,
                "{}: from {from}: {share:.3} instead of {expected:.3}",
                pack.name
            );
        }
    }
}

#[test]
fn every_difference_that_faults_make_is_in_the_list() {
    for pack in packs() {
        let right = made(&pack, (PEOPLE, 14), 0, 2);
        let wrong = made(&pack, (PEOPLE, 14), 60_000, 2);
        let faults = Faults::of(&wrong);
        let mut told = 0;
        for (name, table) in &right.tables {
            if name != "faults" {
                told += faults.explain(name, table, wrong.table(name));
            }
        }
        let lines = wrong.table("faults").rows.len();
        assert_eq!(
            told, lines,
            "{}: every line of the list is a fault",
            pack.name
        );
        let of_people = faults
            .rows
            .keys()
            .filter(|(register, _)| *register == wrong.first);
        let share = of_people.count() as f64 / PEOPLE as f64;
        assert!((0.04..0.09).contains(&share), "{}: {share}", pack.name);
    }
}

/// The list of faults, by register and row.
struct Faults<'t> {
    rows: BTreeMap<(&'t str, usize), BTreeMap<&'t str, &'t str>>,
    /// The wrong personal number and the right ones it stands for.
    numbers: BTreeMap<&'t str, BTreeSet<&'t str>>,
}

impl<'t> Faults<'t> {
    fn of(files: &'t Files) -> Faults<'t> {
        let mut rows = BTreeMap::new();
        let mut numbers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let people = files.table(&files.first);
        for fault in files.table("faults").records() {
            let row: usize = fault["row"].parse().unwrap();
            if fault["register"] == files.first && fault["field"] == "number" {
                numbers
                    .entry(people.cell(row - 1, "number"))
                    .or_default()
                    .insert(fault["right"]);
            }
            let twice = rows.insert((fault["register"], row), fault);
            assert!(twice.is_none(), "two faults of one row");
        }
        Faults { rows, numbers }
    }

    /// Each row of the wrong table is a right one, or differs as the list says; how many the list says.
    fn explain(&self, register: &str, right: &Table, wrong: &Table) -> usize {
        let (mut at, mut told) = (0, 0);
        for (row, cells) in wrong.rows.iter().enumerate() {
            let fault = self.rows.get(&(register, row + 1));
            told += usize::from(fault.is_some());
            if fault.is_some_and(|fault| {
                !fault["partner_row"].is_empty()
                    && fault["partner_register"] == register
                    && self.second(fault)
            }) {
                continue;
            }
            for ((field, cell), expected) in wrong.header.iter().zip(cells).zip(&right.rows[at]) {
                let listed = fault.is_some_and(|fault| {
                    fault["field"] == field && fault["right"] == expected && cell != expected
                });
                let number = self.numbers.get(cell.as_str());
                let number = number.is_some_and(|right| right.contains(expected.as_str()));
                assert!(
                    cell == expected || listed || number,
                    "{register} {}: {field} is {cell}, not {expected}, and nobody says so",
                    row + 1
                );
            }
            at += 1;
        }
        assert_eq!(at, right.rows.len(), "{register}: rows are missing");
        told
    }

    /// Whether a fault is a row too many.
    fn second(&self, fault: &BTreeMap<&str, &str>) -> bool {
        fault["kind"].starts_with("duplicate_") && fault["kind"] != "duplicate_number"
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_its_place() {
    let cases = [
        (
            "as_of                = \"2026-10-31\"",
            "as_of = \"soon\"",
            "country.as_of: it is not a day",
        ),
        (
            "marry_percent        = 88",
            "marry_percent = 188",
            "country.marry_percent: it is a percentage",
        ),
        (
            "[\"village\"]",
            "[\"town\"]",
            "no place in force of these kinds",
        ),
        (
            "kind = \"registry\"",
            "kind = \"harbour\"",
            "has no harbour for it",
        ),
        (
            "field    = \"village\"",
            "field = \"town\"",
            "gets no field 'town'",
        ),
        (
            "register = \"funerals\"",
            "register = \"feasts\"",
            "no rows go into 'feasts'",
        ),
        (
            "kind     = \"nfd\"",
            "kind = \"smudge\"",
            "unknown variant `smudge`",
        ),
        (
            "kind     = \"nfd\"",
            "kind = \"wrong_century\"",
            "does not tell the century",
        ),
        (
            "kind     = \"nfd\"",
            "kind = \"letters\"",
            "it needs a table",
        ),
        ("[[80, 50], [20, 300]]", "[[80, 0]]", "add up to nothing"),
        ("[country]", "[realm]", "unknown field `realm`"),
    ];
    for (from, to, expected) in cases {
        let fault = laws::island_with(from, to).unwrap_err().to_string();
        assert!(fault.contains(expected), "{to}: {fault}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn the_same_seed_gives_the_same_bytes_by_any_number_of_threads(seed: u64, people in 1_u64..5_000) {
        for pack in packs() {
            let one = laws::bytes(&pack, (people, seed), 20_000, 1);
            for threads in [2, 5] {
                prop_assert!(one == laws::bytes(&pack, (people, seed), 20_000, threads));
            }
            let other = laws::bytes(&pack, (people, seed.wrapping_add(1)), 20_000, 2);
            prop_assert!(one != other);
        }
    }

    #[test]
    fn as_many_are_recorded_as_were_ordered(seed: u64, people in 1_u64..300) {
        for pack in packs() {
            let files = made(&pack, (people, seed), 0, 1);
            prop_assert_eq!(files.table(&files.first).rows.len() as u64, people);
        }
    }
}
