//! From the options of govuk-frontend's macros to our functions.

mod fields;

use maud::{Markup, PreEscaped, html};
use serde_json::Value;
use web::components as c;
use web::words::{Lang, Say};

/// Draws a component from the options of a published example.
pub(crate) type Draw = fn(Say<'_>, &Value) -> Markup;

/// Every component that is compared.
pub(crate) const DRAWN: &[(&str, Draw)] = &[
    ("back-link", |say, _| c::back_link(say, "#")),
    ("breadcrumbs", |say, o| {
        c::breadcrumbs(say, &links(&o["items"]))
    }),
    ("button", fields::button),
    ("checkboxes", |say, o| {
        c::checkboxes(say, &field(o), &choices(o))
    }),
    ("date-input", fields::date_input),
    ("details", |_, o| {
        c::details(text(o, "summaryText"), &html! { (text(o, "text")) })
    }),
    ("error-message", |say, o| {
        c::error_message(say, None, text(o, "text"))
    }),
    ("error-summary", fields::error_summary),
    ("fieldset", |_, o| {
        c::fieldset(field(&wrap(o)).label, field(&wrap(o)).size, &raw(o, "html"))
    }),
    ("file-upload", |say, o| c::file_upload(say, &field(o), None)),
    ("input", fields::input),
    ("inset-text", |_, o| c::inset(&html! { (text(o, "text")) })),
    ("language-navigation", language_navigation),
    ("notification-banner", |say, o| match text(o, "type") {
        "success" => c::banner_success(say, text(o, "text")),
        _ => c::banner(say, text(o, "text")),
    }),
    ("pagination", pagination),
    ("panel", panel),
    ("phase-banner", |_, o| {
        c::phase_banner(text(&o["tag"], "text"), &raw(o, "html"))
    }),
    ("radios", fields::radios),
    ("select", |say, o| c::select(say, &field(o), &choices(o))),
    ("service-navigation", |_, o| {
        c::navigation("Menu", &links(&o["navigation"]))
    }),
    ("skip-link", |_, o| {
        c::skip_link(text(o, "href"), text(o, "text"))
    }),
    ("summary-list", summary_list),
    ("table", table),
    ("tag", |_, o| {
        c::tag(text(o, "text"), colour(text(o, "classes")))
    }),
    ("task-list", task_list),
    ("textarea", fields::textarea),
    ("warning-text", |say, o| c::warning(say, text(o, "text"))),
];

fn text<'a>(options: &'a Value, key: &str) -> &'a str {
    options[key].as_str().unwrap_or("")
}

fn maybe<'a>(options: &'a Value, key: &str) -> Option<&'a str> {
    options[key].as_str()
}

fn raw(options: &Value, key: &str) -> Markup {
    PreEscaped(text(options, key).to_owned())
}

fn wrap(options: &Value) -> Value {
    serde_json::json!({ "fieldset": options })
}

/// Leaks the few strings that JSON has as numbers; tests only.
fn as_text(value: &Value) -> &'static str {
    let text = value.as_str().map(str::to_owned).unwrap_or_else(|| {
        if value.is_null() {
            String::new()
        } else {
            value.to_string()
        }
    });
    Box::leak(text.into_boxed_str())
}

fn field(o: &Value) -> c::Field<'static> {
    let legend = &o["fieldset"]["legend"];
    let label = if legend.is_object() {
        legend
    } else {
        &o["label"]
    };
    let name = as_text(if o["namePrefix"].is_string() {
        &o["namePrefix"]
    } else {
        &o["name"]
    });
    let id = [&o["id"], &o["idPrefix"]]
        .into_iter()
        .find(|id| id.is_string())
        .map_or(name, as_text);
    let size = match (label["isPageHeading"].as_bool(), label["classes"].as_str()) {
        (Some(true), _) => c::Size::PageHeading,
        (_, Some(class)) if class.ends_with("--m") => c::Size::Medium,
        _ => c::Size::Plain,
    };
    let note = |key: &str| {
        o[key]["text"]
            .as_str()
            .map(|text| as_text(&Value::from(text)))
    };
    c::Field {
        id,
        name,
        label: as_text(&label["text"]),
        hint: note("hint"),
        error: note("errorMessage"),
        size,
    }
}

fn choices(o: &Value) -> Vec<c::Choice<'static>> {
    let items = o["items"].as_array().unwrap().iter();
    items
        .map(|item| c::Choice {
            value: as_text(&item["value"]),
            label: as_text(if item["text"].is_string() {
                &item["text"]
            } else {
                &item["html"]
            }),
            hint: item["hint"]["text"]
                .as_str()
                .map(|text| as_text(&Value::from(text))),
            chosen: item["checked"] == true
                || item["selected"] == true
                || (!o["value"].is_null() && o["value"] == item["value"]),
            disabled: item["disabled"] == true,
        })
        .collect()
}

