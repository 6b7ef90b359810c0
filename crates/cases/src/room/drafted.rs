//! What a case would write, read before it is written: the records of the action that follows the
//! applicant's agreement.

use pack::model::{Cell, Outcome, Procedure};

use super::*;

/// A record that will be made if the applicant agrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// The case.
    pub case: Id,
    /// The register.
    pub register: String,
    /// Fields and values as text; nothing where the value is drawn when the record is made.
    pub fields: Vec<(String, Option<String>)>,
}

/// The drafts of a case whose applicant has only to agree: the records of what grants it.
pub(super) fn drafted(
    ctx: &Ctx,
    under: &Under<'_>,
    (dossier, open): (&Dossier, &[&pack::model::Action]),
) -> Result<Vec<Drafted>, CaseError> {
    let procedure = under.procedure(&dossier.case)?;
    if !open.iter().any(|action| action.needs.is_empty()) {
        return Ok(Vec::new());
    }
    let facts = under.facts(ctx, dossier)?;
    let drafts = procedure.writes.iter().filter(|write| {
        grants(procedure, &write.action) && facts.holds_or_none(&procedure.id, write.when.as_ref())
    });
    let drafts = drafts.map(|write| {
        let fields = write.fields.iter().filter_map(|(field, cell)| {
            let value = match cell {
                Cell::Value(source) => Some(
                    facts
                        .text(&procedure.id, source)
                        .filter(|text| !text.is_empty())?,
                ),
                Cell::Allocate { .. } | Cell::BookNumber => None,
            };
            Some((field.clone(), value))
        });
        Drafted {
            case: dossier.case.id,
            register: write.register.clone(),
            fields: fields.collect(),
        }
    });
    Ok(drafts.collect())
}

/// Whether an action ends the case by granting it.
fn grants(procedure: &Procedure, action: &str) -> bool {
    let stage = procedure
        .action(action)
        .and_then(|action| procedure.stage(&action.to));
    stage.is_some_and(|stage| stage.end == Some(Outcome::Granted))
}
