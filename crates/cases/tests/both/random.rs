//! Whatever people, officers and clocks do in whatever order, the rules of a case hold.

use std::collections::{BTreeSet, HashMap};

use access::Ctx;
use base::{Id, Instant};
use cases::model::Case;
use cases::{CaseError, Command};
use pack::model::Leg;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::Store;

use crate::island::{
    ADA, HANA, Island, REX, RUTH, ask, at, noticed, officer, person, refuse, supply, take,
};
use crate::legs::fleet;

/// One thing that somebody does: who, what, with which case of the family, so many minutes later.
type Move = (u8, u8, usize, i64);

fn moves() -> impl Strategy<Value = Vec<Move>> {
    // Most minutes are office hours apart, some are days.
    let later = prop_oneof![0..90_i64, 0..3000_i64];
    proptest::collection::vec((0..16_u8, 0..17_u8, 0..4_usize, later), 10..32)
}

/// Whose a command is, and whether it is one for a leg; most moves are made by them.
fn natural(what: u8) -> (u8, bool) {
    match what {
        3 | 7 | 9 | 10 | 15 => (0, what == 7),
        12 | 14 | 6 => (3, true),
        _ => (1, false),
    }
}

fn actor(who: u8, applicant: Id, now: Instant) -> Ctx {
    let when = "2026-11-02 10:00";
    let ctx = match who {
        0 => person(applicant, when),
        1 => officer(RUTH, ("registrar", "RG"), "boat-licence", when),
        2 => officer(REX, ("registrar", "RG"), "boat-licence", when),
        3 => officer(HANA, ("harbour-master", "HO"), "mooring", when),
        4 => officer(HANA, ("harbour-master", "RG"), "boat-licence", when),
        _ => person(ADA, when),
    };
    Ctx { now, ..ctx }
}

fn command(what: u8) -> Command {
    match what {
        0 => Command::Claim,
        1 => Command::HandOver(REX),
        2 => Command::Note("a note".to_owned()),
        3 => Command::Withdraw,
        4 => Command::Apologise,
        5 => Command::FollowedUp("they know".to_owned()),
        6 => ask(),
        7 => supply(),
        8 => take("send-draft"),
        9 | 10 => take("confirm"),
        11 => take("license"),
        12 => take("moor"),
        13 => refuse("ground-refuse-unsafe"),
        14 => refuse("ground-refuse-full"),
        15 => take("object"),
        _ => take("withdraw"),
    }
}

/// What holds of a family of cases at every moment; `before` is the family as it was.
fn check(family: &[Case], before: &HashMap<Id, Case>, calendar: &base::calendar::Calendar) {
    for case in family {
        let open = case
            .clock
            .pauses
            .iter()
            .filter(|pause| pause.to.is_none())
            .count();
        assert!(open <= 1, "two pauses are open: {case:?}");
        assert!(
            case.ended.is_none() || open == 0,
            "an ended case stands still: {case:?}"
        );
        assert_eq!(
            case.due_at,
            case.clock.due_at(calendar),
            "the date is the clock's"
        );
        let stopped = family.iter().any(|leg| {
            leg.leg.is_some()
                && leg
                    .ended
                    .is_some_and(|(_, how)| how != pack::model::Outcome::Granted)
        });
        let to_follow_up = case.leg.is_none() && stopped;
        let rests = case.ended.is_some() || case.stage.is_empty();
        assert!(
            !rests || case.queued.is_none() || to_follow_up,
            "nobody waits for it: {case:?}"
        );
        assert!(
            rests || case.queued.is_some(),
            "somebody must have it: {case:?}"
        );
        let once = case.taken.iter().filter(|action| *action == "ask").count();
        assert!(once <= 1);
        let Some(was) = before.get(&case.id) else {
            continue;
        };
        assert!(case.due_at >= was.due_at, "a date never comes nearer");
        let closed = |case: &Case| {
            case.clock
                .pauses
                .iter()
                .filter(|pause| pause.to.is_some())
                .count()
        };
        assert!(
            case.due_at == was.due_at || closed(case) > closed(was),
            "only a pause moves it"
        );
        if was.ended.is_some() {
            let end = |case: &Case| (case.ended, case.stage.clone(), case.clock.clone());
            assert_eq!(end(case), end(was), "an end is an end");
        }
        assert!(was.promised_at.is_none() || case.promised_at == was.promised_at);
        assert_eq!(
            (&case.number, &case.law, &case.office),
            (&was.number, &was.law, &was.office)
        );
    }
}

