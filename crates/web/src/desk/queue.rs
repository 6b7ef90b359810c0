//! What waits for a post in its office, those due first.

use std::collections::BTreeMap;

use access::Post;
use axum::response::Response;
use base::{Id, Instant};
use cases::{QueueRow as Waits, WAITING_MAX, Waiting};
use maud::{Markup, html};
use pack::Pack;

use super::{answer, asked, due, to_choice};
use crate::citizen::texts::Texts;
use crate::components::{self, Colour, Due, Fact, Pages, QueueRow};
use crate::error::PageError;
use crate::visitor::{Visitor, see_other};
use crate::words::{Key, Say};

/// How many cases a page shows.
const PAGE: usize = 50;
/// How many cases are read to fill a page of a part of the queue: few offices have more waiting.
const READ: usize = 500;

/// Which part of the queue is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    All,
    Mine,
    Unclaimed,
}

impl Part {
    const ALL: [(Part, &'static str, Key); 3] = [
        (Part::All, "", Key("desk-queue-all")),
        (Part::Mine, "mine", Key("desk-queue-mine")),
        (Part::Unclaimed, "unclaimed", Key("desk-queue-unclaimed")),
    ];

    fn of(visitor: &Visitor) -> (Part, &'static str) {
        let asked = asked(visitor, "part").unwrap_or("");
        let found = Part::ALL.iter().find(|(_, word, _)| *word == asked);
        found.map_or((Part::All, ""), |(part, word, _)| (*part, *word))
    }

    fn has(self, row: &Waits, me: Id) -> bool {
        match self {
            Part::All => true,
            Part::Mine => row.holder == Some(me),
            Part::Unclaimed => row.holder.is_none(),
        }
    }
}

/// What a page shows.
struct Shown {
    rows: Vec<Waits>,
    /// From where the next page goes on.
    next: Option<(Instant, Id)>,
    names: BTreeMap<Id, String>,
    waiting: Waiting,
    now: Instant,
}

/// The queue of the post that the officer has chosen.
pub(super) async fn get(visitor: Visitor) -> Response {
    let shown = show(&visitor).await;
    answer(&visitor, shown)
}

async fn show(visitor: &Visitor) -> Result<Response, PageError> {
    if let Some(choice) = to_choice(visitor)? {
        return Ok(choice);
    }
    let session = visitor.signed_in()?;
    let held = session.post.as_ref().ok_or(PageError::NotFound)?;
    if let Some(elsewhere) = work_elsewhere(visitor.house.pack(), &held.role) {
        return Ok(see_other(elsewhere));
    }
    let (part, _) = Part::of(visitor);
    let shown = read(visitor, part, (held, session.account.id)).await?;
    let title = visitor.say().t("desk-title");
    Ok(visitor.page(&title, &page(visitor, (held, session.account.id), &shown)))
}

/// Where a role works that no stage of any procedure waits for.
fn work_elsewhere(pack: &Pack, role: &str) -> Option<&'static str> {
    let waits = pack.procedures.iter().any(|procedure| {
        procedure.follow_up.as_deref() == Some(role)
            || procedure.stages.iter().any(|stage| stage.by == role)
    });
    if waits {
        return None;
    }
    let corrects = |rule: &pack::model::AccessRule| {
        rule.role == role && rule.actions.iter().any(|action| action == "correct")
    };
    Some(if pack.rules.iter().any(corrects) {
        "/desk/tickets"
    } else {
        "/board"
    })
}

async fn read(visitor: &Visitor, part: Part, (held, me): (&Post, Id)) -> Result<Shown, PageError> {
    let room = &visitor.house.room;
    let ctx = visitor.ctx("desk");
    let after = asked(visitor, "after").and_then(|after| {
        let (due, id) = after.split_once(',')?;
        Some((Instant(due.parse().ok()?), id.parse().ok()?))
    });
    let limit = if part == Part::All { PAGE } else { READ };
    let read = room
        .queue(&ctx, after, i64::try_from(limit).unwrap_or(0))
        .await?;
    let mut last = (read.len() == limit)
        .then(|| read.last())
        .flatten()
        .map(|row| (row.due_at, row.case));
    let mut rows: Vec<Waits> = read.into_iter().filter(|row| part.has(row, me)).collect();
    if rows.len() > PAGE {
        rows.truncate(PAGE);
        last = rows.last().map(|row| (row.due_at, row.case));
    }
    let holders: Vec<Id> = rows.iter().filter_map(|row| row.holder).collect();
    let names = visitor.house.identity.holders(held, &holders).await?;
    let waiting = room.waiting(&ctx).await?;
    Ok(Shown {
        rows,
        next: last,
        names,
        waiting,
        now: ctx.now,
    })
}

