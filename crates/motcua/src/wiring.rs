//! A database, the law in force over it, and the rooms: put together.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use access::{Action, Actor, Circumstances, Ctx, Policy, Relation, Rule};
use cases::{Law, Room};
use identity::{Identity, Limiter, Passkeys, Rate};
use ledger::Ledger;
use merkle::SigningKey;
use notices::Letter;
use pack::{AccessRule, Pack};
use registers::{Declared, Directory, Registers};
use steering::Board;
use store::Store;
use tokio::sync::mpsc;
use web::assets::Assets;
use web::brand::Brand;
use web::words::{Lang, Words};
use web::{Demo, House, Limits};

use crate::args;
use crate::clock::Clock;
use crate::rotate::Signer;
use crate::{keys, pack_files, print};

mod in_force;
mod tables;

pub(crate) use in_force::put_in_force;
pub(crate) use tables::{check_migrations, migrate, prepare_again};

/// Letters that wait for the mailer; past this, a page that causes one waits.
const LETTERS_MAX: usize = 1_000;

/// A running house: what doors and loops need.
#[derive(Clone, Debug)]
pub(crate) struct Wired {
    /// What pages stand on.
    pub(crate) house: Arc<House>,
    /// What the JSON door stands on.
    pub(crate) api: Arc<api::Api>,
    /// The clock.
    pub(crate) clock: Arc<Clock>,
    /// What signs checkpoints.
    pub(crate) signer: Arc<Signer>,
    /// Whose turn it is to be measured.
    pub(crate) measuring: Arc<tokio::sync::Mutex<()>>,
}

/// How a house is put together.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// Store, data folder, addresses.
    pub(crate) args: &'a args::House,
    /// The clock.
    pub(crate) clock: Arc<Clock>,
    /// What only a demo has.
    pub(crate) demo: Option<Demo>,
    /// Whether rate limits hold; a bench lifts them.
    pub(crate) limited: bool,
}

/// Opens a database; the folder of a file is made.
pub(crate) async fn open(url: &str) -> Result<Store, String> {
    if let Some(folder) = url
        .strip_prefix("sqlite:")
        .and_then(|path| Path::new(path).parent())
    {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    }
    Store::open(url).await.map_err(|error| error.to_string())
}

/// Opens a database that is there: a wrong path must not make an empty one.
pub(crate) async fn open_existing(url: &str) -> Result<Store, String> {
    let path = url.strip_prefix("sqlite:").filter(|path| !path.is_empty());
    if let Some(path) = path.filter(|path| !Path::new(path).is_file()) {
        return Err(format!(
            "there is no database {path}: say with --store or --data where it is; \
             `motcua activate PACK` makes one"
        ));
    }
    Store::open(url).await.map_err(|error| error.to_string())
}

/// A register by its name on the command line.
pub(crate) fn register<'r>(
    registers: &'r Registers,
    name: &str,
) -> Result<&'r Arc<Declared>, String> {
    let names = registers.all().iter().map(|declared| declared.id());
    registers.get(name).map_err(|_| {
        let meant = base::text::nearest(name, names)
            .map(|meant| format!(": did you mean `{meant}`?"))
            .unwrap_or_default();
        format!(
            "the law {} has no register `{name}`{meant}",
            registers.law()
        )
    })
}

/// A database's URL as it may be shown.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.split_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
        None => url.to_owned(),
    }
}

/// Circumstances of what the program itself does.
pub(crate) fn ctx(clock: &Clock, law: &str, purpose: &str) -> Ctx {
    Ctx {
        actor: Actor::Clock,
        purpose: purpose.to_owned(),
        law: law.to_owned(),
        now: clock.now(),
        chance: clock.chance(),
    }
}

