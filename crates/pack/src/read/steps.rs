//! The stages and actions of a procedure.

use super::procedures::Within;
use super::strings;
use crate::loading::Word;
use crate::model::{Action, Need, Outcome, Silence, Stage};
use crate::names::NameKind;
use crate::table::{Table, choose};

/// Who acts next at an end.
pub(crate) const NOBODY: &str = "nobody";
/// The one who applied.
const APPLICANT: &str = "applicant";

const OUTCOMES: [(&str, Outcome); 3] = [
    ("granted", Outcome::Granted),
    ("refused", Outcome::Refused),
    ("withdrawn", Outcome::Withdrawn),
];

const NEEDS: [(&str, Need); 4] = [
    ("reason", Need::Reason),
    ("ground", Need::Ground),
    ("items", Need::Items),
    ("files", Need::Files),
];

/// Reads the stages in order; a case begins at the first.
pub(super) fn stages(within: &Within<'_>, table: &Table<'_>) -> Vec<Stage> {
    within.each(table, "stage", NameKind::Stage, |within, table, id| Stage {
        id,
        by: by(within, &table.text("by")),
        pauses: table.maybe_text("pauses").map(|ground| ground.text),
        silence: silence(within, table),
        end: end(within, table),
        state: table.text("state").text,
    })
}

/// A role that acts; whether a rule lets it is checked later.
fn by(within: &Within<'_>, who: &Word) -> String {
    if who.text != NOBODY && who.text != APPLICANT {
        within.loading.refer(NameKind::Role, "", who);
    }
    who.text.clone()
}

/// What the end means; after a mistake some end, so that nothing else is said of it.
fn end(within: &Within<'_>, table: &Table<'_>) -> Option<Outcome> {
    let end = table.maybe_text("end")?;
    Some(choose(within.loading, &end, &OUTCOMES).unwrap_or(Outcome::Granted))
}

fn silence(within: &Within<'_>, table: &Table<'_>) -> Option<Silence> {
    let silence = table.table("silence", "silence")?;
    let action = silence.text("action");
    within.refer(NameKind::Action, &action);
    Some(Silence {
        after: silence.limit("after"),
        action: action.text,
    })
}

/// Reads the actions.
pub(super) fn actions(within: &Within<'_>, table: &Table<'_>) -> Vec<Action> {
    within.each(table, "action", NameKind::Action, |within, table, id| {
        let from = table
            .need("from")
            .map(|value| value.texts())
            .unwrap_or_default();
        for stage in &from {
            within.refer(NameKind::Stage, stage);
        }
        let to = table.text("to");
        within.refer(NameKind::Stage, &to);
        let needs = table.texts("needs");
        Action {
            id,
            from: strings(from),
            to: to.text,
            by: by(within, &table.text("by")),
            needs: needs
                .iter()
                .filter_map(|need| choose(within.loading, need, &NEEDS))
                .collect(),
            when: table.maybe_source("when"),
            once: table.flag("once"),
        }
    })
}
