//! Timers of a case: silence that means something, and the apology that leaves before a deadline.

use base::Instant;
use base::calendar::Calendar;
use base::limit;
use jobs::Job;
use pack::model::Stage;
use serde_json::json;
use store::Change;

use crate::lower::Law;
use crate::model::Case;

/// The kinds of jobs this room causes and takes.
pub const APOLOGY: &str = "cases.apology";
/// A stage's silence.
pub const SILENCE: &str = "cases.silence";

/// Before a case's deadline, while there is still time: look whether an apology must leave. It is
/// set again whenever the deadline moves, and one whose deadline has moved does nothing.
pub(crate) fn apology(case: &Case, law: &Law) -> Change {
    jobs::enqueue(Job {
        key: format!("apology/{}/{}", case.id, case.due_at.0),
        kind: APOLOGY.to_owned(),
        due: case
            .clock
            .warn_at(&law.pack.calendar, law.pack.head.warn_hours),
        payload: json!({ "case": case.id.to_string(), "due": case.due_at.0 }).to_string(),
    })
}

/// The timer of a stage whose silence means something.
pub(crate) fn silence(
    case: &Case,
    stage: &Stage,
    now: Instant,
    calendar: &Calendar,
) -> Option<Change> {
    let silence = stage.silence.as_ref()?;
    let due = limit::due(calendar, now, silence.after, None);
    Some(jobs::enqueue(Job {
        key: format!("silence/{}/{}/{}", case.id, stage.id, now.0),
        kind: SILENCE.to_owned(),
        due,
        payload: json!({
            "case": case.id.to_string(),
            "stage": stage.id,
            "action": silence.action,
            "since": now.0,
        })
        .to_string(),
    }))
}
