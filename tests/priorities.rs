//! Priorities in order, and pools of plans that differ.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use medrota::problem::draft::{ActivityFilter, ElectiveDraft, PrecedenceDraft, RequirementDraft};
use medrota::replan::InOrder;
use medrota::schedule::{Pathway, Rotation, Schedule};
use medrota::{ErrorKind, Problem, ProblemBuilder, Solver, Termination, check};
use std::path::Path;

/// Numbers that look random and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
    fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut list: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            list.swap(last, self.below(last as u64 + 1) as usize);
        }
        list
    }
}

fn solver(work: u64) -> Solver {
    Solver::new().work_limit(work).threads(1).seed(1)
}

/// Students who rank all departments; each goes to one.
fn students(count: usize, places: &[i64], ranks: &[Vec<usize>]) -> Problem {
    let mut builder = ProblemBuilder::weeks("lottery", "2026-09-06", "2026-09-12");
    let names: Vec<String> = (0..places.len())
        .map(|department| format!("department {department}"))
        .collect();
    for (name, places) in names.iter().zip(places) {
        builder = builder.department(name, *places);
    }
    for student in 0..count {
        builder = builder.doctor(&format!("student {student}"));
    }
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    builder = builder.requirement("one place", &all, 1);
    for (student, ranks) in ranks.iter().enumerate() {
        for (rank, department) in ranks.iter().enumerate() {
            builder = builder.preference(
                &format!("student {student}"),
                &names[*department],
                (places.len() - rank) as i64,
            );
        }
    }
    builder.build().unwrap()
}

fn department_of(schedule: &Schedule, student: usize) -> usize {
    schedule.pathway(DoctorId::new(student)).rotations()[0]
        .activity
        .index()
}

/// The figure that was asked for: forty students, each by their turn.
#[test]
fn a_lottery_of_forty_students_is_serial_dictatorship() {
    let mut dice = Dice(7);
    let places = [6_i64, 5, 5, 5, 5, 5, 5, 4];
    let ranks: Vec<Vec<usize>> = (0..40).map(|_| dice.shuffled(places.len())).collect();
    let order = dice.shuffled(40);
    let problem = students(40, &places, &ranks);
    let mut free = places;
    let mut expected = vec![0; 40];
    for student in &order {
        let best = ranks[*student]
            .iter()
            .copied()
            .find(|department| free[*department] > 0)
            .unwrap();
        free[best] -= 1;
        expected[*student] = best;
    }
    let drawn = solver(4_000_000)
        .lottery(
            &problem,
            &order.iter().copied().map(DoctorId::new).collect::<Vec<_>>(),
        )
        .unwrap();
    let schedule = drawn.schedule.as_ref().unwrap();
    assert!(check(&problem, schedule).is_feasible());
    assert!(
        drawn.is_proven(),
        "{:?}",
        drawn
            .levels
            .iter()
            .filter(|level| !level.is_proven())
            .collect::<Vec<_>>()
    );
    for (student, expected) in expected.iter().enumerate() {
        assert_eq!(
            department_of(schedule, student),
            *expected,
            "student {student}"
        );
    }
    assert_eq!(drawn.levels.len(), 41);
}

/// Whoever comes first leaves the last one a place that is allowed.
#[test]
fn nobody_is_left_without_a_place_by_an_earlier_choice() {
    // Both like the first department best; the second student may be in the first alone.
    let mut problem = students(2, &[1, 1], &[vec![0, 1], vec![0, 1]])
        .draft()
        .clone();
    problem
        .requirements
        .push(medrota::problem::draft::RequirementDraft {
            id: "only there".into(),
            doctors: medrota::problem::draft::DoctorFilter {
                doctors: vec!["student 1".into()],
                ..Default::default()
            },
            activities: medrota::problem::draft::ActivityFilter {
                departments: vec!["department 0".into()],
                ..Default::default()
            },
            min: 1,
            ..Default::default()
        });
    let problem = problem.validate().unwrap();
    let drawn = solver(50_000)
        .lottery(&problem, &[DoctorId::new(0), DoctorId::new(1)])
        .unwrap();
    assert!(drawn.is_proven());
    assert_eq!(department_of(drawn.schedule.as_ref().unwrap(), 0), 1);
}

