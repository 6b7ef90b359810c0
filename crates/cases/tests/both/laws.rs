//! A case ends under the law version it was opened under, whatever is in force by then.

use std::collections::HashMap;
use std::sync::Arc;

use cases::{CaseError, Law};
use pack::Pack;
use pack::model::{Leg, Outcome};

use crate::island::{CAL, DAN, Island, MONDAY, harbour, loaded, registrar, take};
use crate::legs::fleet;

const OLD: &str = "tiny@2026-09-01";
const NEW: &str = "tiny@2026-11-03";

/// The same island once another law is in force.
fn replaced(mut island: Island, change: impl FnOnce(&mut Pack)) -> Island {
    let mut pack = Arc::into_inner(loaded(crate::island::files())).unwrap();
    pack.head.version = "2026-11-03".to_owned();
    change(&mut pack);
    let room = &mut island.room;
    let law = std::mem::replace(&mut room.law, Arc::new(Law::lower(Arc::new(pack))));
    room.former = Arc::new(HashMap::from([(OLD.to_owned(), law)]));
    island
}

#[test]
fn what_the_new_law_forbids_the_old_case_may() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (old, leg) = island.filed(CAL, MONDAY).await;
        let island = replaced(island, |pack| {
            for procedure in &mut pack.procedures {
                procedure
                    .actions
                    .retain(|action| action.id != "send-draft" && action.id != "moor");
            }
        });
        let (new, new_leg) = island.filed(DAN, "2026-11-03 10:00").await;
        assert_eq!(
            [old.law.as_str(), &leg.law, &new.law, &new_leg.law],
            [OLD, OLD, NEW, NEW]
        );
        for (case, action, ctx) in [
            (new.id, "send-draft", registrar(MONDAY)),
            (new_leg.id, "moor", harbour(MONDAY)),
        ] {
            let refused = island.act(&ctx, case, &take(action)).await;
            assert!(
                matches!(refused, Err(CaseError::NotNow { .. })),
                "{refused:?}"
            );
        }
        let desk = island.desk(&registrar(MONDAY), old.id).await;
        assert!(
            desk.actions
                .iter()
                .any(|(action, _)| action == "send-draft")
        );
        island
            .story(
                old.id,
                &[(registrar("2026-11-03 11:00"), take("send-draft"))],
            )
            .await;
        island.run_until("2026-11-05 16:00").await;
        assert_eq!(
            island.root(CAL, old.id).await.stage,
            "enter",
            "its silence means what it meant"
        );
    });
}

#[test]
fn a_leg_that_opens_later_runs_under_its_roots_law() {
    testkit::on_both(|store| async move {
        let leg = |id: &str, after: &[&str]| Leg {
            id: id.to_owned(),
            procedure: "mooring".to_owned(),
            after: after.iter().map(|&id| id.to_owned()).collect(),
            when: None,
        };
        let island =
            Island::under(store, fleet(&[leg("first", &[]), leg("then", &["first"])])).await;
        island.notice(CAL, None, 50).await;
        let root = island
            .file(CAL, &crate::island::noticed(), MONDAY)
            .await
            .unwrap();
        let island = replaced(island, |pack| pack.procedures.retain(|p| p.id != "mooring"));
        for name in ["first", "then"] {
            let case = island.leg(CAL, root, name).await;
            assert_eq!((case.law.as_str(), case.stage.as_str()), (OLD, "check"));
            island
                .story(case.id, &[(harbour("2026-11-03 11:00"), take("moor"))])
                .await;
        }
        let ended = island.root(CAL, root).await.ended;
        assert_eq!(ended.map(|(_, how)| how), Some(Outcome::Granted));
    });
}
