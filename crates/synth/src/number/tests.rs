//! Structures of numbers, against tables.

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 11, 2);

fn structure(toml: &str) -> Result<Structure, SynthError> {
    #[derive(serde::Deserialize)]
    struct Holder {
        parts: Vec<Part>,
    }
    let holder: Holder = toml::from_str(&format!("parts = [{toml}]")).unwrap();
    let files = [("o.csv", "place,origin\nnorth,041\nsouth,007\n")];
    Structure::read("numbers.person", &holder.parts, &Files::new(&files))
}

const TWELVE: &str = r#"{ origin = "o.csv" },
    { century = [{ from = 1900, male = "0", female = "1" }, { from = 2000, male = "2", female = "3" },
                 { from = 2100, male = "4", female = "5" }] },
    { year_digits = 2 }, { random_digits = 6 }"#;

fn bearer(sex: Sex, born_on: Date, birth_place: &str) -> Bearer<'_> {
    Bearer {
        sex,
        born_on,
        birth_place,
        commune: "V1",
        parent: "I",
        origin: "",
    }
}

#[test]
fn place_century_sex_and_year_come_first() {
    let twelve = structure(TWELVE).unwrap();
    let mut draws = Draws::new(3);
    let cases = [
        (Sex::Male, date(1900, 1, 1), "north", "041000"),
        (Sex::Female, date(1984, 5, 6), "north", "041184"),
        (Sex::Male, date(1999, 12, 31), "south", "007099"),
        (Sex::Male, date(2000, 1, 1), "south", "007200"),
        (Sex::Female, date(2026, 11, 2), "south", "007326"),
        (Sex::Male, date(2100, 2, 3), "north", "041400"),
        (Sex::Female, date(2199, 2, 3), "north", "041599"),
    ];
    for (sex, born_on, place, beginning) in cases {
        let number = twelve
            .draw(&mut draws, &bearer(sex, born_on, place), TODAY)
            .unwrap();
        assert_eq!(number.len(), 12);
        assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
        assert!(number.starts_with(beginning), "{number} {beginning}");
    }
    assert_eq!(
        twelve.draw(
            &mut draws,
            &bearer(Sex::Male, date(2200, 1, 1), "north"),
            TODAY
        ),
        None
    );
    assert_eq!(
        twelve.draw(&mut draws, &bearer(Sex::Male, TODAY, "west"), TODAY),
        None
    );
    assert!(twelve.knows_birth_place("north") && !twelve.knows_birth_place("west"));
    assert_eq!(twelve.missing_year(TODAY), None);
    assert_eq!(twelve.missing_year(date(2200, 1, 1)), Some(2200));
}

#[test]
fn age_and_place_parts() {
    let card = structure(
        r#"{ age = [{ from = 0, text = "A" }, { from = 6, text = "B" }] }, { place = "parent" },
           { text = "-" }, { place = "own" }, { serial_digits = 10 }"#,
    )
    .unwrap();
    let mut draws = Draws::new(3);
    for (born_on, beginning) in [(date(2020, 11, 3), "AI-V1"), (date(2020, 11, 2), "BI-V1")] {
        let number = card
            .draw(&mut draws, &bearer(Sex::Male, born_on, "north"), TODAY)
            .unwrap();
        assert!(number.starts_with(beginning), "{number}");
        assert_eq!(number.len(), 15);
    }
}

#[test]
fn a_beginning_gives_every_number_once_and_then_none() {
    let short = structure(r#"{ text = "x" }, { random_digits = 3 }"#).unwrap();
    let mut draws = Draws::new(9);
    let who = bearer(Sex::Female, TODAY, "north");
    let all: BTreeSet<String> =
        std::iter::from_fn(|| short.draw(&mut draws, &who, TODAY)).collect();
    assert_eq!(all.len(), 1000);
    assert_eq!(short.draw(&mut draws, &who, TODAY), None);
    assert_eq!(short.room(), 1000);
}

#[test]
fn wrong_structures_say_why() {
    let cases = [
        (
            r#"{ text = "x" }"#,
            "the last part must be random_digits or serial_digits",
        ),
        (
            "{ random_digits = 13 }",
            "13 digits: from 1 to 12 are possible",
        ),
        (
            "{ serial_digits = 3 }, { random_digits = 3 }",
            "random_digits or serial_digits may stand only at the end",
        ),
        (
            "{ year_digits = 5 }, { random_digits = 3 }",
            "year_digits must be 1 to 4",
        ),
        (
            "{ age = [] }, { random_digits = 3 }",
            "the first row of age must be from = 0",
        ),
        (
            r#"{ origin = "o.csv" }, { origin = "o.csv" }, { random_digits = 3 }"#,
            "there may be one origin part, not two",
        ),
    ];
    for (parts, message) in cases {
        let fault = structure(parts).unwrap_err().to_string();
        assert_eq!(fault, format!("synth.toml: numbers.person: {message}"));
    }
}

proptest! {
    #[test]
    fn scattering_is_a_permutation(salt: u64, digits in 1_u8..5) {
        let size = 10_u64.pow(u32::from(digits));
        let all: BTreeSet<u64> = (0..size).filter_map(|n| scattered(salt, digits, n)).collect();
        prop_assert_eq!(all.len() as u64, size);
        prop_assert!(all.iter().all(|&one| one < size));
        prop_assert_eq!(scattered(salt, digits, size), None);
    }
}
