//! Inboxes on both databases.

#![cfg(test)]

use std::net::TcpListener;

use access::{Actor, Ctx};
use base::{Chance, Id, Instant};
use jobs::{Claimed, Failed, run_due};
use ledger::{Act, Kind, Ledger};
use notices::{
    Delivery, Letter, Notice, Relay, Security, Smtp, UNREAD_MAX, Way, find, inbox, kept_mails,
    mail_news, mark_read, send, unread,
};
use store::{Store, WriteError, WriteSet};

const MAI: Id = Id([9; 16]);
const BINH: Id = Id([8; 16]);

fn ctx(n: u8) -> Ctx {
    Ctx {
        actor: Actor::Person {
            account: Id([1; 16]),
            subject: Some(MAI),
            level: 2,
        },
        purpose: "boat-licence".into(),
        law: "tiny-1".into(),
        now: Instant(1_800_000_000_000_000 + i64::from(n) * Instant::SECOND),
        chance: Chance::new([n; 32]),
    }
}

fn notice(person: Id, kind: &str) -> Notice {
    Notice {
        person,
        kind: kind.into(),
        args: vec![("boat".into(), "Sóng \"7\"".into())],
        case: Some(Id([5; 16])),
    }
}

async fn ledger(store: Store) -> Ledger {
    store.prepare(&ledger::tables()).await.unwrap();
    store.prepare(&jobs::tables()).await.unwrap();
    store.prepare(&notices::tables()).await.unwrap();
    Ledger::new(store)
}

async fn tell(ledger: &Ledger, n: u8, notice: Notice, way: Way) {
    let ctx = ctx(n);
    let act = Act::new(&ctx, Kind::CaseNoted).changes(send(&ctx, notice, way));
    ledger.commit(act).await.unwrap();
}

fn kinds(received: &[notices::Received]) -> Vec<&str> {
    received.iter().map(|r| r.notice.kind.as_str()).collect()
}

#[test]
fn an_inbox_is_one_persons_and_latest_first() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        for (n, kind) in ["opened", "asked", "granted"].iter().enumerate() {
            let n = u8::try_from(n).unwrap();
            tell(&ledger, n, notice(MAI, kind), Way::Inbox).await;
        }
        tell(&ledger, 9, notice(BINH, "assigned"), Way::Inbox).await;
        let db = ledger.store();
        let first = inbox(db, MAI, None, 2).await.unwrap();
        assert_eq!(kinds(&first), ["granted", "asked"]);
        assert_eq!(first[0].notice, notice(MAI, "granted"));
        assert_eq!(first[0].at, ctx(2).now);
        let rest = inbox(db, MAI, Some(first[1].id), 2).await.unwrap();
        assert_eq!(kinds(&rest), ["opened"]);
        let found = find(db, MAI, first[0].id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&first[0]));
        let not_his = find(db, BINH, first[0].id).await.unwrap();
        assert_eq!(not_his, None);
        assert_eq!(
            jobs::next_due(db).await.unwrap(),
            None,
            "nobody wanted mail"
        );
    });
}

#[test]
fn reading_is_an_entry_and_happens_once() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        tell(&ledger, 1, notice(MAI, "opened"), Way::Inbox).await;
        tell(&ledger, 2, notice(MAI, "granted"), Way::Inbox).await;
        let db = ledger.store();
        assert_eq!(unread(db, MAI).await.unwrap(), 2);
        assert_eq!(unread(db, BINH).await.unwrap(), 0);
        let shown = inbox(db, MAI, None, 10).await.unwrap();
        let reader = ctx(3);
        ledger
            .commit(mark_read(&reader, &shown).unwrap())
            .await
            .unwrap();
        assert_eq!(unread(db, MAI).await.unwrap(), 0);
        let other_window = ledger.commit(mark_read(&ctx(4), &shown).unwrap()).await;
        assert!(matches!(other_window, Err(WriteError::Lost { .. })));
        let shown = inbox(db, MAI, None, 10).await.unwrap();
        assert!(shown.iter().all(|r| r.read_at == Some(reader.now)));
        assert!(mark_read(&ctx(5), &shown).is_none());
        let entries = ledger.of_subject(MAI, None, 10).await.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].kind, Kind::Looked);
        assert_eq!(entries[0].touches.len(), 2);
    });
}

