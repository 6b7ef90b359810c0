//! Who lives with whom on the day: couples and people alone with the children who are still at home,
//! and old parents who live with one of their children.
//!
//! **Invariant:** everybody alive is in exactly one home, and every home has a head.

use crate::country::days::years_between;
use crate::country::lives::{Lives, NOBODY};
use crate::family::Sex;

/// From this age parents may live with one of their children.
const OLD_YEARS: i32 = 62;
/// Of age.
const ADULT_YEARS: i32 = 18;
/// Of those under the leaving age who have a parent, so many still live there.
const YOUNG_AT_HOME_PERCENT: u8 = 88;

/// What somebody is to the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tie {
    Head,
    Spouse,
    Child,
    Parent,
    Grandchild,
    Sibling,
    Other,
}

/// People who live together, head first.
#[derive(Debug)]
pub(crate) struct Home {
    pub(crate) commune: u16,
    pub(crate) members: Vec<(u32, Tie)>,
}

/// A couple or somebody alone, around whom a home forms.
struct Core {
    adults: [u32; 2],
    /// Whose parents came to live here.
    child: u32,
    /// Whether anybody depends on them.
    depended: bool,
    /// The home of the child they moved to.
    moved: Option<usize>,
}

/// All homes of the block on its day.
pub(crate) fn homes(block: &mut Lives<'_>) -> Vec<Home> {
    let mut made = Making {
        core_of: vec![NONE; block.lives.len()],
        cores: Vec::new(),
        block,
    };
    made.couples();
    made.others();
    made.old();
    made.finish()
}

const NONE: usize = usize::MAX;

struct Making<'a, 'l> {
    block: &'a mut Lives<'l>,
    cores: Vec<Core>,
    core_of: Vec<usize>,
}

impl Making<'_, '_> {
    fn core(&mut self, adults: [u32; 2]) -> usize {
        for adult in adults {
            if let Some(core) = self.core_of.get_mut(adult as usize) {
                *core = self.cores.len();
            }
        }
        self.cores.push(Core {
            adults,
            child: NOBODY,
            depended: false,
            moved: None,
        });
        self.cores.len() - 1
    }

    fn couples(&mut self) {
        for at in 0..self.block.unions.len() {
            let union = self.block.unions[at];
            if union.until > self.block.today {
                self.core([union.husband, union.wife]);
            }
        }
    }

    fn age(&self, of: u32) -> i32 {
        years_between(self.block.lives[of as usize].born, self.block.today)
    }

    /// Everybody else: at a parent's, at another relative's if under age, or in a home of their own.
    /// Parents stand before their children, so theirs is decided first.
    fn others(&mut self) {
        for at in 0..u32::try_from(self.block.lives.len()).unwrap_or(NOBODY) {
            if self.core_of[at as usize] != NONE || !self.block.lives_now(at) {
                continue;
            }
            match self.guardian(at) {
                Some(core) => {
                    self.core_of[at as usize] = core;
                    self.cores[core].depended = true;
                }
                None => {
                    self.core([at, NOBODY]);
                }
            }
        }
    }

    fn guardian(&mut self, of: u32) -> Option<usize> {
        let life = self.block.lives[of as usize];
        let age = self.age(of);
        let country = self.block.country;
        let percent = if age < i32::from(country.law.families.leave_home_age) {
            YOUNG_AT_HOME_PERCENT
        } else {
            country.habits.stays_home_percent
        };
        let dependent = age < ADULT_YEARS || (!life.wed && self.block.dice.percent(percent));
        if !dependent {
            return None;
        }
        let home = |who: u32| {
            let core = *self.core_of.get(who as usize)?;
            (core != NONE).then_some(core)
        };
        if let Some(core) = home(life.mother).or_else(|| home(life.father)) {
            return Some(core);
        }
        if age >= ADULT_YEARS {
            return None;
        }
        let elders = [life.mother, life.father].map(|parent| self.block.lives.get(parent as usize));
        let elders = elders.into_iter().flatten();
        let elder = elders
            .flat_map(|parent| [parent.mother, parent.father])
            .find_map(home);
        elder.or_else(|| self.strangers())
    }

    /// A home that takes in a child without relatives.
    fn strangers(&mut self) -> Option<usize> {
        let adult = |core: &Core| self.age(core.adults[0]) >= ADULT_YEARS;
        let from = self.block.dice.clone().index(self.cores.len());
        let (before, after) = self.cores.split_at(from);
        let found = after.iter().chain(before).position(adult)?;
        Some((from + found) % self.cores.len())
    }

