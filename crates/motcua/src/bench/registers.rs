//! `motcua bench registers`: a register of synthetic people is loaded from a file as `motcua load`
//! does it, records are read as looks, and people are searched for. On a register that is full it
//! only reads.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use access::{Action, Actor, Ask, Circumstances, Ctx, Policy, Post, Relation};
use base::Id;
use pack::{AccessRule, FieldKind, Pack};
use registers::{Registers, Search};
use serde_json::json;
use store::Store;
use synth::SynthError;
use synth::country::{CountryLaw, Order, headers, produce};
use tokio::task::JoinSet;

use super::progress;
use super::report::{Memory, Times, Watch};
use super::store as own;
use crate::args::{BenchRegisters, Kept, Load};
use crate::clock::{Clock, stopwatch};
use crate::load::{self, File, Office, Unshared};
use crate::wiring::{self, chain};
use crate::{bench::progress_over, pack_files};

/// Places in the register from which people are taken to be read and searched for.
const SAMPLES: u128 = 300;

/// `motcua bench registers`.
pub(super) async fn run(args: BenchRegisters) -> Result<ExitCode, String> {
    let clock = Arc::new(Clock::real());
    let store = wiring::open(&args.store).await?;
    let pack = pack_files::load(&args.pack)?;
    own::take(&store, clock.now()).await?;
    wiring::put_in_force(&store, &pack, &clock).await?;
    let tell = Tell {
        store: store.name(),
        json: args.json,
    };
    let people = pack.head.people.clone();
    let office = Office::open(store.clone(), (&people, Unshared::Rejected)).await?;
    let table = office.loading.declared().table().name().to_owned();
    if own::first_and_last(&store, &table).await?.is_none() {
        let file = args.data.join("people.csv");
        write_people(&pack, &file, &args)?;
        let loaded = load_people(&office, &file, &tell).await;
        fs::remove_file(&file).map_err(|error| error.to_string())?;
        loaded?;
    }
    let all = own::first_and_last(&store, &table).await?;
    let bench = Arc::new(Reading::new(office, pack, clock.clone())?);
    let known = Arc::new(bench.sample(all.ok_or("nobody was loaded")?).await?);
    for &waiting in &args.waiting {
        bench.looks(&known, (waiting, args.seconds), &tell).await?;
    }
    bench.searches(&known, args.seconds, &tell).await?;
    Ok(ExitCode::SUCCESS)
}

/// How figures are told.
#[derive(Clone, Copy)]
struct Tell {
    store: &'static str,
    json: bool,
}

impl Tell {
    fn figure(self, name: &str, value: f64, unit: &str) {
        if self.json {
            let value = (value * 1000.0).round() / 1000.0;
            let store = self.store;
            println!(
                "{}",
                json!({ "name": name, "store": store, "value": value, "unit": unit })
            );
        } else {
            println!("{name:<52} {:<9} {value:>12.2} {unit}", self.store);
        }
    }

    fn times(self, name: &str, times: Times, watch: &Watch, waiting: usize) {
        let figure = times.figure("", self.store, (waiting, watch.spent()));
        self.figure(
            &format!("{name}, p50"),
            f64::from(figure.p50_us) / 1e3,
            "ms",
        );
        self.figure(
            &format!("{name}, p99"),
            f64::from(figure.p99_us) / 1e3,
            "ms",
        );
        self.figure(name, figure.per_second, "1/s");
    }
}

/// The people of the pack's country, as a file of their register.
fn write_people(pack: &Pack, path: &Path, args: &BenchRegisters) -> Result<(), String> {
    let texts: Vec<(&String, &String)> = pack.files.iter().collect();
    let country = CountryLaw::read(&texts).map_err(|error| error.to_string())?;
    let mut registers = country.registers();
    let at = registers.position(|(name, _)| name == pack.head.people);
    let at = at.ok_or("the pack's synth.toml makes no people for their register")?;
    let cannot = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    fs::create_dir_all(&args.data).map_err(cannot)?;
    let mut file = fs::File::create(path).map_err(cannot)?;
    let headers = headers(&country).map_err(|error| error.to_string())?;
    file.write_all(&headers[at]).map_err(cannot)?;
    let order = Order {
        people: args.people,
        seed: 1,
        as_of: country.as_of(),
        faults_per_million: 0,
    };
    let made = produce(&country, &order, 2, |batch| {
        progress(&format!("people: {} of {}", batch.people, args.people));
        file.write_all(&batch.tables[at])
            .map_err(|error| Failed(cannot(error)))
    });
    progress_over();
    made.map(|_| ()).map_err(|Failed(problem)| problem)
}

