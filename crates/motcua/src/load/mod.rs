//! `motcua load`: rows of a file into a register.
//!
//! The file is read to its end first (`source.rs`), so that one that cannot be read changes nothing.
//! Then one thread reads and decides batches while the one before is written. A batch is one act,
//! with the mark that says how far the file is; so a load that is stopped anywhere goes on where the
//! last act ended. What is rejected stands in the reject file (`rejected.rs`) before the mark says so.

mod pass;
mod progress;
mod rejected;
mod rows;
mod source;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use access::Circumstances;
use ledger::Ledger;
use registers::{Directory, Known, LoadMark, Loading, Registers};
use store::Store;
use tables::header::Expected;
use tables::{Encoding, Header, rejects};

use self::pass::{Stopped, pass};
use self::progress::Progress;
use self::rejected::beside;
use self::source::Survey;
use crate::args::Load;
use crate::clock::Clock;
use crate::table_file::{Format, Named, encoding};
use crate::wiring::{self, chain};

/// How often a load that lost against another one is read and decided again from its mark.
const LOST_MAX: usize = 8;

/// About how many rows are one act, unless somebody says it: what is decided is in memory until it is
/// written, and an act is written and flushed at once.
pub(crate) const BATCH_ROWS: usize = 40_000;

/// From so many rows on, sorting them once is quicker than finding the place of each.
const ASIDE_ROWS_MIN: u64 = 100_000;

/// What a load stands on.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) ledger: Ledger,
    pub(crate) loading: Arc<Loading>,
    pub(crate) law: String,
    pub(crate) clock: Arc<Clock>,
}

/// What becomes of a row that breaks a rule which stops a record from being shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unshared {
    /// It can be corrected before anybody sees it.
    Rejected,
    /// It is a record, and is not shared.
    Loaded,
}

/// `motcua load`.
pub(crate) async fn run(args: Load) -> Result<ExitCode, String> {
    let store = wiring::open_existing(&args.kept.store()).await?;
    let unshared = if args.unshared {
        Unshared::Loaded
    } else {
        Unshared::Rejected
    };
    let office = Office::open(store, (&args.register, unshared)).await?;
    let file = File::survey(&args, &office).await?;
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let heard = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            heard.store(true, std::sync::atomic::Ordering::SeqCst);
        }
    });
    let done = load(&office, &file, &stop).await?;
    done.tell(&args.register, &file);
    Ok(if done.stopped {
        ExitCode::from(130)
    } else {
        ExitCode::SUCCESS
    })
}

impl Office {
    /// The register's id.
    pub(crate) fn register(&self) -> &str {
        self.loading.declared().id()
    }

    /// The register of the law in force.
    pub(crate) async fn open(
        store: Store,
        (register, unshared): (&str, Unshared),
    ) -> Result<Office, String> {
        let pack = wiring::pack_in_force(&store).await?;
        wiring::prepare_again(&store).await?;
        let clock = Arc::new(Clock::real());
        let registers = Arc::new(Registers::lower(&pack));
        wiring::register(&registers, register)?;
        let today = pack.calendar.date_of(clock.now());
        let directory = Directory::load(&store, &registers, today)
            .await
            .map_err(|error| chain(&error))?;
        let loading = Loading::new(registers, Arc::new(directory), register, today)
            .map_err(|error| chain(&error))?;
        let loading = match unshared {
            Unshared::Rejected => loading.reject_unshared(),
            Unshared::Loaded => loading,
        };
        Ok(Office {
            ledger: Ledger::new(store),
            loading: Arc::new(loading),
            law: pack.head.law(),
            clock,
        })
    }
}

/// A file that can be read, and fits the register.
#[derive(Clone, Debug)]
pub(crate) struct File {
    path: PathBuf,
    format: Format,
    encoding: Option<Encoding>,
    fields: Vec<String>,
    survey: Arc<Survey>,
    /// For each field of the declaration, its column.
    columns: Vec<Option<usize>>,
    rejects: PathBuf,
    batch: usize,
}

impl File {
    pub(crate) async fn survey(args: &Load, office: &Office) -> Result<File, String> {
        let format = args.format.map_or_else(|| Format::of(&args.file), Ok)?;
        let encoding = args.encoding.as_deref().map(encoding).transpose()?;
        let fields = &office.loading.declared().register().fields;
        let fields = fields.iter().map(|field| field.id.as_str());
        let fields: Vec<String> = fields.chain(rejects::COLUMNS).map(str::to_owned).collect();
        let (path, names) = (args.file.clone(), fields.clone());
        let survey = tokio::task::spawn_blocking(move || {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let named = Named {
                path: &path,
                format,
                encoding,
                fields: &names,
            };
            named.survey()
        });
        let survey = survey.await.map_err(|error| error.to_string())??;
        Ok(File {
            columns: columns(&survey.header, &office.loading, &args.file)?,
            rejects: args.rejects.clone().unwrap_or_else(|| beside(&args.file)),
            path: args.file.clone(),
            survey: Arc::new(survey),
            batch: args.batch.max(1),
            format,
            encoding,
            fields,
        })
    }
}

