//! Numbers that are drawn: what their format needs is given.

use std::collections::BTreeMap;

use base::dates::PartialDate;
use base::identifier::{Facts, IdentifierProblem};

use crate::diagnostic::Code;
use crate::loading::Loading;
use crate::model::{Cell, Identifier, Procedure};
use crate::names::NameKind;

/// Checks all writes that draw a number.
pub(crate) fn drawn(
    loading: &Loading<'_>,
    procedures: &[Procedure],
    identifiers: &BTreeMap<String, Identifier>,
) {
    for procedure in procedures {
        for write in &procedure.writes {
            for (field, cell) in &write.fields {
                let Cell::Allocate {
                    identifier: id,
                    codes,
                    sex,
                    born,
                } = cell
                else {
                    continue;
                };
                let Some(identifier) = identifiers.get(id) else {
                    continue;
                };
                let spot = loading.spot_of(NameKind::Write, &procedure.id, &write.name);
                let wanted = identifier.tables.len();
                if codes.len() != wanted {
                    let message = format!(
                        "field `{field}`: `codes` has {} values, and identifier `{id}` takes {wanted}",
                        codes.len()
                    );
                    loading.report(Code::Format, spot, message);
                    continue;
                }
                let (needs_sex, needs_born) = facts(identifier);
                for (needs, given, what) in [(needs_sex, sex, "sex"), (needs_born, born, "born")] {
                    if needs && given.is_none() {
                        let message = format!("field `{field}`: identifier `{id}` needs `{what}`");
                        loading.report(Code::Format, spot, message);
                    }
                }
            }
        }
    }
}

/// Whether a format needs sex and date of birth: it is tried without them.
fn facts(identifier: &Identifier) -> (bool, bool) {
    let codes: Vec<&str> = identifier
        .tables
        .iter()
        .filter_map(|table| table.values().next().map(String::as_str))
        .collect();
    let misses = |born| {
        let facts = Facts { sex: None, born };
        let written = identifier.format.write(&codes, &facts, 0);
        matches!(written, Err(IdentifierProblem::Missing { .. }))
    };
    let needs_born = misses(None);
    let needs_sex = needs_born && misses(PartialDate::year(2000).ok());
    (needs_sex, needs_born)
}
