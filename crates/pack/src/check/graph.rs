//! Circles among things that wait for each other.

use std::collections::{BTreeMap, BTreeSet};

/// Who waits for whom.
pub(super) type Waits = BTreeMap<String, BTreeSet<String>>;

/// A circle, if there is one: each waits for the next, the last for the first. Without recursion,
/// since packs may be long.
pub(super) fn circle(waits: &Waits) -> Option<Vec<String>> {
    let mut left: Waits = waits.clone();
    for on in left.values_mut() {
        on.retain(|other| waits.contains_key(other));
    }
    let mut waited: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (node, on) in waits {
        for other in on {
            waited.entry(other).or_default().push(node);
        }
    }
    let free = left.iter().filter(|(_, on)| on.is_empty());
    let mut free: Vec<String> = free.map(|(node, _)| node.clone()).collect();
    while let Some(node) = free.pop() {
        left.remove(&node);
        for waiting in waited.get(node.as_str()).into_iter().flatten() {
            if let Some(on) = left.get_mut(*waiting) {
                on.remove(&node);
                if on.is_empty() {
                    free.push((*waiting).to_owned());
                }
            }
        }
    }
    // Everybody left waits for somebody left: walking on comes round.
    let mut path: Vec<String> = Vec::new();
    let mut at = left.keys().next()?.clone();
    loop {
        if let Some(begin) = path.iter().position(|node| *node == at) {
            return Some(path.split_off(begin));
        }
        let next = left
            .get(&at)?
            .iter()
            .find(|other| left.contains_key(*other))?
            .clone();
        path.push(std::mem::replace(&mut at, next));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(text: &str) -> Waits {
        let mut waits = Waits::new();
        for pair in text.split_whitespace() {
            let (from, to) = pair.split_once('>').unwrap();
            waits.entry(to.to_owned()).or_default();
            waits
                .entry(from.to_owned())
                .or_default()
                .insert(to.to_owned());
        }
        waits
    }

    #[test]
    fn circles_are_found_and_only_they() {
        let table = [
            ("", None),
            ("a>b b>c a>c", None),
            ("a>a", Some("a")),
            ("a>b b>a", Some("a b")),
            ("x>a a>b b>c c>a c>y", Some("a b c")),
        ];
        for (text, expected) in table {
            let found = circle(&waits(text)).map(|circle| circle.join(" "));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
