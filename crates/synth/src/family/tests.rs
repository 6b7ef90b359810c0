//! Coherence of families, for any seed.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn law() -> Families {
    Families {
        head_ages: vec![(18, 29, 2), (30, 59, 5), (60, 90, 2)],
        female_head_percent: 40,
        married_percent: 80,
        lone_parent_percent: 50,
        bride_ages: (18, 30),
        groom_age_min: 20,
        husband_older_years: (-4, 9),
        children: vec![1, 2, 3, 2, 1],
        first_birth_months: (0, 30),
        birth_gap_months: (10, 60),
        mother_ages: (18, 44),
        leave_home_age: 24,
        grandparent_percent: 40,
        expecting_percent: 60,
        expecting_ages: (20, 39),
        native_percent: 70,
    }
}

const TODAY: Date = date(2026, 11, 2);

#[test]
fn completed_years() {
    let cases = [
        (date(2000, 11, 2), 26),
        (date(2000, 11, 3), 25),
        (date(2000, 10, 31), 26),
        (date(2026, 11, 2), 0),
        (date(1926, 12, 31), 99),
    ];
    for (born_on, years) in cases {
        assert_eq!(age(born_on, TODAY), years, "{born_on}");
    }
    assert_eq!(age(date(2004, 2, 29), date(2026, 2, 28)), 21);
    assert_eq!(age(date(2004, 2, 29), date(2026, 3, 1)), 22);
}

proptest! {
    #[test]
    fn families_hold_together(seed: u64, room in 1_usize..9) {
        let plan = plan(&law(), &mut Dice::new(seed, 0), TODAY, room);
        prop_assert!(plan.members.len() <= room);
        let head = plan.members[0];
        prop_assert_eq!(head.kin, Kin::Head);
        let of = |kin: Kin| plan.members.iter().filter(move |member| member.kin == kin);
        prop_assert!(plan.members.iter().all(|member| member.born_on <= TODAY));
        prop_assert!(plan.members.iter().all(|member| age(member.born_on, TODAY) < 101));

        let spouse = of(Kin::Spouse).next().copied();
        prop_assert_eq!(spouse.is_some(), plan.wedding.is_some());
        if let (Some(spouse), Some(wedding)) = (spouse, plan.wedding) {
            prop_assert_ne!(spouse.sex, head.sex);
            prop_assert!(wedding < TODAY);
            for adult in [head, spouse] {
                let least = if adult.sex == Sex::Female { 18 } else { 20 };
                prop_assert!(age(adult.born_on, wedding) >= least);
            }
            prop_assert!(of(Kin::Child).all(|child| child.born_on >= wedding));
        }
        let mother = [Some(head), spouse].into_iter().flatten().find(|one| one.sex == Sex::Female);
        if let Some(mother) = mother {
            for child in of(Kin::Child) {
                prop_assert!((18..=44).contains(&age(mother.born_on, child.born_on)));
            }
        }
        let births: Vec<Date> = of(Kin::Child).map(|child| child.born_on).collect();
        prop_assert!(births.windows(2).all(|two| plus_days(two[0], 300) <= two[1]));
        for parent in of(Kin::Parent) {
            prop_assert!((15..=50).contains(&age(parent.born_on, head.born_on)));
        }
        if let Some(due_on) = plan.due_on {
            let mother = mother.expect("only a couple expects a child here");
            prop_assert!(due_on >= TODAY && due_on <= plus_days(TODAY, 260));
            prop_assert!((20..=39).contains(&age(mother.born_on, TODAY)));
            prop_assert!(births.iter().all(|&born_on| plus_days(born_on, 300) < due_on));
        }
    }
}
