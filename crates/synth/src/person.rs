//! Making the people of a planned household: names, numbers, contact and cards.

use jiff::civil::{Date, date};

use crate::People;
use crate::dice::Dice;
use crate::family::{self, Kin, Plan, Sex, age, day_between, plus_days, plus_years};
use crate::household::{Cover, Person, record_id};
use crate::law::Commune;
use crate::names::{FamilyNames, mail_name};
use crate::number::Bearer;

impl People<'_> {
    /// Everybody of a plan; `None` when a personal number cannot be given any more.
    pub(crate) fn people(
        &mut self,
        plan: &Plan,
        commune: &Commune,
        group: Option<&str>,
        dice: &mut Dice,
    ) -> Option<Vec<Person>> {
        let families = FamilyNames::of(&self.law.names, plan, group, dice);
        let mut people: Vec<Person> = Vec::with_capacity(plan.members.len());
        for (at, member) in plan.members.iter().enumerate() {
            let parents = parents(self.seed, self.persons, plan, member.kin);
            let here = self.law.families.native_percent;
            // Children have moved less often than their parents.
            let native = dice.percent(here) || (member.kin == Kin::Child && dice.percent(here));
            let birth_place = if native {
                commune.code.clone()
            } else {
                self.somewhere(dice).to_owned()
            };
            let family = families.of_member(at, member.kin);
            let taken: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
            let name = self.law.names.full(family, member.sex, &taken, dice);
            let bearer = Bearer {
                sex: member.sex,
                born_on: member.born_on,
                birth_place: &birth_place,
                commune: &commune.code,
                parent: &commune.parent,
                origin: "",
            };
            let number = self
                .law
                .person
                .draw(&mut self.numbers, &bearer, self.today)?;
            let (phone, email) = self.contact(&bearer, &name, self.persons + at as u64);
            let cover = self.cover(&bearer, dice);
            let home_place = match (member.kin, people.first()) {
                (Kin::Child, Some(head)) => head.home_place.clone(),
                _ => birth_place.clone(),
            };
            people.push(Person {
                record: record_id(self.seed, 0, self.persons + at as u64),
                number,
                name,
                sex: member.sex,
                born_on: member.born_on,
                home_place,
                kin: member.kin,
                mother: parents.mother,
                father: parents.father,
                phone,
                email,
                resident_since: resident_since(plan, member, self.today, dice),
                cover,
                birth_place,
            });
        }
        Some(people)
    }

    /// A place outside the commune.
    pub(crate) fn somewhere(&self, dice: &mut Dice) -> &str {
        let places = self.law.person.origin_places();
        if places.is_empty() {
            &self.communes[dice.index(self.communes.len())].code
        } else {
            &places[dice.index(places.len())]
        }
    }

    fn contact(
        &mut self,
        bearer: &Bearer<'_>,
        name: &str,
        person: u64,
    ) -> (Option<String>, Option<String>) {
        let law = &self.law.contact;
        if age(bearer.born_on, self.today) < i32::from(law.from_age) {
            return (None, None);
        }
        let structure = self.law.phone.as_ref();
        let phone = structure.and_then(|phone| phone.draw(&mut self.phones, bearer, self.today));
        let email = format!("{}.{}@{}", mail_name(name), person + 1, law.email_domain);
        (phone, Some(email))
    }

    fn cover(&mut self, bearer: &Bearer<'_>, dice: &mut Dice) -> Option<Cover> {
        let (law, card) = (self.law.cover.as_ref()?, self.law.card.as_ref()?);
        let covered = dice.percent(law.percent);
        let facilities = law.facilities.get(bearer.parent);
        let facility = facilities.map(|facilities| facilities.pick(dice).clone());
        let grown = plus_years(bearer.born_on, i32::from(law.child_until_age));
        let (from, until) = if grown > self.today {
            (bearer.born_on, plus_days(grown, -1))
        } else {
            (
                date(self.today.year(), 1, 1),
                date(self.today.year(), 12, 31),
            )
        };
        if !covered {
            return None;
        }
        let card = card.draw(&mut self.cards, bearer, self.today)?;
        Some(Cover {
            card,
            facility,
            from,
            until,
        })
    }
}

struct Parents {
    mother: Option<[u8; 16]>,
    father: Option<[u8; 16]>,
}

/// The records of somebody's parents in the same household.
fn parents(seed: u64, first: u64, plan: &Plan, kin: Kin) -> Parents {
    let of_sex = |sex: Sex| {
        let mut members = plan.members.iter().zip(first..);
        let found = members.find(|(member, _)| {
            let parent = match kin {
                Kin::Child => matches!(member.kin, Kin::Head | Kin::Spouse),
                Kin::Head => member.kin == Kin::Parent,
                Kin::Spouse | Kin::Parent => false,
            };
            parent && member.sex == sex
        });
        found.map(|(_, number)| record_id(seed, 0, number))
    };
    Parents {
        mother: of_sex(Sex::Female),
        father: of_sex(Sex::Male),
    }
}

/// Since when somebody lives in the household: children soon after birth, couples since the
/// wedding, others since some day of their adult life.
fn resident_since(plan: &Plan, member: &family::Member, today: Date, dice: &mut Dice) -> Date {
    let since = match (member.kin, plan.wedding) {
        (Kin::Child, _) => plus_days(member.born_on, dice.between(3, 60)),
        (Kin::Head | Kin::Spouse, Some(wedding)) => plus_days(wedding, dice.between(0, 400)),
        (Kin::Head | Kin::Spouse | Kin::Parent, _) => {
            day_between(dice, plus_years(member.born_on, 18), today)
        }
    };
    since.min(today)
}
