//! Secrets in memory: compared in constant time, never printed.

use std::fmt;

/// Whether two byte strings are equal, in a time that depends on their lengths alone, so that an
/// attacker cannot guess a token byte by byte from how long the refusal took.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one, other).is_ok()
}

/// Bytes that nobody may see by accident: `Debug` shows none of them, not even how many, there is
/// no `Display`, and equality takes constant time.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Wraps a secret.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Secret {
        Secret(bytes.into())
    }

    /// The bytes, for the one place that needs them. Never for a log, an error or an address.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Whether what somebody presented is this secret.
    pub fn matches(&self, presented: &[u8]) -> bool {
        same(&self.0, presented)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        same(&self.0, &other.0)
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_that_of_bytes() {
        let table: [(&[u8], &[u8], bool); 5] = [
            (b"", b"", true),
            (b"a", b"", false),
            (b"token", b"token", true),
            (b"token", b"tokem", false),
            (b"token", b"token2", false),
        ];
        for (one, other, equal) in table {
            assert_eq!(same(one, other), equal);
            assert_eq!(Secret::new(one).matches(other), equal);
            assert_eq!(Secret::new(one) == Secret::new(other), equal);
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(
            format!("{:?}", Some(Secret::new("hunter2"))),
            "Some(Secret)"
        );
        assert_eq!(Secret::new("hunter2").expose(), b"hunter2");
    }
}
