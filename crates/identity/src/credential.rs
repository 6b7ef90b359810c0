//! Credentials of agencies: the public keys their systems sign requests with.

use access::Ctx;
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base::{Id, Instant};
use ledger::{Act, Kind, Touch};

use crate::account::line;
use crate::store;
use crate::{Identity, IdentityError};

/// A public key by which an agency's system is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its id, which requests name.
    pub id: Id,
    /// The agency.
    pub agency: String,
    /// Ed25519 (RFC 8032 §5.1.5).
    pub public_key: [u8; 32],
    /// When it was added.
    pub made_at: Instant,
    /// From when on nothing signed with it counts.
    pub valid_until: Instant,
    /// The row version; a decision that relied on this relies on it.
    pub version: i64,
}

/// Whether a signature over a message was made with the private half of a public key (Ed25519,
/// RFC 8032). Keys and signatures of another length are simply not right.
pub fn verify_ed25519(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key)
        .verify(message, signature)
        .is_ok()
}

impl Identity {
    /// Adds a credential for an agency, valid until an instant.
    pub async fn add_credential(
        &self,
        ctx: &Ctx,
        agency: &str,
        public_key: [u8; 32],
        valid_until: Instant,
    ) -> Result<Id, IdentityError> {
        let credential = Credential {
            id: ctx.id(),
            agency: line("agency", agency)?,
            public_key,
            made_at: ctx.now,
            valid_until,
            version: 0,
        };
        let act = credential_act(ctx, &credential, "credential-added")
            .fact("valid_until", valid_until)
            .change(store::put_credential(&credential));
        self.ledger().commit(act).await?;
        Ok(credential.id)
    }

    /// A credential that is valid now.
    pub async fn credential(
        &self,
        id: Id,
        now: Instant,
    ) -> Result<Option<Credential>, IdentityError> {
        let found = store::credential(self.store(), id).await?;
        Ok(found.filter(|credential| credential.valid_until > now))
    }

    /// All credentials an agency ever had, the oldest first.
    pub async fn credentials(&self, agency: &str) -> Result<Vec<Credential>, IdentityError> {
        Ok(store::credentials(self.store(), agency).await?)
    }

    /// Credentials of all agencies, the oldest first, behind an id: at most so many.
    pub async fn credentials_after(
        &self,
        after: Id,
        most: i64,
    ) -> Result<Vec<Credential>, IdentityError> {
        Ok(store::credentials_after(self.store(), after, most).await?)
    }

    /// Ends a credential now; one that is over already stays over since then.
    ///
    /// # Errors
    /// `NoKey` when there is no such credential.
    pub async fn end_credential(&self, ctx: &Ctx, id: Id) -> Result<(), IdentityError> {
        self.commit(move || async move {
            let Some(mut credential) = store::credential(self.store(), id).await? else {
                return Err(IdentityError::NoKey);
            };
            credential.valid_until = credential.valid_until.min(ctx.now);
            let act = credential_act(ctx, &credential, "credential-ended")
                .change(store::put_credential(&credential));
            Ok((act, ()))
        })
        .await
    }
}

fn credential_act(ctx: &Ctx, credential: &Credential, what: &str) -> Act {
    Act::new(ctx, Kind::AccountChanged)
        .touch(Touch {
            register: "accounts".to_owned(),
            record: credential.id,
            subject: credential.id,
            fields: vec!["credential".to_owned()],
        })
        .fact("what", what)
        .fact("agency", credential.agency.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_test_vector_of_rfc_8032_and_its_neighbours() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len() / 2)
                .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
                .collect()
        };
        let key = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let mut signature = hex(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39\
             701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        );
        assert!(verify_ed25519(&key, b"", &signature));
        assert!(!verify_ed25519(&key, b"x", &signature));
        assert!(!verify_ed25519(&key[..31], b"", &signature));
        assert!(!verify_ed25519(&key, b"", &signature[..63]));
        signature[0] ^= 1;
        assert!(!verify_ed25519(&key, b"", &signature));
        assert!(!verify_ed25519(&[], b"", &[]));
    }
}
