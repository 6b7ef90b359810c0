//! From a register's declaration to rules of `quality`: pure, and the same for a register that is
//! loaded and for a file that is not.
//!
//! Beside the declared rules, the types of the fields are rules: what must be given is given, codes
//! are of their lists, identifiers have their form, places and agencies are known, records that are
//! referred to exist, keys come once. One that is declared in other words as well is measured once,
//! under the declared id.

use jiff::civil::Date;
use pack::{Allowed, Field, FieldKind, Form, Level, RegisterRule, Test};
use quality::{By, Column, Cut, Kind, Lag, Rule, Type, Word};

use super::{Measuring, Needed, Rows, What};
use crate::lower::{Declared, Registers};

mod kinds;

/// Names of the columns that are no fields.
const RECORD: &str = "record";
const RECORDED_AT: &str = "recorded_at";
const RECORDED_BY: &str = "recorded_by";

impl Measuring {
    pub(super) fn lower(
        registers: &Registers,
        declared: &Declared,
        (rows, as_of): (Rows, Date),
    ) -> Measuring {
        let register = &declared.register;
        let free = |name: &str| {
            let mut name = name.to_owned();
            while register.field(&name).is_some() {
                name.push('_');
            }
            name
        };
        let fields = register.fields.iter().map(|field| Column {
            name: field.id.clone(),
            of: type_of(field),
        });
        let own = [
            (RECORD, Type::Text),
            (RECORDED_AT, Type::Instant),
            (RECORDED_BY, Type::Text),
        ];
        let own = own.map(|(name, of)| Column {
            name: free(name),
            of,
        });
        let [record, recorded_at, recorded_by] = own.each_ref().map(|column| column.name.clone());
        let mut lowering = Lowering {
            registers,
            declared,
            rows,
            measuring: Measuring {
                register: register.id.clone(),
                law: registers.law.clone(),
                columns: fields.chain(own).collect(),
                rules: Vec::new(),
                needed: Vec::new(),
                unmeasured: Vec::new(),
                own_columns: 3,
                by: Vec::new(),
                lags: Vec::new(),
                as_of,
            },
            record,
            recorded_at,
        };
        lowering.types();
        for rule in &register.rules {
            lowering.rule(rule);
        }
        lowering.breakdowns(&recorded_by);
        lowering.measuring
    }
}

/// What the cells of a field hold.
fn type_of(field: &Field) -> Type {
    match (&field.form, &field.kind) {
        (Some(Form::Decimal { places } | Form::Money { places, .. }), _) => Type::Decimal(*places),
        (Some(Form::Geometry | Form::File | Form::List(_)), _) => Type::Text,
        (None, FieldKind::Name) => Type::Name,
        (None, FieldKind::Integer) => Type::Integer,
        (None, FieldKind::Boolean) => Type::Boolean,
        (None, FieldKind::Date) => Type::Date,
        (None, FieldKind::PartialDate) => Type::PartialDate,
        (None, FieldKind::Instant) => Type::Instant,
        (
            None,
            FieldKind::Text
            | FieldKind::Code(_)
            | FieldKind::Identifier(_)
            | FieldKind::Place
            | FieldKind::Agency
            | FieldKind::Reference(_),
        ) => Type::Text,
    }
}

struct Lowering<'r> {
    registers: &'r Registers,
    declared: &'r Declared,
    rows: Rows,
    measuring: Measuring,
    /// Names of the columns with the record's id and the instant of writing.
    record: String,
    recorded_at: String,
}

