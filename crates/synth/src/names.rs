//! What people are called, and their names in mail addresses.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::SynthError;
use crate::declared::{Names, Parent};
use crate::dice::{Dice, Weighted};
use crate::family::{Kin, Plan, Sex};
use crate::tables::Files;

/// The group whose family names serve every group without names of its own.
const ANY_GROUP: &str = "*";
/// How often a name that somebody of the household already has is drawn again.
const TRIES: usize = 32;

/// The tables of names, read.
#[derive(Debug, Clone)]
pub struct NameTables {
    pattern: String,
    family: BTreeMap<String, Weighted<String>>,
    any: Weighted<String>,
    female: Given,
    male: Given,
    /// Whose family name a child gets.
    pub child_bears: Parent,
}

#[derive(Debug, Clone)]
struct Given {
    middle: Option<Weighted<String>>,
    given: Weighted<String>,
}

impl NameTables {
    /// Reads the tables.
    pub fn read(names: &Names, files: &Files<'_>) -> Result<NameTables, SynthError> {
        let family = files.weighted_by(&names.family, ["group", "name", "weight"])?;
        let any = family.get(ANY_GROUP).cloned().ok_or_else(|| {
            SynthError::at(
                &names.family,
                1,
                "no family names of the group '*' (everybody else)",
            )
        })?;
        if !names.pattern.contains("{given}") {
            return Err(SynthError::key("names.pattern", "it must contain {given}"));
        }
        let given = |middle: &Option<String>, given: &str| {
            let middle = middle
                .as_deref()
                .map(|path| files.weighted(path))
                .transpose()?;
            Ok(Given {
                middle,
                given: files.weighted(given)?,
            })
        };
        Ok(NameTables {
            pattern: names.pattern.clone(),
            family,
            any,
            female: given(&names.middle_female, &names.given_female)?,
            male: given(&names.middle_male, &names.given_male)?,
            child_bears: names.child_bears,
        })
    }

    /// A family name for somebody of a group.
    pub fn family(&self, group: Option<&str>, dice: &mut Dice) -> String {
        self.family_of(group.unwrap_or_default(), dice).to_owned()
    }

    /// The same, borrowed; an empty group is none.
    pub(crate) fn family_of(&self, group: &str, dice: &mut Dice) -> &str {
        self.family.get(group).unwrap_or(&self.any).pick(dice)
    }

    /// A full name, in NFC, that nobody in `taken` has (unless chance insists), and in which the
    /// middle name does not repeat the given one.
    pub fn full(&self, family: &str, sex: Sex, taken: &[&str], dice: &mut Dice) -> String {
        let mut name = String::new();
        for _ in 0..TRIES {
            let table = match sex {
                Sex::Female => &self.female,
                Sex::Male => &self.male,
            };
            let middle = table.middle.as_ref().map_or("", |middle| middle.pick(dice));
            let given = table.given.pick(dice);
            let filled = self
                .pattern
                .replace("{family}", family)
                .replace("{middle}", middle)
                .replace("{given}", given);
            name = filled
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .nfc()
                .collect();
            let repeats = middle.split(' ').any(|word| word == given);
            if !repeats && !taken.contains(&name.as_str()) {
                break;
            }
        }
        name
    }
}

/// The family names of a household: one for each adult, one for the children.
pub(crate) struct FamilyNames {
    adults: Vec<String>,
    children: String,
}

impl FamilyNames {
    pub(crate) fn of(
        tables: &NameTables,
        plan: &Plan,
        group: Option<&str>,
        dice: &mut Dice,
    ) -> FamilyNames {
        let bears = match tables.child_bears {
            Parent::Father => Sex::Male,
            Parent::Mother => Sex::Female,
        };
        let mut adults: Vec<String> = Vec::new();
        let mut children = None;
        for member in &plan.members {
            let own = match (member.kin, adults.first()) {
                (Kin::Parent, Some(head)) if member.sex == bears => head.clone(),
                _ => tables.family(group, dice),
            };
            let couple = matches!(member.kin, Kin::Head | Kin::Spouse);
            if couple && member.sex == bears {
                children = Some(own.clone());
            }
            adults.push(own);
        }
        let children = children
            .or_else(|| adults.first().cloned())
            .unwrap_or_default();
        FamilyNames { adults, children }
    }

