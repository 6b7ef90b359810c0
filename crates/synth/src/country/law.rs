//! `[country]` with its tables, read and checked once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::SynthError;
use crate::checks::check;
use crate::country::ages::Ages;
use crate::country::days;
use crate::country::declared::{Country, Former};
use crate::country::diplomas::Diplomas;
use crate::country::faults::FaultLaw;
use crate::declared::Declared;
use crate::dice::{Dice, Weighted, mix_text};
use crate::law::{Commune, FILE, SynthLaw, declared};
use crate::number::Structure;
use crate::tables::Files;

/// Communes of one country; nobody has counted more.
const COMMUNES_MAX: usize = 60_000;

/// What the people of a whole country look like. Make one with [`CountryLaw::read`].
#[derive(Debug)]
pub struct CountryLaw {
    pub(crate) law: SynthLaw,
    pub(crate) habits: Country,
    pub(crate) as_of: Date,
    pub(crate) recorded_since: Date,
    pub(crate) places: Places,
    pub(crate) ages: Ages,
    /// Of mothers born from a year on: how many children they want.
    pub(crate) children: BTreeMap<i16, Weighted<u8>>,
    pub(crate) former: Option<FormerLaw>,
    pub(crate) diplomas: Option<Diplomas>,
    pub(crate) faults: FaultLaw,
    pub(crate) groups: Groups,
}

/// Where people live, in the order of the table.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) communes: Vec<Commune>,
    /// The agency that keeps each commune's books.
    pub(crate) offices: Vec<String>,
    /// The name of the place each commune belongs to.
    pub(crate) parents: Vec<String>,
    /// Codes of places that are no longer in force.
    pub(crate) abolished: Vec<String>,
    /// How many live in this commune and those before it, in thousandths of the table's unit.
    upto: Vec<u64>,
}

impl Places {
    /// The commune at a point of the whole, from 0 to `u64::MAX`.
    pub(crate) fn at(&self, point: u64) -> usize {
        let total = self.upto.last().copied().unwrap_or(1);
        let reached = (u128::from(point) * u128::from(total)) >> 64;
        let found = self
            .upto
            .partition_point(|&upto| u128::from(upto) <= reached);
        found.min(self.communes.len().saturating_sub(1))
    }
}

/// Names of groups as small numbers; 0 is no group.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    pub(crate) codes: Vec<String>,
    by_parent: BTreeMap<String, Weighted<u16>>,
}

impl Groups {
    /// A group for somebody of a place.
    pub(crate) fn pick(&self, parent: &str, dice: &mut Dice) -> u16 {
        let here = self
            .by_parent
            .get(parent)
            .or_else(|| self.by_parent.get("*"));
        here.map_or(0, |groups| *groups.pick(dice))
    }
}

/// Numbers of before.
#[derive(Debug)]
pub(crate) struct FormerLaw {
    pub(crate) habits: Former,
    pub(crate) structure: Structure,
    pub(crate) from: Date,
    pub(crate) until: Date,
}

impl CountryLaw {
    /// Reads `synth.toml` and its tables from the pack's files, handed in as (path inside the pack,
    /// text).
    ///
    /// # Errors
    /// The first fault, with file and line or with the key; also when the pack has no `[country]`.
    pub fn read<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Result<CountryLaw, SynthError> {
        let law = SynthLaw::read(files)?;
        let files = Files::new(files);
        let all = declared(files.text(FILE)?)?;
        let Some(habits) = all.country.clone() else {
            let message = "this pack says nothing about a whole country; packs/tiny shows how";
            return Err(SynthError::key("country", message));
        };
        check_habits(&habits)?;
        let places = places(&habits, &files)?;
        if let Some(unknown) = places
            .communes
            .iter()
            .find(|one| !law.person.knows_birth_place(&one.code))
        {
            return Err(SynthError::Commune {
                code: unknown.code.clone(),
                message: "it has no line in the table of origins of numbers.person".into(),
            });
        }
        let diplomas = habits.diplomas.as_ref();
        Ok(CountryLaw {
            as_of: day("country.as_of", &habits.as_of)?,
            recorded_since: day("country.recorded_since", &habits.recorded_since)?,
            places,
            ages: Ages::read(&habits.ages, &habits.deaths, &files)?,
            children: children(&habits.children, &files)?,
            former: former(&all, &habits, &files)?,
            diplomas: diplomas
                .map(|declared| Diplomas::read(declared, &all.numbers, &files))
                .transpose()?,
            faults: FaultLaw::read(&all, &law, &files)?,
            groups: groups(&all, &files)?,
            law,
            habits,
        })
    }

    /// The day on which everything is told unless the caller names another.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The registers that get rows, that of the people first, each with its fields in the order of
    /// the columns.
    pub fn registers(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.law.registers.iter().map(|register| {
            let fields = register.fields.iter().map(|(field, _)| field.as_str());
            (register.name.as_str(), fields.collect())
        })
    }
}

/// A day of `synth.toml`.
pub(crate) fn day(key: &str, text: &str) -> Result<Date, SynthError> {
    text.parse()
        .map_err(|_| SynthError::key(key, "it is not a day such as 2026-10-31"))
}

fn check_habits(habits: &Country) -> Result<(), SynthError> {
    let percents = [
        ("marry_percent", habits.marry_percent),
        ("remarry_percent", habits.remarry_percent),
        ("same_group_percent", habits.same_group_percent),
        ("lone_mother_percent", habits.lone_mother_percent),
        ("wifes_home_percent", habits.wifes_home_percent),
        ("stays_home_percent", habits.stays_home_percent),
        ("with_child_percent", habits.with_child_percent),
    ];
    for (key, percent) in percents {
        check(
            &format!("country.{key}"),
            percent <= 100,
            "it is a percentage",
        )?;
    }
    check(
        "country.divorces_per_1000",
        habits.divorces_per_1000 <= 1000,
        "at most 1000 among 1,000",
    )
}

