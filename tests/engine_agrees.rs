//! The engine against the oracle: diagrams hold exactly the valid pathways, and no prices prove what is not true.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::dice::Dice;
use common::oracle::{self, Oracle};
use common::tiny::{tiny, tiny_with_totals};
use common::{in_parallel, seeds};
use medrota::certificate::{Certificate, CertificateError, Claim};
use medrota::diagram::{BuildLimits, Pathways};
use medrota::formulation::{Formulation, Group, RowId};
use medrota::ids::DoctorId;
use medrota::problem::{Problem, ProblemDraft, RuleDraft, rules};
use medrota::schedule::Pathway;
use medrota::{Engine, Outcome, Solver, Termination, check};

/// Enough arcs for any exact diagram of a tiny problem.
const EXACT: usize = 1_000_000;

/// Runs `test` on the valid problems of some seeds.
fn for_each_problem(seeds: std::ops::Range<u64>, test: impl Fn(u64, &Problem) + Sync) {
    in_parallel(seeds, |seed| {
        let problem = tiny(seed).validate().ok()?;
        test(seed, &problem);
        Some(())
    });
}

fn doctors(problem: &Problem) -> impl Iterator<Item = DoctorId> {
    (0..problem.doctors().len()).map(DoctorId::new)
}

#[test]
fn diagrams_hold_exactly_the_valid_pathways() {
    for_each_problem(seeds(0, 600), |seed, problem| {
        let diagrams = Pathways::build(problem, BuildLimits { arcs: EXACT }, true);
        for doctor in doctors(problem) {
            let mut found = diagrams.enumerate(problem, doctor, 100_000).unwrap();
            found.sort_by_key(|entry| oracle::sort_key(&entry.0));
            let valid = oracle::pathways(problem, doctor);
            let missing: Vec<_> = valid
                .iter()
                .filter(|entry| !found.contains(entry))
                .take(3)
                .collect();
            let surplus: Vec<_> = found
                .iter()
                .filter(|entry| !valid.contains(entry))
                .take(3)
                .collect();
            assert!(
                missing.is_empty() && surplus.is_empty(),
                "seed {seed}, {}: the diagram lacks {missing:?} and has besides {surplus:?}",
                problem.doctor(doctor).key
            );
            assert_eq!(
                found.len(),
                valid.len(),
                "seed {seed}: a pathway is in the diagram more than once"
            );
        }
    });
}

#[test]
fn diagrams_without_hopeless_activities_hold_only_valid_pathways() {
    for_each_problem(seeds(600, 200), |seed, problem| {
        let diagrams = Pathways::build(problem, BuildLimits { arcs: EXACT }, false);
        for doctor in doctors(problem) {
            let valid = oracle::pathways(problem, doctor);
            for found in diagrams.enumerate(problem, doctor, 100_000).unwrap() {
                assert!(
                    valid.contains(&found),
                    "seed {seed}, {}: {found:?} is not valid",
                    problem.doctor(doctor).key
                );
            }
        }
    });
}

/// The draft without anything that links doctors.
fn personal_part(mut draft: ProblemDraft) -> ProblemDraft {
    draft.capacities.clear();
    draft.closures.clear();
    draft.absences.clear();
    for department in &mut draft.departments {
        (department.supervisors, department.visitors_per_supervisor) = (None, None);
    }
    draft.rules.retain(|rule| {
        !matches!(
            rule,
            RuleDraft::Capacity(_)
                | RuleDraft::Coverage(_)
                | RuleDraft::Together(_)
                | RuleDraft::Apart(_)
                | RuleDraft::SplitEvenly(_)
                | RuleDraft::Team(_)
                | RuleDraft::WorstDoctor(_)
                | RuleDraft::WorstGroup(_)
                | RuleDraft::EvenLoad(_)
                | RuleDraft::Change(_)
                | RuleDraft::Off(_)
        )
    });
    draft
}

