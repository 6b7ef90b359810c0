//! Patterns of values: a small part of regular expressions that always runs in one pass.
//!
//! A pattern is a row of parts: a character, a class such as `[0-9A-Z]`, or `.` for any character,
//! each with how often it may come (`?`, `*`, `+`, `{3}`, `{2,4}`). There are no groups, no choices and no
//! backtracking: all places of the row where a text can stand are kept as the bits of one number,
//! so a text of n characters takes n steps whatever the pattern. The whole text must match; `^` at
//! the beginning and `$` at the end may be written and mean nothing more.

use std::fmt;

/// The most characters a pattern can ask for, and the most bits of its state. Identifiers have 40
/// at most; longer values have no form.
pub const PLACES_MAX: usize = 63;

/// The most ranges in one class.
pub const RANGES_MAX: usize = 32;

/// A pattern, made by [`Pattern::new`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    source: String,
    /// What may stand at each place.
    places: Vec<Class>,
    /// For each ASCII character, the places where it may stand.
    ascii: Box<[u64; 128]>,
    /// Places that may be left out.
    optional: u64,
    /// Places where more of the same may follow.
    repeating: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Class {
    Any,
    Ranges {
        ranges: Vec<(char, char)>,
        not: bool,
    },
}

impl Class {
    fn has(&self, character: char) -> bool {
        match self {
            Class::Any => true,
            Class::Ranges { ranges, not } => {
                let inside = |(from, to): &(char, char)| (*from..=*to).contains(&character);
                ranges.iter().any(inside) != *not
            }
        }
    }
}

/// What is wrong with the text of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternProblem {
    /// The character, counted from 1.
    pub position: usize,
    /// A sentence without a full stop.
    pub message: &'static str,
}

impl fmt::Display for PatternProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: {}", self.position, self.message)
    }
}

impl std::error::Error for PatternProblem {}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// The first thing that cannot be read, by its position.
    pub fn new(source: &str) -> Result<Pattern, PatternProblem> {
        let mut reader = Reader {
            left: source.chars().collect(),
            position: 0,
        };
        reader.accept('^');
        let mut pattern = Pattern {
            source: source.to_owned(),
            places: Vec::new(),
            ascii: Box::new([0; 128]),
            optional: 0,
            repeating: 0,
        };
        while let Some(class) = reader.class()? {
            let (least, most) = reader.times()?;
            pattern.add(&class, least, most, reader.position)?;
        }
        for (place, class) in pattern.places.iter().enumerate() {
            for (character, places) in ('\0'..='\x7f').zip(pattern.ascii.iter_mut()) {
                *places |= u64::from(class.has(character)) << place;
            }
        }
        Ok(pattern)
    }

    /// The text it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        let mut state = self.skip(1);
        for character in text.chars() {
            let allowed = match self.ascii.get(character as usize) {
                Some(places) => *places,
                None => self.allowed(character),
            };
            let taken = state & allowed;
            state = self.skip((taken << 1) | (taken & self.repeating));
            if state == 0 {
                return false;
            }
        }
        (state >> self.places.len()) & 1 == 1
    }

    /// From each place also the next ones, if they may be left out.
    fn skip(&self, mut state: u64) -> u64 {
        if self.optional == 0 {
            return state;
        }
        loop {
            let further = state | ((state & self.optional) << 1);
            if further == state {
                return state;
            }
            state = further;
        }
    }

    fn allowed(&self, character: char) -> u64 {
        let places = self.places.iter().enumerate();
        places.fold(0, |all, (place, class)| {
            all | (u64::from(class.has(character)) << place)
        })
    }

    fn add(
        &mut self,
        class: &Class,
        least: usize,
        most: Option<usize>,
        position: usize,
    ) -> Result<(), PatternProblem> {
        let places = most.unwrap_or(least.max(1));
        if self.places.len() + places > PLACES_MAX {
            return Err(PatternProblem {
                position,
                message: "the pattern asks for more than 63 characters",
            });
        }
        for number in 0..places {
            let bit = 1 << self.places.len();
            if number >= least {
                self.optional |= bit;
            }
            if most.is_none() && number + 1 == places {
                self.repeating |= bit;
            }
            self.places.push(class.clone());
        }
        Ok(())
    }
}

