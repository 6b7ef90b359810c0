//! What is read when somebody asks for the figures.

use access::Circumstances;
use store::figures::{Figures, GROUP_STEPS};

use super::requests::Requests;
use super::text::Text;
use crate::wiring::{Wired, chain};

const COUNTER: &str = "counter";
const GAUGE: &str = "gauge";

/// What stands in the database.
struct Waits {
    entries: i64,
    unsealed: i64,
    lag_seconds: f64,
    jobs: i64,
    dead: i64,
    sessions: i64,
    /// Late tickets by steward.
    late: Vec<(String, i64)>,
}

/// The page.
pub(super) async fn all(wired: &Wired, requests: &Requests) -> String {
    let mut text = Text::default();
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    text.begin("motcua_info", GAUGE, "The program that answers.");
    text.value("motcua_info", &version, 1);
    requests.write(&mut text);
    writer(&mut text, &wired.house.ledger().store().figures());
    // A database that does not answer is a figure too, and no reason to keep the others back.
    let read = read(wired).await;
    text.only(
        ("motcua_database_up", GAUGE),
        "Whether the database answered.",
        i64::from(read.is_ok()),
    );
    match read {
        Ok(waits) => database(&mut text, &waits),
        Err(cause) => tracing::warn!(cause, "the figures could not be read from the database"),
    }
    memory(&mut text);
    text.done()
}

async fn read(wired: &Wired) -> Result<Waits, String> {
    let (ledger, now) = (wired.house.ledger(), wired.clock.now());
    let (entries, unsealed) = ledger.count().await.map_err(|error| chain(&error))?;
    let since = ledger.waits_since().await.map_err(|error| chain(&error))?;
    let lag_micros = since.map_or(0, |since| now.0.saturating_sub(since.0).max(0));
    let jobs = jobs::count(ledger.store()).await;
    let (jobs, dead) = jobs.map_err(|error| chain(&error))?;
    let sessions = wired.house.identity.open_sessions(now).await;
    let late = wired.house.room.registers.tickets_late(ledger.store(), now);
    let late = late.await.map_err(|error| chain(&error))?;
    Ok(Waits {
        late,
        entries,
        unsealed,
        lag_seconds: std::time::Duration::from_micros(lag_micros.unsigned_abs()).as_secs_f64(),
        jobs,
        dead,
        sessions: sessions.map_err(|error| chain(&error))?,
    })
}

fn database(text: &mut Text, waits: &Waits) {
    text.only(
        ("motcua_acts_total", COUNTER),
        "Acts on record: each has one entry in the ledger.",
        waits.entries,
    );
    text.only(
        ("motcua_ledger_unsealed", GAUGE),
        "Entries that are not in the tree yet.",
        waits.unsealed,
    );
    text.only(
        ("motcua_ledger_seal_lag_seconds", GAUGE),
        "How long the longest of them waits.",
        waits.lag_seconds,
    );
    text.only(("motcua_jobs", GAUGE), "Jobs that wait or run.", waits.jobs);
    text.only(
        ("motcua_jobs_dead", GAUGE),
        "Jobs that were given up and wait for somebody.",
        waits.dead,
    );
    text.only(("motcua_sessions", GAUGE), "Open sessions.", waits.sessions);
    text.begin(
        "motcua_tickets_late",
        GAUGE,
        "Correction tickets that their steward should have answered.",
    );
    for (steward, count) in &waits.late {
        text.value("motcua_tickets_late", &[("steward", steward)], *count);
    }
}

/// What this process' writer does.
fn writer(text: &mut Text, figures: &Figures) {
    let name = "motcua_write_sets_total";
    text.begin(
        name,
        COUNTER,
        "Write sets that this process handed in, by what became of them.",
    );
    text.value(name, &[("outcome", "written")], figures.written);
    text.value(name, &[("outcome", "lost")], figures.lost);
    text.value(name, &[("outcome", "failed")], figures.failed);
    let name = "motcua_group_size";
    text.begin(name, "histogram", "Write sets that shared a transaction.");
    let mut groups = 0;
    for (step, count) in GROUP_STEPS.iter().zip(figures.groups) {
        groups += count;
        let step = step.to_string();
        text.value("motcua_group_size_bucket", &[("le", &step)], groups);
    }
    let sets = figures.written + figures.lost + figures.failed;
    text.value("motcua_group_size_bucket", &[("le", "+Inf")], groups);
    text.value("motcua_group_size_sum", &[], sets);
    text.value("motcua_group_size_count", &[], groups);
    text.only(
        ("motcua_writer_waiting", GAUGE),
        "Write sets that wait for the next group.",
        figures.waiting,
    );
    if let Some(bytes) = figures.log_bytes {
        text.only(
            ("motcua_store_log_bytes", GAUGE),
            "The write-ahead log beside the SQLite file.",
            bytes,
        );
    }
}

/// The memory of this process, where the system tells.
fn memory(text: &mut Text) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let figures = [
        (
            "VmRSS:",
            "process_resident_memory_bytes",
            "Memory that is there.",
        ),
        (
            "RssAnon:",
            "motcua_anonymous_memory_bytes",
            "Of it, what is not a file's: the database's pages are.",
        ),
    ];
    for (word, name, help) in figures {
        let line = status.lines().find_map(|line| line.strip_prefix(word));
        let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
        if let Some(kib) = kib.and_then(|kib| kib.trim().parse::<u64>().ok()) {
            text.only((name, GAUGE), help, kib * 1024);
        }
    }
}