struct Failed(String);

impl From<SynthError> for Failed {
    fn from(error: SynthError) -> Failed {
        Failed(error.to_string())
    }
}

/// From the command to the last commit, the file read twice and every index there.
async fn load_people(office: &Office, path: &Path, tell: &Tell) -> Result<(), String> {
    let watch = Watch::begin();
    let most = Arc::new(AtomicU64::new(0));
    let (seen, stop) = (most.clone(), Arc::new(AtomicBool::new(false)));
    let sampler = tokio::spawn(async move {
        loop {
            seen.fetch_max(Memory::now().anon_mib, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let args = Load {
        register: office.register().to_owned(),
        file: path.to_owned(),
        kept: Kept::default(),
        format: None,
        encoding: None,
        rejects: None,
        unshared: false,
        batch: load::BATCH_ROWS,
    };
    let file = File::survey(&args, office).await?;
    let done = load::load(office, &file, &stop).await?;
    sampler.abort();
    let spent = watch.spent();
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of a bench are far below 2^52"
    )]
    let (rows, memory) = (done.new as f64, most.load(Ordering::Relaxed) as f64);
    if done.mark.rejected > 0 {
        return Err(format!("{} rows were rejected", done.mark.rejected));
    }
    tell.figure("Load people", rows / spent.elapsed.as_secs_f64(), "rows/s");
    tell.figure("Load people, count", rows, "rows");
    tell.figure(
        "Load people, our processor time",
        spent.cpu.as_secs_f64() * 1e6 / rows,
        "us/row",
    );
    tell.figure("Load people, anonymous memory at most", memory, "MiB");
    Ok(())
}

/// Somebody to be read or searched for.
struct Person {
    id: Id,
    name: String,
    place: Option<String>,
}

/// What reading stands on.
struct Reading {
    office: Office,
    registers: Registers,
    policy: Policy,
    clock: Arc<Clock>,
    post: Post,
    purpose: String,
    relation: Relation,
    fields: Vec<String>,
    name: String,
    /// The field of the place in which people are searched for.
    place: String,
}

impl Reading {
    /// An officer whom a rule of the pack lets look at people.
    fn new(office: Office, pack: Pack, clock: Arc<Clock>) -> Result<Reading, String> {
        let registers = Registers::lower(&pack);
        let declared = registers
            .get(office.register())
            .map_err(|error| chain(&error))?;
        let on = declared.on();
        let looks = |rule: &&AccessRule| {
            rule.on.contains(&on)
                && rule
                    .actions
                    .iter()
                    .any(|action| action == Action::Look.word())
                && !Actor::ROLES.contains(&rule.role.as_str())
        };
        let rule = pack.rules.iter().find(looks);
        let rule = rule.ok_or("no rule of the pack lets an officer look at people")?;
        let all = declared.register().fields.iter();
        let opens = |field: &str| rule.fields.iter().any(|open| open == "*" || open == field);
        let fields = all.clone().filter(|field| opens(&field.id));
        let place = all
            .clone()
            .find(|field| field.search && field.kind == FieldKind::Place);
        Ok(Reading {
            policy: wiring::policy(&pack.rules),
            post: Post {
                role: rule.role.clone(),
                office: declared.register().steward.clone(),
            },
            purpose: rule.purposes.first().cloned().unwrap_or_default(),
            relation: match rule.relation.as_str() {
                "office" => Relation::Office,
                _ => Relation::None,
            },
            fields: fields.map(|field| field.id.clone()).collect(),
            name: pack.head.person_name.clone(),
            place: place
                .ok_or("people are not searched for in a place")?
                .id
                .clone(),
            registers,
            office,
            clock,
        })
    }

    fn db(&self) -> &Store {
        self.office.ledger.store()
    }

    /// People from all over the register, between the first and the last id.
    async fn sample(&self, (from, to): (Id, Id)) -> Result<Vec<Person>, String> {
        let (from, to) = (u128::from_be_bytes(from.0), u128::from_be_bytes(to.0));
        let mut people = Vec::new();
        for sample in 0..SAMPLES {
            let after = (from + (to - from) / SAMPLES * sample).to_be_bytes();
            let list = self
                .registers
                .list(self.db(), self.office.register(), &[], Some(Id(after)));
            let page = list.await.map_err(|error| chain(&error))?;
            people.extend(page.records.iter().step_by(7).map(|record| Person {
                id: record.id,
                name: record.text(&self.name).unwrap_or_default().to_owned(),
                place: record.text(&self.place).map(str::to_owned),
            }));
        }
        if people.is_empty() {
            return Err("nobody was loaded".to_owned());
        }
        Ok(people)
    }

    /// Records read with a permit and a durable entry, so many at once.
    async fn looks(
        self: &Arc<Reading>,
        people: &Arc<Vec<Person>>,
        (waiting, seconds): (usize, u64),
        tell: &Tell,
    ) -> Result<(), String> {
        let watch = Watch::begin();
        let until = watch.begun() + Duration::from_secs(seconds);
        let mut tasks = JoinSet::new();
        for task in 0..waiting {
            let (reading, people) = (self.clone(), people.clone());
            tasks.spawn(async move {
                let (mut times, mut at) = (Times::default(), task.wrapping_mul(7_919_977));
                loop {
                    let begun = stopwatch();
                    if begun >= until {
                        return Ok::<_, String>(times);
                    }
                    at = at.wrapping_add(15_485_863);
                    reading.look(people[at % people.len()].id).await?;
                    times.add(begun.elapsed());
                }
            });
        }
        let mut times = Times::default();
        while let Some(task) = tasks.join_next().await {
            times.join(task.map_err(|error| error.to_string())??);
        }
        tell.times(
            &format!("Read one record, {waiting} waiting"),
            times,
            &watch,
            waiting,
        );
        Ok(())
    }

    async fn look(&self, id: Id) -> Result<(), String> {
        let ctx = Ctx {
            actor: Actor::Officer {
                account: Id::named("bench", "officer"),
                post: self.post.clone(),
            },
            ..wiring::ctx(&self.clock, &self.office.law, &self.purpose)
        };
        let fields: Vec<&str> = self.fields.iter().map(String::as_str).collect();
        let record = self
            .registers
            .load(self.db(), self.office.register(), id)
            .await;
        let record = record.map_err(|error| chain(&error))?;
        let record = record.ok_or("a record is missing")?;
        let ask = Ask {
            action: Action::Look,
            on: &record.declared().on(),
            fields: &fields,
            relation: self.relation,
        };
        let permit = self
            .policy
            .permit(&ctx, &ask)
            .map_err(|refused| refused.to_string())?;
        let unseen = self.registers.unseen(&permit, &record, &fields);
        let shown = self.office.ledger.look(&ctx, unseen).await;
        shown.map(|_| ()).map_err(|error| chain(&error))
    }

    /// Searches one after the other.
    async fn searches(&self, people: &[Person], seconds: u64, tell: &Tell) -> Result<(), String> {
        let begins = |person: &Person| {
            Some(Search::NameIn {
                field: self.name.clone(),
                // The first name, and how the second begins: as people type.
                begins: person
                    .name
                    .split_inclusive(' ')
                    .take(2)
                    .flat_map(|part| part.chars().take(part.find(' ').map_or(2, |_| 40)))
                    .collect(),
                within: self.place.clone(),
                place: person.place.clone()?,
            })
        };
        let whole = |person: &Person| {
            Some(Search::Name {
                field: self.name.clone(),
                name: base::text::unmarked_key(&person.name),
            })
        };
        self.search(
            people,
            (&begins, seconds),
            ("Search by how a name begins in a place", tell),
        )
        .await?;
        self.search(
            people,
            (&whole, seconds),
            ("Search by a name without marks", tell),
        )
        .await
    }

    async fn search(
        &self,
        people: &[Person],
        (search, seconds): (&dyn Fn(&Person) -> Option<Search>, u64),
        (name, tell): (&str, &Tell),
    ) -> Result<(), String> {
        let watch = Watch::begin();
        let until = watch.begun() + Duration::from_secs(seconds);
        let (mut times, mut at, mut found) = (Times::default(), 0_usize, 0);
        loop {
            at = at.wrapping_add(15_485_863);
            let Some(search) = search(&people[at % people.len()]) else {
                continue;
            };
            let begun = stopwatch();
            if begun >= until {
                break;
            }
            let page = self
                .registers
                .search(self.db(), (self.office.register(), &search), None);
            found += page.await.map_err(|error| chain(&error))?.records.len();
            times.add(begun.elapsed());
        }
        if found < times.len() {
            return Err(format!("{name}: somebody who is there was not found"));
        }
        tell.times(name, times, &watch, 1);
        Ok(())
    }
}