fn places(habits: &Country, files: &Files<'_>) -> Result<Places, SynthError> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let (mut communes, mut abolished) = (Vec::new(), Vec::new());
    let columns = ["code", "parent", "kind", "name", "valid_to"];
    for line in files.table(&habits.places, &columns)? {
        let Ok([code, parent, kind, name, valid_to]) = <[String; 5]>::try_from(line.cells) else {
            continue;
        };
        if !valid_to.is_empty() {
            abolished.push(code);
            continue;
        }
        names.insert(code.clone(), name.clone());
        if habits.place_kinds.contains(&kind) {
            communes.push(Commune { code, parent, name });
        }
    }
    let message = format!("{} has no place in force of these kinds", habits.places);
    check("country.place_kinds", !communes.is_empty(), &message)?;
    check(
        "country.place_kinds",
        communes.len() <= COMMUNES_MAX,
        "too many places",
    )?;
    let offices = offices(habits, &communes, files)?;
    let weights = match &habits.people {
        Some(path) => files.weights(path, ["place", "weight"])?,
        None => BTreeMap::new(),
    };
    let mut siblings: BTreeMap<&str, u64> = BTreeMap::new();
    for commune in &communes {
        *siblings.entry(&commune.parent).or_default() += shape(commune);
    }
    let mut upto = Vec::with_capacity(communes.len());
    let mut total = 0_u64;
    for commune in &communes {
        let of = siblings.get(commune.parent.as_str()).copied().unwrap_or(1);
        let weight = weights
            .get(&commune.parent)
            .map_or(of, |&of| u64::from(of) * 1000);
        total += (weight * shape(commune) / of.max(1)).max(1);
        upto.push(total);
    }
    let parents = communes.iter().map(|commune| {
        let name = names.get(&commune.parent).unwrap_or(&commune.parent);
        name.clone()
    });
    Ok(Places {
        parents: parents.collect(),
        offices,
        abolished,
        upto,
        communes,
    })
}

/// Communes of one place are not equally large: from 400 to 1,600, the same for ever.
fn shape(commune: &Commune) -> u64 {
    400 + mix_text(0, &commune.code) % 1201
}

fn offices(
    habits: &Country,
    communes: &[Commune],
    files: &Files<'_>,
) -> Result<Vec<String>, SynthError> {
    let offices = &habits.offices;
    let mut by_place: BTreeMap<String, String> = BTreeMap::new();
    for line in files.table(&offices.table, &["id", "kind", "place"])? {
        if let Ok([id, kind, place]) = <[String; 3]>::try_from(line.cells)
            && kind == offices.kind
        {
            by_place.insert(place, id);
        }
    }
    let mut found = Vec::with_capacity(communes.len());
    for commune in communes {
        let own = by_place.get(&commune.code);
        let office = own.or_else(|| by_place.get(&commune.parent));
        let Some(office) = office else {
            let message = format!("{} has no {} for it", offices.table, offices.kind);
            let code = commune.code.clone();
            return Err(SynthError::Commune { code, message });
        };
        found.push(office.clone());
    }
    Ok(found)
}

fn children(path: &str, files: &Files<'_>) -> Result<BTreeMap<i16, Weighted<u8>>, SynthError> {
    let mut table = BTreeMap::new();
    for (year, weighted) in files.weighted_by(path, ["born_from", "children", "weight"])? {
        let number = |text: &str| {
            let message = format!("'{text}' is not a small whole number");
            text.parse().map_err(|_| SynthError::at(path, 1, message))
        };
        let wanted = weighted.try_map(|text| {
            u8::try_from(number(text)?)
                .map_err(|_| SynthError::at(path, 1, format!("nobody has {text} children")))
        })?;
        table.insert(number(&year)?, wanted);
    }
    Ok(table)
}

fn former(
    all: &Declared,
    habits: &Country,
    files: &Files<'_>,
) -> Result<Option<FormerLaw>, SynthError> {
    let Some(former) = &habits.former else {
        return Ok(None);
    };
    let Some(parts) = &all.numbers.former else {
        let message = "it needs a structure of such numbers, numbers.former";
        return Err(SynthError::key("country.former", message));
    };
    Ok(Some(FormerLaw {
        structure: Structure::read("numbers.former", parts, files)?,
        from: day("country.former.from", &former.from)?,
        until: day("country.former.until", &former.until)?,
        habits: former.clone(),
    }))
}

fn groups(all: &Declared, files: &Files<'_>) -> Result<Groups, SynthError> {
    let Some(declared) = &all.groups else {
        return Ok(Groups::default());
    };
    let tables = files.weighted_by(&declared.table, ["place", "group", "weight"])?;
    let codes: BTreeSet<&String> = tables.values().flat_map(Weighted::things).collect();
    let codes: Vec<String> = std::iter::once(String::new())
        .chain(codes.into_iter().cloned())
        .collect();
    let mut by_parent = BTreeMap::new();
    for (parent, groups) in &tables {
        let numbered = groups.try_map(|code| {
            let at = codes.iter().position(|known| known == code).unwrap_or(0);
            Ok(u16::try_from(at).unwrap_or(0))
        })?;
        by_parent.insert(parent.clone(), numbered);
    }
    Ok(Groups { codes, by_parent })
}

/// How old somebody born on one day is on another, both as numbers.
pub(crate) fn age_on(born: i32, on: i32) -> i32 {
    crate::family::age(days::day(born), days::day(on))
}
