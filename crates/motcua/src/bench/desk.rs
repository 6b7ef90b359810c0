//! `motcua bench desk`: an officer's queue and case pages, with many cases present.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use access::{Action, Actor, Ask, Ctx, Permit, Post, Relation};
use base::Id;
use cases::file::file;
use cases::model::Answers;
use cases::{Filing, Sources, Wanted, gather};
use futures_util::{StreamExt, TryStreamExt, stream};
use identity::NewAccount;
use jiff::civil::Date;
use pack::model::Procedure;
use tokio::task::JoinSet;

use super::answers::Maker;
use super::client::{self, Run};
use super::house::House;
use super::parents::{self, Parent};
use super::store as own;
use super::{progress, progress_over};
use crate::args::BenchDoors;
use crate::serve;
use crate::wiring::{Wired, chain};

/// How many applicants the cases are copies of; each lives somewhere else, so this is also about
/// how many offices have a queue.
const APPLICANTS: usize = 200;

/// How many tasks make copies, and how many copies each has waiting for the store.
const MAKERS: usize = 4;
const WAITING: usize = 48;

/// How many different case pages are asked for.
const PAGES_MAX: usize = 5_000;

/// `motcua bench desk`.
pub(super) async fn run(args: BenchDoors) -> Result<ExitCode, String> {
    let house = House::open(&args).await?;
    let name = house.store().name();
    fill(&house, args.cases).await?;
    let fullest = own::fullest_post(house.store()).await?;
    let (role, office) = fullest.ok_or("no case waits anywhere")?;
    let post = Post { role, office };
    let (token, ids) = officer(&house, post).await?;
    progress("sealing");
    serve::seal_all(&house.wired).await;
    progress_over();
    // The jobs that a million filings cause at once would be run during the measurement; no day
    // has them, so they are left lying: the sealer runs, the jobs do not.
    let served = house.serve_without_jobs().await?;
    let to = (args.connections, args.seconds);
    let head = format!("Host: localhost\r\nCookie: session={token}\r\n\r\n");
    let queue = {
        let request = format!("GET /desk HTTP/1.1\r\n{head}");
        move |_, bytes: &mut Vec<u8>| {
            bytes.extend_from_slice(request.as_bytes());
            true
        }
    };
    let queue = client::drive(served.address, to, 200, queue).await?;
    let page = move |n: usize, bytes: &mut Vec<u8>| {
        let id = ids[n % ids.len()];
        bytes.extend_from_slice(format!("GET /desk/case/{id} HTTP/1.1\r\n{head}").as_bytes());
        true
    };
    let page = client::drive(served.address, to, 200, page).await?;
    served.stop().await?;
    told("desk-queue", name, (&args, queue))?;
    told("desk-case", name, (&args, page))?;
    Ok(ExitCode::SUCCESS)
}

fn told(
    name: &'static str,
    store: &'static str,
    (args, run): (&BenchDoors, Run),
) -> Result<(), String> {
    if let Some(told) = run.first_failure {
        return Err(format!(
            "{name}: {} pages failed, the first: {told}",
            run.failed
        ));
    }
    run.times
        .figure(name, store, (args.connections, run.spent))
        .print(args.here.json);
    Ok(())
}

