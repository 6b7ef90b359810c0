//! Brackets and depth of a scanned text.

use crate::limits::DEPTH_MAX;
use crate::problem::{Code, Problem};
use crate::scan::{Kind, Token};

/// Notes in each bracket which one it pairs with.
pub(crate) fn pair_brackets(source: &str, tokens: &mut [Token]) -> Result<(), Problem> {
    let wrong = |at: usize, message: &str| Problem::new(at..at + 1, Code::Syntax, message);
    let mut open: Vec<usize> = Vec::new();
    for number in 0..tokens.len() {
        let start = tokens[number].start;
        match tokens[number].kind {
            Kind::Open => open.push(number),
            Kind::Close => {
                let round = source[start..].starts_with(')');
                let fits =
                    |opener: &mut usize| source[tokens[*opener].start..].starts_with('(') == round;
                let Some(opener) = open.pop_if(fits) else {
                    return Err(wrong(start, "this bracket closes nothing"));
                };
                tokens[opener].pair = Some(number);
                tokens[number].pair = Some(opener);
            }
            Kind::Name | Kind::Number | Kind::Text | Kind::Operator => {}
        }
    }
    match open.pop() {
        Some(opener) => Err(wrong(tokens[opener].start, "this bracket is never closed")),
        None => Ok(()),
    }
}

/// Refuses at the first token that lies deeper than the limit.
///
/// The parser makes left-leaning trees of operator chains and field steps, so a chain is as deep
/// as it is long; `&&` and `||` it balances. Counted a little too high, never too low.
pub(crate) fn check_depth(source: &str, tokens: &[Token]) -> Result<(), Problem> {
    let mut levels: Vec<Level> = Vec::new();
    let mut level = Level::default();
    let mut was_operand = false;
    for token in tokens {
        match token.kind {
            Kind::Open => {
                level.steps += usize::from(was_operand);
                levels.push(std::mem::take(&mut level));
            }
            Kind::Close => level = levels.pop().unwrap_or_default(),
            Kind::Operator => level.pass(&source[token.start..token.end]),
            Kind::Name | Kind::Number | Kind::Text => {}
        }
        let depth = level.depth() + levels.iter().map(Level::depth).sum::<usize>();
        if depth > DEPTH_MAX {
            let message = format!(
                "the condition is nested more than {DEPTH_MAX} deep: split it into several"
            );
            return Err(Problem::new(token.start..token.end, Code::TooDeep, message));
        }
        was_operand = !matches!(token.kind, Kind::Operator | Kind::Open);
    }
    Ok(())
}

/// What has been nested so far between two brackets.
#[derive(Default)]
struct Level {
    ternaries: usize,
    chain: usize,
    steps: usize,
}

impl Level {
    fn depth(&self) -> usize {
        1 + self.ternaries + self.chain + self.steps
    }

    fn pass(&mut self, sign: &str) {
        match sign {
            "." => self.steps += 1,
            "," => *self = Level::default(),
            "&&" | "||" | ":" | "?" => {
                self.ternaries += usize::from(sign == "?");
                self.chain = 0;
                self.steps = 0;
            }
            _ => {
                self.chain += 1;
                self.steps = 0;
            }
        }
    }
}
