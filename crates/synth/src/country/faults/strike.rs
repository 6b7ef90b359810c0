//! A fault befalls a row.

use crate::country::cells::{About, View};
use crate::country::declared::Mechanism;
use crate::country::faults::{FaultLaw, Rule, Spot, TRIES, slips};
use crate::country::numbered::RootFault;
use crate::country::order::Order;
use crate::dice::Dice;
use crate::facts::{Each, Source};
use crate::law::RegisterLaw;

/// A row as it is written.
pub(crate) struct Row<'a> {
    pub(crate) about: About,
    pub(crate) cells: &'a mut [String],
    pub(crate) register: &'a RegisterLaw,
}

/// The other row that a fault has to do with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Partner {
    None,
    /// The row before it was doubled.
    Original,
    /// Somebody's row in the register of the people.
    Person(u32),
    /// Somebody's row in the book of deaths.
    Death(u32),
}

/// What befell.
#[derive(Debug)]
pub(crate) struct Struck<'l> {
    pub(crate) rule: &'l Rule,
    pub(crate) right: String,
    pub(crate) partner: Partner,
    /// A row besides, which is the wrong one; then the row itself stays right.
    pub(crate) second: Option<Vec<String>>,
}

/// Lets what befalls a row happen. `None`: the row is right.
pub(crate) fn strike<'l>(
    law: &'l FaultLaw,
    order: &Order,
    view: &View<'_, 'l>,
    spot: &Spot<'_>,
    row: &mut Row<'_>,
) -> Option<Struck<'l>> {
    let (rules, mut dice) = law.befalls(order, spot)?;
    for attempt in 0..TRIES {
        let rule = rules.pick(&mut dice);
        if is_root(rule.kind) {
            // The number went wrong when it was drawn, by the first choice alone.
            if attempt == 0
                && let Some(struck) = root(rule, view, row, &mut dice)
            {
                return Some(struck);
            }
            continue;
        }
        if spot.register == 0 && fault_of(view, row.about).is_some() {
            return None;
        }
        if let Some(struck) = befall(rule, view, row, &mut dice) {
            return Some(struck);
        }
    }
    None
}

fn is_root(kind: Mechanism) -> bool {
    matches!(
        kind,
        Mechanism::WrongCentury
            | Mechanism::NumberOfOtherSex
            | Mechanism::DuplicatePerson
            | Mechanism::DuplicateNumber
    )
}

fn fault_of<'a>(view: &View<'a, '_>, about: About) -> Option<&'a RootFault> {
    match about {
        About::Person(person) => view.block.ids[person as usize].fault.as_ref(),
        About::Diploma(..) | About::Former(..) | About::Marriage(_) => None,
    }
}

/// Tells what went wrong with a number, and makes the second row of somebody who has two.
fn root<'l>(
    rule: &'l Rule,
    view: &View<'_, 'l>,
    row: &Row<'_>,
    dice: &mut Dice,
) -> Option<Struck<'l>> {
    let (right, partner, second) = match fault_of(view, row.about)? {
        RootFault::Wrong { right } => (right.clone(), Partner::None, None),
        RootFault::Shared { right, with } => (right.clone(), Partner::Person(*with), None),
        RootFault::Twice { second } => {
            let mut cells = row.cells.to_vec();
            let number = row.register.fields.iter().position(|(_, source)| {
                *source == Source::Person(crate::facts::PersonFact::Number)
            })?;
            let right = std::mem::replace(&mut cells[number], second.clone());
            let cell = &mut cells[rule.column];
            // Half of them are told alike; the others with a slip.
            if dice.percent(50) {
                let slipped = match dice.between(0, 2) {
                    0 => slips::upper_unmarked(cell),
                    1 => slips::split(cell, dice),
                    _ => slips::typing(cell, dice),
                };
                if let Some(slipped) = slips::swapped(cell).or(slipped) {
                    *cell = slipped;
                }
            }
            (right, Partner::Original, Some(cells))
        }
    };
    Some(Struck {
        rule,
        right,
        partner,
        second,
    })
}

