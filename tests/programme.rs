//! A programme planned cohort by cohort, held against planning with full foresight.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use medrota::generate::Arrivals;
use medrota::ids::PeriodId;
use medrota::problem::draft::DoctorDraft;
use medrota::replan::{Ending, Expected, Keep, Replan, publish};
use medrota::schedule::{Pathway, Schedule};
use medrota::{Problem, ProblemDraft, Solver, check};

/// Weeks that one cohort arrives in.
const ARRIVALS: usize = 4;

/// What is published when a cohort is planned, and stays.
#[derive(Clone, Copy, PartialEq)]
enum Published {
    /// All of the plan.
    Everything,
    /// Rotations that begin within so many weeks of the cohort's first; with 0 weeks what has begun.
    Weeks(usize),
}

/// How a programme is planned cohort by cohort.
#[derive(Clone, Copy)]
struct Policy {
    published: Published,
    /// Possible futures that each cohort is planned against.
    futures: usize,
    /// Work of the whole programme.
    work: u64,
}

/// The draft in which only doctors of the first cohorts are known.
fn known(full: &ProblemDraft, cohort_of: &[usize], cohort: usize) -> ProblemDraft {
    let mut draft = full.clone();
    draft
        .doctors
        .iter_mut()
        .zip(cohort_of)
        .for_each(|(row, of)| row.withdrawn = *of > cohort);
    draft
}

/// Somebody for every curriculum and region: what a programme declares, whoever comes.
fn declared(full: &ProblemDraft) -> Vec<DoctorDraft> {
    let stay = |curriculum: &str| -> usize {
        curriculum
            .split_once('/')
            .unwrap()
            .1
            .strip_suffix("-weeks")
            .unwrap()
            .parse()
            .unwrap()
    };
    let mut rows = Vec::new();
    for curriculum in &full.curricula {
        for region in &full.regions {
            rows.push(DoctorDraft {
                specialty: Some(curriculum.id.clone()),
                curriculum: Some(curriculum.id.clone()),
                region: Some(region.id.clone()),
                arrival: Some("#1".into()),
                departure: Some(format!("#{}", stay(&curriculum.id))),
                ..DoctorDraft::default()
            });
        }
    }
    rows
}

/// The value of a programme planned cohort by cohort; every step and the whole pass `check`.
fn cohort_by_cohort(problem: &Problem, policy: Policy) -> i64 {
    let full = problem.draft();
    let cohort_of: Vec<usize> = problem
        .doctors()
        .iter()
        .map(|doctor| doctor.first.index() / ARRIVALS)
        .collect();
    let mut cohorts = cohort_of.clone();
    cohorts.sort_unstable();
    cohorts.dedup();
    let end = PeriodId::new(problem.horizon().len() - 1);
    let mut schedule = Schedule::new(vec![Pathway::default(); problem.doctors().len()]);
    let mut before = 0;
    for &cohort in &cohorts {
        let today = known(full, &cohort_of, cohort).validate().unwrap();
        let published = publish(&today, &schedule).unwrap().validate().unwrap();
        let next = PeriodId::new(((cohort + 1) * ARRIVALS).min(end.index()));
        let mut replan = Replan::new(&published);
        replan = match policy.published {
            Published::Everything => replan.keep_everybody(),
            Published::Weeks(weeks) => {
                let begun = cohort * ARRIVALS;
                // What was published with the cohort before.
                let published =
                    PeriodId::new(begun.max((before * ARRIVALS + weeks).min(end.index())));
                let mut replan = replan
                    .keep(Keep::Before(PeriodId::new(begun)))
                    .keep(Keep::Beginning(published))
                    .value_only();
                if begun < published.index() {
                    // Free weeks are published, too, to all who have a plan.
                    replan = replan.keep(Keep::Periods(
                        PeriodId::new(begun),
                        PeriodId::new(published.index() - 1),
                    ));
                }
                replan
            }
        };
        before = cohort;
        let later = cohort_of.iter().filter(|of| **of > cohort).count();
        if later > 0 && policy.futures > 0 {
            let expected = Expected::new(&today, declared(full))
                .doctors(later)
                .arriving(next, end);
            for future in expected
                .futures(
                    &today,
                    policy.futures,
                    1_000 * full.doctors.len() as u64 + cohort as u64,
                )
                .unwrap()
            {
                replan = replan.future(future);
            }
        }
        let work = policy.work / cohorts.len() as u64;
        let planned = replan
            .solve(&Solver::new().no_time_limit().work_limit(work))
            .unwrap();
        assert_eq!(planned.ending, Ending::Mended);
        let found = planned.schedule.unwrap();
        assert!(check(&published, &found).is_feasible());
        assert!(
            policy.published != Published::Everything || planned.differences.disturbed.is_empty()
        );
        schedule = found;
    }
    let report = check(problem, &schedule);
    assert!(report.is_feasible(), "{:?}", report.violations);
    report.value
}

