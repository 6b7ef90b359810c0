//! Agencies and places in memory: small, asked for on every page, changed once a month.
//!
//! Loaded from their two registers, whose fields these are: of agencies `id`, `kind`, `name`,
//! `parent`, `place`, `dossier_code`; of places `code`, `kind`, `name`, `parent`. What ended before
//! today is still named (old records point at it) but neither found nor routed to; a third
//! register may say which places took its place (`directory/history.rs`).

use std::collections::HashMap;

use ::store::Store;
use base::text::{TextRules, compare_key, unmarked_key};
use jiff::civil::Date;

use crate::error::RegisterError;
use crate::lower::Registers;
use crate::record::Record;
use crate::store;

mod history;

use history::Step;
pub use history::{PlaceOn, Successor};

/// Steps from a place to the top: five in any country, and an end to a circle in the data.
const DEPTH_MAX: usize = 16;

/// An agency or an office of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its id, as cases, posts and rules name it.
    pub id: String,
    /// The kind of agency, a code.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The place it is competent for.
    pub place: Option<String>,
    /// The code that dossier numbers begin with.
    pub dossier_code: Option<String>,
    /// The agency it belongs to.
    pub parent: Option<String>,
}

/// An administrative unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The place it lies in.
    pub parent: Option<String>,
    /// The kind of unit, a code.
    pub kind: String,
}

/// All agencies and places.
#[derive(Debug)]
pub struct Directory {
    rules: TextRules,
    agencies: Vec<Agency>,
    agency_at: HashMap<String, u32>,
    /// Agencies that exist today, by place.
    agencies_in: HashMap<String, Vec<u32>>,
    /// Those that exist today first.
    places: Vec<Place>,
    /// For each place, from when and until when it exists.
    terms: Vec<(Date, Option<Date>)>,
    place_at: HashMap<String, u32>,
    /// Which places took the place of one, by its code.
    successors: HashMap<String, Vec<Step>>,
    /// The names of all places as people type them, without marks.
    plain: Vec<String>,
    /// How many places exist today.
    existing: usize,
}

impl Directory {
    /// Reads both registers. A few milliseconds and a few megabytes for ten thousand rows.
    ///
    /// # Errors
    /// When one of the registers is not declared, or the database fails.
    pub async fn load(
        db: &Store,
        registers: &Registers,
        today: Date,
    ) -> Result<Directory, RegisterError> {
        let head = registers.head();
        let mut directory = Directory::empty(registers.rules);
        let mut gone = Vec::new();
        store::each(db, registers.get(&head.places)?, |record| {
            let term = (record.valid_from, record.valid_to);
            match read_place(&record) {
                Some(place) if record.holds_on(today) => directory.add_place(place, term),
                Some(place) => gone.push((place, term)),
                None => {}
            }
        })
        .await?;
        directory.existing = directory.places.len();
        for (place, term) in gone {
            directory.add_place(place, term);
        }
        if let Some(successions) = &head.successions {
            let add = |record: Record| directory.add_succession(&record);
            store::each(db, registers.get(successions)?, add).await?;
        }
        store::each(db, registers.get(&head.agencies)?, |record| {
            if let Some(agency) = read_agency(&record) {
                directory.add_agency(agency, !ended(&record, today));
            }
        })
        .await?;
        Ok(directory)
    }

    fn empty(rules: TextRules) -> Directory {
        Directory {
            rules,
            agencies: Vec::new(),
            agency_at: HashMap::new(),
            agencies_in: HashMap::new(),
            places: Vec::new(),
            terms: Vec::new(),
            place_at: HashMap::new(),
            successors: HashMap::new(),
            plain: Vec::new(),
            existing: 0,
        }
    }

    fn add_place(&mut self, place: Place, term: (Date, Option<Date>)) {
        let at = number(self.places.len());
        self.terms.push(term);
        self.plain.push(unmarked_key(&place.name));
        self.place_at.insert(place.code.clone(), at);
        self.places.push(place);
    }

    fn add_agency(&mut self, agency: Agency, exists: bool) {
        let at = number(self.agencies.len());
        if let Some(place) = agency.place.as_ref().filter(|_| exists) {
            self.agencies_in.entry(place.clone()).or_default().push(at);
        }
        self.agency_at.insert(agency.id.clone(), at);
        self.agencies.push(agency);
    }

    /// The agency with an id.
    pub fn agency(&self, id: &str) -> Option<&Agency> {
        self.agencies.get(*self.agency_at.get(id)? as usize)
    }

    /// The place with a code.
    pub fn place(&self, code: &str) -> Option<&Place> {
        self.places.get(*self.place_at.get(code)? as usize)
    }

    /// All agencies, in the order of their records.
    pub fn agencies(&self) -> &[Agency] {
        &self.agencies
    }

    /// The places that exist today, in the order of their records.
    pub fn places(&self) -> &[Place] {
        self.places.get(..self.existing).unwrap_or_default()
    }

