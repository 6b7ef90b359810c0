//! What holds for any text and any row.

use expr::{Cell, Expr, FilterOp, FilterTree, NotStreamed, Place, Record, Type, Val, Value};
use proptest::prelude::*;

use crate::island::{facts, scope};

/// Pieces that texts of the language are made of, and some that they are not.
const PIECES: [&str; 64] = [
    "boat.hull",
    "boat.masts",
    "boat.fishing",
    "boat.name",
    "boat.built",
    "boat.ports",
    "boat.crew",
    "owner.number",
    "evidence.notice",
    "today",
    "weather",
    "m",
    "m.role",
    "1",
    "7",
    "-1",
    "9223372036854775807",
    "'x'",
    "'Hải Âu'",
    "true",
    "false",
    "null",
    "date('2026-01-31')",
    "date(",
    "instant(",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "&&",
    "||",
    "!",
    "-",
    "+",
    "*",
    "in",
    "?",
    ":",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "size(",
    "has(",
    "age(",
    "year(",
    "days_between(",
    ".startsWith(",
    ".contains('i')",
    ".exists(m,",
    ".all(m,",
    "{",
    "`a`",
    "'",
    "\\",
    "// c\n",
    "and",
    "if",
    "%",
    "0x1",
];

fn text_of_pieces() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(PIECES.to_vec());
    let gap = proptest::sample::select(vec!["", " ", "\n"]);
    let pieces = proptest::collection::vec((piece, gap), 0..24);
    pieces.prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, gap)| piece.to_owned() + gap)
            .collect()
    })
}

fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("boat.hull".to_owned()),
        Just("boat.masts".to_owned()),
        Just("size(boat.crew)".to_owned()),
        Just("age(boat.built, today)".to_owned()),
        Just("days_between(boat.built, today)".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        (-9..9i64).prop_map(|number| number.to_string()),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let sign = proptest::sample::select(vec!["+", "-", "*"]);
        (inner.clone(), sign, inner).prop_map(|(one, sign, two)| format!("({one} {sign} {two})"))
    })
}

/// Conditions without problems.
fn good_condition() -> impl Strategy<Value = String> {
    let sign = proptest::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let known = proptest::sample::select(vec![
        "true",
        "false",
        "boat.fishing",
        "owner.banned",
        "has(boat.masts)",
        "boat.name == null",
        "boat.name in ['x', 'Hải Âu']",
        "'north' in boat.ports",
        "boat.name.startsWith('H')",
        "boat.crew.exists(m, m.role == 'cook' && boat.fishing)",
        "boat.built in [today, boat.built]",
        "boat.crew.all(m, m.papers.all(p, p != boat.name))",
        "boat.name + 'x' > owner.number",
    ]);
    let leaf = prop_oneof![
        known.prop_map(str::to_owned),
        (number(), sign, number()).prop_map(|(one, sign, two)| format!("{one} {sign} {two}")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("({one} && {two})")),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("({one} || {two})")),
            inner.clone().prop_map(|one| format!("!({one})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(if_, one, two)| format!("({if_} ? {one} : {two})")),
        ]
    })
}

/// Facts of the boat of which some are lost.
fn facts_with_holes() -> impl Strategy<Value = Record> {
    let lost = proptest::collection::vec(any::<bool>(), 8);
    lost.prop_map(|lost| {
        let mut facts = facts();
        if let Some(Value::Record(boat)) = facts.get_mut("boat") {
            let mut lost = lost.into_iter();
            boat.retain(|_, _| !lost.next().unwrap_or(false));
        }
        facts
    })
}

/// What a filter means, written down a second time.
fn passes(row: &Value, op: FilterOp, value: &Value) -> bool {
    match (op, row, value) {
        (_, Value::Null, _) => false,
        (FilterOp::In, row, Value::List(values)) => values.contains(row),
        (FilterOp::Equal, row, value) => row == value,
        (FilterOp::StartsWith, Value::Text(row), Value::Text(value)) => row.starts_with(value),
        (op, Value::Int(row), Value::Int(value)) => match op {
            FilterOp::Less => row < value,
            FilterOp::AtMost => row <= value,
            FilterOp::More => row > value,
            FilterOp::AtLeast => row >= value,
            _ => false,
        },
        _ => false,
    }
}

fn tree_passes(tree: &FilterTree, field: &dyn Fn(&str) -> Value) -> bool {
    match tree {
        FilterTree::All(parts) => parts.iter().all(|part| tree_passes(part, field)),
        FilterTree::Any(parts) => parts.iter().any(|part| tree_passes(part, field)),
        FilterTree::Test(test) => passes(&field(&test.field), test.op, &test.value),
    }
}