/// Where nothing links doctors, leaving out hopeless activities leaves each doctor's best score as it is.
#[test]
fn diagrams_without_hopeless_activities_hold_a_best_pathway() {
    in_parallel(seeds(0, 1_500), |seed| {
        let problem = personal_part(tiny(seed)).validate().ok()?;
        let diagrams = Pathways::build(&problem, BuildLimits { arcs: EXACT }, false);
        for doctor in doctors(&problem) {
            let best =
                |pathways: Vec<(Pathway, i64)>| pathways.into_iter().max_by_key(|entry| entry.1);
            let valid = best(oracle::pathways(&problem, doctor));
            let found = best(diagrams.enumerate(&problem, doctor, 100_000).unwrap());
            let scores = (
                found.as_ref().map(|entry| entry.1),
                valid.as_ref().map(|entry| entry.1),
            );
            assert_eq!(
                scores.0,
                scores.1,
                "seed {seed}, {}: {found:?} instead of {valid:?}",
                problem.doctor(doctor).key
            );
        }
        Some(())
    });
}

/// Prices that every row allows; some of them 0.
fn random_prices(
    problem: &Problem,
    formulation: &Formulation,
    denominator: i64,
    dice: &mut Dice,
) -> Vec<(String, i64)> {
    let mut prices = Vec::new();
    for (index, row) in formulation.rows().iter().enumerate() {
        let most = row.weight.unwrap_or(9) * denominator;
        let (lower, upper) = row.shape.hull();
        let group = row.group.map(|group| &formulation.groups()[group as usize]);
        let (least, most) = match group {
            Some(Group::Minimum { .. }) => (-most, 0),
            Some(Group::Range { .. }) => (-most, most),
            Some(Group::OnlyOne { .. }) | None => (
                if lower.is_some() { -most } else { 0 },
                if upper.is_some() { most } else { 0 },
            ),
        };
        if dice.chance(60) {
            prices.push((
                formulation.row_name(problem, RowId::new(index)),
                dice.amount(least, most),
            ));
        }
    }
    prices
}

/// What a certificate with random prices proves for a problem, on exact or relaxed diagrams.
fn random_certificate(
    problem: &Problem,
    claim: Claim,
    diagram_arc_limit: usize,
    dice: &mut Dice,
) -> Certificate {
    let diagrams = Pathways::build(
        problem,
        BuildLimits {
            arcs: diagram_arc_limit,
        },
        false,
    );
    let formulation = Formulation::new(problem, &diagrams);
    let denominator = dice.amount(1, 4);
    let prices = random_prices(problem, &formulation, denominator, dice);
    let (effort, score_effort) = (dice.between(0, 2) * 20, dice.between(0, 2) * 20);
    Certificate {
        claim,
        denominator,
        prices,
        cuts: Vec::new(),
        private_denominator: 1,
        private: Vec::new(),
        effort,
        score_effort,
        diagram_arc_limit,
    }
}

#[test]
fn no_prices_prove_less_than_the_best_value() {
    for_each_problem(seeds(800, 300), |seed, problem| {
        let Oracle::Best { value, .. } = oracle::best(problem) else {
            return;
        };
        let mut dice = Dice::new(seed);
        for arc_limit in [EXACT, EXACT, EXACT, 40, 15, 5] {
            let certificate =
                random_certificate(problem, Claim::Bound(value - 1), arc_limit, &mut dice);
            match certificate.verify(problem) {
                Err(CertificateError::Weaker(bound)) => {
                    assert!(
                        bound >= i128::from(value),
                        "seed {seed}: {bound} < {value} by {certificate:?}"
                    )
                }
                // Prices at a side of a group without limit prove nothing.
                Err(CertificateError::Unbounded(_)) => {}
                other => panic!(
                    "seed {seed}: {} is worth {value}, but {other:?} by {certificate:?}",
                    problem.name()
                ),
            }
        }
    });
}

#[test]
fn no_prices_prove_a_feasible_problem_infeasible() {
    for_each_problem(seeds(1_100, 200), |seed, problem| {
        let Oracle::Best { .. } = oracle::best(problem) else {
            return;
        };
        let mut dice = Dice::new(seed);
        for arc_limit in [EXACT, EXACT, 15] {
            let certificate = random_certificate(problem, Claim::Infeasible, arc_limit, &mut dice);
            assert!(
                certificate.verify(problem).is_err(),
                "seed {seed}: proven infeasible by {certificate:?}"
            );
        }
    });
}

