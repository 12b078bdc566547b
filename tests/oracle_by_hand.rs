//! Tiny problems whose best schedule can be found with a pencil: oracle and judge must find it, too, and no solver
//! may claim otherwise.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::oracle::{self, Oracle};
use medrota::problem::draft::{
    ActivityDraft, ActivityFilter, AttendanceDraft, CapacityDraft, DoctorDraft, DoctorFilter,
    EventDraft, LeaveDraft, PerDraft, PeriodFilter, PeriodKindDraft, PrecedenceDraft,
    PreferenceDraft, RequirementDraft, RotationDraft, SlotDraft,
};
use medrota::problem::rule_draft::{
    CoveragePerDraft, DoctorWeightDraft, PatternStepDraft, SuccessionModeDraft,
};
use medrota::problem::rules;
use medrota::problem::{ProblemBuilder, RuleDraft};
use medrota::{Solver, Termination};

/// `count` weeks from a Sunday on.
fn weeks(count: usize) -> ProblemBuilder {
    let ends = [
        "2026-09-12",
        "2026-09-19",
        "2026-09-26",
        "2026-10-03",
        "2026-10-10",
    ];
    ProblemBuilder::weeks("by hand", "2026-09-06", ends[count - 1])
}

fn best(problem: ProblemBuilder) -> Option<i64> {
    let problem = problem.build().unwrap();
    let best = match oracle::best(&problem) {
        Oracle::Infeasible => None,
        Oracle::Best { value, .. } => Some(value),
        Oracle::TooLarge => panic!("too large for a test by hand"),
    };
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(2_000)
        .threads(1)
        .solve(&problem)
        .unwrap();
    // The search may miss the best schedule but never contradicts it; a proof is one.
    assert!(
        outcome.value <= best,
        "the solver claims {:?}, the best is {best:?}",
        outcome.value
    );
    assert!(
        best.is_none() || outcome.bound.is_none_or(|bound| Some(bound) >= best),
        "the bound {:?} is below {best:?}",
        outcome.bound
    );
    match outcome.termination {
        Termination::Optimal => assert_eq!(outcome.value, best),
        Termination::Infeasible => assert_eq!(best, None),
        _ => {}
    }
    best
}

fn ward(id: &str) -> ActivityFilter {
    ActivityFilter {
        departments: vec![id.into()],
        ..ActivityFilter::default()
    }
}

fn only(id: &str) -> DoctorFilter {
    DoctorFilter {
        doctors: vec![id.into()],
        ..DoctorFilter::default()
    }
}

fn wish(doctor: &str, department: &str, period: &str, value: i64) -> PreferenceDraft {
    PreferenceDraft {
        doctors: only(doctor),
        activities: ward(department),
        periods: PeriodFilter {
            periods: vec![period.into()],
            ..PeriodFilter::default()
        },
        value,
        ..PreferenceDraft::default()
    }
}

fn with(
    mut problem: ProblemBuilder,
    rows: impl IntoIterator<Item = PreferenceDraft>,
) -> ProblemBuilder {
    problem.draft_mut().preferences.extend(rows);
    problem
}

#[test]
fn one_place_goes_to_whom_it_is_worth_more() {
    let problem = weeks(2)
        .department("surgery", 1)
        .doctor("ana")
        .doctor("ben");
    // Ana takes the first week (5 against 3), Ben the second (4 against 2).
    let wishes = [
        wish("ana", "surgery", "#1", 5),
        wish("ben", "surgery", "#1", 3),
        wish("ana", "surgery", "#2", 2),
        wish("ben", "surgery", "#2", 4),
    ];
    assert_eq!(best(with(problem, wishes)), Some(9));
}