fn links(items: &Value) -> Vec<c::NavLink<'_>> {
    let link = |item| c::NavLink {
        href: maybe(item, "href"),
        text: text(item, "text"),
        current: item["current"] == true,
    };
    items.as_array().unwrap().iter().map(link).collect()
}

fn language_navigation(_: Say<'_>, o: &Value) -> Markup {
    let tongues: Vec<c::Tongue> = o["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| c::Tongue {
            code: Lang::parse(text(item, "lang")).unwrap(),
            name: text(item, "text").to_owned(),
            href: maybe(item, "href").map(str::to_owned),
        })
        .collect();
    c::language_switch(maybe(o, "ariaLabel").unwrap_or("Language"), &tongues)
}

fn pagination(say: Say<'_>, o: &Value) -> Markup {
    c::pagination(
        say,
        &c::Pages {
            previous: maybe(&o["previous"], "href"),
            previous_label: maybe(&o["previous"], "labelText"),
            next: maybe(&o["next"], "href"),
            next_label: maybe(&o["next"], "labelText"),
        },
    )
}

fn panel(_: Say<'_>, o: &Value) -> Markup {
    let title = maybe(o, "titleText").or(maybe(o, "titleHtml")).unwrap();
    let body = if o["html"].is_string() {
        raw(o, "html")
    } else {
        html! { (text(o, "text")) }
    };
    c::panel(title, (!body.0.is_empty()).then_some(&body))
}

fn summary_list(say: Say<'_>, o: &Value) -> Markup {
    let fact = |row: &Value| {
        let mut fact = c::Fact::new(as_text(&row["key"]["text"]), text(&row["value"], "text"));
        if row["value"]["html"].is_string() {
            fact.value = raw(&row["value"], "html");
        }
        for item in row["actions"]["items"].as_array().unwrap_or(&Vec::new()) {
            let about = as_text(&item["visuallyHiddenText"]);
            // The usual verb is the component's own.
            let verb = item["text"].as_str().filter(|text| *text != "Change");
            fact.actions.push(c::Action {
                href: as_text(&item["href"]),
                text: verb.map(|_| as_text(&item["text"])),
                about,
            });
        }
        fact
    };
    let facts: Vec<c::Fact<'_>> = o["rows"].as_array().unwrap().iter().map(fact).collect();
    c::summary_list(say, &facts)
}

fn table(_: Say<'_>, o: &Value) -> Markup {
    let rows = o["rows"].as_array().unwrap();
    let columns: Vec<c::Column<'_>> = rows[0]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(at, cell)| c::Column {
            title: text(&o["head"][at], "text"),
            numeric: cell["format"] == "numeric",
        })
        .collect();
    let mut table = c::Table::new("table", text(o, "caption"), &columns, c::Fit::Narrow);
    table.first_names_row = o["firstCellIsHeader"] == true;
    if !text(o, "captionClasses").ends_with("--m") {
        table.caption_size = c::Size::Plain;
    }
    let cell = |cell: &Value| html! { (text(cell, "text")) };
    table.rows = rows
        .iter()
        .map(|row| row.as_array().unwrap().iter().map(cell).collect())
        .collect();
    c::table(&table)
}

fn colour(classes: &str) -> c::Colour {
    match classes.trim_start_matches("govuk-tag--") {
        "grey" => c::Colour::Grey,
        "green" => c::Colour::Green,
        "teal" => c::Colour::Teal,
        "magenta" => c::Colour::Magenta,
        "purple" => c::Colour::Purple,
        "red" => c::Colour::Red,
        "orange" => c::Colour::Orange,
        "yellow" => c::Colour::Yellow,
        _ => c::Colour::Blue,
    }
}

fn task_list(_: Say<'_>, o: &Value) -> Markup {
    let mut steps = Vec::new();
    for item in o["items"].as_array().unwrap() {
        let status = &item["status"];
        let state = match maybe(status, "text") {
            Some(text) if text == "Cannot start yet" => c::StepState::NotYet(text),
            Some(text) => c::StepState::Done(text),
            None => c::StepState::Open(
                text(&status["tag"], "text"),
                colour(text(&status["tag"], "classes")),
            ),
        };
        steps.push(c::Step {
            title: text(&item["title"], "text"),
            href: maybe(item, "href"),
            hint: maybe(&item["hint"], "text"),
            state,
        });
    }
    c::task_list("task-list", &steps)
}
