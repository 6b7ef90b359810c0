//! What a walk means: which of the two stores of leaf hashes was signed, and so what was changed.

use merkle::{Hash, Head};

use super::keys::Chain;
use super::leaf::Body;
use super::report::{Finding, Report};
use super::source::Start;
use super::walk::{Doubt, Line, Walk};

/// Heads that were signed.
pub(super) struct Heads {
    /// By the source's own checkpoint, if it is not forged.
    pub(super) signed: Option<Head>,
    /// By the checkpoint that somebody else kept.
    pub(super) kept: Option<Head>,
    /// The keys, and the checkpoints with which they took over.
    pub(super) keys: Chain,
}

impl Heads {
    /// The sizes at which the walk must take the root.
    pub(super) fn sizes(&self) -> Vec<u64> {
        let changes = self.keys.links().iter().filter_map(|link| link.since);
        let heads = [self.signed, self.kept].into_iter().flatten();
        heads.chain(changes).map(|head| head.size).collect()
    }
}

/// Which of the two stores is believed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Truth {
    Rows,
    Tiles,
}

impl Truth {
    fn line(self, walk: &Walk) -> &Line {
        match self {
            Truth::Rows => &walk.rows,
            Truth::Tiles => &walk.tiles,
        }
    }

    fn hash(self, doubt: &Doubt) -> Option<Hash> {
        match self {
            Truth::Rows => doubt.row.or(doubt.tile),
            Truth::Tiles => doubt.tile.or(doubt.row),
        }
    }
}

/// Adds to the report what the walk found.
pub(super) fn judge(walk: &Walk, start: &Start, heads: &Heads, report: &mut Report) {
    report.counts = walk.counts;
    if let Some(from) = walk.ended_at {
        let size = walk.size;
        report.find(Finding::Ends { from, size });
    }
    let truth = truth(walk, start, heads, report);
    judge_leaves(walk, truth, report);
    let line = truth.line(walk);
    report.more += line.faults_more;
    for (tile, missing) in &line.faults {
        report.find(if *missing {
            Finding::TileMissing(*tile)
        } else {
            Finding::TileDiffers(*tile)
        });
    }
    if walk.ended_at.is_none() {
        let stored = start.frontier.as_deref();
        // A frontier that cannot be read was found when the walk began.
        let readable = stored.is_none_or(|bytes| merkle::Frontier::from_bytes(bytes).is_ok());
        let gone = stored.is_none() && start.leaves > 0;
        if gone || (readable && stored.is_some_and(|bytes| bytes != line.frontier())) {
            report.find(Finding::Frontier);
        }
    }
    judge_keys(walk, line, heads, report);
    if let Some(head) = heads.kept {
        let kept = head.size;
        if kept > walk.size {
            let here = walk.size;
            report.find(Finding::Shorter { kept, here });
        } else if line.root_at(kept).is_some_and(|root| root != head.root) {
            report.find(Finding::Forked { kept });
        }
    }
}

/// Each key must have taken over in this tree, and an entry before that must name it.
fn judge_keys(walk: &Walk, line: &Line, heads: &Heads, report: &mut Report) {
    for link in heads.keys.links() {
        let key = link.key.to_string();
        let Some(head) = link.since else {
            // Where the key never changed there is nothing to tell.
            if heads.keys.links().len() > 1 {
                report.signs(key, 0, None);
            }
            continue;
        };
        let size = head.size;
        if line.root_at(size) != Some(head.root) {
            report.find(Finding::KeyForked { size });
        }
        let mut named = walk.announced.iter();
        let by = named.find(|(number, new)| *number < size && *new == key);
        // A mirror of tiles alone holds no texts.
        if by.is_none() && walk.keeps_leaves {
            report.find(Finding::KeyUnannounced {
                key: key.clone(),
                size,
            });
        }
        report.signs(key, size, by.map(|(number, _)| *number));
    }
}

/// The store whose root was signed. Without a checkpoint (or before the walk came that far) the
/// stored frontier decides.
fn truth(walk: &Walk, start: &Start, heads: &Heads, report: &mut Report) -> Truth {
    let roots = heads.signed.map(|head| {
        (
            head,
            [&walk.rows, &walk.tiles].map(|line| line.root_at(head.size)),
        )
    });
    if let Some((head, [Some(by_rows), Some(by_tiles)])) = roots {
        if by_rows == head.root {
            // Where both hold at the signed size, they may still differ in what was added since.
            return if by_tiles == head.root {
                by_frontier(walk, start)
            } else {
                Truth::Rows
            };
        }
        if by_tiles == head.root {
            return Truth::Tiles;
        }
        report.find(Finding::Root { size: head.size });
    }
    by_frontier(walk, start)
}

fn by_frontier(walk: &Walk, start: &Start) -> Truth {
    let stored = start.frontier.as_deref();
    let is_stored = |line: &Line| stored == Some(line.frontier().as_slice());
    if !is_stored(&walk.rows) && is_stored(&walk.tiles) {
        Truth::Tiles
    } else {
        Truth::Rows
    }
}

fn judge_leaves(walk: &Walk, truth: Truth, report: &mut Report) {
    report.more += walk.doubts_more;
    let mut missing: Option<(u64, u64)> = None;
    for doubt in &walk.doubts {
        let number = doubt.number;
        let entry = doubt.entry;
        let Some(body) = &doubt.body else {
            missing = match missing {
                Some((from, to)) if to + 1 == number => Some((from, number)),
                Some((from, to)) => {
                    report.find(Finding::LeavesMissing { from, to });
                    Some((number, number))
                }
                None => Some((number, number)),
            };
            continue;
        };
        let sealed = truth.hash(doubt);
        if *body == Body::Removed {
            report.find(Finding::Removed { number, entry });
        } else if *body == Body::Unreadable || (doubt.text.is_some() && doubt.text != sealed) {
            report.find(Finding::Changed { number, entry });
        } else if doubt.row != sealed {
            report.find(Finding::LeafChanged { number });
        }
        if !doubt.shown {
            report.find(Finding::TouchMissing { number, entry });
        }
    }
    if let Some((from, to)) = missing {
        report.find(Finding::LeavesMissing { from, to });
    }
}
