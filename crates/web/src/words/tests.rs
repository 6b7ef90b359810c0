//! The four tests of texts: missing, unused, unsorted, differing placeholders.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::source::placeholders;
use fluent_bundle::FluentArgs;

use super::{Arg, Lang, Words, WordsError, core};

fn lang(code: &str) -> Lang {
    Lang::parse(code).unwrap()
}

fn words() -> Words {
    Words::new(&core::LANGUAGES.map(lang), &[]).unwrap()
}

fn core_of(code: &str) -> BTreeMap<String, BTreeSet<String>> {
    core::sources(code)
        .iter()
        .flat_map(|source| placeholders(source))
        .collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs")
            && !path.ends_with("words/tests.rs")
        {
            found.push(path);
        }
    }
}

/// All keys that code asks for. A call whose key is no literal is a fault: that is what `pack` is for.
fn used_keys() -> (BTreeSet<String>, Vec<String>) {
    let mut files = Vec::new();
    rust_files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    let (mut keys, mut faults) = (BTreeSet::new(), Vec::new());
    for path in files {
        let source: String = fs::read_to_string(&path)
            .unwrap()
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        for call in [".t(", ".tv(", "Key("] {
            for (at, _) in source.match_indices(call) {
                let rest = source[at + call.len()..].trim_start();
                match rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                    Some((key, _)) => {
                        keys.insert(key.to_owned());
                    }
                    // The declaration `struct Key(pub &'static str)` and patterns on it.
                    None if rest.starts_with("pub ") => {}
                    None => faults.push(format!(
                        "{}: {call}{}",
                        path.display(),
                        rest.lines().next().unwrap_or("")
                    )),
                }
            }
        }
    }
    (keys, faults)
}

#[test]
fn every_key_in_code_exists_and_every_key_is_used() {
    let (used, faults) = used_keys();
    assert_eq!(faults, Vec::<String>::new(), "these keys are no literals");
    assert!(used.len() > 50, "the scan found next to nothing");
    let there: BTreeSet<String> = core_of("en").into_keys().collect();
    assert_eq!(
        used.difference(&there).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "missing in words/en"
    );
    assert_eq!(
        there.difference(&used).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "used by nobody"
    );
}

#[test]
fn all_languages_have_the_same_keys_and_placeholders() {
    let english = core_of("en");
    for code in ["vi", "uk"] {
        assert_eq!(core_of(code), english, "{code} and en differ");
    }
}

#[test]
fn keys_are_sorted_and_named_once() {
    for code in core::LANGUAGES {
        let mut all = BTreeSet::new();
        for (file, source) in core::FILES.iter().zip(core::sources(code)) {
            let keys: Vec<String> = placeholders(source)
                .into_iter()
                .map(|(key, _)| key)
                .collect();
            assert!(keys.is_sorted(), "words/{code}/{file}.ftl is not sorted");
            for key in keys {
                assert!(
                    all.insert(key.clone()),
                    "{key} stands twice in words/{code}"
                );
            }
        }
    }
}

#[test]
fn every_file_of_texts_is_compiled_in() {
    for code in core::LANGUAGES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("words")
            .join(code);
        let there: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        assert_eq!(
            there,
            core::FILES.iter().map(|name| (*name).to_owned()).collect()
        );
    }
}

#[test]
fn no_text_is_empty_and_all_can_be_said() {
    let words = words();
    for code in core::LANGUAGES {
        for (key, names) in core_of(code) {
            let values: Vec<_> = names
                .iter()
                .map(|name| (name.as_str(), 3_i64.into()))
                .collect();
            let text = words.with(lang(code), &key, &values);
            assert!(
                !text.is_empty() && !text.contains('⟦'),
                "{code} {key}: {text:?}"
            );
        }
    }
    assert_eq!(words.missing(), vec![]);
}

#[test]
fn a_missing_text_comes_from_the_first_language_and_is_counted() {
    let pack = [
        (lang("en"), "boat = Boat"),
        (lang("uk"), "hull = Корпус { $name }"),
    ];
    let words = Words::new(&[lang("en"), lang("uk")], &pack).unwrap();
    let say = words.say(lang("uk"));
    assert_eq!(say.pack("boat"), "Boat");
    assert_eq!(say.pack("nowhere"), "⟦nowhere⟧");
    assert_eq!(say.pack("hull"), "Корпус {$name}");
    let missing: Vec<String> = words.missing().into_iter().map(|(_, what)| what).collect();
    assert_eq!(missing.len(), 3, "{missing:?}");
}

#[test]
fn wrong_texts_are_all_reported() {
    let pack = [
        (lang("en"), "signed-in-as = Hello { $nobody }"),
        (lang("en"), "broken"),
        (lang("fr"), "boat = Bateau"),
    ];
    let errors = Words::new(&[lang("en")], &pack).unwrap_err();
    assert!(
        matches!(
            errors.as_slice(),
            [
                WordsError::Unnamed(_),
                WordsError::Placeholders(..),
                WordsError::Syntax(..)
            ]
        ),
        "{errors:?}"
    );
    assert_eq!(
        Words::new(&[], &[]).unwrap_err(),
        vec![WordsError::NoLanguage]
    );
}

#[test]
fn a_pack_may_word_a_core_text_anew() {
    let words = Words::new(&[lang("en")], &[(lang("en"), "site-name = Island")]).unwrap();
    assert_eq!(words.say(lang("en")).t("site-name"), "Island");
}

#[test]
fn browsers_get_the_language_they_ask_for() {
    let words = words();
    for (accept, code) in [
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("fr, en;q=0.5, uk;q=0.7", "uk"),
        ("en;q=0", "vi"),
        ("", "vi"),
        ("en;q=x,;;,*", "vi"),
    ] {
        assert_eq!(words.choose(accept), lang(code), "{accept}");
    }
}

/// A text said from its template is the text that the bundle says.
#[test]
fn templates_say_what_the_bundle_says() {
    let words = words();
    let mut compared = 0;
    for tongue in &words.tongues {
        for (key, names) in core_of(tongue.lang.as_str()) {
            let values: Vec<(&str, Arg<'_>)> = names
                .iter()
                .map(|name| (name.as_str(), format!("«{name}»").into()))
                .collect();
            let Some(said) = tongue.templates.get(&*key).and_then(|t| t.said(&values)) else {
                continue;
            };
            let mut args = FluentArgs::new();
            for (name, value) in &values {
                args.set(*name, value.to_fluent());
            }
            let pattern = tongue.bundle.get_message(&key).unwrap().value().unwrap();
            let mut faults = Vec::new();
            let bundle = &tongue.bundle;
            let expected = bundle.format_pattern(pattern, Some(&args), &mut faults);
            assert_eq!(said, expected, "{key}");
            compared += 1;
        }
    }
    assert!(compared > 1000, "{compared}");
    // What is not handed in is counted as missing, as ever.
    let before = words.missing().len();
    let _ = words.text(lang("en"), "format-date");
    assert_eq!(words.missing().len(), before + 3);
}
