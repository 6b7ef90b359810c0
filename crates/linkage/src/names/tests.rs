use super::*;
use proptest::prelude::*;

/// A register where Tam, Lan, Reef and their like are usual words, and the names under test rare.
fn names(under_test: &[&str]) -> (Names, Vec<u32>) {
    let mut names = Names::new(TextRules::for_language("vi"), 1);
    let mut rows = Vec::new();
    for n in 0..400 {
        let usual = [
            "Tam Văn Reef",
            "Lan Thị Bình",
            "Tam Lan Hòa",
            "Reef Hoa Anh",
        ];
        rows.push(names.number(Some(usual[n % 4])).unwrap());
    }
    let numbers = under_test.iter().map(|name| names.number(Some(name)));
    let numbers: Vec<u32> = numbers.map(Option::unwrap).collect();
    rows.extend(&numbers);
    names.close(rows.into_iter());
    (names, numbers)
}

#[test]
fn levels_of_names() {
    let cases = [
        ("Tam Văn Reef", "tam  VĂN reef", Level::Exact),
        ("Tam Lan Hòa", "Tam Lan Hoà", Level::Exact),
        ("Tam Lan Hòa", "Tam Lan Hoa", Level::Unmarked),
        ("Tam Lân Hòa", "Tam Lan Hoa", Level::Unmarked),
        ("Tam Thị Hòa", "Tam Thì Hòa", Level::Slip),
        ("Tam Thị Hòa", "Tam Thì Hoá", Level::Marks),
        ("Tam Văn Reef", "Văn Tam Reef", Level::Rearranged),
        ("Tam Văn Reef", "TamVăn Reef", Level::Rearranged),
        ("Tam Văn Reef", "Tam Reef", Level::Shortened),
        ("Tam Văn Lan Reef", "Tam Lan Reef", Level::Shortened),
        ("Tam Văn Lan Reef", "Tam Bình Hoa Reef", Level::Different),
        ("Tam Văn Reef", "Tam Văn Reeff", Level::Slip),
        ("Tam Văn Reef", "Tam Văn Refe", Level::Slip),
        ("Tam Văn Lan", "Tam Văn Tan", Level::Slip),
        ("Tam Văn Lan", "Tam Văn Tam", Level::Similar),
        ("Tam Văn Hoa", "Tam Văn Hoà", Level::Marks),
        ("Reefwater Hoa", "Reefwaters Hoan", Level::Similar),
        ("Tam Văn Reef", "Lan Thị Bình", Level::Different),
        ("Tam", "Tam Reef", Level::Different),
    ];
    for (one, other, expected) in cases {
        let (names, numbers) = names(&[one, other]);
        let found = names.compare(numbers[0], numbers[1]);
        assert_eq!(found.level(), expected, "{one} and {other}");
        assert_eq!(names.compare(numbers[1], numbers[0]), found);
    }
}

#[test]
fn two_usual_words_one_letter_apart_are_two_names() {
    let mut names = Names::new(TextRules::for_language("vi"), 1);
    let mut rows: Vec<u32> = Vec::new();
    for n in 0..400 {
        let name = ["Tam Văn Lan", "Tam Văn Lam", "Lan Thị Lam"][n % 3];
        rows.push(names.number(Some(name)).unwrap());
    }
    names.close(rows.iter().copied());
    assert_eq!(names.compare(rows[0], rows[1]).level(), Level::Near);
}

#[test]
fn a_name_without_letters_is_missing() {
    let (mut names, _) = names(&[]);
    for nothing in [None, Some(""), Some(" \u{a0} "), Some("\u{200b}")] {
        assert_eq!(names.number(nothing), Some(NONE), "{nothing:?}");
    }
    assert_eq!(names.compare(NONE, 0), Outcome::MISSING);
}

#[test]
fn agreeing_on_a_rare_name_says_more() {
    let (names, numbers) = names(&["Tam Văn Reef", "Bình Hoa Lan"]);
    let (usual, rare) = (numbers[0], numbers[1]);
    assert!(names.compare(usual, usual).step() + 4 < names.compare(rare, rare).step());
}

#[test]
fn a_name_of_a_hundred_words_is_cut() {
    let long = "Tam ".repeat(100);
    let longer = "Tam ".repeat(120);
    let (names, numbers) = names(&[&long, &longer]);
    assert_eq!(names.compare(numbers[0], numbers[1]).level(), Level::Exact);
}

proptest! {
    #[test]
    fn comparing_has_no_direction(texts in prop::collection::vec("[abàâ đ]{0,12}", 2..12)) {
        let (names, numbers) = names(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        for &one in &numbers {
            for &other in &numbers {
                let there = names.compare(one, other);
                prop_assert_eq!(there, names.compare(other, one));
                prop_assert_eq!(there.level() == Level::Exact, one == other && one != NONE);
            }
        }
    }
}
