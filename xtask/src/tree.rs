//! The files of the repository, as relative paths with `/`, and their texts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders that are made, fetched or private, and therefore not ours to judge: anywhere, and
/// (the second list) at the root.
const NOT_OURS: [&str; 2] = ["node_modules", ".git"];
const NOT_OURS_AT_ROOT: [&str; 2] = ["target", "data"];

/// One file: where it is, and what it says.
#[derive(Debug, Clone)]
pub struct File {
    /// Relative to the root of the repository, with `/`.
    pub path: String,
    /// The bytes as they are; the rules about text decide whether they are UTF-8.
    pub bytes: Vec<u8>,
}

impl File {
    /// The text; what is not UTF-8 is replaced, because [`crate::text`] reports it.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The ending of the name after its last dot, or nothing.
    #[must_use]
    pub fn ending(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// The crate this file belongs to: `cases` of `crates/cases/src/lib.rs`.
    #[must_use]
    pub fn of_crate(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }
}

/// The root of the repository: the folder above this crate.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All files below `root` whose name ends in one of `endings`, in order of their paths.
///
/// # Errors
/// When a folder or a file cannot be read.
pub fn read(root: &Path, endings: &[&str]) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    let mut waiting = vec![root.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type()?;
            if kind.is_dir() {
                let at_root = folder == root && NOT_OURS_AT_ROOT.contains(&name.as_str());
                if !at_root && !NOT_OURS.contains(&name.as_str()) {
                    waiting.push(entry.path());
                }
            } else if kind.is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
                files.push(File {
                    path: relative(root, &entry.path()),
                    bytes: fs::read(entry.path())?,
                });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The names of the folders directly inside `folder`, sorted.
///
/// # Errors
/// When the folder cannot be read.
pub fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}
