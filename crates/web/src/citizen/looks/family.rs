//! Whose entries somebody sees: their own, their minor children's, and those of the registers in which
//! they are.

use std::collections::{BTreeMap, BTreeSet};

use base::{Id, Instant};
use ledger::{Entry, Touch};

use crate::error::PageError;
use crate::house::House;
use crate::visitor::Visitor;
use crate::words::Key;

/// What is left out of the list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    All,
    Others,
    Records,
}

impl Shown {
    pub(super) const EACH: [(Shown, &'static str, Key); 3] = [
        (Shown::All, "", Key("citizen-looks-all")),
        (Shown::Others, "others", Key("citizen-looks-others")),
        (Shown::Records, "records", Key("citizen-looks-records")),
    ];

    pub(super) fn of(word: &str) -> Shown {
        let known = Shown::EACH.iter().find(|(_, known, _)| *known == word);
        known.map_or(Shown::All, |(shown, _, _)| *shown)
    }

    pub(super) fn word(self) -> &'static str {
        let known = Shown::EACH.iter().find(|(shown, _, _)| *shown == self);
        known.map_or("", |(_, word, _)| word)
    }
}

/// Whose entries somebody sees: their own and their minor children's, and those that concern all
/// records of a register in which they are.
pub(super) struct Family {
    pub(super) own: Id,
    pub(super) children: BTreeSet<Id>,
    /// Registers by their id in the ledger, and since when somebody of the family is in one.
    pub(super) registers: BTreeMap<Id, Instant>,
}

/// Whose data a touch concerns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    Child,
    /// That of everybody in a register.
    Everybody,
}

impl Family {
    pub(super) async fn of(visitor: &Visitor) -> Result<Family, PageError> {
        let account = &visitor.signed_in()?.account;
        let house = &visitor.house;
        let mut children = BTreeSet::new();
        let mut within = BTreeMap::new();
        if let Some(parent) = account.surely() {
            let today = house.pack().calendar.date_of(house.circumstances.now());
            let registers = &house.room.registers;
            let db = house.ledger().store();
            let found = registers.children_of(db, parent, today).await?;
            children.extend(found.iter().map(|child| child.id));
            for person in children.iter().chain([&parent]) {
                for (register, since) in registers.registers_about(db, *person).await? {
                    let first = within.entry(Touch::register_id(&register)).or_insert(since);
                    *first = since.min(*first);
                }
            }
        }
        Ok(Family {
            own: House::inbox_of(account),
            children,
            registers: within,
        })
    }

    /// Whose data of theirs an entry of an instant concerns by a touch, if it does.
    pub(super) fn whose(&self, touch: &Touch, at: Instant) -> Option<Whose> {
        if touch.subject == self.own {
            return Some(Whose::Own);
        }
        if self.children.contains(&touch.subject) {
            return Some(Whose::Child);
        }
        let since = self.registers.get(&touch.subject)?;
        (*since <= at).then_some(Whose::Everybody)
    }

    /// Whether an entry concerns them, and is not left out.
    pub(super) fn sees(&self, entry: &Entry, shown: Shown, account: Option<Id>) -> bool {
        let whose = |touch| self.whose(touch, entry.at);
        let mut whose = entry.touches.iter().filter_map(whose);
        match shown {
            Shown::All => whose.next().is_some(),
            Shown::Others => whose.next().is_some() && entry.actor != account,
            Shown::Records => whose.any(|whose| whose != Whose::Everybody),
        }
    }
}
