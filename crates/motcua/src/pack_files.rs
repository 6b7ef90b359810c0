//! Packs as folders of files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pack::Pack;

/// The deepest folder of a pack: `law/registers/x.toml` is two, and nobody needs six.
const DEPTH_MAX: usize = 6;

/// Reads all text files of a pack.
pub(crate) fn read(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut files = BTreeMap::new();
    if !folder.join("pack.toml").is_file() {
        return Err(format!(
            "there is no pack in {}: it has no pack.toml; give the folder with --pack",
            folder.display()
        ));
    }
    walk(folder, folder, 0, &mut files)?;
    Ok(files)
}

fn walk(
    top: &Path,
    folder: &Path,
    depth: usize,
    files: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    let told = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    if depth > DEPTH_MAX {
        return Err(format!("{} lies too deep for a pack", folder.display()));
    }
    for entry in fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.is_dir() {
            walk(top, &path, depth + 1, files)?;
            continue;
        }
        let bytes = fs::read(&path).map_err(told)?;
        let name = path
            .strip_prefix(top)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            format!("{name} is not UTF-8 text (byte {at}): convert it, for example with iconv")
        })?;
        files.insert(name, text);
    }
    Ok(())
}

/// Reads and checks a pack; every mistake is told.
pub(crate) fn load(folder: &Path) -> Result<Pack, String> {
    let files = read(folder)?;
    let pack = pack::load(files.clone()).map_err(|mistakes| {
        let place = folder.display().to_string();
        let shown: Vec<String> = mistakes
            .iter()
            .map(|mistake| mistake.shown(&place, files.get(&mistake.file).map(String::as_str)))
            .collect();
        format!(
            "{}\n\n{} mistakes in {place}",
            shown.join("\n\n"),
            shown.len()
        )
    })?;
    papers(&pack)?;
    Ok(pack)
}

/// Every paper of a pack compiles.
fn papers(pack: &Pack) -> Result<(), String> {
    for (name, source) in &pack.papers {
        papers::Paper::new(source, name).map_err(|error| format!("papers/{name}: {error}"))?;
    }
    Ok(())
}

/// `motcua check`.
pub(crate) fn check(packs: &[PathBuf]) -> ExitCode {
    let mut wrong = false;
    for folder in packs {
        match load(folder) {
            Ok(pack) => println!(
                "{}: {} registers, {} procedures, {} life events, no mistakes",
                pack.head.law(),
                pack.registers.len(),
                pack.procedures.len(),
                pack.events.len()
            ),
            Err(problem) => {
                wrong = true;
                eprintln!("{problem}");
            }
        }
    }
    if wrong {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
