//! A block of people as they go into the registers, before numbers are drawn: names, places, dates.

use jiff::civil::Date;

use crate::SynthError;
use crate::country::chosen::Chosen;
use crate::country::days::{self, YEAR};
use crate::country::homes::{Tie, homes};
use crate::country::law::CountryLaw;
use crate::country::lives::{Life, Lives, NEVER};
use crate::country::order::{BlockOrder, Order};
use crate::dice::Dice;
use crate::family::Sex;

/// How often a block is lived again, larger, when too few are left of it.
const TRIES: u32 = 6;

/// Somebody with all that is said about them.
#[derive(Debug)]
pub(crate) struct Someone<'l> {
    pub(crate) sex: Sex,
    pub(crate) born: Date,
    pub(crate) died: Option<Date>,
    pub(crate) name: String,
    pub(crate) group: &'l str,
    pub(crate) birth_place: &'l str,
    pub(crate) home_place: &'l str,
    /// Whose book the birth and the death are in, as numbers of communes.
    pub(crate) birth_commune: u16,
    pub(crate) commune: u16,
    /// Places in the block's list.
    pub(crate) mother: Option<u32>,
    pub(crate) father: Option<u32>,
    pub(crate) home: u32,
    pub(crate) tie: Tie,
    pub(crate) resident_since: Date,
    pub(crate) enrolled: Date,
    pub(crate) confirmed: Date,
    pub(crate) former: Option<Date>,
    pub(crate) renumbered: Option<Date>,
    pub(crate) covered: bool,
    pub(crate) facility: Option<&'l str>,
    /// Levels of the table of diplomas, with the day.
    pub(crate) diplomas: Vec<(u16, Date)>,
}

/// A home with its door.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) commune: u16,
    pub(crate) address: String,
    pub(crate) head: u32,
    pub(crate) size: u32,
}

/// A marriage in the books.
#[derive(Debug)]
pub(crate) struct Wedding {
    pub(crate) husband: u32,
    pub(crate) wife: u32,
    pub(crate) on: Date,
    pub(crate) commune: u16,
    pub(crate) ended: Option<Date>,
}

/// A block without numbers.
#[derive(Debug)]
pub(crate) struct Draft<'l> {
    pub(crate) block: u64,
    pub(crate) people: Vec<Someone<'l>>,
    pub(crate) doors: Vec<Door>,
    pub(crate) weddings: Vec<Wedding>,
}

/// Lives a block and tells who is recorded: exactly as many as were ordered.
pub(crate) fn draft<'l>(
    country: &'l CountryLaw,
    order: &Order,
    block: &BlockOrder,
) -> Result<Draft<'l>, SynthError> {
    let today = days::number(order.as_of);
    let since = days::number(country.recorded_since).min(today);
    let recorded = days::years_between(since, today);
    let recorded = usize::try_from(recorded).unwrap_or(0);
    let count = f64::from(block.rows);
    let mut more = count * 1.06 + 6.0 * count.sqrt() + 12.0;
    for attempt in 0..TRIES {
        let dice = Dice::new(order.seed ^ (u64::from(attempt) << 56), block.number);
        let mut lives = Lives::live(country, (today, recorded), more, block.communes, dice);
        let homes = homes(&mut lives);
        let chosen = Chosen::choose(&mut lives, homes, since, block.rows as usize);
        if let Some(chosen) = chosen {
            return Ok(Telling {
                country,
                lives,
                order,
                chosen,
            }
            .tell(block.number));
        }
        more *= 2.0;
    }
    let message = "almost everybody born dies before the day: check the tables of ages and deaths";
    Err(SynthError::key("country.deaths", message))
}

struct Telling<'a, 'l> {
    country: &'l CountryLaw,
    lives: Lives<'l>,
    order: &'a Order,
    chosen: Chosen,
}

/// What somebody has from their family before they have a name.
#[derive(Clone, Copy)]
struct Origin<'l> {
    family: &'l str,
    birth: u16,
    home: u16,
}

