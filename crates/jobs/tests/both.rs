//! The promises of jobs on both databases.

#![cfg(test)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base::Instant;
use jobs::{
    ATTEMPTS_MAX, Claimed, Failed, Job, LEASE_SECONDS, again, cancel, dead, done, enqueue,
    next_due, retry, run_due, run_until,
};
use store::{Change, Kind as Column, Store, Table, WriteError, WriteSet};

const NOON: Instant = Instant(1_800_000_000_000_000);

fn at(seconds: i64) -> Instant {
    NOON.plus_seconds(seconds)
}

fn job(key: &str, due: Instant) -> Job {
    Job {
        key: key.into(),
        kind: "ring-the-bell".into(),
        due,
        payload: "{}".into(),
    }
}

/// One row each time a bell was rung.
fn bell() -> Table {
    Table::new("bell_ring")
        .key("key", Column::Text)
        .key("attempt", Column::Int)
        .done()
}

fn ring(claimed: &Claimed) -> Change {
    bell().insert(vec![
        ("key", claimed.job.key.as_str().into()),
        ("attempt", claimed.attempt.into()),
    ])
}

async fn write(store: &Store, changes: Vec<Change>) -> Result<(), WriteError> {
    store.commit(WriteSet::from(changes)).await.map(|_| ())
}

async fn prepared(store: &Store) {
    store.prepare(&jobs::tables()).await.unwrap();
    store.prepare(&[bell()]).await.unwrap();
}

async fn rings(store: &Store) -> Vec<(String, i64)> {
    let sql = "select key, attempt from bell_ring order by key, attempt";
    let rows = store.query(sql, &[]).await.unwrap();
    rows.iter()
        .map(|row| (row.text(0).unwrap().to_owned(), row.int(1).unwrap()))
        .collect()
}

/// The handler as it should be: effect and end in one commit.
async fn ring_and_done(store: &Store, claimed: Claimed) -> Result<(), Failed> {
    write(store, vec![ring(&claimed), done(&claimed)]).await?;
    Ok(())
}

#[test]
fn a_job_exists_once_and_runs_when_it_is_due() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        assert_eq!(next_due(&store).await.unwrap(), None);
        write(&store, vec![enqueue(job("a", at(10)))])
            .await
            .unwrap();
        write(&store, vec![enqueue(job("a", at(20)))])
            .await
            .unwrap();
        assert_eq!(next_due(&store).await.unwrap(), Some(at(10)));
        let run = |now| run_due(&store, now, 10, |claimed| ring_and_done(&store, claimed));
        assert_eq!(run(at(9)).await.unwrap(), 0);
        assert_eq!(run(at(10)).await.unwrap(), 1);
        assert_eq!(run(at(100)).await.unwrap(), 0);
        assert_eq!(rings(&store).await, [("a".to_owned(), 1)]);
        assert_eq!(next_due(&store).await.unwrap(), None);
    });
}

#[test]
fn a_lost_act_leaves_no_job() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let taken = || bell().insert(vec![("key", "x".into()), ("attempt", 1.into())]);
        write(&store, vec![taken()]).await.unwrap();
        let act = vec![enqueue(job("a", at(0))), taken()];
        assert!(write(&store, act).await.is_err());
        assert_eq!(next_due(&store).await.unwrap(), None);
    });
}

#[test]
fn a_process_that_dies_between_claim_and_done_loses_nothing() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        // The process ends in the middle of the handler: the runner is dropped where it waits.
        let reached = Arc::new(tokio::sync::Notify::new());
        let run = run_due(&store, at(0), 10, |_| async {
            reached.notify_one();
            std::future::pending::<Result<(), Failed>>().await
        });
        tokio::select! {
            _ = run => unreachable!("the handler never returns"),
            () = reached.notified() => {}
        }
        let run = |now| run_due(&store, now, 10, |claimed| ring_and_done(&store, claimed));
        assert_eq!(run(at(LEASE_SECONDS - 1)).await.unwrap(), 0, "still leased");
        assert_eq!(next_due(&store).await.unwrap(), Some(at(LEASE_SECONDS)));
        assert_eq!(run(at(LEASE_SECONDS)).await.unwrap(), 1);
        assert_eq!(rings(&store).await, [("a".to_owned(), 2)]);
    });
}

