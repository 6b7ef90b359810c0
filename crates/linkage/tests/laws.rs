//! What holds for every register: the answer does not depend on threads, fitting only rises,
//! clusters share no row, and nothing that is fed in makes it fall over.

#![cfg(test)]

mod island;

use base::text::TextRules;
use island::{Person, island, plan};
use linkage::{Block, Comparison, Field, Linkage, Linker, Part, Plan, PlanError, PushError};
use proptest::prelude::*;

fn link(people: &[Person], threads: usize) -> Linkage {
    let mut plan = plan();
    plan.limits.threads = threads;
    let mut linker = Linker::new(plan).unwrap();
    for person in people {
        linker.push(&person.values()).unwrap();
    }
    linker.link()
}

#[test]
fn threads_change_nothing() {
    let (people, _) = island(5_000, 3);
    let alone = link(&people, 1);
    assert!(!alone.pairs.is_empty());
    for threads in [2, 5] {
        let together = link(&people, threads);
        assert_eq!(together.pairs, alone.pairs, "{threads} threads");
        assert_eq!(together.clusters, alone.clusters);
        assert_eq!(together.report, alone.report);
    }
}

#[test]
fn duplicates_are_found_and_families_are_left_alone() {
    let (people, truth) = island(20_000, 1);
    let linkage = link(&people, 2);
    let linked: Vec<_> = linkage.pairs.iter().filter(|pair| pair.linked).collect();
    let right = linked
        .iter()
        .filter(|pair| truth.contains(&(pair.one, pair.other)))
        .count();
    let (precision, recall) = (
        right as f64 / linked.len() as f64,
        right as f64 / truth.len() as f64,
    );
    assert!(
        precision >= 0.95,
        "precision {precision} of {}",
        linked.len()
    );
    assert!(recall >= 0.95, "recall {recall} of {}", truth.len());
    assert!(linkage.report.relatives > 1_000.0);
    assert!((linkage.report.matches - truth.len() as f64).abs() < truth.len() as f64 * 0.1);
}

#[test]
fn without_duplicates_nothing_is_linked() {
    let (mut people, truth) = island(20_000, 2);
    people.truncate(people.len() - truth.len());
    let linkage = link(&people, 2);
    let linked = linkage.pairs.iter().filter(|pair| pair.linked).count();
    assert!(linked <= 2, "{linked} pairs");
}

#[test]
fn the_reasons_of_a_pair_add_up_to_its_weight() {
    let (people, _) = island(5_000, 3);
    let linkage = link(&people, 2);
    for pair in &linkage.pairs {
        let bits: f64 = linkage.reasons(pair).iter().map(|reason| reason.bits).sum();
        assert!((bits - pair.weight).abs() < 1e-6, "{bits} {}", pair.weight);
    }
}

#[test]
fn identical_rows_are_skipped_and_counted() {
    let (people, _) = island(1, 1);
    let rows = vec![people[0].clone(); 30_000];
    let linkage = link(&rows, 2);
    let report = &linkage.report;
    assert_eq!(report.counted.compared, 0);
    assert!(linkage.pairs.is_empty() && linkage.clusters.is_empty());
    for blocked in &report.counted.blocked {
        assert_eq!((blocked.blocks, blocked.skipped_blocks), (0, 1));
        assert_eq!(blocked.skipped_pairs, 30_000 * 29_999 / 2);
    }
}

#[test]
fn more_pairs_than_there_is_room_for_are_counted() {
    let (people, _) = island(5_000, 3);
    let all = link(&people, 2);
    let mut plan = plan();
    plan.limits.pairs_max = all.pairs.len() / 2;
    let mut linker = Linker::new(plan).unwrap();
    for person in &people {
        linker.push(&person.values()).unwrap();
    }
    let some = linker.link();
    assert!(some.pairs.len() <= all.pairs.len() / 2);
    assert_eq!(
        some.pairs.len() as u64 + some.report.left_out,
        all.pairs.len() as u64
    );
}

#[test]
fn few_rows_and_empty_ones() {
    for rows in 0..4 {
        let linkage = link(&vec![Person::default(); rows], 2);
        assert!(linkage.pairs.is_empty(), "{rows} rows");
        assert_eq!(linkage.report.counted.rows as usize, rows);
    }
    let (people, _) = island(2, 1);
    assert!(link(&people, 2).report.lambda.is_finite());
}

