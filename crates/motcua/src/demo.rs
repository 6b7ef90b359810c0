//! The demo: synthetic people, accounts to sign in with, a clock that can be set forward.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use access::{Circumstances, Post};
use base::{Id, Instant};
use identity::{Identity, NewAccount};
use jiff::civil::Date;
use ledger::Ledger;
use pack::{DemoAccount, DemoPerson, Pack};
use registers::{LoadedRow, Registers, Value};
use store::Store;
use synth::{People, SynthLaw};
use tokio::sync::{mpsc, oneshot};

use crate::args::{Demo as Args, House};
use crate::clock::{Clock, stopwatch};
use crate::serve::{self, Mailing};
use crate::wiring::{self, Plan, Wired, chain};
use crate::{keys, mail, measuring, pack_files, story};

/// The seed of the demo's people: the same for everybody, so that one can talk about them.
const SEED: u64 = 8306;

/// How many rows go into one act.
const BATCH: usize = 2_000;

/// `motcua demo`.
pub(crate) async fn run(mut args: Args) -> Result<ExitCode, String> {
    let watch = stopwatch();
    let listener = serve::open_door(&mut args.house).await?;
    let clock = Arc::new(Clock::moved(read_offset(&args.house.kept.data)));
    let ready = ready(&args, &clock).await?;
    let (next_day, asked) = mpsc::channel(4);
    let demo = web::Demo {
        accounts: people_accounts(&ready.pack)
            .map(|a| (a.login.clone(), a.look.clone()))
            .collect(),
        password: ready.pack.demo.password.clone(),
        next_day,
    };
    let plan = Plan {
        args: &args.house,
        clock,
        demo: Some(demo),
        limited: true,
    };
    let fresh = ready.fresh;
    let (wired, letters) = wiring::wire(ready.store, ready.pack, plan).await?;
    measuring::schedule(&wired).await?;
    let delivery = mail::delivery(&args.house)?;
    let metrics = serve::Metrics::open(args.house.metrics).await?;
    tokio::spawn(forward(
        wired.clone(),
        asked,
        mail::delivery(&args.house)?,
        args.house.kept.data.clone(),
    ));
    let stop = serve::stop_signal();
    greet(&wired, watch.elapsed().as_secs_f64());
    if fresh {
        tokio::spawn(opening(wired.clone(), args.house.clone()));
    }
    serve::serve(
        wired,
        listener,
        Mailing { letters, delivery },
        metrics,
        stop,
    )
    .await;
    Ok(ExitCode::SUCCESS)
}

/// A demo's database, ready to be served.
#[derive(Debug)]
pub(crate) struct Ready {
    /// The database.
    pub(crate) store: Store,
    /// The law in force.
    pub(crate) pack: Arc<Pack>,
    /// Whether the people were made just now.
    pub(crate) fresh: bool,
}

/// The accounts that people sign in with; an agency's system has a key instead.
fn people_accounts(pack: &Pack) -> impl Iterator<Item = &DemoAccount> {
    pack.demo
        .accounts
        .iter()
        .filter(|account| account.agency.is_none())
}

/// What has happened when somebody first looks: the pack's stories whose names begin with `demo-`.
async fn opening(wired: Wired, house: House) {
    for (name, text) in &wired.house.pack().stories {
        if story::is_opening(name)
            && let Err(problem) = story::play_opening(&wired, &house, text).await
        {
            tracing::warn!(story = name, problem, "the demo's opening did not hold");
        }
    }
}

/// Law in force, people and accounts there; what is there already stays as it is.
pub(crate) async fn ready(args: &Args, clock: &Clock) -> Result<Ready, String> {
    let store = wiring::open(&args.house.kept.store()).await?;
    let in_force = wiring::pack_in_force(&store).await;
    let pack = match in_force {
        Ok(pack) => {
            if args.pack.exists() {
                let given = pack_files::load(&args.pack)?.head.id;
                let same = store.belongs_to(&given).await;
                same.map_err(|error| error.to_string())?;
            }
            pack
        }
        Err(_) => Arc::new(pack_files::load(&args.pack)?),
    };
    wiring::put_in_force(&store, &pack, clock).await?;
    let identity = Identity::new(Ledger::new(store.clone()));
    let last = people_accounts(&pack).last();
    let made = match last {
        Some(account) => identity
            .find(&account.login)
            .await
            .map_err(|error| chain(&error))?
            .is_some(),
        None => true,
    };
    if !made {
        let today = pack.calendar.date_of(clock.now());
        let chosen = people(&store, &pack, clock, (args.people, today)).await?;
        accounts(&identity, &pack, clock, &chosen).await?;
    }
    credentials(&identity, &pack, clock, &args.house).await?;
    Ok(Ready {
        store,
        pack,
        fresh: !made,
    })
}

