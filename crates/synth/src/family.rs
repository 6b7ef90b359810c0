//! Who lives together: ages, sexes, wedding and births of one household, without names or numbers.
//!
//! **Invariant:** the wedding is before the births and after both are of age; children are in order
//! of birth; a mother's age at each birth lies in the declared range; nothing is in the future but
//! an expected birth.

use jiff::Span;
use jiff::civil::Date;

use crate::declared::Families;
use crate::dice::Dice;

/// Percent of children past the leaving age who live elsewhere.
const GONE_PERCENT: u8 = 80;
/// Percent of grandparents in a household who are women: they live longer.
const GRANDMOTHER_PERCENT: u8 = 70;
/// Nobody older than this lives in a household, so that years of birth stay within two centuries.
const AGE_MAX: i32 = 100;
/// Days after a birth in which the next one is not yet expected.
const REST_DAYS: i32 = 330;
/// Days before the due date in which a birth is known.
const KNOWN_DAYS: i32 = 260;

/// A person's sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// A woman or girl.
    Female,
    /// A man or boy.
    Male,
}

impl Sex {
    fn other(self) -> Sex {
        match self {
            Sex::Female => Sex::Male,
            Sex::Male => Sex::Female,
        }
    }
}

/// What somebody is to the head of the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// The head.
    Head,
    /// Husband or wife.
    Spouse,
    /// Son or daughter.
    Child,
    /// Father or mother.
    Parent,
}

/// One of the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// What they are to the head.
    pub kin: Kin,
    /// The sex.
    pub sex: Sex,
    /// Date of birth.
    pub born_on: Date,
}

/// A household, head first, then spouse, children in order of birth, and a parent of the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Everybody.
    pub members: Vec<Member>,
    /// When head and spouse married.
    pub wedding: Option<Date>,
    /// When the wife expects a child.
    pub due_on: Option<Date>,
}

/// Completed years of somebody born on one day, on another day.
pub fn age(born_on: Date, today: Date) -> i32 {
    let years = i32::from(today.year()) - i32::from(born_on.year());
    let before_birthday = (today.month(), today.day()) < (born_on.month(), born_on.day());
    years - i32::from(before_birthday)
}

/// So many days later, or earlier if negative; stays at the ends of the calendar.
pub(crate) fn plus_days(date: Date, days: i32) -> Date {
    Span::new()
        .try_days(days)
        .map_or(date, |span| date.saturating_add(span))
}

/// The same day so many years later; 28 February where there is no 29th.
pub(crate) fn plus_years(date: Date, years: i32) -> Date {
    Span::new()
        .try_years(years)
        .map_or(date, |span| date.saturating_add(span))
}

/// A day between two, both included; `low` when the range is empty.
pub(crate) fn day_between(dice: &mut Dice, low: Date, high: Date) -> Date {
    let days = high.duration_since(low).as_hours() / 24;
    plus_days(
        low,
        dice.between(0, i32::try_from(days).unwrap_or(0).max(0)),
    )
}

/// Plans one household of at most `room` people (at least one).
pub fn plan(law: &Families, dice: &mut Dice, today: Date, room: usize) -> Plan {
    let sex = if dice.percent(law.female_head_percent) {
        Sex::Female
    } else {
        Sex::Male
    };
    let head = Member {
        kin: Kin::Head,
        sex,
        born_on: head_birthday(law, dice, today),
    };
    let couple = spouse(law, dice, head, today);
    let lone_parent = dice.percent(law.lone_parent_percent);
    let mut members = vec![head];
    let mut wedding = None;
    if let Some((spouse, on)) = couple.filter(|_| room > 1) {
        members.push(spouse);
        wedding = Some(on);
    }
    let mut last_birth = None;
    if wedding.is_some() || lone_parent {
        for born_on in births(law, dice, &members, wedding, today) {
            last_birth = Some(born_on);
            let gone = age(born_on, today) >= i32::from(law.leave_home_age);
            let stays = !(gone && dice.percent(GONE_PERCENT));
            let sex = if dice.percent(49) {
                Sex::Female
            } else {
                Sex::Male
            };
            if stays && members.len() < room {
                members.push(Member {
                    kin: Kin::Child,
                    sex,
                    born_on,
                });
            }
        }
    }
    let due_on =
        wedding.and_then(|on| expected(law, dice, &members, last_birth.max(Some(on)), today));
    if members.len() < room
        && let Some(parent) = grandparent(law, dice, head, today)
    {
        members.push(parent);
    }
    Plan {
        members,
        wedding,
        due_on,
    }
}

