//! The core knows no country: what a pack declares is not named in Rust.
//!
//! Two lists are looked for. Names of countries, places and their systems
//! (`tidy/country_words.txt`) may stand nowhere in a Rust file. Ids that packs declare (of
//! registers, procedures, life events, forms, agencies) may not stand in code or in literals;
//! tests may use those of the test country, `packs/tiny`.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Piece, Source};
use crate::style::entries;

/// The pack whose ids tests may name.
const TEST_COUNTRY: &str = "tiny";

/// Folders of `law/` whose files are each one declared thing, named like the file.
const NAMED_BY_FILE: [&str; 4] = ["registers", "procedures", "events", "forms"];

/// Ids and the packs that declare them.
pub type Ids = BTreeMap<String, BTreeSet<String>>;

/// Adds the ids that one file of a pack declares. `path` is as in `packs/tiny/law/events/x.toml`.
pub fn collect(path: &str, text: &str, ids: &mut Ids) {
    let parts: Vec<&str> = path.split('/').collect();
    let (pack, folder, rest) = match parts.as_slice() {
        ["packs", pack, folder, rest @ ..] => (*pack, *folder, rest),
        _ => return,
    };
    let mut found = Vec::new();
    if folder == "law" {
        if let [kind, name] = rest
            && NAMED_BY_FILE.contains(kind)
        {
            found.extend(name.split('.').next().map(str::to_owned));
        }
        if path.ends_with(".toml") {
            found.extend(declared(text));
        }
    } else if folder == "seed" && rest == ["agencies.csv"] {
        found.extend(
            text.lines()
                .skip(1)
                .filter_map(|line| line.split(',').next())
                .map(str::to_owned),
        );
    }
    // Two letters are a language or a unit somewhere.
    for id in found.into_iter().filter(|id| id.len() > 2) {
        ids.entry(id).or_default().insert(pack.to_owned());
    }
}

/// The `id` of a declaration, which stands at its root or in a table of the root.
fn declared(text: &str) -> Vec<String> {
    let Ok(root) = text.parse::<toml::Table>() else {
        return Vec::new(); // `motcua check` says so, with a position.
    };
    let tables = root.values().filter_map(toml::Value::as_table);
    std::iter::once(&root)
        .chain(tables)
        .filter_map(|table| table.get("id")?.as_str().map(str::to_owned))
        .collect()
}

/// Names of countries and places in a text: whole words, capital or not.
#[must_use]
pub fn names(path: &str, text: &str, words: &str) -> Vec<String> {
    let words: Vec<String> = entries(words).map(str::to_lowercase).collect();
    let mut findings = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.to_lowercase();
        if let Some(word) = words.iter().find(|word| has_word(&line, word)) {
            findings.push(format!(
                "{path}:{}: the core knows no country: let the pack say what \"{word}\" says here",
                at + 1
            ));
        }
    }
    findings
}

/// Is `word` in `line`, not as a part of a longer word?
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        ![before, after]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric)
    })
}

/// Ids of packs in a file's code and literals. `generic` lists ids that are the core's own words.
#[must_use]
pub fn ids(path: &str, source: &Source, ids: &Ids, generic: &str) -> Vec<String> {
    let generic: BTreeSet<&str> = entries(generic)
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let tests = crate::sql::is_test(path);
    let mut findings = Vec::new();
    let mut look = |piece: &Piece, named: Vec<&str>| {
        for id in named {
            let Some(packs) = ids.get(id).filter(|_| !generic.contains(id)) else {
                continue;
            };
            if (tests || piece.in_tests) && packs.contains(TEST_COUNTRY) {
                continue;
            }
            findings.push(format!(
                "{path}:{}: `{id}` is declared by packs/{}: let the pack say it (a test may use what packs/{TEST_COUNTRY} declares)",
                piece.line,
                packs.iter().cloned().collect::<Vec<_>>().join(", packs/")
            ));
        }
    };
    for literal in &source.strings {
        look(literal, named_in(&literal.text));
    }
    for word in source.identifiers() {
        let dashed = word.text.to_lowercase().replace('_', "-");
        // A single word is English before it is an id: `people` as a variable says nothing.
        if dashed.contains('-') {
            look(&word, vec![dashed.as_str(), word.text.as_str()]);
        }
    }
    findings
}

