//! Packs as folders of files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pack::Pack;

/// The deepest folder of a pack: `law/registers/x.toml` is two, and nobody needs six.
const DEPTH_MAX: usize = 6;

/// The files of a pack, and what about some of them kept them from being read as text.
#[derive(Debug, Default)]
struct Files {
    texts: BTreeMap<String, String>,
    mistakes: Vec<String>,
}

/// Reads all text files of a pack.
fn read(folder: &Path) -> Result<Files, String> {
    let mut files = Files::default();
    if !folder.join("pack.toml").is_file() {
        return Err(format!(
            "there is no pack in {}: it has no pack.toml; give the folder that has one",
            folder.display()
        ));
    }
    walk(folder, folder, 0, &mut files)?;
    Ok(files)
}

fn walk(top: &Path, folder: &Path, depth: usize, files: &mut Files) -> Result<(), String> {
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
        match String::from_utf8(bytes) {
            Ok(text) => {
                files.texts.insert(name, text);
            }
            Err(error) => files.mistakes.push(not_text(&path, &error)),
        }
    }
    Ok(())
}

/// A file that is not UTF-8, with the place where it ceases to be.
fn not_text(path: &Path, error: &std::string::FromUtf8Error) -> String {
    let at = error.utf8_error().valid_up_to();
    let before = &error.as_bytes()[..at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n');
    let begun = &before[start.map_or(0, |newline| newline + 1)..];
    let column = String::from_utf8_lossy(begun).chars().count() + 1;
    format!(
        "error: this is not UTF-8 text: save it as UTF-8, or convert it, for example with iconv\n  --> {}:{line}:{column}",
        path.display()
    )
}

/// Reads and checks a pack; every mistake is told.
pub(crate) fn load(folder: &Path) -> Result<Pack, String> {
    let place = folder.display().to_string();
    let Files {
        texts,
        mut mistakes,
    } = read(folder)?;
    let loaded = pack::load(texts.clone());
    if let Err(found) = &loaded {
        let text = |file: &str| texts.get(file).map(String::as_str);
        mistakes.extend(
            found
                .iter()
                .map(|mistake| mistake.shown(&place, text(&mistake.file))),
        );
    }
    match loaded {
        Ok(pack) if mistakes.is_empty() => {
            papers(&pack)?;
            Ok(pack)
        }
        Ok(_) | Err(_) => Err(format!(
            "{}\n\n{} in {place}",
            mistakes.join("\n\n"),
            match mistakes.len() {
                1 => "1 mistake".to_owned(),
                many => format!("{many} mistakes"),
            }
        )),
    }
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

#[cfg(test)]
mod tests {
    use testkit::Folder;

    use super::*;

    #[test]
    fn what_is_no_text_is_one_mistake_among_the_others() {
        let folder = Folder::new();
        let path = folder.path("pack");
        fs::create_dir_all(folder.path("pack/law")).unwrap();
        fs::write(folder.path("pack/pack.toml"), "format = 7\n").unwrap();
        fs::write(
            folder.path("pack/law/one.toml"),
            b"a = 1\nb = \"\xc3\xa9\xff\"\n",
        )
        .unwrap();
        fs::write(folder.path("pack/law/two.toml"), b"\xfe").unwrap();
        let said = load(Path::new(&path)).unwrap_err();
        assert!(said.contains("law/one.toml:2:7"), "{said}");
        assert!(said.contains("law/two.toml:1:1"), "{said}");
        assert!(said.contains("pack.toml:1:"), "{said}");
        let count = said.matches("error").count();
        assert!(
            said.ends_with(&format!("{count} mistakes in {path}")),
            "{said}"
        );
    }
}
