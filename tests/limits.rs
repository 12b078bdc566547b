//! Inputs made to use up memory or time: each is refused with the code of its kind, or is a result. Sizes are such that an algorithm that is quadratic in
//! them would not end; nothing here looks at a clock.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::error::{Code, ErrorKind};
use medrota::problem::RuleDraft;
use medrota::problem::draft::{
    ActivityFilter, CapacityDraft, CohortDraft, DepartmentDraft, DoctorDraft, DoctorFilter,
    EventDraft, HorizonDraft, LeaveDraft, PeriodKindDraft, PrecedenceDraft, PreferenceDraft,
    RequirementDraft, SlotDraft, SpecialtyDraft,
};
use medrota::problem::rules;
use medrota::scenario::{Change, Part, Scenario, ScenarioSet};
use medrota::{Diagnostics, Problem, ProblemDraft, Schedule, Solver, Termination, check, limits};
use std::time::Duration;

/// A ward of two departments and two doctors over four weeks.
fn ward() -> ProblemDraft {
    let department = |id: &str| DepartmentDraft {
        id: id.into(),
        ..DepartmentDraft::default()
    };
    ProblemDraft {
        format: 1,
        name: "ward".into(),
        horizon: HorizonDraft {
            kind: PeriodKindDraft::Week,
            start: "2026-09-06".into(),
            end: "2026-10-03".into(),
            ..HorizonDraft::default()
        },
        departments: vec![department("north"), department("south")],
        capacities: ["north", "south"]
            .map(|of| CapacityDraft {
                of: of.into(),
                max: Some(1),
                ..CapacityDraft::default()
            })
            .into(),
        doctors: doctors(2),
        ..ProblemDraft::default()
    }
}

fn doctors(count: usize) -> Vec<DoctorDraft> {
    (0..count)
        .map(|number| DoctorDraft {
            id: format!("d{number}"),
            ..DoctorDraft::default()
        })
        .collect()
}

fn days(years: i32) -> HorizonDraft {
    let end = format!("{}-12-31", 1950 + years - 1);
    HorizonDraft {
        kind: PeriodKindDraft::Day,
        start: "1950-01-01".into(),
        end,
        ..HorizonDraft::default()
    }
}

fn found(draft: ProblemDraft) -> Diagnostics {
    draft
        .validate()
        .map(|problem| problem.warnings().clone())
        .unwrap_or_else(|error| error.diagnostics().clone())
}

/// The codes found, each once, and how many findings were only counted.
fn codes(found: &Diagnostics) -> (Vec<&'static str>, usize) {
    let mut codes: Vec<&str> = found
        .as_slice()
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    codes.dedup();
    (codes, found.suppressed())
}

/// The one limit that is named.
fn limit(draft: ProblemDraft) -> String {
    let found = found(draft);
    assert_eq!(codes(&found), (vec!["E010"], 0), "{found}");
    let message = &found.as_slice()[0].message;
    let name = message
        .rsplit_once('(')
        .unwrap()
        .1
        .trim_end_matches(").")
        .to_owned();
    assert!(
        limits::ALL.iter().any(|limit| limit.name == name),
        "{message}"
    );
    name
}

/// A problem that may be large, but is one: its solve keeps to little work.
fn solves(draft: ProblemDraft) -> Problem {
    let problem = draft.validate().unwrap();
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(10)
        .threads(2)
        .solve(&problem)
        .unwrap();
    if let Some(schedule) = &outcome.schedule {
        let report = check(&problem, schedule);
        assert!(report.is_feasible() && Some(report.value) == outcome.value);
    }
    problem
}

