//! Rules that look at one row: what they were compiled to, and their verdict on a block of rows.

use std::borrow::Cow;

use base::dates::PartialDate;
use base::identifier::{Facts, Format};
use base::text::TextRules;
use expr::{Expr, Program, Row, Val};
use jiff::civil::Date;

use crate::cells::{Block, Cell, Typed};
use crate::normal::Composed;
use crate::pattern::Pattern;
use crate::rule::{Bound, Type};
use crate::values::List;

mod compare;

use compare::{across, fresh, order, same, same_cells, within};

/// What a rule says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Verdict {
    /// It does not apply.
    Silent = 0,
    Right = 1,
    Fails = 2,
}

impl Verdict {
    fn of(right: Option<bool>) -> Verdict {
        match right {
            None => Verdict::Silent,
            Some(true) => Verdict::Right,
            Some(false) => Verdict::Fails,
        }
    }
}

/// A rule compiled for columns by number.
#[derive(Debug)]
pub(crate) enum Check {
    NotNull(usize),
    Readable(usize),
    Pattern(usize, Pattern),
    Format(usize, Format),
    NumberAgrees(Box<Bearer>),
    Range(usize, Option<Bound>, Option<Bound>),
    /// The column, and the number of the list.
    InList(usize, usize),
    /// The column, and the number of the list.
    NotInList(usize, usize),
    /// The two columns, and whether equal values fail.
    Order(usize, usize, bool),
    /// The column, and what gives its right value.
    AgreesWith(usize, Formula),
    /// The two columns, and whether they are names.
    Same(usize, usize, bool),
    /// The columns of key and value, and the number of the list of pairs.
    AgreesAcross(usize, usize, usize),
    /// The column, and the earliest right day.
    FreshSince(usize, Date),
    NfcTrimmed(usize),
    Holds(Box<Condition>),
}

#[derive(Debug)]
pub(crate) struct Bearer {
    pub(crate) field: usize,
    pub(crate) format: Format,
    pub(crate) sex: Option<usize>,
    pub(crate) born: Option<usize>,
}

/// A condition ready for a stream of rows.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) program: Program,
    /// The columns it reads.
    pub(crate) columns: Vec<usize>,
    /// Whether it asks for missing values itself, and so applies to every row.
    pub(crate) asks: bool,
}

/// An expression that gives a value, and where its slots come from.
#[derive(Debug)]
pub(crate) struct Formula {
    pub(crate) expr: Expr,
    pub(crate) slots: Vec<Source>,
}

/// Where the value of a slot comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    Column(usize),
    /// The day of measuring.
    AsOf(Date),
}

/// What checks need beside the rows.
#[derive(Debug)]
pub(crate) struct Beside<'p> {
    pub(crate) lists: &'p [List],
    pub(crate) composed: &'p Composed,
    pub(crate) texts: &'p TextRules,
}

impl Check {
    /// Judges each row of a block.
    pub(crate) fn judge<'a>(
        &'a self,
        block: &Block<'a>,
        beside: &Beside<'_>,
        verdicts: &mut Vec<Verdict>,
    ) {
        verdicts.clear();
        match self {
            Check::NotNull(column) => {
                let texts = block.texts[*column].iter();
                verdicts.extend(texts.map(|text| Verdict::of(Some(text.is_some()))));
            }
            Check::Readable(column) => verdicts.extend((0..block.rows).map(|row| {
                let there = block.texts[*column][row];
                Verdict::of(there.map(|_| !block.is_unreadable(*column, row)))
            })),
            Check::Pattern(column, pattern) => {
                texts(block, *column, verdicts, |text| pattern.matches(text));
            }
            Check::Format(column, format) => {
                let facts = Facts::default();
                texts(block, *column, verdicts, |text| {
                    format.check(text, &facts).is_ok()
                });
            }
            Check::NumberAgrees(bearer) => {
                verdicts.extend((0..block.rows).map(|row| bearer.judge(block, row)));
            }
            Check::Range(column, least, most) => verdicts.extend(
                (0..block.rows).map(|row| Verdict::of(within(block, *column, row, *least, *most))),
            ),
            Check::InList(column, list) => {
                let list = &beside.lists[*list];
                texts(block, *column, verdicts, |text| list.has(text));
            }
            Check::NotInList(column, list) => {
                let list = &beside.lists[*list];
                texts(block, *column, verdicts, |text| !list.has(text));
            }
            Check::Order(first, then, strictly) => {
                order(block, (*first, *then), *strictly, verdicts);
            }
            Check::Same(one, other, names) => {
                let rules = names.then_some(beside.texts);
                verdicts.extend(
                    (0..block.rows)
                        .map(|row| Verdict::of(same_cells(block, (*one, *other), row, rules))),
                );
            }
            Check::AgreesAcross(key, field, list) => {
                let other = (&beside.lists[*list], beside.texts);
                verdicts.extend(
                    (0..block.rows)
                        .map(|row| Verdict::of(across(block, (*key, *field), row, other))),
                );
            }
            Check::AgreesWith(column, formula) => formula.judge(block, *column, verdicts),
            Check::FreshSince(column, earliest) => {
                verdicts.extend(
                    (0..block.rows).map(|row| Verdict::of(fresh(block, *column, row, *earliest))),
                );
            }
            Check::NfcTrimmed(column) => {
                texts(block, *column, verdicts, |text| {
                    beside.composed.is_normal(text)
                });
            }
            Check::Holds(condition) => {
                verdicts.extend((0..block.rows).map(|row| condition.judge(block, row)));
            }
        }
    }
}

