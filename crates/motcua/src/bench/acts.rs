//! `motcua bench acts`: the ground alone, without doors and rooms.
//!
//! A *look* is a permit, one row read by its key, and the entry that says so; a *filing* is a case
//! row, three rows of evidence, an entry and a job. Both are durable before they count. The sealer
//! is measured afterwards, on all that they left.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use access::{Action, Actor, Ask, Circumstances, Ctx, Policy, Post, Relation, Rule};
use futures_util::{StreamExt, TryStreamExt, stream};
use jobs::Job;
use ledger::{Act, Kind, Ledger, Touch, Unseen, seal_max};
use store::{Store, WriteSet};
use tokio::task::JoinSet;

use super::report::{Spent, Times, Watch};
use super::store as own;
use super::{progress, progress_over};
use crate::args::BenchActs;
use crate::clock::{Clock, stopwatch};
use crate::keys;
use crate::wiring::{self, chain};

/// How many rows are written in one transaction while filling.
const BATCH: usize = 2_000;

/// What every act needs.
#[derive(Debug)]
struct Ground {
    ledger: Ledger,
    clock: Clock,
    policy: Policy,
    rows: usize,
}

/// `motcua bench acts`.
pub(super) async fn run(args: BenchActs) -> Result<ExitCode, String> {
    let store = wiring::open(&args.here.store).await?;
    let clock = Clock::real();
    own::take(&store, clock.now()).await?;
    let tables = [own::tables(), ledger::tables(), jobs::tables()].concat();
    store
        .prepare(&tables)
        .await
        .map_err(|error| chain(&error))?;
    fill(&store, args.rows).await?;
    let ledger = Ledger::new(store.clone());
    let ground = Arc::new(Ground {
        ledger,
        clock,
        policy: policy(),
        rows: args.rows,
    });
    for &waiting in &args.waiting {
        let looks = measure(&ground, (waiting, args.seconds), look).await?;
        looks
            .0
            .figure("look", store.name(), (waiting, looks.1))
            .print(args.here.json);
        let files = measure(&ground, (waiting, args.seconds), file).await?;
        files
            .0
            .figure("file", store.name(), (waiting, files.1))
            .print(args.here.json);
    }
    let sealed = seal(&args, &store).await?;
    sealed
        .0
        .figure("seal", store.name(), (1, sealed.1))
        .print(args.here.json);
    Ok(ExitCode::SUCCESS)
}

async fn fill(store: &Store, rows: usize) -> Result<(), String> {
    let there = own::records(store).await?;
    let batches = (there..rows).step_by(BATCH).map(|from| async move {
        let changes: Vec<_> = (from..rows.min(from + BATCH))
            .map(own::insert_record)
            .collect();
        store
            .commit(WriteSet::from(changes))
            .await
            .map_err(|error| chain(&error))?;
        progress(&format!("rows: {from} of {rows}"));
        Ok::<_, String>(())
    });
    stream::iter(batches)
        .buffer_unordered(4)
        .try_collect::<()>()
        .await?;
    progress_over();
    Ok(())
}

fn policy() -> Policy {
    Policy::new(vec![Rule {
        role: "officer".to_owned(),
        on: "register:bench".to_owned(),
        actions: vec![Action::Look, Action::Create],
        fields: vec!["name".to_owned(), "born_on".to_owned()],
        purposes: vec!["bench".to_owned()],
        relation: Relation::Office,
        ground: "ground-bench".to_owned(),
    }])
}

/// Runs acts, so many at once, for so many seconds.
async fn measure<F>(
    ground: &Arc<Ground>,
    (waiting, seconds): (usize, u64),
    act: fn(Arc<Ground>, usize) -> F,
) -> Result<(Times, Spent), String>
where
    F: Future<Output = Result<(), String>> + Send + 'static,
{
    let watch = Watch::begin();
    let until = watch.begun() + Duration::from_secs(seconds);
    let mut tasks = JoinSet::new();
    for task in 0..waiting {
        let ground = ground.clone();
        tasks.spawn(async move {
            let mut times = Times::default();
            // Any step that shares no factor with the number of rows visits them all, far apart.
            let mut number = task.wrapping_mul(7_919_977);
            loop {
                let begun = stopwatch();
                if begun >= until {
                    return Ok::<_, String>(times);
                }
                number = number.wrapping_add(15_485_863);
                act(ground.clone(), number).await?;
                times.add(begun.elapsed());
            }
        });
    }
    let mut all = Times::default();
    while let Some(times) = tasks.join_next().await {
        all.join(times.map_err(|error| format!("a task failed: {error}"))??);
    }
    Ok((all, watch.spent()))
}

fn ctx(ground: &Ground) -> Ctx {
    let post = Post {
        role: "officer".to_owned(),
        office: "office-1".to_owned(),
    };
    let actor = Actor::Officer {
        account: own::record_id(0),
        post,
    };
    Ctx {
        actor,
        ..wiring::ctx(&ground.clock, "bench", "bench")
    }
}

async fn look(ground: Arc<Ground>, number: usize) -> Result<(), String> {
    let ctx = ctx(&ground);
    let fields = ["name", "born_on"];
    let ask = Ask {
        action: Action::Look,
        on: "register:bench",
        fields: &fields,
        relation: Relation::Office,
    };
    let permit = ground
        .policy
        .permit(&ctx, &ask)
        .map_err(|refused| refused.to_string())?;
    let id = own::record_id(number % ground.rows.max(1));
    let record = own::record(ground.ledger.store(), id).await?;
    let touch = Touch {
        register: "bench".to_owned(),
        record: id,
        subject: id,
        fields: fields.map(str::to_owned).to_vec(),
    };
    let unseen = Unseen::new(&permit, record, vec![touch]);
    ground
        .ledger
        .look(&ctx, unseen)
        .await
        .map(|_| ())
        .map_err(|error| chain(&error))
}

async fn file(ground: Arc<Ground>, number: usize) -> Result<(), String> {
    let ctx = ctx(&ground);
    let record = own::record_id(number % ground.rows.max(1));
    let case = ctx.id();
    let due = ctx.now.plus_seconds(86_400);
    let touch = Touch {
        register: "bench".to_owned(),
        record: case,
        subject: record,
        fields: vec!["*".to_owned()],
    };
    let act = Act::new(&ctx, Kind::CaseOpened)
        .on_ground("ground-bench")
        .fact("case", case.to_string().as_str())
        .touch(touch)
        .changes(own::insert_case(case, record, due))
        .change(jobs::enqueue(Job {
            key: format!("bench/{case}"),
            kind: "bench".to_owned(),
            due,
            payload: "{}".to_owned(),
        }));
    ground
        .ledger
        .commit(act)
        .await
        .map(|_| ())
        .map_err(|error| chain(&error))
}

/// Seals all that waits; each pass of at most [`seal_max`] entries is timed as that many.
async fn seal(args: &BenchActs, store: &Store) -> Result<(Times, Spent), String> {
    let key = keys::ledger_key(&args.here.data, "localhost/ledger")?;
    let watch = Watch::begin();
    let mut times = Times::default();
    loop {
        let pass = stopwatch();
        let sealed = ledger::seal(store, &key)
            .await
            .map_err(|error| chain(&error))?;
        if sealed == 0 {
            return Ok((times, watch.spent()));
        }
        for _ in 0..sealed {
            times.add(pass.elapsed());
        }
        progress(&format!(
            "sealing, {} at a time: {}",
            seal_max(store),
            times.len()
        ));
    }
}
