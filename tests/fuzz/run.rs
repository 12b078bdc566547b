//! A run: kept inputs, then new ones on several workers; what failed is shrunk and kept, and everything is counted.

use crate::input::Input;
use crate::shrink::shrink;
use crate::stages::Tally;
use crate::supervisor::{Limits, Supervisor, Verdict};
use crate::worker::Order;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What is tried.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Run for so long instead of so many inputs.
    seconds: Option<u64>,
    cases: u64,
    seed: u64,
    first: u64,
    jobs: u64,
    only: Option<PathBuf>,
}

/// Inputs of the short run.
const CASES: u64 = 600;
/// Seconds of computing and mebibytes for one input: what the limits of an input are to allow at most.
const LIMITS: Limits = Limits {
    seconds: 20,
    memory: 2_048,
};
/// The same without optimisation, and where others compute beside.
const PATIENT: Limits = Limits {
    seconds: 120,
    memory: 2_048,
};

impl Plan {
    pub(crate) fn from_environment() -> Self {
        let number = |name: &str| {
            std::env::var(name).ok().map(|text| {
                text.parse::<u64>()
                    .unwrap_or_else(|_| panic!("{name} is no number: {text}"))
            })
        };
        let jobs = std::thread::available_parallelism().map_or(1, usize::from) as u64;
        let seconds = number("MEDROTA_FUZZ_SECONDS");
        Self {
            seconds,
            cases: number("MEDROTA_FUZZ_CASES").unwrap_or(CASES),
            seed: number("MEDROTA_FUZZ_SEED").unwrap_or(1),
            first: number("MEDROTA_FUZZ_FIRST").unwrap_or(1),
            jobs: number("MEDROTA_FUZZ_JOBS").unwrap_or(jobs).max(1),
            only: std::env::var_os("MEDROTA_FUZZ_INPUT").map(PathBuf::from),
        }
    }
}

/// Figures of a run.
#[derive(Debug, Default)]
struct Figures {
    tally: Tally,
    panics: u64,
    hangs: u64,
    deaths: u64,
    memory: u64,
    slowest: f64,
    /// Seconds of computing altogether.
    computing: f64,
    /// What fails, by stage and place: how often, and a sentence.
    failures: BTreeMap<(String, String), (u64, String)>,
}

/// Runs; a sentence for everything that failed, once for each place.
pub(crate) fn run(plan: &Plan) -> Vec<String> {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", std::process::id()));
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .unwrap_or(Path::new("target"))
        .join("fuzz-failures");
    std::fs::create_dir_all(&folder).unwrap();
    let limits = if plan.seconds.is_some() {
        LIMITS
    } else {
        PATIENT
    };
    let began = Instant::now();
    let figures = Mutex::new(Figures::default());
    let mut old: Vec<PathBuf> = match &plan.only {
        Some(path) => vec![path.clone()],
        None => {
            let seeds =
                std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds"))
                    .unwrap();
            seeds
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
                .collect()
        }
    };
    old.sort();
    {
        let mut supervisor = Supervisor::new(&folder.join("kept"), limits);
        for path in &old {
            let verdict = supervisor.run(&Order::File(path.clone()));
            let sentences = verdict.failures.iter().map(|failure| {
                format!(
                    "{}: {} in {}: {}",
                    path.display(),
                    failure.place,
                    failure.stage,
                    failure.message
                )
            });
            let sentences: Vec<String> = sentences.collect();
            let mut figures = figures.lock().unwrap();
            figures.count(&verdict);
            for (failure, sentence) in verdict.failures.iter().zip(sentences) {
                eprintln!("{sentence}");
                figures.failures.insert(
                    (
                        failure.stage.clone(),
                        format!("{} {}", failure.place, path.display()),
                    ),
                    (1, sentence),
                );
            }
        }
    }
    let next = AtomicU64::new(plan.first);
    if plan.only.is_none() {
        std::thread::scope(|scope| {
            for job in 0..plan.jobs {
                let (folder, figures, next, kept) =
                    (folder.join(job.to_string()), &figures, &next, &kept);
                scope.spawn(move || {
                    let mut supervisor = Supervisor::new(&folder, limits);
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let enough = match plan.seconds {
                            Some(seconds) => began.elapsed() >= Duration::from_secs(seconds),
                            None => number >= plan.first + plan.cases,
                        };
                        if enough {
                            return;
                        }
                        one(&mut supervisor, plan, number, figures, kept);
                    }
                });
            }
        });
    }
    std::fs::remove_dir_all(&folder).ok();
    let figures = figures.into_inner().unwrap();
    println!("{}", figures.summary(plan, began.elapsed()));
    figures
        .failures
        .into_values()
        .map(|(times, sentence)| format!("{times} × {sentence}"))
        .collect()
}

