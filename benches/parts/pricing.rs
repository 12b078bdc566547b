//! Prices: a hard pass over all doctors, as a proof takes it, and the smoothed steps that look for good prices.

use super::support::{Bench, Failure, Units, named, phases, year};
use medrota::Solver;
use medrota::certificate::Verifier;

pub(crate) fn run(bench: &Bench) -> Result<(), Failure> {
    for &size in bench.years() {
        let name = named(size);
        if !bench.wants("pricing", &name) {
            continue;
        }
        let problem = year(size)?;
        // Enough for a few stages of prices.
        let doctors = problem.doctors().len() as u64;
        let work = 600 * doctors;
        let outcome = Solver::new()
            .no_time_limit()
            .work_limit(work)
            .solve(&problem)?;
        if let Some(certificate) = outcome.certificate() {
            let verifier = Verifier::new(&problem, certificate);
            verifier.verify(certificate)?;
            bench.time(
                &format!("hard pass, {name}"),
                Units(doctors, "doctors"),
                || verifier.verify(certificate),
            );
        }
        let (phases, _) = phases(&problem, work)?;
        bench.report(
            &format!("soft steps and their bounds, {name}"),
            phases.prices,
            Units(phases.price_iterations, "steps"),
        );
    }
    Ok(())
}
