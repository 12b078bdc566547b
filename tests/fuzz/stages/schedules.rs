//! Schedules of this problem and of others, in files and in numbers.

use super::problems::refused;
use super::{Bench, views};
use crate::common::dice::Dice;
use crate::input::Part;
use medrota::check::{Metrics, normalised, timeline};
use medrota::format::{
    ReadOptions, ScheduleDocument, read_published, read_schedule, write_schedule,
};
use medrota::ids::{ActivityId, DoctorId, EventId, PeriodId};
use medrota::replan::{Replan, publish};
use medrota::schedule::{Attendance, Pathway, Rotation};
use medrota::{Problem, ProblemDraft, Schedule};

/// Reads a file strictly and as what was published, and writes what was read.
pub(super) fn files(bench: &mut Bench, dice: &mut Dice) {
    let (Some(problem), Some(part)) = (bench.problem.clone(), bench.input.schedule.clone()) else {
        return;
    };
    let path = bench.folder.join(if matches!(part, Part::Text(_)) {
        "schedule.csv"
    } else {
        "schedule.json"
    });
    part.write(&path);
    match read_schedule(&path, &problem, &ReadOptions::new()) {
        Ok(schedule) => {
            bench.judge(&schedule);
            for name in ["again.json", "again.csv"] {
                let path = bench.folder.join(name);
                write_schedule(&path, &problem, &schedule)
                    .unwrap_or_else(|error| panic!("{error}"));
                let again = read_schedule(&path, &problem, &ReadOptions::new())
                    .unwrap_or_else(|error| panic!("an own {name}: {error}"));
                let known = (0..problem.doctors().len()).map(DoctorId::new);
                known.for_each(|doctor| {
                    assert_eq!(
                        again.pathway(doctor),
                        schedule.pathway(doctor),
                        "through {name}"
                    )
                });
            }
            everything(bench, dice, &problem, &schedule);
        }
        Err(error) => refused(&error),
    }
    match read_published(&path, &problem, &ReadOptions::new()) {
        Ok((schedule, lost)) => {
            assert!(!lost.has_errors());
            bench.judge(&schedule);
            everything(bench, dice, &problem, &schedule);
        }
        Err(error) => refused(&error),
    }
}

/// A schedule of any numbers goes everywhere where a schedule may go.
pub(super) fn numbers(bench: &mut Bench, dice: &mut Dice) {
    let (Some(problem), Some(numbers)) = (bench.problem.clone(), bench.input.numbers.clone())
    else {
        return;
    };
    let index = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let pathways = numbers.iter().map(|pathway| {
        let rotations = pathway
            .rotations
            .iter()
            .map(|(first, last, activity)| Rotation {
                first: PeriodId::new(index(*first)),
                last: PeriodId::new(index(*last)),
                activity: ActivityId::new(index(*activity)),
            });
        let attendances = pathway.attendances.iter().map(|(event, slot)| Attendance {
            event: EventId::new(index(*event)),
            slot: *slot,
        });
        Pathway::new(rotations.collect(), attendances.collect())
    });
    let schedule = Schedule::new(pathways.collect());
    bench.judge(&schedule);
    everything(bench, dice, &problem, &schedule);
}

/// Every public function that takes a schedule and solves nothing, in any order: one that panics hides those behind it.
fn everything(bench: &mut Bench, dice: &mut Dice, problem: &Problem, schedule: &Schedule) {
    let report = medrota::check(problem, schedule);
    for violation in report.violations.iter().chain(&report.breaches) {
        assert!(violation.amount > 0, "{violation:?}");
    }
    let table = bench.folder.join("foreign.csv");
    let uses: [&dyn Fn(); 8] = [
        &|| {
            report
                .violations
                .iter()
                .for_each(|violation| drop(violation.describe(problem)))
        },
        &|| drop(Metrics::new(problem, schedule)),
        &|| {
            (0..problem.doctors().len())
                .map(DoctorId::new)
                .for_each(|doctor| each(problem, schedule, doctor))
        },
        &|| {
            drop(ScheduleDocument::new(problem, schedule).map(|document| document.resolve(problem)))
        },
        &|| drop(write_schedule(&table, problem, schedule)),
        &|| drop(publish(problem, schedule).map(ProblemDraft::validate)),
        &|| drop(Replan::of(problem, schedule)),
        &|| views::all(problem, schedule, &report, None),
    ];
    for position in dice.shuffled(uses.len()) {
        uses[position]();
    }
}

/// What is said of one doctor.
fn each(problem: &Problem, schedule: &Schedule, doctor: DoctorId) {
    drop(timeline(problem, doctor, schedule.pathway(doctor)));
    drop(normalised(problem, doctor, schedule.pathway(doctor)));
    drop(medrota::check::personal(
        problem,
        doctor,
        schedule.pathway(doctor),
    ));
    drop(medrota::check::differences(
        problem,
        doctor,
        schedule.pathway(doctor),
        &Pathway::default(),
    ));
}
