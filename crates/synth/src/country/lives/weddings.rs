//! The weddings of a year.

use super::{Lives, NEVER, NOBODY, Union, Year};
use crate::country::days::YEAR;

/// How many are looked at before a bride waits another year.
const TRIES: usize = 20;
/// How many who would do she chooses among.
const SUITORS: usize = 6;

impl Lives<'_> {
    /// Brides choose among the grooms; who finds nobody waits another year.
    pub(super) fn weddings(&mut self, year: Year) {
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
}
