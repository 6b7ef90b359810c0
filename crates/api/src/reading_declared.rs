//! What the declaration says of reading, tickets and figures: the same for every register.

use serde_json::{Map, Value, json};

use crate::openapi::{csrf, get, header, key, path_word, write};

/// Their addresses.
pub(crate) fn paths() -> Map<String, Value> {
    let all = open().into_iter().chain(looked()).chain(posted());
    all.map(|(path, told)| (path.to_owned(), told)).collect()
}

/// What anybody may read.
fn open() -> [(&'static str, Value); 3] {
    let open = |about: &str, names: &[&str]| json!({ "get": get(about, names, Value::Null) });
    [
        (
            "/api/v1/registers/{register}",
            open("A register, as it is declared", &["register"]),
        ),
        (
            "/api/v1/registers/{register}/quality",
            open("What its last measurement came to", &["register"]),
        ),
        (
            "/api/v1/registers/{register}/quality/{word}",
            open("How one of the six words moved", &["register", "word"]),
        ),
    ]
}

/// What is read for a purpose.
fn looked() -> [(&'static str, Value); 5] {
    let looked = |about: &str, names: &[&str], more: &[Value]| {
        let mut told = get(about, names, either());
        if let Some(list) = told["parameters"].as_array_mut() {
            list.push(purpose());
            list.extend(more.iter().cloned());
        }
        json!({ "get": told })
    };
    let record = ["register", "record"];
    [
        (
            "/api/v1/registers/{register}/records/{record}",
            looked(
                "A record as it holds on a day, as it was known at a moment: a look",
                &record,
                &[query("valid", "date"), query("recorded", "date-time")],
            ),
        ),
        (
            "/api/v1/registers/{register}/records/{record}/history",
            looked("A record's versions on both axes: a look", &record, &[]),
        ),
        (
            "/api/v1/registers/{register}/faults/{rule}",
            looked(
                "Records that fail a rule in the last measurement: one look at all that is listed",
                &["register", "rule"],
                &[query("after", "uuid")],
            ),
        ),
        (
            "/api/v1/tickets",
            looked(
                "The open tickets of the asker's agency, those due first",
                &[],
                &[],
            ),
        ),
        (
            "/api/v1/tickets/{register}/{ticket}",
            looked(
                "A ticket with what was said: a look",
                &["register", "ticket"],
                &[],
            ),
        ),
    ]
}

/// What is posted.
fn posted() -> [(&'static str, Value); 4] {
    let posted = |(about, schema): (&str, &str), names: &[&str], once: bool| {
        let schema = format!("#/components/schemas/{schema}");
        let mut told = write(about, &schema, "session");
        told["security"] = either();
        let mut parameters: Vec<Value> = names.iter().map(|name| path_word(name)).collect();
        parameters.extend(once.then(key));
        parameters.extend([csrf_of_session(), purpose()]);
        told["parameters"] = json!(parameters);
        json!({ "post": told })
    };
    let mut search = posted(
        ("Find records: one look at all that is listed", "sought"),
        &["register"],
        false,
    );
    // Nothing is written, so nothing is kept of the answer.
    search["post"]["responses"]["2XX"] = json!({ "description": "what was found" });
    [
        ("/api/v1/registers/{register}/search", search),
        (
            "/api/v1/registers/{register}/records/{record}/tickets",
            posted(
                ("Ask for a correction", "said"),
                &["register", "record"],
                true,
            ),
        ),
        (
            "/api/v1/registers/{register}/records/{record}/erasure",
            posted(
                (
                    "Erase a record for good, on the legal ground of the rule for the purpose",
                    "erasure",
                ),
                &["register", "record"],
                true,
            ),
        ),
        (
            "/api/v1/tickets/{register}/{ticket}/answer",
            posted(
                ("Answer a ticket", "ticket-answer"),
                &["register", "ticket"],
                true,
            ),
        ),
    ]
}

/// What is sent to them.
pub(crate) fn schemas() -> Map<String, Value> {
    let text = json!({ "type": "string" });
    let object = |required: &[&str], properties: Value| {
        json!({
            "type": "object",
            "required": required,
            "additionalProperties": false,
            "properties": properties,
        })
    };
    let typed = object(&["field", "value"], json!({ "field": text, "value": text }));
    let beginning = object(
        &["field", "value", "within", "place"],
        json!({
            "field": text,
            "value": { "type": "string", "minLength": registers::BEGINNING_CHARS_MIN },
            "within": text,
            "place": text,
        }),
    );
    let after = json!({ "type": "string", "format": "uuid", "description": "what next said" });
    let said = json!({ "type": "string", "maxLength": registers::SAID_CHARS_MAX });
    let schemas = [
        (
            "sought",
            object(
                &[],
                json!({ "key": typed, "name": typed, "begins": beginning, "after": after }),
            ),
        ),
        (
            "erasure",
            object(
                &["ground"],
                json!({
                    "ground": { "type": "string", "description": "that of the rule, said to be sure" },
                    "forget": { "type": "boolean", "description": "the ledger forgets it too" },
                }),
            ),
        ),
        (
            "said",
            object(&["said"], json!({ "field": text, "said": said })),
        ),
        (
            "ticket-answer",
            object(
                &["corrected", "answer"],
                json!({ "corrected": { "type": "boolean" }, "value": text, "answer": said }),
            ),
        ),
    ];
    let named = schemas.into_iter();
    named
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

/// With a session, or signed by an agency's system.
fn either() -> Value {
    json!([{ "session": [] }, { "signature": [] }])
}

/// Whoever signs has no page of ours, and so no token of it.
fn csrf_of_session() -> Value {
    let mut told = csrf();
    told["required"] = json!(false);
    told["description"] = json!("required with a session");
    told
}

fn purpose() -> Value {
    header("Purpose", false, json!({ "type": "string" }))
}

fn query(name: &str, format: &str) -> Value {
    let schema = json!({ "type": "string", "format": format });
    json!({ "name": name, "in": "query", "required": false, "schema": schema })
}
