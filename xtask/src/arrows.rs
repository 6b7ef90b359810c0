//! The map of the house: the crates and arrows of ARCHITECTURE.md are those of the tree.

use std::collections::{BTreeMap, BTreeSet};

/// Which crate may depend on which, both by name.
pub type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Libraries that belong to a few crates: whoever else needs them is on the wrong floor.
const KEPT: [(&str, &[&str], &str); 10] = [
    (
        "rusqlite",
        &["store"],
        "only crates/store names a database driver",
    ),
    (
        "tokio-postgres",
        &["store"],
        "only crates/store names a database driver",
    ),
    ("axum", &["web", "api", "motcua"], "only doors know HTTP"),
    (
        "tower-http",
        &["web", "api", "motcua"],
        "only doors know HTTP",
    ),
    ("reqwest", &["motcua"], "only the binary calls others"),
    ("maud", &["web"], "only crates/web writes pages"),
    (
        "typst",
        &["papers"],
        "typst is compiled in crates/papers alone",
    ),
    ("cel", &["expr"], "expressions are crates/expr's"),
    ("clap", &["motcua"], "only the binary has a command line"),
    ("testkit", &[], "crates/testkit is for tests"),
];

/// The crates named by `### ` headings of the page, as in ``### `crates/cases` ``, in its order.
#[must_use]
pub fn headings(page: &str) -> Vec<String> {
    page.lines()
        .filter_map(|line| {
            line.strip_prefix("### `crates/")?
                .split('`')
                .next()
                .map(str::to_owned)
        })
        .collect()
}

/// The arrows of the page: the lines `cases -> access base` of its block marked `arrows`.
///
/// # Errors
/// When there is no such block or a line of it has another form.
pub fn of_page(page: &str) -> Result<Arrows, String> {
    let mut lines = page
        .lines()
        .skip_while(|line| line.trim_end() != "```arrows");
    if lines.next().is_none() {
        return Err(
            "ARCHITECTURE.md has no block that starts with ```arrows: restore it".to_owned(),
        );
    }
    let mut arrows = Arrows::new();
    for line in lines.take_while(|line| line.trim_end() != "```") {
        let Some((from, to)) = line.split_once("->") else {
            return Err(format!(
                "ARCHITECTURE.md, arrows: write `{line}` as `crate -> crate crate`"
            ));
        };
        let to = to.split_whitespace().map(str::to_owned).collect();
        if arrows.insert(from.trim().to_owned(), to).is_some() {
            return Err(format!(
                "ARCHITECTURE.md, arrows: `{}` stands there twice: keep one",
                from.trim()
            ));
        }
    }
    Ok(arrows)
}

/// What each of our crates really depends on (build and normal dependencies, not those of tests),
/// read from `cargo metadata --no-deps --format-version 1`.
///
/// # Errors
/// When the text is not that command's JSON.
pub fn of_metadata(metadata: &str) -> Result<Arrows, String> {
    let json: serde_json::Value = serde_json::from_str(metadata)
        .map_err(|error| format!("cargo metadata is not JSON: {error}"))?;
    let packages = json["packages"]
        .as_array()
        .ok_or("cargo metadata has no packages")?;
    let mut arrows = Arrows::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if name == "xtask" {
            continue;
        }
        let needs = package["dependencies"].as_array().into_iter().flatten();
        let to = needs
            .filter(|need| need["kind"].as_str() != Some("dev"))
            .filter_map(|need| need["name"].as_str().map(str::to_owned))
            .collect();
        arrows.insert(name.to_owned(), to);
    }
    Ok(arrows)
}

/// The difference between the page's arrows and the real ones among our own crates.
#[must_use]
pub fn differences(page: &Arrows, real: &Arrows) -> Vec<String> {
    let mut findings = Vec::new();
    for (from, to) in real {
        let ours: BTreeSet<_> = to
            .iter()
            .filter(|name| real.contains_key(*name))
            .cloned()
            .collect();
        let Some(told) = page.get(from) else {
            findings.push(format!("ARCHITECTURE.md, arrows: add a line for `{from}`"));
            continue;
        };
        for name in ours.difference(told) {
            findings.push(format!(
                "crates/{from}/Cargo.toml: the arrow {from} -> {name} is not in ARCHITECTURE.md: \
                 do without it, or decide it (docs/decisions) and draw it there"
            ));
        }
        for name in told.difference(&ours) {
            findings.push(format!(
                "ARCHITECTURE.md, arrows: {from} -> {name} is not in crates/{from}/Cargo.toml: remove it from the page"
            ));
        }
    }
    for from in page.keys().filter(|from| !real.contains_key(*from)) {
        findings.push(format!(
            "ARCHITECTURE.md, arrows: there is no crate `{from}`: remove its line"
        ));
    }
    findings
}

