//! The part of `synth.toml` that only a whole country needs: `[country]`, `[faults]`, `[[fault]]`.
//!
//! Percent values are 0 to 100. Dates are texts such as `2026-10-31`. A table is a CSV file of the
//! pack.

use serde::Deserialize;

/// `[country]`: who lives there, by the law of ages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// The day on which everything is told, unless the caller names another.
    pub as_of: String,
    /// Who died before this day is in no register.
    pub recorded_since: String,
    /// First year of the books of births and marriages.
    pub books_since: i16,
    /// Table of places with the columns `code`, `parent`, `kind`, `name`, `valid_to`.
    pub places: String,
    /// Kinds of the places in which people live.
    pub place_kinds: Vec<String>,
    /// Table with the columns `place` (a parent), `weight`: how many people live there.
    pub people: Option<String>,
    /// Whose books births, marriages and deaths are in.
    pub offices: Offices,
    /// Table with the columns `from` (an age), `female`, `male`: people of that age and up to the
    /// next line, in any unit.
    pub ages: String,
    /// Table with the columns `from` (an age), `female`, `male`: deaths in a year among 100,000 of
    /// that age and up to the next line.
    pub deaths: String,
    /// Table with the columns `born_from` (year of birth of the mother), `children`, `weight`.
    pub children: String,
    /// People who marry if they live and find somebody.
    pub marry_percent: u8,
    /// Divorced people, and widowed ones under 50, who marry again.
    pub remarry_percent: u8,
    /// Marriages that are divorced in a year, among 1,000.
    pub divorces_per_1000: u16,
    /// Couples who look for somebody of their own group first.
    pub same_group_percent: u8,
    /// Births whose mother is not married.
    pub lone_mother_percent: u8,
    /// Couples who live in her place and not in his.
    pub wifes_home_percent: u8,
    /// People over the leaving age without a family of their own who still live with a parent.
    pub stays_home_percent: u8,
    /// People or couples from 62 on without children at home who live with one of their children.
    pub with_child_percent: u8,
    /// People whose personal number was corrected once, among 10,000.
    pub renumbered_per_10000: u16,
    /// The numbers people had before, if there were any.
    pub former: Option<Former>,
    /// Diplomas, if the pack has them.
    pub diplomas: Option<Diplomas>,
}

/// Which agency keeps the books of a place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offices {
    /// Table with the columns `id`, `kind`, `place`.
    pub table: String,
    /// The kind of agency. A place without one has that of the place it belongs to.
    pub kind: String,
}

/// `[country.former]`: cards of the old structure (`numbers.former`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Former {
    /// Given from this day.
    pub from: String,
    /// The last day on which one was given.
    pub until: String,
    /// Given to people of this age and older.
    pub from_age: u8,
    /// Of those who could have one.
    pub percent: u8,
    /// What such a number is called in the rows.
    pub kind: String,
    /// What a personal number is called that was corrected later.
    pub renumbered_kind: String,
}

/// `[country.diplomas]`: serial numbers are those of `numbers.diploma`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diplomas {
    /// Table with the columns `level`, `after` (a level, or empty), `age_from`, `age_to`,
    /// `born_from`, `percent` (of those who have the level before), `issuer` (a pattern with
    /// `{parent}` and `{commune}`). Later lines of a level serve people born later.
    pub table: String,
    /// Month in which most are given.
    pub month: i8,
}

/// `[faults]`: real faults cluster, by office and year.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clusters {
    /// `[weight, percent]`: of so many offices and years, faults are so frequent. The mean is
    /// brought to 100.
    pub frequency: Vec<(u32, u32)>,
}

/// `[[fault]]`: one way in which rows of a register go wrong.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// The mechanism.
    pub kind: Mechanism,
    /// What the list of faults calls it; the mechanism's name if nothing is said.
    pub name: Option<String>,
    /// The register.
    pub register: String,
    /// The field; for duplicates those that slip.
    pub field: String,
    /// How often, beside the other faults of the register.
    pub weight: u32,
    /// A table, for mechanisms that need one: of the columns `value` (`from_table`), or `from`, `to`
    /// (`letters`, `endings`).
    pub table: Option<String>,
    /// Years, for `stale`.
    pub years: Option<u8>,
}

/// How a row goes wrong. At most one befalls a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mechanism {
    /// The value is not there.
    Missing,
    /// Two letters swapped, one lost, one twice, or one mark lost.
    TypingSlip,
    /// Day and month of a date exchanged.
    SwappedDayMonth,
    /// A day that no calendar has.
    ImpossibleDate,
    /// A day after the day of the data.
    FutureDate,
    /// A date or number as people write it, not as the format says.
    OtherNotation,
    /// A number for somebody born a hundred years earlier or later. Every reference follows.
    WrongCentury,
    /// A number for somebody of the other sex. Every reference follows.
    NumberOfOtherSex,
    /// A second row about the same person, with a number of its own and mostly with slips.
    DuplicatePerson,
    /// The number of somebody else of the same place, sex and year. Every reference follows.
    DuplicateNumber,
    /// The same row once more.
    DuplicateRow,
    /// A code of the right form that no table has.
    UnknownCode,
    /// A value of a table, for codes that are no longer given.
    FromTable,
    /// The code of a place of the table that is no longer in force.
    AbolishedPlace,
    /// The code of another place in force: the row was not brought up to date.
    OtherPlace,
    /// The code of the other sex.
    OtherSexCode,
    /// Letters taken apart (Unicode NFD).
    Nfd,
    /// Each letter of a table replaced: text of a legacy font read as Unicode.
    Letters,
    /// Endings of words replaced by a table: where marks are put.
    Endings,
    /// Upper case without marks.
    UpperUnmarked,
    /// A double, non-breaking or zero-width space.
    StraySpace,
    /// Parts of the name in the wrong order, or grown together.
    SplitName,
    /// A date so many years too old: nobody has touched the row since.
    Stale,
    /// Somebody who is dead lives on in this row.
    LivesOn,
    /// A number that nobody has.
    Nobody,
    /// The number of somebody else.
    SomebodyElse,
}

impl Mechanism {
    /// Its name in `synth.toml` and in lists of faults.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Missing => "missing",
            Mechanism::TypingSlip => "typing_slip",
            Mechanism::SwappedDayMonth => "swapped_day_month",
            Mechanism::ImpossibleDate => "impossible_date",
            Mechanism::FutureDate => "future_date",
            Mechanism::OtherNotation => "other_notation",
            Mechanism::WrongCentury => "wrong_century",
            Mechanism::NumberOfOtherSex => "number_of_other_sex",
            Mechanism::DuplicatePerson => "duplicate_person",
            Mechanism::DuplicateNumber => "duplicate_number",
            Mechanism::DuplicateRow => "duplicate_row",
            Mechanism::UnknownCode => "unknown_code",
            Mechanism::FromTable => "from_table",
            Mechanism::AbolishedPlace => "abolished_place",
            Mechanism::OtherPlace => "other_place",
            Mechanism::OtherSexCode => "other_sex_code",
            Mechanism::Nfd => "nfd",
            Mechanism::Letters => "letters",
            Mechanism::Endings => "endings",
            Mechanism::UpperUnmarked => "upper_unmarked",
            Mechanism::StraySpace => "stray_space",
            Mechanism::SplitName => "split_name",
            Mechanism::Stale => "stale",
            Mechanism::LivesOn => "lives_on",
            Mechanism::Nobody => "nobody",
            Mechanism::SomebodyElse => "somebody_else",
        }
    }
}
