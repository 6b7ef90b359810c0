//! A pack's look: a handful of colours and a logo, checked so that pages stay readable and harmless.

use std::fmt;

/// The largest logo, in bytes: it is fetched with the first page, which stays under 60 KB.
pub const LOGO_MAX_BYTES: usize = 16 * 1024;

/// The colours a pack may set, and what each must be readable against (WCAG 2.2, 1.4.3: 4.5 to 1).
const TOKENS: &[(&str, &str)] = &[
    ("accent", WHITE),
    ("accent-soft", INK),
    ("button", WHITE),
    ("ground", INK),
    ("header-from", WHITE),
    ("header-to", WHITE),
    ("link", WHITE),
    ("link-hover", WHITE),
];

const WHITE: &str = "#ffffff";
const INK: &str = "#14202b";
const CONTRAST_MIN: f64 = 4.5;

/// A checked look; the default one changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Brand {
    colours: Vec<(&'static str, String)>,
    logo: Option<String>,
}

/// What is wrong with a pack's look. The part that is wrong is left out of the [`Brand`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrandFault {
    /// No such colour can be set.
    NoSuchColour(String),
    /// Not of the form `#rrggbb`.
    NotAColour(String, String),
    /// Text would be hard to read: name, colour, what it is read against.
    LowContrast(&'static str, String, &'static str),
    /// The logo is larger than [`LOGO_MAX_BYTES`].
    LogoTooLarge(usize),
    /// The logo is no SVG drawing, or has script or foreign parts in it; holds what was found.
    LogoUnsafe(String),
}

impl fmt::Display for BrandFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BrandFault::NoSuchColour(name) => {
                let names: Vec<&str> = TOKENS.iter().map(|(name, _)| *name).collect();
                write!(
                    f,
                    "look: there is no colour `{name}`; there are {}",
                    names.join(", ")
                )
            }
            BrandFault::NotAColour(name, value) => {
                write!(f, "look: `{name}` is `{value}`; write it as #rrggbb")
            }
            BrandFault::LowContrast(name, value, against) => {
                write!(
                    f,
                    "look: `{name}` {value} on {against} has less contrast than 4.5 to 1; make it darker or lighter"
                )
            }
            BrandFault::LogoTooLarge(bytes) => {
                write!(
                    f,
                    "look: the logo has {bytes} bytes; at most {LOGO_MAX_BYTES} are allowed"
                )
            }
            BrandFault::LogoUnsafe(what) => write!(
                f,
                "look: the logo must be a plain SVG drawing; it has {what}"
            ),
        }
    }
}

impl std::error::Error for BrandFault {}

impl Brand {
    /// Checks colours (name, `#rrggbb`) and an SVG logo; goes on without what is wrong, and says what that is.
    #[must_use]
    pub fn new(colours: &[(&str, &str)], logo: Option<&str>) -> (Brand, Vec<BrandFault>) {
        let (mut brand, mut faults) = (Brand::default(), Vec::new());
        for (name, value) in colours {
            match check_colour(name, value) {
                Ok(name) => brand.colours.push((name, value.to_ascii_lowercase())),
                Err(fault) => faults.push(fault),
            }
        }
        match logo.map(check_logo) {
            Some(Err(fault)) => faults.push(fault),
            Some(Ok(())) => brand.logo = logo.map(str::to_owned),
            None => {}
        }
        (brand, faults)
    }

    /// The colours as custom properties, to stand after `look.css`; empty if none is set.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        if self.colours.is_empty() {
            return String::new();
        }
        let set: String = self
            .colours
            .iter()
            .map(|(name, value)| format!("--mc-{name}:{value};"))
            .collect();
        format!("\n:root{{{set}}}\n")
    }

    /// The logo, if the pack has one.
    #[must_use]
    pub fn logo(&self) -> Option<&str> {
        self.logo.as_deref()
    }
}

