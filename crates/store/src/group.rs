//! What the two writers share: the queue of waiting write sets.

use tokio::sync::{mpsc, oneshot};

use crate::{StoreError, WriteError, WriteSet, Written};

/// How many write sets one transaction takes at most: past this the answer to the first of them
/// waits longer than the flush that the group saves.
pub(crate) const GROUP_MAX: usize = 512;

/// How many write sets may wait. Past this, callers wait to be let in, which is how overload
/// reaches the doors instead of the memory.
pub(crate) const QUEUE_MAX: usize = 4096;

pub(crate) type Answer = Result<Written, WriteError>;

/// A write set and whoever waits for it.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) set: WriteSet,
    pub(crate) answer: oneshot::Sender<Answer>,
}

/// Hands a write set to the writer and waits until it is durable.
pub(crate) async fn submit(queue: &mpsc::Sender<Waiting>, set: WriteSet) -> Answer {
    let (answer, answered) = oneshot::channel();
    queue
        .send(Waiting { set, answer })
        .await
        .map_err(|_| WriteError::Store(StoreError::Stopped))?;
    answered
        .await
        .map_err(|_| WriteError::Store(StoreError::Stopped))?
}

/// How many write sets wait to be taken.
pub(crate) fn waiting(queue: &mpsc::Sender<Waiting>) -> usize {
    queue.max_capacity() - queue.capacity()
}

/// Takes whatever else is waiting, up to a group.
pub(crate) fn fill(queue: &mut mpsc::Receiver<Waiting>, first: Waiting) -> Vec<Waiting> {
    let mut group = vec![first];
    while group.len() < GROUP_MAX {
        match queue.try_recv() {
            Ok(waiting) => group.push(waiting),
            Err(_) => break,
        }
    }
    group
}
