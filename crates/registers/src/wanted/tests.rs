use jiff::civil::date;
use pack::{Field, Register};

use super::*;

fn declared() -> Declared {
    let formed = |id: &str, form: Form| Field {
        form: Some(form),
        ..Field::plain(id, FieldKind::Text)
    };
    Declared::new(&Register {
        id: "boats".to_owned(),
        steward: "HO".to_owned(),
        ground: "ground-boats".to_owned(),
        about: Vec::new(),
        class: None,
        retention: None,
        fields: vec![
            Field::plain("hull", FieldKind::Integer),
            Field::plain("owner", FieldKind::Reference("people".to_owned())),
            Field::plain("law", FieldKind::Text),
            Field::plain("afloat", FieldKind::Boolean),
            Field::plain("built", FieldKind::Date),
            Field::plain("seen", FieldKind::Instant),
            formed("depth", Form::Decimal { places: 2 }),
        ],
        keys: Vec::new(),
        rules: Vec::new(),
        measure: pack::Measure::default(),
        linkage: None,
        replaces: Vec::new(),
        correction_days: 5,
    })
}

const ID: &str = "0000000000000000000000000000000a";

fn sql(source: &str) -> String {
    let wanted = Wanted::compile(&declared(), source, date(2026, 11, 2)).unwrap();
    wanted.condition().test(&mut Vec::new())
}

#[test]
fn what_columns_can_say_is_left_to_the_database() {
    let beyond = |column: &str| format!("octet_length(\"{column}\") <> length(\"{column}\")");
    let law = beyond("law_");
    for (source, expected) in [
        ("hull == 7", r#""hull" = $1"#.to_owned()),
        ("7 < hull", r#""hull" > $1"#.to_owned()),
        ("depth <= 250", r#""depth" <= $1"#.to_owned()),
        ("afloat", r#""afloat" = $1"#.to_owned()),
        ("built >= today", r#""built" >= $1"#.to_owned()),
        (
            "hull in [1, 2]",
            r#"("hull" = $1 or "hull" = $2)"#.to_owned(),
        ),
        (
            "hull == 1 && (afloat || hull > 9)",
            r#"("hull" = $1 and ("afloat" = $2 or "hull" > $3))"#.to_owned(),
        ),
        ("law == 'old'", format!(r#"("law_" = $1 or {law})"#)),
        (
            "law.startsWith('o')",
            format!(r#"("law_" >= $1 and "law_" < $2 or {law})"#),
        ),
        ("owner == 'nobody'", "1 = 0".to_owned()),
        ("1 == 2", "1 = 0".to_owned()),
        // What is left to the evaluation lets all pass, and the rest is still checked.
        ("hull != 7", "1 = 1".to_owned()),
        ("law == null", "1 = 1".to_owned()),
        ("owner < 'a'", "1 = 1".to_owned()),
        (r"law == 'a\u0000'", "1 = 1".to_owned()),
        ("hull == 1 && hull != 7", r#""hull" = $1"#.to_owned()),
        ("hull == 1 || hull != 7", "1 = 1".to_owned()),
    ] {
        assert_eq!(sql(source), expected, "{source}");
    }
    assert_eq!(
        sql(&format!("owner == '{}'", Id([10; 16]))),
        r#""owner" = $1"#
    );
    assert_eq!(sql(&format!("owner == '{ID}x'")), "1 = 0");
}

#[test]
fn a_condition_of_very_many_tests_is_evaluated() {
    let many = |count: usize| {
        let parts: Vec<String> = (0..count).map(|at| at.to_string()).collect();
        format!("hull in [{}]", parts.join(","))
    };
    assert!(sql(&many(TESTS_MAX)).ends_with("= $200)"));
    assert_eq!(sql(&many(TESTS_MAX + 1)), "1 = 1");
}

#[test]
fn nothing_tells_the_condition() {
    let wanted = Wanted::compile(&declared(), "law == 'Mai Ashwick'", date(2026, 11, 2));
    let told = format!("{:?}", wanted.unwrap());
    assert!(told.contains("boats") && !told.contains("Mai"), "{told}");
}
