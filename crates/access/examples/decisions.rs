//! Nanoseconds a decision, under as many rules as a large country may have.
//!
//! `cargo run --release -p access --example decisions`
#![expect(clippy::print_stdout, reason = "an example prints")]
#![expect(clippy::disallowed_methods, reason = "an example measures time")]

use std::hint::black_box;
use std::time::Instant as Stopwatch;

use access::{Action, Actor, Ask, Ctx, Policy, Post, Relation, Rule};
use base::{Chance, Id, Instant};

const REGISTERS: usize = 500;
const ROLES: usize = 40;
const DECISIONS: usize = 1_000_000;

/// Each figure is the median of this many passes.
const PASSES: usize = 5;

fn rule(role: usize, register: usize) -> Rule {
    let field = |number| format!("field_{number}");
    Rule {
        role: format!("role-{role}"),
        on: format!("register:register-{register}"),
        actions: vec![Action::Look, Action::Handle],
        fields: (0..20).map(field).collect(),
        purposes: (0..5).map(|purpose| format!("purpose-{purpose}")).collect(),
        relation: Relation::Office,
        ground: format!("ground-{register}"),
    }
}

fn main() {
    let pairs = (0..ROLES).flat_map(|role| (0..REGISTERS).map(move |register| (role, register)));
    let rules: Vec<Rule> = pairs.map(|(role, register)| rule(role, register)).collect();
    println!("{} rules", rules.len());
    let policy = Policy::new(rules);
    let registers: Vec<String> = (0..REGISTERS)
        .map(|n| format!("register:register-{n}"))
        .collect();
    let cases: [(&str, &str, &[&str]); 4] = [
        (
            "allowed, 3 fields",
            "purpose-4",
            &["field_1", "field_12", "field_19"],
        ),
        ("allowed, 1 field", "purpose-0", &["field_0"]),
        ("refused, purpose", "curiosity", &["field_1"]),
        ("refused, field", "purpose-4", &["field_1", "debts"]),
    ];
    for (name, purpose, fields) in cases {
        let ctx = Ctx {
            actor: Actor::Officer {
                account: Id([1; 16]),
                post: Post {
                    role: "role-17".to_owned(),
                    office: "harbour".to_owned(),
                },
            },
            purpose: purpose.to_owned(),
            law: "tiny-1".to_owned(),
            now: Instant(0),
            chance: Chance::new([0; 32]),
        };
        let decide = || {
            for decision in 0..DECISIONS {
                let ask = Ask {
                    action: Action::Look,
                    on: &registers[decision * 7 % REGISTERS],
                    fields,
                    relation: Relation::Office,
                };
                let _ = black_box(policy.permit(&ctx, &ask));
            }
        };
        let mut nanos: Vec<u128> = (0..PASSES)
            .map(|_| {
                let began = Stopwatch::now();
                decide();
                began.elapsed().as_nanos()
            })
            .collect();
        nanos.sort_unstable();
        println!("{:>5} ns  {name}", nanos[PASSES / 2] / DECISIONS as u128);
    }
}