#[test]
fn tables_that_are_too_long() {
    let departments = |count: usize| {
        (0..count)
            .map(|number| DepartmentDraft {
                id: format!("p{number}"),
                ..DepartmentDraft::default()
            })
            .collect()
    };
    assert_eq!(
        limit(ProblemDraft {
            departments: departments(66_000),
            capacities: Vec::new(),
            ..ward()
        }),
        "DEPARTMENTS"
    );
    assert_eq!(
        limit(ProblemDraft {
            doctors: doctors(limits::DOCTORS + 1),
            ..ward()
        }),
        "DOCTORS"
    );
    let specialty = |number: usize| SpecialtyDraft {
        id: format!("s{number}"),
        ..SpecialtyDraft::default()
    };
    assert_eq!(
        limit(ProblemDraft {
            specialties: (0..200_000).map(specialty).collect(),
            ..ward()
        }),
        "SPECIALTIES"
    );
    // Everybody of a specialty of their own in a long chain: what is above each is the chain.
    let chain = |number: usize| SpecialtyDraft {
        parent: (number > 0).then(|| format!("s{}", number - 1)),
        ..specialty(number)
    };
    let of_chain = |number: usize| DoctorDraft {
        id: format!("d{number}"),
        specialty: Some(format!("s{number}")),
        ..DoctorDraft::default()
    };
    let chained = ProblemDraft {
        specialties: (0..20_000).map(chain).collect(),
        ..ward()
    };
    assert_eq!(
        limit(ProblemDraft {
            doctors: (0..20_000).map(of_chain).collect(),
            ..chained.clone()
        }),
        "SET_MEMBERS"
    );
    solves(ProblemDraft {
        doctors: vec![of_chain(19_999)],
        ..chained
    });
    let slot = SlotDraft {
        from: "#1".into(),
        to: "#1".into(),
    };
    let event = |slots: usize| EventDraft {
        id: "lecture".into(),
        slots: vec![slot.clone(); slots],
        ..EventDraft::default()
    };
    assert_eq!(
        limit(ProblemDraft {
            events: vec![event(100_000)],
            ..ward()
        }),
        "SLOTS_OF_EVENT"
    );
    assert_eq!(
        limit(ProblemDraft {
            events: vec![event(20_000)],
            doctors: doctors(2_000),
            ..ward()
        }),
        "ATTENDEE_SLOTS"
    );
    let long = "x".repeat(501);
    assert_eq!(
        limit(ProblemDraft {
            cohorts: vec![CohortDraft {
                id: long,
                ..CohortDraft::default()
            }],
            ..ward()
        }),
        "ID_BYTES"
    );
    let leave = LeaveDraft {
        doctor: "d0".into(),
        from: "#1".into(),
        to: "#1".into(),
        ..LeaveDraft::default()
    };
    assert_eq!(
        limit(ProblemDraft {
            leaves: vec![leave; 10_001],
            ..ward()
        }),
        "ROWS_OF_DOCTOR"
    );
}

