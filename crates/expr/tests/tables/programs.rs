//! Conditions made ready for a stream of rows.

use crate::island::{condition, facts, scope};
use expr::{Cell, Expr, NotStreamed, Place, Type, Val, Value};

/// A program whose fields are all in columns, in the order of the slots, but lists.
fn streamed(source: &str) -> Result<bool, NotStreamed> {
    let condition = condition(source);
    let facts = facts();
    let values: Vec<Value> = condition.bind(&facts).iter().map(Val::to_value).collect();
    let cells: Vec<Cell<'_>> = values.iter().map(Cell::from).collect();
    let program = condition.program(&|name| {
        let slot = condition
            .slots()
            .iter()
            .position(|slot| slot.name == name)?;
        Some(match &condition.slots()[slot].of {
            Type::List(_) | Type::Record(_) => Place::Known(values[slot].clone()),
            _ => Place::Column(slot),
        })
    })?;
    Ok(program.holds(&cells[..]))
}

#[test]
fn every_part_of_the_language_that_a_row_can_answer() {
    for source in [
        "boat.hull == 7 && boat.hull != 8 && boat.hull >= 7 && boat.hull < 8",
        "boat.name == 'Hải Âu' && boat.name != 'x' && boat.name < 'I'",
        "boat.name in ['a', 'Hải Âu'] && !(boat.name in ['a', 'b'])",
        "boat.name in ['a','b','c','d','e','f','g','h','i','j','Hải Âu']",
        "boat.hull in [3, 7] && boat.hull in [boat.masts, boat.hull]",
        "boat.fishing && boat.fishing == true && boat.fishing in [true]",
        "(boat.hull > 1) == (boat.hull > 2)",
        "boat.masts == null && boat.name != null && has(boat.hull)",
        "boat.name + '!' == 'Hải Âu!' && size(boat.name) == 6",
        "boat.name.startsWith('H') && boat.name.endsWith('u') && boat.name.contains('i ')",
        "year(boat.built) == 2000 && age(boat.built, today) == 25",
        "days_between(boat.built, today) == 9496",
        "boat.seen > instant('1970-01-01T00:00:00Z')",
        "(boat.fishing ? boat.hull : 0) + 1 - -3 == 11 && boat.hull * 2 == 14",
        "(boat.fishing ? boat.name : null) == 'Hải Âu'",
        "(boat.masts == 2 ? null : boat.built) == date('2000-02-29')",
        "'north' in boat.ports && size(boat.ports) == 2 && has(boat.ports)",
        "boat.fishing ? boat.hull == 7 : false",
    ] {
        assert_eq!(streamed(source), Ok(true), "{source}");
        assert_eq!(streamed(&format!("!({source})")), Ok(false), "{source}");
    }
}

#[test]
fn what_a_row_cannot_answer_is_named() {
    let part = |source: &str| match streamed(source) {
        Err(NotStreamed::NotFlat { part, at }) => {
            assert_eq!(source[at], part);
            part
        }
        other => panic!("{source}: {other:?}"),
    };
    for (source, refused) in [
        (
            "boat.hull == 7 && boat.crew.exists(m, m.role == 'cook')",
            "boat.crew.exists(m, m.role == 'cook')",
        ),
        (
            "size(['a', 'b']) == 2 && boat.ports.all(p, p != '')",
            "boat.ports.all(p, p != '')",
        ),
    ] {
        assert_eq!(part(source), refused);
    }
    let number = Expr::compile("boat.hull + 1", &scope(), &Type::Int).unwrap();
    let refused = number.program(&|_| Some(Place::Column(0))).unwrap_err();
    assert!(refused.to_string().contains("`boat.hull + 1`"), "{refused}");
    let nowhere = condition("boat.hull == 7").program(&|_| None).unwrap_err();
    assert_eq!(nowhere, NotStreamed::Nowhere("boat.hull".to_owned()));
    let list = condition("'x' in boat.ports").program(&|_| Some(Place::Column(0)));
    assert!(matches!(list, Err(NotStreamed::NotFlat { .. })));
}

#[test]
fn a_cell_of_another_type_is_missing() {
    let program = condition("boat.hull == 7 || boat.name == '7'")
        .program(&|name| Some(Place::Column(usize::from(name == "boat.name"))))
        .unwrap();
    assert!(program.holds(&[Cell::Int(7), Cell::Missing][..]));
    assert!(program.holds(&[Cell::Missing, Cell::Text("7")][..]));
    assert!(!program.holds(&[Cell::Text("7"), Cell::Int(7)][..]));
    assert!(!program.holds(&[Cell::Day(7), Cell::Instant(7)][..]));
    assert!(!program.holds(&[][..]));
}

#[test]
fn days_past_the_calendar_are_counted_on() {
    let condition = condition("year(boat.built) > 9999 && age(boat.built, today) == null");
    let program = condition
        .program(&|name| Some(Place::Column(usize::from(name == "today"))))
        .unwrap();
    assert!(program.holds(&[Cell::Day(i32::MAX), Cell::Day(i32::MIN)][..]));
}
