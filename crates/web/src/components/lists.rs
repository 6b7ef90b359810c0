//! Lists: facts with their source, steps with their state, and the tags both use.

use maud::{Markup, html};

use crate::words::Say;

/// The colour of a tag. Colour never stands alone: the text says the same.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Colour {
    /// In progress; the default.
    #[default]
    Blue,
    /// Nothing happened yet.
    Grey,
    /// Done well.
    Green,
    /// New.
    Teal,
    /// Waits for somebody else.
    Purple,
    /// Waits for the reader.
    Magenta,
    /// Wrong, refused, overdue.
    Red,
    /// Paused.
    Orange,
    /// Soon due.
    Yellow,
}

impl Colour {
    fn class(self) -> Option<&'static str> {
        match self {
            Colour::Blue => None,
            Colour::Grey => Some("govuk-tag--grey"),
            Colour::Green => Some("govuk-tag--green"),
            Colour::Teal => Some("govuk-tag--teal"),
            Colour::Purple => Some("govuk-tag--purple"),
            Colour::Magenta => Some("govuk-tag--magenta"),
            Colour::Red => Some("govuk-tag--red"),
            Colour::Orange => Some("govuk-tag--orange"),
            Colour::Yellow => Some("govuk-tag--yellow"),
        }
    }
}

/// A state in one or two words.
pub fn tag(text: &str, colour: Colour) -> Markup {
    html! { strong class={ "govuk-tag" @if let Some(class) = colour.class() { " " (class) } } { (text) } }
}

/// Where a fact that is filled in comes from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The register's name.
    pub register: &'a str,
    /// When it was read, as the reader's language writes it.
    pub at: Option<&'a str>,
}

/// One link beside a fact.
#[derive(Clone, Copy, Debug)]
pub struct Action<'a> {
    /// Where it leads.
    pub href: &'a str,
    /// The visible verb; `None` is "Change".
    pub text: Option<&'a str>,
    /// What it is about, for those who hear links alone; the fact's key in lower case.
    pub about: &'a str,
}

/// A fact: what, its value, where it comes from, what one can do about it.
#[derive(Clone, Debug)]
pub struct Fact<'a> {
    /// What.
    pub key: &'a str,
    /// The value.
    pub value: Markup,
    /// The register it was filled in from, if it was.
    pub source: Option<Source<'a>>,
    /// Links, usually one.
    pub actions: Vec<Action<'a>>,
}

impl<'a> Fact<'a> {
    /// A fact with a text as its value.
    #[must_use]
    pub fn new(key: &'a str, value: &str) -> Fact<'a> {
        Fact {
            key,
            value: html! { (value) },
            source: None,
            actions: Vec::new(),
        }
    }
}

/// Facts in two columns; on small screens one below the other.
pub fn summary_list(say: Say<'_>, facts: &[Fact<'_>]) -> Markup {
    let any_actions = facts.iter().any(|fact| !fact.actions.is_empty());
    html! {
        dl class="govuk-summary-list" {
            @for fact in facts {
                div class={
                    "govuk-summary-list__row"
                    @if any_actions && fact.actions.is_empty() { " govuk-summary-list__row--no-actions" }
                } {
                    dt class="govuk-summary-list__key" { (fact.key) }
                    dd class="govuk-summary-list__value" {
                        (fact.value)
                        @if let Some(source) = &fact.source { (badge(say, source)) }
                    }
                    @if !fact.actions.is_empty() { dd class="govuk-summary-list__actions" { (actions(say, &fact.actions)) } }
                }
            }
        }
    }
}

fn badge(say: Say<'_>, source: &Source<'_>) -> Markup {
    let text = match source.at {
        Some(at) => say.tv(
            "source-from-at",
            &[("source", source.register.into()), ("date", at.into())],
        ),
        None => say.tv("source-from", &[("source", source.register.into())]),
    };
    html! { " " span class="mc-source" { (text) } }
}

fn actions(say: Say<'_>, actions: &[Action<'_>]) -> Markup {
    let link = |action: &Action<'_>| {
        html! {
            a class="govuk-link" href=(action.href) {
                @if let Some(text) = action.text { (text) } @else { (say.t("change")) }
                @if !action.about.is_empty() { span class="govuk-visually-hidden" { " " (action.about) } }
            }
        }
    };
    html! {
        @if let [only] = actions { (link(only)) } @else {
            ul class="govuk-summary-list__actions-list" {
                @for action in actions { li class="govuk-summary-list__actions-list-item" { (link(action)) } }
            }
        }
    }
}

/// How far a step is.
#[derive(Clone, Copy, Debug)]
pub enum StepState<'a> {
    /// Plain text: it is finished.
    Done(&'a str),
    /// A tag: something is left to do.
    Open(&'a str, Colour),
    /// Plain text: another step comes first.
    NotYet(&'a str),
}

/// A step of a task list.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// What is to be done.
    pub title: &'a str,
    /// Where it is done; `None` while it cannot start.
    pub href: Option<&'a str>,
    /// One sentence about it.
    pub hint: Option<&'a str>,
    /// How far it is.
    pub state: StepState<'a>,
}

/// Steps with their state. `id` begins the ids inside.
pub fn task_list(id: &str, steps: &[Step<'_>]) -> Markup {
    html! { ul class="govuk-task-list" { @for (at, step) in steps.iter().enumerate() { (task(id, at + 1, step)) } } }
}

fn task(list: &str, number: usize, step: &Step<'_>) -> Markup {
    let (hint, status) = (
        format!("{list}-{number}-hint"),
        format!("{list}-{number}-status"),
    );
    let described = if step.hint.is_some() {
        format!("{hint} {status}")
    } else {
        status.clone()
    };
    let not_yet = matches!(step.state, StepState::NotYet(_));
    html! {
        li class={ "govuk-task-list__item" @if step.href.is_some() { " govuk-task-list__item--with-link" } } {
            div class="govuk-task-list__name-and-hint" {
                @if let Some(href) = step.href {
                    a class="govuk-link govuk-task-list__link" href=(href) aria-describedby=(described) { (step.title) }
                } @else {
                    div { (step.title) }
                }
                @if let Some(text) = step.hint { div id=(hint) class="govuk-task-list__hint" { (text) } }
            }
            div class={
                "govuk-task-list__status" @if not_yet { " govuk-task-list__status--cannot-start-yet" }
            } id=(status) {
                @match step.state {
                    StepState::Done(text) | StepState::NotYet(text) => { (text) }
                    StepState::Open(text, colour) => { (tag(text, colour)) }
                }
            }
        }
    }
}
