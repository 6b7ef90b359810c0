//! The facts a pack may put into fields of its registers.
//!
//! | fact | value | rows |
//! |---|---|---|
//! | `person` | the person: a record here, the personal number in a file | all but marriage |
//! | `number`, `name`, `sex`, `born_on` | text; dates as `2026-11-02` | all but marriage |
//! | `birth_place`, `home_place` | code of a place | all but marriage |
//! | `group` | code of the people or group, or empty | all but marriage |
//! | `mother`, `father` | a person, or empty | all but marriage |
//! | `phone`, `email` | text, or empty | all but marriage |
//! | `commune`, `address`, `household` | where the household lives, and its code | all but marriage |
//! | `household_head` | a person | all but marriage |
//! | `relation` | code of the relation to the head | all but marriage |
//! | `resident_since` | date | all but marriage |
//! | `alive`, `died_on` | 1 or 0; date, or empty | all but marriage |
//! | `enrolled_on`, `confirmed_on` | when the person was recorded, and last confirmed | all but marriage |
//! | `former_number` | the number of before, or empty | all but marriage |
//! | `card`, `facility`, `cover_from`, `cover_until` | the insurance card | cover |
//! | `husband`, `wife` | a person | marriage |
//! | `married_on`, `marriage_place`, `marriage_number` | date, place code, `123/2019` | marriage |
//! | `marriage_office`, `marriage_ended_on` | an agency; date, or empty | marriage |
//! | `birth_number`, `birth_office`, `birth_entered_on` | entry in the book of births | birth |
//! | `birth_facility` | code of a medical facility, or empty | birth |
//! | `death_place`, `death_number`, `death_office`, `death_entered_on` | entry in the book of deaths | death |
//! | `diploma`, `diploma_on`, `diploma_issuer` | level, date, text | diploma |
//! | `diploma_serial`, `diploma_number` | of the sheet; of the issuer's book | diploma |
//! | `old_number`, `old_kind`, `old_from`, `old_until` | a number of before, its kind, its dates | former_number |
//! | `household_size` | how many live there | household |
//!
//! A register has a row for `each` of: `person` (everybody), `resident` (everybody in a household:
//! not the dead), `cover` (everybody with a card), `marriage` (every couple), and, in a whole
//! country only, `birth` (the child's), `death`, `diploma`, `former_number` and `household` (the
//! head's). What only a whole country knows is empty, and `alive` is 1, in a stream of households.

use serde::Deserialize;

use crate::SynthError;
use crate::declared::FieldRule;
use crate::household::Value;

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
    /// Every person who lives in a household.
    Resident,
    /// Every birth in the books.
    Birth,
    /// Every death in the books.
    Death,
    /// Every diploma.
    Diploma,
    /// Every number that somebody had before.
    FormerNumber,
    /// Every household.
    Household,
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
    Alive,
    DiedOn,
    EnrolledOn,
    ConfirmedOn,
    FormerNumber,
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
    Office,
    EndedOn,
}

/// A fact about an entry in a book of births or deaths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryFact {
    Place,
    Number,
    Office,
    EnteredOn,
    Facility,
}

/// A fact about a diploma.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DiplomaFact {
    Level,
    On,
    Issuer,
    Serial,
    Number,
}

/// A fact about a number of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormerFact {
    Number,
    Kind,
    From,
    Until,
}

/// Where the value of a field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Person(PersonFact),
    Cover(CoverFact),
    Marriage(MarriageFact),
    Birth(EntryFact),
    Death(EntryFact),
    Diploma(DiplomaFact),
    Former(FormerFact),
    HouseholdSize,
    Fixed(Value),
}

const FACTS: [(&str, Source); 52] = [
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
    ("alive", Source::Person(PersonFact::Alive)),
    ("died_on", Source::Person(PersonFact::DiedOn)),
    ("enrolled_on", Source::Person(PersonFact::EnrolledOn)),
    ("confirmed_on", Source::Person(PersonFact::ConfirmedOn)),
    ("former_number", Source::Person(PersonFact::FormerNumber)),
    ("card", Source::Cover(CoverFact::Card)),
    ("facility", Source::Cover(CoverFact::Facility)),
    ("cover_from", Source::Cover(CoverFact::From)),
    ("cover_until", Source::Cover(CoverFact::Until)),
    ("husband", Source::Marriage(MarriageFact::Husband)),
    ("wife", Source::Marriage(MarriageFact::Wife)),
    ("married_on", Source::Marriage(MarriageFact::MarriedOn)),
    ("marriage_place", Source::Marriage(MarriageFact::Place)),
    ("marriage_number", Source::Marriage(MarriageFact::Number)),
    ("marriage_office", Source::Marriage(MarriageFact::Office)),
    ("marriage_ended_on", Source::Marriage(MarriageFact::EndedOn)),
    ("birth_number", Source::Birth(EntryFact::Number)),
    ("birth_office", Source::Birth(EntryFact::Office)),
    ("birth_entered_on", Source::Birth(EntryFact::EnteredOn)),
    ("birth_facility", Source::Birth(EntryFact::Facility)),
    ("death_place", Source::Death(EntryFact::Place)),
    ("death_number", Source::Death(EntryFact::Number)),
    ("death_office", Source::Death(EntryFact::Office)),
    ("death_entered_on", Source::Death(EntryFact::EnteredOn)),
    ("diploma", Source::Diploma(DiplomaFact::Level)),
    ("diploma_on", Source::Diploma(DiplomaFact::On)),
    ("diploma_issuer", Source::Diploma(DiplomaFact::Issuer)),
    ("diploma_serial", Source::Diploma(DiplomaFact::Serial)),
    ("diploma_number", Source::Diploma(DiplomaFact::Number)),
    ("old_number", Source::Former(FormerFact::Number)),
    ("old_kind", Source::Former(FormerFact::Kind)),
    ("old_from", Source::Former(FormerFact::From)),
    ("old_until", Source::Former(FormerFact::Until)),
    ("household_size", Source::HouseholdSize),
];

impl Each {
    fn has(self, source: &Source) -> bool {
        match source {
            Source::Person(_) => self != Each::Marriage,
            Source::Cover(_) => self == Each::Cover,
            Source::Marriage(_) => self == Each::Marriage,
            Source::Birth(_) => self == Each::Birth,
            Source::Death(_) => self == Each::Death,
            Source::Diploma(_) => self == Each::Diploma,
            Source::Former(_) => self == Each::FormerNumber,
            Source::HouseholdSize => self == Each::Household,
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
             wife, married_on, marriage_place, marriage_number, marriage_office, marriage_ended_on"
        );
    }
}
