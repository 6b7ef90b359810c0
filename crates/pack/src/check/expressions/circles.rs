//! Evidence, values and questions that wait for each other.

use std::collections::BTreeSet;

use expr::Expr;

use super::{Checking, below};
use crate::check::graph::{Waits, circle};
use crate::check::stages::told;
use crate::diagnostic::Code;
use crate::model::Source;
use crate::scope::compile_any;

impl Checking<'_> {
    /// Evidence, values and questions must not wait for each other.
    pub(super) fn circles(&self) {
        let mut waits = Waits::new();
        for evidence in &self.procedure.evidence {
            let sources = evidence.find.iter().flatten().map(|(_, source)| source);
            let mut on = self.needed(sources);
            // Whether it agrees may be asked of itself.
            let node = format!("evidence `{}`", evidence.id);
            let mut agrees = self.needed(evidence.agrees.iter());
            agrees.remove(&node);
            on.extend(agrees);
            waits.insert(node, on);
        }
        for (id, source) in &self.procedure.values {
            waits.insert(
                format!("value `{id}`"),
                self.needed(std::iter::once(source)),
            );
        }
        for question in &self.procedure.questions {
            let sources = question.when.iter().chain(&question.default);
            waits.insert(format!("question `{}`", question.id), self.needed(sources));
        }
        if let Some(circle) = circle(&waits) {
            let id = circle[0].split('`').nth(1).unwrap_or("");
            let spot = below(self.loading, &self.procedure.id, id);
            let message = format!("each of these waits for the next: {}", told(&circle));
            self.loading.report(Code::Cycle, spot, message);
        }
    }

    /// What expressions need, as nodes of the graph.
    fn needed<'s>(&self, sources: impl Iterator<Item = &'s Source>) -> BTreeSet<String> {
        let mut needed = BTreeSet::new();
        for source in sources {
            let compiled = compile_any(&source.text, &self.scope);
            for slot in compiled.iter().flat_map(Expr::slots) {
                let mut parts = slot.name.split('.');
                let (first, second) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
                needed.insert(match first {
                    "form" => format!("question `{second}`"),
                    "value" => format!("value `{second}`"),
                    first => format!("evidence `{first}`"),
                });
            }
        }
        needed
    }
}