/// Tries one new input; the first that fails at a place is shrunk and kept.
fn one(
    supervisor: &mut Supervisor,
    plan: &Plan,
    number: u64,
    figures: &Mutex<Figures>,
    kept: &Path,
) {
    let verdict = supervisor.run(&Order::Number(plan.seed, number));
    let current = supervisor.current();
    let mut new = Vec::new();
    {
        let mut figures = figures.lock().unwrap();
        figures.count(&verdict);
        for failure in &verdict.failures {
            let entry = figures
                .failures
                .entry((failure.stage.clone(), failure.place.clone()))
                .or_default();
            entry.0 += 1;
            if entry.0 == 1 {
                new.push(failure.clone());
            }
        }
    }
    if new.is_empty() {
        return;
    }
    std::fs::create_dir_all(kept).unwrap();
    let input = Input::read(&current);
    for failure in new {
        let word = |text: &str| {
            text.rsplit('/')
                .next()
                .unwrap_or(text)
                .replace(|letter: char| !letter.is_alphanumeric(), "-")
        };
        let path = kept.join(format!(
            "{}-{}-{}-{number}.json",
            failure.stage,
            word(&failure.place),
            plan.seed
        ));
        input.write(&path);
        let heavy = matches!(failure.place.as_str(), "hang" | "memory");
        let scratch = path.with_extension("try");
        shrink(
            supervisor,
            input.clone(),
            &failure,
            if heavy { 8 } else { 600 },
            &scratch,
        )
        .write(&path);
        std::fs::remove_file(&scratch).ok();
        let sentence = format!(
            "{}: {} in {}: {}",
            path.display(),
            failure.place,
            failure.stage,
            failure.message
        );
        eprintln!("{sentence}");
        if let Some(entry) = figures
            .lock()
            .unwrap()
            .failures
            .get_mut(&(failure.stage, failure.place))
        {
            entry.1 = sentence;
        }
    }
}

impl Figures {
    fn count(&mut self, verdict: &Verdict) {
        self.tally.add(&verdict.tally);
        self.memory = self.memory.max(verdict.memory);
        self.slowest = self.slowest.max(verdict.seconds);
        self.computing += verdict.seconds;
        for failure in &verdict.failures {
            match failure.place.as_str() {
                "hang" => self.hangs += 1,
                "death" | "memory" => self.deaths += 1,
                _ => self.panics += 1,
            }
        }
    }
    fn summary(&self, plan: &Plan, elapsed: Duration) -> String {
        let Tally {
            inputs,
            accepted,
            solves,
            schedules,
            certificates,
        } = self.tally;
        format!(
            "fuzz: seed {}, {inputs} inputs, {accepted} accepted, {solves} solves, {schedules} schedules judged, {certificates} certificates tried, \
             {} panics, {} hangs, {} deaths or too much memory, at most {} MiB and {:.1} s for one input, {:.0} s of computing in {:.0} s",
            plan.seed,
            self.panics,
            self.hangs,
            self.deaths,
            self.memory,
            self.slowest,
            self.computing,
            elapsed.as_secs_f64()
        )
    }
}
