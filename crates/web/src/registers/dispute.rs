//! An officer says that a record is wrong: a request for correction to its steward.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use registers::{RegisterError, SAID_CHARS_MAX};

use super::purpose;
use crate::citizen::texts::Texts;
use crate::components::{Button, Choice, Field, Textarea, button, select, textarea};
use crate::desk::{answer, id_of, page_under, sender, to_choice};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::house::House;
use crate::visitor::{Submitted, Visitor, see_other};

/// What is chosen for the record as a whole.
const WHOLE: &str = "*";

/// `GET /registers/{register}/records/{id}/dispute`
pub(super) async fn get(
    visitor: Visitor,
    Path((register, id)): Path<(String, String)>,
) -> Response {
    let shown = show(&visitor, (&register, &id), &Form::default(), StatusCode::OK).await;
    answer(&visitor, shown)
}

/// `POST /registers/{register}/records/{id}/dispute`
pub(super) async fn post(
    Path((register, id)): Path<(String, String)>,
    sent: Submitted,
) -> Response {
    let done = opened(&sent, (&register, &id)).await;
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
    id_of(id)?;
    let declared = visitor.house.pack().register(register);
    let declared = declared.ok_or(PageError::NotFound)?;
    let purpose = purpose::of(visitor, register, form.raw("for"));
    let reading = visitor.house.room.reading();
    let open = reading
        .open_fields(&visitor.ctx(&purpose), register)
        .await?;
    let title = visitor.say().t("registers-dispute-title");
    let texts = Texts::of(visitor);
    let days = texts.say.working_days(declared.correction_days.into());
    let steward = texts.office(&declared.steward);
    let body = html! {
        (form.summary(texts.say))
        span class="govuk-caption-l" { (texts.register(register)) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" {
            (texts.say.tv("registers-dispute-about", &[("agency", steward.into()), ("days", days.into())]))
        }
        (asked(visitor, (register, id, &purpose), &open, form))
    };
    let back = format!("/registers/{register}/records/{id}?for={purpose}");
    Ok(page_under(visitor, &back, (&title, &body), status))
}

fn asked(
    visitor: &Visitor,
    (register, id, purpose): (&str, &str, &str),
    open: &[String],
    form: &Form,
) -> Markup {
    let texts = Texts::of(visitor);
    let say = texts.say;
    let before = form.echo("field");
    let whole = say.t("desk-ticket-whole");
    let names: Vec<String> = open
        .iter()
        .map(|field| texts.field(register, field))
        .collect();
    let mut choices = vec![Choice::new(WHOLE, &whole, before)];
    let fields = open.iter().zip(&names);
    choices.extend(fields.map(|(field, name)| Choice::new(field, name, before)));
    let (label, error) = (say.t("desk-ticket-field"), form.error(say, "field"));
    let field = Field {
        error: error.as_deref(),
        ..Field::new("field", &label)
    };
    let (words, wrong) = (say.t("registers-dispute-said"), form.error(say, "said"));
    let hint = say.t("registers-dispute-said-hint");
    let said = Field {
        hint: Some(&hint),
        error: wrong.as_deref(),
        ..Field::new("said", &words)
    };
    let area = Textarea {
        value: form.echo("said"),
        rows: 5,
    };
    html! {
        form method="post" action=(format!("/registers/{register}/records/{id}/dispute")) novalidate {
            (visitor.csrf())
            input type="hidden" name="for" value=(purpose);
            (select(say, &field, &choices))
            (textarea(say, &said, &area))
            (button(&Button { text: &say.t("registers-dispute-go"), ..Button::default() }))
        }
    }
}

async fn opened(sent: &Submitted, (register, id): (&str, &str)) -> Result<Response, PageError> {
    sender(sent)?;
    let (visitor, mut form) = (&sent.visitor, sent.form.clone());
    let record = id_of(id)?;
    let faulty = StatusCode::UNPROCESSABLE_ENTITY;
    let field = form.text(&Ask::new("field", &visitor.say().t("desk-ticket-field")));
    let said = form.text(&Ask {
        max_chars: SAID_CHARS_MAX,
        lines: true,
        ..Ask::new("said", &visitor.say().t("registers-dispute-said"))
    });
    let (Some(field), Some(said)) = (field, said) else {
        return show(visitor, (register, id), &form, faulty).await;
    };
    let purpose = purpose::of(visitor, register, form.raw("for"));
    let way = format!("/registers/{register}/records/{id}?for={purpose}&done=dispute");
    let once = sent.once();
    let doing = async {
        let ctx = visitor.ctx(&purpose);
        let field = Some(field.as_str()).filter(|field| *field != WHOLE);
        let session = visitor.session.as_ref();
        let inbox = session.map(|session| House::inbox_of(&session.account));
        let reading = visitor.house.room.reading();
        let mark = |act, _| once.mark(act, &way);
        let done = reading
            .dispute(&ctx, (register, record), (field, &said, inbox), mark)
            .await;
        match done {
            Ok(_) => Ok(see_other(&way)),
            Err(RegisterError::Fields { .. }) => {
                form.fault("said", visitor.say().t("registers-dispute-wrong"));
                show(visitor, (register, id), &form, faulty).await
            }
            Err(error) => Err(error.into()),
        }
    };
    once.run(visitor, doing).await
}
