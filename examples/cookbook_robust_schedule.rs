//! A plan that stands up to disruptions: chosen on some, measured on others that it has not seen.

mod support;

use clap::Parser;
use medrota::Problem;
use medrota::generate::Cohort;
use medrota::scenario::robust::{
    Difference, RobustChoice, RobustOptions, after_disruptions, choose_robust, paired_difference,
};
use medrota::scenario::{Disruptions, Part, ScenarioSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Ending, Failure, ScenarioOptions, is_stopped, load, print, tell};

/// Chooses a plan that does well over many disruptions and compares it with the plain optimum on disruptions that it has not seen.
#[derive(Parser)]
#[command(name = "cookbook_robust_schedule", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables [default: a cohort of 10 doctors in 6 departments]
    problem: Option<PathBuf>,
    /// Disruptions to choose by
    #[arg(long, default_value_t = 60)]
    training: u32,
    /// Disruptions to measure on
    #[arg(long, default_value_t = 300)]
    unseen: u32,
    /// Chance, in thousandths, that an unreliable department closes
    #[arg(long, default_value_t = 400)]
    closure_per_mille: i64,
    /// Most days it closes
    #[arg(long, default_value_t = 4)]
    closure_days: i64,
    /// Unreliable departments, separated by commas [default: every second one]
    #[arg(long, value_delimiter = ',')]
    unreliable: Vec<String>,
    /// Cost of each period in which a doctor does something else than was published
    #[arg(long, default_value_t = 4)]
    change_cost: i64,
    #[command(flatten)]
    solve: ScenarioOptions,
}

/// Baselines differ by little: a wider gap would hide it.
const GAP: f64 = 0.001;

fn main() -> ExitCode {
    support::start(run)
}

fn problem(path: Option<&Path>, strict: bool) -> Result<Problem, Failure> {
    Ok(match path {
        Some(path) => load(path, strict)?,
        None => Cohort::new(10, 6).draft().validate()?,
    })
}

fn run(mut arguments: Arguments) -> Done {
    arguments.solve.gap.get_or_insert(GAP);
    let problem = problem(arguments.problem.as_deref(), arguments.solve.strict)?;
    let (training, unseen) = worlds(&arguments, &problem);
    training.validate()?;
    let plain = arguments.solve.baseline(&problem)?;
    let options = RobustOptions::new(&problem)
        .solver(arguments.solve.solver(&problem))
        .threads(arguments.solve.threads);
    let options = options.change_cost(arguments.change_cost);
    let choice = choose_robust(&plain, &training, &options)?;
    if is_stopped() {
        tell("ended by a signal before the plans could be compared");
        return Ok(Ending::NothingFound);
    }
    tell_candidates(&choice)?;
    let (first, robust) = (choice.plain(), choice.robust());
    let one = after_disruptions(&plain, &first.schedule, &unseen, &options)?;
    let two = after_disruptions(&plain, &robust.schedule, &unseen, &options)?;
    if is_stopped() {
        tell("ended by a signal before the disruptions that nobody has seen were solved");
        return Ok(Ending::Stopped);
    }
    let difference = paired_difference(&one, &two);
    tell_difference(difference)?;
    if arguments.solve.output.json {
        let line = serde_json::json!({
            "candidates": choice.candidates.len(),
            "chosen": robust.name,
            "plain_value": first.value,
            "robust_value": robust.value,
            "unseen": difference.map(|known| known.pairs),
            "mean_gain": difference.map(|known| known.mean),
            "low": difference.map(|known| known.low),
            "high": difference.map(|known| known.high),
        });
        print(&line.to_string())?;
    }
    Ok(Ending::Solved)
}

/// Disruptions to choose a plan by, and others that nobody has seen. Ids are part of the seed of a draw: another seed is another world.
fn worlds(arguments: &Arguments, problem: &Problem) -> (ScenarioSet, ScenarioSet) {
    let closable = if arguments.unreliable.is_empty() {
        let every_second = problem.departments().iter().step_by(2);
        every_second
            .map(|department| department.key.clone())
            .collect()
    } else {
        arguments.unreliable.clone()
    };
    let disruptions = Disruptions {
        closure_per_mille: arguments.closure_per_mille,
        closure_days: arguments.closure_days,
        closable,
        ..Disruptions::default()
    };
    let set = |name: &str, count: u32, seed: i64| {
        let parts = vec![Part::Random {
            count: i64::from(count),
            disruptions: disruptions.clone(),
        }];
        ScenarioSet::new(name, parts).seed(seed)
    };
    let seed = i64::from(arguments.solve.seed);
    (
        set("training", arguments.training, seed),
        set("unseen", arguments.unseen, seed + 1_000_003),
    )
}

/// What each plan is worth, and what the robust one loses where nothing happens.
fn tell_candidates(choice: &RobustChoice) -> Result<(), Failure> {
    print(
        "candidate: value undisturbed, mean after disruptions less changes, mean of the worst tenth, score",
    )?;
    for (position, candidate) in choice.candidates.iter().enumerate() {
        let mark = if position == choice.chosen {
            " <- chosen"
        } else {
            ""
        };
        let (name, value) = (&candidate.name, candidate.value);
        print(&format!(
            "{name}: {value}, {:.1}, {:.1}, {:.1}{mark}",
            candidate.mean, candidate.worst, candidate.score
        ))?;
    }
    let first = choice.plain();
    let loss = first.value - choice.robust().value;
    #[allow(clippy::cast_precision_loss, reason = "a share to look at")]
    let share = loss as f64 / first.value.unsigned_abs().max(1) as f64;
    print(&format!(
        "undisturbed the robust plan loses {loss} of {}: {:.2} %",
        first.value,
        share * 100.0
    ))
}

fn tell_difference(difference: Option<Difference>) -> Result<(), Failure> {
    match difference {
        Some(known) => {
            let verdict = match (known.low > 0.0, known.high < 0.0) {
                (true, _) => "better",
                (_, true) => "worse",
                _ => "no difference is proven",
            };
            print(&format!(
                "on {} unseen disruptions it gains {:.2} on average, 95 % confidence {:.2} to {:.2}: {verdict}",
                known.pairs, known.mean, known.low, known.high
            ))
        }
        None => print("too few disruptions have a plan to compare"),
    }
}
