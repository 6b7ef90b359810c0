//! A household as rows for the registers of the pack.

use crate::facts::{About, Each, value};
use crate::household::{Household, Row, record_id};
use crate::law::SynthLaw;

/// How many people and marriages the stream made before this household: their rows go on counting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowNumbers {
    pub(crate) person: u64,
    pub(crate) marriage: u64,
}

/// All rows of a household, register by register in the pack's order.
pub(crate) fn rows<'l>(
    law: &'l SynthLaw,
    seed: u64,
    home: &Household<'l>,
    first: RowNumbers,
) -> Vec<Row<'l>> {
    let mut rows = Vec::new();
    for (ordinal, register) in law.registers.iter().enumerate() {
        let mut push = |about: About<'_>, number: u64| {
            let fields = register.fields.iter();
            let fields =
                fields.map(|(name, source)| (name.as_str(), value(source, &about, home, law)));
            rows.push(Row {
                register: &register.name,
                record: record_id(seed, ordinal, number),
                fields: fields.collect(),
            });
        };
        for (person, number) in home.people.iter().zip(first.person..) {
            match (register.each, &person.cover) {
                (Each::Person, _) => push(About::Person(person), number),
                (Each::Cover, Some(cover)) => push(About::Cover(person, cover), number),
                (Each::Cover, None) | (Each::Marriage, _) => {}
            }
        }
        if let (Each::Marriage, Some(marriage)) = (register.each, &home.marriage) {
            push(About::Marriage(marriage), first.marriage);
        }
    }
    rows
}
