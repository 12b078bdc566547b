//! How cost grows with doctors, weeks and departments: one of them at a time, all sizes in one run and as time on the
//! processors, so that the ratios mean something on a busy machine, too.

use super::support::{Bench, Failure, named, phases, processor_time_of, shown, year};
use medrota::certificate::Verifier;
use medrota::diagram::{BuildLimits, Pathways};
use std::time::Duration;

/// Sizes to measure: doctors, weeks, departments.
const SIZES: [(usize, usize, usize); 10] = [
    (20, 26, 12),
    (40, 26, 12),
    (80, 26, 12),
    (160, 26, 12),
    (40, 13, 12),
    (40, 39, 12),
    (40, 52, 12),
    (40, 26, 6),
    (40, 26, 24),
    (40, 26, 48),
];

pub(crate) fn run(bench: &Bench) -> Result<(), Failure> {
    if !SIZES
        .iter()
        .any(|size| bench.wants("growth", &named(*size)))
    {
        return Ok(());
    }
    let sizes = if bench.measures() {
        &SIZES[..]
    } else {
        &[(4, 10, 3)]
    };
    println!(
        "| doctors x weeks x departments | diagrams | arcs | build | hard pass | soft step | re-pathing |"
    );
    println!("|---|---|---|---|---|---|---|");
    for &size in sizes
        .iter()
        .filter(|size| bench.wants("growth", &named(**size)))
    {
        let problem = year(size)?;
        let limits = BuildLimits { arcs: 200_000 };
        let build = processor_time_of(|| Pathways::build(&problem, limits, false));
        let sizes = Pathways::build(&problem, limits, false).statistics();
        let (phases, outcome) = phases(&problem, 600 * problem.doctors().len() as u64)?;
        let hard = outcome.certificate().map(|certificate| {
            let verifier = Verifier::new(&problem, certificate);
            processor_time_of(|| verifier.verify(certificate))
        });
        let each = |took: Duration, count: u64| match u32::try_from(count) {
            Ok(count) if count > 0 => shown(took / count),
            _ => "-".to_owned(),
        };
        let (doctors, weeks, departments) = size;
        println!(
            "| {doctors} x {weeks} x {departments} | {} | {} | {} | {} | {} | {} |",
            sizes.diagrams,
            sizes.arcs,
            shown(build),
            hard.map_or_else(|| "-".to_owned(), shown),
            each(phases.prices_computing, phases.price_iterations),
            each(phases.search_computing, phases.repathings),
        );
    }
    Ok(())
}
