//! Rust text taken apart: code, comments and string literals, each with its line.
//!
//! A lexer and not a parser: enough to know that a word stands in a comment and not in code.
//! It never fails; an unfinished literal ends with the file, as the compiler would say better.

/// A piece of a file and the line it starts on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// From 1.
    pub line: usize,
    /// Without quotes or comment marks' meaning: the characters as they stand in the file.
    pub text: String,
    /// True below the first `#[cfg(test)]` of the file: by habit its tests are its end.
    pub in_tests: bool,
}

/// A file taken apart.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The text with every comment and every literal's content blanked; lines keep their numbers.
    pub code: String,
    /// Contents of the string literals.
    pub strings: Vec<Piece>,
    /// Comments, doc comments among them.
    pub comments: Vec<Piece>,
}

impl Source {
    /// Takes a text apart.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut cutter = Cutter {
            chars: text.chars().collect(),
            at: 0,
            line: 1,
            found: Self::default(),
        };
        while cutter.at < cutter.chars.len() {
            cutter.step();
        }
        let mut found = cutter.found;
        if let Some(line) = found.tests_begin() {
            for piece in found.strings.iter_mut().chain(found.comments.iter_mut()) {
                piece.in_tests = piece.line >= line;
            }
        }
        found
    }

    /// The line of the first `#[cfg(test)]`.
    fn tests_begin(&self) -> Option<usize> {
        self.code
            .lines()
            .position(|line| line.trim_start().starts_with("#[cfg(test)]"))
            .map(|at| at + 1)
    }

    /// The identifiers of the code with their lines and whether they stand in its tests.
    pub fn identifiers(&self) -> impl Iterator<Item = Piece> + '_ {
        let tests_begin = self.tests_begin().unwrap_or(usize::MAX);
        self.code.lines().enumerate().flat_map(move |(at, line)| {
            line.split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .filter(|word| word.chars().next().is_some_and(|c| !c.is_numeric()))
                .map(move |word| Piece {
                    line: at + 1,
                    text: word.to_owned(),
                    in_tests: at + 1 >= tests_begin,
                })
        })
    }
}

struct Cutter {
    chars: Vec<char>,
    at: usize,
    line: usize,
    found: Source,
}

