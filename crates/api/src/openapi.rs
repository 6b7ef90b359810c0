//! The declaration of the API (OpenAPI 3.1), made from the declarations of the pack: what can be
//! sent for each register that agencies' systems write to, and for each life event.

use pack::{Event, Field, FieldKind, Pack, Procedure, Question, QuestionKind, Register};
use registers::{NAME_CHARS_MAX, TEXT_CHARS_MAX};
use serde_json::{Map, Value, json};

use crate::values::{keys_of, shape};

/// Codes of a list that are written out; a longer list is found in the pack.
const CODES_MAX: usize = 200;

/// The whole document.
pub(crate) fn document(pack: &Pack, public_url: &str) -> Value {
    let mut paths = fixed_paths();
    let mut schemas = fixed_schemas();
    for register in &pack.registers {
        let purposes = purposes(pack, register);
        if purposes.is_empty() {
            continue;
        }
        let name = format!("record-{}", register.id);
        schemas.insert(name.clone(), record(pack, register));
        let path = format!("/api/v1/registers/{}/records", register.id);
        paths.insert(path, json!({ "post": create(&name, &purposes) }));
    }
    paths.extend(crate::reading_declared::paths());
    schemas.extend(crate::reading_declared::schemas());
    for event in &pack.events {
        let Some(procedure) = pack.procedure(&event.procedure) else {
            continue;
        };
        let name = format!("application-{}", event.id);
        schemas.insert(name.clone(), application(pack, procedure));
        let path = format!("/api/v1/events/{}/applications", event.id);
        paths.insert(path, json!({ "post": apply(event, &name) }));
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": pack.head.id, "version": pack.head.version },
        "servers": [{ "url": public_url }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "session" },
                "signature": {
                    "type": "http",
                    "scheme": "Signature",
                    "description": "RFC 9421 with Ed25519 over @method, @path, and purpose if \
                        sent; @query if there is one; content-digest (RFC 9530, sha-256) and \
                        content-type of a body; idempotency-key of a write; keyid is the id of \
                        the credential, created at most 300 seconds off",
                },
            },
        },
    })
}

/// The purposes for which agencies' systems make records of a register.
fn purposes<'a>(pack: &'a Pack, register: &Register) -> Vec<&'a str> {
    let on = format!("register:{}", register.id);
    let rules = pack.rules.iter().filter(|rule| {
        let creates = rule.actions.iter().any(|action| action == "create");
        rule.role == "consumer" && creates && rule.on.contains(&on)
    });
    rules
        .flat_map(|rule| rule.purposes.iter().map(String::as_str))
        .collect()
}

fn fixed_paths() -> Map<String, Value> {
    let open = |about: &str| json!({ "get": get(about, &[], Value::Null) });
    let one = |about: &str, name: &str| json!({ "get": get(about, &[name], Value::Null) });
    let own = |about: &str, names: &[&str]| {
        let mut told = get(about, names, json!([{ "session": [] }]));
        if let Some(list) = told["parameters"].as_array_mut() {
            list.push(header("Purpose", false, json!({ "type": "string" })));
        }
        json!({ "get": told })
    };
    let mut act = write(
        "Take an action in a case",
        "#/components/schemas/action",
        "session",
    );
    act["parameters"] = json!([
        path_word("case"),
        path_word("action"),
        key(),
        csrf(),
        header("Purpose", false, json!({ "type": "string" })),
    ]);
    let paths = [
        ("/api/v1/openapi.json", open("This document")),
        ("/api/v1/registers", open("The registers and their fields")),
        ("/api/v1/procedures", open("The procedures")),
        (
            "/api/v1/procedures/{procedure}",
            one("One procedure", "procedure"),
        ),
        ("/api/v1/problems", open("The kinds of problems")),
        (
            "/api/v1/problems/{word}",
            one("One kind of problem", "word"),
        ),
        (
            "/api/v1/check/{code}",
            one("Whether a result is valid, by its code", "code"),
        ),
        (
            "/api/v1/session",
            own("Who is signed in, and the token of their writes", &[]),
        ),
        (
            "/api/v1/queue",
            own("The cases that wait for the officer's role", &[]),
        ),
        (
            "/api/v1/cases/{case}",
            own("A case, as its party or its office sees it", &["case"]),
        ),
        (
            "/api/v1/cases/{case}/actions/{action}",
            json!({ "post": act }),
        ),
    ];
    paths
        .into_iter()
        .map(|(path, told)| (path.to_owned(), told))
        .collect()
}