fn head_birthday(law: &Families, dice: &mut Dice, today: Date) -> Date {
    let total: u32 = law.head_ages.iter().map(|(_, _, weight)| weight).sum();
    let mut roll = dice.between(1, i32::try_from(total).unwrap_or(i32::MAX));
    let mut years = 40;
    for &(from, to, weight) in &law.head_ages {
        if roll > 0 {
            years = dice.between(i32::from(from), i32::from(to));
        }
        roll = roll.saturating_sub(i32::try_from(weight).unwrap_or(i32::MAX));
    }
    plus_days(plus_years(today, -years), -dice.between(0, 364))
}

/// The spouse and the wedding; `None` for a single head, also when one would have been too young.
fn spouse(law: &Families, dice: &mut Dice, head: Member, today: Date) -> Option<(Member, Date)> {
    let married = dice.percent(law.married_percent);
    let (least, most) = law.husband_older_years;
    let older = dice.between(i32::from(least) * 365, i32::from(most) * 365 + 364);
    let sex = head.sex.other();
    let (bride_born, groom_born) = match head.sex {
        Sex::Female => (head.born_on, plus_days(head.born_on, -older)),
        Sex::Male => (plus_days(head.born_on, older), head.born_on),
    };
    let of_age = plus_years(groom_born, i32::from(law.groom_age_min));
    let earliest = plus_years(bride_born, i32::from(law.bride_ages.0)).max(of_age);
    let latest = plus_years(bride_born, i32::from(law.bride_ages.1) + 1).max(earliest);
    let wedding = day_between(dice, earliest, latest);
    let born_on = if sex == Sex::Female {
        bride_born
    } else {
        groom_born
    };
    let alive = age(born_on, today) < AGE_MAX;
    (married && alive && wedding < today).then_some((
        Member {
            kin: Kin::Spouse,
            sex,
            born_on,
        },
        wedding,
    ))
}

/// Births in order; of a couple counted from the wedding, of a lone parent from an age of marriage.
fn births(
    law: &Families,
    dice: &mut Dice,
    adults: &[Member],
    wedding: Option<Date>,
    today: Date,
) -> Vec<Date> {
    let Some(parent) = adults
        .iter()
        .find(|adult| adult.sex == Sex::Female)
        .or(adults.first())
    else {
        return Vec::new();
    };
    let youth = dice.between(i32::from(law.bride_ages.0), i32::from(law.bride_ages.1));
    let start = wedding.unwrap_or(plus_years(parent.born_on, youth));
    let mut born_on = plus_days(start, months(dice, law.first_birth_months));
    let mut births = Vec::new();
    for _ in 0..count(&law.children, dice) {
        let parent_age = age(parent.born_on, born_on);
        if born_on > today || parent_age > i32::from(law.mother_ages.1) {
            break;
        }
        if parent_age >= i32::from(law.mother_ages.0) {
            births.push(born_on);
        }
        born_on = plus_days(born_on, months(dice, law.birth_gap_months));
    }
    births
}

fn months(dice: &mut Dice, (least, most): (u8, u8)) -> i32 {
    dice.between(i32::from(least), i32::from(most)) * 30 + dice.between(0, 29)
}

fn count(weights: &[u32], dice: &mut Dice) -> usize {
    let total: u32 = weights.iter().sum();
    let mut roll = dice.between(1, i32::try_from(total).unwrap_or(i32::MAX));
    for (children, &weight) in weights.iter().enumerate() {
        roll = roll.saturating_sub(i32::try_from(weight).unwrap_or(i32::MAX));
        if roll <= 0 {
            return children;
        }
    }
    0
}

/// When the wife's next child is due, if she expects one.
fn expected(
    law: &Families,
    dice: &mut Dice,
    members: &[Member],
    since: Option<Date>,
    today: Date,
) -> Option<Date> {
    let wife = members
        .iter()
        .take(2)
        .find(|member| member.sex == Sex::Female)?;
    let years = age(wife.born_on, today);
    let due_on = plus_days(today, dice.between(0, KNOWN_DAYS));
    let (least, most) = law.expecting_ages;
    let fits = (i32::from(least)..=i32::from(most)).contains(&years)
        && since.is_some_and(|since| plus_days(since, REST_DAYS) < due_on);
    (dice.percent(law.expecting_percent) && fits).then_some(due_on)
}

fn grandparent(law: &Families, dice: &mut Dice, head: Member, today: Date) -> Option<Member> {
    let lives_here = dice.percent(law.grandparent_percent);
    let (least, most) = law.mother_ages;
    let years = dice.between(i32::from(least), i32::from(most) - 1);
    let born_on = plus_days(plus_years(head.born_on, -years), -dice.between(0, 364));
    let sex = if dice.percent(GRANDMOTHER_PERCENT) {
        Sex::Female
    } else {
        Sex::Male
    };
    (lives_here && age(born_on, today) < AGE_MAX).then_some(Member {
        kin: Kin::Parent,
        sex,
        born_on,
    })
}

#[cfg(test)]
#[path = "family/tests.rs"]
mod tests;
