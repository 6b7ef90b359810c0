//! Looking for records: by a number, by a whole name, by the beginning of a name in a place. What is
//! typed is personal, so it is posted and stands in no address; a list that is shown is one look.

use access::Ctx;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use pack::{Field as Declared, FieldKind, Register};
use registers::{BEGINNING_CHARS_MIN, FoundPage, RegisterError, Search};

use super::{found, purpose};
use crate::citizen::texts::Texts;
use crate::components::{Button, ButtonLook, Choice, Field, Input, Shape, Size};
use crate::components::{button, fieldset, radios, text_input};
use crate::desk::{answer, page_under, sender, to_choice};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::visitor::{Submitted, Visitor};

/// So many places are offered where a text may mean several.
const PLACES_MAX: usize = 8;

/// What somebody looks for, and where.
pub(super) struct Looking<'a> {
    pub(super) visitor: &'a Visitor,
    pub(super) register: &'a Register,
    pub(super) ctx: &'a Ctx,
    pub(super) form: &'a Form,
    /// The fields that are open.
    open: &'a [String],
    /// Places that the typed one may be, as codes.
    places: &'a [String],
}

/// `GET /registers/{register}/search`
pub(super) async fn get(visitor: Visitor, Path(register): Path<String>) -> Response {
    let form = Form::default();
    let shown = show(&visitor, &register, (&form, &[]), StatusCode::OK).await;
    answer(&visitor, shown)
}

/// `POST /registers/{register}/search`
pub(super) async fn post(Path(register): Path<String>, sent: Submitted) -> Response {
    let shown = looked(&sent, &register).await;
    answer(&sent.visitor, shown)
}

async fn show(
    visitor: &Visitor,
    register: &str,
    (form, places): (&Form, &[String]),
    status: StatusCode,
) -> Result<Response, PageError> {
    visitor.signed_in()?;
    if let Some(choice) = to_choice(visitor)? {
        return Ok(choice);
    }
    let declared = visitor.house.pack().register(register);
    let declared = declared.ok_or(PageError::NotFound)?;
    let ctx = visitor.ctx(&purpose::of(visitor, register, form.raw("for")));
    let open = visitor
        .house
        .room
        .reading()
        .open_fields(&ctx, register)
        .await?;
    let looking = Looking {
        visitor,
        register: declared,
        ctx: &ctx,
        form,
        open: &open,
        places,
    };
    let title = visitor.say().t("registers-search");
    let back = format!("/registers/{register}");
    let body = body(&looking, &title);
    Ok(page_under(visitor, &back, (&title, &body), status))
}

fn body(looking: &Looking<'_>, title: &str) -> Markup {
    let (say, texts) = (looking.visitor.say(), Texts::of(looking.visitor));
    let id = &looking.register.id;
    let open = |field: &&Declared| looking.open.contains(&field.id);
    let fields = || looking.register.fields.iter().filter(open);
    let name = fields().find(|field| field.search && field.kind == FieldKind::Name);
    let place = fields().find(|field| field.search && field.kind == FieldKind::Place);
    html! {
        (looking.form.summary(say))
        span class="govuk-caption-l" { (texts.register(id)) }
        h1 class="govuk-heading-l" { (title) }
        (purpose::told(looking.visitor, id, &looking.ctx.purpose, &format!("/registers/{id}/search")))
        div class="mc-halves" {
            @for key in fields().filter(|field| field.key) { (by_key(looking, key)) }
            @if let Some(name) = name {
                (by_name(looking, name))
                @if let Some(place) = place { (by_beginning(looking, name, place)) }
            }
        }
        @if name.is_none() && !fields().any(|field| field.key) {
            p class="govuk-body" { (say.t("registers-search-none")) }
        }
    }
}

/// A form of its own for each way of looking.
fn card(looking: &Looking<'_>, by: &str, inner: &Markup) -> Markup {
    let say = looking.visitor.say();
    let action = format!("/registers/{}/search", looking.register.id);
    html! {
        section class="mc-card" {
            form method="post" action=(action) novalidate {
                (looking.visitor.csrf())
                input type="hidden" name="by" value=(by);
                input type="hidden" name="for" value=(looking.ctx.purpose);
                (inner)
                (button(&Button { text: &say.t("registers-search-go"), look: ButtonLook::Primary, ..Button::default() }))
            }
        }
    }
}

/// A line to type, with what was typed and what is wrong with it. The only line of a form is its
/// heading.
fn line(
    looking: &Looking<'_>,
    name: &str,
    (label, size): (&str, Size),
    hint: Option<&str>,
) -> Markup {
    let say = looking.visitor.say();
    let error = looking.form.error(say, name);
    let field = Field {
        hint,
        error: error.as_deref(),
        size,
        ..Field::new(name, label)
    };
    let input = Input {
        value: looking.form.echo(name),
        autocomplete: Some("off"),
        spellcheck: Some(false),
        ..Input::default()
    };
    text_input(say, &field, &input)
}

fn by_key(looking: &Looking<'_>, key: &Declared) -> Markup {
    let texts = Texts::of(looking.visitor);
    let label = texts.field(&looking.register.id, &key.id);
    let hint = texts.say.t("registers-search-key-hint");
    let name = format!("key-{}", key.id);
    let inner = line(looking, &name, (&label, Size::Medium), Some(&hint));
    card(looking, &format!("key:{}", key.id), &inner)
}

