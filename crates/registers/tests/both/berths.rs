//! Texts of a strict form, keys of several fields, and rules that are enforced.

use base::Id;
use jiff::civil::date;
use registers::{Problem, RegisterError, Value};
use store::WriteError;

use crate::island::{Island, MAI, TAM, fields};

const ONE: Id = Id([0xc1; 16]);
const TWO: Id = Id([0xc2; 16]);
const SHAPE: &str = r#"{"type":"Point","coordinates":[0.5,51.5]}"#;

fn berth(number: &str, harbour: &str) -> Vec<(String, Value)> {
    fields(&[("number", number.into()), ("harbour", harbour.into())])
}

fn with(mut berth: Vec<(String, Value)>, more: &[(&str, Value)]) -> Vec<(String, Value)> {
    berth.extend(fields(more));
    berth
}

#[test]
fn texts_of_a_form_are_kept_in_one_way() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let plan = Id([7; 16]).to_string();
        let more = [
            ("depth", "2.5".into()),
            ("rent", "1200".into()),
            ("shape", SHAPE.into()),
            ("plan", plan.as_str().into()),
            ("kinds", "rowing | sailing".into()),
            ("surveyed", "2020".into()),
        ];
        let berth = with(berth("7", "H1"), &more);
        island.create(1, "berths", ONE, berth).await.unwrap();
        let read = island.record("berths", ONE).await;
        let kept = [
            ("depth", "2.50"),
            ("rent", "1200.00"),
            ("shape", SHAPE),
            ("plan", plan.as_str()),
            ("kinds", "rowing|sailing"),
        ];
        for (field, text) in kept {
            assert_eq!(read.text(field), Some(text), "{field}");
        }
        let facts = read.rule_facts(date(2026, 11, 2));
        let text = |text: &str| expr::Value::Text(text.into());
        assert_eq!(facts["depth"], expr::Value::Int(250));
        assert_eq!(
            facts["kinds"],
            expr::Value::List(vec![text("rowing"), text("sailing")])
        );
        assert_eq!(facts["today"], expr::Value::Date(date(2026, 11, 2)));
        // The column keeps the number, so that the database can add and compare.
        let sum = "select depth + rent from r_berths where depth > $1";
        let row = island.db().query_one(sum, &[249.into()]).await;
        let sum = row.unwrap().unwrap();
        assert_eq!(sum.int(0).unwrap_or_default(), 120_250);
    });
}

#[test]
fn a_key_of_two_fields_is_taken_once_and_moves() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island
            .create(1, "berths", ONE, berth("7", "H1"))
            .await
            .unwrap();
        let same = island.create(2, "berths", TWO, berth("7", "H1")).await;
        assert!(matches!(
            same,
            Err(RegisterError::Write(WriteError::Lost { .. }))
        ));
        island
            .create(3, "berths", TWO, berth("7", "H2"))
            .await
            .unwrap();
        let by = |number: &'static str, harbour: &'static str| {
            [("number", number.into()), ("harbour", harbour.into())]
        };
        assert_eq!(island.found("berths", &by("7", "H2")).await, [TWO]);
        assert_eq!(island.found("berths", &by("8", "H2")).await, []);
        let half = [("number", "7".into())];
        let half = island.registers.find(island.db(), "berths", &half).await;
        assert!(matches!(half, Err(RegisterError::NotSearchable { .. })));

        let moved = vec![("number", Some("8".into()))];
        island.correct(4, "berths", TWO, moved).await.unwrap();
        assert_eq!(island.found("berths", &by("8", "H2")).await, [TWO]);
        assert_eq!(island.found("berths", &by("7", "H2")).await, []);
        let taken = vec![("harbour", Some("H1".into())), ("number", Some("7".into()))];
        let taken = island.correct(5, "berths", TWO, taken).await;
        assert!(matches!(
            taken,
            Err(RegisterError::Write(WriteError::Lost { .. }))
        ));
    });
}

#[test]
fn rules_of_level_error_are_kept_whenever_a_record_is_written() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let broken = |error: RegisterError| match error {
            RegisterError::Fields { problems, .. } => problems
                .into_iter()
                .map(|told| match told.problem {
                    Problem::Rule { rule } => format!("{}:{rule}", told.field),
                    problem => format!("{}:{}", told.field, problem.word()),
                })
                .collect::<Vec<String>>()
                .join(" "),
            other => panic!("{other}"),
        };
        // What is given besides number and harbour, and what is wrong with it.
        let table: [(&[(&str, Value)], &str); 9] = [
            (&[("depth", "0.49".into())], "depth:deep"),
            (&[("built", "2026-11-03".into())], "built:not-of-the-future"),
            (
                &[
                    ("built", "2020-05-01".into()),
                    ("surveyed", "2020-04".into()),
                ],
                "surveyed:surveyed",
            ),
            (
                &[
                    ("built", "2020-05-02".into()),
                    ("surveyed", "2019".into()),
                    ("depth", "0".into()),
                ],
                "depth:deep surveyed:surveyed",
            ),
            (&[("depth", "2.505".into())], "depth:form"),
            (&[("shape", "POINT (1 2)".into())], "shape:form"),
            (&[("plan", "plan.pdf".into())], "plan:form"),
            (&[("kinds", "rowing|flying".into())], "kinds:not_in_list"),
            // A form that is wrong comes before the rules, which speak of right ones.
            (
                &[("depth", "deep".into()), ("built", "2026-11-03".into())],
                "depth:form",
            ),
        ];
        for (more, expected) in table {
            let created = island.create(1, "berths", ONE, with(berth("7", "H1"), more));
            assert_eq!(broken(created.await.unwrap_err()), expected);
        }
        // A warning is no reason; the same day is right; a year may be after a day of it.
        let right = [
            ("rent", "9999.99".into()),
            ("built", "2026-11-02".into()),
            ("surveyed", "2026".into()),
            ("holder", MAI.into()),
        ];
        let right = with(berth("7", "H1"), &right);
        island.create(1, "berths", ONE, right).await.unwrap();
        let wrong = vec![
            ("surveyed", Some("2025".into())),
            ("holder", Some(TAM.into())),
        ];
        let wrong = island.correct(2, "berths", ONE, wrong).await.unwrap_err();
        assert_eq!(broken(wrong), "surveyed:surveyed");
    });
}
