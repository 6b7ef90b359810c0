//! The stream of households.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::SynthError;
use crate::dice::{Dice, mix_text};
use crate::family::{self, Plan, Sex};
use crate::household::{Expecting, Household, Marriage, Person};
use crate::law::{Commune, SynthLaw};
use crate::number::Draws;
use crate::rows::{RowNumbers, rows};

/// A stream of households in which exactly `count` people live.
///
/// Holds the law, the communes and counters; memory does not grow with the people already made
/// beyond one counter per beginning of a number.
#[derive(Debug, Clone)]
pub struct People<'l> {
    pub(crate) law: &'l SynthLaw,
    pub(crate) seed: u64,
    pub(crate) today: Date,
    pub(crate) communes: Vec<Commune>,
    left: usize,
    households: u64,
    pub(crate) persons: u64,
    marriages: u64,
    pub(crate) numbers: Draws,
    pub(crate) cards: Draws,
    pub(crate) phones: Draws,
    household_numbers: BTreeMap<String, u32>,
    marriage_numbers: BTreeMap<(String, i16), u32>,
}

impl<'l> People<'l> {
    /// Starts a stream: `count` people in `communes`, as of `today`. The stream ends early only if
    /// one beginning of personal numbers runs out, which the count's limit makes very unlikely.
    ///
    /// # Errors
    /// No commune, a commune without an origin for personal numbers, a day whose people the
    /// structure of personal numbers does not serve, or more people than it has room for.
    pub fn new(
        law: &'l SynthLaw,
        seed: u64,
        count: usize,
        communes: &[Commune],
        today: Date,
    ) -> Result<People<'l>, SynthError> {
        let commune = |code: &str, message: String| SynthError::Commune {
            code: code.into(),
            message,
        };
        if communes.is_empty() {
            return Err(commune("", "none was named; at least one is needed".into()));
        }
        if let Some(unknown) = communes
            .iter()
            .find(|one| !law.person.knows_birth_place(&one.code))
        {
            let message = "it has no line in the table of origins of numbers.person".into();
            return Err(commune(&unknown.code, message));
        }
        if let Some(year) = law.person.missing_year(today) {
            let message = format!("no row for people born in {year}");
            return Err(SynthError::key("numbers.person", message));
        }
        let room = law.person.room();
        if count > room {
            return Err(SynthError::TooMany { asked: count, room });
        }
        Ok(People {
            law,
            seed,
            today,
            communes: communes.to_vec(),
            left: count,
            households: 0,
            persons: 0,
            marriages: 0,
            numbers: Draws::new(mix_text(seed, "person")),
            cards: Draws::new(mix_text(seed, "card")),
            phones: Draws::new(mix_text(seed, "phone")),
            household_numbers: BTreeMap::new(),
            marriage_numbers: BTreeMap::new(),
        })
    }

    fn household(&mut self) -> Option<Household<'l>> {
        let mut dice = Dice::new(self.seed, self.households);
        let plan = family::plan(&self.law.families, &mut dice, self.today, self.left);
        let commune = self.communes[dice.index(self.communes.len())].clone();
        let group = self.group(&commune, &mut dice);
        let people = self.people(&plan, &commune, group.as_deref(), &mut dice)?;
        let marriage = self.marriage(&plan, &people, &commune, &mut dice);
        let expecting = marriage
            .as_ref()
            .zip(plan.due_on)
            .map(|(marriage, due_on)| {
                let mother = people.iter().find(|person| person.record == marriage.wife);
                let facility = mother.and_then(|mother| mother.cover.as_ref()?.facility.clone());
                Expecting {
                    mother: marriage.wife,
                    father: marriage.husband,
                    due_on,
                    facility,
                }
            });
        let mut household = Household {
            code: self.code(&commune),
            address: self.law.address_in(&commune.name, &mut dice),
            commune: commune.code,
            group,
            people,
            marriage,
            expecting,
            rows: Vec::new(),
        };
        let numbers = RowNumbers {
            person: self.persons,
            marriage: self.marriages,
        };
        household.rows = rows(self.law, self.seed, &household, numbers);
        self.households += 1;
        self.persons += household.people.len() as u64;
        self.marriages += u64::from(household.marriage.is_some());
        self.left = self.left.saturating_sub(household.people.len());
        Some(household)
    }

    fn group(&self, commune: &Commune, dice: &mut Dice) -> Option<String> {
        let groups = self.law.groups.as_ref()?;
        let here = groups.get(&commune.parent).or_else(|| groups.get("*"))?;
        Some(here.pick(dice).clone())
    }

    fn code(&mut self, commune: &Commune) -> String {
        let next = self
            .household_numbers
            .entry(commune.code.clone())
            .or_default();
        *next += 1;
        let pattern = &self.law.household.code;
        pattern
            .replace("{commune}", &commune.code)
            .replace("{n}", &format!("{next:06}"))
    }

    fn marriage(
        &mut self,
        plan: &Plan,
        people: &[Person],
        commune: &Commune,
        dice: &mut Dice,
    ) -> Option<Marriage> {
        let on = plan.wedding?;
        let (head, spouse) = (people.first()?, people.get(1)?);
        let (husband, wife) = match head.sex {
            Sex::Female => (spouse.record, head.record),
            Sex::Male => (head.record, spouse.record),
        };
        let here = dice.percent(self.law.families.native_percent);
        let place = if here {
            commune.code.clone()
        } else {
            self.somewhere(dice).to_owned()
        };
        let book = (place.clone(), on.year());
        let next = self.marriage_numbers.entry(book).or_insert_with(|| {
            // Some couples of that year live elsewhere now: the book does not begin with ours.
            u32::try_from(mix_text(self.seed, &format!("{place}/{}", on.year())) % 90).unwrap_or(0)
        });
        *next += 1;
        let number = format!("{next}/{}", on.year());
        Some(Marriage {
            husband,
            wife,
            on,
            place,
            number,
        })
    }
}

impl<'l> Iterator for People<'l> {
    type Item = Household<'l>;

    fn next(&mut self) -> Option<Household<'l>> {
        if self.left == 0 {
            return None;
        }
        let household = self.household();
        if household.is_none() {
            self.left = 0;
        }
        household
    }
}
