//! The value of each fact about a block's people, as text.

use std::fmt::Write;

use jiff::civil::{Date, date};

use crate::country::draft::Someone;
use crate::country::homes::Tie;
use crate::country::law::CountryLaw;
use crate::country::numbered::{Ids, Numbered};
use crate::facts::{
    CoverFact, DiplomaFact, EntryFact, FormerFact, MarriageFact, PersonFact, Source,
};
use crate::family::{plus_days, plus_years};
use crate::household::Value;

/// Days from a birth or death to its entry in the book, at most.
const ENTRY_DAYS: u64 = 60;

/// Whom a row is about: places in the lists of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Person(u32),
    Diploma(u32, usize),
    /// A number of before: the corrected personal number if so, else that of the old structure.
    Former(u32, bool),
    Marriage(usize),
}

/// What a value is read from.
#[derive(Clone, Copy)]
pub(crate) struct View<'a, 'l> {
    pub(crate) country: &'l CountryLaw,
    pub(crate) block: &'a Numbered<'l>,
    pub(crate) as_of: Date,
    /// Whether the dead are told as living.
    pub(crate) living: bool,
}

impl View<'_, '_> {
    /// Appends the value of a fact; nothing when there is none.
    pub(crate) fn write(&self, out: &mut String, source: &Source, about: About) {
        let marriage = match about {
            About::Marriage(at) => at,
            About::Person(person) | About::Diploma(person, _) | About::Former(person, _) => {
                return self.of_someone(out, source, (person, about));
            }
        };
        match source {
            Source::Marriage(fact) => self.of_marriage(out, *fact, marriage),
            Source::Fixed(value) => fixed(out, value),
            Source::Person(_)
            | Source::Cover(_)
            | Source::Birth(_)
            | Source::Death(_)
            | Source::Diploma(_)
            | Source::Former(_)
            | Source::HouseholdSize => {}
        }
    }

    fn of_someone(&self, out: &mut String, source: &Source, (person, about): (u32, About)) {
        let someone = &self.block.draft.people[person as usize];
        let ids = &self.block.ids[person as usize];
        match (source, about) {
            (Source::Fixed(value), _) => fixed(out, value),
            (Source::Person(fact), _) => self.of_person(out, *fact, (someone, ids)),
            (Source::Cover(fact), _) => self.of_cover(out, *fact, (someone, ids)),
            (Source::Birth(fact), _) => self.of_birth(out, *fact, (someone, ids)),
            (Source::Death(fact), _) => self.of_death(out, *fact, (someone, ids)),
            (Source::Diploma(fact), About::Diploma(_, at)) => {
                self.of_diploma(out, *fact, (someone, ids, at));
            }
            (Source::Former(fact), About::Former(_, corrected)) => {
                self.of_former(out, *fact, (someone, ids, corrected));
            }
            (Source::HouseholdSize, _) => {
                put(out, self.block.draft.doors[someone.home as usize].size);
            }
            (Source::Diploma(_) | Source::Former(_) | Source::Marriage(_), _) => {}
        }
    }