#[test]
fn what_comes_first_delays_what_comes_after() {
    let mut problem = weeks(3)
        .department("ward", 1)
        .department("theatre", 1)
        .doctor("ana");
    problem = problem.requirement("ward first", &["ward"], 1).requirement(
        "then theatre",
        &["theatre"],
        1,
    );
    problem.draft_mut().precedence.push(PrecedenceDraft {
        id: "order".into(),
        before: vec!["ward first".into()],
        after: "then theatre".into(),
        ..PrecedenceDraft::default()
    });
    // Theatre is worth 9 in the first week, but the ward comes first; 4 in the second week is left.
    let wishes = [
        wish("ana", "theatre", "#1", 9),
        wish("ana", "theatre", "#2", 4),
        wish("ana", "theatre", "#3", 1),
    ];
    assert_eq!(best(with(problem, wishes)), Some(4));
}

#[test]
fn a_soft_requirement_is_paid_for_what_is_missing() {
    let mut problem = weeks(3)
        .department("ward", 1)
        .doctor("ana")
        .doctor("ben")
        .requirement_with(RequirementDraft {
            id: "two weeks each".into(),
            activities: ward("ward"),
            min: 2,
            weight: Some(7),
            ..RequirementDraft::default()
        });
    // Three weeks of one place, four asked for.
    assert_eq!(best(problem.clone()), Some(-7));
    problem.draft_mut().requirements[0].weight = None;
    assert_eq!(best(problem), None);
}

#[test]
fn leave_makes_an_early_start_impossible() {
    let mut problem = weeks(2)
        .department("ward", 1)
        .doctor("ana")
        .rule(RuleDraft::FirstBy(rules::FirstBy {
            id: "begin at once".into(),
            doctors: DoctorFilter::default(),
            activities: ward("ward"),
            by: "#1".into(),
            weight: None,
        }));
    assert_eq!(best(problem.clone()), Some(0));
    problem.draft_mut().leaves.push(LeaveDraft {
        doctor: "ana".into(),
        from: "#1".into(),
        to: "#1".into(),
        ..LeaveDraft::default()
    });
    assert_eq!(best(problem), None);
}

#[test]
fn a_rotation_goes_on_around_leave_that_keeps_the_place() {
    let mut problem = weeks(3).department("ward", 1).doctor("ana").requirement(
        "three weeks in one rotation",
        &["ward"],
        2,
    );
    let leave = LeaveDraft {
        doctor: "ana".into(),
        from: "#2".into(),
        to: "#2".into(),
        keeps_place: true,
        ..LeaveDraft::default()
    };
    problem.draft_mut().leaves.push(leave);
    // One rotation of three weeks, of which two count; the value is paid where she is present.
    let wishes = [
        wish("ana", "ward", "#1", 2),
        wish("ana", "ward", "#2", 100),
        wish("ana", "ward", "#3", 3),
    ];
    assert_eq!(best(with(problem.clone(), wishes.clone())), Some(5));
    problem.draft_mut().leaves[0].keeps_place = false;
    assert_eq!(best(with(problem, wishes)), None);
}

#[test]
fn a_rotation_that_is_nothing_but_leave_is_none() {
    let with_leave = |last: &str, per| {
        let mut problem = weeks(4)
            .department("ward", 2)
            .department("clinic", 2)
            .doctor("ana");
        let draft = problem.draft_mut();
        draft.leaves.push(LeaveDraft {
            doctor: "ana".into(),
            from: "#2".into(),
            to: last.into(),
            keeps_place: true,
            ..LeaveDraft::default()
        });
        draft.preferences.push(PreferenceDraft {
            activities: ActivityFilter {
                departments: vec!["ward".into()],
                ..ActivityFilter::default()
            },
            per,
            value: 7,
            ..PreferenceDraft::default()
        });
        problem
    };
    // Two weeks of leave between two weeks of work: one rotation, however often she would change places meanwhile.
    let per_rotation = with_leave("#3", PerDraft::Rotation);
    assert_eq!(best(per_rotation), Some(7));
    // Then the leave goes on to the end: one week of work.
    assert_eq!(best(with_leave("#4", PerDraft::Rotation)), Some(7));
    assert_eq!(best(with_leave("#4", PerDraft::Period)), Some(7));
    // A rotation that begins or ends with leave is worked in.
    let asked = with_leave("#4", PerDraft::Period).requirement("clinic", &["clinic"], 1);
    assert_eq!(best(asked), Some(0));
    // What is asked for only while she is away cannot be had.
    let mut away = with_leave("#4", PerDraft::Period).requirement("clinic", &["clinic"], 1);
    away.draft_mut().requirements[0].min = 0;
    away.draft_mut().requirements[0].runs_min = 1;
    away.draft_mut().requirements[0].within.from = Some("#2".into());
    assert_eq!(best(away), None);
}

