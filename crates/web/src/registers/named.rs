//! What declarations are called in the reader's language: kinds of fields, classes, terms, words.

use base::quality::Word;
use pack::form::Form;
use pack::{Class, DataKind, Field, FieldKind, Register, Retention};

use registers::Measure;

use crate::citizen::texts::Texts;
use crate::words::Key;

const CORRECT: Key = Key("registers-word-correct");
const SUFFICIENT: Key = Key("registers-word-sufficient");
const CLEAN: Key = Key("registers-word-clean");
const LIVE: Key = Key("registers-word-live");
const UNIFIED: Key = Key("registers-word-unified");
const SHARED: Key = Key("registers-word-shared");

/// One of the six words.
pub(super) fn word(texts: Texts<'_>, word: Word) -> String {
    texts.say.key(match word {
        Word::Correct => CORRECT,
        Word::Sufficient => SUFFICIENT,
        Word::Clean => CLEAN,
        Word::Live => LIVE,
        Word::Unified => UNIFIED,
        Word::Shared => SHARED,
    })
}

/// What a figure counts.
pub(super) fn measure(texts: Texts<'_>, measure: Measure) -> String {
    texts.say.key(match measure {
        Measure::Agrees => Key("registers-measure-agrees"),
        Measure::Verified => Key("registers-measure-verified"),
        Measure::Covered => Key("registers-measure-covered"),
        Measure::Belongs => Key("registers-measure-belongs"),
        Measure::Filled => Key("registers-measure-filled"),
        Measure::Complete => Key("registers-measure-complete"),
        Measure::Single => Key("registers-measure-single"),
        Measure::ProbablySingle => Key("registers-measure-probably-single"),
        Measure::Formed => Key("registers-measure-formed"),
        Measure::InTime => Key("registers-measure-in-time"),
        Measure::Reached => Key("registers-measure-reached"),
        Measure::Fresh => Key("registers-measure-fresh"),
        Measure::Pulse => Key("registers-measure-pulse"),
        Measure::Resolves => Key("registers-measure-resolves"),
        Measure::AgreesAcross => Key("registers-measure-agrees-across"),
        Measure::Coded => Key("registers-measure-coded"),
        Measure::Settled => Key("registers-measure-settled"),
        Measure::Used => Key("registers-measure-used"),
        Measure::Answered => Key("registers-measure-answered"),
        Measure::PapersReplaced => Key("registers-measure-papers"),
        Measure::AskedOnce => Key("registers-measure-asked-once"),
        Measure::Met => Key("registers-measure-met"),
        Measure::LookedByOthers => Key("registers-measure-looked"),
    })
}

/// What a register is there for.
pub(super) fn class(texts: Texts<'_>, class: Class) -> String {
    match class {
        Class::Professional => texts.say.t("registers-class-professional"),
        Class::Procedural => texts.say.t("registers-class-procedural"),
        Class::Statistical => texts.say.t("registers-class-statistical"),
    }
}

/// What part a field plays.
pub(super) fn data(texts: Texts<'_>, data: DataKind) -> String {
    match data {
        DataKind::Master => texts.say.t("registers-data-master"),
        DataKind::Source => texts.say.t("registers-data-source"),
        DataKind::Reference => texts.say.t("registers-data-reference"),
    }
}

/// How long records are kept.
pub(super) fn retention(texts: Texts<'_>, register: &Register) -> String {
    let say = texts.say;
    match register.retention {
        None => say.t("registers-kept-undeclared"),
        Some(Retention::Permanent) => say.t("registers-kept-for-ever"),
        Some(Retention::Months(months)) if months % 12 == 0 => {
            say.tv("registers-kept-years", &[("count", (months / 12).into())])
        }
        Some(Retention::Months(months)) => {
            say.tv("registers-kept-months", &[("count", months.into())])
        }
    }
}

/// What a field holds.
pub(super) fn kind(texts: Texts<'_>, field: &Field) -> String {
    let say = texts.say;
    match &field.form {
        None => plain(texts, &field.kind),
        Some(Form::Decimal { places }) => say.tv(
            "registers-type-decimal",
            &[("places", u32::from(*places).into())],
        ),
        Some(Form::Money { currency, .. }) => {
            say.tv("registers-type-money", &[("currency", currency.into())])
        }
        Some(Form::Geometry) => say.t("registers-type-geometry"),
        Some(Form::File) => say.t("registers-type-file"),
        Some(Form::List(of)) => {
            let of = plain(texts, of);
            say.tv("registers-type-list", &[("of", of.into())])
        }
    }
}

fn plain(texts: Texts<'_>, kind: &FieldKind) -> String {
    let say = texts.say;
    match kind {
        FieldKind::Text => say.t("registers-type-text"),
        FieldKind::Name => say.t("registers-type-name"),
        FieldKind::Code(list) => say.tv("registers-type-code", &[("list", list.into())]),
        FieldKind::Integer => say.t("registers-type-integer"),
        FieldKind::Boolean => say.t("registers-type-boolean"),
        FieldKind::Date => say.t("registers-type-date"),
        FieldKind::PartialDate => say.t("registers-type-partial-date"),
        FieldKind::Instant => say.t("registers-type-instant"),
        FieldKind::Identifier(format) => {
            say.tv("registers-type-identifier", &[("format", format.into())])
        }
        FieldKind::Place => say.t("registers-type-place"),
        FieldKind::Agency => say.t("registers-type-agency"),
        FieldKind::Reference(to) => {
            let to = texts.register(to);
            say.tv("registers-type-record", &[("register", to.into())])
        }
    }
}