    fn of_person(&self, out: &mut String, fact: PersonFact, (someone, ids): (&Someone<'_>, &Ids)) {
        let law = &self.country.law;
        let door = &self.block.draft.doors[someone.home as usize];
        let resident = someone.died.is_none();
        match fact {
            PersonFact::Person | PersonFact::Number => out.push_str(&ids.number),
            PersonFact::Name => out.push_str(&someone.name),
            PersonFact::Sex => out.push_str(law.sex_code(someone.sex)),
            PersonFact::BornOn => put(out, someone.born),
            PersonFact::BirthPlace => out.push_str(someone.birth_place),
            PersonFact::HomePlace => out.push_str(someone.home_place),
            PersonFact::Group => out.push_str(someone.group),
            PersonFact::Mother => self.number_of(out, someone.mother),
            PersonFact::Father => self.number_of(out, someone.father),
            PersonFact::Phone => text(out, ids.phone.as_deref()),
            PersonFact::Email => text(out, ids.email.as_deref()),
            PersonFact::Commune => {
                out.push_str(&self.country.places.communes[usize::from(someone.commune)].code);
            }
            PersonFact::Address => text(out, resident.then_some(&door.address)),
            PersonFact::Household => {
                text(
                    out,
                    resident.then(|| &self.block.households[someone.home as usize]),
                );
            }
            PersonFact::HouseholdHead => self.number_of(out, resident.then_some(door.head)),
            PersonFact::Relation => out.push_str(self.relation(someone.tie)),
            PersonFact::ResidentSince => put(out, someone.resident_since),
            PersonFact::Alive => put(out, u8::from(resident || self.living)),
            PersonFact::DiedOn => {
                if let Some(died) = someone.died.filter(|_| !self.living) {
                    put(out, died);
                }
            }
            PersonFact::EnrolledOn => put(out, someone.enrolled),
            PersonFact::ConfirmedOn => put(out, someone.confirmed),
            PersonFact::FormerNumber => text(out, ids.former.as_deref()),
        }
    }

    fn number_of(&self, out: &mut String, person: Option<u32>) {
        if let Some(ids) = person.and_then(|person| self.block.ids.get(person as usize)) {
            out.push_str(&ids.number);
        }
    }

    fn relation(&self, tie: Tie) -> &str {
        let relations = &self.country.law.household.relations;
        let other = relations.other.as_deref().unwrap_or(&relations.child);
        match tie {
            Tie::Head => &relations.head,
            Tie::Spouse => &relations.spouse,
            Tie::Child => &relations.child,
            Tie::Parent => &relations.parent,
            Tie::Grandchild => relations.grandchild.as_deref().unwrap_or(other),
            Tie::Sibling => relations.sibling.as_deref().unwrap_or(other),
            Tie::Other => other,
        }
    }

    /// A child's card lasts from birth to the day before a birthday, others through the year; that
    /// of somebody who died ended on that day.
    fn of_cover(&self, out: &mut String, fact: CoverFact, (someone, ids): (&Someone<'_>, &Ids)) {
        let law = self.country.law.cover.as_ref();
        let grown = plus_years(
            someone.born,
            law.map_or(0, |law| i32::from(law.child_until_age)),
        );
        let died = someone.died.filter(|_| !self.living);
        let year = someone.died.unwrap_or(self.as_of).year();
        let child = grown > died.unwrap_or(self.as_of);
        match fact {
            CoverFact::Card => text(out, ids.card.as_deref()),
            CoverFact::Facility => text(out, someone.facility),
            CoverFact::From if child => put(out, someone.born),
            CoverFact::From => put(out, date(year, 1, 1).max(someone.born)),
            CoverFact::Until => match died {
                Some(died) => put(out, died),
                None if child => put(out, plus_days(grown, -1)),
                None => put(out, date(self.as_of.year(), 12, 31)),
            },
        }
    }

    fn of_birth(&self, out: &mut String, fact: EntryFact, (someone, ids): (&Someone<'_>, &Ids)) {
        let places = &self.country.places;
        match fact {
            EntryFact::Place => out.push_str(someone.birth_place),
            EntryFact::Office => out.push_str(&places.offices[usize::from(someone.birth_commune)]),
            EntryFact::Number => entry(out, ids.birth, someone.born),
            EntryFact::EnteredOn => put(out, self.entered(someone, someone.born)),
            EntryFact::Facility => {}
        }
    }

    fn of_death(&self, out: &mut String, fact: EntryFact, (someone, ids): (&Someone<'_>, &Ids)) {
        let places = &self.country.places;
        let Some(died) = someone.died else {
            return;
        };
        let commune = usize::from(someone.commune);
        match fact {
            EntryFact::Place => out.push_str(&places.communes[commune].code),
            EntryFact::Office => out.push_str(&places.offices[commune]),
            EntryFact::Number => entry(out, ids.death, died),
            EntryFact::EnteredOn => put(out, self.entered(someone, died)),
            EntryFact::Facility => {}
        }
    }

    /// When something of a day was written down: soon, and within the same year, whose book it is in.
    fn entered(&self, someone: &Someone<'_>, on: Date) -> Date {
        let seed = crate::dice::mix_text(u64::from(someone.home), &someone.name);
        let days = i32::try_from(seed % ENTRY_DAYS * (seed / 64 % ENTRY_DAYS) / ENTRY_DAYS);
        let later = plus_days(on, 1 + days.unwrap_or(0));
        later.min(date(on.year(), 12, 31)).min(self.as_of)
    }

    fn of_diploma(
        &self,
        out: &mut String,
        fact: DiplomaFact,
        (someone, ids, at): (&Someone<'_>, &Ids, usize),
    ) {
        let Some((table, &(level, on))) =
            self.country.diplomas.as_ref().zip(someone.diplomas.get(at))
        else {
            return;
        };
        let level = &table.levels[usize::from(level)];
        let commune = usize::from(someone.commune);
        let places = &self.country.places;
        match fact {
            DiplomaFact::Level => out.push_str(&level.level),
            DiplomaFact::On => put(out, on),
            DiplomaFact::Issuer => {
                let issuer = level.issuer.replace("{parent}", &places.parents[commune]);
                out.push_str(&issuer.replace("{commune}", &places.communes[commune].name));
            }
            DiplomaFact::Serial => text(out, ids.diplomas.get(at).map(|(serial, _)| serial)),
            DiplomaFact::Number => {
                let number = ids.diplomas.get(at).map_or(0, |(_, number)| *number);
                let _ = write!(
                    out,
                    "{}/{number}/{}",
                    places.communes[commune].code,
                    on.year()
                );
            }
        }
    }

    fn of_former(
        &self,
        out: &mut String,
        fact: FormerFact,
        (someone, ids, corrected): (&Someone<'_>, &Ids, bool),
    ) {
        let Some(law) = &self.country.former else {
            return;
        };
        match (fact, corrected) {
            (FormerFact::Number, true) => text(out, ids.renumbered.as_deref()),
            (FormerFact::Number, false) => text(out, ids.former.as_deref()),
            (FormerFact::Kind, true) => out.push_str(&law.habits.renumbered_kind),
            (FormerFact::Kind, false) => out.push_str(&law.habits.kind),
            (FormerFact::From, true) => put(out, someone.enrolled),
            (FormerFact::From, false) => {
                if let Some(on) = someone.former {
                    put(out, on);
                }
            }
            (FormerFact::Until, true) => {
                if let Some(on) = someone.renumbered {
                    put(out, on);
                }
            }
            // It ended when the personal number came, or when the last ones did.
            (FormerFact::Until, false) => {
                put(
                    out,
                    someone
                        .enrolled
                        .max(someone.former.unwrap_or(someone.enrolled)),
                );
            }
        }
    }

    fn of_marriage(&self, out: &mut String, fact: MarriageFact, at: usize) {
        let wedding = &self.block.draft.weddings[at];
        let places = &self.country.places;
        let commune = usize::from(wedding.commune);
        match fact {
            MarriageFact::Husband => self.number_of(out, Some(wedding.husband)),
            MarriageFact::Wife => self.number_of(out, Some(wedding.wife)),
            MarriageFact::MarriedOn => put(out, wedding.on),
            MarriageFact::Place => out.push_str(&places.communes[commune].code),
            MarriageFact::Office => out.push_str(&places.offices[commune]),
            MarriageFact::Number => entry(out, self.block.weddings[at], wedding.on),
            MarriageFact::EndedOn => {
                if let Some(ended) = wedding.ended {
                    put(out, ended);
                }
            }
        }
    }
}

fn fixed(out: &mut String, value: &Value) {
    match value {
        Value::Text(text) => out.push_str(text),
        Value::Int(number) => put(out, *number),
        // `synth.toml` can fix neither.
        Value::Record(_) | Value::Null => {}
    }
}

fn text(out: &mut String, text: Option<impl AsRef<str>>) {
    if let Some(text) = text {
        out.push_str(text.as_ref());
    }
}

fn put(out: &mut String, value: impl std::fmt::Display) {
    // A String never refuses.
    let _ = write!(out, "{value}");
}

/// A number in the book of a year.
fn entry(out: &mut String, number: u32, on: Date) {
    let _ = write!(out, "{number}/{}", on.year());
}