#[test]
fn leave_that_keeps_the_place_keeps_it_from_others() {
    let mut problem = weeks(3)
        .department("ward", 1)
        .doctor("ana")
        .doctor("ben")
        .requirement("ana", &["ward"], 2);
    problem.draft_mut().requirements[0].doctors.doctors = vec!["ana".into()];
    let leave = LeaveDraft {
        doctor: "ana".into(),
        from: "#2".into(),
        to: "#2".into(),
        keeps_place: true,
        ..LeaveDraft::default()
    };
    problem.draft_mut().leaves.push(leave);
    // Ben would like her week; only without the leave's promise may he have it.
    let wishes = [wish("ben", "ward", "#2", 7)];
    assert_eq!(best(with(problem.clone(), wishes.clone())), Some(0));
    problem.draft_mut().leaves[0].keeps_place = false;
    problem.draft_mut().requirements[0].runs_max = None;
    assert_eq!(best(with(problem, wishes)), Some(7));
}

#[test]
fn leave_that_counts_is_time_served() {
    let mut problem = weeks(3).department("ward", 1).doctor("ana").requirement(
        "three weeks in one rotation",
        &["ward"],
        3,
    );
    let leave = LeaveDraft {
        doctor: "ana".into(),
        from: "#2".into(),
        to: "#2".into(),
        keeps_place: true,
        ..LeaveDraft::default()
    };
    problem.draft_mut().leaves.push(leave);
    assert_eq!(best(problem.clone()), None);
    problem.draft_mut().leaves[0].counts = true;
    assert_eq!(best(problem), Some(0));
}

#[test]
fn leave_that_is_chosen_lies_within_a_rotation() {
    let mut problem = weeks(3)
        .department("ward", 1)
        .doctor("ana")
        .doctor("ben")
        .requirement("ana", &["ward"], 3);
    let draft = problem.draft_mut();
    draft.requirements[0].doctors.doctors = vec!["ana".into()];
    draft.activities.push(ActivityDraft {
        id: "ward, vacation".into(),
        department: "ward".into(),
        leave_of: Some("ward".into()),
        tags: vec!["vacation".into()],
        ..ActivityDraft::default()
    });
    let activities = ActivityFilter {
        tags: vec!["vacation".into()],
        ..ActivityFilter::default()
    };
    let doctors = DoctorFilter {
        doctors: vec!["ana".into()],
        ..DoctorFilter::default()
    };
    let vacation = RequirementDraft {
        id: "a week".into(),
        doctors,
        activities,
        min: 1,
        max: Some(1),
        ..RequirementDraft::default()
    };
    draft.requirements.push(vacation);
    let vacation_wish = |period: &str, value: i64| {
        let activities = ActivityFilter {
            tags: vec!["vacation".into()],
            ..ActivityFilter::default()
        };
        PreferenceDraft {
            activities,
            ..wish("ana", "ward", period, value)
        }
    };
    // One rotation of three weeks with her best week off in it; nobody else has the place meanwhile.
    let wishes = [
        vacation_wish("#1", 1),
        vacation_wish("#2", 4),
        wish("ben", "ward", "#2", 9),
    ];
    assert_eq!(best(with(problem.clone(), wishes.clone())), Some(4));
    // Somebody has to be at work there in week 2.
    let draft = problem.draft_mut();
    draft.capacities[0].min = 1;
    draft.capacities[0].from = Some("#2".into());
    draft.capacities[0].to = Some("#2".into());
    assert_eq!(best(with(problem, wishes)), Some(1));
}

