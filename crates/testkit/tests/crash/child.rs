//! The process that is killed.
//!
//! It says a line for each thing it was promised, after it was promised and never before:
//!
//! ```text
//! boat BOAT NUMBER NAME      a launch was committed
//! paint BOAT VERSION         a change was committed
//! looked SUBJECT             a look was committed, and its value given out
//! lost BOAT                  a launch was refused: its name is taken
//! ringing JOB                a job's handler begins
//! rung JOB                   the act that ends the job was committed
//! sealed CHECKPOINT          a signed checkpoint was there for all to see (hexadecimal)
//! ```

use std::io::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use base::{Id, Instant};
use jobs::{Claimed, Failed};
use ledger::{Ledger, Unseen};
use store::{Store, WriteError};

use crate::boats::{self, HARBOURS, NAMES, ctx, launch, look_permit, repaint, rung, touch};
use crate::dice::Dice;

/// How many tasks commit at the same time, so that groups have several acts.
const TASKS: u64 = 8;

/// Says one line; when nobody listens any more, there is nothing left to do.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "= {line}")
        .and_then(|()| out.flush())
        .is_err()
    {
        std::process::exit(0);
    }
}

#[expect(clippy::disallowed_methods, reason = "the parent says what to do")]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Works until it is killed; returns at once if nobody asked for it.
pub(crate) fn main() {
    let (Some(url), Some(seed), Some(now)) = (
        told("MOTCUA_CRASH_URL"),
        told("MOTCUA_CRASH_CHILD_SEED"),
        told("MOTCUA_CRASH_NOW"),
    ) else {
        return;
    };
    let (seed, now): (u64, i64) = (seed.parse().unwrap(), now.parse().unwrap());
    crate::run(async move {
        say("open");
        // The server may be gone already: then there is nothing to promise.
        let Ok(store) = Store::open(&url).await else {
            return;
        };
        boats::prepare(&store).await;
        let house = House {
            ledger: Ledger::new(store),
            now: Arc::new(AtomicI64::new(now)),
            boats: Arc::default(),
        };
        let mut dice = Dice::new(seed);
        for _ in 0..TASKS {
            tokio::spawn(house.clone().act(Dice::new(dice.next())));
        }
        tokio::spawn(house.clone().run_jobs(Dice::new(dice.next())));
        house.seal().await;
    });
}

#[derive(Clone)]
struct House {
    ledger: Ledger,
    now: Arc<AtomicI64>,
    boats: Arc<Mutex<Vec<Id>>>,
}

impl House {
    fn now(&self) -> Instant {
        Instant(self.now.fetch_add(1_000, Ordering::Relaxed))
    }

    async fn act(self, mut dice: Dice) {
        loop {
            match dice.below(10) {
                0..=4 => self.launch(&mut dice).await,
                5..=7 => self.repaint(&mut dice).await,
                _ => self.look(&mut dice).await,
            }
            tokio::task::yield_now().await;
        }
    }

    async fn launch(&self, dice: &mut Dice) {
        let ctx = ctx(self.now(), dice.seed());
        let boat = ctx.id();
        let (name, harbour) = (dice.below(NAMES), dice.below(HARBOURS));
        match self.ledger.commit(launch(&ctx, boat, name, harbour)).await {
            Ok(receipt) => {
                let (_, number) = receipt.written.drawn.first().unwrap();
                say(&format!("boat {boat} {number} {name}"));
                self.boats.lock().unwrap().push(boat);
            }
            Err(WriteError::Lost { .. }) => say(&format!("lost {boat}")),
            // Nobody knows whether it was written. Nothing was promised.
            Err(WriteError::Store(_)) => {}
        }
    }

    async fn repaint(&self, dice: &mut Dice) {
        let pick = dice.next();
        let boat = {
            let boats = self.boats.lock().unwrap();
            // The youngest few, so that tasks often want the same one.
            let few = boats.len().min(4);
            boats
                .iter()
                .rev()
                .take(few)
                .nth(usize::try_from(pick % 4).unwrap())
                .copied()
        };
        let Some(boat) = boat else { return };
        let Some(was) = boats::read(self.ledger.store(), boat).await else {
            return;
        };
        let act = repaint(&ctx(self.now(), dice.seed()), &was);
        if self.ledger.commit(act).await.is_ok() {
            say(&format!("paint {boat} {}", was.version + 1));
        }
    }

    async fn look(&self, dice: &mut Dice) {
        let ctx = ctx(self.now(), dice.seed());
        let subject = ctx.id();
        let unseen = Unseen::new(&look_permit(&ctx), "a boat", vec![touch(subject)]);
        if self.ledger.look(&ctx, unseen).await.is_ok() {
            say(&format!("looked {subject}"));
        }
    }

    async fn run_jobs(self, dice: Dice) {
        let dice = Mutex::new(dice);
        let handler = |claimed: Claimed| {
            let ctx = ctx(self.now(), dice.lock().unwrap().seed());
            let ledger = &self.ledger;
            async move {
                say(&format!("ringing {}", claimed.job.key));
                ledger
                    .commit(rung(&ctx, &claimed))
                    .await
                    .map_err(Failed::from)?;
                say(&format!("rung {}", claimed.job.key));
                Ok(())
            }
        };
        loop {
            // A database that is away comes back, or the process is killed.
            let _ = jobs::run_due(self.ledger.store(), self.now(), 20, handler).await;
            tokio::task::yield_now().await;
        }
    }

    async fn seal(self) {
        let key = boats::key();
        let mut last = None;
        loop {
            if let Err(ledger::SealError::Tree(error)) =
                ledger::seal(self.ledger.store(), &key).await
            {
                say(&format!("broken {error}"));
            }
            if let Ok(Some(seen)) = ledger::checkpoint(self.ledger.store()).await
                && last.as_ref() != Some(&seen)
            {
                let hex: String = seen.bytes().map(|byte| format!("{byte:02x}")).collect();
                say(&format!("sealed {hex}"));
                last = Some(seen);
            }
            tokio::task::yield_now().await;
        }
    }
}
