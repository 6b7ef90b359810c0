//! The rules of the gate, one function for each kind of node.

use typst::syntax::ast::{self, AstNode, BinOp};
use typst::syntax::{LinkedNode, Source, SyntaxKind};

use super::{LOOPS_MAX, NUMBER_MAX, Reads, place};
use crate::error::Fault;

/// Functions of typst that a paper may not name, and what to do instead.
const FORBIDDEN: &[(&[&str], &str)] = &[
    (
        &[
            "read",
            "csv",
            "json",
            "toml",
            "yaml",
            "xml",
            "cbor",
            "bibliography",
            "cite",
            "plugin",
            "path",
            "raw",
            "asset",
        ],
        "a paper reads no files; its values are in `sys.inputs`, its codes in `image(\"NAME.svg\")`",
    ),
    (
        &["eval", "std"],
        "a paper is read before it runs; write out what is meant",
    ),
    (
        &["lorem", "repeat", "state"],
        "the work of a paper is bounded; write out what is meant",
    ),
    (&["pdf"], "the data is attached to every paper by itself"),
];

/// Methods with which a value can grow without bound, or a forbidden function be reached.
const FORBIDDEN_METHODS: &[&str] = &["fold", "reduce", "range", "update", "decode"];

/// A walk over the syntax tree, with what it has found so far.
pub(super) struct Walk<'s> {
    source: &'s Source,
    pub(super) faults: Vec<Fault>,
    pub(super) reads: Reads,
    loops: usize,
    /// Names of the parameters of the functions we are inside of.
    params: Vec<String>,
    /// Names of the functions we are inside of.
    functions: Vec<String>,
    pub(super) sets_language: bool,
    pub(super) sets_title: bool,
}

impl<'s> Walk<'s> {
    pub(super) fn new(source: &'s Source, faults: Vec<Fault>) -> Self {
        Self {
            source,
            faults,
            reads: Reads::default(),
            loops: 0,
            params: Vec::new(),
            functions: Vec::new(),
            sets_language: false,
            sets_title: false,
        }
    }

    /// Judges a node, then its children.
    pub(super) fn enter(&mut self, node: &LinkedNode) {
        match node.kind() {
            SyntaxKind::ModuleImport | SyntaxKind::ModuleInclude => {
                self.refuse(node, "a paper imports nothing: no packages, no other files");
            }
            SyntaxKind::WhileLoop => {
                self.refuse(node, "`while` may never end; use `for` over the data")
            }
            SyntaxKind::DestructAssignment => {
                self.refuse(node, "a value is not changed; bind a new one with `let`")
            }
            SyntaxKind::Ident => self.ident(node),
            SyntaxKind::FieldAccess => self.field_access(node),
            SyntaxKind::FuncCall => self.call(node),
            SyntaxKind::Binary => self.binary(node),
            SyntaxKind::Int | SyntaxKind::Float | SyntaxKind::Numeric => self.number(node),
            SyntaxKind::SetRule => self.set_rule(node),
            _ => {}
        }
        match node.kind() {
            SyntaxKind::ForLoop => self.for_loop(node),
            SyntaxKind::Closure => self.closure(node),
            _ => self.children(node),
        }
    }

    fn children(&mut self, node: &LinkedNode) {
        for child in node.children() {
            self.enter(&child);
        }
    }

    fn refuse(&mut self, node: &LinkedNode, text: impl Into<String>) {
        self.faults.push(Fault {
            at: place(self.source, node.offset()),
            text: text.into(),
        });
    }

    fn for_loop(&mut self, node: &LinkedNode) {
        self.loops += 1;
        if self.loops > LOOPS_MAX {
            self.refuse(
                node,
                format!("more than {LOOPS_MAX} loops inside one another"),
            );
        }
        self.children(node);
        self.loops -= 1;
    }

