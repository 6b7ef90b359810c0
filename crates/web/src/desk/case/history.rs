//! What has happened in a case, and the notes officers leave for each other.

use cases::model::Step;
use maud::{Markup, html};

use super::CasePage;
use crate::components::{Button, ButtonLook, Field, Moment, MomentState, Textarea};
use crate::components::{button, textarea, timeline};

/// The history, the oldest first, and a form for a note.
pub(super) fn history(page: &CasePage<'_>) -> Markup {
    let say = page.say();
    let told: Vec<Told> = page
        .view
        .steps
        .iter()
        .map(|step| tell(page, step))
        .collect();
    let moments: Vec<Moment<'_>> = told
        .iter()
        .map(|told| Moment {
            state: MomentState::Done,
            title: &told.title,
            when: Some((&told.when.0, &told.when.1)),
            by: Some(&told.by),
            detail: told.detail.clone(),
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { (say.t("desk-history-title")) }
        (timeline(say, &moments))
        (note(page))
    }
}

struct Told {
    title: String,
    when: (String, String),
    by: String,
    detail: Option<Markup>,
}

fn tell(page: &CasePage<'_>, step: &Step) -> Told {
    let texts = page.texts();
    let role = role(page, &step.role);
    // Who opened a case acted elsewhere: the applicant at home, an officer for another leg.
    let office = step.office.as_ref().filter(|_| step.what != "opened");
    let by = match office {
        Some(office) => format!("{role}, {}", texts.office(office)),
        None => role,
    };
    let ground = step
        .ground
        .as_deref()
        .and_then(|ground| texts.ground(ground));
    let detail = (ground.is_some() || step.text.is_some()).then(|| {
        html! {
            @if let Some(ground) = &ground { p { (ground) } }
            @if let Some(text) = &step.text { @for line in text.lines() { p { (line) } } }
        }
    });
    Told {
        title: title(page, &step.what),
        when: texts.when(step.at),
        by,
        detail,
    }
}

/// A role as officers speak of it.
pub(super) fn role(page: &CasePage<'_>, role: &str) -> String {
    match role {
        "applicant" => page.say().t("desk-role-applicant"),
        _ => page.texts().role(role),
    }
}

fn title(page: &CasePage<'_>, what: &str) -> String {
    let say = page.say();
    match what {
        "opened" => say.t("desk-step-opened"),
        "claimed" => say.t("desk-step-claimed"),
        "noted" => say.t("desk-step-noted"),
        "handed-over" => say.t("desk-step-handed-over"),
        "apologised" => say.t("desk-step-apologised"),
        "silence" => say.t("desk-step-silence"),
        "consent" => say.t("desk-step-consent"),
        "ended" => say.t("desk-step-ended"),
        "withdrawn" => say.t("desk-step-withdrawn"),
        "leg-stopped" => say.t("desk-step-leg-stopped"),
        "followed-up" => say.t("desk-step-followed-up"),
        action => say
            .pack_if(&format!("action-{}-{action}", page.view.case.procedure))
            .unwrap_or_else(|| action.to_owned()),
    }
}

/// A note for colleagues; the applicant does not see it.
fn note(page: &CasePage<'_>) -> Markup {
    let say = page.say();
    let (label, hint) = (say.t("desk-note"), say.t("desk-note-hint"));
    let error = page.form.error(say, "note");
    let field = Field {
        hint: Some(&hint),
        error: error.as_deref(),
        ..Field::new("note", &label)
    };
    let area = Textarea {
        value: page.form.echo("note"),
        rows: 3,
    };
    let look = Button {
        text: &say.t("desk-note-go"),
        look: ButtonLook::Secondary,
        ..Button::default()
    };
    html! {
        form method="post" action=(page.path("note")) novalidate {
            (page.visitor.csrf())
            (textarea(say, &field, &area))
            (button(&look))
        }
    }
}
