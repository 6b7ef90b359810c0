//! Texts in expressions that should be codes of a list.

use base::text::nearest;
use expr::ComparedText;

use super::{Checking, inside};
use crate::diagnostic::Code;
use crate::model::{FieldKind, QuestionKind, Source};

impl Checking<'_> {
    /// A text compared with a field that has a list should be one of its codes.
    pub(super) fn compared(&self, source: &Source, compared: &ComparedText) {
        let at = compared.at.start;
        match self.kind_of(&compared.field) {
            Some(Listed::List(list)) => self.in_list(source, at, &compared.text, list),
            Some(Listed::Choices(choices)) => {
                self.one_of(
                    source,
                    at,
                    &compared.text,
                    choices,
                    "the question's choices",
                );
            }
            None => {}
        }
    }

    fn kind_of(&self, name: &str) -> Option<Listed<'_>> {
        let both = [self.procedure, self.root];
        let mut parts = name.split('.');
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
        if first == "form" {
            let questions = both.iter().flat_map(|procedure| &procedure.questions);
            return match &questions
                .into_iter()
                .find(|question| question.id == second)?
                .kind
            {
                QuestionKind::Code(list) => Some(Listed::List(list)),
                QuestionKind::Choice(choices) => Some(Listed::Choices(choices)),
                _ => None,
            };
        }
        let (register, field) = match third {
            Some(field) if first == "out" => {
                let mut writes = self
                    .law
                    .procedures
                    .iter()
                    .flat_map(|procedure| &procedure.writes);
                (&writes.find(|write| write.name == second)?.register, field)
            }
            _ => {
                let mut evidence = both.iter().flat_map(|procedure| &procedure.evidence);
                (
                    &evidence.find(|evidence| evidence.id == first)?.register,
                    second,
                )
            }
        };
        match &self.law.register(register)?.field(field)?.kind {
            FieldKind::Code(list) => Some(Listed::List(list)),
            _ => None,
        }
    }

    /// A source that is nothing but a text must be a code.
    pub(super) fn literal(&self, source: &Source, list: &str) {
        if let Some(text) = literal(&source.text) {
            self.in_list(source, 0, text, list);
        }
    }

    fn in_list(&self, source: &Source, at: usize, text: &str, list: &str) {
        if let Some(codes) = self.lists.get(list) {
            let codes: Vec<String> = codes.codes.iter().map(|(code, _)| code.clone()).collect();
            self.one_of(source, at, text, &codes, &format!("the code list `{list}`"));
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "where, what, and among which: nothing of it stands alone"
    )]
    pub(super) fn one_of(
        &self,
        source: &Source,
        at: usize,
        text: &str,
        codes: &[String],
        what: &str,
    ) {
        if codes.iter().any(|code| code == text) {
            return;
        }
        let message = format!("`{text}` is not in {what}");
        let meant = nearest(text, codes.iter().map(String::as_str)).map(str::to_owned);
        let spot = inside(self.loading, source, at);
        self.loading
            .report_near(Code::NotACode, spot, message, meant);
    }
}

/// Where the codes of a field come from.
enum Listed<'l> {
    List(&'l str),
    Choices(&'l [String]),
}

/// The text of a source that is nothing but one.
pub(super) fn literal(source: &str) -> Option<&str> {
    let inner = source.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.contains(['\'', '\\'])).then_some(inner)
}
