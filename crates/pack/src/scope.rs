//! Which names the expressions of a procedure may use. A leg's expressions know its own names and
//! those of the procedure it is a leg of (the root), so they are compiled once for each root.
//!
//! | name | what it is |
//! |---|---|
//! | `applicant_id` | the applicant's record in the register of people |
//! | `today` | the day on which it is evaluated |
//! | `office.id`, `office.place` | the office of the case |
//! | `form.QUESTION` | an answer |
//! | `EVIDENCE.found`, `.record`, `.FIELD` | a record that was looked for |
//! | `value.VALUE` | a computed value; a value may use those above it |
//! | `consent.CONSENT`, `consent_needed.CONSENT` | whether it was given, and is needed |
//! | `out.WRITE.record`, `out.WRITE.FIELD` | a record made by a case of the same root |
//! | `leg.LEG.outcome` | how a leg of the root ended |

use expr::{Code as ExprCode, Expr, Field, Problem, Scope, ScopeError, Type};

use crate::form::Form;
use crate::model::{Event, FieldKind, Pack, Procedure, QuestionKind, Register, Source};

/// The parts of the law that scopes are made of.
#[derive(Clone, Copy)]
pub(crate) struct Law<'p> {
    pub(crate) registers: &'p [Register],
    pub(crate) procedures: &'p [Procedure],
    pub(crate) events: &'p [Event],
}

/// The scope of a procedure's expressions in cases whose root is of procedure `root`; for a
/// procedure that is no leg both are the same. Empty if the pack has no such procedure.
pub fn scope_of(pack: &Pack, procedure: &str, root: &str) -> Scope {
    let law = Law {
        registers: &pack.registers,
        procedures: &pack.procedures,
        events: &pack.events,
    };
    match (law.procedure(procedure), law.procedure(root)) {
        (Some(procedure), Some(root)) => {
            let mut scope = Building::new(law);
            scope.build(procedure, root, &mut |_, _| ());
            scope.scope
        }
        _ => Scope::new(),
    }
}

/// The type that expressions see of a field.
pub fn type_of(kind: &FieldKind) -> Type {
    match kind {
        FieldKind::Integer => Type::Int,
        FieldKind::Boolean => Type::Bool,
        FieldKind::Date => Type::Date,
        FieldKind::Text
        | FieldKind::Name
        | FieldKind::Code(_)
        | FieldKind::PartialDate
        | FieldKind::Instant
        | FieldKind::Identifier(_)
        | FieldKind::Place
        | FieldKind::Agency
        | FieldKind::Reference(_) => Type::Text,
    }
}

/// The type that rules of a register see of a field: as [`type_of`], but instants are instants,
/// decimal numbers and money whole numbers of the smallest unit, and lists are lists.
pub fn rule_type(field: &crate::Field) -> Type {
    match &field.form {
        Some(Form::Decimal { .. } | Form::Money { .. }) => Type::Int,
        Some(Form::List(FieldKind::Instant)) => Type::List(Box::new(Type::Instant)),
        Some(Form::List(of)) => Type::List(Box::new(type_of(of))),
        Some(Form::Geometry | Form::File) => Type::Text,
        None if field.kind == FieldKind::Instant => Type::Instant,
        None => type_of(&field.kind),
    }
}

/// What the conditions of a register's rules know: its fields by their ids, and `today`, the day
/// on which they are evaluated.
pub fn rule_scope(register: &Register) -> Scope {
    rule_scope_told(register, &mut |_, _| ())
}

/// As [`rule_scope`]; tells which names could not be declared, and why.
pub(crate) fn rule_scope_told(
    register: &Register,
    clash: &mut dyn FnMut(&str, ScopeError),
) -> Scope {
    let mut scope = Scope::new();
    let _ = scope.declare("today", Field::open(Type::Date));
    for field in &register.fields {
        let of = Field {
            of: rule_type(field),
            sensitive: field.sensitive,
        };
        if let Err(why) = scope.declare(&field.id, of) {
            clash(&field.id, why);
        }
    }
    scope
}

/// The type that expressions see of an answer.
pub fn answer_type(kind: &QuestionKind) -> Type {
    match kind {
        QuestionKind::Date => Type::Date,
        QuestionKind::YesNo => Type::Bool,
        QuestionKind::Text(_)
        | QuestionKind::Name(_)
        | QuestionKind::Choice(_)
        | QuestionKind::Code(_)
        | QuestionKind::Place(_) => Type::Text,
    }
}

/// Compiles an expression that may have any plain type, such as a value's.
///
/// # Errors
/// Everything that is wrong with it.
pub fn compile_any(source: &str, scope: &Scope) -> Result<Expr, Vec<Problem>> {
    let mut wrong = Vec::new();
    for of in [Type::Text, Type::Date, Type::Bool, Type::Int, Type::Instant] {
        match Expr::compile(source, scope, &of) {
            Ok(expr) => return Ok(expr),
            Err(problems) => wrong = problems,
        }
        if wrong
            .iter()
            .any(|problem| problem.code != ExprCode::ResultType)
        {
            wrong.retain(|problem| problem.code != ExprCode::ResultType);
            return Err(wrong);
        }
    }
    for problem in &mut wrong {
        problem.message =
            "a value is a text, a number, a date, a point in time, or yes or no".to_owned();
    }
    Err(wrong)
}

