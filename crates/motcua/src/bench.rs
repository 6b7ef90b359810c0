//! Measurements.
use std::process::ExitCode;

use crate::args::Bench;

/// `motcua bench`.
pub(crate) async fn run(_bench: Bench) -> Result<ExitCode, String> {
    Err("not measured here".to_owned())
}
