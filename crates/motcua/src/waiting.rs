//! Somebody waits at a terminal: every second they see that the work goes on, and for how long.

use std::io::IsTerminal;
use std::time::Duration;

use tokio::task::JoinHandle;

/// Tells until it is dropped.
#[derive(Debug)]
pub(crate) struct Waiting(Option<JoinHandle<()>>);

impl Waiting {
    /// Begins, if standard error is a terminal.
    pub(crate) fn begin(what: String) -> Waiting {
        if !std::io::stderr().is_terminal() {
            return Waiting(None);
        }
        Waiting(Some(tokio::spawn(async move {
            let mut seconds = tokio::time::interval(Duration::from_secs(1));
            seconds.tick().await;
            for passed in 1_u64.. {
                seconds.tick().await;
                eprint!("\r\x1b[K{what}: {passed} s");
            }
        })))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(telling) = self.0.take() {
            telling.abort();
            eprint!("\r\x1b[K");
        }
    }
}
