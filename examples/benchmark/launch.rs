//! One instance in a process of its own, so that memory and threads are nobody else's.

use super::instance::{Instance, Source};
use super::row::{Run, Who};
use super::support::{Failure, is_stopped};
use super::{Limits, Suite};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Time beyond the limit that reading, judging and a solver that stops late may take, as a multiple of the limit and in seconds.
const PATIENCE: (u64, u64) = (3, 120);
/// Time that an instance has to end on its own once a signal came.
const FAREWELL: Duration = Duration::from_secs(10);

/// Runs this program again on one instance.
///
/// # Errors
/// If there is no such process; whatever goes wrong inside it is part of the run.
pub(crate) fn run(
    who: Who,
    instance: &Instance,
    data: &Path,
    limits: &Limits,
) -> Result<Run, Failure> {
    let seconds = limits.seconds.unwrap_or(instance.seconds);
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["--row", who.as_str(), "--instances", &instance.name])
        .arg("--data")
        .arg(data);
    match (&instance.source, instance.suite) {
        (Source::Document(path), Suite::Named) => command.arg("--problem").arg(path),
        (_, suite) => command.args(["--suite", suite.as_str()]),
    };
    command.args([
        "--seconds",
        &seconds.to_string(),
        "--gap",
        &limits.gap.to_string(),
    ]);
    command.args([
        "--seed",
        &limits.seed.to_string(),
        "--threads",
        &limits.threads.to_string(),
    ]);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()?;
    let mut ends = Instant::now()
        + Duration::from_secs(
            seconds
                .saturating_mul(PATIENCE.0)
                .saturating_add(PATIENCE.1),
        );
    let mut stopped = None;
    // The row is far shorter than what a pipe holds, so that nobody waits for a reader.
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if is_stopped() {
            // Ctrl-C reaches the instance, too, and ends it with the best so far; other signals do not.
            ends = ends.min(*stopped.get_or_insert_with(|| Instant::now() + FAREWELL));
        }
        if Instant::now() > ends {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let Some(status) = status else {
        return Ok(Run::failed(format!(
            "stopped long after its limit of {seconds} s"
        )));
    };
    let mut text = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut text)?;
    }
    let row = text
        .lines()
        .last()
        .and_then(|line| serde_json::from_str(line).ok());
    Ok(row.unwrap_or_else(|| Run::failed(format!("its process ended with {status}"))))
}
