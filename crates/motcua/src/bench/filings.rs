//! `motcua bench filings`: each request is one whole application by a parent of its own.

use std::process::ExitCode;
use std::sync::Arc;

use access::Circumstances;
use serde_json::json;

use super::answers::Maker;
use super::client;
use super::house::{self, House};
use super::parents::{self, Parent};
use super::store as own;
use crate::args::BenchDoors;
use crate::serve;

/// How many filings a second are prepared for: twice what is aimed at.
const EXPECTED_PER_SECOND: usize = 4_000;

/// `motcua bench filings`.
pub(super) async fn run(args: BenchDoors) -> Result<ExitCode, String> {
    let house = House::open(&args).await?;
    let (store, name) = (house.store().clone(), house.store().name());
    let seconds = usize::try_from(args.seconds).unwrap_or(1);
    let count = args.filings.unwrap_or(seconds * EXPECTED_PER_SECOND);
    let parents = parents::make(&house, count).await?;
    let (event, root) = house.event()?;
    let today = house
        .wired
        .house
        .pack()
        .calendar
        .date_of(house.wired.clock.now());
    let maker = Maker {
        pack: house.wired.house.pack(),
        directory: &house.wired.house.room.directory,
        today,
    };
    let body = json!({ "answers": maker.answers(root, &parents[0].name) }).to_string();
    let path = format!("/api/v1/events/{}/applications", event.id);
    serve::seal_all(&house.wired).await;
    let before = own::applications(&store).await?;
    let served = house.serve().await?;
    let request = request(parents, path, body);
    let to = (args.connections, args.seconds);
    let run = client::drive(served.address, to, 201, request).await?;
    served.stop().await?;
    if let Some(told) = run.first_failure {
        return Err(format!(
            "{} filings were not accepted, the first: {told}",
            run.failed
        ));
    }
    let filed = own::applications(&store).await?.saturating_sub(before);
    let acknowledged = run.times.len();
    if filed != acknowledged {
        return Err(format!(
            "{acknowledged} filings were acknowledged, but {filed} are there"
        ));
    }
    if acknowledged >= count {
        eprintln!(
            "all {count} parents have filed before the time was over: prepare more with --filings"
        );
    }
    house::verified(&store).await?;
    run.times
        .figure("filings", name, (args.connections, run.spent))
        .print(args.here.json);
    Ok(ExitCode::SUCCESS)
}

/// Writes the filing of one parent after the other.
fn request(
    parents: Vec<Parent>,
    path: String,
    body: String,
) -> impl Fn(usize, &mut Vec<u8>) -> bool + Send + Sync + 'static {
    let parents = Arc::new(parents);
    move |n, bytes| {
        let Some(Parent {
            token,
            csrf,
            account,
            ..
        }) = parents.get(n)
        else {
            return false;
        };
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: session={token}\r\nX-Csrf: {csrf}\r\n\
             Idempotency-Key: \"{account}\"\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        );
        bytes.extend_from_slice(head.as_bytes());
        bytes.extend_from_slice(body.as_bytes());
        true
    }
}