/// What must hold of any outcome, whatever engine gave it and wherever it stopped.
fn judge_outcome(seed: u64, problem: &Problem, outcome: &Outcome, truth: &Oracle) {
    let best = match truth {
        Oracle::Best { value, .. } => Some(*value),
        Oracle::Infeasible => None,
        Oracle::TooLarge => return,
    };
    if let Some(schedule) = &outcome.schedule {
        let report = check(problem, schedule);
        assert!(report.is_feasible(), "seed {seed}: {:?}", report.violations);
        assert_eq!(outcome.value, Some(report.value), "seed {seed}");
        assert!(
            best.is_some_and(|best| report.value <= best),
            "seed {seed}: {} is better than {best:?}",
            report.value
        );
    }
    if let (Some(bound), Some(best)) = (outcome.bound, best) {
        assert!(
            bound >= best,
            "seed {seed}: the bound {bound} is below the best value {best}"
        );
    }
    if let Some(certificate) = outcome.certificate() {
        assert_eq!(certificate.verify(problem), Ok(()), "seed {seed}");
    }
    match outcome.termination {
        Termination::Infeasible => assert_eq!(best, None, "seed {seed}: not infeasible"),
        Termination::Optimal => assert_eq!(
            (outcome.value, outcome.bound),
            (best, best),
            "seed {seed}: not optimal"
        ),
        _ => {}
    }
}

/// Solves the problems of some seeds; returns how many feasible ones there are, and of how many the best value was found.
fn solve_all(seeds: std::ops::Range<u64>, solver: &Solver) -> (usize, usize) {
    solve_drawn(seeds, &tiny, solver)
}

