//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

mod accounts;
mod bench;
mod kept;
mod quality;
mod registers;

pub(crate) use accounts::{
    AddCredential, AddOperator, Credential, EndCredential, ListCredentials, Operator,
};
pub(crate) use bench::{Bench, BenchActs, BenchDoors, BenchHello, BenchProofs};
pub(crate) use kept::Kept;
pub(crate) use quality::Quality;
pub(crate) use registers::{BenchRegisters, Export, Load};

/// The machinery of a digital state in one binary.
#[derive(Debug, Parser)]
#[command(name = "motcua", version)]
pub(crate) struct Args {
    /// What to log: error, warn, info, debug, trace, or a list such as `warn,web=debug`.
    #[arg(long, global = true, default_value = "warn")]
    pub(crate) log: String,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do; `demo` if nothing is said.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs a demo with synthetic people, on a clock that can be set forward.
    Demo(Demo),
    /// Runs the law in force over a database.
    Serve(House),
    /// Puts a pack in force as a law version.
    Activate(Activate),
    /// Checks packs: every mistake with its place, then exit code 1 if there was one.
    Check {
        /// Folders of packs.
        #[arg(required = true)]
        packs: Vec<PathBuf>,
    },
    /// Accounts of those who run it.
    #[command(subcommand)]
    Operator(Operator),
    /// Public keys of agencies' systems, which sign their requests to the API.
    #[command(subcommand)]
    Credential(Credential),
    /// Checks the ledger, in a database or an exported folder, without trusting who wrote it.
    Verify(Verify),
    /// The ledger as files.
    #[command(subcommand)]
    Ledger(Ledger),
    /// Jobs that were given up.
    #[command(subcommand)]
    Jobs(Jobs),
    /// Names the records that need not be kept any longer; erases nothing.
    Retention(Retention),
    /// Copies a database while it is in use, into a file that holds all of it, and checks the copy.
    Backup(Backup),
    /// Puts a copy back where no database is (no SQLite file, or an empty PostgreSQL database), and
    /// checks it: it must be signed by the ledger key of the data folder, if there is one.
    Restore(Restore),
    /// Makes synthetic people of a whole country, as one file for each register.
    Synth(Synth),
    /// Loads the rows of a file into a register: CSV, JSON lines or Parquet. What breaks a rule goes
    /// into a reject file. A load that was stopped goes on; a file that is loaded changes nothing.
    Load(Load),
    /// Writes the records of a register into a file, CSV or Parquet: the fields that a rule of the pack
    /// opens to an officer's post for a purpose, and nothing where none does.
    Export(Export),
    /// Measures a register, or a file, against what the pack declares of it, in the six words.
    Quality(Quality),
    /// Measures.
    #[command(subcommand)]
    Bench(Bench),
    /// Doors alone, on a clock that stands: what `demo --once --kill` starts and kills.
    #[command(hide = true)]
    Doors(Doors),
}

impl Default for Command {
    fn default() -> Command {
        let args = Args::parse_from(["motcua", "demo"]);
        args.command.unwrap_or(Command::Check { packs: Vec::new() })
    }
}

/// Where a house stands and how it is reached.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct House {
    #[command(flatten)]
    pub(crate) kept: Kept,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8306")]
    pub(crate) listen: SocketAddr,
    /// The address under which people reach it: of passkeys, cookies and QR codes.
    /// [default: http://localhost and the port]
    #[arg(long)]
    pub(crate) public_url: Option<String>,
    /// A mail relay, `smtp://HOST:PORT`, `smtps://…` or `smtp+starttls://…`; without one, mails are kept
    /// in the database.
    #[arg(long)]
    pub(crate) smtp: Option<String>,
    /// The name to sign in with at the relay; never without TLS, unless it is this machine.
    #[arg(long, requires_all = ["smtp", "smtp_password_file"])]
    pub(crate) smtp_user: Option<String>,
    /// A file with the password for it, which nobody but its owner may read.
    #[arg(long, requires = "smtp_user")]
    pub(crate) smtp_password_file: Option<PathBuf>,
    /// Requests come through a proxy of ours that appends to X-Forwarded-For: rate limits count the
    /// last address there. Without such a proxy anybody could write that header.
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// Where `/metrics` is: `doors`, for askers on this machine alone and never through a proxy;
    /// `off`; or an address of its own, for whoever reaches that.
    #[arg(long, default_value = "doors")]
    pub(crate) metrics: MetricsAt,
    /// The sender of mails.
    #[arg(long, default_value = "motcua@localhost")]
    pub(crate) mail_from: String,
}

/// Where the figures for the operator are given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MetricsAt {
    /// At the doors, to this machine.
    Doors,
    /// Nowhere.
    Off,
    /// At an address of their own.
    Apart(SocketAddr),
}

impl std::str::FromStr for MetricsAt {
    type Err = String;

    fn from_str(text: &str) -> Result<MetricsAt, String> {
        match text {
            "doors" => Ok(MetricsAt::Doors),
            "off" => Ok(MetricsAt::Off),
            address => address
                .parse()
                .map(MetricsAt::Apart)
                .map_err(|_| "write doors, off, or an address such as 127.0.0.1:9306".to_owned()),
        }
    }
}

impl House {
    /// The public address without a slash at the end.
    pub(crate) fn public_url(&self) -> String {
        let url = self.public_url.clone();
        let url = url.unwrap_or_else(|| format!("http://localhost:{}", self.listen.port()));
        url.trim_end_matches('/').to_owned()
    }
}

