//! `motcua export`: the records of a register into a file, as far as a rule opens them.
//!
//! An entry says who takes what for which purpose before the first record is read, another how many
//! records went out and what the file's digest is before the file gets its name.

mod restricted;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use access::{Actor, Circumstances, Ctx, Permit};
use aws_lc_rs::digest::{Context, SHA256};
use base::Instant;
use identity::Identity;
use ledger::{Act, Kind, Ledger, Touch};
use pack::{Field, FieldKind, Form, Pack};
use registers::{AsOf, Declared, Record, Registers, Value, Wanted};
use store::Store;
use tables::csv::Format;
use tables::csv::write::{Formulas, Writer as Csv};
use tables::{Column, TableError, parquet};

use crate::args::Export;
use crate::clock::Clock;
use crate::operator;
use crate::wiring::{self, chain};

/// `motcua export`.
pub(crate) async fn run(args: Export) -> Result<ExitCode, String> {
    let shape = Shape::of(&args.file)?;
    let store = wiring::open_existing(&args.kept.store()).await?;
    let pack = wiring::pack_in_force(&store).await?;
    wiring::prepare_again(&store).await?;
    let clock = Clock::real();
    let at = as_of(&args, clock.now())?;
    let ledger = Ledger::new(store);
    let registers = Registers::lower(&pack);
    let declared = wiring::register(&registers, &args.register)?;
    let ctx = ctx(&args, (&ledger, &clock, &pack)).await?;
    let today = at.map_or_else(
        || ctx.now.in_zone(pack.calendar.zone()).date(),
        |at| at.valid,
    );
    let wanted = restricted::wanted(&args, declared, today)?;
    let law = (&ledger, &*pack, &**declared);
    let permit = restricted::permit(&args, &ctx, law, wanted.as_ref()).await?;
    let mut begun = Act::new(&ctx, Kind::Exported)
        .by(&permit)
        .touch(Touch::whole(declared.id(), permit.fields().to_vec()))
        .fact("register", declared.id())
        .fact("format", shape.word());
    if wanted.is_some() {
        // Not the condition itself: it may name somebody.
        begun = begun.fact("restricted", "yes");
    }
    let begun = ledger.commit(begun).await.map_err(|error| chain(&error))?;
    let fields = open(&args, declared, &permit);
    let out = Out::new(&args.file, shape, &fields)?;
    let written = write(
        ledger.store(),
        (&registers, declared.id()),
        &fields,
        (out, at),
        wanted.as_ref(),
    )
    .await;
    let (rows, digest) = match written {
        Ok(written) => written,
        Err(problem) => {
            // What was begun has no name yet, and is of no use.
            let _ = fs::remove_file(part(&args.file));
            return Err(problem);
        }
    };
    let now = wiring::ctx(&clock, &ctx.law, &ctx.purpose);
    let ended = Ctx {
        actor: ctx.actor.clone(),
        ..now
    };
    let ended = Act::new(&ended, Kind::Exported)
        .by(&permit)
        .fact("register", declared.id())
        .fact("begun", begun.entry.to_string().as_str())
        .fact("rows", i64::try_from(rows).unwrap_or(i64::MAX))
        .fact("file", digest.as_str());
    ledger.commit(ended).await.map_err(|error| chain(&error))?;
    fs::rename(part(&args.file), &args.file)
        .map_err(|error| format!("cannot write {}: {error}", args.file.display()))?;
    let names: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
    println!(
        "{}: {rows} records, {}",
        args.file.display(),
        names.join(", ")
    );
    Ok(ExitCode::SUCCESS)
}

fn as_of(args: &Export, now: Instant) -> Result<Option<AsOf>, String> {
    let Some(day) = &args.as_of else {
        return Ok(None);
    };
    let valid = day
        .parse()
        .map_err(|_| format!("--as-of {day} is not a day such as 2026-10-31"))?;
    let recorded = match &args.known_at {
        None => now,
        Some(text) => Instant::parse(text).ok_or_else(|| {
            format!("--known-at {text} is not a time such as 2026-10-31T09:00:00Z")
        })?,
    };
    Ok(Some(AsOf { valid, recorded }))
}

/// The officer, who must hold the post.
async fn ctx(
    args: &Export,
    (ledger, clock, pack): (&Ledger, &Clock, &Pack),
) -> Result<Ctx, String> {
    let post = operator::post(&args.post)?;
    let account = Identity::new(ledger.clone()).find(&args.login).await;
    let account = account.map_err(|error| chain(&error))?;
    let account = account
        .filter(|account| account.posts.contains(&post))
        .ok_or_else(|| {
            format!(
                "no account `{}` holds the post {}: make one with `motcua operator add`",
                args.login, args.post
            )
        })?;
    Ok(Ctx {
        actor: Actor::Officer {
            account: account.id,
            post,
        },
        ..wiring::ctx(clock, &pack.head.law(), &args.purpose)
    })
}

/// The permitted fields that go into the file, in the order of the declaration.
fn open(args: &Export, declared: &Declared, permit: &Permit) -> Vec<Field> {
    let asked = |id: &String| args.fields.is_empty() || args.fields.contains(id);
    let fields = declared.register().fields.iter();
    let open = fields.filter(|field| permit.fields().contains(&field.id) && asked(&field.id));
    open.cloned().collect()
}

