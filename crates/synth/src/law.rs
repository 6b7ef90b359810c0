//! A pack's `synth.toml` with its tables, read and checked once.

use std::collections::{BTreeMap, BTreeSet};

use crate::SynthError;
use crate::checks::{check, check_families};
use crate::declared::{Address, Contact, Declared, Families, HouseholdCodes, Register, Sexes};
use crate::dice::{Dice, Weighted};
use crate::facts::{Each, Source, source};
use crate::family::{Kin, Sex};
use crate::names::NameTables;
use crate::number::Structure;
use crate::tables::Files;

pub(crate) const FILE: &str = "synth.toml";

/// A place where people live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    /// Its code.
    pub code: String,
    /// Code of the place it belongs to.
    pub parent: String,
    /// Its name, as it stands in addresses.
    pub name: String,
}

/// What synthetic people of a pack look like. Make one with [`SynthLaw::read`].
#[derive(Debug, Clone)]
pub struct SynthLaw {
    communes: Vec<Commune>,
    pub(crate) families: Families,
    pub(crate) names: NameTables,
    pub(crate) groups: Option<BTreeMap<String, Weighted<String>>>,
    pub(crate) person: Structure,
    pub(crate) card: Option<Structure>,
    pub(crate) phone: Option<Structure>,
    pub(crate) contact: Contact,
    pub(crate) address: Address,
    pub(crate) streets: Weighted<String>,
    pub(crate) household: HouseholdCodes,
    pub(crate) cover: Option<CoverLaw>,
    sexes: Sexes,
    pub(crate) registers: Vec<RegisterLaw>,
}

/// Who has an insurance card, and where.
#[derive(Debug, Clone)]
pub(crate) struct CoverLaw {
    pub(crate) percent: u8,
    pub(crate) facilities: BTreeMap<String, Weighted<String>>,
    pub(crate) child_until_age: u8,
}

/// Where the rows of a register come from.
#[derive(Debug, Clone)]
pub(crate) struct RegisterLaw {
    pub(crate) name: String,
    pub(crate) each: Each,
    pub(crate) fields: Vec<(String, Source)>,
}

impl SynthLaw {
    /// Reads `synth.toml` and the tables it names from the pack's files, handed in as (path inside
    /// the pack, text).
    ///
    /// # Errors
    /// The first fault, with file and line, or with the key that contradicts something.
    pub fn read<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Result<SynthLaw, SynthError> {
        let files = Files::new(files);
        let text = files.text(FILE)?;
        let declared = declared(text)?;
        check_families(&declared.families)?;
        let structure = |key: &str, parts: &Option<_>| {
            let parts: Option<&Vec<_>> = parts.as_ref();
            parts
                .map(|parts| Structure::read(key, parts, &files))
                .transpose()
        };
        let card = structure("numbers.card", &declared.numbers.card)?;
        let groups = declared.groups.as_ref();
        let groups =
            groups.map(|groups| files.weighted_by(&groups.table, ["place", "group", "weight"]));
        let cover = cover(&declared, card.is_some(), &files)?;
        if !declared.contact.email_domain.ends_with(".example") {
            let message = "it must end in .example, a domain that nobody can own (RFC 2606)";
            return Err(SynthError::key("contact.email_domain", message));
        }
        Ok(SynthLaw {
            communes: communes(&declared, &files)?,
            names: NameTables::read(&declared.names, &files)?,
            groups: groups.transpose()?,
            person: Structure::read("numbers.person", &declared.numbers.person, &files)?,
            card,
            phone: structure("numbers.phone", &declared.numbers.phone)?,
            streets: files.weighted(&declared.address.streets)?,
            cover,
            registers: registers(&declared.register)?,
            families: declared.families,
            contact: declared.contact,
            address: declared.address,
            household: declared.household,
            sexes: declared.sexes,
        })
    }

    /// The communes in which people live unless the caller names others.
    pub fn communes(&self) -> &[Commune] {
        &self.communes
    }