#[test]
fn what_cannot_be_put_in_order_is_refused() {
    let problem = students(2, &[1, 1], &[vec![0, 1], vec![0, 1]]);
    let twice = solver(100)
        .lottery(&problem, &[DoctorId::new(0), DoctorId::new(0)])
        .unwrap_err();
    assert_eq!(twice.kind(), ErrorKind::Option);
    assert_eq!(
        solver(100)
            .lottery(&problem, &[DoctorId::new(9)])
            .unwrap_err()
            .kind(),
        ErrorKind::WrongProblem
    );
    assert_eq!(
        solver(100)
            .lexicographic(&problem, &[vec![RuleId::new(999)]])
            .unwrap_err()
            .kind(),
        ErrorKind::WrongProblem
    );
    let hard = problem.find_rule("one place").unwrap();
    assert_eq!(
        solver(100)
            .lexicographic(&problem, &[vec![hard]])
            .unwrap_err()
            .kind(),
        ErrorKind::Option
    );
    let full = students(3, &[1, 1], &[vec![0, 1], vec![0, 1], vec![1, 0]]);
    let none = solver(10_000).lottery(&full, &[DoctorId::new(0)]).unwrap();
    assert!(none.schedule.is_none() && none.termination == Termination::Infeasible);
}

/// Two doctors in turn whose scores hold costs of requirements, electives and precedence beside preferences, against an enumeration of three weeks.
#[test]
fn costs_of_requirements_electives_and_precedence_are_in_a_turn() {
    for seed in 0..16 {
        let mut dice = Dice(seed + 100);
        let mut weight = |hard: bool| (!hard).then(|| dice.below(9) as i64 + 1);
        let mut builder = ProblemBuilder::weeks("turns", "2026-09-06", "2026-09-26")
            .department("a", 1)
            .department("b", 1)
            .doctor("x")
            .doctor("y");
        let asked = |id: &str, department: &str, min: i64, weight: Option<i64>| RequirementDraft {
            id: id.into(),
            activities: ActivityFilter {
                departments: vec![department.into()],
                ..Default::default()
            },
            min,
            weight,
            ..Default::default()
        };
        builder = builder
            .requirement_with(asked("in a", "a", 1 + seed as i64 % 2, weight(false)))
            .requirement_with(RequirementDraft {
                optional: true,
                ..asked("in b", "b", 1, weight(seed % 3 == 0))
            })
            .with(ElectiveDraft {
                id: "one of both".into(),
                requirements: vec!["in a".into(), "in b".into()],
                min: 1 + seed as i64 % 2,
                weight: weight(false),
                ..Default::default()
            })
            .with(PrecedenceDraft {
                id: "a first".into(),
                before: vec!["in a".into()],
                after: "in b".into(),
                weight: weight(false),
                ..Default::default()
            });
        for doctor in ["x", "y"] {
            for department in ["a", "b"] {
                builder = builder.preference(doctor, department, dice.below(13) as i64 - 4);
            }
        }
        let problem = builder.build().unwrap();
        let order = dice.shuffled(2);
        let turns: Vec<DoctorId> = order.iter().copied().map(DoctorId::new).collect();
        let drawn = solver(400_000).lottery(&problem, &turns).unwrap();
        assert!(drawn.is_proven(), "seed {seed}: {:?}", drawn.levels);
        let reached: Vec<i64> = drawn.levels.iter().map(|level| level.value).collect();
        let judged = schedules_of_cells(&problem)
            .into_iter()
            .filter_map(|schedule| {
                let report = check(&problem, &schedule);
                let scores = order.iter().map(|doctor| report.scores[*doctor]);
                report
                    .is_feasible()
                    .then(|| scores.chain([report.value]).collect::<Vec<_>>())
            });
        assert_eq!(Some(reached), judged.max(), "seed {seed}");
    }
}

