//! Solving: a schedule passes the judge, a bound holds, a certificate proves what it claims.

use super::{Bench, solver};
use crate::common::dice::Dice;
use medrota::certificate::Claim;
use medrota::error::ErrorKind;
use medrota::solve::Evidence;
use medrota::{Certificate, Engine, Outcome, Problem, Solver, Termination};

/// Solves with any options.
pub(super) fn solve(bench: &mut Bench, dice: &mut Dice) {
    let mut solver = solver(dice);
    if let Some(schedule) = bench.schedules.first().filter(|_| dice.chance(30)) {
        solver = solver.warm_start(schedule.clone());
    }
    run(bench, &solver);
}

/// Solves with another engine, from what is there; claims of both have to agree.
pub(super) fn again(bench: &mut Bench, dice: &mut Dice) {
    let mut solver = solver(dice).engine(dice.pick(Engine::ALL));
    let document = bench
        .input
        .certificate
        .as_ref()
        .map(crate::input::Part::bytes);
    if let Some(certificate) =
        document.and_then(|bytes| serde_json::from_slice::<Certificate>(&bytes).ok())
    {
        solver = solver.warm_prices(certificate);
    }
    run(bench, &solver);
}

fn run(bench: &mut Bench, solver: &Solver) {
    let Some(problem) = bench.problem.clone() else {
        return;
    };
    bench.tally.solves += 1;
    match solver.solve(&problem) {
        Ok(outcome) => hold(bench, &problem, &outcome),
        Err(error) => panic!("a problem that passed validation ends in an error: {error}"),
    }
}

/// What has to hold of any outcome.
pub(super) fn hold(bench: &mut Bench, problem: &Problem, outcome: &Outcome) {
    assert_eq!(outcome.schedule.is_some(), outcome.value.is_some());
    if let Some(schedule) = &outcome.schedule {
        assert_ne!(
            outcome.termination,
            Termination::Infeasible,
            "infeasible, with a schedule"
        );
        let value = bench.judge(schedule);
        let broken = || {
            medrota::check(problem, schedule)
                .violations
                .iter()
                .map(|violation| violation.describe(problem))
                .collect::<Vec<_>>()
        };
        assert!(
            value.is_some(),
            "the schedule breaks hard rules: {:?}",
            broken()
        );
        assert_eq!(
            value, outcome.value,
            "value of the judge and of the outcome"
        );
    }
    if let Some(bound) = outcome.bound {
        bench.claim_bound(bound, "a solve");
        assert!(outcome.value.is_none_or(|value| value <= bound));
    }
    if outcome.termination == Termination::Optimal {
        assert_eq!(outcome.value, outcome.bound, "optimal");
        assert!(outcome.value.is_some(), "optimal, without a schedule");
    }
    if outcome.termination == Termination::Infeasible {
        bench.claim_infeasible("a solve");
    }
    if let Some(certificate) = &outcome.certificate {
        bench.tally.certificates += 1;
        if let Err(error) = certificate.verify(problem) {
            panic!(
                "the engine's own certificate of {:?} does not hold: {error}",
                certificate.claim
            );
        }
        match certificate.claim {
            Claim::Bound(bound) => bench.claim_bound(bound, "the engine's certificate"),
            Claim::Infeasible => bench.claim_infeasible("the engine's certificate"),
        }
        let text = serde_json::to_string(certificate).unwrap();
        assert_eq!(
            serde_json::from_str::<Certificate>(&text).ok().as_ref(),
            Some(certificate),
            "a certificate through JSON"
        );
    }
    if outcome.bound_is_certified() {
        assert!(
            outcome.certificate.is_some(),
            "certified, without a certificate"
        );
    }
    if let (Some(bound), Some(certified)) = (outcome.bound, outcome.certified_bound()) {
        assert!(
            bound <= certified,
            "the certificate proves more than is said"
        );
    }
    if outcome.termination == Termination::Infeasible {
        assert_ne!(
            outcome.evidence(),
            Evidence::None,
            "infeasible, on nobody's word"
        );
    }
}

/// Errors that a call on a sound problem may end in: options and inputs, never a broken engine.
pub(super) fn expected(error: &medrota::Error) {
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Input | ErrorKind::Option | ErrorKind::WrongProblem
        ),
        "{error}"
    );
}