fn check_colour(name: &str, value: &str) -> Result<&'static str, BrandFault> {
    let Some((token, against)) = TOKENS.iter().find(|(token, _)| *token == name) else {
        return Err(BrandFault::NoSuchColour(name.to_owned()));
    };
    let (Some(colour), Some(other)) = (luminance(value), luminance(against)) else {
        return Err(BrandFault::NotAColour(name.to_owned(), value.to_owned()));
    };
    let contrast = (colour.max(other) + 0.05) / (colour.min(other) + 0.05);
    if contrast < CONTRAST_MIN {
        return Err(BrandFault::LowContrast(token, value.to_owned(), against));
    }
    Ok(token)
}

/// Relative luminance as WCAG 2.2 defines it, 0 to 1; `None` if it is not `#rrggbb`.
fn luminance(colour: &str) -> Option<f64> {
    let digits = colour
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        })
    };
    Some(0.2126 * part(0)? + 0.7152 * part(2)? + 0.0722 * part(4)?)
}

fn check_logo(logo: &str) -> Result<(), BrandFault> {
    if logo.len() > LOGO_MAX_BYTES {
        return Err(BrandFault::LogoTooLarge(logo.len()));
    }
    let lower = logo.to_ascii_lowercase();
    if !lower.trim_start().starts_with("<svg") || !lower.contains("</svg>") {
        return Err(BrandFault::LogoUnsafe(
            "no <svg> at its start and end".to_owned(),
        ));
    }
    for mark in [
        "<script",
        "<foreignobject",
        "javascript:",
        "<!",
        "<?",
        "href=\"http",
        "@import",
        "url(http",
        " on",
    ] {
        // ` on` alone also is a word; only an attribute such as ` onload=` is meant.
        let found = if mark == " on" {
            has_handler(&lower)
        } else {
            lower.contains(mark)
        };
        if found {
            return Err(BrandFault::LogoUnsafe(mark.trim().to_owned()));
        }
    }
    Ok(())
}

fn has_handler(text: &str) -> bool {
    text.split_ascii_whitespace().any(|word| {
        word.strip_prefix("on")
            .and_then(|rest| rest.split_once('='))
            .is_some_and(|(event, _)| {
                !event.is_empty() && event.bytes().all(|byte| byte.is_ascii_lowercase())
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_must_exist_be_colours_and_be_readable() {
        let (brand, faults) = Brand::new(
            &[
                ("accent", "#0A5C63"),
                ("mood", "#000000"),
                ("link", "red;}body{}"),
                ("button", "#ffee00"),
                ("link", "#a£00"),
            ],
            None,
        );
        assert_eq!(brand.stylesheet(), "\n:root{--mc-accent:#0a5c63;}\n");
        assert!(
            matches!(
                faults.as_slice(),
                [
                    BrandFault::NoSuchColour(_),
                    BrandFault::NotAColour(..),
                    BrandFault::LowContrast(..),
                    BrandFault::NotAColour(..)
                ]
            ),
            "{faults:?}"
        );
    }

    #[test]
    fn a_logo_only_draws() {
        for (logo, good) in [
            ("<svg viewBox=\"0 0 1 1\"><path d=\"M0 0h1\"/></svg>", true),
            ("<svg><text>on and on</text></svg>", true),
            ("<svg onload=\"alert(1)\"></svg>", false),
            ("<svg><script>1</script></svg>", false),
            (
                "<svg><image href=\"http://example.org/a.png\"/></svg>",
                false,
            ),
            ("GIF89a", false),
        ] {
            let (brand, faults) = Brand::new(&[], Some(logo));
            assert_eq!(
                (brand.logo().is_some(), faults.is_empty()),
                (good, good),
                "{logo}"
            );
        }
        assert_eq!(
            Brand::new(&[], Some(&"x".repeat(LOGO_MAX_BYTES + 1))).1,
            vec![BrandFault::LogoTooLarge(LOGO_MAX_BYTES + 1)]
        );
    }

    #[test]
    fn our_own_colours_pass_their_own_check() {
        let sheet = include_str!("../assets/look.css");
        for (name, _) in TOKENS {
            let (_, rest) = sheet.split_once(&format!("--mc-{name}:")).unwrap();
            let value = rest.split(';').next().unwrap().trim();
            assert_eq!(Brand::new(&[(name, value)], None).1, vec![], "{name}");
        }
    }
}
