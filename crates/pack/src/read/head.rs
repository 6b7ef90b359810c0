//! `pack.toml` and `law/calendar.toml`.

use base::calendar::{Calendar, parse_time, parse_zone};
use jiff::civil::{Date, Time, Weekday};

use crate::diagnostic::Code;
use crate::loading::{Loading, Word};
use crate::model::Head;
use crate::names::NameKind;
use crate::rows;
use crate::table::{Table, Value, check_id, choose, read};

/// The version of the pack format this crate reads.
const FORMAT: i64 = 1;

/// Reads `pack.toml`. After a mistake some of it is empty.
pub(crate) fn head(loading: &Loading<'_>) -> Head {
    let head = loading
        .find("pack.toml")
        .and_then(|file| read(loading, file, "the pack", |table| whole(loading, table)));
    head.unwrap_or_else(|| {
        loading.missing("pack.toml", "a pack begins with this file");
        empty()
    })
}

fn whole(loading: &Loading<'_>, table: &Table<'_>) -> Head {
    table.whole("format", FORMAT..=FORMAT);
    let mut head = empty();
    let id = table.text("id");
    check_id(loading, &id);
    head.id = id.text;
    let version = table.text("version");
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
    if !version.text.chars().all(plain) {
        let message = "a version is made of letters, digits, `.` and `-`";
        loading.report(Code::BadName, version.spot, message);
    }
    head.version = version.text;
    head.valid_from = table.date("valid_from").unwrap_or_default();
    head.languages = languages(loading, table.need("languages"));
    head.text_rules = table.text("text_rules").text;
    if let Some(people) = need_table(table, "people", "the table of people") {
        who(loading, &people, &mut head);
    }
    if let Some(directory) = need_table(table, "directory", "the directory") {
        let agencies = directory.text("agencies");
        let places = directory.text("places");
        loading.refer(NameKind::Register, "", &agencies);
        loading.refer(NameKind::Register, "", &places);
        head.agencies = agencies.text;
        head.places = places.text;
        head.successions = directory.maybe_text("successions").map(|successions| {
            loading.refer(NameKind::Register, "", &successions);
            for field in ["old", "new", "share", "valid_from"] {
                let field = Word {
                    text: field.to_owned(),
                    spot: successions.spot,
                };
                loading.refer(NameKind::Field, &successions.text, &field);
            }
            successions.text
        });
    }
    head
}

fn who(loading: &Loading<'_>, people: &Table<'_>, head: &mut Head) {
    let register = people.text("register");
    loading.refer(NameKind::Register, "", &register);
    let field = |word: Word| {
        loading.refer(NameKind::Field, &register.text, &word);
        word.text
    };
    head.person_name = field(people.text("name"));
    head.person_number = field(people.text("number"));
    head.born = field(people.text("born"));
    head.parents = people.texts("parents").into_iter().map(field).collect();
    let age = people.whole("minor_until", 0..=150);
    head.minor_until = u16::try_from(age).unwrap_or(0);
    head.people = register.text;
}

fn need_table<'t>(table: &Table<'t>, key: &'static str, what: &'static str) -> Option<Table<'t>> {
    table.need(key).and_then(|value| value.table(what))
}

fn languages(loading: &Loading<'_>, value: Option<Value<'_>>) -> Vec<String> {
    let Some(value) = value else {
        return Vec::new();
    };
    let words = value.texts();
    if words.is_empty() {
        loading.report(
            Code::WrongValue,
            value.spot(),
            "a pack speaks at least one language",
        );
    }
    let mut languages: Vec<String> = Vec::new();
    for word in words {
        check_id(loading, &word);
        if languages.contains(&word.text) {
            let message = format!("language `{}` stands twice: remove one", word.text);
            loading.report(Code::Twice, word.spot, message);
        } else {
            languages.push(word.text);
        }
    }
    languages
}

fn empty() -> Head {
    Head {
        id: String::new(),
        version: String::new(),
        valid_from: Date::default(),
        languages: Vec::new(),
        people: String::new(),
        person_name: String::new(),
        person_number: String::new(),
        parents: Vec::new(),
        minor_until: 0,
        born: String::new(),
        agencies: String::new(),
        places: String::new(),
        successions: None,
        text_rules: String::new(),
        warn_hours: 0,
    }
}

const WEEK: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Reads `law/calendar.toml`: the calendar, and how many working hours before a deadline an
/// apology leaves.
pub(crate) fn calendar(loading: &Loading<'_>) -> Option<(Calendar, u32)> {
    const PATH: &str = "law/calendar.toml";
    let Some(file) = loading.find(PATH) else {
        loading.missing(PATH, "a pack says here when offices work");
        return None;
    };
    read(loading, file, "the calendar", |table| {
        let warn = table.whole("warn_hours", 1..=1000);
        let warn = u32::try_from(warn).unwrap_or(1);
        let zone = table.text("time_zone");
        let week = table.texts("week");
        let week: Vec<Weekday> = week
            .iter()
            .filter_map(|day| choose(loading, day, &WEEK))
            .collect();
        let hours = hours(loading, table);
        let (holidays, worked) = rows::holidays(loading, &table.text("holidays"));
        let made = parse_zone(&zone.text)
            .and_then(|zone| Calendar::new(zone, &week, &hours, &holidays, &worked));
        match made {
            Ok(calendar) => Some((calendar, warn)),
            Err(problem) => {
                loading.report(Code::Calendar, table.spot, problem.to_string());
                None
            }
        }
    })
    .flatten()
}

fn hours(loading: &Loading<'_>, table: &Table<'_>) -> Vec<(Time, Time)> {
    let pairs = table
        .need("hours")
        .map(|value| value.items())
        .unwrap_or_default();
    let mut hours = Vec::new();
    for pair in pairs {
        let words = pair.texts();
        let times: Vec<Time> = words
            .iter()
            .filter_map(|word| parse_time(&word.text))
            .collect();
        match times.as_slice() {
            [from, to] if words.len() == 2 => hours.push((*from, *to)),
            _ => {
                let message = "office hours are two times of day: [\"08:00\", \"12:00\"]";
                loading.report(Code::WrongValue, pair.spot(), message);
            }
        }
    }
    hours
}
