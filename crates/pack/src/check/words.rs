//! Texts: every one that a page will ask for exists in every language, and none is left over.

use std::collections::BTreeMap;

use base::text::nearest;

use crate::diagnostic::Code;
use crate::loading::{Loading, Spot};
use crate::model::{AccessRule, Demo, Event, Head, Indicator, Procedure, QuestionKind, Register};
use crate::names::NameKind;

/// Texts of every pack: its name, the purpose of people who look at their own data, and the clock
/// where it acts (silence, apologies).
const ALWAYS: [&str; 3] = ["pack-name", "purpose-own", "role-clock"];

/// All parts of a pack that have texts.
pub(crate) struct Worded<'w> {
    pub(crate) head: &'w Head,
    pub(crate) registers: &'w [Register],
    pub(crate) procedures: &'w [Procedure],
    pub(crate) events: &'w [Event],
    pub(crate) rules: &'w [AccessRule],
    pub(crate) indicators: &'w [Indicator],
    pub(crate) demo: &'w Demo,
}

/// Checks the words of all languages and returns their sources in the order of the head.
pub(crate) fn words(loading: &Loading<'_>, worded: &Worded<'_>) -> Vec<(String, String)> {
    let needed = worded.keys(loading);
    let mut all = Vec::new();
    for language in &worded.head.languages {
        let path = format!("words/{language}.ftl");
        let Some(file) = loading.find(&path) else {
            loading.missing(
                &path,
                format!("the pack speaks `{language}`: its texts are missing"),
            );
            continue;
        };
        compare(loading, file, &needed);
        let text = loading.files.get(file).map_or("", |file| file.text);
        all.push((language.clone(), text.to_owned()));
    }
    for (file, stem) in loading.folder("words/", ".ftl") {
        if !worded
            .head
            .languages
            .iter()
            .any(|language| language == stem)
        {
            let message = format!("`{stem}` is not one of the pack's languages");
            loading.report(Code::UnusedWord, Spot { file, at: 0 }, message);
        }
    }
    all
}

fn compare(loading: &Loading<'_>, file: usize, needed: &BTreeMap<String, Spot>) {
    let text = loading.files.get(file).map_or("", |file| file.text);
    let mut known: BTreeMap<&str, Spot> = BTreeMap::new();
    for (key, at) in messages(text) {
        let spot = Spot { file, at };
        if known.insert(key, spot).is_some() {
            let message = format!("text `{key}` stands in the file twice: remove one");
            loading.report(Code::Twice, spot, message);
        }
    }
    let path = loading.files.get(file).map_or("", |file| file.path);
    for (key, spot) in needed {
        if !known.contains_key(key.as_str()) {
            let unused = known
                .keys()
                .copied()
                .filter(|key| !loading.is_full() && !needed.contains_key(*key));
            let meant = nearest(key, unused).map(str::to_owned);
            let message = format!("text `{key}` is missing in {path}");
            loading.report_near(Code::MissingWord, *spot, message, meant);
        }
    }
    for (key, spot) in &known {
        if !needed.contains_key(*key) && !key.ends_with("-hint") {
            let all = needed.keys().filter(|_| !loading.is_full());
            let meant = nearest(key, all.map(String::as_str)).map(str::to_owned);
            let message = format!("text `{key}` is used nowhere");
            loading.report_near(Code::UnusedWord, *spot, message, meant);
        }
    }
}

/// The ids of the messages of a Fluent source, each with its byte. A message begins a line.
fn messages(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end_matches(' ');
        let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        let good =
            key.starts_with(|first: char| first.is_ascii_alphabetic()) && key.chars().all(word);
        good.then_some((key, start))
    })
}