/// What has happened in a family so far, so that a test sees that its sequences reach everything.
fn note(family: &[Case], seen: &mut BTreeSet<String>) {
    for case in family {
        seen.extend(case.ended.map(|(_, how)| how.word().to_owned()));
        seen.extend((!case.clock.pauses.is_empty()).then(|| "paused".to_owned()));
        seen.extend(case.promised_at.map(|_| "promised".to_owned()));
        let follow_up = case.ended.is_some() && case.queued.is_some();
        seen.extend(follow_up.then(|| "follow-up".to_owned()));
    }
}

/// Lives through one sequence: a new applicant files on the Monday, then everything happens.
async fn live(island: &Island, number: usize, moves: &[Move], seen: &mut BTreeSet<String>) {
    let mother = number.is_multiple_of(3).then_some(ADA);
    let applicant = island.somebody(number, mother).await;
    island.notice(applicant, None, 50).await;
    let mut now = at("2026-11-02 10:00");
    let root = island
        .file(applicant, &noticed(), "2026-11-02 10:00")
        .await
        .unwrap();
    let calendar = &island.room.law.pack.calendar;
    let mut before: HashMap<Id, Case> = HashMap::new();
    for &(who, what, at_case, minutes) in moves {
        now = now.plus_seconds(minutes * 60);
        island.run_to(now).await;
        let view = island.view(applicant, root).await;
        let family: Vec<Case> = std::iter::once(view.root).chain(view.legs).collect();
        check(&family, &before, calendar);
        before = family.iter().map(|case| (case.id, case.clone())).collect();
        let (theirs, of_leg) = natural(what);
        let wild = who < 6;
        let ctx = actor(if wild { who } else { theirs }, applicant, now);
        if who == 5 {
            let done = island.room.consent(&ctx, root, "mother", what < 12).await;
            assert!(
                matches!(
                    done,
                    Ok(()) | Err(CaseError::NotFound | CaseError::NotNow { .. })
                ),
                "{done:?}"
            );
            continue;
        }
        let at_case = if wild {
            at_case % family.len()
        } else {
            usize::from(of_leg) + at_case
        };
        let case = family[if of_leg || wild {
            at_case.min(family.len() - 1)
        } else {
            0
        }]
        .id;
        let done = island.act(&ctx, case, &command(what)).await;
        let told = matches!(
            done,
            Ok(_)
                | Err(CaseError::Refused(_)
                    | CaseError::NotNow { .. }
                    | CaseError::NotYet { .. }
                    | CaseError::Missing(_))
        );
        assert!(told, "{:?}: {done:?}", command(what));
        let view = island.view(applicant, root).await;
        let family: Vec<Case> = std::iter::once(view.root).chain(view.legs).collect();
        check(&family, &before, calendar);
        note(&family, seen);
        before = family.iter().map(|case| (case.id, case.clone())).collect();
    }
}

async fn sequences(island: &Island, count: usize) {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for number in 0..count {
        let moves = moves().new_tree(&mut runner).unwrap().current();
        // Of a sequence that fails, this is how to see it.
        let told = format!("sequence {number}: {moves:?}");
        let shown = Shown(Some(told));
        live(island, number, &moves, &mut seen).await;
        shown.kept();
    }
    let all = [
        "follow-up",
        "granted",
        "paused",
        "promised",
        "refused",
        "withdrawn",
    ];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

/// Shows a text when a test panics while it is held.
struct Shown(Option<String>);

impl Shown {
    fn kept(mut self) {
        self.0 = None;
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(text) = self.0.take() {
            eprintln!("{text}");
        }
    }
}

async fn on_tiny(store: Store) {
    sequences(&Island::on(store).await, 20).await;
}

async fn on_fleet(store: Store) {
    let leg = |id: &str, after: &[&str]| Leg {
        id: id.to_owned(),
        procedure: "mooring".to_owned(),
        after: after.iter().map(|&id| id.to_owned()).collect(),
        when: None,
    };
    let legs = [
        leg("first", &[]),
        leg("second", &[]),
        leg("third", &["first"]),
    ];
    sequences(&Island::under(store, fleet(&legs)).await, 20).await;
}

#[test]
fn a_licence_with_a_mooring_lives_through_everything() {
    testkit::on_both(on_tiny);
}

#[test]
fn a_root_that_only_waits_lives_through_everything() {
    testkit::on_both(on_fleet);
}
