//! Diplomas: who has which, from the pack's table.

use jiff::civil::{Date, date};

use crate::SynthError;
use crate::checks::check;
use crate::country::declared;
use crate::declared::Numbers;
use crate::dice::Dice;
use crate::number::Structure;
use crate::tables::Files;

/// The table, level after level.
#[derive(Debug)]
pub(crate) struct Diplomas {
    pub(crate) levels: Vec<Level>,
    pub(crate) serial: Structure,
    month: i8,
}

/// A line of the table: what people born from a year on have.
#[derive(Debug)]
pub(crate) struct Level {
    pub(crate) level: String,
    pub(crate) issuer: String,
    after: String,
    ages: (i16, i16),
    born_from: i16,
    percent: u8,
}

impl Diplomas {
    pub(crate) fn read(
        declared: &declared::Diplomas,
        numbers: &Numbers,
        files: &Files<'_>,
    ) -> Result<Diplomas, SynthError> {
        let Some(parts) = &numbers.diploma else {
            let message = "it needs a structure of serial numbers, numbers.diploma";
            return Err(SynthError::key("country.diplomas", message));
        };
        let month = declared.month;
        check(
            "country.diplomas.month",
            (1..=12).contains(&month),
            "from 1 to 12",
        )?;
        let path = &declared.table;
        let columns = [
            "level",
            "after",
            "age_from",
            "age_to",
            "born_from",
            "percent",
            "issuer",
        ];
        let mut levels = Vec::new();
        for line in files.table(path, &columns)? {
            let at = line.number;
            let Ok([level, after, from, to, born, percent, issuer]) =
                <[String; 7]>::try_from(line.cells)
            else {
                continue;
            };
            let number = |text: &str| {
                let message = format!("'{text}' is not a whole number");
                text.parse::<i16>()
                    .map_err(|_| SynthError::at(path, at, message))
            };
            let percent = u8::try_from(number(&percent)?).ok().filter(|of| *of <= 100);
            let Some(percent) = percent else {
                return Err(SynthError::at(path, at, "percent is from 0 to 100"));
            };
            levels.push(Level {
                ages: (number(&from)?, number(&to)?),
                born_from: number(&born)?,
                level,
                after,
                percent,
                issuer,
            });
        }
        check(
            "country.diplomas.table",
            levels.len() < 1000,
            "too many lines",
        )?;
        Ok(Diplomas {
            levels,
            serial: Structure::read("numbers.diploma", parts, files)?,
            month,
        })
    }

    /// What somebody has by a day, in the order of the table: lines of it with the day of each.
    pub(crate) fn of(&self, born: Date, by: Date, dice: &mut Dice) -> Vec<(u16, Date)> {
        let mut has: Vec<(u16, Date)> = Vec::new();
        for (at, level) in (0_u16..).zip(&self.levels) {
            let later = self.levels.iter().any(|other| {
                other.level == level.level
                    && other.born_from > level.born_from
                    && other.born_from <= born.year()
            });
            if later || level.born_from > born.year() {
                continue;
            }
            let before = has
                .iter()
                .find(|(had, _)| self.levels[usize::from(*had)].level == level.after);
            let roll = dice.percent(level.percent);
            let years = dice.between(i32::from(level.ages.0), i32::from(level.ages.1));
            let day = dice.between(1, 28);
            if !roll || (before.is_none() && !level.after.is_empty()) {
                continue;
            }
            let year = born
                .year()
                .saturating_add(i16::try_from(years).unwrap_or(0));
            let on = date(
                year.clamp(1, 9999),
                self.month,
                i8::try_from(day).unwrap_or(1),
            );
            if on <= by && before.is_none_or(|(_, before)| *before < on) {
                has.push((at, on));
            }
        }
        has
    }
}