#[test]
fn an_attended_slot_leaves_no_gap_in_a_rotation() {
    let mut problem =
        ProblemBuilder::new("by hand", PeriodKindDraft::Day, "2026-09-07", "2026-09-09")
            .department("ward", 1)
            .doctor("ana");
    let slot = |period: &str| SlotDraft {
        from: period.into(),
        to: period.into(),
    };
    problem.draft_mut().events.push(EventDraft {
        id: "masterclass".into(),
        slots: vec![slot("#1"), slot("#2")],
        value: 1,
        ..EventDraft::default()
    });
    // One rotation of two days whichever slot she attends; the dear day is the first.
    let problem = problem.requirement("two days in one rotation", &["ward"], 2);
    let wishes = [
        wish("ana", "ward", "#1", 5),
        wish("ana", "ward", "#2", 3),
        wish("ana", "ward", "#3", 2),
    ];
    assert_eq!(best(with(problem, wishes)), Some(1 + 5 + 2));
}

#[test]
fn a_joint_event_with_few_places_may_be_impossible() {
    let mut problem = weeks(2).department("ward", 2).doctor("ana").doctor("ben");
    let slot = |period: &str| SlotDraft {
        from: period.into(),
        to: period.into(),
    };
    problem.draft_mut().events.push(EventDraft {
        id: "seminar".into(),
        slots: vec![slot("#1"), slot("#2")],
        max_places: Some(1),
        value: 3,
        ..EventDraft::default()
    });
    assert_eq!(best(problem.clone()), Some(6));
    problem.draft_mut().events[0].joint = true;
    assert_eq!(best(problem.clone()), None);
    problem.draft_mut().events[0].optional = true;
    assert_eq!(best(problem.clone()), Some(3));
    problem.draft_mut().events[0].min_places = 2;
    problem.draft_mut().events[0].max_places = None;
    assert_eq!(best(problem), Some(6));
}

#[test]
fn the_worst_doctor_counts_more() {
    let problem = weeks(2).department("ward", 1).doctor("ana").doctor("ben");
    let wishes = [
        wish("ana", "ward", "#1", 5),
        wish("ana", "ward", "#2", 5),
        wish("ben", "ward", "#1", 4),
        wish("ben", "ward", "#2", 4),
    ];
    let problem = with(problem, wishes);
    assert_eq!(best(problem.clone()), Some(10));
    let worst = |weight, at_least| {
        RuleDraft::WorstDoctor(rules::WorstDoctor {
            id: "worst".into(),
            doctors: DoctorFilter::default(),
            weight,
            at_least,
        })
    };
    // 5 + 4, and 3 times the 4 of Ben.
    assert_eq!(best(problem.clone().rule(worst(3, None))), Some(21));
    assert_eq!(best(problem.clone().rule(worst(0, Some(4)))), Some(9));
    assert_eq!(best(problem.rule(worst(0, Some(5)))), None);
}

#[test]
fn a_half_present_doctor_covers_half() {
    let mut problem = weeks(1)
        .department("ward", 3)
        .doctor("ana")
        .doctor("ben")
        .rule(RuleDraft::Coverage(rules::Coverage {
            id: "one and a half".into(),
            doctors: DoctorFilter::default(),
            activities: ward("ward"),
            periods: PeriodFilter::default(),
            per: CoveragePerDraft::Period,
            min: None,
            max: None,
            allowed: vec![3],
            doctor_weights: vec![DoctorWeightDraft {
                doctors: DoctorFilter::default(),
                weight: 2,
            }],
            half_presence: true,
            weight: Some(10),
        }));
    // Sums are 0, 2 and 4, one away from 3 at best.
    assert_eq!(best(problem.clone()), Some(-10));
    let leave = LeaveDraft {
        doctor: "ben".into(),
        from: "2026-09-08".into(),
        to: "2026-09-09".into(),
        ..LeaveDraft::default()
    };
    problem.draft_mut().leaves.push(leave);
    assert_eq!(best(problem), Some(0));
}

