//! The rules of `xtask` applied to this tree. A message says where, and what to do.
#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::Command;

use xtask::source::Source;
use xtask::tree::{self, File};
use xtask::{arrows, country, links, report, sql, style, text, unseen};

fn files(endings: &[&str]) -> Vec<File> {
    let files = tree::read(&tree::root(), endings).expect("the tree can be read");
    assert!(
        !files.is_empty(),
        "no files that end in {endings:?}: the root is wrong"
    );
    files
}

fn read(path: &str) -> String {
    let whole = tree::root().join(path);
    fs::read_to_string(&whole)
        .unwrap_or_else(|error| panic!("{path} cannot be read ({error}): restore it"))
}

fn tidy(findings: Vec<String>) {
    let report = report(findings);
    assert!(report.is_empty(), "\n{report}\n");
}

/// What a rule finds in each Rust file.
fn in_rust(rule: impl Fn(&File, &Source) -> Vec<String>) -> Vec<String> {
    files(&[".rs"])
        .iter()
        .flat_map(|file| rule(file, &Source::of(&file.text())))
        .collect()
}

fn real_arrows() -> arrows::Arrows {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(tree::root())
        .output()
        .expect("cargo can be run");
    let metadata = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    arrows::of_metadata(&metadata).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_map_shows_the_crates_that_exist() {
    let crates = tree::folders(&tree::root().join("crates")).expect("crates/ can be read");
    tidy(arrows::unlisted(&read("ARCHITECTURE.md"), &crates));
}

#[test]
fn the_map_shows_the_arrows_that_exist() {
    let page = arrows::of_page(&read("ARCHITECTURE.md")).unwrap_or_else(|error| panic!("{error}"));
    let real = real_arrows();
    let findings = report(arrows::differences(&page, &real));
    assert!(
        findings.is_empty(),
        "\n{findings}\n\nas they are now:\n{}",
        arrows::drawn(&real)
    );
}

#[test]
fn libraries_stay_on_their_floors() {
    tidy(arrows::misplaced(&real_arrows()));
}

#[test]
fn sql_and_drivers_have_one_place() {
    tidy(in_rust(|file, source| sql::check(&file.path, source)));
}

#[test]
fn what_is_unseen_stays_so_and_leave_is_given_by_rules() {
    tidy(in_rust(|file, source| unseen::check(&file.path, source)));
}

#[test]
fn only_the_binary_reaches_outside() {
    tidy(in_rust(|file, source| style::ways_out(&file.path, source)));
}

#[test]
fn no_country_is_named() {
    let words = read("xtask/tidy/country_words.txt");
    tidy(in_rust(|file, _| {
        country::names(&file.path, &file.text(), &words)
    }));
}

#[test]
fn nothing_a_pack_declares_is_named() {
    let generic = read("xtask/tidy/generic_ids.txt");
    let mut ids = country::Ids::new();
    for file in files(&[".toml", ".json", ".csv"]) {
        country::collect(&file.path, &file.text(), &mut ids);
    }
    let mut findings = in_rust(|file, source| country::ids(&file.path, source, &ids, &generic));
    findings.extend(country::stale(&generic, &ids));
    tidy(findings);
}

#[test]
fn files_fit_a_mind() {
    let lengths: Vec<_> = files(&[".rs"])
        .into_iter()
        .map(|file| (file.path.clone(), file.text().lines().count()))
        .collect();
    tidy(style::lengths(
        &lengths,
        &read("xtask/tidy/allowed_long_files.txt"),
    ));
}

#[test]
fn words_are_ours() {
    tidy(in_rust(|file, source| style::words(&file.path, source)));
}

#[test]
fn crates_say_what_they_are() {
    tidy(in_rust(|file, _| {
        style::first_line(&file.path, &file.text())
            .into_iter()
            .collect()
    }));
}

#[test]
fn links_lead_somewhere() {
    let root = tree::root();
    let text_of = |path: &str| {
        let whole = root.join(Path::new(path));
        if whole.is_dir() {
            Some(String::new())
        } else {
            fs::read(&whole)
                .ok()
                .map(|it| String::from_utf8_lossy(&it).into_owned())
        }
    };
    // Pages of packs link to addresses of the running portal.
    let pages = files(&[".md"])
        .into_iter()
        .filter(|file| !file.path.starts_with("packs/"));
    tidy(
        pages
            .flat_map(|file| links::check(&file.path, &file.text(), &text_of))
            .collect(),
    );
}

#[test]
fn texts_are_plain() {
    let endings = [
        ".rs", ".toml", ".csv", ".ftl", ".md", ".typ", ".story", ".mjs", ".json",
    ];
    tidy(
        files(&endings)
            .iter()
            .flat_map(|file| text::check(&file.path, &file.bytes))
            .collect(),
    );
}
