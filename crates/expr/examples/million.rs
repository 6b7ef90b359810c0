//! Nanoseconds a row for three conditions over a million rows.
//! `cargo run --release -p expr --example million`
#![expect(clippy::print_stdout, reason = "an example prints")]
#![expect(clippy::disallowed_methods, reason = "an example measures time")]

use std::time::Instant;

use expr::{Expr, Field, Scope, Type, Val};
use jiff::civil::date;

const ROWS: usize = 1_000_000;
const CONDITIONS: [&str; 3] = [
    "ship.hull >= 500",
    "ship.port in ['north', 'south', 'west'] && ship.built < today && ship.hull != 7",
    "age(ship.built, today) >= 18 || ship.name.startsWith('Sea') && has(ship.port)",
];

fn main() {
    let mut scope = Scope::new();
    for (name, of) in [
        ("ship.hull", Type::Int),
        ("ship.port", Type::Text),
        ("ship.name", Type::Text),
        ("ship.built", Type::Date),
        ("today", Type::Date),
    ] {
        if let Err(error) = scope.declare(name, Field::open(of)) {
            println!("{error}");
        }
    }
    let ports = ["north", "south", "east", "harbour town"];
    let today = date(2026, 1, 31);
    for source in CONDITIONS {
        let condition = match Expr::compile(source, &scope, &Type::Bool) {
            Ok(condition) => condition,
            Err(problems) => {
                println!("{problems:?}");
                continue;
            }
        };
        let cells: Vec<Vec<Val<'_>>> = (0..1_000_i16)
            .map(|number| {
                let cell = |name: &str| match name {
                    "ship.hull" => Val::Int(i64::from(number)),
                    "ship.port" => ports[usize::from(number.unsigned_abs()) % 4].into(),
                    "ship.name" => if number % 3 == 0 { "Seagull" } else { "Anchor" }.into(),
                    "ship.built" => date(1990 + number % 35, 5, 17).into(),
                    _ => today.into(),
                };
                condition
                    .slots()
                    .iter()
                    .map(|slot| cell(&slot.name))
                    .collect()
            })
            .collect();
        let began = Instant::now();
        let held = (0..ROWS)
            .filter(|row| condition.holds(&cells[row % cells.len()]))
            .count();
        let nanos = began.elapsed().as_nanos() / ROWS as u128;
        println!("{nanos:>5} ns a row, {held} of {ROWS} hold: {source}");
    }
}
