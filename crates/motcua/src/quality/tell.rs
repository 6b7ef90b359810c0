//! What came out, for people at a terminal: the weakest first, and never an average.

use quality::Word;
use registers::{Figure, LinkageReport, Measurement, PartsMeasured, RuleMeasured};

/// Rows of each rule that are shown.
pub(super) const LISTED: usize = 5;

/// Parts of a breakdown that are shown.
const PARTS: usize = 5;

/// What there is to tell.
#[derive(Debug)]
pub(super) struct Told<'t> {
    pub(super) measurement: &'t Measurement,
    /// The first rows that fail each rule.
    pub(super) rows: Vec<(String, Vec<String>)>,
    /// Rows of the file that are no rows, and the first of them.
    pub(super) not_rows: (u64, &'t [String]),
    /// Fields that the file does not have.
    pub(super) absent: Vec<String>,
    /// Columns of the file that are no fields.
    pub(super) unknown: Vec<String>,
    pub(super) linkage: Option<&'t LinkageReport>,
    pub(super) seconds: f64,
}

/// Says it: as one JSON object, or for people.
pub(super) fn say(told: &Told<'_>, json: bool) {
    if json {
        println!("{}", super::json::of(told));
    } else if told.measurement.rows == 0 {
        println!(
            "`{}` has no records: nothing was measured",
            told.measurement.register
        );
        notes(told);
    } else {
        print(told);
    }
}

fn print(told: &Told<'_>) {
    let of = told.measurement;
    println!(
        "{}: {} records on {}, law {}, {:.2} s",
        of.register,
        grouped(of.rows),
        of.as_of,
        of.law,
        told.seconds
    );
    match of.weakest() {
        Some((word, figure)) => println!("the weakest word: {word}, {}", share(figure)),
        None => println!("nothing was measured"),
    }
    println!("{} records fail no rule", grouped(of.flawless));
    notes(told);
    println!();
    for word in ordered(of) {
        let measured = of.word(word);
        let figures = measured.map_or(&[][..], |measured| &measured.figures);
        if figures.is_empty() {
            println!("{:<11} not measured", word.word());
        }
        for (at, figure) in figures.iter().enumerate() {
            let head = measured.and_then(|measured| measured.weakest) == Some(at);
            let name = if at == 0 { word.word() } else { "" };
            println!(
                "{:<11} {}{:<4} {:<28} {}",
                name,
                if head { '*' } else { ' ' },
                figure.measure.code(),
                figure.of.as_deref().unwrap_or(""),
                share(figure)
            );
        }
    }
    println!();
    for rule in &of.rules {
        print_rule(rule, told);
    }
    for by in &of.by {
        print_parts(by);
    }
    if let Some(linkage) = told.linkage {
        println!(
            "\nprobably one subject: {} pairs, {} records in {} groups; {:.1} % of the links are expected \
             to be right",
            grouped(linkage.likely),
            grouped(linkage.grouped),
            grouped(linkage.groups),
            linkage.precision_expected * 100.0
        );
    }
}

fn notes(told: &Told<'_>) {
    let (count, first) = told.not_rows;
    if count > 0 {
        println!(
            "{} rows of the file are no rows and were not measured:",
            grouped(count)
        );
        for problem in first {
            println!("  {problem}");
        }
    }
    if !told.absent.is_empty() {
        println!("not in the file: {}", told.absent.join(", "));
    }
    if !told.unknown.is_empty() {
        println!("in the file and not declared: {}", told.unknown.join(", "));
    }
}

/// The words, the weakest first; those not measured come last.
fn ordered(of: &Measurement) -> Vec<Word> {
    let value = |word: Word| {
        let figure = of.word(word).and_then(|measured| measured.weakest());
        figure.and_then(Figure::value).unwrap_or(f64::INFINITY)
    };
    let mut words = Word::ALL.to_vec();
    words.sort_by(|one, two| value(*one).total_cmp(&value(*two)));
    words
}

fn print_rule(rule: &RuleMeasured, told: &Told<'_>) {
    let level = rule.level.word();
    if let Some(why) = &rule.unmeasured {
        println!("{:<28} {level:<8} not measured: {why}", rule.id);
        return;
    }
    let count = rule.count;
    let groups = count.groups.filter(|_| count.failing > 0);
    let groups = groups.map(|groups| {
        format!(
            " in {} groups, {} too many",
            grouped(groups),
            grouped(count.excess().unwrap_or(0))
        )
    });
    let first = told.rows.iter().find(|(id, _)| *id == rule.id);
    let first = first.filter(|(_, rows)| !rows.is_empty());
    let first = first.map(|(_, rows)| format!("; first {}", rows.join(", ")));
    println!(
        "{:<28} {level:<8} {} of {} fail{}{}",
        rule.id,
        grouped(count.failing),
        grouped(count.applied),
        groups.unwrap_or_default(),
        first.unwrap_or_default()
    );
}

fn print_parts(by: &PartsMeasured) {
    println!("\nby {}:", by.by);
    for part in by.values.iter().take(PARTS) {
        println!(
            "  {:<20} {} of {} records fail some rule",
            part.value.as_deref().unwrap_or("(none)"),
            grouped(part.failing),
            grouped(part.rows)
        );
    }
    let more = by.more + (by.values.len().saturating_sub(PARTS)) as u64;
    if more > 0 {
        println!("  and {} more", grouped(more));
    }
}

fn share(figure: &Figure) -> String {
    let (good, whole) = (grouped(figure.share.good), grouped(figure.share.whole));
    let value = figure.value().map_or("not measured".to_owned(), |value| {
        // Rounded down, so that what is not all right never reads 100.
        format!("{:.2} %", (value * 10_000.0).floor() / 100.0)
    });
    let spread = figure.spread.map_or(String::new(), |spread| {
        format!(
            "; half within {} days, 95 of 100 within {}, {} before it happened",
            spread.median, spread.p95, spread.negative
        )
    });
    format!("{good} of {whole}, {value}{spread}")
}

/// A number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let table = [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ];
        for (number, text) in table {
            assert_eq!(grouped(number), text);
        }
    }
}
