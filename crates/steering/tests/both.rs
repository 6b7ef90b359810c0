//! Figures on both databases: each entry once, whatever happens.

#![cfg(test)]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use access::{Actor, Ctx};
use base::calendar::parse_zone;
use base::{Chance, Id, Instant};
use jiff::tz::TimeZone;
use ledger::{Act, Kind, Ledger, seal};
use merkle::SigningKey;
use pack::model::Indicator;
use steering::{Board, Month, PASS_MAX, cases, figures, follow};
use store::Store;
use tokio::task::JoinSet;

/// Half past midnight in the east on the first of September, which is August in UTC.
const SEPTEMBER: &str = "2026-08-31T17:30:00Z";
const DAY: i64 = 24 * 3600;

fn east() -> TimeZone {
    parse_zone("+07:00").unwrap()
}

fn indicator(id: &str, of: &[(&str, &str)], with: &[(&str, &str)]) -> Indicator {
    let facts = |pairs: &[(&str, &str)]| {
        let owned = pairs.iter();
        owned
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    Indicator {
        id: id.to_owned(),
        kind: "case.ended".to_owned(),
        of: facts(of),
        with: facts(with),
        target: Some(950),
    }
}

fn on_time() -> Indicator {
    indicator("on-time", &[], &[("on_time", "1")])
}

fn licences() -> Indicator {
    let of = [("procedure", "boat-licence"), ("outcome", "granted")];
    indicator("licences", &of, &[("on_time", "1")])
}

fn board() -> Board {
    Board::lower(&[on_time(), licences()])
}

/// The end of the nth case: every third is late, every fifth another procedure, every tenth is
/// only a note.
fn act(n: u32) -> Act {
    let mut seed = [9; 32];
    seed[..4].copy_from_slice(&n.to_be_bytes());
    let start = Instant::parse(SEPTEMBER).unwrap();
    let ctx = Ctx {
        actor: Actor::Clock,
        purpose: "boat-licence".to_owned(),
        law: "tiny@1".to_owned(),
        now: start.plus_seconds(i64::from(n % 4) * 12 * DAY),
        chance: Chance::new(seed),
    };
    let kind = if n.is_multiple_of(10) {
        Kind::CaseNoted
    } else {
        Kind::CaseEnded
    };
    let procedure = if n.is_multiple_of(5) {
        "boat-sale"
    } else {
        "boat-licence"
    };
    Act::new(&ctx, kind)
        .fact(
            "case",
            Id::named("case", &n.to_string()).to_string().as_str(),
        )
        .fact("procedure", procedure)
        .fact("root", "boat-licence")
        .fact("office", "harbour")
        .fact("outcome", "granted")
        .fact("due", start.plus_seconds(DAY))
        .fact("decided", start)
        .fact("on_time", i64::from(!n.is_multiple_of(3)))
}

async fn ledger(store: &Store) -> Ledger {
    store.prepare(&ledger::tables()).await.unwrap();
    store.prepare(&steering::tables()).await.unwrap();
    Ledger::new(store.clone())
}

async fn grow(ledger: &Ledger, numbers: std::ops::Range<u32>) {
    let mut waiting = JoinSet::new();
    for n in numbers {
        let ledger = ledger.clone();
        waiting.spawn(async move { ledger.commit(act(n)).await });
    }
    for committed in waiting.join_all().await {
        committed.unwrap();
    }
    let key = SigningKey::from_seed("island.example/ledger", &[7; 32]).unwrap();
    while seal(ledger.store(), &key).await.unwrap() > 0 {}
}

async fn follow_all(ledger: &Ledger, board: &Board, zone: &TimeZone) -> usize {
    let mut passes = 0;
    while follow(ledger, board, zone).await.unwrap() > 0 {
        passes += 1;
    }
    passes
}

/// What the figures must be, counted the plain way from the acts themselves.
fn counted(numbers: std::ops::Range<u32>, is_in: impl Fn(u32) -> bool) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    let mut acts: Vec<u32> = numbers
        .filter(|n| !n.is_multiple_of(10) && is_in(*n))
        .collect();
    acts.sort_by_key(|n| n % 4);
    for n in acts {
        // The first of September plus 0, 12, 24 and 36 days.
        let month = if n % 4 == 3 { "2026-10" } else { "2026-09" };
        if months.last().is_none_or(|last| last.month != month) {
            months.push(Month {
                month: month.to_owned(),
                numerator: 0,
                denominator: 0,
            });
        }
        let last = months.last_mut().unwrap();
        last.denominator += 1;
        last.numerator += i64::from(!n.is_multiple_of(3));
    }
    months
}

