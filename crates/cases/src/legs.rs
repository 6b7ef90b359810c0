//! Legs: which of them open now, which still wait for others, which never will.

use pack::model::{Leg, Outcome, Procedure};

use crate::facts::Facts;
use crate::model::Case;

/// How a leg of a root case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It was opened and has not ended.
    Running,
    /// It was opened and has ended.
    Ended(Outcome),
    /// Its condition does not hold: it is not part of this application, and no leg waits for it.
    LeftOut,
    /// It can be opened now.
    Opens,
    /// It waits for a leg that may still be granted.
    Waits,
    /// A leg that it waits for, directly or through others, was not granted.
    Never,
}

/// The legs of a root procedure in the order of its declaration, with how they stand.
pub(crate) fn standings<'a>(
    root: &'a Procedure,
    facts: &Facts<'_>,
    family: &[Case],
) -> Vec<(&'a Leg, Standing)> {
    let mut known: Vec<(&Leg, Option<Standing>)> = root
        .legs
        .iter()
        .map(|leg| (leg, by_itself(root, leg, facts, family)))
        .collect();
    // A leg may be declared before those it waits for; each round settles at least one of a chain.
    for _ in 0..known.len() {
        for at in 0..known.len() {
            if known[at].1.is_none() {
                known[at].1 = by_others(known[at].0, &known);
            }
        }
    }
    // What is left waits for itself.
    known
        .into_iter()
        .map(|(leg, standing)| (leg, standing.unwrap_or(Standing::Never)))
        .collect()
}

/// How a leg stands whatever the others do; `None` if that depends on them.
fn by_itself(root: &Procedure, leg: &Leg, facts: &Facts<'_>, family: &[Case]) -> Option<Standing> {
    if let Some(case) = family
        .iter()
        .find(|case| case.leg.as_deref() == Some(&leg.id))
    {
        return Some(
            case.ended
                .map_or(Standing::Running, |(_, outcome)| Standing::Ended(outcome)),
        );
    }
    (!facts.holds_or_none(&root.id, leg.when.as_ref())).then_some(Standing::LeftOut)
}

/// How a leg stands by those it waits for; `None` if one of them is not settled yet.
fn by_others(leg: &Leg, known: &[(&Leg, Option<Standing>)]) -> Option<Standing> {
    let mut standing = Standing::Opens;
    for before in known
        .iter()
        .filter(|(before, _)| leg.after.contains(&before.id))
    {
        match before.1? {
            Standing::Ended(Outcome::Granted) | Standing::LeftOut => {}
            Standing::Ended(Outcome::Refused | Outcome::Withdrawn) | Standing::Never => {
                return Some(Standing::Never);
            }
            Standing::Running | Standing::Opens | Standing::Waits => standing = Standing::Waits,
        }
    }
    Some(standing)
}
