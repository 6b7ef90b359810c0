//! People who may file: each with a record, what the life event is about, an account and an open
//! session.

use access::{Actor, Circumstances};
use base::Id;
use futures_util::{StreamExt, TryStreamExt, stream};
use identity::NewAccount;
use pack::model::{Event, Procedure};
use registers::{LoadedRow, Value, load_rows};
use synth::{Commune, Household, People};

use super::answers::Maker;
use super::house::House;
use super::{progress, progress_over};
use crate::demo;
use crate::wiring::{self, chain};

/// How many rows go into one act.
const BATCH: usize = 2_000;

/// How many accounts are made at once: the groups that the store commits.
const AT_ONCE: usize = 128;

/// Somebody who may file.
#[derive(Clone, Debug)]
pub(super) struct Parent {
    /// Their record.
    pub(super) record: Id,
    /// Their name.
    pub(super) name: String,
    /// Their account.
    pub(super) account: Id,
    /// The token of their session.
    pub(super) token: String,
    /// What their requests bring besides.
    pub(super) csrf: String,
}

/// Makes so many people who may file a life event, in many places.
pub(super) async fn make(house: &House, count: usize) -> Result<Vec<Parent>, String> {
    let people = rows(house, count).await?;
    let total = people.len();
    let mut accounts = stream::iter(
        people
            .into_iter()
            .enumerate()
            .map(|(n, (record, name))| async move { account(house, n, record, name).await }),
    )
    .buffer_unordered(AT_ONCE);
    let mut parents = Vec::with_capacity(total);
    while let Some(parent) = accounts.try_next().await? {
        parents.push(parent);
        if parents.len().is_multiple_of(1000) {
            progress(&format!("accounts: {} of {total}", parents.len()));
        }
    }
    progress_over();
    Ok(parents)
}

/// Loads households and, for one person of each, the record that the event is about.
async fn rows(house: &House, count: usize) -> Result<Vec<(Id, String)>, String> {
    let ours = &house.wired.house;
    let pack = ours.pack();
    let (event, root) = house.event()?;
    let today = pack.calendar.date_of(house.wired.clock.now());
    let maker = Maker {
        pack,
        directory: &ours.room.directory,
        today,
    };
    // Each run has people of its own; the stream is as long as is asked of it.
    let seed = 8306 + u64::try_from(house.run).unwrap_or(0);
    let people = stream_of(house, (seed, count.saturating_mul(16).max(1_000)), today)?;
    let weds = people
        .clone()
        .take(200)
        .any(|household| household.marriage.is_some());
    let mut chosen = Vec::with_capacity(count);
    let mut loaded = Vec::with_capacity(BATCH + 64);
    for household in people {
        if chosen.len() >= count {
            break;
        }
        let Some((record, name)) = applicant(&household, weds) else {
            continue;
        };
        let unique = format!("bench-{}-{}", house.run, chosen.len());
        loaded.push(occasion(&maker, (event, root), &unique, record)?);
        chosen.push((record, name));
        let own = household.rows.into_iter();
        loaded.extend(own.filter_map(|row| demo::loaded(&ours.room.registers, row)));
        if loaded.len() >= BATCH {
            load(house, std::mem::take(&mut loaded)).await?;
            progress(&format!("people: {} of {count}", chosen.len()));
        }
    }
    load(house, loaded).await?;
    progress_over();
    Ok(chosen)
}

/// A stream of households in all places of the kind in which the pack's synthetic people live.
fn stream_of(
    house: &House,
    (seed, count): (u64, usize),
    today: jiff::civil::Date,
) -> Result<People<'_>, String> {
    let law = &house.people;
    let directory = &house.wired.house.room.directory;
    let kind = law
        .communes()
        .first()
        .and_then(|one| directory.place(&one.code))
        .map(|place| &place.kind);
    let wide: Vec<Commune> = directory
        .places()
        .iter()
        .filter(|place| Some(&place.kind) == kind)
        .filter_map(|place| {
            let parent = place.parent.clone()?;
            Some(Commune {
                code: place.code.clone(),
                parent,
                name: place.name.clone(),
            })
        })
        .collect();
    People::new(law, seed, count, &wide, today)
        .or_else(|_| People::new(law, seed, count, law.communes(), today))
        .map_err(|error| error.to_string())
}

