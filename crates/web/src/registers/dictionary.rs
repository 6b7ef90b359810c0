//! The dictionary of a register: what each field holds, who may see it, on what ground.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use pack::{AccessRule, Field, Register};
use registers::Rows;

use super::{named, rules};
use crate::citizen::texts::Texts;
use crate::components::{ButtonLook, Colour, Column, Fact, Fit, Table};
use crate::components::{details, link_button, summary_list, table, tag};
use crate::desk::{answer, page_under};
use crate::error::PageError;
use crate::visitor::Visitor;

/// `GET /registers/{register}`
pub(super) async fn get(visitor: Visitor, Path(register): Path<String>) -> Response {
    let shown = show(&visitor, &register);
    answer(&visitor, shown)
}

fn show(visitor: &Visitor, register: &str) -> Result<Response, PageError> {
    let texts = Texts::of(visitor);
    let register = visitor.house.pack().register(register);
    let register = register.ok_or(PageError::NotFound)?;
    let title = texts.register(&register.id);
    let body = html! {
        span class="govuk-caption-l" { (texts.say.t("registers-dictionary")) }
        h1 class="govuk-heading-l" { (title) }
        (head(texts, register))
        (link_button(
            &format!("/registers/{}/quality", register.id),
            &texts.say.t("registers-quality"),
            ButtonLook::Secondary,
        )) " "
        @if searches(visitor, register) {
            (link_button(
                &format!("/registers/{}/search", register.id),
                &texts.say.t("registers-search"),
                ButtonLook::Secondary,
            )) " "
        }
        (link_button(
            &format!("/registers/{}/contract", register.id),
            &texts.say.t("registers-contract"),
            ButtonLook::Secondary,
        ))
        (fields(texts, register))
        (readers(texts, register))
        (rules::keys(texts, register))
        (rules::rules(texts, register))
        (rules::papers(texts, register))
    };
    Ok(page_under(
        visitor,
        "/registers",
        (&title, &body),
        StatusCode::OK,
    ))
}

/// `GET /registers/{register}/contract`: the declaration for others' programs.
pub(super) async fn contract(visitor: Visitor, Path(register): Path<String>) -> Response {
    answer(&visitor, download(&visitor, &register))
}

fn download(visitor: &Visitor, register: &str) -> Result<Response, PageError> {
    let house = &visitor.house;
    let (pack, registers) = (house.pack(), &house.room.registers);
    let today = pack.calendar.date_of(house.circumstances.now());
    let measuring = registers.measuring(register, Rows::Received, today)?;
    let contract = registers.contract(pack, &measuring)?.write();
    let name = format!("attachment; filename=\"{register}.odcs.yaml\"");
    let headers = [
        (CONTENT_TYPE, "application/yaml".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, contract).into_response())
}

/// Whether the visitor's role may look into the register for some purpose.
pub(super) fn searches(visitor: &Visitor, register: &Register) -> bool {
    let Some(session) = &visitor.session else {
        return false;
    };
    let reading = visitor.house.room.reading();
    !reading.purposes(&session.actor(), &register.id).is_empty()
}

fn head(texts: Texts<'_>, register: &Register) -> Markup {
    let say = texts.say;
    let about = match register.about.as_slice() {
        [] => say.t("registers-about-nobody"),
        [own] if own == "self" => say.t("registers-about-self"),
        fields => {
            let names = fields.iter().filter(|field| *field != "self");
            let names: Vec<String> = names.map(|f| texts.field(&register.id, f)).collect();
            say.tv(
                "registers-about-fields",
                &[("fields", names.join(", ").into())],
            )
        }
    };
    let told = [
        (
            say.t("registers-steward"),
            Some(texts.office(&register.steward)),
        ),
        (
            say.t("registers-class"),
            register.class.map(|class| named::class(texts, class)),
        ),
        (say.t("registers-ground"), texts.ground(&register.ground)),
        (say.t("registers-about"), Some(about)),
        (
            say.t("registers-kept"),
            Some(named::retention(texts, register)),
        ),
        (
            say.t("registers-correction"),
            Some(say.working_days(register.correction_days.into())),
        ),
    ];
    let told: Vec<(&String, &String)> = told
        .iter()
        .filter_map(|(key, value)| Some((key, value.as_ref()?)))
        .collect();
    let facts: Vec<Fact<'_>> = told
        .iter()
        .map(|(key, text)| Fact::new(key, text))
        .collect();
    summary_list(say, &facts)
}

