//! The island on a database: its law, its offices, and four people.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use access::{Action, Actor, Ctx, Policy, Post, Relation, Rule};
use base::{Chance, Id, Instant};
use cases::model::{Answers, Case, Item};
use cases::{CaseError, CaseView, Command, Law, OfficeView, Room, Take};
use jobs::Job;
use ledger::{Act, Entry, Kind, Ledger, Receipt};
use pack::Pack;
use registers::{Directory, LoadedRow, Record, Registers, Value};
use store::Store;

/// A mother, her grown daughter, a man with a boat, and somebody of another village.
pub(crate) const ADA: Id = Id([0xa1; 16]);
pub(crate) const BEA: Id = Id([0xb2; 16]);
pub(crate) const CAL: Id = Id([0xc3; 16]);
pub(crate) const DAN: Id = Id([0xd4; 16]);

/// Officers' accounts.
pub(crate) const RUTH: Id = Id([0x11; 16]);
pub(crate) const REX: Id = Id([0x12; 16]);
pub(crate) const HANA: Id = Id([0x21; 16]);

/// A Monday, two hours after the offices opened.
pub(crate) const MONDAY: &str = "2026-11-02 10:00";

/// An instant by the island's clocks: `2026-11-02 10:00`.
pub(crate) fn at(text: &str) -> Instant {
    let text = format!("{}:00+01:00", text.replace(' ', "T"));
    Instant::parse(&text).unwrap()
}

fn ctx(actor: Actor, purpose: &str, when: &str) -> Ctx {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&DRAWN.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    let law = "tiny@2026-09-01".to_owned();
    Ctx { actor, purpose: purpose.to_owned(), law, now: at(when), chance: Chance::new(seed) }
}

/// A person, surely known. Their account is not their record.
pub(crate) fn person(record: Id, when: &str) -> Ctx {
    let account = Id::named("account", &record.to_string());
    ctx(Actor::Person { account, subject: Some(record), level: 2 }, "own", when)
}

/// An officer in a post, for a purpose.
pub(crate) fn officer(account: Id, (role, office): (&str, &str), purpose: &str, when: &str) -> Ctx {
    let post = Post { role: role.to_owned(), office: office.to_owned() };
    ctx(Actor::Officer { account, post }, purpose, when)
}

/// Ruth of the registry, handling a licence.
pub(crate) fn registrar(when: &str) -> Ctx {
    officer(RUTH, ("registrar", "RG"), "boat-licence", when)
}

/// Hana of the harbour office, handling a mooring.
pub(crate) fn harbour(when: &str) -> Ctx {
    officer(HANA, ("harbour-master", "HO"), "mooring", when)
}

/// The law's own clock.
pub(crate) fn clock(when: Instant) -> Ctx {
    Ctx { now: when, ..ctx(Actor::Clock, "clock", MONDAY) }
}

/// Answers from pairs.
pub(crate) fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs.iter().map(|(id, answer)| ((*id).to_owned(), (*answer).to_owned())).collect()
}

/// What somebody with a build notice answers, who wants a mooring.
pub(crate) fn noticed() -> Answers {
    answers(&[("boat", "Gull"), ("engine", "no"), ("harbour", "H1"), ("moor", "yes")])
}

/// What somebody answers of whose boat no register knows.
pub(crate) fn unnoticed() -> Answers {
    let mut all = noticed();
    let more = [("origin", "built"), ("built_on", "2026-10-01"), ("kind", "rowing"), ("size", "short")];
    all.extend(answers(&more));
    all
}

/// A declared action with nothing given.
pub(crate) fn take(action: &str) -> Command {
    Command::Take(Take { action: action.to_owned(), ..Take::default() })
}

/// Asking for a paper.
pub(crate) fn ask() -> Command {
    let item = Item { paper: "photo".to_owned(), content: "the bow with its number".to_owned() };
    Command::Take(Take { action: "ask".to_owned(), items: vec![item], ..Take::default() })
}

/// Handing in one file.
pub(crate) fn supply() -> Command {
    Command::Take(Take { action: "supply".to_owned(), files: 1, ..Take::default() })
}

/// Refusing on a ground, with a reason.
pub(crate) fn refuse(ground: &str) -> Command {
    let reason = Some("the bow is open".to_owned());
    let ground = Some(ground.to_owned());
    Command::Take(Take { action: "refuse".to_owned(), ground, reason, ..Take::default() })
}

/// The files of the island's pack.
pub(crate) fn files() -> BTreeMap<String, String> {
    fn walk(top: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(top, &path, files);
                continue;
            }
            let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tiny");
    let mut files = BTreeMap::new();
    walk(&top, &top, &mut files);
    files
}

/// A pack that must have no mistakes.
pub(crate) fn loaded(files: BTreeMap<String, String>) -> Arc<Pack> {
    let pack = pack::load(files);
    Arc::new(pack.unwrap_or_else(|mistakes| panic!("{}", mistakes.iter().map(|m| format!("{m}\n")).collect::<String>())))
}

