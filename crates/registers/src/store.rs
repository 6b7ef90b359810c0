//! The tables of this crate that no pack declares; its SQL stands in the modules below, by what it
//! concerns.

use std::sync::LazyLock;

use ::store::{Kind, Table};

mod law;
mod merged;
mod records;
mod tickets;

pub(crate) use law::*;
pub(crate) use merged::*;
pub(crate) use records::*;
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
        .version()
        .index(&["steward", "status", "due_at"])
        .index(&["subject"])
        .index(&["case_id"])
        .done()
});

/// The tables that are there under every law: law versions, which first rows are in place, and
/// correction tickets. Those of the
/// declared registers are [`crate::Registers::tables`].
pub fn tables() -> Vec<Table> {
    vec![LAW.clone(), MERGED.clone(), SEEDED.clone(), TICKET.clone()]
}