impl<'p> Law<'p> {
    pub(crate) fn procedure(self, id: &str) -> Option<&'p Procedure> {
        self.procedures.iter().find(|procedure| procedure.id == id)
    }

    pub(crate) fn register(self, id: &str) -> Option<&'p Register> {
        self.registers.iter().find(|register| register.id == id)
    }

    /// The procedures whose cases may be the root of a case of this one: those it is a leg of, and
    /// itself if it is none or people enter it by a life event.
    pub(crate) fn roots(self, procedure: &'p Procedure) -> Vec<&'p Procedure> {
        let opens = |root: &&Procedure| root.legs.iter().any(|leg| leg.procedure == procedure.id);
        let mut roots: Vec<&Procedure> = self.procedures.iter().filter(opens).collect();
        let entered = self
            .events
            .iter()
            .any(|event| event.procedure == procedure.id);
        if roots.is_empty() || entered {
            roots.push(procedure);
        }
        roots
    }
}

/// A name that could not be declared.
pub(crate) struct Clash {
    /// The procedure that declares it.
    pub(crate) procedure: String,
    /// The id of the evidence, question, value ... it belongs to.
    pub(crate) id: String,
    /// Why.
    pub(crate) why: ScopeError,
}

/// What is told of each value while it is typed.
pub(crate) type OnValue<'f> = dyn FnMut(&Source, &Result<Expr, Vec<Problem>>) + 'f;

/// A scope in the making.
pub(crate) struct Building<'p> {
    law: Law<'p>,
    pub(crate) scope: Scope,
    pub(crate) clashes: Vec<Clash>,
}

impl<'p> Building<'p> {
    pub(crate) fn new(law: Law<'p>) -> Building<'p> {
        Building {
            law,
            scope: Scope::new(),
            clashes: Vec::new(),
        }
    }

    /// Declares everything a procedure's expressions know.
    pub(crate) fn build(
        &mut self,
        procedure: &Procedure,
        root: &Procedure,
        on_value: &mut OnValue<'_>,
    ) {
        for (name, of) in [
            ("applicant_id", Type::Text),
            ("today", Type::Date),
            ("office.id", Type::Text),
            ("office.place", Type::Text),
        ] {
            self.declare(root, name, name, Field::open(of));
        }
        let both = [root, procedure];
        let own = if root.id == procedure.id {
            &both[..1]
        } else {
            &both[..]
        };
        for declared in own {
            self.asked(declared);
        }
        for declared in own {
            self.values(declared, on_value);
        }
        for declared in own {
            for consent in &declared.consents {
                for of in ["consent", "consent_needed"] {
                    let name = format!("{of}.{}", consent.id);
                    self.declare(declared, &consent.id, &name, Field::open(Type::Bool));
                }
            }
        }
        self.siblings(procedure, root);
    }

    fn asked(&mut self, procedure: &Procedure) {
        for question in &procedure.questions {
            let name = format!("form.{}", question.id);
            let of = answer_type(&question.kind);
            self.declare(procedure, &question.id, &name, Field::open(of));
        }
        for evidence in &procedure.evidence {
            let id = &evidence.id;
            let found = Field::open(Type::Bool);
            self.declare(procedure, id, &format!("{id}.found"), found);
            self.record(procedure, id, id, &evidence.register);
        }
    }

    /// A record and its fields.
    fn record(&mut self, procedure: &Procedure, id: &str, above: &str, register: &str) {
        let record = Field::open(Type::Text);
        self.declare(procedure, id, &format!("{above}.record"), record);
        let fields = self.law.register(register).map(|register| &register.fields);
        for field in fields.into_iter().flatten() {
            let of = Field {
                of: type_of(&field.kind),
                sensitive: field.sensitive,
            };
            self.declare(procedure, id, &format!("{above}.{}", field.id), of);
        }
    }

    fn values(&mut self, procedure: &Procedure, on_value: &mut OnValue<'_>) {
        for (id, source) in &procedure.values {
            let compiled = compile_any(&source.text, &self.scope);
            on_value(source, &compiled);
            let field = match &compiled {
                Ok(expr) => Field {
                    of: expr.result_type().clone(),
                    sensitive: expr.slots().iter().any(|slot| slot.sensitive),
                },
                // Reported; most values are texts.
                Err(_) => Field::open(Type::Text),
            };
            self.declare(procedure, id, &format!("value.{id}"), field);
        }
    }

    /// What the cases of one root make.
    fn siblings(&mut self, procedure: &Procedure, root: &Procedure) {
        let mut makers = vec![root];
        let law = self.law;
        for leg in &root.legs {
            let name = format!("leg.{}.outcome", leg.id);
            self.declare(root, &leg.id, &name, Field::open(Type::Text));
            makers.extend(law.procedure(&leg.procedure));
        }
        makers.push(procedure);
        let mut done: Vec<&str> = Vec::new();
        for maker in makers {
            if done.contains(&maker.id.as_str()) {
                continue;
            }
            done.push(&maker.id);
            for write in &maker.writes {
                let above = format!("out.{}", write.name);
                self.record(maker, &write.name, &above, &write.register);
            }
        }
    }

    fn declare(&mut self, procedure: &Procedure, id: &str, name: &str, field: Field) {
        if let Err(why) = self.scope.declare(name, field) {
            self.clashes.push(Clash {
                procedure: procedure.id.clone(),
                id: id.to_owned(),
                why,
            });
        }
    }
}
