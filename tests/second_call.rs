//! A second call goes on where the first one stopped.
#![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use medrota::generate::Year;
use medrota::{Solver, check};

/// The first call's schedule and bound are the least that the second one gives, whether diagrams are exact or relaxed.
#[test]
fn nothing_is_lost_between_two_calls() {
    let problem = Year::new(8, 20, 6).seed(3).draft().validate().unwrap();
    let mut relaxed = 0;
    for arcs in [200_000, 60] {
        let solver = Solver::new()
            .no_time_limit()
            .work_limit(2_000)
            .threads(1)
            .diagram_arc_limit(arcs);
        let first = solver.clone().solve(&problem).unwrap();
        let mut before = first;
        relaxed += before.statistics.relaxed_diagrams;
        for _ in 0..2 {
            let next = solver
                .clone()
                .continue_from(&before)
                .solve(&problem)
                .unwrap();
            assert!(
                next.value >= before.value,
                "{:?} after {:?} with {arcs} arcs",
                next.value,
                before.value
            );
            assert!(
                next.bound <= before.bound,
                "{:?} after {:?} with {arcs} arcs",
                next.bound,
                before.bound
            );
            let schedule = next.schedule.as_ref().unwrap();
            assert!(check(&problem, schedule).is_feasible());
            next.certificate.as_ref().unwrap().verify(&problem).unwrap();
            before = next;
        }
    }
    assert!(
        relaxed > 0,
        "the second round is meant to have relaxed diagrams"
    );
}
