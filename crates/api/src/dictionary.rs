//! What the pack declares, for whoever writes a program: registers and their fields, procedures,
//! kinds of problems. Open to all; there is nobody's data in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use pack::{
    Class, DataKind, Field, FieldKind, Procedure, Question, QuestionKind, Register, Retention,
};
use serde::Serialize;

use crate::Door;
use crate::frame::Named;
use crate::problem::{Kind, Problem};

/// A field's kind as the dictionary calls it, and what it is of.
pub(crate) fn kind_words(kind: &FieldKind) -> (&'static str, Option<&str>) {
    match kind {
        FieldKind::Text => ("text", None),
        FieldKind::Name => ("name", None),
        FieldKind::Code(list) => ("code", Some(list)),
        FieldKind::Integer => ("integer", None),
        FieldKind::Boolean => ("boolean", None),
        FieldKind::Date => ("date", None),
        FieldKind::PartialDate => ("partial-date", None),
        FieldKind::Instant => ("instant", None),
        FieldKind::Identifier(format) => ("identifier", Some(format)),
        FieldKind::Place => ("place", None),
        FieldKind::Agency => ("agency", None),
        FieldKind::Reference(register) => ("record", Some(register)),
    }
}

/// The law in force, and a list.
#[derive(Serialize)]
struct Listed<T> {
    law: String,
    items: Vec<T>,
}

#[derive(Serialize)]
struct RegisterTold<'a> {
    register: &'a str,
    steward: &'a str,
    ground: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    /// `permanent`, or the months after a record has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    retention: Option<String>,
    /// Working days within which a correction ticket is answered.
    correction_days: u32,
    /// Whose data a record is: `self`, or fields that refer to people.
    about: &'a [String],
    fields: Vec<FieldTold<'a>>,
    /// Natural keys of several fields each.
    keys: &'a [Vec<String>],
    rules: Vec<RuleTold<'a>>,
    /// Papers that nobody may ask for, and the fields that say the same.
    replaces: BTreeMap<&'a str, &'a [String]>,
}

#[derive(Serialize)]
struct FieldTold<'a> {
    field: &'a str,
    r#type: &'static str,
    /// The list, the format or the register that the type is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    optional: bool,
    unique: bool,
    searched: bool,
    sensitive: bool,
    /// While it is said to be wrong by whoever may see it, the record is not shared.
    stops_sharing: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<&'a str>,
}

#[derive(Serialize)]
struct RuleTold<'a> {
    rule: &'a str,
    level: &'static str,
    word: &'static str,
    /// A record that fails it is not shared until that was answered.
    stops_sharing: bool,
    fields: Vec<&'a str>,
}

fn field(field: &Field) -> FieldTold<'_> {
    let (kind, of) = kind_words(&field.kind);
    FieldTold {
        field: &field.id,
        r#type: kind,
        of,
        optional: field.optional,
        unique: field.key,
        searched: field.search,
        sensitive: field.sensitive,
        stops_sharing: field.stops_sharing,
        kind: field.data.map(|data| match data {
            DataKind::Master => "master",
            DataKind::Source => "source",
            DataKind::Reference => "reference",
        }),
        ground: field.ground.as_deref(),
    }
}

fn register_told(register: &Register) -> RegisterTold<'_> {
    let rules = register.rules.iter().map(|rule| RuleTold {
        rule: &rule.id,
        level: rule.level.word(),
        word: rule.word.word(),
        stops_sharing: rule.stops_sharing,
        fields: rule.test.fields(),
    });
    let replaces = register.replaces.iter();
    RegisterTold {
        register: &register.id,
        steward: &register.steward,
        ground: &register.ground,
        class: register.class.map(|class| match class {
            Class::Professional => "professional",
            Class::Procedural => "procedural",
            Class::Statistical => "statistical",
        }),
        retention: register.retention.map(|kept| match kept {
            Retention::Permanent => "permanent".to_owned(),
            Retention::Months(months) => format!("{months} months"),
        }),
        correction_days: register.correction_days,
        about: &register.about,
        fields: register.fields.iter().map(field).collect(),
        keys: &register.keys,
        rules: rules.collect(),
        replaces: replaces
            .map(|(paper, fields)| (paper.as_str(), fields.as_slice()))
            .collect(),
    }
}

/// `GET /api/v1/registers`
pub(crate) async fn registers(State(door): State<Arc<Door>>) -> Response {
    let pack = &door.api.room.law.pack;
    Json(Listed {
        law: pack.law(),
        items: pack.registers.iter().map(register_told).collect(),
    })
    .into_response()
}

/// `GET /api/v1/registers/{register}`
pub(crate) async fn register(
    State(door): State<Arc<Door>>,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let register = door.api.room.law.pack.register(&id);
    let register = register.ok_or_else(Problem::not_found)?;
    Ok(Json(register_told(register)).into_response())
}