/// Where the fields stand, or all that is wrong with the header.
fn columns(
    header: &Header,
    loading: &Loading,
    path: &std::path::Path,
) -> Result<Vec<Option<usize>>, String> {
    let (required, optional) = loading.columns();
    let expected = Expected {
        required: &required,
        optional: &optional,
        ignored: &rejects::COLUMNS,
    };
    header.find(&expected).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        format!("{}: {}", path.display(), problems.join("\n  "))
    })?;
    let fields = loading.declared().register().fields.iter();
    Ok(fields.map(|field| header.position(&field.id)).collect())
}

/// What came of a load.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) mark: LoadMark,
    /// Rows that were written by this run.
    pub(crate) new: u64,
    stopped: bool,
    /// There was nothing left to do.
    before: bool,
}

impl Done {
    fn tell(&self, register: &str, file: &File) {
        let path = file.path.display();
        let LoadMark {
            taken,
            written,
            rejected,
            ..
        } = self.mark;
        if self.before {
            println!(
                "{path} is loaded already: {written} rows in `{register}`, {rejected} rejected"
            );
            return;
        }
        let all = file.survey.rows;
        println!(
            "{path}: {written} rows in `{register}` ({} now), {rejected} rejected",
            self.new
        );
        if rejected > 0 {
            let rejects = file.rejects.display();
            println!("correct them in {rejects}, and load that file");
        }
        if self.stopped {
            println!("stopped after row {taken} of {all}: the same command goes on from there");
        }
    }
}

/// Loads a file from its mark on.
pub(crate) async fn load(
    office: &Office,
    file: &File,
    stop: &Arc<std::sync::atomic::AtomicBool>,
) -> Result<Done, String> {
    let register = office.loading.declared().id().to_owned();
    let db = office.ledger.store().clone();
    let digest = file.survey.digest;
    let find = || LoadMark::of(&db, &register, digest);
    let mut mark = find().await.map_err(|error| chain(&error))?;
    let already = mark.written;
    let mut done = Done {
        before: mark.finished_at.is_some(),
        mark: mark.clone(),
        new: 0,
        stopped: false,
    };
    if done.before {
        return Ok(done);
    }
    let aside = lay_indexes_aside(office, file, &mark).await?;
    let mut lost = 0;
    let mut progress = Progress::start(file.survey.rows);
    let ended = loop {
        let came = pass(office, file, (&mark, stop), &mut progress).await;
        mark = find().await.map_err(|error| chain(&error))?;
        match came {
            Ok(stopped) => {
                done.stopped = stopped;
                break Ok(());
            }
            Err(Stopped::Told(problem)) => break Err(problem),
            // Somebody else took a key, or moved the mark.
            Err(Stopped::Lost) if mark.taken > done.mark.taken => lost = 0,
            Err(Stopped::Lost) => lost += 1,
        }
        if lost > LOST_MAX || mark.finished_at.is_some() {
            break Err(format!(
                "somebody else is loading into `{register}`: wait until that is done, and start again"
            ));
        }
        done.mark = mark.clone();
    };
    progress.over();
    // A kill leaves them away until the next start of anything makes them again.
    if aside {
        wiring::prepare_again(&db).await?;
    }
    ended?;
    if mark.written - already >= ASIDE_ROWS_MIN {
        let looked = db.analyse(office.loading.declared().table()).await;
        looked.map_err(|error| chain(&error))?;
    }
    done.new = mark.written - already;
    done.mark = mark;
    Ok(done)
}

/// Takes the indexes of a register away that is empty and gets many rows. They are made when all rows
/// are there.
async fn lay_indexes_aside(office: &Office, file: &File, mark: &LoadMark) -> Result<bool, String> {
    let db = office.ledger.store();
    let empty = office.loading.note_empty(db, &mut Known::default()).await;
    let empty = empty.map_err(|error| chain(&error))?;
    if !empty || mark.taken > 0 || file.survey.rows < ASIDE_ROWS_MIN {
        return Ok(false);
    }
    let table = office.loading.declared().table();
    let aside = db.lay_indexes_aside(table).await;
    aside.map_err(|error| chain(&error))?;
    Ok(true)
}

#[cfg(test)]
mod tests;
