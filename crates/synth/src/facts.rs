//! The facts a pack may put into fields of its registers.
//!
//! | fact | value | rows |
//! |---|---|---|
//! | `person` | the person's record | person, cover |
//! | `number`, `name`, `sex`, `born_on` | text; dates as `2026-11-02` | person, cover |
//! | `birth_place`, `home_place` | code of a place | person, cover |
//! | `group` | code of the people or group, or empty | person, cover |
//! | `mother`, `father` | a person's record, or empty | person, cover |
//! | `phone`, `email` | text, or empty | person, cover |
//! | `commune`, `address`, `household` | where the household lives, and its code | person, cover |
//! | `household_head` | a person's record | person, cover |
//! | `relation` | code of the relation to the head | person, cover |
//! | `resident_since` | date | person, cover |
//! | `card`, `facility`, `cover_from`, `cover_until` | the insurance card | cover |
//! | `husband`, `wife` | a person's record | marriage |
//! | `married_on`, `marriage_place`, `marriage_number` | date, place code, `123/2019` | marriage |
//!
//! A register has a row for `each` of: `person` (everybody), `cover` (everybody with a card),
//! `marriage` (every couple).

use serde::Deserialize;

use crate::SynthError;
use crate::declared::FieldRule;
use crate::household::{Cover, Household, Marriage, Person, Value};
use crate::law::SynthLaw;

/// What one row of a register is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Each {
    /// Every person.
    Person,
    /// Every person with an insurance card.
    Cover,
    /// Every married couple.
    Marriage,
}

/// A fact about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PersonFact {
    Person,
    Number,
    Name,
    Sex,
    BornOn,
    BirthPlace,
    HomePlace,
    Group,
    Mother,
    Father,
    Phone,
    Email,
    Commune,
    Address,
    Household,
    HouseholdHead,
    Relation,
    ResidentSince,
}

/// A fact about an insurance card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CoverFact {
    Card,
    Facility,
    From,
    Until,
}

/// A fact about a marriage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarriageFact {
    Husband,
    Wife,
    MarriedOn,
    Place,
    Number,
}

/// Where the value of a field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Person(PersonFact),
    Cover(CoverFact),
    Marriage(MarriageFact),
    Fixed(Value),
}

const FACTS: [(&str, Source); 27] = [
    ("person", Source::Person(PersonFact::Person)),
    ("number", Source::Person(PersonFact::Number)),
    ("name", Source::Person(PersonFact::Name)),
    ("sex", Source::Person(PersonFact::Sex)),
    ("born_on", Source::Person(PersonFact::BornOn)),
    ("birth_place", Source::Person(PersonFact::BirthPlace)),
    ("home_place", Source::Person(PersonFact::HomePlace)),
    ("group", Source::Person(PersonFact::Group)),
    ("mother", Source::Person(PersonFact::Mother)),
    ("father", Source::Person(PersonFact::Father)),
    ("phone", Source::Person(PersonFact::Phone)),
    ("email", Source::Person(PersonFact::Email)),
    ("commune", Source::Person(PersonFact::Commune)),
    ("address", Source::Person(PersonFact::Address)),
    ("household", Source::Person(PersonFact::Household)),
    ("household_head", Source::Person(PersonFact::HouseholdHead)),
    ("relation", Source::Person(PersonFact::Relation)),
    ("resident_since", Source::Person(PersonFact::ResidentSince)),
    ("card", Source::Cover(CoverFact::Card)),
    ("facility", Source::Cover(CoverFact::Facility)),
    ("cover_from", Source::Cover(CoverFact::From)),
    ("cover_until", Source::Cover(CoverFact::Until)),
    ("husband", Source::Marriage(MarriageFact::Husband)),
    ("wife", Source::Marriage(MarriageFact::Wife)),
    ("married_on", Source::Marriage(MarriageFact::MarriedOn)),
    ("marriage_place", Source::Marriage(MarriageFact::Place)),
    ("marriage_number", Source::Marriage(MarriageFact::Number)),
];

impl Each {
    fn has(self, source: &Source) -> bool {
        match source {
            Source::Person(_) => matches!(self, Each::Person | Each::Cover),
            Source::Cover(_) => self == Each::Cover,
            Source::Marriage(_) => self == Each::Marriage,
            Source::Fixed(_) => true,
        }
    }
}

/// Reads one field's rule; a fault lists the facts that rows of this kind have.
pub(crate) fn source(key: &str, each: Each, rule: &FieldRule) -> Result<Source, SynthError> {
    let text = match rule {
        FieldRule::Int(number) => return Ok(Source::Fixed(Value::Int(*number))),
        FieldRule::Text(text) => text,
    };
    if let Some(fixed) = text.strip_prefix('=') {
        return Ok(Source::Fixed(Value::Text(fixed.to_owned())));
    }
    let usable = FACTS.iter().filter(|(_, source)| each.has(source));
    let known: Vec<&str> = usable.clone().map(|(name, _)| *name).collect();
    usable
        .clone()
        .find(|(name, _)| name == text)
        .map(|(_, source)| source.clone())
        .ok_or_else(|| {
            let known = known.join(", ");
            SynthError::key(
                key,
                format!("'{text}' is no fact of such a row; these are: {known}"),
            )
        })
}

/// Whom a row is about; a fact of another kind is empty, which [`source`] has ruled out.
pub(crate) enum About<'a> {
    Person(&'a Person),
    Cover(&'a Person, &'a Cover),
    Marriage(&'a Marriage),
}

/// The value of a field in one row.
pub(crate) fn value(
    source: &Source,
    about: &About<'_>,
    home: &Household<'_>,
    law: &SynthLaw,
) -> Value {
    match (source, about) {
        (Source::Fixed(value), _) => value.clone(),
        (Source::Person(fact), About::Person(person) | About::Cover(person, _)) => {
            of_person(*fact, person, home, law)
        }
        (Source::Cover(fact), About::Cover(_, cover)) => of_cover(*fact, cover),
        (Source::Marriage(fact), About::Marriage(marriage)) => of_marriage(*fact, marriage),
        (Source::Person(_) | Source::Cover(_) | Source::Marriage(_), _) => Value::Null,
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_a_fact_of_such_a_row_or_a_fixed_value() {
        let text = |text: &str| FieldRule::Text(text.to_owned());
        let cases = [
            (
                Each::Person,
                text("born_on"),
                Some(Source::Person(PersonFact::BornOn)),
            ),
            (
                Each::Cover,
                text("card"),
                Some(Source::Cover(CoverFact::Card)),
            ),
            (
                Each::Cover,
                text("name"),
                Some(Source::Person(PersonFact::Name)),
            ),
            (
                Each::Marriage,
                text("=here"),
                Some(Source::Fixed(Value::text("here"))),
            ),
            (
                Each::Person,
                FieldRule::Int(1),
                Some(Source::Fixed(Value::Int(1))),
            ),
            (Each::Person, text("card"), None),
            (Each::Marriage, text("name"), None),
            (Each::Person, text("colour"), None),
        ];
        for (each, rule, expected) in cases {
            assert_eq!(
                source("register.x.f", each, &rule).ok(),
                expected,
                "{rule:?}"
            );
        }
        let fault = source("register.x.f", Each::Marriage, &text("spouse")).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "synth.toml: register.x.f: 'spouse' is no fact of such a row; these are: husband, \
             wife, married_on, marriage_place, marriage_number"
        );
    }
}
