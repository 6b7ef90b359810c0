//! The tables of this crate; its SQL stands in the modules below, by what it concerns.

use std::sync::LazyLock;

use ::store::{Kind as Column, Migration, Migrations, Table};

mod accounts;
mod figures;
mod keys;
mod sessions;

pub(crate) use accounts::*;
pub(crate) use figures::*;
pub(crate) use keys::*;
pub(crate) use sessions::*;

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

struct Tables {
    account: Table,
    login: Table,
    email: Table,
    post: Table,
    attempt: Table,
    session: Table,
    recovery: Table,
    ceremony: Table,
    passkey: Table,
    credential: Table,
    press: Table,
}

impl Tables {
    fn new() -> Tables {
        Tables {
            account: account_table(),
            login: Table::new("identity_login")
                .key("login", Column::Text)
                .must("account", Column::Bytes)
                .done(),
            email: Table::new("identity_email")
                .key("email", Column::Text)
                .must("account", Column::Bytes)
                .done(),
            post: Table::new("identity_post")
                .key("account", Column::Bytes)
                .key("role", Column::Text)
                .key("office", Column::Text)
                .index(&["office", "role"])
                .done(),
            attempt: Table::new("identity_attempt")
                .key("login", Column::Bytes)
                .must("failures", Column::Int)
                .must("at", Column::Int)
                .may("locked_until", Column::Int)
                .version()
                .index(&["at"])
                .done(),
            session: session_table(),
            recovery: Table::new("identity_recovery")
                .key("token", Column::Bytes)
                .may("account", Column::Bytes)
                .must("expires_at", Column::Int)
                .version()
                .index(&["account"])
                .index(&["expires_at"])
                .done(),
            ceremony: Table::new("identity_ceremony")
                .key("ceremony", Column::Bytes)
                .may("account", Column::Bytes)
                .must("state", Column::Text)
                .must("expires_at", Column::Int)
                .version()
                .index(&["expires_at"])
                .done(),
            passkey: Table::new("identity_passkey")
                .key("credential", Column::Bytes)
                .must("account", Column::Bytes)
                .must("name", Column::Text)
                .must("passkey", Column::Text)
                .must("made_at", Column::Int)
                .may("used_at", Column::Int)
                .version()
                .index(&["account"])
                .done(),
            credential: Table::new("identity_credential")
                .key("credential", Column::Bytes)
                .must("agency", Column::Text)
                .must("public_key", Column::Bytes)
                .must("made_at", Column::Int)
                .must("valid_until", Column::Int)
                .version()
                .index(&["agency"])
                .done(),
            press: Table::new("identity_press")
                .key("press", Column::Bytes)
                .must("led_to", Column::Text)
                .must("expires_at", Column::Int)
                .version()
                .index(&["expires_at"])
                .done(),
        }
    }
}

fn account_table() -> Table {
    Table::new("identity_account")
        .key("account", Column::Bytes)
        .must("login", Column::Text)
        .must("attempt", Column::Bytes)
        .may("email", Column::Text)
        .may("name_shown", Column::Text)
        .may("subject", Column::Bytes)
        .must("level", Column::Int)
        .must("language", Column::Text)
        .must("password", Column::Text)
        .must("epoch", Column::Int)
        .must("made_at", Column::Int)
        .version()
        .index(&["subject"])
        .done()
}

fn session_table() -> Table {
    Table::new("identity_session")
        .key("token", Column::Bytes)
        .must("account", Column::Bytes)
        .must("epoch", Column::Int)
        .must("made_at", Column::Int)
        .must("seen_at", Column::Int)
        .must("expires_at", Column::Int)
        .must("agent", Column::Text)
        .may("role", Column::Text)
        .may("office", Column::Text)
        .version()
        .index(&["account"])
        .index(&["expires_at"])
        .done()
}

/// How the tables of this crate come to be as [`tables`] declares them. One that was ever released is
/// never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "identity",
    all: &[Migration {
        name: "first tables",
        sql: include_str!("store/migrations/0001-first-tables.sql"),
    }],
};

/// All tables of this crate.
pub fn tables() -> Vec<Table> {
    let t = &*TABLES;
    [
        &t.account,
        &t.login,
        &t.email,
        &t.post,
        &t.attempt,
        &t.session,
        &t.recovery,
        &t.ceremony,
        &t.passkey,
        &t.credential,
        &t.press,
    ]
    .map(Table::clone)
    .to_vec()
}
