//! motcua: the machinery of a digital state in one binary.
//!
//! Here the outside is read (arguments, files, clock, randomness) and the rooms are wired together;
//! nothing is decided. Reading order: `args.rs`, `wiring.rs`, `serve.rs`, `demo.rs`, `story/`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "commands answer on the terminal"
)]

mod args;
mod backup;
mod bench;
mod clock;
mod credential_command;
mod demo;
mod export;
mod jobs_command;
mod keys;
mod load;
mod mail;
mod measuring;
mod metrics;
mod operator;
mod pack_files;
mod print;
mod quality;
mod retention_command;
mod rotate;
mod serve;
mod story;
mod synth_command;
mod table_file;
mod verify;
mod verify_command;
mod waiting;
mod wiring;

use std::process::ExitCode;

use args::{Args, Command, Ledger, Operator};
use clap::Parser;

/// Under load most of the work is small allocations; the system's allocator costs a fifth more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    give_memory_back();
    let args = Args::parse();
    start_log(&args);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("motcua: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(args)) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("motcua: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Starts this program again, once, with the allocator told to take memory as it is needed and to
/// give unused memory back soon. It reads that from the environment before anything of ours runs;
/// without it, what loading a pack needed for a moment would stay for as long as the program idles.
fn give_memory_back() {
    use std::os::unix::process::CommandExt;
    /// In milliseconds: a busy desk asks again sooner than that, an idle one does not.
    const SETTINGS: [(&str, &str); 2] = [
        ("MIMALLOC_PURGE_DELAY", "10"),
        ("MIMALLOC_ARENA_EAGER_COMMIT", "0"),
    ];
    #[expect(
        clippy::disallowed_methods,
        reason = "the binary reads the environment"
    )]
    let told = SETTINGS
        .iter()
        .any(|(name, _)| std::env::var_os(name).is_some());
    if told {
        return;
    }
    if let Ok(own) = std::env::current_exe() {
        // Comes back only if it failed; then the program goes on as it is, a little larger.
        let _ = std::process::Command::new(own)
            .args(std::env::args_os().skip(1))
            .envs(SETTINGS)
            .exec();
    }
}

/// One line a log record, on standard error, without colours and without persons.
fn start_log(args: &Args) {
    let filter = tracing_subscriber::EnvFilter::new(&args.log);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}

async fn run(args: Args) -> Result<ExitCode, String> {
    match args.command.unwrap_or_default() {
        Command::Demo(demo) if demo.once => story::run(demo).await,
        Command::Demo(demo) => demo::run(demo).await,
        Command::Serve(house) => serve::run(house).await,
        Command::Activate(activate) => wiring::activate(activate).await,
        Command::Check { packs } => Ok(pack_files::check(&packs)),
        Command::Operator(Operator::Add(add)) => operator::add(add).await,
        Command::Credential(args) => credential_command::run(args).await,
        Command::Verify(verify) => verify_command::command(verify).await,
        Command::Ledger(Ledger::Export { key, kept, dir }) => {
            verify_command::export_command(&kept.store(), &key, &dir).await
        }
        Command::Ledger(Ledger::RotateKey(args)) => rotate::command(args).await,
        Command::Ledger(Ledger::Since(since)) => verify_command::since_command(since).await,
        Command::Retention(args) => retention_command::run(args).await,
        Command::Jobs(args) => jobs_command::run(args).await,
        Command::Backup(args) => backup::backup(args).await,
        Command::Restore(args) => backup::restore(args).await,
        Command::Synth(synth) => synth_command::run(synth).await,
        Command::Load(args) => load::run(args).await,
        Command::Export(args) => export::run(args).await,
        Command::Quality(args) => quality::run(args).await,
        Command::Bench(bench) => bench::run(bench).await,
        Command::Doors(doors) => story::doors(doors).await,
    }
}