#[test]
fn counting_unread_stops() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let ctx = ctx(1);
        let many = (0..UNREAD_MAX + 5).flat_map(|_| send(&ctx, notice(MAI, "x"), Way::Inbox));
        let set = WriteSet::from(many.collect::<Vec<_>>());
        ledger.store().commit(set).await.unwrap();
        assert_eq!(unread(ledger.store(), MAI).await.unwrap(), UNREAD_MAX);
    });
}

async fn letter(person: Id) -> Result<Option<Letter>, Failed> {
    Ok((person == MAI).then(|| Letter {
        to: "mai@island.example".into(),
        subject: "News".into(),
        body: "Sign in: https://island.example/inbox".into(),
    }))
}

async fn run_mail(store: &Store, claimed: Claimed) -> Result<(), Failed> {
    let changes = mail_news(store, &Delivery::Keep, &claimed, letter).await?;
    store.commit(WriteSet::from(changes)).await?;
    Ok(())
}

#[test]
fn mail_says_that_there_is_news_and_nothing_else() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let db = ledger.store();
        tell(&ledger, 1, notice(MAI, "granted"), Way::InboxAndMail).await;
        tell(&ledger, 2, notice(BINH, "assigned"), Way::InboxAndMail).await;
        tell(&ledger, 3, notice(MAI, "seen"), Way::InboxAndMail).await;
        let latest = inbox(db, MAI, None, 1).await.unwrap();
        ledger
            .commit(mark_read(&ctx(4), &latest).unwrap())
            .await
            .unwrap();
        let ran = run_due(db, ctx(5).now, 10, |claimed| run_mail(db, claimed)).await;
        assert_eq!(ran.unwrap(), 3);
        // Binh has no address, and what was read already is no news.
        let mails = kept_mails(db, 10).await.unwrap();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].letter, letter(MAI).await.unwrap().unwrap());
        let first = inbox(db, MAI, None, 10).await.unwrap().pop().unwrap();
        assert_eq!((mails[0].id, mails[0].at), (first.id, first.at));
        assert_eq!(jobs::next_due(db).await.unwrap(), None);
        assert!(jobs::dead(db, 10).await.unwrap().is_empty());
    });
}

#[test]
fn mail_waits_until_the_relay_is_back() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let db = ledger.store();
        tell(&ledger, 1, notice(MAI, "granted"), Way::InboxAndMail).await;
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let relay = Relay {
            host: "127.0.0.1".into(),
            port,
            security: Security::Plain,
            login: None,
            from: "office@island.example".into(),
        };
        let away = &Delivery::Smtp(Box::new(Smtp::new(relay).unwrap()));
        let now = ctx(1).now;
        let ran = run_due(db, now, 10, |claimed| async move {
            let problem = mail_news(db, away, &claimed, letter).await.unwrap_err();
            Err(problem)
        });
        assert_eq!(ran.await.unwrap(), 1);
        let next = jobs::next_due(db).await.unwrap().unwrap();
        assert!(next > now);
        let ran = run_due(db, next, 10, |claimed| run_mail(db, claimed));
        assert_eq!(ran.await.unwrap(), 1);
        assert_eq!(kept_mails(db, 10).await.unwrap().len(), 1);
    });
}

#[test]
fn a_mail_job_carries_ids_and_nothing_else() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let db = ledger.store();
        tell(&ledger, 1, notice(MAI, "granted"), Way::InboxAndMail).await;
        let ran = run_due(db, ctx(5).now, 10, |claimed| async move {
            let payload = claimed.job.payload;
            assert!(!payload.contains("Sóng") && !payload.contains("granted"));
            assert!(payload.contains(&MAI.to_string()), "{payload}");
            Ok(())
        });
        assert_eq!(ran.await.unwrap(), 1);
        let nonsense = jobs::Job {
            key: "mail/x".into(),
            kind: notices::MAIL_JOB.into(),
            due: Instant(0),
            payload: "{\"person\":7}".into(),
        };
        let set = WriteSet::from(vec![jobs::enqueue(nonsense)]);
        db.commit(set).await.unwrap();
        let ran = run_due(db, Instant(0), 10, |claimed| run_mail(db, claimed));
        assert_eq!(ran.await.unwrap(), 1);
        assert_eq!(jobs::dead(db, 10).await.unwrap().len(), 1);
    });
}
