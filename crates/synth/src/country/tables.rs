//! The rows of a block, register after register, as CSV text.

use crate::SynthError;
use crate::country::cells::{About, View};
use crate::country::faults::{Partner, Row, Spot, Struck, spot_of, strike};
use crate::country::law::CountryLaw;
use crate::country::numbered::Numbered;
use crate::country::order::Order;
use crate::dice::Dice;
use crate::facts::Each;
use crate::law::RegisterLaw;

/// A doubled row stands at most so many rows after the first one.
const APART_MAX: i32 = 400;
/// Cards of the dead stay listed for so many years.
const CARD_YEARS: i16 = 2;

/// What one block gives.
#[derive(Debug)]
pub(crate) struct BlockTables {
    /// CSV of each register, without a header.
    pub(crate) tables: Vec<Vec<u8>>,
    pub(crate) rows: Vec<u64>,
    pub(crate) faults: Vec<Found>,
    pub(crate) people: u64,
}

/// A line of the list of faults; rows are counted from 1 in the block.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) register: usize,
    pub(crate) row: u64,
    pub(crate) field: String,
    pub(crate) kind: String,
    pub(crate) right: String,
    /// Register and row.
    pub(crate) partner: Option<(usize, u64)>,
}

/// Writes a block.
pub(crate) fn tables<'l>(
    country: &'l CountryLaw,
    order: &Order,
    block: &Numbered<'l>,
) -> Result<BlockTables, SynthError> {
    let registers = &country.law.registers;
    let mut writing = Writing {
        view: View {
            country,
            block,
            as_of: order.as_of,
            living: false,
        },
        order,
        of_person: vec![0; block.ids.len()],
        of_death: vec![0; block.ids.len()],
        deaths: registers
            .iter()
            .position(|register| register.each == Each::Death),
        waiting: Vec::new(),
        partners: Vec::new(),
        done: BlockTables {
            tables: Vec::new(),
            rows: Vec::new(),
            faults: Vec::new(),
            people: u64::try_from(block.ids.len()).unwrap_or(0),
        },
    };
    for at in 0..registers.len() {
        writing.register(at)?;
    }
    Ok(writing.finish())
}

struct Writing<'a, 'l> {
    view: View<'a, 'l>,
    order: &'a Order,
    /// The rows of each person among the people and among the dead.
    of_person: Vec<u64>,
    of_death: Vec<u64>,
    deaths: Option<usize>,
    /// Second rows with the row after which they stand.
    waiting: Vec<(u64, u64, Vec<String>)>,
    /// The partner of each fault found.
    partners: Vec<(Partner, u64)>,
    done: BlockTables,
}

