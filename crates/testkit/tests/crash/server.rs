//! A PostgreSQL server of our own, which may be stopped as if its machine had lost power.
//!
//! Unlike the one of `./test` it waits for the disk before it promises anything. It is there only
//! where that one is (`MOTCUA_TEST_POSTGRES` is set); `cargo test` alone needs no server.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running server in a folder of its own.
pub(crate) struct Server {
    programs: PathBuf,
    folder: PathBuf,
    user: Option<&'static str>,
}

impl Server {
    /// Starts a new one; none if tests have no PostgreSQL.
    #[expect(
        clippy::disallowed_methods,
        reason = "tests learn from ./test whether there is a server"
    )]
    pub(crate) fn start() -> Option<Server> {
        std::env::var_os("MOTCUA_TEST_POSTGRES")?;
        let programs = programs().expect("the folder of initdb: set PG_BIN");
        // A socket's path may have at most 107 bytes: not below the folder of the build.
        let folder = PathBuf::from(format!("/tmp/motcua-crash-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let user = is_root().then_some("nobody");
        if let Some(user) = user {
            assert!(run(Command::new("chown").arg(user).arg(&folder)));
        }
        let server = Server {
            programs,
            folder,
            user,
        };
        let data = server.data();
        let made = server.program("initdb", &["-D", &data, "-U", "motcua", "-A", "trust"]);
        assert!(made, "initdb");
        server.start_again();
        Some(server)
    }

    /// The address of its first database.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://motcua@localhost/postgres?host={}",
            self.folder.display()
        )
    }

    /// Ends every connection but the one that does it, in whatever it is doing.
    pub(crate) fn cut_connections(&mut self) {
        let sql = "select pg_terminate_backend(pid) from pg_stat_activity
                    where backend_type = 'client backend' and pid <> pg_backend_pid()";
        let host = self.folder.display().to_string();
        let cut = [
            "-q", "-X", "-h", &host, "-U", "motcua", "-d", "postgres", "-c", sql,
        ];
        assert!(self.program("psql", &cut), "psql");
    }

    /// Stops it without letting anything be finished or written out.
    pub(crate) fn stop_at_once(&mut self) {
        let stop = ["-D", &self.data(), "-m", "immediate", "-w", "stop"];
        assert!(self.program("pg_ctl", &stop), "pg_ctl stop");
    }

    /// Starts it; it repairs itself from its log first.
    pub(crate) fn start_again(&self) {
        let folder = self.folder.display();
        let options = format!("-k {folder} -c listen_addresses= -c max_connections=100");
        let log = format!("{folder}/log");
        let start = [
            "-D",
            &self.data(),
            "-l",
            &log,
            "-w",
            "-t",
            "60",
            "-o",
            &options,
            "start",
        ];
        assert!(self.program("pg_ctl", &start), "pg_ctl start");
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn program(&self, name: &str, arguments: &[&str]) -> bool {
        let program = self.programs.join(name);
        let mut command = match self.user {
            // PostgreSQL refuses to run as root.
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        run(command.args(arguments).current_dir(&self.folder))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = ["-D", &self.data(), "-m", "immediate", "-w", "stop"];
        self.program("pg_ctl", &stop);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn run(command: &mut Command) -> bool {
    let done = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    done.is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// The newest installed PostgreSQL, or the one that `PG_BIN` names.
#[expect(clippy::disallowed_methods, reason = "as tests/postgres.sh finds it")]
fn programs() -> Option<PathBuf> {
    let named = std::env::var_os("PG_BIN").map(PathBuf::from);
    let installed = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut installed: Vec<(u32, PathBuf)> = installed
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    installed.sort();
    let has_initdb = |folder: &Path| folder.join("initdb").exists();
    named
        .into_iter()
        .chain(installed.into_iter().rev().map(|(_, folder)| folder))
        .find(|folder| has_initdb(folder))
}
