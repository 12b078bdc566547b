//! Small problems of the shapes that the compact programme is for.

use crate::{judge, solve};
use medrota::problem::Problem;
use medrota::{Engine, Solver, Termination};
use serde_json::{Value, json};

/// Doctors in departments for so many weeks, at least `amount` weeks in each of them, `staff` doctors in each every week.
fn counts(
    doctors: usize,
    weeks: usize,
    departments: usize,
    amount: usize,
    staff: Value,
) -> Problem {
    let name = |letter: char| move |number: usize| format!("{letter}{number}");
    let end = {
        let days = weeks as i64 * 7 - 1;
        let start = 4 + days;
        // Counted from the fourth of January 2026, a Sunday.
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let (mut day, mut month) = (start, 0);
        while day > lengths[month] {
            day -= lengths[month];
            month += 1;
        }
        format!("2026-{:02}-{day:02}", month + 1)
    };
    let requirements: Vec<Value> = (0..departments)
        .map(|number| json!({ "id": format!("r{number}"), "activities": { "departments": [format!("p{number}")] }, "min": amount }))
        .collect();
    let rules: Vec<Value> = (0..departments)
        .map(|number| {
            let mut rule =
                json!({ "kind": "coverage", "id": format!("c{number}"), "activities": { "departments": [format!("p{number}")] } });
            rule.as_object_mut().unwrap().extend(staff.as_object().unwrap().clone());
            rule
        })
        .collect();
    let draft = json!({
        "format": 1,
        "name": "counts",
        "horizon": { "kind": "week", "start": "2026-01-04", "end": end },
        "departments": (0..departments).map(name('p')).map(|id| json!({ "id": id })).collect::<Vec<_>>(),
        "doctors": (0..doctors).map(name('d')).map(|id| json!({ "id": id })).collect::<Vec<_>>(),
        "requirements": requirements,
        "rules": rules,
    });
    Problem::from_json_str(&draft.to_string()).unwrap()
}

#[test]
fn counts_and_staffing_have_a_schedule() {
    for (doctors, weeks, departments, amount) in [(6, 20, 3, 6), (9, 26, 4, 6), (5, 30, 5, 5)] {
        let problem = counts(
            doctors,
            weeks,
            departments,
            amount,
            json!({ "min": doctors / departments }),
        );
        let outcome = solve(&problem);
        judge("counts", &problem, &outcome);
        assert!(
            outcome.schedule.is_some(),
            "{doctors} doctors, {weeks} weeks: {:?}",
            outcome.termination
        );
    }
}

#[test]
fn places_that_do_not_suffice_are_proven_not_to() {
    // Everybody needs 6 of 12 weeks in each of two departments, which have two places for five doctors.
    let problem = counts(5, 12, 2, 6, json!({ "max": 2 }));
    let outcome = solve(&problem);
    assert_eq!(outcome.termination, Termination::Infeasible);
    judge("places", &problem, &outcome);
    assert!(outcome.certificate.is_some(), "{outcome:?}");
}

#[test]
fn the_same_twice() {
    let problem = counts(6, 20, 3, 6, json!({ "min": 2 }));
    let run = || {
        Solver::new()
            .engine(Engine::Portfolio)
            .no_time_limit()
            .work_limit(3_000)
            .solve(&problem)
            .unwrap()
    };
    let (one, other) = (run(), run());
    assert_eq!(
        (one.value, one.bound, one.schedule),
        (other.value, other.bound, other.schedule)
    );
}
