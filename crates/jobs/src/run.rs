//! The runner: claims due jobs, hands them to a handler, writes down what failed.

use std::future::Future;

use ::store::{Store, StoreError, WriteError, WriteSet};
use base::Instant;
use futures_util::future::join_all;

use crate::{ATTEMPTS_MAX, Claimed, Failed, LEASE_SECONDS, WAIT_SECONDS_MAX, done, store};

/// How many jobs one call of [`run_until`] runs at most, so that a job that enqueues itself without
/// end does not hold its caller for ever: more than a country's demo has on one day.
pub const UNTIL_MAX: usize = 100_000;

/// Runs jobs that are due at `now`, at most `limit`, at the same time; gives how many this process
/// took. None due costs one look into an index.
///
/// The handler is given each job once it is leased. It commits its act with [`done`] (or
/// [`crate::again`]) in it; if it returns `Ok` without, the job is ended for it.
///
/// # Errors
/// When the database fails. Jobs then keep their lease and are run again after it.
pub async fn run_due<H, F>(
    store: &Store,
    now: Instant,
    limit: i64,
    handler: H,
) -> Result<usize, StoreError>
where
    H: Fn(Claimed) -> F,
    F: Future<Output = Result<(), Failed>>,
{
    let due = store::due(store, now, limit).await?;
    let runs = due
        .into_iter()
        .map(|job| run_one(store, now, job, &handler));
    let mut ran = 0;
    for outcome in join_all(runs).await {
        ran += usize::from(outcome?);
    }
    Ok(ran)
}

/// Runs everything that is due up to `now`, one job after the other in the order in which they fell
/// due, also what these jobs enqueue, until nothing is; at most [`UNTIL_MAX`]. For a clock that is
/// set forward: what was due in the morning happens before what was due at noon. A handler whose act
/// must bear the time at which it fell due takes that from the job. Each job waits for its own two
/// commits, so a running office uses [`run_due`].
///
/// # Errors
/// As [`run_due`].
pub async fn run_until<H, F>(store: &Store, now: Instant, handler: H) -> Result<usize, StoreError>
where
    H: Fn(Claimed) -> F,
    F: Future<Output = Result<(), Failed>>,
{
    let mut ran = 0;
    while ran < UNTIL_MAX {
        let Some(job) = store::due(store, now, 1).await?.pop() else {
            break;
        };
        // A job that another process was quicker to take is its to run: look for the next.
        ran += usize::from(run_one(store, now, job, &handler).await?);
    }
    Ok(ran)
}

/// Whether it was this process that ran the job.
async fn run_one<H, F>(
    store: &Store,
    now: Instant,
    due: store::Due,
    handler: &H,
) -> Result<bool, StoreError>
where
    H: Fn(Claimed) -> F,
    F: Future<Output = Result<(), Failed>>,
{
    let worn_out = due.state.attempts >= ATTEMPTS_MAX;
    let (claimed, claim) = due.claim(now.plus_seconds(LEASE_SECONDS));
    if !commit(store, claim).await? {
        return Ok(false);
    }
    if worn_out {
        // Every attempt ended without a word: the process died each time. Do not let it die again.
        let failed = Failed::for_good("the program ended each time while it ran this job");
        put_off(store, now, &claimed, failed).await?;
        return Ok(true);
    }
    match handler(claimed.clone()).await {
        Ok(()) => {
            if claimed.is_held(store).await? {
                commit(store, done(&claimed)).await?;
            }
        }
        Err(failed) => put_off(store, now, &claimed, failed).await?,
    }
    Ok(true)
}

/// Writes down a failure: the job waits, or is dead.
async fn put_off(
    store: &Store,
    now: Instant,
    claimed: &Claimed,
    failed: Failed,
) -> Result<(), StoreError> {
    let dead = failed.hopeless || claimed.attempt >= ATTEMPTS_MAX;
    let next = (!dead).then(|| now.plus_seconds(wait_seconds(claimed.attempt)));
    let Failed { reason, .. } = failed;
    tracing::warn!(
        job.kind = %claimed.job.kind,
        job.key = %claimed.job.key,
        attempt = claimed.attempt,
        dead,
        "a job of kind {} failed: {reason}",
        claimed.job.kind
    );
    // Lost: the job was ended after all, or another process has it; then that is what counts.
    commit(store, claimed.after(next, reason, now)).await?;
    Ok(())
}

/// Seconds until the next attempt: 2, 4, 8 … up to [`WAIT_SECONDS_MAX`].
fn wait_seconds(attempt: i64) -> i64 {
    let doublings = u32::try_from(attempt.clamp(1, 30)).unwrap_or(30);
    (1_i64 << doublings).min(WAIT_SECONDS_MAX)
}

/// Whether it was written; a lost race is no error here.
async fn commit(store: &Store, change: ::store::Change) -> Result<bool, StoreError> {
    match store.commit(WriteSet::from(vec![change])).await {
        Ok(_) => Ok(true),
        Err(WriteError::Lost { .. }) => Ok(false),
        Err(WriteError::Store(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let table = [(1, 2), (2, 4), (11, 2048), (12, 3600), (20, 3600)];
        for (attempt, seconds) in table {
            assert_eq!(wait_seconds(attempt), seconds, "attempt {attempt}");
        }
        let all: i64 = (1..ATTEMPTS_MAX).map(wait_seconds).sum();
        assert_eq!(all / 3600, 9, "the doc of ATTEMPTS_MAX says nine hours");
    }
}
