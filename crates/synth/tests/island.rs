//! The island: what the law of a pack refuses, and what a stream refuses.

#![cfg(test)]
#![expect(clippy::too_many_lines, reason = "a story is told in one piece")]

use jiff::civil::{Date, date};
use synth::{Commune, People, SynthError, SynthLaw};

const TODAY: Date = date(2026, 11, 2);

/// The files of `packs/tiny` that synthetic people need.
fn island() -> Vec<(&'static str, String)> {
    let file = |path: &'static str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/tiny");
        (
            path,
            std::fs::read_to_string(format!("{folder}/{path}")).unwrap(),
        )
    };
    vec![
        file("synth.toml"),
        file("seed/places.csv"),
        file("synth/family-names.csv"),
        file("synth/given-names-female.csv"),
        file("synth/given-names-male.csv"),
        file("synth/paths.csv"),
    ]
}

fn changed(path: &str, from: &str, to: &str) -> Result<SynthLaw, SynthError> {
    let mut files = island();
    let (_, text) = files.iter_mut().find(|(at, _)| *at == path).unwrap();
    assert!(text.contains(from), "{path} no longer has {from}");
    *text = text.replace(from, to);
    SynthLaw::read(&files)
}

#[test]
fn faults_of_the_pack_say_where_and_what() {
    let cases = [
        ("synth.toml", "[names]", "[nmaes]", "unknown field `nmaes`"),
        (
            "synth.toml",
            "female_head_percent  = 50",
            "female_head_percent = 150",
            "a percentage",
        ),
        (
            "synth.toml",
            "mother_ages          = [18, 43]",
            "mother_ages = [9, 43]",
            "from 15 to 50",
        ),
        (
            "synth.toml",
            "children             = [20",
            "children = [] # ",
            "from 1 to 11 weights",
        ),
        (
            "synth.toml",
            "[[20, 39, 40]",
            "[[12, 39, 40]",
            "18 to 98 years old",
        ),
        (
            "synth.toml",
            "island.example",
            "island.org",
            "it must end in .example",
        ),
        (
            "synth.toml",
            "\"born_on\"",
            "\"birthday\"",
            "'birthday' is no fact of such a row",
        ),
        (
            "synth.toml",
            "each = \"person\"",
            "each = \"marriage\"",
            "that of the people themselves",
        ),
        (
            "synth.toml",
            "\"V3\"]",
            "\"V9\"]",
            "communes: V9 not in seed/places.csv",
        ),
        (
            "synth.toml",
            "synth/paths.csv",
            "synth/roads.csv",
            "synth/roads.csv: not in the pack",
        ),
        (
            "synth.toml",
            "{given} {family}",
            "{family}",
            "it must contain {given}",
        ),
        (
            "synth/paths.csv",
            "Net Row,4",
            "Net Row,four",
            "synth/paths.csv:4: weight 'four'",
        ),
        (
            "seed/places.csv",
            "parent",
            "above",
            "seed/places.csv:1: column 'parent' is missing",
        ),
    ];
    for (path, from, to, expected) in cases {
        let fault = changed(path, from, to).unwrap_err().to_string();
        assert!(fault.contains(expected), "{fault}");
    }
}

#[test]
fn a_fault_of_the_law_has_its_line() {
    let line = island()[0]
        .1
        .lines()
        .position(|line| line.starts_with("n_max"))
        .unwrap()
        + 1;
    let fault = changed("synth.toml", "n_max   = 60", "n_max   = \"many\"").unwrap_err();
    assert!(
        fault
            .to_string()
            .starts_with(&format!("synth.toml:{line}: ")),
        "{fault}"
    );
}

#[test]
fn a_stream_needs_communes_room_and_numbers_for_every_year() {
    let law = SynthLaw::read(&island()).unwrap();
    let village = law.communes();
    let fault = |count, communes: &[Commune]| {
        People::new(&law, 1, count, communes, TODAY)
            .unwrap_err()
            .to_string()
    };
    assert!(fault(5, &[]).starts_with("commune '': none was named"));
    assert!(fault(200_001, village).starts_with("200001 people do not fit"));

    let century = r#"{ century = [{ from = 2000, male = "m", female = "f" }] }, { year_digits"#;
    let young = changed("synth.toml", "{ year_digits", century).unwrap();
    let fault = People::new(&young, 1, 5, village, TODAY).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "synth.toml: numbers.person: no row for people born in 1916"
    );

    let origin = r#"{ origin = "seed/places.csv" }, { year_digits"#;
    assert!(
        changed("synth.toml", "{ year_digits", origin).is_err(),
        "a table without origins"
    );
}

#[test]
fn a_commune_must_have_an_origin() {
    let mut files = island();
    files.push(("o.csv", "place,origin\nV1,7\nV2,8\n".into()));
    files[0].1 = files[0]
        .1
        .replace("{ year_digits", "{ origin = \"o.csv\" }, { year_digits");
    let law = SynthLaw::read(&files).unwrap();
    let fault = People::new(&law, 1, 5, law.communes(), TODAY).unwrap_err();
    assert!(
        fault
            .to_string()
            .starts_with("commune 'V3': it has no line"),
        "{fault}"
    );
    assert_eq!(
        People::new(&law, 1, 9, &law.communes()[..2], TODAY)
            .unwrap()
            .count(),
        {
            let homes: Vec<_> = People::new(&law, 1, 9, &law.communes()[..2], TODAY)
                .unwrap()
                .collect();
            assert_eq!(homes.iter().map(|home| home.people.len()).sum::<usize>(), 9);
            homes.len()
        }
    );
}

#[test]
fn a_stream_ends_when_its_numbers_do() {
    let law = changed("synth.toml", "{ year_digits = 2 }, ", "").unwrap();
    let law = People::new(&law, 1, 10_000, law.communes(), TODAY)
        .unwrap()
        .map(|h| h.people.len());
    assert_eq!(law.sum::<usize>(), 10_000);

    let short = changed(
        "synth.toml",
        "{ random_digits = 4 }",
        "{ random_digits = 1 }",
    )
    .unwrap();
    let homes = People::new(&short, 1, 200, short.communes(), TODAY).unwrap();
    let people: usize = homes.map(|home| home.people.len()).sum();
    assert!((10..=200).contains(&people), "{people}");
}
