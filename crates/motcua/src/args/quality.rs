//! The arguments of `motcua quality`.

use std::path::PathBuf;

use super::Kept;

/// `motcua quality`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Quality {
    /// The register, as it is kept in the database; or a file (.csv, .jsonl, .parquet), with --register.
    pub(crate) what: String,
    /// The register whose rules a file is measured by.
    #[arg(long)]
    pub(crate) register: Option<String>,
    /// What the file is. [default: what its name says]
    #[arg(long)]
    pub(crate) format: Option<crate::table_file::Format>,
    /// What the file's bytes mean: utf-8, utf-16le, utf-16be, tcvn3, vni, tcvn3-utf8, vni-utf8.
    /// [default: UTF-8, or UTF-16 with its mark]
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// The pack that declares it. [default: the law in force in the database]
    #[arg(long)]
    pub(crate) pack: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) kept: Kept,
    /// For a file: another register as REGISTER=FILE, for rules that look there. May stand more than once.
    #[arg(long, value_parser = crate::quality::pair, requires = "register")]
    pub(crate) with: Vec<(String, PathBuf)>,
    /// The day of measuring, such as 2026-10-31. [default: today]
    #[arg(long)]
    pub(crate) as_of: Option<String>,
    /// Writes all that fails into this CSV file: of a register ids and rules, of a file its rows.
    #[arg(long)]
    pub(crate) faults: Option<PathBuf>,
    /// Writes the declaration as a data contract (ODCS 3.1) into this file.
    #[arg(long)]
    pub(crate) contract: Option<PathBuf>,
    /// Measures a file by this data contract alone.
    #[arg(long, conflicts_with_all = ["register", "contract"])]
    pub(crate) by_contract: Option<PathBuf>,
    /// Does not look for rows that are probably one, in a file.
    #[arg(long)]
    pub(crate) no_linkage: bool,
    /// How many threads; what comes out does not depend on it. [default: one for each core]
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// One JSON object instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}
