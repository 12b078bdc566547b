//! What two threads and the start from the baseline bring to 200 disruptions of the showcase, and what 1,000 disruptions of a cohort take.
//!
//! `cargo bench --bench scenarios`; as a test it runs a few scenarios of each.

#[path = "../examples/support/measure.rs"]
mod measure;

use medrota::generate::{Cohort, haifa};
use medrota::scenario::{Baseline, ScenarioRun, ScenarioSet};
use medrota::{Error, Problem};

fn main() -> Result<(), Error> {
    let full = std::env::args().any(|argument| argument == "--bench");
    let (showcase, cohort) = if full { (200, 1_000) } else { (4, 8) };
    let problem = haifa().validate()?;
    let baseline = solved(&problem)?;
    let set = ScenarioSet::random(showcase, 1);
    println!("{}: {showcase} random disruptions", problem.name());
    measure::measure(&ScenarioRun::new(&set, &baseline), |line| {
        println!("  {line}");
        Ok::<(), Error>(())
    })?;

    let problem = Cohort::new(20, 10).draft().validate()?;
    let baseline = solved(&problem)?;
    let set = ScenarioSet::random(cohort, 1);
    let summary = ScenarioRun::new(&set, &baseline).run(|_| Ok(()))?;
    println!(
        "cohort of {} doctors: {} random disruptions, {} solved, {} infeasible, {} failed, {:.2} s",
        problem.doctors().len(),
        summary.scenarios,
        summary.solved,
        summary.infeasible,
        summary.failed,
        summary.elapsed.as_secs_f64()
    );
    Ok(())
}

fn solved(problem: &Problem) -> Result<Baseline, Error> {
    Baseline::solve(
        problem,
        &ScenarioRun::baseline_solver(&ScenarioRun::usual_solver(problem)),
    )
}
