//! A whole country, block after block.
//!
//! Blocks are lived and written by several threads and numbered by one, in rounds of a few blocks:
//! memory holds one round and the counters. What comes out does not depend on the number of threads.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::SynthError;
use crate::country::draft::draft;
use crate::country::law::CountryLaw;
use crate::country::numbered::Numbering;
use crate::country::order::Order;
use crate::country::tables::{BlockTables, tables};

/// Blocks of a round for each thread: enough that none waits long for another.
const ROUND: u64 = 4;
/// The first line of the list of faults.
const FAULT_FIELDS: [&str; 7] = [
    "register",
    "row",
    "field",
    "kind",
    "right",
    "partner_register",
    "partner_row",
];

/// Some people more: text to append to each file.
#[derive(Debug)]
pub struct Batch {
    /// CSV for each register, in the pack's order, without a header.
    pub tables: Vec<Vec<u8>>,
    /// CSV for the list of faults, without a header.
    pub faults: Vec<u8>,
    /// How many people are done.
    pub people: u64,
}

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// Rows of each register, in the pack's order.
    pub rows: Vec<u64>,
    /// Faults by register (its place in the order) and kind.
    pub faults: BTreeMap<(usize, String), u64>,
}

/// The first lines of all files: of each register, and last of the list of faults.
///
/// # Errors
/// None that a pack can cause; a header that cannot be written says so.
pub fn headers(country: &CountryLaw) -> Result<Vec<Vec<u8>>, SynthError> {
    let mut headers = Vec::new();
    for (_, fields) in country.registers() {
        headers.push(line(fields)?);
    }
    headers.push(line(FAULT_FIELDS)?);
    Ok(headers)
}

fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>, SynthError> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(cells).map_err(|error| unwritten(&error))?;
    csv.into_inner().map_err(|error| unwritten(&error))
}

fn unwritten(error: &dyn std::fmt::Display) -> SynthError {
    SynthError::key("register", format!("a line cannot be written: {error}"))
}

/// Makes all people of an order with so many threads and hands them over in their order. When the
/// receiver fails, its error is given back at once.
///
/// # Errors
/// More people than the structure of personal numbers has room for, tables by which nobody
/// survives, or what the receiver says.
pub fn produce<E: From<SynthError>>(
    country: &CountryLaw,
    order: &Order,
    threads: usize,
    mut receive: impl FnMut(&Batch) -> Result<(), E>,
) -> Result<Made, E> {
    room(country, order)?;
    let threads = threads.clamp(1, 64);
    let registers = country.law.registers.len();
    let mut made = Made {
        rows: vec![0; registers],
        faults: BTreeMap::new(),
    };
    let mut numbering = Numbering::new(country, *order);
    let (blocks, mut next, mut people) = (order.blocks(), 0, 0);
    let round = ROUND * u64::try_from(threads).unwrap_or(1);
    while next < blocks {
        let until = blocks.min(next + round);
        let orders = (next..until).map(|number| order.block(number)).collect();
        next = until;
        let drafts = spread(threads, orders, |block| draft(country, order, &block));
        let mut numbered = Vec::with_capacity(drafts.len());
        for draft in drafts {
            numbered.push(numbering.number(draft?)?);
        }
        let written = spread(threads, numbered, |block| tables(country, order, &block));
        for block in written {
            let block = block?;
            people += block.people;
            let batch = batch(country, block, &mut made, people)?;
            receive(&batch)?;
        }
    }
    Ok(made)
}

/// Refuses more people than there are numbers for.
fn room(country: &CountryLaw, order: &Order) -> Result<(), SynthError> {
    let person = &country.law.person;
    if let Some(year) = person.missing_year(order.as_of) {
        let message = format!("no row for people born in {year}");
        return Err(SynthError::key("numbers.person", message));
    }
    // People are not spread evenly over the places that numbers tell.
    let room = person.room().saturating_mul(person.origins().div_ceil(8));
    let asked = usize::try_from(order.people).unwrap_or(usize::MAX);
    if asked > room {
        return Err(SynthError::TooMany { asked, room });
    }
    Ok(())
}

/// Adds the rows before a block to its own, and counts.
fn batch(
    country: &CountryLaw,
    block: BlockTables,
    made: &mut Made,
    people: u64,
) -> Result<Batch, SynthError> {
    let names: Vec<&str> = country.registers().map(|(name, _)| name).collect();
    let mut csv = csv::Writer::from_writer(Vec::new());
    for fault in block.faults {
        let row = |register: usize, row: u64| (made.rows[register] + row).to_string();
        let (partner, partner_row) = match fault.partner {
            Some((register, at)) => (names[register], row(register, at)),
            None => ("", String::new()),
        };
        let own = row(fault.register, fault.row);
        let cells = [
            names[fault.register],
            &own,
            &fault.field,
            &fault.kind,
            &fault.right,
            partner,
            &partner_row,
        ];
        csv.write_record(cells).map_err(|error| unwritten(&error))?;
        *made.faults.entry((fault.register, fault.kind)).or_default() += 1;
    }
    for (total, rows) in made.rows.iter_mut().zip(&block.rows) {
        *total += rows;
    }
    Ok(Batch {
        tables: block.tables,
        faults: csv.into_inner().map_err(|error| unwritten(&error))?,
        people,
    })
}

/// What a function makes of each thing, in their order, worked out by several threads.
fn spread<T: Send, R: Send>(
    threads: usize,
    things: Vec<T>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let count = things.len();
    let queue = Mutex::new(things.into_iter().enumerate());
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let worker = || {
        let mut done = Vec::new();
        while let Some((at, thing)) = next() {
            done.push((at, work(thing)));
        }
        done
    };
    let mut done = Vec::with_capacity(count);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(count))
            .map(|_| scope.spawn(worker))
            .collect();
        done.extend(worker());
        for other in others {
            match other.join() {
                Ok(of_other) => done.extend(of_other),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
