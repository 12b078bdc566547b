//! What would two more places buy? Two more places in each department in turn, ranked by what they are proven to be worth.

mod support;

use clap::Parser;
use medrota::scenario::{Comparison, Part, ScenarioRun, ScenarioSet};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use support::{Done, EXIT_CODES, Ending, ScenarioOptions, StudyLine, print, show, showcase};

/// Ranks departments by what more places in each of them would be worth.
#[derive(Parser)]
#[command(name = "cookbook_capacity_value", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables [default: the showcase programme in examples/data/haifa]
    problem: Option<PathBuf>,
    /// Places more in a department
    #[arg(long, default_value_t = 2)]
    places: i64,
    /// Departments shown
    #[arg(long, default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    solve: ScenarioOptions,
}

/// Two places are worth little of the whole: a wider gap would hide it.
const GAP: f64 = 0.0005;

fn main() -> ExitCode {
    support::start(run)
}

fn run(mut arguments: Arguments) -> Done {
    arguments.solve.gap.get_or_insert(GAP);
    let began = Instant::now();
    let problem = showcase(arguments.problem, arguments.solve.strict)?;
    let part = Part::Places {
        of: Vec::new(),
        places: vec![arguments.places],
        from: None,
        to: None,
    };
    let set = ScenarioSet::new("more places", vec![part]);
    let baseline = arguments.solve.baseline(&problem)?;
    let run = ScenarioRun::new(&set, &baseline)
        .solver(arguments.solve.solver(&problem))
        .threads(arguments.solve.threads);
    let mut comparison = Comparison::new(&baseline);
    let summary = show(run).run(|result| {
        comparison.add(&result);
        Ok(())
    })?;
    print(&format!(
        "{:+} places in one department change the best value by",
        arguments.places
    ))?;
    print("at least  at most")?;
    for effect in comparison.effects().into_iter().take(arguments.top) {
        let proof = match (effect.least > 0, effect.greatest < 0) {
            (true, _) => "proven gain",
            (_, true) => "proven loss",
            _ => "open: the gaps are wider than the effect",
        };
        print(&format!(
            "{:>8} {:>8}  {} ({proof})",
            effect.least, effect.greatest, effect.name
        ))?;
    }
    print("places that limit the value now:")?;
    for (place, limiting) in comparison.limiting_most().into_iter().take(arguments.top) {
        print(&format!(
            "{place}: in {} of {} scenarios",
            limiting.scenarios, comparison.solved
        ))?;
    }
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
    Ok(Ending::Solved)
}
