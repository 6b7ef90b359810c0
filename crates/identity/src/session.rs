//! Sessions: opened, recognised, ended.
//!
//! The browser keeps a token of 32 random bytes; the database keeps its SHA-256, so whoever reads
//! the database cannot act as anybody. A session ends 12 hours after it was last seen and 7 days
//! after it was opened. Each belongs to an *epoch* of its account: ending all of them is one number
//! changed in one row, which also voids a session that is being opened at that moment.

use std::fmt;
use std::sync::Arc;

use ::store::{WriteError, WriteSet};
use access::{Actor, Ctx, Post};
use base::secret::Secret;
use base::{Digest, Id, Instant, sha256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ledger::{Act, Kind};

use crate::account::{act, as_holder, person};
use crate::store::{self, AccountRow, SessionRow};
use crate::{Account, Identity, IdentityError};

/// Seconds after which an unused session ends.
const IDLE_SECONDS: i64 = 12 * 3600;

/// Seconds after which any session ends.
pub(crate) const LIFE_SECONDS: i64 = 7 * 24 * 3600;

/// Seconds in which being seen again is not written: one write for each request would make the
/// busiest table of the house out of a number nobody reads that closely.
const SEEN_SECONDS: i64 = 5 * 60;

/// The most characters kept of what a browser calls itself.
const AGENT_MAX: usize = 100;

/// The secret that opens a session; text for a cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(Secret);

impl SessionToken {
    /// 43 characters of base64url (RFC 4648 §5): for the cookie, never for a log.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(self.0.expose()).unwrap_or_default()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken")
    }
}

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What the page that lists sessions calls it; opens nothing.
    pub id: Id,
    /// Whose it is.
    pub account: Account,
    /// The post they act in, if they chose one they still hold.
    pub post: Option<Post>,
    /// What every form of this session must bring back: derived from the token, so another site,
    /// which does not know the token, cannot make it up.
    pub csrf: String,
    /// When it was opened.
    pub made_at: Instant,
    /// When it ends unless it is used.
    pub expires_at: Instant,
}

impl Session {
    /// Who asks, for a request's circumstances.
    pub fn actor(&self) -> Actor {
        match &self.post {
            Some(post) => Actor::Officer {
                account: self.account.id,
                post: post.clone(),
            },
            None => person(&self.account),
        }
    }
}

/// A session as its account's holder sees it in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionListed {
    /// For [`Identity::end_session`].
    pub id: Id,
    /// When it was opened.
    pub made_at: Instant,
    /// When it was last used, to 5 minutes.
    pub seen_at: Instant,
    /// What the browser called itself.
    pub agent: String,
    /// The post chosen in it.
    pub post: Option<Post>,
}

/// How a session is opened, and in which browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening<'a> {
    /// `password`, `passkey` or `vouched`.
    pub(crate) way: &'a str,
    /// What the browser calls itself.
    pub(crate) agent: &'a str,
}

impl Opening<'_> {
    /// Opens a session for an account whose holder has just proven to be that.
    pub(crate) fn act(self, ctx: &Ctx, row: &AccountRow) -> (Act, SessionToken) {
        let token = URL_SAFE_NO_PAD.encode(ctx.chance.bytes());
        let session = SessionRow {
            token: token_digest(&token),
            account: row.account.id,
            epoch: row.epoch,
            made_at: ctx.now,
            seen_at: ctx.now,
            expires_at: ctx.now.plus_seconds(IDLE_SECONDS),
            agent: agent_text(self.agent),
            post: None,
            version: 0,
        };
        let holder = as_holder(ctx, &row.account);
        let act = act(&holder, Kind::Session, &row.account, &["sessions"])
            .fact("what", "signed-in")
            .fact("way", self.way)
            .change(store::put_session(&session));
        (act, SessionToken(Secret::new(token)))
    }
}

