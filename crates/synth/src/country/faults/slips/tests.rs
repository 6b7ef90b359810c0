use super::*;

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter()
        .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
        .collect()
}

#[test]
fn dates_go_wrong_as_people_make_them() {
    let mut dice = Dice::new(1, 1);
    let cases: [(&str, Option<&str>, Option<&str>, Option<&str>); 4] = [
        (
            "1980-12-03",
            Some("1980-03-12"),
            Some("03/12/1980"),
            Some("1977-12-03"),
        ),
        ("1980-12-31", None, Some("31/12/1980"), Some("1977-12-31")),
        ("1980-07-07", None, Some("07/07/1980"), Some("1977-07-07")),
        ("123456", None, Some("123.456"), None),
    ];
    for (text, expected, noted, old) in cases {
        assert_eq!(swapped(text).as_deref(), expected, "{text}");
        assert_eq!(notation(text).as_deref(), noted, "{text}");
        assert_eq!(earlier(text, 3).as_deref(), old, "{text}");
    }
    for _ in 0..50 {
        let wrong = impossible("1980-12-03", &mut dice).unwrap();
        assert!(
            wrong.starts_with("1980-") && wrong.parse::<Date>().is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn texts_are_replaced_longest_first_and_at_ends_if_asked() {
    let ends = pairs(&[("òa", "oà"), ("ủy", "uỷ")]);
    let cases = [
        ("Hòa Thủy", true, Some("Hoà Thuỷ")),
        ("Toàn Hòang", true, None),
        ("Hòang", false, Some("Hoàng")),
    ];
    for (text, at_ends, expected) in cases {
        assert_eq!(
            replaced(text, &ends, at_ends).as_deref(),
            expected,
            "{text}"
        );
    }
    let font = pairs(&[("ễ", "Ô"), ("e", "x")]);
    assert_eq!(replaced("Nguyễn", &font, false).as_deref(), Some("NguyÔn"));
    assert_eq!(upper_unmarked("Đỗ Thị Hòa").as_deref(), Some("DO THI HOA"));
    assert_eq!(upper_unmarked("ADA REED"), None);
    assert_eq!(apart("Ada"), None);
    assert!(apart("Hòa").unwrap().chars().count() == 4);
}

#[test]
fn slips_change_something_and_only_that() {
    for seed in 0..500 {
        let mut dice = Dice::new(seed, 0);
        if let Some(slipped) = typing("Nguyễn Thị Hòa", &mut dice) {
            assert_ne!(slipped, "Nguyễn Thị Hòa");
            let length = slipped.chars().count();
            assert!((13..=15).contains(&length), "{slipped}");
        }
        for changed in [
            split("Ada Reed", &mut dice),
            stray_space("Ada Reed", &mut dice),
        ] {
            assert_ne!(changed.unwrap(), "Ada Reed");
        }
        assert_eq!(split("Ada", &mut dice), None);
        let digit = digits("012345", &mut dice).unwrap();
        assert!(digit != "012345" && digit.chars().all(|letter| letter.is_ascii_digit()));
        let code = unknown("00128", &mut dice).unwrap();
        assert!(code.starts_with('9') && code.len() == 5, "{code}");
        assert_eq!(unknown("T84", &mut dice).unwrap(), "T849");
        assert_eq!(unknown("98", &mut dice).unwrap(), "989");
    }
    assert_eq!(unknown("", &mut Dice::new(1, 1)), None);
}