impl Cutter {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    /// Moves one character on, which goes to the code as it is or as a blank.
    fn advance(&mut self, keep: bool) -> char {
        let c = self.peek(0);
        self.at += 1;
        if c == '\n' {
            self.line += 1;
            self.found.code.push('\n');
        } else {
            self.found.code.push(if keep { c } else { ' ' });
        }
        c
    }

    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.line_comment(),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', _) => self.quote(),
            (c, _) if c.is_alphabetic() || c == '_' => self.word(),
            _ => {
                self.advance(true);
            }
        }
    }

    fn line_comment(&mut self) {
        let line = self.line;
        let mut text = String::new();
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            text.push(self.advance(false));
        }
        self.found.comments.push(Piece {
            line,
            text,
            in_tests: false,
        });
    }

    fn block_comment(&mut self) {
        let line = self.line;
        let mut text = String::new();
        let mut depth = 0_usize;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    text.push(self.advance(false));
                    continue;
                }
            }
            text.push(self.advance(false));
            text.push(self.advance(false));
            if depth == 0 {
                break;
            }
        }
        self.found.comments.push(Piece {
            line,
            text,
            in_tests: false,
        });
    }

    /// A word, or the prefix of a literal: `r"…"`, `br#"…"#`, `b"…"`, `c"…"`.
    fn word(&mut self) {
        let start = self.at;
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            self.advance(true);
        }
        let word: String = self.chars[start..self.at].iter().collect();
        let raw = matches!(word.as_str(), "r" | "br" | "cr");
        let mut hashes = 0;
        while raw && self.peek(hashes) == '#' {
            hashes += 1;
        }
        if raw && self.peek(hashes) == '"' {
            self.raw_string(hashes);
        }
    }

    fn raw_string(&mut self, hashes: usize) {
        for _ in 0..=hashes {
            self.advance(true);
        }
        let line = self.line;
        let mut text = String::new();
        while self.at < self.chars.len() {
            if self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#') {
                for _ in 0..=hashes {
                    self.advance(true);
                }
                break;
            }
            text.push(self.advance(false));
        }
        self.found.strings.push(Piece {
            line,
            text,
            in_tests: false,
        });
    }

    fn string(&mut self) {
        self.advance(true);
        let line = self.line;
        let mut text = String::new();
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                text.push(self.advance(false));
            }
            text.push(self.advance(false));
        }
        self.advance(true);
        self.found.strings.push(Piece {
            line,
            text,
            in_tests: false,
        });
    }

    /// A character literal is blanked; a lifetime is code.
    fn quote(&mut self) {
        self.advance(true);
        if self.peek(0) == '\\' {
            self.advance(false);
            self.advance(false);
            while self.at < self.chars.len() && self.peek(0) != '\'' {
                self.advance(false);
            }
            self.advance(true);
        } else if self.peek(1) == '\'' {
            self.advance(false);
            self.advance(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> Vec<(usize, String)> {
        Source::of(text)
            .strings
            .into_iter()
            .map(|piece| (piece.line, piece.text))
            .collect()
    }

    #[test]
    fn literals_of_every_form_are_found() {
        let cases: [(&str, &[(usize, &str)]); 8] = [
            (r#"let a = "one";"#, &[(1, "one")]),
            ("\n let a = b\"two\";", &[(2, "two")]),
            ("r#\"a \"quoted\" word\"#", &[(1, "a \"quoted\" word")]),
            (r#"("a \" b", "c")"#, &[(1, "a \\\" b"), (1, "c")]),
            ("'\"' \"x\"", &[(1, "x")]),
            (r#"'\'' '\u{41}' "x""#, &[(1, "x")]),
            ("fn f<'a>(x: &'a str) { \"y\" }", &[(1, "y")]),
            (
                "// \"no\"\n/* \"no\" /* \"no\" */ \"no\" */ \"yes\"",
                &[(2, "yes")],
            ),
        ];
        for (text, expected) in cases {
            let expected: Vec<_> = expected
                .iter()
                .map(|(line, text)| (*line, (*text).to_owned()))
                .collect();
            assert_eq!(strings(text), expected, "in {text}");
        }
    }

    #[test]
    fn code_keeps_its_lines_and_loses_words_of_comments() {
        let source = Source::of("let a = 1; // hidden\n/* hidden\n*/ let b = \"hidden\";\n");
        assert_eq!(source.code.lines().count(), 3);
        assert!(!source.code.contains("hidden"));
        let words: Vec<_> = source
            .identifiers()
            .map(|piece| (piece.line, piece.text))
            .collect();
        let expected = [(1, "let"), (1, "a"), (3, "let"), (3, "b")];
        assert_eq!(words, expected.map(|(line, word)| (line, word.to_owned())));
        assert_eq!(source.comments.len(), 2);
    }

    #[test]
    fn what_follows_cfg_test_is_test_code() {
        let source =
            Source::of("fn a() { \"x\" }\n#[cfg(test)]\nmod tests { const B: &str = \"y\"; }\n");
        let marks: Vec<_> = source.strings.iter().map(|piece| piece.in_tests).collect();
        assert_eq!(marks, [false, true]);
        assert!(
            source
                .identifiers()
                .any(|piece| piece.text == "B" && piece.in_tests)
        );
    }

    #[test]
    fn unfinished_literals_end_with_the_file() {
        for text in [
            "\"abc",
            "r#\"abc\"",
            "/* abc",
            "'",
            "'\\",
            "\"a\\",
            "r",
            "b",
        ] {
            assert!(
                Source::of(text).code.chars().count() >= text.chars().count(),
                "in {text}"
            );
        }
    }
}
