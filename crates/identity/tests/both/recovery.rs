//! Recovery and sweeping on both databases.

use crate::common::{PASSWORD, at, ctx, identity, mai, told};
use identity::{IdentityError, NewAccount};
use ledger::{Kind, Ledger};

const HOUR: i64 = 3600;

#[test]
fn a_recovery_works_once_and_ends_every_session() {
    testkit::on_both(|store| async move {
        let identity = identity(store.clone()).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let session = identity
            .sign_in(&ctx(2, 0), "mai", PASSWORD, "")
            .await
            .unwrap();
        for n in 0..5 {
            let _ = identity
                .sign_in(&ctx(n, 1), "mai", "not it at all", "")
                .await;
        }
        let one = identity
            .begin_recovery(&ctx(10, 2), "mai")
            .await
            .unwrap()
            .unwrap();
        let two = identity
            .begin_recovery(&ctx(11, 2), " MAI@island.example")
            .await
            .unwrap();
        let two = two.unwrap();
        assert_eq!(
            (one.account, one.email.as_str()),
            (id, "mai@island.example")
        );
        let token = |recovery: &identity::Recovery| {
            String::from_utf8(recovery.token.expose().to_vec()).unwrap()
        };
        let short = identity
            .finish_recovery(&ctx(12, 3), &token(&one), "short")
            .await;
        assert_eq!(short.unwrap_err().code(), "password-too-short");
        identity
            .finish_recovery(&ctx(13, 3), &token(&one), "four larger boats")
            .await
            .unwrap();
        for used in [token(&one), token(&two), "never given".into()] {
            let again = identity
                .finish_recovery(&ctx(14, 4), &used, "five larger boats")
                .await;
            assert!(
                matches!(again, Err(IdentityError::RecoveryOver)),
                "{again:?}"
            );
        }
        assert!(
            identity
                .session(session.expose(), at(4))
                .await
                .unwrap()
                .is_none()
        );
        // the failures are forgiven
        identity
            .sign_in(&ctx(15, 4), "mai", "four larger boats", "")
            .await
            .unwrap();
        let changed = |what: &str| (Kind::AccountChanged, what.to_owned());
        let told = told(&store, id).await;
        assert_eq!(
            told[2..5],
            [
                changed("recovery-begun"),
                changed("recovery-begun"),
                changed("recovered")
            ]
        );
    });
}

#[test]
fn a_recovery_is_over_after_half_an_hour_and_nobodys_leaves_no_entry() {
    testkit::on_both(|store| async move {
        let identity = identity(store.clone()).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let silent = NewAccount {
            login: "binh".into(),
            email: None,
            ..mai()
        };
        identity.make(&ctx(2, 0), silent).await.unwrap();
        let entries = Ledger::new(store.clone()).count().await.unwrap().0;
        for (n, nobody) in [(3, "nobody"), (4, "binh"), (5, "")] {
            let begun = identity.begin_recovery(&ctx(n, 0), nobody).await.unwrap();
            assert!(begun.is_none(), "{nobody}");
        }
        assert_eq!(Ledger::new(store.clone()).count().await.unwrap().0, entries);
        let begun = identity
            .begin_recovery(&ctx(6, 0), "mai")
            .await
            .unwrap()
            .unwrap();
        let token = String::from_utf8(begun.token.expose().to_vec()).unwrap();
        let late = identity
            .finish_recovery(&ctx(7, 1800), &token, "four larger boats")
            .await;
        assert!(matches!(late, Err(IdentityError::RecoveryOver)), "{late:?}");
        let in_time = identity
            .finish_recovery(&ctx(8, 1799), &token, "four larger boats")
            .await;
        assert_eq!(in_time.unwrap(), id);
    });
}

#[test]
fn what_is_over_is_swept() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        identity.make(&ctx(1, 0), mai()).await.unwrap();
        let token = identity
            .sign_in(&ctx(2, 0), "mai", PASSWORD, "")
            .await
            .unwrap();
        identity.begin_recovery(&ctx(3, 0), "mai").await.unwrap();
        identity.begin_recovery(&ctx(4, 0), "nobody").await.unwrap();
        let _ = identity.sign_in(&ctx(5, 0), "nobody", PASSWORD, "").await;
        assert_eq!(identity.sweep(at(1)).await.unwrap(), 0);
        assert_eq!(identity.sweep(at(1800)).await.unwrap(), 2);
        assert!(
            identity
                .session(token.expose(), at(1800))
                .await
                .unwrap()
                .is_some()
        );
        assert_eq!(identity.sweep(at(30 * HOUR)).await.unwrap(), 2);
        assert_eq!(identity.sweep(at(30 * HOUR)).await.unwrap(), 0);
    });
}
