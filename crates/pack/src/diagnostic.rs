//! What can be wrong with a pack, and the message that says so.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal;)*) => {
        /// The kinds of mistakes. The code is what messages and `docs/reference/diagnostics.md`
        /// call them; codes are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)* }

        impl Code {
            /// All codes, in the order of the catalogue page.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The stable code, such as `P120`.
            pub fn code(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// The sentence of the catalogue page.
            pub fn doc(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+),)* }
            }
        }
    };
}

codes! {
    /// A file is not UTF-8 text.
    NotText = "P100";
    /// A file is larger than its kind may be.
    TooLarge = "P101";
    /// The pack has too many files.
    TooManyFiles = "P102";
    /// A text is not in Unicode normal form C, so that equal words would differ.
    NotComposed = "P103";
    /// A file lies where no file of a pack belongs.
    StrayFile = "P104";
    /// A file is missing.
    MissingFile = "P105";
    /// A file does not follow the grammar of TOML.
    Toml = "P106";
    /// A CSV file has a wrong header or a row that does not fit it.
    Rows = "P107";
    /// There may be more mistakes than are listed.
    More = "P109";
    /// A key is missing.
    MissingKey = "P110";
    /// A key is not known.
    UnknownKey = "P111";
    /// A value has the wrong type.
    WrongType = "P112";
    /// A value cannot be what it should say.
    WrongValue = "P113";
    /// A name is not made of the letters that names of its kind are made of.
    BadName = "P114";
    /// A declaration has another id than its file's name says.
    OtherName = "P115";
    /// A name is declared twice.
    Twice = "P116";
    /// A name is not declared.
    Undeclared = "P120";
    /// A field cannot serve the purpose it is named for.
    UnfitField = "P121";
    /// Records are looked for by a field that has no index.
    NoIndex = "P122";
    /// A record is made without a field that every record must have.
    FieldNotGiven = "P123";
    /// A rule of a register cannot be tested.
    RuleTest = "P124";
    /// A register's linkage cannot be.
    Linkage = "P125";
    /// A stage cannot be reached.
    Unreachable = "P130";
    /// From a stage no end can be reached.
    Endless = "P131";
    /// A stage or an action stands in the wrong place.
    WrongStep = "P132";
    /// Things wait for each other in a circle.
    Cycle = "P133";
    /// A role acts on a procedure and no access rule lets it.
    NoRule = "P134";
    /// An expression cannot be read, or has the wrong type.
    Expression = "P140";
    /// A text is compared with a field and is no code of the field's list.
    NotACode = "P141";
    /// A text for people is missing in a language.
    MissingWord = "P150";
    /// A text for people is used nowhere.
    UnusedWord = "P151";
    /// An identifier's format cannot be.
    Format = "P160";
    /// A calendar cannot be.
    Calendar = "P161";
    /// A first row has a value that its register does not take.
    SeedValue = "P162";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One mistake in a pack: where, what, and what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake.
    pub code: Code,
    /// The file's path inside the pack.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: String,
    /// The nearest right name.
    pub suggestion: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic {
            code,
            file,
            line,
            column,
            message,
            suggestion,
        } = self;
        write!(f, "{file}:{line}:{column} {code}: {message}")?;
        match suggestion {
            Some(meant) => write!(f, "; did you mean `{meant}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_rise_and_are_unique() {
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.code()).collect();
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
    }

    #[test]
    fn the_page_lists_every_code() {
        let page = include_str!("../../../docs/reference/diagnostics.md");
        for code in Code::ALL {
            let line = format!(
                "| [`{code}`](diagnostics/{code}.md) | {} |",
                code.doc().trim()
            );
            assert!(
                page.contains(&line),
                "docs/reference/diagnostics.md lacks the line: {line}"
            );
        }
        let rows = page.lines().filter(|line| line.starts_with("| [`")).count();
        assert_eq!(
            rows,
            Code::ALL.len(),
            "docs/reference/diagnostics.md has a row too many"
        );
    }
}