#[test]
fn an_even_load_costs_its_difference() {
    let problem = weeks(2)
        .department("ward", 3)
        .doctor("ana")
        .doctor("ben")
        .rule(RuleDraft::EvenLoad(rules::EvenLoad {
            id: "even".into(),
            doctors: DoctorFilter::default(),
            activities: ward("ward"),
            periods: PeriodFilter::default(),
            weight: 3,
            at_most: None,
        }));
    // Both in week 1 only gives 2 + 2 - 3 · 2; both in both weeks 2 + 2 - 1 - 1.
    let wishes = [
        wish("ana", "ward", "#1", 2),
        wish("ben", "ward", "#1", 2),
        wish("ana", "ward", "#2", -1),
        wish("ben", "ward", "#2", -1),
    ];
    assert_eq!(best(with(problem, wishes)), Some(2));
}

#[test]
fn changes_are_paid_for_and_limited() {
    let mut problem = weeks(3)
        .department("ward", 1)
        .department("theatre", 1)
        .doctor("ana");
    let published = RotationDraft {
        doctor: "ana".into(),
        activity: "ward".into(),
        from: "#1".into(),
        to: "#3".into(),
    };
    problem.draft_mut().published.push(published);
    let wishes = [
        wish("ana", "theatre", "#1", 5),
        wish("ana", "theatre", "#2", 5),
        wish("ana", "theatre", "#3", 1),
    ];
    let problem = with(problem, wishes);
    let change = |max_periods| {
        RuleDraft::Change(rules::Change {
            id: "change".into(),
            doctors: DoctorFilter::default(),
            periods: PeriodFilter::default(),
            cost: 2,
            doctor_cost: 0,
            max_periods_per_doctor: None,
            max_periods,
        })
    };
    assert_eq!(best(problem.clone().rule(change(None))), Some(6));
    assert_eq!(best(problem.rule(change(Some(1)))), Some(3));
}

#[test]
fn a_pattern_and_idle_time_are_counted_each_time() {
    let step = |id: &str| PatternStepDraft {
        activities: ward(id),
        idle: false,
    };
    let problem = weeks(4)
        .department("ward", 1)
        .department("theatre", 1)
        .doctor("ana")
        .rule(RuleDraft::Pattern(rules::Pattern {
            id: "twice".into(),
            doctors: DoctorFilter::default(),
            steps: vec![step("ward"), step("ward")],
            value: Some(2),
        }));
    // Four weeks on the ward hold three such pairs.
    assert_eq!(best(problem.clone()), Some(6));
    let idle = RuleDraft::Idle(rules::Idle {
        id: "idle".into(),
        doctors: DoctorFilter::default(),
        cost: -3,
        leading: true,
        trailing: true,
        leave: false,
    });
    // Each idle week is worth 3, more than a pair; without any rotation all four count.
    assert_eq!(best(problem.rule(idle)), Some(12));
}

#[test]
fn rotations_blocks_and_periods_are_paid_apart() {
    let mut problem = weeks(4).department("ward", 1);
    let grid = medrota::problem::draft::GridDraft {
        id: "fortnight".into(),
        every: None,
        starts: vec!["#1".into(), "#3".into()],
    };
    problem.draft_mut().grids.push(grid);
    let ana = DoctorDraft {
        id: "ana".into(),
        grid: Some("fortnight".into()),
        departure: Some("#3".into()),
        ..DoctorDraft::default()
    };
    let problem = problem.doctor_with(ana);
    let value = |per| PreferenceDraft {
        activities: ward("ward"),
        value: 1,
        per,
        ..PreferenceDraft::default()
    };
    assert_eq!(
        best(with(problem.clone(), [value(PerDraft::Period)])),
        Some(3)
    );
    assert_eq!(
        best(with(problem.clone(), [value(PerDraft::Block)])),
        Some(2)
    );
    assert_eq!(best(with(problem, [value(PerDraft::Rotation)])), Some(1));
}

