//! Asking a form for typed values; what is wrong is noted in it.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

use super::{Ask, FieldFault, Form, Problem};

impl Form {
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

/// Characters that are not seen: controls, and formats that hide or reorder (zero width, directions).
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
