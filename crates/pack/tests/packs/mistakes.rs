//! One mistake at a time: its code, its place, and that nothing else is said.

use crate::fixture;
use crate::{mistakes_heads, mistakes_measure, mistakes_procedures, mistakes_registers};

/// The tables of mistakes: file, what is written there, what is written instead, the whole message.
pub(crate) const TABLES: [&[(&str, &str, &str, &str)]; 4] = [
    mistakes_heads::TABLE,
    mistakes_measure::TABLE,
    mistakes_procedures::TABLE,
    mistakes_registers::TABLE,
];

#[test]
fn the_pack_without_mistakes_loads() {
    let pack = pack::load(fixture::files())
        .map_err(|all| format!("{all:#?}"))
        .unwrap();
    assert_eq!(pack.law(), "skerry@2026-09-01");
    assert_eq!(pack.head.warn_hours, 2);
    assert_eq!(pack.identifiers["hull"].serials, 1000);
    assert_eq!(pack.identifiers["hull"].tables[0]["N"], "B");
    assert_eq!(
        pack.list("kind").unwrap().text("motor", 0),
        Some("Motor boat")
    );
    let boats = pack.register("boats").unwrap();
    let days = |rule: &str| boats.correction_days_of(boats.rule(rule));
    assert_eq!((days("alive"), days("draft"), days("")), (15, 3, 3));
    let stops = boats.rules.iter().filter(|rule| rule.stops_sharing);
    let stops: Vec<&str> = stops.map(|rule| rule.id.as_str()).collect();
    assert_eq!(stops, ["alive"]);
    assert!(boats.stops_sharing() && boats.field("hull").unwrap().stops_sharing);
    assert!(!pack.register("people").unwrap().stops_sharing());
    let source = &pack.procedure("boat").unwrap().office.place;
    assert_eq!(source.place, "law/procedures/boat.toml:4:44");
}

#[test]
fn each_mistake_is_told_once_and_where_it_stands() {
    for (path, from, to, expected) in TABLES.into_iter().flatten() {
        let found: Vec<String> = fixture::mistakes(path, from, to)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found.join("\n"), *expected, "{path}: {from} → {to}");
    }
}