fn fields(texts: Texts<'_>, register: &Register) -> Markup {
    let say = texts.say;
    // Mostly all fields stand on the register's ground, which is said above.
    let own_grounds = register.fields.iter().any(|field| field.ground.is_some());
    let mut titles = vec![
        say.t("registers-field"),
        say.t("registers-type"),
        say.t("registers-marks"),
    ];
    titles.extend(own_grounds.then(|| say.t("registers-field-ground")));
    let columns: Vec<Column<'_>> = titles.iter().map(|title| Column::text(title)).collect();
    let caption = say.t("registers-fields");
    let mut drawn = Table::new("fields", &caption, &columns, Fit::Stack);
    let row = |field: &Field| {
        let hint = say.pack_if(&format!("field-{}-{}-hint", register.id, field.id));
        let ground = field.ground.as_deref().and_then(|key| texts.ground(key));
        let ground = html! {
            @match ground {
                Some(ground) => (ground),
                None => { span class="mc-quiet" { (say.t("registers-ground-same")) } }
            }
        };
        let mut cells = vec![
            html! {
                (texts.field(&register.id, &field.id)) " " span class="mc-code" { (field.id) }
                @if let Some(hint) = hint { span class="mc-hint" { (hint) } }
            },
            html! { (named::kind(texts, field)) },
            marks(texts, field),
        ];
        cells.extend(own_grounds.then_some(ground));
        cells
    };
    drawn.rows = register.fields.iter().map(row).collect();
    table(&drawn)
}

/// What is special about a field, in tags.
fn marks(texts: Texts<'_>, field: &Field) -> Markup {
    let say = texts.say;
    let mut marks = Vec::new();
    if let Some(data) = field.data {
        marks.push((named::data(texts, data), Colour::Blue));
    }
    if field.sensitive {
        marks.push((say.t("registers-mark-sensitive"), Colour::Magenta));
    }
    if field.stops_sharing {
        marks.push((say.t("registers-mark-stops"), Colour::Red));
    }
    if field.key {
        marks.push((say.t("registers-mark-key"), Colour::Teal));
    }
    if field.search {
        marks.push((say.t("registers-mark-search"), Colour::Grey));
    }
    if field.optional {
        marks.push((say.t("registers-mark-optional"), Colour::Grey));
    }
    html! { span class="mc-tags" { @for (text, colour) in &marks { (tag(text, *colour)) " " } } }
}

/// Who may see which fields for what, as the access rules say.
fn readers(texts: Texts<'_>, register: &Register) -> Markup {
    let say = texts.say;
    let on = format!("register:{}", register.id);
    let looks = |rule: &&AccessRule| {
        rule.on.contains(&on) && rule.actions.iter().any(|action| action == "look")
    };
    let open: Vec<&AccessRule> = texts.house.pack().rules.iter().filter(looks).collect();
    let titles = [
        say.t("registers-reader"),
        say.t("registers-reader-purpose"),
        say.t("registers-reader-fields"),
        say.t("registers-reader-ground"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("registers-readers");
    let mut drawn = Table::new("readers", &caption, &columns, Fit::Stack);
    drawn.rows = open
        .iter()
        .map(|rule| reader(texts, register, rule))
        .collect();
    html! {
        @if open.is_empty() {
            h2 class="govuk-heading-m" { (caption) }
            p class="govuk-body" { (say.t("registers-readers-none")) }
        } @else { (table(&drawn)) }
    }
}

fn reader(texts: Texts<'_>, register: &Register, rule: &AccessRule) -> Vec<Markup> {
    let say = texts.say;
    let relation = match rule.relation.as_str() {
        "own" if rule.role == "consumer" => Some(say.t("registers-relation-own-agency")),
        "own" => Some(say.t("registers-relation-own")),
        "office" => Some(say.t("registers-relation-office")),
        _ => None,
    };
    let purposes: Vec<String> = rule
        .purposes
        .iter()
        .map(|purpose| match purpose.as_str() {
            "*" => say.t("registers-any-purpose"),
            purpose => texts.purpose(purpose),
        })
        .collect();
    let all = rule.fields.iter().any(|field| field == "*");
    let told: Vec<String> = register
        .fields
        .iter()
        .filter(|field| all || rule.fields.contains(&field.id))
        .map(|field| texts.field(&register.id, &field.id))
        .collect();
    let count = told.len();
    vec![
        html! {
            (texts.role(&rule.role))
            @if let Some(relation) = relation { span class="mc-hint" { (relation) } }
        },
        html! { (purposes.join(", ")) },
        html! {
            @if count == register.fields.len() { (say.t("registers-fields-all")) }
            @else if count > 4 {
                (details(&say.tv("registers-fields-some", &[("count", count.into())]), &html! { (told.join(", ")) }))
            } @else { (told.join(", ")) }
        },
        html! { (texts.ground(&rule.ground).unwrap_or_default()) },
    ]
}
