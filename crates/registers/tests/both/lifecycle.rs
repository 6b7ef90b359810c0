//! What becomes of records: superseded, merged, kept no longer; and what was known when.

use access::Action;
use base::{Id, Instant};
use jiff::civil::{Date, date};
use ledger::{Act, Kind};
use registers::{AsOf, Merge, Record, RegisterError, Superseding, Value};

use crate::island::{
    BOAT, CHILD, Island, MAI, MONDAY, TAM, TODAY, boat, ctx, fields, permit, person,
};

const TWIN: Id = Id([0xa9; 16]);

fn seconds(seconds: i64) -> Instant {
    MONDAY.plus_seconds(seconds)
}

async fn home(island: &Island, valid: Date, recorded: Instant) -> Option<String> {
    let at = AsOf { valid, recorded };
    let found = island.registers.as_of(island.db(), "people", MAI, at).await;
    let found = found.unwrap()?;
    Some(found.text("home").unwrap_or("-").to_owned())
}

fn moving(
    record: &Record,
    to: &str,
    from: Date,
    at: i64,
    island: &Island,
) -> Result<Act, RegisterError> {
    let new = Superseding {
        record,
        fields: vec![("home".into(), Some(to.into()))],
        from,
    };
    let act = Act::new(&ctx(at), Kind::RecordSuperseded);
    let permit = permit(Action::Correct, "people", &["home"]);
    island
        .registers
        .supersede(&island.directory, &permit, &new, act)
}

#[test]
fn what_held_and_what_was_known_are_two_axes() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let read = island.record("people", MAI).await;
        // She moves on 10 November, which is recorded at 100; at 200 the new home is corrected.
        let moved = moving(&read, "V2", date(2026, 11, 10), 100, &island).unwrap();
        let moved = island.ledger.commit(moved).await.unwrap().entry;
        let right = vec![("home", Some(Value::from("I")))];
        let corrected = island.correct(200, "people", MAI, right).await.unwrap();

        let (before, after) = (date(2026, 11, 9), date(2026, 11, 10));
        let table = [
            (before, 0, Some("V1")),
            (after, 0, Some("V1")),
            (before, 100, Some("V1")),
            (after, 100, Some("V2")),
            (before, 199, Some("V1")),
            (after, 199, Some("V2")),
            (before, 200, Some("V1")),
            (after, 200, Some("I")),
            (date(2026, 11, 1), 200, None),
            (after, -60, None),
        ];
        for (valid, recorded, expected) in table {
            let found = home(&island, valid, seconds(recorded)).await;
            assert_eq!(
                found.as_deref(),
                expected,
                "on {valid} as known at {recorded}"
            );
        }
        let history = island
            .registers
            .history(island.db(), "people", MAI)
            .await
            .unwrap();
        let (wrong, superseded) = (&history[0], &history[1]);
        assert_eq!(
            (wrong.held_until, wrong.replaced_at),
            (None, Some(seconds(200)))
        );
        assert_eq!(superseded.held_until, Some(before));
        assert_eq!(
            (superseded.wrong.as_deref(), superseded.replaced_by),
            (None, moved)
        );

        let set = island
            .registers
            .provenance(island.db(), "people", MAI)
            .await
            .unwrap();
        let by = |field: &str| set.iter().find(|set| set.field == field).unwrap();
        assert_eq!((by("home").act, by("home").version), (corrected, 3));
        assert_eq!((by("name").act, by("name").version), (read.act, 1));
        assert_eq!(by("name").recorded_at, read.recorded_at);
    });
}

#[test]
fn nothing_is_superseded_before_it_began() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let read = island.record("people", MAI).await;
        let early = moving(&read, "V2", TODAY, 100, &island);
        assert!(
            matches!(early, Err(RegisterError::Fields { .. })),
            "{early:?}"
        );
        let wrong = moving(&read, "nowhere", date(2026, 12, 1), 100, &island);
        assert!(
            matches!(wrong, Err(RegisterError::Fields { .. })),
            "{wrong:?}"
        );
    });
}

async fn twins(island: &Island) -> (Record, Record) {
    island.family().await;
    let twin = person("19900009", "Mai Thuy", "1990-01-31");
    island.create(50, "people", TWIN, twin).await.unwrap();
    let kept = island.record("people", MAI).await;
    (kept, island.record("people", TWIN).await)
}

