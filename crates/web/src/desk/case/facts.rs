//! What stands in a case besides its evidence: where it lies, what was answered, agreed and sent.

use cases::model::{Answers, Case};
use maud::{Markup, html};
use pack::model::{Outcome, Question, QuestionKind};

use super::CasePage;
use crate::citizen::texts::Texts;
use crate::components::{Colour, Column, Fact, Fit, Table, summary_list, table, tag};
use crate::words::Say;

/// Where the case lies. The competent office and the place of reception are two things.
pub(super) fn facts(page: &CasePage<'_>) -> Markup {
    let (say, texts, case) = (page.say(), page.texts(), &page.view.case);
    let holder = match case.holder {
        None => say.t("desk-owner-none"),
        Some(_) if page.is_mine() => say.t("desk-owner-me"),
        Some(holder) => page
            .names
            .get(&holder)
            .cloned()
            .unwrap_or_else(|| say.t("desk-owner-other")),
    };
    let received = match &case.reception {
        Some(office) => texts.office(office),
        None => say.t("desk-received-on-line"),
    };
    let labels = [
        say.t("desk-fact-stage"),
        say.t("desk-fact-office"),
        say.t("desk-fact-received"),
        say.t("desk-fact-opened"),
        say.t("desk-fact-holder"),
        say.t("desk-fact-root"),
    ];
    let [stage, office, reception, opened, with, root] = &labels;
    let mut facts = vec![
        Fact {
            value: stage_tag(texts, case),
            ..Fact::new(stage, "")
        },
        Fact::new(office, &texts.office(&case.office)),
        Fact::new(reception, &received),
        Fact::new(opened, &texts.moment(case.opened_at)),
        Fact::new(with, &holder),
    ];
    if case.id != case.root {
        facts.push(Fact::new(root, &page.view.root_number));
    }
    html! { (summary_list(say, &facts)) (asked_for(say, case)) }
}

/// The stage or the end of a case, as a tag.
pub(super) fn stage_tag(texts: Texts<'_>, case: &Case) -> Markup {
    let colour = match case.ended.map(|(_, how)| how) {
        None if case.clock.pauses.iter().any(|pause| pause.to.is_none()) => Colour::Orange,
        None => Colour::Blue,
        Some(Outcome::Granted) => Colour::Green,
        Some(Outcome::Refused) => Colour::Red,
        Some(Outcome::Withdrawn) => Colour::Grey,
    };
    tag(&texts.stage(case), colour)
}

/// What an officer has asked of the applicant: exactly this.
fn asked_for(say: Say<'_>, case: &Case) -> Markup {
    html! {
        @if !case.asked.is_empty() {
            h2 class="govuk-heading-m" { (say.t("desk-asked-title")) }
            ul class="govuk-list govuk-list--bullet" {
                @for item in &case.asked { li { strong { (item.paper) } " – " (item.content) } }
            }
        }
    }
}

/// What the applicant answered.
pub(super) fn answers(page: &CasePage<'_>) -> Markup {
    let (say, texts) = (page.say(), page.texts());
    let told: Vec<(String, String)> = page
        .root
        .questions
        .iter()
        .filter_map(|question| {
            let label = say.pack(&format!("question-{}-{}", page.root.id, question.id));
            Some((
                label,
                answer(texts, &page.root.id, question, &page.view.answers)?,
            ))
        })
        .collect();
    let facts: Vec<Fact<'_>> = told
        .iter()
        .map(|(label, value)| Fact::new(label, value))
        .collect();
    html! {
        @if !facts.is_empty() {
            h2 class="govuk-heading-m" { (say.t("desk-answers-title")) }
            (summary_list(say, &facts))
        }
    }
}

/// An answer as people read it; nothing if there is none.
fn answer(texts: Texts<'_>, root: &str, question: &Question, answers: &Answers) -> Option<String> {
    let answer = answers
        .get(&question.id)
        .filter(|answer| !answer.is_empty())?;
    Some(match &question.kind {
        QuestionKind::Text(_) | QuestionKind::Name(_) => answer.clone(),
        QuestionKind::Date => texts.date_or(answer),
        QuestionKind::YesNo => texts.yes_no(answer == "yes"),
        QuestionKind::Choice(choices) if choices.contains(answer) => texts
            .say
            .pack(&format!("question-{root}-{}-{answer}", question.id)),
        QuestionKind::Choice(_) => answer.clone(),
        QuestionKind::Code(list) => texts.code(list, answer),
        QuestionKind::Place(_) => texts.place(answer),
    })
}

