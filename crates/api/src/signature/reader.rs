//! The few forms of structured fields (RFC 8941) that a Signature-Input is made of.

use super::{COMPONENTS_MAX, Input};

/// Reads a text from its beginning; a form that is not there reads as none.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    text: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Reader<'a> {
        Reader { text }
    }

    pub(super) fn is_done(&self) -> bool {
        self.text.is_empty()
    }

    /// `label=("component" "component");name=value`, each component and each name once.
    pub(super) fn input(&mut self) -> Option<Input<'a>> {
        let mut input = Input {
            label: self.key()?,
            ..Input::default()
        };
        self.eat('=')?;
        let from = self.text;
        self.eat('(')?;
        while self.eat(')').is_none() {
            if !input.components.is_empty() {
                self.eat(' ')?;
            }
            let component = self.string()?;
            let named = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"@-".contains(&c);
            let fits = !component.is_empty() && component.bytes().all(named);
            if !fits || input.components.contains(&component) {
                return None;
            }
            input.components.push(component);
            if input.components.len() > COMPONENTS_MAX {
                return None;
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        while self.eat(';').is_some() {
            let name = self.key()?;
            if seen.contains(&name) {
                return None;
            }
            seen.push(name);
            self.eat('=')?;
            match name {
                "created" => input.created = Some(self.integer()?),
                "expires" => input.expires = Some(self.integer()?),
                "keyid" => input.key = self.string()?,
                "alg" => input.algorithm = Some(self.string()?),
                "nonce" | "tag" => {
                    self.string()?;
                }
                _ => return None,
            }
        }
        input.params = &from[..from.len() - self.text.len()];
        Some(input)
    }

    fn eat(&mut self, one: char) -> Option<()> {
        self.text = self.text.strip_prefix(one)?;
        Some(())
    }

    /// The longest beginning of these characters, up to 64 of them.
    fn take(&mut self, fits: impl Fn(u8) -> bool) -> &'a str {
        let end = self
            .text
            .bytes()
            .take(64)
            .take_while(|&c| c.is_ascii() && fits(c))
            .count();
        let (taken, rest) = self.text.split_at(end);
        self.text = rest;
        taken
    }

    /// RFC 8941 §3.1.2.
    fn key(&mut self) -> Option<&'a str> {
        if !self
            .text
            .starts_with(|c: char| c.is_ascii_lowercase() || c == '*')
        {
            return None;
        }
        let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_-.*".contains(&c);
        Some(self.take(fits))
    }

    /// RFC 8941 §3.3.1: up to 15 digits, without leading zeros, which the canonical form has not.
    fn integer(&mut self) -> Option<i64> {
        let digits = self.take(|c| c.is_ascii_digit());
        let padded = digits.len() > 1 && digits.starts_with('0');
        if digits.len() > 15 || padded {
            None
        } else {
            digits.parse().ok()
        }
    }

    /// RFC 8941 §3.3.3, without escapes: nothing that is said here has a quote in it.
    fn string(&mut self) -> Option<&'a str> {
        self.eat('"')?;
        let end = self.text.find('"')?;
        let (inner, rest) = self.text.split_at(end);
        let fits = |c: u8| (0x20..0x7f).contains(&c) && c != b'\\';
        if !inner.bytes().all(fits) {
            return None;
        }
        self.text = rest;
        self.eat('"')?;
        Some(inner)
    }
}
