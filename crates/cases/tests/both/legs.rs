//! A root and its legs: what one decision means for the others.

use std::sync::Arc;

use base::Id;
use cases::{CaseError, Command};
use pack::Pack;
use pack::model::{Leg, Outcome, Source};

use crate::island::{
    CAL, Island, MONDAY, at, files, harbour, noticed, person, refuse, registrar, take,
};

fn leg(id: &str, after: &[&str], when: Option<&str>) -> Leg {
    let after = after.iter().map(|&id| id.to_owned()).collect();
    let when = when.map(|text| Source {
        text: text.to_owned(),
        place: "test:1:1".to_owned(),
    });
    Leg {
        id: id.to_owned(),
        procedure: "mooring".to_owned(),
        after,
        when,
    }
}

/// The island under a law in which the licence decides nothing itself and only waits for moorings:
/// these legs.
pub(crate) fn fleet(legs: &[Leg]) -> Arc<Pack> {
    let mut pack = pack::load(files()).unwrap();
    let root = pack
        .procedures
        .iter_mut()
        .find(|procedure| procedure.id == "boat-licence")
        .unwrap();
    root.stages.clear();
    root.actions.clear();
    root.writes.clear();
    root.results.clear();
    root.withdraw_until.clear();
    root.legs = legs.to_vec();
    Arc::new(pack)
}

/// Which legs are open, by id.
async fn open(island: &Island, root: Id) -> Vec<String> {
    let legs = island.view(CAL, root).await.legs;
    let mut open: Vec<String> = legs
        .into_iter()
        .filter(|leg| leg.ended.is_none())
        .filter_map(|leg| leg.leg)
        .collect();
    open.sort();
    open
}

async fn moor(island: &Island, root: Id, leg: &str) {
    let case = island.leg(CAL, root, leg).await.id;
    island
        .story(case, &[(harbour("2026-11-02 11:00"), take("moor"))])
        .await;
}

async fn refuse_leg(island: &Island, root: Id, leg: &str) {
    let case = island.leg(CAL, root, leg).await.id;
    island
        .story(
            case,
            &[(harbour("2026-11-02 11:00"), refuse("ground-refuse-full"))],
        )
        .await;
}

#[test]
fn legs_open_when_those_before_them_are_granted() {
    testkit::on_both(|store| async move {
        // Declared before what it waits for; one leg is left out, and nobody waits for it.
        let legs = [
            leg("last", &["middle"], None),
            leg("first", &[], Some("form.moor")),
            leg("out", &[], Some("!form.moor")),
            leg("middle", &["first", "out"], None),
        ];
        let island = Island::under(store, fleet(&legs)).await;
        island.notice(CAL, None, 50).await;
        let root = island.file(CAL, &noticed(), MONDAY).await.unwrap();
        for leg in ["first", "middle", "last"] {
            assert_eq!(open(&island, root).await, [leg]);
            assert_eq!(island.root(CAL, root).await.ended, None);
            moor(&island, root, leg).await;
        }
        let ended = island.root(CAL, root).await;
        assert_eq!(
            ended.ended,
            Some((at("2026-11-02 11:00"), Outcome::Granted))
        );
        assert_eq!(ended.queued, None);
        assert_eq!(island.view(CAL, root).await.results.len(), 3);
    });
}