/// Places kept for who may come pay: a small programme, the same on every machine.
#[test]
fn futures_are_worth_more_than_none() {
    let (mut without, mut with) = (0, 0);
    for seed in 1..=3 {
        let problem = Arrivals::new(30, 30, 6)
            .seed(seed)
            .stay_weeks(8, 24)
            .draft()
            .validate()
            .unwrap();
        let policy = Policy {
            published: Published::Everything,
            futures: 0,
            work: 60_000,
        };
        without += cohort_by_cohort(&problem, policy);
        with += cohort_by_cohort(
            &problem,
            Policy {
                futures: 4,
                ..policy
            },
        );
    }
    println!("without futures {without}, with {with}");
    assert!(with > without);
}

/// The series of `docs/replanning.md`: `cargo test --release --test programme -- --ignored --nocapture`.
#[test]
#[ignore = "several programmes of 60 to 240 doctors"]
fn series() {
    let only = std::env::var("DOCTORS")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    let few = std::env::var("FUTURES")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    let ways = [
        (Published::Everything, "everything is published"),
        (Published::Weeks(26), "26 weeks are published"),
        (Published::Weeks(13), "13 weeks are published"),
        (Published::Weeks(8), "8 weeks are published"),
        (Published::Weeks(0), "what has begun stays"),
    ];
    let sizes = [(60, 52, 8), (120, 52, 15), (240, 52, 30)];
    for (doctors, weeks, departments) in sizes
        .into_iter()
        .filter(|size| only.is_none_or(|only| only == size.0))
    {
        for seed in 1..=3 {
            let problem = Arrivals::new(doctors, weeks, departments)
                .seed(seed)
                .draft()
                .validate()
                .unwrap();
            let work = 10_000 * doctors as u64;
            let began = std::time::Instant::now();
            let full = Solver::new()
                .no_time_limit()
                .work_limit(work)
                .solve(&problem)
                .unwrap();
            let (value, bound) = (full.value.unwrap(), full.bound.unwrap());
            let seconds = began.elapsed().as_secs_f64();
            println!(
                "{doctors} doctors, seed {seed}: full foresight {value}, bound {bound}, {seconds:.0} s"
            );
            let below = |found: i64| 100.0 * (value - found) as f64 / value as f64;
            for (published, name) in ways {
                // Each future is solved, too.
                for (futures, work) in [(0, work), (8, 2 * work), (16, 4 * work)] {
                    if few.is_some_and(|few| few != futures) {
                        continue;
                    }
                    let began = std::time::Instant::now();
                    let found = cohort_by_cohort(
                        &problem,
                        Policy {
                            published,
                            futures,
                            work,
                        },
                    );
                    println!(
                        "  {name}, {futures} futures: {found}, {:.1} % below, {:.0} s",
                        below(found),
                        began.elapsed().as_secs_f64()
                    );
                }
            }
        }
    }
}
