//! Requests that change something, sent until an answer comes: what somebody does whose browser, or
//! whose system, was told nothing because the doors died.

use std::net::SocketAddr;

use ledger::Kind;

use super::play::Player;
use super::visitor::Visitor;
use crate::serve;
use crate::wiring::chain;

/// The kind of request that may open a second session.
const SIGN_IN: &str = "sign-in";

/// How many entries are read at once.
const PAGE: i64 = 256;

/// A request that changes something.
pub(super) enum Wish<'a> {
    /// The form that somebody has filled in last.
    Form(&'a mut Visitor),
    /// What an agency's system sends: each time with the same key and the same signature.
    Write {
        /// The address.
        path: &'a str,
        /// The body.
        body: &'a str,
        /// With its signature.
        headers: &'a [(&'static str, String)],
    },
}

impl Wish<'_> {
    /// What kind of request it is: those with the same last word in their addresses need about the
    /// same time.
    fn kind(&self) -> String {
        let path = match self {
            Wish::Form(visitor) => visitor.action(),
            Wish::Write { path, .. } => path,
        };
        path.rsplit('/').next().unwrap_or("").to_owned()
    }

    /// Sends it once; gives the status, and what a program was told.
    async fn send(&mut self, address: SocketAddr) -> Result<(u16, String), String> {
        match self {
            Wish::Form(visitor) => {
                visitor.move_to(address);
                visitor.press().await?;
                Ok((visitor.status, String::new()))
            }
            Wish::Write {
                path,
                body,
                headers,
            } => {
                let request = Visitor::new(address)?.request(path);
                let request = headers
                    .iter()
                    .fold(request, |request, (name, value)| {
                        request.header(*name, value)
                    })
                    .body((*body).to_owned());
                let answer = request.send().await.map_err(|error| error.to_string())?;
                let status = answer.status().as_u16();
                let text = answer.text().await.map_err(|error| error.to_string())?;
                Ok((status, text))
            }
        }
    }
}

impl Player<'_> {
    /// Sends the form that somebody has filled in last; the same form again if no answer comes.
    pub(super) async fn press(&mut self, who: &str) -> Result<(), String> {
        let mut visitor = self.visitors.remove(who).ok_or("no browser")?;
        let pressed = self.insist(Wish::Form(&mut visitor)).await;
        self.visitors.insert(who.to_owned(), visitor);
        pressed.map(|_| ())
    }

    /// Sends a request to the doors, wherever they are, until an answer comes.
    ///
    /// # Errors
    /// When it cannot be sent; when it did something a second time although the first one, which got
    /// no answer, had done it already.
    pub(super) async fn insist(&mut self, mut wish: Wish<'_>) -> Result<(u16, String), String> {
        if self.doors.kills().is_none() {
            let address = self.doors.address(self.wired).await?;
            return wish.send(address).await;
        }
        let mut done: Vec<Kind> = Vec::new();
        let kind = wish.kind();
        self.written().await?;
        loop {
            let address = self.doors.address(self.wired).await?;
            let during = (kind.as_str(), self.wired.house.ledger());
            let answer = self.doors.during(during, wish.send(address)).await?;
            let written = self.written().await?;
            // A session whose token nobody was told is no step: another one is opened.
            if !done.is_empty() && !written.is_empty() && kind != SIGN_IN {
                return Err(format!(
                    "sent again after a kill, it was done again: {written:?} after {done:?}"
                ));
            }
            if let Some(answer) = answer {
                return Ok(answer);
            }
            if let Some(kills) = self.doors.kills() {
                kills.hit(!written.is_empty());
            }
            done.extend(written);
        }
    }

    /// What has happened since this was asked last: all but looks and refusals, of which each is one
    /// of its own.
    pub(super) async fn written(&mut self) -> Result<Vec<Kind>, String> {
        let mut written = Vec::new();
        serve::seal_all(self.wired).await;
        loop {
            let ledger = self.wired.house.ledger();
            let page = ledger.follow(self.read, PAGE).await;
            let page = page.map_err(|error| chain(&error))?;
            let Some((last, _)) = page.last() else {
                return Ok(written);
            };
            self.read = last + 1;
            let kinds = page.iter().map(|(_, entry)| entry.kind);
            written.extend(kinds.filter(|kind| !matches!(kind, Kind::Looked | Kind::Refused)));
        }
    }
}
