//! The first schedule: three doctors, two departments, eight weeks.

use medrota::{ProblemBuilder, Solver, check};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A problem is plain data; `build` reports every mistake in it at once.
    let problem = ProblemBuilder::weeks("first schedule", "2026-09-06", "2026-10-31")
        .department("surgery", 1)
        .department("maternity", 2)
        .doctor("ana")
        .doctor("ben")
        .doctor("chen")
        .requirement("surgery", &["surgery"], 2)
        .requirement("maternity", &["maternity"], 4)
        .preference("ana", "surgery", 3)
        .preference("chen", "maternity", 1)
        .build()?;

    let outcome = Solver::new().seed(7).solve(&problem)?;
    println!(
        "{}: value {:?}, bound {:?}",
        outcome.termination.as_str(),
        outcome.value,
        outcome.bound
    );

    let Some(schedule) = &outcome.schedule else {
        return Err("no schedule was found".into());
    };
    for (doctor, pathway) in problem.doctors().iter().zip(schedule.pathways()) {
        for rotation in pathway.rotations() {
            let (first, last) = (
                problem.horizon().span(rotation.first),
                problem.horizon().span(rotation.last),
            );
            println!(
                "{:5} {:10} {} to {}",
                doctor.name,
                problem.activity(rotation.activity).name,
                first.first.date,
                last.last.date
            );
        }
    }

    // The judge shares nothing with the engine, and the bound is proven without any LP.
    let report = check(&problem, schedule);
    println!("violations: {}", report.violations.len());
    if let Some(certificate) = outcome.certificate() {
        certificate.verify(&problem)?;
        println!("certificate: holds");
    }
    Ok(())
}
