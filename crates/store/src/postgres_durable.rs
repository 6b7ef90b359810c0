//! What is acknowledged is on the disk, whatever the server's configuration says.
//!
//! `synchronous_commit` belongs to a session, so each connection of ours raises it to `on`: also from
//! `remote_write` and `local`, because where a standby is named an act must outlive the machine it was
//! written on; only `remote_apply`, which waits for more, stays. `fsync` belongs to the server. Where it
//! is off nothing we could say would keep an act, so such a server is refused, unless the URL says
//! `durable=no`: for tests and trials. `full_page_writes` off is right on a file system that never
//! leaves half a page (ZFS) and wrong elsewhere; we cannot see which, so it is told and not refused.

use tokio_postgres::Client;

use crate::fault::{self, Fault};
use crate::postgres_tls::Address;
use crate::{StoreError, postgres};

/// Raises the session, and says how the server itself keeps what it acknowledges.
const QUERY: &str = "select current_setting('fsync'), current_setting('full_page_writes'),
    set_config('synchronous_commit', case current_setting('synchronous_commit')
        when 'remote_apply' then 'remote_apply' else 'on' end, false)";

/// What a server's configuration leaves to be said to whoever runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nothing: what it acknowledges, it keeps.
    Well,
    /// A page of which half was written when the power went is damaged.
    WholePagesOnly,
    /// Nothing is kept for sure, and the URL says that this is known.
    ForTrial,
}

/// Makes a fresh connection one on which a commit is durable.
pub(crate) async fn secure(client: &Client, address: &Address) -> Result<Kept, StoreError> {
    let row = client.query_one(QUERY, &[]).await;
    let row = row.map_err(fault::server_statement)?;
    let is_off = |at: usize| {
        row.try_get::<_, &str>(at)
            .map(|setting| setting == "off")
            .map_err(fault::server_statement)
    };
    match (is_off(0)?, is_off(1)?) {
        (true, _) if address.for_trial => Ok(Kept::ForTrial),
        (true, _) => Err(StoreError::Open {
            place: postgres::place(&address.config),
            fault: Fault::NotDurable,
            cause: "fsync is off".to_owned(),
        }),
        (false, true) if !address.for_trial => Ok(Kept::WholePagesOnly),
        (false, _) => Ok(Kept::Well),
    }
}

impl Kept {
    /// Tells it, once for each database that is opened.
    pub(crate) fn tell(self, address: &Address) {
        let place = postgres::place(&address.config);
        match self {
            Kept::Well => {}
            Kept::WholePagesOnly => tracing::warn!(
                "the server of {place} has full_page_writes off: unless its file system never leaves half a \
                 page (ZFS), set it on, or a power cut damages the database"
            ),
            Kept::ForTrial => tracing::warn!(
                "the server of {place} does not wait for the disk (fsync is off), and durable=no says that \
                 this is known: what is acknowledged may be lost"
            ),
        }
    }
}
