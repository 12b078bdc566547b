//! "Why is she not in my department that week?" - what it would cost, and who would have to move.

mod support;

use clap::Parser;
use medrota::explain::{Plan, Wish, why_not, worth_of_places};
use medrota::ids::PeriodId;
use medrota::{Problem, Termination};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Ending, Failure, SolveOptions, judge, load, print};

/// Plans a programme, then asks what it would cost to put a doctor somewhere else, and what one more place would be worth.
#[derive(Parser)]
#[command(name = "cookbook_why_not_here", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables [default: the showcase programme in examples/data/haifa]
    problem: Option<PathBuf>,
    /// Id of the doctor
    #[arg(long, default_value = "aigerim")]
    doctor: String,
    /// Id of the activity
    #[arg(long, default_value = "fertility/practice")]
    activity: String,
    /// First day
    #[arg(long, default_value = "2026-11-08", value_name = "DATE")]
    from: String,
    /// Last day, included
    #[arg(long, default_value = "2026-11-12", value_name = "DATE")]
    to: String,
    #[command(flatten)]
    solve: SolveOptions,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let showcase = || {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join("data")
            .join("haifa")
    };
    let problem = load(
        &arguments.problem.clone().unwrap_or_else(showcase),
        arguments.solve.strict,
    )?;
    let wish = wish(&problem, &arguments)?;

    // The plan, checked and its certificate verified.
    let planned = judge(&problem, &arguments.solve)?;
    let Some(judged) = &planned.judged else {
        return without_schedule(&problem, planned.outcome.termination);
    };
    let plan = Plan {
        schedule: &judged.schedule,
        bound: planned.outcome.bound,
    };
    let bound = plan
        .bound
        .map_or_else(|| "unknown".to_owned(), |bound| bound.to_string());
    print(&format!(
        "{}: value {}, bound {bound}",
        problem.name(),
        judged.report.value
    ))?;

    // The question, solved from that plan.
    print(&format!("Why not {}?", wish.describe(&problem)))?;
    let answer = why_not(&problem, plan, wish, &arguments.solve.solver())?;
    for line in answer.describe() {
        print(&format!("  {line}"))?;
    }

    // Where one more place would be worth most, by the prices that prove the bound.
    if let Some(certificate) = planned.outcome.certificate() {
        print("One more place:")?;
        for worth in worth_of_places(&problem, plan, certificate, 0, &arguments.solve.solver())?
            .iter()
            .take(5)
        {
            print(&format!("  {}", worth.describe(&problem)))?;
        }
    }
    if arguments.solve.output.json {
        let line = serde_json::json!({
            "value": answer.value,
            "value_then": answer.value_then,
            "least_cost": answer.least_cost,
            "most_cost": answer.most_cost,
            "moved": answer.moved.len(),
            "impossible": answer.is_impossible,
        });
        print(&line.to_string())?;
    }
    Ok(Ending::Solved)
}

fn without_schedule(problem: &Problem, termination: Termination) -> Done {
    print(&format!(
        "{}: no schedule to ask about ({})",
        problem.name(),
        termination.as_str()
    ))?;
    Ok(match termination {
        Termination::Infeasible => Ending::Infeasible,
        _ => Ending::NothingFound,
    })
}

fn wish(problem: &Problem, arguments: &Arguments) -> Result<Wish, Failure> {
    let doctor = problem
        .find_doctor(&arguments.doctor)
        .ok_or_else(|| format!("there is no doctor {:?}", arguments.doctor))?;
    let activity = problem
        .find_activity(&arguments.activity)
        .ok_or_else(|| format!("there is no activity {:?}", arguments.activity))?;
    let day = |text: &str| {
        problem
            .horizon()
            .moment(text)
            .map_err(|(code, message)| format!("{code} {text:?}: {message}"))
    };
    let (from, to) = (day(&arguments.from)?.0, day(&arguments.to)?.1);
    let periods: Vec<PeriodId> = problem
        .horizon()
        .covered(from, to)
        .into_iter()
        .map(|(period, _)| period)
        .collect();
    match (periods.first(), periods.last()) {
        (Some(&first), Some(&last)) => Ok(Wish {
            doctor,
            activity,
            first,
            last,
            is_there: true,
        }),
        _ => Err(format!(
            "{} to {} has no period of the horizon",
            arguments.from, arguments.to
        )
        .into()),
    }
}
