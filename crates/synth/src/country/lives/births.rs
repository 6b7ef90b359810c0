//! The births of a year: whose they are.

use super::{Lives, NOBODY, Union, Year};
use crate::country::law::age_on;
use crate::family::Sex;

/// Days between begetting and birth.
const BEARING: i32 = 250;

impl Lives<'_> {
    /// The births of a year: to couples who want a child first, to lone mothers, and, while there
    /// are too few couples, to people outside the block.
    pub(super) fn births(&mut self, year: Year, born: &mut Vec<Sex>) {
        for at in (1..born.len()).rev() {
            let other = self.dice.index(at + 1);
            born.swap(at, other);
        }
        let mut mothers: Vec<(u64, u32, i32)> = Vec::with_capacity(self.couples.len());
        for at in 0..self.couples.len() {
            let union = self.unions[self.couples[at] as usize];
            let on = self.dice.between(year.from, year.to - 1);
            let order = u64::try_from(self.dice.between(0, i32::MAX)).unwrap_or(0);
            if let Some(sated) = self.may_bear(union, on) {
                mothers.push((order | (u64::from(sated) << 40), union.wife, on));
            }
        }
        mothers.sort_unstable();
        let mut mothers = mothers.into_iter();
        for &mut sex in born {
            let lone = self.dice.percent(self.country.habits.lone_mother_percent);
            let alone = if lone { self.lone_mother(year) } else { None };
            match alone.or_else(|| mothers.next().map(|(_, mother, on)| (mother, on))) {
                Some((mother, on)) => self.birth(sex, mother, (on, year.ago)),
                None => self.founder(sex, year),
            }
        }
    }

    /// Whether a couple could have a child on a day, and if so whether it has as many as it wants.
    fn may_bear(&self, union: Union, on: i32) -> Option<bool> {
        let families = &self.country.law.families;
        let (wife, husband) = (
            self.lives[union.wife as usize],
            self.lives[union.husband as usize],
        );
        let gap = i32::from(families.birth_gap_months.0) * 31;
        let first = i32::from(families.first_birth_months.0) * 31;
        let (least, most) = families.mother_ages;
        let fits = (i32::from(least)..=i32::from(most)).contains(&age_on(wife.born, on))
            && wife.died > on
            && husband.died > on - BEARING
            && union.from + first <= on
            && (wife.children == 0 || wife.last_birth + gap <= on);
        fits.then_some(wife.children >= wife.wants)
    }

    fn lone_mother(&mut self, year: Year) -> Option<(u32, i32)> {
        if self.lone.is_empty() {
            return None;
        }
        let at = self.dice.index(self.lone.len());
        let mother = self.lone.swap_remove(at);
        let life = self.lives[mother as usize];
        let on = self.dice.between(year.from, year.to - 1);
        let families = &self.country.law.families;
        let gap = i32::from(families.birth_gap_months.0) * 31;
        let rested = life.children == 0 || life.last_birth + gap <= on;
        let free = life.union == NOBODY && life.died > on;
        (rested && free).then_some((mother, on))
    }
}
