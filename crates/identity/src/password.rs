//! Passwords: which are accepted, and how they are kept and compared.
//!
//! Argon2id (RFC 9106) with 19 MiB, two passes, one lane: the least that OWASP's password storage
//! cheat sheet recommends, some 30 ms of one core. The parameters stand in the PHC string of each
//! hash, so raising them later leaves old hashes readable.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base::secret::Secret;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization;

use crate::account::key_of;
use crate::{IdentityError, PasswordProblem};

/// The fewest characters of a password.
pub const PASSWORD_MIN: usize = 10;

/// The most characters of a password: room for any phrase, and a bound for the hash.
pub const PASSWORD_MAX: usize = 128;

/// How many passwords are hashed at once. Each takes 19 MiB and one core for as long as it lasts;
/// without a bound, a crowd at the sign-in page would take the memory and the cores of everything
/// else. Past this they wait in order.
const AT_ONCE: usize = 2;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A hash of nothing anybody knows, with today's parameters: compared with where there is no
/// account, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz\
                      $q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k";

/// Lower-case passwords of at least [`PASSWORD_MIN`] characters that every list of leaked ones has
/// near its top.
const COMMON: &str = include_str!("common.txt");

/// Says whether a password may be chosen with this login name.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_password(password: &str, login: &str) -> Result<(), PasswordProblem> {
    let password: String = password.nfc().collect();
    let chars = password.chars().count();
    if chars < PASSWORD_MIN {
        return Err(PasswordProblem::TooShort);
    }
    if chars > PASSWORD_MAX {
        return Err(PasswordProblem::TooLong);
    }
    let lower = password.to_lowercase();
    if key_of(&lower) == key_of(login) {
        return Err(PasswordProblem::IsLogin);
    }
    let one_letter = lower.chars().all(|c| lower.starts_with(c));
    if one_letter || COMMON.lines().any(|common| common == lower) {
        return Err(PasswordProblem::Common);
    }
    Ok(())
}

/// Turns at the hash, of which there are [`AT_ONCE`].
#[derive(Clone, Debug)]
pub(crate) struct Turns(Arc<Semaphore>);

/// A turn: whoever holds it is one of the few that may hash. Held until the outcome is written, it
/// also bounds how many guesses at one account can be under way beside the counter of failures.
#[derive(Debug)]
pub(crate) struct Turn {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    pub(crate) fn new() -> Turns {
        Turns(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// Waits for a turn.
    pub(crate) async fn take(&self) -> Turn {
        Turn {
            // Fails only when the semaphore is closed, which nobody does.
            _permit: self.0.clone().acquire_owned().await.ok(),
        }
    }
}

impl Turn {
    /// The PHC string of a password under 16 bytes of salt.
    pub(crate) async fn hash(
        &self,
        password: &str,
        salt: [u8; 32],
    ) -> Result<String, IdentityError> {
        let password = normalized(password);
        let hash = move || {
            let hash = hasher()?.hash_password_with_salt(password.expose(), &salt[..16])?;
            Ok::<String, Error>(hash.to_string())
        };
        match tokio::task::spawn_blocking(hash).await {
            Ok(Ok(hash)) => Ok(hash),
            Ok(Err(_)) | Err(_) => Err(IdentityError::Hash),
        }
    }

    /// Whether a password is the one that was hashed; with no hash the same work is done and the
    /// answer is no.
    pub(crate) async fn verify(
        &self,
        password: &str,
        hash: Option<&str>,
    ) -> Result<bool, IdentityError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or(NOBODY).to_owned();
        // Nobody's password is longer, so the work is done on something shorter.
        let fits = password.chars().count() <= PASSWORD_MAX * 4;
        let password = normalized(if fits { password } else { "" });
        let verify = move || {
            let hash = PasswordHash::new(&hash)?;
            hasher()?.verify_password(password.expose(), &hash)
        };
        match tokio::task::spawn_blocking(verify).await {
            Ok(Ok(())) => Ok(known && fits),
            Ok(Err(Error::PasswordInvalid)) => Ok(false),
            Ok(Err(_)) | Err(_) => Err(IdentityError::Hash),
        }
    }
}

/// Composed letters: keyboards differ in how they write them, and a person knows nothing of that.
fn normalized(password: &str) -> Secret {
    Secret::new(password.nfc().collect::<String>())
}

fn hasher() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| Error::ParamsInvalid)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_judged_in_order() {
        let long = "ab".repeat(64);
        let table = [
            ("", Err(PasswordProblem::TooShort)),
            ("ninechars", Err(PasswordProblem::TooShort)),
            ("ten chars.", Ok(())),
            (long.as_str(), Ok(())),
            (&format!("{long}a"), Err(PasswordProblem::TooLong)),
            (" Harbour.Mai ", Err(PasswordProblem::IsLogin)),
            ("Password123", Err(PasswordProblem::Common)),
            ("zzzzzzzzzzzz", Err(PasswordProblem::Common)),
            ("mưa rơi đêm qua", Ok(())),
        ];
        for (password, expected) in table {
            assert_eq!(
                check_password(password, "harbour.mai"),
                expected,
                "{password}"
            );
        }
    }

    #[test]
    fn the_list_holds_what_could_be_chosen_and_nothing_twice() {
        let mut seen = std::collections::HashSet::new();
        for common in COMMON.lines() {
            assert!(common.chars().count() >= PASSWORD_MIN, "{common}");
            assert_eq!(common.to_lowercase(), common);
            assert!(seen.insert(common), "{common} twice");
        }
    }

    #[tokio::test]
    async fn a_hash_names_its_parameters_and_knows_its_password() {
        let turn = Turns::new().take().await;
        let hash = turn.hash("cà phê sữa đá", [3; 32]).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let decomposed: String = "cà phê sữa đá".nfd().collect();
        assert!(turn.verify(&decomposed, Some(&hash)).await.unwrap());
        assert!(!turn.verify("ca phe sua da", Some(&hash)).await.unwrap());
        assert!(!turn.verify("cà phê sữa đá", None).await.unwrap());
        assert!(!turn.verify(&"x".repeat(1000), Some(&hash)).await.unwrap());
        assert!(turn.verify("x", Some("not a hash")).await.is_err());
    }
}