fn a_text_is_read_without_panic(source: &str) {
    match Expr::compile(source, &scope(), &Type::Bool) {
        Ok(condition) => {
            let facts = facts();
            condition.holds(&condition.bind(&facts));
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in problems {
                assert!(
                    source.get(problem.at.clone()).is_some(),
                    "{source}: {problem}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(source in "\\PC{0,40}|[a-z.()&|! '=<>\\[\\],?:0-9\\n\\\\-]{0,40}") {
        a_text_is_read_without_panic(&source);
    }

    #[test]
    fn any_pieces_are_read(source in text_of_pieces()) {
        a_text_is_read_without_panic(&source);
    }

    #[test]
    fn a_good_condition_compiles_and_explains_itself(
        source in good_condition(),
        facts in facts_with_holes(),
    ) {
        let condition = Expr::compile(&source, &scope(), &Type::Bool);
        let condition = condition.unwrap_or_else(|problems| panic!("{source}: {problems:?}"));
        let row = condition.bind(&facts);
        let holds = condition.holds(&row);
        prop_assert_eq!(holds, matches!(condition.eval(&row), Val::Bool(true)));
        let explanation = condition.explain(&row, &|_| String::new());
        prop_assert_eq!(explanation.holds, holds);
        let reasons = explanation.why.as_ref().map_or(0, |why| why.reasons().len());
        prop_assert_eq!(reasons > 0, !holds, "{}", source);
    }

    #[test]
    fn a_row_of_anything_is_evaluated(source in good_condition(), seed in any::<u64>()) {
        let condition = Expr::compile(&source, &scope(), &Type::Bool).unwrap();
        let items = [Value::Int(1), Value::Null];
        let mixed = [
            Val::Null,
            Val::Bool(true),
            Val::Int(i64::MIN),
            Val::from("x"),
            Val::Instant(0),
            Val::List(&items),
        ];
        let pick = |slot: usize| mixed[(seed.rotate_left(5 * slot as u32) % 6) as usize].clone();
        let row: Vec<Val<'_>> = (0..condition.slots().len()).map(pick).collect();
        let _ = condition.eval(&row);
        let _ = condition.explain(&row, &|key| key.test.word().to_owned());
    }

    #[test]
    fn filters_select_what_the_condition_selects(
        source in good_condition(),
        facts in facts_with_holes(),
    ) {
        let condition = Expr::compile(&source, &scope(), &Type::Bool).unwrap();
        let today = facts.get("today").cloned();
        let known = |name: &str| if name == "today" { today.clone() } else { None };
        let lowered = condition.lowered(&known);
        let row = condition.bind(&facts);
        let field = |name: &str| {
            let slot = condition.slots().iter().position(|slot| slot.name == name);
            row[slot.unwrap()].to_value()
        };
        let passed = tree_passes(&lowered.filter, &field);
        let rest = lowered.rest.is_none_or(|rest| rest.holds(&row));
        prop_assert_eq!(passed && rest, condition.holds(&row), "{}", source);
    }

    #[test]
    fn a_program_says_what_the_tree_says(
        source in good_condition(),
        facts in facts_with_holes(),
        columns in any::<u16>(),
    ) {
        let condition = Expr::compile(&source, &scope(), &Type::Bool).unwrap();
        let row = condition.bind(&facts);
        let values: Vec<Value> = row.iter().map(Val::to_value).collect();
        let cells: Vec<Cell<'_>> = values.iter().map(Cell::from).collect();
        // Some fields stand in the row, some are known beforehand; lists always are.
        let place = |name: &str| {
            let slot = condition.slots().iter().position(|slot| slot.name == name)?;
            let known = columns & (1 << (slot % 16)) == 0 || matches!(values[slot], Value::List(_));
            Some(if known { Place::Known(values[slot].clone()) } else { Place::Column(slot) })
        };
        match condition.program(&place) {
            Ok(program) => prop_assert_eq!(
                program.holds(&cells[..]), condition.holds(&row), "{} of {:?}", source, cells
            ),
            Err(NotStreamed::NotFlat { part, .. }) => prop_assert!(
                part.contains("crew") || part.contains("ports"), "{part} of {source}"
            ),
            Err(NotStreamed::Nowhere(name)) => prop_assert!(false, "{name} has a place"),
        }
    }
}
