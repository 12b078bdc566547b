//! Better schedules as they are found, rules for when to stop, options as data, threads and events.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::generate::Year;
use medrota::solve::{Options, SolveState, Stop, StopRule, ThreadPool};
use medrota::{ErrorKind, Problem, Schedule, Solver, Termination, check};
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn year() -> Problem {
    Year::new(12, 26, 5).seed(3).draft().validate().unwrap()
}

fn solver() -> Solver {
    Solver::new().work_limit(6_000).seed(5)
}

/// Every schedule handed out keeps the rules, is worth more than the one before, and the last one is that of the outcome, on any number of threads.
#[test]
fn improvements_come_in_order_and_checked() {
    let problem = year();
    let mut first: Option<Vec<i64>> = None;
    for threads in [1, 2] {
        let seen: Arc<Mutex<Vec<(i64, Schedule)>>> = Arc::default();
        let sink = Arc::clone(&seen);
        let solver = solver().threads(threads).on_improvement(move |found| {
            assert!(found.bound.is_none_or(|bound| bound >= found.value));
            sink.lock()
                .unwrap()
                .push((found.value, found.schedule.clone()));
        });
        let outcome = solver.solve(&problem).unwrap();
        let seen = seen.lock().unwrap();
        assert!(!seen.is_empty());
        for (value, schedule) in seen.iter() {
            let report = check(&problem, schedule);
            assert!(report.is_feasible() && report.value == *value);
        }
        assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(
            seen.last().map(|last| (Some(last.0), Some(&last.1))),
            Some((outcome.value, outcome.schedule.as_ref()))
        );
        let values: Vec<i64> = seen.iter().map(|seen| seen.0).collect();
        assert_eq!(*first.get_or_insert(values.clone()), values);
    }
}

/// Under a work limit alone no result depends on the clock: listeners who take their time change nothing.
#[test]
fn a_slow_listener_changes_nothing_under_a_work_limit() {
    let blocks = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/examples/data/residency-blocks"
    );
    let gallery = Problem::from_path(blocks).unwrap();
    for (problem, work) in [(year(), 2_000), (gallery, 500)] {
        let solver = Solver::new().work_limit(work).seed(5).no_time_limit();
        let told: Arc<Mutex<usize>> = Arc::default();
        let (tellers, heard) = (Arc::clone(&told), Arc::clone(&told));
        let slow = solver
            .clone()
            .on_progress(move |_| {
                let mut told = tellers.lock().unwrap();
                *told += 1;
                std::thread::sleep(Duration::from_millis([0, 3, 40][*told % 3]));
            })
            .on_improvement(move |_| {
                *heard.lock().unwrap() += 1;
                std::thread::sleep(Duration::from_millis(20));
            });
        let (quick, late) = (
            solver.solve(&problem).unwrap(),
            slow.solve(&problem).unwrap(),
        );
        assert!(*told.lock().unwrap() > 2);
        assert_eq!(quick.termination, late.termination);
        assert_eq!((quick.value, quick.bound), (late.value, late.bound));
        assert_eq!(quick.schedule, late.schedule);
        assert_eq!(quick.certificate, late.certificate);
        assert_eq!(quick.statistics.work, late.statistics.work);
    }
}

