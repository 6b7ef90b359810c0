//! The lives of a block of people, year by year from the oldest to the day: who was born to whom,
//! who married whom, who died.
//!
//! **Invariant:** parents are older than their children and stand before them in the list, so nobody
//! is their own ancestor. **Invariant:** nobody marries a sibling, a first cousin or an ancestor.
//! **Invariant:** how many are born in a year is given by the table of ages; whose child each is,
//! by chance among couples who could have one.

mod births;
mod weddings;

use crate::country::ages::AGES;
use crate::country::days::{YEAR, years_between};
use crate::country::law::{CountryLaw, Groups};
use crate::dice::Dice;
use crate::family::Sex;

/// No life of the block.
pub(crate) const NOBODY: u32 = u32::MAX;
/// A day that has not come.
pub(crate) const NEVER: i32 = i32::MAX;
/// A widow or widower of this age stays alone.
const LATE_YEARS: i32 = 50;
/// Who has not found anybody at this age stays alone.
const ALONE_YEARS: i32 = 60;
/// In so many years after they may, all men who will marry begin to look.
const GROOM_YEARS: i32 = 5;

/// Somebody, once born.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Life {
    pub(crate) sex: Sex,
    pub(crate) born: i32,
    pub(crate) died: i32,
    pub(crate) mother: u32,
    pub(crate) father: u32,
    /// The marriage they live in, or [`NOBODY`].
    pub(crate) union: u32,
    /// Whether they ever married.
    pub(crate) wed: bool,
    pub(crate) commune: u16,
    pub(crate) group: u16,
    weds_from: i32,
    last_birth: i32,
    wants: u8,
    children: u8,
    year: u8,
}

/// A marriage.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Union {
    pub(crate) husband: u32,
    pub(crate) wife: u32,
    pub(crate) from: i32,
    /// Until death or divorce.
    pub(crate) until: i32,
}

/// All lives of a block.
#[derive(Debug)]
pub(crate) struct Lives<'l> {
    pub(crate) country: &'l CountryLaw,
    pub(crate) today: i32,
    pub(crate) lives: Vec<Life>,
    pub(crate) unions: Vec<Union>,
    pub(crate) dice: Dice,
    /// The communes of the block, with a first and a last one that may be cut.
    communes: (u64, u64),
    alive: Vec<u32>,
    couples: Vec<u32>,
    grooms: Vec<u32>,
    brides: Vec<u32>,
    lone: Vec<u32>,
}

/// A year that is lived through: its first day, the day after its last, how many years ago.
#[derive(Clone, Copy)]
struct Year {
    from: i32,
    to: i32,
    ago: usize,
}