#[test]
fn whoever_lost_the_lease_can_no_longer_end_the_job() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        let slow = Mutex::new(None);
        let run = run_due(&store, at(0), 10, |claimed| {
            *slow.lock().unwrap() = Some(claimed);
            std::future::pending::<Result<(), Failed>>()
        });
        tokio::pin!(run);
        // The slow one gets as far as its handler and is then left standing.
        while slow.lock().unwrap().is_none() {
            tokio::select! {
                biased;
                _ = &mut run => unreachable!("the handler never returns"),
                () = tokio::task::yield_now() => {}
            }
        }
        let ran = run_due(&store, at(LEASE_SECONDS), 10, |claimed| {
            ring_and_done(&store, claimed)
        });
        assert_eq!(ran.await.unwrap(), 1);
        let slow = slow.lock().unwrap().take().unwrap();
        let late = write(&store, vec![ring(&slow), done(&slow)]).await;
        assert!(matches!(late, Err(WriteError::Lost { .. })));
        assert_eq!(rings(&store).await, [("a".to_owned(), 2)]);
    });
}

#[test]
fn an_error_after_the_commit_does_not_bring_the_job_back() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        let ran = run_due(&store, at(0), 10, |claimed| async {
            ring_and_done(&store, claimed).await?;
            Err(Failed::for_now("the answer was lost on the way"))
        });
        assert_eq!(ran.await.unwrap(), 1);
        assert_eq!(next_due(&store).await.unwrap(), None);
        assert_eq!(rings(&store).await, [("a".to_owned(), 1)]);
    });
}

#[test]
fn two_runners_at_once_do_each_job_once() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let all = (0..200).map(|n| enqueue(job(&format!("{n:03}"), at(n % 7))));
        write(&store, all.collect()).await.unwrap();
        let calls = Arc::new(AtomicUsize::new(0));
        let runner = || {
            let (store, calls) = (store.clone(), calls.clone());
            tokio::spawn(async move {
                let handler = |claimed| {
                    calls.fetch_add(1, Ordering::Relaxed);
                    let store = store.clone();
                    async move { ring_and_done(&store, claimed).await }
                };
                let mut ran = 0;
                // What the other one holds comes up again when its lease ends, and not before.
                let due_now = |next: Option<Instant>| next.is_some_and(|next| next <= at(10));
                while due_now(next_due(&store).await.unwrap()) {
                    ran += run_due(&store, at(10), 20, handler).await.unwrap();
                }
                ran
            })
        };
        let (one, two) = tokio::join!(runner(), runner());
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one + two, 200);
        assert_eq!(calls.load(Ordering::Relaxed), 200);
        let rings = rings(&store).await;
        assert_eq!(rings.len(), 200);
        assert!(rings.iter().all(|(_, attempt)| *attempt == 1));
    });
}

/// Two stores with connections of their own are to the database what two processes are.
#[test]
fn two_processes_on_one_server_share_the_jobs() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let Some(url) = testkit::fresh_postgres().await else {
            return;
        };
        let stores = [
            Store::open(&url).await.unwrap(),
            Store::open(&url).await.unwrap(),
        ];
        prepared(&stores[0]).await;
        let all = (0..100).map(|n| enqueue(job(&format!("{n:03}"), at(0))));
        write(&stores[0], all.collect()).await.unwrap();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let process = |number: usize| {
            let (store, calls) = (stores[number].clone(), calls.clone());
            tokio::spawn(async move {
                let handler = |claimed: Claimed| {
                    calls
                        .lock()
                        .unwrap()
                        .push((number, claimed.job.key.clone()));
                    let store = store.clone();
                    async move { ring_and_done(&store, claimed).await }
                };
                let due_now = |next: Option<Instant>| next.is_some_and(|next| next <= at(0));
                while due_now(next_due(&store).await.unwrap()) {
                    run_due(&store, at(0), 5, handler).await.unwrap();
                }
            })
        };
        let (one, two) = tokio::join!(process(0), process(1));
        one.unwrap();
        two.unwrap();
        let rings = rings(&stores[1]).await;
        assert_eq!(rings.len(), 100);
        assert!(rings.iter().all(|(_, attempt)| *attempt == 1));
        let mut keys: Vec<String> = calls
            .lock()
            .unwrap()
            .iter()
            .map(|(_, key)| key.clone())
            .collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 100);
        assert_eq!(
            calls.lock().unwrap().len(),
            100,
            "a job was handed to both processes"
        );
    });
}

