//! A house to load: a law in force over the bench's store, wired as in production without rate
//! limits.

use std::net::SocketAddr;
use std::sync::Arc;

use notices::{Delivery, Letter};
use pack::model::{Event, Procedure};
use store::Store;
use synth::SynthLaw;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::store as own;
use crate::args::{BenchDoors, House as Args, Kept, MetricsAt};
use crate::clock::Clock;
use crate::pack_files;
use crate::serve::{self, Mailing, Metrics};
use crate::verify::{self, Options};
use crate::wiring::{self, Plan, Wired};

/// A house before it is served.
#[derive(Debug)]
pub(super) struct House {
    /// What doors and loops need.
    pub(super) wired: Wired,
    /// What the pack's synthetic people look like.
    pub(super) people: SynthLaw,
    /// The how-manieth run on this store this is.
    pub(super) run: i64,
    letters: mpsc::Receiver<Letter>,
}

/// A house that answers.
#[derive(Debug)]
pub(super) struct Served {
    /// Where.
    pub(super) address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl House {
    /// Opens the store, takes it for a bench, puts the pack in force.
    pub(super) async fn open(args: &BenchDoors) -> Result<House, String> {
        let clock = Arc::new(Clock::real());
        let store = wiring::open(&args.here.store).await?;
        let pack = Arc::new(pack_files::load(&args.pack)?);
        // A house that is wired no longer has the pack's files.
        let files: Vec<(&String, &String)> = pack.files.iter().collect();
        let people = SynthLaw::read(&files).map_err(|error| error.to_string())?;
        let run = own::take(&store, wiring::ctx(&clock, "", "bench").now).await?;
        wiring::put_in_force(&store, &pack, &clock).await?;
        let place = Args {
            kept: Kept {
                store: Some(args.here.store.clone()),
                data: args.here.data.clone(),
            },
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: Some("http://localhost:8306".to_owned()),
            smtp: None,
            smtp_user: None,
            smtp_password_file: None,
            behind_proxy: false,
            metrics: MetricsAt::Off,
            mail_from: "motcua@localhost".to_owned(),
        };
        let plan = Plan {
            args: &place,
            clock,
            demo: None,
            limited: false,
        };
        let (wired, letters) = wiring::wire(store, pack, plan).await?;
        Ok(House {
            wired,
            people,
            run,
            letters,
        })
    }

    /// The database.
    pub(super) fn store(&self) -> &Store {
        self.wired.house.ledger().store()
    }

    /// The life event that is filed: the first that is offered because a register has a record.
    pub(super) fn event(&self) -> Result<(&Event, &Procedure), String> {
        let pack = self.wired.house.pack();
        let event = pack.events.iter().find(|event| event.offer.is_some());
        let event = event.ok_or("the pack has no life event with an `offer`")?;
        let root = pack.procedure(&event.procedure);
        Ok((event, root.ok_or("the life event opens no procedure")?))
    }

    /// Serves on a free port: doors, sealer and jobs, mails kept in the database.
    pub(super) async fn serve(self) -> Result<Served, String> {
        let listener = serve::listen(([127, 0, 0, 1], 0).into()).await?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let (stop, stopped) = oneshot::channel();
        let mailing = Mailing {
            letters: self.letters,
            delivery: Delivery::Keep,
        };
        let stopped = async {
            let _ = stopped.await;
        };
        let metrics = Metrics::open(MetricsAt::Off).await?;
        let server = tokio::spawn(serve::serve(
            self.wired, listener, mailing, metrics, stopped,
        ));
        Ok(Served {
            address,
            stop,
            server,
        })
    }
}

impl House {
    /// Serves on a free port: doors and sealer, no jobs.
    pub(super) async fn serve_without_jobs(self) -> Result<Served, String> {
        let listener = serve::listen(([127, 0, 0, 1], 0).into()).await?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let (stop, stopped) = oneshot::channel();
        let wired = self.wired.clone();
        let sealer = tokio::spawn(async move {
            loop {
                serve::seal_all(&wired).await;
                tokio::time::sleep(serve::SEAL_EVERY).await;
            }
        });
        let doors = serve::doors(&self.wired).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            if let Err(error) = axum::serve(listener, doors)
                .with_graceful_shutdown(stopped)
                .await
            {
                tracing::error!(cause = %error, "the doors failed");
            }
            sealer.abort();
        });
        Ok(Served {
            address,
            stop,
            server,
        })
    }
}

impl Served {
    /// Stops, and waits until everything is sealed.
    pub(super) async fn stop(self) -> Result<(), String> {
        let _ = self.stop.send(());
        self.server
            .await
            .map_err(|error| format!("the server failed: {error}"))
    }
}

/// Checks the ledger as `motcua verify` does; what it finds is an error.
pub(super) async fn verified(store: &Store) -> Result<(), String> {
    let options = Options {
        keys: Vec::new(),
        against: None,
    };
    let report = verify::run(store, &options)
        .await
        .map_err(|error| error.to_string())?;
    if report.is_clean() {
        Ok(())
    } else {
        Err(report.lines().join("\n"))
    }
}