#[test]
fn a_minimum_of_places_can_outnumber_the_doctors() {
    let mut problem = weeks(1).department("ward", 2).doctor("ana");
    problem.draft_mut().capacities = vec![CapacityDraft {
        of: "ward".into(),
        min: 2,
        weight: Some(4),
        ..CapacityDraft::default()
    }];
    assert_eq!(best(problem.clone()), Some(-4));
    problem.draft_mut().capacities[0].weight = None;
    assert_eq!(best(problem), None);
}

/// An activity that is worth nothing in itself still parts two others.
#[test]
fn a_rotation_between_two_others_makes_them_no_succession() {
    let problem = weeks(3)
        .department("ward", 1)
        .department("library", 1)
        .doctor("ana")
        .rule(RuleDraft::Succession(rules::Succession {
            id: "not the ward again".into(),
            doctors: DoctorFilter::default(),
            first: ward("ward"),
            next: ward("ward"),
            mode: SuccessionModeDraft::MustNot,
            immediate: false,
            weight: None,
        }));
    let wishes = [
        wish("ana", "ward", "#1", 4),
        wish("ana", "ward", "#2", -9),
        wish("ana", "ward", "#3", 5),
    ];
    assert_eq!(best(with(problem, wishes)), Some(9));
}

/// Any rotation makes idle time worth something where only what lies after it counts.
#[test]
fn a_worthless_rotation_can_make_idle_time_count() {
    let problem = weeks(3)
        .department("library", 1)
        .doctor("ana")
        .rule(RuleDraft::Idle(rules::Idle {
            id: "rest between".into(),
            doctors: DoctorFilter::default(),
            cost: -4,
            leading: false,
            trailing: false,
            leave: false,
        }));
    assert_eq!(best(problem), Some(4));
}

/// Published as attending an event that is now for others: whatever the doctor does instead is a change.
#[test]
fn an_event_taken_away_is_a_change() {
    let mut problem = weeks(2)
        .department("ward", 1)
        .doctor("ana")
        .doctor("ben")
        .rule(RuleDraft::Change(rules::Change {
            id: "change".into(),
            doctors: only("ana"),
            periods: PeriodFilter::default(),
            cost: 3,
            doctor_cost: 0,
            max_periods_per_doctor: None,
            max_periods: None,
        }));
    let slots = vec![SlotDraft {
        from: "#1".into(),
        to: "#1".into(),
    }];
    problem.draft_mut().events.push(EventDraft {
        id: "seminar".into(),
        attendees: only("ben"),
        slots,
        ..EventDraft::default()
    });
    problem
        .draft_mut()
        .published_attendances
        .push(AttendanceDraft {
            doctor: "ana".into(),
            event: "seminar".into(),
            slot: 1,
        });
    let published = RotationDraft {
        doctor: "ana".into(),
        activity: "ward".into(),
        from: "#1".into(),
        to: "#2".into(),
    };
    problem.draft_mut().published.push(published);
    assert_eq!(best(problem), Some(-3));
}

/// A block whose counted periods are all on leave counts nothing, so that the greatest amount limits no rotation over it.
#[test]
fn a_block_that_counts_nothing_is_not_limited() {
    let text = r##"{"format": 1, "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-10-03"}, "grids": [{"id": "by 2", "starts": ["#3"]}],
        "departments": [{"id": "ward"}], "doctors": [{"id": "ana", "grid": "by 2"}], "leaves": [{"doctor": "ana", "from": "#2", "to": "#3"}],
        "requirements": [{"id": "few", "max": 1, "unit": "periods", "within": {"periods": ["#1", "#3"]}}], "preferences": [{"value": 3}],
        "rules": [{"kind": "hospital_limit", "id": "once", "max_rotations": 1}]}"##;
    let problem = medrota::Problem::from_json_str(text).unwrap();
    let outcome = medrota::Solver::new()
        .no_time_limit()
        .work_limit(1_000)
        .solve(&problem)
        .unwrap();
    let report = medrota::check(&problem, outcome.schedule.as_ref().unwrap());
    assert_eq!(
        (report.violations.len(), report.value, outcome.bound),
        (0, 6, Some(6))
    );
}

