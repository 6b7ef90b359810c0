//! Buttons, questions and their errors.

use maud::Markup;
use serde_json::Value;
use web::components as c;
use web::words::Say;

use super::{as_text, choices, field, maybe, text};

pub(super) fn button(_: Say<'_>, o: &Value) -> Markup {
    let look = match text(o, "classes") {
        "govuk-button--secondary" => c::ButtonLook::Secondary,
        "govuk-button--warning" => c::ButtonLook::Warning,
        _ => c::ButtonLook::Primary,
    };
    match maybe(o, "href") {
        Some(href) if o["isStartButton"] == true => c::start_button(href, text(o, "text")),
        Some(href) => c::link_button(href, text(o, "text"), look),
        None => c::button(&c::Button {
            text: text(o, "text"),
            name: maybe(o, "name"),
            value: maybe(o, "value"),
            look,
            disabled: o["disabled"] == true,
        }),
    }
}

pub(super) fn date_input(say: Say<'_>, o: &Value) -> Markup {
    let parts = ["day", "month", "year"];
    let date = c::DateField {
        typed: parts.map(|part| {
            let named = format!("{}-{part}", text(o, "namePrefix"));
            as_text(if o["values"][part].is_null() {
                &o["values"][&named]
            } else {
                &o["values"][part]
            })
        }),
        wrong: parts.map(|part| o[part]["error"] == true),
    };
    c::date_input(say, &field(o), &date)
}

pub(super) fn input(say: Say<'_>, o: &Value) -> Markup {
    let width = text(o, "classes")
        .strip_prefix("govuk-input--width-")
        .and_then(|width| width.parse().ok());
    let input = c::Input {
        value: text(o, "value"),
        kind: maybe(o, "type").unwrap_or("text"),
        autocomplete: maybe(o, "autocomplete"),
        inputmode: maybe(o, "inputmode"),
        width,
        prefix: maybe(&o["prefix"], "text"),
        suffix: maybe(&o["suffix"], "text"),
        spellcheck: o["spellcheck"].as_bool(),
    };
    c::text_input(say, &field(o), &input)
}

pub(super) fn radios(say: Say<'_>, o: &Value) -> Markup {
    let shape = if text(o, "classes") == "govuk-radios--inline" {
        c::Shape::Inline
    } else {
        c::Shape::Stacked
    };
    c::radios(say, &field(o), &choices(o), shape)
}

pub(super) fn textarea(say: Say<'_>, o: &Value) -> Markup {
    let rows = o["rows"]
        .as_u64()
        .or(o["rows"].as_str().and_then(|rows| rows.parse().ok()))
        .unwrap_or(5);
    c::textarea(
        say,
        &field(o),
        &c::Textarea {
            value: text(o, "value"),
            rows: u8::try_from(rows).unwrap(),
        },
    )
}
pub(super) fn error_summary(say: Say<'_>, o: &Value) -> Markup {
    let faults: Vec<c::Fault<'_>> = o["errorList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| c::Fault {
            href: maybe(item, "href"),
            text: text(item, "text"),
        })
        .collect();
    c::error_summary(say, &faults)
}
