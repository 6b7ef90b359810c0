//! Results: what a decision gives, on whose pages, and how anybody can check it.

use std::collections::BTreeMap;

use access::Ctx;
use base::text::mask_name;
use pack::model::{ResultKind, Written};
use store::Change;
use store::value::Next;

use crate::error::CaseError;
use crate::facts::Facts;
use crate::model::Given;
use crate::step::{Decided, Under};

/// Everything that giving results needs.
pub(crate) struct Giving<'a> {
    pub(crate) ctx: &'a Ctx,
    pub(crate) under: &'a Under<'a>,
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) decided: &'a Decided<'a>,
    pub(crate) book: Option<Next>,
}

impl Giving<'_> {
    /// The rows of all results of the action.
    pub(crate) fn all(&self) -> Result<Vec<Change>, CaseError> {
        let kinds = self.decided.procedure.results.iter();
        let mut changes = Vec::new();
        for kind in kinds.filter(|kind| kind.action == self.decided.action.id) {
            changes.extend(self.one(kind));
        }
        Ok(changes)
    }

    fn one(&self, kind: &ResultKind) -> Vec<Change> {
        let case = self.decided.case;
        let given = Given {
            id: self.ctx.id(),
            case: case.id,
            procedure: case.procedure.clone(),
            kind: kind.id.clone(),
            code: kind.code.clone(),
            check: self.ctx.chance.token(),
            number: case.number.clone(),
            office: case.office.clone(),
            issued_at: self.ctx.now,
            withdrawn_at: None,
            masked: mask_name(
                &self
                    .facts
                    .text(&case.procedure, &kind.holder)
                    .unwrap_or_default(),
            ),
            fields: self.fields(kind),
        };
        let mut holders: Vec<base::Id> = kind
            .holders
            .iter()
            .filter_map(|holder| self.facts.id(&case.procedure, holder))
            .collect();
        holders.push(case.applicant);
        holders.sort();
        holders.dedup();
        crate::store::insert_result(&given, self.book.clone(), &holders)
    }

    /// What the paper says, as texts.
    fn fields(&self, kind: &ResultKind) -> BTreeMap<String, String> {
        let procedure = &self.decided.case.procedure;
        let mut fields = BTreeMap::new();
        for field in &kind.fields {
            let Some(text) = self
                .facts
                .text(procedure, &field.value)
                .filter(|text| !text.is_empty())
            else {
                continue;
            };
            fields.insert(field.id.clone(), self.written(&field.written, text));
        }
        fields
    }

    fn written(&self, how: &Written, text: String) -> String {
        match how {
            Written::Plain => text,
            Written::Code(list) => {
                let list = self.under.law.pack.lists.get(list);
                list.and_then(|list| list.text(&text, 0))
                    .map_or(text.clone(), str::to_owned)
            }
            Written::Place => {
                let path = self.under.directory.place_path(&text);
                if path.is_empty() {
                    text
                } else {
                    path.join(", ")
                }
            }
            Written::Agency => self
                .under
                .directory
                .agency(&text)
                .map_or(text.clone(), |agency| agency.name.clone()),
        }
    }
}
