//! The history of a case, what was answered, and what was read instead of asked.

use cases::CaseView;
use cases::model::{Finding, Step};
use maud::{Markup, html};
use pack::model::Procedure;

use crate::citizen::event::{answer_facts, evidence_facts};
use crate::citizen::texts::Texts;
use crate::components::{Moment, MomentState, timeline};
use crate::words::Key;

/// Steps that are not actions of a pack.
const BUILT_IN: [(&str, Key); 10] = [
    ("opened", Key("case-step-opened")),
    ("claimed", Key("case-step-claimed")),
    ("handed-over", Key("case-step-handed-over")),
    ("apologised", Key("case-step-apologised")),
    ("silence", Key("case-step-silence")),
    ("consent", Key("case-step-consent")),
    ("withdrawn", Key("case-step-withdrawn")),
    ("ended", Key("case-step-ended")),
    ("leg-stopped", Key("case-step-leg-stopped")),
    ("followed-up", Key("case-step-followed-up")),
];

/// What a step of a procedure is called.
pub(crate) fn step_text(texts: Texts<'_>, procedure: &str, what: &str) -> String {
    match BUILT_IN.iter().find(|(word, _)| *word == what) {
        Some((_, key)) => texts.say.key(*key),
        None => texts.say.pack(&format!("action-{procedure}-{what}")),
    }
}

/// What happened, and what is promised.
pub(super) fn steps(texts: Texts<'_>, view: &CaseView) -> Markup {
    let mut steps: Vec<&Step> = view.steps.iter().collect();
    // One act opens the whole before its parts, and ends it after them.
    let rank = |step: &Step| match (step.case == view.root.id, step.what.as_str()) {
        (true, "opened") => 0,
        (false, _) => 1,
        (true, _) => 2,
    };
    steps.sort_by_key(|step| (step.at, rank(step)));
    let happened: Vec<(String, (String, String), String, Option<Markup>)> = steps
        .into_iter()
        .map(|step| {
            let procedure = procedure_of(view, step);
            let title = step_text(texts, &procedure, &step.what);
            let title = format!("{}: {title}", texts.procedure(&procedure));
            (
                title,
                texts.when(step.at),
                by(texts, step),
                detail(texts, step),
            )
        })
        .collect();
    let mut moments: Vec<Moment<'_>> = happened
        .iter()
        .map(|(title, (when, machine), by, detail)| Moment {
            state: MomentState::Done,
            title,
            when: Some((when, machine)),
            by: Some(by),
            detail: detail.clone(),
        })
        .collect();
    let ahead = promised(texts, view);
    moments.extend(
        ahead
            .iter()
            .map(|(state, title, (when, machine), office)| Moment {
                state: *state,
                title,
                when: Some((when, machine)),
                by: Some(office),
                detail: None,
            }),
    );
    timeline(texts.say, &moments)
}

/// What is promised: the cases that run, and those that begin after others.
fn promised(
    texts: Texts<'_>,
    view: &CaseView,
) -> Vec<(MomentState, String, (String, String), String)> {
    let now = texts.house.circumstances.now();
    let running = super::decided(view)
        .filter(|case| case.ended.is_none())
        .map(|case| {
            let due = case.promised_at.unwrap_or(case.due_at);
            let state = if due < now {
                MomentState::Late
            } else {
                MomentState::Ahead
            };
            let title = format!(
                "{}: {}",
                texts.procedure(&case.procedure),
                texts.stage(case)
            );
            (state, title, texts.due(due), texts.office(&case.office))
        });
    let later = view.ahead.iter().map(|planned| {
        let stage = texts.say.t("citizen-case-ahead");
        let title = format!("{}: {stage}", texts.procedure(&planned.procedure));
        (
            MomentState::Ahead,
            title,
            texts.due(planned.due_at),
            texts.office(&planned.office),
        )
    });
    running.chain(later).collect()
}

fn procedure_of(view: &CaseView, step: &Step) -> String {
    let leg = view.legs.iter().find(|case| case.id == step.case);
    leg.unwrap_or(&view.root).procedure.clone()
}

fn by(texts: Texts<'_>, step: &Step) -> String {
    let role = texts.role(&step.role);
    // What people do they do for no office.
    match step.office.as_ref().filter(|_| step.role != "person") {
        Some(office) => format!("{role}, {}", texts.office(office)),
        None => role,
    }
}

fn detail(texts: Texts<'_>, step: &Step) -> Option<Markup> {
    let ground = step
        .ground
        .as_deref()
        .and_then(|ground| texts.ground(ground));
    if ground.is_none() && step.text.is_none() {
        return None;
    }
    Some(html! {
        @if let Some(text) = &step.text { p { (text) } }
        @if let Some(ground) = ground { p class="mc-quiet" { (ground) } }
    })
}

/// The root's procedure, if the law in force still has it.
fn root<'a>(texts: Texts<'a>, view: &CaseView) -> Option<&'a Procedure> {
    texts.house.pack().procedure(&view.root.procedure)
}

/// What was answered.
pub(super) fn answers(texts: Texts<'_>, view: &CaseView) -> Markup {
    html! { @if let Some(root) = root(texts, view) { (answer_facts(texts, root, &view.answers)) } }
}

/// What was read in registers instead of asked, in the order of the procedure: with the fields that
/// it shows, else how the search went.
pub(super) fn read(texts: Texts<'_>, view: &CaseView) -> Markup {
    let say = texts.say;
    let declared = root(texts, view)
        .map(|root| &root.evidence[..])
        .unwrap_or_default();
    let found = declared.iter().filter_map(|declared| {
        let mut found = view
            .evidence
            .iter()
            .find(|found| found.id == declared.id)?
            .clone();
        found
            .values
            .retain(|field, _| declared.shown.contains(field));
        Some(found)
    });
    html! {
        @for evidence in found {
            h3 class="govuk-heading-s" {
                (say.pack(&format!("evidence-{}-{}", view.root.procedure, evidence.id)))
            }
            @if evidence.values.is_empty() {
                @let finding = match evidence.finding {
                    Finding::Found => say.t("citizen-finding-found"),
                    Finding::Silent => say.t("citizen-finding-silent"),
                    Finding::Contradicts => say.t("citizen-finding-contradicts"),
                    Finding::Stopped => say.t("citizen-finding-stopped"),
                };
                p class="govuk-body" {
                    (texts.register(&evidence.register)) ": " (finding) " "
                    span class="mc-quiet" { (texts.moment(evidence.fetched_at)) }
                }
            } @else { (evidence_facts(texts, &evidence, None)) }
        }
    }
}
