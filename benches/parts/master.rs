//! Linear programmes: the relaxation of the flow programme, on whatever backend this build has.

use super::support::{Bench, Failure, Units, named, relaxation};
use medrota::generate::Year;
use medrota::solve::lp::default_backend;

pub(crate) fn run(bench: &Bench) -> Result<(), Failure> {
    let backend = default_backend();
    let sizes: &[(usize, usize, usize)] = if bench.measures() {
        &[(4, 10, 3), (6, 12, 4), (8, 14, 5)]
    } else {
        &[(4, 10, 3)]
    };
    for &size in sizes {
        let name = named(size);
        if !bench.wants("master", &name) {
            continue;
        }
        let (doctors, weeks, departments) = size;
        // Half of the places are missing, so that many rows bind.
        let problem = Year::new(doctors, weeks, departments)
            .load_percent(50)
            .draft()
            .validate()?;
        let (took, outcome) = relaxation(&problem)?;
        let what = format!("relaxation by {}, {name}", backend.name());
        match took {
            Some(took) => bench.report(
                &what,
                took,
                Units(outcome.statistics.flow_columns as u64, "columns"),
            ),
            None => println!("{what}: too large for the backend"),
        }
    }
    Ok(())
}