async fn must_be(ledger: &Ledger, numbers: std::ops::Range<u32>) {
    let figures = figures(ledger.store(), &board()).await.unwrap();
    let expected = [
        counted(numbers.clone(), |_| true),
        counted(numbers, |n| !n.is_multiple_of(5)),
    ];
    for (figure, months) in figures.iter().zip(expected) {
        assert_eq!(figure.months, months, "{}", figure.indicator);
        assert_eq!(figure.target, Some(950));
    }
    assert_eq!(figures.len(), 2);
    assert_eq!(
        samples(ledger).await,
        figures[0].months.iter().map(|m| m.denominator).sum::<i64>()
    );
}

/// How many samples of the first indicator there are, page by page, each seen once.
async fn samples(ledger: &Ledger) -> i64 {
    let mut count = 0;
    for month in ["2026-09", "2026-10"] {
        let mut before = None;
        loop {
            let page = cases(ledger, "on-time", month, before, 150).await.unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.iter().is_sorted_by(|a, b| a.entry > b.entry));
            before = Some(last.entry);
            count += i64::try_from(page.len()).unwrap();
        }
    }
    count
}

#[test]
fn figures_follow_what_is_sealed() {
    testkit::on_both(|store| async move {
        let ledger = ledger(&store).await;
        assert_eq!(follow(&ledger, &board(), &east()).await.unwrap(), 0);
        ledger.commit(act(1)).await.unwrap();
        assert_eq!(
            follow(&ledger, &board(), &east()).await.unwrap(),
            0,
            "not sealed"
        );
        grow(&ledger, 2..400).await;
        for passed in [256, 143, 0] {
            assert_eq!(follow(&ledger, &board(), &east()).await.unwrap(), passed);
        }
        must_be(&ledger, 1..400).await;
        grow(&ledger, 400..450).await;
        assert_eq!(follow(&ledger, &board(), &east()).await.unwrap(), 50);
        must_be(&ledger, 1..450).await;
    });
}

#[test]
fn a_figure_opens_down_to_its_entries() {
    testkit::on_both(|store| async move {
        let ledger = ledger(&store).await;
        grow(&ledger, 1..4).await;
        follow_all(&ledger, &board(), &east()).await;
        let october = cases(&ledger, "on-time", "2026-10", None, 10)
            .await
            .unwrap();
        let start = Instant::parse(SEPTEMBER).unwrap();
        let [late] = &october[..] else {
            panic!("one case of October: {october:?}");
        };
        assert_eq!(late.entry, act(3).id());
        assert_eq!(late.at, start.plus_seconds(36 * DAY));
        assert_eq!(late.case, Some(Id::named("case", "3").to_string()));
        assert_eq!(late.procedure.as_deref(), Some("boat-licence"));
        assert_eq!(late.root.as_deref(), Some("boat-licence"));
        assert_eq!(late.office.as_deref(), Some("harbour"));
        assert_eq!(late.outcome.as_deref(), Some("granted"));
        assert_eq!(
            (late.due, late.decided),
            (Some(start.plus_seconds(DAY)), Some(start))
        );
        assert_eq!((late.counted, late.on_time), (false, Some(false)));
        let nothing = cases(&ledger, "on-time", "2026-10", Some(late.entry), 10).await;
        assert_eq!(nothing.unwrap(), []);
        assert_eq!(
            cases(&ledger, "unknown", "2026-10", None, 10)
                .await
                .unwrap(),
            []
        );
    });
}

