//! The tables of this crate that no pack declares; its SQL stands in the modules below, by what it
//! concerns.

use std::sync::LazyLock;

use ::store::{Kind, Migration, Migrations, Table};

mod filling;
mod filtered;
mod forgetting;
mod law;
mod loads;
mod measured;
mod measuring;
mod merged;
mod records;
mod search;
mod tickets;

pub(crate) use filling::*;
pub(crate) use filtered::*;
pub(crate) use forgetting::*;
pub(crate) use law::*;
pub(crate) use loads::*;
pub(crate) use measured::*;
pub(crate) use measuring::*;
pub(crate) use merged::*;
pub(crate) use records::*;
pub(crate) use search::*;
pub(crate) use tickets::*;

static LAW: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_law")
        .key("law", Kind::Text)
        .must("digest", Kind::Bytes)
        .must("files", Kind::Text)
        .must("activated_at", Kind::Int)
        .must("act", Kind::Bytes)
        .done()
});

/// Registers whose keys are being filled in for records that were there before. It says nothing
/// about anybody, and is written without an entry but for its first line.
static FILLING: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_filling")
        .key("register", Kind::Text)
        .must("names", Kind::Int)
        .may("after", Kind::Bytes)
        .version()
        .done()
});

/// Which first rows are in place, so that a start need not look at each of them again. It says
/// nothing about anybody and is written without an entry, once the entries of its rows are.
static SEEDED: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_seeded")
        .key("register", Kind::Text)
        .key("digest", Kind::Bytes)
        .done()
});

/// Records that turned out to be of the same subject as another one, and which.
static MERGED: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_merged")
        .key("record", Kind::Bytes)
        .key("register", Kind::Text)
        .must("kept", Kind::Bytes)
        .must("merged_at", Kind::Int)
        .must("act", Kind::Bytes)
        .version()
        .index(&["kept"])
        .done()
});

static TICKET: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_ticket")
        .key("register", Kind::Text)
        .key("ticket", Kind::Bytes)
        .must("steward", Kind::Text)
        .may("record", Kind::Bytes)
        .may("subject", Kind::Bytes)
        .may("field", Kind::Text)
        .must("said", Kind::Text)
        .must("opened_by", Kind::Text)
        .may("case_id", Kind::Bytes)
        .must("status", Kind::Text)
        .must("opened_at", Kind::Int)
        .must("due_at", Kind::Int)
        .may("answer", Kind::Text)
        .may("answered_at", Kind::Int)
        .must("act", Kind::Bytes)
        .may("rule", Kind::Text)
        .may("opener", Kind::Bytes)
        .may("stops_sharing", Kind::Int)
        .version()
        .index(&["steward", "status", "due_at"])
        .index(&["status", "due_at"])
        .index(&["record"])
        .index(&["subject"])
        .index(&["case_id"])
        .done()
});

/// The open ticket of a record and a rule: there are never two.
static OPEN_TICKET: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_ticket_open")
        .key("record", Kind::Bytes)
        .key("register", Kind::Text)
        .key("rule", Kind::Text)
        .must("ticket", Kind::Bytes)
        .index(&["register", "rule", "record"])
        .done()
});

/// Runs of measuring. A run is the ledger entry of the act that kept it.
static RUN: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_run")
        .key("register", Kind::Text)
        .key("run", Kind::Bytes)
        .must("at", Kind::Int)
        .must("as_of", Kind::Text)
        .must("law", Kind::Text)
        .must("rows", Kind::Int)
        .must("flawless", Kind::Int)
        .done()
});

/// The figures of runs; `head` is 1 at the one that its word stands for.
static RUN_FIGURE: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_run_figure")
        .key("register", Kind::Text)
        .key("run", Kind::Bytes)
        .key("measure", Kind::Text)
        .key("of", Kind::Text)
        .must("word", Kind::Text)
        .must("head", Kind::Int)
        .must("at", Kind::Int)
        .must("good", Kind::Int)
        .must("whole", Kind::Int)
        .may("negative", Kind::Int)
        .may("median", Kind::Int)
        .may("p95", Kind::Int)
        .may("p99", Kind::Int)
        .index(&["register", "word", "head", "run"])
        .done()
});

/// The counts of the rules of runs.
static RUN_RULE: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_run_rule")
        .key("register", Kind::Text)
        .key("run", Kind::Bytes)
        .key("rule", Kind::Text)
        .must("place", Kind::Int)
        .must("level", Kind::Text)
        .must("words", Kind::Text)
        .must("kind", Kind::Text)
        .must("fields", Kind::Text)
        .must("applied", Kind::Int)
        .must("failing", Kind::Int)
        .may("groups", Kind::Int)
        .may("unmeasured", Kind::Text)
        .done()
});

/// What is kept of a run for some time: parts, lists of records, pairs.
static RUN_KEPT: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_run_kept")
        .key("register", Kind::Text)
        .key("run", Kind::Bytes)
        .key("what", Kind::Text)
        .must("kept", Kind::Bytes)
        .done()
});

/// How the tables of this crate come to be as [`tables`] declares them. One that was ever released is
/// never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "registers",
    all: &[Migration {
        name: "first tables",
        sql: include_str!("store/migrations/0001-first-tables.sql"),
    }],
};

/// The tables that are there under every law: law versions, which keys and first rows are in place,
/// how far files are loaded, merged records, correction tickets, and what measuring came to. Those of
/// the declared registers are [`crate::Registers::tables`].
pub fn tables() -> Vec<Table> {
    [
        &LAW,
        &FILLING,
        &MERGED,
        &SEEDED,
        &LOAD,
        &AWAITED,
        &TICKET,
        &OPEN_TICKET,
        &RUN,
        &RUN_FIGURE,
        &RUN_RULE,
        &RUN_KEPT,
    ]
    .map(|table| Table::clone(table))
    .to_vec()
}
