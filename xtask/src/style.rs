//! Small rules about every Rust file: its length, its words, its first line.

use std::collections::BTreeSet;

use crate::source::Source;

/// Past this many lines a file has two subjects.
pub const LINES_MAX: usize = 500;

/// Names of other people's libraries that contain the word we do not use.
const FOREIGN: [&str; 7] = [
    "SERVICE_UNAVAILABLE",
    "Service",
    "ServiceBuilder",
    "ServiceExt",
    "into_make_service",
    "into_make_service_with_connect_info",
    "service_fn",
];

/// Words that mean "later", which belongs to the list of issues. Cut, so as not to find themselves.
const LATER: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];

/// Ways out of the program, and the crates that may take them.
const WAYS_OUT: [&str; 7] = [
    "std::fs",
    "tokio::fs",
    "std::process",
    "tokio::process",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
];
const OUTER_CRATES: [&str; 3] = ["store", "motcua", "testkit"];

/// Macros that stand for code that is not there.
const ABSENT: [&str; 2] = ["unimplemented", "todo"];

/// Findings in the words of one file.
#[must_use]
pub fn words(path: &str, source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    let texts = source.comments.iter().chain(&source.strings);
    for piece in texts {
        let mut words = piece.text.split(|c: char| !c.is_alphanumeric());
        if let Some(word) = words.find(|word| LATER.contains(word)) {
            findings.push(format!(
                "{path}:{}: do it now or file an issue: no {word} in the tree",
                piece.line
            ));
        }
    }
    for (at, line) in source.code.lines().enumerate() {
        let line_number = at + 1;
        if line.replace(' ', "").contains("#[ignore") {
            findings.push(format!(
                "{path}:{line_number}: an ignored test protects nobody: assert what is true today, or remove it"
            ));
        }
        for name in ABSENT {
            if line.contains(&format!("{name}!")) {
                findings.push(format!(
                    "{path}:{line_number}: {name}! stops the program: answer with an error"
                ));
            }
        }
    }
    if path.starts_with("crates/") && path.contains("/src/") {
        for word in source.identifiers() {
            if word.text.to_lowercase().contains("service")
                && !FOREIGN.contains(&word.text.as_str())
            {
                findings.push(format!(
                    "{path}:{}: `{}` means five things here: say procedure, register, door, job or what it is",
                    word.line, word.text
                ));
            }
        }
    }
    findings
}

/// Files, processes and sockets belong to the binary (and the store's own files to the store).
/// Tests may read what they compare with.
#[must_use]
pub fn ways_out(path: &str, source: &Source) -> Vec<String> {
    let inner = path
        .strip_prefix("crates/")
        .and_then(|rest| rest.split_once("/src/"));
    let Some((name, _)) = inner.filter(|(name, _)| !OUTER_CRATES.contains(name)) else {
        return Vec::new();
    };
    if crate::sql::is_test(path) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let before_tests = |line: &&str| !line.trim_start().starts_with("#[cfg(test)]");
    for (at, line) in source.code.lines().take_while(before_tests).enumerate() {
        if let Some(way) = WAYS_OUT.iter().find(|way| line.contains(**way)) {
            findings.push(format!(
                "{path}:{}: crates/{name} reads no files, processes or sockets ({way}): let crates/motcua do it and hand in the result",
                at + 1
            ));
        }
    }
    findings
}

/// A crate's `lib.rs` or `main.rs` says first what the crate is for.
#[must_use]
pub fn first_line(path: &str, text: &str) -> Option<String> {
    let of_crate = path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs");
    (of_crate && !text.starts_with("//!")).then(|| {
        format!("{path}:1: start with `//!`: what the crate is, its invariants, in which order to read it")
    })
}

