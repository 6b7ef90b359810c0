//! The lists that rules need, from the registers as they are kept, or from rows of text.

use std::collections::BTreeMap;

use ::store::{Row, Store};
use expr::{Expr, Val};
use jiff::civil::Date;
use pack::Seed;

use super::stream::text_of;
use super::{Measuring, Needed, Texts, What};
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::store;
use crate::value::Value;

/// Lists by their names.
pub type Lists = BTreeMap<String, Texts>;

impl Registers {
    /// The lists that a measuring needs, from the registers as they are kept.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn lists(&self, db: &Store, measuring: &Measuring) -> Result<Lists, RegisterError> {
        let mut lists = Lists::new();
        for needed in &measuring.needed {
            let texts = match needed.what.register() {
                None => given(needed),
                Some(register) => {
                    let taking = Taking::new(self, needed, measuring.as_of)?;
                    Some(taking.read(db, self.get(register)?).await?)
                }
            };
            lists.extend(texts.map(|texts| (needed.list.clone(), texts)));
        }
        Ok(lists)
    }

    /// The lists that a measuring needs, as far as the first rows of a pack have them.
    ///
    /// # Errors
    /// When there is no such register.
    pub fn seeded_lists(
        &self,
        seeds: &[Seed],
        measuring: &Measuring,
    ) -> Result<Lists, RegisterError> {
        let mut lists = Lists::new();
        for needed in &measuring.needed {
            let register = needed.what.register();
            let of = |seed: &&Seed| Some(seed.register.as_str()) == register;
            let seeds: Vec<&Seed> = seeds.iter().filter(of).collect();
            let texts = match register {
                None => given(needed),
                Some(_) if seeds.is_empty() => None,
                Some(_) => {
                    let mut taking = Taking::new(self, needed, measuring.as_of)?;
                    for seed in seeds {
                        let header: Vec<&str> = seed.header.iter().map(String::as_str).collect();
                        for row in &seed.rows {
                            let cell = |at: usize| row.get(at).map(String::as_str);
                            taking.take(&header, &|at| cell(at).filter(|text| !text.is_empty()));
                        }
                    }
                    Some(taking.done())
                }
            };
            lists.extend(texts.map(|texts| (needed.list.clone(), texts)));
        }
        Ok(lists)
    }
}

fn given(needed: &Needed) -> Option<Texts> {
    match &needed.what {
        What::Given(values) => Some(Texts::Values(values.clone())),
        What::Keys { .. } | What::Pairs { .. } | What::Barred { .. } => None,
    }
}

/// A list that is being taken from a register, record by record.
#[derive(Debug)]
pub struct Taking {
    /// The field with the key; `None`: the record's id.
    by: Option<String>,
    takes: Takes,
    texts: Texts,
    register: pack::Register,
    today: Date,
}

#[derive(Debug)]
enum Takes {
    Key,
    Pair { field: String },
    Barred { expr: Box<Expr>, asks: bool },
}

impl Taking {
    /// Begins a list.
    ///
    /// # Errors
    /// When there is no such register.
    pub fn new(
        registers: &Registers,
        needed: &Needed,
        today: Date,
    ) -> Result<Taking, RegisterError> {
        let (register, by) = match &needed.what {
            What::Given(_) => (String::new(), None),
            What::Keys { register, by }
            | What::Pairs { register, by, .. }
            | What::Barred { register, by, .. } => (register.clone(), by.clone()),
        };
        let register = registers.get(&register)?.register.clone();
        let values = Texts::Values(Vec::new());
        let (takes, texts) = match &needed.what {
            What::Given(_) | What::Keys { .. } => (Takes::Key, values),
            What::Pairs { field, .. } => {
                let field = field.clone();
                (Takes::Pair { field }, Texts::Pairs(Vec::new()))
            }
            What::Barred { there, .. } => {
                let scope = pack::rule_scope(&register);
                match Expr::compile(there, &scope, &expr::Type::Bool) {
                    Ok(expr) => {
                        let asks = expr.asks_for_missing();
                        let expr = Box::new(expr);
                        (Takes::Barred { expr, asks }, values)
                    }
                    // A checked pack's conditions compile.
                    Err(_) => (Takes::Key, values),
                }
            }
        };
        Ok(Taking {
            by,
            takes,
            texts,
            register,
            today,
        })
    }