/// Fills the store up to so many cases, through the very function that filing is decided by. A
/// store that is full can be measured again as it is.
async fn fill(house: &House, cases: usize) -> Result<(), String> {
    let (_, root) = house.event()?;
    // The root, and the legs that are opened with it.
    let each = 1 + root.legs.iter().filter(|leg| leg.after.is_empty()).count();
    let wanted = (cases / each).saturating_sub(own::applications(house.store()).await?);
    if wanted == 0 {
        return Ok(());
    }
    let parents = parents::make(house, APPLICANTS).await?;
    let made = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for maker in 0..MAKERS {
        let own: Vec<Parent> = parents
            .iter()
            .skip(maker)
            .step_by(MAKERS)
            .cloned()
            .collect();
        let (wired, made) = (house.wired.clone(), made.clone());
        let copies = wanted.div_ceil(parents.len().max(1));
        tasks.spawn(async move {
            for parent in own {
                copy(&wired, &parent, copies).await?;
                let done = made.fetch_add(copies, Ordering::Relaxed) + copies;
                progress(&format!("applications: {done} of {wanted}"));
            }
            Ok::<_, String>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.map_err(|error| format!("filling failed: {error}"))??;
    }
    progress_over();
    Ok(())
}

/// Files so many applications of one applicant, each about an occasion of its own.
async fn copy(wired: &Wired, parent: &Parent, copies: usize) -> Result<(), String> {
    let room = &wired.house.room;
    let pack = wired.house.pack();
    let told = |error: cases::CaseError| chain(&error);
    let event = pack
        .events
        .iter()
        .find(|event| event.offer.is_some())
        .ok_or("no life event")?;
    let root = pack.procedure(&event.procedure).ok_or("no procedure")?;
    let ctx = applicant(wired, parent, &root.id);
    let today = pack.calendar.date_of(ctx.now);
    let answers = answers(wired, parent, (root, today));
    let sources = Sources {
        store: room.ledger.store(),
        registers: &room.registers,
        law: &room.law,
    };
    let wanted = Wanted {
        root,
        applicant: parent.record,
        now: ctx.now,
        today,
        answers: &answers,
    };
    let (evidence, mut facts) = gather(sources, wanted).await.map_err(told)?;
    facts.add_consents(root, &[]);
    let permit = permit(wired, &ctx, root)?;
    let plain = Filing {
        law: &room.law,
        directory: &room.directory,
        registers: &room.registers,
        root,
        facts: &facts,
        evidence: &evidence,
    };
    let one = async || {
        let ctx = applicant(wired, parent, &root.id);
        let mut evidence = evidence.clone();
        for found in evidence
            .iter_mut()
            .filter(|found| Some(&found.id) == event.offer.as_ref())
        {
            found.record = Some(ctx.id());
        }
        let filing = Filing {
            evidence: &evidence,
            ..plain
        };
        let act = file(&ctx, &permit, &filing, (event, parent.record), &answers).map_err(told)?;
        room.ledger
            .commit(act)
            .await
            .map(|_| ())
            .map_err(|error| chain(&error))
    };
    stream::iter(0..copies)
        .map(|_| one())
        .buffer_unordered(WAITING)
        .try_collect::<()>()
        .await
}

/// Leave to file.
fn permit(wired: &Wired, ctx: &Ctx, root: &Procedure) -> Result<Permit, String> {
    let on = format!("procedure:{}", root.id);
    let ask = Ask {
        action: Action::Create,
        on: &on,
        fields: &[],
        relation: Relation::Own,
    };
    let permit = wired.house.room.policy.permit(ctx, &ask);
    permit.map_err(|refused| refused.to_string())
}

/// What the applicant answers.
fn answers(wired: &Wired, parent: &Parent, (root, today): (&Procedure, Date)) -> Answers {
    let directory = &wired.house.room.directory;
    let pack = wired.house.pack();
    let maker = Maker {
        pack,
        directory,
        today,
    };
    let answers = maker.answers(root, &parent.name).into_iter();
    let text = |answer: serde_json::Value| answer.as_str().unwrap_or_default().to_owned();
    answers.map(|(id, answer)| (id, text(answer))).collect()
}

fn applicant(wired: &Wired, parent: &Parent, purpose: &str) -> Ctx {
    let actor = Actor::Person {
        account: parent.account,
        subject: Some(parent.record),
        level: 2,
    };
    wired.house.ctx(actor, purpose)
}

/// An officer in a post, signed in, and the cases that wait for them.
async fn officer(house: &House, post: Post) -> Result<(String, Vec<Id>), String> {
    let ours = &house.wired.house;
    let ctx = ours.ctx(Actor::Nobody, "bench");
    let told = |error: identity::IdentityError| chain(&error);
    let new = NewAccount {
        login: format!("bench-officer-{}", house.run),
        password: String::new(),
        email: None,
        name_shown: Some("Bench".to_owned()),
        subject: None,
        level: 1,
        language: ours
            .pack()
            .head
            .languages
            .first()
            .cloned()
            .unwrap_or_default(),
        posts: vec![post.clone()],
    };
    let account = ours
        .identity
        .make_without_password(&ctx, new)
        .await
        .map_err(told)?;
    let (token, _) = parents::session(house, account).await?;
    ours.identity
        .choose_post(&ctx, &token, Some(&post))
        .await
        .map_err(told)?;
    let ctx = ours.ctx(Actor::Officer { account, post }, "bench");
    let mut ids = Vec::new();
    let mut after = None;
    while ids.len() < PAGES_MAX {
        let page = ours
            .room
            .queue(&ctx, after, 500)
            .await
            .map_err(|error| chain(&error))?;
        let Some(last) = page.last() else { break };
        after = Some((last.due_at, last.case));
        ids.extend(page.iter().map(|row| row.case));
    }
    if ids.is_empty() {
        return Err("no case waits for the officer".to_owned());
    }
    eprintln!("{} of the cases wait for the officer who looks", ids.len());
    Ok((token, ids))
}
