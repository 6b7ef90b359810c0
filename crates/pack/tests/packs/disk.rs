//! The packs of this repository load without a word of complaint.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// All files of a folder, by path inside it.
pub(crate) fn files(name: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../packs")
        .join(name);
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            files.insert(inside, fs::read_to_string(&path).unwrap());
        }
    }
    files
}

fn loads(name: &str) -> pack::Pack {
    pack::load(files(name)).unwrap_or_else(|diagnostics| {
        let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        panic!("packs/{name}:\n{}", lines.join("\n"));
    })
}

#[test]
fn the_first_law_loads() {
    let pack = loads("vn");
    assert_eq!(
        pack.law(),
        format!("{}@{}", pack.head.id, pack.head.version)
    );
    for procedure in &pack.procedures {
        assert!(pack.procedure(&procedure.id).is_some());
    }
    assert!(
        pack.seeds
            .iter()
            .any(|seed| seed.register == pack.head.agencies)
    );
    assert!(
        pack.seeds
            .iter()
            .any(|seed| seed.register == pack.head.places)
    );
}

#[test]
fn the_island_loads() {
    let pack = loads("tiny");
    assert!(pack.procedures.len() > 1);
    for event in &pack.events {
        assert!(pack.procedure(&event.procedure).is_some());
    }
}