impl<'l> Telling<'_, 'l> {
    fn tell(mut self, block: u64) -> Draft<'l> {
        let origins = self.origins();
        let doors = self.doors();
        let recorded = std::mem::take(&mut self.chosen.people);
        let mut people = Vec::with_capacity(recorded.len());
        for &(life, home, tie) in &recorded {
            let door = &doors[home as usize];
            people.push(self.someone(life, (home, door), tie, origins[life as usize]));
        }
        let weddings = self.weddings();
        Draft {
            block,
            people,
            doors,
            weddings,
        }
    }

    /// Family name, birth place and home place of everybody who ever lived in the block: parents
    /// stand before their children.
    fn origins(&mut self) -> Vec<Origin<'l>> {
        let country = self.country;
        let law = &country.law;
        let mut origins: Vec<Origin<'l>> = Vec::with_capacity(self.lives.lives.len());
        for at in 0..self.lives.lives.len() {
            let life = self.lives.lives[at];
            let bearer = match law.names.child_bears {
                crate::declared::Parent::Father => [life.father, life.mother],
                crate::declared::Parent::Mother => [life.mother, life.father],
            };
            let parent = bearer
                .iter()
                .find_map(|parent| origins.get(*parent as usize));
            let native = self.lives.dice.percent(law.families.native_percent);
            let birth = if native {
                life.commune
            } else {
                let point = self.lives.dice.below(u64::MAX);
                u16::try_from(country.places.at(point)).unwrap_or(0)
            };
            let origin = match parent {
                Some(parent) => Origin { birth, ..*parent },
                None => {
                    let group = country.groups.codes.get(usize::from(life.group));
                    let group = group.map_or("", String::as_str);
                    Origin {
                        family: law.names.family_of(group, &mut self.lives.dice),
                        birth,
                        home: birth,
                    }
                }
            };
            origins.push(origin);
        }
        origins
    }

    fn doors(&mut self) -> Vec<Door> {
        let country = self.country;
        let mut doors = Vec::with_capacity(self.chosen.homes.len());
        for home in &self.chosen.homes {
            let commune = &country.places.communes[usize::from(home.commune)];
            let address = country.law.address_in(&commune.name, &mut self.lives.dice);
            let head = home
                .members
                .first()
                .and_then(|(life, _)| self.chosen.find(*life));
            doors.push(Door {
                commune: home.commune,
                address,
                head: head.unwrap_or(0),
                size: u32::try_from(home.members.len()).unwrap_or(0),
            });
        }
        doors
    }

    fn someone(
        &mut self,
        at: u32,
        (home, door): (u32, &Door),
        tie: Tie,
        origin: Origin<'l>,
    ) -> Someone<'l> {
        let country = self.country;
        let life = self.lives.lives[at as usize];
        let dice = &mut self.lives.dice;
        let places = &country.places;
        let code = |commune: u16| places.communes[usize::from(commune)].code.as_str();
        let name = country.law.names.full(origin.family, life.sex, &[], dice);
        let (born, died) = (
            days::day(life.born),
            (life.died != NEVER).then(|| days::day(life.died)),
        );
        let last = life.died.min(self.lives.today);
        let enrolled = enrolled(country, life, dice).min(last);
        let confirmed = (last - dice.between(0, YEAR - 1)).max(enrolled);
        // The dead are told with some home, and were of their own commune.
        let commune = if died.is_some() {
            life.commune
        } else {
            door.commune
        };
        let (covered, facility) =
            cover(country, &places.communes[usize::from(commune)].parent, dice);
        let renumbered = dice.between(0, 9_999) < i32::from(country.habits.renumbered_per_10000);
        let renumbered = renumbered.then(|| days::day(enrolled + (last - enrolled) / 2));
        let former = former(country, life, enrolled, dice);
        let resident_since = self.resident_since(life, tie);
        let dice = &mut self.lives.dice;
        let diplomas = country.diplomas.as_ref();
        let diplomas =
            diplomas.map(|table| table.of(born, self.order.as_of.min(days::day(last)), dice));
        Someone {
            sex: life.sex,
            born,
            died,
            name,
            group: country
                .groups
                .codes
                .get(usize::from(life.group))
                .map_or("", String::as_str),
            birth_place: code(origin.birth),
            home_place: code(origin.home),
            birth_commune: origin.birth,
            commune,
            mother: self.chosen.find(life.mother),
            father: self.chosen.find(life.father),
            home,
            tie,
            resident_since,
            enrolled: days::day(enrolled),
            confirmed: days::day(confirmed),
            former,
            renumbered,
            covered,
            facility,
            diplomas: diplomas.unwrap_or_default(),
        }
    }

    /// Children since soon after birth, couples since about the wedding, others since some day.
    fn resident_since(&mut self, life: Life, tie: Tie) -> Date {
        let union = self
            .lives
            .unions
            .get(life.union as usize)
            .map(|union| union.from);
        let dice = &mut self.lives.dice;
        let since = match (tie, union) {
            (Tie::Child | Tie::Grandchild, _) => life.born + dice.between(3, 60),
            (Tie::Head | Tie::Spouse, Some(wedding)) => wedding + dice.between(0, 400),
            (Tie::Head | Tie::Spouse | Tie::Parent | Tie::Sibling | Tie::Other, _) => {
                let grown = life.born + 18 * 366;
                dice.between(grown.min(self.lives.today), self.lives.today)
            }
        };
        days::day(since.max(life.born + 1).min(self.lives.today))
    }

    fn weddings(&mut self) -> Vec<Wedding> {
        let mut weddings = Vec::new();
        for union in &self.lives.unions {
            let (Some(husband), Some(wife)) = (
                self.chosen.find(union.husband),
                self.chosen.find(union.wife),
            ) else {
                continue;
            };
            let on = days::day(union.from);
            if on.year() < self.country.habits.books_since {
                continue;
            }
            weddings.push(Wedding {
                husband,
                wife,
                on,
                commune: self.lives.lives[union.wife as usize].commune,
                ended: (union.until <= self.lives.today).then(|| days::day(union.until)),
            });
        }
        weddings
    }
}