    /// Names of the registers that get rows, that of the people themselves first.
    pub fn registers(&self) -> impl Iterator<Item = &str> {
        self.registers.iter().map(|register| register.name.as_str())
    }

    /// An address in a commune.
    pub(crate) fn address_in(&self, commune: &str, dice: &mut Dice) -> String {
        let n = dice.between(1, i32::from(self.address.n_max.max(1)));
        let street = self.streets.pick(dice);
        let filled = self
            .address
            .pattern
            .replace("{n}", &n.to_string())
            .replace("{street}", street);
        filled.replace("{commune}", commune)
    }

    pub(crate) fn sex_code(&self, sex: Sex) -> &str {
        match sex {
            Sex::Female => &self.sexes.female,
            Sex::Male => &self.sexes.male,
        }
    }

    pub(crate) fn relation_code(&self, kin: Kin) -> &str {
        let relations = &self.household.relations;
        match kin {
            Kin::Head => &relations.head,
            Kin::Spouse => &relations.spouse,
            Kin::Child => &relations.child,
            Kin::Parent => &relations.parent,
        }
    }
}

/// The text of `synth.toml`, as it is declared.
pub(crate) fn declared(text: &str) -> Result<Declared, SynthError> {
    toml::from_str(text).map_err(|fault| {
        let before = fault
            .span()
            .and_then(|span| text.get(..span.start))
            .unwrap_or_default();
        let line = before.matches('\n').count() as u64 + 1;
        SynthError::at(FILE, line, fault.message())
    })
}

fn cover(
    declared: &Declared,
    has_card: bool,
    files: &Files<'_>,
) -> Result<Option<CoverLaw>, SynthError> {
    let Some(rule) = &declared.cover else {
        return Ok(None);
    };
    if !has_card {
        return Err(SynthError::key(
            "cover",
            "it needs a structure of card numbers, numbers.card",
        ));
    }
    check("cover.percent", rule.percent <= 100, "it is a percentage")?;
    let facilities = files.weighted_by(&rule.facilities, ["place", "code", "weight"])?;
    let (percent, child_until_age) = (rule.percent, rule.child_until_age);
    Ok(Some(CoverLaw {
        percent,
        facilities,
        child_until_age,
    }))
}

fn communes(declared: &Declared, files: &Files<'_>) -> Result<Vec<Commune>, SynthError> {
    let mut wanted: BTreeSet<&str> = declared.communes.iter().map(String::as_str).collect();
    let mut communes = Vec::new();
    for line in files.table(&declared.places, &["code", "parent", "name"])? {
        if let Ok([code, parent, name]) = <[String; 3]>::try_from(line.cells)
            && wanted.remove(code.as_str())
        {
            communes.push(Commune { code, parent, name });
        }
    }
    let missing: Vec<&str> = wanted.into_iter().collect();
    let message = format!("{} not in {}", missing.join(", "), declared.places);
    check("communes", missing.is_empty(), &message)?;
    check("communes", !communes.is_empty(), "name at least one place")?;
    Ok(communes)
}

fn registers(declared: &[Register]) -> Result<Vec<RegisterLaw>, SynthError> {
    let first = declared.first().map(|register| register.each);
    check(
        "register",
        first == Some(Each::Person),
        "the first register is that of the people themselves and has each = \"person\"",
    )?;
    let mut registers: Vec<RegisterLaw> = Vec::new();
    for register in declared {
        let twice = registers.iter().any(|known| known.name == register.name);
        check(
            &format!("register.{}", register.name),
            !twice,
            "declared twice",
        )?;
        let mut fields = Vec::new();
        for (field, rule) in &register.fields {
            let key = format!("register.{}.fields.{field}", register.name);
            fields.push((field.clone(), source(&key, register.each, rule)?));
        }
        registers.push(RegisterLaw {
            name: register.name.clone(),
            each: register.each,
            fields,
        });
    }
    Ok(registers)
}
