//! Records for programs of people and agencies: found and read as on the pages, with a purpose, each
//! a look.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::Ctx;
use axum::extract::{Query, Request, State, rejection::QueryRejection};
use axum::response::Response;
use base::{Id, Instant};
use jiff::civil::Date;
use registers::{AsOf, Opened, RegisterError, Search, ShownField, Standing, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::caller::Asker;
use crate::cases::private;
use crate::frame::Named;
use crate::problem::{Fault, Kind, Problem};
use crate::{Door, body};

/// A day in the world and a moment of knowledge, as an address has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct At {
    valid: Option<String>,
    recorded: Option<String>,
}

/// What is looked for, as it is sent: exactly one of `key`, `name` and `begins`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sought {
    key: Option<Typed>,
    name: Option<Typed>,
    begins: Option<Beginning>,
    after: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    field: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Beginning {
    field: String,
    value: String,
    within: String,
    place: String,
}

/// A page of what was found. Sensitive values are there only so far that records can be told apart.
#[derive(Serialize)]
struct Found {
    records: Vec<Listed>,
    /// Sent as `after`, gives the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A record in a list. Of one that is not shared, no field.
#[derive(Serialize)]
pub(crate) struct Listed {
    record: String,
    /// Of one that is not shared: until when its steward has to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_shared_until: Option<String>,
    fields: BTreeMap<String, Json>,
}

/// A record in the state asked for.
#[derive(Serialize)]
struct Told {
    register: String,
    record: String,
    /// `stands`, `ended`, `merged`, `erased` or `gone`.
    standing: &'static str,
    /// The record that was kept, of one that was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<String>,
    /// The state; `null` if none held then, or it was not known.
    state: Option<Held>,
}

/// A state of a record.
#[derive(Serialize)]
struct Held {
    version: Option<i64>,
    recorded_at: String,
    valid_from: Option<String>,
    valid_to: Option<String>,
    fields: BTreeMap<String, Json>,
    /// For each field, what set it.
    set_by: BTreeMap<String, SetBy>,
}

#[derive(Serialize)]
struct SetBy {
    entry: String,
    at: String,
    law: String,
    version: i64,
    /// Its row in the file that was loaded, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_row: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
}

/// The versions of a record, the latest first, and both axes.
#[derive(Serialize)]
struct Past {
    register: String,
    record: String,
    versions: Vec<Version>,
    axes: Axes,
    /// Records that were merged into this one.
    duplicates: Vec<String>,
}

#[derive(Serialize)]
struct Version {
    version: i64,
    entry: String,
    law: String,
    recorded_at: String,
    replaced_at: Option<String>,
    valid_from: Option<String>,
    valid_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<String>,
    erased: bool,
    changed: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    field: String,
    was: Option<Json>,
    is: Option<Json>,
}

/// Which version held on a day (columns), as it was known at a moment (rows).
#[derive(Serialize)]
struct Axes {
    days: Vec<Option<String>>,
    moments: Vec<String>,
    versions: Vec<Vec<Option<i64>>>,
}

/// `GET /api/v1/registers/{register}/records/{record}`
pub(crate) async fn record(
    State(door): State<Arc<Door>>,
    Named((register, record)): Named<(String, String)>,
    at: Result<Query<At>, QueryRejection>,
    asker: Asker,
) -> Result<Response, Problem> {
    let ctx = door.looking(asker)?;
    let at = door.point(at, ctx.now)?;
    let opened = door.opened(&ctx, (&register, &record), at).await?;
    Ok(private(&Told::new(&opened)))
}

/// `GET /api/v1/registers/{register}/records/{record}/history`
pub(crate) async fn history(
    State(door): State<Arc<Door>>,
    Named((register, record)): Named<(String, String)>,
    asker: Asker,
) -> Result<Response, Problem> {
    let ctx = door.looking(asker)?;
    let opened = door.opened(&ctx, (&register, &record), None).await?;
    Ok(private(&Past::new(&opened)))
}

/// `POST /api/v1/registers/{register}/search`: what is typed is personal, and stands in no address.
pub(crate) async fn search(
    State(door): State<Arc<Door>>,
    Named(register): Named<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (asker, bytes) = door.reader(request).await?;
    let ctx = door.looking(asker)?;
    let sought: Sought = body::json(&bytes)?;
    let after = match sought.after.as_deref().map(str::parse::<Id>) {
        None => None,
        Some(Ok(after)) => Some(after),
        Some(Err(_)) => {
            let fault = Fault::at_root("after", "cursor", "must be what next said");
            let detail = "after is what next said on the page before";
            return Err(Problem::new(Kind::BadRequest, detail).with(vec![fault]));
        }
    };
    let search = wanted(sought)?;
    let reading = door.api.room.reading();
    let found = reading.search(&ctx, (&register, &search), after).await;
    let found = found.map_err(|error| match error {
        RegisterError::NotSearchable { .. } => not_searchable(),
        other => other.into(),
    })?;
    Ok(private(&Found {
        records: found.list.iter().map(Listed::new).collect(),
        next: found.next.map(|next| next.to_string()),
    }))
}

fn not_searchable() -> Problem {
    let detail = "key takes a field that is unique; name and begins a searched name, begins a \
                  searched place too and at least two letters";
    Problem::new(Kind::Missing, detail)
}

fn wanted(sought: Sought) -> Result<Search, Problem> {
    match (sought.key, sought.name, sought.begins) {
        (Some(key), None, None) => Ok(Search::Key {
            field: key.field,
            value: key.value,
        }),
        (None, Some(name), None) => Ok(Search::Name {
            field: name.field,
            name: name.value,
        }),
        (None, None, Some(begins)) => Ok(Search::NameIn {
            field: begins.field,
            begins: begins.value,
            within: begins.within,
            place: begins.place,
        }),
        _ => Err(Problem::new(
            Kind::BadRequest,
            "say exactly one of key, name and begins",
        )),
    }
}

impl Door {
    async fn opened(
        &self,
        ctx: &Ctx,
        (register, record): (&str, &str),
        at: Option<AsOf>,
    ) -> Result<Opened, Problem> {
        let record: Id = record.parse().map_err(|_| Problem::not_found())?;
        let reading = self.api.room.reading();
        Ok(reading.open(ctx, (register, record), at).await?)
    }