async fn write(
    db: &Store,
    (registers, register): (&Registers, &str),
    fields: &[Field],
    (mut out, at): (Out, Option<AsOf>),
    wanted: Option<&Wanted>,
) -> Result<(u64, String), String> {
    let (mut after, mut rows) = (None, 0);
    loop {
        let page = registers
            .export_page(db, register, (after, at), wanted)
            .await;
        let (records, next) = page.map_err(|error| chain(&error))?;
        for record in &records {
            out.row(record, fields)?;
            rows += 1;
        }
        match next {
            Some(_) => after = next,
            None => return Ok((rows, out.finish()?)),
        }
    }
}

/// What the file is.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Csv,
    Parquet,
}

impl Shape {
    fn of(path: &Path) -> Result<Shape, String> {
        let end = path.extension().and_then(|end| end.to_str());
        match end.map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => Ok(Shape::Csv),
            Some("parquet") => Ok(Shape::Parquet),
            _ => Err(format!(
                "{}: name a file that ends in .csv or .parquet",
                path.display()
            )),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Shape::Csv => "csv",
            Shape::Parquet => "parquet",
        }
    }
}

/// The name of a file that is not whole yet.
fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// A file that is being written.
struct Out {
    path: PathBuf,
    writer: Writer,
    context: Arc<Mutex<Context>>,
}

enum Writer {
    Csv(Csv<Hashing>),
    Parquet(Box<parquet::Writer<Hashing>>),
}

impl Out {
    /// Only its owner may read the file: people's data stands in it.
    fn new(path: &Path, shape: Shape, fields: &[Field]) -> Result<Out, String> {
        let cannot = |error: io::Error| format!("cannot write {}: {error}", path.display());
        if path.exists() {
            return Err(format!(
                "{} is there already: name a new file",
                path.display()
            ));
        }
        let mut new = OpenOptions::new();
        let new = new.write(true).create(true).truncate(true).mode(0o600);
        let file = BufWriter::new(new.open(part(path)).map_err(cannot)?);
        let context = Arc::new(Mutex::new(Context::new(&SHA256)));
        let into = Hashing(file, context.clone());
        let writer = match shape {
            Shape::Csv => Format::separated_by(b',')
                .and_then(|format| {
                    let names = fields.iter().map(|field| field.id.as_str());
                    Csv::new(into, format, Formulas::AsReceived, names)
                })
                .map(Writer::Csv),
            Shape::Parquet => {
                let columns: Vec<Column> = fields
                    .iter()
                    .map(|field| Column::new(&field.id, kind(field)))
                    .collect();
                parquet::Writer::new(into, &columns).map(|writer| Writer::Parquet(Box::new(writer)))
            }
        };
        let path = path.to_owned();
        let writer = writer.map_err(|error| told(&path, &error))?;
        Ok(Out {
            path,
            writer,
            context,
        })
    }

    fn row(&mut self, record: &Record, fields: &[Field]) -> Result<(), String> {
        let cells: Vec<Option<String>> = fields
            .iter()
            .map(|field| record.value(&field.id).map(|value| text(field, value)))
            .collect();
        let cells = cells.iter().map(Option::as_deref);
        let row = match &mut self.writer {
            Writer::Csv(writer) => writer.row(cells),
            Writer::Parquet(writer) => writer.row(cells),
        };
        row.map_err(|error| told(&self.path, &error))
    }

    /// Writes what is left; the file is on the disk then. Gives its digest.
    fn finish(self) -> Result<String, String> {
        let path = self.path;
        let into = match self.writer {
            Writer::Csv(writer) => writer.finish(),
            Writer::Parquet(writer) => writer.finish(),
        };
        let into = into.map_err(|error| told(&path, &error))?;
        let cannot = |error: io::Error| format!("cannot write {}: {error}", path.display());
        let file = into
            .0
            .into_inner()
            .map_err(|error| cannot(error.into_error()))?;
        file.sync_all().map_err(cannot)?;
        let context = self.context.lock().unwrap_or_else(PoisonError::into_inner);
        let digest = context.clone().finish();
        Ok(digest
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect())
    }
}

fn told(path: &Path, error: &TableError) -> String {
    format!("cannot write {}: {}", path.display(), chain(error))
}

/// What is written is also counted into a digest.
struct Hashing(BufWriter<File>, Arc<Mutex<Context>>);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes)?;
        let mut context = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        context.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What the cells of a field are, for formats that know kinds.
fn kind(field: &Field) -> tables::Kind {
    match (&field.form, &field.kind) {
        (Some(Form::Decimal { places } | Form::Money { places, .. }), _) => {
            tables::Kind::Decimal { places: *places }
        }
        (_, FieldKind::Integer) => tables::Kind::Whole,
        (_, FieldKind::Boolean) => tables::Kind::Truth,
        (_, FieldKind::Date) => tables::Kind::Date,
        (_, FieldKind::Instant) => tables::Kind::Instant,
        (
            _,
            FieldKind::Text
            | FieldKind::Name
            | FieldKind::Code(_)
            | FieldKind::PartialDate
            | FieldKind::Identifier(_)
            | FieldKind::Place
            | FieldKind::Agency
            | FieldKind::Reference(_),
        ) => tables::Kind::Text,
    }
}

/// A value as `motcua load` reads it.
fn text(field: &Field, value: &Value) -> String {
    match (&field.kind, value) {
        (FieldKind::Instant, Value::Int(micros)) => Instant(*micros).to_string(),
        _ => value.to_text(),
    }
}