fn policy(pack: &Pack) -> Policy {
    let rules = pack.rules.iter().flat_map(|rule| {
        rule.on.iter().map(|on| Rule {
            role: rule.role.clone(),
            on: on.clone(),
            actions: rule.actions.iter().filter_map(|word| Action::named(word)).collect(),
            fields: rule.fields.clone(),
            purposes: rule.purposes.clone(),
            relation: match rule.relation.as_str() {
                "own" => Relation::Own,
                "office" => Relation::Office,
                _ => Relation::None,
            },
            ground: rule.ground.clone(),
        })
    });
    Policy::new(rules.collect())
}

/// The case room of the island.
pub(crate) struct Island {
    pub(crate) room: Room,
    /// Every job that fell due in [`Island::run_until`].
    pub(crate) ran: Mutex<Vec<Job>>,
}

impl Island {
    /// The island under its law.
    pub(crate) async fn on(store: Store) -> Island {
        Island::under(store, loaded(files())).await
    }

    /// The island under another law.
    pub(crate) async fn under(store: Store, pack: Arc<Pack>) -> Island {
        let registers = Registers::lower(&pack);
        let mut tables = [ledger::tables(), jobs::tables(), notices::tables()].concat();
        tables.extend([files::tables(), cases::tables(), registers::tables()].concat());
        tables.extend(registers.tables());
        store.prepare(&tables).await.unwrap();
        let ledger = Ledger::new(store);
        let before = clock(at("2026-09-01 08:00"));
        registers::seed(&ledger, &before, &registers, &pack.seeds).await.unwrap();
        let today = pack.calendar.date_of(at(MONDAY));
        let directory = Directory::load(ledger.store(), &registers, today).await.unwrap();
        let room = Room {
            policy: Arc::new(policy(&pack)),
            directory: Arc::new(directory),
            registers: Arc::new(registers),
            law: Arc::new(Law::lower(pack)),
            former: Arc::new(HashMap::new()),
            ledger,
        };
        let island = Island { room, ran: Mutex::default() };
        island.people().await;
        island
    }

    async fn people(&self) {
        let people = [
            (ADA, "T60-0001", "Ada Ashby", "female", "1960-03-01", "V1", None),
            (BEA, "T90-0002", "Bea Ashby", "female", "1990-05-01", "V1", Some(ADA)),
            (CAL, "T80-0003", "Cal Mary Brook", "male", "1980-07-01", "V2", None),
            (DAN, "T75-0004", "Dan Cole", "male", "1975-09-01", "V3", None),
        ];
        for (id, number, name, sex, born, village, mother) in people {
            let texts = [("number", number), ("name", name), ("sex", sex), ("born_on", born), ("village", village)];
            let mut fields: Vec<(&str, Value)> =
                texts.into_iter().map(|(field, text)| (field, text.into())).collect();
            fields.extend(mother.map(|mother| ("mother", Value::Record(mother))));
            self.load("people", id, fields).await;
        }
    }

    /// Somebody more, of age and with a mother or none; one for each number.
    pub(crate) async fn somebody(&self, number: usize, mother: Option<Id>) -> Id {
        let who = Id::named("person", &number.to_string());
        let texts = [("name", "Eve Fox"), ("sex", "female"), ("born_on", "1980-01-01"), ("village", "V1")];
        let mut fields: Vec<(&str, Value)> =
            texts.into_iter().map(|(field, text)| (field, text.into())).collect();
        fields.push(("number", Value::Text(format!("T80-9{number:03}"))));
        fields.extend(mother.map(|mother| ("mother", Value::Record(mother))));
        self.load("people", who, fields).await;
        who
    }

    /// The boats a person is the first owner of.
    pub(crate) async fn boats(&self, owner: Id) -> Vec<Record> {
        let found = [("owner", owner.into())];
        self.room.registers.find(self.room.ledger.store(), "boats", &found).await.unwrap()
    }

    /// Puts a record into a register as it is.
    pub(crate) async fn load(&self, register: &str, record: Id, fields: Vec<(&str, Value)>) {
        let row = LoadedRow { register, record, fields };
        let before = clock(at("2026-09-02 08:00"));
        let room = &self.room;
        registers::load_rows(&room.ledger, &before, &room.registers, vec![row], 100).await.unwrap();
    }

    /// A build notice of a boat of so many decimetres; its record.
    pub(crate) async fn notice(&self, owner: Id, co_owner: Option<Id>, length: i64) -> Id {
        let number = format!("N-{owner}");
        let record = Id::named("build-notices", &number);
        let mut fields: Vec<(&str, Value)> = vec![
            ("number", Value::Text(number)),
            ("owner", owner.into()),
            ("kind", "rowing".into()),
            ("length", length.into()),
            ("built_on", "2026-10-01".into()),
            ("yard", "SY".into()),
        ];
        fields.extend(co_owner.map(|person| ("co_owner", Value::Record(person))));
        self.load("build-notices", record, fields).await;
        record
    }

