//! `motcua synth`: synthetic people of a whole country, as one CSV file for each register.

use std::fs::{self, File};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use synth::SynthError;
use synth::country::{Batch, CountryLaw, Made, Order, headers, produce, readme};

use crate::args::Synth;
use crate::clock::stopwatch;
use crate::pack_files;

/// More faults than this would leave no register to find them in.
const FAULTS_MAX: f64 = 0.5;

/// Runs the command.
pub(crate) async fn run(args: Synth) -> Result<ExitCode, String> {
    let work = tokio::task::spawn_blocking(move || make(&args));
    work.await
        .map_err(|error| format!("synth stopped: {error}"))?
}

fn make(args: &Synth) -> Result<ExitCode, String> {
    let pack = pack_files::load(&args.pack)?;
    let files: Vec<(&String, &String)> = pack.files.iter().collect();
    let country = CountryLaw::read(&files).map_err(|error| error.to_string())?;
    let order = order(args, &country)?;
    let mut outputs = Outputs::open(&args.out, &country)?;
    let threads = args.threads.unwrap_or_else(cores);
    let mut progress = Progress::start(args.people);
    let made = produce(&country, &order, threads, |batch| {
        outputs.append(batch)?;
        progress.tell(batch.people);
        Ok::<(), Stopped>(())
    });
    progress.over();
    let made = made.map_err(|Stopped(problem)| problem)?;
    let program = concat!("motcua ", env!("CARGO_PKG_VERSION"));
    let text = readme(&country, &order, &made, (&pack.head.law(), program));
    // It comes last: a folder without it was not finished.
    write(&args.out.join("README.md"), text.as_bytes())?;
    told(args, &made, progress.seconds());
    Ok(ExitCode::SUCCESS)
}

/// Why the work ended early.
struct Stopped(String);

impl From<SynthError> for Stopped {
    fn from(error: SynthError) -> Stopped {
        Stopped(error.to_string())
    }
}

fn order(args: &Synth, country: &CountryLaw) -> Result<Order, String> {
    if !(0.0..=FAULTS_MAX).contains(&args.faults) {
        return Err(format!(
            "--faults is a share from 0 to {FAULTS_MAX}, not {}",
            args.faults
        ));
    }
    if args.people == 0 {
        return Err("--people must be at least 1".to_owned());
    }
    let as_of = match &args.as_of {
        None => country.as_of(),
        Some(text) => text
            .parse()
            .map_err(|_| format!("--as-of {text} is not a day such as 2026-10-31"))?,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 500,000, as was just checked"
    )]
    let faults_per_million = (args.faults * 1e6).round() as u32;
    Ok(Order {
        people: args.people,
        seed: args.seed,
        as_of,
        faults_per_million,
    })
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The files that are written, that of the faults last.
struct Outputs(Vec<(String, File)>);

impl Outputs {
    /// Makes the files with their headers; a folder that has something in it is left alone.
    fn open(folder: &Path, country: &CountryLaw) -> Result<Outputs, String> {
        let cannot =
            |error: std::io::Error| format!("cannot write to {}: {error}", folder.display());
        fs::create_dir_all(folder).map_err(cannot)?;
        if fs::read_dir(folder).map_err(cannot)?.next().is_some() {
            return Err(format!(
                "{} is not empty: give --out a new folder, or empty this one",
                folder.display()
            ));
        }
        let headers = headers(country).map_err(|error| error.to_string())?;
        let names = country.registers().map(|(name, _)| name).chain(["faults"]);
        let mut files = Vec::new();
        for (name, header) in names.zip(headers) {
            let name = format!("{name}.csv");
            let mut file = File::create_new(folder.join(&name)).map_err(cannot)?;
            file.write_all(&header).map_err(cannot)?;
            files.push((name, file));
        }
        Ok(Outputs(files))
    }

    fn append(&mut self, batch: &Batch) -> Result<(), Stopped> {
        let texts = batch.tables.iter().chain([&batch.faults]);
        for ((name, file), text) in self.0.iter_mut().zip(texts) {
            file.write_all(text)
                .map_err(|error| Stopped(format!("cannot write {name}: {error}")))?;
        }
        Ok(())
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Says every second, to somebody who watches, how far the work is.
struct Progress {
    people: u64,
    watch: std::time::Instant,
    said: Duration,
    shown: bool,
}

impl Progress {
    fn start(people: u64) -> Progress {
        Progress {
            people,
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
        let millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = done.saturating_mul(1000) / millis;
        eprint!("\r\x1b[Kpeople: {done} of {}, {rate}/s", self.people);
    }

    fn over(&self) {
        if self.shown {
            eprint!("\r\x1b[K");
        }
    }

    fn seconds(&self) -> f64 {
        self.watch.elapsed().as_secs_f64()
    }
}

fn told(args: &Synth, made: &Made, seconds: f64) {
    let rows: u64 = made.rows.iter().sum();
    let faults: u64 = made.faults.values().sum();
    println!(
        "{} people, {rows} rows, {faults} faults in {seconds:.1} s: {}",
        args.people,
        args.out.display()
    );
}
