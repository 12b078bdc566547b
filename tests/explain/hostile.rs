//! Ids are the user's: whatever they are, explanations are the same.

use super::common::{
    self,
    hostile::renamed,
    tiny::{Options, tiny_with},
};
use super::{solver, weeks};
use medrota::explain::{
    ConflictOptions, Plan, RelaxationOptions, Relaxations, Wish, conflicts, relaxations, why_not,
};
use medrota::ids::{ActivityId, DoctorId, PeriodId};
use medrota::problem::RuleDraft;
use medrota::problem::draft::{
    ActivityFilter, CohortDraft, DoctorDraft, EventDraft, LeaveDraft, RequirementDraft, SlotDraft,
};
use medrota::problem::rules;

fn told(found: &Relaxations) -> (i64, bool, Vec<i64>) {
    (
        found.bound,
        found.is_impossible,
        found
            .relaxations
            .iter()
            .map(|relaxation| relaxation.cost)
            .collect(),
    )
}

#[test]
fn ids_that_the_engine_would_use_change_nothing() {
    let outcomes = common::in_parallel(common::seeds(41_000, 120), |seed| {
        let draft = tiny_with(
            seed,
            Options {
                doctors: (1, 3),
                rules: (2, 6),
                pathways: 120.0,
                schedules: 3_000.0,
                own_totals: 0,
            },
        );
        let plain = draft.clone().validate().ok()?;
        let hostile = renamed(&draft)
            .validate()
            .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let options = ConflictOptions::default().solver(solver());
        let (one, other) = (
            conflicts(&plain, &options).unwrap(),
            conflicts(&hostile, &options).unwrap(),
        );
        let parts = |found: &medrota::explain::Conflicts| {
            found
                .conflicts
                .iter()
                .map(|conflict| conflict.parts.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (parts(&one), one.rest_is_feasible),
            (parts(&other), other.rest_is_feasible),
            "seed {seed}"
        );
        if !one.conflicts.is_empty() {
            let options = RelaxationOptions::default().solver(solver()).most(1);
            let (one, other) = (
                relaxations(&plain, &options).unwrap(),
                relaxations(&hostile, &options).unwrap(),
            );
            assert_eq!(told(&one), told(&other), "seed {seed}");
            return Some(false);
        }
        let schedule = solver().solve(&plain).unwrap().schedule?;
        let wish = Wish {
            doctor: DoctorId::new(0),
            activity: ActivityId::new(0),
            first: PeriodId::new(0),
            last: PeriodId::new(0),
            is_there: seed % 2 == 0,
        };
        let answer = |problem| {
            why_not(
                problem,
                Plan {
                    schedule: &schedule,
                    bound: None,
                },
                wish,
                &solver(),
            )
            .ok()
        };
        let costs = |problem| {
            answer(problem)
                .map(|answer| (answer.least_cost, answer.value_then, answer.is_impossible))
        };
        assert_eq!(costs(&plain), costs(&hostile), "seed {seed}");
        Some(true)
    });
    assert!(
        outcomes.iter().filter(|fits| **fits).count() >= 20
            && outcomes.iter().filter(|fits| !**fits).count() >= 10
    );
}

/// What is given up is read off the requirement that is meant, not off one whose id begins alike.
#[test]
fn a_requirement_is_not_taken_for_another_one() {
    let requirement = |id: &str, department: &str, min: i64| RequirementDraft {
        id: id.into(),
        activities: ActivityFilter {
            departments: vec![department.into()],
            ..ActivityFilter::default()
        },
        min,
        max: Some(min),
        runs_max: Some(1),
        ..RequirementDraft::default()
    };
    let cheapest = |other: &str| {
        let builder = weeks()
            .department("theatre", 1)
            .department("north", 1)
            .doctor("ana");
        let builder = builder
            .requirement_with(requirement(other, "north", 1))
            .requirement_with(requirement("surgery", "theatre", 4));
        let problem = builder.build().unwrap();
        let found =
            relaxations(&problem, &RelaxationOptions::default().never(other).most(1)).unwrap();
        found.relaxations[0].describe(&problem)
    };
    assert_eq!(
        cheapest("north"),
        "cost 15: requirement \"surgery\" for doctor \"ana\": 3 is enough."
    );
    assert_eq!(cheapest("surgery at north"), cheapest("north"));
}

#[test]
fn a_doctor_may_be_called_nobody() {
    let mut builder = weeks().department("eye", 1);
    for id in ["ana", "(nobody)", "(nobody)'"] {
        builder = builder.doctor(id);
    }
    let problem = builder.requirement("eye", &["eye"], 3).build().unwrap();
    let found = conflicts(&problem, &ConflictOptions::default()).unwrap();
    assert!(found.conflicts[0].is_minimal());
    let found = relaxations(&problem, &RelaxationOptions::default().most(1)).unwrap();
    assert!(found.relaxations[0].schedule.is_some() && found.bound == found.relaxations[0].cost);
}

/// A rule that is turned off and has the id that a wish would have must not turn off the wish.
#[test]
fn what_is_off_turns_off_nothing_else() {
    let mut builder = weeks()
        .department("eye", 1)
        .department("ear", 1)
        .doctor("ana");
    let off = RuleDraft::Off(rules::Off {
        id: "no wish".into(),
        rule: "wish".into(),
    });
    let rule = serde_json::from_str(
        r#"{"kind": "longest_run", "id": "wish", "activities": {}, "max_blocks": 1}"#,
    )
    .unwrap();
    builder.draft_mut().rules.extend([rule, off]);
    let problem = builder.requirement("eye", &["eye"], 4).build().unwrap();
    let schedule = solver().solve(&problem).unwrap().schedule.unwrap();
    let wish = Wish {
        doctor: DoctorId::new(0),
        activity: problem.find_activity("ear").unwrap(),
        first: PeriodId::new(1),
        last: PeriodId::new(1),
        is_there: true,
    };
    let answer = why_not(
        &problem,
        Plan {
            schedule: &schedule,
            bound: None,
        },
        wish,
        &solver(),
    )
    .unwrap();
    assert!(answer.is_impossible);
}

/// Whoever withdrew is not missed at an event.
#[test]
fn a_withdrawn_doctor_is_meant_to_attend_nothing() {
    let mut builder = weeks().department("eye", 1);
    let draft = builder.draft_mut();
    draft.cohorts.push(CohortDraft {
        id: "may".into(),
        ..CohortDraft::default()
    });
    for id in ["ana", "ben", "chen"] {
        draft.doctors.push(DoctorDraft {
            id: id.into(),
            cohort: Some("may".into()),
            withdrawn: id == "chen",
            ..DoctorDraft::default()
        });
    }
    draft.doctors.push(DoctorDraft {
        id: "dora".into(),
        ..DoctorDraft::default()
    });
    draft.leaves.push(LeaveDraft {
        doctor: "ben".into(),
        from: "#2".into(),
        to: "#2".into(),
        ..LeaveDraft::default()
    });
    let slots = vec![SlotDraft {
        from: "#2".into(),
        to: "#2".into(),
    }];
    let attendees = medrota::problem::draft::DoctorFilter {
        cohorts: vec!["may".into()],
        ..Default::default()
    };
    draft.events.push(EventDraft {
        id: "lecture".into(),
        slots,
        attendees,
        ..EventDraft::default()
    });
    let problem = builder.build().unwrap();
    let told = medrota::explain::audit(&problem)
        .describe(&problem)
        .join("\n");
    assert!(
        told.contains("2 doctors are meant to attend, 1 can: ben away at every slot"),
        "{told}"
    );
}