#[test]
fn values_that_are_no_dates_are_counted() {
    let mut linker = Linker::new(plan()).unwrap();
    let mut row = Person::default();
    for date in ["31/02/1961", "1961-02-31", "0", "\u{0}", "9999999999-01-01"] {
        row.born = Some(date.to_owned());
        linker.push(&row.values()).unwrap();
    }
    row.born = Some("1961".to_owned());
    linker.push(&row.values()).unwrap();
    assert_eq!(linker.link().report.counted.unread, [0, 5, 0, 0, 0, 0]);
}

#[test]
fn faults_of_plans_are_told() {
    let name = Comparison::Name(TextRules::for_language("en"));
    let field = |comparison| Field::new("f", comparison);
    let whole = |field| Block::of(&[(field, Part::Whole)]);
    let cases = [
        (vec![], vec![whole(0)], PlanError::Fields { given: 0 }),
        (vec![field(name)], vec![], PlanError::Blocks { given: 0 }),
        (
            vec![field(name)],
            vec![whole(1)],
            PlanError::Part { block: 0 },
        ),
        (
            vec![field(name)],
            vec![whole(0), Block::of(&[(0, Part::Year)])],
            PlanError::Part { block: 1 },
        ),
        (
            vec![field(name)],
            vec![Block::of(&[])],
            PlanError::Part { block: 0 },
        ),
        (
            vec![field(name).given(0)],
            vec![whole(0)],
            PlanError::Given { field: 0 },
        ),
        (
            vec![field(Comparison::Date), field(Comparison::Code).given(0)],
            vec![whole(0)],
            PlanError::Given { field: 1 },
        ),
    ];
    for (fields, blocks, expected) in cases {
        let found = Linker::new(Plan::new(fields, blocks)).map(|_| ());
        assert_eq!(found, Err(expected), "{expected}");
    }
    let mut plan = plan();
    plan.precision_min = f64::NAN;
    assert_eq!(Linker::new(plan).map(|_| ()), Err(PlanError::Probability));
}

#[test]
fn a_row_of_another_width_is_refused() {
    let mut linker = Linker::new(plan()).unwrap();
    let refused = linker.push(&[Some("Tam Reef")]);
    let expected = PushError::Values {
        given: 1,
        fields: 6,
    };
    assert_eq!(refused, Err(expected));
    assert_eq!(linker.rows(), 0);
}

fn any_person() -> impl Strategy<Value = Person> {
    let or_nothing = |text: &'static str| prop::option::weighted(0.9, text);
    (
        or_nothing("(Tam|Lan|Hòa|Hoa|Reef)( (Văn|Thị|An|Anh)){0,2}"),
        or_nothing("199[0-2](-0[1-3](-0[1-4])?)?"),
        or_nothing("[ab]"),
        or_nothing("[nsew]"),
        or_nothing("1[0-3]{2}"),
        or_nothing("2[0-3]{2}"),
    )
        .prop_map(|(name, born, sex, harbour, father, mother)| Person {
            name,
            born,
            sex,
            harbour,
            father,
            mother,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_is_fed_in(people in prop::collection::vec(any_person(), 0..120)) {
        let linkage = link(&people, 2);
        let report = &linkage.report;
        for rise in report.rise.windows(2) {
            prop_assert!(rise[1] >= rise[0] - 1e-9 * rise[0].abs(), "{rise:?}");
        }
        for field in &report.fields {
            let m: f64 = field.levels.iter().map(|level| level.m).sum();
            prop_assert!((m - 1.0).abs() < 1e-9, "{}: {m}", field.name);
        }
        let mut rows = linkage.clusters.concat();
        rows.sort_unstable();
        prop_assert!(rows.windows(2).all(|two| two[0] != two[1]));
        for pair in &linkage.pairs {
            prop_assert!(pair.one < pair.other && (pair.other as usize) < people.len());
            prop_assert!((0.5..=1.0).contains(&pair.probability));
            prop_assert!(pair.weight.is_finite());
        }
        let linked = linkage.pairs.iter().filter(|pair| pair.linked).count() as u64;
        prop_assert_eq!(linked, report.linked);
        prop_assert_eq!(link(&people, 1).pairs, linkage.pairs);
    }
}