impl<'l> Writing<'_, 'l> {
    fn register(&mut self, at: usize) -> Result<(), SynthError> {
        let register = &self.view.country.law.registers[at];
        let mut csv = csv::Writer::from_writer(Vec::with_capacity(1 << 18));
        let mut cells: Vec<String> = vec![String::new(); register.fields.len()];
        let mut row = 0;
        for (ordinal, about) in (0_u64..).zip(self.abouts(register.each)) {
            for (cell, (_, source)) in cells.iter_mut().zip(&register.fields) {
                cell.clear();
                self.view.write(cell, source, about);
            }
            let spot = self.spot(at, ordinal, about, register);
            let mut written = Row {
                about,
                cells: &mut cells,
                register,
            };
            let faults = &self.view.country.faults;
            let struck = strike(faults, self.order, &self.view, &spot, &mut written);
            row += 1;
            csv.write_record(&cells)
                .map_err(|error| unwritten(&error))?;
            self.note(at, row, about, register);
            if let Some(struck) = struck {
                self.found(at, row, struck, register);
            }
            self.second_rows(&mut csv, &mut row, false)?;
        }
        self.second_rows(&mut csv, &mut row, true)?;
        let bytes = csv
            .into_inner()
            .map_err(|error| unwritten(&error.error()))?;
        self.done.tables.push(bytes);
        self.done.rows.push(row);
        Ok(())
    }

    /// What the rows of a register are about.
    fn abouts(&self, each: Each) -> Vec<About> {
        let people = self.view.block.draft.people.iter();
        let people = (0_u32..).zip(people.zip(&self.view.block.ids));
        let year = self.order.as_of.year();
        let mut abouts = Vec::new();
        for (at, (someone, ids)) in people {
            let alive = someone.died.is_none();
            match each {
                Each::Person => abouts.push(About::Person(at)),
                Each::Resident if alive => abouts.push(About::Person(at)),
                Each::Birth if ids.birth > 0 => abouts.push(About::Person(at)),
                Each::Death if ids.death > 0 => abouts.push(About::Person(at)),
                Each::Cover if ids.card.is_some() => {
                    let listed = someone
                        .died
                        .is_none_or(|died| died.year() > year - CARD_YEARS);
                    abouts.extend(listed.then_some(About::Person(at)));
                }
                Each::Household => {
                    let door = &self.view.block.draft.doors[someone.home as usize];
                    abouts.extend((door.head == at).then_some(About::Person(at)));
                }
                Each::Diploma => {
                    abouts.extend((0..ids.diplomas.len()).map(|n| About::Diploma(at, n)));
                }
                Each::FormerNumber => {
                    let former = [
                        (ids.former.is_some(), false),
                        (ids.renumbered.is_some(), true),
                    ];
                    let had = former.iter().filter(|(had, _)| *had);
                    abouts.extend(had.map(|&(_, corrected)| About::Former(at, corrected)));
                }
                Each::Resident | Each::Birth | Each::Death | Each::Cover | Each::Marriage => {}
            }
        }
        if each == Each::Marriage {
            abouts.extend((0..self.view.block.weddings.len()).map(About::Marriage));
        }
        abouts
    }

    /// Where and when the row was written: faults cluster by that.
    fn spot(&self, at: usize, row: u64, about: About, register: &RegisterLaw) -> Spot<'l> {
        let country = self.view.country;
        let draft = &self.view.block.draft;
        let code = |commune: u16| country.places.communes[usize::from(commune)].code.as_str();
        let (person, wedding) = match about {
            About::Person(person) | About::Diploma(person, _) | About::Former(person, _) => (
                draft.people.get(person as usize).map(|one| (person, one)),
                None,
            ),
            About::Marriage(wedding) => (None, draft.weddings.get(wedding)),
        };
        let mut spot = Spot {
            register: at,
            block: draft.block,
            row,
            place: "",
            year: 0,
        };
        if let Some(wedding) = wedding {
            (spot.place, spot.year) = (code(wedding.commune), wedding.on.year());
        }
        if let Some((person, someone)) = person {
            if at == 0 {
                return spot_of(country, draft.block, (person as usize, someone));
            }
            let (commune, on) = match register.each {
                Each::Birth => (someone.birth_commune, someone.born),
                Each::Death => (someone.commune, someone.died.unwrap_or(someone.born)),
                Each::Resident | Each::Household => (someone.commune, someone.resident_since),
                Each::Person
                | Each::Cover
                | Each::Marriage
                | Each::Diploma
                | Each::FormerNumber => (someone.commune, someone.enrolled),
            };
            (spot.place, spot.year) = (code(commune), on.year());
        }
        spot
    }

    /// Remembers where somebody's row is.
    fn note(&mut self, at: usize, row: u64, about: About, register: &RegisterLaw) {
        if let About::Person(person) = about {
            if at == 0 {
                self.of_person[person as usize] = row;
            }
            if register.each == Each::Death {
                self.of_death[person as usize] = row;
            }
        }
    }

    fn found(&mut self, at: usize, row: u64, struck: Struck<'_>, register: &RegisterLaw) {
        let field = register.fields.get(struck.rule.column);
        let fault = self.done.faults.len();
        self.done.faults.push(Found {
            register: at,
            row,
            field: field.map(|(name, _)| name.clone()).unwrap_or_default(),
            kind: struck.rule.name.clone(),
            right: struck.right,
            partner: None,
        });
        self.partners.push((struck.partner, row));
        if let Some(cells) = struck.second {
            let mut dice = Dice::new(self.order.seed ^ row, self.view.block.draft.block);
            let after = row + u64::try_from(dice.between(0, APART_MAX)).unwrap_or(0);
            self.waiting
                .push((after, u64::try_from(fault).unwrap_or(0), cells));
        }
    }

    /// Writes the second rows whose turn it is, or all that are left; they are the wrong ones.
    fn second_rows(
        &mut self,
        csv: &mut csv::Writer<Vec<u8>>,
        row: &mut u64,
        all: bool,
    ) -> Result<(), SynthError> {
        let mut at = 0;
        while at < self.waiting.len() {
            if !all && self.waiting[at].0 > *row {
                at += 1;
                continue;
            }
            let (_, fault, cells) = self.waiting.swap_remove(at);
            *row += 1;
            csv.write_record(&cells)
                .map_err(|error| unwritten(&error))?;
            if let Some(fault) = usize::try_from(fault)
                .ok()
                .and_then(|at| self.done.faults.get_mut(at))
            {
                fault.row = *row;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> BlockTables {
        for (fault, (partner, original)) in self.done.faults.iter_mut().zip(&self.partners) {
            fault.partner = match *partner {
                Partner::None => None,
                Partner::Original => Some((fault.register, *original)),
                Partner::Person(person) => Some((0, self.of_person[person as usize])),
                Partner::Death(person) => {
                    let row = self.of_death[person as usize];
                    self.deaths.filter(|_| row > 0).map(|deaths| (deaths, row))
                }
            };
        }
        self.done
    }
}

fn unwritten(error: &dyn std::fmt::Display) -> SynthError {
    SynthError::key("register", format!("a row cannot be written: {error}"))
}
