//! Solves: no bound below an optimum, no optimum above a bound, no false infeasibility, and certificates that prove what is said.

use crate::naive::{Naive, Truth};
use crate::run::{Seen, look, problems, small};
use medrota::certificate::Claim;
use medrota::solve::Evidence;
use medrota::{Engine, Outcome, Problem, Solver, Termination, check};

/// What must hold of any outcome.
pub(crate) fn judge(what: &str, naive: &Naive, truth: &Truth, outcome: &Outcome, seen: &mut Seen) {
    if let Some(schedule) = &outcome.schedule {
        let report = check(&naive.problem, schedule);
        seen.claim(
            report.is_feasible() && Some(report.value) == outcome.value,
            || {
                format!(
                    "{what}: value {:?} of a schedule that check gives {} and {:?}",
                    outcome.value, report.value, report.violations
                )
            },
        );
        seen.claim(*truth != Truth::Infeasible, || {
            format!("{what}: a schedule where enumeration finds none")
        });
    }
    if let (Some(bound), Some(best)) = (outcome.bound, truth.value()) {
        seen.claim(i128::from(bound) >= best, || {
            format!("{what}: bound {bound}, but there is a schedule worth {best}")
        });
    }
    if let (Some(value), Some(best)) = (outcome.value, truth.value()) {
        seen.claim(i128::from(value) <= best, || {
            format!("{what}: value {value}, but the best is {best}")
        });
    }
    match outcome.termination {
        // Where there is too much to enumerate only value and bound can be held against each other.
        Termination::Optimal => seen.claim(
            outcome.value == outcome.bound
                && (*truth == Truth::TooLarge || truth.value() == outcome.value.map(i128::from)),
            || {
                format!(
                    "{what}: optimal at {:?}, bound {:?}, but enumeration says {truth:?}",
                    outcome.value, outcome.bound
                )
            },
        ),
        Termination::Infeasible => seen
            .claim(matches!(truth, Truth::Infeasible | Truth::TooLarge), || {
                format!("{what}: infeasible, but enumeration says {truth:?}")
            }),
        _ => {}
    }
    seen.count(format!("ended {}", outcome.termination.as_str()));
    let evidence = outcome.evidence();
    seen.count(format!("evidence {}", evidence.as_str()));
    let says_something = outcome.bound.is_some() || outcome.termination == Termination::Infeasible;
    seen.claim(says_something == (evidence != Evidence::None), || {
        format!(
            "{what}: {:?} with bound {:?}, on the word of {evidence:?}",
            outcome.termination, outcome.bound
        )
    });
    judge_certificate(what, naive, truth, outcome, seen);
}

fn judge_certificate(what: &str, naive: &Naive, truth: &Truth, outcome: &Outcome, seen: &mut Seen) {
    let Some(certificate) = outcome.certificate() else {
        seen.claim(!outcome.bound_is_certified(), || {
            format!("{what}: certified without a certificate")
        });
        return;
    };
    seen.count("certificates");
    let verified = seen.survive(what, || certificate.verify(&naive.problem));
    seen.claim(verified == Some(Ok(())), || {
        format!("{what}: the engine's own certificate is refused: {verified:?} {certificate:?}")
    });
    seen.claim(truth.allows(certificate.claim), || {
        format!(
            "{what}: the certificate claims {:?}, but {truth:?}",
            certificate.claim
        )
    });
    if !naive.accepts(certificate) {
        // Pathways that are never worth having are left out of the engine's diagrams, so that it may prove more than prices alone.
        seen.count("engine's certificates that prove more than the naive verifier sees");
    }
    if outcome.bound_is_certified() {
        let is_so = match certificate.claim {
            Claim::Bound(claimed) => outcome.bound.is_some_and(|bound| claimed <= bound),
            Claim::Infeasible => outcome.termination == Termination::Infeasible,
        };
        seen.claim(is_so, || {
            format!(
                "{what}: bound {:?} is said to be certified by {:?}",
                outcome.bound, certificate.claim
            )
        });
    }
}

/// The solver of a seed: all engines, and now and then relaxed diagrams.
pub(crate) fn solvers(seed: u64) -> Vec<(String, Solver)> {
    let solver = Solver::new()
        .no_time_limit()
        .work_limit(1_500)
        .threads(1)
        .seed(seed);
    let mut solvers = vec![("portfolio".to_owned(), solver.clone())];
    match seed % 8 {
        0 => solvers.push(("flow".into(), solver.clone().engine(Engine::Flow))),
        1 | 2 => solvers.push((
            "local search".into(),
            solver.clone().engine(Engine::LocalSearch),
        )),
        3 => solvers.push((
            "column generation".into(),
            solver
                .clone()
                .engine(Engine::ColumnGeneration)
                .work_limit(4_000),
        )),
        4 => solvers.push(("little work".into(), solver.clone().work_limit(30))),
        _ => {}
    }
    let arcs = [4, 12, 40, 100][(seed / 8 % 4) as usize];
    match seed % 4 {
        1 => solvers.push((
            format!("portfolio, {arcs} arcs"),
            solver.work_limit(600).diagram_arc_limit(arcs),
        )),
        3 => solvers.push((
            format!("columns, {arcs} arcs"),
            solver
                .engine(Engine::ColumnGeneration)
                .diagram_arc_limit(arcs),
        )),
        _ => {}
    }
    solvers
}

#[test]
fn problems_of_all_rules_are_solved_without_a_wrong_claim() {
    let seen = look("engine", problems(200_000, 250), |seed, seen| {
        if let Some(problem) = small(seed) {
            examine(&problem, seed, seen);
        }
    });
    seen.enough("ended optimal", 50);
    seen.enough("ended infeasible", 20);
}

pub(crate) fn examine(problem: &Problem, seed: u64, seen: &mut Seen) {
    let naive = Naive::new(problem);
    let truth = naive.best();
    seen.count("problems");
    for (what, solver) in solvers(seed) {
        match seen.survive(&what, || solver.solve(problem)) {
            Some(Ok(outcome)) => judge(&what, &naive, &truth, &outcome, seen),
            Some(Err(error)) => seen
                .wrong
                .push(format!("{what}: a valid problem ends in {error}")),
            None => {}
        }
        seen.count("solves");
    }
}
