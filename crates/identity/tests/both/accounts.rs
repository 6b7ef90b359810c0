//! Accounts and sign-in on both databases.

use crate::common::{PASSWORD, at, ctx, identity, mai, post, told};
use access::Actor;
use base::Id;
use identity::{
    IdentityError, NewAccount, Particulars, PasswordChange, PasswordProblem, SignInError,
};
use ledger::{Kind, Ledger};

#[test]
fn an_account_is_made_once_and_found_again() {
    testkit::on_both(|store| async move {
        let identity = identity(store.clone()).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let account = identity.find(" MAI ").await.unwrap().unwrap();
        assert_eq!(account.id, id);
        assert_eq!(account.login, "Mai");
        assert_eq!(account.posts, [post("customs"), post("harbour")]);
        assert_eq!(identity.account(id).await.unwrap(), Some(account));
        let again = NewAccount {
            login: "mai ".into(),
            email: None,
            ..mai()
        };
        let error = identity.make(&ctx(2, 0), again).await.unwrap_err();
        assert!(matches!(error, IdentityError::LoginTaken), "{error}");
        let other = NewAccount {
            login: "binh".into(),
            email: Some("MAI@island.example".into()),
            ..mai()
        };
        let error = identity.make(&ctx(3, 0), other).await.unwrap_err();
        assert!(matches!(error, IdentityError::EmailTaken), "{error}");
        let told = told(&store, id).await;
        assert_eq!(told, [(Kind::AccountMade, String::new())]);
    });
}

#[test]
fn of_two_who_want_one_login_name_one_gets_it() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let (one, two) = (ctx(1, 0), ctx(2, 0));
        let (one, two) = tokio::join!(identity.make(&one, mai()), identity.make(&two, mai()));
        let lost = [&one, &two]
            .into_iter()
            .filter(|made| matches!(made, Err(IdentityError::LoginTaken)))
            .count();
        assert_eq!(lost, 1, "{one:?} {two:?}");
        assert!(one.is_ok() || two.is_ok());
    });
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let login = |login: &str| NewAccount {
            login: login.into(),
            ..mai()
        };
        let table = [
            (login("  "), "shape"),
            (login("m\u{202e}ai"), "shape"),
            (
                NewAccount {
                    email: Some("mai".into()),
                    ..mai()
                },
                "shape",
            ),
            (NewAccount { level: 3, ..mai() }, "shape"),
            (
                NewAccount {
                    password: "short".into(),
                    ..mai()
                },
                "password-too-short",
            ),
            (
                NewAccount {
                    login: "three small boats".into(),
                    ..mai()
                },
                "password-is-login",
            ),
        ];
        for (n, (new, code)) in (1..).zip(table) {
            let error = identity.make(&ctx(n, 0), new).await.unwrap_err();
            assert_eq!(error.code(), code, "row {n}");
        }
    });
}

#[test]
fn signing_in_opens_a_session_whose_holder_is_the_actor() {
    testkit::on_both(|store| async move {
        let identity = identity(store.clone()).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let token = identity
            .sign_in(&ctx(2, 1), "mai", PASSWORD, "Boat Browser 1")
            .await
            .unwrap();
        let session = identity.session(token.expose(), at(2)).await.unwrap();
        let session = session.unwrap();
        assert_eq!(session.account.id, id);
        assert_eq!(
            session.actor(),
            Actor::Person {
                account: id,
                subject: None,
                level: 1
            }
        );
        for wrong in ["", "x", &token.expose()[..42]] {
            assert!(identity.session(wrong, at(2)).await.unwrap().is_none());
        }
        let kept = "select token from identity_session";
        let kept = store.query_one(kept, &[]).await.unwrap().unwrap();
        assert_eq!(
            kept.bytes(0).unwrap(),
            base::sha256(token.expose().as_bytes())
        );
        let entries = Ledger::new(store.clone())
            .of_subject(id, None, 1)
            .await
            .unwrap();
        assert_eq!(entries[0].kind, Kind::Session);
        assert_eq!(entries[0].actor, Some(id));
        assert_eq!(entries[0].word("way"), Some("password"));
    });
}

#[test]
fn wrong_passwords_lock_a_login_name_whether_or_not_it_is_anybodys() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        identity.make(&ctx(1, 0), mai()).await.unwrap();
        for login in ["mai", "nobody at all"] {
            for n in 0..4 {
                let tried = identity
                    .sign_in(&ctx(n, 0), login, "not it at all", "")
                    .await;
                assert!(
                    matches!(tried, Err(SignInError::Wrong)),
                    "{login} {n}: {tried:?}"
                );
            }
            // seconds, then until when it is locked; the fifth failure locks for one minute, and
            // what is tried while locked is not counted
            for (n, seconds, until) in [(4, 0, 60), (5, 59, 60), (6, 60, 180), (7, 179, 180)] {
                let tried = identity
                    .sign_in(&ctx(n, seconds), login, "not it at all", "")
                    .await;
                match tried {
                    Err(SignInError::Locked { until: locked }) => assert_eq!(locked, at(until)),
                    other => panic!("{login} {n}: {other:?}"),
                }
            }
        }
        let right = identity.sign_in(&ctx(8, 100), "mai", PASSWORD, "").await;
        assert!(
            matches!(right, Err(SignInError::Locked { .. })),
            "{right:?}"
        );
        let account = identity.find("mai").await.unwrap().unwrap();
        assert_eq!(account.locked_until, Some(at(180)));
        identity
            .sign_in(&ctx(9, 180), "mai", PASSWORD, "")
            .await
            .unwrap();
        // and the count begins anew
        let tried = identity
            .sign_in(&ctx(10, 181), "mai", "not it at all", "")
            .await;
        assert!(matches!(tried, Err(SignInError::Wrong)), "{tried:?}");
    });
}

