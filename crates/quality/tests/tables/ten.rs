//! The ten rules on a small register with injected faults, made here. Each fault breaks one rule, and
//! how often is known; chance namesakes are counted by a plain loop.

use std::collections::BTreeMap;

use quality::{Batch, Count, Level, Measure, Outcome, Report, Share, Word};

use crate::rules::{COLUMNS, plan};
use crate::table::{Run, Table};

const ROWS: usize = 4_000;
/// How many rows have each of the ten faults.
const EACH: usize = 8;

/// Numbers that look like chance and are the same everywhere (a linear congruence of Knuth's).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn day(year: usize, month: usize, day: usize) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// A person of the island: number, name, sex, birth, harbour, father, mother, issued, confirmed.
fn person(number: usize, dice: &mut Dice) -> Vec<Option<String>> {
    let given = ["Añe", "Bo", "Çiro", "Dúa", "Elo", "Fîn"];
    let year = 1930 + dice.below(90);
    let (month, day_of) = (1 + dice.below(12), 1 + dice.below(28));
    let is_female = dice.below(2) == 1;
    let digit = (year / 100 - 19) * 2 + usize::from(is_female);
    let name = format!(
        "{} {} Ösk{}",
        given[dice.below(6)],
        given[dice.below(6)],
        dice.below(12)
    );
    let pid = format!("001{digit}{:02}{number:06}", year % 100);
    let cells = [
        number.to_string(),
        pid,
        name,
        if is_female { "F" } else { "M" }.to_owned(),
        day(year, month, day_of),
        format!("{:05}", 10_000 + dice.below(40)),
        String::new(),
        String::new(),
        day(year + 1 + dice.below(5), month, day_of),
        day(2026, 1 + dice.below(10), 1 + dice.below(28)),
    ];
    cells
        .into_iter()
        .map(|cell| (!cell.is_empty()).then_some(cell))
        .collect()
}

fn register() -> Table {
    let mut dice = Dice(6);
    let mut rows: Vec<_> = (0..ROWS).map(|number| person(number, &mut dice)).collect();
    let sound = 10 * EACH;
    for row in 0..ROWS {
        if dice.below(3) > 0 {
            // Nobody with a fault is a mother, so that a fault breaks its own rule alone.
            let mother = sound + dice.below(ROWS - sound);
            rows[row][7] = rows[mother][1].clone();
        }
    }
    for number in 0..EACH {
        let fault = |kind: usize| kind * EACH + number;
        rows[fault(0)][2] = None;
        let pid = rows[fault(1)][1].clone().unwrap();
        rows[fault(1)][1] =
            Some([&pid[..11], &pid.replace('0', "O"), &format!(" {pid}")][number % 3].to_owned());
        rows[fault(2)][5] = Some(format!("9{number:04}"));
        rows[fault(3)][8] = Some(day(1900, 1, 1));
        let other = rows[sound + number].clone();
        for column in [1, 3, 4, 8] {
            rows[fault(4)][column] = other[column].clone();
        }
        rows[fault(5)][7] = Some(format!("99000000000{number}"));
        let sex = if rows[fault(6)][3].as_deref() == Some("F") {
            "M"
        } else {
            "F"
        };
        rows[fault(6)][3] = Some(sex.to_owned());
        rows[fault(7)][9] = Some("2025-10-30".to_owned());
        let other = rows[sound + 100 + number].clone();
        let (sex, year) = (other[3].as_deref() == Some("F"), other[4].clone().unwrap());
        let digit = if &year[..2] == "20" { 2 } else { 0 } + usize::from(sex);
        for column in [2, 3, 4, 8] {
            rows[fault(8)][column] = other[column].clone();
        }
        rows[fault(8)][1] = Some(format!("990{digit}{}00000{number}", &year[2..4]));
        let name = rows[fault(9)][2].clone().unwrap();
        let decomposed = name.replace('Ö', "O\u{308}");
        rows[fault(9)][2] = Some(if number % 2 == 0 {
            decomposed
        } else {
            format!("{name} ")
        });
    }
    Table { rows }
}

fn measured(run_rows: usize, threads: usize) -> Outcome {
    let codes: Vec<String> = (10_000..10_040).map(|code| code.to_string()).collect();
    let plan = plan(&codes, Vec::new());
    let table = register();
    let parts: Vec<_> = table
        .rows
        .chunks(run_rows)
        .map(|run| plan.check(&Run(run)).unwrap())
        .collect();
    plan.finish(&parts, threads).unwrap()
}

