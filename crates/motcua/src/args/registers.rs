//! The command line of what concerns whole registers.

use std::path::PathBuf;

use super::Kept;

/// `motcua load`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Load {
    /// The register.
    pub(crate) register: String,
    /// The file; its first line (or its keys, or its columns) names fields of the register.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) kept: Kept,
    /// What the file is. [default: what its name says]
    #[arg(long)]
    pub(crate) format: Option<crate::table_file::Format>,
    /// What its bytes mean: utf-8, utf-16le, utf-16be, tcvn3, vni, tcvn3-utf8, vni-utf8.
    /// [default: UTF-8, or UTF-16 with its mark]
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// Where the rows go that break a rule. [default: NAME.rejects.csv beside the file]
    #[arg(long)]
    pub(crate) rejects: Option<PathBuf>,
    /// Also loads what breaks a rule that stops a record from being shared (`stops_sharing`). Such a
    /// row is a record then, and is not shared; otherwise it goes into the reject file.
    #[arg(long)]
    pub(crate) unshared: bool,
    /// About how many rows are one act, with one entry.
    #[arg(long, default_value_t = crate::load::BATCH_ROWS)]
    pub(crate) batch: usize,
}

/// `motcua export`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Export {
    /// The register.
    pub(crate) register: String,
    /// The new file, whose name ends in .csv or .parquet.
    pub(crate) file: PathBuf,
    /// The officer's account, by its login name.
    #[arg(long)]
    pub(crate) login: String,
    /// Their post, ROLE@OFFICE.
    #[arg(long)]
    pub(crate) post: String,
    /// What for: a purpose that a rule of the pack names.
    #[arg(long)]
    pub(crate) purpose: String,
    /// Only these fields. [default: all that are open]
    #[arg(long, value_delimiter = ',')]
    pub(crate) fields: Vec<String>,
    /// Only records for which this holds: a condition over the open fields, such as 'kind == "A"'.
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) condition: Option<String>,
    /// As it was in the world on this day, such as 2026-10-31.
    #[arg(long)]
    pub(crate) as_of: Option<String>,
    /// As the register knew it at this time, such as 2026-10-31T09:00:00Z. [default: now]
    #[arg(long, requires = "as_of")]
    pub(crate) known_at: Option<String>,
    #[command(flatten)]
    pub(crate) kept: Kept,
}

/// `motcua bench registers`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct BenchRegisters {
    /// The database, which the bench fills.
    #[arg(long)]
    pub(crate) store: String,
    /// The pack.
    #[arg(long, default_value = "packs/vn")]
    pub(crate) pack: PathBuf,
    /// The folder for the file that is loaded.
    #[arg(long, default_value = "data/bench")]
    pub(crate) data: PathBuf,
    /// How many people.
    #[arg(long, default_value_t = 2_000_000)]
    pub(crate) people: u64,
    /// How many readers wait at once.
    #[arg(long, value_delimiter = ',', default_value = "16")]
    pub(crate) waiting: Vec<usize>,
    /// How long each measurement after loading takes.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// One JSON object a line: name, store, value, unit.
    #[arg(long)]
    pub(crate) json: bool,
}
