//! A register as it is kept, page by page: read here, judged on a thread of its own.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;

use ::store::{Row, Value as Stored};
use base::{Id, Instant};
use ledger::Ledger;
use pack::form::unscaled;
use pack::{Field, FieldKind, Form};
use quality::{Batch, Outcome, Part, Plan, TooLarge};

use super::pulses::Pulses;
use super::{Measuring, Planned};
use crate::columns::own;
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::store;

/// Records in memory at once.
pub const MEASURE_PAGE: usize = store::MEASURED_PAGE;

/// [`crate::columns::BEGINNING`] as it is kept.
const NOBODY_KNOWS: &str = "0001-01-01";

/// Pages that wait for the thread that judges.
const WAITING: usize = 4;

/// What the rules found in a register, and whose rows they are.
#[derive(Debug)]
pub struct Measured {
    /// What the rules found.
    pub outcome: Outcome,
    /// The record of each row.
    pub ids: Vec<Id>,
    /// Rules that were not measured, and why.
    pub unmeasured: Vec<(quality::Rule, String)>,
    pub(crate) pulses: Pulses,
}

/// What is read of a register, and where it goes.
#[derive(Debug)]
struct Shape {
    /// Columns of the answer, behind the record's id.
    columns: Vec<String>,
    /// For each column of the plan, where its cells come from.
    cells: Vec<Cells>,
    /// Where the instant of recording stands in the answer.
    recorded_at: usize,
    /// Where the act stands, if the office that recorded must be asked for.
    act: Option<usize>,
    /// The column of the plan with whoever recorded.
    agency: Option<usize>,
    fields: Vec<Field>,
}

#[derive(Clone, Copy, Debug)]
enum Cells {
    /// No rule reads it.
    Unread,
    /// The id of the record.
    Record,
    /// When it was recorded.
    RecordedAt,
    /// The office that recorded.
    RecordedBy,
    /// A field, by its number and its place in the answer.
    Field(usize, usize),
}

/// Some rows, and the office that recorded each of them.
struct Page {
    rows: Vec<Row>,
    offices: Vec<Option<Arc<str>>>,
}

impl Shape {
    fn new(declared: &Declared, measuring: &Measuring, plan: &Plan) -> Shape {
        let fields = &declared.register.fields;
        let table = declared.table.columns();
        let mut columns = vec![table[own::RECORDED_AT].name.clone()];
        let agency = measuring.by.iter().find(|by| by.name == "agency");
        let agency = agency.and_then(|by| {
            let mut names = measuring.columns.iter();
            names.position(|column| column.name == by.column)
        });
        let mut cells = Vec::with_capacity(measuring.columns.len());
        for column in 0..measuring.columns.len() {
            let read = plan.reads(column);
            cells.push(match column.checked_sub(fields.len()) {
                _ if !read => Cells::Unread,
                Some(0) => Cells::Record,
                Some(1) => Cells::RecordedAt,
                Some(_) => Cells::RecordedBy,
                None => {
                    columns.push(declared.places[column].column.clone());
                    Cells::Field(column, columns.len())
                }
            });
        }
        let asks = cells.iter().any(|cell| matches!(cell, Cells::RecordedBy));
        let act = asks.then(|| {
            columns.push(table[own::ACT].name.clone());
            columns.len()
        });
        Shape {
            columns,
            cells,
            recorded_at: 1,
            act,
            agency,
            fields: fields.clone(),
        }
    }

    /// The text of a cell.
    fn text<'p>(
        &self,
        cell: Cells,
        (row, at): (&'p Row, usize),
        page: &'p Page,
    ) -> Option<Cow<'p, str>> {
        match cell {
            Cells::Unread => None,
            Cells::Record => row.id(0).ok().map(|id| id.to_string().into()),
            Cells::RecordedAt => instant_text(row.value(self.recorded_at)),
            Cells::RecordedBy => page.offices.get(at)?.as_deref().map(Cow::Borrowed),
            Cells::Field(field, at) => text_of(&self.fields[field], row.value(at)),
        }
    }
}

fn instant_text(value: &Stored) -> Option<Cow<'static, str>> {
    match value {
        Stored::Int(at) => Some(Instant(*at).to_string().into()),
        _ => None,
    }
}

/// A value of a field as rules of `quality` read it.
pub(super) fn text_of<'v>(field: &Field, value: &'v Stored) -> Option<Cow<'v, str>> {
    match (value, &field.kind) {
        // A beginning that nobody knows is no value: a declared `valid_from` is the record's own.
        (Stored::Text(text), FieldKind::Date)
            if field.id == "valid_from" && text == NOBODY_KNOWS =>
        {
            None
        }
        (Stored::Text(text), _) => Some(Cow::Borrowed(text)),
        (Stored::Int(number), FieldKind::Boolean) => {
            Some(Cow::Borrowed(if *number == 0 { "false" } else { "true" }))
        }
        (Stored::Int(_), FieldKind::Instant) => instant_text(value),
        (Stored::Int(number), _) => Some(match field.form.as_ref().and_then(Form::places) {
            Some(places) => unscaled(*number, places).into(),
            None => number.to_string().into(),
        }),
        (Stored::Bytes(bytes), _) => Id::from_slice(bytes).map(|id| id.to_string().into()),
        (Stored::Null | Stored::Real(_) | Stored::Next(_), _) => None,
    }
}

