//! Who gets the figures, and what they look like.

use std::time::Duration;

use access::{Actor, Ctx};
use base::{Chance, Instant};
use identity::Identity;
use ledger::{Act, Kind, Ledger};
use merkle::SigningKey;

use super::requests::Requests;
use super::text::Text;
use super::{HeaderMap, is_near, names_this_machine};

#[test]
fn only_this_machine_is_near_and_never_through_a_proxy() {
    let table: [(&str, &[(&str, &str)], bool); 9] = [
        ("127.0.0.1", &[("host", "127.0.0.1:8306")], true),
        ("127.0.0.1", &[("host", "localhost:8306")], true),
        ("::1", &[("host", "[::1]:8306")], true),
        ("192.0.2.7", &[("host", "localhost:8306")], false),
        ("127.0.0.1", &[("host", "office.example")], false),
        ("127.0.0.1", &[], false),
        (
            "127.0.0.1",
            &[("host", "localhost"), ("x-forwarded-for", "192.0.2.7")],
            false,
        ),
        (
            "127.0.0.1",
            &[("host", "localhost"), ("forwarded", "for=192.0.2.7")],
            false,
        ),
        (
            "127.0.0.1",
            &[("host", "localhost"), ("via", "1.1 proxy")],
            false,
        ),
    ];
    for (from, headers, near) in table {
        let mut sent = HeaderMap::new();
        for (name, value) in headers {
            sent.insert(*name, value.parse().unwrap());
        }
        assert_eq!(
            is_near(from.parse().unwrap(), &sent),
            near,
            "{from} {headers:?}"
        );
    }
}

#[test]
fn names_of_this_machine() {
    let table = [
        ("localhost", true),
        ("127.9.9.9", true),
        ("[::1]", true),
        ("localhost.office.example", false),
        ("127.0.0.1.office.example:80", false),
        ("localhost:office.example", false),
        ("", false),
    ];
    for (host, ours) in table {
        assert_eq!(names_this_machine(host), ours, "{host}");
    }
}

#[test]
fn requests_are_counted_by_pattern_and_status() {
    let requests = Requests::default();
    let route = || "/looks/{entry}".to_owned();
    requests.add((route(), "GET", 200), Duration::from_micros(700));
    requests.add((route(), "GET", 200), Duration::from_secs(60));
    requests.add((route(), "GET", 404), Duration::from_micros(1));
    let mut text = Text::default();
    requests.write(&mut text);
    let text = text.done();
    for line in [
        r#"motcua_requests_total{method="GET",route="/looks/{entry}",status="200"} 2"#,
        r#"motcua_requests_total{method="GET",route="/looks/{entry}",status="404"} 1"#,
        r#"motcua_request_seconds_bucket{route="/looks/{entry}",le="0.0005"} 1"#,
        r#"motcua_request_seconds_bucket{route="/looks/{entry}",le="0.001"} 2"#,
        r#"motcua_request_seconds_bucket{route="/looks/{entry}",le="10"} 2"#,
        r#"motcua_request_seconds_bucket{route="/looks/{entry}",le="+Inf"} 3"#,
        r#"motcua_request_seconds_count{route="/looks/{entry}"} 3"#,
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}

#[test]
fn what_waits_is_counted() {
    testkit::on_both(|store| async move {
        let tables = [ledger::tables(), jobs::tables(), identity::tables()].concat();
        store.prepare(&tables).await.unwrap();
        let ledger = Ledger::new(store.clone());
        let identity = Identity::new(ledger.clone());
        let now = Instant(1_800_000_000_000_000);
        let before = store.figures().written;
        assert_eq!(jobs::count(&store).await.unwrap(), (0, 0));
        assert_eq!(ledger.waits_since().await.unwrap(), None);
        assert_eq!(identity.open_sessions(now).await.unwrap(), 0);
        for (n, key) in [(0_u8, "a"), (1, "b")] {
            let ctx = Ctx {
                actor: Actor::Clock,
                purpose: "logbook".to_owned(),
                law: "tiny@1".to_owned(),
                now: now.plus_seconds(n.into()),
                chance: Chance::new([n; 32]),
            };
            let job = jobs::Job {
                key: key.to_owned(),
                kind: "knot".to_owned(),
                due: now,
                payload: String::new(),
            };
            let act = Act::new(&ctx, Kind::CaseEnded).change(jobs::enqueue(job));
            ledger.commit(act).await.unwrap();
        }
        assert_eq!(ledger.waits_since().await.unwrap(), Some(now));
        let hopeless = |_| async { Err(jobs::Failed::for_good("no rope")) };
        jobs::run_due(&store, now, 1, hopeless).await.unwrap();
        assert_eq!(jobs::count(&store).await.unwrap(), (1, 1));
        let figures = store.figures();
        assert_eq!((figures.written - before, figures.waiting), (4, 0));
        assert_eq!(figures.log_bytes.is_some(), store.name() == "sqlite");
        let key = SigningKey::from_seed("island.example/ledger", &[7; 32]).unwrap();
        while ledger::seal(&store, &key).await.unwrap() > 0 {}
        assert_eq!(ledger.waits_since().await.unwrap(), None);
    });
}