/// Files past [`LINES_MAX`] that are not on the list, and lines of the list that are not needed.
///
/// `files` are pairs of path and number of lines; `list` is the text of the list.
#[must_use]
pub fn lengths(files: &[(String, usize)], list: &str) -> Vec<String> {
    let allowed: BTreeSet<&str> = entries(list).collect();
    let mut findings = Vec::new();
    for (path, lines) in files.iter().filter(|(_, lines)| *lines > LINES_MAX) {
        if !allowed.contains(path.as_str()) {
            findings.push(format!(
                "{path}: {lines} lines; at {LINES_MAX} look for the second subject and give it a file"
            ));
        }
    }
    for path in allowed {
        if !files
            .iter()
            .any(|(name, lines)| name == path && *lines > LINES_MAX)
        {
            findings.push(format!(
                "xtask/tidy/allowed_long_files.txt: remove {path}: it has at most {LINES_MAX} lines or is gone"
            ));
        }
    }
    findings
}

/// The lines of a list: without empty ones and those that start with `#`.
pub fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_later_are_found() {
        let cases = [
            (format!("// {}: later\n", LATER[0]), 1),
            (format!("fn f() {{ \"{}\" }}", LATER[1]), 1),
            ("#[ignore = \"slow\"]\nfn f() {}".to_owned(), 1),
            ("#[ ignore ]\nfn f() {}".to_owned(), 1),
            ("fn f() { unimplemented!() }".to_owned(), 1),
            ("fn f() { todo!() }".to_owned(), 1),
            (
                "// to do is fine, and so is \"#[ignore]\" here".to_owned(),
                0,
            ),
            ("fn ignore() { let todos = 1; }".to_owned(), 0),
        ];
        for (text, expected) in cases {
            assert_eq!(
                words("crates/a/src/lib.rs", &Source::of(&text)).len(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn the_banned_word_is_found_in_names_only() {
        let cases = [
            ("crates/a/src/lib.rs", "struct BirthService;", 1),
            ("crates/a/src/lib.rs", "fn service_of() {}", 1),
            ("crates/a/src/lib.rs", "use tower::ServiceExt;", 0),
            ("crates/a/src/lib.rs", "// a service", 0),
            ("crates/a/tests/a.rs", "fn service_of() {}", 0),
        ];
        for (path, text, expected) in cases {
            assert_eq!(words(path, &Source::of(text)).len(), expected, "{text}");
        }
    }

    #[test]
    fn only_outer_crates_reach_outside() {
        let use_files = "fn a() { std::fs::read(b) }";
        let tests_do = "fn a() {}\n#[cfg(test)]\nmod tests { use std::fs; }";
        let cases = [
            ("crates/pack/src/load.rs", use_files, 1),
            ("crates/motcua/src/main.rs", use_files, 0),
            ("crates/pack/tests/load.rs", use_files, 0),
            ("crates/pack/src/tests.rs", use_files, 0),
            ("crates/pack/src/load.rs", tests_do, 0),
            (
                "crates/web/src/limit.rs",
                "use std::net::IpAddr; // not std::fs",
                0,
            ),
            ("xtask/src/tree.rs", use_files, 0),
        ];
        for (path, text, expected) in cases {
            assert_eq!(
                ways_out(path, &Source::of(text)).len(),
                expected,
                "{path}: {text}"
            );
        }
    }

    #[test]
    fn a_crate_says_what_it_is() {
        assert!(first_line("crates/a/src/lib.rs", "use b;\n").is_some());
        assert!(first_line("crates/a/src/lib.rs", "//! A.\n").is_none());
        assert!(first_line("crates/a/src/b.rs", "use b;\n").is_none());
    }

    #[test]
    fn the_list_of_long_files_only_shrinks() {
        let files = [
            ("a.rs".to_owned(), LINES_MAX + 1),
            ("b.rs".to_owned(), LINES_MAX),
        ];
        let cases = [
            ("a.rs\n", 0),
            ("# none\n", 1),
            ("a.rs\nb.rs\n", 1),
            ("a.rs\nc.rs\n", 1),
            ("b.rs", 2),
        ];
        for (list, expected) in cases {
            assert_eq!(lengths(&files, list).len(), expected, "{list}");
        }
    }
}