impl Registers {
    /// Goes through a register with a plan.
    ///
    /// # Errors
    /// When there is no such register, it has more than 2^32 records, or the database fails.
    pub(crate) async fn run_through(
        &self,
        ledger: &Ledger,
        measuring: &Measuring,
        planned: Planned,
    ) -> Result<Measured, RegisterError> {
        let declared = self.get(&measuring.register)?;
        let plan = planned.plan;
        let shape = Arc::new(Shape::new(declared, measuring, &plan));
        let (pages, waiting) = sync_channel(WAITING);
        let pulses = Pulses::new(&self.calendar, measuring.as_of);
        let judge = Judge {
            plan: plan.clone(),
            shape: shape.clone(),
            pulses,
        };
        let judge = std::thread::spawn(move || judge.work(&waiting));
        let mut offices = Offices::default();
        let mut after = None;
        loop {
            let rows = store::page(ledger.store(), declared, &shape.columns, after).await?;
            let is_last = rows.len() < MEASURE_PAGE;
            after = match rows.last() {
                Some(row) => Some(row.id(0)?),
                None => break,
            };
            let offices = match shape.act {
                Some(act) => offices.of(ledger, &rows, act).await?,
                None => Vec::new(),
            };
            // It is refused only when the judge has stopped; then its answer says why.
            if pages.send(Page { rows, offices }).is_err() || is_last {
                break;
            }
        }
        drop(pages);
        let judged = answer(judge)?;
        let outcome = plan
            .finish(&[judged.part], 2)
            .map_err(|TooLarge| RegisterError::TooLarge)?;
        Ok(Measured {
            outcome,
            ids: judged.ids,
            unmeasured: planned.unmeasured,
            pulses: judged.pulses,
        })
    }
}

/// The offices of acts that were asked for already: rows of one load have one act.
#[derive(Default)]
struct Offices {
    known: HashMap<Id, Option<Arc<str>>>,
    names: HashMap<String, Arc<str>>,
}

/// Acts that are remembered: a register that was written one by one has as many as records.
const ACTS_MAX: usize = 100_000;

impl Offices {
    async fn of(
        &mut self,
        ledger: &Ledger,
        rows: &[Row],
        at: usize,
    ) -> Result<Vec<Option<Arc<str>>>, RegisterError> {
        let acts = rows
            .iter()
            .map(|row| row.id(at))
            .collect::<Result<Vec<Id>, _>>()?;
        if self.known.len() > ACTS_MAX {
            self.known.clear();
        }
        let mut unknown: Vec<Id> = acts.clone();
        unknown.sort_unstable();
        unknown.dedup();
        unknown.retain(|act| !self.known.contains_key(act));
        for (act, office) in ledger.offices(&unknown).await? {
            let office = office.map(|office| {
                let name = self.names.entry(office);
                name.or_insert_with_key(|name| name.as_str().into()).clone()
            });
            self.known.insert(act, office);
        }
        let of = |act: &Id| self.known.get(act).cloned().flatten();
        Ok(acts.iter().map(of).collect())
    }
}

/// Who judges the rows.
struct Judge {
    plan: Arc<Plan>,
    shape: Arc<Shape>,
    pulses: Pulses,
}

struct Judged {
    part: Part,
    ids: Vec<Id>,
    pulses: Pulses,
}

impl Judge {
    fn work(mut self, pages: &Receiver<Page>) -> Result<Judged, RegisterError> {
        let plan = self.plan.clone();
        let mut checker = plan.checker();
        let mut ids = Vec::new();
        while let Ok(page) = pages.recv() {
            let mut batch = Batch::new(self.shape.cells.len());
            for (at, row) in page.rows.iter().enumerate() {
                ids.push(row.id(0)?);
                let cells = self.shape.cells.iter();
                batch.push(cells.map(|cell| self.shape.text(*cell, (row, at), &page)));
                self.pulse(row, at, &page);
            }
            checker
                .add(&batch)
                .map_err(|TooLarge| RegisterError::TooLarge)?;
        }
        Ok(Judged {
            part: checker.done(),
            ids,
            pulses: self.pulses,
        })
    }

    fn pulse(&mut self, row: &Row, at: usize, page: &Page) {
        let Some(agency) = self.shape.agency else {
            return;
        };
        let Stored::Int(recorded) = row.value(self.shape.recorded_at) else {
            return;
        };
        if self.pulses.is_recent(Instant(*recorded)) {
            let agency = self.shape.text(self.shape.cells[agency], (row, at), page);
            self.pulses.add(agency.as_deref(), Instant(*recorded));
        }
    }
}

fn answer(judge: JoinHandle<Result<Judged, RegisterError>>) -> Result<Judged, RegisterError> {
    // A thread that panicked has found a fault of this program: it goes on here.
    judge
        .join()
        .unwrap_or_else(|why| std::panic::resume_unwind(why))
}
