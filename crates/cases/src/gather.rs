//! Evidence: what the registers know, fetched before anybody is asked.

use std::collections::BTreeMap;

use base::{Id, Instant};
use jiff::civil::Date;
use pack::model::Procedure;
use registers::{Record, Registers, Value};
use store::Store;

use crate::error::CaseError;
use crate::facts::Facts;
use crate::lower::Law;
use crate::model::{Answers, Evidence, Finding};

/// Where evidence comes from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The database.
    pub store: &'a Store,
    /// The registers of the law version.
    pub registers: &'a Registers,
    /// The procedures of the law version.
    pub law: &'a Law,
}

/// Who asks for what, and when.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The root procedure.
    pub root: &'a Procedure,
    /// The applicant's record.
    pub applicant: Id,
    /// The instant of asking.
    pub now: Instant,
    /// The calendar day of asking.
    pub today: Date,
    /// The answers so far; some evidence depends on them.
    pub answers: &'a Answers,
}

/// Fetches all evidence of a root procedure in its order, each with the facts before it.
pub async fn gather<'a>(
    from: Sources<'a>,
    wanted: Wanted<'_>,
) -> Result<(Vec<Evidence>, Facts<'a>), CaseError> {
    let root = wanted.root;
    let mut facts = Facts::new(
        from.law,
        root,
        wanted.applicant,
        wanted.today,
        wanted.answers,
    );
    let mut found = Vec::with_capacity(root.evidence.len());
    // One person often stands in several places: as applicant and parent, as parent and head.
    let mut loaded: Vec<Record> = Vec::new();
    for declared in &root.evidence {
        let mut record = None;
        for way in &declared.find {
            let look = (
                declared.register.as_str(),
                way.as_slice(),
                loaded.as_slice(),
            );
            record = look_for(from, &facts, (root, wanted.today), look).await?;
            if record.is_some() {
                break;
            }
        }
        let mut evidence = Evidence {
            id: declared.id.clone(),
            register: declared.register.clone(),
            finding: if record.is_some() {
                Finding::Found
            } else {
                Finding::Silent
            },
            record: record.as_ref().map(|record| record.id),
            subjects: record.as_ref().map(Record::subjects).unwrap_or_default(),
            fetched_at: wanted.now,
            values: record.as_ref().map(texts).unwrap_or_default(),
        };
        facts.add_evidence(&evidence);
        if evidence.finding == Finding::Found
            && !facts.holds_or_none(&root.id, declared.agrees.as_ref())
        {
            evidence.finding = Finding::Contradicts;
            evidence.values.clear();
            facts.add_evidence(&evidence);
        }
        // Where no paper can stand in, the record is used all the same: a broken identifier shuts
        // nobody out.
        if evidence.finding == Finding::Found
            && declared.paper.is_some()
            && let Some(id) = evidence.record
            && !is_shared(from, (&declared.register, id)).await?
        {
            evidence.finding = Finding::Stopped;
            evidence.values.clear();
            facts.add_evidence(&evidence);
        }
        facts.compute_values(root);
        found.push(evidence);
        loaded.extend(record);
    }
    Ok((found, facts))
}

/// Whether a record may be used outside its register now.
async fn is_shared(from: Sources<'_>, (register, id): (&str, Id)) -> Result<bool, CaseError> {
    let stop = from.registers.tickets_that_stop(from.store, register, id);
    Ok(stop.await?.is_empty())
}

/// The newest record that one way of looking finds; none also when a fact it needs is missing.
async fn look_for(
    from: Sources<'_>,
    facts: &Facts<'_>,
    (root, today): (&Procedure, Date),
    (register, way, loaded): (&str, &[(String, pack::model::Source)], &[Record]),
) -> Result<Option<Record>, CaseError> {
    let mut wanted = Vec::with_capacity(way.len());
    for (field, source) in way {
        let Some(text) = facts.text(&root.id, source).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        if field == "record" {
            let Ok(id) = text.parse() else {
                return Ok(None);
            };
            wanted.push(("record", Value::Record(id)));
            continue;
        }
        let declared = from.registers.get(register)?.register();
        let value = declared
            .field(field)
            .and_then(|f| Value::parse(&f.kind, &text).ok().flatten());
        let Some(value) = value else { return Ok(None) };
        wanted.push((field.as_str(), value));
    }
    if let [("record", Value::Record(id))] = wanted.as_slice() {
        let is_it = |one: &&Record| one.id == *id && one.register() == register;
        if let Some(known) = loaded.iter().find(is_it) {
            return Ok(Some(known.clone()));
        }
    }
    let records = from.registers.find(from.store, register, &wanted).await?;
    Ok(records.into_iter().find(|record| record.holds_on(today)))
}

/// A record's values as texts by field, which is how evidence is kept.
fn texts(record: &Record) -> BTreeMap<String, String> {
    record
        .values()
        .map(|(field, value)| (field.to_owned(), value.to_text()))
        .collect()
}