/// A fault of one cell, or the same row again; `None` when this row cannot have it.
fn befall<'l>(
    rule: &'l Rule,
    view: &View<'_, 'l>,
    row: &mut Row<'_>,
    dice: &mut Dice,
) -> Option<Struck<'l>> {
    let cell = row.cells.get(rule.column)?;
    let right = cell.clone();
    if rule.kind == Mechanism::DuplicateRow {
        return Some(Struck {
            rule,
            right,
            partner: Partner::Original,
            second: Some(row.cells.to_vec()),
        });
    }
    if right.is_empty() && rule.kind != Mechanism::SomebodyElse {
        return None;
    }
    let partner = match (rule.kind, row.about) {
        (Mechanism::LivesOn, About::Person(person)) => Partner::Death(person),
        _ => Partner::None,
    };
    let wrong = wrong(rule, view, row, dice)?;
    if wrong == right {
        return None;
    }
    *row.cells.get_mut(rule.column)? = wrong;
    Some(Struck {
        rule,
        right,
        partner,
        second: None,
    })
}

/// The wrong value of a cell.
fn wrong(rule: &Rule, view: &View<'_, '_>, row: &Row<'_>, dice: &mut Dice) -> Option<String> {
    let text = row.cells.get(rule.column)?.as_str();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    match rule.kind {
        Mechanism::Missing => Some(String::new()),
        Mechanism::TypingSlip if plain => slips::digits(text, dice),
        Mechanism::TypingSlip => slips::typing(text, dice),
        Mechanism::SwappedDayMonth => slips::swapped(text),
        Mechanism::ImpossibleDate => slips::impossible(text, dice),
        Mechanism::FutureDate => {
            let years = dice.between(1, 90);
            Some(crate::family::plus_years(view.as_of, years).to_string())
        }
        Mechanism::OtherNotation => slips::notation(text),
        Mechanism::UnknownCode => {
            let code = slips::unknown(text, dice)?;
            let communes = &view.country.places.communes;
            communes.iter().all(|one| one.code != code).then_some(code)
        }
        Mechanism::FromTable => rule.values.get(dice.index(rule.values.len())).cloned(),
        Mechanism::AbolishedPlace => {
            let abolished = &view.country.places.abolished;
            abolished.get(dice.index(abolished.len())).cloned()
        }
        Mechanism::OtherPlace => {
            let other = view.country.places.at(dice.below(u64::MAX));
            Some(view.country.places.communes[other].code.clone())
        }
        Mechanism::OtherSexCode => {
            let law = &view.country.law;
            let codes =
                [crate::family::Sex::Female, crate::family::Sex::Male].map(|sex| law.sex_code(sex));
            codes
                .into_iter()
                .find(|code| *code != text)
                .map(str::to_owned)
        }
        Mechanism::Nfd => slips::apart(text),
        Mechanism::Letters => slips::replaced(text, &rule.pairs, false),
        Mechanism::Endings => slips::replaced(text, &rule.pairs, true),
        Mechanism::UpperUnmarked => slips::upper_unmarked(text),
        Mechanism::StraySpace => slips::stray_space(text, dice),
        Mechanism::SplitName => slips::split(text, dice),
        Mechanism::Stale => slips::earlier(text, rule.years),
        Mechanism::LivesOn => lives_on(rule, view, row),
        Mechanism::Nobody => slips::unknown(text, dice),
        Mechanism::SomebodyElse => {
            let ids = &view.block.ids;
            ids.get(dice.index(ids.len())).map(|ids| ids.number.clone())
        }
        Mechanism::WrongCentury
        | Mechanism::NumberOfOtherSex
        | Mechanism::DuplicatePerson
        | Mechanism::DuplicateNumber
        | Mechanism::DuplicateRow => None,
    }
}

/// What the cell of somebody dead would say if they lived.
fn lives_on(rule: &Rule, view: &View<'_, '_>, row: &Row<'_>) -> Option<String> {
    let About::Person(person) = row.about else {
        return None;
    };
    view.block.draft.people[person as usize].died?;
    if !matches!(row.register.each, Each::Person | Each::Cover) {
        return None;
    }
    let (_, source) = row.register.fields.get(rule.column)?;
    let mut told = String::new();
    let living = View {
        living: true,
        ..*view
    };
    living.write(&mut told, source, row.about);
    Some(told)
}
