//! The ten rules of the quality benchmark on a population register, from CSV.
//!
//! ```text
//! ten_rules population.csv communes.csv [threads]
//! ```
//!
//! Prints the counts, the first failing rows, and what it cost.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::time::Instant;

use base::identifier::{CenturySex, Format, Segment};
use jiff::civil::date;
use quality::{
    Age, Column, Kind, Level, Part, Pattern, Plan, Rows, Rule, Setting, Type, ValueSet, Word,
};

struct Lines<'a> {
    cells: Vec<Option<&'a str>>,
    columns: usize,
}

impl Rows for Lines<'_> {
    fn rows(&self) -> usize {
        self.cells.len() / self.columns
    }
    fn text(&self, column: usize, row: usize) -> Option<&str> {
        self.cells[row * self.columns + column]
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let threads: usize = args
        .get(3)
        .map_or(2, |n| n.parse().expect("a number of threads"));
    let began = Instant::now();
    let communes = std::fs::read_to_string(&args[2]).expect("communes.csv");
    let codes: Vec<&str> = communes.lines().skip(1).map(|l| &l[..5]).collect();
    let text = std::fs::read_to_string(&args[1]).expect("population.csv");
    let plan = plan(&codes);
    let body = &text[text.find('\n').expect("a header") + 1..];
    // chunks
    let mut chunks = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let mut at = rest.len().min(4 << 20);
        while at < rest.len() && rest.as_bytes()[at - 1] != b'\n' {
            at += 1;
        }
        let (a, b) = rest.split_at(at);
        chunks.push(a);
        rest = b;
    }
    println!("read {:?}", began.elapsed());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut parts: Vec<(usize, Part)> = Vec::new();
        loop {
            let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(chunk) = chunks.get(n) else {
                return parts;
            };
            let mut cells = Vec::with_capacity(chunk.len() / 10);
            for line in chunk.lines() {
                for cell in line.split(',') {
                    cells.push((!cell.is_empty()).then_some(cell));
                }
            }
            parts.push((n, plan.check(&Lines { cells, columns: 10 }).expect("small")));
        }
    };
    let mut parts = std::thread::scope(|s| {
        let h: Vec<_> = (1..threads).map(|_| s.spawn(work)).collect();
        let mut p = work();
        for h in h {
            p.extend(h.join().expect("no panic"));
        }
        p
    });
    parts.sort_by_key(|p| p.0);
    let parts: Vec<Part> = parts.into_iter().map(|p| p.1).collect();
    println!("checked {:?}", began.elapsed());
    let outcome = plan.finish(&parts, threads).expect("few rows");
    println!("finished {:?}", began.elapsed());
    for (found, count) in outcome.rules.iter().zip(&outcome.whole.rules) {
        println!(
            "{:<20} {:>8} of {:>8}  groups {:?} excess {:?}  {:?}",
            found.rule.id,
            count.failing,
            count.applied,
            count.groups,
            count.excess(),
            &found.rows[..found.rows.len().min(3)]
        );
    }
    println!("flawless {}  bytes {}", outcome.flawless(), outcome.bytes);
}

fn plan(codes: &[&str]) -> Plan {
    let text = |name: &str| Column {
        name: name.into(),
        of: Type::Text,
    };
    let day = |name: &str| Column {
        name: name.into(),
        of: Type::Date,
    };
    let columns = vec![
        text("row_id"),
        text("pid"),
        text("full_name"),
        text("sex"),
        day("birth_date"),
        text("address_code"),
        text("father_id"),
        text("mother_id"),
        day("issue_date"),
        day("updated_at"),
    ];
    let rule = |id: &str, words: &[Word], kind| Rule {
        id: id.into(),
        level: Level::Error,
        words: words.to_vec(),
        kind,
    };
    let f = |n: &str| n.to_owned();
    let rows = (0..10)
        .map(|d: u8| CenturySex {
            digit: d,
            from: 1900 + i16::from(d / 2) * 100,
            sex: if d % 2 == 1 { "F".into() } else { "M".into() },
        })
        .collect();
    let format = Format::new(vec![
        Segment::Serial {
            digits: 3,
            least: 0,
        },
        Segment::CenturySex(rows),
        Segment::YearDigits(2),
        Segment::Serial {
            digits: 6,
            least: 0,
        },
    ])
    .expect("format");
    let rules = vec![
        rule(
            "r01_not_null",
            &[Word::Sufficient],
            Kind::NotNull {
                field: f("full_name"),
            },
        ),
        rule(
            "r02_form",
            &[Word::Clean],
            Kind::Pattern {
                field: f("pid"),
                pattern: Pattern::new("^[0-9]{12}$").expect("pattern"),
            },
        ),
        rule(
            "r03_code_list",
            &[Word::Clean, Word::Unified],
            Kind::InList {
                field: f("address_code"),
                list: f("communes"),
            },
        ),
        rule(
            "r04_date_order",
            &[Word::Correct],
            Kind::Order {
                first: f("birth_date"),
                then: f("issue_date"),
            },
        ),
        rule(
            "r05_unique",
            &[Word::Clean],
            Kind::Unique {
                fields: vec![f("pid")],
            },
        ),
        rule(
            "r06_reference",
            &[Word::Clean],
            Kind::ExistsIn {
                field: f("mother_id"),
                target: f("pid"),
            },
        ),
        rule(
            "r07_id_agrees",
            &[Word::Correct],
            Kind::Bearer {
                field: f("pid"),
                format,
                sex: Some(f("sex")),
                born: Some(f("birth_date")),
            },
        ),
        rule(
            "r08_fresh",
            &[Word::Live],
            Kind::FreshWithin {
                field: f("updated_at"),
                age: Age::Months(12),
            },
        ),
        rule(
            "r09_same_person",
            &[Word::Clean],
            Kind::Unique {
                fields: vec![f("full_name"), f("birth_date")],
            },
        ),
        rule(
            "r10_nfc_trim",
            &[Word::Clean],
            Kind::Normal {
                field: f("full_name"),
            },
        ),
    ];
    let setting = Setting {
        as_of: date(2026, 10, 31),
        lists: vec![(f("communes"), ValueSet::new(codes, 1))],
        by: vec![],
        seed: 1,
    };
    Plan::new(&columns, rules, setting).expect("plan")
}
