//! `motcua verify`, `motcua ledger export` and `motcua ledger since`: arguments in, lines and an exit code out.

use std::path::Path;
use std::process::ExitCode;

use merkle::VerifierKey;
use store::Store;

use crate::args::{Since, Verify};
use crate::verify::{self, Options, Report};
use crate::wiring::{chain, open_existing};

/// `motcua verify`.
pub(crate) async fn command(args: Verify) -> Result<ExitCode, String> {
    let keys = read_keys(&args.key)?;
    let against = match &args.against {
        Some(path) => Some(read_text(path)?),
        None => None,
    };
    let options = Options { keys, against };
    let report = match &args.folder {
        Some(folder) => verify::run_folder(folder, &options).await,
        None => verify::run(&open(&args.kept.store()).await?, &options).await,
    };
    Ok(told(&report.map_err(|error| chain(&error))?))
}

/// Prints a report; success only without findings.
pub(crate) fn told(report: &Report) -> ExitCode {
    for line in report.lines() {
        println!("{line}");
    }
    if report.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// `motcua ledger export`.
pub(crate) async fn export_command(
    store: &str,
    keys: &[String],
    dir: &Path,
) -> Result<ExitCode, String> {
    let keys = read_keys(keys)?;
    let store = open(store).await?;
    let leaves = verify::export(&store, &keys, dir)
        .await
        .map_err(|error| chain(&error))?;
    let dir = dir.display();
    println!("{leaves} leaves exported to {dir}; check them with: motcua verify --folder {dir}");
    Ok(ExitCode::SUCCESS)
}

/// `motcua ledger since`.
pub(crate) async fn since_command(args: Since) -> Result<ExitCode, String> {
    let keys = read_keys(&args.key)?;
    let kept = read_text(&args.checkpoint)?;
    let proof = match &args.folder {
        Some(folder) => verify::since_in_folder(folder, &kept, &keys).await,
        None => verify::since_in(&open(&args.kept.store()).await?, &kept, &keys).await,
    };
    print!("{}", proof.map_err(|error| chain(&error))?);
    Ok(ExitCode::SUCCESS)
}

/// A file as text.
pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn read_keys(texts: &[String]) -> Result<Vec<VerifierKey>, String> {
    texts.iter().map(|text| read_key(text)).collect()
}

/// A verifier key as it is given on the command line.
pub(crate) fn read_key(text: &str) -> Result<VerifierKey, String> {
    text.trim()
        .parse()
        .map_err(|error| format!("--key is not a verifier key: {error}"))
}

/// A database in which there is a ledger.
pub(crate) async fn open(url: &str) -> Result<Store, String> {
    let store = open_existing(url).await?;
    let has_ledger = store.has_table("ledger_tree").await;
    if has_ledger.map_err(|error| chain(&error))? {
        Ok(store)
    } else {
        Err("there is no ledger in this database: no law was ever put in force here".to_owned())
    }
}
