//! What happens to databases that somebody can mend, told apart by what is to be done.

use std::error::Error;
use std::fmt;

use rusqlite::ErrorCode;
use tokio_postgres::error::SqlState;

use crate::StoreError;

/// A fault outside the program. Displayed, it says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another program holds the file.
    Held,
    /// There is no room, or a limit of this user is reached.
    Full,
    /// The disk failed.
    Disk,
    /// This user may read at most.
    ReadOnly,
    /// The file cannot be opened.
    NoFile,
    /// The file is something else.
    NotADatabase,
    /// The file is broken.
    Damaged,
    /// The system gives no further thread.
    NoThread,
    /// Nobody listens.
    NoServer,
    /// The server starts, stops or recovers.
    NotReady,
    /// The server has no connection left.
    TooMany,
    /// The server does not let this user in.
    SignIn,
    /// The server does not wait for the disk.
    NotDurable,
    /// The server has no such database.
    NoDatabase,
    /// The two sides do not agree on an encrypted connection.
    Encryption,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Held => {
                "another program holds the file: end it (another motcua, a shell on it, a copying tool), then \
                 try again"
            }
            Fault::Full => {
                "there is no room: free some, or raise the limit of this user; what was not acknowledged was \
                 not written, and the program goes on by itself once there is room"
            }
            Fault::Disk => {
                "the disk failed: look into the system's log; nothing that was acknowledged depended on it"
            }
            Fault::ReadOnly => {
                "this user may not write there: look at the owner and the mode of file and folder, or at \
                 whether the server is a standby"
            }
            Fault::NoFile => {
                "the file cannot be opened: check the path, and that this user may enter its folder and read and \
                 write the file"
            }
            Fault::NotADatabase => {
                "this file is no SQLite database: check the path; it was left as it is"
            }
            Fault::Damaged => {
                "the file is damaged: stop, keep it as it is, and restore the last backup elsewhere"
            }
            Fault::NoThread => "the system gives this user no further thread: raise its limit",
            Fault::NoServer => {
                "no server answers there: check host and port, and that PostgreSQL runs"
            }
            Fault::NotReady => "the server is starting or stopping: try again in a moment",
            Fault::TooMany => {
                "the server has no connection left: raise its max_connections (a process of ours takes up \
                 to 14), or end what else is connected"
            }
            Fault::SignIn => {
                "the server does not let this user in: check user and password of the URL, and the server's \
                 pg_hba.conf"
            }
            Fault::NotDurable => {
                "the server acknowledges what is not on its disk yet, and would lose it with the next power cut: \
                 set fsync = on in its postgresql.conf; for a trial whose data may be lost, add durable=no \
                 to the URL"
            }
            Fault::NoDatabase => {
                "the server has no such database: make it, `createdb --encoding UTF8 --template template0`"
            }
            Fault::Encryption => {
                "no encrypted connection came about: check sslmode and sslrootcert of the URL, and that the \
                 server's certificate is for this host and still valid"
            }
        })
    }
}

/// What SQLite's error means for whoever runs it.
pub(crate) fn of_file(error: &rusqlite::Error) -> Option<Fault> {
    let code = error.sqlite_error()?;
    // A file-size limit and a quota are told as a failure to write.
    if code.extended_code == rusqlite::ffi::SQLITE_IOERR_WRITE {
        return Some(Fault::Full);
    }
    match code.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Some(Fault::Held),
        ErrorCode::DiskFull => Some(Fault::Full),
        ErrorCode::SystemIoFailure => Some(Fault::Disk),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Some(Fault::ReadOnly),
        ErrorCode::CannotOpen => Some(Fault::NoFile),
        ErrorCode::NotADatabase => Some(Fault::NotADatabase),
        ErrorCode::DatabaseCorrupt => Some(Fault::Damaged),
        _ => None,
    }
}

/// What an error while connecting to a server means; each of them has a meaning.
pub(crate) fn of_connecting(error: &tokio_postgres::Error) -> Fault {
    if let Some(fault) = of_server(error) {
        return fault;
    }
    // The driver tells its own kinds apart in words only.
    let said = error.to_string();
    if said.starts_with("error performing TLS handshake") {
        Fault::Encryption
    } else if said.starts_with("invalid configuration") || said.starts_with("authentication error")
    {
        Fault::SignIn
    } else {
        Fault::NoServer
    }
}

fn of_server(error: &tokio_postgres::Error) -> Option<Fault> {
    let code = error.code()?;
    let table = [
        (SqlState::INVALID_PASSWORD, Fault::SignIn),
        (SqlState::INVALID_AUTHORIZATION_SPECIFICATION, Fault::SignIn),
        (SqlState::INSUFFICIENT_PRIVILEGE, Fault::ReadOnly),
        (SqlState::READ_ONLY_SQL_TRANSACTION, Fault::ReadOnly),
        (SqlState::INVALID_CATALOG_NAME, Fault::NoDatabase),
        (SqlState::DISK_FULL, Fault::Full),
        (SqlState::TOO_MANY_CONNECTIONS, Fault::TooMany),
        (SqlState::CANNOT_CONNECT_NOW, Fault::NotReady),
        (SqlState::DATA_CORRUPTED, Fault::Damaged),
        (SqlState::IO_ERROR, Fault::Disk),
    ];
    let known = table.into_iter().find(|(state, _)| state == code);
    known.map(|(_, fault)| fault)
}

/// A statement that SQLite refused.
pub(crate) fn file_statement(error: rusqlite::Error) -> StoreError {
    let cause = error.to_string();
    match of_file(&error) {
        Some(fault) => StoreError::Suffers { fault, cause },
        None => StoreError::Statement { cause },
    }
}

/// A statement that the server refused, or that did not reach it.
pub(crate) fn server_statement(error: tokio_postgres::Error) -> StoreError {
    let ended = [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN];
    let has_ended = match error.code() {
        Some(code) => ended.contains(code),
        // What is not the server's word is a connection that broke, or an answer of another shape.
        None => error
            .source()
            .is_some_and(|cause| cause.is::<std::io::Error>()),
    };
    if error.is_closed() || has_ended {
        return StoreError::Stopped;
    }
    let cause = describe(&error);
    match of_server(&error) {
        Some(fault) => StoreError::Suffers { fault, cause },
        None => StoreError::Statement { cause },
    }
}

/// What the driver said, without values.
pub(crate) fn describe(error: &tokio_postgres::Error) -> String {
    let Some(said) = error.as_db_error() else {
        let cause = error.source().map(ToString::to_string);
        return cause.unwrap_or_else(|| error.to_string());
    };
    // The detail of a database error may quote values, and values may be personal.
    format!("{} ({})", said.message(), said.code().code())
}

#[cfg(test)]
mod tests;
