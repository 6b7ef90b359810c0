//! The format of `synth.toml`, key by key. Unknown keys are faults.
//!
//! Percent values are 0 to 100. Pairs are `[least, most]`, both included. A table is a CSV file of
//! the pack. Ages are completed years.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// Table of places with the columns `code`, `parent`, `name`.
    pub places: String,
    /// Codes of the places where people live unless the caller names others.
    pub communes: Vec<String>,
    /// What people are called.
    pub names: Names,
    /// Peoples or other groups that run in households, if the pack has them.
    pub groups: Option<Groups>,
    /// Who lives together.
    pub families: Families,
    /// Structures of the numbers people get.
    pub numbers: Numbers,
    /// Telephone and mail.
    pub contact: Contact,
    /// Where the door is.
    pub address: Address,
    /// Household codes and relation codes.
    pub household: HouseholdCodes,
    /// Insurance cards, if the pack has them.
    pub cover: Option<CoverRule>,
    /// The code of each sex.
    pub sexes: Sexes,
    /// Which registers get which facts.
    pub register: Vec<Register>,
    /// The people of a whole country, if the pack describes them.
    pub country: Option<crate::country::declared::Country>,
    /// How faults cluster.
    pub faults: Option<crate::country::declared::Clusters>,
    /// How rows go wrong.
    #[serde(default)]
    pub fault: Vec<crate::country::declared::FaultRule>,
}

/// `[names]`: tables have the columns `name`, `weight`; the family names `group` besides.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// A full name, made of `{family}`, `{middle}` and `{given}`.
    pub pattern: String,
    /// Table of family names; group `*` serves every group without names of its own.
    pub family: String,
    /// Table of women's middle names, if people have them.
    pub middle_female: Option<String>,
    /// Table of men's middle names.
    pub middle_male: Option<String>,
    /// Table of women's given names.
    pub given_female: String,
    /// Table of men's given names.
    pub given_male: String,
    /// Whose family name a child gets when both parents are known.
    pub child_bears: Parent,
}

/// One of two parents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parent {
    /// The father.
    Father,
    /// The mother.
    Mother,
}

/// `[groups]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// Table with the columns `place` (a commune's parent, or `*`), `group`, `weight`.
    pub table: String,
}

/// `[families]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Families {
    /// Age of the head: `[from, to, weight]` each.
    pub head_ages: Vec<(u8, u8, u32)>,
    /// Households headed by a woman.
    pub female_head_percent: u8,
    /// Heads with a spouse, if both are old enough to have married.
    pub married_percent: u8,
    /// Heads without a spouse who have children.
    pub lone_parent_percent: u8,
    /// Age of the bride.
    pub bride_ages: (u8, u8),
    /// Least age of the groom.
    pub groom_age_min: u8,
    /// How many years older the husband is.
    pub husband_older_years: (i8, i8),
    /// Weights of no child, one child, two children and so on, at most ten.
    pub children: Vec<u32>,
    /// Months from wedding to first birth.
    pub first_birth_months: (u8, u8),
    /// Months from birth to birth, at least ten.
    pub birth_gap_months: (u8, u8),
    /// Age of a mother at a birth, from 15 to 50.
    pub mother_ages: (u8, u8),
    /// From this age four children in five live elsewhere.
    pub leave_home_age: u8,
    /// Households with a parent of the head.
    pub grandparent_percent: u8,
    /// Married women of the ages below who expect a child, if the last one is not too young.
    pub expecting_percent: u8,
    /// Their age.
    pub expecting_ages: (u8, u8),
    /// People born in the commune they live in.
    pub native_percent: u8,
}

/// `[numbers]`: a structure is a list of parts, the last of which makes it unique.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// The personal number.
    pub person: Vec<Part>,
    /// The number of the insurance card.
    pub card: Option<Vec<Part>>,
    /// The telephone number.
    pub phone: Option<Vec<Part>>,
    /// The number people had before.
    pub former: Option<Vec<Part>>,
    /// The number of a diploma's sheet.
    pub diploma: Option<Vec<Part>>,
}

/// One part of a number.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The same text in every number.
    Text(String),
    /// A code that follows from the birth place: table with the columns `place`, `origin`.
    Origin(String),
    /// A code that follows from the one that `origin` gives in the personal number: table with the
    /// columns `place` (that code), `origin`.
    OriginOf(String),
    /// A text for the century of birth and the sex.
    Century(Vec<CenturyRow>),
    /// That many last digits of the year of birth.
    YearDigits(u8),
    /// A text that depends on the age today.
    Age(Vec<AgeRow>),
    /// A code of the commune where the person lives.
    Place(PlacePart),
    /// So many digits without order, unique among numbers with the same parts before.
    RandomDigits(u8),
    /// So many digits without order, unique among all numbers of this structure.
    SerialDigits(u8),
}

/// For the hundred years that begin with `from`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CenturyRow {
    /// First year of the hundred.
    pub from: i16,
    /// Text for men.
    pub male: String,
    /// Text for women.
    pub female: String,
}

/// From this age up to the next row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeRow {
    /// First age.
    pub from: u8,
    /// The text.
    pub text: String,
}

/// Which code of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacePart {
    /// The commune's own.
    Own,
    /// That of the place it belongs to.
    Parent,
}

/// `[contact]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Younger people have neither telephone nor mail.
    pub from_age: u8,
    /// A domain that nobody can own: it ends in `.example` (RFC 2606).
    pub email_domain: String,
}

/// `[address]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Made of `{n}`, `{street}` and `{commune}`.
    pub pattern: String,
    /// Table with the columns `name`, `weight`.
    pub streets: String,
    /// Highest house number.
    pub n_max: u16,
}

/// `[household]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdCodes {
    /// Made of `{commune}` (its code) and `{n}` (a running number of six digits).
    pub code: String,
    /// The code of each relation to the head.
    pub relations: Relations,
}

/// Codes of relations to the head of the household.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relations {
    /// The head.
    pub head: String,
    /// Husband or wife.
    pub spouse: String,
    /// Son or daughter.
    pub child: String,
    /// Father or mother.
    pub parent: String,
    /// Child of a son or daughter; `other` if nothing is said.
    pub grandchild: Option<String>,
    /// Brother or sister; `other` if nothing is said.
    pub sibling: Option<String>,
    /// Anybody else; `child` if nothing is said.
    pub other: Option<String>,
}

/// `[cover]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverRule {
    /// People with a card.
    pub percent: u8,
    /// Table with the columns `place` (a commune's parent), `code`, `weight`.
    pub facilities: String,
    /// A child's card lasts to the day before this birthday; others to the end of the year.
    pub child_until_age: u8,
}

/// `[sexes]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sexes {
    /// Code for women.
    pub female: String,
    /// Code for men.
    pub male: String,
}

/// `[[register]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The register's name in the pack.
    pub name: String,
    /// What one row is about.
    pub each: crate::facts::Each,
    /// Field to fact, `=text` or whole number.
    pub fields: BTreeMap<String, FieldRule>,
}

/// What goes into a field.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum FieldRule {
    /// The same number in every row.
    Int(i64),
    /// The name of a fact, or `=` and a text that is the same in every row.
    Text(String),
}