#[test]
fn behind_a_refused_leg_nothing_is_waited_for() {
    testkit::on_both(|store| async move {
        let legs = [
            leg("first", &[], None),
            leg("other", &[], None),
            leg("middle", &["first"], None),
            leg("last", &["middle"], None),
        ];
        let island = Island::under(store, fleet(&legs)).await;
        island.notice(CAL, None, 50).await;
        let root = island.file(CAL, &noticed(), MONDAY).await.unwrap();
        // Two legs that one office gets in one act have a number each.
        let mut numbers = Vec::new();
        for leg in ["first", "other"] {
            numbers.push(island.leg(CAL, root, leg).await.number);
        }
        numbers.sort();
        assert_eq!(numbers, ["HO-261102-0001", "HO-261102-0002"]);
        moor(&island, root, "other").await;
        refuse_leg(&island, root, "first").await;
        // What was granted stands; the root is over, and somebody's task.
        let view = island.view(CAL, root).await;
        assert_eq!(view.root.ended.map(|(_, how)| how), Some(Outcome::Refused));
        assert_eq!((view.legs.len(), view.results.len()), (2, 1));
        assert_eq!(island.queue(&registrar(MONDAY)).await, [root]);
        let desk = island.desk(&registrar(MONDAY), root).await;
        assert!(desk.follow_up && desk.actions.is_empty());
        let blank = Command::FollowedUp(" ".to_owned());
        let missing = island.act(&registrar(MONDAY), root, &blank).await;
        assert!(matches!(missing, Err(CaseError::Missing(_))), "{missing:?}");
        let followed = Command::FollowedUp("they will sell it".to_owned());
        island
            .story(
                root,
                &[
                    (registrar(MONDAY), Command::Claim),
                    (registrar(MONDAY), followed.clone()),
                ],
            )
            .await;
        assert_eq!(island.queue(&registrar(MONDAY)).await, []);
        let twice = island.act(&registrar(MONDAY), root, &followed).await;
        assert!(matches!(twice, Err(CaseError::NotNow { .. })), "{twice:?}");
        assert!(!island.desk(&registrar(MONDAY), root).await.follow_up);
    });
}

#[test]
fn two_officers_may_end_siblings_at_the_same_moment() {
    testkit::on_both(|store| async move {
        let legs = [
            leg("first", &[], None),
            leg("second", &[], None),
            leg("third", &["first", "second"], None),
        ];
        // A mooring that makes no record: nothing but the rules brings the two acts together.
        let mut pack = Arc::into_inner(fleet(&legs)).unwrap();
        pack.procedures
            .iter_mut()
            .for_each(|procedure| procedure.writes.clear());
        let island = Island::under(store, Arc::new(pack)).await;
        for n in 0..8 {
            let who = island.somebody(n, None).await;
            island.notice(who, None, 50).await;
            let root = island.file(who, &noticed(), MONDAY).await.unwrap();
            let first = island.leg(who, root, "first").await.id;
            let second = island.leg(who, root, "second").await.id;
            let (one, two) = (harbour("2026-11-02 11:00"), harbour("2026-11-02 11:00"));
            let both_granted = n % 2 == 0;
            let ending = if both_granted {
                take("moor")
            } else {
                refuse("ground-refuse-full")
            };
            let (one, two) = tokio::join!(
                island.act(&one, first, &ending),
                island.act(&two, second, &ending)
            );
            assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
            let view = island.view(who, root).await;
            if both_granted {
                assert_eq!(
                    (view.root.ended, view.legs.len()),
                    (None, 3),
                    "the third has opened, once"
                );
            } else {
                assert_eq!(view.root.ended.map(|(_, how)| how), Some(Outcome::Refused));
                assert_eq!(
                    view.root.queued.map(|queued| queued.role),
                    Some("registrar".to_owned())
                );
            }
        }
    });
}

#[test]
fn a_root_and_its_leg_may_be_decided_at_the_same_moment() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, leg) = island.filed(CAL, MONDAY).await;
        let steps = [
            (registrar("2026-11-02 11:00"), take("send-draft")),
            (person(CAL, "2026-11-02 12:00"), take("confirm")),
        ];
        island.story(root.id, &steps).await;
        let (one, two) = (registrar("2026-11-02 13:00"), harbour("2026-11-02 13:00"));
        let (license, moor) = (take("license"), take("moor"));
        let (one, two) = tokio::join!(
            island.act(&one, root.id, &license),
            island.act(&two, leg.id, &moor)
        );
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        let view = island.view(CAL, root.id).await;
        assert_eq!(view.results.len(), 2);
        assert!(view.root.ended.is_some() && view.root.queued.is_none());
    });
}
