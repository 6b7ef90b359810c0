//! Declared procedures with their expressions compiled.

use std::collections::HashMap;
use std::sync::Arc;

use expr::Expr;
use pack::Pack;
use pack::model::{Procedure, Source};

/// The procedures of a law version, ready to run.
#[derive(Debug)]
pub struct Law {
    /// The pack.
    pub pack: Arc<Pack>,
    /// By procedure, then by text.
    compiled: HashMap<String, HashMap<String, Expr>>,
}

impl Law {
    /// Compiles every expression of every procedure. A pack that was checked has none that fails;
    /// one that fails all the same holds nowhere (its value is missing).
    pub fn lower(pack: Arc<Pack>) -> Law {
        let mut compiled: HashMap<String, HashMap<String, Expr>> = HashMap::new();
        for procedure in &pack.procedures {
            for root in roots_of(&pack, procedure) {
                let scope = pack::scope_of(&pack, &procedure.id, &root.id);
                for source in sources(procedure) {
                    if let Ok(expr) = pack::compile_any(&source.text, &scope) {
                        let own = compiled.entry(procedure.id.clone()).or_default();
                        own.insert(source.text.clone(), expr);
                    }
                }
            }
        }
        Law { pack, compiled }
    }

    /// The compiled form of an expression of a procedure.
    pub fn expr(&self, procedure: &str, source: &Source) -> Option<&Expr> {
        self.compiled.get(procedure)?.get(&source.text)
    }

    /// The procedure with an id.
    pub fn procedure(&self, id: &str) -> Option<&Procedure> {
        self.pack
            .procedures
            .iter()
            .find(|procedure| procedure.id == id)
    }
}

/// The procedures as whose part this one may run: those that have it as a leg, else itself.
fn roots_of<'a>(pack: &'a Pack, procedure: &'a Procedure) -> Vec<&'a Procedure> {
    let mut roots: Vec<&Procedure> = pack
        .procedures
        .iter()
        .filter(|root| root.legs.iter().any(|leg| leg.procedure == procedure.id))
        .collect();
    if roots.is_empty() {
        roots.push(procedure);
    }
    roots
}

/// All expressions of a procedure.
fn sources(procedure: &Procedure) -> Vec<&Source> {
    use pack::model::Cell;
    let mut all = vec![&procedure.office.place];
    for evidence in &procedure.evidence {
        all.extend(evidence.find.iter().flatten().map(|(_, source)| source));
        all.extend(&evidence.agrees);
        all.extend(
            evidence
                .paper
                .iter()
                .filter_map(|paper| paper.when.as_ref()),
        );
    }
    for question in &procedure.questions {
        all.extend(
            question
                .when
                .iter()
                .chain(&question.default)
                .chain(&question.check),
        );
    }
    all.extend(procedure.values.iter().map(|(_, source)| source));
    all.extend(procedure.parties.iter());
    all.extend(
        procedure
            .consents
            .iter()
            .flat_map(|consent| [&consent.from, &consent.when]),
    );
    all.extend(
        procedure
            .actions
            .iter()
            .filter_map(|action| action.when.as_ref()),
    );
    for write in &procedure.writes {
        all.extend(&write.when);
        for (_, cell) in &write.fields {
            match cell {
                Cell::Value(source) => all.push(source),
                Cell::Allocate {
                    codes, sex, born, ..
                } => {
                    all.extend(codes.iter().chain(sex).chain(born));
                }
                Cell::BookNumber => {}
            }
        }
    }
    for result in &procedure.results {
        all.push(&result.holder);
        all.extend(&result.holders);
        all.extend(result.fields.iter().map(|field| &field.value));
    }
    all.extend(procedure.legs.iter().filter_map(|leg| leg.when.as_ref()));
    all
}
