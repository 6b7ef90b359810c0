//! The lives of a block of people, year by year from the oldest to the day: who was born to whom,
//! who married whom, who died.
//!
//! **Invariant:** parents are older than their children and stand before them in the list, so nobody
//! is their own ancestor. **Invariant:** nobody marries a sibling, a first cousin or an ancestor.
//! **Invariant:** how many are born in a year is given by the table of ages; whose child each is,
//! by chance among couples who could have one.

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
/// How many are looked at before a bride waits another year.
const TRIES: usize = 20;
/// How many who would do she chooses among.
const SUITORS: usize = 6;
/// In so many years after they may, all men who will marry begin to look.
const GROOM_YEARS: i32 = 5;
/// Days between begetting and birth.
const BEARING: i32 = 250;

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

    fn weddings(&mut self, year: Year) {
        let brides = std::mem::take(&mut self.brides);
        for &bride in &brides {
            let Some(found) = self.groom(bride) else {
                self.lives[bride as usize].weds_from = year.to;
                continue;
            };
            let groom = self.grooms[found];
            let families = &self.country.law.families;
            let (wife, husband) = (self.lives[bride as usize], self.lives[groom as usize]);
            let of_age = husband.born + (i32::from(families.groom_age_min)) * 366;
            let earliest = wife
                .weds_from
                .max(husband.weds_from)
                .max(of_age)
                .max(year.from);
            if earliest >= year.to {
                continue;
            }
            self.grooms.swap_remove(found);
            let from = self.dice.between(earliest, year.to - 1);
            self.wed(bride, groom, from);
        }
        self.brides = brides;
    }

    fn wed(&mut self, wife: u32, husband: u32, from: i32) {
        let union = u32::try_from(self.unions.len()).unwrap_or(NOBODY);
        let hers = self.dice.percent(self.country.habits.wifes_home_percent);
        let home = self.lives[if hers { wife } else { husband } as usize].commune;
        for at in [wife, husband] {
            let life = &mut self.lives[at as usize];
            life.union = union;
            life.wed = true;
            life.commune = home;
        }
        self.couples.push(union);
        self.unions.push(Union {
            husband,
            wife,
            from,
            until: NEVER,
        });
    }

    /// Where in the list of grooms one stands who suits: no relative, of her own group if she insists,
    /// and of those looked at the one whose age fits best.
    fn groom(&mut self, bride: u32) -> Option<usize> {
        let (least, most) = self.country.law.families.husband_older_years;
        let (least, most) = (i32::from(least) * YEAR, i32::from(most) * YEAR + YEAR);
        let insists = self.dice.percent(self.country.habits.same_group_percent);
        let her = self.lives[bride as usize];
        let mut best: Option<(bool, i32, usize)> = None;
        let mut suitors = 0;
        for _ in 0..TRIES {
            if self.grooms.is_empty() || suitors == SUITORS {
                break;
            }
            let at = self.dice.index(self.grooms.len());
            let groom = self.grooms[at];
            let him = self.lives[groom as usize];
            let older = her.born - him.born;
            if !(least..most).contains(&older) || self.related(bride, groom) {
                continue;
            }
            suitors += 1;
            let other = him.group != her.group && insists;
            let suitor = (other, (older - i32::midpoint(least, most)).abs(), at);
            best = Some(best.map_or(suitor, |best| best.min(suitor)));
        }
        best.map(|(.., at)| at)
    }

    /// Whether two have a parent or grandparent in common, or one descends from the other so closely.
    fn related(&self, one: u32, other: u32) -> bool {
        let (ours, theirs) = (self.elders(one), self.elders(other));
        ours.iter()
            .any(|elder| *elder != NOBODY && theirs.contains(elder))
    }

    /// Somebody with their parents and grandparents.
    fn elders(&self, of: u32) -> [u32; 7] {
        let parents = |at: u32| {
            let life = self.lives.get(at as usize);
            life.map_or([NOBODY; 2], |life| [life.mother, life.father])
        };
        let [mother, father] = parents(of);
        let ([a, b], [c, d]) = (parents(mother), parents(father));
        [of, mother, father, a, b, c, d]
    }

    /// The births of a year: to couples who want a child first, to lone mothers, and, while there
    /// are too few couples, to people outside the block.
    fn births(&mut self, year: Year, born: &mut Vec<Sex>) {
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
        let fits = (i32::from(least)..=i32::from(most))
            .contains(&super::law::age_on(wife.born, on))
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
