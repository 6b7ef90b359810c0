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

/// A table of first rows, by its first column; every row by the names of its columns.
fn rows<'p>(pack: &'p pack::Pack, register: &str) -> BTreeMap<&'p str, BTreeMap<&'p str, &'p str>> {
    let seed = pack.seeds.iter().find(|seed| seed.register == register);
    let seed = seed.expect("the register has first rows");
    let named = |row: &'p Vec<String>| {
        let cells = seed.header.iter().zip(row);
        let cells = cells.map(|(name, cell)| (name.as_str(), cell.as_str()));
        (row[0].as_str(), cells.collect::<BTreeMap<_, _>>())
    };
    seed.rows.iter().map(named).collect()
}

#[test]
fn who_took_the_place_of_a_place_began_when_it_ended() {
    let pack = loads("vn");
    let places = rows(&pack, &pack.head.places);
    let mut former: BTreeMap<&str, usize> = places
        .iter()
        .filter(|(_, place)| !place["valid_to"].is_empty())
        .map(|(code, _)| (*code, 0))
        .collect();
    let successions = pack.head.successions.as_ref().unwrap();
    let mut shares: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, step) in rows(&pack, successions) {
        let (old, new) = (&places[step["old"]], &places[step["new"]]);
        assert!(old["valid_to"] < step["valid_from"], "{id}");
        assert!(new["valid_from"] <= step["valid_from"], "{id}");
        assert!(new["valid_to"].is_empty(), "{id}");
        shares.entry(step["old"]).or_default().push(step["share"]);
        *former.get_mut(step["old"]).unwrap() += 1;
    }
    let lost: Vec<&&str> = former
        .iter()
        .filter(|(_, n)| **n == 0)
        .map(|(code, _)| code)
        .collect();
    assert!(lost.is_empty(), "nothing took the place of {lost:?}");
    for (old, shares) in shares {
        let whole = shares == ["whole"];
        assert!(
            whole || shares.iter().all(|share| *share == "part"),
            "{old}"
        );
    }
}