fn page(visitor: &Visitor, (held, me): (&Post, Id), shown: &Shown) -> Markup {
    let (say, texts) = (visitor.say(), Texts::of(visitor));
    let (part, word) = Part::of(visitor);
    let next = shown.next.map(|(due, id)| {
        let part = if word.is_empty() {
            String::new()
        } else {
            format!("part={word}&")
        };
        format!("/desk?{part}after={},{id}", due.0)
    });
    html! {
        h1 class="govuk-heading-l" { (say.t("desk-title")) }
        (whose(texts, held))
        p class="govuk-body" { (counts(say, shown.waiting)) }
        (parts(say, part))
        (rows(texts, (me, &say.t("desk-queue-caption")), shown))
        @if shown.rows.is_empty() && next.is_some() {
            p class="govuk-body" { (say.t("desk-queue-go-on")) }
        }
        (components::pagination(say, &Pages { next: next.as_deref(), ..Pages::default() }))
    }
}

/// In which role, for which office.
fn whose(texts: Texts<'_>, held: &Post) -> Markup {
    let say = texts.say;
    let (role, office) = (say.t("desk-role"), say.t("desk-office"));
    let change = components::Action {
        href: "/desk/post",
        text: None,
        about: &role,
    };
    let facts = [
        Fact {
            actions: vec![change],
            ..Fact::new(&role, &texts.role(&held.role))
        },
        Fact::new(&office, &texts.office(&held.office)),
    ];
    components::summary_list(say, &facts)
}

fn counts(say: Say<'_>, waiting: Waiting) -> String {
    let count = |number: i64| {
        let shown = say.number(number.min(WAITING_MAX));
        if number >= WAITING_MAX {
            format!("{shown}+")
        } else {
            shown
        }
    };
    say.tv(
        "desk-queue-counts",
        &[
            ("all", count(waiting.all).into()),
            ("late", count(waiting.late).into()),
            ("today", count(waiting.today).into()),
        ],
    )
}

fn parts(say: Say<'_>, part: Part) -> Markup {
    let links: Vec<(String, String, bool)> = Part::ALL
        .iter()
        .map(|(known, word, key)| {
            let href = if word.is_empty() {
                "/desk".to_owned()
            } else {
                format!("/desk?part={word}")
            };
            (say.key(*key), href, *known == part)
        })
        .collect();
    html! {
        nav aria-label=(say.t("desk-queue-parts")) {
            ul class="govuk-list mc-parts" {
                @for (text, href, here) in &links {
                    li {
                        a class="govuk-link" href=(href) aria-current=[here.then_some("page")] { (text) }
                    }
                }
            }
        }
    }
}

fn rows(texts: Texts<'_>, (me, caption): (Id, &str), shown: &Shown) -> Markup {
    let say = texts.say;
    let told: Vec<Told> = shown
        .rows
        .iter()
        .map(|row| tell(texts, (me, shown), row))
        .collect();
    let rows: Vec<QueueRow<'_>> = shown
        .rows
        .iter()
        .zip(&told)
        .map(|(row, told)| QueueRow {
            number: &row.number,
            href: &told.href,
            title: &told.title,
            state: (&told.state, told.colour),
            due: told.due,
            due_at: (&told.due_at.0, &told.due_at.1),
            owner: told.owner.as_deref(),
        })
        .collect();
    components::queue(say, "queue", caption, &rows)
}

/// A row in the reader's language.
struct Told {
    href: String,
    title: String,
    state: String,
    colour: Colour,
    due: Due,
    due_at: (String, String),
    owner: Option<String>,
}

fn tell(texts: Texts<'_>, (me, shown): (Id, &Shown), row: &Waits) -> Told {
    let say = texts.say;
    let (mut near, mut text, machine) = due::told(texts, shown.now, row.due_at);
    let procedure = texts.house.pack().procedure(&row.procedure);
    let stage = procedure.and_then(|procedure| procedure.stage(&row.stage));
    if stage.is_some_and(|stage| stage.pauses.is_some()) {
        near = Due::Paused;
        text = say.t("desk-due-paused");
    }
    let (state, colour) = if row.stage.is_empty() {
        (say.t("desk-stage-follow-up"), Colour::Magenta)
    } else {
        (
            say.pack(&format!("stage-{}-{}", row.procedure, row.stage)),
            Colour::Blue,
        )
    };
    let owner = row.holder.map(|holder| {
        if holder == me {
            say.t("desk-owner-me")
        } else {
            shown
                .names
                .get(&holder)
                .cloned()
                .unwrap_or_else(|| say.t("desk-owner-other"))
        }
    });
    Told {
        href: format!("/desk/case/{}", row.case),
        title: texts.procedure(&row.procedure),
        state,
        colour,
        due: near,
        due_at: (text, machine),
        owner,
    }
}
