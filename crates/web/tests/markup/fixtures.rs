//! Each component drawn from the options of a published example must give that example's markup, but for
//! what only script uses.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use web::words::{Lang, Words};

use crate::draw::DRAWN;
use crate::html::normal;

#[test]
fn markup_is_as_published() {
    let lang = Lang::parse("en").unwrap();
    let words = Words::new(&[lang], &[]).unwrap();
    let (mut seen, mut differ) = (BTreeSet::new(), Vec::new());
    for (component, draw) in DRAWN {
        seen.insert((*component).to_owned());
        for fixture in read(component).as_array().unwrap() {
            let ours = normal(&draw(words.say(lang), &fixture["options"]).into_string());
            let theirs = normal(fixture["html"].as_str().unwrap());
            if let Some((ours, theirs)) = first_difference(&ours, &theirs) {
                differ.push(format!(
                    "{component}, {}: we have {ours}, published is {theirs}",
                    fixture["name"]
                ));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    let listed: BTreeSet<String> = read("cases").as_object().unwrap().keys().cloned().collect();
    assert_eq!(seen, listed, "every component listed is drawn");
    assert_eq!(words.missing(), vec![]);
}

fn first_difference(ours: &[String], theirs: &[String]) -> Option<(String, String)> {
    let at = (0..ours.len().max(theirs.len())).find(|at| ours.get(*at) != theirs.get(*at))?;
    let line = |lines: &[String]| {
        lines
            .get(at)
            .cloned()
            .unwrap_or_else(|| "nothing".to_owned())
    };
    Some((line(ours), line(theirs)))
}

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(format!("{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
