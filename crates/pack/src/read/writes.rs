//! What an action leaves: records and results.

use super::procedures::Within;
use crate::diagnostic::Code;
use crate::loading::{Loading, Word};
use crate::model::{Cell, ResultField, ResultKind, Write, Written};
use crate::names::NameKind;
use crate::table::{Table, Value, check_name};

/// Reads the records that actions make.
pub(super) fn writes(within: &Within<'_>, table: &Table<'_>) -> Vec<Write> {
    let tables = within.some(table, "write", NameKind::Write);
    tables.iter().map(|table| write(within, table)).collect()
}

fn write(within: &Within<'_>, table: &Table<'_>) -> Write {
    let loading = within.loading;
    let action = table.text("action");
    within.refer(NameKind::Action, &action);
    let register = table.text("register");
    loading.refer(NameKind::Register, "", &register);
    let name = table.text("name");
    check_name(loading, &name);
    loading.declare(NameKind::Write, within.id, &name);
    let fields = table
        .need("fields")
        .and_then(|value| value.table("the table of fields"));
    let fields = fields.map(|fields| fields.entries()).unwrap_or_default();
    let cells = fields.iter().filter_map(|(field, value)| {
        loading.refer(NameKind::Field, &register.text, field);
        Some((field.text.clone(), cell(within, value)?))
    });
    Write {
        action: action.text,
        fields: cells.collect(),
        when: table.maybe_source("when"),
        register: register.text,
        name: name.text,
    }
}

fn cell(within: &Within<'_>, value: &Value<'_>) -> Option<Cell> {
    let loading = within.loading;
    if !value.is_table() {
        return Some(Cell::Value(value.source()));
    }
    let table = value.table("field")?;
    if table.get("book").is_some() {
        if !table.flag("book") {
            let message = "`book` can only be true: leave it out otherwise";
            loading.report(Code::WrongValue, table.spot, message);
        }
        return Some(Cell::BookNumber);
    }
    let identifier = table.text("allocate");
    loading.refer(NameKind::Identifier, "", &identifier);
    Some(Cell::Allocate {
        identifier: identifier.text,
        codes: within.sources(&table, "codes"),
        sex: table.maybe_source("sex"),
        born: table.maybe_source("born"),
    })
}

/// Reads the results that actions give.
pub(super) fn results(within: &Within<'_>, table: &Table<'_>) -> Vec<ResultKind> {
    within.each(table, "result", NameKind::Result, |within, table, id| {
        let action = table.text("action");
        within.refer(NameKind::Action, &action);
        let paper = table.text("paper");
        within.loading.refer(NameKind::Paper, "", &paper);
        let fields = table.table("fields", "the table of fields");
        let fields = fields.map(|fields| fields.entries()).unwrap_or_default();
        let fields = fields
            .iter()
            .filter_map(|(name, value)| given(within.loading, name, value));
        ResultKind {
            id,
            fields: fields.collect(),
            code: table.text("code").text,
            holder: table.source("holder"),
            holders: within.sources(table, "holders"),
            action: action.text,
            paper: paper.text,
        }
    })
}

fn given(loading: &Loading<'_>, name: &Word, value: &Value<'_>) -> Option<ResultField> {
    check_name(loading, name);
    let id = name.text.clone();
    if !value.is_table() {
        let value = value.source();
        return Some(ResultField {
            id,
            value,
            written: Written::Plain,
        });
    }
    let table = value.table("field")?;
    let source = table.source("value");
    let list = table.maybe_text("list");
    let ways = [list.is_some(), table.flag("place"), table.flag("agency")];
    if ways.iter().filter(|way| **way).count() > 1 {
        let message =
            "a value is written as a code of a list, a place or an agency, not as two of them";
        loading.report(Code::WrongValue, table.spot, message);
    }
    let written = match (list, ways) {
        (Some(list), _) => {
            loading.refer(NameKind::List, "", &list);
            Written::Code(list.text)
        }
        (None, [_, true, _]) => Written::Place,
        (None, [_, _, true]) => Written::Agency,
        (None, _) => Written::Plain,
    };
    Some(ResultField {
        id,
        value: source,
        written,
    })
}
