//! One flat JSON object (RFC 8259), taken apart without a tree.

use std::borrow::Cow;

use base::text::nearest;

use crate::column::is_json_number;
use crate::error::JsonProblem;
use crate::header::Header;

/// A place in a line.
#[derive(Debug)]
pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
}

type Parsed<T> = Result<T, JsonProblem>;

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Parser<'a> {
        Parser { text, at: 0 }
    }

    /// Where it is, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The whole line: one object whose keys are columns.
    pub(super) fn row(&mut self, header: &Header) -> Parsed<Vec<Option<Cow<'a, str>>>> {
        let mut cells = vec![None; header.len()];
        let mut seen = vec![false; header.len()];
        self.space();
        if !self.takes(b'{') {
            let other = matches!(
                self.peek(),
                Some(b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
            );
            return Err(if other {
                JsonProblem::NotAnObject
            } else {
                JsonProblem::Syntax
            });
        }
        self.space();
        let mut next = 0;
        let mut empty = self.takes(b'}');
        while !empty {
            let key = self.string()?;
            self.space();
            self.expect(b':')?;
            self.space();
            let column = column_of(&key, header, next)?;
            if std::mem::replace(&mut seen[column], true) {
                return Err(JsonProblem::Doubled {
                    key: key.into_owned(),
                });
            }
            cells[column] = self.value(&key)?;
            next = column + 1;
            self.space();
            if self.takes(b'}') {
                empty = true;
            } else {
                self.expect(b',')?;
                self.space();
            }
        }
        self.space();
        if self.at < self.text.len() {
            return Err(JsonProblem::Syntax);
        }
        Ok(cells)
    }

    fn value(&mut self, key: &str) -> Parsed<Option<Cow<'a, str>>> {
        match self.peek() {
            Some(b'"') => self.string().map(Some),
            Some(b'{' | b'[') => Err(JsonProblem::Nested {
                key: key.to_owned(),
            }),
            _ => {
                let rest = &self.text[self.at..];
                let end = rest
                    .find([',', '}', ' ', '\t', '\r', '\n'])
                    .unwrap_or(rest.len());
                let word = &rest[..end];
                if !matches!(word, "true" | "false" | "null") && !is_json_number(word) {
                    return Err(JsonProblem::Syntax);
                }
                self.at += end;
                Ok((word != "null").then_some(Cow::Borrowed(word)))
            }
        }
    }

    /// A text, borrowed where nothing in it is escaped.
    fn string(&mut self) -> Parsed<Cow<'a, str>> {
        self.expect(b'"')?;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = &self.text[self.at..];
            let Some(end) = memchr::memchr2(b'"', b'\\', rest.as_bytes()) else {
                return Err(JsonProblem::Syntax);
            };
            let plain = &rest[..end];
            if let Some(control) = plain.bytes().position(|byte| byte < b' ') {
                self.at += control;
                return Err(JsonProblem::Syntax);
            }
            if text.is_empty() {
                text = Cow::Borrowed(plain);
            } else {
                text.to_mut().push_str(plain);
            }
            self.at += end + 1;
            if rest.as_bytes()[end] == b'"' {
                return Ok(text);
            }
            let letter = self.escaped()?;
            text.to_mut().push(letter);
        }
    }

    /// What stands after a backslash. Half of a pair of surrogates is U+FFFD.
    fn escaped(&mut self) -> Parsed<char> {
        let letter = match self.peek() {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.code();
            }
            _ => return Err(JsonProblem::Syntax),
        };
        self.at += 1;
        Ok(letter)
    }

    fn code(&mut self) -> Parsed<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) || !self.text[self.at..].starts_with("\\u") {
            return Ok(char::from_u32(first).unwrap_or('\u{fffd}'));
        }
        let before = self.at;
        self.at += 2;
        let second = self.hex()?;
        if !(0xdc00..0xe000).contains(&second) {
            self.at = before;
            return Ok('\u{fffd}');
        }
        let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        Ok(char::from_u32(code).unwrap_or('\u{fffd}'))
    }

    fn hex(&mut self) -> Parsed<u32> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .ok_or(JsonProblem::Syntax)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(JsonProblem::Syntax);
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| JsonProblem::Syntax)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8) -> Parsed<()> {
        if self.takes(byte) {
            Ok(())
        } else {
            Err(JsonProblem::Syntax)
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }
}

/// The column of a key; mostly the one after the last.
fn column_of(key: &str, header: &Header, next: usize) -> Parsed<usize> {
    if header.names().get(next).is_some_and(|name| name == key) {
        return Ok(next);
    }
    header.position(key).ok_or_else(|| JsonProblem::Unknown {
        key: key.to_owned(),
        nearest: nearest(key, header.names().iter().map(String::as_str)).map(str::to_owned),
    })
}