#[test]
fn a_merged_record_leads_to_the_one_that_was_kept() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (kept, duplicate) = twins(&island).await;
        let everything = permit(Action::Correct, "people", &["*"]);
        let merge = Merge {
            kept: &kept,
            duplicate: &duplicate,
            why: "one person, registered twice".into(),
        };
        let act = Act::new(&ctx(100), Kind::RecordMerged);
        let act = island.registers.merge(&everything, &merge, act).unwrap();
        let entry = island.ledger.commit(act).await.unwrap().entry;
        let told = island.ledger.entry(entry).await.unwrap().unwrap();
        assert_eq!(told.word("change"), Some("merged"));
        let subjects: Vec<Id> = told.touches.iter().map(|touch| touch.subject).collect();
        assert_eq!(subjects, [MAI, TWIN], "both are told");

        assert_eq!(island.record("people", TWIN).await.id, MAI);
        for number in ["19900001", "19900009"] {
            assert_eq!(
                island.found("people", &[("number", number.into())]).await,
                [MAI]
            );
        }
        assert_eq!(
            island.found("people", &[("record", TWIN.into())]).await,
            [MAI]
        );
        assert_eq!(
            island.found("people", &[("name", "Mai Thuy".into())]).await,
            []
        );
        let again = person("19900009", "Nam", "2001-01-01");
        let again = island.create(101, "people", CHILD, again).await;
        assert!(again.is_err(), "the number stays taken");
        let into = island
            .registers
            .merged_into(island.db(), "people", MAI)
            .await;
        assert_eq!(into.unwrap(), [TWIN]);

        // It was known until it was merged, and what was merged can be undone.
        let at = |recorded| AsOf {
            valid: TODAY,
            recorded: seconds(recorded),
        };
        let known = |recorded| {
            island
                .registers
                .as_of(island.db(), "people", TWIN, at(recorded))
        };
        assert_eq!(known(99).await.unwrap().map(|record| record.id), Some(TWIN));
        assert!(known(100).await.unwrap().is_none());
        let merged = island.registers.merged(island.db(), "people", TWIN).await;
        let merged = merged.unwrap().unwrap();
        assert_eq!(
            (merged.kept, merged.act, merged.at),
            (MAI, entry, seconds(100))
        );
        let history = island
            .registers
            .history(island.db(), "people", TWIN)
            .await
            .unwrap();
        let act = Act::new(&ctx(200), Kind::RecordUnmerged);
        let act = island
            .registers
            .unmerge(&everything, (&merged, &history[0]), act);
        island.ledger.commit(act.unwrap()).await.unwrap();
        let back = island.record("people", TWIN).await;
        assert_eq!(
            (back.id, back.version, back.text("name")),
            (TWIN, 2, Some("Mai Thuy"))
        );
        assert_eq!(
            island
                .found("people", &[("number", "19900009".into())])
                .await,
            [TWIN]
        );
        assert!(known(150).await.unwrap().is_none());
        assert_eq!(
            known(200).await.unwrap().map(|record| record.version),
            Some(2)
        );
    });
}

#[test]
fn a_record_is_not_merged_into_itself_or_another_register() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (kept, duplicate) = twins(&island).await;
        island
            .create(60, "boats", BOAT, boat(7, MAI))
            .await
            .unwrap();
        let boat = island.record("boats", BOAT).await;
        let table = [
            (&kept, &kept, "twice"),
            (&boat, &duplicate, "other"),
            (&kept, &duplicate, "  "),
        ];
        for (kept, duplicate, why) in table {
            let everything = permit(Action::Correct, "people", &["*"]);
            let merge = Merge {
                kept,
                duplicate,
                why: why.into(),
            };
            let act = Act::new(&ctx(100), Kind::RecordMerged);
            let refused = island.registers.merge(&everything, &merge, act);
            assert!(
                matches!(refused, Err(RegisterError::Fields { .. })),
                "{why}"
            );
        }
        let some = permit(Action::Correct, "people", &["name"]);
        let merge = Merge {
            kept: &kept,
            duplicate: &duplicate,
            why: "one".into(),
        };
        let act = Act::new(&ctx(100), Kind::RecordMerged);
        let refused = island.registers.merge(&some, &merge, act);
        assert!(matches!(refused, Err(RegisterError::Permit { .. })));
    });
}

#[test]
fn pages_follow_each_other_and_retention_ends() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        for number in 0_u8..=201 {
            let id = Id([number; 16]);
            let text = number.to_string();
            let berth = fields(&[
                ("number", text.as_str().into()),
                ("harbour", "H1".into()),
                ("holder", if number < 3 { MAI.into() } else { TAM.into() }),
            ]);
            island
                .create(i64::from(number), "berths", id, berth)
                .await
                .unwrap();
        }
        let list = |conditions, after| {
            let conditions: Vec<(&str, Value)> = conditions;
            let (registers, db) = (&island.registers, island.db());
            async move { registers.list(db, "berths", &conditions, after).await }
        };
        let first = list(Vec::new(), None).await.unwrap();
        assert_eq!(
            (first.records.len(), first.next),
            (200, Some(Id([199; 16])))
        );
        let last = list(Vec::new(), first.next).await.unwrap();
        let ids: Vec<Id> = last.records.iter().map(|record| record.id).collect();
        assert_eq!((ids, last.next), (vec![Id([200; 16]), Id([201; 16])], None));
        let hers = list(vec![("holder", MAI.into())], Some(Id([0; 16])))
            .await
            .unwrap();
        assert_eq!(hers.records.len(), 2);
        let by_harbour = list(vec![("harbour", "H1".into())], None).await;
        assert!(matches!(
            by_harbour,
            Err(RegisterError::NotSearchable { .. })
        ));

        // A berth that ended is kept for twelve months.
        let berth = &last.records[0];
        let permit = permit(Action::Correct, "berths", &[]);
        let end = Act::new(&ctx(300), Kind::RecordEnded);
        let end = island
            .registers
            .end(&permit, berth, date(2026, 11, 30), end)
            .unwrap();
        island.ledger.commit(end).await.unwrap();
        let ended = island.record("berths", berth.id).await;
        assert_eq!(
            ended.declared().keep_until(&ended),
            Some(date(2027, 11, 30))
        );
        assert_eq!(
            first.records[0].declared().keep_until(&first.records[0]),
            None
        );
        for (today, expected) in [(date(2027, 11, 30), 0), (date(2027, 12, 1), 1)] {
            let past = island
                .registers
                .past_retention(island.db(), "berths", today, None)
                .await;
            assert_eq!(past.unwrap().records.len(), expected, "{today}");
        }
    });
}
