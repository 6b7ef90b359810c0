//! What a person typed: words on the way to types.
//!
//! A [`Form`] holds everything that was sent. Asking it for a field gives a typed value or notes what is
//! wrong with it, and remembers whether the field may be shown again. A page that shows the form again
//! takes its values from [`Form::echo`] and its errors from [`Form::error`] and [`Form::summary`], so
//! nothing typed is lost and every error stands in both places in the same words.
//!
//! **Invariants:** a field nobody asked for is never echoed; a secret never is. Text comes out trimmed,
//! in Unicode's composed form (NFC), without control or invisible characters. Sizes are bounded.
//! Forgery (CSRF) is not looked at here.

mod problem;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;
use maud::Markup;
use percent_encoding::percent_decode;
use unicode_normalization::UnicodeNormalization as _;

use crate::components::{Fault, error_summary};
use crate::words::Say;

pub use problem::Problem;

/// The largest form, in bytes: the longest of our pages has 40 fields, and a text of 4,000 letters
/// takes up to 36,000 bytes when it is encoded.
pub const FORM_MAX_BYTES: usize = 128 * 1024;
/// The most fields a form may have, with every tick of every list counted.
pub const FORM_MAX_FIELDS: usize = 400;

/// A form that is not even read. Nothing of it is kept or shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FormRefused {
    /// More than [`FORM_MAX_BYTES`].
    TooLarge,
    /// More than [`FORM_MAX_FIELDS`].
    TooManyFields,
    /// Not UTF-8 under its percent encoding.
    NotText,
}

impl fmt::Display for FormRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FormRefused::TooLarge => write!(
                f,
                "the form has more than {FORM_MAX_BYTES} bytes; send less"
            ),
            FormRefused::TooManyFields => write!(
                f,
                "the form has more than {FORM_MAX_FIELDS} fields; send fewer"
            ),
            FormRefused::NotText => {
                write!(f, "the form is not UTF-8 text; send it as a browser does")
            }
        }
    }
}

impl std::error::Error for FormRefused {}

/// What a page asks for.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The name it is sent under, also the id of its input.
    pub name: &'a str,
    /// The label, for messages about it.
    pub label: &'a str,
    /// Whether there must be an answer.
    pub required: bool,
    /// The most characters (Unicode scalar values after composing).
    pub max_chars: usize,
    /// Whether line breaks are part of the text.
    pub lines: bool,
}

impl<'a> Ask<'a> {
    /// A required line of at most 200 characters.
    #[must_use]
    pub fn new(name: &'a str, label: &'a str) -> Ask<'a> {
        Ask {
            name,
            label,
            required: true,
            max_chars: 200,
            lines: false,
        }
    }

    /// The same, but it may stay empty.
    #[must_use]
    pub fn optional(name: &'a str, label: &'a str) -> Ask<'a> {
        Ask {
            required: false,
            ..Ask::new(name, label)
        }
    }
}

/// What was sent, what is wrong with it, and what may be shown again.
#[derive(Clone, Debug, Default)]
pub struct Form {
    sent: BTreeMap<String, Vec<String>>,
    echoed: BTreeSet<String>,
    faults: Vec<FieldFault>,
}

#[derive(Clone, Debug)]
struct FieldFault {
    name: String,
    label: String,
    problem: Problem,
}

