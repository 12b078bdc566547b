//! Scenario sets, changes and replanning.

use super::plans::expected;
use super::problems::refused;
use super::{Bench, solver, views};
use crate::common::dice::Dice;
use crate::input::Part;
use medrota::format::{ReadOptions, read_json_file};
use medrota::ids::{DoctorId, PeriodId};
use medrota::replan::{Expected, Keep, Replan, publish};
use medrota::scenario::{Baseline, Comparison, Scenario, ScenarioRun, ScenarioSet};
use medrota::{Problem, Schedule, report};

/// Scenarios of one set that are made, and of these how many are solved.
const MADE: u64 = 6;
const SOLVED: usize = 2;

/// Reads a set, makes some of its scenarios and solves the first.
pub(super) fn set(bench: &mut Bench, dice: &mut Dice) {
    let (Some(problem), Some(part)) = (bench.problem.clone(), bench.input.set.clone()) else {
        return;
    };
    let path = bench.folder.join(if matches!(part, Part::Text(_)) {
        "set.csv"
    } else {
        "set.json"
    });
    part.write(&path);
    let set = match ScenarioSet::from_path(&path) {
        Ok(set) => set,
        Err(error) => return refused(&error),
    };
    let text = set.to_json();
    assert_eq!(
        ScenarioSet::from_json_str(&text).ok().as_ref(),
        Some(&set),
        "a set through JSON"
    );
    let length = set.len(&problem);
    let mut scenarios = Vec::new();
    for id in (1..=length.min(MADE)).chain([length, length.saturating_add(1), u64::MAX]) {
        let scenario = set.scenario(&problem, id);
        assert_eq!(
            scenario.is_some(),
            (1..=length).contains(&id),
            "scenario {id} of {length}"
        );
        scenarios.extend(scenario);
    }
    if length < 1_000 {
        drop(set.write_csv(bench.folder.join("set-again.csv"), &problem));
    }
    for scenario in &scenarios {
        let schedule = bench.schedules.first().cloned();
        drop(apply(&problem, scenario, schedule.as_ref()));
    }
    scenarios.truncate(SOLVED);
    study(
        bench,
        dice,
        &problem,
        ScenarioSet::list(&set.name, scenarios),
    );
}

/// Solves a baseline and a few scenarios, and compares.
fn study(bench: &mut Bench, dice: &mut Dice, problem: &Problem, set: ScenarioSet) {
    let solver = solver(dice);
    bench.tally.solves += 1 + set.len(problem);
    let baseline = match bench.schedules.first().cloned().filter(|_| dice.chance(40)) {
        Some(schedule) => Baseline::from_schedule(problem, schedule, None),
        None => Baseline::solve(problem, &solver),
    };
    let baseline = match baseline {
        Ok(baseline) => baseline,
        Err(error) => return expected(&error),
    };
    let run = ScenarioRun::new(&set, &baseline)
        .solver(solver)
        .threads(1)
        .verify_certificates();
    let (results, _) = run
        .collect_all()
        .unwrap_or_else(|error| panic!("a run of scenarios: {error}"));
    assert_eq!(results.len() as u64, set.len(problem));
    let mut comparison = Comparison::new(&baseline);
    for result in &results {
        if let (Some(value), Some(bound)) = (result.value, result.bound) {
            assert!(
                value <= bound,
                "scenario {}: value {value}, bound {bound}",
                result.id
            );
        }
        let line = serde_json::to_string(result).unwrap();
        assert!(
            serde_json::from_str::<medrota::scenario::ScenarioResult>(&line).is_ok(),
            "a result through JSON: {line}"
        );
        comparison.add(result);
        views::sound_table(&report::scenarios::row(problem, &comparison, result).unwrap());
    }
    for table in [
        report::scenarios::effects(&comparison),
        report::scenarios::delivered(problem, &comparison),
        report::scenarios::limiting(&comparison),
    ] {
        views::sound_table(&table.unwrap());
    }
    views::sound_page(&report::html::scenarios_page(
        &set.name,
        problem,
        &comparison,
        &results,
    ));
}

/// The changed problem, or a refusal.
fn apply(problem: &Problem, scenario: &Scenario, schedule: Option<&Schedule>) -> Option<Problem> {
    match scenario.apply(problem, schedule) {
        Ok(changed) => Some(changed),
        Err(error) => {
            expected(&error);
            None
        }
    }
}