impl Worded<'_> {
    /// Every key that must exist, with the place that needs it.
    fn keys(&self, loading: &Loading<'_>) -> BTreeMap<String, Spot> {
        let mut keys = Keys {
            loading,
            needed: BTreeMap::new(),
        };
        for key in ALWAYS {
            keys.need(key.to_owned(), Spot::default());
        }
        for register in self.registers {
            let id = &register.id;
            let spot = keys.named(NameKind::Register, "", id, format!("register-{id}"));
            keys.need(register.ground.clone(), spot);
            for field in &register.fields {
                let key = format!("field-{id}-{}", field.id);
                let spot = keys.named(NameKind::Field, id, &field.id, key);
                keys.need(field.ground.clone().unwrap_or_default(), spot);
            }
            for rule in &register.rules {
                let key = format!("rule-{id}-{}", rule.id);
                keys.named(NameKind::Rule, id, &rule.id, key);
            }
            for (paper, _) in &register.replaces {
                keys.named(NameKind::Replaced, id, paper, format!("paper-{paper}"));
            }
        }
        for procedure in self.procedures {
            keys.procedure(procedure);
        }
        for event in self.events {
            let key = format!("event-{}", event.id);
            let spot = keys.named(NameKind::Event, "", &event.id, key.clone());
            keys.need(format!("{key}-intro"), spot);
            if event.offer.is_some() {
                keys.need(format!("{key}-offer"), spot);
            }
        }
        for indicator in self.indicators {
            let key = format!("indicator-{}", indicator.id);
            let spot = keys.named(NameKind::Indicator, "", &indicator.id, key.clone());
            keys.need(format!("{key}-about"), spot);
        }
        for rule in self.rules {
            let spot = keys.named(
                NameKind::Role,
                "",
                &rule.role,
                format!("role-{}", rule.role),
            );
            keys.need(rule.ground.clone(), spot);
            for purpose in rule.purposes.iter().filter(|purpose| *purpose != "*") {
                keys.need(format!("purpose-{purpose}"), spot);
            }
        }
        for account in &self.demo.accounts {
            let spot = loading.spot_of(NameKind::Login, "", &account.login);
            keys.need(account.look.clone(), spot);
        }
        keys.needed
    }
}

struct Keys<'k> {
    loading: &'k Loading<'k>,
    needed: BTreeMap<String, Spot>,
}

impl Keys<'_> {
    /// A text left out is a mistake that has been reported already.
    fn need(&mut self, key: String, spot: Spot) {
        if !key.is_empty() {
            self.needed.entry(key).or_insert(spot);
        }
    }

    /// The text of something declared.
    fn named(&mut self, kind: NameKind, owner: &str, id: &str, key: String) -> Spot {
        let spot = self.loading.spot_of(kind, owner, id);
        if !id.is_empty() {
            self.need(key, spot);
        }
        spot
    }

    fn procedure(&mut self, procedure: &Procedure) {
        let id = &procedure.id;
        let spot = self.named(NameKind::Procedure, "", id, format!("procedure-{id}"));
        self.need(format!("procedure-{id}-who"), spot);
        for ground in procedure.grounds.iter().chain(&procedure.refusals) {
            self.need(ground.clone(), spot);
        }
        for evidence in &procedure.evidence {
            let key = format!("evidence-{id}-{}", evidence.id);
            let spot = self.named(NameKind::Evidence, id, &evidence.id, key);
            if let Some(paper) = &evidence.paper {
                self.need(format!("paper-{}", paper.id), spot);
            }
        }
        for question in &procedure.questions {
            let key = format!("question-{id}-{}", question.id);
            let spot = self.named(NameKind::Question, id, &question.id, key.clone());
            if question.check.is_some() {
                self.need(format!("{key}-wrong"), spot);
            }
            if let QuestionKind::Choice(choices) = &question.kind {
                for choice in choices {
                    self.need(format!("{key}-{choice}"), spot);
                }
            }
        }
        for consent in &procedure.consents {
            let key = format!("consent-{id}-{}", consent.id);
            self.named(NameKind::Consent, id, &consent.id, key);
        }
        for stage in &procedure.stages {
            let key = format!("stage-{id}-{}", stage.id);
            let spot = self.named(NameKind::Stage, id, &stage.id, key);
            self.need(stage.pauses.clone().unwrap_or_default(), spot);
        }
        for action in &procedure.actions {
            let key = format!("action-{id}-{}", action.id);
            let spot = self.named(NameKind::Action, id, &action.id, key.clone());
            if action.when.is_some() {
                self.need(format!("{key}-wrong"), spot);
            }
        }
        for result in &procedure.results {
            let key = format!("result-{id}-{}", result.id);
            let spot = self.named(NameKind::Result, id, &result.id, key);
            for field in &result.fields {
                self.need(format!("result-field-{}", field.id), spot);
            }
        }
    }
}