/// Every content of every cell; what is the same in a row is one rotation.
fn schedules_of_cells(problem: &Problem) -> Vec<Schedule> {
    let (doctors, weeks) = (problem.doctors().len(), problem.horizon().len());
    let contents = problem.activities().len() + 1;
    let schedule = |mut code: usize| {
        let pathways = (0..doctors).map(|_| {
            let mut rotations: Vec<Rotation> = Vec::new();
            for week in (0..weeks).map(PeriodId::new) {
                let (content, before) = (code % contents, week.index().wrapping_sub(1));
                code /= contents;
                let Some(activity) = content.checked_sub(1).map(ActivityId::new) else {
                    continue;
                };
                match rotations.last_mut() {
                    Some(last) if last.activity == activity && last.last.index() == before => {
                        last.last = week;
                    }
                    _ => rotations.push(Rotation {
                        first: week,
                        last: week,
                        activity,
                    }),
                }
            }
            Pathway::new(rotations, Vec::new())
        });
        Schedule::new(pathways.collect())
    };
    (0..contents.pow((doctors * weeks) as u32))
        .map(schedule)
        .collect()
}

/// What an order of doctors cannot take is refused with what to do instead.
#[test]
fn what_no_turn_can_hold_is_refused_with_advice() {
    let mut draft = students(2, &[1, 1], &[vec![0, 1], vec![0, 1]])
        .draft()
        .clone();
    let slot = medrota::problem::draft::SlotDraft {
        from: "2026-09-07".into(),
        to: "2026-09-07".into(),
    };
    draft.events.push(medrota::problem::draft::EventDraft {
        id: "lecture".into(),
        slots: vec![slot],
        value: 3,
        ..Default::default()
    });
    let problem = draft.validate().unwrap();
    let refused = solver(100)
        .lottery(&problem, &[DoctorId::new(0)])
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Option);
    for advice in ["preferences", "Solver::lexicographic"] {
        assert!(refused.to_string().contains(advice), "{refused}");
    }
}

/// All schedules in which each of the doctors is somewhere in the one period, or nowhere.
fn all_schedules(problem: &Problem) -> Vec<Schedule> {
    let (doctors, places) = (problem.doctors().len(), problem.activities().len());
    let period = medrota::ids::PeriodId::new(0);
    (0..(places + 1).pow(doctors as u32))
        .map(|mut code| {
            let pathways = (0..doctors).map(|_| {
                let place = code % (places + 1);
                code /= places + 1;
                let rotation = Rotation {
                    first: period,
                    last: period,
                    activity: medrota::ids::ActivityId::new(place.saturating_sub(1)),
                };
                Pathway::new(
                    if place == 0 {
                        Vec::new()
                    } else {
                        vec![rotation]
                    },
                    Vec::new(),
                )
            });
            Schedule::new(pathways.collect())
        })
        .collect()
}

/// What some preferences are worth in a schedule.
fn worth(problem: &Problem, rules: &[RuleId], schedule: &Schedule) -> i64 {
    let mut draft = problem.draft().clone();
    let mut number = 0;
    draft.preferences.retain(|_| {
        number += 1;
        rules
            .iter()
            .any(|rule| problem.rule_key(*rule) == format!("preference/{number}"))
    });
    check(&draft.validate().unwrap(), schedule).value
}

