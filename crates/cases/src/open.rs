//! What is open: under which law, to whom, at which stage.

use access::{Action as Doing, Actor, Ask, Ctx, Permit, Policy, Relation};
use pack::model::{Action, Outcome, Procedure};
use registers::{Directory, Registers};

use crate::error::CaseError;
use crate::facts::Facts;
use crate::lower::Law;
use crate::model::{Case, Dossier};

/// The law and the registers a decision is made under.
#[derive(Clone, Copy, Debug)]
pub struct Under<'a> {
    /// The law version of the case.
    pub law: &'a Law,
    /// Who may do what.
    pub policy: &'a Policy,
    /// The registers.
    pub registers: &'a Registers,
    /// Offices and places.
    pub directory: &'a Directory,
}

impl<'a> Under<'a> {
    /// The procedure of a case.
    pub(crate) fn procedure(&self, case: &Case) -> Result<&'a Procedure, CaseError> {
        self.law
            .procedure(&case.procedure)
            .ok_or(CaseError::NotFound)
    }

    /// What is known in a case.
    pub(crate) fn facts(&self, ctx: &Ctx, dossier: &Dossier) -> Result<Facts<'a>, CaseError> {
        let today = self.law.pack.calendar.date_of(ctx.now);
        let root = self.procedure(dossier.root())?;
        let mut facts = Facts::of(self.law, root, dossier, today);
        let office = self.directory.agency(&dossier.case.office);
        let place = office
            .and_then(|office| office.place.as_deref())
            .unwrap_or("");
        facts.add_office(&dossier.case.office, place);
        Ok(facts)
    }
}

/// Leave to handle a case: for its office's officers and for its parties.
pub fn permit(
    policy: &Policy,
    ctx: &Ctx,
    case: &Case,
    (doing, party): (Doing, bool),
) -> Result<Permit, CaseError> {
    let on = format!("procedure:{}", case.procedure);
    let relation = match &ctx.actor {
        Actor::Officer { post, .. } if post.office == case.office => Relation::Office,
        Actor::Person { .. } if party => Relation::Own,
        Actor::Nobody
        | Actor::Officer { .. }
        | Actor::Person { .. }
        | Actor::Consumer { .. }
        | Actor::Clock => Relation::None,
    };
    Ok(policy.permit(
        ctx,
        &Ask {
            action: doing,
            on: &on,
            fields: &[],
            relation,
        },
    )?)
}

/// The declared actions that can be taken with a dossier's case at its present stage by this role,
/// with whether their condition holds. The facts are put together only if there is a condition.
pub fn open_actions<'a>(
    ctx: &Ctx,
    under: &Under<'a>,
    dossier: &Dossier,
    role: &str,
) -> Result<Vec<(&'a Action, bool)>, CaseError> {
    let open = open_to(under, &dossier.case, role);
    if open.iter().all(|action| action.when.is_none()) {
        return Ok(open.into_iter().map(|action| (action, true)).collect());
    }
    let facts = under.facts(ctx, dossier)?;
    let procedure = &dossier.case.procedure;
    let holds = |action: &Action| facts.holds_or_none(procedure, action.when.as_ref());
    let judged = open.into_iter().map(|action| (action, holds(action)));
    Ok(judged.collect())
}

/// The declared actions at the present stage of a case for a role, whatever their conditions.
pub(crate) fn open_to<'a>(under: &Under<'a>, case: &Case, role: &str) -> Vec<&'a Action> {
    let Some(procedure) = under.law.procedure(&case.procedure) else {
        return Vec::new();
    };
    let open = procedure.actions.iter().filter(|action| {
        case.ended.is_none()
            && action.by == role
            && action.from.contains(&case.stage)
            && !(action.once && case.taken.contains(&action.id))
    });
    open.collect()
}

/// Whether the applicant may still take the application back: no leg is past its stages for it.
pub fn may_withdraw(under: &Under<'_>, dossier: &Dossier) -> bool {
    let root = dossier.root();
    root.ended.is_none()
        && dossier.family.iter().all(|case| {
            let until = under
                .law
                .procedure(&case.procedure)
                .map(|p| &p.withdraw_until[..]);
            match case.ended {
                Some((_, how)) => how != Outcome::Granted,
                None => until.is_none_or(|until| until.is_empty() || until.contains(&case.stage)),
            }
        })
}
