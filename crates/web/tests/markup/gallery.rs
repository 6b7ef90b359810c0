//! Every component on one page, in every language: labels, ids, headings, texts, nesting.

use std::collections::BTreeSet;

use web::assets::Assets;
use web::brand::Brand;
use web::words::{Lang, Words, core};

use crate::html::{Piece, check_nesting, read};
use crate::sample::{confirmation, gallery};

#[test]
fn every_component_in_every_language_is_sound() {
    let languages = core::LANGUAGES.map(|code| Lang::parse(code).unwrap());
    let words = Words::new(&languages, &[]).unwrap();
    let assets = Assets::new(&Brand::default());
    for lang in languages {
        for page in [
            gallery(words.say(lang), &assets),
            confirmation(words.say(lang), &assets),
        ] {
            let html = page.into_string();
            assert!(
                assets.first_load_bytes() + html.len() < 60_000,
                "even without packing the page"
            );
            assert!(
                !html.contains('⟦')
                    && !html.contains(" style=")
                    && !html.contains("<script")
                    && !html.contains("<style")
            );
            let pieces = read(&html);
            check_nesting(&pieces);
            check_page(&pieces, lang);
            check_references(&pieces);
            check_nothing_empty(&pieces);
        }
    }
    assert_eq!(words.missing(), vec![]);
}

fn tags(
    pieces: &[Piece],
) -> impl Iterator<Item = (&str, &std::collections::BTreeMap<String, String>)> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Open(name, attributes) => Some((name.as_str(), attributes)),
        Piece::Close(_) | Piece::Text(_) => None,
    })
}

fn check_page(pieces: &[Piece], lang: Lang) {
    for (name, want) in [
        ("h1", 1),
        ("main", 1),
        ("title", 1),
        ("header", 1),
        ("footer", 1),
    ] {
        assert_eq!(
            tags(pieces).filter(|(tag, _)| *tag == name).count(),
            want,
            "{name}"
        );
    }
    let (_, html) = tags(pieces).next().unwrap();
    assert_eq!(html["lang"], lang.as_str());
    let switch: Vec<&str> = tags(pieces)
        .filter_map(|(_, attributes)| attributes.get("hreflang"))
        .map(String::as_str)
        .collect();
    assert_eq!(switch.len(), 2, "a link to each other language");
}

/// Ids are unique; whatever names an id names one that exists; every input has a label.
fn check_references(pieces: &[Piece]) {
    let mut ids = BTreeSet::new();
    for (tag, attributes) in tags(pieces) {
        if let Some(id) = attributes.get("id") {
            assert!(ids.insert(id.clone()), "the id {id} of {tag} stands twice");
        }
    }
    let mut labelled = BTreeSet::new();
    for (tag, attributes) in tags(pieces) {
        let local = attributes
            .get("href")
            .and_then(|href| href.strip_prefix('#'));
        let named = ["for", "aria-describedby", "aria-labelledby"]
            .iter()
            .filter_map(|name| attributes.get(*name));
        for id in named
            .flat_map(|value| value.split_whitespace())
            .chain(local)
        {
            assert!(
                ids.contains(id),
                "{tag} names the id {id}, which is nowhere"
            );
        }
        if tag == "label" {
            labelled.insert(attributes["for"].clone());
        }
    }
    for (tag, attributes) in
        tags(pieces).filter(|(tag, _)| matches!(*tag, "input" | "select" | "textarea"))
    {
        assert!(
            labelled.contains(&attributes["id"]),
            "{tag} {attributes:?} has no label"
        );
        assert!(!attributes["name"].is_empty());
    }
}

/// Elements that speak have something to say, and so have the attributes that are read out.
fn check_nothing_empty(pieces: &[Piece]) {
    const SPEAKING: [&str; 17] = [
        "a", "button", "caption", "dd", "dt", "h1", "h2", "label", "legend", "li", "option", "p",
        "strong", "summary", "td", "th", "title",
    ];
    for pair in pieces.windows(2) {
        if let [Piece::Open(open, _), Piece::Close(close)] = pair {
            assert!(
                open != close || !SPEAKING.contains(&open.as_str()),
                "an empty {open}"
            );
        }
    }
    for (tag, attributes) in tags(pieces) {
        for name in ["aria-label", "href", "for", "id", "name", "class", "lang"] {
            assert!(
                attributes.get(name).is_none_or(|value| !value.is_empty()),
                "{tag} has an empty {name}"
            );
        }
        assert!(
            tag != "img" || attributes.contains_key("alt"),
            "an image without alt"
        );
    }
}