/// Levels of preferences against an enumeration: no schedule is greater in the order of the levels.
#[test]
fn levels_are_the_greatest_in_their_order() {
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let mut builder = ProblemBuilder::weeks("levels", "2026-09-06", "2026-09-12")
            .department("a", 1)
            .department("b", 1)
            .department("c", 2);
        builder =
            builder
                .doctor("x")
                .doctor("y")
                .doctor("z")
                .requirement("one", &["a", "b", "c"], 1);
        for doctor in ["x", "y", "z"] {
            for department in ["a", "b", "c"] {
                builder = builder.preference(doctor, department, dice.below(13) as i64 - 4);
            }
        }
        let mut draft = builder.build().unwrap().draft().clone();
        draft
            .preferences
            .iter_mut()
            .for_each(|row| row.id = String::new());
        let problem = draft.validate().unwrap();
        let rule = |number: usize| {
            problem
                .find_rule(&format!("preference/{}", number + 1))
                .unwrap()
        };
        let mixed = dice.shuffled(9);
        let levels: Vec<Vec<RuleId>> = vec![
            mixed[..3].iter().map(|n| rule(*n)).collect(),
            mixed[3..6].iter().map(|n| rule(*n)).collect(),
        ];
        let rest: Vec<RuleId> = mixed[6..].iter().map(|n| rule(*n)).collect();
        let planned: InOrder = solver(400_000).lexicographic(&problem, &levels).unwrap();
        assert!(planned.is_proven(), "seed {seed}: {:?}", planned.levels);
        let values = |schedule: &Schedule| -> Vec<i64> {
            levels
                .iter()
                .chain([&rest])
                .map(|rules| worth(&problem, rules, schedule))
                .collect()
        };
        let feasible = all_schedules(&problem)
            .into_iter()
            .filter(|schedule| check(&problem, schedule).is_feasible());
        let best = feasible.map(|schedule| values(&schedule)).max().unwrap();
        assert_eq!(
            planned
                .levels
                .iter()
                .map(|level| level.value)
                .collect::<Vec<_>>(),
            best,
            "seed {seed}"
        );
        assert_eq!(
            values(planned.schedule.as_ref().unwrap()),
            best,
            "seed {seed}"
        );
    }
}

fn holds(
    problem: &Problem,
    pool: &medrota::replan::questions::Pool,
    plans: usize,
    apart: usize,
    within: f64,
) {
    assert_eq!(pool.plans.len(), plans);
    for (one, plan) in pool.plans.iter().enumerate() {
        let report = check(problem, &plan.schedule);
        assert!(report.is_feasible() && report.value == plan.value);
        assert!(plan.gap.unwrap() <= within && plan.value <= pool.bound.unwrap());
        assert_eq!(plan.periods_apart[one], 0);
        for (other, periods) in plan
            .periods_apart
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != one)
        {
            let doctors = (0..problem.doctors().len()).map(DoctorId::new);
            let other = &pool.plans[other].schedule;
            let counted: usize = doctors
                .map(|doctor| {
                    check::differences(
                        problem,
                        doctor,
                        other.pathway(doctor),
                        plan.schedule.pathway(doctor),
                    )
                    .len()
                })
                .sum();
            assert!(*periods >= apart && counted == *periods);
        }
    }
}

#[test]
fn plans_of_a_pool_differ_and_are_within_the_gap() {
    let problem = students(
        4,
        &[2, 2, 2],
        &[vec![0, 1, 2], vec![0, 1, 2], vec![1, 2, 0], vec![2, 1, 0]],
    );
    let pool = solver(200_000).pool(&problem, 3, 2, 0.3).unwrap();
    holds(&problem, &pool, 3, 2, 0.3);
    assert!(
        pool.plans
            .is_sorted_by_key(|plan| std::cmp::Reverse(plan.value))
    );
    assert_eq!(
        solver(10)
            .pool(&problem, 3, 2, f64::NAN)
            .unwrap_err()
            .kind(),
        ErrorKind::Option
    );
    // There are not so many.
    let alone = students(1, &[1], &[vec![0]]);
    assert_eq!(
        solver(20_000).pool(&alone, 3, 1, 0.0).unwrap().plans.len(),
        1
    );
}

/// The figure that was asked for: five plans of a residency year within one per cent, ten weeks apart.
#[test]
fn a_residency_year_has_five_plans_that_differ() {
    let case =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/coordinator/residency-weeks");
    if !case.exists() {
        println!("skipped: ../shared/cases is not here");
        return;
    }
    let problem = Problem::from_path(case).unwrap();
    let pool = solver(400_000)
        .threads(0)
        .pool(&problem, 5, 10, 0.01)
        .unwrap();
    holds(&problem, &pool, 5, 10, 0.01);
    for plan in &pool.plans {
        println!(
            "value {}, gap {:?}, {:?} weeks apart",
            plan.value, plan.gap, plan.periods_apart
        );
    }
}
