//! Passkeys (Web Authentication level 3): a key in the person's device instead of a password.
//!
//! A ceremony has two halves with the browser between them. What must be known in the second half,
//! the challenge above all, is kept in the database for 5 minutes and taken out, once, when the
//! answer comes, whether or not the answer is right. Passkeys are made discoverable, so signing in
//! asks for no name: the device says whose it is, and its signature proves it.
//!
//! The challenges are drawn by the library from the machine's randomness: the one exception in this
//! crate to randomness being handed in.

use ::store::{WriteError, WriteSet};
use access::Ctx;
use base::{Digest, Id, Instant, sha256};
use ledger::Kind;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::account::{act, line};
use crate::session::Opening;
use crate::store::{self, CeremonyRow, PasskeyRow};
use crate::{Identity, IdentityError, SessionToken, SignInError};

/// Seconds for which a ceremony can be finished: what the standard recommends to give people.
const CEREMONY_SECONDS: i64 = 5 * 60;

/// The most passkeys of one account.
const PASSKEYS_MAX: usize = 20;

/// Passkeys of one site.
#[derive(Clone, Debug)]
pub struct Passkeys {
    identity: Identity,
    site: Webauthn,
}

/// A ceremony under way: what the page hands to the browser.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// To be brought back with the browser's answer.
    pub id: Id,
    /// `{"publicKey": …}`, the argument of `navigator.credentials.create` or `get` in its JSON
    /// form (`parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON`).
    pub options: Value,
}

/// What the browser gave back.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// [`Ceremony::id`].
    pub ceremony: Id,
    /// The credential's `toJSON()`.
    pub given: &'a Value,
}

/// A passkey as its account's holder sees it in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyListed {
    /// For [`Passkeys::remove`].
    pub id: Id,
    /// What its holder called it.
    pub name: String,
    /// When it was registered.
    pub made_at: Instant,
    /// When it was last used to sign in.
    pub used_at: Option<Instant>,
}

impl Passkeys {
    /// Passkeys for the site at an origin such as `https://portal.example`. They are bound to its
    /// host name for ever: under another name they do not open anything.
    ///
    /// # Errors
    /// `Origin` when it is no URL with a host name.
    pub fn new(identity: Identity, origin: &str) -> Result<Passkeys, IdentityError> {
        let origin = Url::parse(origin).map_err(|_| IdentityError::Origin)?;
        let host = origin.domain().ok_or(IdentityError::Origin)?;
        let site = WebauthnBuilder::new(host, &origin)
            .and_then(WebauthnBuilder::build)
            .map_err(|_| IdentityError::Origin)?;
        Ok(Passkeys { identity, site })
    }

