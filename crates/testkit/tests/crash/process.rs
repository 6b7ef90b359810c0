//! Starting the process, hearing it, killing it.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use base::Instant;

use crate::dice::Dice;

/// A running process.
pub(crate) struct Process {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Process {
    /// Starts this very program again as the process that is to be killed.
    pub(crate) fn start(url: &str, dice: &mut Dice, now: Instant) -> Process {
        let program = std::env::current_exe().unwrap();
        let mut child = Command::new(program)
            .args(["child_process", "--exact", "--nocapture"])
            .env("MOTCUA_CRASH_URL", url)
            .env("MOTCUA_CRASH_CHILD_SEED", dice.next().to_string())
            .env("MOTCUA_CRASH_NOW", now.0.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Process { child, out }
    }

    /// Hears this many lines, or fewer if the process ends before.
    pub(crate) fn hear(&mut self, lines: u64) -> Vec<String> {
        let mut said = Vec::new();
        while u64::try_from(said.len()).unwrap() < lines {
            match self.line() {
                Some(line) => said.extend(promise(&line)),
                None => break,
            }
        }
        said
    }

    /// Kills it as soon as it has said this many lines more; gives them and whatever else it said.
    pub(crate) fn kill_after(mut self, lines: u64) -> Vec<String> {
        let mut said = self.hear(lines);
        // SIGKILL: nothing of it runs any more.
        self.child.kill().unwrap();
        while let Some(line) = self.line() {
            said.extend(promise(&line));
        }
        self.child.wait().unwrap();
        said
    }

    /// The next whole line; a line without its end was cut off by the kill, and nobody heard it.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.out.read_line(&mut line).unwrap();
        (read > 0 && line.ends_with('\n')).then_some(line)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A test that fails leaves nobody behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The promise of a line; what the test's own frame says is none.
fn promise(line: &str) -> Option<String> {
    let at = line.find("= ")?;
    Some(line[at + 2..].trim_end().to_owned())
}