    fn closure(&mut self, node: &LinkedNode) {
        let Some(closure) = node.cast::<ast::Closure>() else {
            return self.children(node);
        };
        let (params, functions) = (self.params.len(), self.functions.len());
        for param in closure.params().children() {
            match param {
                ast::Param::Pos(pattern) => {
                    self.params.extend(
                        pattern
                            .bindings()
                            .iter()
                            .map(|name| name.as_str().to_owned()),
                    );
                }
                ast::Param::Named(named) => self.params.push(named.name().as_str().to_owned()),
                ast::Param::Spread(spread) => {
                    self.params
                        .extend(spread.sink_ident().map(|name| name.as_str().to_owned()));
                }
            }
        }
        for child in node.children() {
            // The function's own name stands in front of its body, once; only inside is it recursion.
            if child.kind() == SyntaxKind::Ident
                && Some(child.get()) == closure.name().map(AstNode::to_untyped)
            {
                self.functions.push(child.leaf_text().to_string());
                continue;
            }
            self.enter(&child);
        }
        self.params.truncate(params);
        self.functions.truncate(functions);
    }

    /// A name that is read (names that are only given, as in `repeat: true`, are skipped).
    fn ident(&mut self, node: &LinkedNode) {
        let name = node.leaf_text().as_str();
        let is_first = node.index() == 0;
        let is_given = match node.parent_kind() {
            Some(SyntaxKind::Named) => is_first,
            Some(SyntaxKind::FieldAccess) => !is_first,
            _ => false,
        };
        if is_given {
            return;
        }
        if self.functions.iter().any(|function| function == name) {
            return self.refuse(
                node,
                format!("`{name}` calls itself; the work of a paper is bounded"),
            );
        }
        if let Some((_, instead)) = FORBIDDEN.iter().find(|(names, _)| names.contains(&name)) {
            return self.refuse(node, format!("`{name}` is not for papers: {instead}"));
        }
        let is_called = node.parent_kind() == Some(SyntaxKind::FuncCall) && is_first;
        let is_styled = matches!(
            node.parent_kind(),
            Some(SyntaxKind::SetRule | SyntaxKind::ShowRule)
        );
        if matches!(name, "image" | "range") && !is_called && !is_styled {
            self.refuse(node, format!("`{name}` is only called, never handed on"));
        }
    }

    fn field_access(&mut self, node: &LinkedNode) {
        let Some(access) = node.cast::<ast::FieldAccess>() else {
            return;
        };
        let field = access.field().as_str();
        let is_method = node.parent_kind() == Some(SyntaxKind::FuncCall) && node.index() == 0;
        if is_data(access.target()) && !is_method {
            self.read_field(node, field);
        } else if FORBIDDEN_METHODS.contains(&field) {
            self.refuse(
                node,
                format!("`.{field}` is not for papers; the work of a paper is bounded"),
            );
        }
    }

    fn read_field(&mut self, node: &LinkedNode, field: &str) {
        if let Some(at) = place(self.source, node.offset()) {
            self.reads.fields.entry(field.to_owned()).or_insert(at);
        }
    }

    fn call(&mut self, node: &LinkedNode) {
        let Some(call) = node.cast::<ast::FuncCall>() else {
            return;
        };
        match call.callee() {
            ast::Expr::Ident(name) if name.as_str() == "image" => self.image(node, call.args()),
            ast::Expr::Ident(name) if name.as_str() == "range" => {
                let literals = call
                    .args()
                    .items()
                    .all(|arg| matches!(arg, ast::Arg::Pos(ast::Expr::Int(_))));
                if !literals {
                    self.refuse(node, "`range` takes number literals only");
                }
            }
            ast::Expr::Ident(name) => {
                if self.params.iter().any(|param| param == name.as_str()) {
                    self.refuse(
                        node,
                        "a function that was handed over may not be called; name the function",
                    );
                }
            }
            ast::Expr::FieldAccess(access) => {
                if is_data(access.target()) && access.field().as_str() == "at" {
                    self.at(node, call.args());
                }
            }
            _ => self.refuse(node, "only a named function or a method may be called"),
        }
    }

    /// `image("qr.svg", alt: ..)`: the picture of a code, by a name that stands there.
    fn image(&mut self, node: &LinkedNode, args: ast::Args) {
        let first = args.items().find_map(|arg| match arg {
            ast::Arg::Pos(ast::Expr::Str(name)) => Some(name.get()),
            _ => None,
        });
        let name = first
            .as_deref()
            .and_then(|file| file.strip_suffix(".svg"))
            .filter(|name| is_code_name(name));
        match (name, place(self.source, node.offset())) {
            (Some(name), Some(at)) => {
                self.reads.codes.entry(name.to_owned()).or_insert(at);
            }
            _ => self.refuse(
                node,
                "a picture is the code of a name that stands there: `image(\"qr.svg\", alt: ..)`",
            ),
        }
    }