/// Puts a house together over a database in which a law is in force.
pub(crate) async fn wire(
    store: Store,
    pack: Arc<Pack>,
    plan: Plan<'_>,
) -> Result<(Wired, mpsc::Receiver<Letter>), String> {
    let Plan {
        args,
        clock,
        demo,
        limited,
    } = plan;
    let pack = slim(pack);
    let registers = Arc::new(Registers::lower(&pack));
    let today = pack.calendar.date_of(clock.now());
    let directory = Directory::load(&store, &registers, today)
        .await
        .map_err(|error| chain(&error))?;
    let former = former(&store, &pack).await?;
    let name = ledger_name(&args.public_url());
    let key = own_key(&store, &args.kept.data, &name).await?;
    let ledger_key = key.verifier().clone();
    let signer = Arc::new(Signer::new(&args.kept.data, key));
    let ledger = Ledger::new(store);
    let room = Room {
        ledger: ledger.clone(),
        registers,
        law: Arc::new(Law::lower(pack.clone())),
        former: Arc::new(former),
        policy: Arc::new(policy(&pack.rules)),
        directory: Arc::new(directory),
    };
    let identity = Identity::new(ledger);
    let public_url = args.public_url();
    let passkeys = Passkeys::new(identity.clone(), &public_url).map_err(|error| chain(&error))?;
    let (mail, letters) = mpsc::channel(LETTERS_MAX);
    let circumstances: Arc<dyn Circumstances> = clock.clone();
    let api = api::Api {
        room: room.clone(),
        identity: identity.clone(),
        circumstances: circumstances.clone(),
        public_url: public_url.clone(),
        limits: api_limits(limited),
    };
    let house = House {
        room,
        identity,
        passkeys,
        limits: limits(limited),
        board: Arc::new(Board::lower(&pack.indicators)),
        ledger_key,
        words: words(&pack)?,
        assets: Arc::new(Assets::new(&brand(&pack)?)),
        circumstances,
        public_url,
        behind_proxy: args.behind_proxy,
        demo,
        mail,
        print: print::print,
    };
    Ok((
        Wired {
            house: Arc::new(house),
            api: Arc::new(api),
            clock,
            signer,
            measuring: Arc::default(),
        },
        letters,
    ))
}

/// The laws that were in force before, under which cases may still run.
async fn former(store: &Store, pack: &Pack) -> Result<HashMap<String, Arc<Law>>, String> {
    let laws = registers::other_laws(store, &pack.head.law()).await;
    let mut former = HashMap::new();
    for law in laws.map_err(|error| chain(&error))? {
        let name = law.law.clone();
        former.insert(name, Arc::new(Law::lower(slim(read_law(law)?))));
    }
    Ok(former)
}

/// A pack without what only loading needs: first rows and the texts of all files, several
/// megabytes of which nothing is looked at again.
fn slim(pack: Arc<Pack>) -> Arc<Pack> {
    match Arc::try_unwrap(pack) {
        Ok(mut pack) => {
            pack.seeds = Vec::new();
            pack.files = BTreeMap::new();
            Arc::new(pack)
        }
        // Somebody else still reads it.
        Err(shared) => shared,
    }
}

/// The name of the ledger of a house.
fn ledger_name(public_url: &str) -> String {
    format!("{}/ledger", host(public_url))
}

/// The key of a house. It is made for a ledger that nobody has signed; one that another key has
/// signed is not carried on, and no key is made beside it. If the ledger's key was changed, it is the one
/// that took over last.
pub(crate) async fn own_key(store: &Store, data: &Path, name: &str) -> Result<SigningKey, String> {
    let signed = ledger::checkpoint(store)
        .await
        .map_err(|error| chain(&error))?;
    if signed.is_some() && keys::existing_ledger_key(data)?.is_none() {
        return Err(format!(
            "the ledger in this database is signed, and {}/keys/ledger.key is not there: put the key \
             back that it was signed with, or give its folder with --data",
            data.display()
        ));
    }
    let signer = ledger::signer(store).await;
    let key = match signer.map_err(|error| chain(&error))? {
        Some(signer) => keys::ledger_key_is(data, &signer)?,
        None => keys::ledger_key(data, name)?,
    };
    match signed {
        Some(signed) => same_key(&signed, key, data),
        None => Ok(key),
    }
}

fn same_key(signed: &str, key: SigningKey, data: &Path) -> Result<SigningKey, String> {
    match merkle::Checkpoint::open(signed.as_bytes(), key.verifier()) {
        Ok(_) => Ok(key),
        Err(error) => Err(format!(
            "the ledger in this database was signed by another key than {}/keys/ledger.key, or under \
             another public address ({error}): give the data folder and --public-url it was made with",
            data.display()
        )),
    }
}

