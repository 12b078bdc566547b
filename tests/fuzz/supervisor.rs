//! Keeps a worker: gives it inputs, watches its time and memory, ends it when it has too much of either, starts the next.

use crate::stages::Tally;
use crate::worker::{CURRENT, FOLDER, Failure, Line, MARK, Order};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often a worker is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// What a worker may take for one input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Seconds of computing; of waiting thirty times as many.
    pub(crate) seconds: u64,
    /// Mebibytes.
    pub(crate) memory: u64,
}

/// What came of one input.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) failures: Vec<Failure>,
    pub(crate) tally: Tally,
    /// Greatest memory in mebibytes; 0 where the system does not tell.
    pub(crate) memory: u64,
    /// Seconds of computing, or of waiting where the system does not tell.
    pub(crate) seconds: f64,
}

/// A worker that is started when it is needed.
#[derive(Debug)]
pub(crate) struct Supervisor {
    folder: PathBuf,
    limits: Limits,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    orders: ChildStdin,
    lines: Receiver<Line>,
}

impl Supervisor {
    pub(crate) fn new(folder: &Path, limits: Limits) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        Self {
            folder: folder.to_owned(),
            limits,
            running: None,
        }
    }
    /// Where the worker keeps the input that it is at.
    pub(crate) fn current(&self) -> PathBuf {
        self.folder.join(CURRENT)
    }

    /// Has an input tried.
    pub(crate) fn run(&mut self, order: &Order) -> Verdict {
        let mut running = self
            .running
            .take()
            .unwrap_or_else(|| Running::start(&self.folder));
        let process = Process(running.child.id());
        let (began, before) = (Instant::now(), process.seconds());
        process.forget_peak();
        let mut verdict = Verdict::default();
        let mut stage = String::from("start");
        let told = writeln!(running.orders, "{}", serde_json::to_string(order).unwrap())
            .and_then(|()| running.orders.flush());
        let end = loop {
            match running.lines.recv_timeout(LOOK) {
                Ok(Line::Stage(name)) => stage = name,
                Ok(Line::Failed(failure)) => verdict.failures.push(failure),
                Ok(Line::Done(tally)) => {
                    verdict.tally = tally;
                    break None;
                }
                Err(RecvTimeoutError::Disconnected) => break Some("death"),
                Err(RecvTimeoutError::Timeout) if told.is_err() => break Some("death"),
                Err(RecvTimeoutError::Timeout) => {}
            }
            verdict.memory = verdict.memory.max(process.peak());
            verdict.seconds = process
                .seconds()
                .zip(before)
                .map_or(began.elapsed().as_secs_f64(), |(now, before)| now - before);
            if verdict.memory > self.limits.memory {
                break Some("memory");
            }
            let waited = began.elapsed().as_secs() / 30;
            if verdict.seconds > self.limits.seconds as f64 || waited > self.limits.seconds {
                break Some("hang");
            }
        };
        verdict.memory = verdict.memory.max(process.peak());
        verdict.seconds = process
            .seconds()
            .zip(before)
            .map_or(began.elapsed().as_secs_f64(), |(now, before)| now - before);
        let Some(place) = end else {
            self.running = Some(running);
            return verdict;
        };
        let message = match running.end() {
            Some(status) if place == "death" => format!("the process ended: {status}"),
            _ => format!(
                "{:.0} s of computing, {} MiB",
                verdict.seconds, verdict.memory
            ),
        };
        verdict.failures.push(Failure {
            stage,
            place: place.into(),
            message,
        });
        verdict.tally.inputs = 1;
        verdict
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.end();
        }
    }
}

impl Running {
    /// Starts this test binary again, as a worker.
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "worker",
                "--exact",
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (orders, out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let Some(line) = line
                    .strip_prefix(MARK)
                    .and_then(|line| serde_json::from_str::<Line>(line).ok())
                else {
                    continue;
                };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            orders,
            lines,
        }
    }
    fn end(&mut self) -> Option<std::process::ExitStatus> {
        let own = self.child.try_wait().ok().flatten();
        drop(self.child.kill());
        let killed = self.child.wait().ok();
        own.or(killed)
    }
}

/// What the system tells of a process; nothing where there is no `/proc`.
#[derive(Clone, Copy, Debug)]
struct Process(u32);

impl Process {
    /// Seconds of computing so far.
    fn seconds(self) -> Option<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.0)).ok()?;
        let fields: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
        let ticks = |position: usize| fields.get(position)?.parse::<u32>().ok();
        // A tick is a hundredth of a second on every Linux that matters.
        Some((f64::from(ticks(11)?) + f64::from(ticks(12)?)) / 100.0)
    }
    /// Greatest resident memory in mebibytes since it was forgotten.
    fn peak(self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok())
            .unwrap_or(0)
            / 1024
    }
    fn forget_peak(self) {
        drop(std::fs::write(format!("/proc/{}/clear_refs", self.0), "5"));
    }
}