#[test]
fn products_that_are_too_large() {
    // 10,000 departments over a year of days have no more than 30 million places by period, over ten years they do.
    let departments: Vec<_> = (0..10_000)
        .map(|number| DepartmentDraft {
            id: format!("p{number}"),
            ..DepartmentDraft::default()
        })
        .collect();
    let large = ProblemDraft {
        departments,
        capacities: Vec::new(),
        ..ward()
    };
    assert_eq!(
        limit(ProblemDraft {
            horizon: days(10),
            ..large.clone()
        }),
        "PLACE_PERIODS"
    );
    assert_eq!(
        limit(ProblemDraft {
            doctors: doctors(20_000),
            ..large
        }),
        "DOCTOR_ACTIVITIES"
    );
    let coverage = |number: usize| {
        RuleDraft::Coverage(rules::Coverage {
            id: format!("c{number}"),
            doctors: DoctorFilter::default(),
            activities: ActivityFilter::default(),
            periods: Default::default(),
            per: Default::default(),
            min: Some(1),
            max: None,
            allowed: Vec::new(),
            doctor_weights: Vec::new(),
            half_presence: false,
            weight: Some(1),
        })
    };
    assert_eq!(
        limit(ProblemDraft {
            horizon: days(70),
            rules: (0..1_000).map(coverage).collect(),
            ..ward()
        }),
        "SHARED_ROWS"
    );
    let capacity = |number: usize| {
        RuleDraft::Capacity(rules::Capacity {
            id: format!("c{number}"),
            doctors: DoctorFilter::default(),
            activities: ActivityFilter::default(),
            periods: Default::default(),
            min: 0,
            max: Some(1),
            weight: None,
        })
    };
    assert_eq!(
        limit(ProblemDraft {
            horizon: days(70),
            rules: (0..100_000).map(capacity).collect(),
            ..ward()
        }),
        "SHARED_ROWS"
    );
    let all_but = |number: usize| PreferenceDraft {
        doctors: DoctorFilter {
            except: vec![format!("d{number}")],
            ..DoctorFilter::default()
        },
        value: 1,
        ..PreferenceDraft::default()
    };
    assert_eq!(
        limit(ProblemDraft {
            doctors: doctors(20_000),
            preferences: (0..20_000).map(all_but).collect(),
            ..ward()
        }),
        "SET_MEMBERS"
    );
    let of_all = |number: usize| PreferenceDraft {
        id: format!("q{number}"),
        value: 1,
        ..PreferenceDraft::default()
    };
    assert_eq!(
        limit(ProblemDraft {
            preferences: (0..30_000).map(of_all).collect(),
            ..ward()
        }),
        "RULES_OF_DOCTOR"
    );
    assert_eq!(
        limit(ProblemDraft {
            doctors: doctors(5_000),
            preferences: (0..19_000).map(of_all).collect(),
            ..ward()
        }),
        "RULE_DOCTORS"
    );
    let whole = LeaveDraft {
        from: "1950-01-01".into(),
        to: "2019-12-31".into(),
        doctor: "d0".into(),
        ..LeaveDraft::default()
    };
    assert_eq!(
        limit(ProblemDraft {
            horizon: days(70),
            leaves: vec![whole; 6_000],
            ..ward()
        }),
        "SPAN_PERIODS"
    );
}

#[test]
fn a_hundred_thousand_mistakes() {
    let same = |_| PreferenceDraft {
        id: "q".into(),
        value: 1,
        ..PreferenceDraft::default()
    };
    assert_eq!(
        codes(&found(ProblemDraft {
            preferences: (0..100_000).map(same).collect(),
            ..ward()
        })),
        (vec!["E102"], 99_899)
    );
    let nobody = |number: usize| PreferenceDraft {
        doctors: DoctorFilter {
            doctors: vec![format!("nobody {number}")],
            ..DoctorFilter::default()
        },
        value: 1,
        ..PreferenceDraft::default()
    };
    assert_eq!(
        codes(&found(ProblemDraft {
            preferences: (0..100_000).map(nobody).collect(),
            ..ward()
        })),
        (vec!["E103"], 99_900)
    );
    let large = |number: usize| PreferenceDraft {
        id: format!("q{number}"),
        value: 1_000_000_000_000,
        ..PreferenceDraft::default()
    };
    assert_eq!(
        codes(&found(ProblemDraft {
            preferences: (0..19_000).map(large).collect(),
            ..ward()
        }))
        .0[0],
        "E303"
    );
    let tagged = |number: usize| {
        RuleDraft::LongestRun(rules::LongestRun {
            id: format!("r{number}"),
            doctors: DoctorFilter::default(),
            activities: ActivityFilter {
                tags: vec!["nowhere".into()],
                ..ActivityFilter::default()
            },
            max_blocks: 3,
            weight: None,
        })
    };
    assert_eq!(
        codes(&found(ProblemDraft {
            rules: (0..100_000).map(tagged).collect(),
            ..ward()
        })),
        (vec!["E401"], 99_900)
    );
    let requirement = |number: usize| RequirementDraft {
        id: format!("e{number}"),
        ..RequirementDraft::default()
    };
    let turn = |number: usize| PrecedenceDraft {
        id: format!("p{number}"),
        before: vec![format!("e{number}")],
        after: format!("e{}", (number + 1) % 10_000),
        ..PrecedenceDraft::default()
    };
    let circle = ProblemDraft {
        requirements: (0..10_000).map(requirement).collect(),
        precedence: (0..10_000).map(turn).collect(),
        doctors: doctors(500),
        ..ward()
    };
    assert_eq!(codes(&found(circle)), (vec!["E104"], 0));
}

