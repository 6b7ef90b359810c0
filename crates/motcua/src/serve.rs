//! Serving: doors, loops, and a stop that loses nothing.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use access::{Actor, Circumstances, Ctx};
use axum::Router;
use base::Instant;
use jobs::{Claimed, Failed};
use ledger::{Act, Ledger, SealError};
use notices::{Delivery, Letter, MAIL_JOB};
use store::Store;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use crate::args::{House as Args, MetricsAt};
use crate::clock::Clock;
use crate::wiring::{self, Plan, Wired, chain};
use crate::{mail, measuring, metrics};

/// How many due jobs one pass takes.
const JOBS_PER_PASS: i64 = 256;

/// `motcua serve`.
pub(crate) async fn run(mut args: Args) -> Result<ExitCode, String> {
    let listener = open_door(&mut args).await?;
    let store = wiring::open_existing(&args.kept.store()).await?;
    let pack = wiring::pack_in_force(&store).await?;
    let clock = Arc::new(Clock::real());
    wiring::put_in_force(&store, &pack, &clock).await?;
    tell_of_a_late_clock(&store, clock.now()).await?;
    let plan = Plan {
        args: &args,
        clock,
        demo: None,
        limited: true,
    };
    let (wired, letters) = wiring::wire(store, pack, plan).await?;
    measuring::schedule(&wired).await?;
    let metrics = Metrics::open(args.metrics).await?;
    let delivery = mail::delivery(&args)?;
    let stop = stop_signal();
    println!(
        "serving {} at {}",
        wired.house.pack().head.law(),
        wired.house.public_url
    );
    serve(
        wired,
        listener,
        Mailing { letters, delivery },
        metrics,
        stop,
    )
    .await;
    Ok(ExitCode::SUCCESS)
}

/// How far this machine's clock may be behind the last entry: machines of one office may differ so much.
const BEHIND_SECONDS_MAX: i64 = 60;

/// Says it if this machine's clock is behind the last entry of the ledger: one of the two is wrong, and a
/// program cannot know which.
async fn tell_of_a_late_clock(store: &Store, now: Instant) -> Result<(), String> {
    let last = Ledger::new(store.clone()).last_at().await;
    let Some(last) = last.map_err(|error| chain(&error))? else {
        return Ok(());
    };
    if last > now.plus_seconds(BEHIND_SECONDS_MAX) {
        tracing::warn!(
            "this machine's clock says {now}, and the last entry of the ledger was made at {last}: set the \
             clock right if it is wrong; until then new entries look older than that one, and what is due \
             waits"
        );
    }
    Ok(())
}

/// Opens the address of a house; port 0 becomes a free one, and the arguments then say which. First
/// of all: a port that is taken is told before anything is made, and whoever asks early waits.
pub(crate) async fn open_door(args: &mut Args) -> Result<TcpListener, String> {
    let listener = listen(args.listen).await?;
    args.listen = listener.local_addr().map_err(|error| error.to_string())?;
    Ok(listener)
}

/// Opens an address.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}; choose another with --listen")
    })
}

/// What waits to be mailed, and how it is delivered.
#[derive(Debug)]
pub(crate) struct Mailing {
    /// Letters that pages cause.
    pub(crate) letters: mpsc::Receiver<Letter>,
    /// Where mail goes.
    pub(crate) delivery: Delivery,
}

/// Where the figures for the operator are given out, and its address if that is open.
#[derive(Debug)]
pub(crate) struct Metrics {
    at: MetricsAt,
    listener: Option<TcpListener>,
}

impl Metrics {
    /// Opens the address of the figures, if they have one of their own.
    pub(crate) async fn open(at: MetricsAt) -> Result<Metrics, String> {
        let listener = match at {
            MetricsAt::Apart(address) => {
                let listener = listen(address).await;
                Some(listener.map_err(|problem| problem.replace("--listen", "--metrics"))?)
            }
            MetricsAt::Doors | MetricsAt::Off => None,
        };
        Ok(Metrics { at, listener })
    }
}

/// All doors as one router.
pub(crate) fn doors(wired: &Wired) -> Router {
    web::routes(wired.house.clone()).merge(api::routes(wired.api.clone()))
}

/// Serves until told to stop: open requests are answered, then the rest is sealed.
pub(crate) async fn serve(
    wired: Wired,
    listener: TcpListener,
    mailing: Mailing,
    metrics: Metrics,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let (halt, halted) = watch::channel(false);
    let delivery = Arc::new(mailing.delivery);
    let loops = [
        tokio::spawn(seal_loop(wired.clone(), halted.clone())),
        tokio::spawn(job_loop(wired.clone(), delivery.clone(), halted.clone())),
        tokio::spawn(letter_loop(wired.clone(), mailing.letters, delivery)),
    ];
    let (doors, apart) = metrics::around(doors(&wired), &wired, metrics.at);
    if let (Some(listener), Some(apart)) = (metrics.listener, apart) {
        tokio::spawn(metrics::serve_apart(listener, apart));
    }
    let doors = doors.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, doors)
        .with_graceful_shutdown(stop)
        .await
    {
        tracing::error!(cause = %error, "the doors failed");
    }
    let _ = halt.send(true);
    let [sealer, jobs, letters] = loops;
    let _ = sealer.await;
    let _ = jobs.await;
    letters.abort();
}