/// Surgery weighs 60 hours a week, the clinic 40: 200 hours in four weeks are three of surgery at most beside one of clinic, or less.
fn hours(max: i64, average: bool, weight: Option<i64>) -> rules::WeightedAmount {
    let of = |department: &str, weight| rules::ActivityWeight {
        activities: ward(department),
        weight,
    };
    let weights = vec![of("surgery", 60), of("clinic", 40)];
    rules::WeightedAmount {
        id: "hours".into(),
        weights,
        window_blocks: Some(4),
        max: Some(max),
        average,
        weight,
        ..Default::default()
    }
}

fn surgery_and_clinic() -> ProblemBuilder {
    let mut problem = weeks(4)
        .department("surgery", 1)
        .department("clinic", 1)
        .doctor("ana");
    for period in ["#1", "#2", "#3", "#4"] {
        problem
            .draft_mut()
            .preferences
            .push(wish("ana", "surgery", period, 5));
        problem
            .draft_mut()
            .preferences
            .push(wish("ana", "clinic", period, 4));
    }
    problem
}

#[test]
fn hours_in_any_four_weeks_are_kept() {
    // Four weeks of surgery are 240 hours and worth 20; 200 hours allow two of each, worth 18; 160 four of clinic, worth 16.
    assert_eq!(
        best(surgery_and_clinic().rule(hours(240, false, None))),
        Some(20)
    );
    assert_eq!(
        best(surgery_and_clinic().rule(hours(200, false, None))),
        Some(18)
    );
    assert_eq!(
        best(surgery_and_clinic().rule(hours(160, false, None))),
        Some(16)
    );
    // Each hour too many costs 1: four weeks of surgery would be 40 too many, worth 20 - 40.
    assert_eq!(
        best(surgery_and_clinic().rule(hours(200, false, Some(1)))),
        Some(18)
    );
    // At least 300 hours do not fit.
    let long = rules::WeightedAmount {
        min: 300,
        max: None,
        ..hours(0, false, None)
    };
    assert_eq!(best(surgery_and_clinic().rule(long)), None);
}

#[test]
fn who_is_away_for_half_of_the_time_may_work_half_of_the_hours() {
    let mut away = surgery_and_clinic();
    let leave = LeaveDraft {
        doctor: "ana".into(),
        from: "#1".into(),
        to: "#2".into(),
        ..LeaveDraft::default()
    };
    away.draft_mut().leaves.push(leave);
    // 200 hours as an average leave 100 in the two weeks that she is there: one of each, worth 9; otherwise two of surgery, worth 10.
    assert_eq!(best(away.clone().rule(hours(200, true, None))), Some(9));
    assert_eq!(best(away.rule(hours(200, false, None))), Some(10));
}

#[test]
fn rotations_start_on_common_boundaries() {
    // Boundaries before weeks 1 and 3: to change from surgery to the clinic after week 1 would be worth most.
    let aligned = |mode, weight| rules::Alignment {
        id: "pairs".into(),
        every: Some(2),
        mode,
        weight,
        ..Default::default()
    };
    let mut problem = weeks(4)
        .department("surgery", 1)
        .department("clinic", 1)
        .doctor("ana");
    problem
        .draft_mut()
        .preferences
        .push(wish("ana", "surgery", "#1", 5));
    for period in ["#2", "#3", "#4"] {
        problem
            .draft_mut()
            .preferences
            .push(wish("ana", "clinic", period, 3));
    }
    let best_with = |rule: rules::Alignment| best(problem.clone().rule(rule));
    assert_eq!(best(problem.clone()), Some(14));
    // Surgery in week 1, idle in week 2; or, where ends count as well, both weeks.
    assert_eq!(
        best_with(aligned(rules::AlignmentMode::Starts, None)),
        Some(11)
    );
    assert_eq!(
        best_with(aligned(rules::AlignmentMode::Changes, None)),
        Some(11)
    );
    assert_eq!(
        best_with(aligned(rules::AlignmentMode::Starts, Some(1))),
        Some(13)
    );
    assert_eq!(
        best_with(aligned(rules::AlignmentMode::Changes, Some(1))),
        Some(12)
    );
}
