//! Hospitals that share nothing, in one problem.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::generate::Year;
use medrota::problem::draft::CapacityDraft;
use medrota::{Problem, ProblemDraft, Solver, Termination, check};
use std::sync::{Arc, Mutex};

/// One hospital of the group: a year with ids of its own.
fn hospital(number: u64) -> ProblemDraft {
    let draft = Year::new(5, 10, 3).seed(number).draft();
    let mut text = serde_json::to_string(&draft).unwrap();
    for word in ["department-", "specialty-", "doctor-"] {
        text = text.replace(word, &format!("{word}{number}-"));
    }
    serde_json::from_str(&text).unwrap()
}

/// Hospitals side by side, as a problem.
fn group(numbers: std::ops::RangeInclusive<u64>) -> Problem {
    side_by_side(numbers).validate().unwrap()
}

/// Hospitals side by side. A department that teaches nothing of its own would be open to everybody, so it is left out.
fn side_by_side(numbers: std::ops::RangeInclusive<u64>) -> ProblemDraft {
    let mut hospitals = numbers.map(hospital);
    let mut all = hospitals.next().unwrap();
    for other in hospitals {
        all.departments.extend(other.departments);
        all.specialties.extend(other.specialties);
        all.curricula.extend(other.curricula);
        all.activities.extend(other.activities);
        all.doctors.extend(other.doctors);
        all.requirements.extend(other.requirements);
        all.precedence.extend(other.precedence);
        all.leaves.extend(other.leaves);
        all.closures.extend(other.closures);
        all.capacities.extend(other.capacities);
        // What every week is worth stands there once.
        all.preferences.extend(
            other
                .preferences
                .into_iter()
                .filter(|preference| preference.id.starts_with("preference/")),
        );
    }
    let teaches = |department: &str| {
        all.activities
            .iter()
            .any(|activity| activity.department == department)
    };
    let idle: Vec<String> = all
        .departments
        .iter()
        .map(|department| department.id.clone())
        .filter(|id| !teaches(id))
        .collect();
    all.departments
        .retain(|department| !idle.contains(&department.id));
    all.capacities
        .retain(|capacity| !idle.contains(&capacity.of));
    all.closures.retain(|closure| !idle.contains(&closure.of));
    all
}

#[test]
fn a_group_of_hospitals_is_worth_what_they_are_worth() {
    let alone: Vec<_> = (1..=8)
        .map(|number| {
            Solver::new()
                .no_time_limit()
                .work_limit(40_000)
                .solve(&group(number..=number))
                .unwrap()
        })
        .collect();
    let together = Solver::new()
        .no_time_limit()
        .work_limit(320_000)
        .solve(&group(1..=8))
        .unwrap();
    let report = check(&group(1..=8), together.schedule.as_ref().unwrap());
    assert!(report.is_feasible(), "{:?}", report.violations);
    assert_eq!(together.termination, Termination::Optimal);
    let value: i64 = alone.iter().map(|outcome| outcome.value.unwrap()).sum();
    let bound: i64 = alone.iter().map(|outcome| outcome.bound.unwrap()).sum();
    assert_eq!((together.value, together.bound), (Some(value), Some(bound)));
    together.certificate.unwrap().verify(&group(1..=8)).unwrap();
}

#[test]
fn the_schedule_of_a_group_does_not_depend_on_the_number_of_threads() {
    let problem = group(1..=4);
    let solver = Solver::new().no_time_limit().work_limit(30_000).seed(2);
    let outcomes =
        [1, 2, 8].map(|threads| solver.clone().threads(threads).solve(&problem).unwrap());
    for outcome in &outcomes {
        assert_eq!(
            (outcome.value, outcome.bound),
            (outcomes[0].value, outcomes[0].bound)
        );
        assert_eq!(outcome.schedule, outcomes[0].schedule);
        assert_eq!(outcome.statistics.work, outcomes[0].statistics.work);
    }
}

#[test]
fn one_hospital_without_a_schedule_leaves_the_group_without_one() {
    let mut draft = side_by_side(1..=3);
    // Nobody but the five of the second hospital may work there, and six have to.
    let place = draft
        .activities
        .iter()
        .find(|activity| activity.department.starts_with("department-2-"))
        .unwrap()
        .department
        .clone();
    draft.capacities.push(CapacityDraft {
        of: place,
        from: Some("#2".into()),
        to: Some("#2".into()),
        min: 6,
        ..CapacityDraft::default()
    });
    let problem = draft.validate().unwrap();
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(100_000)
        .solve(&problem)
        .unwrap();
    assert_eq!(outcome.termination, Termination::Infeasible);
    outcome.certificate.unwrap().verify(&problem).unwrap();
}

#[test]
fn progress_is_that_of_the_whole() {
    let problem = group(1..=4);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let events = Arc::clone(&seen);
    let solver = Solver::new()
        .no_time_limit()
        .work_limit(40_000)
        .on_progress(move |progress| events.lock().unwrap().push(*progress));
    let outcome = solver.solve(&problem).unwrap();
    let seen = seen.lock().unwrap();
    assert!(
        seen.iter()
            .any(|progress| progress.value.is_some() && progress.bound.is_some())
    );
    for progress in seen.iter() {
        assert!(progress.value <= outcome.value, "{progress:?}");
        assert!(
            progress
                .bound
                .is_none_or(|bound| bound >= outcome.bound.unwrap()),
            "{progress:?}"
        );
    }
}

#[test]
fn without_limits_all_are_solved() {
    let outcome = Solver::new().no_time_limit().solve(&group(1..=5)).unwrap();
    assert_eq!(outcome.termination, Termination::Optimal);
}

#[test]
fn little_work_gives_a_schedule_of_the_whole() {
    let problem = group(1..=8);
    let mut before = i64::MIN;
    for work in [50, 500, 5_000, 50_000] {
        let outcome = Solver::new()
            .no_time_limit()
            .work_limit(work)
            .solve(&problem)
            .unwrap();
        let report = check(&problem, &outcome.schedule.unwrap());
        assert!(report.is_feasible(), "{:?}", report.violations);
        assert!(
            report.value >= before && report.value <= outcome.bound.unwrap(),
            "{} after {before}",
            report.value
        );
        before = report.value;
    }
}

#[test]
fn the_gap_asked_for_is_that_of_the_whole() {
    let outcome = Solver::new()
        .no_time_limit()
        .gap(0.05)
        .solve(&group(1..=8))
        .unwrap();
    assert!(
        matches!(
            outcome.termination,
            Termination::GapReached | Termination::Optimal
        ),
        "{:?}",
        outcome.termination
    );
    assert!(outcome.gap().unwrap() <= 0.05);
}