/// What a literal may name: itself; its parts when it is a path or a key; in a sentence only
/// compound words, because a single one is English.
fn named_in(literal: &str) -> Vec<&str> {
    let sentence = literal.contains(char::is_whitespace);
    let parts = literal.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
    let compound = |part: &&str| !sentence || part.contains(['-', '_']);
    let mut named: Vec<&str> = parts.filter(compound).collect();
    named.push(literal);
    named.sort_unstable();
    named.dedup();
    named
}

/// Lines of the list of generic ids that no pack declares any more, or that give no reason.
#[must_use]
pub fn stale(generic: &str, ids: &Ids) -> Vec<String> {
    let file = "xtask/tidy/generic_ids.txt";
    let mut findings = Vec::new();
    for line in entries(generic) {
        match line.split_once(char::is_whitespace) {
            None => findings.push(format!(
                "{file}: say after `{line}` why the core uses the word"
            )),
            Some((id, _)) if !ids.contains_key(id) => {
                findings.push(format!("{file}: remove {id}: no pack declares it"));
            }
            Some(_) => {}
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Ids {
        let mut ids = Ids::new();
        collect(
            "packs/tiny/law/registers/boats.toml",
            "id = \"boats\"\n[[field]]\nid = \"hull\"\n",
            &mut ids,
        );
        collect(
            "packs/tiny/law/procedures/x.toml",
            "[procedure]\nid = \"boat-licence\"\n",
            &mut ids,
        );
        collect(
            "packs/big/law/events/moving-house.toml",
            "title = \"x\"\n",
            &mut ids,
        );
        collect(
            "packs/big/seed/agencies.csv",
            "id,name\nharbour-office,Harbour\nQ7.1,Quay\n",
            &mut ids,
        );
        collect("packs/big/law/calendar.toml", "not toml", &mut ids);
        ids
    }

    #[test]
    fn ids_are_collected_from_declarations() {
        let ids = sample();
        let names: Vec<_> = ids.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "Q7.1",
                "boat-licence",
                "boats",
                "harbour-office",
                "moving-house"
            ]
        );
    }

    #[test]
    fn ids_are_found_where_they_name_something() {
        let cases = [
            ("f(\"boats\")", 1),
            ("f(\"law/boats/7\")", 1),
            ("f(\"Q7.1\")", 1),
            ("f(\"three boats came\")", 0),
            ("f(\"the harbour-office said\")", 1),
            ("let boats = 1;", 0),
            ("fn moving_house() {}", 1),
            ("// about boats and moving-house", 0),
            ("#[cfg(test)]\nmod t { f(\"boat-licence\") }", 0),
            ("#[cfg(test)]\nmod t { f(\"moving-house\") }", 1),
        ];
        for (text, expected) in cases {
            let findings = ids("crates/cases/src/open.rs", &Source::of(text), &sample(), "");
            assert_eq!(findings.len(), expected, "{text}: {findings:?}");
        }
        let source = Source::of("f(\"boats\")");
        assert_eq!(
            ids(
                "crates/cases/src/open.rs",
                &source,
                &sample(),
                "boats  floats"
            )
            .len(),
            0
        );
        assert_eq!(
            ids("crates/cases/tests/story.rs", &source, &sample(), "").len(),
            0
        );
    }

    #[test]
    fn names_are_whole_words() {
        let words = "# where\nAtlantis\nNew Atlantis\n";
        let cases = [
            ("// in Atlantis", 1),
            ("ATLANTIS", 1),
            ("let atlantis_x = 1;", 1),
            ("Atlantisian", 0),
            ("", 0),
        ];
        for (text, expected) in cases {
            assert_eq!(names("a.rs", text, words).len(), expected, "{text}");
        }
    }

    #[test]
    fn the_list_of_generic_ids_stays_true() {
        assert_eq!(
            stale("# why\nboats  because\n", &sample()),
            Vec::<String>::new()
        );
        assert_eq!(stale("boats\n", &sample()).len(), 1);
        assert_eq!(stale("ships  because\n", &sample()).len(), 1);
    }
}
