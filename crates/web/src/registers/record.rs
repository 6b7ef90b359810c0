//! A record with its past: what it says and who set that, how it stands, both axes, every version.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use pack::FieldKind;
use registers::{Maker, Opened, SetBy, Shown, ShownField, Standing, Value};

use super::asof::{self, Asked};
use super::{history, plane, purpose};
use crate::citizen::texts::Texts;
use crate::components::{
    ButtonLook, Column, Fit, Table, banner_success, button_group, inset, link_button, table,
    warning,
};
use crate::desk::{answer, asked, id_of, page_under, to_choice};
use crate::error::PageError;
use crate::visitor::Visitor;

/// `GET /registers/{register}/records/{id}`
pub(super) async fn get(
    visitor: Visitor,
    Path((register, id)): Path<(String, String)>,
) -> Response {
    let shown = show(&visitor, &register, &id).await;
    answer(&visitor, shown)
}

async fn show(visitor: &Visitor, register: &str, id: &str) -> Result<Response, PageError> {
    visitor.signed_in()?;
    if let Some(choice) = to_choice(visitor)? {
        return Ok(choice);
    }
    let texts = Texts::of(visitor);
    let purpose = purpose::of(visitor, register, "");
    let ctx = visitor.ctx(&purpose);
    let point = Asked::of(&visitor.path);
    let (at, wrong) = match point.read(texts, ctx.now) {
        Ok(at) => (at, Vec::new()),
        Err(wrong) => (None, wrong),
    };
    let reading = visitor.house.room.reading();
    let opened = reading.open(&ctx, (register, id_of(id)?), at).await?;
    let title = texts.say.t("registers-record");
    let body = html! {
        @match asked(visitor, "done") {
            Some("dispute") => { (banner_success(texts.say, &texts.say.t("registers-dispute-done"))) }
            Some("erase") => { (banner_success(texts.say, &texts.say.t("registers-erase-done"))) }
            Some(_) | None => {}
        }
        (asof::summary(texts, &wrong))
        span class="govuk-caption-l" { (texts.register(register)) }
        h1 class="govuk-heading-l" { (title) " " span class="mc-code mc-code--large" { (id) } }
        (purpose::told(visitor, register, &purpose, &format!("/registers/{register}/records/{id}")))
        (standing(texts, &opened))
        (tickets(texts, &opened))
        @if let Some(at) = at {
            (inset(&html! { (texts.say.tv("registers-as-of", &[
                ("day", texts.say.date(at.valid).into()),
                ("moment", texts.moment(at.recorded).into()),
            ])) }))
        }
        (state(texts, &opened, &purpose))
        @if matches!(opened.standing, Standing::Stands | Standing::Ended(_)) && at.is_none() {
            (ways(visitor, (register, id), &purpose))
        }
        (history::former_keys(texts, &opened))
        h2 class="govuk-heading-m" { (texts.say.t("registers-history")) }
        (plane::draw(texts, &opened.axes, at.or_else(|| now(texts, &opened, ctx.now))))
        (asof::form(texts, &purpose, &point, &wrong))
        (history::versions(texts, &opened))
    };
    let status = if wrong.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let back = format!("/registers/{register}/search?for={purpose}");
    Ok(page_under(visitor, &back, (&title, &body), status))
}

/// What may be done about it: a correction asked for, by some also its end in the register.
fn ways(visitor: &Visitor, (register, id): (&str, &str), purpose: &str) -> Markup {
    let say = visitor.say();
    let actor = visitor.session.as_ref().map(|session| session.actor());
    let reading = visitor.house.room.reading();
    let erases = actor.is_some_and(|actor| !reading.erasure_grounds(&actor, register).is_empty());
    let way = |what: &str| format!("/registers/{register}/records/{id}/{what}?for={purpose}");
    let dispute = say.t("registers-dispute");
    html! {
        (button_group(&html! {
            (link_button(&way("dispute"), &dispute, ButtonLook::Secondary))
            @if erases {
                a class="govuk-link" href=(way("erase")) { (say.t("registers-erase")) }
            }
        }))
    }
}

/// Today, as it is known now, if something is shown for that.
fn now(texts: Texts<'_>, opened: &Opened, now: base::Instant) -> Option<registers::AsOf> {
    let valid = texts.house.pack().calendar.date_of(now);
    opened.shown.as_ref().map(|_| registers::AsOf {
        valid,
        recorded: now,
    })
}

/// How it stands, if it does not simply stand.
fn standing(texts: Texts<'_>, opened: &Opened) -> Markup {
    let say = texts.say;
    let record = |id: &base::Id| format!("/registers/{}/records/{id}", opened.register);
    html! {
        @match &opened.standing {
            Standing::Stands => {}
            Standing::Ended(last) => {
                (inset(&html! { (say.tv("registers-ended", &[("day", say.date(*last).into())])) }))
            }
            Standing::Merged(merged) => {
                (inset(&html! {
                    p class="govuk-body" { (say.tv("registers-merged", &[("when", texts.moment(merged.at).into())])) }
                    p class="govuk-body" { a class="govuk-link" href=(record(&merged.kept)) { (say.t("registers-merged-kept")) } }
                }))
            }
            Standing::Erased(ground) => {
                (warning(say, &say.tv("registers-erased", &[
                    ("ground", texts.ground(ground).unwrap_or_default().into()),
                ])))
            }
            Standing::Gone => { (inset(&html! { (say.t("registers-gone")) })) }
        }
        @if !opened.duplicates.is_empty() {
            (inset(&html! {
                p class="govuk-body" { (say.t("registers-duplicates")) }
                ul class="govuk-list" { @for id in &opened.duplicates {
                    li { a class="govuk-link mc-number" href=(record(id)) { (id) } }
                } }
            }))
        }
    }
}

