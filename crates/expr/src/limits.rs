//! Every limit of the language, each with its reason.

/// Longest source text, in bytes. The longest condition of a real procedure we know is about
/// 400 bytes; ten times that, twice, still fits on one screen of an editor. Offsets fit a `u16`.
pub const SOURCE_BYTES_MAX: usize = 8_192;

/// Most tokens in one source. Every node begins with a token, so this bounds the nodes and
/// thereby the steps of one evaluation. A list of more than about 400 codes belongs into a
/// code list, not into a condition.
pub const TOKENS_MAX: usize = 1_000;

/// Deepest nesting of brackets, operators of one chain and field steps together. The parser is
/// recursive and costs up to 8 KiB of stack a level in a debug build; threads have 2 MiB, and the
/// caller needs some of it. People stop reading at five.
pub const DEPTH_MAX: usize = 48;

/// Deepest nesting of `exists` and `all` inside each other: a family has members, a member has
/// papers; nothing declared goes further.
pub const LOOPS_DEEP_MAX: usize = 2;

/// Most list items one evaluation looks at, over all its `exists` and `all`. Two nested loops
/// over 300 items each fit. An evaluation that needs more has no value (see `Expr::eval`).
pub const LOOP_STEPS_MAX: u32 = 100_000;
