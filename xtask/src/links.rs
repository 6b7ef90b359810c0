//! Links between our own documents lead somewhere.

/// One link of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The line it stands on, from 1.
    pub line: usize,
    /// As written, without a title.
    pub target: String,
}

/// The links and pictures of a Markdown text, those in code left out.
#[must_use]
pub fn of(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            for target in targets(&without_code(line)) {
                links.push(Link {
                    line: at + 1,
                    target,
                });
            }
        }
    }
    links
}

/// The anchors that the headings of a Markdown text make.
#[must_use]
pub fn anchors(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut anchors = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced && line.starts_with('#') {
            anchors.push(anchor(line.trim_start_matches('#').trim()));
        }
    }
    anchors
}

/// Findings in one document. `text_of` gives the text of a file of the tree, an empty text for a
/// folder, and nothing when there is neither.
#[must_use]
pub fn check(path: &str, text: &str, text_of: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut findings = Vec::new();
    for link in of(text).into_iter().filter(|link| !leaves(&link.target)) {
        let (file, fragment) = link.target.split_once('#').unwrap_or((&link.target, ""));
        let aim = if file.is_empty() {
            Some(path.to_owned())
        } else {
            resolve(path, file)
        };
        let found = aim.as_deref().and_then(|aim| {
            if aim == path {
                Some(text.to_owned())
            } else {
                text_of(aim)
            }
        });
        let Some(found) = found else {
            findings.push(format!(
                "{path}:{}: the link {} leads nowhere: correct the path or remove the link",
                link.line, link.target
            ));
            continue;
        };
        let of_page = aim.is_some_and(|aim| aim.ends_with(".md"));
        if of_page && !fragment.is_empty() && !anchors(&found).iter().any(|name| name == fragment) {
            findings.push(format!(
                "{path}:{}: no heading makes the anchor #{fragment}: link to a heading that is there",
                link.line
            ));
        }
    }
    findings
}

/// Does a target name another site or a mail address?
fn leaves(target: &str) -> bool {
    let scheme = target.split_once(':').map_or("", |(scheme, _)| scheme);
    !scheme.is_empty()
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// `target` seen from the folder of `path`; nothing when it leaves the tree.
fn resolve(path: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        parts.clear();
    }
    for part in target
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
    {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

fn anchor(heading: &str) -> String {
    let plain = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    plain
        .flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn without_code(line: &str) -> String {
    let pieces = line.split('`').enumerate();
    pieces
        .map(|(at, piece)| if at % 2 == 0 { piece } else { "code" })
        .collect()
}

fn targets(line: &str) -> Vec<String> {
    let mut found: Vec<&str> = line
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect();
    if let Some((name, target)) = line.split_once("]: ")
        && name.starts_with('[')
    {
        found.push(target);
    }
    let bare = found
        .into_iter()
        .filter_map(|target| target.split_whitespace().next());
    bare.map(|target| target.trim_matches(['<', '>']).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(path: &str) -> Option<String> {
        match path {
            "README.md" => Some("# One door\n## How it `works`, and why\n".to_owned()),
            "docs/guide/start.md" | "docs/picture.png" | "docs" => Some(String::new()),
            _ => None,
        }
    }

    #[test]
    fn links_are_followed() {
        let cases = [
            ("[a](../../README.md)", 0),
            ("[a](../../README.md#how-it-works-and-why)", 0),
            ("[a](../../README.md#gone)", 1),
            ("![a](../picture.png \"a title\") [b](../../docs/)", 0),
            ("[a](gone.md) and [b](gone.png)", 2),
            ("[a](../../../outside.md)", 1),
            ("[a](https://example.org/x) [b](mailto:a@example.org)", 0),
            ("`[a](gone.md)`", 0),
            ("```\n[a](gone.md)\n```", 0),
            ("# Here\n[a](#here) [b](#there)", 1),
            ("[a]: gone.md", 1),
            ("[a](/README.md)", 0),
        ];
        for (text, expected) in cases {
            let findings = check("docs/guide/start.md", text, &tree);
            assert_eq!(findings.len(), expected, "{text}: {findings:?}");
        }
    }
}