    /// The fields it reads of each record, the key first.
    pub fn fields(&self) -> Vec<&str> {
        let mut fields: Vec<&str> = self.by.iter().map(String::as_str).collect();
        match &self.takes {
            Takes::Key => {}
            Takes::Pair { field } => fields.push(field),
            Takes::Barred { expr, .. } => {
                let slots = expr.slots().iter().map(|slot| slot.name.as_str());
                fields.extend(slots.filter(|name| self.register.field(name).is_some()));
            }
        }
        fields
    }

    /// Takes a record as it is written in a file with this header.
    pub fn take<'t>(&mut self, header: &[&str], cell: &dyn Fn(usize) -> Option<&'t str>) {
        let value = |name: &str| {
            let at = header.iter().position(|column| *column == name)?;
            cell(at)
        };
        let Some(key) = self.by.as_deref().and_then(value).map(str::to_owned) else {
            return;
        };
        let read = |name: &str| {
            let field = self.register.field(name)?;
            let text = match (value(name)?, &field.kind) {
                ("1", pack::FieldKind::Boolean) => "true",
                ("0", pack::FieldKind::Boolean) => "false",
                (text, _) => text,
            };
            Value::parse(&field.kind, text).ok()?
        };
        let other = match &self.takes {
            Takes::Pair { field } => value(field).map(str::to_owned),
            Takes::Key | Takes::Barred { .. } => None,
        };
        let stands = self.stands(&read);
        self.put(key, other, stands);
    }

    /// Whether the record belongs in the list.
    fn stands(&self, read: &dyn Fn(&str) -> Option<Value>) -> bool {
        let Takes::Barred { expr, asks } = &self.takes else {
            return true;
        };
        let values = expr
            .slots()
            .iter()
            .map(|slot| match self.register.field(&slot.name) {
                None => expr::Value::Date(self.today),
                Some(field) => {
                    read(&slot.name).map_or(expr::Value::Null, |value| value.to_rule(field))
                }
            });
        let values: Vec<expr::Value> = values.collect();
        let says = *asks || !values.contains(&expr::Value::Null);
        let row: Vec<Val<'_>> = values.iter().map(expr::Value::view).collect();
        says && !expr.holds(&row)
    }

    fn put(&mut self, key: String, other: Option<String>, stands: bool) {
        match &mut self.texts {
            Texts::Values(values) if stands => values.push(key),
            Texts::Values(_) => {}
            Texts::Pairs(pairs) => pairs.extend(other.map(|other| (key, other))),
        }
    }

    /// The list.
    pub fn done(self) -> Texts {
        self.texts
    }

    /// Reads a register as it is kept.
    async fn read(mut self, db: &Store, declared: &Declared) -> Result<Texts, RegisterError> {
        let fields = self.fields();
        let positions = fields.iter().filter_map(|name| declared.position(name));
        let positions: Vec<usize> = positions.collect();
        let columns: Vec<&str> = positions
            .iter()
            .map(|at| declared.places[*at].column.as_str())
            .collect();
        let columns: Vec<String> = columns.into_iter().map(str::to_owned).collect();
        let mut after = None;
        loop {
            let page = store::page(db, declared, &columns, after).await?;
            let is_last = page.len() < store::MEASURED_PAGE;
            for row in &page {
                after = Some(row.id(0)?);
                self.take_row(declared, &positions, row)?;
            }
            if is_last {
                return Ok(self.done());
            }
        }
    }

    fn take_row(
        &mut self,
        declared: &Declared,
        positions: &[usize],
        row: &Row,
    ) -> Result<(), RegisterError> {
        let fields = &declared.register.fields;
        let place = |name: &str| {
            let at = positions.iter().position(|at| fields[*at].id == name)?;
            Some((&fields[positions[at]], at + 1))
        };
        let text = |name: &str| {
            let (field, at) = place(name)?;
            text_of(field, row.value(at)).map(std::borrow::Cow::into_owned)
        };
        let read = |name: &str| {
            let (field, at) = place(name)?;
            store::read_value(field, row, at).ok()?
        };
        let key = match &self.by {
            None => Some(row.id(0)?.to_string()),
            Some(by) => text(by),
        };
        let Some(key) = key else { return Ok(()) };
        let other = match &self.takes {
            Takes::Pair { field } => text(field),
            Takes::Key | Takes::Barred { .. } => None,
        };
        let stands = self.stands(&read);
        self.put(key, other, stands);
        Ok(())
    }
}
