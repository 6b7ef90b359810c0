//! Duplicates among the people of a CSV file, with what is known to be true beside what was found.
//! `cargo run --release -p linkage --example people -- DIR [easy|moved|hard] [THREADS]`
//!
//! DIR holds `population.csv` and `truth.csv`. `moved` gives every injected duplicate another
//! address and no parents, `hard` another address and other parents.
#![expect(clippy::print_stdout, reason = "an example prints")]
#![expect(clippy::disallowed_methods, reason = "an example measures time")]

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::time::Instant;

use base::text::TextRules;
use linkage::{Block, Comparison, Field, Linkage, Linker, Part, Plan};

fn plan(threads: usize) -> Plan {
    let names = TextRules::for_language("vi");
    let fields = vec![
        Field::new("full_name", Comparison::Name(names)),
        Field::new("birth_date", Comparison::Date),
        Field::new("sex", Comparison::Code).given(0),
        Field::new("address_code", Comparison::Code).of_family(),
        Field::new("father_id", Comparison::Identifier).of_family(),
        Field::new("mother_id", Comparison::Identifier).of_family(),
    ];
    let blocks = vec![
        Block::of(&[(1, Part::Whole), (0, Part::FirstWord)]),
        Block::of(&[(1, Part::Whole), (0, Part::LastWord)]),
        Block::of(&[(0, Part::Whole), (1, Part::Year)]),
        Block::of(&[(4, Part::Whole), (5, Part::Whole)]),
        Block::of(&[(0, Part::Whole), (3, Part::Whole)]),
    ];
    let mut plan = Plan::new(fields, blocks);
    plan.limits.threads = threads;
    plan
}

const COLUMNS: [usize; 6] = [2, 4, 3, 5, 6, 7];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments
        .first()
        .ok_or("usage: people DIR [easy|moved|hard] [THREADS]")?;
    let half = arguments.get(1).map_or("easy", String::as_str);
    let threads = arguments.get(2).map_or(Ok(2), |text| text.parse())?;
    let truth = truth(&format!("{folder}/truth.csv"))?;
    let start = Instant::now();
    let mut linker = Linker::new(plan(threads))?;
    let mut earlier: Vec<[String; 3]> = vec![Default::default(); 1];
    let mut reader = csv::Reader::from_path(format!("{folder}/population.csv"))?;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let mut values = COLUMNS.map(|column| record.get(column).filter(|v| !v.is_empty()));
        let row = linker.rows();
        let kept = earlier[0].clone();
        if truth.contains_key(&row) && half != "easy" {
            // The address and parents of some row before: deterministic, and nobody's own.
            values[3] = Some(&kept[0]);
            for (value, other) in values[4..].iter_mut().zip(&kept[1..]) {
                *value = Some(other.as_str()).filter(|_| half == "hard");
            }
        } else if row % 1000 == 7 && values[3..].iter().all(Option::is_some) {
            earlier[0] = [3, 4, 5].map(|at| values[at].unwrap_or_default().to_owned());
        }
        linker.push(&values)?;
    }
    let read = start.elapsed();
    let linkage = linker.link();
    let wall = start.elapsed();
    tell(&linkage, &truth);
    println!(
        "{half}, {threads} threads: wall {:.2} s (of it reading {:.2}), cpu {:.2} s, peak {} MiB",
        wall.as_secs_f64(),
        read.as_secs_f64(),
        cpu_seconds(),
        peak_mib()
    );
    Ok(())
}

/// The injected duplicates: row and the row it repeats.
fn truth(path: &str) -> Result<HashMap<u32, u32>, Box<dyn Error>> {
    let mut truth = HashMap::new();
    for record in csv::Reader::from_path(path)?.records() {
        let record = record?;
        if record.get(1) == Some("dup_person") {
            truth.insert(record[0].parse()?, record[2].parse()?);
        }
    }
    Ok(truth)
}

fn tell(linkage: &Linkage, truth: &HashMap<u32, u32>) {
    let true_pairs: HashSet<(u32, u32)> =
        truth.iter().map(|(&a, &b)| (a.min(b), a.max(b))).collect();
    let report = &linkage.report;
    println!("compared {} pairs", report.counted.compared);
    for (rule, blocked) in report.counted.blocked.iter().enumerate() {
        println!("rule {rule}: {blocked:?}");
    }
    for field in &report.fields {
        let levels = field
            .levels
            .iter()
            .map(|level| format!("{} m {:.4} u {:.2e}", level.level.word(), level.m, level.u));
        println!("{}: {}", field.name, levels.collect::<Vec<_>>().join(", "));
    }
    println!(
        "matches {:.0}, lambda {:.2e}, relatives {:.0}, {} rounds, settled {}",
        report.matches,
        report.lambda,
        report.relatives,
        report.rise.len(),
        report.settled
    );
    for bound in [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, report.linked_min] {
        let found: Vec<_> = linkage
            .pairs
            .iter()
            .filter(|p| p.probability >= bound)
            .collect();
        let right = found
            .iter()
            .filter(|p| true_pairs.contains(&(p.one, p.other)))
            .count();
        let expected: f64 = found.iter().map(|pair| pair.probability).sum();
        println!(
            "from {bound:.4}: {} pairs, precision {:.4} (expected {:.4}), recall {:.4}",
            found.len(),
            right as f64 / found.len().max(1) as f64,
            expected / found.len().max(1) as f64,
            right as f64 / true_pairs.len().max(1) as f64
        );
    }
    println!(
        "linked {}, clusters {}, refused {}, precision expected {:.4}, recall expected {:.4}",
        report.linked,
        linkage.clusters.len(),
        report.refused,
        report.precision_expected,
        report.recall_expected
    );
}

fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .split(')')
        .next_back()
        .unwrap_or("")
        .split_whitespace()
        .collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|t| t.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}

fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
