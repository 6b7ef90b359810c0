//! A first look at the text, before the recursive parser sees it: tokens, brackets, depth.
//!
//! It refuses by name what CEL knows and this language does not (so that authors read a sentence
//! and not a grammar), and what is too long or too deep (so that no text can exhaust the stack).
//! It is stricter than CEL's lexer and never laxer: what passes here is cut into the same tokens
//! there, because the forms that are hard to cut (raw, byte and triple-quoted texts, fractions,
//! escaped names) are refused here.

use crate::limits::{SOURCE_BYTES_MAX, TOKENS_MAX};
use crate::nesting::{check_depth, pair_brackets};
use crate::problem::{Code, Problem};

/// What a token is, as far as brackets and depth need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Name,
    Number,
    Text,
    Open,
    Close,
    Operator,
}

/// A token: bytes `start..end` of the source.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// For a bracket, the number of the token it pairs with.
    pub(crate) pair: Option<usize>,
}

/// Problems past this many say nothing new.
const PROBLEMS_MAX: usize = 20;

/// Operators, longest first.
const OPERATORS: [&str; 18] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "?", ":", ",", ".", "/", "%",
];

/// Cuts a source into tokens, pairs its brackets and measures its depth.
pub(crate) fn scan(source: &str) -> Result<Vec<Token>, Vec<Problem>> {
    if source.len() > SOURCE_BYTES_MAX {
        let message = format!(
            "the condition has {} bytes; the limit is {SOURCE_BYTES_MAX}: split it, or move its codes into a code list",
            source.len()
        );
        return Err(vec![Problem::new(0..0, Code::TooLong, message)]);
    }
    let mut scanner = Scanner {
        source,
        at: 0,
        tokens: Vec::new(),
        problems: Vec::new(),
    };
    while scanner.at < source.len() && scanner.problems.len() < PROBLEMS_MAX {
        scanner.step();
    }
    scanner.finish()
}

struct Scanner<'s> {
    source: &'s str,
    at: usize,
    tokens: Vec<Token>,
    problems: Vec<Problem>,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn length_while(&self, keep: impl Fn(u8) -> bool) -> usize {
        self.rest().bytes().take_while(|byte| keep(*byte)).count()
    }

    fn push(&mut self, kind: Kind, length: usize) {
        self.tokens.push(Token {
            kind,
            start: self.at,
            end: self.at + length,
            pair: None,
        });
        self.at += length;
    }

    fn refuse(&mut self, length: usize, code: Code, message: &str, suggestion: Option<String>) {
        let at = self.at..self.at + length;
        self.problems
            .push(Problem::new(at, code, message).suggest(suggestion));
        self.at += length;
    }

    /// Reads one token, one blank or one comment.
    fn step(&mut self) {
        let Some(first) = self.rest().chars().next() else {
            return;
        };
        match first {
            ' ' | '\t' | '\r' | '\n' | '\u{c}' => self.at += 1,
            '/' if self.rest().starts_with("//") => self.at += self.length_while(|b| b != b'\n'),
            '\'' | '"' => self.text(first),
            'a'..='z' | 'A'..='Z' | '_' => self.name(),
            '0'..='9' => self.number(),
            '.' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            '(' | '[' => self.push(Kind::Open, 1),
            ')' | ']' => self.push(Kind::Close, 1),
            _ => self.operator(first),
        }
    }

    fn name(&mut self) {
        let length = self.length_while(|b| b.is_ascii_alphanumeric() || b == b'_');
        let quoted = self.rest()[length..].starts_with(['\'', '"']);
        match &self.rest()[..length] {
            "and" => self.refuse(length, Code::Syntax, "`and` is written `&&`", some("&&")),
            "or" => self.refuse(length, Code::Syntax, "`or` is written `||`", some("||")),
            "not" => self.refuse(length, Code::Syntax, "`not` is written `!`", some("!")),
            "in" if !quoted => self.push(Kind::Operator, length),
            "r" | "R" | "b" | "B" | "br" | "bR" | "Br" | "BR" if quoted => self.refuse(
                length,
                Code::Unsupported,
                "raw texts and bytes are not part of the language: write a plain quoted text",
                None,
            ),
            _ => self.push(Kind::Name, length),
        }
    }

    fn number(&mut self) {
        let whole = self.length_while(|b| b.is_ascii_digit());
        let all = self.length_while(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.');
        let is_whole = whole > 0 && all == whole;
        // `5.size()` and the like are refused too: no number has fields or functions.
        if is_whole {
            self.push(Kind::Number, whole);
        } else {
            let message = "only whole numbers in digits are part of the language: \
                           write amounts in the smallest unit";
            self.refuse(all.max(1), Code::Unsupported, message, None);
        }
    }

    fn text(&mut self, quote: char) {
        let triple: String = [quote; 3].iter().collect();
        if self.rest().starts_with(&triple) {
            let message = "a text has one quote at each end";
            self.refuse(3, Code::Unsupported, message, some(&quote.to_string()));
            return;
        }
        let mut escaped = false;
        let mut length = 1;
        for letter in self.rest().chars().skip(1) {
            if letter == '\n' || letter == '\r' {
                break;
            }
            length += letter.len_utf8();
            if letter == quote && !escaped {
                self.push(Kind::Text, length);
                return;
            }
            escaped = letter == '\\' && !escaped;
        }
        let message = format!("the text is never closed: a {quote} is missing");
        self.refuse(length, Code::Syntax, &message, None);
    }

    fn operator(&mut self, first: char) {
        let known = OPERATORS.iter().find(|op| self.rest().starts_with(**op));
        match (known, first) {
            (Some(&"/" | &"%"), _) => {
                let message = "division is not part of the language: compare multiples instead";
                self.refuse(1, Code::Unsupported, message, None);
            }
            (Some(operator), _) => self.push(Kind::Operator, operator.len()),
            (None, '=') => self.refuse(1, Code::Syntax, "equality is written `==`", some("==")),
            (None, '&') => self.refuse(1, Code::Syntax, "`and` is written `&&`", some("&&")),
            (None, '|') => self.refuse(1, Code::Syntax, "`or` is written `||`", some("||")),
            (None, '{' | '}') => {
                let message = "maps are not part of the language";
                self.refuse(1, Code::Unsupported, message, None);
            }
            (None, '‘' | '’' | '“' | '”') => self.refuse(
                first.len_utf8(),
                Code::Syntax,
                "a typographic quote cannot stand here: use the straight one",
                some("'"),
            ),
            (None, _) => self.refuse(
                first.len_utf8(),
                Code::Syntax,
                "this character cannot stand outside a quoted text",
                None,
            ),
        }
    }

    fn finish(mut self) -> Result<Vec<Token>, Vec<Problem>> {
        if self.tokens.len() > TOKENS_MAX {
            let message = format!(
                "the condition has {} words and signs; the limit is {TOKENS_MAX}: move its codes into a code list",
                self.tokens.len()
            );
            let at = self.tokens[TOKENS_MAX].start..self.source.len();
            self.problems.push(Problem::new(at, Code::TooLong, message));
        }
        let nesting = pair_brackets(self.source, &mut self.tokens)
            .and_then(|()| check_depth(self.source, &self.tokens));
        self.problems.extend(nesting.err());
        if self.tokens.is_empty() && self.problems.is_empty() {
            let message = "the condition is empty: write `true` if there is none";
            self.problems
                .push(Problem::new(0..0, Code::Syntax, message).suggest(some("true")));
        }
        if self.problems.is_empty() {
            Ok(self.tokens)
        } else {
            Err(self.problems)
        }
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}
