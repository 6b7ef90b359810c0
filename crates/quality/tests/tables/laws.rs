//! What holds for every table: the counts are those of plain loops, however the rows are cut.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use quality::{By, Count, Cut, Kind, Word};

use crate::table::{Table, columns, outcome, plan, rule};

/// Short digits, short texts, long texts; some of them equal.
fn cell() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        1 => Just(None),
        4 => "[01]{1,3}".prop_map(Some),
        2 => "[ab]{0,2}".prop_map(Some),
        2 => "[ab]{8,9}".prop_map(Some),
        1 => "1234567890123456[78]{1,2}".prop_map(Some),
    ]
}

fn rows() -> impl Strategy<Value = Vec<Vec<Option<String>>>> {
    prop::collection::vec(prop::collection::vec(cell(), 3), 0..60)
}

type Key = Vec<String>;

fn key(row: &[Option<String>], columns: &[usize]) -> Option<Key> {
    columns.iter().map(|column| row[*column].clone()).collect()
}

fn groups(rows: &[Vec<Option<String>>], columns: &[usize]) -> Vec<Vec<u32>> {
    let mut groups: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
    for (number, row) in (0..).zip(rows) {
        if let Some(key) = key(row, columns) {
            groups.entry(key).or_default().push(number);
        }
    }
    groups.into_values().filter(|rows| rows.len() > 1).collect()
}

fn sorted(mut rows: Vec<u32>) -> Vec<u32> {
    rows.sort_unstable();
    rows
}

proptest! {
    #[test]
    fn keys_are_counted_as_loops_count_them(rows in rows(), run in 1..70usize, threads in 1..4usize) {
        let name = |text: &str| text.to_owned();
        let rules = vec![
            rule("one", &[Word::Clean], Kind::Unique { fields: vec![name("a")] }),
            rule("two", &[Word::Clean], Kind::Unique { fields: vec![name("a"), name("b")] }),
            rule("exists", &[Word::Clean], Kind::ExistsIn { field: name("b"), target: name("a") }),
            rule("itself", &[Word::Clean], Kind::ExistsIn { field: name("c"), target: name("c") }),
        ];
        let by = vec![By { name: name("place"), column: name("c"), cut: Cut::Chars(1) }];
        let table = Table { rows };
        let plan = plan(&columns("a b c"), rules, &[], &[], by);
        let found = outcome(&plan, &table, run, threads);
        for (number, key_columns) in [(0, &[0][..]), (1, &[0, 1][..])] {
            let groups = groups(&table.rows, key_columns);
            prop_assert_eq!(&found.rules[number].rows, &sorted(groups.concat()));
            prop_assert_eq!(&found.rules[number].firsts, &sorted(groups.iter().map(|rows| rows[0]).collect()));
            let applied = table.rows.iter().filter(|row| key(row, key_columns).is_some()).count() as u64;
            prop_assert_eq!(found.whole.rules[number].applied, applied);
            prop_assert_eq!(found.whole.rules[number].groups, Some(groups.len() as u64));
        }
        let known: BTreeSet<Key> = table.rows.iter().filter_map(|row| key(row, &[0])).collect();
        let lost = (0..).zip(&table.rows).filter(|(_, row)| key(row, &[1]).is_some_and(|key| !known.contains(&key)));
        prop_assert_eq!(&found.rules[2].rows, &lost.map(|(number, _)| number).collect::<Vec<u32>>());
        prop_assert!(found.rules[3].rows.is_empty());
        // However it is divided, the parts are the whole.
        for (number, whole) in found.whole.rules.iter().enumerate() {
            let parts = found.by[0].values.iter().map(|(_, totals)| totals.rules[number]);
            let sum = parts.fold(Count { groups: whole.groups.map(|_| 0), ..Count::default() }, |sum, part| Count {
                applied: sum.applied + part.applied,
                failing: sum.failing + part.failing,
                groups: sum.groups.zip(part.groups).map(|(one, two)| one + two),
            });
            prop_assert_eq!(sum, *whole);
        }
        let any = found.by[0].values.iter().map(|(_, totals)| totals.failing.any).sum::<u64>();
        prop_assert_eq!(any, found.whole.failing.any);
        let all: BTreeSet<u32> = found.rules.iter().flat_map(|rule| rule.rows.iter().copied()).collect();
        prop_assert_eq!(any, all.len() as u64);
    }

    #[test]
    fn no_cell_is_too_much(texts in prop::collection::vec("\\PC{0,30}", 1..20)) {
        let name = |text: &str| text.to_owned();
        let named = "a:text b:integer c:boolean d:date e:instant";
        let rules = ["a", "b", "c", "d", "e"].map(|field| rule(field, &[Word::Clean], Kind::Readable { field: name(field) }));
        let by = ["d", "e"].map(|column| By { name: name(column), column: name(column), cut: Cut::Month });
        let table = Table { rows: texts.iter().map(|text| vec![Some(text.clone()); 5]).collect() };
        let plan = plan(&columns(named), rules.to_vec(), &[], &[], by.to_vec());
        let found = outcome(&plan, &table, 7, 2);
        prop_assert!(found.rules[0].rows.is_empty());
        prop_assert_eq!(found.whole.rows, texts.len() as u64);
    }
}
