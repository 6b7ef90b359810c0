//! Accounts: made and found.

use std::collections::BTreeMap;

use ::store::WriteError;
use access::{Actor, Ctx, Post};
use base::{Chance, Digest, Id, Instant, sha256};
use ledger::{Act, Kind, Touch};
use unicode_normalization::UnicodeNormalization;

use crate::password::check_password;
use crate::store::{self, AccountRow};
use crate::{Identity, IdentityError};

/// The most characters of a login name, an address or a name.
const TEXT_MAX: usize = 200;

/// The most posts one account holds.
const POSTS_MAX: usize = 50;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Id,
    /// The row version; a decision that relied on posts or level relies on this.
    pub version: i64,
    /// The login name as it was chosen; compared without regard to case and outer spaces.
    pub login: String,
    /// Where mail goes; also opens recovery.
    pub email: Option<String>,
    /// What pages call the holder.
    pub name_shown: Option<String>,
    /// The record in the register of people this account was bound to.
    pub subject: Option<Id>,
    /// How surely the person is known: 1 (they say so) or 2 (somebody checked).
    pub level: u8,
    /// The language pages and mail are in (RFC 5646 tag).
    pub language: String,
    /// The posts they hold, ordered by role and office.
    pub posts: Vec<Post>,
    /// Until when no password is tried because of failures; may lie in the past.
    pub locked_until: Option<Instant>,
}

/// What an account is made from.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// See [`Account::login`].
    pub login: String,
    /// See [`crate::check_password`].
    pub password: String,
    /// See [`Account::email`].
    pub email: Option<String>,
    /// See [`Account::name_shown`].
    pub name_shown: Option<String>,
    /// See [`Account::subject`].
    pub subject: Option<Id>,
    /// See [`Account::level`].
    pub level: u8,
    /// See [`Account::language`].
    pub language: String,
    /// See [`Account::posts`].
    pub posts: Vec<Post>,
}

impl Account {
    /// The record in the register of people, once the person is surely known (level 2).
    pub fn surely(&self) -> Option<Id> {
        self.subject.filter(|_| self.level >= 2)
    }

    /// Whose page the entries about this account appear on: the person's, once they are surely
    /// known, else the account's own. Nobody's page fills because somebody claims to be them.
    pub fn shown_to(&self) -> Id {
        self.surely().unwrap_or(self.id)
    }
}

impl Identity {
    /// Makes an account. That a login name or address is taken is an answer for officers; a page
    /// open to all must not repeat it about addresses.
    ///
    /// # Errors
    /// What is wrong with the first wrong value; `LoginTaken`, `EmailTaken`.
    pub async fn make(&self, ctx: &Ctx, new: NewAccount) -> Result<Id, IdentityError> {
        let password = new.password.clone();
        let account = checked(ctx, new)?;
        check_password(&password, &account.login).map_err(IdentityError::Password)?;
        self.refuse_taken(&account).await?;
        let turn = self.turns().take().await;
        let password = turn.hash(&password, ctx.chance.bytes()).await?;
        drop(turn);
        self.insert(ctx, account, password).await
    }

    /// Makes an account that no password opens: its holder signs in with a passkey or a session
    /// that somebody vouched for ([`Identity::vouch`]), or sets a password by recovery. What
    /// `new.password` holds is not looked at.
    ///
    /// # Errors
    /// What is wrong with the first wrong value; `LoginTaken`, `EmailTaken`.
    pub async fn make_without_password(
        &self,
        ctx: &Ctx,
        new: NewAccount,
    ) -> Result<Id, IdentityError> {
        let account = checked(ctx, new)?;
        self.refuse_taken(&account).await?;
        self.insert(ctx, account, String::new()).await
    }

