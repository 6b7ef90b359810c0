//! Which day in the world, and which knowledge of it: asked for in an address without anybody's data.

use base::Instant;
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};
use registers::AsOf;

use crate::citizen::texts::Texts;
use crate::components::{
    Button, ButtonLook, Fault, Field, Input, button, error_summary, text_input,
};

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    valid: String,
    recorded: String,
}

impl Asked {
    /// As the address has it; `+` and `%3A` are all that such values need decoded.
    pub(super) fn of(path: &str) -> Asked {
        let value = |name: &str| {
            let (_, query) = path.split_once('?')?;
            let mut pairs = query.split('&');
            let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
            Some(value.replace("%3A", ":").replace("%3a", ":"))
        };
        Asked {
            valid: value("valid").unwrap_or_default(),
            recorded: value("recorded").unwrap_or_default(),
        }
    }

    /// The point of both axes; today and now where nothing is said. Nothing if nothing is asked.
    ///
    /// # Errors
    /// The names of the inputs that are no day or no moment.
    pub(super) fn read(&self, texts: Texts<'_>, now: Instant) -> Result<Option<AsOf>, Vec<&str>> {
        if self.valid.is_empty() && self.recorded.is_empty() {
            return Ok(None);
        }
        let calendar = &texts.house.pack().calendar;
        let valid = match self.valid.as_str() {
            "" => Some(calendar.date_of(now)),
            text => text.parse::<Date>().ok(),
        };
        let recorded = match self.recorded.as_str() {
            "" => Some(now),
            text => moment(text).and_then(|local| {
                let zoned = calendar.zone().to_zoned(local).ok()?;
                Some(Instant(zoned.timestamp().as_microsecond()))
            }),
        };
        match (valid, recorded) {
            (Some(valid), Some(recorded)) => Ok(Some(AsOf { valid, recorded })),
            (valid, recorded) => Err([
                valid.is_none().then_some("valid"),
                recorded.is_none().then_some("recorded"),
            ]
            .into_iter()
            .flatten()
            .collect()),
        }
    }
}

/// A minute is known to its end: what was recorded at 9:00 and 20 seconds is known at "9:00". A day
/// is known to its end too.
fn moment(text: &str) -> Option<DateTime> {
    // A day with a time would be read as that day too.
    if !text.contains('T')
        && let Ok(day) = text.parse::<Date>()
    {
        return Some(day.at(23, 59, 59, 999_999_000));
    }
    let minute: DateTime = text.parse().ok()?;
    let whole = minute.second() == 0 && minute.subsec_nanosecond() == 0;
    if whole {
        minute
            .with()
            .second(59)
            .subsec_nanosecond(999_999_000)
            .build()
            .ok()
    } else {
        Some(minute)
    }
}

/// The errors above the page's heading.
pub(super) fn summary(texts: Texts<'_>, wrong: &[&str]) -> Markup {
    let told: Vec<(String, String)> = wrong
        .iter()
        .map(|name| (format!("#{name}"), texts.say.t("registers-asof-wrong")))
        .collect();
    let faults: Vec<Fault<'_>> = told
        .iter()
        .map(|(href, text)| Fault {
            href: Some(href),
            text,
        })
        .collect();
    error_summary(texts.say, &faults)
}

/// The form.
pub(super) fn form(texts: Texts<'_>, purpose: &str, asked: &Asked, wrong: &[&str]) -> Markup {
    let say = texts.say;
    let fault = say.t("registers-asof-wrong");
    let line = |name: &str, label: &str, hint: &str, (kind, value): (&str, &str)| {
        let field = Field {
            hint: Some(hint),
            error: wrong.contains(&name).then_some(fault.as_str()),
            ..Field::new(name, label)
        };
        let input = Input {
            kind,
            value,
            width: Some(20),
            ..Input::default()
        };
        text_input(say, &field, &input)
    };
    html! {
        form method="get" class="mc-asof" {
            input type="hidden" name="for" value=(purpose);
            div class="mc-pair" {
                (line("valid", &say.t("registers-asof-valid"), &say.t("registers-asof-valid-hint"), ("date", &asked.valid)))
                (line("recorded", &say.t("registers-asof-recorded"), &say.t("registers-asof-recorded-hint"), ("datetime-local", &asked.recorded)))
            }
            (button(&Button { text: &say.t("registers-asof-go"), look: ButtonLook::Secondary, ..Button::default() }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_both_axes() {
        for (path, valid, recorded) in [
            ("/x", "", ""),
            (
                "/x?for=a&valid=2026-11-02&recorded=2026-11-02T09%3A00",
                "2026-11-02",
                "2026-11-02T09:00",
            ),
            ("/x?recorded=&valid=", "", ""),
            ("/x?invalid=1", "", ""),
        ] {
            let asked = Asked::of(path);
            assert_eq!(
                (&*asked.valid, &*asked.recorded),
                (valid, recorded),
                "{path}"
            );
        }
    }

    #[test]
    fn a_minute_is_known_to_its_end() {
        for (text, told) in [
            ("2026-11-02", Some("2026-11-02T23:59:59.999999")),
            ("2026-11-02T09:00", Some("2026-11-02T09:00:59.999999")),
            ("2026-11-02T09:00:07", Some("2026-11-02T09:00:07")),
            ("yesterday", None),
            ("2026-02-30T09:00", None),
        ] {
            let read = moment(text).map(|moment| moment.to_string());
            assert_eq!(read.as_deref(), told, "{text}");
        }
    }
}