#[test]
fn texts_of_findings_are_cut() {
    let name = "n".repeat(1_000_000);
    let draft = ProblemDraft {
        doctors: vec![DoctorDraft {
            id: "a".into(),
            cohort: Some(name),
            ..DoctorDraft::default()
        }],
        ..ward()
    };
    let found = found(draft);
    assert_eq!(codes(&found).0, ["E103"]);
    assert!(found.to_string().len() < 10_000);
}

#[test]
fn documents_that_are_too_deep_or_too_wide() {
    let refused = |text: &str| {
        let found = Problem::from_json_str(text).unwrap_err();
        assert_eq!(
            found.diagnostics().as_slice()[0].code,
            Code::LimitExceeded,
            "{found}"
        );
        found.diagnostics().as_slice()[0]
            .message
            .rsplit_once('(')
            .unwrap()
            .1
            .trim_end_matches(").")
            .to_owned()
    };
    assert_eq!(refused(&"[".repeat(100_000)), "NESTING");
    assert_eq!(refused(&"{\"a\":".repeat(100_000)), "NESTING");
    assert_eq!(
        refused(&format!(
            "{{\"doctors\": [{}{{}}]}}",
            "{},".repeat(1_000_000)
        )),
        "DOCTORS"
    );
    assert_eq!(
        refused(&format!("{{\"whatever\": [{}0]}}", "0,".repeat(2_000_000))),
        "ROWS"
    );
    assert_eq!(
        refused(&format!("[{}0]", "0,".repeat(10_000_000))),
        "DOCUMENT_ITEMS"
    );
}

#[test]
fn tables_of_a_folder_that_are_too_long() {
    let folder = tempfile::tempdir().unwrap();
    ward().write_csv(folder.path()).unwrap();
    std::fs::write(
        folder.path().join("regions.csv"),
        format!("id\n{}", "r\n".repeat(1_000_000)),
    )
    .unwrap();
    let found = Problem::from_path(folder.path()).unwrap_err();
    let finding = &found.diagnostics().as_slice()[0];
    assert!(
        finding.code == Code::LimitExceeded
            && finding.place.line == Some(10_002)
            && finding.message.contains("REGIONS"),
        "{found}"
    );
}

#[test]
fn large_problems_within_the_limits_are_solved() {
    let free = |max| {
        ["north", "south"]
            .map(|of| CapacityDraft {
                of: of.into(),
                max: Some(max),
                ..CapacityDraft::default()
            })
            .into()
    };
    solves(ProblemDraft {
        doctors: doctors(5_000),
        capacities: free(5_000),
        ..ward()
    });
    let run = |number: usize| {
        RuleDraft::LongestRun(rules::LongestRun {
            id: format!("r{number}"),
            doctors: DoctorFilter::default(),
            activities: ActivityFilter::default(),
            max_blocks: 3,
            weight: None,
        })
    };
    solves(ProblemDraft {
        rules: (0..300).map(run).collect(),
        ..ward()
    });
    let event = |number: usize| EventDraft {
        id: format!("v{number}"),
        slots: vec![SlotDraft {
            from: "#1".into(),
            to: "#1".into(),
        }],
        optional: true,
        value: 1,
        ..EventDraft::default()
    };
    solves(ProblemDraft {
        events: (0..20).map(event).collect(),
        ..ward()
    });
    // One of the last of 100,000 doctors: a set of few ids among many.
    let wish = |number: usize| PreferenceDraft {
        doctors: DoctorFilter {
            doctors: vec![format!("d{number}")],
            ..DoctorFilter::default()
        },
        value: 1,
        ..PreferenceDraft::default()
    };
    let problem = ProblemDraft {
        doctors: doctors(100_000),
        preferences: (0..100_000).map(wish).collect(),
        ..ward()
    }
    .validate()
    .unwrap();
    assert_eq!(check(&problem, &Schedule::default()).value, 0);
}

