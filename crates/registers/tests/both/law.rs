//! A law made by hand: an island with people, boats, offices and harbours.

use std::collections::BTreeMap;

use base::calendar::Calendar;
use base::identifier::{Format, Segment};
use jiff::civil::{Time, Weekday, date};
use jiff::tz::TimeZone;
use pack::{
    CodeList, Demo, Field, FieldKind, Form, Head, Identifier, Level, Look, Moment, Pack,
    QualityWord, Register, RegisterRule, Retention, Seed, Source, Test,
};

pub(crate) fn field(id: &str, kind: FieldKind) -> Field {
    Field::plain(id, kind)
}

pub(crate) fn maybe(id: &str, kind: FieldKind) -> Field {
    Field {
        optional: true,
        ..field(id, kind)
    }
}

fn searched(field: Field) -> Field {
    Field {
        search: true,
        ..field
    }
}

fn key(id: &str, kind: FieldKind) -> Field {
    Field {
        key: true,
        ..field(id, kind)
    }
}

fn register(id: &str, steward: &str, about: &[&str], fields: Vec<Field>) -> Register {
    Register {
        id: id.into(),
        steward: steward.into(),
        ground: format!("ground-{id}"),
        about: about.iter().map(|&field| field.into()).collect(),
        class: None,
        retention: None,
        fields,
        keys: Vec::new(),
        rules: Vec::new(),
        measure: pack::Measure::default(),
        linkage: None,
        replaces: Vec::new(),
        correction_days: 5,
    }
}

fn people() -> Register {
    let person = || FieldKind::Reference("people".into());
    let fields = vec![
        key("number", FieldKind::Identifier("islander".into())),
        searched(field("name", FieldKind::Name)),
        field("born_on", FieldKind::PartialDate),
        searched(maybe("home", FieldKind::Place)),
        searched(maybe("mother", person())),
        searched(maybe("father", person())),
        field("alive", FieldKind::Boolean),
    ];
    register("people", "RG", &["self"], fields)
}

fn boats() -> Register {
    let fields = vec![
        key("hull", FieldKind::Integer),
        searched(field("owner", FieldKind::Reference("people".into()))),
        field("kind", FieldKind::Code("boat-kind".into())),
        field("harbour", FieldKind::Place),
        field("office", FieldKind::Agency),
        field("built", FieldKind::Date),
        maybe("inspected_at", FieldKind::Instant),
        maybe("law", FieldKind::Text),
        maybe("name", FieldKind::Name),
        maybe("valid_to", FieldKind::Date),
    ];
    register("boats", "HO", &["owner"], fields)
}

/// Who may lie where: numbers with decimals, shapes, lists, a key of two fields, and rules.
fn berths() -> Register {
    let formed = |id: &str, form: Form| Field {
        form: Some(form),
        ..maybe(id, FieldKind::Text)
    };
    let fields = vec![
        field("number", FieldKind::Text),
        field("harbour", FieldKind::Place),
        searched(maybe("holder", FieldKind::Reference("people".into()))),
        formed("depth", Form::Decimal { places: 2 }),
        formed(
            "rent",
            Form::Money {
                currency: "XTS".into(),
                places: 2,
            },
        ),
        formed("shape", Form::Geometry),
        formed("plan", Form::File),
        formed("kinds", Form::List(FieldKind::Code("boat-kind".into()))),
        maybe("surveyed", FieldKind::PartialDate),
        maybe("built", FieldKind::Date),
    ];
    let rule = |id: &str, level, test| RegisterRule {
        id: id.into(),
        level,
        word: QualityWord::Correct,
        when: None,
        test,
        correction_days: None,
        stops_sharing: false,
    };
    let source = |text: &str| Source {
        text: text.into(),
        place: String::new(),
    };
    Register {
        keys: vec![vec!["number".into(), "harbour".into()]],
        retention: Some(Retention::Months(12)),
        rules: vec![
            rule(
                "deep",
                Level::Error,
                Test::Holds(source("depth == null || depth >= 50")),
            ),
            rule(
                "dear",
                Level::Warning,
                Test::Range {
                    field: "rent".into(),
                    least: None,
                    most: Some(100_000),
                },
            ),
            rule(
                "surveyed",
                Level::Error,
                Test::After {
                    field: "surveyed".into(),
                    than: Moment::Field("built".into()),
                    strictly: false,
                },
            ),
            rule(
                "not-of-the-future",
                Level::Error,
                Test::Before {
                    field: "built".into(),
                    than: Moment::Today,
                    strictly: false,
                },
            ),
        ],
        ..register("berths", "HO", &["holder"], fields)
    }
}

fn agencies() -> Register {
    let fields = vec![
        key("id", FieldKind::Text),
        field("kind", FieldKind::Text),
        field("name", FieldKind::Name),
        maybe("parent", FieldKind::Text),
        maybe("place", FieldKind::Place),
        maybe("dossier_code", FieldKind::Text),
        field("valid_from", FieldKind::Date),
        maybe("valid_to", FieldKind::Date),
    ];
    register("agencies", "CO", &[], fields)
}

