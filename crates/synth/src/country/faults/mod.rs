//! Faults: which rows go wrong, and how.
//!
//! Real faults cluster: an office that was careless one year was careless with many. So each office
//! and year has a frequency of its own, and the mean is what was ordered.
//! **Invariant:** what befalls a row follows from seed, register, block and the row's own place, so
//! the rest of the rows does not change with it. **Invariant:** at most one fault befalls a row. A
//! fault of a personal number is one fault: references follow it.

mod rule;
mod slips;
mod strike;

use std::collections::BTreeMap;

use crate::SynthError;
use crate::country::declared::Mechanism;
use crate::country::draft::{Draft, Someone};
use crate::country::law::CountryLaw;
use crate::country::order::Order;
use crate::declared::Declared;
use crate::dice::{Dice, Weighted, mix, mix_text};
use crate::law::SynthLaw;
use crate::tables::Files;

pub(crate) use rule::Rule;
pub(crate) use strike::{Partner, Row, Struck, strike};

/// How many rules are tried on a row before it stays right: some fit few rows.
const TRIES: usize = 40;
/// Most frequent are faults in no office: half of its rows.
const PER_MILLION_MAX: u64 = 500_000;

/// How rows of each register go wrong.
#[derive(Debug)]
pub(crate) struct FaultLaw {
    frequency: Weighted<u32>,
    mean: u64,
    registers: Vec<Option<Weighted<Rule>>>,
}

/// What is to go wrong with a personal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    None,
    OtherSex,
    Century,
    Shared(u32),
    Twice,
}

/// Where a row stands, for what befalls it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) register: usize,
    pub(crate) block: u64,
    /// The running number of what the row is about in this register and block.
    pub(crate) row: u64,
    /// Code of the office or place, and year, in which it was written.
    pub(crate) place: &'a str,
    pub(crate) year: i16,
}

impl FaultLaw {
    pub(crate) fn read(
        all: &Declared,
        law: &SynthLaw,
        files: &Files<'_>,
    ) -> Result<FaultLaw, SynthError> {
        let even = || vec![(1, 100)];
        let frequency = all
            .faults
            .as_ref()
            .map_or_else(even, |faults| faults.frequency.clone());
        let weights: u64 = frequency.iter().map(|&(weight, _)| u64::from(weight)).sum();
        let sum: u64 = frequency
            .iter()
            .map(|&(weight, percent)| u64::from(weight) * u64::from(percent))
            .sum();
        let weighted = Weighted::new(
            frequency
                .into_iter()
                .map(|(weight, percent)| (percent, weight)),
        );
        let Some(frequency) = weighted.filter(|_| sum > 0) else {
            let message = "the weights or the percentages add up to nothing, or to too much";
            return Err(SynthError::key("faults.frequency", message));
        };
        let mut rules: BTreeMap<usize, Vec<(Rule, u32)>> = BTreeMap::new();
        for declared in &all.fault {
            let (register, rule) = Rule::read(declared, law, files)?;
            rules
                .entry(register)
                .or_default()
                .push((rule, declared.weight));
        }
        let registers = (0..law.registers.len()).map(|at| Weighted::new(rules.remove(&at)?));
        Ok(FaultLaw {
            frequency,
            mean: (sum / weights.max(1)).max(1),
            registers: registers.collect(),
        })
    }

    /// Whether something befalls a row; then the rules of its register and the dice that choose.
    pub(crate) fn befalls(
        &self,
        order: &Order,
        spot: &Spot<'_>,
    ) -> Option<(&Weighted<Rule>, Dice)> {
        let rules = self.registers[spot.register].as_ref()?;
        if order.faults_per_million == 0 {
            return None;
        }
        let register = u64::try_from(spot.register).unwrap_or(0);
        let seed = mix(order.seed ^ mix(register ^ 0xfa17));
        let office = mix_text(seed, spot.place) ^ u64::from(spot.year.unsigned_abs());
        let often = *self.frequency.pick(&mut Dice::new(seed, office));
        let per_million = u64::from(order.faults_per_million) * u64::from(often) / self.mean;
        let mut dice = Dice::new(mix(seed ^ mix(spot.block)), spot.row);
        (dice.below(1_000_000) < per_million.min(PER_MILLION_MAX)).then_some((rules, dice))
    }
}

/// The place of a person's row in the register of the people.
pub(crate) fn spot_of<'a>(
    country: &'a CountryLaw,
    block: u64,
    (at, someone): (usize, &Someone<'a>),
) -> Spot<'a> {
    Spot {
        register: 0,
        block,
        row: u64::try_from(at).unwrap_or(0),
        place: &country.places.communes[usize::from(someone.commune)].code,
        year: someone.enrolled.year(),
    }
}

/// What goes wrong with the numbers of a block's people.
pub(crate) fn roots(country: &CountryLaw, order: &Order, draft: &Draft<'_>) -> Vec<Root> {
    let mut roots = vec![Root::None; draft.people.len()];
    let mut like: BTreeMap<(&str, bool, i16), Vec<u32>> = BTreeMap::new();
    for (at, someone) in draft.people.iter().enumerate() {
        let spot = spot_of(country, draft.block, (at, someone));
        let Some((rules, mut dice)) = country.faults.befalls(order, &spot) else {
            continue;
        };
        roots[at] = match rules.pick(&mut dice).kind {
            Mechanism::NumberOfOtherSex => Root::OtherSex,
            Mechanism::WrongCentury => Root::Century,
            Mechanism::DuplicatePerson => Root::Twice,
            Mechanism::DuplicateNumber => {
                if like.is_empty() {
                    for (other, person) in (0_u32..).zip(&draft.people) {
                        like.entry(key(country, person)).or_default().push(other);
                    }
                }
                shared(like.get(&key(country, someone)), at, &roots, &mut dice)
            }
            _ => Root::None,
        };
    }
    roots
}

/// Whoever has the same beginning of the number: the same place, sex and year of birth.
fn key<'a>(country: &'a CountryLaw, someone: &Someone<'_>) -> (&'a str, bool, i16) {
    let origin = country.law.person.origin_of(someone.birth_place);
    let female = someone.sex == crate::family::Sex::Female;
    (origin, female, someone.born.year())
}

/// Somebody before with the same beginning and a right number.
fn shared(like: Option<&Vec<u32>>, at: usize, roots: &[Root], dice: &mut Dice) -> Root {
    let others = like.into_iter().flatten().copied();
    let before: Vec<u32> = others
        .filter(|&other| (other as usize) < at && roots[other as usize] == Root::None)
        .collect();
    if before.is_empty() {
        Root::None
    } else {
        Root::Shared(before[dice.index(before.len())])
    }
}
