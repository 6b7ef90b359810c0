//! What an officer can do with a case now: a form for each declared action, made of what it needs.

use maud::{Markup, html};
use pack::model::{Action, Need, Outcome};

use super::{CasePage, history};
use crate::components::{Button, ButtonLook, Choice, Field, Input, Shape, Size, Textarea};
use crate::components::{button, fieldset, inset, radios, select, text_input, textarea};

/// How many papers one demand may list.
pub(super) const ITEMS_MAX: usize = 5;

/// The names of the inputs of an action's form.
pub(super) fn input(action: &str, what: &str) -> String {
    format!("{action}-{what}")
}

/// All that can be done now, or whom the case waits for.
pub(super) fn actions(page: &CasePage<'_>) -> Markup {
    let (say, view) = (page.say(), page.view);
    let open: Vec<(&Action, bool)> = view
        .actions
        .iter()
        .filter_map(|(id, ready)| Some((page.procedure.action(id)?, *ready)))
        .collect();
    let idle = open.is_empty() && !view.follow_up;
    html! {
        h2 class="govuk-heading-m" id="actions" { (say.t("desk-actions-title")) }
        @if idle {
            p class="govuk-body" { (waits_for(page)) }
        } @else if page.is_mine() {
            @for (action, ready) in &open { (one(page, action, *ready)) }
            @if view.follow_up { (follow_up(page)) }
        } @else {
            (claim(page, &open))
        }
        @if page.is_mine() { (hand_over(page)) }
    }
}

fn waits_for(page: &CasePage<'_>) -> String {
    let (say, case) = (page.say(), &page.view.case);
    if case.ended.is_some() {
        return say.t("desk-actions-ended");
    }
    match page.procedure.stage(&case.stage) {
        Some(stage) => {
            let role = history::role(page, &stage.by);
            say.tv("desk-actions-waits", &[("role", role.into())])
        }
        None => say.t("desk-actions-legs"),
    }
}

/// One must have taken a case before acting on it, so that two officers do not do one work.
fn claim(page: &CasePage<'_>, open: &[(&Action, bool)]) -> Markup {
    let say = page.say();
    let (about, text) = match page.view.case.holder {
        None => (say.t("desk-claim-about"), say.t("desk-claim-go")),
        Some(holder) => {
            let name = page.names.get(&holder).cloned();
            let name = name.unwrap_or_else(|| say.t("desk-owner-other"));
            (
                say.tv("desk-claim-over-about", &[("name", name.into())]),
                say.t("desk-claim-over-go"),
            )
        }
    };
    let look = match page.view.case.holder {
        None => ButtonLook::Primary,
        Some(_) => ButtonLook::Secondary,
    };
    html! {
        p class="govuk-body" { (about) }
        @if !open.is_empty() {
            p class="govuk-body" { (say.t("desk-claim-then")) }
            ul class="govuk-list govuk-list--bullet" { @for (action, _) in open { li { (title(page, action)) } } }
        }
        form method="post" action=(page.path("claim")) {
            (page.visitor.csrf())
            (button(&Button { text: &text, look, ..Button::default() }))
        }
    }
}

fn title(page: &CasePage<'_>, action: &Action) -> String {
    page.say()
        .pack(&format!("action-{}-{}", page.procedure.id, action.id))
}

/// One action: a button, or what it needs and a button; why not, if it cannot be taken yet.
fn one(page: &CasePage<'_>, action: &Action, ready: bool) -> Markup {
    let title = title(page, action);
    if !ready {
        let why = page
            .say()
            .pack(&format!("action-{}-{}-wrong", page.procedure.id, action.id));
        return html! {
            h3 class="govuk-heading-s mc-quiet" { (title) }
            (inset(&html! { p class="govuk-body" { (why) } }))
        };
    }
    let refuses = page
        .procedure
        .stage(&action.to)
        .is_some_and(|stage| stage.end == Some(Outcome::Refused));
    let look = match (refuses, action.needs.is_empty()) {
        (true, _) => ButtonLook::Warning,
        (false, true) => ButtonLook::Primary,
        (false, false) => ButtonLook::Secondary,
    };
    html! {
        @if !action.needs.is_empty() { h3 class="govuk-heading-s" { (title) } }
        form method="post" action=(page.path(&format!("act/{}", action.id))) novalidate {
            (page.visitor.csrf())
            @for need in &action.needs { (needed(page, action, *need)) }
            (button(&Button { text: &title, look, ..Button::default() }))
        }
    }
}