/// The day on which somebody was recorded: soon after birth, or in the first years of the records.
fn enrolled(country: &CountryLaw, life: Life, dice: &mut Dice) -> i32 {
    let since = days::number(country.recorded_since);
    if life.born > since {
        life.born + dice.between(5, 60)
    } else {
        since + dice.between(0, 6 * YEAR)
    }
}

/// Whether somebody of a place has an insurance card, and the facility it names.
fn cover<'l>(country: &'l CountryLaw, parent: &str, dice: &mut Dice) -> (bool, Option<&'l str>) {
    let Some(law) = &country.law.cover else {
        return (false, None);
    };
    let covered = dice.percent(law.percent);
    let own = law.facilities.get(parent);
    let facilities = own.or_else(|| law.facilities.get("*"));
    (
        covered,
        facilities.map(|facilities| facilities.pick(dice).as_str()),
    )
}

/// The day on which somebody got a number of the old structure, if they did.
fn former(country: &CountryLaw, life: Life, enrolled: i32, dice: &mut Dice) -> Option<Date> {
    let law = country.former.as_ref()?;
    let has = dice.percent(law.habits.percent);
    let grown = life.born + i32::from(law.habits.from_age) * 366;
    let (from, until) = (
        days::number(law.from),
        days::number(law.until).min(enrolled - 1),
    );
    let first = grown.max(from);
    // Most get it within some years; some lose theirs and get it again later.
    let later = if dice.percent(30) {
        until
    } else {
        until.min(first.saturating_add(8 * YEAR))
    };
    let on = dice.between(first, later.max(first));
    (has && first < until).then(|| days::day(on))
}