/// People of the demo accounts, by login: record, name, e-mail.
type Chosen = HashMap<String, (Id, String, Option<String>)>;

/// Fills the registers with people and chooses those the accounts belong to.
async fn people(
    store: &Store,
    pack: &Pack,
    clock: &Clock,
    (count, today): (usize, Date),
) -> Result<Chosen, String> {
    let files: Vec<(&String, &String)> = pack.files.iter().collect();
    let law = SynthLaw::read(&files).map_err(|error| error.to_string())?;
    let people =
        People::new(&law, SEED, count, law.communes(), today).map_err(|error| error.to_string())?;
    let registers = Registers::lower(pack);
    let ledger = Ledger::new(store.clone());
    let mut chosen = Chosen::new();
    let mut rows = Vec::with_capacity(BATCH + 64);
    for household in people {
        choose(&mut chosen, &pack.demo.accounts, &household);
        let own = household.rows.into_iter();
        rows.extend(own.filter_map(|row| loaded(&registers, row)));
        if rows.len() >= BATCH {
            load(&ledger, pack, clock, &registers, std::mem::take(&mut rows)).await?;
        }
    }
    load(&ledger, pack, clock, &registers, rows).await?;
    Ok(chosen)
}

async fn load(
    ledger: &Ledger,
    pack: &Pack,
    clock: &Clock,
    registers: &Registers,
    rows: Vec<LoadedRow<'_>>,
) -> Result<(), String> {
    let ctx = wiring::ctx(clock, &pack.head.law(), "synthetic-people");
    registers::load_rows(ledger, &ctx, registers, rows, BATCH * 2)
        .await
        .map_err(|error| chain(&error))?;
    Ok(())
}

/// A synthetic row as registers take it; none for a table that the pack describes and does not
/// declare as a register.
pub(crate) fn loaded<'r>(registers: &Registers, row: synth::Row<'r>) -> Option<LoadedRow<'r>> {
    registers.get(row.register).ok()?;
    let fields = row
        .fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value_of(value)?)));
    Some(LoadedRow {
        register: row.register,
        record: Id(row.record),
        fields: fields.collect(),
    })
}

/// A synthetic value as registers take it.
pub(crate) fn value_of(value: synth::Value) -> Option<Value> {
    match value {
        synth::Value::Text(text) => Some(Value::Text(text)),
        synth::Value::Int(number) => Some(Value::Int(number)),
        synth::Value::Record(id) => Some(Value::Record(Id(id))),
        synth::Value::Null => None,
    }
}

/// Takes the people of a household that an account waits for.
fn choose(chosen: &mut Chosen, accounts: &[DemoAccount], household: &synth::Household<'_>) {
    for account in accounts {
        if chosen.contains_key(&account.login) {
            continue;
        }
        let person = match &account.person {
            Some(DemoPerson::Expecting { place }) if *place == household.commune => {
                let expecting = household.expecting.as_ref();
                expecting.and_then(|expecting| find(household, expecting.mother))
            }
            Some(DemoPerson::Adult { place }) if *place == household.commune => household
                .people
                .first()
                .and_then(|head| find(household, head.record)),
            Some(DemoPerson::SpouseOf { login }) => match chosen.get(login) {
                Some((record, ..)) => spouse(household, *record),
                None => None,
            },
            Some(DemoPerson::Expecting { .. } | DemoPerson::Adult { .. }) | None => None,
        };
        if let Some(person) = person {
            chosen.insert(account.login.clone(), person);
        }
    }
}

fn find(
    household: &synth::Household<'_>,
    record: [u8; 16],
) -> Option<(Id, String, Option<String>)> {
    let person = household
        .people
        .iter()
        .find(|person| person.record == record)?;
    Some((Id(person.record), person.name.clone(), person.email.clone()))
}

fn spouse(household: &synth::Household<'_>, of: Id) -> Option<(Id, String, Option<String>)> {
    let marriage = household.marriage.as_ref()?;
    let other = if marriage.husband == of.0 {
        marriage.wife
    } else if marriage.wife == of.0 {
        marriage.husband
    } else {
        return None;
    };
    find(household, other)
}

