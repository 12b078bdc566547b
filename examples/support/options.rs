//! The options of every example that solves.

use super::signals::stop_token;
use clap::Args;
use medrota::report::Language;
use medrota::solve::lp::Installed;
use medrota::{Engine, Solver};
use std::path::PathBuf;
use std::time::Duration;

/// How long, how well and with what to solve.
#[derive(Args, Clone, Debug)]
pub(crate) struct SolveOptions {
    /// Stop after this many seconds [default: 60, none with --work-limit]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) time_limit: Option<Duration>,
    /// Stop when the proven relative gap is at most this; 0 goes on until it is proven that nothing is better [default: 0; 0.0005 where a plan has
    /// no --work-limit]
    #[arg(long, value_name = "FRACTION")]
    pub(crate) gap: Option<f64>,
    /// Stop after this many units of work: the same schedule on every machine
    #[arg(long, value_name = "UNITS")]
    pub(crate) work_limit: Option<u64>,
    /// Seed of every random choice
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads; 0 takes what the machine has
    #[arg(long, default_value_t = 0)]
    pub(crate) threads: usize,
    /// Engine: portfolio, flow, local_search, column_generation or compact
    #[arg(long, default_value = "portfolio")]
    pub(crate) engine: Engine,
    /// Solver program that is installed here, for programmes in whole numbers: highs, scip, cbc or a path to one
    #[arg(long, value_name = "PROGRAM", value_parser = program)]
    pub(crate) backend: Option<Installed>,
    /// Refuse a problem for whatever is worth a warning
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

/// Where results go.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct OutputOptions {
    /// Folder for schedule, report, tables and certificate; made if missing, tried before the solve
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Language of report, pages, calendars and chart: en, ru, kk or he
    #[arg(long, value_name = "CODE", default_value_t)]
    pub(crate) language: Language,
    /// End with one line of JSON on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

impl SolveOptions {
    /// The solver these options describe.
    pub(crate) fn solver(&self) -> Solver {
        let solver = Solver::new()
            .gap(self.gap.unwrap_or(0.0))
            .seed(self.seed)
            .threads(self.threads)
            .engine(self.engine);
        let solver = solver.cancel_token(stop_token());
        let solver = match &self.backend {
            Some(program) => solver.backend(program.clone()),
            None => solver,
        };
        let solver = match (self.time_limit, self.work_limit) {
            (Some(limit), _) => solver.time_limit(limit),
            (None, Some(_)) => solver.no_time_limit(),
            (None, None) => solver,
        };
        match self.work_limit {
            Some(limit) => solver.work_limit(limit),
            None => solver,
        }
    }
}

fn program(text: &str) -> Result<Installed, String> {
    Installed::named(text).map_err(|error| error.to_string())
}

pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| format!("{text:?} is not a number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
