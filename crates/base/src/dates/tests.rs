use jiff::civil::date;
use proptest::prelude::*;

use super::*;

#[test]
fn dates_typed_into_three_boxes() {
    let no_day = |day, month, year, days| {
        Err(DateProblem::NoSuchDay {
            day,
            month,
            year,
            days,
        })
    };
    let table = [
        ("30", "4", "2026", Ok(date(2026, 4, 30))),
        (" 01 ", "012", "2026", Ok(date(2026, 12, 1))),
        ("29", "2", "2024", Ok(date(2024, 2, 29))),
        ("31", "4", "2026", no_day(31, 4, 2026, 30)),
        ("29", "2", "2026", no_day(29, 2, 2026, 28)),
        ("29", "2", "1900", no_day(29, 2, 1900, 28)),
        ("0", "1", "2026", no_day(0, 1, 2026, 31)),
        ("300", "1", "2026", no_day(300, 1, 2026, 31)),
        (
            "1",
            "13",
            "2026",
            Err(DateProblem::NoSuchMonth { month: 13 }),
        ),
        ("1", "0", "2026", Err(DateProblem::NoSuchMonth { month: 0 })),
        (
            "1",
            "1",
            "26",
            Err(DateProblem::YearOutOfRange { year: 26 }),
        ),
        (
            "1",
            "1",
            "1799",
            Err(DateProblem::YearOutOfRange { year: 1799 }),
        ),
        (
            "1",
            "1",
            "2201",
            Err(DateProblem::YearOutOfRange { year: 2201 }),
        ),
        (
            "1",
            "1",
            "70000",
            Err(DateProblem::YearOutOfRange { year: 70000 }),
        ),
        (
            "",
            "1",
            "2026",
            Err(DateProblem::Missing {
                part: DatePart::Day,
            }),
        ),
        (
            "1",
            "  ",
            "2026",
            Err(DateProblem::Missing {
                part: DatePart::Month,
            }),
        ),
        (
            "1",
            "april",
            "2026",
            Err(DateProblem::NotANumber {
                part: DatePart::Month,
            }),
        ),
        (
            "-1",
            "4",
            "2026",
            Err(DateProblem::NotANumber {
                part: DatePart::Day,
            }),
        ),
        (
            "1",
            "4",
            "2026.0",
            Err(DateProblem::NotANumber {
                part: DatePart::Year,
            }),
        ),
        (
            "１",
            "4",
            "2026",
            Err(DateProblem::NotANumber {
                part: DatePart::Day,
            }),
        ),
    ];
    for (day, month, year, expected) in table {
        assert_eq!(
            parse_day(day, month, year),
            expected,
            "{day}/{month}/{year}"
        );
    }
    let problem = parse_day("31", "4", "2026").unwrap_err();
    assert_eq!(
        problem.to_string(),
        "there is no day 31 in month 4 of 2026: it has 30 days"
    );
    assert_eq!(problem.part(), Some(DatePart::Day));
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
