//! What stands around procedures: life events, access rules, indicators.

use std::collections::BTreeMap;

use super::{declarations, strings};
use crate::diagnostic::Code;
use crate::loading::{Loading, Word};
use crate::model::{AccessRule, Event, Indicator};
use crate::names::NameKind;
use crate::table::{Table, check_id, check_name, choose, read};

/// Reads the life events.
pub(crate) fn events(loading: &Loading<'_>) -> Vec<Event> {
    declarations(loading, "law/events/", NameKind::Event, |table, id| {
        let procedure = table.text("procedure");
        loading.refer(NameKind::Procedure, "", &procedure);
        let offer = table.maybe_text("offer");
        if let Some(evidence) = &offer {
            loading.refer(NameKind::Evidence, &procedure.text, evidence);
        }
        Event {
            id,
            procedure: procedure.text,
            offer: offer.map(|evidence| evidence.text),
        }
    })
}

const ACTIONS: [(&str, ()); 5] = [
    ("look", ()),
    ("create", ()),
    ("correct", ()),
    ("handle", ()),
    ("erase", ()),
];
const RELATIONS: [(&str, ()); 3] = [("none", ()), ("own", ()), ("office", ())];

/// Stands alone for the fields that the role of a rule sees by default.
pub(crate) const BY_WHO: &str = "who";

/// Reads the access rules of all files of the folder.
pub(crate) fn rules(loading: &Loading<'_>) -> Vec<AccessRule> {
    let mut rules = Vec::new();
    for (file, _) in loading.folder("law/access/", ".toml") {
        let found = read(loading, file, "the access rules", |table| {
            let tables = table.tables("rule", "rule");
            tables
                .iter()
                .map(|table| rule(loading, table))
                .collect::<Vec<_>>()
        });
        rules.extend(found.into_iter().flatten());
    }
    rules
}

fn rule(loading: &Loading<'_>, table: &Table<'_>) -> AccessRule {
    let role = table.text("role");
    check_id(loading, &role);
    // Many rules speak of one role: any of them declares it.
    loading
        .names
        .borrow_mut()
        .declare(NameKind::Role, "", &role);
    let on = needed(loading, table, "on");
    for target in &on {
        refer_target(loading, target);
    }
    let actions = needed(loading, table, "actions");
    for action in &actions {
        choose(loading, action, &ACTIONS);
    }
    let fields = needed(loading, table, "fields");
    let relation = table.text("relation");
    choose(loading, &relation, &RELATIONS);
    let alone = fields.len() == 1;
    for field in &fields {
        if alone && field.text == BY_WHO {
            by_who(loading, (&role, field), &on);
            continue;
        }
        let mut targets = on
            .iter()
            .filter_map(|target| target.text.strip_prefix("register:"));
        let procedures = on
            .iter()
            .any(|target| target.text.starts_with("procedure:"));
        if field.text == "*" || procedures {
            continue;
        }
        let known = |register| {
            loading
                .names
                .borrow()
                .spot_of(NameKind::Field, register, &field.text)
        };
        if !targets.clone().any(|register| known(register).is_some())
            && let Some(first) = targets.next()
        {
            loading.refer(NameKind::Field, first, field);
        }
    }
    AccessRule {
        role: role.text,
        on: strings(on),
        actions: strings(actions),
        fields: strings(fields),
        purposes: strings(needed(loading, table, "purposes")),
        relation: relation.text,
        ground: table.text("ground").text,
    }
}

/// A rule for fields by who sees them: its role must stand at a field of each register.
fn by_who(loading: &Loading<'_>, (role, at): (&Word, &Word), on: &[Word]) {
    if on
        .iter()
        .any(|target| !target.text.starts_with("register:"))
    {
        let message = "only fields of registers say who sees them: name the fields, or `*`";
        loading.report(Code::WrongValue, at.spot, message);
    }
    for target in on {
        let Some(register) = target.text.strip_prefix("register:") else {
            continue;
        };
        // A role that stands at no field would be allowed nothing.
        let seen = Word {
            text: role.text.clone(),
            spot: at.spot,
        };
        loading.refer(NameKind::SeenBy, register, &seen);
    }
}

/// A list of texts that must not be empty.
fn needed(loading: &Loading<'_>, table: &Table<'_>, key: &'static str) -> Vec<Word> {
    let Some(value) = table.need(key) else {
        return Vec::new();
    };
    let words = value.texts();
    if words.is_empty() {
        let message = format!("`{key}` is empty: the rule would allow nothing");
        loading.report(Code::WrongValue, value.spot(), message);
    }
    words
}

fn refer_target(loading: &Loading<'_>, target: &Word) {
    let (kind, name) = match target.text.split_once(':') {
        Some(("register", name)) => (NameKind::Register, name),
        Some(("procedure", name)) => (NameKind::Procedure, name),
        _ => {
            let message = format!(
                "`{}` must begin with `register:` or `procedure:`",
                target.text
            );
            loading.report(Code::WrongValue, target.spot, message);
            return;
        }
    };
    let name = Word {
        text: name.to_owned(),
        spot: target.spot,
    };
    loading.refer(kind, "", &name);
}

/// Reads the figures of the steering board.
pub(crate) fn indicators(loading: &Loading<'_>) -> Vec<Indicator> {
    declarations(
        loading,
        "law/indicators/",
        NameKind::Indicator,
        |table, id| {
            let kind = table.text("kind");
            let plain = |letter: char| letter.is_ascii_lowercase() || ".-".contains(letter);
            if !kind.text.chars().all(plain) {
                let message = "the kind of entry is a word such as `case.ended`";
                loading.report(Code::BadName, kind.spot, message);
            }
            Indicator {
                id,
                kind: kind.text,
                of: facts(loading, table, "of"),
                with: facts(loading, table, "with"),
                target: table.maybe_whole("target", 0..=1_000_000_000),
            }
        },
    )
}

/// Facts that entries must have. Two of them are names of the pack.
fn facts(loading: &Loading<'_>, table: &Table<'_>, key: &'static str) -> BTreeMap<String, String> {
    let facts = table.table(key, "the table of facts");
    let facts = facts.map(|facts| facts.entries()).unwrap_or_default();
    let read = facts.iter().map(|(fact, value)| {
        check_name(loading, fact);
        let value = value.text();
        if fact.text == "procedure" || fact.text == "root" {
            loading.refer(NameKind::Procedure, "", &value);
        }
        (fact.text.clone(), value.text)
    });
    read.collect()
}
