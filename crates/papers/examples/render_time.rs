//! Renders one paper many times and prints the median: `render_time TEMPLATE SAMPLE.json [OUT.pdf]`.
//!
//! The sample is a JSON object with `data` and `codes`, as it is attached to every paper.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool for people at a terminal measures time"
)]

use std::time::{Duration, Instant};

use papers::{Civil, Data, Paper};

/// Renderings that are timed.
const ROUNDS: usize = 31;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(template), Some(sample)) = (args.next(), args.next()) else {
        return Err("usage: render_time TEMPLATE SAMPLE.json [OUT.pdf]".into());
    };
    let data = sample_data(&std::fs::read_to_string(sample)?)?;
    let paper = Paper::new(&std::fs::read_to_string(&template)?, &template)?;
    let now = Civil::day(2026, 9, 3);

    let first = Instant::now();
    let pdf = paper.render(&data, now)?;
    let first = first.elapsed();
    let mut times: Vec<Duration> = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        paper.render(&data, now)?;
        times.push(begin.elapsed());
    }
    times.sort();
    println!(
        "{template}: {} bytes, first {first:.1?}, median of {ROUNDS} {:.1?}",
        pdf.len(),
        times[ROUNDS / 2]
    );
    if let Some(out) = args.next() {
        std::fs::write(out, pdf)?;
    }
    Ok(())
}

fn sample_data(text: &str) -> Result<Data, Box<dyn std::error::Error>> {
    let sample: serde_json::Value = serde_json::from_str(text)?;
    let values = sample["data"]
        .as_object()
        .ok_or("the sample has no object `data`")?;
    let codes = sample["codes"]
        .as_object()
        .ok_or("the sample has no object `codes`")?;
    Ok(codes
        .iter()
        .fold(Data::new(values.clone()), |data, (name, text)| {
            data.with_code(name, text.as_str().unwrap_or_default())
        }))
}
