//! A person's inbox, and the mail that says there is something in it.
//!
//! [`send`] gives the row changes of a notice, which go into the act that causes it: no act without
//! its notice, no notice without its act. The inbox holds the text's key and its values; who wants
//! mail gets one that says that there is news and where, and nothing else ([`mail_news`]).
//!
//! Invariants:
//! 1. Values of a person stand in the inbox's table alone: not in the ledger, not in a job, and not
//!    in mail, because whoever writes the letter of [`mail_news`] is told whom it is for and not what
//!    has happened.
//! 2. A mail has its notice's id as Message-ID: when it has to be sent again, it is recognised.
//! 3. An inbox is shown to the person whose it is: doors pass the id of who is signed in. That a
//!    person read a notice is an entry of the ledger ([`mark_read`]).
//!
//! Reading order: this page, `store.rs`, `mail.rs`.

mod mail;
mod store;

use std::fmt;
use std::future::Future;

use ::store::{Change, Store, StoreError};
use access::Ctx;
use base::{Id, Instant};
use jobs::{Claimed, Failed, Job};
use ledger::{Act, Kind, Touch};

pub use mail::{Delivery, Login, MAIL_SECONDS_MAX, Mail, MailProblem, Relay, Security, Smtp};
pub use store::{MIGRATIONS, UNREAD_MAX, tables};

/// The kind of the jobs that [`mail_news`] does.
pub const MAIL_JOB: &str = "mail";

/// Something to tell a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whom: their record in the register of people, or their account while that is not known.
    pub person: Id,
    /// What, a words key.
    pub kind: String,
    /// The values that the text needs, by name. They may be personal.
    pub args: Vec<(String, String)>,
    /// The case it is about.
    pub case: Option<Id>,
}

impl fmt::Debug for Notice {
    /// Without values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice")
            .field("kind", &self.kind)
            .field("case", &self.case)
            .finish_non_exhaustive()
    }
}

/// How a person wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In the inbox alone.
    Inbox,
    /// In the inbox, and by mail that there is something in it.
    InboxAndMail,
}

/// A notice in an inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Its id.
    pub id: Id,
    /// When it was sent.
    pub at: Instant,
    /// What it says.
    pub notice: Notice,
    /// When the person first saw it.
    pub read_at: Option<Instant>,
    version: i64,
}

/// The row changes that put a notice into an inbox, and the job that mails; they belong into the
/// act that causes the notice.
pub fn send(ctx: &Ctx, notice: Notice, way: Way) -> Vec<Change> {
    let received = Received {
        id: ctx.id(),
        at: ctx.now,
        notice,
        read_at: None,
        version: 0,
    };
    let mut changes = vec![store::put(&received)];
    match way {
        Way::Inbox => {}
        Way::InboxAndMail => changes.push(jobs::enqueue(Job {
            key: format!("{MAIL_JOB}/{}", received.id),
            kind: MAIL_JOB.to_owned(),
            due: ctx.now,
            payload: store::payload(&received),
        })),
    }
    changes
}

/// A person's notices, latest first, at most `limit`, before the one whose id is `before`.
pub async fn inbox(
    store: &Store,
    person: Id,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Received>, StoreError> {
    store::inbox(store, person, before, limit).await
}

/// One notice of a person; `None` if this person has none with this id.
pub async fn find(store: &Store, person: Id, notice: Id) -> Result<Option<Received>, StoreError> {
    store::find(store, person, notice).await
}

/// How many notices a person has not read; [`UNREAD_MAX`] stands for that many or more.
pub async fn unread(store: &Store, person: Id) -> Result<i64, StoreError> {
    store::unread(store, person).await
}

/// The act of a person who sees these notices: those not read before are read now. `None` if there
/// are none. Where two windows show the same inbox at once, one of the acts is lost: read again.
pub fn mark_read(ctx: &Ctx, shown: &[Received]) -> Option<Act> {
    let mut act = None;
    for received in shown.iter().filter(|received| received.read_at.is_none()) {
        let read = Received {
            read_at: Some(ctx.now),
            ..received.clone()
        };
        let touch = Touch {
            register: "notices".to_owned(),
            record: received.id,
            subject: received.notice.person,
            fields: vec!["*".to_owned()],
        };
        let so_far = act.take().unwrap_or_else(|| Act::new(ctx, Kind::Looked));
        act = Some(so_far.touch(touch).change(store::put(&read)));
    }
    act
}

/// What a mail says, and to which address.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text: that there is news, and where to sign in.
    pub body: String,
}

/// Does a job of [`MAIL_JOB`]: sends the mail, and gives the changes that end the job, for the
/// caller to commit. `letter` is asked for address and text, knowing only for whom; it gives `None`
/// to a person without an address. What was read meanwhile is not mailed.
///
/// # Errors
/// When the letter could not be sent or the database fails; a wrong address is for good.
pub async fn mail_news<L, F>(
    store: &Store,
    delivery: &Delivery,
    job: &Claimed,
    letter: L,
) -> Result<Vec<Change>, Failed>
where
    L: FnOnce(Id) -> F,
    F: Future<Output = Result<Option<Letter>, Failed>>,
{
    let end = vec![jobs::done(job)];
    let Some((person, notice)) = store::read_payload(&job.job.payload) else {
        return Err(Failed::for_good(
            "the payload of a mail job names no notice",
        ));
    };
    let Some(received) = find(store, person, notice).await? else {
        return Ok(end);
    };
    if received.read_at.is_some() {
        return Ok(end);
    }
    let Some(letter) = letter(person).await? else {
        return Ok(end);
    };
    let mail = Mail {
        id: received.id,
        at: received.at,
        letter,
    };
    let mut changes = delivery.deliver(&mail).await?;
    changes.extend(end);
    Ok(changes)
}

/// Mails that were kept instead of sent, latest first, at most `limit`.
pub async fn kept_mails(store: &Store, limit: i64) -> Result<Vec<Mail>, StoreError> {
    store::kept_mails(store, limit).await
}
