//! What reading a CSV file costs, for docs/benchmarks.md:
//!
//! ```text
//! reading FILE.csv whole|halves|blocks|looked [TIMES]
//! ```
//!
//! `whole` reads it as one slice, `halves` as two on two threads, `blocks` as a stream from the disk,
//! `looked` as one slice with a look at every cell. It is done TIMES over (20 unless told) in one
//! process; the cost of loading the file for the slices is not counted.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]
#![expect(
    clippy::disallowed_methods,
    reason = "it measures time and reads files, which the crate itself never does"
)]

use std::error::Error;
use std::fs::{self, File};
use std::time::Instant;

use tables::csv::blocks::Blocks;
use tables::csv::records::Records;
use tables::csv::{Csv, Known};

type Fault = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, way, rest @ ..] = &arguments[..] else {
        return Err("say: reading FILE.csv whole|halves|blocks|looked [TIMES]".into());
    };
    let times: u32 = rest.first().map_or(Ok(20), |times| times.parse())?;
    let bytes = fs::read(path)?;
    let (began, cpu) = (Instant::now(), cpu_seconds()?);
    let mut found = (0, 0);
    for _ in 0..times {
        found = match way.as_str() {
            "whole" => count(Csv::of(&bytes, Known::default())?.records(), false)?,
            "looked" => count(Csv::of(&bytes, Known::default())?.records(), true)?,
            "halves" => halves(&Csv::of(&bytes, Known::default())?)?,
            "blocks" => blocks(path)?,
            other => return Err(format!("no way called {other}").into()),
        };
    }
    let once = |seconds: f64| seconds * 1000.0 / f64::from(times);
    let cpu = once(cpu_seconds()? - cpu);
    println!(
        "{way}: {} rows, {} bytes in cells; {:.1} ms, of processors {cpu:.1} ms ({:.0} MB a second and core)",
        found.0,
        found.1,
        once(began.elapsed().as_secs_f64()),
        bytes.len() as f64 / 1000.0 / cpu,
    );
    Ok(())
}

/// Rows, and bytes in their cells (or how many cells are odd, when each is looked at).
fn count(mut records: Records<'_>, look: bool) -> Result<(u64, usize), tables::Problem> {
    let mut found = (0, 0);
    while let Some(row) = records.next() {
        found.0 += 1;
        for field in row?.fields {
            found.1 += match look {
                true => usize::from(!tables::cell::look(field.raw()).is_empty()),
                false => field.raw().len(),
            };
        }
    }
    Ok(found)
}

fn halves(table: &Csv<'_>) -> Result<(u64, usize), Fault> {
    std::thread::scope(|scope| {
        let parts = table.split(2).into_iter();
        let threads: Vec<_> = parts
            .map(|part| scope.spawn(|| count(part, false)))
            .collect();
        let mut found = (0, 0);
        for thread in threads {
            let (rows, bytes) = thread.join().map_err(|_| "a thread stopped")??;
            found = (found.0 + rows, found.1 + bytes);
        }
        Ok(found)
    })
}

fn blocks(path: &str) -> Result<(u64, usize), Fault> {
    let mut blocks = Blocks::open(File::open(path)?, Known::default())?;
    let mut found = (0, 0);
    while let Some(block) = blocks.next_block()? {
        let (rows, bytes) = count(block.records(), false)?;
        found = (found.0 + rows, found.1 + bytes);
    }
    Ok(found)
}

/// What this process has used of the processors: user and system time, in hundredths of a second.
fn cpu_seconds() -> Result<f64, Fault> {
    let line = fs::read_to_string("/proc/self/stat")?;
    let after_name = line.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after_name.split_whitespace().skip(11).take(2);
    let ticks = ticks.map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    Ok(ticks / 100.0)
}
