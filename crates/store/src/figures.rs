//! What a store does, in numbers: for whoever runs it. They are this process's own and begin at 0.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::WriteError;
use crate::group::Answer;

/// The sizes of groups that are counted together: those of at most so many write sets that no
/// smaller step took. The last is the largest group there is.
pub const GROUP_STEPS: [usize; 8] = [1, 4, 16, 32, 64, 128, 256, 512];

/// A look at the counters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Write sets that were written.
    pub written: u64,
    /// Write sets that lost against another and were handed back.
    pub lost: u64,
    /// Write sets that the database did not take.
    pub failed: u64,
    /// Groups by the steps of [`GROUP_STEPS`]; each stands in one of them.
    pub groups: [u64; GROUP_STEPS.len()],
    /// Write sets that wait to be taken, now.
    pub waiting: usize,
    /// Bytes of the write-ahead log beside the file, now; `None` where a server keeps it.
    pub log_bytes: Option<u64>,
}

/// The counters themselves.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    written: AtomicU64,
    lost: AtomicU64,
    failed: AtomicU64,
    groups: [AtomicU64; GROUP_STEPS.len()],
}

impl Counted {
    /// A group was answered.
    pub(crate) fn group(&self, outcomes: &[Answer]) {
        let step = GROUP_STEPS
            .iter()
            .position(|step| outcomes.len() <= *step)
            .unwrap_or(GROUP_STEPS.len() - 1);
        add(&self.groups[step], 1);
        let count = |is: fn(&Answer) -> bool| outcomes.iter().filter(|it| is(it)).count() as u64;
        add(&self.written, count(|it| it.is_ok()));
        add(
            &self.lost,
            count(|it| matches!(it, Err(WriteError::Lost { .. }))),
        );
        add(
            &self.failed,
            count(|it| matches!(it, Err(WriteError::Store(_)))),
        );
    }

    pub(crate) fn figures(&self) -> Figures {
        Figures {
            written: self.written.load(Ordering::Relaxed),
            lost: self.lost.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            groups: std::array::from_fn(|at| self.groups[at].load(Ordering::Relaxed)),
            ..Figures::default()
        }
    }
}

fn add(counter: &AtomicU64, count: u64) {
    // Nothing else hangs on them.
    counter.fetch_add(count, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{StoreError, Written};

    #[test]
    fn outcomes_and_sizes_are_counted() {
        let counted = Counted::default();
        let lost = || {
            let table = "boats".to_owned();
            Err(WriteError::Lost { table })
        };
        let fine = || Ok(Written::default());
        counted.group(&[fine()]);
        counted.group(&[fine(), lost(), Err(StoreError::Stopped.into())]);
        counted.group(&(0..512).map(|_| fine()).collect::<Vec<_>>());
        let figures = counted.figures();
        assert_eq!((figures.written, figures.lost, figures.failed), (514, 1, 1));
        assert_eq!(figures.groups, [1, 1, 0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn the_last_step_is_the_largest_group() {
        assert_eq!(GROUP_STEPS.last(), Some(&crate::group::GROUP_MAX));
    }
}
