//! The way back in for who has lost the password: a token by mail.

use ::store::{WriteError, WriteSet};
use access::Ctx;
use base::secret::Secret;
use base::{Id, sha256};
use ledger::Kind;

use crate::account::{act, as_holder, key_of};
use crate::password::check_password;
use crate::store::{self, RecoveryRow};
use crate::{Identity, IdentityError};

/// Seconds in which a recovery can be finished.
const RECOVERY_SECONDS: i64 = 30 * 60;

/// A recovery to be sent by mail. Whoever asked must not learn whether there is one.
#[derive(Clone, Debug)]
pub struct Recovery {
    /// Whose.
    pub account: Id,
    /// Where to.
    pub email: String,
    /// In which language.
    pub language: String,
    /// 26 characters for the link in the mail; opens the account for 30 minutes, once.
    pub token: Secret,
}

impl Identity {
    /// Begins the recovery of the account with this login name or address. Gives `None` where
    /// there is no such account or it has no address; the same write is made all the same, and the
    /// page must answer the same: that mail is on its way if the account exists.
    pub async fn begin_recovery(
        &self,
        ctx: &Ctx,
        login_or_email: &str,
    ) -> Result<Option<Recovery>, IdentityError> {
        let key = key_of(login_or_email);
        let row = match store::by_login(self.store(), &key).await? {
            Some(row) => Some(row),
            None => store::by_email(self.store(), &key).await?,
        };
        let token = ctx.chance.token();
        let found = row.and_then(|row| row.account.email.clone().map(|email| (row.account, email)));
        let insert = store::insert_recovery(&RecoveryRow {
            token: sha256(token.as_bytes()),
            account: found.as_ref().map(|(account, _)| account.id),
            expires_at: ctx.now.plus_seconds(RECOVERY_SECONDS),
            version: 0,
        });
        let Some((account, email)) = found else {
            // Nobody's recovery changes nothing about anybody: a plain write, for its duration.
            self.store().commit(WriteSet::from(vec![insert])).await?;
            return Ok(None);
        };
        let act = act(ctx, Kind::AccountChanged, &account, &["password"])
            .fact("what", "recovery-begun")
            .change(insert);
        self.ledger().commit(act).await?;
        Ok(Some(Recovery {
            account: account.id,
            email,
            language: account.language,
            token: Secret::new(token),
        }))
    }

    /// Sets a new password with a token from the mail. Ends all sessions and all other recoveries
    /// of the account, and forgives its failed attempts. A password that is refused leaves the
    /// token as it is. Gives the account.
    ///
    /// # Errors
    /// `RecoveryOver`, `Password`.
    pub async fn finish_recovery(
        &self,
        ctx: &Ctx,
        token: &str,
        new_password: &str,
    ) -> Result<Id, IdentityError> {
        let found = store::recovery(self.store(), sha256(token.as_bytes())).await?;
        let open = found.filter(|recovery| recovery.expires_at > ctx.now);
        let account = open.and_then(|recovery| recovery.account);
        let (Some(recovery), Some(account)) = (open, account) else {
            return Err(IdentityError::RecoveryOver);
        };
        let Some(mut row) = store::account(self.store(), account).await? else {
            return Err(IdentityError::RecoveryOver);
        };
        check_password(new_password, &row.account.login).map_err(IdentityError::Password)?;
        let turn = self.turns().take().await;
        row.password = turn.hash(new_password, ctx.chance.bytes()).await?;
        drop(turn);
        row.epoch += 1;
        let holder = as_holder(ctx, &row.account);
        let others = store::recoveries(self.store(), account).await?;
        let others = others.iter().filter(|other| other.token != recovery.token);
        let act = act(&holder, Kind::AccountChanged, &row.account, &["password"])
            .fact("what", "recovered")
            .change(store::delete_recovery(&recovery))
            .changes(others.map(store::delete_recovery))
            .changes(self.forgiven(&row).await?)
            .change(store::update_account(&row));
        match self.ledger().commit(act).await {
            Ok(_) => {
                self.cache().forget(account);
                Ok(account)
            }
            // Used by another hand meanwhile, or the account changed: mail can be asked for again.
            Err(WriteError::Lost { .. }) => Err(IdentityError::RecoveryOver),
            Err(error) => Err(error.into()),
        }
    }
}
