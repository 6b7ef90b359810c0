//! The smallest words: identifiers, days, times, names.

use std::collections::BTreeSet;

use base::calendar::{parse_hours, parse_time, parse_zone};
use base::dates::{PartialDate, parse_day};
use base::identifier::{CenturySex, Check, Facts, Format, Segment};
use base::text::{TextRules, clean, clean_lines, compare_key, mask_name, nearest, unmarked_key};
use base::{Id, Instant};

/// A number like those of many countries: a code, century and sex, year, serial, check digit.
fn format() -> Format {
    let sex = |digit, from, sex: &str| CenturySex {
        digit,
        from,
        sex: sex.to_owned(),
    };
    let check = Check {
        weights: vec![7, 9, 10, 5, 8, 4, 2, 1, 6, 3],
        modulo: 11,
        taken_from: None,
        then_modulo: Some(10),
    };
    let segments = vec![
        Segment::Code {
            list: "harbours".to_owned(),
            codes: BTreeSet::from(["001".to_owned(), "079".to_owned()]),
        },
        Segment::CenturySex(vec![
            sex(0, 1900, "M"),
            sex(1, 1900, "F"),
            sex(2, 2000, "M"),
        ]),
        Segment::YearDigits(2),
        Segment::Serial {
            digits: 4,
            least: 1,
        },
        Segment::Check(check),
    ];
    Format::new(segments).expect("a good format")
}

/// An identifier, with what is known of its bearer in the first line.
pub(crate) fn identifier(bytes: &[u8]) {
    let (born, number) = super::halves(bytes);
    let (born, number) = (super::text(born), super::text(number));
    let facts = Facts {
        sex: Some("M"),
        born: born.parse::<PartialDate>().ok(),
    };
    let format = format();
    if format.check(&number, &facts).is_ok() {
        assert_eq!(number.chars().count(), format.chars());
        assert!(format.check(&number, &Facts::default()).is_ok());
    }
    let serial = u64::try_from(number.len()).unwrap_or(0);
    if let Ok(written) = format.write(&["001"], &facts, serial) {
        assert!(
            format.check(&written, &facts).is_ok(),
            "{written} was written"
        );
    }
    if let Ok(id) = number.parse::<Id>() {
        assert_eq!(id.to_string().parse::<Id>().ok(), Some(id));
    }
}

/// Days and times as people and files write them.
pub(crate) fn date(bytes: &[u8]) {
    let text = super::text(bytes);
    let parts: Vec<&str> = text.splitn(3, ['-', '/', '.', '\n']).collect();
    if let [day, month, year] = parts.as_slice() {
        let _ = parse_day(day, month, year);
    }
    if let Ok(date) = text.parse::<PartialDate>() {
        assert_eq!(date.to_string().parse::<PartialDate>().ok(), Some(date));
        assert!(date.earliest() <= date.latest());
    }
    if let Some(instant) = Instant::parse(&text) {
        let _ = instant.timestamp();
        let _ = instant.plus_seconds(i64::MAX);
        let _ = instant.since(Instant(i64::MIN));
    }
    let _ = (parse_hours(&text), parse_time(&text), parse_zone(&text));
    if let expr::Cell::Day(day) = expr::Cell::day_of(&text) {
        let written = expr::Cell::Day(day).view().to_value();
        assert_eq!(text.parse().ok().map(expr::Value::Date), Some(written));
    }
}

/// Names and other texts. What is clean stays as it is when it is cleaned again.
pub(crate) fn text(bytes: &[u8]) {
    let text = super::text(bytes);
    for once in [clean(&text, 200), clean_lines(&text, 200)]
        .into_iter()
        .flatten()
    {
        assert_eq!(clean_lines(&once, 200).ok().as_ref(), Some(&once));
    }
    for tag in ["vi", "en", "uk", ""] {
        let _ = compare_key(&text, &TextRules::for_language(tag));
    }
    let _ = mask_name(&text);
    let key = unmarked_key(&text);
    assert!(!key.contains("  ") && key.trim_matches(' ') == key);
    let words: Vec<&str> = text.split_whitespace().take(8).collect();
    if let Some(first) = words.first() {
        let _ = nearest(first, words.iter().copied().skip(1));
    }
}
