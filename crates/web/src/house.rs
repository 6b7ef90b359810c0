//! What every page stands on: the rooms, the texts, the clock. Made once by the binary.

use std::sync::Arc;

use access::{Actor, Circumstances, Ctx};
use base::Id;
use cases::Room;
use identity::{Identity, Limiter, Passkeys};
use ledger::{Ledger, SealError};
use merkle::VerifierKey;
use notices::Letter;
use pack::Pack;
use steering::Board;

use crate::assets::Assets;
use crate::words::Words;

/// The rooms, the texts and the clock of one running program.
#[derive(Debug)]
pub struct House {
    /// Cases, and through it the ledger, registers, policy, directory and law.
    pub room: Room,
    /// Accounts and sessions.
    pub identity: Identity,
    /// Passkeys; their relying party is the host of the public address.
    pub passkeys: Passkeys,
    /// How often somebody may try things that cost or that guess.
    pub limits: Limits,
    /// Figures that follow the ledger.
    pub board: Arc<Board>,
    /// The key that signed the ledger's checkpoints when the house was opened; pages ask
    /// [`House::signing_key`].
    pub ledger_key: VerifierKey,
    /// All texts.
    pub words: Words,
    /// Stylesheets and logo.
    pub assets: Arc<Assets>,
    /// Time and randomness.
    pub circumstances: Arc<dyn Circumstances>,
    /// Takes letters that are not notices: the way back into an account. The binary delivers them.
    pub mail: tokio::sync::mpsc::Sender<Letter>,
    /// The address under which people reach it, without a slash at the end.
    pub public_url: String,
    /// Whether a proxy of ours says where requests come from (`X-Forwarded-For`).
    pub behind_proxy: bool,
    /// Only in a demo: who can sign in, and the clock that can be set forward.
    pub demo: Option<Demo>,
    /// Makes a PDF out of a paper's file name and a result's data, on a thread that may block.
    pub print: fn(&Pack, &str, Print) -> Result<Vec<u8>, String>,
}

/// What a paper is printed with.
#[derive(Clone, Debug)]
pub struct Print {
    /// Texts by name.
    pub fields: Vec<(String, String)>,
    /// What the QR code says.
    pub qr: String,
    /// The civil date and time of the decision.
    pub at: jiff::civil::DateTime,
}

/// Rate limits of the doors.
#[derive(Debug)]
pub struct Limits {
    /// Sign-in and recovery, by address of the asker.
    pub sign_in: Limiter,
    /// Checks of certificates, by address of the asker.
    pub check: Limiter,
}

/// What only a demo has.
#[derive(Clone, Debug)]
pub struct Demo {
    /// Accounts: login, and what to look at first (a words key).
    pub accounts: Vec<(String, String)>,
    /// The password of all of them.
    pub password: String,
    /// Sets the clock to the next working day's morning and does what falls due until then.
    pub next_day: tokio::sync::mpsc::Sender<tokio::sync::oneshot::Sender<()>>,
}

impl House {
    /// The ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.room.ledger
    }

    /// The key that signs the ledger's checkpoints now: an operator may have changed it meanwhile,
    /// also from another process.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn signing_key(&self) -> Result<VerifierKey, SealError> {
        let changed = ledger::signer(self.ledger().store()).await?;
        Ok(changed.unwrap_or_else(|| self.ledger_key.clone()))
    }

    /// The pack in force.
    pub fn pack(&self) -> &Pack {
        &self.room.law.pack
    }

    /// Circumstances of one request.
    pub fn ctx(&self, actor: Actor, purpose: &str) -> Ctx {
        Ctx {
            actor,
            purpose: purpose.to_owned(),
            law: self.pack().head.law(),
            now: self.circumstances.now(),
            chance: self.circumstances.chance(),
        }
    }

    /// The subject on whose page an account's inbox is: the person, else the account.
    pub fn inbox_of(account: &identity::Account) -> Id {
        account.shown_to()
    }

    /// An instant as the wall clock of the pack shows it.
    pub fn local(&self, at: base::Instant) -> jiff::civil::DateTime {
        at.in_zone(self.pack().calendar.zone())
    }

    /// Whether cookies must only travel over TLS: when people reach us so.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https:")
    }
}
