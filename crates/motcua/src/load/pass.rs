//! One walk through a file: a thread reads and decides, and what it has decided is committed.

use std::sync::Arc;

use ledger::{Act, Ledger};
use registers::{Draft, Known, LoadMark, Loading};
use store::WriteError;
use tokio::sync::{mpsc, watch};

use super::progress::Progress;
use super::rejected::{RejectFile, Texts};
use super::rows::Rows;
use super::{File, Office};
use crate::clock::Clock;
use crate::table_file::Named;
use crate::wiring::{self, chain};

/// Rows that are decided at a time: what is thought about them stays in the processor's caches, and a
/// server is still asked for many keys at once.
const TAKEN_ROWS: usize = 250;

/// Why a pass ended early.
pub(super) enum Stopped {
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
pub(super) async fn pass(
    office: &Office,
    file: &File,
    (mark, stop): (&LoadMark, &Arc<std::sync::atomic::AtomicBool>),
    progress: &mut Progress,
) -> Result<bool, Stopped> {
    let mut rejects = RejectFile::open(&file.rejects, mark.reject_bytes).map_err(Stopped::Told)?;
    let (send, mut receive) = mpsc::channel::<Batch>(1);
    let (tell, written) = watch::channel(mark.taken);
    let deciding = Deciding {
        ledger: office.ledger.clone(),
        loading: office.loading.clone(),
        law: office.law.clone(),
        clock: office.clock.clone(),
        file: file.clone(),
        mark: mark.clone(),
        known: Known::default(),
        written,
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
        let _ = tell.send(taken);
        progress.tell(taken);
    }
    // A thread that still decides finds nobody who takes it.
    drop((receive, tell));
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
    /// How many rows are in the database.
    written: watch::Receiver<u64>,
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
        let noted = self
            .loading
            .note_empty(self.ledger.store(), &mut self.known);
        runtime.block_on(noted).map_err(|error| chain(&error))?;
        loop {
            if self.known.is_full() {
                // What was decided is asked of the database from now on, so it has to be there.
                let all = self.mark.taken;
                if runtime
                    .block_on(self.written.wait_for(|taken| *taken >= all))
                    .is_err()
                {
                    return Ok(());
                }
                self.known.forget();
            }
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
        let ctx = wiring::ctx(&self.clock, &self.law, "load");
        let mut batch = self.loading.batch(&ctx, rows.len());
        let mut cells = Vec::with_capacity(file.columns.len());
        for from in (0..rows.len()).step_by(TAKEN_ROWS) {
            let some = from..rows.len().min(from + TAKEN_ROWS);
            let drafts = some.map(|row| {
                cells.clear();
                let columns = file.columns.iter();
                cells.extend(columns.map(|column| rows.cell(row, (*column)?)));
                (rows.place(row).row, self.loading.draft(&cells))
            });
            let drafts: Vec<(u64, Draft)> = drafts.collect();
            batch
                .take(self.ledger.store(), &mut self.known, drafts)
                .await
                .map_err(|error| chain(&error))?;
        }
        let source = registers::Source {
            digest: file.survey.digest,
            first_row: self.mark.taken + 1,
            taken: rows.taken() as u64,
        };
        let decided = batch.decided(&mut self.known, &source);
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