impl<'l> Lives<'l> {
    /// Lives of as many as leave `rows` recorded people, in communes between two points of the whole.
    pub(crate) fn live(
        country: &'l CountryLaw,
        (today, recorded): (i32, usize),
        rows: f64,
        communes: (u64, u64),
        dice: Dice,
    ) -> Lives<'l> {
        let births = country.ages.births(recorded);
        let mut block = Lives {
            country,
            today,
            lives: Vec::new(),
            unions: Vec::new(),
            dice,
            communes,
            alive: Vec::new(),
            couples: Vec::new(),
            grooms: Vec::new(),
            brides: Vec::new(),
            lone: Vec::new(),
        };
        // What is left of a birth is carried into the next year, so that small blocks have their old.
        let mut carried = [0, 1].map(|_| f64::from(block.dice.between(0, 999)) / 1000.0);
        for ago in (0..AGES).rev() {
            let year = Year {
                from: began(today, ago + 1),
                to: began(today, ago),
                ago,
            };
            block.deaths(year);
            block.weddings(year);
            let mut born = Vec::new();
            for (at, sex) in [(0, Sex::Female), (1, Sex::Male)] {
                carried[at] += births[ago][at] * rows;
                while carried[at] >= 1.0 {
                    carried[at] -= 1.0;
                    born.push(sex);
                }
            }
            block.births(year, &mut born);
        }
        block
    }

    /// Whether somebody lives today.
    pub(crate) fn lives_now(&self, life: u32) -> bool {
        self.lives[life as usize].died > self.today
    }

    /// Who dies in a year, whose marriage ends, who looks for somebody.
    fn deaths(&mut self, year: Year) {
        self.lone.clear();
        self.brides.clear();
        self.grooms.clear();
        let alive = std::mem::take(&mut self.alive);
        let mut left = Vec::with_capacity(alive.len());
        for at in alive {
            let life = self.lives[at as usize];
            let age = usize::from(life.year) - year.ago;
            if self.dice.between(0, 99_999) < self.country.ages.risk(age, life.sex) {
                let on = self.dice.between(year.from, year.to - 1);
                self.die(at, on);
            } else {
                left.push(at);
                self.looks(at, year);
            }
        }
        self.alive = left;
        self.part(year);
    }

    fn die(&mut self, at: u32, on: i32) {
        let on = on.max(self.lives[at as usize].born + 1);
        self.lives[at as usize].died = on;
        let union = self.lives[at as usize].union;
        if let Some(union) = self.unions.get_mut(union as usize) {
            union.until = on;
            let other = if union.wife == at {
                union.husband
            } else {
                union.wife
            };
            let young = years_between(self.lives[other as usize].born, on) < LATE_YEARS;
            self.single_again(other, on, young);
        }
    }

    fn single_again(&mut self, at: u32, on: i32, may_remarry: bool) {
        let again = self.dice.percent(self.country.habits.remarry_percent) && may_remarry;
        let wait = self.dice.between(YEAR, 6 * YEAR);
        let life = &mut self.lives[at as usize];
        life.union = NOBODY;
        life.weds_from = if again { on + wait } else { NEVER };
    }

    /// Puts somebody single in the lists of those who look, or who may have a child alone.
    fn looks(&mut self, at: u32, year: Year) {
        let life = self.lives[at as usize];
        if life.union != NOBODY {
            return;
        }
        let age = years_between(life.born, year.from);
        let ready = life.weds_from < year.to && age < ALONE_YEARS;
        match life.sex {
            Sex::Male if ready => self.grooms.push(at),
            Sex::Female if ready => self.brides.push(at),
            Sex::Female if (20..40).contains(&age) => self.lone.push(at),
            Sex::Male | Sex::Female => {}
        }
    }

    /// Divorces, and couples that death has parted.
    fn part(&mut self, year: Year) {
        let rate = i32::from(self.country.habits.divorces_per_1000);
        let couples = std::mem::take(&mut self.couples);
        let mut left = Vec::with_capacity(couples.len());
        for at in couples {
            let union = self.unions[at as usize];
            if union.until < NEVER {
                continue;
            }
            if self.dice.between(0, 999) < rate {
                let on = self
                    .dice
                    .between(year.from, year.to - 1)
                    .max(union.from + 1);
                self.unions[at as usize].until = on;
                self.single_again(union.husband, on, true);
                self.single_again(union.wife, on, true);
            } else {
                left.push(at);
            }
        }
        self.couples = left;
    }

    fn birth(&mut self, sex: Sex, mother: u32, (on, ago): (i32, usize)) {
        let her = &mut self.lives[mother as usize];
        her.children = her.children.saturating_add(1);
        her.last_birth = on;
        let her = *her;
        let husband = self.unions.get(her.union as usize);
        let father = husband.map_or(NOBODY, |union| union.husband);
        let group = self
            .lives
            .get(father as usize)
            .map_or(her.group, |him| him.group);
        self.begin(Life {
            mother,
            father,
            commune: her.commune,
            group,
            ..life(sex, on, ago)
        });
    }

    fn founder(&mut self, sex: Sex, year: Year) {
        let on = self.dice.between(year.from, year.to - 1);
        let (from, to) = self.communes;
        let point = from + self.dice.below((to - from).max(1));
        let places = &self.country.places;
        let commune = places.at(point);
        let groups: &Groups = &self.country.groups;
        let group = groups.pick(&places.communes[commune].parent, &mut self.dice);
        self.begin(Life {
            commune: u16::try_from(commune).unwrap_or(u16::MAX),
            group,
            ..life(sex, on, year.ago)
        });
    }

    /// Adds somebody just born, with what they will want of life.
    fn begin(&mut self, mut life: Life) {
        let families = &self.country.law.families;
        let (least, most) = families.bride_ages;
        let (least, most) = (i32::from(least), i32::from(most));
        // When a woman looks for somebody; men are there from an early age and wait to be found, or
        // else each generation would marry as late as the one before it had to.
        let age = match life.sex {
            Sex::Female => self.dice.between(least, most) + self.dice.between(least, most),
            Sex::Male => {
                2 * i32::from(families.groom_age_min) + self.dice.between(0, GROOM_YEARS * 2)
            }
        };
        let days = age * YEAR / 2 + self.dice.between(0, YEAR - 1);
        let least = match life.sex {
            Sex::Female => least,
            Sex::Male => i32::from(families.groom_age_min),
        };
        // 366 days a year: nobody marries a day too young.
        let weds_from = life.born + days.max(least * 366);
        let weds = self.dice.percent(self.country.habits.marry_percent);
        life.weds_from = if weds { weds_from } else { NEVER };
        let born_in = super::days::day(life.born).year();
        let wanted = &self.country.children;
        let wanted = wanted
            .range(..=born_in)
            .next_back()
            .or(wanted.iter().next());
        life.wants = wanted.map_or(2, |(_, weights)| *weights.pick(&mut self.dice));
        let at = u32::try_from(self.lives.len()).unwrap_or(NOBODY);
        // The first year is lived through at once: the next comes with the next year's deaths.
        if self.dice.between(0, 99_999) < self.country.ages.risk(0, life.sex) {
            life.died = life.born + self.dice.between(1, 300);
            life.died = if life.died > self.today {
                NEVER
            } else {
                life.died
            };
        }
        if life.died == NEVER {
            self.alive.push(at);
        }
        self.lives.push(life);
    }
}

/// Somebody just born, of no family.
fn life(sex: Sex, born: i32, ago: usize) -> Life {
    Life {
        sex,
        born,
        died: NEVER,
        mother: NOBODY,
        father: NOBODY,
        union: NOBODY,
        wed: false,
        commune: 0,
        group: 0,
        weds_from: NEVER,
        last_birth: 0,
        wants: 0,
        children: 0,
        year: u8::try_from(ago).unwrap_or(u8::MAX),
    }
}

/// The day after the year that ended so many years before today.
fn began(today: i32, ago: usize) -> i32 {
    let years = i32::try_from(ago).unwrap_or(0);
    today + 1 - years * YEAR - years / 4
}
