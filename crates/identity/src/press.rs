//! Presses of buttons: a form that was sent is told from any other, so that what it asks for is done
//! once however often it comes: after a double click, or again because no answer came.
//!
//! Each page carries a token of its own. So the same words with the same token, from the
//! same account to the same address, are the same press. That it did something, and where it led, is
//! a row in the act of what it did: both are there or neither, also after a crash.

use base::{Digest, Id, Instant, sha256};
use ledger::Act;

use crate::session::LIFE_SECONDS;
use crate::{Identity, IdentityError, store};

/// One press of a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    digest: Digest,
}

impl Press {
    /// The press of an account's holder, told by all that was sent: the address and the words, with
    /// a token among them that was on no other page.
    pub fn new(account: Id, parts: &[&[u8]]) -> Press {
        let mut all = account.0.to_vec();
        // Each part with its length, so that none runs into the next.
        for part in parts {
            all.extend_from_slice(&(part.len() as u64).to_be_bytes());
            all.extend_from_slice(part);
        }
        Press {
            digest: sha256(&all),
        }
    }

    /// Puts into an act that it is what this press did, and the address it led to: of two such acts
    /// one is lost. It is kept as long as the session can last whose page the form was on.
    #[must_use]
    pub fn mark(&self, act: Act, path: &str) -> Act {
        let until = act.at().plus_seconds(LIFE_SECONDS);
        act.change(store::insert_press(self.digest, path, until))
    }
}

impl Identity {
    /// Where a press led that has done what it asks for.
    pub async fn pressed(
        &self,
        press: &Press,
        now: Instant,
    ) -> Result<Option<String>, IdentityError> {
        Ok(store::press(self.store(), press.digest, now).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_is_another_when_anything_of_it_is() {
        let (mai, binh) = (Id([1; 16]), Id([2; 16]));
        let first = Press::new(mai, &[b"/note", b"note=a"]);
        assert_eq!(first, Press::new(mai, &[b"/note", b"note=a"]));
        for other in [
            Press::new(binh, &[b"/note", b"note=a"]),
            Press::new(mai, &[b"/note", b"note=b"]),
            Press::new(mai, &[b"/noten", b"ote=a"]),
            Press::new(mai, &[b"/notenote=a"]),
        ] {
            assert_ne!(first, other);
        }
    }
}
