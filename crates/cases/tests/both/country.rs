//! The island's law, from its files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use access::{Action, Policy, Relation, Rule};
use pack::Pack;

/// The files of the island's pack.
pub(crate) fn files() -> BTreeMap<String, String> {
    fn walk(top: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(top, &path, files);
                continue;
            }
            let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tiny");
    let mut files = BTreeMap::new();
    walk(&top, &top, &mut files);
    files
}

/// A pack that must have no mistakes.
pub(crate) fn loaded(files: BTreeMap<String, String>) -> Arc<Pack> {
    let pack = pack::load(files);
    Arc::new(pack.unwrap_or_else(|mistakes| {
        panic!(
            "{}",
            mistakes
                .iter()
                .map(|m| format!("{m}\n"))
                .collect::<String>()
        )
    }))
}

/// Its rules as the policy that decides.
pub(crate) fn policy(pack: &Pack) -> Policy {
    let rules = pack.rules.iter().flat_map(|rule| {
        rule.on.iter().map(|on| Rule {
            role: rule.role.clone(),
            on: on.clone(),
            actions: rule
                .actions
                .iter()
                .filter_map(|word| Action::named(word))
                .collect(),
            fields: rule.fields.clone(),
            purposes: rule.purposes.clone(),
            relation: match rule.relation.as_str() {
                "own" => Relation::Own,
                "office" => Relation::Office,
                _ => Relation::None,
            },
            ground: rule.ground.clone(),
        })
    });
    Policy::new(rules.collect())
}