/// Corrections that are asked for, by field: whoever decides on this record should know.
fn tickets(texts: Texts<'_>, opened: &Opened) -> Markup {
    let say = texts.say;
    html! {
        @for ticket in &opened.tickets {
            @let field = match &ticket.field {
                Some(field) => texts.field(&opened.register, field),
                None => say.t("desk-ticket-whole"),
            };
            @let due = texts.due(ticket.due_at).0;
            (warning(say, &say.tv("registers-disputed", &[("field", field.into()), ("due", due.into())])))
        }
    }
}

/// What it says in the state that is shown, and who set it.
fn state(texts: Texts<'_>, opened: &Opened, purpose: &str) -> Markup {
    let say = texts.say;
    let Some(shown) = &opened.shown else {
        return html! {
            @if !matches!(opened.standing, Standing::Erased(_)) {
                p class="govuk-body" { (say.t("registers-nothing-held")) }
            }
        };
    };
    // Mostly one act has set all fields; then it is told once.
    let first = opened.set_by.first();
    let one = first.filter(|first| opened.set_by.iter().all(|set| set.act == first.act));
    let mut titles = vec![say.t("registers-field"), say.t("registers-value")];
    titles.extend(one.is_none().then(|| say.t("registers-set-by")));
    let columns: Vec<Column<'_>> = titles.iter().map(|title| Column::text(title)).collect();
    let caption = held(texts, shown);
    let mut drawn = Table::new("fields", &caption, &columns, Fit::Stack);
    let row = |field: &ShownField| {
        let set = opened.set_by.iter().find(|set| set.field == field.id);
        let mut cells = vec![
            html! { (texts.field(&opened.register, &field.id)) },
            value(texts, (&opened.register, purpose), field),
        ];
        cells.extend(
            set.filter(|_| one.is_none())
                .map(|set| setter(texts, opened, set)),
        );
        cells
    };
    drawn.rows = shown.fields.iter().map(row).collect();
    html! {
        (table(&drawn))
        @if let Some(set) = one {
            (inset(&html! {
                span class="mc-quiet" { (say.t("registers-set-all")) } " "
                (setter(texts, opened, set))
            }))
        }
    }
}

/// A value; one that is a record is a way to it.
fn value(texts: Texts<'_>, (register, purpose): (&str, &str), field: &ShownField) -> Markup {
    let label = texts.field(register, &field.id);
    html! {
        @match (&field.kind, &field.value) {
            (FieldKind::Reference(to), Value::Record(id)) => {
                a class="govuk-link" href=(format!("/registers/{to}/records/{id}?for={purpose}")) {
                    (texts.say.tv("registers-other-record", &[("register", texts.register(to).into())]))
                    span class="govuk-visually-hidden" { " " (label) }
                }
            }
            _ => { (texts.value(register, &field.id, &field.value.to_text())) }
        }
    }
}

/// From when until when the state that is shown holds.
fn held(texts: Texts<'_>, shown: &Shown) -> String {
    let say = texts.say;
    match (shown.begun(), shown.valid_to) {
        (None, None) => say.t("registers-holds"),
        (Some(from), None) => say.tv("registers-holds-from", &[("from", say.date(from).into())]),
        (None, Some(to)) => say.tv("registers-holds-to", &[("to", say.date(to).into())]),
        (Some(from), Some(to)) => say.tv(
            "registers-holds-from-to",
            &[("from", say.date(from).into()), ("to", say.date(to).into())],
        ),
    }
}

fn setter(texts: Texts<'_>, opened: &Opened, set: &SetBy) -> Markup {
    let maker = opened.makers.iter().find(|(act, _)| *act == set.act);
    html! {
        (made(texts, maker.map(|(_, maker)| maker)))
        span class="mc-hint" {
            (texts.say.tv("registers-set-since", &[("when", texts.moment(set.recorded_at).into())]))
            @if let Some(row) = set.source_row {
                " · " (texts.say.tv("registers-set-row", &[("row", texts.say.number(row).into())]))
            }
        }
    }
}

/// Which agency, by what, on what ground.
pub(super) fn made(texts: Texts<'_>, maker: Option<&Maker>) -> Markup {
    let Some(maker) = maker else {
        return html! { span class="mc-quiet" { (texts.say.t("registers-maker-unknown")) } };
    };
    let office = match &maker.office {
        Some(office) => texts.office(office),
        None => texts.role(&maker.role),
    };
    html! {
        (office)
        span class="mc-hint" {
            (history::happened(texts, maker.kind))
            @if let Some(ground) = texts.ground(&maker.ground) { " · " (ground) }
        }
    }
}
