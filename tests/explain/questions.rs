//! Why, why not, and what a place is worth: against problems that a pencil solves.

use super::{solver, weeks};
use medrota::check;
use medrota::explain::{Plan, Wish, why, why_not, worth_of_places};
use medrota::ids::PeriodId;
use medrota::problem::draft::{CapacityDraft, LeaveDraft};

fn wish(problem: &medrota::Problem, doctor: &str, activity: &str, weeks: (usize, usize)) -> Wish {
    Wish {
        doctor: problem.find_doctor(doctor).unwrap(),
        activity: problem.find_activity(activity).unwrap(),
        first: PeriodId::new(weeks.0),
        last: PeriodId::new(weeks.1),
        is_there: true,
    }
}

#[test]
fn a_wish_costs_what_the_others_lose() {
    // Ana likes the eye clinic more than Ben does; it has one place, and each does four weeks somewhere.
    let builder = weeks()
        .department("eye", 1)
        .department("ear", 1)
        .doctor("ana")
        .doctor("ben");
    let builder = builder
        .requirement("practice", &["eye", "ear"], 4)
        .preference("ana", "eye", 5)
        .preference("ben", "eye", 3);
    let problem = builder.build().unwrap();
    let outcome = solver().solve(&problem).unwrap();
    let schedule = outcome.schedule.as_ref().unwrap();
    assert_eq!((outcome.value, outcome.bound), (Some(20), Some(20)));
    let plan = Plan {
        schedule,
        bound: outcome.bound,
    };
    let answer = why_not(
        &problem,
        plan,
        wish(&problem, "ben", "eye", (0, 3)),
        &solver(),
    )
    .unwrap();
    assert_eq!(
        (answer.least_cost, answer.most_cost, answer.own_cost),
        (Some(8), Some(8), Some(-12))
    );
    let who: Vec<(&str, Option<&str>)> = answer
        .moved
        .iter()
        .map(|moved| {
            (
                problem.doctor(moved.doctor).key.as_str(),
                moved
                    .because
                    .map(|other| problem.doctor(other).key.as_str()),
            )
        })
        .collect();
    assert_eq!(who, [("ben", None), ("ana", Some("ben"))]);
    assert!(check(&answer.problem, answer.schedule.as_ref().unwrap()).is_feasible());
    assert_eq!(answer.describe()[0], "It costs 8.");
    // Why Ana is there: being elsewhere costs the same, as Ben then has the place.
    let answer = why(
        &problem,
        plan,
        problem.find_doctor("ana").unwrap(),
        PeriodId::new(1),
        &solver(),
    )
    .unwrap();
    assert_eq!((answer.least_cost, answer.most_cost), (Some(8), Some(8)));
}

#[test]
fn a_wish_that_cannot_be_is_explained() {
    let builder = weeks()
        .department("eye", 1)
        .department("ear", 1)
        .doctor("ana");
    let problem = builder.requirement("eye", &["eye"], 4).build().unwrap();
    let outcome = solver().solve(&problem).unwrap();
    let plan = Plan {
        schedule: outcome.schedule.as_ref().unwrap(),
        bound: outcome.bound,
    };
    let answer = why_not(
        &problem,
        plan,
        wish(&problem, "ana", "ear", (2, 2)),
        &solver(),
    )
    .unwrap();
    assert!(answer.is_impossible && answer.schedule.is_none());
    let told = answer.describe().join(" ");
    assert!(
        told.contains("rule \"wish\" for doctor \"ana\"")
            && told.contains("rule \"eye\" for doctor \"ana\""),
        "{told}"
    );
}

#[test]
fn one_more_place_is_worth_what_solving_with_it_gains() {
    // Three doctors want the one place of the eye clinic, worth 5, 4 and 3 a week.
    let mut builder = weeks()
        .department("eye", 1)
        .department("ear", 3)
        .doctor("ana")
        .doctor("ben")
        .doctor("chen");
    for (doctor, value) in [("ana", 5), ("ben", 4), ("chen", 3)] {
        builder = builder.preference(doctor, "eye", value);
    }
    let problem = builder.build().unwrap();
    let outcome = solver().solve(&problem).unwrap();
    assert_eq!((outcome.value, outcome.bound), (Some(20), Some(20)));
    let plan = Plan {
        schedule: outcome.schedule.as_ref().unwrap(),
        bound: outcome.bound,
    };
    let found =
        worth_of_places(&problem, plan, outcome.certificate().unwrap(), 1, &solver()).unwrap();
    assert_eq!(problem.rule_key(found[0].rule), "capacity/eye");
    assert_eq!(
        (found[0].first.index(), found[0].last.index(), found[0].gain),
        (0, 3, Some((16, 16)))
    );
    assert!(
        (16.0..=20.0).contains(&found[0].price),
        "{}",
        found[0].price
    );
}

#[test]
fn a_place_is_worth_the_same_where_leave_keeps_places_and_a_week_has_a_minimum() {
    let mut builder = weeks()
        .department("eye", 1)
        .department("ear", 3)
        .doctor("ana")
        .doctor("ben")
        .doctor("chen");
    for (doctor, value) in [("ana", 5), ("ben", 4), ("chen", 3)] {
        builder = builder.preference(doctor, "eye", value);
    }
    // The week with a minimum has rows behind those of all others, as leave keeps a place somewhere.
    builder = builder.doctor("dana");
    let draft = builder.draft_mut();
    draft.capacities.push(CapacityDraft {
        of: "eye".into(),
        from: Some("#2".into()),
        to: Some("#2".into()),
        min: 1,
        max: Some(1),
        ..CapacityDraft::default()
    });
    draft.leaves.push(LeaveDraft {
        doctor: "dana".into(),
        from: "#1".into(),
        to: "#1".into(),
        keeps_place: true,
        ..LeaveDraft::default()
    });
    let problem = builder.build().unwrap();
    let outcome = solver().solve(&problem).unwrap();
    assert_eq!((outcome.value, outcome.bound), (Some(20), Some(20)));
    let plan = Plan {
        schedule: outcome.schedule.as_ref().unwrap(),
        bound: outcome.bound,
    };
    let found =
        worth_of_places(&problem, plan, outcome.certificate().unwrap(), 1, &solver()).unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|worth| (worth.first.index(), worth.last.index(), worth.gain))
        .collect();
    assert_eq!(told, [(0, 3, Some((16, 16)))]);
}