/// Guessing is slow for whoever guesses; a person who mistypes does not notice.
fn limits(limited: bool) -> Limits {
    if !limited {
        return Limits {
            sign_in: Limiter::off(),
            check: Limiter::off(),
        };
    }
    // A family behind one address signs in a few times a minute; an office shares one too.
    let sign_in = Limiter::new(
        Rate {
            burst: 20,
            per_minute: 20,
        },
        100_000,
    );
    // A code has 128 bits; the limit is for the database.
    let check = Limiter::new(
        Rate {
            burst: 60,
            per_minute: 60,
        },
        100_000,
    );
    Limits { sign_in, check }
}

/// As [`limits`], for the JSON door.
fn api_limits(limited: bool) -> api::Limits {
    if !limited {
        return api::Limits::off();
    }
    // A hospital of the largest kind sees some births an hour; a provincial system sends in bursts.
    let write = Limiter::new(
        Rate {
            burst: 200,
            per_minute: 600,
        },
        100_000,
    );
    let check = Limiter::new(
        Rate {
            burst: 60,
            per_minute: 60,
        },
        100_000,
    );
    api::Limits { write, check }
}

/// The rules of a pack as the policy that decides.
pub(crate) fn policy(rules: &[AccessRule]) -> Policy {
    let mut lowered = Vec::new();
    for rule in rules {
        let actions = rule
            .actions
            .iter()
            .filter_map(|word| Action::named(word))
            .collect::<Vec<_>>();
        let relation = match rule.relation.as_str() {
            "own" => Relation::Own,
            "office" => Relation::Office,
            _ => Relation::None,
        };
        lowered.extend(rule.on.iter().map(|on| Rule {
            role: rule.role.clone(),
            on: on.clone(),
            actions: actions.clone(),
            fields: rule.fields.clone(),
            purposes: rule.purposes.clone(),
            relation,
            ground: rule.ground.clone(),
        }));
    }
    Policy::new(lowered)
}

fn words(pack: &Pack) -> Result<Words, String> {
    let lang = |code: &str| {
        Lang::parse(code).ok_or_else(|| format!("pack.toml: `{code}` is not a language code"))
    };
    let languages: Vec<Lang> = pack
        .head
        .languages
        .iter()
        .map(|code| lang(code))
        .collect::<Result<_, _>>()?;
    let texts: Vec<(Lang, &str)> = pack
        .words
        .iter()
        .map(|(code, text)| Ok::<_, String>((lang(code)?, text.as_str())))
        .collect::<Result<_, _>>()?;
    Words::new(&languages, &texts).map_err(|faults| {
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        shown.join("\n")
    })
}

fn brand(pack: &Pack) -> Result<Brand, String> {
    let colours: Vec<(&str, &str)> = pack
        .look
        .colours
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let (brand, faults) = Brand::new(&colours, pack.look.logo.as_deref());
    match faults.first() {
        Some(fault) => Err(fault.to_string()),
        None => Ok(brand),
    }
}

/// The host of a URL, which names the ledger.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

/// The law in force in a database, as it was activated.
pub(crate) async fn pack_in_force(store: &Store) -> Result<Arc<Pack>, String> {
    check_migrations(store).await?;
    let none =
        "no law is in force in this database: put a pack in force with `motcua activate PACK`";
    let law = registers::law_in_force(store)
        .await
        .map_err(|_| none.to_owned())?;
    read_law(law.ok_or_else(|| none.to_owned())?)
}

/// A law version as it was activated.
fn read_law(law: registers::LawVersion) -> Result<Arc<Pack>, String> {
    let files: BTreeMap<String, String> = law.files;
    let pack = pack::load(files).map_err(|mistakes| {
        let first = mistakes
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        let law = &law.law;
        format!("the law {law} in this database is one that this program cannot read: {first}")
    })?;
    Ok(Arc::new(pack))
}

/// `motcua activate`.
pub(crate) async fn activate(args: args::Activate) -> Result<ExitCode, String> {
    let pack = pack_files::load(&args.pack)?;
    let store = open(&args.kept.store()).await?;
    put_in_force(&store, &pack, &Clock::real()).await?;
    println!("{} is in force", pack.head.law());
    Ok(ExitCode::SUCCESS)
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
