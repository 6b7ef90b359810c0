//! Sessions read a moment ago.
//!
//! At 2,000 requests a second, three queries each would be most of what the database does. A
//! session is kept for 5 seconds; a change to its account made by this process removes it at once,
//! also from the hands of whoever is reading it from the database meanwhile ([`Cache::begin`]).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base::{Digest, Id, Instant};

use crate::Session;

/// How long what was read counts, in microseconds.
const LIFE: i64 = 5 * Instant::SECOND;

/// How many sessions are kept, at about 1 KiB each: those of 5 seconds at the load that one
/// machine is built for.
const SESSIONS_MAX: usize = 10_000;

/// Kept sessions by digest of their token.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// How often something was forgotten.
    changes: u64,
    sessions: HashMap<Digest, (Instant, Arc<Session>)>,
}

/// When a read from the database began, in changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun(u64);

impl Cache {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn get(&self, token: &Digest, now: Instant) -> Option<Arc<Session>> {
        let kept = self.kept();
        let (at, session) = kept.sessions.get(token)?;
        (fresh(*at, now) && session.expires_at > now).then(|| session.clone())
    }

    /// To be called before reading from the database what [`Cache::put`] will be given.
    pub(crate) fn begin(&self) -> Begun {
        Begun(self.kept().changes)
    }

    /// Keeps a session, unless something was forgotten since the read began: it may be this.
    pub(crate) fn put(&self, token: Digest, begun: Begun, session: Arc<Session>, now: Instant) {
        let mut kept = self.kept();
        if kept.changes != begun.0 {
            return;
        }
        if kept.sessions.len() >= SESSIONS_MAX {
            kept.sessions.retain(|_, (at, _)| fresh(*at, now));
        }
        if kept.sessions.len() >= SESSIONS_MAX {
            kept.sessions.clear();
        }
        kept.sessions.insert(token, (now, session));
    }

    /// Forgets all sessions of an account; to be called after the change is durable.
    pub(crate) fn forget(&self, account: Id) {
        let mut kept = self.kept();
        kept.changes += 1;
        kept.sessions
            .retain(|_, (_, session)| session.account.id != account);
    }
}

fn fresh(at: Instant, now: Instant) -> bool {
    (0..LIFE).contains(&now.since(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Account;

    fn session(account: u8) -> Arc<Session> {
        Arc::new(Session {
            id: Id([0; 16]),
            account: Account {
                id: Id([account; 16]),
                version: 1,
                login: "mai".into(),
                email: None,
                name_shown: None,
                subject: None,
                level: 1,
                language: "en".into(),
                posts: Vec::new(),
                locked_until: None,
            },
            post: None,
            csrf: String::new(),
            made_at: Instant(0),
            expires_at: Instant(100 * Instant::SECOND),
        })
    }

    fn at(seconds: i64) -> Instant {
        Instant(seconds * Instant::SECOND)
    }

    #[test]
    fn a_session_is_kept_for_five_seconds_and_no_longer_than_itself() {
        let cache = Cache::default();
        let table = [
            (10, 10, true),
            (10, 14, true),
            (10, 15, false),
            (10, 9, false),
            (98, 100, false),
        ];
        for (put, get, there) in table {
            cache.put([1; 32], cache.begin(), session(1), at(put));
            assert_eq!(cache.get(&[1; 32], at(get)).is_some(), there, "{put} {get}");
        }
    }

    #[test]
    fn what_is_forgotten_is_gone_even_while_it_is_being_read() {
        let cache = Cache::default();
        cache.put([1; 32], cache.begin(), session(1), at(1));
        cache.put([2; 32], cache.begin(), session(2), at(1));
        let begun = cache.begin();
        cache.forget(Id([1; 16]));
        assert!(cache.get(&[1; 32], at(1)).is_none());
        assert!(cache.get(&[2; 32], at(1)).is_some());
        cache.put([1; 32], begun, session(1), at(1));
        assert!(cache.get(&[1; 32], at(1)).is_none());
    }

    #[test]
    fn the_number_of_sessions_is_bounded() {
        let cache = Cache::default();
        for n in 0..=u32::try_from(SESSIONS_MAX).unwrap() {
            let mut token = [0; 32];
            token[..4].copy_from_slice(&n.to_be_bytes());
            cache.put(token, cache.begin(), session(1), at(1));
        }
        assert!(cache.kept().sessions.len() <= SESSIONS_MAX);
    }
}
