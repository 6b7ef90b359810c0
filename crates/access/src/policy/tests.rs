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

/// The oracle: some rule matches in every part, or nothing is allowed.
fn oracle(rules: &[Rule], ctx: &Ctx, ask: &Ask<'_>) -> bool {
    let star = |list: &[String], word: &str| list.iter().any(|w| w == "*" || w == word);
    let known = !matches!(ctx.actor, Actor::Person { level: 0 | 1, .. });
    known
        && rules.iter().any(|r| {
            r.role == ctx.actor.role()
                && r.on == ask.on
                && r.actions.contains(&ask.action)
                && (r.relation == Relation::None || r.relation == ask.relation)
                && star(&r.purposes, &ctx.purpose)
                && ask.fields.iter().all(|f| star(&r.fields, f))
        })
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(words).prop_map(str::to_owned)
}

fn any_rule() -> impl Strategy<Value = Rule> {
    (
        word(&["a", "b", "person"]),
        word(&["register:x", "register:y"]),
        prop::sample::subsequence(Action::ALL.map(|(a, _)| a).to_vec(), 0..=4),
        prop::collection::vec(word(&["f", "g", "*"]), 0..3),
        prop::collection::vec(word(&["p", "q", "*"]), 0..3),
        prop::sample::select(vec![Relation::None, Relation::Own, Relation::Office]),
    )
        .prop_map(|(role, on, actions, fields, purposes, relation)| Rule {
            role,
            on,
            actions,
            fields,
            purposes,
            relation,
            ground: String::new(),
        })
}

proptest! {
    #[test]
    fn agrees_with_the_oracle(
        rules in prop::collection::vec(any_rule(), 0..8),
        role in word(&["a", "b", "person"]),
        level in 0_u8..3,
        purpose in word(&["p", "q", "r"]),
        on in word(&["register:x", "register:y", "register:z"]),
        action in prop::sample::select(Action::ALL.map(|(a, _)| a).to_vec()),
        fields in prop::collection::vec(prop::sample::select(vec!["f", "g", "h"]), 0..3),
        relation in prop::sample::select(vec![Relation::None, Relation::Own, Relation::Office]),
    ) {
        let actor = if role == "person" { person(level) } else { officer(&role) };
        let ctx = ctx(actor, &purpose);
        let ask = Ask { action, on: &on, fields: &fields, relation };
        let allowed = Policy::new(rules.clone()).permit(&ctx, &ask).is_ok();
        prop_assert_eq!(allowed, oracle(&rules, &ctx, &ask));
    }
}