fn by_name(looking: &Looking<'_>, name: &Declared) -> Markup {
    let texts = Texts::of(looking.visitor);
    let label = texts.field(&looking.register.id, &name.id);
    let hint = texts.say.t("registers-search-name-hint");
    let inner = line(looking, "name", (&label, Size::Medium), Some(&hint));
    card(looking, &format!("name:{}", name.id), &inner)
}

fn by_beginning(looking: &Looking<'_>, name: &Declared, place: &Declared) -> Markup {
    let texts = Texts::of(looking.visitor);
    let say = texts.say;
    let label = say.t("registers-search-beginning");
    let place_label = texts.field(&looking.register.id, &place.id);
    let hint = say.t("registers-search-place-hint");
    let lines = html! {
        (line(looking, "begins", (&label, Size::Plain), None))
        @if looking.places.is_empty() {
            (line(looking, "place", (&place_label, Size::Plain), Some(&hint)))
        } @else { (places(looking, &place_label)) }
    };
    let legend = say.t("registers-search-in-place");
    let inner = fieldset(&legend, Size::Medium, &lines);
    card(looking, &format!("in:{}:{}", name.id, place.id), &inner)
}

/// The places that a text may mean.
fn places(looking: &Looking<'_>, label: &str) -> Markup {
    let texts = Texts::of(looking.visitor);
    let error = looking.form.error(texts.say, "place");
    let field = Field {
        error: error.as_deref(),
        ..Field::new("place", label)
    };
    let names: Vec<String> = looking
        .places
        .iter()
        .map(|code| texts.place(code))
        .collect();
    let codes = looking.places.iter().zip(&names);
    let choices: Vec<Choice<'_>> = codes
        .map(|(code, name)| Choice::new(code, name, ""))
        .collect();
    radios(texts.say, &field, &choices, Shape::Stacked)
}

/// What is looked for, as it was typed; `None` if something is wrong, which is noted.
fn wanted(texts: Texts<'_>, register: &str, form: &mut Form) -> Option<(Search, Vec<String>)> {
    let by = form.raw("by").to_owned();
    let parts: Vec<&str> = by.split(':').collect();
    let typed = |form: &mut Form, name: &str, label: &str| form.text(&Ask::new(name, label));
    match parts[..] {
        ["key", field] => {
            let value = typed(form, &format!("key-{field}"), &texts.field(register, field))?;
            let field = field.to_owned();
            Some((Search::Key { field, value }, Vec::new()))
        }
        ["name", field] => {
            let name = typed(form, "name", &texts.field(register, field))?;
            let field = field.to_owned();
            Some((Search::Name { field, name }, Vec::new()))
        }
        ["in", field, within] => {
            let begins = typed(form, "begins", &texts.say.t("registers-search-beginning"));
            let place = typed(form, "place", &texts.field(register, within));
            let (begins, place) = (begins?, place?);
            let mut places = meant(texts, &place);
            if places.is_empty() {
                form.fault("place", texts.say.t("registers-search-no-place"));
            }
            if begins.chars().count() < BEGINNING_CHARS_MIN {
                form.fault("begins", texts.say.t("registers-search-short"));
            }
            let first = places.first()?.clone();
            if places.len() == 1 {
                places.clear();
            }
            let search = Search::NameIn {
                field: field.to_owned(),
                begins,
                within: within.to_owned(),
                place: first,
            };
            Some((search, places))
        }
        _ => None,
    }
}

/// The places that a typed code or name means.
fn meant(texts: Texts<'_>, typed: &str) -> Vec<String> {
    let directory = &texts.house.room.directory;
    if let Some(place) = directory.place(typed) {
        return vec![place.code.clone()];
    }
    let found = directory.search_places(typed, &[], PLACES_MAX);
    found.iter().map(|place| place.code.clone()).collect()
}

async fn looked(sent: &Submitted, register: &str) -> Result<Response, PageError> {
    sender(sent)?;
    let (visitor, mut form) = (&sent.visitor, sent.form.clone());
    let texts = Texts::of(visitor);
    let declared = visitor.house.pack().register(register);
    let declared = declared.ok_or(PageError::NotFound)?;
    let faulty = StatusCode::UNPROCESSABLE_ENTITY;
    let search = wanted(texts, register, &mut form);
    let Some((search, places)) = search.filter(|_| form.is_good()) else {
        return show(visitor, register, (&form, &[]), faulty).await;
    };
    if !places.is_empty() {
        form.fault("place", texts.say.t("registers-search-which-place"));
        return show(visitor, register, (&form, &places), faulty).await;
    }
    if let Some(choice) = to_choice(visitor)? {
        return Ok(choice);
    }
    let ctx = visitor.ctx(&purpose::of(visitor, register, form.raw("for")));
    let after = form.raw("after").parse().ok();
    let reading = visitor.house.room.reading();
    let page: FoundPage = match reading.search(&ctx, (register, &search), after).await {
        Ok(page) => page,
        Err(RegisterError::NotSearchable { .. }) => {
            let name = if matches!(search, Search::NameIn { .. }) {
                "begins"
            } else {
                "name"
            };
            form.fault(name, texts.say.t("registers-search-short"));
            return show(visitor, register, (&form, &[]), faulty).await;
        }
        Err(error) => return Err(error.into()),
    };
    Ok(found::page(visitor, (declared, &ctx.purpose), &form, &page))
}
