//! The header of a signed request (RFC 9421), as `crates/api` reads it.

#[path = "../../crates/api/src/signature/reader.rs"]
mod reader;

/// As in `crates/api`.
const COMPONENTS_MAX: usize = 16;

/// The parts that the reader fills, as in `crates/api`.
#[derive(Debug, Default)]
struct Input<'a> {
    label: &'a str,
    components: Vec<&'a str>,
    created: Option<i64>,
    expires: Option<i64>,
    key: &'a str,
    algorithm: Option<&'a str>,
    params: &'a str,
}

/// What is read is a part of what came, so that nothing is signed that was not sent.
pub(crate) fn signature(bytes: &[u8]) {
    let text = super::text(bytes);
    let mut reader = reader::Reader::new(&text);
    let Some(input) = reader.input() else { return };
    assert!(input.components.len() <= COMPONENTS_MAX);
    let whole = format!("{}={}", input.label, input.params);
    assert!(text.starts_with(&whole), "{whole} is not what came");
    assert_eq!(reader.is_done(), text == whole);
    assert!(input.params.contains(input.key));
    for component in &input.components {
        assert!(input.params.contains(component));
    }
    for number in [input.created, input.expires].into_iter().flatten() {
        assert!(input.params.contains(&number.to_string()) || number == 0);
    }
    assert!(
        input
            .algorithm
            .is_none_or(|name| input.params.contains(name))
    );
}