/// `motcua demo`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) house: House,
    /// The pack.
    #[arg(long, default_value = "packs/vn")]
    pub(crate) pack: PathBuf,
    /// How many synthetic people.
    #[arg(long, default_value_t = 20_000)]
    pub(crate) people: usize,
    /// Runs the pack's stories through the same doors on a fresh store, prints them, verifies the
    /// ledger, and exits with 0 only if every step held.
    #[arg(long)]
    pub(crate) once: bool,
    /// Only the story of this name.
    #[arg(long, requires = "once")]
    pub(crate) story: Option<String>,
    /// The doors run in a process of their own, which is killed (SIGKILL) in the middle of requests
    /// that change something, and between lines of a story, and started again; who got no answer
    /// sends the same request again.
    #[arg(long, requires = "once")]
    pub(crate) kill: bool,
    /// From which the delays of the kills are drawn.
    #[arg(long, requires = "kill", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// `motcua doors`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Doors {
    #[command(flatten)]
    pub(crate) house: House,
    /// Where the clock stands, in microseconds since 1970.
    #[arg(long)]
    pub(crate) at: i64,
}

/// `motcua synth`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Synth {
    /// The pack that says what its people look like.
    #[arg(long, default_value = "packs/vn")]
    pub(crate) pack: PathBuf,
    /// How many people, those who died on record among them.
    #[arg(long)]
    pub(crate) people: u64,
    /// The same seed gives the same files.
    #[arg(long)]
    pub(crate) seed: u64,
    /// The share of rows with a fault, from 0 to 0.5: `0.02` is two of a hundred.
    #[arg(long, default_value_t = 0.0)]
    pub(crate) faults: f64,
    /// The day on which everything is told, such as 2026-10-31. [default: the pack's]
    #[arg(long)]
    pub(crate) as_of: Option<String>,
    /// How many threads; the files do not depend on it. [default: one for each core]
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// The folder, which must be new or empty.
    #[arg(long)]
    pub(crate) out: PathBuf,
}

/// `motcua activate`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Activate {
    /// The pack's folder.
    pub(crate) pack: PathBuf,
    #[command(flatten)]
    pub(crate) kept: Kept,
}

/// `motcua retention`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Retention {
    /// The register; without one, all that declare how long records are kept.
    pub(crate) register: Option<String>,
    #[command(flatten)]
    pub(crate) kept: Kept,
}

/// `motcua verify`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) kept: Kept,
    /// An exported folder instead of a database.
    #[arg(long, conflicts_with = "store")]
    pub(crate) folder: Option<PathBuf>,
    /// The ledger's key, known from elsewhere: the present one, or an earlier one, from which changes
    /// of the key are followed. Several may be given; then each must be one of this ledger's.
    #[arg(long)]
    pub(crate) key: Vec<String>,
    /// A checkpoint that somebody else kept.
    #[arg(long, requires = "key")]
    pub(crate) against: Option<PathBuf>,
}

/// `motcua backup`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) kept: Kept,
    /// The new file.
    pub(crate) file: PathBuf,
}

/// `motcua restore`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Restore {
    /// What `motcua backup` wrote.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) kept: Kept,
    /// The ledger's key, known from elsewhere, instead of the folder's.
    #[arg(long)]
    pub(crate) key: Option<String>,
}

/// `motcua jobs`.
#[derive(Debug, Subcommand)]
pub(crate) enum Jobs {
    /// Lists them: key, kind, how often they were tried, since when they are dead, and why.
    Dead {
        /// Only those of this kind.
        #[arg(long)]
        kind: Option<String>,
        #[command(flatten)]
        kept: Kept,
    },
    /// Has them tried again, at once and as if for the first time. Also beside a running office.
    Retry(RetryJobs),
}

/// `motcua jobs retry`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct RetryJobs {
    #[command(flatten)]
    pub(crate) which: WhichJobs,
    #[command(flatten)]
    pub(crate) kept: Kept,
}

/// Which jobs are tried again.
#[derive(Clone, Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct WhichJobs {
    /// Their keys, as `motcua jobs dead` lists them.
    pub(crate) keys: Vec<String>,
    /// All of this kind.
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// All.
    #[arg(long)]
    pub(crate) all: bool,
}

/// `motcua ledger`.
#[derive(Debug, Subcommand)]
pub(crate) enum Ledger {
    /// Writes checkpoint, tiles and key into a folder, for others to check.
    Export {
        /// The ledger's verifier key (`/ledger/key`), or an earlier one; without it the folder gets none.
        #[arg(long)]
        key: Vec<String>,
        #[command(flatten)]
        kept: Kept,
        /// The folder.
        dir: PathBuf,
    },
    /// Prints the proof that a kept checkpoint is the beginning of the ledger as it stands, for
    /// others to check (a C2SP tlog-witness request).
    Since(Since),
    /// Has another key sign from now on: makes it, names it in an entry, and has the old key and the new
    /// one sign one checkpoint, so that who knows the old one can follow. Also beside a running office.
    RotateKey(RotateKey),
}

/// `motcua ledger rotate-key`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct RotateKey {
    #[command(flatten)]
    pub(crate) kept: Kept,
}

/// `motcua ledger since`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Since {
    /// The kept checkpoint.
    #[arg(value_name = "KEPT")]
    pub(crate) checkpoint: PathBuf,
    /// The ledger's key, known from elsewhere: the present one, or an earlier one.
    #[arg(long, required = true)]
    pub(crate) key: Vec<String>,
    #[command(flatten)]
    pub(crate) kept: Kept,
    /// An exported folder instead of a database.
    #[arg(long, conflicts_with = "store")]
    pub(crate) folder: Option<PathBuf>,
}
