//! A small reader of HTML, enough to compare our markup with published examples and to look for faults.

use std::collections::BTreeMap;

/// A piece of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Piece {
    /// A start tag with its attributes; one without a value has an empty one.
    Open(String, BTreeMap<String, String>),
    /// An end tag.
    Close(String),
    /// Text with its white space made single, never empty.
    Text(String),
}

/// Elements that have no end tag.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "link", "meta", "source"];

/// Reads a document; `a/` counts as start and end. Comments and the doctype are left out.
pub(crate) fn read(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(comment) = rest.strip_prefix("<!") {
            rest = comment.split_once('>').map_or("", |(_, after)| after);
        } else if let Some(tag) = rest.strip_prefix('<') {
            let (inner, after) = tag.split_once('>').unwrap_or((tag, ""));
            push_tag(inner, &mut pieces);
            rest = after;
        } else {
            let (text, after) = rest.find('<').map_or((rest, ""), |at| rest.split_at(at));
            let text = decode(&text.split_whitespace().collect::<Vec<_>>().join(" "));
            if !text.is_empty() {
                pieces.push(Piece::Text(text));
            }
            rest = after;
        }
    }
    pieces
}

fn push_tag(inner: &str, pieces: &mut Vec<Piece>) {
    if let Some(name) = inner.strip_prefix('/') {
        pieces.push(Piece::Close(name.trim().to_owned()));
        return;
    }
    let (inner, closed) = inner
        .strip_suffix('/')
        .map_or((inner, false), |inner| (inner, true));
    let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    pieces.push(Piece::Open(name.to_owned(), read_attributes(attributes)));
    if closed && !VOID.contains(&name) {
        pieces.push(Piece::Close(name.to_owned()));
    }
}

fn read_attributes(text: &str) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest
            .find(|letter: char| letter == '=' || letter.is_whitespace())
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let mut value = String::new();
        rest = after.trim_start();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (inside, after) = quoted.split_once('"').expect("an attribute ends");
            value = decode(inside);
            rest = after.trim_start();
        }
        assert!(
            attributes.insert(name.to_owned(), value).is_none(),
            "the attribute {name} stands twice"
        );
    }
    attributes
}

fn decode(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Fails if an element is not closed, or closed by another one's end tag.
pub(crate) fn check_nesting(pieces: &[Piece]) {
    let mut open: Vec<&str> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Open(name, _) if !VOID.contains(&name.as_str()) => open.push(name),
            Piece::Close(name) => assert_eq!(open.pop(), Some(name.as_str()), "inside {open:?}"),
            Piece::Open(..) | Piece::Text(_) => {}
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "never closed");
}

/// What two documents are compared by: classes sorted, and nothing that only script uses. A blue tag is
/// the default one, whether it says so or not.
pub(crate) fn normal(html: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut skipping = false;
    for piece in read(html) {
        match piece {
            // Folding menus need script; the button is hidden until it runs.
            Piece::Open(name, attributes)
                if name == "button" && attributes.contains_key("hidden") =>
            {
                skipping = true
            }
            Piece::Close(name) if skipping && name == "button" => skipping = false,
            _ if skipping => {}
            Piece::Open(name, mut attributes) => {
                attributes.remove("data-module");
                if let Some(class) = attributes.get_mut("class") {
                    let mut classes: Vec<&str> = class
                        .split_whitespace()
                        .filter(|name| *name != "govuk-tag--blue")
                        .collect();
                    classes.sort_unstable();
                    *class = classes.join(" ");
                }
                lines.push(format!("<{name} {attributes:?}>"));
            }
            Piece::Close(name) => lines.push(format!("</{name}>")),
            Piece::Text(text) => lines.push(text),
        }
    }
    lines
}
