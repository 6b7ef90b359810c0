//! A steward erases a record on a legal ground: what goes and what stays is said first, and nobody can
//! undo it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use pack::Retention;
use registers::{Erasable, Erase, ErasureGround, RegisterError};

use crate::citizen::texts::Texts;
use crate::components::{
    Button, ButtonLook, Choice, Field, Shape, button, checkboxes, radios, warning,
};
use crate::desk::{answer, asked, id_of, page_under, sender, to_choice};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::visitor::{Submitted, Visitor, see_other};

/// What a tick sends.
const TICKED: &str = "yes";

/// `GET /registers/{register}/records/{id}/erase`
pub(super) async fn get(
    visitor: Visitor,
    Path((register, id)): Path<(String, String)>,
) -> Response {
    let shown = show(&visitor, (&register, &id), &Form::default(), StatusCode::OK).await;
    answer(&visitor, shown)
}

/// `POST /registers/{register}/records/{id}/erase`
pub(super) async fn post(
    Path((register, id)): Path<(String, String)>,
    sent: Submitted,
) -> Response {
    let done = erased(&sent, (&register, &id)).await;
    answer(&sent.visitor, done)
}

async fn show(
    visitor: &Visitor,
    (register, id): (&str, &str),
    form: &Form,
    status: StatusCode,
) -> Result<Response, PageError> {
    visitor.signed_in()?;
    if let Some(choice) = to_choice(visitor)? {
        return Ok(choice);
    }
    let record = id_of(id)?;
    let reading = visitor.house.room.reading();
    let seen_for = looked_for(visitor, form);
    let ctx = visitor.ctx(&seen_for);
    let erasable = reading.erasable(&ctx, (register, record)).await?;
    let texts = Texts::of(visitor);
    let title = texts.say.t("registers-erase-title");
    let body = html! {
        (form.summary(texts.say))
        span class="govuk-caption-l" { (texts.register(register)) }
        h1 class="govuk-heading-l" { (title) " " span class="mc-code mc-code--large" { (id) } }
        (warning(texts.say, &texts.say.t("registers-erase-final")))
        (goes(texts, &erasable))
        (stays(texts, &erasable))
        form method="post" action=(format!("/registers/{register}/records/{id}/erase")) novalidate {
            (visitor.csrf())
            input type="hidden" name="for" value=(seen_for);
            (questions(texts, &erasable.grounds, form))
            (button(&Button {
                text: &texts.say.t("registers-erase-go"),
                look: ButtonLook::Warning,
                ..Button::default()
            }))
        }
    };
    let back = format!("/registers/{register}/records/{id}?for={seen_for}");
    Ok(page_under(visitor, &back, (&title, &body), status))
}

/// The purpose for which the record was being looked at, to go back to.
fn looked_for(visitor: &Visitor, form: &Form) -> String {
    let said = match form.raw("for") {
        "" => asked(visitor, "for").unwrap_or_default(),
        said => said,
    };
    // It goes into an address as it is.
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-';
    said.chars().filter(|c| good(*c)).collect()
}

/// What nobody will be able to read any more.
fn goes(texts: Texts<'_>, erasable: &Erasable) -> Markup {
    let say = texts.say;
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX).into();
    html! {
        h2 class="govuk-heading-m" { (say.t("registers-erase-goes")) }
        ul class="govuk-list govuk-list--bullet" {
            li { (say.tv("registers-erase-goes-states", &[("count", count(erasable.states))])) }
            li { (say.t("registers-erase-goes-keys")) }
            @if erasable.duplicates > 0 {
                li { (say.tv("registers-erase-goes-duplicates", &[("count", count(erasable.duplicates))])) }
            }
            @if erasable.tickets > 0 {
                li { (say.tv("registers-erase-goes-tickets", &[("count", count(erasable.tickets))])) }
            }
        }
    }
}

/// What stays all the same, and whether the record has to be kept.
fn stays(texts: Texts<'_>, erasable: &Erasable) -> Markup {
    let say = texts.say;
    html! {
        h2 class="govuk-heading-m" { (say.t("registers-erase-stays")) }
        ul class="govuk-list govuk-list--bullet" {
            li { (say.t("registers-erase-stays-trace")) }
            li { (say.t("registers-erase-stays-elsewhere")) }
            li { (say.t("registers-erase-stays-ledger")) }
        }
        p class="govuk-body" { (kept(texts, erasable)) }
    }
}

