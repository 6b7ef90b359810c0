//! `motcua backup` and `motcua restore`: a copy while the office is open, and putting one back. Both
//! hold the ledger of the new copy against itself before they call it one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ledger::Ledger;
use store::Store;

use crate::args::{Backup, Restore};
use crate::verify::{self, Options};
use crate::verify_command::{self, told};
use crate::wiring::{self, chain};
use crate::{keys, verify::Report};

/// `motcua backup`.
pub(crate) async fn backup(args: Backup) -> Result<ExitCode, String> {
    let store = verify_command::open(&args.kept.store()).await?;
    let report = copy(&store, &args.file).await?;
    let code = told(&report);
    if report.is_clean() {
        println!("copied to {}", args.file.display());
    }
    Ok(code)
}

/// Copies a database into a new file, and gives what a check of the copy's ledger found. With a
/// finding the file keeps the name of an unfinished one.
pub(crate) async fn copy(store: &Store, file: &Path) -> Result<Report, String> {
    must_be_new(file, "a backup never overwrites")?;
    let part = unfinished(file)?;
    store
        .copy_to(&part.display().to_string())
        .await
        .map_err(|error| format!("no backup was made: {}", chain(&error)))?;
    let report = match check(&part, &Options::default()).await {
        Ok(report) => report,
        Err(problem) => {
            // A copy that cannot be read is none.
            fs::remove_file(&part).map_err(|error| told_of(&part, &error))?;
            return Err(problem);
        }
    };
    if report.is_clean() {
        keep(&part, file)?;
    }
    Ok(report)
}

/// `motcua restore`.
pub(crate) async fn restore(args: Restore) -> Result<ExitCode, String> {
    let options = Options {
        keys: match &args.key {
            Some(key) => vec![verify_command::read_key(key)?],
            None => Vec::from_iter(keys::existing_ledger_key(&args.kept.data)?),
        },
        // An old copy is put back knowingly: what is lost, `motcua verify --against` tells.
        against: None,
    };
    let url = args.kept.store();
    let report = match url.strip_prefix("sqlite:") {
        Some(path) => into_file(&args.file, Path::new(path), &options).await?,
        None => into_server(&args.file, &url, &options).await?,
    };
    let code = told(&report);
    if report.is_clean() {
        println!("restored into {}", wiring::without_password(&url));
        println!(
            "what was done after the copy is lost: `motcua verify --against CHECKPOINT` tells"
        );
    } else {
        println!("do not serve it");
    }
    Ok(code)
}

/// Puts a copy in the place of a database file that is not there.
pub(crate) async fn into_file(
    copy: &Path,
    file: &Path,
    options: &Options,
) -> Result<Report, String> {
    for beside in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{beside}", file.display()));
        must_be_new(&path, "a restore never overwrites; move it away first")?;
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| told_of(folder, &error))?;
    }
    let part = unfinished(file)?;
    fs::copy(copy, &part).map_err(|error| told_of(copy, &error))?;
    let report = check(&part, options).await?;
    if report.is_clean() {
        keep(&part, file)?;
    } else {
        fs::remove_file(&part).map_err(|error| told_of(&part, &error))?;
    }
    Ok(report)
}

/// Fills an empty database of a server.
pub(crate) async fn into_server(
    copy: &Path,
    url: &str,
    options: &Options,
) -> Result<Report, String> {
    let report = check(copy, options).await?;
    if !report.is_clean() {
        return Ok(report);
    }
    let store = wiring::open(url).await?;
    let path = copy.display().to_string();
    store
        .fill_from(&path)
        .await
        .map_err(|error| format!("nothing was restored: {}", chain(&error)))?;
    // Indexes are not in a copy. Without a law in force, there are the tables of the program alone.
    if wiring::prepare_again(&store).await.is_err() {
        wiring::migrate(&store).await?;
    }
    let there = Ledger::new(store.clone()).count().await;
    let copied = Ledger::new(open_copy(copy)?).count().await;
    if there.map_err(|error| chain(&error))? != copied.map_err(|error| chain(&error))? {
        return Err("the database has not as many entries as the copy: do not serve it".to_owned());
    }
    verify::run(&store, options)
        .await
        .map_err(|error| error.to_string())
}

/// Checks the ledger in a copy, which stays as it is.
async fn check(copy: &Path, options: &Options) -> Result<Report, String> {
    verify::run(&open_copy(copy)?, options)
        .await
        .map_err(|error| format!("{}: {}", copy.display(), chain(&error)))
}

fn open_copy(path: &Path) -> Result<Store, String> {
    if !path.exists() {
        return Err(format!("there is no file {}", path.display()));
    }
    Store::open_copy(&path.display().to_string()).map_err(|error| error.to_string())
}

fn must_be_new(path: &Path, why: &str) -> Result<(), String> {
    if path.exists() {
        return Err(format!("{} exists; {why}", path.display()));
    }
    Ok(())
}

/// The name of a file that is not finished; one that was left from a run that was broken off goes.
fn unfinished(file: &Path) -> Result<PathBuf, String> {
    let part = PathBuf::from(format!("{}.part", file.display()));
    if part.exists() {
        fs::remove_file(&part).map_err(|error| told_of(&part, &error))?;
    }
    Ok(part)
}

/// Gives a finished file its name, once it is on the disk.
fn keep(part: &Path, file: &Path) -> Result<(), String> {
    let sync = |path: &Path| fs::File::open(path).and_then(|open| open.sync_all());
    sync(part).map_err(|error| told_of(part, &error))?;
    fs::rename(part, file).map_err(|error| told_of(file, &error))?;
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    sync(folder.unwrap_or(Path::new("."))).map_err(|error| told_of(file, &error))
}

fn told_of(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests;
