//! What each kind of declared test comes down to.

use pack::{Allowed, FieldKind, Moment, Test};
use quality::{Age, Bound, Kind};

use super::Lowering;
use crate::measure::{Rows, What};

impl Lowering<'_> {
    /// What a test comes down to, or why it cannot be measured on these rows.
    pub(super) fn kinds(&mut self, test: &Test) -> Result<Vec<Kind>, &'static str> {
        let each = |fields: &[String], kind: fn(String) -> Kind| {
            fields.iter().cloned().map(kind).collect::<Vec<Kind>>()
        };
        Ok(vec![match test {
            Test::NotNull { fields } => return Ok(each(fields, |field| Kind::NotNull { field })),
            Test::NfcTrimmed { fields } => {
                return Ok(each(fields, |field| Kind::NfcTrimmed { field }));
            }
            Test::Holds(source) => Kind::Holds {
                condition: source.text.clone(),
            },
            Test::Format { field, format } => Kind::Format {
                field: field.clone(),
                format: format.clone(),
            },
            Test::Range { field, least, most } => Kind::Range {
                field: field.clone(),
                least: least.map(Bound::Integer),
                most: most.map(Bound::Integer),
            },
            Test::InList { field, of } => self.in_list(field, of),
            Test::Unique { fields } => Kind::Unique {
                fields: fields.clone(),
            },
            Test::ExistsIn {
                field,
                register,
                other,
            } => self.exists(field, register, other.as_deref()),
            Test::Before {
                field,
                than,
                strictly,
            } => self.in_order(field, than, (*strictly, true)),
            Test::After {
                field,
                than,
                strictly,
            } => self.in_order(field, than, (*strictly, false)),
            Test::AgreesWith {
                field,
                through,
                other,
            } => self.agrees(field, through.as_deref(), other),
            Test::HoldsThere { through, there } => self.holds_there(through, &there.text),
            Test::NumberAgrees {
                field,
                format,
                sex,
                born,
            } => Kind::NumberAgrees {
                field: field.clone(),
                format: format.clone(),
                sex: sex.clone(),
                born: born.clone(),
            },
            Test::FreshWithin { field: None, .. } if self.rows == Rows::Received => {
                return Err("a file does not say when its rows were recorded");
            }
            Test::FreshWithin { field, days } => Kind::FreshWithin {
                field: field.clone().unwrap_or_else(|| self.recorded_at.clone()),
                age: Age::Days(*days),
            },
        }])
    }

    fn in_list(&mut self, field: &str, of: &Allowed) -> Kind {
        let list = match of {
            Allowed::List(list) => {
                self.need_codes(list);
                list.clone()
            }
            Allowed::Values(values) => {
                let list = values.join("|");
                self.need(&list, What::Given(values.clone()));
                list
            }
        };
        Kind::InList {
            field: field.to_owned(),
            list,
        }
    }

    /// That a value stands in a field of a register, or that a record is there.
    pub(super) fn exists(&mut self, field: &str, register: &str, other: Option<&str>) -> Kind {
        let field = field.to_owned();
        if register == self.declared.id() {
            let target = other.map(str::to_owned).or_else(|| self.known_by(register));
            let target = target.unwrap_or_else(|| self.record.clone());
            return Kind::ExistsIn { field, target };
        }
        let by = other.map(str::to_owned).or_else(|| self.known_by(register));
        let list = match &by {
            Some(by) => format!("{register}.{by}"),
            None => register.to_owned(),
        };
        let register = register.to_owned();
        self.need(&list, What::Keys { register, by });
        Kind::ExistsAcross { field, list }
    }

    /// The field by which a file refers to a record of a register: its first key. Kept rows refer by
    /// the record's id.
    fn known_by(&self, register: &str) -> Option<String> {
        let declared = self.registers.get(register).ok()?;
        let key = declared.register.fields.iter().find(|field| field.key)?;
        (self.rows == Rows::Received).then(|| key.id.clone())
    }

    /// The same as another field here, or in the record that a field refers to.
    fn agrees(&mut self, field: &str, through: Option<&str>, other: &str) -> Kind {
        let Some(through) = through else {
            return Kind::AgreesWith {
                field: field.to_owned(),
                value: other.to_owned(),
            };
        };
        let register = self.refers_to(through);
        let list = format!("{register}.{other} by record");
        let what = What::Pairs {
            by: self.known_by(&register),
            register,
            field: other.to_owned(),
        };
        self.need(&list, what);
        Kind::AgreesAcross {
            key: through.to_owned(),
            field: field.to_owned(),
            list,
        }
    }

    /// A condition over the record that a field refers to.
    fn holds_there(&mut self, through: &str, there: &str) -> Kind {
        let register = self.refers_to(through);
        let list = format!("{register}: not {there}");
        let what = What::Barred {
            by: self.known_by(&register),
            register,
            there: there.to_owned(),
        };
        self.need(&list, what);
        Kind::NotInList {
            field: through.to_owned(),
            list,
        }
    }

    /// The register that a field refers to.
    fn refers_to(&self, field: &str) -> String {
        match self.declared.register.field(field).map(|field| &field.kind) {
            Some(FieldKind::Reference(register)) => register.clone(),
            _ => String::new(),
        }
    }

    /// A date on the right side of another: a day is a bound, a field the other end. Before tomorrow is
    /// the same as at most today.
    fn in_order(&self, field: &str, than: &Moment, (strictly, before): (bool, bool)) -> Kind {
        let day = match than {
            Moment::Field(other) => {
                let (first, then) = if before {
                    (field, other.as_str())
                } else {
                    (other.as_str(), field)
                };
                return Kind::Order {
                    first: first.to_owned(),
                    then: then.to_owned(),
                    strictly,
                };
            }
            Moment::Today => self.measuring.as_of,
            Moment::Day(day) => *day,
        };
        let day = match (strictly, before) {
            (false, _) => Ok(day),
            (true, true) => day.yesterday(),
            (true, false) => day.tomorrow(),
        };
        // Beyond the last day there is no bound to be passed.
        let bound = day.ok().map(Bound::Date);
        Kind::Range {
            field: field.to_owned(),
            least: bound.filter(|_| !before),
            most: bound.filter(|_| before),
        }
    }
}
