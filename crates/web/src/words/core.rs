//! The texts that are part of motcua itself, compiled in.
//!
//! To add a file of texts: put `NAME.ftl` into `words/vi`, `words/en` and `words/uk`, and `NAME` here.

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        /// The names of the files, the same for every language.
        pub const FILES: &[&str] = &[$($name),+];

        /// The core texts of a language, file by file; none if motcua does not speak it.
        #[must_use]
        pub fn sources(lang: &str) -> &'static [&'static str] {
            match lang {
                "vi" => &[$(include_str!(concat!("../../words/vi/", $name, ".ftl"))),+],
                "en" => &[$(include_str!(concat!("../../words/en/", $name, ".ftl"))),+],
                "uk" => &[$(include_str!(concat!("../../words/uk/", $name, ".ftl"))),+],
                _ => &[],
            }
        }
    };
}

files!(
    "account",
    "citizen",
    "components",
    "desk",
    "format",
    "forms",
    "frame",
    "layout",
    "public",
    "registers"
);

/// The languages motcua speaks by itself.
pub const LANGUAGES: [&str; 3] = ["vi", "en", "uk"];
