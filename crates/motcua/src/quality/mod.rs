//! `motcua quality`: a register, or a file, is measured against what the pack declares of it.
//!
//! `file.rs` has the rows of a file judged, `rows.rs` reads them; `kept.rs` measures a register in a
//! database; `contract.rs` writes and reads data contracts; `tell.rs` and `json.rs` say what came out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base::Instant;
use jiff::civil::Date;
use pack::Pack;
use registers::Registers;

use crate::args::Quality;
use crate::clock::Clock;
use crate::{pack_files, wiring};
use access::Circumstances;

mod contract;
mod faults;
mod file;
mod json;
mod kept;
mod rows;
mod tell;

use kept::seed;
pub(crate) use kept::{PURPOSE, measure};

/// Threads that judge and compare, unless it is said: one for each core.
fn threads(args: &Quality) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    args.threads.unwrap_or_else(cores).max(1)
}

/// Runs the command.
pub(crate) async fn run(args: Quality) -> Result<ExitCode, String> {
    let clock = Clock::real();
    match (&args.by_contract, &args.register) {
        (Some(contract), _) => {
            let day = day(&args, clock.now(), None)?;
            contract::measure(&args, contract, (day, &clock))
        }
        (None, Some(register)) => file::run(&args, register, &clock).await,
        (None, None) => kept::run(&args, &clock).await,
    }
}

/// The day of measuring: the one that was said, or today.
fn day(args: &Quality, now: Instant, pack: Option<&Pack>) -> Result<Date, String> {
    match &args.as_of {
        Some(day) => day
            .parse()
            .map_err(|_| format!("--as-of {day} is not a day: write 2026-10-31")),
        None => Ok(pack.map_or_else(
            || now.in_zone(&jiff::tz::TimeZone::UTC).date(),
            |pack| pack.calendar.date_of(now),
        )),
    }
}

/// The register's law: of a pack's folder, or the one in force in a database.
async fn law(args: &Quality) -> Result<(Pack, Registers), String> {
    let pack = match (&args.pack, &args.kept.store) {
        (Some(folder), _) => pack_files::load(folder)?,
        (None, Some(store)) => {
            let store = wiring::open_existing(store).await?;
            let pack = wiring::pack_in_force(&store).await?;
            std::sync::Arc::try_unwrap(pack).map_err(|_| "the law is still being read")?
        }
        (None, None) => {
            return Err(
                "say where the law is: --pack FOLDER, or --store DATABASE with a law in force"
                    .to_owned(),
            );
        }
    };
    let registers = Registers::lower(&pack);
    Ok((pack, registers))
}

/// Writes a file whole, or says why not.
fn write_file(path: &Path, text: &[u8]) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// `REGISTER=FILE`, as `--with` takes it.
pub(crate) fn pair(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((register, file)) if !register.is_empty() && !file.is_empty() => {
            Ok((register.to_owned(), PathBuf::from(file)))
        }
        _ => Err("write REGISTER=FILE".to_owned()),
    }
}
