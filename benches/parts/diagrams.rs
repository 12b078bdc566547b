//! Building: the problem, the doctors' pathway diagrams, the rows of shared rules.

use super::support::{Bench, Failure, Units, named};
use medrota::ProblemDraft;
use medrota::diagram::{BuildLimits, Pathways};
use medrota::formulation::Formulation;
use medrota::generate::{Arrivals, Year, haifa};

const LIMITS: BuildLimits = BuildLimits { arcs: 200_000 };

pub(crate) fn run(bench: &Bench) -> Result<(), Failure> {
    for &size in bench.years() {
        let (doctors, weeks, departments) = size;
        build(
            bench,
            &named(size),
            &Year::new(doctors, weeks, departments).draft(),
        )?;
    }
    build(bench, "showcase", &haifa())?;
    if bench.measures() {
        build(
            bench,
            "arrivals 3500x884x30",
            &Arrivals::new(3_500, 884, 30).draft(),
        )?;
    }
    Ok(())
}

fn build(bench: &Bench, name: &str, draft: &ProblemDraft) -> Result<(), Failure> {
    if !bench.wants("diagrams", name) {
        return Ok(());
    }
    let problem = draft.clone().validate()?;
    let doctors = problem.doctors().len() as u64;
    bench.time(
        &format!("validation, {name}"),
        Units(doctors, "doctors"),
        || draft.clone().validate(),
    );
    let pathways = Pathways::build(&problem, LIMITS, false);
    let sizes = pathways.statistics();
    let what = format!(
        "diagrams, {name} ({} of {doctors} doctors are different, {} relaxed)",
        sizes.diagrams, sizes.relaxed
    );
    bench.time(&what, Units(sizes.arcs as u64, "arcs"), || {
        Pathways::build(&problem, LIMITS, false)
    });
    let rows = Formulation::new(&problem, &pathways).rows().len() as u64;
    bench.time(&format!("rows, {name}"), Units(rows, "rows"), || {
        Formulation::new(&problem, &pathways)
    });
    Ok(())
}
