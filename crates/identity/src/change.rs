//! What changes about an account: who is behind it, which posts it holds, its particulars.

use ::store::Change;
use access::{Ctx, Post};
use base::Id;
use ledger::Kind;

use crate::account::{act, email_shape, key_of, level, line, optional, posts};
use crate::store::{self, AccountRow};
use crate::{Identity, IdentityError};

/// What the holder may change about their account by themself.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// See [`crate::Account::email`].
    pub email: Option<String>,
    /// See [`crate::Account::name_shown`].
    pub name_shown: Option<String>,
    /// See [`crate::Account::language`].
    pub language: String,
}

impl Identity {
    /// Says who the person is: binds the account to a record in the register of people, at a
    /// level. The caller has found the record and checked the proof.
    pub async fn know(
        &self,
        ctx: &Ctx,
        account: Id,
        subject: Option<Id>,
        at_level: u8,
    ) -> Result<(), IdentityError> {
        let at_level = level(at_level)?;
        self.change(ctx, account, "known", |row| {
            row.account.subject = subject;
            row.account.level = at_level;
            Ok(Vec::new())
        })
        .await
        .map(|_| ())
    }

    /// Gives an account exactly these posts. A session in a post that is taken away goes on
    /// without it.
    pub async fn set_posts(
        &self,
        ctx: &Ctx,
        account: Id,
        held: Vec<Post>,
    ) -> Result<(), IdentityError> {
        let held = posts(held)?;
        self.change(ctx, account, "posts", |row| {
            let had = std::mem::replace(&mut row.account.posts, held.clone());
            let gone = had.iter().filter(|post| !held.contains(post));
            let come = held.iter().filter(|post| !had.contains(post));
            Ok(gone
                .map(|post| store::remove_post(account, post))
                .chain(come.map(|post| store::add_post(account, post)))
                .collect())
        })
        .await
        .map(|_| ())
    }

    /// Changes address, name and language.
    ///
    /// # Errors
    /// `EmailTaken`, and what is wrong with a value.
    pub async fn set_particulars(
        &self,
        ctx: &Ctx,
        account: Id,
        new: Particulars,
    ) -> Result<(), IdentityError> {
        let email = optional("email", new.email.as_deref())?;
        email_shape(email.as_deref())?;
        let name_shown = optional("name", new.name_shown.as_deref())?;
        let language = line("language", &new.language)?;
        if let Some(email) = &email {
            self.refuse_taken_email(email, account).await?;
        }
        self.change(ctx, account, "particulars", |row| {
            let was = std::mem::replace(&mut row.account.email, email.clone());
            row.account.name_shown.clone_from(&name_shown);
            row.account.language.clone_from(&language);
            if was.as_deref().map(key_of) == email.as_deref().map(key_of) {
                return Ok(Vec::new());
            }
            let gone = was.as_deref().map(store::free_email);
            let come = email
                .as_deref()
                .map(|email| store::take_email(email, account));
            Ok(gone.into_iter().chain(come).collect())
        })
        .await
        .map(|_| ())
    }

    /// Reads an account, changes it, writes it with the changes that go with it; again while
    /// somebody else was faster. `what` is the fact the entry carries. Gives the row as written.
    pub(crate) async fn change(
        &self,
        ctx: &Ctx,
        account: Id,
        what: &str,
        edit: impl Fn(&mut AccountRow) -> Result<Vec<Change>, IdentityError>,
    ) -> Result<AccountRow, IdentityError> {
        let edit = &edit;
        let row = self
            .commit(move || async move {
                let mut row = self.row(account).await?;
                let changes = edit(&mut row)?;
                let act = act(ctx, Kind::AccountChanged, &row.account, &[what])
                    .fact("what", what)
                    .change(store::update_account(&row))
                    .changes(changes);
                row.account.version += 1;
                Ok((act, row))
            })
            .await?;
        self.cache().forget(account);
        Ok(row)
    }
}