    async fn insert(
        &self,
        ctx: &Ctx,
        account: Account,
        password: String,
    ) -> Result<Id, IdentityError> {
        let row = AccountRow {
            account,
            password,
            epoch: 1,
            made_at: ctx.now,
        };
        let act = act(ctx, Kind::AccountMade, &row.account, &["*"])
            .fact("level", i64::from(row.account.level))
            .changes(store::insert_account(&row));
        match self.ledger().commit(act).await {
            Ok(_) => Ok(row.account.id),
            Err(WriteError::Lost { .. }) => {
                // Somebody took one of the keys between the look and the write: say which.
                self.refuse_taken(&row.account).await?;
                Err(IdentityError::LoginTaken)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn refuse_taken(&self, account: &Account) -> Result<(), IdentityError> {
        let login = key_of(&account.login);
        if store::by_login(self.store(), &login).await?.is_some() {
            return Err(IdentityError::LoginTaken);
        }
        match &account.email {
            Some(email) => self.refuse_taken_email(email, account.id).await,
            None => Ok(()),
        }
    }

    pub(crate) async fn refuse_taken_email(
        &self,
        email: &str,
        account: Id,
    ) -> Result<(), IdentityError> {
        match store::by_email(self.store(), &key_of(email)).await? {
            Some(other) if other.account.id != account => Err(IdentityError::EmailTaken),
            Some(_) | None => Ok(()),
        }
    }

    /// An account.
    pub async fn account(&self, id: Id) -> Result<Option<Account>, IdentityError> {
        let row = store::account(self.store(), id).await?;
        Ok(row.map(|row| row.account))
    }

    /// The account with a login name.
    pub async fn find(&self, login: &str) -> Result<Option<Account>, IdentityError> {
        let row = store::by_login(self.store(), &key_of(login)).await?;
        Ok(row.map(|row| row.account))
    }

    /// The accounts bound to a record in the register of people: whom to write to.
    pub async fn of_subject(&self, subject: Id) -> Result<Vec<Account>, IdentityError> {
        Ok(store::by_subject(self.store(), subject).await?)
    }

    /// The accounts that hold a post, to whom a case can be handed, with what they are called; and
    /// others besides: those who have a case, but may hold the post no longer.
    pub async fn holders(
        &self,
        post: &Post,
        others: &[Id],
    ) -> Result<BTreeMap<Id, String>, IdentityError> {
        let mut holders = store::holders(self.store(), post).await?;
        for &other in others {
            if !holders.contains_key(&other)
                && let Some(row) = store::account(self.store(), other).await?
            {
                let account = row.account;
                holders.insert(other, account.name_shown.unwrap_or(account.login));
            }
        }
        Ok(holders)
    }

    /// An account that must be there.
    pub(crate) async fn row(&self, account: Id) -> Result<AccountRow, IdentityError> {
        store::account(self.store(), account)
            .await?
            .ok_or(IdentityError::NoAccount)
    }
}

/// A new account, unless something of it is wrong.
fn checked(ctx: &Ctx, new: NewAccount) -> Result<Account, IdentityError> {
    let account = Account {
        id: ctx.id(),
        version: 0,
        login: line("login", &new.login)?,
        email: optional("email", new.email.as_deref())?,
        name_shown: optional("name", new.name_shown.as_deref())?,
        subject: new.subject,
        level: level(new.level)?,
        language: line("language", &new.language)?,
        posts: posts(new.posts)?,
        locked_until: None,
    };
    email_shape(account.email.as_deref())?;
    Ok(account)
}

/// An act on an account: who is touched, and where its holder will see it.
pub(crate) fn act(ctx: &Ctx, kind: Kind, account: &Account, fields: &[&str]) -> Act {
    Act::new(ctx, kind).touch(Touch {
        register: "accounts".to_owned(),
        record: account.id,
        subject: account.shown_to(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    })
}

/// The same circumstances with the account's holder as the actor: who signs in is nobody until
/// they have, and the entry should say who did.
pub(crate) fn as_holder(ctx: &Ctx, account: &Account) -> Ctx {
    Ctx {
        actor: person(account),
        purpose: ctx.purpose.clone(),
        law: ctx.law.clone(),
        now: ctx.now,
        chance: Chance::new(ctx.chance.bytes()),
    }
}

/// An account's holder, acting for themself.
pub(crate) fn person(account: &Account) -> Actor {
    Actor::Person {
        account: account.id,
        subject: account.surely(),
        level: account.level,
    }
}

/// By what login names and addresses are compared: composed, trimmed, lower-case.
pub(crate) fn key_of(text: &str) -> String {
    text.trim().nfc().collect::<String>().to_lowercase()
}

/// Under what failures at a login name are counted. A digest, because people type other things
/// into that field by mistake: passwords, numbers of cards.
pub(crate) fn attempt_key(login_key: &str) -> Digest {
    sha256(format!("attempt\u{0}{login_key}").as_bytes())
}

pub(crate) fn line(field: &'static str, text: &str) -> Result<String, IdentityError> {
    match base::text::clean(text, TEXT_MAX) {
        Ok(clean) if !clean.is_empty() => Ok(clean),
        Ok(_) | Err(_) => Err(IdentityError::Shape { field }),
    }
}

/// Empty is nothing.
pub(crate) fn optional(
    field: &'static str,
    text: Option<&str>,
) -> Result<Option<String>, IdentityError> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => line(field, text).map(Some),
    }
}

/// Only that mail can be tried: something, one `@`, something. Whether it arrives, mail tells.
pub(crate) fn email_shape(email: Option<&str>) -> Result<(), IdentityError> {
    let refused = Err(IdentityError::Shape { field: "email" });
    let Some(email) = email else { return Ok(()) };
    match email.split_once('@') {
        Some((name, host))
            if !name.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && !email.contains(char::is_whitespace) =>
        {
            Ok(())
        }
        Some(_) | None => refused,
    }
}

pub(crate) fn level(level: u8) -> Result<u8, IdentityError> {
    match level {
        1 | 2 => Ok(level),
        _ => Err(IdentityError::Shape { field: "level" }),
    }
}

pub(crate) fn posts(mut posts: Vec<Post>) -> Result<Vec<Post>, IdentityError> {
    for post in &posts {
        line("role", &post.role)?;
        line("office", &post.office)?;
    }
    posts.sort_by(|a, b| (&a.role, &a.office).cmp(&(&b.role, &b.office)));
    posts.dedup();
    if posts.len() > POSTS_MAX {
        return Err(IdentityError::Shape { field: "office" });
    }
    Ok(posts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_name_and_a_host() {
        let table = [
            ("mai@island.example", true),
            ("mai", false),
            ("@island.example", false),
            ("mai@", false),
            ("mai@x@y", false),
            ("mai @island.example", false),
        ];
        for (email, fits) in table {
            assert_eq!(email_shape(Some(email)).is_ok(), fits, "{email}");
        }
    }

    #[test]
    fn keys_forget_case_spaces_and_composition() {
        let decomposed: String = "Thủy".nfd().collect();
        for (one, other) in [(" Mai ", "mai"), ("THỦY", decomposed.as_str())] {
            assert_eq!(key_of(one), key_of(other));
        }
        assert_ne!(key_of("mai"), key_of("ma i"));
    }
}