    /// Submits; the root case.
    pub(crate) async fn file(&self, who: Id, given: &Answers, when: &str) -> Result<Id, CaseError> {
        let ctx = person(who, when);
        let done = self.room.submit(&ctx, "boat", (Some(given), |act, _| act)).await;
        done.map(|(_, root)| root)
    }

    /// A person with a boat of 5 metres files for a licence and a mooring: root and leg.
    pub(crate) async fn filed(&self, who: Id, when: &str) -> (Case, Case) {
        self.notice(who, None, 50).await;
        let root = self.file(who, &noticed(), when).await.unwrap();
        (self.root(who, root).await, self.leg(who, root, "mooring").await)
    }

    /// The case as the applicant sees it.
    pub(crate) async fn view(&self, who: Id, root: Id) -> CaseView {
        self.room.case(&person(who, MONDAY), root).await.unwrap()
    }

    pub(crate) async fn root(&self, who: Id, root: Id) -> Case {
        self.view(who, root).await.root
    }

    pub(crate) async fn leg(&self, who: Id, root: Id, leg: &str) -> Case {
        let legs = self.view(who, root).await.legs;
        let found = legs.into_iter().find(|case| case.leg.as_deref() == Some(leg));
        found.unwrap_or_else(|| panic!("no leg {leg}"))
    }

    pub(crate) async fn desk(&self, ctx: &Ctx, case: Id) -> OfficeView {
        self.room.desk_case(ctx, case).await.unwrap()
    }

    pub(crate) async fn act(&self, ctx: &Ctx, case: Id, command: &Command) -> Result<Receipt, CaseError> {
        self.room.act(ctx, case, (command, |act: Act| act)).await
    }

    /// The applicant's and the officers' commands one after the other; each must succeed.
    pub(crate) async fn story(&self, case: Id, steps: &[(Ctx, Command)]) {
        for (ctx, command) in steps {
            let done = self.act(ctx, case, command).await;
            assert!(done.is_ok(), "{command:?}: {done:?}");
        }
    }

    /// The numbers in an office's queue for a role.
    pub(crate) async fn queue(&self, ctx: &Ctx) -> Vec<Id> {
        let rows = self.room.queue(ctx, None, 100).await.unwrap();
        rows.into_iter().map(|row| row.case).collect()
    }

    /// Sets the clock forward: timers run at the instants at which they fall due.
    pub(crate) async fn run_until(&self, when: &str) {
        self.run_to(at(when)).await;
    }

    /// The same, to an instant.
    pub(crate) async fn run_to(&self, when: Instant) {
        let handler = |job: jobs::Claimed| async move {
            self.ran.lock().unwrap().push(job.job.clone());
            if !matches!(job.job.kind.as_str(), cases::APOLOGY | cases::SILENCE) {
                return Ok(());
            }
            let done = |act: Act| act.change(jobs::done(&job));
            let ran = self.room.timer(&clock(job.job.due), &job.job.payload, done).await;
            ran.map_err(jobs::Failed::for_good)
        };
        jobs::run_until(self.room.ledger.store(), when, handler).await.unwrap();
        assert_eq!(jobs::dead(self.room.ledger.store(), 10).await.unwrap(), []);
    }

    /// The payloads of the jobs of a kind that fell due.
    pub(crate) fn payloads(&self, kind: &str) -> Vec<String> {
        let ran = self.ran.lock().unwrap();
        ran.iter().filter(|job| job.kind == kind).map(|job| job.payload.clone()).collect()
    }

    /// What the applicant reads in the case's history.
    pub(crate) async fn history(&self, who: Id, root: Id) -> Vec<String> {
        self.view(who, root).await.steps.into_iter().map(|step| step.what).collect()
    }

    /// The entry an act left.
    pub(crate) async fn entry(&self, receipt: &Receipt) -> Entry {
        self.room.ledger.entry(receipt.entry).await.unwrap().unwrap()
    }

    /// The latest entry about a subject.
    pub(crate) async fn last_about(&self, subject: Id) -> Entry {
        self.room.ledger.of_subject(subject, None, 1).await.unwrap().remove(0)
    }

    /// The entry of a kind about a subject; there is exactly one.
    pub(crate) async fn only(&self, kind: Kind, subject: Id) -> Entry {
        let all = self.room.ledger.of_subject(subject, None, 200).await.unwrap();
        let mut found: Vec<Entry> = all.into_iter().filter(|entry| entry.kind == kind).collect();
        assert_eq!(found.len(), 1, "{kind:?}: {found:?}");
        found.remove(0)
    }

    /// The kinds of notices in an inbox, the first first.
    pub(crate) async fn inbox(&self, who: Id) -> Vec<String> {
        let all = notices::inbox(self.room.ledger.store(), who, None, 50).await.unwrap();
        let mut all: Vec<_> = all.into_iter().map(|one| (one.at, one.notice.kind)).collect();
        all.sort();
        all.into_iter().map(|(_, kind)| kind).collect()
    }
}