/// The value of the last activity that there may be is not lost.
#[test]
fn the_last_activity_counts() {
    let departments = (0..limits::ACTIVITIES)
        .map(|number| DepartmentDraft {
            id: format!("p{number}"),
            ..DepartmentDraft::default()
        })
        .collect();
    let wish = |id: String, value| PreferenceDraft {
        activities: ActivityFilter {
            departments: vec![id],
            ..ActivityFilter::default()
        },
        value,
        ..PreferenceDraft::default()
    };
    let capacity = |number: usize| CapacityDraft {
        of: format!("p{number}"),
        max: Some(1),
        ..CapacityDraft::default()
    };
    let draft = ProblemDraft {
        departments,
        capacities: [0, limits::ACTIVITIES - 1].map(capacity).into(),
        preferences: vec![
            wish("p0".into(), 4),
            wish(format!("p{}", limits::ACTIVITIES - 1), 5),
        ],
        horizon: HorizonDraft {
            end: "2026-09-12".into(),
            ..ward().horizon
        },
        ..ward()
    };
    let problem = draft.validate().unwrap();
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(1_000)
        .solve(&problem)
        .unwrap();
    assert_eq!((outcome.value, outcome.bound), (Some(9), Some(9)));
    assert_eq!(check(&problem, &outcome.schedule.unwrap()).value, 9);
}

#[test]
fn changes_and_sets_that_are_too_many() {
    let problem = ward().validate().unwrap();
    let place = |number: usize| Change::AddPlaces {
        of: "north".into(),
        places: 1,
        from: Some(format!("#{}", number % 4 + 1)),
        to: Some(format!("#{}", number % 4 + 1)),
    };
    let refused = |scenario: Scenario| {
        let error = scenario.apply(&problem, None).unwrap_err();
        (
            error.diagnostics().as_slice()[0].code,
            error.diagnostics().as_slice().len(),
        )
    };
    assert_eq!(
        refused(Scenario::new("many", (0..100_000).map(place).collect())),
        (Code::LimitExceeded, 1)
    );
    let applied = Scenario::new("many", (0..20_000).map(place).collect())
        .apply(&problem, None)
        .unwrap();
    assert!(
        applied
            .draft()
            .capacities
            .iter()
            .any(|row| row.max == Some(5_001))
    );
    // All contradict each other: those that are listed are the first ones.
    let set = |number: usize| Change::SetPlaces {
        of: "north".into(),
        places: number as i64,
        from: None,
        to: None,
    };
    assert_eq!(
        refused(Scenario::new("all", (0..20_000).map(set).collect())),
        (Code::ContradictoryChanges, 100)
    );
    let new = |number: usize| Change::AddDoctor {
        doctor: DoctorDraft {
            id: format!("n{number}"),
            ..DoctorDraft::default()
        },
    };
    let applied = Scenario::new("new", (0..20_000).map(new).collect())
        .apply(&problem, None)
        .unwrap();
    assert_eq!(applied.doctors().len(), 20_002);
    let cohort = ProblemDraft {
        cohorts: vec![CohortDraft {
            id: "c".into(),
            ..CohortDraft::default()
        }],
        doctors: vec![DoctorDraft {
            id: "a".into(),
            cohort: Some("c".into()),
            ..DoctorDraft::default()
        }],
        ..ward()
    };
    let enlarge = Scenario::new(
        "more",
        vec![Change::EnlargeCohort {
            cohort: "c".into(),
            doctors: 1_000_000_000,
        }],
    );
    let error = enlarge
        .apply(&cohort.validate().unwrap(), None)
        .unwrap_err();
    assert_eq!(error.diagnostics().as_slice()[0].code, Code::NumberTooLarge);

    let axis = |of: &str| {
        (0..1_000)
            .map(|places| Change::AddPlaces {
                of: of.into(),
                places,
                from: None,
                to: None,
            })
            .collect::<Vec<_>>()
    };
    let grid = ScenarioSet::new(
        "grid",
        vec![Part::Grid {
            axes: vec![axis("north"), axis("south"), axis("north")],
        }],
    );
    let many = ScenarioSet::new(
        "draws",
        vec![Part::Random {
            count: 1_000_000_000_000_000_000,
            disruptions: Default::default(),
        }],
    );
    for set in [grid, many] {
        let error = set.validate().unwrap_err();
        assert_eq!(
            error.diagnostics().as_slice()[0].code,
            Code::LimitExceeded,
            "{error}"
        );
    }
}

