//! The command line of the measurements.

use std::path::PathBuf;

use clap::Subcommand;

/// `motcua bench`.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Bench {
    /// Looks and filings in process.
    Acts(BenchActs),
    /// Proofs of single entries among very many.
    Proofs(BenchProofs),
    /// Filings through HTTP.
    Filings(BenchDoors),
    /// Desk queue and case page through HTTP, with many cases present.
    Desk(BenchDoors),
    /// A register of people: loading it from a file, reading a record, searching.
    Registers(super::BenchRegisters),
    /// The same load on a server that only says hello.
    Hello(BenchHello),
}

/// `motcua bench hello`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct BenchHello {
    /// Connections at once.
    #[arg(long, default_value_t = 64)]
    pub(crate) connections: usize,
    /// How long.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// One JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What a measurement with a database of its own needs.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct BenchHere {
    /// The database, which the bench fills.
    #[arg(long)]
    pub(crate) store: String,
    /// The folder for the key that seals.
    #[arg(long, default_value = "data/bench")]
    pub(crate) data: PathBuf,
    /// One JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `motcua bench proofs`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct BenchProofs {
    #[command(flatten)]
    pub(crate) here: BenchHere,
    /// How many entries the ledger has.
    #[arg(long, default_value_t = 10_000_000)]
    pub(crate) entries: u64,
    /// How long proofs are asked for.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
}

/// `motcua bench acts`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct BenchActs {
    #[command(flatten)]
    pub(crate) here: BenchHere,
    /// How many acts wait at once.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64,256")]
    pub(crate) waiting: Vec<usize>,
    /// How long each measurement takes.
    #[arg(long, default_value_t = 5)]
    pub(crate) seconds: u64,
    /// How many rows are present.
    #[arg(long, default_value_t = 2_000_000)]
    pub(crate) rows: usize,
}

/// `motcua bench filings` and `desk`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct BenchDoors {
    #[command(flatten)]
    pub(crate) here: BenchHere,
    /// The pack.
    #[arg(long, default_value = "packs/vn")]
    pub(crate) pack: PathBuf,
    /// Connections at once.
    #[arg(long, default_value_t = 64)]
    pub(crate) connections: usize,
    /// How long.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// Parents prepared (filings), each of whom files once. [default: 4,000 a second]
    #[arg(long)]
    pub(crate) filings: Option<usize>,
    /// Cases present (desk).
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) cases: usize,
}
