//! Counting, for the operator.

use ::store::{Store, StoreError};
use base::Instant;

/// Sessions that are neither over nor ended with all others of their account.
pub(crate) async fn open_sessions(store: &Store, now: Instant) -> Result<i64, StoreError> {
    let sql = "select count(*) from identity_session s
                 join identity_account a on a.account = s.account and a.epoch = s.epoch
                where s.expires_at > $1";
    let row = store.query_one(sql, &[now.into()]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}
