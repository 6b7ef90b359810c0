//! Records that the legs of an application have made: what one office enters goes on to the desks
//! of the others by itself.

use std::collections::BTreeMap;

use super::*;

/// A record that a leg of the same application has made, with the fields that a rule opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The register.
    pub register: String,
    /// The record.
    pub record: Id,
    /// The values by field, as text; not empty.
    pub values: BTreeMap<String, String>,
}

impl Room {
    /// What the family's legs have made so far, with the touches of a look at it.
    pub(super) fn made(
        &self,
        ctx: &Ctx,
        under: &Under<'_>,
        dossier: &Dossier,
    ) -> (Vec<Made>, Vec<Touch>) {
        let (mut all, mut touches) = (Vec::new(), Vec::new());
        let procedures = dossier
            .family
            .iter()
            .filter_map(|case| under.procedure(case).ok());
        for write in procedures.flat_map(|procedure| &procedure.writes) {
            let Some(fields) = dossier.application.out.get(&write.name) else {
                continue;
            };
            let Some(record) = fields.get("record").and_then(|id| id.parse().ok()) else {
                continue;
            };
            let on = format!("register:{}", write.register);
            let open = |field: &str| {
                let fields = [field];
                let ask = Ask {
                    action: Doing::Look,
                    on: &on,
                    fields: &fields,
                    relation: Relation::Office,
                };
                field != "record" && under.policy.permit(ctx, &ask).is_ok()
            };
            let values: BTreeMap<String, String> = fields
                .iter()
                .filter(|(field, value)| !value.is_empty() && open(field))
                .map(|(field, value)| (field.clone(), value.clone()))
                .collect();
            if values.is_empty() {
                continue;
            }
            let made = Made {
                register: write.register.clone(),
                record,
                values,
            };
            touches.extend(
                subjects(under, &made, fields)
                    .into_iter()
                    .map(|subject| Touch {
                        register: made.register.clone(),
                        record,
                        subject,
                        fields: made.values.keys().cloned().collect(),
                    }),
            );
            all.push(made);
        }
        (all, touches)
    }
}

/// Whom the record is about: itself, or the people that its fields name.
fn subjects(under: &Under<'_>, made: &Made, fields: &BTreeMap<String, String>) -> Vec<Id> {
    let declared = under.law.pack.register(&made.register);
    let about = declared.map_or(&[][..], |register| &register.about);
    about
        .iter()
        .filter_map(|about| match about.as_str() {
            "self" => Some(made.record),
            field => fields.get(field)?.parse().ok(),
        })
        .collect()
}
