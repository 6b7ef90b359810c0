//! A household as rows for the registers of the pack.

use crate::facts::{CoverFact, Each, MarriageFact, PersonFact, Source};
use crate::household::{Cover, Household, Marriage, Person, Row, Value, record_id};
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
                (Each::Person | Each::Resident, _) => push(About::Person(person), number),
                (Each::Cover, Some(cover)) => push(About::Cover(person, cover), number),
                (Each::Cover, None) => {}
                // A stream of households tells no lives.
                (
                    Each::Marriage
                    | Each::Birth
                    | Each::Death
                    | Each::Diploma
                    | Each::FormerNumber
                    | Each::Household,
                    _,
                ) => {}
            }
        }
        if let (Each::Marriage, Some(marriage)) = (register.each, &home.marriage) {
            push(About::Marriage(marriage), first.marriage);
        }
    }
    rows
}

/// Whom a row is about; a fact of another kind is empty, which [`source`] has ruled out.
enum About<'a> {
    Person(&'a Person),
    Cover(&'a Person, &'a Cover),
    Marriage(&'a Marriage),
}

/// The value of a field in one row.
fn value(source: &Source, about: &About<'_>, home: &Household<'_>, law: &SynthLaw) -> Value {
    match (source, about) {
        (Source::Fixed(value), _) => value.clone(),
        (Source::Person(fact), About::Person(person) | About::Cover(person, _)) => {
            of_person(*fact, person, home, law)
        }
        (Source::Cover(fact), About::Cover(_, cover)) => of_cover(*fact, cover),
        (Source::Marriage(fact), About::Marriage(marriage)) => of_marriage(*fact, marriage),
        (
            Source::Person(_)
            | Source::Cover(_)
            | Source::Marriage(_)
            | Source::Birth(_)
            | Source::Death(_)
            | Source::Diploma(_)
            | Source::Former(_)
            | Source::HouseholdSize,
            _,
        ) => Value::Null,
    }
}

fn of_person(fact: PersonFact, person: &Person, home: &Household<'_>, law: &SynthLaw) -> Value {
    match fact {
        PersonFact::Person => Value::Record(person.record),
        PersonFact::Number => Value::text(&person.number),
        PersonFact::Name => Value::text(&person.name),
        PersonFact::Sex => Value::text(law.sex_code(person.sex)),
        PersonFact::BornOn => Value::Text(person.born_on.to_string()),
        PersonFact::BirthPlace => Value::text(&person.birth_place),
        PersonFact::HomePlace => Value::text(&person.home_place),
        PersonFact::Group => Value::optional(home.group.as_deref()),
        PersonFact::Mother => Value::record(person.mother),
        PersonFact::Father => Value::record(person.father),
        PersonFact::Phone => Value::optional(person.phone.as_deref()),
        PersonFact::Email => Value::optional(person.email.as_deref()),
        PersonFact::Commune => Value::text(&home.commune),
        PersonFact::Address => Value::text(&home.address),
        PersonFact::Household => Value::text(&home.code),
        PersonFact::HouseholdHead => Value::record(home.people.first().map(|head| head.record)),
        PersonFact::Relation => Value::text(law.relation_code(person.kin)),
        PersonFact::ResidentSince => Value::Text(person.resident_since.to_string()),
        PersonFact::Alive => Value::Int(1),
        PersonFact::DiedOn
        | PersonFact::EnrolledOn
        | PersonFact::ConfirmedOn
        | PersonFact::FormerNumber => Value::Null,
    }
}

fn of_cover(fact: CoverFact, cover: &Cover) -> Value {
    match fact {
        CoverFact::Card => Value::text(&cover.card),
        CoverFact::Facility => Value::optional(cover.facility.as_deref()),
        CoverFact::From => Value::Text(cover.from.to_string()),
        CoverFact::Until => Value::Text(cover.until.to_string()),
    }
}

fn of_marriage(fact: MarriageFact, marriage: &Marriage) -> Value {
    match fact {
        MarriageFact::Husband => Value::Record(marriage.husband),
        MarriageFact::Wife => Value::Record(marriage.wife),
        MarriageFact::MarriedOn => Value::Text(marriage.on.to_string()),
        MarriageFact::Place => Value::text(&marriage.place),
        MarriageFact::Number => Value::text(&marriage.number),
        MarriageFact::Office | MarriageFact::EndedOn => Value::Null,
    }
}
