//! Sessions and credentials on both databases.

use crate::common::{PASSWORD, at, ctx, identity, mai, post, told};
use access::Actor;
use base::Id;
use identity::{Identity, IdentityError, NewAccount, SessionToken};

const HOUR: i64 = 3600;

async fn sign_in(identity: &Identity, n: u8, seconds: i64) -> SessionToken {
    let agent = format!("Boat Browser {n}");
    identity
        .sign_in(&ctx(n, seconds), "mai", PASSWORD, &agent)
        .await
        .unwrap()
}

async fn open(identity: &Identity, token: &SessionToken, seconds: i64) -> bool {
    let session = identity.session(token.expose(), at(seconds)).await;
    session.unwrap().is_some()
}

#[test]
fn sessions_are_listed_and_ended_one_by_one() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let one = sign_in(&identity, 2, 0).await;
        let two = sign_in(&identity, 3, 10).await;
        let three = sign_in(&identity, 4, 20).await;
        let listed = identity.sessions(id, at(30)).await.unwrap();
        let agents: Vec<&str> = listed
            .iter()
            .map(|session| session.agent.as_str())
            .collect();
        assert_eq!(
            agents,
            ["Boat Browser 4", "Boat Browser 3", "Boat Browser 2"]
        );
        for token in [&one, &two, &three] {
            assert!(open(&identity, token, 30).await);
        }
        let session = identity
            .session(one.expose(), at(30))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(session.id, listed[2].id);

        identity
            .end_session(&ctx(5, 30), id, listed[2].id)
            .await
            .unwrap();
        assert!(
            !open(&identity, &one, 30).await,
            "ended although read a moment ago"
        );
        let again = identity.end_session(&ctx(6, 30), id, listed[2].id).await;
        assert!(matches!(again, Err(IdentityError::NoSession)), "{again:?}");
        let others = identity
            .end_session(&ctx(7, 30), Id([7; 16]), listed[1].id)
            .await;
        assert!(
            matches!(others, Err(IdentityError::NoSession)),
            "{others:?}"
        );
        assert!(open(&identity, &two, 30).await);

        identity.sign_out(&ctx(8, 31), two.expose()).await.unwrap();
        identity.sign_out(&ctx(9, 31), two.expose()).await.unwrap();
        assert!(!open(&identity, &two, 31).await);
        assert_eq!(identity.sessions(id, at(31)).await.unwrap().len(), 1);
    });
}

#[test]
fn signing_out_everywhere_ends_all_at_once() {
    testkit::on_both(|store| async move {
        let identity = identity(store.clone()).await;
        let elsewhere = crate::common::identity(store).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let one = sign_in(&identity, 2, 0).await;
        let two = sign_in(&identity, 3, 0).await;
        assert!(open(&identity, &one, 1).await);
        assert!(open(&elsewhere, &two, 1).await);
        identity.sign_out_everywhere(&ctx(4, 2), id).await.unwrap();
        assert!(!open(&identity, &one, 2).await);
        assert!(!open(&identity, &two, 2).await);
        // another process notices when what it read is 5 seconds old
        assert!(!open(&elsewhere, &two, 6).await);
        assert!(identity.sessions(id, at(2)).await.unwrap().is_empty());
        let three = sign_in(&identity, 5, 3).await;
        assert!(open(&identity, &three, 3).await);
    });
}

#[test]
fn a_session_ends_when_idle_and_after_a_week_at_the_latest() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let idle = sign_in(&identity, 2, 0).await;
        assert!(
            open(&identity, &idle, 12 * HOUR - 1).await,
            "used: 12 hours more"
        );
        assert!(open(&identity, &idle, 23 * HOUR).await);
        assert!(!open(&identity, &idle, 35 * HOUR).await);

        let busy = sign_in(&identity, 3, 0).await;
        for hour in (6..168).step_by(6) {
            assert!(open(&identity, &busy, hour * HOUR).await, "hour {hour}");
        }
        assert!(open(&identity, &busy, 168 * HOUR - 1).await);
        assert!(!open(&identity, &busy, 168 * HOUR).await);
        assert!(
            identity
                .sessions(id, at(168 * HOUR))
                .await
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn being_seen_is_written_every_five_minutes_and_not_more_often() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let token = sign_in(&identity, 2, 0).await;
        for (seconds, seen) in [(10, 0), (290, 0), (300, 300), (590, 300), (600, 600)] {
            assert!(open(&identity, &token, seconds).await);
            let listed = identity.sessions(id, at(seconds)).await.unwrap();
            assert_eq!(listed[0].seen_at, at(seen), "{seconds}");
        }
    });
}