/// The same for the problems that a seed draws in another way.
fn solve_drawn(
    seeds: std::ops::Range<u64>,
    draw: &(dyn Fn(u64) -> ProblemDraft + Sync),
    solver: &Solver,
) -> (usize, usize) {
    let found: Vec<(usize, usize)> = in_parallel(seeds, |seed| {
        let problem = draw(seed).validate().ok()?;
        let truth = oracle::best(&problem);
        let outcome = solver
            .solve(&problem)
            .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        judge_outcome(seed, &problem, &outcome, &truth);
        match truth {
            Oracle::Best { value, .. } => Some((1, usize::from(outcome.value == Some(value)))),
            Oracle::Infeasible | Oracle::TooLarge => None,
        }
    });
    found
        .into_iter()
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

#[test]
fn the_portfolio_never_contradicts_the_oracle_and_mostly_finds_the_best() {
    let solver = Solver::new().no_time_limit().work_limit(1_500).threads(1);
    let (feasible, found) = solve_all(seeds(1_300, 200), &solver);
    assert!(
        found * 100 >= feasible * 90,
        "the best value was found for {found} of {feasible} problems"
    );
}

#[test]
fn totals_of_single_doctors_never_contradict_the_oracle() {
    for (first, engine) in [
        (160_000, Engine::Portfolio),
        (161_000, Engine::LocalSearch),
        (162_000, Engine::ColumnGeneration),
    ] {
        let solver = Solver::new()
            .engine(engine)
            .no_time_limit()
            .work_limit(1_000)
            .threads(1);
        let (feasible, found) = solve_drawn(seeds(first, 35), &tiny_with_totals, &solver);
        assert!(
            found * 100 >= feasible * 90,
            "{engine:?}: the best value was found for {found} of {feasible} problems"
        );
    }
}

/// A total of one doctor, as a shared rule and as a personal one; `None` if the personal rule cannot say it.
fn as_personal(rule: &RuleDraft) -> Option<RuleDraft> {
    let RuleDraft::Coverage(total) = rule else {
        return None;
    };
    let is_plain = total.id.starts_with("own-total")
        && !total.half_presence
        && total.allowed.is_empty()
        && total.min.is_none_or(|min| min >= 0);
    is_plain.then(|| {
        let weights = vec![rules::ActivityWeight {
            activities: total.activities.clone(),
            weight: total.doctor_weights.first().map_or(1, |row| row.weight),
        }];
        RuleDraft::WeightedAmount(rules::WeightedAmount {
            id: total.id.clone(),
            doctors: total.doctors.clone(),
            weights,
            periods: total.periods.clone(),
            min: total.min.unwrap_or(0),
            max: total.max,
            weight: total.weight,
            ..Default::default()
        })
    })
}

#[test]
fn a_total_of_one_doctor_is_worth_the_same_as_a_shared_rule_and_as_a_personal_one() {
    let solver = Solver::new().no_time_limit().work_limit(1_000).threads(1);
    let alike: usize = in_parallel(seeds(163_000, 150), |seed| {
        let shared = tiny_with_totals(seed);
        let mut personal = shared.clone();
        let mut written = 0;
        for rule in &mut personal.rules {
            if let Some(same) = as_personal(rule) {
                (*rule, written) = (same, written + 1);
            }
        }
        let has_scores = shared
            .rules
            .iter()
            .any(|rule| matches!(rule, RuleDraft::WorstDoctor(_) | RuleDraft::WorstGroup(_)));
        // What a personal rule costs is part of the score, and its leave is time there.
        if written == 0 || has_scores || shared.activities.iter().any(|row| row.leave_of.is_some())
        {
            return None;
        }
        let (shared, personal) = (shared.validate().ok()?, personal.validate().ok()?);
        let values = [&shared, &personal].map(|problem| match oracle::best(problem) {
            Oracle::Best { value, .. } => Some(Some(value)),
            Oracle::Infeasible => Some(None),
            Oracle::TooLarge => None,
        });
        assert_eq!(values[0], values[1], "seed {seed}");
        let outcomes = [&shared, &personal].map(|problem| solver.solve(problem).unwrap());
        let are_done = outcomes
            .iter()
            .all(|outcome| outcome.termination == Termination::Optimal);
        if !are_done {
            return None;
        }
        assert_eq!(outcomes[0].value, outcomes[1].value, "seed {seed}");
        Some(1)
    })
    .into_iter()
    .sum();
    assert!(alike > 25, "{alike}");
}

#[test]
fn the_local_search_never_contradicts_the_oracle_and_mostly_finds_the_best() {
    let solver = Solver::new()
        .engine(Engine::LocalSearch)
        .no_time_limit()
        .work_limit(1_500)
        .threads(1)
        .seed(3);
    let (feasible, found) = solve_all(seeds(1_500, 200), &solver);
    assert!(
        found * 100 >= feasible * 90,
        "the best value was found for {found} of {feasible} problems"
    );
}

#[test]
fn column_generation_never_contradicts_the_oracle_and_finds_the_best() {
    let solver = Solver::new()
        .engine(Engine::ColumnGeneration)
        .no_time_limit()
        .work_limit(20_000)
        .threads(1)
        .seed(5);
    let (feasible, found) = solve_all(seeds(2_000, 200), &solver);
    assert!(
        found * 100 >= feasible * 97,
        "the best value was found for {found} of {feasible} problems"
    );
    for arcs in [4, 40] {
        solve_all(
            seeds(2_200, 50),
            &solver.clone().work_limit(4_000).diagram_arc_limit(arcs),
        );
    }
}

/// With relaxed diagrams a schedule is still a schedule and a bound a bound.
#[test]
fn relaxed_diagrams_never_contradict_the_oracle() {
    for arcs in [4, 12, 40] {
        solve_all(
            seeds(1_700, 100),
            &Solver::new()
                .no_time_limit()
                .work_limit(600)
                .threads(1)
                .diagram_arc_limit(arcs),
        );
    }
}

#[test]
fn the_flow_programme_finds_exactly_the_best_value() {
    let solver = Solver::new()
        .engine(Engine::Flow)
        .no_time_limit()
        .threads(1);
    for_each_problem(seeds(1_800, 200), |seed, problem| {
        let truth = oracle::best(problem);
        let outcome = solver.solve(problem).unwrap();
        judge_outcome(seed, problem, &outcome, &truth);
        let expected = if truth == Oracle::Infeasible {
            Termination::Infeasible
        } else {
            Termination::Optimal
        };
        assert_eq!(outcome.termination, expected, "seed {seed}");
    });
}
