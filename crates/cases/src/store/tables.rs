//! The tables.

use ::store::{Kind, Migration, Migrations, Table};

thread_local! {
    static TABLES: Tables = Tables::new();
}

/// The tables by name, made once for each thread.
pub(super) struct Tables {
    pub(super) case: Table,
    pub(super) queue: Table,
    pub(super) person: Table,
    pub(super) application: Table,
    pub(super) evidence: Table,
    pub(super) consent: Table,
    pub(super) step: Table,
    pub(super) result: Table,
    pub(super) check: Table,
    pub(super) holder: Table,
    pub(super) draft: Table,
    pub(super) used: Table,
}

/// Uses the tables.
pub(super) fn with<T>(use_tables: impl FnOnce(&Tables) -> T) -> T {
    TABLES.with(use_tables)
}

/// How the tables of this crate come to be as [`tables`] declares them. One that was ever released is
/// never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "cases",
    all: &[Migration {
        name: "first tables",
        sql: include_str!("migrations/0001-first-tables.sql"),
    }],
};

/// All tables of this room.
pub fn tables() -> Vec<Table> {
    with(|t| {
        [
            &t.case,
            &t.queue,
            &t.person,
            &t.application,
            &t.evidence,
            &t.consent,
            &t.step,
            &t.result,
            &t.check,
            &t.holder,
            &t.draft,
            &t.used,
        ]
        .map(Table::clone)
        .to_vec()
    })
}

impl Tables {
    fn new() -> Tables {
        Tables {
            case: case(),
            queue: Table::new("cases_queue")
                .key("office", Kind::Text)
                .key("case_id", Kind::Bytes)
                .must("role", Kind::Text)
                .must("due_at", Kind::Int)
                .must("procedure", Kind::Text)
                .must("stage", Kind::Text)
                .must("number", Kind::Text)
                .may("holder", Kind::Bytes)
                .version()
                .index(&["office", "role", "due_at"])
                .done(),
            person: Table::new("cases_person")
                .key("person", Kind::Bytes)
                .key("case_id", Kind::Bytes)
                .done(),
            application: Table::new("cases_application")
                .key("root", Kind::Bytes)
                .must("event", Kind::Text)
                .must("answers", Kind::Text)
                .must("out", Kind::Text)
                .version()
                .done(),
            evidence: Table::new("cases_evidence")
                .key("root", Kind::Bytes)
                .key("evidence", Kind::Text)
                .must("register", Kind::Text)
                .must("finding", Kind::Text)
                .may("record", Kind::Bytes)
                .must("subjects", Kind::Text)
                .must("fetched_at", Kind::Int)
                .must("contents", Kind::Text)
                .done(),
            consent: Table::new("cases_consent")
                .key("root", Kind::Bytes)
                .key("consent", Kind::Text)
                .must("person", Kind::Bytes)
                .must("asked_at", Kind::Int)
                .may("answered_at", Kind::Int)
                .may("answer", Kind::Int)
                .version()
                .index(&["person"])
                .done(),
            step: step(),
            result: result(),
            check: Table::new("cases_check")
                .key("check_code", Kind::Text)
                .must("result", Kind::Bytes)
                .must("checks", Kind::Int)
                .version()
                .done(),
            holder: Table::new("cases_holder")
                .key("person", Kind::Bytes)
                .key("result", Kind::Bytes)
                .done(),
            draft: Table::new("cases_draft")
                .key("account", Kind::Bytes)
                .key("event", Kind::Text)
                .must("answers", Kind::Text)
                .must("saved_at", Kind::Int)
                .version()
                .done(),
            used: Table::new("cases_used")
                .key("record", Kind::Bytes)
                .must("root", Kind::Bytes)
                .done(),
        }
    }
}

fn case() -> Table {
    Table::new("cases_case")
        .key("case_id", Kind::Bytes)
        .must("root", Kind::Bytes)
        .may("leg", Kind::Text)
        .must("procedure", Kind::Text)
        .must("law", Kind::Text)
        .must("number", Kind::Text)
        .must("office", Kind::Text)
        .may("reception", Kind::Text)
        .must("applicant", Kind::Bytes)
        .must("stage", Kind::Text)
        .may("holder", Kind::Bytes)
        .must("opened_at", Kind::Int)
        .must("clock", Kind::Text)
        .must("due_at", Kind::Int)
        .may("promised_at", Kind::Int)
        .must("taken", Kind::Text)
        .must("asked", Kind::Text)
        .may("ended_at", Kind::Int)
        .may("outcome", Kind::Text)
        .version()
        .index(&["root"])
        .done()
}

fn step() -> Table {
    Table::new("cases_step")
        .key("case_id", Kind::Bytes)
        .key("step", Kind::Bytes)
        .must("at", Kind::Int)
        .must("what", Kind::Text)
        .must("role", Kind::Text)
        .may("office", Kind::Text)
        .must("stage", Kind::Text)
        .may("ground", Kind::Text)
        .may("said", Kind::Text)
        .done()
}

fn result() -> Table {
    Table::new("cases_result")
        .key("result", Kind::Bytes)
        .must("case_id", Kind::Bytes)
        .must("procedure", Kind::Text)
        .must("kind", Kind::Text)
        .must("code", Kind::Text)
        .must("check_code", Kind::Text)
        .must("number", Kind::Text)
        .may("book", Kind::Text)
        .must("office", Kind::Text)
        .must("issued_at", Kind::Int)
        .may("withdrawn_at", Kind::Int)
        .must("masked", Kind::Text)
        .must("fields", Kind::Text)
        .version()
        .index(&["case_id"])
        .done()
}
