//! The ten rules of the benchmark, for a population register with ten columns.

use base::identifier::{CenturySex, Format, Segment};
use base::text::TextRules;
use jiff::civil::date;
use quality::{Age, Column, Kind, Level, List, Pattern, Plan, Rule, Setting, Type, ValueSet, Word};

/// The columns of the population, in their order.
pub(crate) const COLUMNS: [(&str, Type); 10] = [
    ("row_id", Type::Text),
    ("pid", Type::Text),
    ("full_name", Type::Text),
    ("sex", Type::Text),
    ("birth_date", Type::Date),
    ("address_code", Type::Text),
    ("father_id", Type::Text),
    ("mother_id", Type::Text),
    ("issue_date", Type::Date),
    ("updated_at", Type::Date),
];

/// The ten rules, measured on 31 October 2026 with these codes of communes.
pub(crate) fn plan(communes: &[&str]) -> Plan {
    let columns = COLUMNS.map(|(name, of)| Column {
        name: name.to_owned(),
        of,
    });
    let setting = Setting {
        as_of: date(2026, 10, 31),
        lists: vec![(
            "communes".to_owned(),
            List::Values(ValueSet::new(communes, 0x6d6f_7463_7561)),
        )],
        formats: vec![("person-number".to_owned(), number())],
        texts: TextRules::for_language("en"),
        by: Vec::new(),
        lags: Vec::new(),
        seed: 0x6d6f_7463_7561,
    };
    Plan::new(&columns, rules(), setting).expect("the rules name these columns and this list")
}

fn rules() -> Vec<Rule> {
    let (clean, correct) = (&[Word::Clean][..], &[Word::Correct][..]);
    let field = |name: &str| name.to_owned();
    let pid = || field("pid");
    let pattern = Pattern::new("^[0-9]{12}$").expect("a class and a number");
    let same = ["full_name", "birth_date"].map(field).to_vec();
    vec![
        rule(
            "r01_not_null",
            &[Word::Sufficient],
            Kind::NotNull {
                field: field("full_name"),
            },
        ),
        rule(
            "r02_form",
            clean,
            Kind::Pattern {
                field: pid(),
                pattern,
            },
        ),
        rule(
            "r03_code_list",
            &[Word::Clean, Word::Unified],
            Kind::InList {
                field: field("address_code"),
                list: field("communes"),
            },
        ),
        rule(
            "r04_date_order",
            correct,
            Kind::Order {
                first: field("birth_date"),
                then: field("issue_date"),
                strictly: false,
            },
        ),
        rule(
            "r05_unique",
            clean,
            Kind::Unique {
                fields: vec![pid()],
            },
        ),
        rule(
            "r06_reference",
            clean,
            Kind::ExistsIn {
                field: field("mother_id"),
                target: pid(),
            },
        ),
        rule(
            "r07_id_agrees",
            correct,
            Kind::NumberAgrees {
                field: pid(),
                format: field("person-number"),
                sex: Some(field("sex")),
                born: Some(field("birth_date")),
            },
        ),
        rule(
            "r08_fresh",
            &[Word::Live],
            Kind::FreshWithin {
                field: field("updated_at"),
                age: Age::Months(12),
            },
        ),
        Rule {
            level: Level::Warning,
            ..rule("r09_same_person", clean, Kind::Unique { fields: same })
        },
        rule(
            "r10_nfc_trim",
            clean,
            Kind::NfcTrimmed {
                field: field("full_name"),
            },
        ),
    ]
}

fn rule(id: &str, words: &[Word], kind: Kind) -> Rule {
    Rule {
        id: id.to_owned(),
        level: Level::Error,
        words: words.to_vec(),
        when: None,
        kind,
    }
}

/// Twelve digits: three of a province, one of century and sex, two of the year, six of a serial.
fn number() -> Format {
    let rows = (0..10_u8).map(|digit| CenturySex {
        digit,
        from: 1900 + i16::from(digit / 2) * 100,
        sex: if digit % 2 == 1 { "F" } else { "M" }.to_owned(),
    });
    let serial = |digits| Segment::Serial { digits, least: 0 };
    let segments = vec![
        serial(3),
        Segment::CenturySex(rows.collect()),
        Segment::YearDigits(2),
        serial(6),
    ];
    Format::new(segments).expect("twelve digits")
}
