//! Two reports of the same register: what became better, and what worse.

use std::cmp::Ordering;

use super::Report;
use crate::figure::{Figure, Measure, Share};
use base::quality::Word;

/// How something moved from one report to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// The share became smaller.
    Worse,
    /// It was measured before and is not now.
    Lost,
    /// It was not measured before.
    New,
    /// The share became larger.
    Better,
    /// The share is exactly the same.
    Same,
}

impl Turn {
    /// The stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Turn::Worse => "worse",
            Turn::Lost => "lost",
            Turn::New => "new",
            Turn::Better => "better",
            Turn::Same => "same",
        }
    }
}

/// How a figure or a rule moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The word and the measure, or nothing for a rule.
    pub measure: Option<(Word, Measure)>,
    /// Of what: a rule's id; or what tells several figures of a measure apart.
    pub of: Option<String>,
    /// The share before; nothing if it was not measured.
    pub before: Option<Share>,
    /// The share now.
    pub after: Option<Share>,
    /// Which way it went.
    pub turn: Turn,
}

impl Report {
    /// What changed since an earlier report: the figures, then the rules; of each the worse first,
    /// and among those the largest loss. Reports by different versions of the rules can be compared;
    /// a rule that means something else now should have another id.
    pub fn changes_since(&self, before: &Report) -> Vec<Change> {
        let mut figures = pair(&keyed(before), &keyed(self), |(measure, of)| {
            (Some((measure.word(), *measure)), of.clone())
        });
        let mut rules = pair(&measured(before), &measured(self), |id| {
            (None, Some(id.clone()))
        });
        figures.sort_by(order);
        rules.sort_by(order);
        figures.append(&mut rules);
        figures
    }
}

type Key = (Measure, Option<String>);

fn keyed(report: &Report) -> Vec<(Key, Share)> {
    let figures = report.words.iter().flat_map(|word| &word.figures);
    let key = |figure: &Figure| ((figure.measure, figure.of.clone()), figure.share);
    figures
        .map(key)
        .filter(|(_, share)| share.whole > 0)
        .collect()
}

fn measured(report: &Report) -> Vec<(String, Share)> {
    let rules = report.rules.iter().filter(|(_, share)| share.whole > 0);
    rules.cloned().collect()
}

fn pair<K: PartialEq>(
    before: &[(K, Share)],
    after: &[(K, Share)],
    named: impl Fn(&K) -> (Option<(Word, Measure)>, Option<String>),
) -> Vec<Change> {
    let find = |all: &[(K, Share)], key: &K| {
        let found = all.iter().find(|(known, _)| known == key);
        found.map(|(_, share)| *share)
    };
    let gone = before.iter().filter(|(key, _)| find(after, key).is_none());
    let change = |(key, _): &(K, Share)| {
        let (before, after) = (find(before, key), find(after, key));
        let (measure, of) = named(key);
        let turn = match (before, after) {
            (None, _) => Turn::New,
            (_, None) => Turn::Lost,
            (Some(before), Some(after)) => match after.compare(before) {
                Some(Ordering::Less) => Turn::Worse,
                Some(Ordering::Greater) => Turn::Better,
                Some(Ordering::Equal) | None => Turn::Same,
            },
        };
        Change {
            measure,
            of,
            before,
            after,
            turn,
        }
    };
    after.iter().chain(gone).map(change).collect()
}

/// By turn, then by how far it went.
fn order(one: &Change, two: &Change) -> Ordering {
    let moved = |change: &Change| {
        let value = |share: Option<Share>| share.and_then(Share::value).unwrap_or(0.0);
        (value(change.after) - value(change.before)).abs()
    };
    one.turn
        .cmp(&two.turn)
        .then(moved(two).total_cmp(&moved(one)))
}