struct Reader {
    left: Vec<char>,
    position: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.left.get(self.position).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.position += usize::from(next.is_some());
        next
    }

    fn accept(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.position += usize::from(found);
        found
    }

    fn problem<T>(&self, message: &'static str) -> Result<T, PatternProblem> {
        let position = self.position.max(1);
        Err(PatternProblem { position, message })
    }

    /// The next character, class or dot; nothing at the end.
    fn class(&mut self) -> Result<Option<Class>, PatternProblem> {
        let Some(character) = self.next() else {
            return Ok(None);
        };
        let one = |character| Class::Ranges {
            ranges: vec![(character, character)],
            not: false,
        };
        match character {
            '$' if self.peek().is_none() => Ok(None),
            '.' => Ok(Some(Class::Any)),
            '[' => self.ranges().map(Some),
            '\\' => match self.next() {
                Some('d') => Ok(Some(Class::Ranges {
                    ranges: vec![('0', '9')],
                    not: false,
                })),
                Some(escaped) if !escaped.is_alphanumeric() => Ok(Some(one(escaped))),
                _ => self.problem("only signs and `d` can follow a backslash"),
            },
            '(' | ')' | '|' => self.problem("groups and choices are not understood: use two rules"),
            '*' | '+' | '?' | '{' => self.problem("nothing stands before this repetition"),
            ']' | '}' | '^' | '$' => self.problem("this sign needs a backslash before it"),
            plain => Ok(Some(one(plain))),
        }
    }

    /// After `[`.
    fn ranges(&mut self) -> Result<Class, PatternProblem> {
        let not = self.accept('^');
        let mut ranges = Vec::new();
        loop {
            let from = match self.next() {
                None => return self.problem("`[` is never closed"),
                Some(']') if ranges.is_empty() => return self.problem("`[]` allows nothing"),
                Some(']') => return Ok(Class::Ranges { ranges, not }),
                Some(character) => self.unescaped(character)?,
            };
            let closes = self.left.get(self.position + 1) == Some(&']');
            let to = if self.peek() == Some('-') && !closes {
                self.position += 1;
                match self.next() {
                    None => return self.problem("`[` is never closed"),
                    Some(character) => self.unescaped(character)?,
                }
            } else {
                from
            };
            if to < from {
                return self.problem("this range runs backwards");
            }
            if ranges.len() == RANGES_MAX {
                return self.problem("a class holds at most 32 ranges");
            }
            ranges.push((from, to));
        }
    }

    fn unescaped(&mut self, character: char) -> Result<char, PatternProblem> {
        match character {
            '\\' => match self.next() {
                Some(escaped) if !escaped.is_alphanumeric() => Ok(escaped),
                _ => self.problem("in a class only signs can follow a backslash"),
            },
            '[' => self.problem("`[` in a class needs a backslash before it"),
            character => Ok(character),
        }
    }

    /// How often at least, and at most (`None`: without end).
    fn times(&mut self) -> Result<(usize, Option<usize>), PatternProblem> {
        if self.accept('?') {
            return Ok((0, Some(1)));
        }
        if self.accept('*') {
            return Ok((0, None));
        }
        if self.accept('+') {
            return Ok((1, None));
        }
        if !self.accept('{') {
            return Ok((1, Some(1)));
        }
        let least = self.number()?;
        let most = if self.accept(',') {
            if self.peek() == Some('}') {
                None
            } else {
                Some(self.number()?)
            }
        } else {
            Some(least)
        };
        if !self.accept('}') {
            return self.problem("`{` is followed by a number or two, and `}`");
        }
        if most.is_some_and(|most| most < least || most == 0) {
            return self.problem("the second number is smaller than the first, or zero");
        }
        Ok((least, most))
    }

    fn number(&mut self) -> Result<usize, PatternProblem> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            self.position += 1;
            let before: usize = number.unwrap_or(0);
            if before > PLACES_MAX {
                return self.problem("the pattern asks for more than 63 characters");
            }
            number = Some(before * 10 + digit as usize);
        }
        match number {
            Some(number) => Ok(number),
            None => self.problem("a number is missing here"),
        }
    }
}

#[cfg(test)]
mod tests;
