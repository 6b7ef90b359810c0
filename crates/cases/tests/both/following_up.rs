//! A leg stopped: the follow-up role has the root, unless somebody has it anyway.

use cases::{CaseError, Command};

use crate::island::{CAL, DAN, Island, MONDAY, harbour, officer, person, refuse, registrar, take};

#[test]
fn a_root_with_stages_is_followed_up_when_nobody_else_has_it() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let followed = Command::FollowedUp("they know".to_owned());
        // Before the registrar: they see there that the leg stopped; the case stays where it is.
        let (root, leg) = island.filed(CAL, MONDAY).await;
        island
            .story(leg.id, &[(harbour(MONDAY), refuse("ground-refuse-full"))])
            .await;
        assert_eq!(island.queue(&registrar(MONDAY)).await, [root.id]);
        let desk = island.desk(&registrar(MONDAY), root.id).await;
        assert!(!desk.follow_up && desk.steps.iter().any(|step| step.what == "leg-stopped"));
        let early = island.act(&registrar(MONDAY), root.id, &followed).await;
        assert!(matches!(early, Err(CaseError::NotNow { .. })), "{early:?}");
        assert_eq!(island.queue(&registrar(MONDAY)).await, [root.id]);

        // Before the applicant: it is the registrar's, until they have followed it up.
        island
            .story(
                root.id,
                &[(registrar("2026-11-02 11:00"), take("send-draft"))],
            )
            .await;
        let (other, leg) = island.filed(DAN, MONDAY).await;
        island
            .story(
                other.id,
                &[(registrar("2026-11-02 11:00"), take("send-draft"))],
            )
            .await;
        assert_eq!(island.queue(&registrar(MONDAY)).await, []);
        island
            .story(leg.id, &[(harbour(MONDAY), refuse("ground-refuse-full"))])
            .await;
        assert_eq!(island.queue(&registrar(MONDAY)).await, [other.id]);
        island
            .story(
                other.id,
                &[(registrar("2026-11-02 12:00"), followed.clone())],
            )
            .await;
        assert_eq!(island.queue(&registrar(MONDAY)).await, []);
        // The applicant's own step was there all the time.
        island
            .story(
                other.id,
                &[(person(DAN, "2026-11-02 13:00"), take("confirm"))],
            )
            .await;
        assert_eq!(island.queue(&registrar(MONDAY)).await, [other.id]);
    });
}

#[test]
fn a_licence_given_stands_when_the_mooring_is_refused_later() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, leg) = island.filed(CAL, MONDAY).await;
        let steps = [
            (registrar("2026-11-02 11:00"), take("send-draft")),
            (person(CAL, "2026-11-02 12:00"), take("confirm")),
            (registrar("2026-11-02 13:00"), take("license")),
        ];
        island.story(root.id, &steps).await;
        let ended = island.root(CAL, root.id).await.ended;
        assert_eq!(island.queue(&registrar(MONDAY)).await, []);
        island
            .story(
                leg.id,
                &[(harbour("2026-11-02 14:00"), refuse("ground-refuse-full"))],
            )
            .await;
        let after = island.root(CAL, root.id).await;
        assert_eq!((after.ended, after.stage.as_str()), (ended, "licensed"));
        assert_eq!(island.queue(&registrar(MONDAY)).await, [root.id]);
        let other_role = officer(CAL, ("steward", "RG"), "boat-licence", MONDAY);
        let followed = Command::FollowedUp("they know".to_owned());
        assert!(island.act(&other_role, root.id, &followed).await.is_err());
        island
            .story(root.id, &[(registrar("2026-11-02 15:00"), followed)])
            .await;
        assert_eq!(island.queue(&registrar(MONDAY)).await, []);
    });
}

#[test]
fn a_leg_granted_changes_nothing_for_the_root() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, leg) = island.filed(CAL, MONDAY).await;
        island
            .story(
                root.id,
                &[(registrar("2026-11-02 11:00"), take("send-draft"))],
            )
            .await;
        let before = island.root(CAL, root.id).await;
        island
            .story(leg.id, &[(harbour("2026-11-02 12:00"), take("moor"))])
            .await;
        assert_eq!(island.root(CAL, root.id).await, before);
        assert!(
            !island
                .history(CAL, root.id)
                .await
                .contains(&"leg-stopped".to_owned())
        );
    });
}