#[test]
fn two_followers_count_each_entry_once() {
    testkit::on_both(|store| async move {
        let ledger = ledger(&store).await;
        grow(&ledger, 0..2_500).await;
        let mut followers = JoinSet::new();
        for _ in 0..2 {
            let ledger = ledger.clone();
            followers.spawn(async move { follow_all(&ledger, &board(), &east()).await });
        }
        followers.join_all().await;
        follow_all(&ledger, &board(), &east()).await;
        must_be(&ledger, 0..2_500).await;
    });
}

#[test]
fn a_changed_declaration_is_counted_anew() {
    testkit::on_both(|store| async move {
        let ledger = ledger(&store).await;
        grow(&ledger, 0..1_300).await;
        follow_all(&ledger, &board(), &east()).await;
        let before = figures(&store, &board()).await.unwrap();
        // Months of another zone: what began in September ends in August.
        follow_all(&ledger, &board(), &TimeZone::UTC).await;
        let in_utc = figures(&store, &board()).await.unwrap();
        assert_eq!(in_utc[0].months[0].month, "2026-08");
        // Another numerator, for one of the two.
        let other = Board::lower(&[indicator("on-time", &[], &[("on_time", "0")]), licences()]);
        assert!(follow(&ledger, &other, &TimeZone::UTC).await.unwrap() > 0);
        let halfway = figures(&store, &other).await.unwrap();
        assert_eq!(
            halfway[0].months,
            [],
            "nothing is shown that the law no longer says"
        );
        assert_eq!(halfway[1], in_utc[1], "the other indicator stays as it was");
        follow_all(&ledger, &other, &TimeZone::UTC).await;
        let late = figures(&store, &other).await.unwrap();
        for (late, in_time) in late[0].months.iter().zip(&in_utc[0].months) {
            assert_eq!(late.denominator, in_time.denominator);
            assert_eq!(late.numerator, in_time.denominator - in_time.numerator);
        }
        // And back again, as if it had never been otherwise.
        follow_all(&ledger, &board(), &east()).await;
        assert_eq!(figures(&store, &board()).await.unwrap(), before);
        must_be(&ledger, 0..1_300).await;
    });
}

#[test]
fn a_new_indicator_begins_with_the_first_entry() {
    testkit::on_both(|store| async move {
        let ledger = ledger(&store).await;
        grow(&ledger, 0..100).await;
        let one = Board::lower(&[on_time()]);
        assert_eq!(follow_all(&ledger, &one, &east()).await, 1);
        assert_eq!(follow(&ledger, &board(), &east()).await.unwrap(), 100);
        must_be(&ledger, 0..100).await;
    });
}

/// The database that a child of the next test follows.
const CHILD: &str = "MOTCUA_TEST_STEERING_CHILD";

/// Not a test by itself: what the killed process does.
#[test]
fn child() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only way to hand something to a test in a process of its own"
    )]
    let Ok(url) = std::env::var(CHILD) else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let ledger = Ledger::new(Store::open(&url).await.unwrap());
        println!("child begins");
        while follow(&ledger, &board(), &east()).await.unwrap() > 0 {
            println!("child passed");
        }
        println!("child is done");
        // Whoever waits to kill it must find it alive.
        std::future::pending::<()>().await;
    });
}

#[test]
fn a_killed_follower_leaves_nothing_half_counted() {
    let folder = testkit::Folder::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut urls = vec![format!("sqlite:{}", folder.path("followed.db"))];
        urls.extend(testkit::fresh_postgres().await);
        for url in urls {
            let store = Store::open(&url).await.unwrap();
            let ledger = ledger(&store).await;
            let size = u32::try_from(3 * PASS_MAX).unwrap();
            grow(&ledger, 0..size).await;
            for passes in [0, 1, 0, 1] {
                kill_one(&url, passes);
            }
            follow_all(&ledger, &board(), &east()).await;
            must_be(&ledger, 0..size).await;
        }
    });
}

/// Starts a follower and kills it (on Unix with SIGKILL) within the pass after so many.
fn kill_one(url: &str, passes: usize) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(CHILD, url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let lines = out.lines().map_while(Result::ok);
    let mut said = lines.filter(|line| line.contains("child ")).enumerate();
    let reached = said.find(|(at, line)| *at == passes || line.contains("is done"));
    assert!(reached.is_some(), "the follower ended by itself");
    child.kill().unwrap();
    child.wait().unwrap();
}
