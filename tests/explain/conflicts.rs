//! That conflicts are conflicts, that every part is needed, and that one is found wherever there is no schedule.

use super::common::oracle::{self, Oracle};
use super::common::tiny::{Options, tiny_with};
use super::{common, is_feasible, solver, weeks, without};
use medrota::check;
use medrota::explain::{Conflict, ConflictOptions, Part, Proof, conflicts};
use medrota::generate::{ConflictKind, PlantedConflict, Year};
use medrota::problem::Problem;
use medrota::problem::draft::{DoctorFilter, LeaveDraft, RequirementDraft};

/// The conflict has no schedule, and has one without any single part; the certificate proves the first.
fn assert_minimal(problem: &Problem, conflict: &Conflict) {
    let told = conflict.describe(problem);
    if conflict.proof == Proof::Certificate {
        conflict
            .certificate
            .as_ref()
            .unwrap()
            .verify(&conflict.problem)
            .unwrap();
    } else {
        // Proven by enumeration, which other tests hold against the oracle's; at least no engine may find a schedule.
        assert_ne!(
            is_feasible(conflict.problem.draft().clone()),
            Some(true),
            "{told}"
        );
    }
    assert!(conflict.is_minimal(), "{told} {:?}", conflict.is_needed);
    for &part in &conflict.parts {
        let spared = without(problem, conflict.problem.draft(), part);
        assert_eq!(
            is_feasible(spared),
            Some(true),
            "{told}\nis not resolved without {}",
            part.describe(problem)
        );
    }
}

#[test]
fn a_minimal_conflict_is_found_in_every_planted_one() {
    for &kind in ConflictKind::ALL {
        for seed in 1..=2 {
            let problem = PlantedConflict::new(kind, 20)
                .seed(seed)
                .draft()
                .validate()
                .unwrap();
            let found = conflicts(&problem, &ConflictOptions::default()).unwrap();
            assert_eq!(found.conflicts.len(), 1, "{kind:?} {seed}");
            assert_minimal(&problem, &found.conflicts[0]);
        }
    }
}

