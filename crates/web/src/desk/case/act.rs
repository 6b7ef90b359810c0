//! What officers send from the page of a case.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::Id;
use cases::model::Item;
use cases::{CaseError, Command, Take};
use pack::model::{Action, Need, Procedure};

use super::actions::{ITEMS_MAX, input};
use super::{Told, page};
use crate::desk::{answer, id_of, sender};
use crate::error::PageError;
use crate::forms::{Ask, Form};
use crate::house::House;
use crate::visitor::{Submitted, Visitor, see_other};
use crate::words::Say;

/// The most characters of a note, a reason, what was agreed.
const TEXT_MAX: usize = 2_000;

/// Takes a case on.
pub(crate) async fn claim(Path(id): Path<String>, sent: Submitted) -> Response {
    let read = |_: &mut Form| Some(Command::Claim);
    let done = run(&sent, &id, ("claim", read)).await;
    answer(&sent.visitor, done)
}

/// Writes something down for colleagues.
pub(crate) async fn note(Path(id): Path<String>, sent: Submitted) -> Response {
    let label = sent.visitor.say().t("desk-note");
    let read = |form: &mut Form| form.text(&long("note", &label)).map(Command::Note);
    let done = run(&sent, &id, ("note", read)).await;
    answer(&sent.visitor, done)
}

/// Gives a case to another officer of the office.
pub(crate) async fn hand_over(Path(id): Path<String>, sent: Submitted) -> Response {
    let done = handed_over(&sent, &id).await;
    answer(&sent.visitor, done)
}

async fn handed_over(sent: &Submitted, id: &str) -> Result<Response, PageError> {
    sender(sent)?;
    let visitor = &sent.visitor;
    let Some(post) = &visitor.signed_in()?.post else {
        return Err(PageError::NotFound);
    };
    let others = visitor.house.identity.holders(post, &[]).await?;
    let others: Vec<String> = others.keys().map(Id::to_string).collect();
    let offered: Vec<&str> = others.iter().map(String::as_str).collect();
    let label = visitor.say().t("desk-hand-over");
    let read = |form: &mut Form| {
        let to = form.choice(&Ask::new("to", &label), &offered)?;
        Some(Command::HandOver(to.parse().ok()?))
    };
    run(sent, id, ("hand-over", read)).await
}

/// Writes down what was agreed with the family after a leg has stopped.
pub(crate) async fn follow_up(Path(id): Path<String>, sent: Submitted) -> Response {
    let label = sent.visitor.say().t("desk-follow-up");
    let read = |form: &mut Form| {
        form.text(&long("follow-up", &label))
            .map(Command::FollowedUp)
    };
    let done = run(&sent, &id, ("follow-up", read)).await;
    answer(&sent.visitor, done)
}

/// Takes a declared action.
pub(crate) async fn take(Path((id, action)): Path<(String, String)>, sent: Submitted) -> Response {
    let done = taken(&sent, &id, &action).await;
    answer(&sent.visitor, done)
}

async fn taken(sent: &Submitted, id: &str, action: &str) -> Result<Response, PageError> {
    sender(sent)?;
    let visitor = &sent.visitor;
    let purpose = visitor.house.room.purpose_of(id_of(id)?).await?;
    let (procedure, action) =
        declared(&visitor.house, &purpose, action).ok_or(PageError::NotFound)?;
    let read =
        |form: &mut Form| taking(visitor.say(), (procedure, action), form).map(Command::Take);
    run(sent, id, (&action.id, read)).await
}

/// An action as the law in force declares it, or an earlier law under which cases still run.
fn declared<'a>(
    house: &'a House,
    procedure: &str,
    action: &str,
) -> Option<(&'a Procedure, &'a Action)> {
    let laws = std::iter::once(&house.room.law).chain(house.room.former.values());
    laws.filter_map(|law| law.procedure(procedure))
        .find_map(|procedure| Some((procedure, procedure.action(action)?)))
}

