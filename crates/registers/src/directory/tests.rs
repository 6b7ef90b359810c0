use proptest::prelude::*;

use jiff::civil::date;

use super::*;

fn place(code: &str, parent: &str, name: &str) -> Place {
    Place {
        code: code.to_owned(),
        name: name.to_owned(),
        parent: Some(parent.to_owned()).filter(|parent| !parent.is_empty()),
        kind: "village".to_owned(),
    }
}

fn directory(places: &[(&str, &str, &str)]) -> Directory {
    let mut directory = Directory::empty(TextRules::for_language("vi"));
    for (code, parent, name) in places {
        directory.add_place(place(code, parent, name), (date(2020, 1, 1), None));
    }
    directory.existing = places.len();
    directory
}

/// What somebody typed, and the codes it finds in order.
const SEARCHES: &str = "
tan hoi        | 03 04 05
Tân Hội        | 03 04 05
tan hoi west   | 03
west tan       | 06 03
tân            | 06 03 04 05 07
tàn            | 07 06 03 04 05
lang 1         | 08 09
LÀNG 1 bao     | 08
0              | 02 07 06 09 01 08 03 04 05
05             | 05
hoi tan        | 03 04 05
xyz            |
tan xyz        |
,              |
";

#[test]
fn the_likeliest_place_comes_first() {
    let directory = directory(&[
        ("01", "", "Miền Đông"),
        ("02", "", "West"),
        ("03", "02", "Làng Tân Hội"),
        ("04", "01", "Làng Tân Hội"),
        ("05", "01", "Làng Tân An Hội"),
        ("06", "02", "Kim Tân"),
        ("07", "01", "Pa Tàn"),
        ("08", "01", "Làng 1 Bảo"),
        ("09", "01", "Làng Đá 1"),
    ]);
    for line in SEARCHES.trim_matches('\n').lines() {
        let (typed, codes) = line.split_once('|').unwrap();
        let found = directory.search_places(typed.trim(), &[], 10);
        let found: Vec<&str> = found.iter().map(|place| place.code.as_str()).collect();
        let expected: Vec<&str> = codes.split_whitespace().collect();
        assert_eq!(found, expected, "{typed}");
    }
}

#[test]
fn places_in_a_circle_have_an_end() {
    let directory = directory(&[("1", "2", "One"), ("2", "1", "Two"), ("3", "3", "Three")]);
    assert_eq!(directory.place_path("1").len(), DEPTH_MAX);
    assert_eq!(directory.nearest("office", "3"), None);
    assert!(directory.search_places("one nowhere", &[], 10).is_empty());
}

proptest! {
    #[test]
    fn no_text_makes_a_search_fail(typed in "\\PC{0,12}", name in "\\PC{0,12}") {
        let directory = directory(&[("1", "", &name), ("2", "1", "Kim Tân")]);
        prop_assert!(directory.search_places(&typed, &[], 1).len() <= 1);
        // Whoever types a whole name finds it, unless it has no letter and no digit.
        if unmarked_key(&name).chars().any(char::is_alphanumeric) {
            let found = directory.search_places(&name, &[], 10);
            prop_assert!(found.iter().any(|place| place.code == "1"), "{name}");
        }
    }
}
