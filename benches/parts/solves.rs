//! Whole solves at three sizes under a work limit: the same work on every machine, and the same result.

use super::support::{Bench, Failure, Units, named, year};
use medrota::{Solver, check};

pub(crate) fn run(bench: &Bench) -> Result<(), Failure> {
    for &size in bench.years() {
        let name = named(size);
        if !bench.wants("solves", &name) {
            continue;
        }
        let problem = year(size)?;
        let solver = Solver::new()
            .no_time_limit()
            .work_limit(1_000 * problem.doctors().len() as u64);
        let outcome = solver.solve(&problem)?;
        if let Some(schedule) = &outcome.schedule {
            let report = check(&problem, schedule);
            if !report.is_feasible() || Some(report.value) != outcome.value {
                return Err(format!(
                    "{name}: check says {} with {} violations",
                    report.value,
                    report.violations.len()
                )
                .into());
            }
        }
        let what = format!(
            "solve, {name} (value {:?}, bound {:?})",
            outcome.value, outcome.bound
        );
        bench.report(
            &what,
            outcome.statistics.elapsed,
            Units(outcome.statistics.work, "units of work"),
        );
    }
    Ok(())
}
