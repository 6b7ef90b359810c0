//! Texts that are too long or too deep, and the longest and deepest that are not.

use expr::Code;
use expr::limits::{DEPTH_MAX, SOURCE_BYTES_MAX};

use crate::problems::problems;

#[test]
fn deep_and_long_texts_are_refused_before_the_parser() {
    let nested = |open: &str, inner: &str, close: &str, count: usize| {
        format!("{}{inner}{}", open.repeat(count), close.repeat(count))
    };
    let not_deep = DEPTH_MAX - 2;
    for (source, expected) in [
        (nested("(", "true", ")", 1_000), Some(Code::TooLong)),
        (nested("(", "true", ")", 400), Some(Code::TooDeep)),
        (nested("(", "true", ")", not_deep), None),
        (nested("!", "true", "", 400), Some(Code::TooDeep)),
        (
            nested("true ? ", "true", " : false", 200),
            Some(Code::TooDeep),
        ),
        (format!("1{} == 1", " + 1".repeat(300)), Some(Code::TooDeep)),
        (format!("1{} != 1", " + 1".repeat(not_deep - 2)), None),
        (
            format!("today{} == 1", ".a".repeat(300)),
            Some(Code::TooDeep),
        ),
        (format!("today{}", "[0]".repeat(200)), Some(Code::TooDeep)),
        (nested("size(", "'x'", ")", 200), Some(Code::TooDeep)),
        (format!("true{}", " && true".repeat(400)), None),
        (
            format!("true{}", " && true".repeat(600)),
            Some(Code::TooLong),
        ),
        (" ".repeat(SOURCE_BYTES_MAX + 1), Some(Code::TooLong)),
        (
            "boat.crew.all(m, m.papers.all(p, ['x'].all(q, p == q)))".to_owned(),
            Some(Code::TooDeep),
        ),
    ] {
        let code = problems(&source).first().map(|problem| problem.code);
        assert_eq!(code, expected, "{}", &source[..source.len().min(60)]);
    }
}

#[test]
fn the_deepest_text_fits_half_the_stack_of_a_thread() {
    let run = || {
        for (open, inner, close) in [
            ("(", "true", ")"),
            ("size(", "'x'", ")"),
            ("[", "1", "]"),
            ("true ? ", "true", " : false"),
            ("", "today", ".a"),
            ("", "1", " + 1"),
        ] {
            for depth in DEPTH_MAX - 4..=DEPTH_MAX {
                let source = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
                problems(&source);
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(run);
    thread.unwrap().join().unwrap();
}
