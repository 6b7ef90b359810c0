//! Where an office is kept: nearly every command begins with it.

use std::path::PathBuf;

/// The database of an office and the folder with its keys.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Kept {
    /// The database: `sqlite:PATH` or `postgres://USER@HOST/DATABASE`. [default: in the data folder]
    #[arg(long)]
    pub(crate) store: Option<String>,
    /// The folder for keys, and for the database unless one is given.
    #[arg(long, default_value = "data")]
    pub(crate) data: PathBuf,
}

impl Kept {
    /// The database's URL.
    pub(crate) fn store(&self) -> String {
        let own = || format!("sqlite:{}", self.data.join("motcua.db").display());
        self.store.clone().unwrap_or_else(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_in_the_data_folder_unless_it_is_said() {
        let kept = |store: Option<&str>| Kept {
            store: store.map(str::to_owned),
            data: PathBuf::from("/srv/office"),
        };
        assert_eq!(kept(None).store(), "sqlite:/srv/office/motcua.db");
        assert_eq!(kept(Some("postgres://a@b/c")).store(), "postgres://a@b/c");
    }
}
