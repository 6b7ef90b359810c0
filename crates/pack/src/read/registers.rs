//! `law/registers/*.toml`.

use super::declarations;
use crate::diagnostic::Code;
use crate::loading::{Loading, Word};
use crate::model::{Field, FieldKind, Register};
use crate::names::NameKind;
use crate::table::{Table, Value, check_name, choose};

/// Working days a steward has to answer a correction ticket, where the register does not say.
const CORRECTION_DAYS: i64 = 5;

/// Reads all registers.
pub(crate) fn registers(loading: &Loading<'_>) -> Vec<Register> {
    declarations(
        loading,
        "law/registers/",
        NameKind::Register,
        |table, id| register(loading, table, id),
    )
}

fn register(loading: &Loading<'_>, table: &Table<'_>, id: String) -> Register {
    let steward = table.text("steward");
    loading.refer(NameKind::Agency, "", &steward);
    let about = table.texts("about");
    for field in about.iter().filter(|field| field.text != "self") {
        loading.refer(NameKind::Field, &id, field);
    }
    let fields = table
        .need("fields")
        .and_then(|value| value.table("the table of fields"));
    let fields = fields.map(|fields| fields.entries()).unwrap_or_default();
    let fields: Vec<Field> = fields
        .iter()
        .filter_map(|(name, value)| field(loading, &id, name, value))
        .collect();
    if fields.is_empty() {
        loading.report(
            Code::WrongValue,
            table.spot,
            format!("register `{id}` has no fields"),
        );
    }
    let days = table.maybe_whole("correction_days", 1..=365);
    Register {
        steward: steward.text,
        ground: table.text("ground").text,
        about: super::strings(about),
        fields,
        correction_days: u32::try_from(days.unwrap_or(CORRECTION_DAYS)).unwrap_or(0),
        id,
    }
}

#[derive(Clone, Copy)]
enum TypeWord {
    Plain(fn() -> FieldKind),
    Code,
    Identifier,
    Record,
}

const TYPES: [(&str, TypeWord); 12] = [
    ("text", TypeWord::Plain(|| FieldKind::Text)),
    ("name", TypeWord::Plain(|| FieldKind::Name)),
    ("integer", TypeWord::Plain(|| FieldKind::Integer)),
    ("boolean", TypeWord::Plain(|| FieldKind::Boolean)),
    ("date", TypeWord::Plain(|| FieldKind::Date)),
    ("partial-date", TypeWord::Plain(|| FieldKind::PartialDate)),
    ("instant", TypeWord::Plain(|| FieldKind::Instant)),
    ("place", TypeWord::Plain(|| FieldKind::Place)),
    ("agency", TypeWord::Plain(|| FieldKind::Agency)),
    ("code", TypeWord::Code),
    ("identifier", TypeWord::Identifier),
    ("record", TypeWord::Record),
];

fn field(loading: &Loading<'_>, register: &str, name: &Word, value: &Value<'_>) -> Option<Field> {
    check_name(loading, name);
    loading.declare(NameKind::Field, register, name);
    let table = value.table("field")?;
    // All getters are called before the kind is needed: a wrong kind makes no key unknown.
    let (optional, key) = (table.flag("optional"), table.flag("key"));
    let (search, sensitive) = (table.flag("search"), table.flag("sensitive"));
    let kind = table.text("type");
    let refer = |key: &'static str, of: NameKind| {
        let word = table.text(key);
        loading.refer(of, "", &word);
        word.text
    };
    let kind = match choose(loading, &kind, &TYPES) {
        Some(TypeWord::Plain(kind)) => kind(),
        Some(TypeWord::Code) => FieldKind::Code(refer("list", NameKind::List)),
        Some(TypeWord::Identifier) => FieldKind::Identifier(refer("format", NameKind::Identifier)),
        Some(TypeWord::Record) => FieldKind::Reference(refer("register", NameKind::Register)),
        None => {
            table.give_up();
            FieldKind::Text
        }
    };
    Some(Field {
        id: name.text.clone(),
        kind,
        optional,
        key,
        search,
        sensitive,
    })
}
