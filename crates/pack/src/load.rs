//! Loading a pack: read every file, look up every name, check every part.

use std::collections::BTreeMap;

use crate::check::{self, Worded};
use crate::diagnostic::Diagnostic;
use crate::loading::{Loading, Spot, Word};
use crate::model::{AccessRule, Pack, Register};
use crate::names::{self, NameKind};
use crate::scope::Law;
use crate::{read, rows};

/// Loads a pack from its files: path inside the pack (with `/`) and text.
///
/// # Errors
/// Every mistake, in the order of the files; never an empty list.
pub fn load(files: BTreeMap<String, String>) -> Result<Pack, Vec<Diagnostic>> {
    let (loading, readable) = Loading::new(&files);
    let pack = if readable { read_all(&loading) } else { None };
    let diagnostics = loading.finish();
    match pack {
        Some(pack) if diagnostics.is_empty() => {
            let digest = digest(&files);
            Ok(Pack {
                files,
                digest,
                ..pack
            })
        }
        _ => Err(diagnostics),
    }
}

/// Reads and checks the insides of all files. `None` after mistakes that leave no calendar, or
/// some file with broken grammar: what is declared there would seem to be missing everywhere.
fn read_all(loading: &Loading<'_>) -> Option<Pack> {
    let mut head = read::head(loading);
    let calendar = read::calendar(loading);
    let registers = read::registers(loading);
    let lists = rows::lists(loading, &head.languages);
    let ids: Vec<&str> = registers
        .iter()
        .map(|register: &Register| register.id.as_str())
        .collect();
    let seeds = rows::seeds(loading, &ids);
    check::declare_rows(loading, &head, &seeds);
    let papers = papers(loading);
    let identifiers = read::identifiers(loading);
    let rules = by_who(read::rules(loading), &registers);
    let procedures = read::procedures(loading);
    let events = read::events(loading);
    let indicators = read::indicators(loading);
    let demo = read::demo(loading);

    if loading.is_broken() {
        return None;
    }
    check::seeds((loading, &head), &seeds, &registers, &lists);
    names::resolve(loading);
    let law = Law {
        registers: &registers,
        procedures: &procedures,
        events: &events,
    };
    check::fields(loading, &head, law);
    check::register_rules(loading, law, &lists);
    check::drawn(loading, &procedures, &identifiers);
    check::stages(loading, &procedures, &rules);
    check::expressions(loading, law, &lists);
    let words = check::words(
        loading,
        &Worded {
            head: &head,
            registers: &registers,
            procedures: &procedures,
            events: &events,
            rules: &rules,
            indicators: &indicators,
            demo: &demo,
        },
    );

    let (calendar, warn_hours) = calendar?;
    head.warn_hours = warn_hours;
    Some(Pack {
        head,
        calendar,
        identifiers,
        registers,
        procedures,
        events,
        rules,
        indicators,
        lists,
        seeds: seeds.into_iter().map(|seed| seed.seed).collect(),
        papers,
        words,
        stories: texts(loading, "stories/", ".story"),
        demo,
        look: read::look(loading),
        files: BTreeMap::new(),
        digest: [0; 32],
    })
}

/// Access rules that open fields by who sees them by default, as rules that name the fields: one
/// for each register, because each has its own.
fn by_who(rules: Vec<AccessRule>, registers: &[Register]) -> Vec<AccessRule> {
    let mut all = Vec::with_capacity(rules.len());
    for rule in rules {
        if rule.fields != [read::BY_WHO] {
            all.push(rule);
            continue;
        }
        for target in &rule.on {
            let id = target.strip_prefix("register:");
            let register = registers
                .iter()
                .find(|register| Some(register.id.as_str()) == id);
            let fields = register.into_iter().flat_map(|register| &register.fields);
            let seen = fields.filter(|field| field.who.contains(&rule.role));
            all.push(AccessRule {
                on: vec![target.clone()],
                fields: seen.map(|field| field.id.clone()).collect(),
                ..rule.clone()
            });
        }
    }
    all
}

/// The typst sources, which results name by file.
fn papers(loading: &Loading<'_>) -> BTreeMap<String, String> {
    let papers = texts(loading, "papers/", ".typ");
    for name in papers.keys() {
        let file = loading.find(&format!("papers/{name}")).unwrap_or_default();
        let word = Word {
            text: name.clone(),
            spot: Spot { file, at: 0 },
        };
        loading.declare(NameKind::Paper, "", &word);
    }
    papers
}

/// The texts of a folder by file name.
fn texts(loading: &Loading<'_>, folder: &str, ending: &str) -> BTreeMap<String, String> {
    let files = loading.folder(folder, ending).into_iter();
    let texts = files.filter_map(|(file, stem)| {
        let file = loading.files.get(file)?;
        Some((format!("{stem}{ending}"), file.text.to_owned()))
    });
    texts.collect()
}

/// SHA-256 over path, length and bytes of all files in the order of their paths.
fn digest(files: &BTreeMap<String, String>) -> base::Digest {
    let bytes = files
        .iter()
        .map(|(path, text)| path.len() + text.len() + 16)
        .sum();
    let mut all: Vec<u8> = Vec::with_capacity(bytes);
    for (path, text) in files {
        for part in [path, text] {
            all.extend_from_slice(&(part.len() as u64).to_be_bytes());
            all.extend_from_slice(part.as_bytes());
        }
    }
    base::sha256(&all)
}