/// The arrows among our own crates as the lines of the page's block.
#[must_use]
pub fn drawn(real: &Arrows) -> String {
    let mut lines = String::new();
    for (from, to) in real {
        let ours: Vec<_> = to
            .iter()
            .filter(|name| real.contains_key(*name))
            .map(String::as_str)
            .collect();
        let line = format!("{from} -> {}", ours.join(" "));
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    lines
}

/// Libraries used on a floor that must not know them.
#[must_use]
pub fn misplaced(real: &Arrows) -> Vec<String> {
    let mut findings = Vec::new();
    for (from, to) in real {
        for (library, allowed, why) in KEPT {
            if to.contains(library) && !allowed.contains(&from.as_str()) {
                let home = match allowed {
                    [] => "tests take it from [dev-dependencies]".to_owned(),
                    homes => format!("move the code that needs it to {}", homes.join(", ")),
                };
                findings.push(format!(
                    "crates/{from}/Cargo.toml, [dependencies]: remove {library}: {why}; {home}"
                ));
            }
        }
    }
    findings
}

/// The difference between the headings of the page and the folders in `crates/`.
#[must_use]
pub fn unlisted(page: &str, folders: &[String]) -> Vec<String> {
    let told = headings(page);
    let mut findings = Vec::new();
    for name in folders.iter().filter(|name| !told.contains(name)) {
        findings.push(format!(
            "ARCHITECTURE.md: add a heading \"### `crates/{name}`\" and say what it is for"
        ));
    }
    for (at, name) in told.iter().enumerate() {
        if !folders.contains(name) {
            findings.push(format!(
                "ARCHITECTURE.md: there is no crates/{name}: remove its heading"
            ));
        }
        if told[..at].contains(name) {
            findings.push(format!(
                "ARCHITECTURE.md: crates/{name} has two headings: keep one"
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Map\n### `crates/a`\nx\n### `crates/b`\n```arrows\na ->\nb -> a\n```\n";

    fn real(text: &str) -> Arrows {
        of_page(&format!("```arrows\n{text}\n```")).unwrap()
    }

    #[test]
    fn a_true_page_has_no_findings() {
        assert_eq!(headings(PAGE), ["a", "b"]);
        let page = of_page(PAGE).unwrap();
        assert_eq!(
            differences(&page, &real("a -> toml\nb -> a axum")),
            Vec::<String>::new()
        );
        assert_eq!(
            unlisted(PAGE, &["a".to_owned(), "b".to_owned()]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn every_difference_is_found() {
        let cases = [
            (
                "a -> b\nb -> a",
                "the arrow a -> b is not in ARCHITECTURE.md",
            ),
            ("a ->\nb ->", "b -> a is not in crates/b/Cargo.toml"),
            ("a ->\nb -> a\nc ->", "add a line for `c`"),
            ("a ->", "there is no crate `b`"),
        ];
        let page = of_page(PAGE).unwrap();
        for (tree, expected) in cases {
            let findings = differences(&page, &real(tree));
            assert_eq!(findings.len(), 1, "{tree}: {findings:?}");
            assert!(findings[0].contains(expected), "{findings:?}");
        }
        let findings = unlisted(
            &format!("{PAGE}### `crates/a`\n"),
            &["a".to_owned(), "c".to_owned()],
        );
        assert_eq!(findings.len(), 3, "{findings:?}");
    }

    #[test]
    fn a_library_of_another_floor_is_found() {
        assert_eq!(
            misplaced(&real("store -> rusqlite\nweb -> axum maud")),
            Vec::<String>::new()
        );
        assert_eq!(misplaced(&real("cases -> rusqlite axum testkit")).len(), 3);
    }

    #[test]
    fn a_page_without_arrows_is_an_error() {
        assert!(of_page("# Map\n").is_err());
        assert!(of_page("```arrows\na b\n```").is_err());
        assert!(of_page("```arrows\na ->\na -> b\n```").is_err());
    }

    #[test]
    fn metadata_leaves_tests_out() {
        let json = r#"{"packages":[{"name":"a","dependencies":[
            {"name":"base","kind":null},{"name":"proptest","kind":"dev"},{"name":"cc","kind":"build"}]},
            {"name":"xtask","dependencies":[]}]}"#;
        let arrows = of_metadata(json).unwrap();
        assert_eq!(arrows.keys().collect::<Vec<_>>(), ["a"]);
        assert_eq!(arrows["a"].iter().collect::<Vec<_>>(), ["base", "cc"]);
        assert!(of_metadata("no").is_err());
    }
}
