//! The compiled form: a typed tree whose names are resolved to slots.

use std::ops::Range;

use crate::value::Value;

/// A node and the bytes of the source it was made from.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    at: (u16, u16),
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A literal.
    Const(Value),
    /// The field in this slot of the row.
    Slot(usize),
    /// The item of the loop at this depth, or a field of it.
    Item { depth: usize, path: Vec<String> },
    /// Not true.
    Not(Box<Node>),
    /// All are true.
    All(Vec<Node>),
    /// At least one is true.
    Any(Vec<Node>),
    /// Both are known and stand so to each other.
    Compare(Comparison, Box<Node>, Box<Node>),
    /// Nothing is known.
    Missing(Box<Node>),
    /// One of these literals, which are sorted.
    OneOf(Box<Node>, Vec<Value>),
    /// The same as one of these.
    OneOfNodes(Box<Node>, Vec<Node>),
    /// An item of this list.
    InList(Box<Node>, Box<Node>),
    /// Two numbers.
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    /// A number with the other sign.
    Negate(Box<Node>),
    /// Two texts, one after the other.
    Join(Box<Node>, Box<Node>),
    /// Condition, then, else.
    If(Box<[Node; 3]>),
    /// A function; its arguments are as many and of such types as it declares.
    Call(Function, Vec<Node>),
    /// `exists` (some item) or `all` (every item).
    Loop {
        every: bool,
        depth: usize,
        list: Box<Node>,
        body: Box<Node>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Size,
    StartsWith,
    EndsWith,
    Contains,
    DaysBetween,
    Year,
    Age,
}

impl Function {
    /// How it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Function::Size => "size",
            Function::StartsWith => "startsWith",
            Function::EndsWith => "endsWith",
            Function::Contains => "contains",
            Function::DaysBetween => "days_between",
            Function::Year => "year",
            Function::Age => "age",
        }
    }
}

impl Comparison {
    /// The same with the sides exchanged: `a < b` is `b > a`.
    pub(crate) fn flipped(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::Equal,
            Comparison::Different => Comparison::Different,
            Comparison::Less => Comparison::More,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::More => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
        }
    }

    /// What holds between two known values when this does not.
    pub(crate) fn opposite(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::Different,
            Comparison::Different => Comparison::Equal,
            Comparison::Less => Comparison::AtLeast,
            Comparison::AtMost => Comparison::More,
            Comparison::More => Comparison::AtMost,
            Comparison::AtLeast => Comparison::Less,
        }
    }
}

impl Node {
    /// A node made from these bytes; a source is never longer than a `u16` counts.
    pub(crate) fn new(kind: Kind, at: &Range<usize>) -> Node {
        let byte = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        Node {
            kind,
            at: (byte(at.start), byte(at.end)),
        }
    }

    pub(crate) fn boxed(self) -> Box<Node> {
        Box::new(self)
    }

    /// Bytes of the source.
    pub(crate) fn at(&self) -> Range<usize> {
        usize::from(self.at.0)..usize::from(self.at.1)
    }

    /// The slots read by it and below it, each once, in the order of first reading.
    pub(crate) fn slots(&self) -> Vec<usize> {
        let mut slots = Vec::new();
        self.collect(&mut slots);
        slots
    }

    fn collect(&self, slots: &mut Vec<usize>) {
        if let Kind::Slot(slot) = &self.kind
            && !slots.contains(slot)
        {
            slots.push(*slot);
        }
        for part in self.parts() {
            part.collect(slots);
        }
    }

    fn parts(&self) -> Vec<&Node> {
        match &self.kind {
            Kind::Const(_) | Kind::Slot(_) | Kind::Item { .. } => Vec::new(),
            Kind::Not(node) | Kind::Missing(node) | Kind::Negate(node) | Kind::OneOf(node, _) => {
                vec![node]
            }
            Kind::All(nodes) | Kind::Any(nodes) | Kind::Call(_, nodes) => nodes.iter().collect(),
            Kind::Compare(_, one, two)
            | Kind::Arithmetic(_, one, two)
            | Kind::InList(one, two)
            | Kind::Join(one, two) => vec![one, two],
            Kind::OneOfNodes(node, nodes) => std::iter::once(&**node).chain(nodes).collect(),
            Kind::If(nodes) => nodes.iter().collect(),
            Kind::Loop { list, body, .. } => vec![list, body],
        }
    }
}
