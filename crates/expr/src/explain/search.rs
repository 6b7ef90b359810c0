//! Finding the parts of a condition that would have to be otherwise.

use super::{Actual, Expected, Explanation, Key, Reason, Subject, Test, Why};
use crate::eval::{Env, truth, value};
use crate::tree::{Comparison, Function, Kind, Node};
use crate::value::{Val, Value};
use crate::{Expr, Type};

impl Expr {
    /// Explains the outcome for a row, given in the order of [`Expr::slots`]. `words` says one
    /// reason in the reader's language.
    pub fn explain(&self, row: &[Val<'_>], words: &dyn Fn(&Key) -> String) -> Explanation {
        let env = Env::new(row);
        let holds = truth(&self.root, &env) && !env.exhausted();
        let can_explain = self.of == Type::Bool && !holds && !env.exhausted();
        let explainer = Explainer {
            expr: self,
            env: &env,
            words,
        };
        let why = can_explain.then(|| explainer.why(&self.root, true));
        Explanation { holds, why }
    }
}

struct Explainer<'x, 'r, 'a> {
    expr: &'a Expr,
    env: &'x Env<'r, 'a>,
    words: &'x dyn Fn(&Key) -> String,
}

impl<'a> Explainer<'_, '_, 'a> {
    /// Parts are looked at again here, some that the evaluation could skip: each has the whole
    /// number of loop steps for itself.
    fn truth(&self, node: &'a Node) -> bool {
        self.env.rewind();
        truth(node, self.env)
    }

    fn value(&self, node: &'a Node) -> Val<'a> {
        self.env.rewind();
        value(node, self.env)
    }

    /// Why `node` is not `wanted`, which it is not.
    fn why(&self, node: &'a Node, wanted: bool) -> Why {
        match &node.kind {
            Kind::Not(part) => match &part.kind {
                Kind::Missing(field) => self.presence(field, wanted),
                _ => self.why(part, !wanted),
            },
            Kind::Missing(field) => self.presence(field, !wanted),
            Kind::All(parts) | Kind::Any(parts) => {
                let every = matches!(node.kind, Kind::All(_)) == wanted;
                self.join(parts, wanted, every)
            }
            Kind::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                let chosen = if self.truth(condition) {
                    then
                } else {
                    otherwise
                };
                self.why(chosen, wanted)
            }
            Kind::Compare(comparison, one, two) => self.comparison(*comparison, one, two, wanted),
            Kind::OneOf(needle, values) => {
                let against = Against::value(Value::List(values.clone()));
                self.reason(needle, either(wanted, Test::OneOf, Test::NoneOf), against)
            }
            Kind::OneOfNodes(needle, nodes) => {
                let against = self.list(nodes);
                self.reason(needle, either(wanted, Test::OneOf, Test::NoneOf), against)
            }
            Kind::InList(needle, list) => {
                let against = self.against(list);
                self.reason(needle, either(wanted, Test::OneOf, Test::NoneOf), against)
            }
            Kind::Loop { every, list, .. } => {
                let test = match (every, wanted) {
                    (true, true) => Test::EveryItem,
                    (true, false) => Test::NotEveryItem,
                    (false, true) => Test::SomeItem,
                    (false, false) => Test::NoItem,
                };
                self.reason(list, test, Against::NOTHING)
            }
            Kind::Call(function, parts) => self.text_test(*function, parts, wanted),
            Kind::Const(_) => self.said(Key {
                subject: Subject::Nothing,
                test: Test::Never,
                expected: Expected::Nothing,
                actual: Actual::Missing,
            }),
            Kind::Slot(_)
            | Kind::Item { .. }
            | Kind::Arithmetic(..)
            | Kind::Negate(_)
            | Kind::Join(..) => {
                let against = Against::value(Value::Bool(wanted));
                self.reason(node, Test::Equal, against)
            }
        }
    }

    fn join(&self, parts: &'a [Node], wanted: bool, every: bool) -> Why {
        let failing = parts
            .iter()
            .filter(|part| self.truth(part) != wanted)
            .map(|part| self.why(part, wanted));
        let mut flat = Vec::new();
        for why in failing {
            match (why, every) {
                (Why::All(inner), true) | (Why::Any(inner), false) => flat.extend(inner),
                (why, _) => flat.push(why),
            }
        }
        match (flat.len(), every) {
            (1, _) => flat.remove(0),
            (_, true) => Why::All(flat),
            (_, false) => Why::Any(flat),
        }
    }

    fn presence(&self, field: &'a Node, wanted: bool) -> Why {
        let test = either(wanted, Test::Present, Test::Absent);
        self.reason(field, test, Against::NOTHING)
    }

