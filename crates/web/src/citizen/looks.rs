//! Every look at, and every change to, a person's data and their minor children's: who, which office,
//! what, what for, on which ground, when; with the proof of each. What was read or taken of all records
//! of a register in which they are is among it, a line for each time.

mod entry;
mod family;

pub(super) use entry::{one, proof};

use axum::extract::Query;
use axum::response::Response;
use base::Id;
use ledger::{Entry, Kind};
use maud::html;
use serde::Deserialize;

use self::family::{Family, Shown, Whose};
use super::texts::Texts;
use super::{answer, id_of};
use crate::components::{LookRow, Pages, looks, pagination};
use crate::error::PageError;
use crate::visitor::Visitor;
use crate::words::{Key, Say};

/// Entries on one page.
const PAGE: usize = 30;
/// So often at most the ledger is asked for one page; who wants only others' looks goes on from there.
const ROUNDS_MAX: usize = 10;

/// What happened, in one or two words.
const KINDS: &[(Kind, Key)] = &[
    (Kind::LawActivated, Key("citizen-kind-law-activated")),
    (Kind::Seeded, Key("citizen-kind-seeded")),
    (Kind::Loaded, Key("citizen-kind-loaded")),
    (Kind::Exported, Key("citizen-kind-exported")),
    (Kind::Looked, Key("citizen-kind-looked")),
    (Kind::Refused, Key("citizen-kind-refused")),
    (Kind::RecordCreated, Key("citizen-kind-created")),
    (Kind::RecordCorrected, Key("citizen-kind-corrected")),
    (Kind::RecordSuperseded, Key("citizen-kind-superseded")),
    (Kind::RecordEnded, Key("citizen-kind-ended")),
    (Kind::RecordMerged, Key("citizen-kind-merged")),
    (Kind::RecordUnmerged, Key("citizen-kind-unmerged")),
    (Kind::RecordErased, Key("citizen-kind-erased")),
    (Kind::RegisterMeasured, Key("citizen-kind-measured")),
    (Kind::TicketOpened, Key("citizen-kind-ticket-opened")),
    (Kind::TicketAnswered, Key("citizen-kind-ticket-answered")),
    (Kind::CaseOpened, Key("citizen-kind-case-opened")),
    (Kind::CaseClaimed, Key("citizen-kind-case-claimed")),
    (Kind::CaseHandedOver, Key("citizen-kind-case-handed-over")),
    (Kind::CaseNoted, Key("citizen-kind-case-noted")),
    (Kind::CaseStepped, Key("citizen-kind-case-stepped")),
    (Kind::CaseEnded, Key("citizen-kind-case-ended")),
    (Kind::CaseExtended, Key("citizen-kind-case-extended")),
    (Kind::ConsentAnswered, Key("citizen-kind-consent")),
    (Kind::ResultWithdrawn, Key("citizen-kind-result-withdrawn")),
    (Kind::FileReceived, Key("citizen-kind-file")),
    (Kind::AccountMade, Key("citizen-kind-account-made")),
    (Kind::AccountChanged, Key("citizen-kind-account-changed")),
    (Kind::Session, Key("citizen-kind-session")),
    (Kind::KeyAnnounced, Key("citizen-kind-key-announced")),
];

/// What happened, in one or two words.
pub(crate) fn kind(say: Say<'_>, kind: Kind) -> String {
    let known = KINDS.iter().find(|(known, _)| *known == kind);
    known.map_or_else(String::new, |(_, key)| say.key(*key))
}

/// Where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    /// The entry before which it begins.
    #[serde(default)]
    before: String,
    /// `others`: without what the reader did themself; `records`: without what concerned all records
    /// of a register.
    #[serde(default)]
    by: String,
}

pub(super) async fn list(visitor: Visitor, Query(from): Query<From>) -> Response {
    answer(&visitor, show(&visitor, &from).await)
}

async fn show(visitor: &Visitor, from: &From) -> Result<Response, PageError> {
    let family = Family::of(visitor).await?;
    let before = if from.before.is_empty() {
        None
    } else {
        Some(id_of(&from.before)?)
    };
    let kept = Shown::of(&from.by);
    let (entries, more) = entries(visitor, &family, (before, kept)).await?;
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = say.t("citizen-looks");
    let mut rows = Vec::with_capacity(entries.len());
    for entry in &entries {
        let sealed = visitor.house.ledger().is_sealed(entry.id).await?;
        rows.push(Row::new(visitor, entry, (&family, sealed)));
    }
    let drawn: Vec<LookRow<'_>> = rows.iter().map(Row::drawn).collect();
    let next = more.map(|last| format!("/looks?before={last}&by={}", kept.word()));
    let others = Shown::EACH.iter().filter(|(other, _, _)| *other != kept);
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" { (say.t("citizen-looks-about")) }
        ul class="govuk-list mc-parts" {
            @for (_, word, key) in others {
                li { a class="govuk-link" href=(format!("/looks?by={word}")) { (say.key(*key)) } }
            }
        }
        (looks(say, "looks", &say.t("citizen-looks-caption"), &drawn))
        (pagination(say, &Pages { next: next.as_deref(), ..Pages::default() }))
    };
    Ok(visitor.page(&title, &body))
}

