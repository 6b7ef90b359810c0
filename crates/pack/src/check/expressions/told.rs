//! What was reported already and is not told again as a mistake of expressions.

use expr::ScopeError;

use crate::model::Procedure;
use crate::scope::{Clash, Law};
use crate::table::well_formed;

/// Whether a clash was reported when its file was read: letters that no name has, two things of
/// one kind with one id.
pub(super) fn is_told(law: Law<'_>, clash: &Clash) -> bool {
    match &clash.why {
        ScopeError::NotAName { part, .. } => !well_formed(part, '_'),
        ScopeError::BelowAValue { .. } => false,
        ScopeError::Twice { .. } => law.procedure(&clash.procedure).is_some_and(|procedure| {
            let Procedure {
                evidence,
                questions,
                values,
                consents,
                writes,
                legs,
                ..
            } = procedure;
            let twice =
                |ids: Vec<&String>| ids.into_iter().filter(|id| **id == clash.id).count() > 1;
            twice(evidence.iter().map(|evidence| &evidence.id).collect())
                || twice(questions.iter().map(|question| &question.id).collect())
                || twice(values.iter().map(|(id, _)| id).collect())
                || twice(consents.iter().map(|consent| &consent.id).collect())
                || twice(writes.iter().map(|write| &write.name).collect())
                || twice(legs.iter().map(|leg| &leg.id).collect())
        }),
    }
}

/// What is known of no fields because its register is not declared: `owner.`, `out.boat.`
pub(super) fn fieldless(law: Law<'_>, procedures: [&Procedure; 2]) -> Vec<String> {
    let missing = |register: &str| law.register(register).is_none();
    let mut names = Vec::new();
    for procedure in procedures {
        let evidence = procedure.evidence.iter();
        let evidence = evidence.filter(|evidence| missing(&evidence.register));
        names.extend(evidence.map(|evidence| format!("{}.", evidence.id)));
    }
    let writes = law
        .procedures
        .iter()
        .flat_map(|procedure| &procedure.writes);
    let writes = writes.filter(|write| missing(&write.register));
    names.extend(writes.map(|write| format!("out.{}.", write.name)));
    names
}
