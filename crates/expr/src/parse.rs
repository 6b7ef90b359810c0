//! From text to CEL's tree, with the place of every node in the text.

use std::ops::Range;

use cel::common::ast::{Expr as Cel, IdedExpr, SourceInfo};
use cel::parser::{ParseError, Parser};

use crate::limits::DEPTH_MAX;
use crate::problem::{Code, Problem};
use crate::scan::{Token, scan};

/// A parsed source.
pub(crate) struct Parsed {
    pub(crate) tree: IdedExpr,
    tokens: Vec<Token>,
    info: SourceInfo,
}

/// Parses a source.
pub(crate) fn parse(source: &str) -> Result<Parsed, Vec<Problem>> {
    let tokens = scan(source)?;
    let depth = u16::try_from(DEPTH_MAX).unwrap_or(u16::MAX);
    let parser = Parser::new().max_recursion_depth(depth);
    match parser.parse_with_source_info(source) {
        Ok((tree, info)) => Ok(Parsed { tree, tokens, info }),
        Err(errors) => {
            let mut problems: Vec<Problem> = Vec::new();
            for error in &errors.errors {
                let problem = reworded(source, &tokens, error);
                if problems.iter().all(|known| known.at != problem.at) {
                    problems.push(problem);
                }
            }
            // A second problem at the end only says that the first one broke the text off.
            if problems.len() > 1 {
                problems.retain(|problem| !problem.at.is_empty());
            }
            Err(problems)
        }
    }
}

/// The parser's message in words for people who do not know the grammar.
fn reworded(source: &str, tokens: &[Token], error: &ParseError) -> Problem {
    let start = offset(source, error.pos);
    let token = tokens.iter().find(|token| token.start >= start);
    let at = token.map_or(source.len()..source.len(), |token| token.start..token.end);
    let written = &source[at.clone()];
    if error.msg.contains("has() macro") {
        let message = "has() asks about a dotted name: for a short one compare with `null`";
        return Problem::new(at, Code::Syntax, message);
    }
    if error.msg.contains("must be a simple name") {
        let message = "the first argument names the item: write `list.exists(item, item > 0)`";
        return Problem::new(at, Code::Syntax, message);
    }
    if error.msg.contains("invalid int literal") {
        return Problem::new(at, Code::BadLiteral, "the number is too large");
    }
    if error.msg.contains("invalid string literal") || error.msg.contains("token recognition") {
        let message = "a backslash in this text begins no escape CEL knows";
        return Problem::new(at, Code::BadLiteral, message);
    }
    if error.msg.contains("reserved identifier") {
        let message = format!("`{written}` is a reserved word and cannot be a name");
        return Problem::new(at, Code::Syntax, message);
    }
    if token.is_none() {
        return Problem::new(at, Code::Syntax, "the condition ends too early");
    }
    Problem::new(at, Code::Syntax, format!("`{written}` cannot stand here"))
}

/// The byte at a line and a column, both counted from one, columns in characters.
fn offset(source: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let column = usize::try_from(column - 1).unwrap_or(0);
    let before: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = &source[before..];
    before
        + rest
            .char_indices()
            .nth(column)
            .map_or(rest.len(), |(byte, _)| byte)
}

impl Parsed {
    /// The bytes of the source a node was made from; brackets around it are left out.
    pub(crate) fn span(&self, expr: &IdedExpr) -> Range<usize> {
        let token = self.token(expr.id);
        let own = token.map(|number| self.tokens[number].start..self.tokens[number].end);
        match &expr.expr {
            Cel::Call(call) => {
                let named = call
                    .func_name
                    .starts_with(|c: char| c.is_ascii_alphabetic());
                let own = if named {
                    self.call(token)
                } else {
                    join(own, self.pair(token))
                };
                let parts = call.target.iter().map(AsRef::as_ref).chain(&call.args);
                parts.fold(own, |span, part| join(span, Some(self.span(part))))
            }
            Cel::Select(select) if select.test => self.call(token),
            Cel::Select(select) => {
                let field = token.and_then(|number| self.tokens.get(number + 1));
                let own = join(own, field.map(|token| token.start..token.end));
                join(own, Some(self.span(&select.operand)))
            }
            Cel::Comprehension(loops) => join(self.call(token), Some(self.span(&loops.iter_range))),
            Cel::List(_) => join(own, self.pair(token)),
            Cel::Literal(_) | Cel::Ident(_) | Cel::Map(_) | Cel::Struct(_) | Cel::Unspecified => {
                own
            }
        }
        .unwrap_or(0..self.info.source.len())
    }

    /// The function's name alone, for a node made from a call.
    pub(crate) fn name_of_call(&self, expr: &IdedExpr) -> Range<usize> {
        self.token(expr.id)
            .and_then(|number| number.checked_sub(1))
            .map_or_else(
                || self.span(expr),
                |number| self.tokens[number].start..self.tokens[number].end,
            )
    }

    /// A call's node stands at its opening bracket: the name is before, the end behind.
    fn call(&self, open: Option<usize>) -> Option<Range<usize>> {
        let name = self.tokens.get(open?.checked_sub(1)?)?;
        join(Some(name.start..name.end), self.pair(open))
    }

    fn pair(&self, open: Option<usize>) -> Option<Range<usize>> {
        let close = &self.tokens[self.tokens[open?].pair?];
        Some(close.start..close.end)
    }

    fn token(&self, id: u64) -> Option<usize> {
        let start = usize::try_from(self.info.offset_for(id)?.0).ok()?;
        self.tokens
            .binary_search_by_key(&start, |token| token.start)
            .ok()
    }
}

fn join(one: Option<Range<usize>>, two: Option<Range<usize>>) -> Option<Range<usize>> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.start.min(two.start)..one.end.max(two.end)),
        (one, two) => one.or(two),
    }
}
