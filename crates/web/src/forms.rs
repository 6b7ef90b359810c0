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

mod asking;
mod problem;
mod showing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use percent_encoding::percent_decode;

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

    /// A value as it was sent, for what is not typed by people: tokens, ids, places to go on to.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.first(name)
    }

    /// Everything as it was sent, to be sent on: name and value, several under one name in their order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sent.iter().flat_map(|(name, values)| {
            values
                .iter()
                .map(move |value| (name.as_str(), value.as_str()))
        })
    }

    fn first(&self, name: &str) -> &str {
        self.sent
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
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