    fn comparison(
        &self,
        comparison: Comparison,
        one: &'a Node,
        two: &'a Node,
        wanted: bool,
    ) -> Why {
        let comparison = either(wanted, comparison, comparison.opposite());
        let flip = one.slots().is_empty() && !two.slots().is_empty();
        let (subject, other, comparison) = if flip {
            (two, one, comparison.flipped())
        } else {
            (one, two, comparison)
        };
        let test = match comparison {
            Comparison::Equal => Test::Equal,
            Comparison::Different => Test::Different,
            Comparison::Less => Test::Less,
            Comparison::AtMost => Test::AtMost,
            Comparison::More => Test::More,
            Comparison::AtLeast => Test::AtLeast,
        };
        self.reason(subject, test, self.against(other))
    }

    fn text_test(&self, function: Function, parts: &'a [Node], wanted: bool) -> Why {
        let test = match function {
            Function::StartsWith => either(wanted, Test::StartsWith, Test::StartsOtherwise),
            Function::EndsWith => either(wanted, Test::EndsWith, Test::EndsOtherwise),
            Function::Contains => either(wanted, Test::Contains, Test::ContainsNot),
            Function::Size | Function::DaysBetween | Function::Year | Function::Age => Test::Equal,
        };
        match parts {
            [text, part] => self.reason(text, test, self.against(part)),
            _ => self.said(Key {
                subject: Subject::Nothing,
                test,
                expected: Expected::Nothing,
                actual: Actual::Missing,
            }),
        }
    }

    fn reason(&self, subject: &'a Node, test: Test, against: Against) -> Why {
        let sensitive = against.sensitive || self.sensitive(subject);
        let actual = match self.value(subject) {
            Val::Null => Actual::Missing,
            Val::List(_) | Val::Record(_) => Actual::Hidden,
            _ if sensitive => Actual::Hidden,
            found => Actual::Value(found.to_value()),
        };
        let expected = against.expected;
        let gives_away = sensitive && actual != Actual::Missing && test.gives_away(&expected);
        self.said(Key {
            subject: self.subject(subject),
            test,
            expected: if gives_away {
                Expected::Hidden
            } else {
                expected
            },
            actual,
        })
    }

    fn sensitive(&self, node: &Node) -> bool {
        let slots = node.slots();
        slots.iter().any(|slot| self.expr.slots[*slot].sensitive)
    }

    fn said(&self, key: Key) -> Why {
        let sentence = (self.words)(&key);
        Why::One(Reason { key, sentence })
    }

    fn subject(&self, node: &Node) -> Subject {
        match &node.kind {
            Kind::Slot(slot) => Subject::Field(self.expr.slots[*slot].name.clone()),
            Kind::Call(function, _) => self.computed(function.name(), node),
            _ => self.computed("computed", node),
        }
    }

    fn computed(&self, function: &'static str, node: &Node) -> Subject {
        let fields = self.names(node);
        if fields.is_empty() {
            return Subject::Nothing;
        }
        Subject::Computed { function, fields }
    }

    fn names(&self, node: &Node) -> Vec<String> {
        let name = |slot: &usize| self.expr.slots[*slot].name.clone();
        node.slots().iter().map(name).collect()
    }

    /// The other side of a test: a value if the text says it, a name if a field does.
    fn against(&self, node: &'a Node) -> Against {
        let expected = match &node.kind {
            Kind::Const(value) => Expected::Value(value.clone()),
            _ if node.slots().is_empty() => match self.value(node) {
                Val::Null => Expected::Nothing,
                value => Expected::Value(value.to_value()),
            },
            _ => Expected::Subject(self.subject(node)),
        };
        Against {
            expected,
            sensitive: self.sensitive(node),
        }
    }

    /// The other side of `in` where fields stand in the list.
    fn list(&self, nodes: &'a [Node]) -> Against {
        if let [only] = nodes {
            return self.against(only);
        }
        let mut fields: Vec<String> = nodes.iter().flat_map(|node| self.names(node)).collect();
        fields.dedup();
        Against {
            expected: Expected::Subject(Subject::Computed {
                function: "list",
                fields,
            }),
            sensitive: nodes.iter().any(|node| self.sensitive(node)),
        }
    }
}

/// The other side of a test.
struct Against {
    expected: Expected,
    sensitive: bool,
}

impl Against {
    const NOTHING: Against = Against {
        expected: Expected::Nothing,
        sensitive: false,
    };

    fn value(value: Value) -> Against {
        Against {
            expected: Expected::Value(value),
            sensitive: false,
        }
    }
}

fn either<T>(wanted: bool, yes: T, no: T) -> T {
    if wanted { yes } else { no }
}
