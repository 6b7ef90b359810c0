//! The fields of a register and their types.

use crate::diagnostic::Code;
use crate::form::{Form, PLACES_MAX};
use crate::loading::{Loading, Word};
use crate::model::{DataKind, Field, FieldKind};
use crate::names::NameKind;
use crate::table::{Table, Value, check_name, choose};

#[derive(Clone, Copy)]
enum TypeWord {
    Plain(fn() -> FieldKind),
    Code,
    Identifier,
    Record,
    Decimal,
    Money,
    Geometry,
    File,
    List,
}

const TYPES: [(&str, TypeWord); 17] = [
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
    ("decimal", TypeWord::Decimal),
    ("money", TypeWord::Money),
    ("geometry", TypeWord::Geometry),
    ("file", TypeWord::File),
    ("list", TypeWord::List),
];

const DATA_KINDS: [(&str, DataKind); 3] = [
    ("master", DataKind::Master),
    ("source", DataKind::Source),
    ("reference", DataKind::Reference),
];

/// Reads one field.
pub(super) fn field(
    loading: &Loading<'_>,
    register: &str,
    name: &Word,
    value: &Value<'_>,
) -> Option<Field> {
    check_name(loading, name);
    loading.declare(NameKind::Field, register, name);
    let table = value.table("field")?;
    // All getters are called before the kind is needed: a wrong kind makes no key unknown.
    let (optional, key) = (table.flag("optional"), table.flag("key"));
    let (search, sensitive) = (table.flag("search"), table.flag("sensitive"));
    let stops_sharing = table.flag("stops_sharing");
    let data = table
        .get("kind")
        .and_then(|value| choose(loading, &value.text(), &DATA_KINDS));
    let who = table.texts("who");
    for role in &who {
        loading.refer(NameKind::Role, "", role);
        // Many fields are seen by one role.
        let mut names = loading.names.borrow_mut();
        names.declare(NameKind::SeenBy, register, role);
    }
    let ground = table.maybe_text("ground").map(|ground| ground.text);
    let of = table.text("type");
    let (kind, form) = kind_of(loading, &table, &of);
    if (key || search) && !can_be_found(form.as_ref()) {
        let message = format!(
            "field `{}` is a {}, by which no record is found: take `key` and `search` away",
            name.text, of.text
        );
        loading.report(Code::UnfitField, of.spot, message);
    }
    Some(Field {
        id: name.text.clone(),
        kind,
        form,
        data,
        optional,
        key,
        search,
        sensitive,
        who: super::strings(who),
        ground,
        stops_sharing,
    })
}

/// Whether equal values are equal texts, and short ones.
fn can_be_found(form: Option<&Form>) -> bool {
    match form {
        None | Some(Form::Decimal { .. } | Form::Money { .. } | Form::File) => true,
        Some(Form::Geometry | Form::List(_)) => false,
    }
}

/// What a type says, with the keys that belong to it.
fn kind_of(loading: &Loading<'_>, table: &Table<'_>, of: &Word) -> (FieldKind, Option<Form>) {
    let Some(word) = choose(loading, of, &TYPES) else {
        table.give_up();
        return (FieldKind::Text, None);
    };
    let form = match word {
        TypeWord::Decimal => Form::Decimal {
            places: places(table.whole("places", 1..=i64::from(PLACES_MAX))),
        },
        TypeWord::Money => money(loading, table),
        TypeWord::Geometry => Form::Geometry,
        TypeWord::File => Form::File,
        TypeWord::List => list(loading, table),
        TypeWord::Plain(_) | TypeWord::Code | TypeWord::Identifier | TypeWord::Record => {
            return (plain(loading, table, word), None);
        }
    };
    (FieldKind::Text, Some(form))
}

/// A type without a form of its own; text stands for one that has.
fn plain(loading: &Loading<'_>, table: &Table<'_>, word: TypeWord) -> FieldKind {
    let refer = |key: &'static str, of: NameKind| {
        let word = table.text(key);
        loading.refer(of, "", &word);
        word.text
    };
    match word {
        TypeWord::Plain(kind) => kind(),
        TypeWord::Code => FieldKind::Code(refer("list", NameKind::List)),
        TypeWord::Identifier => FieldKind::Identifier(refer("format", NameKind::Identifier)),
        TypeWord::Record => FieldKind::Reference(refer("register", NameKind::Register)),
        TypeWord::Decimal
        | TypeWord::Money
        | TypeWord::Geometry
        | TypeWord::File
        | TypeWord::List => FieldKind::Text,
    }
}

fn money(loading: &Loading<'_>, table: &Table<'_>) -> Form {
    let currency = table.text("currency");
    let letters = currency.text.bytes().all(|byte| byte.is_ascii_uppercase());
    if !currency.text.is_empty() && (currency.text.len() != 3 || !letters) {
        let message = format!(
            "`{}` is no code of a currency: write three capital letters (ISO 4217)",
            currency.text
        );
        let meant = Some(currency.text.to_uppercase());
        let meant = meant.filter(|meant| meant.len() == 3 && *meant != currency.text);
        loading.report_near(Code::WrongValue, currency.spot, message, meant);
    }
    Form::Money {
        currency: currency.text,
        places: places(table.whole("places", 0..=i64::from(PLACES_MAX))),
    }
}

fn list(loading: &Loading<'_>, table: &Table<'_>) -> Form {
    let of = table.text("of");
    let kind = match choose(loading, &of, &TYPES) {
        Some(
            word @ (TypeWord::Plain(_) | TypeWord::Code | TypeWord::Identifier | TypeWord::Record),
        ) => plain(loading, table, word),
        Some(
            TypeWord::Decimal
            | TypeWord::Money
            | TypeWord::Geometry
            | TypeWord::File
            | TypeWord::List,
        ) => {
            table.give_up();
            let message = format!(
                "a list of `{}` cannot be: make it a register of its own",
                of.text
            );
            loading.report(Code::WrongValue, of.spot, message);
            FieldKind::Text
        }
        None => {
            table.give_up();
            FieldKind::Text
        }
    };
    Form::List(kind)
}

fn places(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(PLACES_MAX)
}
