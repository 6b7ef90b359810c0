use proptest::prelude::*;

use super::*;

/// Day, month, year as typed, then what is found, or the part and the words of the problem.
const TYPED: &str = "
30    | 4     | 2026   | 2026-04-30
 01   | 012   | 2026   | 2026-12-01
29    | 2     | 2024   | 2024-02-29
31    | 4     | 2026   | day: there is no day 31 in month 4 of 2026: it has 30 days
29    | 2     | 2026   | day: there is no day 29 in month 2 of 2026: it has 28 days
29    | 2     | 1900   | day: there is no day 29 in month 2 of 1900: it has 28 days
0     | 1     | 2026   | day: there is no day 0 in month 1 of 2026: it has 31 days
300   | 1     | 2026   | day: there is no day 300 in month 1 of 2026: it has 31 days
1     | 13    | 2026   | month: there is no month 13: months go from 1 to 12
1     | 0     | 2026   | month: there is no month 0: months go from 1 to 12
1     | 1     | 26     | year: the year 26 is out of range: 1800 to 2200
1     | 1     | 1799   | year: the year 1799 is out of range: 1800 to 2200
1     | 1     | 2201   | year: the year 2201 is out of range: 1800 to 2200
1     | 1     | 70000  | year: the year 70000 is out of range: 1800 to 2200
      | 1     | 2026   | day: the day is missing
1     |       | 2026   | month: the month is missing
1     | april | 2026   | month: the month is not a number: write it in digits
-1    | 4     | 2026   | day: the day is not a number: write it in digits
1     | 4     | 2026.0 | year: the year is not a number: write it in digits
１    | 4     | 2026   | day: the day is not a number: write it in digits
31    | 4     | 26     | year: the year 26 is out of range: 1800 to 2200
";

#[test]
fn dates_typed_into_three_boxes() {
    for line in TYPED.trim_matches('\n').lines() {
        let [day, month, year, expected] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}");
        };
        let found = match parse_day(day, month, year) {
            Ok(date) => date.to_string(),
            Err(problem) => format!("{}: {problem}", problem.part().unwrap().word()),
        };
        assert_eq!(found, expected.trim(), "{line}");
    }
}

#[test]
fn iso_text_is_read_and_written() {
    for text in ["1961", "1961-04", "1961-04-30", "1800", "2200-12-31"] {
        let read: PartialDate = text.parse().unwrap();
        assert_eq!(read.to_string(), text);
    }
    let wrong = [
        "",
        "61",
        "1961-",
        "1961-4",
        "1961-04-3",
        "1961-04-30-01",
        "1961-04-31",
        "1961-13",
        "1799",
        "2201-01-01",
        "19é1",
        "1961/04/30",
        "+196",
        "1961-04-30T00:00",
        " 1961",
    ];
    for text in wrong {
        assert!(text.parse::<PartialDate>().is_err(), "{text}");
    }
}

#[test]
fn comparison_says_only_what_is_certain() {
    let table = [
        ("1961", "1962-01", Some(Ordering::Less)),
        ("1961-04", "1961-03-31", Some(Ordering::Greater)),
        ("1961-04-30", "1961-04-30", Some(Ordering::Equal)),
        ("1961-04-30", "1961-05", Some(Ordering::Less)),
        ("1961", "1961", None),
        ("1961", "1961-04", None),
        ("1961-04-30", "1961-04", None),
    ];
    for (one, other, expected) in table {
        let (one, other): (PartialDate, PartialDate) =
            (one.parse().unwrap(), other.parse().unwrap());
        assert_eq!(one.compare(other), expected, "{one} {other}");
        assert_eq!(
            other.compare(one),
            expected.map(Ordering::reverse),
            "{other} {one}"
        );
    }
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_back(text in "[0-9]{4}(-[0-9]{2}){0,2}") {
        if let Ok(read) = text.parse::<PartialDate>() {
            prop_assert_eq!(read.to_string(), text);
            prop_assert!(read.earliest() <= read.latest() && read.agrees_with(read));
        }
    }

    #[test]
    fn reading_never_panics(text in ".*", day in ".*", month in ".*", year in ".*") {
        let _ = text.parse::<PartialDate>();
        let _ = parse_day(&day, &month, &year);
    }
}