/// Who of a household files: the wife, where people marry, else whoever stands first.
fn applicant(household: &Household<'_>, weds: bool) -> Option<(Id, String)> {
    let record = match &household.marriage {
        Some(marriage) => marriage.wife,
        None if weds => return None,
        None => household.people.first()?.record,
    };
    let person = household
        .people
        .iter()
        .find(|person| person.record == record)?;
    Some((Id(record), person.name.clone()))
}

/// The record that an event is about, found by the applicant.
fn occasion<'p>(
    maker: &Maker<'p>,
    (event, root): (&Event, &'p Procedure),
    unique: &str,
    person: Id,
) -> Result<LoadedRow<'p>, String> {
    let offer = root
        .evidence
        .iter()
        .find(|evidence| Some(&evidence.id) == event.offer.as_ref());
    let offer = offer.ok_or("the life event's offer is no evidence of its procedure")?;
    let by_applicant = |way: &&Vec<(String, pack::model::Source)>| {
        way.iter()
            .all(|(field, source)| field != "record" && source.text.trim() == "applicant_id")
    };
    let way = offer.find.iter().find(by_applicant);
    let way =
        way.ok_or("the record that the life event is about is not found by `applicant_id` alone")?;
    let register = maker
        .pack
        .register(&offer.register)
        .ok_or("the offer has no register")?;
    let mut fields: Vec<(&str, Value)> = Vec::new();
    for field in &register.fields {
        if way.iter().any(|(found_by, _)| *found_by == field.id) {
            fields.push((&field.id, Value::Record(person)));
        } else if !field.optional {
            let value = maker.value(&field.kind, (unique, person));
            let value = value.ok_or_else(|| {
                format!("no value can be made up for {}.{}", register.id, field.id)
            })?;
            fields.push((&field.id, value));
        }
    }
    Ok(LoadedRow {
        register: &register.id,
        record: Id::named("bench-occasion", unique),
        fields,
    })
}

async fn load(house: &House, rows: Vec<LoadedRow<'_>>) -> Result<(), String> {
    let ours = &house.wired.house;
    let ctx = wiring::ctx(&house.wired.clock, &ours.pack().head.law(), "bench");
    let loaded = load_rows(ours.ledger(), &ctx, &ours.room.registers, rows, BATCH * 2).await;
    loaded.map(|_| ()).map_err(|error| chain(&error))
}

async fn account(house: &House, n: usize, record: Id, name: String) -> Result<Parent, String> {
    let ours = &house.wired.house;
    let login = format!("bench-{}-{n}", house.run);
    let new = NewAccount {
        email: Some(format!("{login}@bench.example")),
        login,
        password: String::new(),
        name_shown: Some(name.clone()),
        subject: Some(record),
        level: 2,
        language: ours
            .pack()
            .head
            .languages
            .first()
            .cloned()
            .unwrap_or_default(),
        posts: Vec::new(),
    };
    let ctx = ours.ctx(Actor::Nobody, "bench");
    let told = |error: identity::IdentityError| chain(&error);
    let account = ours
        .identity
        .make_without_password(&ctx, new)
        .await
        .map_err(told)?;
    let (token, csrf) = session(house, account).await?;
    Ok(Parent {
        record,
        name,
        account,
        token,
        csrf,
    })
}

/// Opens a session for an account: its token, and what its requests bring besides.
pub(super) async fn session(house: &House, account: Id) -> Result<(String, String), String> {
    let ours = &house.wired.house;
    let ctx = ours.ctx(Actor::Nobody, "bench");
    let told = |error: identity::IdentityError| chain(&error);
    let token = ours
        .identity
        .vouch(&ctx, account, "bench")
        .await
        .map_err(told)?;
    let session = ours
        .identity
        .session(token.expose(), house.wired.clock.now())
        .await
        .map_err(told)?;
    let session = session.ok_or("a session that was just opened is not there")?;
    Ok((token.expose().to_owned(), session.csrf.clone()))
}
