//! The process that tries inputs: it is told which by lines, says what it is at, and may die of any of them.

use crate::common::dice::Dice;
use crate::input::Input;
use crate::stages::{ALL, Bench, Tally};
use crate::start::Maker;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The folder a worker works in; a test binary is a worker if it is set.
pub(crate) const FOLDER: &str = "MEDROTA_FUZZ_WORKER";
/// What every line of a worker begins with, to tell it from those of the test harness.
pub(crate) const MARK: &str = "fuzz: ";
/// The input that is tried, for whoever finds the worker dead.
pub(crate) const CURRENT: &str = "current.json";

/// What a worker is told.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// The input of a number of a seed.
    Number(u64, u64),
    /// A kept input.
    File(PathBuf),
}

/// What a worker says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    /// A stage begins.
    Stage(String),
    /// A stage panicked.
    Failed(Failure),
    /// The input is done.
    Done(Tally),
}

/// What went wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// In which stage.
    pub(crate) stage: String,
    /// Where, as file and line; `hang`, `memory` or `death` if the process had to be ended or ended itself.
    pub(crate) place: String,
    /// The message.
    pub(crate) message: String,
}

/// What the last panic said.
static PANIC: Mutex<Option<(String, String)>> = Mutex::new(None);

/// The innermost functions of the crate on the stack, without their arguments.
fn callers() -> Vec<String> {
    let stack = std::backtrace::Backtrace::force_capture().to_string();
    let names = stack.lines().filter_map(|line| {
        line.split_once(": ")
            .map(|(_, name)| name.trim().trim_start_matches('<'))
    });
    let own = names
        .filter_map(|name| name.strip_prefix("medrota::"))
        .filter(|name| !name.contains("{{closure}}"));
    own.map(|name| name.split(['<', ' ']).next().unwrap_or(name).to_owned())
        .take(4)
        .collect()
}

/// Takes orders until there are none left.
pub(crate) fn work(folder: &Path) {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| {
            format!("{}:{}", place.file(), place.line())
        });
        let payload = panic.payload();
        let text = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let mut message = text.unwrap_or("a panic without a message").to_owned();
        // Accessors that index are called from everywhere: who called them tells one mistake from another.
        let place = match place.as_str() {
            own if own.starts_with("tests") => place,
            _ => {
                let callers = callers();
                message = format!("{message} ({})", callers.join(" from "));
                format!("{place} {}", callers.get(1).map_or("", String::as_str))
            }
        };
        // The first one counts: threads of a pool may panic after it.
        PANIC
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .get_or_insert((place, message));
    }));
    let maker = Maker::new();
    for line in std::io::stdin().lock().lines() {
        let Ok(order) = serde_json::from_str::<Order>(&line.unwrap()) else {
            return;
        };
        let current = folder.join(CURRENT);
        say(&Line::Stage("make".into()));
        let made = caught("make", || match order {
            Order::Number(seed, number) => {
                maker.input(seed, number, folder, |early| early.write(&current))
            }
            Order::File(path) => Input::read(&path),
        });
        match made {
            Ok(input) => {
                input.write(&current);
                let tally = run(input, folder);
                say(&Line::Done(tally));
            }
            Err(failure) => {
                say(&Line::Failed(failure));
                say(&Line::Done(Tally {
                    inputs: 1,
                    ..Tally::default()
                }));
            }
        }
    }
}

/// Runs the stages of an input; a stage that panics does not keep the next ones from running.
fn run(input: Input, folder: &Path) -> Tally {
    let (seed, stages) = (input.seed, input.stages.clone());
    let mut bench = Bench::new(input, folder.to_owned());
    for (position, (name, stage)) in ALL
        .iter()
        .enumerate()
        .filter(|(_, (name, _))| stages.iter().any(|known| known == name))
    {
        say(&Line::Stage((*name).into()));
        // A stage draws the same whichever stages ran before it.
        let mut dice = Dice::new(seed.wrapping_mul(31).wrapping_add(position as u64));
        if let Err(failure) = caught(name, || stage(&mut bench, &mut dice)) {
            say(&Line::Failed(failure));
        }
    }
    bench.tally
}

fn caught<T>(stage: &str, work: impl FnOnce() -> T) -> Result<T, Failure> {
    *PANIC.lock().unwrap() = None;
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let (place, message) = PANIC.lock().unwrap().take().unwrap_or_default();
        Failure {
            stage: stage.into(),
            place,
            message: message.chars().take(2_000).collect(),
        }
    })
}

fn say(line: &Line) {
    let mut out = std::io::stdout().lock();
    // Whoever is not heard any more is about to be ended.
    drop(writeln!(
        out,
        "\n{MARK}{}",
        serde_json::to_string(line).unwrap()
    ));
    drop(out.flush());
}
