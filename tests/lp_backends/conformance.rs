//! The suite that authors of backends run, on those of this crate; and that it finds what is wrong.

use crate::linear_backends;
use medrota::solve::lp::{
    Backend, Capabilities, LinearModel, LpOptions, MicroLp, RawAnswer, RawSolver, RawStatus,
    conformance, default_backend,
};
use medrota::{ProblemBuilder, Solver};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn every_backend_conforms() {
    for backend in linear_backends() {
        assert_eq!(conformance::failures(&*backend), [], "{}", backend.name());
    }
}

#[test]
fn the_default_backend_is_microlp_whatever_the_features() {
    assert_eq!(Backend::name(&*default_backend()), "microlp");
}

/// Claims that nothing can be solved.
#[derive(Debug)]
struct Pessimist;

impl RawSolver for Pessimist {
    fn name(&self) -> &str {
        "pessimist"
    }
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            integers: true,
            ..Capabilities::default()
        }
    }
    fn run(&self, _: &LinearModel, _: &LpOptions<'_>) -> RawAnswer {
        RawAnswer::of(RawStatus::Infeasible)
    }
}

#[test]
fn the_suite_finds_what_is_wrong() {
    let failures = conformance::failures(&Pessimist);
    let cases: Vec<&str> = failures.iter().map(|failure| failure.case).collect();
    assert!(
        cases.contains(&"a knapsack") && cases.contains(&"prices"),
        "{cases:?}"
    );
    // What needs no solver is answered whatever the solver says.
    assert!(
        !cases.contains(&"no rows, or rows that say nothing") && !cases.contains(&"no time at all"),
        "{cases:?}"
    );
}

/// microlp under another name, which counts how often it is asked.
#[derive(Debug, Default)]
struct Counting(Arc<AtomicUsize>);

impl RawSolver for Counting {
    fn name(&self) -> &str {
        "counting"
    }
    fn capabilities(&self) -> Capabilities {
        RawSolver::capabilities(&MicroLp::default())
    }
    fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
        self.0.fetch_add(1, Ordering::Relaxed);
        MicroLp::default().run(model, options)
    }
}

#[test]
fn a_solver_asks_the_backend_it_was_given() {
    let problem = ProblemBuilder::weeks("two doctors", "2026-09-06", "2026-10-31")
        .department("surgery", 1)
        .department("maternity", 2)
        .doctor("ana")
        .doctor("ben")
        .requirement("surgery", &["surgery"], 2)
        .requirement("maternity", &["maternity"], 4)
        .preference("ana", "surgery", 3)
        .build()
        .unwrap();
    for engine in [
        medrota::Engine::Flow,
        medrota::Engine::ColumnGeneration,
        medrota::Engine::Compact,
    ] {
        let usual = Solver::new()
            .engine(engine)
            .work_limit(20_000)
            .solve(&problem)
            .unwrap();
        let asked = Counting::default();
        let count = Arc::clone(&asked.0);
        let solver = Solver::new()
            .engine(engine)
            .work_limit(20_000)
            .backend(asked);
        let outcome = solver.solve(&problem).unwrap();
        assert!(
            count.load(Ordering::Relaxed) > 0 || usual.termination == outcome.termination,
            "{engine}"
        );
        assert_eq!(outcome.value, usual.value, "{engine}");
        assert!(
            medrota::check(&problem, outcome.schedule.as_ref().unwrap()).is_feasible(),
            "{engine}"
        );
        outcome.certificate().unwrap().verify(&problem).unwrap();
    }
    // A backend that never finds anything changes what is found, not what is true.
    let outcome = Solver::new()
        .work_limit(20_000)
        .backend(Pessimist)
        .solve(&problem)
        .unwrap();
    let best = Solver::new()
        .work_limit(20_000)
        .solve(&problem)
        .unwrap()
        .value;
    assert!(medrota::check(&problem, outcome.schedule.as_ref().unwrap()).is_feasible());
    assert!(outcome.value <= best && outcome.bound >= best);
}