impl Lowering<'_> {
    /// The rules that the types of fields are.
    fn types(&mut self) {
        let declared = self.declared;
        for field in &declared.register.fields {
            let name = || field.id.clone();
            if !field.optional {
                let kind = Kind::NotNull { field: name() };
                self.implied(&format!("required:{}", field.id), &[Word::Sufficient], kind);
            }
            // What is kept was read as what its column holds.
            let is_read = !matches!(type_of(field), Type::Text | Type::Name);
            if is_read && self.rows == Rows::Received {
                let kind = Kind::Readable { field: name() };
                self.implied(&format!("readable:{}", field.id), &[Word::Clean], kind);
            }
            self.type_of_values(field);
            if field.key {
                let fields = vec![name()];
                let id = format!("key:{}", field.id);
                self.implied(&id, &[Word::Clean], Kind::Unique { fields });
            }
        }
        for key in &declared.register.keys {
            let id = format!("key:{}", key.join("+"));
            let fields = key.clone();
            self.implied(&id, &[Word::Clean], Kind::Unique { fields });
        }
    }

    /// The rule about single values that a field's type is, if it is one.
    fn type_of_values(&mut self, field: &Field) {
        if field.form.is_some() {
            return;
        }
        let head = &self.registers.head;
        let (places, agencies) = (head.places.clone(), head.agencies.clone());
        let both = [Word::Unified, Word::Clean];
        match &field.kind {
            FieldKind::Code(list) => {
                let kind = Kind::InList {
                    field: field.id.clone(),
                    list: list.clone(),
                };
                self.need_codes(list);
                self.implied(&format!("code:{}", field.id), &both, kind);
            }
            FieldKind::Identifier(format) => {
                let kind = Kind::Format {
                    field: field.id.clone(),
                    format: format.clone(),
                };
                self.implied(&format!("format:{}", field.id), &[Word::Clean], kind);
            }
            FieldKind::Place => {
                let kind = self.exists(&field.id, &places, Some("code"));
                self.implied(&format!("known:{}", field.id), &both, kind);
            }
            FieldKind::Agency => {
                let kind = self.exists(&field.id, &agencies, Some("id"));
                self.implied(&format!("known:{}", field.id), &both, kind);
            }
            FieldKind::Reference(register) => {
                let kind = self.exists(&field.id, register, None);
                self.implied(&format!("known:{}", field.id), &both, kind);
            }
            FieldKind::Text
            | FieldKind::Name
            | FieldKind::Integer
            | FieldKind::Boolean
            | FieldKind::Date
            | FieldKind::PartialDate
            | FieldKind::Instant => {}
        }
    }

    /// Adds a rule that follows from a type, unless the register declares the same itself.
    fn implied(&mut self, id: &str, words: &[Word], kind: Kind) {
        let same = |rule: &RegisterRule| rule.when.is_none() && self.says(&rule.test, &kind);
        if self.declared.register.rules.iter().any(same) {
            return;
        }
        self.measuring.rules.push(Rule {
            id: id.to_owned(),
            level: Level::Error,
            words: words.to_vec(),
            when: None,
            kind,
        });
    }

    /// Whether a declared test says the same as a rule that follows from a type.
    fn says(&self, test: &Test, kind: &Kind) -> bool {
        match (test, kind) {
            (Test::NotNull { fields }, Kind::NotNull { field }) => fields.contains(field),
            (Test::Unique { fields }, Kind::Unique { fields: key }) => fields == key,
            (
                Test::Format { field, format },
                Kind::Format {
                    field: on,
                    format: of,
                },
            ) => (field, format) == (on, of),
            (Test::InList { field, of }, Kind::InList { field: on, list }) => {
                field == on && *of == Allowed::List(list.clone())
            }
            (
                Test::ExistsIn { field, .. },
                Kind::ExistsIn { field: on, .. } | Kind::ExistsAcross { field: on, .. },
            ) => field == on,
            _ => false,
        }
    }

    /// A declared rule; one that says something of several fields becomes one for each.
    fn rule(&mut self, rule: &RegisterRule) {
        let kinds = match self.flat(rule).and_then(|()| self.kinds(&rule.test)) {
            Ok(kinds) => kinds,
            Err(why) => {
                self.measuring
                    .unmeasured
                    .push((rule.clone(), why.to_owned()));
                return;
            }
        };
        let single = kinds.len() == 1;
        for kind in kinds {
            let id = match kind.fields().first() {
                Some(field) if !single => format!("{}:{field}", rule.id),
                Some(_) | None => rule.id.clone(),
            };
            self.measuring.rules.push(Rule {
                id,
                level: rule.level,
                words: vec![rule.word],
                when: rule.when.as_ref().map(|when| when.text.clone()),
                kind,
            });
        }
    }

    /// Whether the conditions of a rule read plain values: rows have no lists.
    fn flat(&self, rule: &RegisterRule) -> Result<(), &'static str> {
        let register = &self.declared.register;
        let scope = pack::rule_scope(register);
        let is_list = |name: &str| {
            let field = register.field(name);
            field.is_some_and(|field| matches!(field.form, Some(Form::List(_))))
        };
        for source in rule.sources() {
            let expr = expr::Expr::compile(&source.text, &scope, &expr::Type::Bool);
            let mut read = expr.iter().flat_map(expr::Expr::slots);
            if read.any(|slot| is_list(&slot.name)) {
                return Err("its condition looks into a list: it is kept when a record is written");
            }
        }
        Ok(())
    }

    fn need_codes(&mut self, list: &str) {
        let mut codes: Vec<String> = match self.registers.lists.get(list) {
            Some(codes) => codes.iter().cloned().collect(),
            None => Vec::new(),
        };
        codes.sort_unstable();
        self.need(list, What::Given(codes));
    }

    fn need(&mut self, list: &str, what: What) {
        if !self
            .measuring
            .needed
            .iter()
            .any(|needed| needed.list == list)
        {
            self.measuring.needed.push(Needed {
                list: list.to_owned(),
                what,
            });
        }
    }

    fn breakdowns(&mut self, recorded_by: &str) {
        let measure = &self.declared.register.measure;
        let own = |name: &str| (self.rows == Rows::Kept).then(|| name.to_owned());
        let by = [
            (
                "agency",
                measure.agency.clone().or_else(|| own(recorded_by)),
                Cut::Whole,
            ),
            (
                "month",
                measure.month.clone().or_else(|| own(&self.recorded_at)),
                Cut::Month,
            ),
            ("place", measure.place.clone(), Cut::Whole),
        ];
        let by = by.into_iter().filter_map(|(name, column, cut)| {
            Some(By {
                name: name.to_owned(),
                column: column?,
                cut,
            })
        });
        let lags = measure.lags.iter().filter_map(|lag| {
            Some(Lag {
                name: lag.event.clone(),
                event: lag.event.clone(),
                recorded: lag.recorded.clone().or_else(|| own(&self.recorded_at))?,
                limit_days: lag.days,
            })
        });
        (self.measuring.by, self.measuring.lags) = (by.collect(), lags.collect());
    }
}
