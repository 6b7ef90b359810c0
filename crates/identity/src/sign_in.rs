//! Signing in with a password, and what many failures cost.
//!
//! Failures are counted by login name, also for names that are nobody's, so that a lock tells
//! nothing. The price is that anybody can lock a known name out for a while: its holder still has
//! the passkey and the recovery, and the door's [`crate::Limiter`] slows whoever tries.

use ::store::{Change, WriteError, WriteSet};
use access::Ctx;
use base::{Digest, Id, Instant};
use ledger::RETRIES_MAX;

use crate::account::{attempt_key, key_of};
use crate::password::{Turn, check_password};
use crate::session::Opening;
use crate::store::{self, AccountRow};
use crate::{Identity, IdentityError, SessionToken, SignInError};

/// Failures that cost nothing yet.
const FREE_FAILURES: i64 = 5;

/// The first lock, in seconds; each further failure doubles it.
const LOCK_SECONDS_MIN: i64 = 60;

/// The longest lock: at 24 guesses a day no password that was accepted falls.
const LOCK_SECONDS_MAX: i64 = 3600;

/// After this many seconds without a failure the count begins anew.
pub(crate) const FORGET_SECONDS: i64 = 24 * 3600;

/// A change of password by its holder.
#[derive(Clone, Copy, Debug)]
pub struct PasswordChange<'a> {
    /// The present password.
    pub old: &'a str,
    /// The password to come; see [`crate::check_password`].
    pub new: &'a str,
    /// What the browser calls itself.
    pub agent: &'a str,
}

/// A password that somebody says is the one.
struct Guess<'a> {
    /// Under what a failure is counted.
    key: Digest,
    /// None where there is no account.
    hash: Option<&'a str>,
    password: &'a str,
}

/// How long a login name is locked after its n-th failure in a row, in seconds.
fn lock_seconds(failures: i64) -> Option<i64> {
    let beyond = u32::try_from(failures - FREE_FAILURES).ok()?;
    let doubled = LOCK_SECONDS_MIN.saturating_mul(1_i64.checked_shl(beyond.min(40)).unwrap_or(1));
    Some(doubled.min(LOCK_SECONDS_MAX))
}

impl Identity {
    /// Signs in with login name and password and gives the token of a new session, to be kept in
    /// the browser. Takes as long for a login name that nobody has.
    ///
    /// # Errors
    /// `Wrong`, `Locked`; see [`SignInError`].
    pub async fn sign_in(
        &self,
        ctx: &Ctx,
        login: &str,
        password: &str,
        agent: &str,
    ) -> Result<SessionToken, SignInError> {
        let key = key_of(login);
        let turn = self.turns().take().await;
        let row = store::by_login(self.store(), &key).await?;
        let guess = Guess {
            key: attempt_key(&key),
            hash: row.as_ref().and_then(AccountRow::hash),
            password,
        };
        self.judge(ctx.now, &turn, guess).await?;
        drop(turn);
        let Some(row) = &row else {
            return Err(SignInError::Wrong);
        };
        let opening = Opening {
            way: "password",
            agent,
        };
        let signed_in = self.commit(move || async move {
            let (act, token) = opening.act(ctx, row);
            Ok((act.changes(self.forgiven(row).await?), token))
        });
        Ok(signed_in.await?)
    }

    /// Changes a password by its holder. All sessions end, the present one too; what is given back
    /// is the token of a new one.
    ///
    /// # Errors
    /// `WrongPassword`, `Locked`, `Password`.
    pub async fn change_password(
        &self,
        ctx: &Ctx,
        account: Id,
        change: PasswordChange<'_>,
    ) -> Result<SessionToken, IdentityError> {
        let row = self.row(account).await?;
        check_password(change.new, &row.account.login).map_err(IdentityError::Password)?;
        let turn = self.turns().take().await;
        let guess = Guess {
            key: attempt_key(&key_of(&row.account.login)),
            hash: row.hash(),
            password: change.old,
        };
        self.judge(ctx.now, &turn, guess).await?;
        let hash = turn.hash(change.new, ctx.chance.bytes()).await?;
        drop(turn);
        let row = self
            .change(ctx, account, "password", |now| {
                // Somebody else changed it between the proof and here: the proof is void.
                if now.password != row.password {
                    return Err(IdentityError::WrongPassword);
                }
                now.password.clone_from(&hash);
                now.epoch += 1;
                Ok(Vec::new())
            })
            .await?;
        let opening = Opening {
            way: "password",
            agent: change.agent,
        };
        let (act, token) = opening.act(ctx, &row);
        self.ledger().commit(act).await?;
        Ok(token)
    }

    /// Whether a password is the one that was hashed; counts the failure if not. The turn is held
    /// until that is written.
    async fn judge(
        &self,
        now: Instant,
        turn: &Turn,
        guess: Guess<'_>,
    ) -> Result<(), IdentityError> {
        let attempts = store::attempts(self.store(), guess.key).await?;
        if let Some(until) = attempts.locked_until.filter(|until| *until > now) {
            return Err(IdentityError::Locked { until });
        }
        if turn.verify(guess.password, guess.hash).await? {
            return Ok(());
        }
        self.count_failure(now, guess.key).await
    }

    /// Counts a failure: a plain write, the same whether or not there is an account. An anonymous
    /// failure changes nothing about anybody; it is counted and not recorded.
    async fn count_failure(&self, now: Instant, key: Digest) -> Result<(), IdentityError> {
        let mut lost = IdentityError::WrongPassword;
        for _ in 0..RETRIES_MAX {
            let mut attempts = store::attempts(self.store(), key).await?;
            let fresh = now.since(attempts.at) > FORGET_SECONDS * Instant::SECOND;
            attempts.failures = if fresh { 1 } else { attempts.failures + 1 };
            attempts.at = now;
            attempts.locked_until =
                lock_seconds(attempts.failures).map(|seconds| now.plus_seconds(seconds));
            let set = WriteSet::from(vec![store::put_attempts(&attempts)]);
            match self.store().commit(set).await {
                Ok(_) => {
                    return Err(match attempts.locked_until {
                        Some(until) => IdentityError::Locked { until },
                        None => IdentityError::WrongPassword,
                    });
                }
                Err(error @ WriteError::Lost { .. }) => lost = error.into(),
                Err(error) => return Err(error.into()),
            }
        }
        Err(lost)
    }

    /// What forgets the failures at an account's login name, for whoever has proven otherwise to
    /// be its holder.
    pub(crate) async fn forgiven(&self, row: &AccountRow) -> Result<Option<Change>, IdentityError> {
        let key = attempt_key(&key_of(&row.account.login));
        Ok(store::clear_attempts(
            &store::attempts(self.store(), key).await?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_double_up_to_an_hour() {
        let table = [
            (0, None),
            (4, None),
            (5, Some(60)),
            (6, Some(120)),
            (7, Some(240)),
            (10, Some(1920)),
            (11, Some(3600)),
            (1000, Some(3600)),
            (i64::MAX, None),
        ];
        for (failures, seconds) in table {
            assert_eq!(lock_seconds(failures), seconds, "{failures}");
        }
    }
}