/// Judges the cells of a column that are not null.
fn texts(
    block: &Block<'_>,
    column: usize,
    verdicts: &mut Vec<Verdict>,
    right: impl Fn(&str) -> bool,
) {
    let texts = block.texts[column].iter();
    verdicts.extend(texts.map(|text| Verdict::of(text.map(&right))));
}

impl Bearer {
    fn judge(&self, block: &Block<'_>, row: usize) -> Verdict {
        let sex = self.sex.map(|column| block.texts[column][row]);
        let born = self.born.map(|column| known(block.dates(column)[row]));
        // A declared operand that is null: the rule does not apply.
        let (Some(text), true) = (
            block.texts[self.field][row],
            sex != Some(None) && born != Some(None),
        ) else {
            return Verdict::Silent;
        };
        let facts = Facts {
            sex: sex.flatten(),
            born: born.flatten(),
        };
        if self.format.check(text, &facts).is_ok() {
            return Verdict::Right;
        }
        let well_formed = self.format.check(text, &Facts::default()).is_ok();
        Verdict::of(well_formed.then_some(false))
    }
}

fn known<T>(cell: Cell<T>) -> Option<T> {
    match cell {
        Cell::Null | Cell::Unreadable => None,
        Cell::Is(value) => Some(value),
    }
}

impl Condition {
    /// Whether it holds for a row; missing values mean what they mean in `expr`.
    pub(crate) fn holds(&self, block: &Block<'_>, row: usize) -> bool {
        self.program.holds(&RowOf { block, row })
    }

    fn judge(&self, block: &Block<'_>, row: usize) -> Verdict {
        let row = RowOf { block, row };
        let missing = |column: &usize| row.cell(*column) == expr::Cell::Missing;
        let applies = self.asks || !self.columns.iter().any(missing);
        Verdict::of(applies.then(|| self.program.holds(&row)))
    }
}

/// A row of a block, as conditions read it.
struct RowOf<'b, 'a> {
    block: &'b Block<'a>,
    row: usize,
}

impl Row for RowOf<'_, '_> {
    #[inline]
    fn cell(&self, column: usize) -> expr::Cell<'_> {
        let missing = expr::Cell::Missing;
        match &self.block.typed[column] {
            Typed::Text => self.block.texts[column][self.row].map_or(missing, expr::Cell::Text),
            Typed::Integers(cells) => known(cells[self.row]).map_or(missing, expr::Cell::Int),
            Typed::Booleans(cells) => known(cells[self.row]).map_or(missing, expr::Cell::Bool),
            Typed::Instants(cells) => known(cells[self.row]).map_or(missing, expr::Cell::Instant),
            Typed::Dates(_) if self.block.types[column] == Type::PartialDate => {
                self.block.texts[column][self.row].map_or(missing, expr::Cell::Text)
            }
            Typed::Dates(cells) => {
                let day = known(cells[self.row]).and_then(PartialDate::known_day);
                day.map_or(missing, expr::Cell::from)
            }
        }
    }
}

impl Formula {
    /// Holds a column against the value of each row.
    fn judge<'a>(&'a self, block: &Block<'a>, column: usize, verdicts: &mut Vec<Verdict>) {
        let mut values: Vec<Val<'a>> = Vec::with_capacity(self.slots.len());
        for row in 0..block.rows {
            values.clear();
            values.extend(self.slots.iter().map(|slot| match slot {
                Source::Column(column) => value(block, *column, row),
                Source::AsOf(day) => Val::Date(*day),
            }));
            let (found, right) = (value(block, column, row), self.expr.eval(&values));
            let both = !found.is_missing() && !right.is_missing();
            verdicts.push(Verdict::of(both.then(|| same(&found, &right))));
        }
    }
}

/// A cell as expressions see it. A date that is not fully known is missing there.
fn value<'a>(block: &Block<'a>, column: usize, row: usize) -> Val<'a> {
    match &block.typed[column] {
        Typed::Text => {
            block.texts[column][row].map_or(Val::Null, |text| Val::Text(Cow::Borrowed(text)))
        }
        Typed::Integers(cells) => known(cells[row]).map_or(Val::Null, Val::Int),
        Typed::Booleans(cells) => known(cells[row]).map_or(Val::Null, Val::Bool),
        Typed::Instants(cells) => known(cells[row]).map_or(Val::Null, Val::Instant),
        Typed::Dates(_) if block.types[column] == Type::PartialDate => {
            block.texts[column][row].map_or(Val::Null, |text| Val::Text(Cow::Borrowed(text)))
        }
        Typed::Dates(cells) => known(cells[row])
            .and_then(PartialDate::known_day)
            .map_or(Val::Null, Val::Date),
    }
}