/// Ctrl-C or SIGTERM, listened for from this call on and not only once it is awaited: whoever reads
/// that the doors are open may close them at once.
pub(crate) fn stop_signal() -> impl Future<Output = ()> + Send + 'static {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    async move {
        let mut waits: Vec<_> = signals
            .into_iter()
            .flatten()
            .map(|mut signal| Box::pin(async move { signal.recv().await }))
            .collect();
        if waits.is_empty() {
            // Then the system's own way ends the process.
            std::future::pending::<()>().await;
        }
        futures_util::future::select_all(waits.drain(..)).await;
    }
}

/// How long the sealer rests: an entry is sealed within a second of its commit, and what has come
/// together meanwhile is little enough to hold nobody up.
pub(crate) const SEAL_EVERY: Duration = Duration::from_millis(100);

/// After so many rests, about a minute, it sweeps.
const SWEEP_EVERY: u32 = 600;

/// Seals within a second of a commit, lets the figures follow, and sweeps now and then.
async fn seal_loop(wired: Wired, mut halted: watch::Receiver<bool>) {
    let mut sweep = 0_u32;
    loop {
        let sealed = seal_all(&wired).await;
        if *halted.borrow() {
            if sealed == 0 {
                return;
            }
            continue;
        }
        sweep += 1;
        // Every minute: sessions and other things that have had their time.
        if sweep.is_multiple_of(SWEEP_EVERY) {
            clean(&wired).await;
        }
        // Also under load: one pass for many entries costs the acts that wait less than many passes.
        let pause = tokio::time::sleep(SEAL_EVERY);
        tokio::select! { () = pause => {}, _ = halted.changed() => {} }
    }
}

/// Takes away what has had its time: sessions, ceremonies, answers kept for repeated requests.
async fn clean(wired: &Wired) {
    let now = wired.clock.now();
    if let Err(error) = wired.house.identity.sweep(now).await {
        tracing::warn!(cause = %chain(&error), "sweeping sessions failed");
    }
    if let Err(error) = api::sweep(wired.house.ledger().store(), now).await {
        tracing::warn!(cause = %chain(&error), "sweeping kept answers failed");
    }
}

/// Seals what is pending and lets the figures follow.
pub(crate) async fn seal_all(wired: &Wired) -> usize {
    let store = wired.house.ledger().store();
    let mut total = 0;
    loop {
        match ledger::seal(store, &wired.signer.key()).await {
            Ok(sealed) => {
                total += sealed;
                if sealed < ledger::seal_max(store) {
                    break;
                }
            }
            Err(error) => {
                if let SealError::KeyChanged { to } = &error
                    && wired.signer.follow(to).is_ok()
                {
                    continue;
                }
                tracing::error!(cause = %chain(&error), "sealing failed");
                tokio::time::sleep(Duration::from_secs(1)).await;
                break;
            }
        }
    }
    let zone = wired.house.pack().calendar.zone();
    loop {
        match steering::follow(wired.house.ledger(), &wired.house.board, zone).await {
            Ok(0) => return total,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(cause = %chain(&error), "the figures could not follow");
                return total;
            }
        }
    }
}

async fn job_loop(wired: Wired, delivery: Arc<Delivery>, mut halted: watch::Receiver<bool>) {
    loop {
        if *halted.borrow() {
            return;
        }
        let now = wired.clock.now();
        let store = wired.house.ledger().store();
        let ran = jobs::run_due(store, now, JOBS_PER_PASS, |job| {
            handle(&wired, &delivery, job, None)
        })
        .await;
        let ran = ran.unwrap_or_else(|error| {
            tracing::warn!(cause = %chain(&error), "due jobs could not be read");
            0
        });
        if ran == 0 {
            let pause = tokio::time::sleep(Duration::from_millis(500));
            tokio::select! { () = pause => {}, _ = halted.changed() => {} }
        }
    }
}

/// Does everything that falls due until the clock's new time, each thing at its own time: for a
/// clock that is set forward.
pub(crate) async fn catch_up(wired: &Wired, delivery: &Delivery, to: Instant) {
    let store = wired.house.ledger().store();
    wired.clock.set(to);
    let ran = jobs::run_until(store, to, |job| {
        let at = job.job.due;
        handle(wired, delivery, job, Some(at))
    });
    if let Err(error) = ran.await {
        tracing::warn!(cause = %chain(&error), "due jobs could not be read");
    }
}

/// Does one job; its end is part of what it does.
async fn handle(
    wired: &Wired,
    delivery: &Delivery,
    job: Claimed,
    at: Option<Instant>,
) -> Result<(), Failed> {
    let house = &wired.house;
    match job.job.kind.as_str() {
        cases::APOLOGY | cases::SILENCE => {
            let now = at.unwrap_or_else(|| wired.clock.now());
            let ctx = Ctx {
                now,
                ..house.ctx(Actor::Clock, "clock")
            };
            let done = |act: Act| act.change(jobs::done(&job));
            house
                .room
                .timer(&ctx, &job.job.payload, done)
                .await
                .map_err(|error| Failed::for_now(chain(&error)))
        }
        MAIL_JOB => {
            let store = house.ledger().store();
            let letter = |person| mail::news(house, person);
            let changes = notices::mail_news(store, delivery, &job, letter).await?;
            store
                .commit(changes.into())
                .await
                .map(|_| ())
                .map_err(Failed::from)
        }
        measuring::MEASURE_JOB => measuring::handle(wired, &job).await,
        other => Err(Failed::for_good(format!(
            "no handler for jobs of kind {other}"
        ))),
    }
}

async fn letter_loop(wired: Wired, mut letters: mpsc::Receiver<Letter>, delivery: Arc<Delivery>) {
    while let Some(letter) = letters.recv().await {
        mail::deliver(&wired.house, &delivery, letter).await;
    }
}
