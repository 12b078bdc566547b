//! Makes problems of any size from a seed.

mod support;

use clap::{Parser, ValueEnum};
use medrota::generate::{Arrivals, Cohort, Year};
use medrota::{Problem, ProblemDraft};
use std::path::PathBuf;
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Ending, Failure, print};

/// Makes a problem of an instance family; the same options give the same problem everywhere.
#[derive(Parser)]
#[command(name = "generate", after_help = EXIT_CODES)]
struct Arguments {
    /// Family
    family: Family,
    /// Number of doctors
    #[arg(long, default_value_t = 20)]
    doctors: usize,
    /// Number of weeks; a cohort always stays for two
    #[arg(long, default_value_t = 26)]
    weeks: usize,
    /// Number of departments
    #[arg(long, default_value_t = 12)]
    departments: usize,
    /// Places asked for in relation to those there are [default: 1]
    #[arg(long, value_name = "FRACTION")]
    load: Option<f64>,
    /// Seed of every random choice
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Requirements are hard, and a schedule that keeps them is published
    #[arg(long)]
    planted: bool,
    /// A .json file, or a folder for CSV tables
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// End with one line of JSON on standard output
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Family {
    /// Residents who are there all the time
    Year,
    /// Doctors with stays of their own who keep arriving
    Arrivals,
    /// One visiting group, two weeks in half-days
    Cohort,
}

/// Most doctors, weeks and departments; more would only exhaust the memory.
const MOST: usize = 100_000;

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let problem: Problem = draft(&arguments)?.validate()?;
    if arguments
        .out
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    {
        problem.draft().write_json(&arguments.out)?;
    } else {
        problem.draft().write_csv(&arguments.out)?;
    }
    let (doctors, periods, departments) = (
        problem.doctors().len(),
        problem.horizon().len(),
        problem.departments().len(),
    );
    print(&format!(
        "{}: {doctors} doctors, {periods} periods, {departments} departments",
        problem.name()
    ))?;
    if arguments.json {
        let line = serde_json::json!({ "doctors": doctors, "periods": periods, "departments": departments });
        print(&line.to_string())?;
    }
    Ok(Ending::Solved)
}

fn draft(arguments: &Arguments) -> Result<ProblemDraft, Failure> {
    let sizes = [
        ("doctors", arguments.doctors, 1),
        ("weeks", arguments.weeks, 4),
        ("departments", arguments.departments, 2),
    ];
    for (name, size, least) in sizes {
        if !(least..=MOST).contains(&size) {
            return Err(format!("--{name} must be between {least} and {MOST}, not {size}").into());
        }
    }
    let (doctors, weeks, departments, seed) = (
        arguments.doctors,
        arguments.weeks,
        arguments.departments,
        arguments.seed,
    );
    // Places in percent of what is asked for: the load turned round.
    let percent = match arguments.load {
        Some(load) if (0.1..=10.0).contains(&load) => percent(100.0 / load),
        Some(load) => return Err(format!("--load must be between 0.1 and 10, not {load}").into()),
        None => 100,
    };
    Ok(match arguments.family {
        Family::Year => {
            let year = Year::new(doctors, weeks, departments)
                .seed(seed)
                .load_percent(percent);
            if arguments.planted {
                year.planted()
            } else {
                year
            }
            .draft()
        }
        Family::Arrivals => {
            let arrivals = Arrivals::new(doctors, weeks, departments)
                .seed(seed)
                .load_percent(percent);
            if arguments.planted {
                arrivals.planted()
            } else {
                arrivals
            }
            .draft()
        }
        Family::Cohort if arguments.planted || arguments.load.is_some() => {
            return Err("a cohort takes neither --planted nor --load".into());
        }
        Family::Cohort => Cohort::new(doctors, departments).seed(seed).draft(),
    })
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the caller keeps it between 10 and 1000"
)]
fn percent(number: f64) -> usize {
    number.round() as usize
}