/// What is given with an action; nothing if something is missing or wrong, which is noted.
fn taking(
    say: Say<'_>,
    (procedure, action): (&Procedure, &Action),
    form: &mut Form,
) -> Option<Take> {
    let mut take = Take {
        action: action.id.clone(),
        ..Take::default()
    };
    for need in &action.needs {
        match need {
            Need::Reason => {
                take.reason = form.text(&long(&input(&action.id, "reason"), &say.t("desk-reason")));
            }
            Need::Ground => {
                let offered: Vec<&str> = procedure.refusals.iter().map(String::as_str).collect();
                let (name, label) = (input(&action.id, "ground"), say.t("desk-ground"));
                take.ground = form.choice(&Ask::new(&name, &label), &offered);
            }
            Need::Items => take.items = items(say, &action.id, form),
            Need::Files => {}
        }
    }
    form.is_good().then_some(take)
}

/// The papers asked for; a row needs both halves, and one row there must be.
fn items(say: Say<'_>, action: &str, form: &mut Form) -> Vec<Item> {
    let (paper_label, shows_label) = (say.t("desk-items-paper"), say.t("desk-items-shows"));
    let mut items = Vec::new();
    for row in 1..=ITEMS_MAX {
        let names = ["paper", "shows"].map(|what| input(action, &format!("{what}-{row}")));
        let begun = names.iter().any(|name| !form.raw(name).trim().is_empty());
        let ask = |name, label| Ask {
            required: begun || row == 1,
            ..Ask::new(name, label)
        };
        let paper = form.text(&ask(&names[0], &paper_label));
        let content = form.text(&ask(&names[1], &shows_label));
        if let (Some(paper), Some(content)) = (paper, content) {
            items.push(Item { paper, content });
        }
    }
    items
}

fn long<'a>(name: &'a str, label: &'a str) -> Ask<'a> {
    Ask {
        max_chars: TEXT_MAX,
        lines: true,
        ..Ask::new(name, label)
    }
}

/// Reads the form, has the room do it, and shows the case: as it is, or with what is wrong.
async fn run<F>(sent: &Submitted, id: &str, (done, read): (&str, F)) -> Result<Response, PageError>
where
    F: FnOnce(&mut Form) -> Option<Command>,
{
    sender(sent)?;
    let (visitor, mut form) = (&sent.visitor, sent.form.clone());
    let case = id_of(id)?;
    let Some(command) = read(&mut form) else {
        let told = (&form, Told::Nothing);
        return page(visitor, case, told, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (room, once) = (&visitor.house.room, sent.once());
    let ctx = visitor.ctx(&room.purpose_of(case).await?);
    let onward = format!("/desk/case/{case}?done={done}");
    let doing = async {
        let mark = |act| once.mark(act, &onward);
        match room.act(&ctx, case, (&command, mark)).await {
            Ok(_) => Ok(see_other(&onward)),
            Err(error) => again(visitor, case, (&form, error)).await,
        }
    };
    once.run(visitor, doing).await
}

/// The case as it is, with why nothing was done.
async fn again(
    visitor: &Visitor,
    case: Id,
    (form, error): (&Form, CaseError),
) -> Result<Response, PageError> {
    let say = visitor.say();
    let notice = match error {
        CaseError::NotYet { procedure, action } => {
            say.pack(&format!("action-{procedure}-{action}-wrong"))
        }
        CaseError::NotNow { .. } => say.t("desk-not-now"),
        CaseError::Busy => say.t("desk-busy"),
        CaseError::Missing(_) => say.t("desk-missing"),
        other => return Err(other.into()),
    };
    page(
        visitor,
        case,
        (form, Told::Notice(notice)),
        StatusCode::CONFLICT,
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Lang, Words};

    /// Every row has both halves or none, and the first must be there.
    #[test]
    fn a_demand_lists_whole_rows() {
        let lang = Lang::parse("en").unwrap();
        let words = Words::new(&[lang], &[]).unwrap();
        for (body, listed, good) in [
            ("", 0, false),
            ("ask-paper-1=Deed&ask-shows-1=Owner", 1, true),
            (
                "ask-paper-1=Deed&ask-shows-1=Owner&ask-paper-3=Map&ask-shows-3=Site",
                2,
                true,
            ),
            (
                "ask-paper-1=Deed&ask-shows-1=Owner&ask-paper-2=Map",
                1,
                false,
            ),
            ("ask-paper-1=Deed", 0, false),
            ("ask-paper-2=Deed&ask-shows-2=Owner", 1, false),
        ] {
            let mut form = Form::parse(body.as_bytes()).unwrap();
            let items = items(words.say(lang), "ask", &mut form);
            assert_eq!((items.len(), form.is_good()), (listed, good), "{body}");
        }
    }
}