    /// The agency of a kind that is competent for a place: the one there, or the nearest above.
    /// Of several in one place, the one whose id comes first.
    pub fn nearest(&self, kind: &str, place: &str) -> Option<&Agency> {
        self.up(place).find_map(|place| {
            let there = self.agencies_in.get(&place.code)?.iter();
            let there = there.filter_map(|at| self.agencies.get(*at as usize));
            there
                .filter(|agency| agency.kind == kind)
                .min_by(|one, other| one.id.cmp(&other.id))
        })
    }

    /// The names of a place and of all places it lies in, from the smallest up.
    pub fn place_path(&self, code: &str) -> Vec<&str> {
        self.up(code).map(|place| place.name.as_str()).collect()
    }

    /// Whether a place is another or lies in it.
    pub fn lies_in(&self, code: &str, above: &str) -> bool {
        self.up(code).any(|place| place.code == above)
    }

    /// Places of some kinds (any if empty) that a text may mean: by the beginning of the code, or
    /// by words of the name and of the places it lies in, typed with or without marks, each as far
    /// as it is typed. Those with the marks as typed come first, the likeliest of them first.
    pub fn search_places(&self, typed: &str, kinds: &[&str], limit: usize) -> Vec<&Place> {
        let typed = typed.trim();
        let plain = unmarked_key(typed);
        let words: Vec<&str> = plain
            .split(word_end)
            .filter(|word| !word.is_empty())
            .collect();
        if typed.is_empty() {
            return Vec::new();
        }
        let marked = compare_key(typed, &self.rules);
        let found = self
            .places()
            .iter()
            .zip(&self.plain)
            .filter_map(|(place, name)| {
                if !kinds.is_empty() && !kinds.contains(&place.kind.as_str()) {
                    return None;
                }
                let (rank, other_marks) = if place.code.starts_with(typed) {
                    (0, false)
                } else {
                    let rank = self.rank(place, name, &plain, &words)?;
                    let name = compare_key(&place.name, &self.rules);
                    (rank, !name.contains(&marked))
                };
                Some(((other_marks, rank, place.name.chars().count()), place))
            });
        let mut found: Vec<((bool, u8, usize), &Place)> = found.collect();
        found.sort_by(|(one, a), (two, b)| {
            let names = || (&a.name, &a.code).cmp(&(&b.name, &b.code));
            one.cmp(two).then_with(names)
        });
        let found = found.into_iter().map(|(_, place)| place);
        found.take(limit).collect()
    }

    /// How likely a place is meant: its whole name, the end of it (after the kind of unit) or its
    /// beginning, words of it, or words of it and of what it lies in.
    fn rank(&self, place: &Place, name: &str, plain: &str, words: &[&str]) -> Option<u8> {
        if words.is_empty() {
            return None;
        }
        if name == plain {
            return Some(0);
        }
        let before = name.strip_suffix(plain);
        let after = name.strip_prefix(plain);
        if before.is_some_and(|kind| kind.ends_with(word_end))
            || after.is_some_and(|rest| rest.starts_with(word_end))
        {
            return Some(1);
        }
        let missing: Vec<&&str> = words.iter().filter(|word| !begins(name, word)).collect();
        if missing.is_empty() {
            return Some(2);
        }
        if missing.len() == words.len() {
            return None;
        }
        let explained = |word: &&&str| self.above(place).any(|name| begins(name, word));
        missing.iter().all(explained).then_some(3)
    }

    /// The plain names of what a place lies in.
    fn above(&self, place: &Place) -> impl Iterator<Item = &str> {
        self.up(&place.code).skip(1).filter_map(|place| {
            let at = *self.place_at.get(&place.code)?;
            Some(self.plain.get(at as usize)?.as_str())
        })
    }

    fn up(&self, code: &str) -> impl Iterator<Item = &Place> {
        let parent = |place: &&Place| self.place(place.parent.as_deref()?);
        std::iter::successors(self.place(code), parent).take(DEPTH_MAX)
    }
}

fn begins(name: &str, word: &str) -> bool {
    name.split(word_end).any(|part| part.starts_with(word))
}

fn word_end(character: char) -> bool {
    !character.is_alphanumeric()
}

fn read_place(record: &Record) -> Option<Place> {
    Some(Place {
        code: text(record, "code")?,
        name: text(record, "name").unwrap_or_default(),
        parent: text(record, "parent"),
        kind: text(record, "kind").unwrap_or_default(),
    })
}

fn read_agency(record: &Record) -> Option<Agency> {
    Some(Agency {
        id: text(record, "id")?,
        kind: text(record, "kind").unwrap_or_default(),
        name: text(record, "name").unwrap_or_default(),
        place: text(record, "place"),
        dossier_code: text(record, "dossier_code"),
        parent: text(record, "parent"),
    })
}

fn text(record: &Record, field: &str) -> Option<String> {
    record.text(field).map(str::to_owned)
}

fn ended(record: &Record, today: Date) -> bool {
    record.valid_to.is_some_and(|end| end < today)
}

fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