fn kept(texts: Texts<'_>, erasable: &Erasable) -> String {
    let say = texts.say;
    match (erasable.keep_until, erasable.retention) {
        (Some(day), _) => say.tv(
            "registers-erase-kept-until",
            &[("day", say.date(day).into())],
        ),
        (None, Some(Retention::Permanent)) => say.t("registers-erase-kept-permanent"),
        (None, Some(Retention::Months(_))) => say.t("registers-erase-kept-not-ended"),
        (None, None) => say.t("registers-erase-kept-unsaid"),
    }
}

fn questions(texts: Texts<'_>, grounds: &[ErasureGround], form: &Form) -> Markup {
    let say = texts.say;
    let told: Vec<(String, String)> = grounds
        .iter()
        .map(|one| {
            let ground = texts.ground(&one.ground);
            (
                ground.unwrap_or_else(|| one.ground.clone()),
                texts.purpose(&one.purpose),
            )
        })
        .collect();
    let choices: Vec<Choice<'_>> = grounds
        .iter()
        .zip(&told)
        .map(|(one, (ground, purpose))| Choice {
            hint: Some(purpose),
            ..Choice::new(&one.purpose, ground, form.echo("ground"))
        })
        .collect();
    let (label, error) = (say.t("registers-erase-ground"), form.error(say, "ground"));
    let ground = Field {
        error: error.as_deref(),
        ..Field::new("ground", &label)
    };
    let forget = [
        say.t("registers-erase-forget"),
        say.t("registers-erase-forget-go"),
    ];
    let hint = say.t("registers-erase-forget-hint");
    let forgets = Field {
        hint: Some(&hint),
        ..Field::new("forget", &forget[0])
    };
    let (sure, wrong) = (say.t("registers-erase-sure"), form.error(say, "sure"));
    let go = say.t("registers-erase-sure-go");
    let certain = Field {
        error: wrong.as_deref(),
        ..Field::new("sure", &sure)
    };
    html! {
        (radios(say, &ground, &choices, Shape::Stacked))
        (checkboxes(say, &forgets, &[Choice::new(TICKED, &forget[1], form.echo("forget"))]))
        (checkboxes(say, &certain, &[Choice::new(TICKED, &go, form.echo("sure"))]))
    }
}

async fn erased(sent: &Submitted, (register, id): (&str, &str)) -> Result<Response, PageError> {
    sender(sent)?;
    let (visitor, mut form) = (&sent.visitor, sent.form.clone());
    let record = id_of(id)?;
    let say = visitor.say();
    let actor = visitor.session.as_ref().map(|session| session.actor());
    let reading = visitor.house.room.reading();
    let grounds = actor.map_or_else(Vec::new, |actor| reading.erasure_grounds(&actor, register));
    let offered: Vec<&str> = grounds.iter().map(|one| &*one.purpose).collect();
    let chosen = form.choice(
        &Ask::new("ground", &say.t("registers-erase-ground")),
        &offered,
    );
    let forget = form.ticked("forget");
    form.choices(&Ask::new("sure", &say.t("registers-erase-sure")), &[TICKED]);
    let chosen = grounds
        .iter()
        .find(|one| Some(&one.purpose) == chosen.as_ref() && form.is_good());
    let Some(chosen) = chosen else {
        let faulty = StatusCode::UNPROCESSABLE_ENTITY;
        return show(visitor, (register, id), &form, faulty).await;
    };
    let seen_for = looked_for(visitor, &form);
    let page = format!("/registers/{register}/records/{id}?for={seen_for}");
    let way = format!("{page}&done=erase");
    let erase = Erase {
        register,
        record,
        ground: &chosen.ground,
        forget,
    };
    let once = sent.once();
    let doing = async {
        let ctx = visitor.ctx(&chosen.purpose);
        let mark = |act| once.mark(act, &way);
        match reading.erase(&ctx, &erase, mark).await {
            Ok(_) => Ok(see_other(&way)),
            // Somebody was quicker: the record's page tells how it stands.
            Err(RegisterError::NoSuchRecord) => Ok(see_other(&page)),
            Err(error) => Err(error.into()),
        }
    };
    once.run(visitor, doing).await
}
