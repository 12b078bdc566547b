//! Measures the engine on suites of instances, and a plain mixed-integer programme beside it.

#[path = "../support/data.rs"]
mod data;
mod documents;
#[path = "../support/hmc/mod.rs"]
mod hmc;
mod instance;
mod known;
mod launch;
#[path = "../support/mss/mod.rs"]
mod mss;
mod peer;
#[path = "../support/rostering/mod.rs"]
mod rostering;
mod row;
mod run;
#[path = "../support/mod.rs"]
mod support;
mod table;

use clap::{Args, Parser, ValueEnum};
use instance::{Instance, When};
use row::{Row, Who};
use std::path::PathBuf;
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Ending, is_stopped, print};

/// Solves suites of instances and prints value, bound, gap, time and memory of each.
///
/// Each instance runs in a process of its own. Every schedule passes through `check`, every bound through its certificate, and published
/// instances through their own rules as well; the last column says what held.
#[derive(Parser)]
#[command(name = "benchmark", after_help = EXIT_CODES)]
struct Arguments {
    /// Suite; may be given several times [default: all, none with --problem]
    #[arg(long)]
    suite: Vec<Suite>,
    /// A problem of your own: a JSON file, a workbook or a folder of CSV tables; may be given several times
    #[arg(long, value_name = "FILE")]
    problem: Vec<PathBuf>,
    /// Only instances whose name contains this; several apart by commas
    #[arg(long, value_name = "PATTERN")]
    instances: Option<String>,
    /// Add the instances that take an hour and many gigabytes
    #[arg(long)]
    large: bool,
    /// Run the plain time-indexed mixed-integer programme on the same instances; anything but small ones needs --features highs
    #[arg(long)]
    peers: bool,
    /// Folder of published instances, with mss/, hmc/, rostering/ and residency/, and ../cases/public beside it [default: MEDROTA_BENCHMARKS, else ../shared/benchmarks]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    #[command(flatten)]
    solve: Limits,
    /// List the instances and stop
    #[arg(long)]
    list: bool,
    /// End with one line of JSON on standard output
    #[arg(long)]
    json: bool,
    /// Run one instance in this process and print its row; this is how the example runs itself
    #[arg(long, hide = true, value_name = "WHO")]
    row: Option<Who>,
}

/// How long and with what to solve.
#[derive(Args, Clone, Debug)]
pub(crate) struct Limits {
    /// Stop each instance after this many seconds [default: what docs/performance.md gives it]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) seconds: Option<u64>,
    /// Stop when the proven relative gap is at most this; 0 proves optimality
    #[arg(long, value_name = "FRACTION", default_value_t = 0.0)]
    pub(crate) gap: f64,
    /// Seed of every random choice
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads; 0 takes what the machine has
    #[arg(long, default_value_t = 0)]
    pub(crate) threads: usize,
}

/// A set of instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// Medical student scheduling: published data files
    Mss,
    /// A residency year: a published table
    Hmc,
    /// Generated years and arrivals, and the showcase programme
    Years,
    /// Shift scheduling: published text files; values are less the penalty
    Rostering,
    /// A residency year as a problem document, with hard and with soft staffing
    Residency,
    /// Cases that people asked about in public
    Public,
    /// What --problem names
    #[value(skip)]
    Named,
}

impl Suite {
    const ALL: [Self; 6] = [
        Self::Mss,
        Self::Hmc,
        Self::Years,
        Self::Rostering,
        Self::Residency,
        Self::Public,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Mss => "mss",
            Self::Hmc => "hmc",
            Self::Years => "years",
            Self::Rostering => "rostering",
            Self::Residency => "residency",
            Self::Public => "public",
            Self::Named => "named",
        }
    }
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let folder = data::data_folder(arguments.data.as_deref());
    let everything = arguments.suite.is_empty() && arguments.problem.is_empty();
    let suites = if everything {
        Suite::ALL.to_vec()
    } else {
        arguments.suite.clone()
    };
    let named = documents::named(&arguments.problem);
    let mut chosen: Vec<Instance> = named
        .into_iter()
        .filter(|instance| arguments.chooses(instance))
        .collect();
    let mut skipped = Vec::new();
    for suite in suites {
        match instance::of_suite(suite, &folder) {
            Ok(list) => chosen.extend(
                list.into_iter()
                    .filter(|instance| arguments.chooses(instance)),
            ),
            Err(reason) => skipped.push(format!("suite {} skipped: {reason}", suite.as_str())),
        }
    }
    if let Some(who) = arguments.row {
        return run::in_this_process(who, &chosen, &arguments.solve);
    }
    for reason in &skipped {
        print(reason)?;
    }
    if chosen.is_empty() && skipped.is_empty() {
        return Err("no instance fits; --list shows them".into());
    }
    if arguments.list {
        for instance in &chosen {
            print(&format!(
                "{}, {} s",
                instance.name,
                arguments.solve.seconds.unwrap_or(instance.seconds)
            ))?;
        }
        return Ok(Ending::Solved);
    }
    let rows = measure(&arguments, &folder, &chosen)?;
    if arguments.json {
        print(&serde_json::json!({ "rows": rows, "skipped": skipped }).to_string())?;
    }
    Ok(row::ending(&rows))
}

/// Runs the instances one after the other and shows each row as it comes.
fn measure(
    arguments: &Arguments,
    folder: &std::path::Path,
    chosen: &[Instance],
) -> Result<Vec<Row>, support::Failure> {
    let mut rows = Vec::new();
    if chosen.is_empty() {
        return Ok(rows);
    }
    print(&table::head(arguments.peers))?;
    for instance in chosen {
        if is_stopped() {
            break;
        }
        let engine = launch::run(Who::Engine, instance, folder, &arguments.solve)?;
        let peer = if arguments.peers {
            Some(launch::run(Who::Peer, instance, folder, &arguments.solve)?)
        } else {
            None
        };
        let row = Row::new(instance, engine, peer);
        print(&table::line(&row))?;
        rows.push(row);
    }
    print(&table::sums(&rows))?;
    Ok(rows)
}

impl Arguments {
    fn chooses(&self, instance: &Instance) -> bool {
        let Some(pattern) = &self.instances else {
            return instance.when == When::Always || (instance.when == When::Large && self.large);
        };
        if self.row.is_some() {
            return instance.name == *pattern;
        }
        let name = instance.name.to_lowercase();
        pattern
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .any(|part| name.contains(&part.to_lowercase()))
    }
}