fn fixed_schemas() -> Map<String, Value> {
    let text = json!({ "type": "string" });
    let item = json!({
        "type": "object",
        "required": ["paper", "content"],
        "additionalProperties": false,
        "properties": { "paper": text, "content": text },
    });
    let fault = json!({
        "type": "object",
        "required": ["code", "detail"],
        "properties": { "pointer": text, "code": text, "detail": text },
    });
    let schemas = [
        (
            "action",
            json!({
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "reason": text,
                    "ground": text,
                    "items": { "type": "array", "items": item },
                },
            }),
        ),
        (
            "problem",
            json!({
                "type": "object",
                "description": "RFC 9457",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": { "type": "string", "format": "uri-reference" },
                    "title": text,
                    "status": { "type": "integer" },
                    "detail": text,
                    "instance": text,
                    "errors": { "type": "array", "items": fault },
                    "case": { "type": "string", "format": "uuid" },
                },
            }),
        ),
        (
            "written",
            json!({
                "type": "object",
                "required": ["entry", "at"],
                "properties": {
                    "record": { "type": "string", "format": "uuid" },
                    "case": { "type": "string", "format": "uuid" },
                    "entry": { "type": "string", "format": "uuid" },
                    "at": { "type": "string", "format": "date-time" },
                },
            }),
        ),
    ];
    schemas
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

pub(crate) fn get(about: &str, names: &[&str], security: Value) -> Value {
    let parameters: Vec<Value> = names.iter().map(|name| path_word(name)).collect();
    let mut told = json!({
        "summary": about,
        "parameters": parameters,
        "responses": { "200": { "description": "as asked" }, "default": problem_response() },
    });
    if !security.is_null() {
        told["security"] = security;
    }
    told
}

pub(crate) fn write(about: &str, schema: &str, security: &str) -> Value {
    let mut secured = Map::new();
    secured.insert(security.to_owned(), json!([]));
    let done = json!({
        "description": "written; the same key gives the same answer for a day",
        "content": {
            "application/json": { "schema": { "$ref": "#/components/schemas/written" } }
        },
    });
    json!({
        "summary": about,
        "security": [secured],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": { "$ref": schema } } },
        },
        "responses": { "2XX": done, "default": problem_response() },
    })
}

fn create(schema: &str, purposes: &[&str]) -> Value {
    let schema = format!("#/components/schemas/{schema}");
    let mut told = write("Make a record", &schema, "signature");
    let said = if purposes.contains(&"*") {
        json!({ "type": "string" })
    } else {
        json!({ "type": "string", "enum": purposes })
    };
    told["parameters"] = json!([key(), header("Purpose", false, said)]);
    told
}

fn apply(event: &Event, schema: &str) -> Value {
    let schema = format!("#/components/schemas/{schema}");
    let mut told = write(&format!("Apply: {}", event.id), &schema, "session");
    told["parameters"] = json!([key(), csrf()]);
    told
}

pub(crate) fn path_word(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
}

pub(crate) fn header(name: &str, required: bool, schema: Value) -> Value {
    json!({ "name": name, "in": "header", "required": required, "schema": schema })
}

pub(crate) fn key() -> Value {
    let schema = json!({ "type": "string", "minLength": 1, "maxLength": 130 });
    header("Idempotency-Key", true, schema)
}

pub(crate) fn csrf() -> Value {
    header("X-Csrf", true, json!({ "type": "string" }))
}

fn problem_response() -> Value {
    json!({
        "description": "a problem (RFC 9457)",
        "content": {
            "application/problem+json": { "schema": { "$ref": "#/components/schemas/problem" } }
        },
    })
}