impl Form {
    /// Reads a body of `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// [`FormRefused`] if it is too large or no text.
    pub fn parse(body: &[u8]) -> Result<Form, FormRefused> {
        if body.len() > FORM_MAX_BYTES {
            return Err(FormRefused::TooLarge);
        }
        let mut form = Form::default();
        for (count, pair) in body
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty())
            .enumerate()
        {
            if count >= FORM_MAX_FIELDS {
                return Err(FormRefused::TooManyFields);
            }
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default())?;
            let value = decoded(halves.next().unwrap_or_default())?;
            form.sent.entry(name).or_default().push(value);
        }
        Ok(form)
    }

    /// A form to begin with: values from a draft, all of which may be shown.
    #[must_use]
    pub fn filled(values: &[(&str, &str)]) -> Form {
        let mut form = Form::default();
        for (name, value) in values {
            form.sent
                .entry((*name).to_owned())
                .or_default()
                .push((*value).to_owned());
            form.echoed.insert((*name).to_owned());
        }
        form
    }

    /// A text; `None` if it is empty or wrong.
    pub fn text(&mut self, ask: &Ask<'_>) -> Option<String> {
        self.echoed.insert(ask.name.to_owned());
        let typed = self.first(ask.name).replace("\r\n", "\n");
        let text: String = typed.trim().nfc().collect();
        if text.is_empty() {
            return self.missing(ask, Problem::Missing);
        }
        if text
            .chars()
            .any(|letter| is_hidden(letter) && !(ask.lines && letter == '\n'))
        {
            return self.wrong(ask, Problem::Hidden);
        }
        if text.chars().count() > ask.max_chars {
            return self.wrong(ask, Problem::TooLong(ask.max_chars));
        }
        Some(text)
    }

    /// A secret, exactly as typed; never shown again.
    pub fn secret(&mut self, ask: &Ask<'_>) -> Option<String> {
        let typed = self.first(ask.name).to_owned();
        self.echoed.remove(ask.name);
        if typed.is_empty() {
            return self.missing(ask, Problem::Missing);
        }
        if typed.chars().count() > ask.max_chars {
            return self.wrong(ask, Problem::TooLong(ask.max_chars));
        }
        Some(typed)
    }

    /// One of the values offered.
    pub fn choice(&mut self, ask: &Ask<'_>, offered: &[&str]) -> Option<String> {
        self.echoed.insert(ask.name.to_owned());
        let chosen = self.first(ask.name).to_owned();
        if chosen.is_empty() {
            return self.missing(ask, Problem::MissingChoice);
        }
        if !offered.contains(&chosen.as_str()) {
            return self.wrong(ask, Problem::Unlisted);
        }
        Some(chosen)
    }

    /// Any of the values offered, each once, in the order offered.
    pub fn choices(&mut self, ask: &Ask<'_>, offered: &[&str]) -> Vec<String> {
        self.echoed.insert(ask.name.to_owned());
        let chosen = self.sent.get(ask.name).cloned().unwrap_or_default();
        if chosen.is_empty() {
            self.missing::<()>(ask, Problem::MissingChoice);
        }
        if chosen
            .iter()
            .any(|value| !offered.contains(&value.as_str()))
        {
            self.wrong::<()>(ask, Problem::Unlisted);
            return Vec::new();
        }
        offered
            .iter()
            .filter(|value| chosen.iter().any(|one| one == *value))
            .map(|value| (*value).to_owned())
            .collect()
    }

    /// A single tick.
    pub fn ticked(&mut self, name: &str) -> bool {
        self.echoed.insert(name.to_owned());
        !self.first(name).is_empty()
    }

    /// A whole number from `min` to `max`; spaces between digits do not matter.
    pub fn whole(&mut self, ask: &Ask<'_>, min: i64, max: i64) -> Option<i64> {
        let digits: String = self.text(ask)?.split_whitespace().collect();
        let Ok(number) = digits.parse::<i64>() else {
            return self.wrong(ask, Problem::NotANumber);
        };
        if number < min || number > max {
            return self.wrong(ask, Problem::OutOfRange(min, max));
        }
        Some(number)
    }

    /// A date typed as `NAME-day`, `NAME-month`, `NAME-year`, from `first` to `last`.
    pub fn date(&mut self, ask: &Ask<'_>, first: Date, last: Date) -> Option<Date> {
        let names = ["day", "month", "year"].map(|part| format!("{}-{part}", ask.name));
        self.echoed.extend(names.iter().cloned());
        let typed = names
            .each_ref()
            .map(|name| self.first(name).trim().to_owned());
        let empty = typed.each_ref().map(String::is_empty);
        if empty == [true; 3] {
            return self.missing(ask, Problem::Missing);
        }
        if empty.contains(&true) {
            return self.wrong(ask, Problem::DateIncomplete(empty));
        }
        let [day, month, year] = typed.each_ref().map(|part| part.parse::<i16>().ok());
        let date = match (day, month, year) {
            (Some(day), Some(month), Some(year)) => i8::try_from(day)
                .ok()
                .zip(i8::try_from(month).ok())
                .and_then(|(day, month)| Date::new(year, month, day).ok()),
            _ => None,
        };
        match date {
            None => self.wrong(
                ask,
                Problem::NoSuchDate([day, month, year].map(|part| part.is_none())),
            ),
            Some(date) if date < first || date > last => {
                self.wrong(ask, Problem::DateOutOfRange(first, last))
            }
            Some(date) => Some(date),
        }
    }

    /// Notes a fault that another rule found, in the reader's language.
    pub fn fault(&mut self, name: &str, said: String) {
        self.faults.push(FieldFault {
            name: name.to_owned(),
            label: String::new(),
            problem: Problem::Said(said),
        });
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.faults.is_empty()
    }

    /// What was typed, to be shown again; empty if it may not be.
    #[must_use]
    pub fn echo(&self, name: &str) -> &str {
        if self.echoed.contains(name) {
            self.first(name)
        } else {
            ""
        }
    }

    /// Whether a value was chosen under a name, to tick it again.
    #[must_use]
    pub fn echo_chosen(&self, name: &str, value: &str) -> bool {
        self.echoed.contains(name)
            && self
                .sent
                .get(name)
                .is_some_and(|values| values.iter().any(|one| one == value))
    }

    /// What was typed as day, month and year, to be shown again.
    #[must_use]
    pub fn echo_date(&self, name: &str) -> [&str; 3] {
        ["day", "month", "year"].map(|part| self.echo(&format!("{name}-{part}")))
    }

    /// Which parts of a date are wrong, for its inputs.
    #[must_use]
    pub fn wrong_date(&self, name: &str) -> [bool; 3] {
        self.faults
            .iter()
            .find(|fault| fault.name == name)
            .map_or([false; 3], |fault| fault.problem.wrong_parts())
    }

    /// The first error of a field, to stand beside it.
    #[must_use]
    pub fn error(&self, say: Say<'_>, name: &str) -> Option<String> {
        self.faults
            .iter()
            .find(|fault| fault.name == name)
            .map(|fault| fault.problem.text(say, &fault.label))
    }

    /// All errors with links to their inputs, one a field, to stand above the page's `h1`.
    #[must_use]
    pub fn summary(&self, say: Say<'_>) -> Markup {
        let mut seen = BTreeSet::new();
        let lines: Vec<(String, String)> = self
            .faults
            .iter()
            .filter(|fault| seen.insert(fault.name.as_str()))
            .map(|fault| {
                let href = format!("#{}{}", fault.name, fault.problem.anchor_suffix());
                (href, fault.problem.text(say, &fault.label))
            })
            .collect();
        let faults: Vec<Fault<'_>> = lines
            .iter()
            .map(|(href, text)| Fault {
                href: Some(href),
                text,
            })
            .collect();
        error_summary(say, &faults)
    }

    fn first(&self, name: &str) -> &str {
        self.sent
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    fn missing<T>(&mut self, ask: &Ask<'_>, problem: Problem) -> Option<T> {
        if ask.required {
            self.wrong(ask, problem)
        } else {
            None
        }
    }

    fn wrong<T>(&mut self, ask: &Ask<'_>, problem: Problem) -> Option<T> {
        self.faults.push(FieldFault {
            name: ask.name.to_owned(),
            label: ask.label.to_owned(),
            problem,
        });
        None
    }
}

fn decoded(part: &[u8]) -> Result<String, FormRefused> {
    let spaced: Vec<u8> = part
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_decode(&spaced)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| FormRefused::NotText)
}

/// Characters that are not seen: controls, and formats that hide or reorder (zero width, directions).
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
