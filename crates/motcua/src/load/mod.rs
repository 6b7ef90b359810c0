//! `motcua load`: rows of a file into a register.
//!
//! The file is read to its end first (`source.rs`), so that one that cannot be read changes nothing.
//! Then one thread reads and decides batches while the one before is written. A batch is one act,
//! with the mark that says how far the file is; so a load that is stopped anywhere goes on where the
//! last act ended. What is rejected stands in the reject file (`rejected.rs`) before the mark says so.

mod rejected;
mod rows;
mod source;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use access::Circumstances;
use ledger::{Act, Ledger};
use registers::{Directory, Draft, Known, LoadMark, Loading, Registers};
use store::{Store, WriteError};
use tables::header::Expected;
use tables::{Encoding, Header, rejects};
use tokio::sync::mpsc;

use self::rejected::{RejectFile, Texts, beside};
use self::rows::Rows;
pub(crate) use self::source::Format;
use self::source::{Named, Survey};
use crate::args::Load;
use crate::clock::{Clock, stopwatch};
use crate::wiring::{self, chain};

/// How often a load that lost against another one is read and decided again from its mark.
const LOST_MAX: usize = 8;

/// What a load stands on.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) ledger: Ledger,
    pub(crate) loading: Arc<Loading>,
    pub(crate) law: String,
    pub(crate) clock: Arc<Clock>,
}

