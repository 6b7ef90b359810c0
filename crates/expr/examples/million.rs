//! CPU nanoseconds a row for conditions over a million different rows.
//!
//! `cargo run --release -p expr --example million`
//!
//! A row is what a register gives: texts, and days written as texts. The first figure is the
//! condition alone, the second one the tree walk of a single decision, the last line what it costs
//! to make the cells of one row.
#![expect(clippy::print_stdout, reason = "an example prints")]
#![expect(clippy::disallowed_methods, reason = "an example measures time")]

use std::hint::black_box;
use std::time::Instant;

use expr::{Cell, Expr, Field, Place, Program, Scope, Type, Val, Value};
use jiff::civil::date;

const ROWS: usize = 1_000_000;

/// Each figure is the median of this many passes over all rows.
const PASSES: usize = 5;

const FIELDS: [(&str, Type); 5] = [
    ("name", Type::Text),
    ("sex", Type::Text),
    ("birth_date", Type::Date),
    ("issue_date", Type::Date),
    ("number", Type::Text),
];

const CONDITIONS: [&str; 8] = [
    "issue_date >= birth_date",
    "sex in ['F', 'M']",
    "size(name) > 2 && sex in ['F', 'M']",
    "name != null && birth_date != null",
    "number.startsWith('0') && size(number) == 12",
    "birth_date <= today && birth_date >= date('1900-01-01')",
    "age(birth_date, today) < 14 || number != null",
    "name != 'Nguyễn Văn Một' && (sex == 'F' ? year(birth_date) > 1930 : issue_date < today)",
];

/// A row as a register keeps it.
struct Person {
    name: String,
    sex: &'static str,
    born: String,
    issued: String,
    number: String,
}

impl Person {
    /// Different for each number, and always the same for the same.
    fn new(number: usize) -> Person {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let family = ["Nguyễn", "Trần", "Lê", "Mai", "Phạm"][mixed % 5];
        let year = 1930 + mixed % 90;
        Person {
            name: format!("{family} Thị {}", mixed % 100_000),
            sex: ["F", "M", "F", "M", "X", ""][mixed % 6],
            born: format!("{year}-{:02}-{:02}", 1 + mixed % 12, 1 + mixed % 28),
            issued: format!("{}-03-01", year + mixed % 7),
            number: format!("{:012}", mixed % 1_000_000_000_000),
        }
    }

    fn cells(&self) -> [Cell<'_>; 5] {
        [
            Cell::Text(&self.name),
            Cell::Text(self.sex),
            Cell::day_of(&self.born),
            Cell::day_of(&self.issued),
            Cell::Text(&self.number),
        ]
    }
}

fn main() {
    let today = date(2026, 1, 31);
    let mut scope = Scope::new();
    for (name, of) in FIELDS.into_iter().chain([("today", Type::Date)]) {
        if let Err(error) = scope.declare(name, Field::open(of)) {
            println!("{error}");
        }
    }
    let people: Vec<Person> = (0..ROWS).map(Person::new).collect();
    let cells: Vec<[Cell<'_>; 5]> = people.iter().map(Person::cells).collect();
    println!("streamed   tree   (ns a row, median of {PASSES} passes over {ROWS} rows)");
    for source in CONDITIONS {
        let Ok(condition) = Expr::compile(source, &scope, &Type::Bool) else {
            println!("{source} has a problem");
            continue;
        };
        let place = |name: &str| {
            let column = FIELDS.iter().position(|(field, _)| *field == name);
            Some(column.map_or(Place::Known(Value::Date(today)), Place::Column))
        };
        let Ok(program) = condition.program(&place) else {
            println!("{source} cannot be streamed");
            continue;
        };
        let streamed = median(|| count(&program, &cells));
        let columns: Vec<Option<usize>> = condition
            .slots()
            .iter()
            .map(|slot| FIELDS.iter().position(|(field, _)| *field == slot.name))
            .collect();
        let rows: Vec<Vec<Val<'_>>> = cells
            .iter()
            .take(ROWS / 10)
            .map(|row| {
                let cell = |at: &Option<usize>| at.map_or(today.into(), |at| row[at].view());
                columns.iter().map(cell).collect()
            })
            .collect();
        let walked = median(|| rows.iter().filter(|row| condition.holds(row)).count()) * 10.0;
        println!("{streamed:>8.1} {walked:>6.1}   {source}");
    }
    let made = median(|| {
        people
            .iter()
            .filter(|row| black_box(row.cells())[2] != Cell::Missing)
            .count()
    });
    println!("{made:>8.1}          (making the five cells of a row)");
}

fn count(program: &Program, rows: &[[Cell<'_>; 5]]) -> usize {
    rows.iter().filter(|row| program.holds(&row[..])).count()
}

/// Nanoseconds a row of a pass over a million rows.
fn median(pass: impl Fn() -> usize) -> f64 {
    let mut nanos: Vec<u128> = (0..PASSES)
        .map(|_| {
            let began = Instant::now();
            black_box(pass());
            began.elapsed().as_nanos()
        })
        .collect();
    nanos.sort_unstable();
    nanos[PASSES / 2] as f64 / ROWS as f64
}