impl Identity {
    /// The session a token opens, if it is open. What was read is kept for 5 seconds, so an end
    /// made by another process on the same database may take that long to be noticed here; an end
    /// made by this process counts at once.
    pub async fn session(
        &self,
        token: &str,
        now: Instant,
    ) -> Result<Option<Arc<Session>>, IdentityError> {
        let digest = token_digest(token);
        if let Some(session) = self.cache().get(&digest, now) {
            return Ok(Some(session));
        }
        let begun = self.cache().begin();
        let Some((mut session, row)) = store::session(self.store(), digest, now).await? else {
            return Ok(None);
        };
        if now.since(session.seen_at) >= SEEN_SECONDS * Instant::SECOND {
            self.see(&mut session, now).await?;
        }
        let post = session.post.filter(|post| row.account.posts.contains(post));
        let session = Arc::new(Session {
            id: handle(&session.token),
            account: row.account,
            post,
            csrf: csrf(token),
            made_at: session.made_at,
            expires_at: session.expires_at,
        });
        self.cache().put(digest, begun, session.clone(), now);
        Ok(Some(session))
    }

    /// Opens a session for an account's holder on the word of whoever runs the house: for an agency's
    /// counter that has seen the person, for measurements and tests. The entry says that it was so.
    ///
    /// # Errors
    /// `NoAccount`.
    pub async fn vouch(
        &self,
        ctx: &Ctx,
        account: Id,
        agent: &str,
    ) -> Result<SessionToken, IdentityError> {
        let opening = Opening {
            way: "vouched",
            agent,
        };
        let (act, token) = opening.act(ctx, &self.row(account).await?);
        self.ledger().commit(act).await?;
        Ok(token)
    }

