//! Scenarios: what each run says, against an enumeration of the changed problem.

use crate::common::dice::Dice;
use crate::draws::scenario;
use crate::naive::{Naive, Truth};
use crate::run::{Seen, look, problems, small};
use medrota::scenario::{Baseline, Scenario, ScenarioResult, ScenarioRun, ScenarioSet, Status};
use medrota::{Problem, Solver};

#[test]
fn scenarios_claim_nothing_that_enumeration_denies() {
    let seen = look("scenarios", problems(300_000, 120), |seed, seen| {
        if let Some(problem) = small(seed) {
            examine(&problem, &draw(&problem, seed), seed, seen);
        }
    });
    seen.enough("solved", 100);
    seen.enough("infeasible", 20);
}

/// The scenarios of a seed.
pub(crate) fn draw(problem: &Problem, seed: u64) -> Vec<Scenario> {
    let mut dice = Dice::new(seed ^ 0x5ce);
    (0..4)
        .map(|number| scenario(problem, &mut dice, number))
        .collect()
}

pub(crate) fn examine(problem: &Problem, scenarios: &[Scenario], seed: u64, seen: &mut Seen) {
    let mut dice = Dice::new(seed ^ 0x5ced);
    let gap = if dice.chance(70) { 0.0 } else { 0.05 };
    let solver = Solver::new()
        .no_time_limit()
        .work_limit(if dice.chance(70) { 2_000 } else { 150 })
        .threads(1)
        .seed(seed)
        .gap(gap);
    let Some(baseline) = seen.survive("baseline", || Baseline::solve(problem, &solver)) else {
        return;
    };
    let baseline = match baseline {
        Ok(baseline) => baseline,
        Err(error) => return seen.wrong.push(format!("the baseline ends in {error}")),
    };
    seen.count("problems");
    let set = ScenarioSet::list("changes", scenarios.to_vec());
    let mut run = ScenarioRun::new(&set, &baseline).solver(solver).threads(1);
    if dice.chance(30) {
        run = run.verify_certificates();
    }
    if dice.chance(10) {
        run = run.from_scratch();
    }
    let Some(Ok((results, _))) = seen.survive("run", || run.collect_all()) else {
        return seen.wrong.push("the run breaks down".into());
    };
    for (scenario, result) in scenarios.iter().zip(&results) {
        judge(problem, &baseline, scenario, result, seen);
    }
}

fn judge(
    problem: &Problem,
    baseline: &Baseline,
    scenario: &Scenario,
    result: &ScenarioResult,
    seen: &mut Seen,
) {
    let what = format!("{:?} known from {:?}", result.changes, scenario.known_from);
    let Some(applied) = seen.survive(&what, || scenario.apply(problem, baseline.schedule())) else {
        return;
    };
    let Ok(changed) = applied else {
        seen.count("refused");
        return seen.claim(result.status == Status::Failed, || {
            format!("{what}: refused, but {:?}", result.status)
        });
    };
    let truth = Naive::new(&changed).best();
    seen.count(result.status.as_str());
    if truth == Truth::TooLarge {
        return seen.count("too large");
    }
    let told = || {
        format!(
            "{what}: {:?} ({}), value {:?}, bound {:?}, but {truth:?}",
            result.status, result.reason, result.value, result.bound
        )
    };
    seen.claim(
        result.status != Status::Infeasible || truth == Truth::Infeasible,
        told,
    );
    seen.claim(
        result.status != Status::Solved || truth != Truth::Infeasible,
        told,
    );
    if let Some(best) = truth.value() {
        seen.claim(
            result.value.is_none_or(|value| i128::from(value) <= best),
            told,
        );
        seen.claim(
            result.bound.is_none_or(|bound| i128::from(bound) >= best),
            told,
        );
        seen.claim(
            result.reason != "optimal" || result.value.map(i128::from) == Some(best),
            told,
        );
    }
    let broken = result.status == Status::Failed && !result.reason.starts_with("no schedule found");
    seen.claim(!broken, || format!("{what}: failed, {}", result.reason));
}
