//! Accounts: who somebody is to the house, how they prove it, and in which post they act.
//!
//! # A walk through
//!
//! An administrator makes an account ([`Identity::make`]); a person signs in and gets a token for
//! the cookie ([`Identity::sign_in`]); with each request the door asks whose token it is
//! ([`Identity::session`]) and takes from the answer who acts ([`Session::actor`]) and what a form
//! must bring back ([`Session::csrf`]); an officer chooses a post ([`Identity::choose_post`]).
//!
//! ```no_run
//! # use access::{Actor, Ctx, Post};
//! # use base::{Chance, Instant};
//! # use identity::{Identity, NewAccount};
//! # async fn walk(ctx: Ctx) -> Result<(), Box<dyn std::error::Error>> {
//! let store = store::Store::open("sqlite:island.db").await?;
//! store.migrate(&[ledger::MIGRATIONS, identity::MIGRATIONS], ctx.now).await?;
//! let identity = Identity::new(ledger::Ledger::new(store));
//!
//! let post = Post { role: "harbour-master".into(), office: "harbour".into() };
//! let new = NewAccount {
//!     login: "mai".into(),
//!     password: "three small boats".into(),
//!     email: Some("mai@island.example".into()),
//!     name_shown: Some("Mai".into()),
//!     subject: None,
//!     level: 1,
//!     language: "en".into(),
//!     posts: vec![post.clone()],
//! };
//! identity.make(&ctx, new).await?;
//!
//! let token = identity.sign_in(&ctx, "mai", "three small boats", "Boat Browser 1").await?;
//! identity.choose_post(&ctx, token.expose(), Some(&post)).await?;
//! let session = identity.session(token.expose(), ctx.now).await?.expect("just signed in");
//! assert_eq!(session.actor().office(), Some("harbour"));
//! identity.sign_out(&ctx, token.expose()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Who has lost the password gets a token by mail ([`Identity::begin_recovery`]); who has a
//! [passkey](Passkeys) needs neither name nor password. Agencies' systems are known by a
//! [`Credential`]. The door holds back who tries too often ([`Limiter`]), and tells a button that was
//! pressed twice ([`Press`]).
//!
//! # Invariants
//!
//! 1. Secrets are kept as digests only: tokens as SHA-256, because they are random; passwords as
//!    Argon2id, because they are not.
//! 2. No answer to somebody unknown tells whether an account exists: neither its words, nor what it
//!    writes, nor how long it hashes.
//! 3. What changes an account or opens or ends a session is an act with an entry that its holder
//!    sees. Four plain writes have none, because they say nothing about anybody: failures are
//!    counted by digest of what was typed, a session was seen (at most every 5 minutes), a ceremony
//!    or nobody's recovery is pending, and what is over is swept.
//! 4. Nothing here knows HTTP, a clock, or which record in a register somebody is: that is handed
//!    in ([`Identity::know`]).
//!
//! Reading order: `account.rs`, `change.rs`, `password.rs`, `sign_in.rs`, `session.rs`, `recovery.rs`,
//! `passkey.rs`, `press.rs`, `credential.rs`, `limiter.rs`.

mod account;
mod cache;
mod change;
mod credential;
mod error;
mod limiter;
mod passkey;
mod password;
mod press;
mod recovery;
mod session;
mod sign_in;
mod store;

use std::sync::Arc;

use ::store::{Store, WriteError};
use base::Instant;
use ledger::{Act, Ledger, RETRIES_MAX};

pub use account::{Account, NewAccount};
pub use change::Particulars;
pub use credential::{Credential, verify_ed25519};
pub use error::{IdentityError, PasswordProblem, SignInError};
pub use limiter::{Limiter, Rate, Wait};
pub use passkey::{Answer, Ceremony, PasskeyListed, Passkeys};
pub use password::{PASSWORD_MAX, PASSWORD_MIN, check_password};
pub use press::Press;
pub use recovery::Recovery;
pub use session::{Session, SessionListed, SessionToken};
pub use sign_in::PasswordChange;
pub use store::{MIGRATIONS, tables};

/// How many rows of each table one sweep takes: a transaction nobody notices.
const SWEEP_MAX: i64 = 500;

/// The accounts of a database. Clones share the kept sessions and the turns at the hash, so a
/// process makes one.
#[derive(Clone, Debug)]
pub struct Identity {
    ledger: Ledger,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    cache: cache::Cache,
    turns: password::Turns,
}

impl Identity {
    /// The accounts over a ledger, whose store has [`tables`].
    pub fn new(ledger: Ledger) -> Identity {
        Identity {
            ledger,
            shared: Arc::new(Shared {
                cache: cache::Cache::default(),
                turns: password::Turns::new(),
            }),
        }
    }

    /// Removes sessions, recoveries, ceremonies and presses that are over and failures that no longer count,
    /// some of them at a time. Gives how many; to be called every minute or so, and again at once
    /// while it gives many.
    pub async fn sweep(&self, now: Instant) -> Result<usize, IdentityError> {
        let forgotten = now.plus_seconds(-sign_in::FORGET_SECONDS);
        let over = store::over(self.store(), now, forgotten, SWEEP_MAX).await?;
        let count = over.changes.len();
        if count == 0 {
            return Ok(0);
        }
        match self.store().commit(over).await {
            Ok(_) => Ok(count),
            // Somebody else is sweeping, or one came back to life: next time.
            Err(WriteError::Lost { .. }) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// How many sessions are open, of everybody together.
    pub async fn open_sessions(&self, now: Instant) -> Result<i64, IdentityError> {
        Ok(store::open_sessions(self.store(), now).await?)
    }

    /// Commits what is decided; read and decided again while somebody else was faster.
    async fn commit<T, F>(&self, decide: impl Fn() -> F) -> Result<T, IdentityError>
    where
        F: Future<Output = Result<(Act, T), IdentityError>>,
    {
        let mut tries = 0;
        loop {
            let (act, outcome) = decide().await?;
            tries += 1;
            match self.ledger.commit(act).await {
                Ok(_) => return Ok(outcome),
                Err(WriteError::Lost { .. }) if tries < RETRIES_MAX => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn store(&self) -> &Store {
        self.ledger.store()
    }

    fn cache(&self) -> &cache::Cache {
        &self.shared.cache
    }

    fn turns(&self) -> &password::Turns {
        &self.shared.turns
    }
}
