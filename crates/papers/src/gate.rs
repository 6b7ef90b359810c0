//! What a template may say: typst without files, packages and unbounded work.
//!
//! Typst counts no steps, so a template that runs forever cannot be stopped from outside. Therefore the ways of
//! running long are not in the language of papers: no `while`, no recursion, no assignment (a loop that doubles a
//! string needs one), no multiplying except of lengths, at most [`LOOPS_MAX`] loops inside each other, no number
//! above [`NUMBER_MAX`]. What is left runs over the data, and the data is bounded.
//!
//! Reading order: [`read`], then `gate/walk.rs`, which has the rules.

use std::collections::{BTreeMap, BTreeSet};

use typst::syntax::{LinkedNode, Source};

use crate::error::{Fault, Place};

mod walk;

use walk::Walk;

/// Most loops inside one another: rows of a table, cells of a row.
pub const LOOPS_MAX: usize = 2;

/// Largest number literal. A page is 842 points high; `box(width: 1000000pt, repeat[.])` would run for minutes.
pub const NUMBER_MAX: f64 = 10_000.0;

/// Deepest nesting of a template's syntax. The papers of our packs have at most 21.
pub const SYNTAX_DEPTH_MAX: usize = 256;

/// What a template reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    /// Fields it needs, with the first place of each.
    pub(crate) fields: BTreeMap<String, Place>,
    /// Fields it asks for first (`"name" in d`) or has a default for.
    pub(crate) optional: BTreeSet<String>,
    /// Codes it draws.
    pub(crate) codes: BTreeMap<String, Place>,
}

/// Reads a template and says what it reads, or every mistake in it.
pub(crate) fn read(source: &Source) -> Result<Reads, Vec<Fault>> {
    if is_too_deep(source) {
        return Err(vec![Fault {
            at: None,
            text: format!("the syntax is nested deeper than {SYNTAX_DEPTH_MAX}"),
        }]);
    }
    let mut walk = Walk::new(source, syntax_faults(source));
    walk.enter(&LinkedNode::new(source.root()));
    if !walk.sets_language {
        walk.faults.push(Fault {
            at: None,
            text: "say the language: `#set text(lang: \"..\")`".to_owned(),
        });
    }
    if !walk.sets_title {
        walk.faults.push(Fault {
            at: None,
            text: "say the title: `#set document(title: ..)`".to_owned(),
        });
    }
    for name in &walk.reads.optional {
        walk.reads.fields.remove(name);
    }
    if walk.faults.is_empty() {
        Ok(walk.reads)
    } else {
        Err(walk.faults)
    }
}

/// The place of a byte of the source.
pub(crate) fn place(source: &Source, byte: usize) -> Option<Place> {
    let (line, column) = source.lines().byte_to_line_column(byte)?;
    Some(Place {
        line: line + 1,
        column: column + 1,
    })
}

/// Measures with its own stack: a chain `1+1+1+..` is as deep as it is long.
fn is_too_deep(source: &Source) -> bool {
    let mut waiting = vec![(source.root(), 1)];
    while let Some((node, depth)) = waiting.pop() {
        if depth > SYNTAX_DEPTH_MAX {
            return true;
        }
        waiting.extend(node.children().map(|child| (child, depth + 1)));
    }
    false
}

fn syntax_faults(source: &Source) -> Vec<Fault> {
    let (errors, _warnings) = source.root().errors_and_warnings();
    let fault = |error: typst::syntax::SyntaxDiagnostic| Fault {
        at: crate::world::range(source, error.span).and_then(|range| place(source, range.start)),
        text: error.message.to_string(),
    };
    errors.into_iter().map(fault).collect()
}

#[cfg(test)]
mod tests;