    /// `d.at("name")` needs the field, `d.at("name", default: ..)` does not.
    fn at(&mut self, node: &LinkedNode, args: ast::Args) {
        let field = args.items().find_map(|arg| match arg {
            ast::Arg::Pos(ast::Expr::Str(name)) => Some(name.get()),
            _ => None,
        });
        let Some(field) = field else { return };
        let has_default = args
            .items()
            .any(|arg| matches!(arg, ast::Arg::Named(named) if named.name().as_str() == "default"));
        if has_default {
            // A field that is also read as `d.name` stays needed only if nothing asks for it first.
            self.reads.optional.insert(field.to_string());
        } else {
            self.read_field(node, &field);
        }
    }

    fn binary(&mut self, node: &LinkedNode) {
        let Some(binary) = node.cast::<ast::Binary>() else {
            return;
        };
        match binary.op() {
            BinOp::Assign
            | BinOp::AddAssign
            | BinOp::SubAssign
            | BinOp::MulAssign
            | BinOp::DivAssign => {
                self.refuse(node, "a value is not changed; bind a new one with `let`");
            }
            BinOp::Mul if !is_measure(binary.lhs()) && !is_measure(binary.rhs()) => {
                self.refuse(node, "`*` also repeats text and lists; one side must be a number with a unit or a point");
            }
            BinOp::In => {
                if let (ast::Expr::Str(name), true) = (binary.lhs(), is_data(binary.rhs())) {
                    self.reads.optional.insert(name.get().to_string());
                }
            }
            _ => {}
        }
    }

    fn number(&mut self, node: &LinkedNode) {
        let value = match node.cast::<ast::Expr>() {
            Some(ast::Expr::Int(int)) => int.get() as f64,
            Some(ast::Expr::Float(float)) => float.get(),
            Some(ast::Expr::Numeric(numeric)) => numeric.get().0,
            _ => return,
        };
        if value > NUMBER_MAX {
            self.refuse(node, format!("a number above {NUMBER_MAX}"));
        }
    }

    fn set_rule(&mut self, node: &LinkedNode) {
        let Some(rule) = node.cast::<ast::SetRule>() else {
            return;
        };
        let ast::Expr::Ident(target) = rule.target() else {
            return;
        };
        let names = |wanted: &str| {
            rule.args()
                .items()
                .any(|arg| matches!(arg, ast::Arg::Named(named) if named.name().as_str() == wanted))
        };
        self.sets_language |= target.as_str() == "text" && names("lang");
        self.sets_title |= target.as_str() == "document" && names("title");
    }
}

/// `d` or `sys.inputs`: by agreement a paper begins with `#let d = sys.inputs`.
fn is_data(expr: ast::Expr) -> bool {
    match expr {
        ast::Expr::Ident(name) => name.as_str() == "d",
        ast::Expr::FieldAccess(access) => {
            access.field().as_str() == "inputs"
                && matches!(access.target(), ast::Expr::Ident(name) if name.as_str() == "sys")
        }
        _ => false,
    }
}

/// What can multiply nothing but a measure: text times 1.5 is an error, text times 2 is a longer text.
fn is_measure(expr: ast::Expr) -> bool {
    match expr {
        ast::Expr::Numeric(_) | ast::Expr::Float(_) => true,
        ast::Expr::Unary(unary) => is_measure(unary.expr()),
        ast::Expr::Parenthesized(inner) => is_measure(inner.expr()),
        ast::Expr::Binary(binary) => match binary.op() {
            BinOp::Mul => is_measure(binary.lhs()) || is_measure(binary.rhs()),
            BinOp::Div => is_measure(binary.lhs()),
            _ => false,
        },
        _ => false,
    }
}

/// Code names are file names, so they are kept plain: small letters, digits, hyphens.
fn is_code_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
