//! Runs: the same results however they are run, and every scenario is a result.

use super::sets::mixed;
use super::{baseline, close, exact, places, ward, withdraw};
use medrota::scenario::{
    Baseline, Change, Part, Scenario, ScenarioResult, ScenarioRun, ScenarioSet, Shard, Status,
};
use medrota::solve::CancelToken;
use medrota::{ErrorKind, Schedule, check};

fn lines(results: &[ScenarioResult]) -> Vec<String> {
    results
        .iter()
        .map(|result| serde_json::to_string(result).unwrap())
        .collect()
}

#[test]
fn one_two_and_eight_threads_and_shards_give_the_same() {
    let problem = ward();
    let baseline = baseline(&problem);
    let set = mixed();
    let run = ScenarioRun::new(&set, &baseline);
    let (whole, summary) = run.clone().threads(1).collect_all().unwrap();
    assert_eq!(
        whole.iter().map(|result| result.id).collect::<Vec<_>>(),
        (1..=36).collect::<Vec<_>>()
    );
    assert_eq!(
        (
            summary.scenarios,
            summary.solved + summary.infeasible + summary.failed
        ),
        (36, 36)
    );
    for threads in [2, 8] {
        assert_eq!(
            lines(&run.clone().threads(threads).collect_all().unwrap().0),
            lines(&whole),
            "{threads} threads"
        );
    }
    let mut parts = Vec::new();
    for index in 1..=7 {
        parts.extend(
            run.clone()
                .threads(2)
                .shard(Shard::new(index, 7).unwrap())
                .collect_all()
                .unwrap()
                .0,
        );
    }
    parts.sort_by_key(|result| result.id);
    assert_eq!(lines(&parts), lines(&whole));
    let (rest, _) = run.clone().skip(30).collect_all().unwrap();
    assert_eq!(lines(&rest), lines(&whole[30..]));
    let mut unordered = Vec::new();
    run.clone()
        .threads(3)
        .as_finished()
        .run(|result| {
            unordered.push(result);
            Ok(())
        })
        .unwrap();
    unordered.sort_by_key(|result| result.id);
    assert_eq!(lines(&unordered), lines(&whole));
}

#[test]
fn what_is_refused_or_infeasible_is_a_result_and_the_others_go_on() {
    let problem = ward();
    let baseline = baseline(&problem);
    let scenarios = vec![
        Scenario::new("unknown", vec![withdraw("zoe")]),
        Scenario::new("contradiction", vec![withdraw("ana"), withdraw("ana")]),
        Scenario::new(
            "no surgery",
            vec![close("surgery", "2026-09-06", "2026-11-14")],
        ),
        Scenario::new("fine", vec![withdraw("ana")]),
    ];
    let set = ScenarioSet::list("odd", scenarios);
    let (results, summary) = ScenarioRun::new(&set, &baseline)
        .verify_certificates()
        .collect_all()
        .unwrap();
    let statuses: Vec<Status> = results.iter().map(|result| result.status).collect();
    assert_eq!(
        statuses,
        [
            Status::Failed,
            Status::Failed,
            Status::Infeasible,
            Status::Solved
        ]
    );
    assert!(
        results[0].reason.contains("E103") && results[0].reason.contains("zoe"),
        "{}",
        results[0].reason
    );
    assert!(results[1].reason.contains("E601"), "{}", results[1].reason);
    assert!(
        results[2].reason.contains("surgery"),
        "{}",
        results[2].reason
    );
    assert_eq!(
        (summary.solved, summary.infeasible, summary.failed),
        (1, 1, 2)
    );
}

#[test]
fn an_answer_from_the_baseline_is_what_a_solve_from_scratch_proves() {
    let problem = ward();
    let baseline = baseline(&problem);
    let mut changes: Vec<Change> = Vec::new();
    for department in ["surgery", "maternity", "imaging"] {
        changes.push(places(department, -1));
        for week in 1..=10 {
            changes.push(close(department, &format!("#{week}"), &format!("#{week}")));
        }
    }
    let away = |week: usize| {
        let when = format!("#{week}");
        Change::SupervisorAway {
            department: "surgery".into(),
            supervisors: 1,
            from: when.clone(),
            to: when,
            reason: String::new(),
        }
    };
    changes.extend((1..=10).map(away));
    let set = ScenarioSet::one_at_a_time("less", changes);
    let run = ScenarioRun::new(&set, &baseline).solver(exact(&problem));
    let (started, _) = run.clone().collect_all().unwrap();
    let (scratch, _) = run
        .clone()
        .from_scratch()
        .verify_certificates()
        .collect_all()
        .unwrap();
    assert!(
        started
            .iter()
            .any(|result| result.reason == "baseline_holds")
    );
    assert!(
        scratch
            .iter()
            .all(|result| result.reason != "baseline_holds")
    );
    for (started, scratch) in started.iter().zip(&scratch) {
        assert_eq!(
            (started.status, started.value),
            (scratch.status, scratch.value),
            "{}",
            started.name
        );
        assert!(
            started.status != Status::Solved || started.bound == started.value,
            "{}",
            started.name
        );
    }
}

