//! What people are told: notices in their inbox, and by mail that there is one.

use access::Ctx;
use base::Id;
use notices::{Notice, Way};
use registers::{OpenedBy, Ticket};
use store::Change;

use crate::model::{Case, Consent};
use crate::room::TicketAnswer;

/// A notice about a case, to one person. Its text is the words key `notice-KIND`.
fn notice(
    ctx: &Ctx,
    person: Id,
    kind: &str,
    case: Option<Id>,
    args: &[(&str, &str)],
) -> Vec<Change> {
    let args = args
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    notices::send(
        ctx,
        Notice {
            person,
            kind: kind.to_owned(),
            args,
            case,
        },
        Way::InboxAndMail,
    )
}

/// The application was received.
pub(crate) fn opened(ctx: &Ctx, case: &Case) -> Vec<Change> {
    notice(
        ctx,
        case.applicant,
        "case-opened",
        Some(case.root),
        &[("procedure", &case.procedure)],
    )
}

/// A step that the applicant must know of.
pub(crate) fn stepped(ctx: &Ctx, case: &Case, action: &str) -> Vec<Change> {
    let args = [
        ("procedure", case.procedure.as_str()),
        ("action", action),
        ("stage", &case.stage),
    ];
    notice(ctx, case.applicant, "case-stepped", Some(case.root), &args)
}

/// A leg ended.
pub(crate) fn ended(ctx: &Ctx, case: &Case, outcome: &str) -> Vec<Change> {
    let args = [("procedure", case.procedure.as_str()), ("outcome", outcome)];
    notice(ctx, case.applicant, "case-ended", Some(case.root), &args)
}

/// An apology with a new date, before the old one passes.
pub(crate) fn apology(ctx: &Ctx, case: &Case, promised: &str) -> Vec<Change> {
    let args = [
        ("procedure", case.procedure.as_str()),
        ("promised", promised),
    ];
    notice(ctx, case.applicant, "case-apology", Some(case.root), &args)
}

/// A register's steward has answered whoever said that it is wrong. An officer hears that there is an
/// answer and to what: what stands in it may be about the person, and is read at the record.
pub(crate) fn ticket_answered(
    ctx: &Ctx,
    (ticket, opener): (&Ticket, Id),
    answer: &TicketAnswer,
) -> Vec<Change> {
    if ticket.opened_by == OpenedBy::Officer {
        let kind = if answer.corrected {
            "request-corrected"
        } else {
            "request-rejected"
        };
        let record = ticket.record.map_or_else(String::new, |id| id.to_string());
        let args = [
            ("register", ticket.register.as_str()),
            ("record", record.as_str()),
        ];
        return notice(ctx, opener, kind, None, &args);
    }
    let kind = if answer.corrected {
        "ticket-corrected"
    } else {
        "ticket-rejected"
    };
    let args = [
        ("register", ticket.register.as_str()),
        ("said", answer.text.as_str()),
    ];
    notice(ctx, opener, kind, None, &args)
}

/// Somebody is asked to agree.
pub(crate) fn consent_asked(ctx: &Ctx, case: &Case, consent: &Consent) -> Vec<Change> {
    let args = [
        ("procedure", case.procedure.as_str()),
        ("consent", consent.id.as_str()),
    ];
    notice(ctx, consent.person, "consent-asked", Some(case.root), &args)
}

/// Somebody agreed or did not.
pub(crate) fn consent_answered(
    ctx: &Ctx,
    case: &Case,
    consent: &Consent,
    yes: bool,
) -> Vec<Change> {
    let answer = if yes { "yes" } else { "no" };
    let args = [
        ("procedure", case.procedure.as_str()),
        ("consent", consent.id.as_str()),
        ("answer", answer),
    ];
    notice(
        ctx,
        case.applicant,
        "consent-answered",
        Some(case.root),
        &args,
    )
}