    /// Old people with nobody at home move to a child with a home of their own.
    fn old(&mut self) {
        let percent = self.block.country.habits.with_child_percent;
        let mut first: Vec<u32> = vec![NOBODY; self.block.lives.len()];
        let mut next: Vec<[u32; 2]> = vec![[NOBODY; 2]; self.block.lives.len()];
        for (at, life) in (0_u32..).zip(&self.block.lives) {
            for (side, parent) in [life.mother, life.father].into_iter().enumerate() {
                if let Some(head) = first.get_mut(parent as usize) {
                    next[at as usize][side] = *head;
                    *head = at;
                }
            }
        }
        for core in 0..self.cores.len() {
            let Core {
                adults, depended, ..
            } = self.cores[core];
            let present = adults.iter().filter(|adult| **adult != NOBODY);
            let old = present.clone().all(|adult| self.age(*adult) >= OLD_YEARS);
            if depended || !old || !self.block.dice.percent(percent) {
                continue;
            }
            let Some(&parent) = present.clone().next() else {
                continue;
            };
            let side = usize::from(self.block.lives[parent as usize].sex == Sex::Male);
            let mut child = first[parent as usize];
            let mut choice = None;
            while child != NOBODY {
                if self.takes_in(child) {
                    choice = Some(child);
                    if self.block.lives[child as usize].sex == Sex::Male {
                        break;
                    }
                }
                child = next[child as usize][side];
            }
            if let Some(child) = choice {
                let home = self.core_of[child as usize];
                self.cores[home].child = child;
                self.cores[core].moved = Some(home);
            }
        }
    }

    /// Whether somebody has a home of their own into which no parents have moved.
    fn takes_in(&self, who: u32) -> bool {
        let Some(core) = self.cores.get(self.core_of[who as usize]) else {
            return false;
        };
        self.block.lives_now(who)
            && core.adults.contains(&who)
            && core.child == NOBODY
            && core.moved.is_none()
            && self.age(who) < OLD_YEARS
    }

    fn finish(self) -> Vec<Home> {
        let Making {
            block,
            cores,
            core_of,
        } = self;
        let mut heads = Vec::with_capacity(cores.len());
        let percent = block.country.law.families.female_head_percent;
        for core in &cores {
            let [one, other] = core.adults;
            let head = if core.child != NOBODY {
                core.child
            } else if other != NOBODY && block.dice.percent(percent) {
                other
            } else {
                one
            };
            heads.push(head);
        }
        let mut homes: Vec<Home> = (0..cores.len())
            .map(|_| Home {
                commune: 0,
                members: Vec::new(),
            })
            .collect();
        for (at, &core) in (0_u32..).zip(&core_of) {
            let Some(found) = cores.get(core) else {
                continue;
            };
            let home = found.moved.unwrap_or(core);
            let tie = tie(block, heads[home], at);
            homes[home].members.push((at, tie));
        }
        for (home, head) in homes.iter_mut().zip(heads) {
            home.commune = block.lives[head as usize].commune;
            home.members.sort_by_key(|(at, tie)| (*tie, *at));
        }
        homes.retain(|home| !home.members.is_empty());
        homes
    }
}

/// What somebody is to the head of their home.
fn tie(block: &Lives<'_>, head: u32, member: u32) -> Tie {
    let get = |at: u32| block.lives.get(at as usize);
    let (Some(first), Some(other)) = (get(head), get(member)) else {
        return Tie::Other;
    };
    let spouse = block.unions.get(first.union as usize).map(|union| {
        if union.wife == head {
            union.husband
        } else {
            union.wife
        }
    });
    let spouse = spouse.unwrap_or(NOBODY);
    let is = |at: u32| at != NOBODY && (at == head || at == spouse);
    let child_of = |life: u32| get(life).is_some_and(|life| is(life.mother) || is(life.father));
    if head == member {
        Tie::Head
    } else if spouse == member {
        Tie::Spouse
    } else if is(other.mother) || is(other.father) {
        Tie::Child
    } else if first.mother == member || first.father == member {
        Tie::Parent
    } else if child_of(other.mother) || child_of(other.father) {
        Tie::Grandchild
    } else if (first.mother != NOBODY && first.mother == other.mother)
        || (first.father != NOBODY && first.father == other.father)
    {
        Tie::Sibling
    } else if spouse_of_parent(block, first.mother, member)
        || spouse_of_parent(block, first.father, member)
    {
        Tie::Parent
    } else {
        Tie::Other
    }
}

fn spouse_of_parent(block: &Lives<'_>, parent: u32, member: u32) -> bool {
    let union = block
        .lives
        .get(parent as usize)
        .and_then(|life| block.unions.get(life.union as usize));
    union.is_some_and(|union| union.wife == member || union.husband == member)
}
