//! A mistake as people see it who stand at a terminal: the line, and a mark below what is wrong.

use std::fmt::Write as _;

use crate::Diagnostic;

/// Most characters of a line that are shown: a terminal is rarely wider.
const SHOWN_MAX: usize = 120;

impl Diagnostic {
    /// The message with the line it is about, in several lines. `text` is the file's, if there is
    /// one; `folder` is where the pack lies, so that editors find the place.
    ///
    /// ```text
    /// error[P120]: register `poeple` is not declared in law/registers/
    ///   --> packs/skerry/pack.toml:8:15
    ///    |
    ///  8 | register    = "poeple"
    ///    |               ^^^^^^^^ did you mean `people`?
    ///    = docs/reference/diagnostics/P120.md
    /// ```
    #[must_use]
    pub fn shown(&self, folder: &str, text: Option<&str>) -> String {
        let Diagnostic {
            code,
            file,
            line,
            column,
            message,
            suggestion,
        } = self;
        let mut shown = format!("error[{code}]: {message}");
        let number = line.to_string();
        let margin = " ".repeat(number.len() + 1);
        let folder = folder.trim_end_matches('/');
        // Writing to a text cannot fail.
        let _ = write!(shown, "\n{margin}--> {folder}/{file}:{line}:{column}");
        let meant = suggestion
            .as_ref()
            .map(|meant| format!(" did you mean `{meant}`?"))
            .unwrap_or_default();
        let source = text.and_then(|text| text.lines().nth(line.checked_sub(1)?));
        match source.filter(|source| !source.trim().is_empty()) {
            Some(source) => {
                let (source, column) = window(source, column.saturating_sub(1));
                let mark = "^".repeat(width(&source, column));
                let before = " ".repeat(column);
                let _ = write!(
                    shown,
                    "\n{margin} |\n {number} | {source}\n{margin} | {before}{mark}{meant}"
                );
            }
            None if meant.is_empty() => {}
            None => {
                let _ = write!(shown, "\n{margin} ={meant}");
            }
        }
        let _ = write!(shown, "\n{margin} = docs/reference/diagnostics/{code}.md");
        shown
    }
}

/// The part of a line around a column (from 0), and where the column is in it. Every character
/// takes one place: tabs become spaces, and what cannot be seen a dot.
fn window(line: &str, column: usize) -> (String, usize) {
    let seen = |c: char| match c {
        '\t' => ' ',
        c if c.is_control() => '.',
        c => c,
    };
    let from = match column.checked_sub(SHOWN_MAX * 2 / 3) {
        Some(from) if line.chars().nth(SHOWN_MAX).is_some() => from,
        _ => 0,
    };
    let part: String = line.chars().skip(from).take(SHOWN_MAX).map(seen).collect();
    let column = (column - from).min(part.chars().count());
    (part.trim_end().to_owned(), column)
}

/// How many characters the thing at a column has: a quoted text, a word, else one.
fn width(line: &str, column: usize) -> usize {
    let rest: Vec<char> = line.chars().skip(column).collect();
    let word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let found = match rest.first() {
        Some(quote @ ('"' | '\'' | '`')) => {
            let end = rest.iter().skip(1).position(|c| c == quote);
            end.map_or(rest.len(), |end| end + 2)
        }
        _ => rest.iter().take_while(|c| word(c)).count(),
    };
    found.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    fn diagnostic(line: usize, column: usize, suggestion: Option<&str>) -> Diagnostic {
        Diagnostic {
            code: Code::Undeclared,
            file: "pack.toml".to_owned(),
            line,
            column,
            message: "register `poeple` is not declared".to_owned(),
            suggestion: suggestion.map(str::to_owned),
        }
    }

    #[test]
    fn the_line_and_the_mark_stand_below_each_other() {
        let text = "a = 1\n\tregister = \"poeple\"  \n";
        let shown = diagnostic(2, 13, Some("people")).shown("packs/skerry/", Some(text));
        let expected = "\
error[P120]: register `poeple` is not declared
  --> packs/skerry/pack.toml:2:13
   |
 2 |  register = \"poeple\"
   |             ^^^^^^^^ did you mean `people`?
   = docs/reference/diagnostics/P120.md";
        assert_eq!(shown, expected);
    }

    #[test]
    fn without_a_line_there_is_the_message() {
        for text in [None, Some(""), Some("a\n\nb")] {
            let shown = diagnostic(2, 1, Some("people")).shown("p", text);
            let expected = "\
error[P120]: register `poeple` is not declared
  --> p/pack.toml:2:1
   = did you mean `people`?
   = docs/reference/diagnostics/P120.md";
            assert_eq!(shown, expected);
        }
    }

    #[test]
    fn marks_are_as_wide_as_what_is_wrong_and_lie_inside() {
        for (line, column, marked) in [
            ("key = true", 1, "key"),
            ("key = true", 7, "true"),
            ("key = \"a b\" # c", 7, "\"a b\""),
            ("key = 'open", 7, "'open"),
            ("when = \"form.kid == 1\"", 9, "form.kid"),
            ("[table", 1, "["),
            ("Hải = Âu", 7, "Âu"),
        ] {
            let shown = diagnostic(1, column, None).shown("p", Some(line));
            let mark = shown.lines().find(|line| line.contains('^')).unwrap();
            assert_eq!(mark.matches('^').count(), marked.chars().count(), "{shown}");
            let from = mark.find('^').unwrap();
            let source = shown.lines().nth(3).unwrap();
            let under: String = source
                .chars()
                .skip(from)
                .take(marked.chars().count())
                .collect();
            assert_eq!(under, marked);
        }
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let line = format!("{}wrong{}", "x ".repeat(5_000), " y".repeat(5_000));
        let shown = diagnostic(1, 10_001, None).shown("p", Some(&line));
        assert!(shown.len() < 600, "{shown}");
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[3].find("wrong"), lines[4].find('^'));
        // A place behind the end is no reason to fail.
        let shown = diagnostic(1, 999_999, None).shown("p", Some("short"));
        assert!(shown.contains("| short\n"), "{shown}");
    }
}
