use base::{Chance, Id, Instant};
use proptest::prelude::*;

use super::*;
use crate::Post;

fn ctx(actor: Actor, purpose: &str) -> Ctx {
    Ctx {
        actor,
        purpose: purpose.into(),
        law: "tiny-1".into(),
        now: Instant(0),
        chance: Chance::new([0; 32]),
    }
}

fn officer(role: &str) -> Actor {
    let post = Post {
        role: role.into(),
        office: "harbour".into(),
    };
    Actor::Officer {
        account: Id([1; 16]),
        post,
    }
}

fn person(level: u8) -> Actor {
    Actor::Person {
        account: Id([2; 16]),
        subject: Some(Id([3; 16])),
        level,
    }
}

fn rule(role: &str, relation: Relation) -> Rule {
    Rule {
        role: role.into(),
        on: "register:boats".into(),
        actions: vec![Action::Look],
        fields: vec!["hull".into(), "owner".into()],
        purposes: vec!["boat-licence".into()],
        relation,
        ground: "ground-boats".into(),
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
#[test]
fn one_obstacle_at_a_time() {
    let policy = Policy::new(vec![
        rule("harbour-master", Relation::Office),
        rule("person", Relation::Own),
    ]);
    let cases: [(Actor, &str, &[&str], Relation, Result<(), Reason>); 8] = [
        (
            officer("harbour-master"),
            "boat-licence",
            &["hull"],
            Relation::Office,
            Ok(()),
        ),
        (
            officer("harbour-master"),
            "boat-licence",
            &["hull"],
            Relation::None,
            Err(Reason::Relation),
        ),
        (
            officer("harbour-master"),
            "curiosity",
            &["hull"],
            Relation::Office,
            Err(Reason::Purpose),
        ),
        (
            officer("harbour-master"),
            "boat-licence",
            &["debts"],
            Relation::Office,
            Err(Reason::Fields),
        ),
        (
            officer("teacher"),
            "boat-licence",
            &["hull"],
            Relation::Office,
            Err(Reason::Role),
        ),
        (
            person(2),
            "boat-licence",
            &["hull", "owner"],
            Relation::Own,
            Ok(()),
        ),
        (
            person(1),
            "boat-licence",
            &["hull"],
            Relation::Own,
            Err(Reason::Level),
        ),
        (
            Actor::Nobody,
            "boat-licence",
            &["hull"],
            Relation::Own,
            Err(Reason::SignIn),
        ),
    ];
    for (actor, purpose, fields, relation, gives) in cases {
        let ask = Ask {
            action: Action::Look,
            on: "register:boats",
            fields,
            relation,
        };
        let got = policy
            .permit(&ctx(actor.clone(), purpose), &ask)
            .map(|_| ())
            .map_err(|r| r.reason);
        assert_eq!(got, gives, "{actor:?} {purpose} {fields:?}");
    }
}

#[test]
fn the_nearest_obstacle_is_told_whatever_the_order_of_rules() {
    let far = rule("harbour-master", Relation::Own);
    let near = Rule {
        fields: vec!["owner".into()],
        ..rule("harbour-master", Relation::Office)
    };
    let ask = Ask {
        action: Action::Look,
        on: "register:boats",
        fields: &["hull"],
        relation: Relation::Office,
    };
    let ctx = ctx(officer("harbour-master"), "boat-licence");
    for rules in [vec![far.clone(), near.clone()], vec![near, far]] {
        let refused = Policy::new(rules).permit(&ctx, &ask).unwrap_err();
        assert_eq!(refused.reason, Reason::Fields);
    }
}

#[test]
fn a_permit_is_for_what_was_asked_and_on_the_ground_of_its_rule() {
    let other = Rule {
        purposes: vec!["census".into()],
        ground: "ground-census".into(),
        ..rule("harbour-master", Relation::None)
    };
    let policy = Policy::new(vec![other, rule("harbour-master", Relation::None)]);
    let ask = Ask {
        action: Action::Look,
        on: "register:boats",
        fields: &["hull"],
        relation: Relation::None,
    };
    let ctx = ctx(officer("harbour-master"), "boat-licence");
    let permit = policy.permit(&ctx, &ask).unwrap();
    assert_eq!(permit.action(), Action::Look);
    assert_eq!(permit.on(), "register:boats");
    assert_eq!(permit.fields(), ["hull"], "not all that the rule opens");
    assert_eq!(permit.purpose(), "boat-licence");
    assert_eq!(permit.ground(), "ground-boats");
}

/// The oracle: somebody who is known, and some rule that matches in every part; else nothing.
fn oracle(rules: &[Rule], ctx: &Ctx, ask: &Ask<'_>) -> bool {
    let star = |list: &[String], word: &str| list.iter().any(|w| w == "*" || w == word);
    let known = match &ctx.actor {
        Actor::Nobody => false,
        Actor::Person { subject, level, .. } => subject.is_some() && *level >= 2,
        Actor::Officer { post, .. } => {
            !["nobody", "person", "consumer", "clock"].contains(&&*post.role)
        }
        Actor::Consumer { .. } | Actor::Clock => true,
    };
    let fits = |r: &Rule| {
        r.role == ctx.actor.role()
            && r.on == ask.on
            && r.actions.contains(&ask.action)
            && (r.relation == Relation::None || r.relation == ask.relation)
            && star(&r.purposes, &ctx.purpose)
            && ask.fields.iter().all(|f| star(&r.fields, f))
    };
    known && rules.iter().any(fits)
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(words).prop_map(str::to_owned)
}

/// Roles of posts, and those that no post may have.
const ROLES: [&str; 6] = ["a", "b", "nobody", "person", "consumer", "clock"];

const RELATIONS: [Relation; 3] = [Relation::None, Relation::Own, Relation::Office];

fn any_rule() -> impl Strategy<Value = Rule> {
    (
        word(&ROLES),
        word(&["register:x", "register:y"]),
        prop::sample::subsequence(Action::ALL.map(|(a, _)| a).to_vec(), 0..=5),
        prop::collection::vec(word(&["f", "g", "*"]), 0..3),
        prop::collection::vec(word(&["p", "q", "*"]), 0..3),
        prop::sample::select(RELATIONS.to_vec()),
        word(&["ground-1", "ground-2"]),
    )
        .prop_map(
            |(role, on, actions, fields, purposes, relation, ground)| Rule {
                role,
                on,
                actions,
                fields,
                purposes,
                relation,
                ground,
            },
        )
}

fn any_actor() -> impl Strategy<Value = Actor> {
    let consumer = Actor::Consumer {
        agency: "harbour".into(),
        credential: Id([4; 16]),
    };
    let person = (0_u8..4, any::<bool>()).prop_map(|(level, known)| Actor::Person {
        account: Id([2; 16]),
        subject: known.then_some(Id([3; 16])),
        level,
    });
    prop_oneof![
        1 => Just(Actor::Nobody),
        1 => Just(Actor::Clock),
        1 => Just(consumer),
        2 => person,
        4 => word(&ROLES).prop_map(|role| officer(&role)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_oracle(
        rules in prop::collection::vec(any_rule(), 0..40),
        actor in any_actor(),
        purpose in word(&["p", "q", "r"]),
        on in word(&["register:x", "register:y", "register:z"]),
        action in prop::sample::select(Action::ALL.map(|(a, _)| a).to_vec()),
        fields in prop::collection::vec(prop::sample::select(vec!["f", "g", "h"]), 0..3),
        relation in prop::sample::select(RELATIONS.to_vec()),
    ) {
        let ctx = ctx(actor, &purpose);
        let ask = Ask { action, on: &on, fields: &fields, relation };
        let decided = Policy::new(rules.clone()).permit(&ctx, &ask);
        prop_assert_eq!(decided.is_ok(), oracle(&rules, &ctx, &ask));
        match decided {
            Ok(permit) => {
                let mut of_ground = rules.clone();
                of_ground.retain(|rule| rule.ground == permit.ground());
                prop_assert!(oracle(&of_ground, &ctx, &ask), "on the ground of another rule");
                prop_assert_eq!(permit.fields(), &fields[..]);
            }
            Err(refused) => prop_assert_eq!((refused.action, refused.on.as_str()), (action, &*on)),
        }
    }

    #[test]
    fn without_rules_nothing_is_allowed(
        actor in any_actor(),
        action in prop::sample::select(Action::ALL.map(|(a, _)| a).to_vec()),
        relation in prop::sample::select(RELATIONS.to_vec()),
    ) {
        let ask = Ask { action, on: "register:x", fields: &[], relation };
        prop_assert!(Policy::default().permit(&ctx(actor, "p"), &ask).is_err());
    }
}

#[test]
fn the_most_that_one_rule_opens() {
    let mut narrow = rule("harbour-master", Relation::Office);
    narrow.fields = vec!["hull".into()];
    let mut other = rule("harbour-master", Relation::Office);
    other.purposes = vec!["mooring".into()];
    other.fields = vec!["*".into()];
    let wide = rule("harbour-master", Relation::Office);
    let policy = Policy::new(vec![narrow, other, wide]);
    let cases: [(&str, &[&str], Relation, Result<Vec<&str>, Reason>); 5] = [
        (
            "boat-licence",
            &["owner", "name", "hull"],
            Relation::Office,
            Ok(vec!["owner", "hull"]),
        ),
        ("mooring", &["name"], Relation::Office, Ok(vec!["name"])),
        (
            "boat-licence",
            &["name"],
            Relation::Office,
            Err(Reason::Fields),
        ),
        (
            "boat-licence",
            &["hull"],
            Relation::None,
            Err(Reason::Relation),
        ),
        ("play", &["hull"], Relation::Office, Err(Reason::Purpose)),
    ];
    for (purpose, fields, relation, expected) in cases {
        let ask = Ask {
            action: Action::Look,
            on: "register:boats",
            fields,
            relation,
        };
        let given = policy.permit_most(&ctx(officer("harbour-master"), purpose), &ask);
        match (given, expected) {
            (Ok(permit), Ok(open)) => assert_eq!(permit.fields(), open, "{purpose}"),
            (Err(refused), Err(reason)) => assert_eq!(refused.reason, reason, "{purpose}"),
            (given, expected) => panic!("{purpose}: {given:?}, not {expected:?}"),
        }
    }
    for (relation, purposes) in [
        (Relation::Office, vec!["boat-licence", "mooring"]),
        (Relation::None, vec![]),
    ] {
        let ask = Ask {
            action: Action::Look,
            on: "register:boats",
            fields: &[],
            relation,
        };
        assert_eq!(policy.purposes(&officer("harbour-master"), &ask), purposes);
    }
}

#[test]
fn each_purpose_has_one_ground() {
    let mut first = rule("keeper", Relation::Office);
    first.actions = vec![Action::Erase];
    first.fields = vec!["*".into()];
    first.purposes = vec!["order".into()];
    first.ground = "ground-1".into();
    let mut second = first.clone();
    second.purposes = vec!["order".into(), "over".into(), "*".into()];
    second.ground = "ground-2".into();
    let mut third = first.clone();
    third.purposes = vec!["late".into()];
    let mut narrow = first.clone();
    narrow.purposes = vec!["narrow".into()];
    narrow.fields = vec!["hull".into()];
    let policy = Policy::new(vec![narrow, first, second, third]);
    let asked = |action, relation| Ask {
        action,
        on: "register:boats",
        fields: &["hull", "name"],
        relation,
    };
    let keeper = officer("keeper");
    let erase = asked(Action::Erase, Relation::Office);
    let expected = [
        ("order", "ground-1"),
        ("over", "ground-2"),
        // An earlier rule for all purposes serves it already.
        ("late", "ground-2"),
    ];
    assert_eq!(policy.grounds(&keeper, &erase), expected);
    for (purpose, ground) in expected {
        let permit = policy.permit(&ctx(keeper.clone(), purpose), &erase);
        assert_eq!(permit.unwrap().ground(), ground);
    }
    let none = [
        asked(Action::Erase, Relation::None),
        asked(Action::Correct, Relation::Office),
    ];
    for ask in none {
        assert_eq!(policy.grounds(&keeper, &ask), [], "{ask:?}");
    }
}
