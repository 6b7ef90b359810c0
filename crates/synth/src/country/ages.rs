//! Ages: how many people there are of each, and how many die at each.

use std::collections::BTreeMap;

use crate::SynthError;
use crate::family::Sex;
use crate::tables::Files;

/// Nobody is as old as this.
pub(crate) const AGES: usize = 105;
const PER: f64 = 100_000.0;

/// One value for each year of age and sex.
type Table = Vec<[f64; 2]>;

/// The tables, with what follows from them.
#[derive(Debug)]
pub(crate) struct Ages {
    people: Table,
    deaths: Table,
    /// Deaths among 100,000, as whole numbers: what dice are compared with.
    risks: Vec<[i32; 2]>,
}

pub(crate) fn at(sex: Sex) -> usize {
    match sex {
        Sex::Female => 0,
        Sex::Male => 1,
    }
}

impl Ages {
    pub(crate) fn read(people: &str, deaths: &str, files: &Files<'_>) -> Result<Ages, SynthError> {
        let shares = spread(&bands(people, files)?);
        let deaths = steps(&bands(deaths, files)?);
        let total: f64 = shares.iter().flatten().sum();
        if total <= 0.0 {
            return Err(SynthError::at(people, 2, "there is nobody of any age"));
        }
        let people = shares.iter().map(|row| row.map(|share| share / total));
        #[expect(
            clippy::cast_possible_truncation,
            reason = "from 0 to 100,000, which the line before it ensures"
        )]
        let risk = |deaths: f64| deaths.clamp(0.0, PER) as i32;
        Ok(Ages {
            people: people.collect(),
            risks: deaths.iter().map(|row| row.map(risk)).collect(),
            deaths,
        })
    }

    /// Deaths in a year among 100,000 of that age.
    pub(crate) fn risk(&self, age: usize, sex: Sex) -> i32 {
        self.risks[age.min(AGES - 1)][at(sex)]
    }

    /// Births in the year that ended `ago` years before the day, so that of them and all others
    /// one person is recorded, if those are recorded who live or died in the last `recorded` years.
    pub(crate) fn births(&self, recorded: usize) -> Table {
        let mut births = vec![[0.0; 2]; AGES];
        let mut rows = 0.0;
        for sex in [0, 1] {
            for (ago, born) in births.iter_mut().enumerate() {
                let alive = self.alive(ago, sex);
                born[sex] = self.people[ago][sex] / alive.max(1e-6);
                let recorded = match ago.checked_sub(recorded) {
                    Some(before) => self.alive(before, sex),
                    None => 1.0,
                };
                rows += born[sex] * recorded;
            }
        }
        births
            .iter()
            .map(|row| row.map(|born| born / rows))
            .collect()
    }

    /// The share that lives through so many years and the one of birth.
    fn alive(&self, years: usize, sex: usize) -> f64 {
        let risks = self.deaths[..=years.min(AGES - 1)].iter();
        risks.map(|row| 1.0 - row[sex].min(PER) / PER).product()
    }
}

/// The lines of a table by their age.
fn bands(path: &str, files: &Files<'_>) -> Result<BTreeMap<usize, [f64; 2]>, SynthError> {
    let mut bands = BTreeMap::new();
    for line in files.table(path, &["from", "female", "male"])? {
        let number = |cell: usize| -> Result<u32, SynthError> {
            let text = &line.cells[cell];
            let message = format!("'{text}' is not a whole number from 0");
            text.parse()
                .map_err(|_| SynthError::at(path, line.number, message))
        };
        let from = number(0)? as usize;
        if from >= AGES {
            let message = format!("nobody is {from} years old; at most {}", AGES - 1);
            return Err(SynthError::at(path, line.number, message));
        }
        bands.insert(from, [f64::from(number(1)?), f64::from(number(2)?)]);
    }
    if bands.contains_key(&0) {
        Ok(bands)
    } else {
        Err(SynthError::at(
            path,
            2,
            "the first line must be that of age 0",
        ))
    }
}

/// Each age has the value of its line.
fn steps(bands: &BTreeMap<usize, [f64; 2]>) -> Table {
    let value = |age| {
        bands
            .range(..=age)
            .next_back()
            .map_or([0.0; 2], |row| *row.1)
    };
    (0..AGES).map(value).collect()
}

/// The people of a line divided among its ages; the last line's thin out to nobody.
fn spread(bands: &BTreeMap<usize, [f64; 2]>) -> Table {
    let mut table = vec![[0.0; 2]; AGES];
    for (&from, people) in bands {
        let next = bands.range(from + 1..).next();
        let until = next.map_or(AGES, |(&next, _)| next);
        let weight = |age: usize| match next {
            Some(_) => 1.0,
            // Old age halves every two years.
            None => 0.5_f64.powi(i32::try_from((age - from) / 2).unwrap_or(0)),
        };
        let total: f64 = (from..until).map(weight).sum();
        let band = table.iter_mut().enumerate().take(until).skip(from);
        for (age, row) in band {
            *row = people.map(|people| people * weight(age) / total);
        }
    }
    table
}
