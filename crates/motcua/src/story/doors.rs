//! The doors of a story: in this process, or in one that is killed in the middle of requests and
//! between lines.

use std::net::SocketAddr;
use std::pin::pin;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use access::Circumstances;
use base::Instant;
use futures_util::future::{Either, select};
use ledger::Ledger;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::kills::{Blow, Kills};
use crate::args::{Demo, Doors as Args, House};
use crate::clock::{Clock, stopwatch};
use crate::serve;
use crate::wiring::{self, Plan, Wired};

/// How often a kill looks whether something was committed.
const LOOK_AGAIN: Duration = Duration::from_micros(500);

/// Open doors.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one in all")]
pub(crate) enum Doors {
    /// In this process.
    Here(SocketAddr),
    /// In a process of their own, while there is one.
    Elsewhere {
        /// How it is started.
        house: Box<House>,
        /// The process, while there is one.
        child: Option<Running>,
        /// When it is killed.
        kills: Kills,
    },
}

/// A process, where it listens, and where its clock stands.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    address: SocketAddr,
    at: Instant,
}

impl Doors {
    /// Opens them, as the arguments want it.
    pub(crate) async fn open(args: &Demo, wired: &Wired) -> Result<Doors, String> {
        if args.kill {
            return Ok(Doors::Elsewhere {
                house: Box::new(args.house.clone()),
                child: None,
                kills: Kills::new(args.seed),
            });
        }
        Doors::here(&args.house, wired).await
    }

    /// Opens them in this process.
    pub(crate) async fn here(house: &House, wired: &Wired) -> Result<Doors, String> {
        let listener = serve::listen(house.listen).await?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let doors = serve::doors(wired).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, doors).await });
        Ok(Doors::Here(address))
    }

    /// Where they are; starts them if they were killed, or their clock stands where it no longer does.
    pub(crate) async fn address(&mut self, wired: &Wired) -> Result<SocketAddr, String> {
        let now = wired.clock.now();
        match self {
            Doors::Here(address) => return Ok(*address),
            Doors::Elsewhere {
                child: Some(running),
                ..
            } if running.at == now => return Ok(running.address),
            Doors::Elsewhere { .. } => self.kill().await,
        }
        let Doors::Elsewhere { child, house, .. } = self else {
            return Err("the doors are here".to_owned());
        };
        let mut started = start(house, now)?;
        let address = told_address(&mut started).await?;
        *child = Some(Running {
            child: started,
            address,
            at: now,
        });
        Ok(address)
    }

    /// Kills them (SIGKILL), if they are elsewhere.
    pub(crate) async fn kill(&mut self) {
        if let Doors::Elsewhere { child, .. } = self
            && let Some(mut running) = child.take()
        {
            // A process that is gone already needs no killing.
            let _ = running.child.kill().await;
        }
    }

    /// Kills them between two lines, where the dice say so.
    pub(crate) async fn kill_between_lines(&mut self) {
        if self.kills().is_some_and(|kills| kills.between_lines()) {
            self.kill().await;
        }
    }

    /// How they are killed, if they are.
    pub(crate) fn kills(&mut self) -> Option<&mut Kills> {
        match self {
            Doors::Here(_) => None,
            Doors::Elsewhere { kills, .. } => Some(kills),
        }
    }

    /// Lets a request run through them, and kills them meanwhile where the dice say so. `None`: no
    /// answer came.
    ///
    /// # Errors
    /// The request's own, where nobody was killed.
    pub(crate) async fn during<T>(
        &mut self,
        (kind, ledger): (&str, &Ledger),
        request: impl Future<Output = Result<T, String>>,
    ) -> Result<Option<T>, String> {
        let Some(kills) = self.kills() else {
            return request.await.map(Some);
        };
        let Some(blow) = kills.draw(kind) else {
            let watch = stopwatch();
            let answer = request.await?;
            kills.took(kind, watch.elapsed());
            return Ok(Some(answer));
        };
        let answer = {
            let moment = pin!(moment(blow, ledger));
            let mut request = pin!(request);
            // What is answered before the moment comes need not wait for it.
            match select(request.as_mut(), moment).await {
                Either::Left((answer, _)) => {
                    self.kill().await;
                    answer.ok()
                }
                Either::Right(((), _)) => tokio::join!(request, self.kill()).0.ok(),
            }
        };
        if let (Some(_), Some(kills)) = (&answer, self.kills()) {
            kills.was_answered();
        }
        Ok(answer)
    }
}

/// Waits for the moment of a blow.
async fn moment(blow: Blow, ledger: &Ledger) {
    match blow {
        Blow::After(delay) => tokio::time::sleep(delay).await,
        Blow::Committed(delay) => {
            let before = ledger.count().await.ok();
            while ledger.count().await.ok() == before {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            tokio::time::sleep(delay).await;
        }
    }
}

fn start(house: &House, at: Instant) -> Result<Child, String> {
    let own =
        std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    Command::new(own)
        .arg("doors")
        .args(["--at", &at.0.to_string()])
        .args(["--store", &house.kept.store()])
        .arg("--data")
        .arg(&house.kept.data)
        .args([
            "--listen",
            "127.0.0.1:0",
            "--public-url",
            &house.public_url(),
        ])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("cannot start the doors: {error}"))
}

/// The address that a started process says on its first line.
async fn told_address(child: &mut Child) -> Result<SocketAddr, String> {
    let out = child.stdout.take().ok_or("the doors have no output")?;
    let mut line = String::new();
    BufReader::new(out)
        .read_line(&mut line)
        .await
        .map_err(|error| error.to_string())?;
    line.trim()
        .parse()
        .map_err(|_| "the doors did not open".to_owned())
}

/// `motcua doors`: opens, says where, and serves until it is killed.
pub(crate) async fn run(args: Args) -> Result<ExitCode, String> {
    let store = wiring::open_existing(&args.house.kept.store()).await?;
    let pack = wiring::pack_in_force(&store).await?;
    let clock = Arc::new(Clock::standing(base::Instant(args.at)));
    let plan = Plan {
        args: &args.house,
        clock,
        demo: None,
        limited: false,
    };
    let (wired, _letters) = wiring::wire(store, pack, plan).await?;
    let listener = serve::listen(args.house.listen).await?;
    println!(
        "{}",
        listener.local_addr().map_err(|error| error.to_string())?
    );
    let doors = serve::doors(&wired).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, doors)
        .await
        .map_err(|error| error.to_string())?;
    Ok(ExitCode::SUCCESS)
}
