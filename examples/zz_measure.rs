//! Scratch measurement, never committed.
use medrota::generate::Arrivals;
use medrota::replan::{Replan, publish};
use medrota::scenario::{Change, Scenario};
use medrota::{Problem, Solver, check};
use std::time::{Duration, Instant};
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let what = std::env::args().nth(1).unwrap_or_default();
    let seconds: f64 = std::env::args().nth(2).and_then(|t| t.parse().ok()).unwrap_or(5.0);
    let (problem, schedule) = if what == "haifa" {
        let problem = Problem::from_path("examples/data/haifa")?;
        let path = "/tmp/haifa_published.json";
        let schedule = if std::path::Path::new(path).exists() {
            medrota::format::read_schedule(path, &problem, &medrota::format::ReadOptions::new())?
        } else {
            let outcome = Solver::new().time_limit(Duration::from_secs(90)).solve(&problem)?;
            println!("plan {:?} {:?} {:?}", outcome.termination, outcome.value, outcome.bound);
            let schedule = outcome.schedule.ok_or("nothing")?;
            medrota::format::write_schedule(path, &problem, &schedule)?;
            schedule
        };
        (problem, schedule)
    } else {
        let doctors: usize = what.parse()?;
        let weeks = doctors * 884 / 3500;
        let began = Instant::now();
        let draft = Arrivals::new(doctors, weeks.max(104), 30).stay_weeks(13, 52).planted().draft();
        println!("draft {:?}", began.elapsed());
        let problem = draft.validate()?;
        println!("validated {:?}", began.elapsed());
        let schedule = problem.published().cloned().ok_or("none")?;
        let report = check(&problem, &schedule);
        println!("checked {:?}: {} violations value {}", began.elapsed(), report.violations.len(), report.value);
        (problem, schedule)
    };
    let began = Instant::now();
    let base = publish(&problem, &schedule).validate()?;
    println!("published {:?}", began.elapsed());
    let changes: Vec<Vec<Change>> = if what == "haifa" {
        ["cardiology", "neurosurgery", "general-surgery-a", "anaesthesia", "intensive-care", "gynaecology", "paediatrics-a", "internal-a"]
            .iter()
            .map(|of| vec![Change::Close { of: (*of).into(), from: "2027-01-01".into(), to: "2027-01-31".into(), reason: String::new() }])
            .collect()
    } else {
        let who = problem.doctors()[problem.doctors().len() / 2].key.clone();
        let busy = schedule.pathways()[problem.doctors().len() / 2].rotations()[0];
        let department = problem.department(problem.activity(busy.activity).department).key.clone();
        let (from, to) = (format!("#{}", busy.first.index() + 1), format!("#{}", busy.first.index() + 4));
        vec![
            vec![Change::Withdraw { doctor: who }],
            vec![Change::Close { of: department.clone(), from: from.clone(), to, reason: String::new() }],
            vec![Change::AddPlaces { of: department, places: -1, from: Some(from.clone()), to: Some(from) }],
        ]
    };
    for changes in changes {
        let name = changes[0].to_string();
        let began = Instant::now();
        let scenario = Scenario { name: "x".into(), changes, known_from: None };
        let changed = scenario.apply(&base, None)?;
        let applied = began.elapsed();
        let mended = Replan::new(&changed).solve(&Solver::new().time_limit(Duration::from_secs_f64(seconds)))?;
        println!(
            "{name}: {:?} changed {} floor {} ({:?}) rotations {}/{} value {:?} (before {}) bound {:?} {:?} planned {} solves {} published violations {} unpinned {} apply {:?} replan {:?}",
            mended.ending, mended.doctors_changed(), mended.floor.doctors, mended.floor.by_prices, mended.differences.rotations_changed,
            mended.differences.rotations_published, mended.value(), check(&problem, &schedule).value, mended.value_bound, mended.value_scope,
            mended.planned.len(), mended.solves, mended.published_report.violations.len(), mended.unpinned.len(), applied, mended.elapsed
        );
    }
    Ok(())
}