/// Reads changes and makes them.
pub(super) fn changes(bench: &mut Bench, _: &mut Dice) {
    let (Some(problem), Some(part)) = (bench.problem.clone(), bench.input.changes.clone()) else {
        return;
    };
    let path = bench.folder.join("changes.json");
    part.write(&path);
    let scenario: Scenario = match read_json_file(&path, &ReadOptions::new()) {
        Ok(scenario) => scenario,
        Err(error) => return refused(&error),
    };
    let schedule = bench.schedules.first().cloned();
    for schedule in [None, schedule.as_ref()] {
        if let Some(changed) = apply(&problem, &scenario, schedule) {
            let text = changed.to_json();
            let again = Problem::from_json_str(&text)
                .unwrap_or_else(|error| panic!("a changed problem is refused: {error}"));
            assert_eq!(again.draft(), changed.draft());
            for schedule in &bench.schedules {
                drop(medrota::check(&changed, schedule));
            }
        }
    }
}

/// Mends what is published, with anything pinned.
pub(super) fn replan(bench: &mut Bench, dice: &mut Dice) {
    let Some(mut problem) = bench.problem.clone() else {
        return;
    };
    if let Some(schedule) = bench.schedules.last().filter(|_| dice.chance(70)) {
        // What cannot be published is refused there.
        let Ok(published) = publish(&problem, schedule).and_then(medrota::ProblemDraft::validate)
        else {
            return;
        };
        problem = published;
    }
    if let Some(scenario) = bench
        .input
        .changes
        .as_ref()
        .and_then(|part| serde_json::from_slice::<Scenario>(&part.bytes()).ok())
    {
        problem = apply(&problem, &scenario, None).unwrap_or(problem);
    }
    let mut replan = Replan::new(&problem);
    let doctor = |dice: &mut Dice| DoctorId::new(dice.pick(&[0, 0, 1, 2, 99, u32::MAX as usize]));
    let period = |dice: &mut Dice| PeriodId::new(dice.pick(&[0, 1, 2, 3, 99, u32::MAX as usize]));
    for _ in 0..dice.between(0, 2) {
        replan = match dice.between(0, 7) {
            0 => replan.keep(Keep::Before(period(dice))),
            1 => replan.keep(Keep::Beginning(period(dice))),
            2 => replan.keep(Keep::Periods(period(dice), period(dice))),
            3 => replan.keep_doctor(doctor(dice)),
            4 => replan.keep_cell(doctor(dice), period(dice)),
            5 => replan.keep_rotation(doctor(dice), period(dice)),
            6 => replan.keep_everybody(),
            _ => {
                let date = crate::words::Words::default().moment(dice);
                match replan.clone().keep_before(&date) {
                    Ok(kept) => kept,
                    Err(error) => {
                        expected(&error);
                        replan
                    }
                }
            }
        };
    }
    if dice.chance(20) {
        replan = replan.max_changes(dice.between(0, 3));
    }
    if dice.chance(20) {
        replan = replan.max_changes_per_doctor(crate::words::number(dice));
    }
    if dice.chance(20) {
        replan = replan.change_cost(crate::words::number(dice));
    }
    if dice.chance(15) {
        replan = replan.value_only();
    }
    if dice.chance(10) {
        let future = Expected::like(&problem)
            .doctors(dice.between(0, 3))
            .arriving(period(dice), period(dice));
        match future.futures(&problem, 1, 1) {
            Ok(futures) => replan = futures.into_iter().fold(replan, Replan::future),
            Err(error) => self::expected(&error),
        }
    }
    bench.tally.solves += 1;
    let replanned = match replan.solve(&solver(dice)) {
        Ok(replanned) => replanned,
        Err(error) => return expected(&error),
    };
    if let Some(schedule) = &replanned.schedule {
        let report = medrota::check(&problem, schedule);
        bench.tally.schedules += 1;
        assert!(report.is_feasible(), "a mended schedule breaks hard rules");
        assert_eq!(Some(report.value), replanned.value());
        assert!(
            replanned.floor.doctors <= replanned.doctors_changed(),
            "{} doctors changed, at least {} proven",
            replanned.doctors_changed(),
            replanned.floor.doctors
        );
        views::sound_table(
            &report::changes::csv(&problem, &replanned.differences, schedule).unwrap(),
        );
    }
    views::sound_text(&report::changes::summary(&problem, &replanned));
    views::sound_page(&report::html::changes_page(&problem, &replanned));
}
