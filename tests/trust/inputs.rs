//! Inputs whose proofs were once wrong: those of the shared folder, skipped where it is missing, and a small one of each kind.

use crate::engine::{judge, solvers};
use crate::naive::{Naive, Truth};
use crate::run::Seen;
use medrota::certificate::{Certificate, Claim};
use medrota::format::{ReadOptions, read_json_file, read_schedule};
use medrota::scenario::{Baseline, Change, Scenario, ScenarioRun, ScenarioSet, Status};
use medrota::{Problem, Solver, Termination, check};
use std::path::PathBuf;
use std::process::Command;

/// A file of the shared cases; prints why it is skipped where there are none.
pub(crate) fn shared(file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/cases")
        .join(file);
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: there is no {}", path.display());
    None
}

pub(crate) fn problem(file: &str) -> Option<Problem> {
    Some(Problem::from_path(shared(file)?).unwrap())
}

fn certificate(file: &str) -> Option<Certificate> {
    Some(read_json_file(shared(file)?, &ReadOptions::new()).unwrap())
}

/// A schedule that `check` accepts is worth more than a certificate claims: both verifiers refuse it.
pub(crate) fn is_refused(problem_file: &str, schedule_file: &str, certificate_file: &str) {
    let Some(problem) = problem(problem_file) else {
        return;
    };
    let schedule = read_schedule(
        shared(schedule_file).unwrap(),
        &problem,
        &ReadOptions::new(),
    )
    .unwrap();
    let report = check(&problem, &schedule);
    assert!(report.is_feasible());
    let certificate = certificate(certificate_file).unwrap();
    if let Claim::Bound(claimed) = certificate.claim {
        assert!(claimed < report.value, "{claimed} is no false claim");
    }
    assert!(
        certificate.verify(&problem).is_err(),
        "accepted although there is a schedule worth {}",
        report.value
    );
    assert!(
        !Naive::new(&problem).accepts(&certificate),
        "accepted by the naive verifier"
    );
}

/// What every engine says of a problem, against enumeration.
pub(crate) fn is_solved_right(problem: &Problem) -> Truth {
    let (naive, mut seen) = (Naive::new(problem), Seen::default());
    let truth = naive.best();
    for seed in 0..8 {
        for (what, solver) in solvers(seed) {
            judge(
                &what,
                &naive,
                &truth,
                &solver.solve(problem).unwrap(),
                &mut seen,
            );
        }
    }
    assert!(seen.wrong.is_empty(), "{:?}", seen.wrong);
    truth
}

#[test]
fn rounding() {
    is_refused(
        "trust/rounding.p.json",
        "trust/rounding.s.json",
        "trust/rounding.c.json",
    );
}

/// The price of a row that nobody can break belongs to the doctors who pay it.
#[test]
fn a_row_that_nobody_can_break_is_rounded_with_those_who_use_it() {
    let problem = Problem::from_json_str(
        r#"{"format": 1, "name": "slack", "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-09-12"},
        "departments": [{"id": "ward"}], "doctors": [{"id": "ana", "departure": "2026-09-01"}, {"id": "ben"}],
        "preferences": [{"value": 4}], "rules": [{"kind": "capacity", "activities": {}, "id": "places", "max": 1}]}"#,
    );
    let problem = problem.unwrap();
    let frame = Certificate {
        claim: Claim::Bound(3),
        denominator: 2,
        prices: vec![("places#1".into(), 1)],
        cuts: Vec::new(),
        private_denominator: 1,
        private: Vec::new(),
        effort: 0,
        score_effort: 0,
        diagram_arc_limit: 1_000,
    };
    let naive = Naive::new(&problem);
    assert_eq!(naive.best().value(), Some(4));
    for (claimed, prices) in [(3, vec![1]), (3, vec![7]), (4, vec![1]), (4, vec![7])] {
        let prices = prices
            .into_iter()
            .map(|price| ("places#1".to_owned(), price))
            .collect();
        let certificate = Certificate {
            claim: Claim::Bound(claimed),
            prices,
            ..frame.clone()
        };
        assert_eq!(naive.accepts(&certificate), claimed == 4);
        assert_eq!(
            certificate.verify(&problem).is_ok(),
            claimed == 4,
            "{certificate:?}"
        );
    }
}

#[test]
fn overflow_small() {
    is_refused(
        "trust/overflow_small.p.json",
        "trust/overflow_small.s.json",
        "trust/overflow_small.c.json",
    );
}

#[test]
fn cert_false() {
    is_refused(
        "faults/cert-false-problem.json",
        "faults/cert-false-schedule.json",
        "faults/cert-false.json",
    );
}