#[test]
fn stop_rules_compose() {
    let problem = year();
    let whole = solver().solve(&problem).unwrap();
    let first = solver().stop(Stop::FirstSchedule).solve(&problem).unwrap();
    assert_eq!(first.termination, Termination::StopRule);
    assert!(first.schedule.is_some() && first.statistics.work < whole.statistics.work);
    // Both have to hold.
    let both = solver()
        .stop(Stop::All(vec![Stop::FirstSchedule, Stop::Work(2_000)]))
        .solve(&problem)
        .unwrap();
    assert!(both.termination == Termination::StopRule && both.statistics.work >= 2_000);
    let either = solver()
        .stop(Stop::Any(vec![Stop::Value(i64::MAX), Stop::FirstSchedule]))
        .solve(&problem)
        .unwrap();
    assert_eq!(either.statistics.work, first.statistics.work);
    let idle = solver()
        .stop(Stop::NoGainForWork(1_000))
        .solve(&problem)
        .unwrap();
    assert!(idle.schedule.is_some() && idle.statistics.work <= whole.statistics.work);
    let impatient = Solver::new()
        .no_time_limit()
        .stop(Stop::NoGainFor(Duration::from_millis(50)))
        .solve(&problem)
        .unwrap();
    assert!(impatient.schedule.is_some());
    // None of nothing holds.
    assert!(!Stop::All(Vec::new()).stops(&state_of(&problem)));
}

/// A state of a solve: only a solve makes one.
fn state_of(problem: &Problem) -> SolveState {
    let seen: Arc<Mutex<Option<SolveState>>> = Arc::default();
    let sink = Arc::clone(&seen);
    let rule = move |state: &SolveState| {
        *sink.lock().unwrap() = Some(*state);
        true
    };
    let outcome = solver().stop_when(rule).solve(problem).unwrap();
    assert_eq!(outcome.termination, Termination::StopRule);
    let state = seen.lock().unwrap();
    state.unwrap()
}

#[test]
fn options_are_plain_data() {
    let mut options = Options::default();
    options.seed = 9;
    options.work_limit = Some(500);
    options.time_limit = None;
    options.stop = vec![
        Stop::NoGainFor(Duration::from_millis(1_500)),
        Stop::All(vec![Stop::Gap(0.01), Stop::NoGainForWork(10)]),
    ];
    let text = serde_json::to_string(&options).unwrap();
    let read: Options = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    assert_eq!(
        (read.seed, read.time_limit, &read.stop),
        (9, None, &options.stop)
    );
    assert!(serde_json::from_str::<Options>(r#"{ "sed": 1 }"#).is_err());
    let one: Options = serde_json::from_str("{}").unwrap();
    assert_eq!(one.time_limit, Some(Duration::from_secs(60)));
}

/// A work limit alone has no clock beside it; a time limit that somebody asked for stays.
#[test]
fn limits_are_what_they_say() {
    assert_eq!(
        Solver::new().options().time_limit,
        Some(Duration::from_secs(60))
    );
    assert_eq!(Solver::new().work_limit(5).options().time_limit, None);
    let second = Duration::from_secs(1);
    assert_eq!(
        Solver::new()
            .work_limit(5)
            .time_limit(second)
            .options()
            .time_limit,
        Some(second)
    );
    assert_eq!(
        Solver::new()
            .time_limit(second)
            .work_limit(5)
            .options()
            .time_limit,
        Some(second)
    );
    let read: Options = serde_json::from_str(r#"{ "work_limit": 5 }"#).unwrap();
    assert_eq!(read.time_limit, None);
    let read: Options =
        serde_json::from_str(r#"{ "work_limit": 5, "time_limit_seconds": 1 }"#).unwrap();
    assert_eq!(read.time_limit, Some(second));
}

#[test]
fn a_pool_that_is_handed_in_gives_the_same_schedule() {
    let problem = year();
    let own = solver().threads(2).solve(&problem).unwrap();
    let pool = ThreadPool::new(2).unwrap();
    assert_eq!(pool.threads(), 2);
    for _ in 0..2 {
        assert_eq!(
            solver()
                .thread_pool(&pool)
                .solve(&problem)
                .unwrap()
                .schedule,
            own.schedule
        );
    }
    assert_eq!(
        ThreadPool::new(medrota::limits::THREADS + 1)
            .unwrap_err()
            .kind(),
        ErrorKind::Option
    );
    assert_eq!(
        solver()
            .threads(medrota::limits::THREADS + 1)
            .solve(&problem)
            .unwrap_err()
            .kind(),
        ErrorKind::Option
    );
}