/// The act of a handler loses against somebody else: its effect is not there, and it is tried again.
#[test]
fn an_act_that_is_lost_leaves_the_job_to_be_tried_again() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        let taken = bell().insert(vec![("key", "a".into()), ("attempt", 1.into())]);
        write(&store, vec![taken]).await.unwrap();
        let run = |now| run_due(&store, now, 10, |claimed| ring_and_done(&store, claimed));
        assert_eq!(run(at(0)).await.unwrap(), 1);
        assert_eq!(next_due(&store).await.unwrap(), Some(at(2)));
        assert_eq!(run(at(2)).await.unwrap(), 1);
        assert_eq!(next_due(&store).await.unwrap(), None);
        assert_eq!(
            rings(&store).await,
            [("a".to_owned(), 1), ("a".to_owned(), 2)]
        );
    });
}

/// A clock that was set back makes nothing due twice and ends no lease early.
#[test]
fn a_clock_that_goes_backwards_does_no_harm() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("a", at(100)))])
            .await
            .unwrap();
        let run = |now| run_due(&store, now, 10, |claimed| ring_and_done(&store, claimed));
        let fail = |_| async { Err(Failed::for_now("the harbour is closed")) };
        assert_eq!(run_due(&store, at(100), 10, fail).await.unwrap(), 1);
        assert_eq!(run(at(0)).await.unwrap(), 0, "before it was due");
        assert_eq!(run(at(101)).await.unwrap(), 0, "before its next attempt");
        assert_eq!(run(at(102)).await.unwrap(), 1);
        assert_eq!(run(at(100)).await.unwrap(), 0, "after its end");
        assert_eq!(rings(&store).await, [("a".to_owned(), 2)]);
    });
}

/// What leaves the house (a mail, a call to a neighbour) is an outbox of jobs: the job stands in the
/// act that causes it, and until somebody outside has taken it, it is there.
#[test]
fn an_outbox_keeps_what_nobody_outside_has_taken_yet() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let act = bell().insert(vec![("key", "act".into()), ("attempt", 0.into())]);
        write(&store, vec![act, enqueue(job("mail/1", at(0)))])
            .await
            .unwrap();
        let outside = Mutex::new(Vec::new());
        let send = |claimed: Claimed, answers: bool| {
            outside.lock().unwrap().push(claimed.job.key.clone());
            async move {
                match answers {
                    true => Ok(()),
                    false => Err(Failed::for_now("no answer")),
                }
            }
        };
        run_due(&store, at(0), 1, |c| send(c, false)).await.unwrap();
        assert_eq!(next_due(&store).await.unwrap(), Some(at(2)));
        run_due(&store, at(2), 1, |c| send(c, true)).await.unwrap();
        assert_eq!(next_due(&store).await.unwrap(), None);
        // Twice with the same name, by which whoever is outside knows it again.
        assert_eq!(*outside.lock().unwrap(), ["mail/1", "mail/1"]);
    });
}

#[test]
fn failures_wait_longer_and_longer_and_then_are_dead_until_tried_again() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        let fail = |_| async { Err(Failed::for_now("the harbour\nis closed")) };
        assert_eq!(run_due(&store, at(0), 10, fail).await.unwrap(), 1);
        assert_eq!(next_due(&store).await.unwrap(), Some(at(2)));
        assert_eq!(run_due(&store, at(1), 10, fail).await.unwrap(), 0);
        let mut tries = 1;
        while let Some(next) = next_due(&store).await.unwrap() {
            tries += run_due(&store, next, 10, fail).await.unwrap();
        }
        assert_eq!(i64::try_from(tries).unwrap(), ATTEMPTS_MAX);
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        assert_eq!(next_due(&store).await.unwrap(), None, "the dead stay dead");
        let given_up = dead(&store, 10).await.unwrap();
        assert_eq!(given_up.len(), 1);
        assert_eq!(given_up[0].reason, "the harbour is closed");
        assert_eq!(given_up[0].attempts, ATTEMPTS_MAX);
        let later = at(1_000_000);
        write(&store, vec![retry(&given_up[0], later)])
            .await
            .unwrap();
        let run = run_due(&store, later, 10, |claimed| ring_and_done(&store, claimed));
        assert_eq!(run.await.unwrap(), 1);
        assert_eq!(rings(&store).await, [("a".to_owned(), 1)]);
        assert!(dead(&store, 10).await.unwrap().is_empty());
    });
}