#[test]
fn wrap() {
    is_refused(
        "trust/wrap.p.json",
        "trust/wrap.s.json",
        "trust/wrap.c.json",
    );
}

/// Prices whose products or sums do not fit into 64 bits: either they are computed right or they prove nothing.
#[test]
fn sums_beyond_64_bits_prove_nothing() {
    let rules: Vec<String> = (0..40)
        .map(|number| format!(r#"{{"kind": "capacity", "activities": {{}}, "id": "c{number}", "min": 1, "max": 2000000}}"#))
        .collect();
    let text = format!(
        r#"{{"format": 1, "name": "wide", "horizon": {{"kind": "week", "start": "2026-09-06", "end": "2026-09-12"}},
        "departments": [{{"id": "ward"}}], "doctors": [{{"id": "ana"}}], "preferences": [{{"value": 1}}],
        "rules": [{{"kind": "coverage", "activities": {{}}, "id": "sum", "max": 1000000000}}, {}]}}"#,
        rules.join(", ")
    );
    let problem = Problem::from_json_str(&text).unwrap();
    let naive = Naive::new(&problem);
    assert_eq!(naive.best().value(), Some(1));
    for price in [
        1_i64 << 34,
        1 << 51,
        1 << 53,
        1 << 57,
        1 << 62,
        i64::MAX,
        -(1 << 51),
        -(1 << 53),
        -(1 << 57),
        -(1 << 62),
        i64::MIN,
    ] {
        for claim in [
            Claim::Infeasible,
            Claim::Bound(0),
            Claim::Bound(i64::MIN),
            Claim::Bound(-5),
        ] {
            for of in ["sum#1", "c"] {
                let names: Vec<String> = if of == "c" {
                    (0..40).map(|number| format!("c{number}#1")).collect()
                } else {
                    vec![of.to_owned()]
                };
                let prices = names.into_iter().map(|name| (name, price)).collect();
                let (denominator, private_denominator) = (1, 1);
                let (private, effort, score_effort, diagram_arc_limit) =
                    (Vec::new(), 0, 1_000, 400_000);
                let certificate = Certificate {
                    claim,
                    denominator,
                    prices,
                    cuts: Vec::new(),
                    private_denominator,
                    private,
                    effort,
                    score_effort,
                    diagram_arc_limit,
                };
                assert!(
                    certificate.verify(&problem).is_err(),
                    "accepted: {claim:?} by {price} on {of}"
                );
                assert!(!naive.accepts(&certificate));
            }
        }
    }
}

#[test]
fn scenario_bound() {
    let (Some(problem), Some(table)) = (
        problem("trust/scenario_bound.p.json"),
        shared("trust/scenario_bound.csv"),
    ) else {
        return;
    };
    runs_right(&problem, &ScenarioSet::from_path(table).unwrap());
}

/// Somebody away uses no row; what others pay for it is not rounded without them.
#[test]
fn scenarios_in_which_somebody_is_away_have_true_bounds() {
    let mut builder = medrota::ProblemBuilder::weeks("two wards", "2026-09-06", "2026-09-19")
        .department("north", 9)
        .department("south", 1);
    for (doctor, place, value) in [
        ("ana", "north", 5),
        ("ben", "south", 3),
        ("cho", "south", 6),
        ("dan", "south", 4),
    ] {
        builder = builder.doctor(doctor).preference(doctor, place, value);
    }
    let problem = builder.build().unwrap();
    let mut changes = Vec::new();
    for doctor in ["ana", "ben", "cho", "dan"] {
        changes.push(Change::Withdraw {
            doctor: doctor.into(),
        });
        let doctor = doctor.into();
        changes.push(Change::Leave {
            doctor,
            from: "#1".into(),
            to: "#1".into(),
            half: false,
            keeps_place: false,
        });
    }
    runs_right(&problem, &ScenarioSet::one_at_a_time("away", changes));
}

fn runs_right(problem: &Problem, set: &ScenarioSet) {
    let baseline = Baseline::solve(problem, &ScenarioRun::usual_solver(problem).gap(0.0)).unwrap();
    for gap in [0.0, 0.01] {
        let (results, _) = ScenarioRun::new(set, &baseline)
            .solver(ScenarioRun::usual_solver(problem).gap(gap))
            .collect_all()
            .unwrap();
        for result in results {
            let scenario: Scenario = set.scenario(problem, result.id).unwrap();
            let best = Naive::new(&scenario.apply(problem, baseline.schedule()).unwrap())
                .best()
                .value()
                .unwrap();
            assert_eq!(result.status, Status::Solved);
            let (value, bound) = (
                i128::from(result.value.unwrap()),
                i128::from(result.bound.unwrap()),
            );
            assert!(
                value <= best && best <= bound,
                "{:?}: value {value}, bound {bound}, but {best}",
                result.changes
            );
        }
    }
}

