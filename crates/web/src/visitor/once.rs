//! Buttons that are pressed twice: by a double click, by going back and sending the form again, or
//! because no answer came. What the first press did is not done again; the second one is shown where
//! the first has led.

use axum::response::Response;
use identity::Press;
use ledger::Act;

use super::{Visitor, see_other};
use crate::error::PageError;

/// A form that was sent, to be acted on once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Once {
    press: Option<Press>,
}

impl Once {
    /// The form of somebody who is signed in, told by its token and all else that was sent. A
    /// program that sends the bare token of its session has no pages, and nothing to tell by.
    pub(crate) fn of(visitor: &Visitor, token: &str, sent: &[&[u8]]) -> Once {
        let session = visitor.session.as_ref().filter(|_| token.contains('.'));
        let press = session.map(|session| {
            let mut parts = vec![visitor.path.as_bytes(), token.as_bytes()];
            parts.extend(sent);
            Press::new(session.account.id, &parts)
        });
        Once { press }
    }

    /// Says in an act that this press did it, and where it led.
    pub(crate) fn mark(&self, act: Act, path: &str) -> Act {
        match &self.press {
            Some(press) => press.mark(act, path),
            None => act,
        }
    }

    /// Does what the form asks for, unless this press has done it before. `doing` marks its act.
    pub(crate) async fn run(
        &self,
        visitor: &Visitor,
        doing: impl Future<Output = Result<Response, PageError>>,
    ) -> Result<Response, PageError> {
        if let Some(led) = self.led(visitor).await? {
            return Ok(led);
        }
        match doing.await {
            Ok(done) if !done.status().is_client_error() => Ok(done),
            // The same press may have been answered meanwhile by another process, or on another
            // connection: then this one is not told that it came too late.
            other => self.led(visitor).await?.map_or(other, Ok),
        }
    }

    async fn led(&self, visitor: &Visitor) -> Result<Option<Response>, PageError> {
        let Some(press) = &self.press else {
            return Ok(None);
        };
        let house = &visitor.house;
        let led = house
            .identity
            .pressed(press, house.circumstances.now())
            .await?;
        Ok(led.map(|path| see_other(&path)))
    }
}
