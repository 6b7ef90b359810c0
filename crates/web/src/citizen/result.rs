//! A result: what it says, the code by which anybody can check it, and the paper to print.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use cases::model::Given;
use maud::{Markup, html};
use pack::model::ResultKind;
use qrcode::{Color, QrCode};

use super::texts::Texts;
use super::{OWN, answer, id_of};
use crate::components::{ButtonLook, Fact, back_link, link_button, summary_list, warning};
use crate::error::PageError;
use crate::house::Print;
use crate::layout::PageHead;
use crate::visitor::Visitor;

pub(super) async fn get(visitor: Visitor, Path(id): Path<String>) -> Response {
    let shown = match id.strip_suffix(".pdf") {
        Some(id) => paper(&visitor, id).await,
        None => show(&visitor, &id).await,
    };
    answer(&visitor, shown)
}

async fn given(visitor: &Visitor, id: &str) -> Result<Given, PageError> {
    visitor.signed_in()?;
    Ok(visitor
        .house
        .room
        .result(&visitor.ctx(OWN), id_of(id)?)
        .await?)
}

/// Where anybody can check it.
fn check_url(visitor: &Visitor, given: &Given) -> String {
    format!("{}/check/{}", visitor.house.public_url, given.check)
}

/// The kind of result, in the order of whose fields it is shown.
fn kind<'a>(visitor: &'a Visitor, given: &Given) -> Option<&'a ResultKind> {
    let procedure = visitor.house.pack().procedure(&given.procedure)?;
    procedure.results.iter().find(|kind| kind.id == given.kind)
}

async fn show(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    let given = given(visitor, id).await?;
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = say.pack(&format!("result-{}-{}", given.procedure, given.kind));
    let url = check_url(visitor, &given);
    let withdrawn = given.withdrawn_at.map(|at| texts.moment(at));
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        @if let Some(at) = withdrawn {
            (warning(say, &say.tv("citizen-result-withdrawn-at", &[("date", at.into())])))
        }
        (summary_list(say, &facts(&issued(texts, &given))))
        h2 class="govuk-heading-m" { (say.t("citizen-result-says")) }
        (summary_list(say, &facts(&fields(texts, &given, kind(visitor, &given)))))
        h2 class="govuk-heading-m" { (say.t("citizen-result-check")) }
        p class="govuk-body" { (say.t("citizen-result-check-about")) }
        (code(&url, &say.t("citizen-result-code")))
        p class="govuk-body" { a class="govuk-link mc-number" href={ "/check/" (given.check) } { (url) } }
        (link_button(&format!("/result/{id}.pdf"), &say.t("citizen-result-pdf"), ButtonLook::Primary))
    };
    let back = back_link(say, "/me");
    Ok(visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back),
        ..head
    }))
}

fn facts(rows: &[(String, String)]) -> Vec<Fact<'_>> {
    rows.iter()
        .map(|(name, value)| Fact::new(name, value))
        .collect()
}

/// Who gave it, when, under which number.
fn issued(texts: Texts<'_>, given: &Given) -> Vec<(String, String)> {
    let say = texts.say;
    vec![
        (say.t("citizen-result-by"), texts.office(&given.office)),
        (say.t("citizen-result-at"), texts.moment(given.issued_at)),
        (say.t("citizen-number"), given.number.clone()),
        (say.t("citizen-result-kind"), given.code.clone()),
    ]
}

/// What the paper says, in the order in which the pack declares it.
fn fields(texts: Texts<'_>, given: &Given, kind: Option<&ResultKind>) -> Vec<(String, String)> {
    let declared = kind.map(|kind| &kind.fields[..]).unwrap_or_default();
    let mut names: Vec<&str> = declared.iter().map(|field| field.id.as_str()).collect();
    names.extend(
        given
            .fields
            .keys()
            .map(String::as_str)
            .filter(|name| declared.iter().all(|field| field.id != **name)),
    );
    let row = |name: &str| {
        let value = texts.date_or(given.fields.get(name)?);
        let label = texts.say.pack_if(&format!("result-field-{name}"));
        Some((label.unwrap_or_else(|| name.to_owned()), value))
    };
    names.into_iter().filter_map(row).collect()
}

/// The address as a QR code (ISO/IEC 18004) that prints sharply: one path, four modules of quiet
/// around it.
fn code(url: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::new(url) else {
        return html! {};
    };
    let width = code.width();
    let dark = code
        .to_colors()
        .into_iter()
        .enumerate()
        .filter(|(_, colour)| *colour == Color::Dark);
    let path: String = dark
        .map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + 4, at / width + 4))
        .collect();
    let side = width + 8;
    html! {
        svg width="180" height="180" viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(label)
            shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}

async fn paper(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    let given = given(visitor, id).await?;
    let kind = kind(visitor, &given).ok_or(PageError::NotFound)?;
    let print = print(visitor, &given, kind);
    let (house, file) = (visitor.house.clone(), kind.paper.clone());
    let made = tokio::task::spawn_blocking(move || (house.print)(house.pack(), &file, print)).await;
    let pdf = match made {
        Ok(Ok(pdf)) => pdf,
        Ok(Err(cause)) => return Err(PageError::Failed(cause)),
        Err(stopped) => return Err(PageError::Failed(stopped.to_string())),
    };
    // The name of a kind, not of a person.
    let name = format!("inline; filename=\"{}.pdf\"", kind.id);
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}

/// What the paper is printed with. It is in the language of the law, whatever the reader's is.
fn print(visitor: &Visitor, given: &Given, kind: &ResultKind) -> Print {
    let house = &visitor.house;
    let law = house.words.languages().next().unwrap_or(visitor.lang);
    let say = house.words.say(law);
    let directory = &house.room.directory;
    let office = directory.agency(&given.office);
    let place = office.and_then(|office| directory.place(office.place.as_deref()?));
    let procedure = house.pack().procedure(&given.procedure);
    let signer = procedure.and_then(|procedure| procedure.action(&kind.action));
    let signer = signer.map_or_else(String::new, |action| {
        say.pack(&format!("role-{}", action.by))
    });
    let at = house.local(given.issued_at);
    let url = check_url(visitor, given);
    let mut fields: Vec<(String, String)> = given
        .fields
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let always = [
        (
            "office",
            office.map_or_else(|| given.office.clone(), |office| office.name.clone()),
        ),
        (
            "place",
            place.map_or_else(String::new, |place| place.name.clone()),
        ),
        ("date", at.date().to_string()),
        ("signer", signer),
        ("result_code", given.code.clone()),
        ("check_url", url.clone()),
        ("number", given.number.clone()),
    ];
    fields.extend(always.map(|(name, value)| (name.to_owned(), value)));
    Print {
        fields,
        qr: url,
        at,
    }
}