#[test]
fn values_are_those_of_the_judge_and_lie_below_the_bounds() {
    let problem = ward();
    let baseline = baseline(&problem);
    let set = mixed();
    for result in ScenarioRun::new(&set, &baseline)
        .verify_certificates()
        .collect_all()
        .unwrap()
        .0
    {
        if result.status == Status::Solved {
            assert!(
                result.value.unwrap() <= result.bound.unwrap(),
                "{}",
                result.name
            );
            assert!(
                result.gap.unwrap() <= 0.01,
                "{}: {:?}",
                result.name,
                result.gap
            );
            let figures = result.figures.unwrap();
            assert_eq!(figures.requirements_unmet, 0);
            assert_eq!(
                figures.quarter_days,
                figures.quarter_days_by_department.values().sum::<i64>()
            );
        }
    }
}

#[test]
fn the_baseline_itself_changes_nobody() {
    let problem = ward();
    let baseline = baseline(&problem);
    let figures = baseline.figures().unwrap();
    assert!(figures.periods_changed.is_empty());
    // Six doctors for four weeks and more, twenty quarter-days each.
    assert!(figures.quarter_days >= 6 * 4 * 20, "{figures:?}");
    assert_eq!(figures.worst_doctor.unwrap().1, 0);
    let set = ScenarioSet::list("nothing", vec![Scenario::new("nothing", Vec::new())]);
    let (results, _) = ScenarioRun::new(&set, &baseline).collect_all().unwrap();
    assert_eq!(
        (
            results[0].value,
            results[0].reason.as_str(),
            results[0].work
        ),
        (baseline.value(), "baseline_holds", 0)
    );
}

#[test]
fn a_cancelled_run_stops_and_says_so() {
    let problem = ward();
    let baseline = baseline(&problem);
    let set = ScenarioSet::random(10_000, 1);
    let token = CancelToken::new();
    let mut delivered = 0;
    let summary = ScenarioRun::new(&set, &baseline)
        .cancel_token(token.clone())
        .run(|_| {
            delivered += 1;
            if delivered == 5 {
                token.cancel();
            }
            Ok(())
        })
        .unwrap();
    assert!(
        summary.cancelled && summary.scenarios < 10_000,
        "{summary:?}"
    );
}

#[test]
fn an_error_of_the_receiver_ends_the_run() {
    let problem = ward();
    let baseline = baseline(&problem);
    let set = ScenarioSet::random(10_000, 1);
    let mut delivered = 0;
    let error = ScenarioRun::new(&set, &baseline)
        .run(|_| {
            delivered += 1;
            if delivered == 3 {
                Err(medrota::Error::option("enough"))
            } else {
                Ok(())
            }
        })
        .unwrap_err();
    assert_eq!(
        (delivered, error.kind(), error.to_string().as_str()),
        (3, ErrorKind::Option, "enough")
    );
    let odd = ScenarioRun::new(&set, &baseline)
        .solver(exact(&problem).gap(f64::NAN))
        .collect_all()
        .unwrap_err();
    assert_eq!(odd.kind(), ErrorKind::Option);
}

#[test]
fn progress_counts_to_the_end() {
    let problem = ward();
    let baseline = baseline(&problem);
    let set = ScenarioSet::random(20, 1);
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = seen.clone();
    let run = ScenarioRun::new(&set, &baseline)
        .on_progress(move |summary, all| kept.lock().unwrap().push((summary.scenarios, all)));
    run.collect_all().unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        (1..=20).map(|number| (number, 20)).collect::<Vec<_>>()
    );
}

#[test]
fn a_baseline_that_breaks_a_rule_is_refused() {
    let problem = ward();
    let error = Baseline::from_schedule(&problem, Schedule::default(), None).unwrap_err();
    assert!(error.to_string().contains("breaks the rule"), "{error}");
    let sound = baseline(&problem);
    let schedule = sound.schedule().unwrap().clone();
    let value = check(&problem, &schedule).value;
    assert!(Baseline::from_schedule(&problem, schedule, Some(value - 1)).is_err());
}

#[test]
fn shards_cover_a_set_once() {
    for of in 1..=7 {
        let total: u64 = (1..=of)
            .map(|index| Shard::new(index, of).unwrap().len(36))
            .sum();
        assert_eq!(total, 36);
    }
    let shard: Shard = "2/3".parse().unwrap();
    assert_eq!(
        (
            shard.len(7),
            shard.id(0),
            shard.id(1),
            shard.to_string().as_str()
        ),
        (2, 2, 5, "2/3")
    );
    assert!(shard.is_empty(1));
    for odd in ["0/3", "4/3", "1", "a/b", "1/0"] {
        assert!(odd.parse::<Shard>().is_err(), "{odd}");
    }
}

/// Memory does not grow with the number of scenarios; run by hand: `cargo test --release --test scenario -- --ignored --nocapture`.
#[test]
#[ignore = "a hundred thousand scenarios take minutes"]
fn a_hundred_thousand_scenarios_stream() {
    let problem = ward();
    let baseline = baseline(&problem);
    let disruptions = medrota::scenario::Disruptions {
        closure_per_mille: 200,
        closure_days: 14,
        ..Default::default()
    };
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap_or("unknown")
            .to_owned()
    };
    for count in [1_000, 100_000] {
        let set = ScenarioSet::new(
            "many",
            vec![Part::Random {
                count,
                disruptions: disruptions.clone(),
            }],
        );
        let summary = ScenarioRun::new(&set, &baseline).run(|_| Ok(())).unwrap();
        println!("{count}: {summary:?} {}", peak());
        assert_eq!(summary.scenarios, u64::try_from(count).unwrap());
    }
}