#[derive(Serialize)]
struct ProcedureTold<'a> {
    procedure: &'a str,
    code: &'a str,
    grounds: &'a [String],
    office: &'a str,
    /// As the pack writes it: `3 working days`.
    limit: String,
    questions: Vec<QuestionTold<'a>>,
    stages: Vec<StageTold<'a>>,
    actions: Vec<ActionTold<'a>>,
    legs: Vec<LegTold<'a>>,
    results: Vec<ResultTold<'a>>,
    events: Vec<&'a str>,
}

#[derive(Serialize)]
struct QuestionTold<'a> {
    question: &'a str,
    r#type: &'static str,
    optional: bool,
    /// Whether it is asked only under a condition.
    conditional: bool,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    choices: &'a [String],
}

#[derive(Serialize)]
struct StageTold<'a> {
    stage: &'a str,
    by: &'a str,
    state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pauses: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<&'static str>,
}

#[derive(Serialize)]
struct ActionTold<'a> {
    action: &'a str,
    from: &'a [String],
    to: &'a str,
    by: &'a str,
}

#[derive(Serialize)]
struct LegTold<'a> {
    leg: &'a str,
    procedure: &'a str,
    after: &'a [String],
}

#[derive(Serialize)]
struct ResultTold<'a> {
    result: &'a str,
    code: &'a str,
}

fn question(question: &Question) -> QuestionTold<'_> {
    let (kind, choices): (_, &[String]) = match &question.kind {
        QuestionKind::Text(_) => ("text", &[]),
        QuestionKind::Name(_) => ("name", &[]),
        QuestionKind::Date => ("date", &[]),
        QuestionKind::YesNo => ("yes-no", &[]),
        QuestionKind::Choice(choices) => ("choice", choices),
        QuestionKind::Code(_) => ("code", &[]),
        QuestionKind::Place(_) => ("place", &[]),
    };
    QuestionTold {
        question: &question.id,
        r#type: kind,
        optional: question.optional,
        conditional: question.when.is_some(),
        choices,
    }
}

fn told<'a>(pack: &'a pack::Pack, procedure: &'a Procedure) -> ProcedureTold<'a> {
    let stages = procedure.stages.iter().map(|stage| StageTold {
        stage: &stage.id,
        by: &stage.by,
        state: &stage.state,
        pauses: stage.pauses.as_deref(),
        end: stage.end.map(pack::Outcome::word),
    });
    let actions = procedure.actions.iter().map(|action| ActionTold {
        action: &action.id,
        from: &action.from,
        to: &action.to,
        by: &action.by,
    });
    let legs = procedure.legs.iter();
    let results = procedure.results.iter();
    let events = pack
        .events
        .iter()
        .filter(|event| event.procedure == procedure.id);
    ProcedureTold {
        procedure: &procedure.id,
        code: &procedure.code,
        grounds: &procedure.grounds,
        office: &procedure.office.kind,
        limit: procedure.limit.to_string(),
        questions: procedure.questions.iter().map(question).collect(),
        stages: stages.collect(),
        actions: actions.collect(),
        legs: legs
            .map(|leg| LegTold {
                leg: &leg.id,
                procedure: &leg.procedure,
                after: &leg.after,
            })
            .collect(),
        results: results
            .map(|one| ResultTold {
                result: &one.id,
                code: &one.code,
            })
            .collect(),
        events: events.map(|event| event.id.as_str()).collect(),
    }
}

/// `GET /api/v1/procedures`
pub(crate) async fn procedures(State(door): State<Arc<Door>>) -> Response {
    let pack = &door.api.room.law.pack;
    let items = pack
        .procedures
        .iter()
        .map(|procedure| told(pack, procedure));
    Json(Listed {
        law: pack.law(),
        items: items.collect(),
    })
    .into_response()
}

/// `GET /api/v1/procedures/{procedure}`
pub(crate) async fn procedure(
    State(door): State<Arc<Door>>,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let pack = &door.api.room.law.pack;
    let procedure = pack.procedure(&id).ok_or_else(Problem::not_found)?;
    Ok(Json(told(pack, procedure)).into_response())
}

#[derive(Serialize)]
struct ProblemTold {
    r#type: String,
    status: u16,
    title: &'static str,
}

fn problem_told(kind: Kind) -> ProblemTold {
    let (_, status, title) = kind.parts();
    ProblemTold {
        r#type: kind.path(),
        status,
        title,
    }
}

/// `GET /api/v1/problems`
pub(crate) async fn problems() -> Response {
    let told: Vec<ProblemTold> = Kind::ALL.into_iter().map(problem_told).collect();
    Json(told).into_response()
}

/// `GET /api/v1/problems/{word}`: where a problem's `type` leads.
pub(crate) async fn problem(Named(word): Named<String>) -> Result<Response, Problem> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.parts().0 == word);
    Ok(Json(problem_told(kind.ok_or_else(Problem::not_found)?)).into_response())
}

/// `GET /api/v1/openapi.json`
pub(crate) async fn openapi(State(door): State<Arc<Door>>) -> Response {
    ([(CONTENT_TYPE, "application/json")], door.openapi.clone()).into_response()
}
