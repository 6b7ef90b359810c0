//! Every text a person reads, by language and key (Fluent).
//!
//! Core texts lie in `words/{vi,en,uk}/*.ftl` and are compiled in; a pack adds its own and may word a
//! core text anew. How code asks for a text is fixed, so that a test can read the sources and find
//! every key that is missing or used by nobody:
//!
//! * `say.t("key")` and `say.tv("key", &[("name", value.into())])` with a literal key,
//! * `Key("key")` in tables of keys, said with `say.key(..)`,
//! * `say.pack(key)` and `say.packv(key, ..)` for keys that come from a pack; no test can see those,
//!   so a pack's check does.
//!
//! **Invariants:** nobody reads a raw key: a text that is missing in a language comes from the pack's
//! first language, and is counted in [`Words::missing`]. Keys are lower-case words joined by `-`.
//!
//! Reading order: [`Words`], [`Say`], `format.rs` (dates and numbers), `core.rs` (the files).

pub mod core;
mod format;
mod lang;
mod say;
mod source;
mod template;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use rustc_hash::FxHashMap;
use unic_langid::LanguageIdentifier;

pub use lang::Lang;
pub use say::{Arg, Key, Say};
use template::Template;

/// So many missing texts are remembered; more would only say the same again.
const MISSING_MAX: usize = 1_000;

/// The texts of all languages of a pack.
pub struct Words {
    first: Lang,
    tongues: Vec<Tongue>,
    missing: Mutex<BTreeSet<(Lang, String)>>,
}

struct Tongue {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
    /// Texts that need no more than values put in: no plural, no other choice. Nearly all are, and
    /// saying one from here costs a tenth of asking the bundle for it.
    templates: FxHashMap<Box<str>, Template>,
}

/// What is wrong with the texts handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordsError {
    /// The pack names no language; it must name at least one.
    NoLanguage,
    /// A text is not valid Fluent. Holds the language and the parser's sentences.
    Syntax(Lang, String),
    /// A pack's text is for a language the pack does not name.
    Unnamed(Lang),
    /// A pack words a core text anew with other placeholders. Holds language, key and the core's placeholders.
    Placeholders(Lang, String, Vec<String>),
}

impl fmt::Display for WordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WordsError::NoLanguage => write!(
                f,
                "the pack names no language; name at least one in pack.toml"
            ),
            WordsError::Syntax(lang, what) => write!(f, "words of {lang}: {what}"),
            WordsError::Unnamed(lang) => {
                write!(
                    f,
                    "there are words in {lang}, which pack.toml does not name as a language"
                )
            }
            WordsError::Placeholders(lang, key, want) => {
                write!(
                    f,
                    "words of {lang}: `{key}` must use exactly the placeholders {want:?}"
                )
            }
        }
    }
}

impl std::error::Error for WordsError {}

impl Words {
    /// The core's texts and a pack's, in the languages the pack names; the first is what a text that
    /// is missing elsewhere falls back to. Reports every mistake, not only the first.
    ///
    /// # Errors
    /// Everything in the texts that is wrong, as [`WordsError`] lists it.
    pub fn new(languages: &[Lang], pack: &[(Lang, &str)]) -> Result<Words, Vec<WordsError>> {
        let mut errors = Vec::new();
        if languages.is_empty() {
            errors.push(WordsError::NoLanguage);
        }
        for (lang, _) in pack {
            if !languages.contains(lang) {
                errors.push(WordsError::Unnamed(*lang));
            }
        }
        let mut tongues = Vec::new();
        for &lang in languages {
            let mut bundle = empty_bundle(lang);
            for source in core::sources(lang.as_str()) {
                add(&mut bundle, lang, source, &mut errors);
            }
            for (_, source) in pack.iter().filter(|(of, _)| *of == lang) {
                check_placeholders(lang, source, &mut errors);
                add(&mut bundle, lang, source, &mut errors);
            }
            let own = pack.iter().filter(|(of, _)| *of == lang);
            let sources = core::sources(lang.as_str()).iter().copied();
            let sources = sources.chain(own.map(|(_, source)| *source));
            let keys = sources.flat_map(source::placeholders).map(|(key, _)| key);
            let templates = keys
                .filter_map(|key| {
                    let template = Template::of(bundle.get_message(&key)?.value()?)?;
                    Some((key.into(), template))
                })
                .collect();
            tongues.push(Tongue {
                lang,
                bundle,
                templates,
            });
        }
        match languages.first() {
            Some(&first) if errors.is_empty() => Ok(Words {
                first,
                tongues,
                missing: Mutex::default(),
            }),
            _ => Err(errors),
        }
    }

