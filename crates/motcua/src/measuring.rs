//! Registers are measured once a day by themselves, each by a job that comes again.
//!
//! A job belongs to its holder for a minute, and measuring may take longer: so the job first moves
//! itself to the next night, and measuring goes on beside the other jobs, one register at a time. A
//! process that dies meanwhile leaves that day without figures, and the next night has them again.

use access::Circumstances;
use base::Instant;
use base::calendar::Calendar;
use jiff::ToSpan;
use jobs::{Claimed, Failed, Job};
use registers::RegisterError;
use store::WriteSet;

use crate::quality;
use crate::wiring::{Wired, chain};

/// Jobs of this kind measure a register; the payload is its id.
pub(crate) const MEASURE_JOB: &str = "measure";

/// The hour of the pack's time zone in which measuring begins: offices are closed, the day is over.
const HOUR: i8 = 2;

/// Puts in the jobs of all registers. One that was never measured is measured at once.
pub(crate) async fn schedule(wired: &Wired) -> Result<(), String> {
    let room = &wired.house.room;
    let store = room.ledger.store();
    let now = wired.clock.now();
    let measured = room.registers.headlines(store).await;
    let measured = measured.map_err(|error| chain(&error))?;
    let mut set = WriteSet::default();
    for declared in room.registers.all() {
        let register = declared.id();
        let before = measured
            .iter()
            .any(|headline| headline.register == register);
        let due = if before {
            next(room.registers.calendar(), now)
        } else {
            now
        };
        set.add(jobs::enqueue(Job {
            key: format!("{MEASURE_JOB}/{register}"),
            kind: MEASURE_JOB.to_owned(),
            due,
            payload: register.to_owned(),
        }));
    }
    store
        .commit(set)
        .await
        .map(|_| ())
        .map_err(|error| chain(&error))
}

/// Moves the job to the next night, and begins to measure.
pub(crate) async fn handle(wired: &Wired, job: &Claimed) -> Result<(), Failed> {
    let room = &wired.house.room;
    let register = job.job.payload.clone();
    let store = room.ledger.store();
    if room.registers.get(&register).is_err() {
        // The law in force no longer declares it.
        store.commit(vec![jobs::done(job)].into()).await?;
        return Ok(());
    }
    let now = wired.clock.now();
    let next = next(room.registers.calendar(), now);
    store.commit(vec![jobs::again(job, next)].into()).await?;
    let wired = wired.clone();
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        runtime.block_on(async {
            let _turn = wired.measuring.lock().await;
            if let Err(error) = measure(&wired, &register, now).await {
                tracing::warn!(register, cause = %chain(&error), "a register could not be measured");
            }
        });
    });
    Ok(())
}

async fn measure(wired: &Wired, register: &str, now: Instant) -> Result<(), RegisterError> {
    let room = &wired.house.room;
    let circumstances: &dyn Circumstances = &*wired.clock;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let how = (now, threads);
    let run = quality::measure(
        &room.ledger,
        &room.registers,
        (register, circumstances),
        how,
    )
    .await?;
    let ctx = wired.house.ctx(access::Actor::Clock, quality::PURPOSE);
    let ctx = access::Ctx { now, ..ctx };
    let opened = room
        .registers
        .open_rule_tickets(&room.ledger, &run.new, &ctx)
        .await?;
    tracing::info!(
        register,
        rows = run.new.measurement.rows,
        opened,
        "measured"
    );
    Ok(())
}

/// The next night.
fn next(calendar: &Calendar, now: Instant) -> Instant {
    let today = now.in_zone(calendar.zone());
    let night = |days: i64| {
        let day = today.date().checked_add(days.days()).ok()?;
        day.at(HOUR, 0, 0, 0).to_zoned(calendar.zone().clone()).ok()
    };
    let nights = [night(0), night(1)].into_iter().flatten();
    let nights = nights.map(|night| Instant(night.timestamp().as_microsecond()));
    let mut later = nights.filter(|night| *night > now);
    later.next().unwrap_or(now.plus_seconds(86_400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_night_is_later() {
        let pack = crate::pack_files::load(std::path::Path::new("../../packs/tiny")).unwrap();
        // The island's clocks are an hour ahead: two o'clock there is one o'clock in UTC.
        for (now, expected) in [
            ("2026-11-02T00:59:59Z", "2026-11-02T01:00:00Z"),
            ("2026-11-02T01:00:00Z", "2026-11-03T01:00:00Z"),
            ("2026-11-02T23:30:00Z", "2026-11-03T01:00:00Z"),
            ("2026-12-31T12:00:00Z", "2027-01-01T01:00:00Z"),
        ] {
            let found = next(&pack.calendar, Instant::parse(now).unwrap());
            assert_eq!(found.to_string(), expected, "{now}");
        }
    }
}