#[test]
fn every_fault_is_found_where_it_was_put() {
    let outcome = measured(1_000, 2);
    let table = register();
    let mut people: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in &table.rows {
        if let Some(name) = &row[2] {
            *people
                .entry((name, row[4].as_deref().unwrap()))
                .or_default() += 1;
        }
    }
    let namesakes: Vec<u64> = people.into_values().filter(|rows| *rows > 1).collect();
    let each = EACH as u64;
    assert!(namesakes.len() as u64 >= each);
    let failing = |count: Count| (count.failing, count.groups, count.excess());
    for (number, kind) in [
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 3),
        (5, 5),
        (6, 6),
        (7, 7),
        (9, 9),
    ] {
        let put: Vec<u32> = (0..).skip(kind * EACH).take(EACH).collect();
        assert_eq!(
            outcome.rules[number].rows, put,
            "{}",
            outcome.rules[number].rule.id
        );
        assert_eq!(failing(outcome.whole.rules[number]), (each, None, None));
    }
    assert_eq!(
        failing(outcome.whole.rules[4]),
        (2 * each, Some(each), Some(each))
    );
    let (rows, groups) = (namesakes.iter().sum::<u64>(), namesakes.len() as u64);
    assert_eq!(
        failing(outcome.whole.rules[8]),
        (rows, Some(groups), Some(rows - groups))
    );
    assert_eq!(outcome.whole.rules[0].applied, ROWS as u64);
    assert_eq!(outcome.whole.rules[6].applied, ROWS as u64 - each);
    assert!(outcome.flawless() < ROWS as u64 - 10 * each);
}

#[test]
fn runs_and_threads_change_nothing() {
    let whole = measured(ROWS, 1);
    for (run_rows, threads) in [(1, 2), (513, 3), (1_000, 64)] {
        let mut other = measured(run_rows, threads);
        other.bytes = whole.bytes;
        assert_eq!(other, whole, "{run_rows} rows a run, {threads} threads");
    }
}

#[test]
fn rows_that_come_one_at_a_time_are_the_same_rows() {
    let table = register();
    let plan = plan(&["10000".to_owned()], Vec::new());
    let mut checker = plan.checker();
    let mut batch = Batch::new(COLUMNS.len());
    for (number, row) in table.rows.iter().enumerate() {
        batch.push(row.iter().map(|cell| cell.as_deref().map(Into::into)));
        if number % 700 == 0 {
            checker.add(&batch).unwrap();
            batch.clear();
        }
    }
    checker.add(&batch).unwrap();
    let one = plan.finish(&[checker.done()], 1).unwrap();
    let two = plan
        .finish(&[plan.check(&Run(&table.rows)).unwrap()], 1)
        .unwrap();
    assert_eq!(one.whole, two.whole);
}

#[test]
fn the_six_words_of_the_ten_rules() {
    let outcome = measured(1_000, 2);
    let report = Report::new(&outcome, "2026-10", &quality::Given::default());
    let (rows, each) = (ROWS as u64, EACH as u64);
    let share = |measure: Measure| {
        let figures = report.words.iter().flat_map(|word| &word.figures);
        figures
            .filter(|figure| figure.measure == measure)
            .map(|figure| figure.share)
            .next()
    };
    assert_eq!(share(Measure::Agrees), Some(Share::without(2 * each, rows)));
    assert_eq!(share(Measure::Filled), Some(Share::without(each, rows)));
    assert_eq!(share(Measure::Complete), Some(Share::without(each, rows)));
    assert_eq!(share(Measure::Single), Some(Share::without(each, rows)));
    assert_eq!(share(Measure::Formed), Some(Share::without(4 * each, rows)));
    assert_eq!(share(Measure::Fresh), Some(Share::without(each, rows)));
    assert_eq!(share(Measure::Coded), Some(Share::without(each, rows)));
    let probable = outcome.find("r09_same_person").unwrap();
    assert_eq!(probable.0.rule.level, Level::Warning);
    assert_eq!(
        share(Measure::ProbablySingle),
        Some(Share::without(probable.1.excess().unwrap(), rows))
    );
    // Form is weaker than everything that weighs, and nothing was said of use.
    assert_eq!(
        report
            .weakest()
            .map(|(word, figure)| (word, figure.measure)),
        Some((Word::Clean, Measure::Formed))
    );
    assert_eq!(
        report
            .ordered()
            .last()
            .map(|word| (word.word, word.figures.len())),
        Some((Word::Shared, 0))
    );
}