    pub(crate) fn of_member(&self, at: usize, kin: Kin) -> &str {
        match kin {
            Kin::Child => &self.children,
            Kin::Head | Kin::Spouse | Kin::Parent => self.adults.get(at).unwrap_or(&self.children),
        }
    }
}

/// A name as the local part of a mail address: lower-case ASCII letters, words joined by dots.
/// Marks above and below letters fall away; letters that no mark explains are spelt by `SPELT`.
pub fn mail_name(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.nfd().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => text.push(letter),
            ' ' | '-' if !text.ends_with('.') => text.push('.'),
            _ => {
                text.push_str(spelt(letter).unwrap_or_default());
            }
        }
    }
    text
}

/// How a small letter that no mark explains is spelt in plain ones.
pub(crate) fn spelt(letter: char) -> Option<&'static str> {
    let found = SPELT.iter().find(|(from, _)| *from == letter);
    found.map(|(_, to)| *to)
}

/// Letters of Latin alphabets that do not decompose.
const SPELT: [(char, &str); 7] = [
    ('đ', "d"),
    ('ð', "d"),
    ('ø', "o"),
    ('æ', "ae"),
    ('ł', "l"),
    ('ß', "ss"),
    ('þ', "th"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_names_are_ascii() {
        let cases = [
            ("Đặng Thị Thuỳ Dương", "dang.thi.thuy.duong"),
            ("K’ Ấn", "k.an"),
            ("Linnéa Bråten", "linnea.braten"),
            ("Øystein  Ness-Holm", "oystein.ness.holm"),
        ];
        for (name, expected) in cases {
            assert_eq!(mail_name(name), expected);
        }
    }

    fn tables(family: &str) -> Result<NameTables, SynthError> {
        let files = [
            ("f.csv", family),
            ("m.csv", "name,weight\nAnn,1\nBo,1\n"),
            ("g.csv", "name,weight\nBo,1\nCid,1\n"),
        ];
        let names = Names {
            pattern: "{family} {middle} {given}".into(),
            family: "f.csv".into(),
            middle_female: Some("m.csv".into()),
            middle_male: None,
            given_female: "g.csv".into(),
            given_male: "g.csv".into(),
            child_bears: Parent::Mother,
        };
        NameTables::read(&names, &Files::new(&files))
    }

    #[test]
    fn groups_have_their_own_family_names() {
        let names = tables("name,weight,group\nReed,1,*\nTern,1,north\n").unwrap();
        let mut dice = Dice::new(1, 1);
        let cases = [
            (None, "Reed"),
            (Some("north"), "Tern"),
            (Some("south"), "Reed"),
        ];
        for (group, expected) in cases {
            assert_eq!(names.family(group, &mut dice), expected);
        }
        let fault = tables("name,weight,group\nTern,1,north\n").unwrap_err();
        assert_eq!(
            fault.to_string(),
            "f.csv:1: no family names of the group '*' (everybody else)"
        );
    }

    #[test]
    fn names_differ_in_a_household_and_a_missing_part_leaves_no_gap() {
        let names = tables("name,weight,group\nReed,1,*\n").unwrap();
        for seed in 0..50 {
            let mut dice = Dice::new(seed, 0);
            let first = names.full("Reed", Sex::Male, &[], &mut dice);
            let second = names.full("Reed", Sex::Male, &[&first], &mut dice);
            assert!(["Reed Bo", "Reed Cid"].contains(&first.as_str()), "{first}");
            assert_ne!(first, second);
            assert_ne!(
                names.full("Reed", Sex::Female, &[], &mut dice),
                "Reed Bo Bo"
            );
        }
    }
}
