//! The ten rules of the quality benchmark on a population register, from CSV:
//!
//! ```text
//! ten_rules POPULATION.csv COMMUNES.csv [THREADS [divided]]
//! ```
//!
//! Prints for each rule how many rows fail, to how many it applied, groups and excess of those that
//! must be unique, and the first rows that fail; then what it cost. `divided` also counts all of it
//! for each commune and each month of the last confirmation. The file is read as a stream:
//! a block at a time, by as many threads as there are.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]
#![expect(
    clippy::disallowed_methods,
    reason = "it measures time and reads files, which the crate itself never does"
)]

mod rules;

use std::error::Error;
use std::fs::File;
use std::sync::Mutex;
use std::time::Instant;

use quality::cells::{BATCH_ROWS, Batch};
use quality::{By, Cut, Outcome, Part, Plan};
use tables::csv::blocks::{Block, Blocks};
use tables::csv::{Csv, Known};

type Fault = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [population, communes, rest @ ..] = &arguments[..] else {
        return Err("say: ten_rules POPULATION.csv COMMUNES.csv [THREADS [divided]]".into());
    };
    let threads = rest.first().map_or(Ok(2), |threads| threads.parse())?;
    let began = Instant::now();
    let divided = if rest.get(1).is_some_and(|word| word == "divided") {
        vec![
            by("commune", "address_code", Cut::Whole),
            by("month", "updated_at", Cut::Month),
        ]
    } else {
        Vec::new()
    };
    let plan = rules::plan(&first_column(communes)?, divided);
    let parts = check(&plan, population, threads)?;
    let checked = began.elapsed();
    let outcome = plan.finish(&parts, threads)?;
    print(&outcome);
    println!(
        "{} parts; rows {:.3} s, all {:.3} s; {} MiB held by checking",
        parts.len(),
        checked.as_secs_f64(),
        began.elapsed().as_secs_f64(),
        outcome.bytes >> 20,
    );
    println!("{}", cost(outcome.whole.rows));
    Ok(())
}

fn by(name: &str, column: &str, cut: Cut) -> By {
    By {
        name: name.to_owned(),
        column: column.to_owned(),
        cut,
    }
}

fn first_column(path: &str) -> Result<Vec<String>, Fault> {
    let bytes = std::fs::read(path)?;
    let mut rows = Csv::of(&bytes, Known::default())?.records();
    let mut codes = Vec::new();
    while let Some(row) = rows.next() {
        let row = row.map_err(|why| why.to_string())?;
        codes.extend(row.fields.first().map(|field| field.text().into_owned()));
    }
    Ok(codes)
}

/// Checks the blocks of a file; the parts come in the order of the file.
fn check(plan: &Plan, path: &str, threads: usize) -> Result<Vec<Part>, Fault> {
    let blocks = Mutex::new(Numbered {
        blocks: Blocks::open(File::open(path)?, Known::default())?,
        next: 0,
    });
    let mut parts = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| scope.spawn(|| work(plan, &blocks)))
            .collect();
        let mut parts = Vec::new();
        for worker in workers {
            parts.extend(worker.join().map_err(|_| "a worker failed")??);
        }
        Ok::<_, Fault>(parts)
    })?;
    parts.sort_by_key(|(number, _)| *number);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// Blocks with their numbers, which several threads take in turn.
struct Numbered {
    blocks: Blocks<File>,
    next: usize,
}

impl Numbered {
    fn take(&mut self) -> Result<Option<(usize, Block)>, tables::TableError> {
        self.next += 1;
        Ok(self.blocks.next_block()?.map(|block| (self.next, block)))
    }
}

fn work(plan: &Plan, blocks: &Mutex<Numbered>) -> Result<Vec<(usize, Part)>, Fault> {
    let mut parts = Vec::new();
    loop {
        let taken = blocks.lock().map_err(|_| "a worker failed")?.take()?;
        let Some((number, block)) = taken else {
            return Ok(parts);
        };
        let mut checker = plan.checker();
        let mut batch = Batch::new(rules::COLUMNS.len());
        let mut records = block.records();
        while let Some(row) = records.next() {
            let row = row.map_err(|why| why.to_string())?;
            batch.push(
                row.fields
                    .iter()
                    .map(|field| (!field.is_absent()).then(|| field.text())),
            );
            if batch.len() == BATCH_ROWS {
                checker.add(&batch)?;
                batch.clear();
            }
        }
        checker.add(&batch)?;
        parts.push((number, checker.done()));
    }
}

fn print(outcome: &Outcome) {
    for (found, count) in outcome.rules.iter().zip(&outcome.whole.rules) {
        let rows = &found.rows[..found.rows.len().min(3)];
        print!(
            "{:<16} {:>8} of {:>9}",
            found.rule.id, count.failing, count.applied
        );
        match count.groups.zip(count.excess()) {
            Some((groups, excess)) => println!("  {groups} groups, {excess} excess, rows {rows:?}"),
            None => println!("  rows {rows:?}"),
        }
    }
    for breakdown in &outcome.by {
        println!("by {}: {} values", breakdown.name, breakdown.values.len());
    }
    println!(
        "{:<16} {:>8} of {:>9}",
        "no failure",
        outcome.flawless(),
        outcome.whole.rows
    );
}

/// Processor time and peak memory, as Linux tells them; elsewhere nothing is told.
fn cost(rows: u64) -> String {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks: u64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap_or("");
    // A tick is a hundredth of a second on every Linux in use.
    let micros = ticks as f64 * 10_000.0;
    format!(
        "cpu {:.2} s, {:.2} µs a row; peak memory {}",
        micros / 1e6,
        micros / rows.max(1) as f64,
        peak.trim()
    )
}
