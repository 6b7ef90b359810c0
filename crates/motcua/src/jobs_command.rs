//! `motcua jobs dead` and `motcua jobs retry`: what was given up, and another try.

use std::collections::BTreeSet;
use std::process::ExitCode;

use access::Circumstances;
use base::Instant;
use jobs::Dead;
use store::{Store, WriteError, WriteSet};

use crate::args::{Jobs, WhichJobs};
use crate::clock::Clock;
use crate::wiring::{self, chain};

/// How many dead jobs one query reads.
const PAGE: i64 = 500;

/// Which of the dead.
#[derive(Debug)]
enum Which {
    Keys(BTreeSet<String>),
    Kind(String),
    All,
}

impl Which {
    fn has(&self, dead: &Dead) -> bool {
        match self {
            Which::Keys(keys) => keys.contains(&dead.job.key),
            Which::Kind(kind) => dead.job.kind == *kind,
            Which::All => true,
        }
    }
}

/// `motcua jobs`.
pub(crate) async fn run(args: Jobs) -> Result<ExitCode, String> {
    match args {
        Jobs::Dead { kind, kept } => list(&open(&kept.store()).await?, kind).await,
        Jobs::Retry(args) => {
            let store = open(&args.kept.store()).await?;
            let retried = retry(&store, which(args.which), Clock::real().now()).await?;
            println!("{retried} will be tried again");
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn which(args: WhichJobs) -> Which {
    match args.kind {
        Some(kind) => Which::Kind(kind),
        None if args.all => Which::All,
        None => Which::Keys(args.keys.into_iter().collect()),
    }
}

async fn open(url: &str) -> Result<Store, String> {
    let store = wiring::open_existing(url).await?;
    wiring::check_migrations(&store).await?;
    let has_jobs = store.has_table("jobs_job").await;
    if has_jobs.map_err(|error| chain(&error))? {
        Ok(store)
    } else {
        Err("there are no jobs in this database: no law was ever put in force here".to_owned())
    }
}

async fn list(store: &Store, kind: Option<String>) -> Result<ExitCode, String> {
    let all = chosen(store, &kind.map_or(Which::All, Which::Kind)).await?;
    for dead in &all {
        println!("{}", line(dead));
    }
    match all.len() {
        0 => println!("no job was given up"),
        some => {
            println!("{some} given up; motcua jobs retry KEY, --kind KIND or --all tries again")
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Ids and words: neither keys nor reasons hold a value of a person.
fn line(dead: &Dead) -> String {
    let Dead {
        job,
        attempts,
        reason,
        dead_at,
        ..
    } = dead;
    format!(
        "{}  {}  dead since {dead_at} after {attempts} attempts: {reason}",
        job.key, job.kind
    )
}

/// Gives a fresh life to those that are chosen, and says how many. Keys of which one is not dead are an
/// error before anything is done: it is a slip, or somebody was quicker.
async fn retry(store: &Store, which: Which, now: Instant) -> Result<usize, String> {
    let all = chosen(store, &which).await?;
    if let Which::Keys(keys) = &which {
        let found: BTreeSet<&String> = all.iter().map(|dead| &dead.job.key).collect();
        if let Some(unknown) = keys.iter().find(|key| !found.contains(key)) {
            return Err(format!(
                "no job with the key {unknown} was given up; `motcua jobs dead` lists those that were; \
                 nothing was changed"
            ));
        }
    }
    let mut retried = 0;
    for dead in &all {
        match store
            .commit(WriteSet::from(vec![jobs::retry(dead, now)]))
            .await
        {
            Ok(_) => retried += 1,
            // Somebody else has retried it meanwhile.
            Err(WriteError::Lost { .. }) => {}
            Err(WriteError::Store(error)) => return Err(chain(&error)),
        }
    }
    Ok(retried)
}

async fn chosen(store: &Store, which: &Which) -> Result<Vec<Dead>, String> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let page = jobs::dead_after(store, &after, PAGE).await;
        let page = page.map_err(|error| chain(&error))?;
        let Some(last) = page.last() else {
            return Ok(all);
        };
        last.job.key.clone_into(&mut after);
        all.extend(page.into_iter().filter(|dead| which.has(dead)));
    }
}

#[cfg(test)]
mod tests {
    use jobs::{Failed, Job};

    use super::*;

    const NOW: Instant = Instant(1_800_000_000_000_000);

    /// More than a page of two kinds, all dead.
    async fn many_dead(store: &Store) {
        store.prepare(&jobs::tables()).await.unwrap();
        let job = |n: usize| Job {
            key: format!("bell/{n:04}"),
            kind: if n.is_multiple_of(3) { "bell" } else { "horn" }.to_owned(),
            due: NOW,
            payload: "{}".to_owned(),
        };
        let all = (0..600).map(|n| jobs::enqueue(job(n))).collect::<Vec<_>>();
        store.commit(WriteSet::from(all)).await.unwrap();
        let hopeless = |_| async { Err(Failed::for_good("no rope")) };
        assert_eq!(
            jobs::run_due(store, NOW, 1_000, hopeless).await.unwrap(),
            600
        );
    }

    fn keys(keys: &[&str]) -> Which {
        Which::Keys(keys.iter().map(|&key| key.to_owned()).collect())
    }

    #[test]
    fn the_dead_are_listed_and_tried_again() {
        testkit::on_both(|store| async move {
            many_dead(&store).await;
            let all = chosen(&store, &Which::All).await.unwrap();
            assert_eq!(all.len(), 600);
            assert_eq!(
                line(&all[0]),
                "bell/0000  bell  dead since 2027-01-15T08:00:00Z after 1 attempts: no rope"
            );
            let slip = retry(&store, keys(&["bell/0001", "bell/9999"]), NOW).await;
            assert!(slip.unwrap_err().contains("bell/9999"));
            assert_eq!(jobs::count(&store).await.unwrap(), (0, 600));
            let one = retry(&store, keys(&["bell/0001"]), NOW).await;
            assert_eq!(one, Ok(1));
            let kind = || Which::Kind("bell".to_owned());
            assert_eq!(retry(&store, kind(), NOW).await, Ok(200));
            assert_eq!(retry(&store, kind(), NOW).await, Ok(0));
            assert_eq!(jobs::count(&store).await.unwrap(), (201, 399));
            assert_eq!(retry(&store, Which::All, NOW).await, Ok(399));
            let done = |_| async { Ok(()) };
            assert_eq!(jobs::run_due(&store, NOW, 1_000, done).await.unwrap(), 600);
            assert_eq!(jobs::count(&store).await.unwrap(), (0, 0));
        });
    }
}