    /// Writes that a session is in use: plainly, without an entry, because it is about a machine
    /// and at most every 5 minutes, and a ledger of clicks would be a record of people's days.
    async fn see(&self, session: &mut SessionRow, now: Instant) -> Result<(), IdentityError> {
        session.seen_at = now;
        let end = session.made_at.plus_seconds(LIFE_SECONDS);
        session.expires_at = now.plus_seconds(IDLE_SECONDS).min(end);
        let set = WriteSet::from(vec![store::put_session(session)]);
        match self.store().commit(set).await {
            // Lost: somebody else has just written the same, or ended it, which the next look sees.
            Ok(_) | Err(WriteError::Lost { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The open sessions of an account, the one used last first.
    pub async fn sessions(
        &self,
        account: Id,
        now: Instant,
    ) -> Result<Vec<SessionListed>, IdentityError> {
        let rows = store::sessions(self.store(), account, now).await?;
        Ok(rows
            .into_iter()
            .map(|row| SessionListed {
                id: handle(&row.token),
                made_at: row.made_at,
                seen_at: row.seen_at,
                agent: row.agent,
                post: row.post,
            })
            .collect())
    }

    /// Ends the session a token opens; one that is over already is no error.
    pub async fn sign_out(&self, ctx: &Ctx, token: &str) -> Result<(), IdentityError> {
        match self.end(ctx, token_digest(token), "signed-out").await {
            Err(IdentityError::NoSession) => Ok(()),
            ended => ended,
        }
    }

    /// Ends one of an account's sessions by its id in the list.
    ///
    /// # Errors
    /// `NoSession` when the account has no such open session.
    pub async fn end_session(&self, ctx: &Ctx, account: Id, id: Id) -> Result<(), IdentityError> {
        let rows = store::sessions(self.store(), account, ctx.now).await?;
        let Some(row) = rows.into_iter().find(|row| handle(&row.token) == id) else {
            return Err(IdentityError::NoSession);
        };
        self.end(ctx, row.token, "ended").await
    }

    async fn end(&self, ctx: &Ctx, digest: Digest, what: &str) -> Result<(), IdentityError> {
        self.on_session(ctx, digest, |session, row| {
            let act = act(ctx, Kind::Session, &row.account, &["sessions"]);
            Ok(act
                .fact("what", what)
                .change(store::delete_session(session)))
        })
        .await
    }

    /// Ends all sessions of an account, at once in this process and within 5 seconds in others.
    pub async fn sign_out_everywhere(&self, ctx: &Ctx, account: Id) -> Result<(), IdentityError> {
        self.commit(move || async move {
            let mut row = self.row(account).await?;
            row.epoch += 1;
            let act = act(ctx, Kind::Session, &row.account, &["sessions"])
                .fact("what", "all-ended")
                .change(store::update_account(&row));
            Ok((act, ()))
        })
        .await?;
        self.cache().forget(account);
        Ok(())
    }

    /// Chooses the post in which the session's holder acts from now on, or none: for themself.
    ///
    /// # Errors
    /// `NoPost` when they do not hold it; `NoSession`.
    pub async fn choose_post(
        &self,
        ctx: &Ctx,
        token: &str,
        post: Option<&Post>,
    ) -> Result<(), IdentityError> {
        let open = store::session(self.store(), token_digest(token), ctx.now).await?;
        let is_held = |row: &AccountRow| post.is_none_or(|post| row.account.posts.contains(post));
        // The choice that holds already, sent again, changes nothing.
        if open.is_some_and(|(session, row)| session.post.as_ref() == post && is_held(&row)) {
            return Ok(());
        }
        self.on_session(ctx, token_digest(token), |session, row| {
            if post.is_some_and(|post| !row.account.posts.contains(post)) {
                return Err(IdentityError::NoPost);
            }
            let chosen = SessionRow {
                post: post.cloned(),
                ..session.clone()
            };
            let mut act = act(ctx, Kind::AccountChanged, &row.account, &["sessions"])
                .fact("what", "post-chosen")
                .change(store::put_session(&chosen));
            if let Some(post) = post {
                act = act
                    .fact("role", post.role.as_str())
                    .fact("office", post.office.as_str());
            }
            Ok(act)
        })
        .await
    }

    /// One act on one open session.
    async fn on_session(
        &self,
        ctx: &Ctx,
        digest: Digest,
        decide: impl Fn(&SessionRow, &AccountRow) -> Result<Act, IdentityError>,
    ) -> Result<(), IdentityError> {
        let decide = &decide;
        let account = self
            .commit(move || async move {
                match store::session(self.store(), digest, ctx.now).await? {
                    Some((session, row)) => Ok((decide(&session, &row)?, row.account.id)),
                    None => Err(IdentityError::NoSession),
                }
            })
            .await?;
        self.cache().forget(account);
        Ok(())
    }
}

fn token_digest(token: &str) -> Digest {
    sha256(token.as_bytes())
}

/// What a session is called where it may be seen: half of the digest of its token.
fn handle(token: &Digest) -> Id {
    let mut id = [0; 16];
    id.copy_from_slice(&token[..16]);
    Id(id)
}

fn csrf(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(format!("csrf\u{0}{token}").as_bytes()))
}

fn agent_text(agent: &str) -> String {
    agent
        .chars()
        .filter(|c| !c.is_control())
        .take(AGENT_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_derived_from_a_token_does_not_give_it_away() {
        let token = URL_SAFE_NO_PAD.encode([7; 32]);
        assert_eq!(token.len(), 43);
        assert_ne!(csrf(&token), URL_SAFE_NO_PAD.encode(token_digest(&token)));
        assert_ne!(csrf(&token), csrf("another"));
        let secret = SessionToken(Secret::new(token.clone()));
        assert_eq!(secret.expose(), token);
        assert_eq!(format!("{secret:?}"), "SessionToken");
    }

    #[test]
    fn browsers_are_cut_short() {
        assert_eq!(agent_text("Boat\u{0}Browser\n1"), "BoatBrowser1");
        assert_eq!(agent_text(&"ü".repeat(300)).chars().count(), AGENT_MAX);
    }
}
