//! Who of a block is recorded.

use crate::country::homes::{Home, Tie};
use crate::country::lives::{Lives, NOBODY};

/// Who of the block is recorded, in the order of the rows.
pub(crate) struct Chosen {
    pub(crate) homes: Vec<Home>,
    /// The life of each person, with their home.
    pub(crate) people: Vec<(u32, u32, Tie)>,
    /// The place in `people` of each life.
    place: Vec<u32>,
}

impl Chosen {
    /// The dead since a day and as many homes as are needed; the last one may be cut. `None` when
    /// there are too few.
    pub(crate) fn choose(
        block: &mut Lives<'_>,
        mut homes: Vec<Home>,
        since: i32,
        rows: usize,
    ) -> Option<Chosen> {
        for at in (1..homes.len()).rev() {
            homes.swap(at, block.dice.index(at + 1));
        }
        let mut dead: Vec<u32> = (0_u32..)
            .zip(&block.lives)
            .filter(|(_, life)| life.died >= since && life.died <= block.today)
            .map(|(at, _)| at)
            .collect();
        // At least one living person, who heads the home that the dead are told with.
        dead.truncate(rows.saturating_sub(1) / 2);
        let mut left = rows.checked_sub(dead.len())?;
        let mut kept = 0;
        for home in &mut homes {
            if left == 0 {
                break;
            }
            home.members.truncate(left);
            left -= home.members.len();
            kept += 1;
        }
        homes.truncate(kept);
        if left > 0 || homes.is_empty() {
            return None;
        }
        let mut told: Vec<Vec<u32>> = vec![Vec::new(); homes.len()];
        for life in dead {
            told[block.dice.index(homes.len())].push(life);
        }
        let mut people = Vec::with_capacity(rows);
        for ((at, home), dead) in (0_u32..).zip(&homes).zip(&told) {
            people.extend(home.members.iter().map(|&(life, tie)| (life, at, tie)));
            people.extend(dead.iter().map(|&life| (life, at, Tie::Other)));
        }
        let mut place = vec![NOBODY; block.lives.len()];
        for (at, (life, ..)) in (0_u32..).zip(&people) {
            place[*life as usize] = at;
        }
        Some(Chosen {
            homes,
            people,
            place,
        })
    }

    /// The place of somebody in `people`, if they are recorded.
    pub(crate) fn find(&self, life: u32) -> Option<u32> {
        let place = *self.place.get(life as usize)?;
        (place != NOBODY).then_some(place)
    }
}