/// `motcua load`.
pub(crate) async fn run(args: Load) -> Result<ExitCode, String> {
    let store = wiring::open(&args.store()).await?;
    let office = Office::open(store, &args.register).await?;
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
    /// The register of the law in force.
    pub(crate) async fn open(store: Store, register: &str) -> Result<Office, String> {
        let pack = wiring::pack_in_force(&store).await?;
        wiring::prepare_again(&store).await?;
        let clock = Arc::new(Clock::real());
        let registers = Arc::new(Registers::lower(&pack));
        let today = pack.calendar.date_of(clock.now());
        let directory = Directory::load(&store, &registers, today)
            .await
            .map_err(|error| chain(&error))?;
        let loading = Loading::new(registers, Arc::new(directory), register, today)
            .map_err(|error| chain(&error))?;
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
        let fields: Vec<String> = fields.iter().map(|field| field.id.clone()).collect();
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

fn encoding(word: &str) -> Result<Encoding, String> {
    Encoding::named(word).ok_or_else(|| {
        let known: Vec<&str> = tables::encoding::ENCODINGS
            .iter()
            .map(|one| one.word())
            .collect();
        format!(
            "--encoding {word} is not known: write one of {}",
            known.join(", ")
        )
    })
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
    let mut lost = 0;
    let mut progress = Progress::start(file.survey.rows);
    loop {
        let pass = pass(office, file, (&mark, stop), &mut progress).await;
        mark = find().await.map_err(|error| chain(&error))?;
        match pass {
            Ok(stopped) => {
                done.stopped = stopped;
                break;
            }
            Err(Stopped::Told(problem)) => {
                progress.over();
                return Err(problem);
            }
            // Somebody else took a key, or moved the mark.
            Err(Stopped::Lost) if mark.taken > done.mark.taken => lost = 0,
            Err(Stopped::Lost) => lost += 1,
        }
        if lost > LOST_MAX || mark.finished_at.is_some() {
            progress.over();
            return Err(format!(
                "somebody else is loading into `{register}`: wait until that is done, and start again"
            ));
        }
        done.mark = mark.clone();
    }
    progress.over();
    done.new = mark.written - already;
    done.mark = mark;
    Ok(done)
}

/// Why a pass ended early.
enum Stopped {
    /// Somebody else wrote first.
    Lost,
    /// Anything else, in words.
    Told(String),
}

/// A batch that is decided.
struct Batch {
    act: Act,
    rejects: Vec<u8>,
    taken: u64,
    /// The end of the file.
    last: bool,
}

/// Goes through the file from a mark on. True if it was stopped from outside.
async fn pass(
    office: &Office,
    file: &File,
    (mark, stop): (&LoadMark, &Arc<std::sync::atomic::AtomicBool>),
    progress: &mut Progress,
) -> Result<bool, Stopped> {
    let mut rejects = RejectFile::open(&file.rejects, mark.reject_bytes).map_err(Stopped::Told)?;
    let (send, mut receive) = mpsc::channel::<Batch>(1);
    let deciding = Deciding {
        ledger: office.ledger.clone(),
        loading: office.loading.clone(),
        law: office.law.clone(),
        clock: office.clock.clone(),
        file: file.clone(),
        mark: mark.clone(),
        known: Known::default(),
    };
    let runtime = tokio::runtime::Handle::current();
    let thread = tokio::task::spawn_blocking(move || deciding.all(&runtime, &send));
    let (mut taken, mut result) = (mark.taken, Ok(false));
    while let Some(batch) = receive.recv().await {
        if stop.load(std::sync::atomic::Ordering::SeqCst) && !batch.last {
            result = Ok(true);
            break;
        }
        if let Err(problem) = rejects.append(&batch.rejects) {
            result = Err(Stopped::Told(problem));
            break;
        }
        match office.ledger.commit(batch.act).await {
            Ok(_) => {}
            Err(WriteError::Lost { .. }) => {
                result = Err(Stopped::Lost);
                break;
            }
            Err(error @ WriteError::Store(_)) => {
                result = Err(Stopped::Told(format!(
                    "stopped after row {taken}: {}: when that is mended, the same command goes on \
                     from there",
                    chain(&error)
                )));
                break;
            }
        }
        taken += batch.taken;
        progress.tell(taken);
    }
    // A thread that still decides finds nobody who takes it.
    drop(receive);
    let decided = thread
        .await
        .map_err(|error| Stopped::Told(error.to_string()))?;
    match (result, decided) {
        (Ok(false), Err(problem)) => Err(Stopped::Told(problem)),
        (result, _) => result,
    }
}

/// The thread that reads and decides.
struct Deciding {
    ledger: Ledger,
    loading: Arc<Loading>,
    law: String,
    clock: Arc<Clock>,
    file: File,
    mark: LoadMark,
    known: Known,
}

impl Deciding {
    fn all(
        mut self,
        runtime: &tokio::runtime::Handle,
        send: &mpsc::Sender<Batch>,
    ) -> Result<(), String> {
        let file = self.file.clone();
        let names: Vec<&str> = file.fields.iter().map(String::as_str).collect();
        let named = Named {
            path: &file.path,
            format: file.format,
            encoding: file.encoding,
            fields: &names,
        };
        let told = |error: tables::TableError| named.told(&error);
        let mut source = named.rows()?;
        let texts = Texts::new(source.header()).map_err(told)?;
        let mut rows = Rows::new(source.header().len());
        loop {
            rows.clear();
            source
                .fill(&mut rows, (self.mark.taken, file.batch))
                .map_err(told)?;
            let last = rows.taken() == 0;
            let batch = if last {
                self.last()
            } else {
                runtime.block_on(self.batch(&rows, &texts))?
            };
            // Nobody takes it: the pass has ended.
            if send.blocking_send(batch).is_err() || last {
                return Ok(());
            }
        }
    }

    async fn batch(&mut self, rows: &Rows, texts: &Texts) -> Result<Batch, String> {
        let file = &self.file;
        let mut cells = Vec::with_capacity(file.columns.len());
        let drafts: Vec<Draft> = (0..rows.len())
            .map(|row| {
                cells.clear();
                let columns = file.columns.iter();
                cells.extend(columns.map(|column| rows.cell(row, (*column)?)));
                self.loading.draft(&cells)
            })
            .collect();
        let numbers: Vec<u64> = (0..rows.len()).map(|row| rows.place(row).row).collect();
        let ctx = wiring::ctx(&self.clock, &self.law, "load");
        let source = registers::Source {
            digest: file.survey.digest,
            first_row: self.mark.taken + 1,
            taken: rows.taken() as u64,
        };
        let db = self.ledger.store();
        let rows_of = (drafts, numbers.as_slice());
        let decided = self
            .loading
            .decide((db, &ctx), &mut self.known, rows_of, &source)
            .await
            .map_err(|error| chain(&error))?;
        let of = (&*self.loading, file.columns.as_slice());
        let is_first = self.mark.reject_bytes == 0;
        let rejects = texts
            .of(rows, &decided.rejected, of, is_first)
            .map_err(|error| error.to_string())?;
        self.mark.reject_bytes += rejects.len() as u64;
        let counts = (decided.written, source.taken - decided.written);
        let mark = self.mark.after(source.taken, counts, ctx.now);
        self.mark = self.mark.moved(source.taken, counts);
        Ok(Batch {
            act: decided.act.change(mark),
            rejects,
            taken: source.taken,
            last: false,
        })
    }

    /// The end of the file is an entry as well, so that a file without a good row leaves one.
    fn last(&self) -> Batch {
        let ctx = wiring::ctx(&self.clock, &self.law, "load");
        Batch {
            act: self.loading.finish(&ctx, &self.mark),
            rejects: Vec::new(),
            taken: 0,
            last: true,
        }
    }
}

/// Says every second, to somebody who watches, how far the work is.
struct Progress {
    rows: u64,
    watch: std::time::Instant,
    said: Duration,
    shown: bool,
}

impl Progress {
    fn start(rows: u64) -> Progress {
        Progress {
            rows,
            watch: stopwatch(),
            said: Duration::ZERO,
            shown: std::io::stderr().is_terminal(),
        }
    }

    fn tell(&mut self, done: u64) {
        let now = self.watch.elapsed();
        if !self.shown || now < self.said + Duration::from_secs(1) {
            return;
        }
        self.said = now;
        eprint!("\r\x1b[Krows: {done} of {}", self.rows);
    }

    fn over(&self) {
        if self.shown {
            eprint!("\r\x1b[K");
        }
    }
}
