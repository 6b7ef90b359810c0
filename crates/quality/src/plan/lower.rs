//! From a rule's names to the numbers of columns, streams and lists.

use super::{
    Bearer, Bound, By, Check, Column, Compiled, CompiledBy, CompiledLag, Condition, Cut, Expr,
    Field, Format, Formula, KeyOf, Kind, Lag, Lowered, Lowering, Problem, Rule, Scope, Source,
    Type, Why, nearest,
};
use expr::{Place, Value};

/// The names under which conditions know the day of measuring, unless a column has them: on the day
/// of measuring, it is today.
const AS_OF: [&str; 2] = ["as_of", "today"];

impl Lowering<'_> {
    pub(super) fn refuse(&mut self, of: &str, why: Why) {
        let of = of.to_owned();
        self.problems.push(Problem { of, why });
    }

    /// A rule made ready; nothing if it was refused.
    pub(super) fn compile(&mut self, rule: Rule) -> Option<Compiled> {
        let when = match &rule.when {
            None => None,
            Some(source) => {
                let formula = self.formula(&rule.id, source, &expr::Type::Bool)?;
                Some((self.condition(&rule.id, &formula)?, self.names(&formula)))
            }
        };
        let (lowered, mut fields) = self.rule(&rule, when.as_ref().map(|(when, _)| when))?;
        let (when, names) = when.unzip();
        fields.extend(names.into_iter().flatten());
        Some(Compiled {
            rule,
            fields,
            when,
            lowered,
        })
    }

    /// What the rule comes down to, and the fields it reads.
    fn rule(&mut self, rule: &Rule, when: Option<&Condition>) -> Option<(Lowered, Vec<String>)> {
        let named = rule.kind.fields();
        let columns: Vec<Option<usize>> = named
            .iter()
            .map(|name| self.column(&rule.id, name))
            .collect();
        let columns: Vec<usize> = columns.into_iter().collect::<Option<_>>()?;
        let mut fields: Vec<String> = named.into_iter().map(str::to_owned).collect();
        let lowered = match &rule.kind {
            Kind::Unique { .. } if columns.is_empty() => {
                self.refuse(&rule.id, Why::NoField);
                return None;
            }
            Kind::Unique { .. } => Lowered::Unique {
                stream: self.stream(columns, when),
            },
            Kind::ExistsIn { .. } => Lowered::Exists {
                stream: self.stream(vec![columns[0]], when),
                target: self.stream(vec![columns[1]], None),
            },
            Kind::Holds { condition } => {
                let formula = self.formula(&rule.id, condition, &expr::Type::Bool)?;
                fields.extend(self.names(&formula));
                Lowered::Row(Check::Holds(Box::new(self.condition(&rule.id, &formula)?)))
            }
            Kind::AgreesWith { value, .. } if self.is_column(value) => {
                fields.push(value.trim().to_owned());
                Lowered::Row(self.same(&rule.id, columns[0], value.trim())?)
            }
            Kind::AgreesWith { value, .. } => {
                let of = expr_type(self.columns[columns[0]].of);
                let formula = self.formula(&rule.id, value, &of)?;
                fields.extend(self.names(&formula));
                Lowered::Row(Check::AgreesWith(self.typed(columns[0]), formula))
            }
            kind => Lowered::Row(self.check(&rule.id, kind, &columns)?),
        };
        Some((lowered, fields))
    }

    /// The kinds that judge one row and have no expression.
    fn check(&mut self, id: &str, kind: &Kind, columns: &[usize]) -> Option<Check> {
        let column = *columns.first()?;
        let of = self.columns[column].of;
        Some(match kind {
            Kind::NotNull { .. } => Check::NotNull(self.texts(column)),
            Kind::Readable { .. } => Check::Readable(self.typed(column)),
            Kind::Pattern { pattern, .. } => Check::Pattern(self.texts(column), pattern.clone()),
            Kind::Format { format, .. } => {
                Check::Format(self.texts(column), self.format(id, format)?)
            }
            Kind::NfcTrimmed { .. } => Check::NfcTrimmed(self.texts(column)),
            Kind::InList { list, .. } | Kind::ExistsAcross { list, .. } => {
                Check::InList(self.texts(column), self.list(id, list)?)
            }
            Kind::NotInList { list, .. } => {
                Check::NotInList(self.texts(column), self.list(id, list)?)
            }
            Kind::NumberAgrees {
                format, sex, born, ..
            } => {
                let sex_column = sex.as_ref().and(columns.get(1).copied());
                let born_column = born.as_ref().and(columns.last().copied());
                if let Some(born) = born_column {
                    let dated = is_day(self.columns[born].of);
                    self.expect(id, born, dated, "a date of birth")?;
                }
                Check::NumberAgrees(Box::new(Bearer {
                    field: self.texts(column),
                    format: self.format(id, format)?,
                    sex: sex_column.map(|column| self.texts(column)),
                    born: born_column.map(|column| self.typed(column)),
                }))
            }
            Kind::Range { least, most, .. } => {
                let bounds: Vec<Bound> = least.iter().chain(most).copied().collect();
                let fits = is_ordered(of) && bounds.into_iter().all(|bound| fits(bound, of));
                self.expect(id, column, fits, "bounds of its own type")?;
                Check::Range(self.typed(column), *least, *most)
            }
            Kind::AgreesAcross { list, .. } => {
                let found = self.list(id, list)?;
                if !self.pairs[found] {
                    let name = list.clone();
                    self.refuse(id, Why::NotPairs { name });
                    return None;
                }
                let field = *columns.get(1)?;
                self.typed(field);
                Check::AgreesAcross(self.texts(column), self.texts(field), found)
            }
            Kind::Order { strictly, .. } => {
                let then = *columns.get(1)?;
                let expected = "a number, a date or an instant";
                self.expect(id, column, is_ordered(of), expected)?;
                let of = [self.columns[column].of, self.columns[then].of];
                if of[0] != of[1] && !of.into_iter().all(is_day) {
                    let fields = [column, then].map(|column| self.columns[column].name.clone());
                    self.refuse(id, Why::TypesDiffer { fields });
                    return None;
                }
                Check::Order(self.typed(column), self.typed(then), *strictly)
            }
            Kind::FreshWithin { age, .. } => {
                self.expect(id, column, is_dated(of), "a date or an instant")?;
                Check::FreshSince(self.typed(column), age.earliest(self.as_of))
            }
            Kind::Unique { .. }
            | Kind::ExistsIn { .. }
            | Kind::Holds { .. }
            | Kind::AgreesWith { .. } => return None,
        })
    }

    fn is_column(&self, value: &str) -> bool {
        self.columns
            .iter()
            .any(|column| column.name == value.trim())
    }

    /// Two fields that must say the same.
    fn same(&mut self, id: &str, one: usize, other: &str) -> Option<Check> {
        let other = self.column(id, other)?;
        let of = [one, other].map(|column| self.columns[column].of);
        let texts = |of: Type| matches!(of, Type::Text | Type::Name);
        if of[0] != of[1] && !of.into_iter().all(texts) && !of.into_iter().all(is_day) {
            let fields = [one, other].map(|column| self.columns[column].name.clone());
            self.refuse(id, Why::TypesDiffer { fields });
            return None;
        }
        let names = of.contains(&Type::Name);
        Some(Check::Same(self.typed(one), self.typed(other), names))
    }

    pub(super) fn by(&mut self, by: By) -> Option<CompiledBy> {
        let column = self.column(&by.name, &by.column)?;
        if matches!(by.cut, Cut::Month | Cut::Year) {
            let dated = is_dated(self.columns[column].of);
            self.expect(&by.name, column, dated, "a date or an instant")?;
            self.typed(column);
        }
        Some(CompiledBy {
            name: by.name,
            column: self.texts(column),
            cut: by.cut,
        })
    }

    pub(super) fn lag(&mut self, lag: Lag) -> Option<CompiledLag> {
        let event = self.column(&lag.name, &lag.event)?;
        let recorded = self.column(&lag.name, &lag.recorded)?;
        for column in [event, recorded] {
            let dated = is_dated(self.columns[column].of);
            self.expect(&lag.name, column, dated, "a date or an instant")?;
            self.typed(column);
        }
        Some(CompiledLag {
            lag,
            event,
            recorded,
        })
    }

    fn column(&mut self, of: &str, name: &str) -> Option<usize> {
        let found = self.columns.iter().position(|column| column.name == name);
        if found.is_none() {
            let names = self.columns.iter().map(|column| column.name.as_str());
            let why = Why::UnknownField {
                name: name.to_owned(),
                nearest: nearest(name, names).map(str::to_owned),
            };
            self.refuse(of, why);
        }
        found
    }

    fn list(&mut self, of: &str, name: &str) -> Option<usize> {
        let found = self.lists.iter().position(|list| list == name);
        if found.is_none() {
            let why = Why::UnknownList {
                name: name.to_owned(),
                nearest: nearest(name, self.lists.iter().map(String::as_str)).map(str::to_owned),
            };
            self.refuse(of, why);
        }
        found
    }

    fn format(&mut self, of: &str, name: &str) -> Option<Format> {
        let found = self.formats.iter().find(|(format, _)| format == name);
        if let Some((_, format)) = found {
            return Some(format.clone());
        }
        let names = self.formats.iter().map(|(format, _)| format.as_str());
        let why = Why::UnknownFormat {
            name: name.to_owned(),
            nearest: nearest(name, names).map(str::to_owned),
        };
        self.refuse(of, why);
        None
    }

    fn expect(
        &mut self,
        of: &str,
        column: usize,
        fits: bool,
        expected: &'static str,
    ) -> Option<()> {
        let Column { name, of: found } = self.columns[column].clone();
        if fits {
            return Some(());
        }
        let why = Why::WrongType {
            field: name,
            found,
            expected,
        };
        self.refuse(of, why);
        None
    }

    fn texts(&mut self, column: usize) -> usize {
        self.needs[column].text = true;
        column
    }

    fn typed(&mut self, column: usize) -> usize {
        self.needs[column].typed = true;
        column
    }

    fn stream(&mut self, columns: Vec<usize>, when: Option<&Condition>) -> usize {
        for &column in &columns {
            self.needs[column].text = true;
        }
        let known = self.streams.iter().position(|stream| {
            when.is_none() && stream.when.is_none() && stream.columns == columns
        });
        known.unwrap_or_else(|| {
            let when = when.cloned();
            self.streams.push(KeyOf { columns, when });
            self.streams.len() - 1
        })
    }

    /// The columns an expression reads.
    fn names(&self, formula: &Formula) -> Vec<String> {
        let columns = formula.slots.iter().filter_map(|slot| match slot {
            Source::Column(column) => Some(self.columns[*column].name.clone()),
            Source::AsOf(_) => None,
        });
        columns.collect()
    }

    /// A condition made ready for a stream of rows.
    fn condition(&mut self, id: &str, formula: &Formula) -> Option<Condition> {
        let places: Vec<(&str, Source)> = formula
            .expr
            .slots()
            .iter()
            .map(|slot| slot.name.as_str())
            .zip(formula.slots.iter().copied())
            .collect();
        let program = formula.expr.program(&|name| {
            let (_, source) = places.iter().find(|(slot, _)| *slot == name)?;
            Some(match source {
                Source::Column(column) => Place::Column(*column),
                Source::AsOf(day) => Place::Known(Value::Date(*day)),
            })
        });
        let columns = places.iter().filter_map(|(_, source)| match source {
            Source::Column(column) => Some(*column),
            Source::AsOf(_) => None,
        });
        match program {
            Ok(program) => Some(Condition {
                program,
                columns: columns.collect(),
                asks: formula.expr.asks_for_missing(),
            }),
            Err(why) => {
                self.refuse(id, Why::NotStreamed(why));
                None
            }
        }
    }

    fn formula(&mut self, id: &str, source: &str, of: &expr::Type) -> Option<Formula> {
        let mut scope = Scope::new();
        for column in self.columns {
            // Sensitive, all of them: an explanation of a rule is not the place to show values.
            let field = Field::sensitive(expr_type(column.of));
            if let Err(error) = scope.declare(&column.name, field) {
                self.refuse(id, Why::NotAName(error));
                return None;
            }
        }
        for name in AS_OF {
            if scope.type_of(name).is_none()
                && let Err(error) = scope.declare(name, Field::open(expr::Type::Date))
            {
                self.refuse(id, Why::NotAName(error));
                return None;
            }
        }
        let expr = match Expr::compile(source, &scope, of) {
            Ok(expr) => expr,
            Err(problems) => {
                for problem in problems {
                    self.refuse(id, Why::Condition(problem));
                }
                return None;
            }
        };
        let slots = expr.slots().iter().map(|slot| {
            let column = self
                .columns
                .iter()
                .position(|column| column.name == slot.name);
            column.map_or(Source::AsOf(self.as_of), Source::Column)
        });
        let slots: Vec<Source> = slots.collect();
        for slot in &slots {
            if let Source::Column(column) = slot {
                self.needs[*column].typed = true;
            }
        }
        Some(Formula { expr, slots })
    }
}

fn fits(bound: Bound, of: Type) -> bool {
    match bound {
        Bound::Integer(_) => matches!(of, Type::Integer | Type::Decimal(_)),
        Bound::Date(_) => is_day(of),
        Bound::Instant(_) => of == Type::Instant,
    }
}

fn is_ordered(of: Type) -> bool {
    match of {
        Type::Text | Type::Name | Type::Boolean => false,
        Type::Integer | Type::Decimal(_) | Type::Date | Type::PartialDate | Type::Instant => true,
    }
}

fn is_dated(of: Type) -> bool {
    is_day(of) || of == Type::Instant
}

fn is_day(of: Type) -> bool {
    matches!(of, Type::Date | Type::PartialDate)
}

fn expr_type(of: Type) -> expr::Type {
    match of {
        Type::Text | Type::Name | Type::PartialDate => expr::Type::Text,
        Type::Integer | Type::Decimal(_) => expr::Type::Int,
        Type::Boolean => expr::Type::Bool,
        Type::Date => expr::Type::Date,
        Type::Instant => expr::Type::Instant,
    }
}
