//! Duplicates among the people of a CSV file, with what is known to be true beside what was found.
//! `cargo run --release -p linkage --example people -- PEOPLE.csv [easy|moved|hard|again] [THREADS] [COLUMNS]`
//!
//! Beside the file may stand `truth.csv`, with rows of kind `dup_person`. COLUMNS are six names with
//! commas between them: name, date of birth, sex, address, father, mother. `moved` gives
//! every duplicate that the truth names another address and no parents, `hard` another address and
//! other parents. `again` adds every 500th row a second time, every second of them with a slip.
#![expect(clippy::print_stdout, reason = "an example prints")]
#![expect(clippy::disallowed_methods, reason = "an example measures time")]

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::path::Path;
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

/// The columns in the order of the plan's fields, if no others are named.
const COLUMNS: &str = "full_name,birth_date,sex,address_code,father_id,mother_id";

type Row = [Option<String>; 6];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = arguments
        .first()
        .ok_or("usage: people PEOPLE.csv [easy|moved|hard|again] [THREADS] [COLUMNS]")?;
    let half = arguments.get(1).map_or("easy", String::as_str);
    let threads = arguments.get(2).map_or(Ok(2), |text| text.parse())?;
    let mut truth = truth(&Path::new(file).with_file_name("truth.csv"))?;
    let start = Instant::now();
    let mut linker = Linker::new(plan(threads))?;
    let mut reader = csv::Reader::from_path(file)?;
    let headers = reader.headers()?.clone();
    let columns = arguments.get(3).map_or(COLUMNS, String::as_str);
    let mut places = [None; 6];
    for (place, name) in places.iter_mut().zip(columns.split(',')) {
        *place = headers.iter().position(|header| header == name);
    }
    let (mut kept, mut again) = (Row::default(), Vec::new());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let value = |place: Option<usize>| record.get(place?).filter(|value| !value.is_empty());
        let mut values = places.map(value);
        let row = linker.rows();
        if truth.contains_key(&row) && ["moved", "hard"].contains(&half) {
            // Those of some row before: the same on every run, and nobody's own.
            values[3] = kept[3].as_deref();
            for at in [4, 5] {
                values[at] = kept[at].as_deref().filter(|_| half == "hard");
            }
        } else if row % 1000 == 7 && values.iter().all(Option::is_some) {
            kept = values.map(|value| value.map(str::to_owned));
        }
        if half == "again" && row % 500 == 250 && values[0].is_some() {
            again.push((row, values.map(|value| value.map(str::to_owned))));
        }
        linker.push(&values)?;
    }
    for (index, (row, mut values)) in again.into_iter().enumerate() {
        slip(index, &mut values);
        truth.insert(linker.rows(), row);
        linker.push(&values.each_ref().map(Option::as_deref))?;
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

/// Every second row gets a slip: marks lost, last letter doubled, day and month swapped or another
/// day, words left out. No row keeps its address.
fn slip(index: usize, values: &mut Row) {
    values[3] = None;
    let name = values[0].clone().unwrap_or_default();
    match index % 8 {
        1 => values[0] = Some(base::text::unmarked_key(&name)),
        3 => values[0] = name.chars().last().map(|last| format!("{name}{last}")),
        5 => {
            let date = values[1].clone().unwrap_or_default();
            if let [year, month, day] = date.split('-').collect::<Vec<_>>()[..] {
                values[1] = Some(match day <= "12" {
                    true => format!("{year}-{day}-{month}"),
                    false => format!("{year}-{month}-15"),
                });
            }
        }
        7 => {
            let ends = (name.split(' ').next(), name.split(' ').next_back());
            if let (Some(first), Some(last)) = ends {
                values[0] = Some(format!("{first} {last}"));
            }
        }
        _ => {}
    }
}

/// The injected duplicates: row and the row it repeats.
fn truth(path: &Path) -> Result<HashMap<u32, u32>, Box<dyn Error>> {
    let mut truth = HashMap::new();
    if !fs::exists(path)? {
        return Ok(truth);
    }
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
    let mut kinds: HashMap<String, [u32; 2]> = HashMap::new();
    for pair in linkage.pairs.iter().filter(|pair| pair.linked) {
        let levels = linkage
            .reasons(pair)
            .into_iter()
            .map(|reason| reason.level.word());
        let kind = kinds
            .entry(levels.collect::<Vec<_>>().join(" "))
            .or_default();
        kind[usize::from(!true_pairs.contains(&(pair.one, pair.other)))] += 1;
    }
    let mut kinds: Vec<_> = kinds.into_iter().filter(|kind| kind.1[1] > 0).collect();
    kinds.sort_by_key(|kind| (u32::MAX - kind.1[1], kind.0.clone()));
    for (levels, [right, wrong]) in kinds.iter().take(12) {
        println!("wrong {wrong}, right {right}: {levels}");
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
