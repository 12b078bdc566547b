//! Which fortnight of the year suits a visiting cohort best? Every second Sunday is tried, and what is wrong with a date is said.

mod support;

use clap::Parser;
use medrota::Problem;
use medrota::calendar::Date;
use medrota::scenario::{Part, ScenarioResult, ScenarioRun, ScenarioSet, Status};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use support::{
    Done, EXIT_CODES, Ending, Failure, ScenarioOptions, StudyLine, print, show, showcase,
};

/// Tries every candidate date for a cohort and ranks the dates.
#[derive(Parser)]
#[command(name = "cookbook_cohort_dates", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables [default: the showcase programme in examples/data/haifa]
    problem: Option<PathBuf>,
    /// Cohort to move [default: the first]
    #[arg(long)]
    cohort: Option<String>,
    /// First candidate [default: the horizon's first Sunday]
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Last candidate at most [default: the horizon's last day]
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Days from one candidate to the next
    #[arg(long, default_value_t = 14)]
    step_days: i64,
    #[command(flatten)]
    solve: ScenarioOptions,
}

/// Dates differ by little: a wider gap would hide it.
const GAP: f64 = 0.001;

fn main() -> ExitCode {
    support::start(run)
}

fn run(mut arguments: Arguments) -> Done {
    arguments.solve.gap.get_or_insert(GAP);
    let began = Instant::now();
    let problem = showcase(arguments.problem.clone(), arguments.solve.strict)?;
    let cohort = cohort(&arguments, &problem)?;
    let set = dates(&arguments, &problem, &cohort)?;
    set.validate()?;
    let baseline = arguments.solve.baseline(&problem)?;
    let run = ScenarioRun::new(&set, &baseline)
        .solver(arguments.solve.solver(&problem))
        .threads(arguments.solve.threads);
    let mut results: Vec<ScenarioResult> = Vec::new();
    let summary = show(run).run(|result| {
        results.push(result);
        Ok(())
    })?;
    print(&format!(
        "{} dates for {cohort}, the best first:",
        results.len()
    ))?;
    let found = tell_dates(&results)?;
    if arguments.solve.output.json {
        print(
            &StudyLine::new(
                &summary,
                summary.scenarios,
                summary.elapsed,
                began.elapsed(),
            )
            .to_json(),
        )?;
    }
    Ok(if found {
        Ending::Solved
    } else {
        Ending::NothingFound
    })
}

/// The cohort to move.
fn cohort(arguments: &Arguments, problem: &Problem) -> Result<String, Failure> {
    let first = || problem.cohorts().first().map(|cohort| cohort.key.clone());
    let cohort = arguments.cohort.clone().or_else(first);
    cohort.ok_or_else(|| "the problem has no cohort to move".into())
}

/// A scenario for each date on which the cohort may arrive.
fn dates(arguments: &Arguments, problem: &Problem, cohort: &str) -> Result<ScenarioSet, Failure> {
    let periods = problem.horizon().periods();
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return Err("the horizon is empty".into());
    };
    let start = first.first.date;
    let sunday = if start.weekday() == 0 {
        start
    } else {
        start.week_start().plus_days(7)
    };
    let or = |given: &Option<String>, date: Date| given.clone().unwrap_or_else(|| date.to_string());
    let part = Part::CohortDates {
        cohort: cohort.to_owned(),
        from: or(&arguments.from, sunday),
        to: or(&arguments.to, last.last.date),
        step_days: arguments.step_days,
    };
    Ok(ScenarioSet::new("dates", vec![part]))
}

/// Tells what each date is worth, the best first; true if there is a plan for any.
fn tell_dates(results: &[ScenarioResult]) -> Result<bool, Failure> {
    let short = |text: &str| {
        let first = text.lines().next().unwrap_or_default();
        first.chars().take(160).collect::<String>()
    };
    let (mut good, bad): (Vec<_>, Vec<_>) = results
        .iter()
        .partition(|result| result.status == Status::Solved);
    good.sort_by_key(|result| (std::cmp::Reverse(result.value), result.id));
    for result in &good {
        let (value, bound) = (result.value.unwrap_or(0), result.bound.unwrap_or(0));
        print(&format!(
            "{}: value {value}, none there is worth more than {bound}",
            result.name
        ))?;
    }
    if let (Some(best), Some(next)) = (good.first(), good.get(1)) {
        let proven = good.iter().skip(1).all(|other| other.bound <= best.value);
        let word = if proven {
            "no other date can be better"
        } else {
            "the gaps leave open whether another is better"
        };
        print(&format!("best: {} ({word}; next {})", best.name, next.name))?;
    }
    for result in bad {
        print(&format!(
            "{}: {}: {}",
            result.name,
            result.status.as_str(),
            short(&result.reason)
        ))?;
    }
    Ok(!good.is_empty())
}
