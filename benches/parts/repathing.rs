//! Search: what it takes to take one doctor out and draw a new pathway against what is left.

use super::support::{Bench, Failure, Units, named, phases, year};

pub(crate) fn run(bench: &Bench) -> Result<(), Failure> {
    for &size in bench.years() {
        let name = named(size);
        if !bench.wants("repathing", &name) {
            continue;
        }
        let problem = year(size)?;
        let (phases, _) = phases(&problem, 1_000 * problem.doctors().len() as u64)?;
        // Chains run side by side, so that this is the time of the machine and not that of a thread.
        bench.report(
            &format!("re-pathings, {name}"),
            phases.search,
            Units(phases.repathings, "re-pathings"),
        );
    }
    Ok(())
}