    /// Begins to register a passkey for an account whose holder is signed in.
    pub async fn begin_registration(
        &self,
        ctx: &Ctx,
        account: Id,
    ) -> Result<Ceremony, IdentityError> {
        let row = self.identity.row(account).await?;
        let known = self.known(account).await?;
        let shown = row.account.name_shown.as_ref();
        let (options, state) = self
            .site
            .start_passkey_registration(
                Uuid::from_bytes(account.0),
                &row.account.login,
                shown.unwrap_or(&row.account.login),
                Some(known),
            )
            .map_err(refused)?;
        let mut options = json(&options)?;
        if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
            selection["residentKey"] = json!("required");
            selection["requireResidentKey"] = json!(true);
        }
        let state = json(&state)?.to_string();
        self.begin(ctx, Some(account), state, options).await
    }

    /// Registers the passkey the browser has made, under a name its holder gives it.
    ///
    /// # Errors
    /// `CeremonyOver`, `Passkey`, `PasskeyTaken`.
    pub async fn finish_registration(
        &self,
        ctx: &Ctx,
        account: Id,
        name: &str,
        answer: Answer<'_>,
    ) -> Result<Id, IdentityError> {
        let name = line("name", name)?;
        let begun = self.take(ctx.now, answer.ceremony).await?;
        if begun.account != Some(account) {
            return Err(IdentityError::CeremonyOver);
        }
        let state: PasskeyRegistration = read(&begun.state)?;
        let answer: RegisterPublicKeyCredential = parse(answer.given)?;
        let passkey = self
            .site
            .finish_passkey_registration(&answer, &state)
            .map_err(refused)?;
        let row = self.identity.row(account).await?;
        let passkey = PasskeyRow {
            credential: sha256(passkey.cred_id().as_ref()),
            account,
            name,
            passkey: json(&passkey)?.to_string(),
            made_at: ctx.now,
            used_at: None,
            version: 0,
        };
        if store::passkeys(self.identity.store(), account).await?.len() >= PASSKEYS_MAX {
            return Err(IdentityError::PasskeyTaken);
        }
        let act = act(ctx, Kind::AccountChanged, &row.account, &["passkeys"])
            .fact("what", "passkey-added")
            .change(store::put_passkey(&passkey));
        match self.identity.ledger().commit(act).await {
            Ok(_) => Ok(handle(&passkey.credential)),
            Err(WriteError::Lost { .. }) => Err(IdentityError::PasskeyTaken),
            Err(error) => Err(error.into()),
        }
    }

    /// Begins to sign in: asks for any passkey of this site.
    pub async fn begin_sign_in(&self, ctx: &Ctx) -> Result<Ceremony, IdentityError> {
        let (options, state) = self
            .site
            .start_discoverable_authentication()
            .map_err(refused)?;
        let mut options = json(&options)?;
        // Whether to wait for a form field or to ask at once is for the page to say.
        if let Some(options) = options.as_object_mut() {
            options.remove("mediation");
        }
        let state = json(&state)?.to_string();
        self.begin(ctx, None, state, options).await
    }

    /// Signs in with the browser's answer and gives the token of a new session. A lock because of
    /// failed passwords does not concern passkeys, which cannot be guessed.
    ///
    /// # Errors
    /// `CeremonyOver`; `Wrong` when the answer proves nothing, or no account.
    pub async fn finish_sign_in(
        &self,
        ctx: &Ctx,
        answer: Answer<'_>,
        agent: &str,
    ) -> Result<SessionToken, SignInError> {
        let begun = self.take(ctx.now, answer.ceremony).await?;
        if begun.account.is_some() {
            return Err(SignInError::CeremonyOver);
        }
        let state: DiscoverableAuthentication = read(&begun.state)?;
        let answer: PublicKeyCredential = parse(answer.given).map_err(|_| SignInError::Wrong)?;
        let (holder, credential) = self
            .site
            .identify_discoverable_authentication(&answer)
            .map_err(|_| SignInError::Wrong)?;
        let holder = Id(*holder.as_bytes());
        let store = self.identity.store();
        let found = store::passkey(store, sha256(credential)).await?;
        let Some(mut row) = found.filter(|row| row.account == holder) else {
            return Err(SignInError::Wrong);
        };
        let Some(account) = store::account(store, holder).await? else {
            return Err(SignInError::Wrong);
        };
        let mut passkey: Passkey = read(&row.passkey)?;
        let proven = self
            .site
            .finish_discoverable_authentication_v2(&answer, state, &passkey)
            .map_err(|_| SignInError::Wrong)?;
        // The counter, where the device keeps one, shows a copied key by standing still.
        passkey.update_credential(&proven);
        row.passkey = json(&passkey)?.to_string();
        row.used_at = Some(ctx.now);
        let opening = Opening {
            way: "passkey",
            agent,
        };
        let (act, token) = opening.act(ctx, &account);
        let act = act.change(store::put_passkey(&row));
        match self.identity.ledger().commit(act).await {
            Ok(_) => Ok(token),
            // The passkey was used or removed at the same moment.
            Err(WriteError::Lost { .. }) => Err(SignInError::CeremonyOver),
            Err(error) => Err(SignInError::Failed(error.into())),
        }
    }

    /// The passkeys of an account, the oldest first.
    pub async fn list(&self, account: Id) -> Result<Vec<PasskeyListed>, IdentityError> {
        let rows = store::passkeys(self.identity.store(), account).await?;
        Ok(rows
            .into_iter()
            .map(|row| PasskeyListed {
                id: handle(&row.credential),
                name: row.name,
                made_at: row.made_at,
                used_at: row.used_at,
            })
            .collect())
    }

    /// Removes a passkey of an account.
    ///
    /// # Errors
    /// `NoKey` when the account has no such passkey.
    pub async fn remove(&self, ctx: &Ctx, account: Id, id: Id) -> Result<(), IdentityError> {
        self.identity
            .commit(move || async move {
                let rows = store::passkeys(self.identity.store(), account).await?;
                let Some(row) = rows.into_iter().find(|row| handle(&row.credential) == id) else {
                    return Err(IdentityError::NoKey);
                };
                let holder = self.identity.row(account).await?;
                let act = act(ctx, Kind::AccountChanged, &holder.account, &["passkeys"])
                    .fact("what", "passkey-removed")
                    .change(store::delete_passkey(&row));
                Ok((act, ()))
            })
            .await
    }

    /// The credential ids an account has: the same device is not asked for a second one.
    async fn known(&self, account: Id) -> Result<Vec<CredentialID>, IdentityError> {
        let rows = store::passkeys(self.identity.store(), account).await?;
        rows.iter()
            .map(|row| read::<Passkey>(&row.passkey).map(|passkey| passkey.cred_id().clone()))
            .collect()
    }

    /// Keeps the state of a ceremony: plainly, without an entry, because nothing about anybody has
    /// changed yet.
    async fn begin(
        &self,
        ctx: &Ctx,
        account: Option<Id>,
        state: String,
        options: Value,
    ) -> Result<Ceremony, IdentityError> {
        let row = CeremonyRow {
            ceremony: ctx.id(),
            account,
            state,
            expires_at: ctx.now.plus_seconds(CEREMONY_SECONDS),
            version: 0,
        };
        let set = WriteSet::from(vec![store::insert_ceremony(&row)]);
        self.identity.store().commit(set).await?;
        Ok(Ceremony {
            id: row.ceremony,
            options,
        })
    }

    /// Takes a ceremony out: nobody finishes it a second time.
    async fn take(&self, now: Instant, ceremony: Id) -> Result<CeremonyRow, IdentityError> {
        let store = self.identity.store();
        let Some(row) = store::ceremony(store, ceremony).await? else {
            return Err(IdentityError::CeremonyOver);
        };
        let set = WriteSet::from(vec![store::delete_ceremony(&row)]);
        match store.commit(set).await {
            Ok(_) if row.expires_at > now => Ok(row),
            Ok(_) | Err(WriteError::Lost { .. }) => Err(IdentityError::CeremonyOver),
            Err(error) => Err(error.into()),
        }
    }
}

/// The library's causes are fixed sentences without anybody's data.
fn refused(error: WebauthnError) -> IdentityError {
    IdentityError::Passkey {
        cause: error.to_string(),
    }
}

fn malformed() -> IdentityError {
    IdentityError::Passkey {
        cause: "its JSON is not of the expected form".to_owned(),
    }
}

fn json<T: serde::Serialize>(value: &T) -> Result<Value, IdentityError> {
    serde_json::to_value(value).map_err(|_| malformed())
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, IdentityError> {
    serde_json::from_str(text).map_err(|_| malformed())
}

fn parse<T: serde::de::DeserializeOwned>(answer: &Value) -> Result<T, IdentityError> {
    T::deserialize(answer).map_err(|_| malformed())
}

fn handle(credential: &Digest) -> Id {
    let mut id = [0; 16];
    id.copy_from_slice(&credential[..16]);
    Id(id)
}
