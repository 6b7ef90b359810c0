//! Texts that need no more than values put in.

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};

use super::Arg;

/// A text as a row of parts.
#[derive(Debug)]
pub(super) struct Template(Box<[Part]>);

#[derive(Debug)]
enum Part {
    Text(Box<str>),
    /// The value of this name.
    Value(Box<str>),
}

impl Template {
    /// A pattern as a template; none if it has a choice, a function or a reference in it.
    pub(super) fn of(pattern: &Pattern<&str>) -> Option<Template> {
        let parts = pattern.elements.iter().map(|element| match element {
            PatternElement::TextElement { value } => Some(Part::Text((*value).into())),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => Some(Part::Value(id.name.into())),
            PatternElement::Placeable { .. } => None,
        });
        parts.collect::<Option<_>>().map(Template)
    }

    /// The text with these values; none if it asks for one that is not there.
    pub(super) fn said(&self, values: &[(&str, Arg<'_>)]) -> Option<String> {
        let mut said = String::with_capacity(self.0.iter().map(Part::len).sum());
        for part in &self.0 {
            match part {
                Part::Text(text) => said.push_str(text),
                Part::Value(wanted) => {
                    let (_, value) = values.iter().find(|(name, _)| *name == &**wanted)?;
                    match value {
                        Arg::Text(text) => said.push_str(text),
                        Arg::Count(count) => said.push_str(&count.to_string()),
                    }
                }
            }
        }
        Some(said)
    }
}

impl Part {
    /// About how long it will be.
    fn len(&self) -> usize {
        match self {
            Part::Text(text) => text.len(),
            Part::Value(_) => 16,
        }
    }
}