#[test]
fn many_guesses_at_once_are_all_counted() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        identity.make(&ctx(1, 0), mai()).await.unwrap();
        let mut guesses = Vec::new();
        for n in 0..12 {
            let identity = identity.clone();
            guesses.push(tokio::spawn(async move {
                identity
                    .sign_in(&ctx(n, 0), "mai", "not it at all", "")
                    .await
            }));
        }
        let mut wrong = 0;
        for guess in guesses {
            match guess.await.unwrap() {
                Err(SignInError::Wrong) => wrong += 1,
                Err(SignInError::Locked { .. }) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(wrong, 4);
    });
}

#[test]
fn a_changed_password_ends_every_session_and_gives_a_new_one() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let old = identity
            .sign_in(&ctx(2, 0), "mai", PASSWORD, "")
            .await
            .unwrap();
        let change = |old, new| PasswordChange {
            old,
            new,
            agent: "",
        };
        let refused = identity
            .change_password(&ctx(3, 1), id, change("not it at all", "four larger boats"))
            .await;
        assert!(
            matches!(refused, Err(IdentityError::WrongPassword)),
            "{refused:?}"
        );
        let refused = identity
            .change_password(&ctx(4, 1), id, change(PASSWORD, "password123"))
            .await;
        let common = IdentityError::Password(PasswordProblem::Common).code();
        assert_eq!(refused.unwrap_err().code(), common);
        assert!(
            identity
                .session(old.expose(), at(1))
                .await
                .unwrap()
                .is_some()
        );
        let new = identity
            .change_password(&ctx(5, 1), id, change(PASSWORD, "four larger boats"))
            .await
            .unwrap();
        assert!(
            identity
                .session(old.expose(), at(1))
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            identity
                .session(new.expose(), at(1))
                .await
                .unwrap()
                .is_some()
        );
        assert!(
            identity
                .sign_in(&ctx(6, 2), "mai", PASSWORD, "")
                .await
                .is_err()
        );
        let now = identity
            .sign_in(&ctx(7, 2), "mai", "four larger boats", "")
            .await;
        assert!(now.is_ok());
    });
}

#[test]
fn particulars_posts_and_the_person_behind_change() {
    testkit::on_both(|store| async move {
        let identity = identity(store.clone()).await;
        let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let binh = NewAccount {
            login: "binh".into(),
            email: Some("binh@island.example".into()),
            ..mai()
        };
        let binh = identity.make(&ctx(2, 0), binh).await.unwrap();
        let particulars = |email: Option<&str>| Particulars {
            email: email.map(str::to_owned),
            name_shown: None,
            language: "uk".into(),
        };
        let taken = particulars(Some("BINH@island.example"));
        let refused = identity.set_particulars(&ctx(3, 1), id, taken).await;
        assert!(
            matches!(refused, Err(IdentityError::EmailTaken)),
            "{refused:?}"
        );
        for (n, email) in [
            (4, Some("MAI@island.example")),
            (5, None),
            (6, Some("m@island.example")),
        ] {
            identity
                .set_particulars(&ctx(n, 1), id, particulars(email))
                .await
                .unwrap();
            let account = identity.account(id).await.unwrap().unwrap();
            assert_eq!(account.email.as_deref(), email);
        }
        let freed = particulars(Some("mai@island.example"));
        identity
            .set_particulars(&ctx(7, 1), binh, freed)
            .await
            .unwrap();

        identity
            .set_posts(&ctx(8, 1), id, vec![post("school"), post("harbour")])
            .await
            .unwrap();
        let holders = async |office: &str, others: &[Id]| {
            let found = identity.holders(&post(office), others).await.unwrap();
            found.into_keys().collect::<Vec<Id>>()
        };
        assert_eq!(holders("school", &[]).await, [id]);
        assert_eq!(holders("customs", &[]).await, [binh]);
        assert_eq!(holders("customs", &[binh]).await, [binh]);
        let mut both = [id, binh];
        both.sort();
        assert_eq!(holders("customs", &[id, id]).await, both);
        assert_eq!(holders("nowhere", &[]).await, []);
        let wrong = identity.set_posts(&ctx(9, 1), id, vec![post("")]).await;
        assert_eq!(wrong.unwrap_err().code(), "shape");

        let subject = Id([9; 16]);
        identity
            .know(&ctx(10, 1), id, Some(subject), 2)
            .await
            .unwrap();
        let known = identity.of_subject(subject).await.unwrap();
        assert_eq!((known.len(), known[0].id, known[0].level), (1, id, 2));
        let known = (Kind::AccountChanged, "known".to_owned());
        assert_eq!(told(&store, subject).await, [known]);
        let nobody = identity.know(&ctx(11, 1), Id([0; 16]), None, 1).await;
        assert!(
            matches!(nobody, Err(IdentityError::NoAccount)),
            "{nobody:?}"
        );
    });
}