    /// The languages in the pack's order.
    pub fn languages(&self) -> impl Iterator<Item = Lang> + '_ {
        self.tongues.iter().map(|tongue| tongue.lang)
    }

    /// The language of this code, if the pack has it.
    #[must_use]
    pub fn lang(&self, code: &str) -> Option<Lang> {
        self.languages().find(|lang| lang.as_str() == code)
    }

    /// The language to speak with somebody whose browser sends this `Accept-Language` (RFC 9110
    /// §12.5.4); the pack's first if none fits. Order counts, weights of 0 exclude.
    #[must_use]
    pub fn choose(&self, accept: &str) -> Lang {
        let mut wanted: Vec<(u32, &str)> = accept.split(',').take(20).filter_map(weighed).collect();
        wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        wanted
            .iter()
            .find_map(|(_, code)| self.lang(code))
            .unwrap_or(self.first)
    }

    /// A text without placeholders.
    #[must_use]
    pub fn text(&self, lang: Lang, key: &str) -> String {
        self.with(lang, key, &[])
    }

    /// A text with values for its placeholders. A missing one comes from the pack's first language.
    #[must_use]
    pub fn with(&self, lang: Lang, key: &str, values: &[(&str, Arg<'_>)]) -> String {
        let asked = self.tongues.iter().find(|tongue| tongue.lang == lang);
        if let Some(text) = asked.and_then(|tongue| self.said(tongue, key, values)) {
            return text;
        }
        self.miss(lang, key);
        self.tongues
            .first()
            .and_then(|tongue| self.said(tongue, key, values))
            .unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// A text that may be there or not, such as the hint of a question; nothing counts as missing.
    #[must_use]
    pub fn find(&self, lang: Lang, key: &str) -> Option<String> {
        let here = self.tongues.iter().find(|tongue| tongue.lang == lang);
        let mut tongues = here.into_iter().chain(self.tongues.first());
        tongues.find_map(|tongue| self.said(tongue, key, &[]))
    }

    /// What was asked for and missing so far: language and key, or key and what it lacked.
    #[must_use]
    pub fn missing(&self) -> Vec<(Lang, String)> {
        self.missing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }

    /// Speaks one language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> Say<'_> {
        Say::new(self, lang)
    }

    fn said(&self, tongue: &Tongue, key: &str, values: &[(&str, Arg<'_>)]) -> Option<String> {
        let template = tongue.templates.get(key);
        if let Some(text) = template.and_then(|template| template.said(values)) {
            return Some(text);
        }
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.to_fluent());
        }
        let pattern = tongue.bundle.get_message(key)?.value()?;
        let mut faults = Vec::new();
        let text = tongue
            .bundle
            .format_pattern(pattern, Some(&args), &mut faults)
            .into_owned();
        for fault in faults {
            self.miss(tongue.lang, &format!("{key}: {fault}"));
        }
        Some(text)
    }

    fn miss(&self, lang: Lang, what: &str) {
        let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        if missing.len() < MISSING_MAX {
            missing.insert((lang, what.to_owned()));
        }
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.languages()).finish()
    }
}

fn empty_bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let id = lang
        .as_str()
        .parse::<LanguageIdentifier>()
        .unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // The isolating marks are for right-to-left values; they would get into attributes and copied text.
    bundle.set_use_isolating(false);
    bundle
}

fn add(
    bundle: &mut FluentBundle<FluentResource>,
    lang: Lang,
    source: &str,
    errors: &mut Vec<WordsError>,
) {
    match FluentResource::try_new(source.to_owned()) {
        Ok(resource) => bundle.add_resource_overriding(resource),
        Err((_, faults)) => {
            errors.extend(
                faults
                    .iter()
                    .map(|fault| WordsError::Syntax(lang, fault.to_string())),
            );
        }
    }
}

fn check_placeholders(lang: Lang, source: &str, errors: &mut Vec<WordsError>) {
    let core: BTreeMap<String, BTreeSet<String>> = core::sources(lang.as_str())
        .iter()
        .flat_map(|text| source::placeholders(text))
        .collect();
    for (key, has) in source::placeholders(source) {
        if let Some(want) = core.get(&key).filter(|want| **want != has) {
            errors.push(WordsError::Placeholders(
                lang,
                key,
                want.iter().cloned().collect(),
            ));
        }
    }
}

/// One part of `Accept-Language`: its weight in thousandths and the code before any `-`.
fn weighed(part: &str) -> Option<(u32, &str)> {
    let (range, weight) = part.split_once(";q=").unwrap_or((part, "1"));
    let weight = weight
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|weight| (0.0..=1.0).contains(weight))?;
    let thousandths = format!("{:.0}", weight * 1000.0).parse().ok()?;
    let code = range.trim().split('-').next()?;
    (thousandths > 0).then_some((thousandths, code))
}
