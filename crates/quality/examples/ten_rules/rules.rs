//! The ten rules of the benchmark, for a population register with ten columns.

use base::identifier::{CenturySex, Format, Segment};
use base::text::TextRules;
use jiff::civil::date;
use quality::{
    Age, By, Column, Kind, Level, List, Pattern, Plan, Rule, Setting, Type, ValueSet, Word,
};

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

/// The ten rules, measured on 31 October 2026 with these codes of communes, and broken down.
pub(crate) fn plan(communes: &[String], by: Vec<By>) -> Plan {
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
        by,
        lags: Vec::new(),
        seed: 0x6d6f_7463_7561,
    };
    Plan::new(&columns, rules(), setting).expect("the rules name these columns and this list")
}

fn rules() -> Vec<Rule> {
    let (clean, correct) = (&[Word::Clean][..], &[Word::Correct][..]);
    let form = Kind::Pattern {
        field: name("pid"),
        pattern: Pattern::new("^[0-9]{12}$").expect("a class and a number"),
    };
    let code = Kind::InList {
        field: name("address_code"),
        list: name("communes"),
    };
    let order = Kind::Order {
        first: name("birth_date"),
        then: name("issue_date"),
        strictly: false,
    };
    let mother = Kind::ExistsIn {
        field: name("mother_id"),
        target: name("pid"),
    };
    let agrees = Kind::NumberAgrees {
        field: name("pid"),
        format: name("person-number"),
        sex: Some(name("sex")),
        born: Some(name("birth_date")),
    };
    let fresh = Kind::FreshWithin {
        field: name("updated_at"),
        age: Age::Months(12),
    };
    let full_name = || name("full_name");
    let unique = |fields| Kind::Unique { fields };
    let person = rule(
        "r09_same_person",
        clean,
        unique(vec![full_name(), name("birth_date")]),
    );
    vec![
        rule(
            "r01_not_null",
            &[Word::Sufficient],
            Kind::NotNull { field: full_name() },
        ),
        rule("r02_form", clean, form),
        rule("r03_code_list", &[Word::Clean, Word::Unified], code),
        rule("r04_date_order", correct, order),
        rule("r05_unique", clean, unique(vec![name("pid")])),
        rule("r06_reference", clean, mother),
        rule("r07_id_agrees", correct, agrees),
        rule("r08_fresh", &[Word::Live], fresh),
        // Chance namesakes exist: such a pair is probably one person, and not for certain.
        Rule {
            level: Level::Warning,
            ..person
        },
        rule(
            "r10_nfc_trim",
            clean,
            Kind::NfcTrimmed { field: full_name() },
        ),
    ]
}

fn name(text: &str) -> String {
    text.to_owned()
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
