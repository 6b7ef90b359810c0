//! Much at once: many mistakes, large files, deep nesting, anything at all.

use std::collections::BTreeMap;

use pack::{Code, DIAGNOSTICS_MAX, Diagnostic, FILES_MAX, load};
use proptest::prelude::*;

use crate::fixture;

fn mistakes(files: BTreeMap<String, String>) -> Vec<Diagnostic> {
    load(files).err().unwrap_or_default()
}

fn with(path: &str, text: String) -> BTreeMap<String, String> {
    let mut files = fixture::files();
    files.insert(path.to_owned(), text);
    files
}

#[test]
fn every_table_refuses_a_key_it_does_not_know() {
    let mut files = fixture::files();
    let mut inserted = 0;
    for (path, text) in &mut files {
        if !path.ends_with(".toml") || path.starts_with("look/") {
            continue;
        }
        let mut lines = vec!["zz = 1".to_owned()];
        for line in text.lines() {
            // In these tables keys are names.
            let open = [
                "[fields]",
                "[replaces]",
                "[values]",
                "[of]",
                "[with]",
                "[write.fields]",
                "[result.fields]",
            ];
            lines.push(line.replace("{ type", "{ zz = 1, type"));
            inserted += line.matches("{ type").count();
            if line.starts_with('[') && !open.contains(&line) {
                lines.push("zz = 1".to_owned());
                inserted += 1;
            }
        }
        inserted += 1;
        *text = lines.join("\n");
    }
    let found = mistakes(files);
    assert!(inserted > 50);
    assert_eq!(found.len(), inserted, "{found:#?}");
    assert!(
        found.iter().all(|one| one.code == Code::UnknownKey),
        "{found:#?}"
    );
}

#[test]
fn a_table_in_the_place_of_a_value_is_a_wrong_type() {
    let found = mistakes(with(
        "pack.toml",
        fixture::PACK.replace("\"skerry\"", "{ a = 1 }"),
    ));
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["pack.toml:2:14 P112: `id` must be a text, not a table"]
    );
}

#[test]
fn ten_megabytes_are_one_message() {
    let found = mistakes(with("law/access/more.toml", "x = 1\n".repeat(1_700_000)));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, Code::TooLarge);
    assert_eq!(found[0].file, "law/access/more.toml");
}

#[test]
fn too_many_files_are_one_message() {
    let mut files = fixture::files();
    for number in 0..FILES_MAX {
        files.insert(format!("stories/{number}.story"), String::new());
    }
    let found = mistakes(files);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, Code::TooManyFiles);
}

#[test]
fn past_the_limit_mistakes_are_counted() {
    let rule = "[[rule]]\nrole = \"person\"\non = [\"register:none\"]\nactions = [\"look\"]\nfields = [\"*\"]\npurposes = [\"*\"]\nrelation = \"own\"\nground = \"ground-own\"\n";
    let found = mistakes(with(
        "law/access/more.toml",
        rule.repeat(DIAGNOSTICS_MAX + 7),
    ));
    assert_eq!(found.len(), DIAGNOSTICS_MAX + 1);
    assert_eq!(found.last().unwrap().code, Code::More);
}

#[test]
fn missing_and_stray_files_are_told() {
    for path in fixture::files().keys() {
        let mut files = fixture::files();
        files.remove(path);
        let found = mistakes(files);
        // Demo, look and seeds are a pack's choice as long as nothing needs them.
        let free = [
            "look/colours.toml",
            "law/events/boat.toml",
            "law/indicators/granted.toml",
            "demo.toml",
        ];
        assert!(!found.is_empty() || free.contains(&path.as_str()), "{path}");
    }
    for path in [
        "law/register/x.toml",
        "words/en.txt",
        "law/registers/sub/x.toml",
        "packs.toml",
    ] {
        let found = mistakes(with(path, String::new()));
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        assert_eq!(
            (found[0].code, found[0].file.as_str()),
            (Code::StrayFile, path)
        );
    }
}

#[test]
fn nesting_exhausts_no_stack() {
    let deep = 100_000;
    for text in [
        "[".repeat(deep),
        "a=".to_owned() + &"[".repeat(deep),
        "{a=".repeat(deep),
        "a.".repeat(deep),
    ] {
        assert!(!mistakes(with("law/access/more.toml", text)).is_empty());
    }
    let found = fixture::mistakes(
        "law/procedures/boat.toml",
        "\"owner.mother != null\"",
        &format!("\"{}true{}\"", "(".repeat(4000), ")".repeat(4000)),
    );
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|one| one.code == Code::Expression),
        "{found:?}"
    );
    // A long chain of values is no circle, and is walked without recursion.
    let mut values = String::from("v0 = \"1\"\n");
    for number in 1..200 {
        values.push_str(&format!("v{number} = \"value.v{}\"\n", number - 1));
    }
    let found = fixture::mistakes(
        "law/procedures/berth.toml",
        "[[show]]",
        &format!("[values]\n{values}[[show]]"),
    );
    assert_eq!(found, []);
}

#[test]
fn a_procedure_has_only_so_many_of_a_kind() {
    let question = "[[question]]\nid = \"kind\"\nkind = \"date\"\n";
    let found = fixture::mistakes(
        "law/procedures/boat.toml",
        "[values]",
        &format!("{}\n[values]", question.repeat(10_000)),
    );
    let many = |one: &&Diagnostic| one.message.contains("at most 200");
    assert_eq!(found.iter().filter(many).count(), 1);
}

#[test]
fn the_digest_is_of_every_byte() {
    let digest = |files| load(files).unwrap().digest;
    let whole = digest(fixture::files());
    assert_eq!(whole, digest(fixture::files()));
    for (path, text) in [("papers/boat.typ", "= Boats\n"), ("pages/about.md", "")] {
        assert_ne!(whole, digest(with(path, text.to_owned())), "{path}");
    }
}

/// What may be written into a file by accident.
const SCRAPS: [&str; 22] = [
    "", "\"", "'", "[", "]", "[[", "{", "}", "=", ",", "\n", ".", "#", "\\", "\"\"\"", "null",
    "true", "9", "ế", "\u{301}", "\u{feff}", "-",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever is left out or written in, loading ends with a pack or with mistakes that have a place.
    #[test]
    fn nothing_makes_loading_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..40_usize, 0..SCRAPS.len()), 1..4),
    ) {
        let mut files = fixture::files();
        for (file, at, length, scrap) in changes {
            let paths: Vec<String> = files.keys().cloned().collect();
            let text = files.get_mut(file.get(&paths)).unwrap();
            let letters: Vec<char> = text.chars().collect();
            let from = at.index(letters.len() + 1);
            let to = (from + length).min(letters.len());
            let mut changed: String = letters[..from].iter().collect();
            changed.push_str(SCRAPS[scrap]);
            changed.extend(&letters[to..]);
            *text = changed;
        }
        if let Err(found) = load(files) {
            prop_assert!(!found.is_empty());
            for one in &found {
                prop_assert!(one.line > 0 && one.column > 0);
                prop_assert!(!one.message.is_empty());
            }
        }
    }
}
