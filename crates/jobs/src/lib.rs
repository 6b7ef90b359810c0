//! Durable work and timers, put in by the act that causes them.
//!
//! [`enqueue`] gives a row change that goes into the causing act: the job exists exactly if the act
//! does. [`run_due`] (and [`run_until`], for a clock that jumps) hands due jobs to a handler, which
//! puts [`done`] into its own act: the effect of a job and its end are one commit.
//!
//! Invariants:
//! 1. A job is run at least once, and its end is committed exactly once. Effects in the same commit
//!    as [`done`] therefore happen exactly once; effects outside the database may be repeated. What
//!    leaves the house is an *outbox* of jobs: each goes out under its key (a mail's Message-ID), by
//!    which whoever gets it twice knows it again.
//! 2. A running job is *leased* for [`LEASE_SECONDS`]; whoever holds an older lease can no longer end
//!    it, because the row has another version. Any number of processes share one table.
//! 3. A job that fails is tried again later and later, and after [`ATTEMPTS_MAX`] attempts it is
//!    *dead*: kept with its reason until somebody tries it again.
//! 4. Keys, payloads and reasons hold ids and words, never a value of a person.
//! 5. Nothing here reads a clock: the instant is handed in.
//!
//! Reading order: this page, `store.rs`, `run.rs`.

mod run;
mod store;

use std::fmt;

use ::store::{Change, Store, StoreError, WriteError};
use base::Instant;

pub use run::{UNTIL_MAX, run_due, run_until};
pub use store::{MIGRATIONS, tables};

/// How long a job belongs to the process that took it: longer than any handler should need, short
/// enough that the job of a process that died is soon taken by another.
pub const LEASE_SECONDS: i64 = 60;

/// How often a job is tried: with the growing waits about nine hours, so that an outage of an
/// evening heals by itself and a fault in a handler is seen on the next working day.
pub const ATTEMPTS_MAX: i64 = 20;

/// The longest wait between two attempts.
pub const WAIT_SECONDS_MAX: i64 = 3600;

/// Bytes of a failure's reason that are kept: a sentence or two.
pub const REASON_BYTES_MAX: usize = 300;

/// Something to be done at or after an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its name: the same key is the same job, enqueued once. Two words and an id, such as
    /// `case-due/018f…`.
    pub key: String,
    /// Which handler it is for.
    pub kind: String,
    /// Not before this instant.
    pub due: Instant,
    /// What the handler needs, as JSON text: ids and words.
    pub payload: String,
}

/// A job that this process holds until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The job.
    pub job: Job,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// Until when nobody else takes it.
    pub leased_until: Instant,
    version: i64,
}

/// A job that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dead {
    /// The job.
    pub job: Job,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last attempt failed.
    pub reason: String,
    /// Since when.
    pub dead_at: Instant,
    version: i64,
}

/// The job, unless one with this key is already waiting, running or dead: then that one stays as
/// it is. Belongs into the act that causes the job.
pub fn enqueue(job: Job) -> Change {
    store::enqueue(job)
}

/// The job's end. Belongs into the act that is the job's effect: if the lease was lost meanwhile,
/// the whole act is.
pub fn done(claimed: &Claimed) -> Change {
    store::delete(&claimed.job.key, claimed.version)
}

/// Instead of [`done`], for what recurs: the same job again at another instant, its attempts
/// forgotten.
pub fn again(claimed: &Claimed, due: Instant) -> Change {
    let job = Job {
        due,
        ..claimed.job.clone()
    };
    store::put(claimed.version, &store::State::waiting(job, due))
}

/// The change that takes back a job which nobody needs any more; `None` if there is none with this
/// key. The act that carries it is lost when the job is taken meanwhile: decide again.
pub async fn cancel(store: &Store, key: &str) -> Result<Option<Change>, StoreError> {
    let version = store::version(store, key).await?;
    Ok(version.map(|version| store::delete(key, version)))
}

/// The instant at which there is something to do next: a due job, or a lease that ends.
pub async fn next_due(store: &Store) -> Result<Option<Instant>, StoreError> {
    store::next_due(store).await
}

/// How many jobs wait or run, and how many were given up.
pub async fn count(store: &Store) -> Result<(i64, i64), StoreError> {
    store::count(store).await
}

/// The jobs that were given up, by key, at most `limit`.
pub async fn dead(store: &Store, limit: i64) -> Result<Vec<Dead>, StoreError> {
    store::dead(store, "", limit).await
}

/// The same, page by page: those whose keys come after one.
pub async fn dead_after(store: &Store, key: &str, limit: i64) -> Result<Vec<Dead>, StoreError> {
    store::dead(store, key, limit).await
}

/// A dead job comes back to life, due now, its attempts forgotten.
pub fn retry(dead: &Dead, now: Instant) -> Change {
    store::put(dead.version, &store::State::waiting(dead.job.clone(), now))
}

/// Why a handler could not do its job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    reason: String,
    hopeless: bool,
}

impl Failed {
    /// It may work later. The reason is kept and logged: no value of a person may stand in it.
    pub fn for_now(reason: impl fmt::Display) -> Failed {
        Failed {
            reason: shortened(&reason.to_string()),
            hopeless: false,
        }
    }

    /// It will never work: the job is dead at once.
    pub fn for_good(reason: impl fmt::Display) -> Failed {
        Failed {
            hopeless: true,
            ..Failed::for_now(reason)
        }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Failed {}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Failed {
        Failed::for_now(error)
    }
}

impl From<WriteError> for Failed {
    fn from(error: WriteError) -> Failed {
        match error {
            WriteError::Lost { .. } => Failed::for_now(error),
            WriteError::Store(source) => Failed::for_now(source),
        }
    }
}

/// One line of at most [`REASON_BYTES_MAX`] bytes, cut between characters.
fn shortened(text: &str) -> String {
    let mut line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut end = line.len().min(REASON_BYTES_MAX);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.truncate(end);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_one_short_line() {
        let table = [
            ("", ""),
            ("no\nway", "no way"),
            ("the island is closed", "the island is closed"),
        ];
        for (text, line) in table {
            assert_eq!(shortened(text), line);
        }
        let long = shortened(&"é".repeat(REASON_BYTES_MAX));
        assert_eq!(long.len(), REASON_BYTES_MAX);
        assert_eq!(
            shortened(&format!("a{long}")).len(),
            REASON_BYTES_MAX - 1,
            "a character is never cut in two"
        );
    }
}