/// What is sent to make a record. A field that names an agency may be left out: it is the sender's.
fn record(pack: &Pack, register: &Register) -> Value {
    let must = register
        .fields
        .iter()
        .filter(|f| !f.optional && f.kind != FieldKind::Agency);
    let required: Vec<&str> = must.map(|field| field.id.as_str()).collect();
    let fields: Map<String, Value> = register
        .fields
        .iter()
        .map(|field| (field.id.clone(), of_field(pack, field)))
        .collect();
    json!({
        "type": "object",
        "required": ["fields"],
        "additionalProperties": false,
        "properties": {
            "purpose": { "type": "string" },
            "fields": {
                "type": "object",
                "required": required,
                "additionalProperties": false,
                "properties": fields,
            },
        },
    })
}

fn of_field(pack: &Pack, field: &Field) -> Value {
    let mut schema = match &field.kind {
        FieldKind::Text => json!({ "type": "string", "maxLength": TEXT_CHARS_MAX }),
        FieldKind::Name => json!({ "type": "string", "maxLength": NAME_CHARS_MAX }),
        FieldKind::Code(list) => code(pack, list),
        FieldKind::Integer => json!({ "type": "integer", "format": "int64" }),
        FieldKind::Boolean => json!({ "type": "boolean" }),
        FieldKind::Date => json!({ "type": "string", "format": "date" }),
        FieldKind::PartialDate => {
            json!({ "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" })
        }
        FieldKind::Instant => json!({ "type": "string", "format": "date-time" }),
        FieldKind::Identifier(_) | FieldKind::Place | FieldKind::Agency => {
            json!({ "type": "string" })
        }
        FieldKind::Reference(to) => reference(pack, to),
    };
    schema["description"] = json!(shape(&field.kind));
    schema
}

fn code(pack: &Pack, list: &str) -> Value {
    let codes = pack.list(list).map_or(&[][..], |list| &list.codes);
    if codes.len() > CODES_MAX {
        return json!({ "type": "string" });
    }
    let codes: Vec<&str> = codes.iter().map(|(code, _)| code.as_str()).collect();
    json!({ "type": "string", "enum": codes })
}

/// A record of another register, named by a field that identifies it.
fn reference(pack: &Pack, to: &str) -> Value {
    let keys = keys_of(pack, to);
    let text: Map<String, Value> = keys
        .iter()
        .map(|key| ((*key).to_owned(), json!({ "type": "string" })))
        .collect();
    json!({
        "type": "object",
        "properties": text,
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    })
}

/// What is sent to apply. Which questions are asked follows from what the registers know, so none
/// is required here.
fn application(pack: &Pack, procedure: &Procedure) -> Value {
    let questions = procedure.questions.iter();
    let mut answers: Map<String, Value> = questions
        .map(|question| (question.id.clone(), of_question(pack, question)))
        .collect();
    for paper in procedure
        .evidence
        .iter()
        .filter_map(|evidence| evidence.paper.as_ref())
    {
        let schema =
            json!({ "type": "string", "description": "the id of a file that was uploaded" });
        answers.insert(paper.id.clone(), schema);
    }
    json!({
        "type": "object",
        "required": ["answers"],
        "additionalProperties": false,
        "properties": { "answers": { "type": "object", "properties": answers } },
    })
}

fn of_question(pack: &Pack, question: &Question) -> Value {
    match &question.kind {
        QuestionKind::Text(max) | QuestionKind::Name(max) => {
            json!({ "type": "string", "maxLength": max })
        }
        QuestionKind::Date => json!({ "type": "string", "format": "date" }),
        QuestionKind::YesNo => json!({ "type": "string", "enum": ["yes", "no"] }),
        QuestionKind::Choice(choices) => json!({ "type": "string", "enum": choices }),
        QuestionKind::Code(list) => code(pack, list),
        QuestionKind::Place(_) => {
            json!({ "type": "string", "description": "the code of a place" })
        }
    }
}