/// One page of entries, latest first, and the entry before which the next one begins.
async fn entries(
    visitor: &Visitor,
    family: &Family,
    (mut before, shown): (Option<Id>, Shown),
) -> Result<(Vec<Entry>, Option<Id>), PageError> {
    let own = visitor.session.as_ref().map(|session| session.account.id);
    let mut kept: Vec<Entry> = Vec::new();
    for _ in 0..ROUNDS_MAX {
        let (read, more) = round(visitor, family, before).await?;
        before = read.last().map(|entry| entry.id).or(before);
        let mut read = read
            .into_iter()
            .filter(|entry| family.sees(entry, shown, own));
        let room = PAGE.saturating_sub(kept.len());
        kept.extend(read.by_ref().take(room));
        if read.next().is_some() {
            return Ok((kept.clone(), kept.last().map(|entry| entry.id)));
        }
        if !more {
            return Ok((kept, None));
        }
        if kept.len() >= PAGE {
            break;
        }
    }
    Ok((kept, before))
}

/// The next entries of the family, latest first, and whether there are more.
async fn round(
    visitor: &Visitor,
    family: &Family,
    before: Option<Id>,
) -> Result<(Vec<Entry>, bool), PageError> {
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut entries: Vec<Entry> = Vec::new();
    let subjects = family.children.iter().chain(family.registers.keys());
    for subject in subjects.chain([&family.own]) {
        entries.extend(
            visitor
                .house
                .ledger()
                .of_subject(*subject, before, limit)
                .await?,
        );
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.id));
    entries.dedup_by(|one, other| one.id == other.id);
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    Ok((entries, more))
}

/// An entry in words.
struct Row {
    when: (String, String),
    who: String,
    office: String,
    fields: String,
    purpose: String,
    href: Option<String>,
}

impl Row {
    fn new(visitor: &Visitor, entry: &Entry, (family, sealed): (&Family, bool)) -> Row {
        let texts = Texts::of(visitor);
        let office = entry
            .office
            .as_deref()
            .map_or_else(|| "–".to_owned(), |office| texts.office(office));
        Row {
            when: texts.when(entry.at),
            who: who(visitor, entry),
            office,
            fields: fields(texts, entry, family),
            purpose: purpose(texts, entry),
            href: sealed.then(|| format!("/looks/{}", entry.id)),
        }
    }

    fn drawn(&self) -> LookRow<'_> {
        LookRow {
            when: (&self.when.0, &self.when.1),
            who: &self.who,
            office: &self.office,
            fields: &self.fields,
            purpose: &self.purpose,
            proof: self.href.as_deref(),
        }
    }
}

/// The reader themself, or a role.
fn who(visitor: &Visitor, entry: &Entry) -> String {
    let own = visitor.session.as_ref().map(|session| session.account.id);
    if entry.actor.is_some() && entry.actor == own {
        return visitor.say().t("citizen-you");
    }
    Texts::of(visitor).role(&entry.role)
}

/// What happened to which fields of which registers, as far as it is about the family.
fn fields(texts: Texts<'_>, entry: &Entry, family: &Family) -> String {
    // Two records of one register about one person are read as one.
    let mut touched: Vec<(&str, Whose, Vec<&str>)> = Vec::new();
    for touch in &entry.touches {
        let Some(whose) = family.whose(touch, entry.at) else {
            continue;
        };
        let same = touched
            .iter()
            .position(|(register, known, _)| *register == touch.register && *known == whose);
        let at = same.unwrap_or_else(|| {
            touched.push((&touch.register, whose, Vec::new()));
            touched.len() - 1
        });
        for field in &touch.fields {
            if !touched[at].2.contains(&field.as_str()) {
                touched[at].2.push(field);
            }
        }
    }
    let said: Vec<String> = touched
        .iter()
        .map(|(register, whose, fields)| {
            let whose = match whose {
                Whose::Own => String::new(),
                Whose::Child => texts.say.t("citizen-looks-child"),
                Whose::Everybody => texts.say.t("citizen-looks-everybody"),
            };
            let names: Vec<String> = fields
                .iter()
                .map(|field| texts.field(register, field))
                .collect();
            let register = texts.register(register);
            if names.is_empty() {
                return format!("{register}{whose}");
            }
            format!("{register}{whose}: {}", names.join(", "))
        })
        .collect();
    let kind = kind(texts.say, entry.kind);
    format!("{kind} – {}", said.join("; "))
}

fn purpose(texts: Texts<'_>, entry: &Entry) -> String {
    let purpose = texts.purpose(&entry.purpose);
    match texts.ground(&entry.ground) {
        Some(ground) => format!("{purpose} ({ground})"),
        None => purpose,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_entry_has_a_text() {
        for kind in Kind::ALL {
            assert!(
                KINDS.iter().any(|(known, _)| known == kind),
                "{}",
                kind.code()
            );
        }
    }
}
