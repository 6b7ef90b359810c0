//! What a pack brings: conditions, files, papers, stories, texts.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use expr::{Cell, Expr, Field, Fields, NotStreamed, Place, Record, Scope, Type, Val, Value};
use papers::Paper;
use web::words::{Lang, Words};

#[path = "../../crates/motcua/src/story/script.rs"]
mod script;

fn scope() -> Scope {
    let sailor = Type::Record(Fields::from([
        ("name".to_owned(), Field::sensitive(Type::Text)),
        ("born".to_owned(), Field::open(Type::Date)),
    ]));
    let mut scope = Scope::new();
    for (name, of) in [
        ("boat.name", Type::Text),
        ("boat.hull", Type::Int),
        ("boat.masts", Type::Int),
        ("boat.fishing", Type::Bool),
        ("boat.built", Type::Date),
        ("boat.seen", Type::Instant),
        ("boat.ports", Type::List(Box::new(Type::Text))),
        ("boat.crew", Type::List(Box::new(sailor))),
        ("today", Type::Date),
    ] {
        scope.declare(name, Field::open(of)).expect("a good name");
    }
    scope
}

fn facts() -> Record {
    let record = |fields: Vec<(&str, Value)>| -> Record {
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    };
    let day = |year| Value::Date(jiff::civil::date(year, 2, 28));
    let sailor = |name: &str, year| {
        Value::Record(record(vec![
            ("name", Value::Text(name.into())),
            ("born", day(year)),
        ]))
    };
    let boat = record(vec![
        ("name", Value::Text("Ha\u{309}i Âu".into())),
        ("hull", Value::Int(7)),
        ("fishing", Value::Bool(true)),
        ("built", day(2000)),
        ("seen", Value::Instant(1_000_000)),
        ("ports", Value::List(vec![Value::Text("north".into())])),
        (
            "crew",
            Value::List(vec![sailor("Mai", 1980), sailor("Lan", 2012)]),
        ),
    ]);
    record(vec![("boat", Value::Record(boat)), ("today", day(2026))])
}

/// A condition is read or refused with places in its text; what was read is evaluated in each way,
/// and all ways agree.
pub(crate) fn expr(bytes: &[u8]) {
    let source = super::text(bytes);
    let condition = match Expr::compile(&source, &scope(), &Type::Bool) {
        Ok(condition) => condition,
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            for problem in problems {
                assert!(source.get(problem.at.clone()).is_some(), "{problem:?}");
            }
            return;
        }
    };
    let facts = facts();
    let row = condition.bind(&facts);
    let holds = condition.holds(&row);
    assert_eq!(condition.explain(&row, &|_| String::new()).holds, holds);
    let values: Vec<Value> = row.iter().map(Val::to_value).collect();
    let slot_of = |name: &str| condition.slots().iter().position(|slot| slot.name == name);
    let place = |name: &str| {
        let slot = slot_of(name)?;
        let many = matches!(condition.slots()[slot].of, Type::List(_) | Type::Record(_));
        Some(if many {
            Place::Known(values[slot].clone())
        } else {
            Place::Column(slot)
        })
    };
    let cells: Vec<Cell<'_>> = values.iter().map(Cell::from).collect();
    match condition.program(&place) {
        Ok(program) => assert_eq!(program.holds(&cells[..]), holds, "{source}"),
        Err(NotStreamed::NotFlat { at, .. }) => assert!(source.get(at).is_some()),
        Err(NotStreamed::Nowhere(name)) => panic!("{name} has a place"),
    }
    let today = |name: &str| {
        slot_of(name)
            .filter(|_| name == "today")
            .map(|slot| values[slot].clone())
    };
    let lowered = condition.lowered(&today);
    if holds && let Some(rest) = lowered.rest {
        assert!(
            rest.holds(&row),
            "the rest refuses what the whole accepts: {source}"
        );
    }
}

/// The files of the island, by their paths in the pack.
fn island() -> &'static BTreeMap<String, String> {
    static ISLAND: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    ISLAND.get_or_init(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().map(|above| above.join("packs/tiny"));
        let root = root.into_iter().find(|folder| folder.is_dir());
        let root = root.expect("this repository has packs/tiny");
        let mut files = BTreeMap::new();
        collect(&root, &root, &mut files);
        files
    })
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the pack") {
        let path = entry.expect("an entry of a folder").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let name = path.strip_prefix(root).expect("it lies below");
            files.insert(name.display().to_string(), text);
        }
    }
}

/// The names of the island's files: each is a seed of [`pack`] with its own text.
pub fn island_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    let pages = |name: &str| !name.starts_with("stories/") && !name.starts_with("papers/samples/");
    island()
        .iter()
        .filter(move |(name, _)| pages(name))
        .map(|(name, text)| (name.as_str(), text.as_str()))
}

/// The island's pack with one file replaced: its path in the first line, its text behind.
pub(crate) fn pack(bytes: &[u8]) {
    let (name, text) = super::halves(bytes);
    let mut files = island().clone();
    files.insert(super::text(name), super::text(text));
    let Err(diagnostics) = ::pack::load(files) else {
        return;
    };
    assert!(!diagnostics.is_empty(), "refused without a reason");
    for diagnostic in diagnostics {
        assert!(!diagnostic.to_string().is_empty());
    }
}

/// A template of a paper.
pub(crate) fn paper(bytes: &[u8]) {
    if let Ok(paper) = Paper::new(&super::text(bytes), "boat-licence") {
        assert!(paper.fields().all(|field| !field.is_empty()));
    }
}

/// A country's acceptance test.
pub(crate) fn story(bytes: &[u8]) {
    let text = super::text(bytes);
    let Ok(lines) = script::read(&text) else {
        return;
    };
    let count = text.lines().count();
    for line in lines {
        assert!((1..=count).contains(&line.number));
        assert!(line.word(line.words.len()).is_err());
        assert!(!line.who.contains('\n'));
        assert!(line.pairs().len() <= line.words.len());
    }
}

/// A pack's texts. Whatever is accepted can be shown.
pub(crate) fn ftl(bytes: &[u8]) {
    let lang = Lang::parse("en").expect("a language");
    let text = super::text(bytes);
    let Ok(words) = Words::new(&[lang], &[(lang, &text)]) else {
        return;
    };
    for line in text.lines() {
        let key = line.split([' ', '=']).next().unwrap_or_default();
        let _ = words.find(lang, key);
    }
}
