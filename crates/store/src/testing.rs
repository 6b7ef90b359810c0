//! For tests: databases of their own on a PostgreSQL server.

use crate::{Store, StoreError};

/// Creates a database; the name must be a plain word.
pub async fn create_database(server: &Store, name: &str) -> Result<(), StoreError> {
    server
        .run(&format!("create database {}", crate::dialect::quoted(name)))
        .await
}

/// The same server's URL with another database.
pub fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, ""), |(a, q)| (a, q));
    let start = address.find("://").map_or(0, |at| at + 3);
    let host = address[start..]
        .find('/')
        .map_or(address, |at| &address[..start + at]);
    if query.is_empty() {
        format!("{host}/{name}")
    } else {
        format!("{host}/{name}?{query}")
    }
}