#[test]
fn a_job_that_ends_the_process_every_time_is_dead_in_the_end() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        let deaths = AtomicUsize::new(0);
        while let Some(next) = next_due(&store).await.unwrap() {
            let reached = tokio::sync::Notify::new();
            let run = run_due(&store, next, 10, |_| async {
                deaths.fetch_add(1, Ordering::Relaxed);
                reached.notify_one();
                std::future::pending::<Result<(), Failed>>().await
            });
            tokio::select! {
                ran = run => assert_eq!(ran.unwrap(), 1),
                () = reached.notified() => {}
            }
        }
        assert_eq!(i64::try_from(deaths.into_inner()).unwrap(), ATTEMPTS_MAX);
        assert_eq!(dead(&store, 10).await.unwrap().len(), 1);
    });
}

#[test]
fn a_hopeless_job_is_dead_at_once() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        let fail = |_| async { Err(Failed::for_good("no such kind")) };
        assert_eq!(run_due(&store, at(0), 10, fail).await.unwrap(), 1);
        let given_up = dead(&store, 10).await.unwrap();
        assert_eq!((given_up[0].attempts, given_up[0].dead_at), (1, at(0)));
    });
}

#[test]
fn a_clock_that_jumps_runs_all_in_order_also_what_they_enqueue() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let morning = ["c", "a", "b"].iter().zip([30, 10, 20]);
        let all = morning.map(|(key, due)| enqueue(job(key, at(due))));
        write(&store, all.collect()).await.unwrap();
        let order = Mutex::new(Vec::new());
        let ran = run_until(&store, at(60), |claimed| {
            order.lock().unwrap().push(claimed.job.key.clone());
            let mut changes = vec![ring(&claimed), done(&claimed)];
            if claimed.job.key == "a" {
                changes.push(enqueue(job("a-child", at(15))));
                changes.push(enqueue(job("tomorrow", at(61))));
            }
            let store = &store;
            async move { Ok(write(store, changes).await?) }
        });
        assert_eq!(ran.await.unwrap(), 4);
        assert_eq!(*order.lock().unwrap(), ["a", "a-child", "b", "c"]);
        assert_eq!(next_due(&store).await.unwrap(), Some(at(61)));
    });
}

#[test]
fn what_recurs_comes_again_and_what_wrote_nothing_is_ended() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("hourly", at(0)))])
            .await
            .unwrap();
        let hours = Mutex::new(Vec::new());
        let ran = run_until(&store, at(2 * 3600), |claimed| {
            hours
                .lock()
                .unwrap()
                .push((claimed.job.due, claimed.attempt));
            let next = again(&claimed, claimed.job.due.plus_seconds(3600));
            let store = &store;
            async move { Ok(write(store, vec![next]).await?) }
        });
        assert_eq!(ran.await.unwrap(), 3);
        let expected = [(at(0), 1), (at(3600), 1), (at(7200), 1)];
        assert_eq!(*hours.lock().unwrap(), expected);
        let nothing = |_: Claimed| async { Ok(()) };
        assert_eq!(run_due(&store, at(3 * 3600), 1, nothing).await.unwrap(), 1);
        assert_eq!(next_due(&store).await.unwrap(), None);
    });
}

#[test]
fn a_job_nobody_needs_is_taken_back() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        assert!(cancel(&store, "a").await.unwrap().is_none());
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        let back = cancel(&store, "a").await.unwrap().unwrap();
        write(&store, vec![back]).await.unwrap();
        assert_eq!(next_due(&store).await.unwrap(), None);
    });
}

#[test]
fn the_runner_can_be_a_task_of_its_own() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        write(&store, vec![enqueue(job("a", at(0)))]).await.unwrap();
        let own = store.clone();
        let ran = tokio::spawn(async move {
            let handler = |claimed| {
                let store = own.clone();
                async move { ring_and_done(&store, claimed).await }
            };
            run_until(&own, at(0), handler).await
        });
        assert_eq!(ran.await.unwrap().unwrap(), 1);
    });
}
