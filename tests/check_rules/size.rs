//! A programme of 17 years is judged in a moment.

use crate::support::*;
use medrota::ids::{ActivityId, PeriodId};
use medrota::schedule::{Pathway, Rotation};
use medrota::{Problem, Schedule, check};
use serde_json::json;
use std::time::Instant;

const DOCTORS: usize = 3_500;
const WEEKS: usize = 884;
const DEPARTMENTS: usize = 30;

fn programme() -> Problem {
    let mut draft = draft();
    draft.hospitals.clear();
    draft.horizon.end = "2043-08-15".into();
    let departments: Vec<_> = (0..DEPARTMENTS)
        .map(|index| json!({ "id": format!("d{index}") }))
        .collect();
    let capacities: Vec<_> = (0..DEPARTMENTS)
        .map(|index| json!({ "of": format!("d{index}"), "max": DOCTORS }))
        .collect();
    let requirements: Vec<_> = (0..DEPARTMENTS)
        .map(|index| json!({ "id": format!("r{index}"), "activities": { "departments": [format!("d{index}")] }, "min": 1, "weight": 1 }))
        .collect();
    let doctors: Vec<_> = (0..DOCTORS)
        .map(|index| json!({ "id": format!("doctor{index}") }))
        .collect();
    draft.departments = serde_json::from_value(json!(departments)).unwrap();
    draft.capacities = serde_json::from_value(json!(capacities)).unwrap();
    draft.requirements = serde_json::from_value(json!(requirements)).unwrap();
    draft.doctors = serde_json::from_value(json!(doctors)).unwrap();
    let rules = [
        json!({ "kind": "apart", "id": "apart", "doctors": {}, "max_together": DOCTORS }),
        json!({ "kind": "even_load", "id": "even", "activities": {}, "weight": 1 }),
        json!({ "kind": "worst_doctor", "id": "worst", "weight": 1 }),
    ];
    let draft = with(
        with_rules(draft, &rules),
        "preferences",
        json!([{ "activities": {}, "value": 1 }]),
    );
    draft.validate().unwrap()
}

#[test]
#[ignore = "takes time to build; run it to see the seconds"]
fn everybody_for_all_of_seventeen_years() {
    let problem = programme();
    assert_eq!(problem.horizon().len(), WEEKS);
    let rotation = |doctor: usize, start: usize| Rotation {
        first: PeriodId::new(start),
        last: PeriodId::new((start + 12).min(WEEKS - 1)),
        activity: ActivityId::new((doctor + start / 13) % DEPARTMENTS),
    };
    let pathway = |doctor| {
        Pathway::new(
            (0..WEEKS)
                .step_by(13)
                .map(|start| rotation(doctor, start))
                .collect(),
            Vec::new(),
        )
    };
    let schedule = Schedule::new((0..DOCTORS).map(pathway).collect());
    let start = Instant::now();
    let report = check(&problem, &schedule);
    println!("{DOCTORS} doctors, {WEEKS} weeks: {:?}", start.elapsed());
    assert!(report.is_feasible());
    assert_eq!(report.value, (DOCTORS * WEEKS + WEEKS) as i64);
}