    /// The point of both axes that an address asks for; today and now where one is left out.
    fn point(
        &self,
        at: Result<Query<At>, QueryRejection>,
        now: Instant,
    ) -> Result<Option<AsOf>, Problem> {
        let unread = || {
            let detail = "valid is a day such as 2026-11-02, recorded a point in time such as \
                          2026-11-02T09:00:00Z";
            Problem::new(Kind::BadRequest, detail)
        };
        let Query(at) = at.map_err(|_| unread())?;
        if at.valid.is_none() && at.recorded.is_none() {
            return Ok(None);
        }
        let valid = match at.valid.as_deref() {
            Some(day) => day.parse::<Date>().map_err(|_| unread())?,
            None => self.api.room.law.pack.calendar.date_of(now),
        };
        let recorded = match at.recorded.as_deref() {
            Some(moment) => Instant::parse(moment).ok_or_else(unread)?,
            None => now,
        };
        Ok(Some(AsOf { valid, recorded }))
    }
}

impl Listed {
    pub(crate) fn new(listed: &registers::Listed) -> Listed {
        Listed {
            record: listed.shown.id.to_string(),
            not_shared_until: listed.withheld.map(|due| due.to_string()),
            fields: fields(&listed.shown.fields),
        }
    }
}

impl Told {
    fn new(opened: &Opened) -> Told {
        let (standing, merged_into) = match &opened.standing {
            Standing::Stands => ("stands", None),
            Standing::Ended(_) => ("ended", None),
            Standing::Merged(merged) => ("merged", Some(merged.kept.to_string())),
            Standing::Erased(_) => ("erased", None),
            Standing::Gone => ("gone", None),
        };
        let state = opened.shown.as_ref().map(|shown| Held {
            version: opened.version,
            recorded_at: shown.recorded_at.to_string(),
            valid_from: shown.begun().map(|day| day.to_string()),
            valid_to: shown.valid_to.map(|day| day.to_string()),
            fields: fields(&shown.fields),
            set_by: opened
                .set_by
                .iter()
                .map(|set| setter(opened, set))
                .collect(),
        });
        Told {
            register: opened.register.clone(),
            record: opened.id.to_string(),
            standing,
            merged_into,
            state,
        }
    }
}

fn setter(opened: &Opened, set: &registers::SetBy) -> (String, SetBy) {
    let maker = opened.makers.iter().find(|(act, _)| *act == set.act);
    let told = SetBy {
        entry: set.act.to_string(),
        at: set.recorded_at.to_string(),
        law: set.law.clone(),
        version: set.version,
        source_row: set.source_row,
        agency: maker.and_then(|(_, maker)| maker.office.clone()),
        ground: maker.map(|(_, maker)| maker.ground.clone()),
    };
    (set.field.clone(), told)
}

impl Past {
    fn new(opened: &Opened) -> Past {
        let day = |day: Date| day.to_string();
        let versions = opened.versions.iter().map(|version| Version {
            version: version.version,
            entry: version.act.to_string(),
            law: version.law.clone(),
            recorded_at: version.recorded_at.to_string(),
            replaced_at: version.replaced_at.map(|at| at.to_string()),
            valid_from: version.valid_from.map(day),
            valid_to: version.valid_to.map(day),
            agency: opened
                .makers
                .iter()
                .find(|(act, _)| *act == version.act)
                .and_then(|(_, maker)| maker.office.clone()),
            wrong: version.wrong.clone(),
            erased: version.erased,
            changed: version
                .changed
                .iter()
                .map(|change| Change {
                    field: change.field.clone(),
                    was: change.was.as_ref().map(json),
                    is: change.is.as_ref().map(json),
                })
                .collect(),
        });
        Past {
            register: opened.register.clone(),
            record: opened.id.to_string(),
            versions: versions.collect(),
            axes: Axes {
                days: opened.axes.days.iter().map(|one| one.map(day)).collect(),
                moments: opened
                    .axes
                    .moments
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                versions: opened.axes.cells.clone(),
            },
            duplicates: opened.duplicates.iter().map(ToString::to_string).collect(),
        }
    }
}

fn fields(shown: &[ShownField]) -> BTreeMap<String, Json> {
    shown
        .iter()
        .map(|field| (field.id.clone(), told(field)))
        .collect()
}

/// A value as it was sent when the record was made; a record by its id.
fn told(field: &ShownField) -> Json {
    match (&field.kind, &field.value) {
        (pack::FieldKind::Instant, Value::Int(at)) => Json::from(Instant(*at).to_string()),
        (_, value) => json(value),
    }
}

fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::from(text.as_str()),
        Value::Int(number) => Json::from(*number),
        Value::Bool(yes) => Json::from(*yes),
        Value::Record(id) => Json::from(id.to_string()),
        // Drawn when an act is committed: nothing that is read has it.
        Value::Next(_) => Json::Null,
    }
}