fn needed(page: &CasePage<'_>, action: &Action, need: Need) -> Markup {
    let say = page.say();
    match need {
        Need::Reason => {
            let hint = say.t("desk-reason-hint");
            let name = input(&action.id, "reason");
            text_area(page, (&name, &say.t("desk-reason")), Some(&hint))
        }
        Need::Ground => ground(page, &input(&action.id, "ground")),
        Need::Items => items(page, action),
        // Only applicants send files.
        Need::Files => html! {},
    }
}

fn text_area(page: &CasePage<'_>, (name, label): (&str, &str), hint: Option<&str>) -> Markup {
    let say = page.say();
    let error = page.form.error(say, name);
    let field = Field {
        hint,
        error: error.as_deref(),
        ..Field::new(name, label)
    };
    textarea(
        say,
        &field,
        &Textarea {
            value: page.form.echo(name),
            rows: 4,
        },
    )
}

fn ground(page: &CasePage<'_>, name: &str) -> Markup {
    let say = page.say();
    let grounds: Vec<(&str, String)> = page
        .procedure
        .refusals
        .iter()
        .map(|key| (key.as_str(), say.pack(key)))
        .collect();
    let before = page.form.echo(name);
    let choices: Vec<Choice<'_>> = grounds
        .iter()
        .map(|(key, text)| Choice::new(key, text, before))
        .collect();
    let (label, error) = (say.t("desk-ground"), page.form.error(say, name));
    let field = Field {
        error: error.as_deref(),
        ..Field::new(name, &label)
    };
    radios(say, &field, &choices, Shape::Stacked)
}

/// An exact list: which papers, and what each must show. Once is all the law gives.
fn items(page: &CasePage<'_>, action: &Action) -> Markup {
    let say = page.say();
    html! {
        p class="govuk-body" {
            (say.t("desk-items-about"))
            @if action.once { " " (say.t("desk-items-once")) }
        }
        @for row in 1..=ITEMS_MAX {
            (fieldset(
                &say.tv("desk-items-row", &[("row", row.to_string().into())]),
                Size::Plain,
                &html! {
                    div class="mc-pair" {
                        (line(page, (&input(&action.id, &format!("paper-{row}")), &say.t("desk-items-paper"))))
                        (line(page, (&input(&action.id, &format!("shows-{row}")), &say.t("desk-items-shows"))))
                    }
                },
            ))
        }
    }
}

fn line(page: &CasePage<'_>, (name, label): (&str, &str)) -> Markup {
    let say = page.say();
    let error = page.form.error(say, name);
    let field = Field {
        error: error.as_deref(),
        ..Field::new(name, label)
    };
    text_input(
        say,
        &field,
        &Input {
            value: page.form.echo(name),
            ..Input::default()
        },
    )
}

/// A leg has stopped: somebody speaks with the family, and writes down what was agreed.
fn follow_up(page: &CasePage<'_>) -> Markup {
    let say = page.say();
    html! {
        h3 class="govuk-heading-s" { (say.t("desk-follow-up-title")) }
        p class="govuk-body" { (say.t("desk-follow-up-about")) }
        form method="post" action=(page.path("follow-up")) novalidate {
            (page.visitor.csrf())
            (text_area(page, ("follow-up", &say.t("desk-follow-up")), None))
            (button(&Button { text: &say.t("desk-follow-up-go"), ..Button::default() }))
        }
    }
}

/// To another officer with the same role in the same office.
fn hand_over(page: &CasePage<'_>) -> Markup {
    let say = page.say();
    let others: Vec<(String, &str)> = page
        .names
        .iter()
        .filter(|(id, _)| Some(**id) != page.me())
        .map(|(id, name)| (id.to_string(), name.as_str()))
        .collect();
    if others.is_empty() {
        return html! {};
    }
    let (before, nobody) = (page.form.echo("to"), say.t("desk-hand-over-choose"));
    let mut choices = vec![Choice::new("", &nobody, before)];
    choices.extend(
        others
            .iter()
            .map(|(id, name)| Choice::new(id, name, before)),
    );
    let (label, error) = (say.t("desk-hand-over"), page.form.error(say, "to"));
    let field = Field {
        error: error.as_deref(),
        ..Field::new("to", &label)
    };
    let look = ButtonLook::Secondary;
    html! {
        h3 class="govuk-heading-s" { (say.t("desk-hand-over-title")) }
        form method="post" action=(page.path("hand-over")) novalidate {
            (page.visitor.csrf())
            (select(say, &field, &choices))
            (button(&Button { text: &say.t("desk-hand-over-go"), look, ..Button::default() }))
        }
    }
}