/// The whole series, with its figures: `cargo test --release --test explain -- --ignored --nocapture series`.
#[test]
#[ignore = "200 problems, 20 to 200 doctors"]
fn series() {
    let sizes = [20, 20, 60, 60, 60, 60, 100, 140, 200, 200];
    let mut seconds: Vec<(usize, f64)> = Vec::new();
    let mut missed = Vec::new();
    let only = std::env::var("SERIES_ONLY")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    for number in (0..200_usize).filter(|number| only.is_none_or(|only| only == *number)) {
        let kind = ConflictKind::ALL[number % ConflictKind::ALL.len()];
        let doctors = sizes[(number / ConflictKind::ALL.len()) % sizes.len()];
        let problem = PlantedConflict::new(kind, doctors)
            .seed(number as u64)
            .draft()
            .validate()
            .unwrap();
        let began = std::time::Instant::now();
        let found = conflicts(&problem, &ConflictOptions::default()).unwrap();
        let took = began.elapsed().as_secs_f64();
        seconds.push((doctors, took));
        println!(
            "{number} {kind:?} {doctors}: {took:.2} s, {} solves, rest {:?}",
            found.solves, found.rest_is_feasible
        );
        match found.conflicts.first() {
            Some(conflict) if conflict.is_minimal() => assert_minimal(&problem, conflict),
            Some(conflict) => {
                let told = conflict.describe(&problem);
                missed.push(format!(
                    "{number} {kind:?} {doctors}: not proven minimal: {told} {:?}",
                    conflict.is_needed
                ));
            }
            None => missed.push(format!("{number} {kind:?} {doctors}: none found")),
        }
    }
    for size in [20, 60, 100, 140, 200] {
        let mut of_size: Vec<f64> = seconds
            .iter()
            .filter(|entry| entry.0 == size)
            .map(|entry| entry.1)
            .collect();
        of_size.sort_by(f64::total_cmp);
        if of_size.is_empty() {
            continue;
        }
        println!(
            "{size} doctors: {} problems, median {:.2} s, max {:.2} s",
            of_size.len(),
            of_size[of_size.len() / 2],
            of_size[of_size.len() - 1]
        );
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn conflicts_that_share_no_part_are_told_one_by_one() {
    let mut builder = weeks().department("eye", 1).department("ear", 1);
    for doctor in ["ana", "ben", "chen"] {
        builder = builder.doctor(doctor);
    }
    let three = |id: &str, department: &str, who: &[&str]| RequirementDraft {
        id: id.into(),
        doctors: DoctorFilter {
            doctors: who.iter().map(|id| (*id).to_owned()).collect(),
            ..DoctorFilter::default()
        },
        activities: medrota::problem::draft::ActivityFilter {
            departments: vec![department.into()],
            ..Default::default()
        },
        min: 3,
        ..RequirementDraft::default()
    };
    builder = builder
        .requirement_with(three("eye", "eye", &["ana", "ben"]))
        .requirement_with(three("ear", "ear", &["chen"]));
    let leave = LeaveDraft {
        doctor: "chen".into(),
        from: "#2".into(),
        to: "#3".into(),
        ..LeaveDraft::default()
    };
    builder.draft_mut().leaves.push(leave);
    let problem = builder.build().unwrap();
    let found = conflicts(&problem, &ConflictOptions::default().most(5)).unwrap();
    assert_eq!(found.conflicts.len(), 2);
    assert_eq!(found.rest_is_feasible, Some(true));
    let chen = problem.find_doctor("chen").unwrap();
    assert_eq!(
        found.conflicts[0].parts,
        [
            Part::Rule {
                rule: problem.find_rule("ear").unwrap(),
                doctor: chen
            },
            Part::Leaves { doctor: chen }
        ]
    );
    assert!(
        found.conflicts[0]
            .describe(&problem)
            .contains("leave of doctor \"chen\": 2026-05-10..2026-05-23")
    );
    found
        .conflicts
        .iter()
        .for_each(|conflict| assert_minimal(&problem, conflict));
    let one = conflicts(&problem, &ConflictOptions::default()).unwrap();
    assert_eq!(
        (one.conflicts.len(), one.rest_is_feasible),
        (1, Some(false))
    );
}

#[test]
fn a_problem_with_a_schedule_has_no_conflict() {
    let problem = Year::new(8, 20, 4)
        .seed(3)
        .planted()
        .draft()
        .validate()
        .unwrap();
    let found = conflicts(&problem, &ConflictOptions::default()).unwrap();
    assert!(found.conflicts.is_empty());
    assert_eq!(found.rest_is_feasible, Some(true));
}

#[test]
fn the_same_conflicts_come_out_on_any_number_of_threads() {
    let problem = PlantedConflict::new(ConflictKind::Capacity, 20)
        .seed(5)
        .draft()
        .validate()
        .unwrap();
    let told = |threads: usize| {
        let solver = ConflictOptions::default().solver.threads(threads);
        let found = conflicts(&problem, &ConflictOptions::default().solver(solver)).unwrap();
        found
            .conflicts
            .iter()
            .map(|conflict| conflict.parts.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(1), told(2));
}

/// A conflict exactly where enumeration finds no schedule, whatever the rules.
#[test]
fn conflicts_agree_with_enumeration() {
    let outcomes = common::in_parallel(common::seeds(9_000, 150), |seed| {
        let options = Options {
            doctors: (1, 3),
            rules: (1, 5),
            pathways: 200.0,
            schedules: 8_000.0,
            own_totals: 0,
        };
        let mut draft = tiny_with(seed, options);
        draft
            .requirements
            .iter_mut()
            .for_each(|row| row.weight = None);
        draft
            .capacities
            .iter_mut()
            .for_each(|row| row.weight = None);
        let problem = draft.validate().ok()?;
        let oracle = oracle::best(&problem);
        if oracle == Oracle::TooLarge {
            return None;
        }
        let found = conflicts(&problem, &ConflictOptions::default().solver(solver())).unwrap();
        match &oracle {
            Oracle::Best { schedule, .. } => {
                assert!(check(&problem, schedule).is_feasible());
                assert!(
                    found.conflicts.is_empty(),
                    "seed {seed}: {}",
                    found.conflicts[0].describe(&problem)
                );
                Some((true, found.rest_is_feasible == Some(true)))
            }
            _ => {
                for conflict in &found.conflicts {
                    assert!(
                        matches!(
                            oracle::best(&conflict.problem),
                            Oracle::Infeasible | Oracle::TooLarge
                        ),
                        "seed {seed}"
                    );
                }
                assert_ne!(
                    found
                        .rest_is_feasible
                        .filter(|_| found.conflicts.is_empty()),
                    Some(true),
                    "seed {seed}"
                );
                Some((
                    false,
                    found.conflicts.first().is_some_and(Conflict::is_minimal),
                ))
            }
        }
    });
    let count = |feasible: bool, sure: bool| {
        outcomes
            .iter()
            .filter(|outcome| **outcome == (feasible, sure))
            .count()
    };
    println!(
        "{} with a schedule, {} unsure; {} without, {} not minimal",
        count(true, true),
        count(true, false),
        count(false, true),
        count(false, false)
    );
    assert!(
        count(false, true) > 10,
        "too few problems without a schedule"
    );
    assert!(
        count(false, false) * 20 <= count(false, true) + count(false, false),
        "too many without a minimal conflict"
    );
    assert!(
        count(true, false) * 20 <= count(true, true),
        "too many without an answer"
    );
}

/// Time and the token are for the whole search: once it is over nothing is asked, and nothing is claimed.
#[test]
fn a_search_without_time_claims_nothing() {
    let problem =
        medrota::generate::PlantedConflict::new(medrota::generate::ConflictKind::ALL[0], 20)
            .seed(1)
            .draft()
            .validate()
            .unwrap();
    let token = medrota::solve::CancelToken::new();
    token.cancel();
    for solver in [
        super::solver().time_limit(std::time::Duration::ZERO),
        super::solver().cancel_token(token),
    ] {
        let found = conflicts(&problem, &ConflictOptions::default().solver(solver)).unwrap();
        assert_eq!(found.solves, 0);
        assert_ne!(found.rest_is_feasible, Some(true));
        assert!(
            found
                .conflicts
                .iter()
                .all(|conflict| conflict.is_needed.iter().all(|needed| !needed))
        );
    }
}