fn places() -> Register {
    let fields = vec![
        key("code", FieldKind::Text),
        maybe("parent", FieldKind::Text),
        field("kind", FieldKind::Text),
        field("name", FieldKind::Name),
        maybe("valid_from", FieldKind::Date),
        maybe("valid_to", FieldKind::Date),
    ];
    register("places", "CO", &[], fields)
}

fn successions() -> Register {
    let fields = vec![
        key("id", FieldKind::Text),
        searched(field("old", FieldKind::Place)),
        searched(field("new", FieldKind::Place)),
        field("share", FieldKind::Text),
        field("valid_from", FieldKind::Date),
    ];
    register("successions", "CO", &[], fields)
}

fn table(register: &str, text: &str) -> Seed {
    let cells = |line: &str| line.split(',').map(|cell| cell.trim().to_owned()).collect();
    let mut lines = text.trim().lines();
    Seed {
        register: register.into(),
        header: lines.next().map(cells).unwrap_or_default(),
        rows: lines.map(cells).collect(),
    }
}

const PLACES: &str = "
code, parent, kind,    name,                 valid_from, valid_to
I,    ,       island,  Tern Island,          2020-01-01,
H1,   I,      harbour, Cảng Hòa Bình,        2020-01-01,
H2,   I,      harbour, South Harbour,        2020-01-01,
V1,   H1,     village, Ashwick,              2020-01-01,
V2,   H2,     village, Southwick,            2020-01-01,
V0,   H2,     village, Drowned Southwick,    2020-01-01, 2023-12-31
VA,   H2,     village, Old Southwick,        ,           2019-12-31
VB,   H1,     village, Ness,                 2030-01-01,
";

/// Old Southwick became the drowned one, and that was split. Two places point at each other.
const SUCCESSIONS: &str = "
id, old, new, share, valid_from
1,  VA,  V0,  whole, 2020-01-01
2,  V0,  V2,  part,  2024-01-01
3,  V0,  V1,  part,  2024-01-01
4,  H1,  H2,  whole, 2031-01-01
5,  H2,  H1,  whole, 2032-01-01
";

const AGENCIES: &str = "
id,  kind,           name,            parent, place, dossier_code, valid_from, valid_to
CO,  council,        Island Council,  ,       I,     CO,           2020-01-01,
RG,  registry,       Island Registry, CO,     I,     RG,           2020-01-01,
HO,  harbour-office, Harbour Office,  CO,     I,     HO,           2020-01-01,
HO2, harbour-office, South Office,    HO,     H2,    HO.2,         2020-01-01,
HO1, harbour-office, Old North Post,  HO,     H1,    HO.1,         2020-01-01, 2024-06-30
";

/// The fixture's calendar: weekdays, eight to twelve and one to five, in UTC.
fn calendar() -> Calendar {
    let week = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ];
    let hour = |hour| Time::constant(hour, 0, 0, 0);
    let hours = [(hour(8), hour(12)), (hour(13), hour(17))];
    Calendar::new(TimeZone::UTC, &week, &hours, &[date(2026, 11, 4)], &[]).unwrap()
}

fn head() -> Head {
    Head {
        id: "tiny".into(),
        version: "2026-09-01".into(),
        valid_from: date(2026, 9, 1),
        languages: vec!["en".into()],
        people: "people".into(),
        person_name: "name".into(),
        person_number: "number".into(),
        parents: vec!["mother".into(), "father".into()],
        minor_until: 18,
        born: "born_on".into(),
        agencies: "agencies".into(),
        places: "places".into(),
        successions: Some("successions".into()),
        text_rules: "vi".into(),
        warn_hours: 4,
    }
}

pub(crate) fn law() -> Pack {
    let serial = Segment::Serial {
        digits: 4,
        least: 1,
    };
    let islander = Identifier {
        format: Format::new(vec![Segment::YearDigits(4), serial]).unwrap(),
        tables: Vec::new(),
        serials: 9_999,
    };
    let kinds = CodeList {
        codes: vec![
            ("rowing".into(), vec!["Rowing boat".into()]),
            ("sailing".into(), vec!["Sailing boat".into()]),
        ],
    };
    Pack {
        head: head(),
        calendar: calendar(),
        identifiers: BTreeMap::from([("islander".into(), islander)]),
        registers: vec![
            berths(),
            agencies(),
            boats(),
            people(),
            places(),
            successions(),
        ],
        procedures: Vec::new(),
        events: Vec::new(),
        rules: Vec::new(),
        indicators: Vec::new(),
        lists: BTreeMap::from([("boat-kind".into(), kinds)]),
        seeds: vec![
            table("places", PLACES),
            table("successions", SUCCESSIONS),
            table("agencies", AGENCIES),
        ],
        papers: BTreeMap::new(),
        words: Vec::new(),
        stories: BTreeMap::new(),
        demo: Demo::default(),
        look: Look::default(),
        files: BTreeMap::from([("pack.toml".into(), "format = 1\n".into())]),
        digest: base::sha256(b"tiny"),
    }
}
