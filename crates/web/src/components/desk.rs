//! Two lists that carry the product: who looked at my data, and what waits on an officer's desk.

use maud::{Markup, html};

use crate::words::Say;

use super::{Colour, Column, Fit, Table, table, tag};

/// One look at a person's data, in the reader's language.
#[derive(Clone, Copy, Debug)]
pub struct LookRow<'a> {
    /// When, for reading and for machines.
    pub when: (&'a str, &'a str),
    /// Who looked: a role or a name, as the law lets the person see it.
    pub who: &'a str,
    /// For which office.
    pub office: &'a str,
    /// The fields that were read.
    pub fields: &'a str,
    /// For what, and on which legal ground.
    pub purpose: &'a str,
    /// Where the proof can be had, once there is one.
    pub proof: Option<&'a str>,
}

/// Every look, the newest first. Says so plainly when there was none.
pub fn looks(say: Say<'_>, id: &str, caption: &str, rows: &[LookRow<'_>]) -> Markup {
    if rows.is_empty() {
        return html! { p class="govuk-body" { (say.t("looks-none")) } };
    }
    let titles = [
        say.t("looks-when"),
        say.t("looks-who"),
        say.t("looks-office"),
        say.t("looks-fields"),
        say.t("looks-purpose"),
        say.t("looks-proof"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let mut looks = Table::new(id, caption, &columns, Fit::Stack);
    looks.rows = rows.iter().map(|row| look(say, row)).collect();
    table(&looks)
}

fn look(say: Say<'_>, row: &LookRow<'_>) -> Vec<Markup> {
    vec![
        html! { time datetime=(row.when.1) { (row.when.0) } },
        html! { (row.who) },
        html! { (row.office) },
        html! { (row.fields) },
        html! { (row.purpose) },
        html! {
            @if let Some(href) = row.proof {
                a class="govuk-link" href=(href) {
                    (say.t("looks-proof-get")) span class="govuk-visually-hidden" { ", " (row.when.0) }
                }
            } @else { "–" }
        },
    ]
}

/// How near a due date is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// Far enough.
    OnTime,
    /// To be done next.
    Soon,
    /// Passed.
    Late,
    /// The clock stands still.
    Paused,
}

impl Due {
    fn class(self) -> &'static str {
        match self {
            Due::OnTime => "mc-due",
            Due::Soon => "mc-due mc-due--soon",
            Due::Late => "mc-due mc-due--late",
            Due::Paused => "mc-due mc-due--paused",
        }
    }
}

/// One case on a desk.
#[derive(Clone, Copy, Debug)]
pub struct QueueRow<'a> {
    /// The dossier's number.
    pub number: &'a str,
    /// Where the case is opened.
    pub href: &'a str,
    /// The procedure's short name.
    pub title: &'a str,
    /// The state, in one or two words.
    pub state: (&'a str, Colour),
    /// How near the due date is.
    pub due: Due,
    /// The due date, for reading and for machines; say "2 days late" here, not by colour alone.
    pub due_at: (&'a str, &'a str),
    /// The officer who has it.
    pub owner: Option<&'a str>,
}

/// What waits, the most urgent first.
pub fn queue(say: Say<'_>, id: &str, caption: &str, rows: &[QueueRow<'_>]) -> Markup {
    if rows.is_empty() {
        return html! { p class="govuk-body" { (say.t("queue-none")) } };
    }
    let titles = [
        say.t("queue-number"),
        say.t("queue-case"),
        say.t("queue-state"),
        say.t("queue-due"),
        say.t("queue-owner"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let mut queue = Table::new(id, caption, &columns, Fit::Stack);
    queue.rows = rows.iter().map(|row| waiting(say, row)).collect();
    table(&queue)
}

fn waiting(say: Say<'_>, row: &QueueRow<'_>) -> Vec<Markup> {
    vec![
        html! { a class="govuk-link mc-number" href=(row.href) { (row.number) } },
        html! { (row.title) },
        tag(row.state.0, row.state.1),
        html! { span class=(row.due.class()) { time datetime=(row.due_at.1) { (row.due_at.0) } } },
        html! {
            @if let Some(owner) = row.owner { (owner) } @else { span class="mc-quiet" { (say.t("queue-unowned")) } }
        },
    ]
}