/// What others were asked to agree to, and whether they did.
pub(super) fn consents(page: &CasePage<'_>) -> Markup {
    let (say, texts) = (page.say(), page.texts());
    let rows = page.view.consents.iter().map(|consent| {
        let (state, colour, at) = match consent.answer {
            None => (say.t("desk-consent-open"), Colour::Yellow, consent.asked_at),
            Some((at, true)) => (say.t("desk-consent-yes"), Colour::Green, at),
            Some((at, false)) => (say.t("desk-consent-no"), Colour::Red, at),
        };
        let (text, machine) = texts.when(at);
        vec![
            html! { (say.pack(&format!("consent-{}-{}", page.root.id, consent.id))) },
            tag(&state, colour),
            html! { time datetime=(machine) { (text) } },
        ]
    });
    let titles = [
        say.t("desk-consent"),
        say.t("desk-consent-state"),
        say.t("desk-consent-when"),
    ];
    list(
        "consents",
        &say.t("desk-consents-title"),
        &titles,
        rows.collect(),
    )
}

/// What was sent.
pub(super) fn papers(page: &CasePage<'_>) -> Markup {
    let (say, texts) = (page.say(), page.texts());
    let rows = page.view.files.iter().map(|file| {
        let (text, machine) = texts.when(file.received_at);
        let item = say.pack_if(&format!("paper-{}", file.place.item));
        let kib = say.number((file.size + 1023) / 1024);
        vec![
            html! { a class="govuk-link" href=(page.path(&format!("file/{}", file.id))) { (file.name) } },
            html! { (item.unwrap_or_else(|| say.t("desk-file-asked"))) },
            html! { (say.tv("desk-file-size", &[("kib", kib.into())])) },
            html! { time datetime=(machine) { (text) } },
        ]
    });
    let titles = [
        say.t("desk-file"),
        say.t("desk-file-for"),
        say.t("desk-file-bytes"),
        say.t("desk-file-when"),
    ];
    list(
        "papers",
        &say.t("desk-files-title"),
        &titles,
        rows.collect(),
    )
}

/// The other cases of the same application.
pub(super) fn family(page: &CasePage<'_>) -> Markup {
    let (say, texts) = (page.say(), page.texts());
    let legs = page.view.siblings.iter().filter(|case| case.leg.is_some());
    let rows = legs.map(|case| {
        let (due, machine) = texts.when(case.due_at);
        vec![
            html! { span class="mc-number" { (case.number) } },
            html! { (texts.procedure(&case.procedure)) },
            html! { (texts.office(&case.office)) },
            stage_tag(texts, case),
            html! { time datetime=(machine) { (due) } },
        ]
    });
    let titles = [
        say.t("desk-family-number"),
        say.t("desk-family-procedure"),
        say.t("desk-family-office"),
        say.t("desk-family-stage"),
        say.t("desk-family-due"),
    ];
    list(
        "family",
        &say.t("desk-family-title"),
        &titles,
        rows.collect(),
    )
}

/// What was given.
pub(super) fn results(page: &CasePage<'_>) -> Markup {
    let (say, texts) = (page.say(), page.texts());
    let rows = page.view.results.iter().map(|given| {
        let (text, machine) = texts.when(given.issued_at);
        let withdrawn = given.withdrawn_at.is_some();
        vec![
            html! { (say.pack(&format!("result-{}-{}", given.procedure, given.kind))) },
            html! { (given.code) },
            html! { time datetime=(machine) { (text) } },
            html! { @if withdrawn { (tag(&say.t("desk-result-withdrawn"), Colour::Red)) } @else {
                (tag(&say.t("desk-result-valid"), Colour::Green))
            } },
        ]
    });
    let titles = [
        say.t("desk-result"),
        say.t("desk-result-code"),
        say.t("desk-result-when"),
        say.t("desk-result-state"),
    ];
    list(
        "results",
        &say.t("desk-results-title"),
        &titles,
        rows.collect(),
    )
}

/// A list of the page; nothing if it is empty.
fn list<const N: usize>(
    id: &str,
    caption: &str,
    titles: &[String; N],
    rows: Vec<Vec<Markup>>,
) -> Markup {
    let columns = titles.each_ref().map(|title| Column::text(title));
    let mut drawn = Table::new(id, caption, &columns, Fit::Stack);
    drawn.rows = rows;
    html! { @if !drawn.rows.is_empty() { (table(&drawn)) } }
}
