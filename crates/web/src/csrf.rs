//! The token by which a form shows that it comes from a page of ours.
//!
//! Pages are compressed, and what stands unchanged in every compressed page can be guessed from the
//! lengths of many (the attack is called BREACH). So a page shows the session's token only under a
//! hash with something fresh.

use base::{Chance, hex, secret, sha256};

/// What a form carries for a session's token: something fresh, and the hash of both.
pub(crate) fn veiled(token: &str, chance: &Chance) -> String {
    let fresh = chance.token();
    let hash = hash(&fresh, token);
    format!("{fresh}.{hash}")
}

/// Whether a form brought back a session's token, veiled or (from a program, which shows no pages)
/// as it is.
pub(crate) fn matches(sent: &str, token: &str) -> bool {
    if token.is_empty() {
        return false;
    }
    match sent.split_once('.') {
        Some((fresh, hashed)) => secret::same(hashed.as_bytes(), hash(fresh, token).as_bytes()),
        None => secret::same(sent.as_bytes(), token.as_bytes()),
    }
}

fn hash(fresh: &str, token: &str) -> String {
    hex(&sha256(format!("form\u{0}{fresh}\u{0}{token}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_session_s_own_token_is_taken() {
        let chance = Chance::new([1; 32]);
        let (one, two) = (veiled("boat", &chance), veiled("boat", &chance));
        assert_ne!(one, two, "never the same twice");
        for (sent, taken) in [
            (one.as_str(), true),
            (two.as_str(), true),
            ("boat", true),
            (&one[..one.len() - 1], false),
            ("", false),
            (".", false),
            ("ship", false),
            (&veiled("ship", &chance), false),
        ] {
            assert_eq!(matches(sent, "boat"), taken, "{sent}");
        }
        assert!(!matches("", "") && !matches(&veiled("", &chance), ""));
    }
}
