//! Who is on the island, what they answer, and what they do.

use std::sync::atomic::{AtomicU64, Ordering};

use access::{Actor, Ctx, Post};
use base::{Chance, Id, Instant};
use cases::model::{Answers, Item};
use cases::{Command, Take};

/// A mother, her grown daughter, a man with a boat, and somebody of another village.
pub(crate) const ADA: Id = Id([0xa1; 16]);
pub(crate) const BEA: Id = Id([0xb2; 16]);
pub(crate) const CAL: Id = Id([0xc3; 16]);
pub(crate) const DAN: Id = Id([0xd4; 16]);

/// Officers' accounts.
pub(crate) const RUTH: Id = Id([0x11; 16]);
pub(crate) const REX: Id = Id([0x12; 16]);
pub(crate) const HANA: Id = Id([0x21; 16]);

/// A Monday, two hours after the offices opened.
pub(crate) const MONDAY: &str = "2026-11-02 10:00";

/// An instant by the island's clocks: `2026-11-02 10:00`.
pub(crate) fn at(text: &str) -> Instant {
    let text = format!("{}:00+01:00", text.replace(' ', "T"));
    Instant::parse(&text).unwrap()
}

fn ctx(actor: Actor, purpose: &str, when: &str) -> Ctx {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&DRAWN.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    let law = "tiny@2026-09-01".to_owned();
    Ctx {
        actor,
        purpose: purpose.to_owned(),
        law,
        now: at(when),
        chance: Chance::new(seed),
    }
}

/// A person, surely known. Their account is not their record.
pub(crate) fn person(record: Id, when: &str) -> Ctx {
    let account = Id::named("account", &record.to_string());
    ctx(
        Actor::Person {
            account,
            subject: Some(record),
            level: 2,
        },
        "own",
        when,
    )
}

/// An officer in a post, for a purpose.
pub(crate) fn officer(account: Id, (role, office): (&str, &str), purpose: &str, when: &str) -> Ctx {
    let post = Post {
        role: role.to_owned(),
        office: office.to_owned(),
    };
    ctx(Actor::Officer { account, post }, purpose, when)
}

/// Ruth of the registry, handling a licence.
pub(crate) fn registrar(when: &str) -> Ctx {
    officer(RUTH, ("registrar", "RG"), "boat-licence", when)
}

/// Hana of the harbour office, handling a mooring.
pub(crate) fn harbour(when: &str) -> Ctx {
    officer(HANA, ("harbour-master", "HO"), "mooring", when)
}

/// The law's own clock.
pub(crate) fn clock(when: Instant) -> Ctx {
    Ctx {
        now: when,
        ..ctx(Actor::Clock, "clock", MONDAY)
    }
}

/// Answers from pairs.
pub(crate) fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs
        .iter()
        .map(|(id, answer)| ((*id).to_owned(), (*answer).to_owned()))
        .collect()
}

/// What somebody with a build notice answers, who wants a mooring.
pub(crate) fn noticed() -> Answers {
    answers(&[
        ("boat", "Gull"),
        ("engine", "no"),
        ("harbour", "H1"),
        ("moor", "yes"),
    ])
}

/// What somebody answers of whose boat no register knows.
pub(crate) fn unnoticed() -> Answers {
    let mut all = noticed();
    let more = [
        ("origin", "built"),
        ("built_on", "2026-10-01"),
        ("kind", "rowing"),
        ("size", "short"),
    ];
    all.extend(answers(&more));
    all
}

/// Some answers changed.
pub(crate) fn with(base: Answers, pairs: &[(&str, &str)]) -> Answers {
    let mut all = base;
    all.extend(answers(pairs));
    all
}

/// A declared action with nothing given.
pub(crate) fn take(action: &str) -> Command {
    Command::Take(Take {
        action: action.to_owned(),
        ..Take::default()
    })
}

/// Asking for a paper.
pub(crate) fn ask() -> Command {
    let item = Item {
        paper: "photo".to_owned(),
        content: "the bow with its number".to_owned(),
    };
    Command::Take(Take {
        action: "ask".to_owned(),
        items: vec![item],
        ..Take::default()
    })
}

/// Handing in one file.
pub(crate) fn supply() -> Command {
    Command::Take(Take {
        action: "supply".to_owned(),
        files: 1,
        ..Take::default()
    })
}

/// Refusing on a ground, with a reason.
pub(crate) fn refuse(ground: &str) -> Command {
    let reason = Some("the bow is open".to_owned());
    let ground = Some(ground.to_owned());
    Command::Take(Take {
        action: "refuse".to_owned(),
        ground,
        reason,
        ..Take::default()
    })
}