#[test]
fn certificate_weaker_than_bound() {
    let Some(problem) = problem("trust/certificate_weaker_than_bound.json") else {
        return;
    };
    is_solved_right(&problem);
}

#[test]
fn infeasible_without_certificate() {
    let Some(problem) = problem("trust/infeasible_without_certificate.json") else {
        return;
    };
    assert_eq!(is_solved_right(&problem), Truth::Infeasible);
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(20_000)
        .solve(&problem)
        .unwrap();
    assert_eq!(outcome.termination, Termination::Infeasible);
    assert_eq!(
        outcome
            .certificate()
            .is_some_and(|certificate| certificate.claim == Claim::Infeasible),
        outcome.bound_is_certified()
    );
}

#[test]
fn coverage_allowed_outside() {
    let Some(problem) = problem("trust/coverage_allowed_outside.json") else {
        return;
    };
    // Nobody is there: each of five weeks is 3 away from the nearest allowed number, at 4 a unit.
    assert_eq!(is_solved_right(&problem).value(), Some(-60));
    let certificate = certificate("trust/coverage_allowed_outside.c.json").unwrap();
    assert!(certificate.verify(&problem).is_err());
    assert!(!Naive::new(&problem).accepts(&certificate));
}

/// Allowed values outside the limits: the larger of both distances costs, hard it cannot be.
#[test]
fn a_coverage_that_allows_nothing_is_priced_right() {
    for (weight, best) in [(r#""weight": 4,"#, Some(2)), ("", None)] {
        let text = format!(
            r#"{{"format": 1, "name": "outside", "horizon": {{"kind": "week", "start": "2026-09-06", "end": "2026-09-19"}},
            "departments": [{{"id": "ward"}}], "doctors": [{{"id": "ana"}}, {{"id": "ben"}}, {{"id": "cho"}}],
            "preferences": [{{"value": 2}}, {{"value": 1, "doctors": {{"doctors": ["ana"]}}}}],
            "rules": [{{"kind": "coverage", "activities": {{}}, "id": "sum", {weight} "max": 1, "allowed": [3]}}]}}"#,
        );
        let problem = Problem::from_json_str(&text).unwrap();
        let truth = is_solved_right(&problem);
        // With two of them there the sum is 1 from both, and they are worth 5.
        assert_eq!(truth.value().is_some(), best.is_some());
        if let Some(best) = best {
            assert_eq!(truth.value(), Some(i128::from(best)));
        }
    }
}

/// `check` compares the schedule's own figures with what it finds.
#[test]
fn claims() {
    let (Some(problem), Some(schedule)) =
        (shared("trust/claims.p.json"), shared("trust/claims.s.json"))
    else {
        return;
    };
    // Examples are built before tests are run; by themselves this test alone would not build them.
    let program = std::env::current_exe()
        .unwrap()
        .parent()
        .unwrap()
        .join("../examples/check");
    if !program.is_file() {
        println!("skipped: the example check is not built");
        return;
    }
    let status = Command::new(program)
        .arg(problem)
        .arg(schedule)
        .output()
        .unwrap()
        .status;
    assert!(
        !status.success(),
        "a value of 99999 and a bound of -5 are believed"
    );
}

/// The example in `docs/certificates.md` is what both verifiers say.
#[test]
fn the_example_of_the_page_holds() {
    let page = include_str!("../../docs/certificates.md");
    let example = page
        .split("```json")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let certificate: Certificate = serde_json::from_str(example).unwrap();
    let mut builder = medrota::ProblemBuilder::weeks("two weeks", "2026-09-06", "2026-09-19")
        .department("surgery", 1);
    for (doctor, value) in [("ana", 3), ("ben", 2)] {
        builder = builder.doctor(doctor).preference(doctor, "surgery", value);
    }
    let problem = builder.build().unwrap();
    let naive = Naive::new(&problem);
    assert_eq!(naive.best().value(), Some(6));
    assert_eq!(naive.evaluate(&certificate), crate::naive::Proven::Bound(6));
    assert_eq!(certificate.verify(&problem), Ok(()));
    let weaker = Certificate {
        prices: certificate
            .prices
            .iter()
            .map(|price| (price.0.clone(), 1))
            .collect(),
        ..certificate.clone()
    };
    assert_eq!(naive.evaluate(&weaker), crate::naive::Proven::Bound(8));
    let false_claim = Certificate {
        claim: Claim::Bound(5),
        ..certificate
    };
    assert!(!naive.accepts(&false_claim) && false_claim.verify(&problem).is_err());
}