#[test]
fn an_officer_acts_in_a_post_they_hold_for_as_long_as_they_hold_it() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let new = NewAccount {
            subject: Some(Id([9; 16])),
            level: 2,
            ..mai()
        };
        let id = identity.make(&ctx(1, 0), new).await.unwrap();
        let token = sign_in(&identity, 2, 0).await;
        let actor = || async {
            let session = identity.session(token.expose(), at(1)).await.unwrap();
            session.unwrap().actor()
        };
        let own = Actor::Person {
            account: id,
            subject: Some(Id([9; 16])),
            level: 2,
        };
        let officer = Actor::Officer {
            account: id,
            post: post("harbour"),
        };
        assert_eq!(actor().await, own);
        let choose = |n, post| {
            let (identity, token) = (identity.clone(), token.clone());
            async move {
                let post: Option<access::Post> = post;
                identity
                    .choose_post(&ctx(n, 1), token.expose(), post.as_ref())
                    .await
            }
        };
        choose(3, Some(post("harbour"))).await.unwrap();
        assert_eq!(actor().await, officer);
        let refused = choose(4, Some(post("school"))).await;
        assert!(matches!(refused, Err(IdentityError::NoPost)), "{refused:?}");
        assert_eq!(actor().await, officer);
        choose(5, None).await.unwrap();
        assert_eq!(actor().await, own);
        choose(6, Some(post("harbour"))).await.unwrap();
        identity
            .set_posts(&ctx(7, 1), id, vec![post("customs")])
            .await
            .unwrap();
        assert_eq!(actor().await, own, "a post that was taken away");
        let nowhere = identity.choose_post(&ctx(8, 1), "no token", None).await;
        assert!(
            matches!(nowhere, Err(IdentityError::NoSession)),
            "{nowhere:?}"
        );
    });
}

#[test]
fn a_credential_counts_until_it_ends() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let id = identity
            .add_credential(&ctx(1, 0), "harbour", [5; 32], at(100))
            .await
            .unwrap();
        let there = |seconds| {
            let identity = identity.clone();
            async move { identity.credential(id, at(seconds)).await.unwrap() }
        };
        let credential = there(99).await.unwrap();
        assert_eq!(
            (credential.agency.as_str(), credential.public_key),
            ("harbour", [5; 32])
        );
        assert!(there(100).await.is_none());
        identity.end_credential(&ctx(2, 50), id).await.unwrap();
        identity.end_credential(&ctx(3, 60), id).await.unwrap();
        assert!(there(50).await.is_none());
        let listed = identity.credentials("harbour").await.unwrap();
        assert_eq!(listed[0].valid_until, at(50));
        let unknown = identity.end_credential(&ctx(4, 0), Id([0; 16])).await;
        assert!(matches!(unknown, Err(IdentityError::NoKey)), "{unknown:?}");
    });
}

/// A door runs these on whichever thread is free; this compiles only if it may.
#[test]
fn what_doors_await_may_move_between_threads() {
    fn movable<T: Send>(waiting: T) -> T {
        waiting
    }
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let id = movable(identity.make(&ctx(1, 0), mai())).await.unwrap();
        let token = sign_in(&identity, 2, 0).await;
        let context = ctx(3, 1);
        movable(identity.choose_post(&context, token.expose(), None))
            .await
            .unwrap();
        movable(identity.sign_out_everywhere(&context, id))
            .await
            .unwrap();
        movable(identity.sign_out(&context, token.expose()))
            .await
            .unwrap();
        movable(identity.know(&context, id, None, 1)).await.unwrap();
        let unknown = movable(identity.end_credential(&context, id)).await;
        assert!(matches!(unknown, Err(IdentityError::NoKey)), "{unknown:?}");
    });
}

#[test]
fn without_a_password_a_session_is_opened_on_somebody_s_word_only() {
    testkit::on_both(|store| async move {
        let identity = identity(store.clone()).await;
        let new = NewAccount {
            password: String::new(),
            ..mai()
        };
        let id = identity
            .make_without_password(&ctx(1, 0), new)
            .await
            .unwrap();
        for (n, guess) in [(2, ""), (3, PASSWORD)] {
            let refused = identity.sign_in(&ctx(n, 0), "mai", guess, "x").await;
            assert!(matches!(refused, Err(identity::SignInError::Wrong)));
        }
        let token = identity.vouch(&ctx(4, 1), id, "counter").await.unwrap();
        assert!(open(&identity, &token, 2).await);
        let told = told(&store, id).await;
        assert_eq!(
            told.last(),
            Some(&(ledger::Kind::Session, "signed-in".into()))
        );
        let nobody = identity.vouch(&ctx(5, 0), Id([9; 16]), "counter").await;
        assert!(matches!(nobody, Err(IdentityError::NoAccount)));
    });
}
