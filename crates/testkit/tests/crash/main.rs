//! What was promised is kept, whatever dies and when.
//!
//! A process commits at random and says on a pipe what it was promised: rows with their entries,
//! names taken, numbers drawn, looks, jobs run, checkpoints seen. It is killed (SIGKILL) in the
//! middle of its work; on PostgreSQL its connections are cut or the whole server is stopped at once
//! as well. Then the database is opened again and every promise is looked for, and every half of
//! one: an entry without its row, a row without its job, a number drawn twice.
//!
//! `MOTCUA_CRASH_ROUNDS` asks for more rounds than [`ROUNDS`], `MOTCUA_CRASH_SEED` for others. What
//! a killed process was doing is decided by the machine, so a seed does not repeat a failure exactly.
//!
//! Reading order: this page, `boats.rs` (what is written), `child.rs` (who writes it), `promises.rs`
//! (what was acknowledged), `whole.rs` (what must hold of all rows), `server.rs`.

#![cfg(test)]

mod boats;
mod child;
mod dice;
mod process;
mod promises;
mod server;
mod whole;

use base::Instant;
use store::Store;

use crate::dice::Dice;
use crate::process::Process;
use crate::promises::Promises;
use crate::server::Server;

/// Rounds on each database when nobody asks for more: about ten seconds in a debug build.
const ROUNDS: u64 = 8;

/// No process is left to work longer than this many acknowledged acts.
const ACTS_MAX: u64 = 300;

/// Rounds are an hour and more apart, so that leases of the dead have ended.
fn time_of(round: u64) -> Instant {
    let hours = i64::try_from(round).unwrap_or(i64::MAX / 7_200);
    Instant(1_800_000_000_000_000).plus_seconds(hours * 7_200)
}

/// What is killed in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The process.
    Process,
    /// Its connections, several times, then the process.
    Connections,
    /// The server, as if its machine had lost power; then the process.
    Server,
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever looks for rare faults asks for more rounds"
)]
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn rounds() -> u64 {
    asked("MOTCUA_CRASH_ROUNDS").unwrap_or(ROUNDS)
}

fn dice() -> Dice {
    Dice::new(asked("MOTCUA_CRASH_SEED").unwrap_or(7))
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(work)
}

/// Not a test of its own: the process that the others start and kill. Without them it does nothing.
#[test]
fn child_process() {
    child::main();
}

#[test]
fn nothing_acknowledged_is_lost_on_sqlite() {
    let folder = testkit::Folder::new();
    let url = format!("sqlite:{}", folder.path("crash.db"));
    let mut dice = dice();
    let mut promises = Promises::default();
    for round in 0..rounds() {
        let process = Process::start(&url, &mut dice, time_of(round));
        let acts = dice.below(ACTS_MAX);
        let said = process.kill_after(acts);
        promises.hear(said);
        run(check(&url, &mut promises, dice.below(3) == 0));
    }
    run(end(&url, &mut promises));
}

#[test]
fn nothing_acknowledged_is_lost_on_postgres() {
    let Some(mut server) = Server::start() else {
        return;
    };
    let url = server.url();
    let mut dice = dice();
    let mut promises = Promises::default();
    for round in 0..rounds() {
        let fault = match round % 4 {
            0 | 2 => Fault::Process,
            1 => Fault::Connections,
            _ => Fault::Server,
        };
        // Two processes share the database; both are killed, one later than the other.
        let one = Process::start(&url, &mut dice, time_of(round));
        let two = Process::start(&url, &mut dice, time_of(round));
        let acts = dice.below(ACTS_MAX);
        match fault {
            Fault::Process => promises.hear(one.kill_after(acts)),
            Fault::Connections => {
                let mut one = one;
                for _ in 0..3 {
                    promises.hear(one.hear(acts / 3));
                    server.cut_connections();
                }
                promises.hear(one.kill_after(acts / 3));
            }
            Fault::Server => {
                let mut one = one;
                promises.hear(one.hear(acts));
                server.stop_at_once();
                promises.hear(one.kill_after(0));
            }
        }
        let more = if fault == Fault::Process {
            dice.below(ACTS_MAX)
        } else {
            0
        };
        promises.hear(two.kill_after(more));
        if fault == Fault::Server {
            server.start_again();
        }
        run(check(&url, &mut promises, dice.below(3) == 0));
    }
    run(end(&url, &mut promises));
}

/// After a kill: what was promised is there, and nothing is half there.
async fn check(url: &str, promises: &mut Promises, seal: bool) {
    let store = Store::open(url).await.unwrap();
    boats::prepare(&store).await;
    whole::rows(&store).await;
    promises.check_new(&store).await;
    if seal {
        whole::seal_all(&store).await;
        whole::tree(&store, promises.checkpoints()).await;
    }
}

/// At the end: every job is run, every entry sealed, every promise of every round looked for again.
async fn end(url: &str, promises: &mut Promises) {
    let store = Store::open(url).await.unwrap();
    boats::prepare(&store).await;
    let later = time_of(rounds() + 1);
    boats::run_all_jobs(&store, later).await;
    whole::seal_all(&store).await;
    whole::rows(&store).await;
    whole::jobs_have_ended(&store).await;
    whole::tree(&store, promises.checkpoints()).await;
    promises.check_all(&store).await;
    assert!(
        promises.is_about_something(),
        "no process got as far as an act: nothing was tested"
    );
}
