//! `demo.toml` and `look/`.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::loading::{Loading, Word};
use crate::model::{Demo, DemoAccount, DemoPerson, Look};
use crate::names::NameKind;
use crate::table::{Table, Value, check_id, read};

/// Reads `demo.toml`; a pack may have no demo.
pub(crate) fn demo(loading: &Loading<'_>) -> Demo {
    let file = loading.find("demo.toml");
    let demo = file.and_then(|file| {
        read(loading, file, "the demo", |table| {
            let start = table.text("start");
            if !start.text.is_empty() && start.text.parse::<jiff::Timestamp>().is_err() {
                let message = format!(
                    "`{}` is not a point in time: write 2026-11-02T08:00:00+07:00",
                    start.text
                );
                loading.report(Code::WrongValue, start.spot, message);
            }
            let accounts = table.tables("account", "account");
            Demo {
                password: table.text("password").text,
                start: start.text,
                accounts: accounts
                    .iter()
                    .map(|table| account(loading, table))
                    .collect(),
            }
        })
    });
    demo.unwrap_or_default()
}

fn account(loading: &Loading<'_>, table: &Table<'_>) -> DemoAccount {
    let login = table.text("login");
    check_id(loading, &login);
    loading.declare(NameKind::Login, "", &login);
    let posts = table
        .get("posts")
        .map(|value| value.items())
        .unwrap_or_default();
    let agency = table.maybe_text("agency");
    if let Some(agency) = &agency {
        loading.refer(NameKind::Agency, "", agency);
    }
    let person = table.table("person", "person");
    if posts.is_empty() && agency.is_none() && person.is_none() {
        let message = format!(
            "account `{}` is nobody's: give `posts`, `person` or `agency`",
            login.text
        );
        loading.report(Code::WrongValue, table.spot, message);
    }
    DemoAccount {
        login: login.text,
        posts: posts
            .iter()
            .filter_map(|value| post(loading, value))
            .collect(),
        person: person.and_then(|table| who(loading, &table)),
        agency: agency.map(|agency| agency.text),
        look: table.text("look").text,
    }
}

fn post(loading: &Loading<'_>, value: &Value<'_>) -> Option<(String, String)> {
    let words = value.texts();
    let [role, office] = words.as_slice() else {
        let message = "a post is a role and an office: [\"role\", \"office\"]";
        loading.report(Code::WrongValue, value.spot(), message);
        return None;
    };
    loading.refer(NameKind::Role, "", role);
    loading.refer(NameKind::Agency, "", office);
    Some((role.text.clone(), office.text.clone()))
}

fn who(loading: &Loading<'_>, table: &Table<'_>) -> Option<DemoPerson> {
    let noted = |kind: NameKind, word: Word| {
        loading.refer(kind, "", &word);
        word.text
    };
    let expecting = table.maybe_text("expecting");
    let spouse = table.maybe_text("spouse_of");
    let adult = table.maybe_text("adult");
    match (expecting, spouse, adult) {
        (Some(place), None, None) => Some(DemoPerson::Expecting {
            place: noted(NameKind::Place, place),
        }),
        (None, Some(login), None) => Some(DemoPerson::SpouseOf {
            login: noted(NameKind::Login, login),
        }),
        (None, None, Some(place)) => Some(DemoPerson::Adult {
            place: noted(NameKind::Place, place),
        }),
        _ => {
            let message = "a person is given by one of: expecting, spouse_of, adult";
            loading.report(Code::WrongValue, table.spot, message);
            None
        }
    }
}

/// Reads `look/`; a pack may have none.
pub(crate) fn look(loading: &Loading<'_>) -> Look {
    let colours = loading.find("look/colours.toml");
    let colours = colours.and_then(|file| {
        read(loading, file, "the table of colours", |table| {
            let entries = table.entries();
            let read = entries.iter().map(|(token, value)| {
                check_id(loading, token);
                let colour = value.text();
                check_colour(loading, &colour);
                (token.text.clone(), colour.text)
            });
            read.collect::<BTreeMap<_, _>>()
        })
    });
    let logo = loading
        .find("look/logo.svg")
        .and_then(|file| loading.files.get(file));
    Look {
        colours: colours.unwrap_or_default(),
        logo: logo.map(|file| file.text.to_owned()),
    }
}

fn check_colour(loading: &Loading<'_>, colour: &Word) {
    let digits = colour.text.strip_prefix('#');
    let good = digits.is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    });
    if !good && !colour.text.is_empty() {
        let message = format!("`{}` is not a colour: write #9c1c22", colour.text);
        loading.report(Code::WrongValue, colour.spot, message);
    }
}
