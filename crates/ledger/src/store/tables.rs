//! The tables of the ledger, and how they come to be.

use ::store::{Kind as Column, Migration, Migrations, Table};

thread_local! {
    static TABLES: Tables = Tables::new();
}

/// The tables by name, made once for each thread that writes.
pub(super) struct Tables {
    pub(super) entry: Table,
    pub(super) touch: Table,
    pub(super) salt: Table,
    pub(super) pending: Table,
    pub(super) leaf: Table,
    pub(super) tree: Table,
    pub(super) tile: Table,
    pub(super) forgetting: Table,
}

impl Tables {
    fn new() -> Tables {
        Tables {
            entry: Table::new("ledger_entry")
                .key("entry", Column::Bytes)
                .must("at", Column::Int)
                .must("kind", Column::Text)
                .may("actor", Column::Bytes)
                .must("role", Column::Text)
                .may("office", Column::Text)
                .must("purpose", Column::Text)
                .must("ground", Column::Text)
                .must("law", Column::Text)
                .must("touches", Column::Text)
                .must("facts", Column::Text)
                .done(),
            touch: Table::new("ledger_touch")
                .key("subject", Column::Bytes)
                .key("entry", Column::Bytes)
                .done(),
            salt: Table::new("ledger_salt")
                .key("entry", Column::Bytes)
                .must("salt", Column::Bytes)
                .done(),
            pending: Table::new("ledger_pending")
                .key("entry", Column::Bytes)
                .must("leaf", Column::Bytes)
                .done(),
            leaf: Table::new("ledger_leaf")
                .key("number", Column::Int)
                .must("entry", Column::Bytes)
                .must("leaf", Column::Bytes)
                .index(&["entry"])
                .done(),
            tree: Table::new("ledger_tree")
                .key("tree", Column::Int)
                .must("frontier", Column::Bytes)
                .may("checkpoint", Column::Text)
                .version()
                .done(),
            tile: Table::new("ledger_tile")
                .key("level", Column::Int)
                .key("number", Column::Int)
                .must("hashes", Column::Bytes)
                .version()
                .done(),
            forgetting: Table::new("ledger_forgetting")
                .key("ledger", Column::Int)
                .version()
                .done(),
        }
    }
}

/// Uses the tables.
pub(super) fn with<T>(use_tables: impl FnOnce(&Tables) -> T) -> T {
    TABLES.with(use_tables)
}

/// How the tables of this crate come to be as [`tables`] declares them. One that was ever released is
/// never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "ledger",
    all: &[
        Migration {
            name: "first tables",
            sql: include_str!("migrations/0001-first-tables.sql"),
        },
        Migration {
            name: "forgetting, one at a time",
            sql: include_str!("migrations/0002-forgetting.sql"),
        },
    ],
};

/// All tables of the ledger.
pub fn tables() -> Vec<Table> {
    with(|t| {
        [
            &t.entry,
            &t.touch,
            &t.salt,
            &t.pending,
            &t.leaf,
            &t.tree,
            &t.tile,
            &t.forgetting,
        ]
        .map(Table::clone)
        .into_iter()
        .chain([super::keys::table()])
        .collect()
    })
}