/// Makes the demo accounts, in the order of the pack: the last one there says that all are.
async fn accounts(
    identity: &Identity,
    pack: &Pack,
    clock: &Clock,
    chosen: &Chosen,
) -> Result<(), String> {
    for account in people_accounts(pack) {
        if identity
            .find(&account.login)
            .await
            .map_err(|error| chain(&error))?
            .is_some()
        {
            continue;
        }
        let person = chosen.get(&account.login);
        if person.is_none() && account.person.is_some() {
            return Err(format!(
                "demo.toml: nobody among the synthetic people fits the account `{}`; make more with --people",
                account.login
            ));
        }
        let posts = account.posts.iter();
        let posts = posts.map(|(role, office)| Post {
            role: role.clone(),
            office: office.clone(),
        });
        let new = NewAccount {
            login: account.login.clone(),
            password: pack.demo.password.clone(),
            email: person.and_then(|(_, _, email)| email.clone()),
            name_shown: person.map(|(_, name, _)| name.clone()),
            subject: person.map(|(record, ..)| *record),
            level: if person.is_some() { 2 } else { 1 },
            language: pack.head.languages.first().cloned().unwrap_or_default(),
            posts: posts.collect(),
        };
        let ctx = wiring::ctx(clock, &pack.head.law(), "account");
        identity
            .make(&ctx, new)
            .await
            .map_err(|error| format!("demo account {}: {}", account.login, chain(&error)))?;
    }
    Ok(())
}

/// Credentials of the agencies' systems that the demo plays.
async fn credentials(
    identity: &Identity,
    pack: &Pack,
    clock: &Clock,
    house: &House,
) -> Result<(), String> {
    for account in &pack.demo.accounts {
        let Some(agency) = &account.agency else {
            continue;
        };
        let key = keys::public_key(&keys::agency_seed(&house.kept.data, &account.login)?);
        let known = identity
            .credentials(agency)
            .await
            .map_err(|error| chain(&error))?;
        if known.iter().any(|credential| credential.public_key == key) {
            continue;
        }
        let ctx = wiring::ctx(clock, &pack.head.law(), "account");
        let until = ctx.now.plus_seconds(10 * 366 * 86_400);
        identity
            .add_credential(&ctx, agency, key, until)
            .await
            .map_err(|error| chain(&error))?;
    }
    Ok(())
}

/// Sets the clock forward when somebody presses the button.
async fn forward(
    wired: Wired,
    mut asked: mpsc::Receiver<oneshot::Sender<()>>,
    delivery: notices::Delivery,
    data: std::path::PathBuf,
) {
    while let Some(done) = asked.recv().await {
        let calendar = &wired.house.pack().calendar;
        let today = calendar.date_of(wired.clock.now());
        let morning = calendar.opening(calendar.next_working_day(today));
        serve::catch_up(&wired, &delivery, morning).await;
        write_offset(&data, &wired.clock);
        let _ = done.send(());
    }
}

const OFFSET: &str = "demo-clock";

fn read_offset(data: &Path) -> i64 {
    let text = fs::read_to_string(data.join(OFFSET)).unwrap_or_default();
    text.trim().parse().unwrap_or(0)
}

fn write_offset(data: &Path, clock: &Clock) {
    // A demo whose clock is forgotten starts at today: nothing is lost.
    let _ = fs::write(data.join(OFFSET), clock.offset().to_string());
}

/// Says who can sign in, and where to look first.
fn greet(wired: &Wired, seconds: f64) {
    let house = &wired.house;
    let pack = house.pack();
    let lang = house
        .words
        .lang("en")
        .unwrap_or_else(|| house.words.choose(""));
    let say = house.words.say(lang);
    println!(
        "{} is in force; ready after {seconds:.1} s",
        pack.head.law()
    );
    println!();
    println!("  {}", house.public_url);
    println!();
    println!("  sign in as     password {}", pack.demo.password);
    for account in people_accounts(pack) {
        println!("  {:<14} {}", account.login, say.pack(&account.look));
    }
    println!();
}

/// The instant a pack's stories start at.
pub(crate) fn start_of(pack: &Pack) -> Result<Instant, String> {
    Instant::parse(&pack.demo.start).ok_or_else(|| {
        "demo.toml: `start` is not a time such as 2026-11-02T08:00:00+07:00".to_owned()
    })
}
