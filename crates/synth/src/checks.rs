//! Values of `synth.toml` that make no sense.

use crate::SynthError;
use crate::declared::Families;

/// A fault under a key unless something holds.
pub(crate) fn check(key: &str, holds: bool, message: &str) -> Result<(), SynthError> {
    if holds {
        Ok(())
    } else {
        Err(SynthError::key(key, message))
    }
}

/// Whether families can be made by these numbers at all.
#[expect(
    clippy::too_many_lines,
    reason = "one rule after the other, each with its message"
)]
pub(crate) fn check_families(families: &Families) -> Result<(), SynthError> {
    let percents = [
        ("female_head_percent", families.female_head_percent),
        ("married_percent", families.married_percent),
        ("lone_parent_percent", families.lone_parent_percent),
        ("grandparent_percent", families.grandparent_percent),
        ("expecting_percent", families.expecting_percent),
        ("native_percent", families.native_percent),
    ];
    for (key, percent) in percents {
        check(
            &format!("families.{key}"),
            percent <= 100,
            "it is a percentage",
        )?;
    }
    let pairs = [
        ("bride_ages", families.bride_ages),
        ("first_birth_months", families.first_birth_months),
        ("birth_gap_months", families.birth_gap_months),
        ("mother_ages", families.mother_ages),
        ("expecting_ages", families.expecting_ages),
    ];
    for (key, (least, most)) in pairs {
        check(
            &format!("families.{key}"),
            least <= most,
            "the first must not exceed the second",
        )?;
    }
    let (least, most) = families.husband_older_years;
    check(
        "families.husband_older_years",
        least <= most,
        "the first must not exceed the second",
    )?;
    let (least, most) = families.mother_ages;
    check(
        "families.mother_ages",
        least >= 15 && most <= 50,
        "from 15 to 50",
    )?;
    let gap = families.birth_gap_months.0;
    check(
        "families.birth_gap_months",
        gap >= 10,
        "births are at least ten months apart",
    )?;
    let children: u64 = families
        .children
        .iter()
        .map(|&weight| u64::from(weight))
        .sum();
    let length = families.children.len();
    check(
        "families.children",
        (1..=11).contains(&length),
        "from 1 to 11 weights",
    )?;
    check(
        "families.children",
        (1..=1_000_000).contains(&children),
        "the weights add up wrongly",
    )?;
    let heads: u64 = families
        .head_ages
        .iter()
        .map(|&(_, _, weight)| u64::from(weight))
        .sum();
    check(
        "families.head_ages",
        (1..=1_000_000).contains(&heads),
        "the weights add up wrongly",
    )?;
    let grown = families
        .head_ages
        .iter()
        .all(|&(from, to, _)| from >= 18 && from <= to && to <= 98);
    check(
        "families.head_ages",
        grown,
        "heads are 18 to 98 years old, `from` before `to`",
    )
}