#[test]
fn options_that_are_too_large() {
    let problem = ward().validate().unwrap();
    for solver in [
        Solver::new().threads(70_000),
        Solver::new().diagram_arc_limit(usize::MAX),
    ] {
        let error = solver.solve(&problem).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Option);
        assert!(error.to_string().contains("ask for fewer"), "{error}");
    }
    let expected = medrota::replan::Expected::like(&problem);
    assert_eq!(
        expected
            .clone()
            .doctors(1_000_000)
            .futures(&problem, 8, 1)
            .unwrap_err()
            .kind(),
        ErrorKind::Option
    );
    assert_eq!(
        expected
            .clone()
            .doctors(20_000)
            .futures(&problem, 1_000, 1)
            .unwrap_err()
            .kind(),
        ErrorKind::Option
    );
    assert_eq!(
        expected
            .doctors(1)
            .futures(&problem, 1_001, 1)
            .unwrap_err()
            .kind(),
        ErrorKind::Option
    );
}

/// Numbers at the edge of what is accepted: the worst schedule has a value that is exact.
#[test]
fn the_largest_values_are_exact() {
    let most = 1_000_000_000;
    let draft = |people: usize, min: i64| ProblemDraft {
        doctors: doctors(people),
        requirements: vec![RequirementDraft {
            id: "r".into(),
            min,
            weight: Some(most),
            ..RequirementDraft::default()
        }],
        ..ward()
    };
    // 2^62 is 4.6 times what one doctor without any of it costs.
    let problem = draft(4, most).validate().unwrap();
    assert_eq!(
        check(&problem, &Schedule::default()).value,
        -4 * most * most
    );
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(200)
        .solve(&problem)
        .unwrap();
    assert_eq!(
        outcome.value,
        outcome
            .schedule
            .as_ref()
            .map(|schedule| check(&problem, schedule).value)
    );
    let refused = found(draft(5, most));
    assert_eq!(codes(&refused), (vec!["E303"], 0));
    assert!(refused.as_slice()[0].message.contains("\"r\""), "{refused}");

    let coverage = |weight| {
        RuleDraft::Coverage(rules::Coverage {
            id: "c".into(),
            doctors: DoctorFilter::default(),
            activities: ActivityFilter::default(),
            periods: Default::default(),
            per: Default::default(),
            min: Some(most),
            max: None,
            allowed: Vec::new(),
            doctor_weights: Vec::new(),
            half_presence: false,
            weight: Some(weight),
        })
    };
    let problem = ProblemDraft {
        rules: vec![coverage(most)],
        ..ward()
    }
    .validate()
    .unwrap();
    assert_eq!(
        check(&problem, &Schedule::default()).value,
        -4 * most * most
    );
    let longer = ProblemDraft {
        rules: vec![coverage(most)],
        horizon: HorizonDraft {
            end: "2026-10-10".into(),
            ..ward().horizon
        },
        ..ward()
    };
    assert_eq!(codes(&found(longer)), (vec!["E303"], 0));
}

#[test]
fn no_time_at_all_is_a_result() {
    let problem = medrota::generate::Year::new(20, 26, 8)
        .draft()
        .validate()
        .unwrap();
    let outcome = Solver::new()
        .time_limit(Duration::ZERO)
        .solve(&problem)
        .unwrap();
    assert_eq!(
        (outcome.termination, outcome.value, outcome.bound),
        (Termination::TimeLimit, None, None)
    );
    let token = medrota::solve::CancelToken::new();
    token.cancel();
    let outcome = Solver::new().cancel_token(token).solve(&problem).unwrap();
    assert_eq!(outcome.termination, Termination::Cancelled);
}
