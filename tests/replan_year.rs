//! The year as it happens, against enumeration: whatever changes from a day on, what lies before it stays, what comes out is judged by `check`, and what is said to
//! be impossible is.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::dice::Dice;
use common::oracle;
use common::tiny::tiny;
use common::{in_parallel, seeds};
use medrota::check::{Doing, check, differences};
use medrota::explain::{ConflictOptions, RelaxationOptions};
use medrota::ids::{ActivityId, DoctorId, EventId, PeriodId};
use medrota::problem::Rule;
use medrota::replan::{Ending, Keep, Replan, WayOut, publish, swap};
use medrota::scenario::{Amounts, Change, Scenario};
use medrota::schedule::{Pathway, Rotation, Schedule};
use medrota::{Problem, Solver};

/// A tiny problem with a schedule that keeps its rules, published.
fn published(seed: u64) -> Option<Problem> {
    let problem = tiny(seed).validate().ok()?;
    let schedule = solver(seed).solve(&problem).ok()?.schedule?;
    publish(&problem, &schedule).ok()?.validate().ok()
}

fn solver(seed: u64) -> Solver {
    Solver::new()
        .no_time_limit()
        .work_limit(6_000)
        .threads(1)
        .seed(seed)
}

fn when(period: usize) -> String {
    format!("#{}", period + 1)
}

fn has_left(problem: &Problem, doctor: &str, today: usize) -> bool {
    problem
        .find_doctor(doctor)
        .is_some_and(|doctor| problem.doctor(doctor).last.index() + 1 < today)
}

/// Changes of the time from `today` on.
fn changes(problem: &Problem, dice: &mut Dice, today: usize) -> Vec<Change> {
    let last = problem.horizon().len() - 1;
    let names: Vec<String> = problem
        .doctors()
        .iter()
        .map(|doctor| doctor.key.clone())
        .collect();
    // Whoever is excused from an event that has begun has not been there: such a waiver changes the past, and is meant to.
    let lasting = problem
        .rules()
        .filter(|(_, rule)| !matches!(rule, Rule::Attendance(_)));
    let rules: Vec<String> = lasting
        .map(|(id, _)| problem.rule_key(id).to_owned())
        .collect();
    let amounts = [
        None,
        Some(Amounts::InProportion),
        Some(Amounts::Waived),
        Some(Amounts::Kept),
    ];
    let mut changes = Vec::new();
    for _ in 0..dice.between(1, 3) {
        let doctor = dice.pick(&names);
        let (one, other) = (dice.between(today, last), dice.between(today, last));
        let (from, to) = (when(one.min(other)), when(one.max(other)));
        let amounts = dice.pick(&amounts);
        changes.push(match dice.between(0, 8) {
            0 | 1 => Change::Leave {
                doctor,
                from,
                to,
                half: dice.chance(20),
                keeps_place: dice.chance(30),
            },
            2 => Change::LeaveProgramme {
                doctor,
                departure: from,
                amounts,
            },
            // Whoever has left comes back; to stay longer than that would change the past.
            3 | 4 if has_left(problem, &doctor, today) => Change::Return { doctor, from },
            3 => Change::Return { doctor, from },
            4 => Change::Extend {
                doctor,
                departure: to,
                amounts,
            },
            5 => {
                let (every, half) = if dice.chance(50) {
                    (Some(2), false)
                } else {
                    (None, true)
                };
                Change::PartTime {
                    doctor,
                    from: Some(from),
                    to: None,
                    every,
                    weekdays: Vec::new(),
                    periods: Vec::new(),
                    half,
                    amounts,
                }
            }
            6 => Change::Swap {
                doctor,
                with: dice.pick(&names),
                from,
                to,
            },
            _ => {
                let rule = dice.chance(80).then(|| dice.pick(&rules));
                let from = dice.chance(50).then_some(from);
                let amount = if rule.is_some() && dice.chance(20) {
                    Some(1)
                } else {
                    None
                };
                Change::Waive {
                    doctor,
                    rule,
                    amounts: amounts.filter(|amounts| *amounts != Amounts::Kept),
                    from,
                    amount,
                }
            }
        });
    }
    changes
}

/// True if a period lies before `today`, and what was published for it does not go on: whoever is away in a part of an event's slot has not been there.
fn has_happened(
    problem: &Problem,
    (period, published, now): (PeriodId, Doing, Doing),
    today: usize,
) -> bool {
    let goes_on = |event: EventId| {
        let mut slots = problem.event(event).slots.iter();
        slots.any(|slot| slot.first <= period && period <= slot.last && slot.last.index() >= today)
    };
    period.index() < today
        && ![published, now]
            .iter()
            .any(|doing| matches!(doing, Doing::Event(event) if goes_on(*event)))
}

/// Who does something else before `today`.
fn past_moves(problem: &Problem, schedule: &Schedule, today: usize) -> String {
    let published = problem.published().cloned().unwrap_or_default();
    let of = |doctor| {
        differences(
            problem,
            doctor,
            published.pathway(doctor),
            schedule.pathway(doctor),
        )
    };
    let all: Vec<_> = (0..problem.doctors().len())
        .map(DoctorId::new)
        .map(|doctor| (doctor, of(doctor)))
        .collect();
    let early = all
        .into_iter()
        .filter(|(_, moves)| moves.iter().any(|change| change.period.index() < today));
    early
        .map(|(doctor, moves)| {
            format!(
                "\n{}: {moves:?}, published {:?}, now {:?}",
                problem.doctor(doctor).key,
                published.pathway(doctor),
                schedule.pathway(doctor)
            )
        })
        .collect()
}

/// True if everybody does before `today` what was published.
fn keeps_the_past(problem: &Problem, schedule: &Schedule, today: usize) -> bool {
    let published = problem.published().cloned().unwrap_or_default();
    (0..problem.doctors().len())
        .map(DoctorId::new)
        .all(|doctor| {
            let moves = differences(
                problem,
                doctor,
                published.pathway(doctor),
                schedule.pathway(doctor),
            );
            moves.iter().all(|change| {
                !has_happened(
                    problem,
                    (change.period, change.published, change.now),
                    today,
                )
            })
        })
}

/// True if nobody does anything else in any period before `today`.
fn is_as_published(problem: &Problem, schedule: &Schedule, today: usize) -> bool {
    let published = problem.published().cloned().unwrap_or_default();
    (0..problem.doctors().len())
        .map(DoctorId::new)
        .all(|doctor| {
            let moves = differences(
                problem,
                doctor,
                published.pathway(doctor),
                schedule.pathway(doctor),
            );
            moves.iter().all(|change| change.period.index() >= today)
        })
}

/// How many rounds ended how.
#[derive(Debug, Default)]
struct Score {
    mended: usize,
    fewest: usize,
    impossible: usize,
    confirmed: usize,
    open: usize,
    ways: usize,
}

fn one_round(problem: &Problem, seed: u64, today: usize, score: &mut Score) -> Option<Problem> {
    let replan = Replan::new(problem).keep(Keep::Before(PeriodId::new(today)));
    let found = replan
        .solve(&solver(seed))
        .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    // Leave that begins within a slot takes the slot away, also what has been of it: what was there then is not known to be nothing.
    let was_at_an_event = |doctor: DoctorId, period: PeriodId| {
        let published = problem.published().map(|all| all.pathway(doctor));
        let mut attended = published
            .into_iter()
            .flat_map(|pathway| pathway.attendances());
        attended.any(|attendance| {
            let slot = problem.event(attendance.event).slots[attendance.slot as usize];
            slot.first <= period && period <= slot.last
        })
    };
    let mut unpinned = found.unpinned.iter();
    if unpinned.any(|pin| was_at_an_event(pin.doctor, pin.period)) {
        return None;
    }
    assert!(
        found.unpinned.is_empty(),
        "seed {seed}: the past was given up: {:?}",
        found.unpinned
    );
    match found.ending {
        Ending::Mended => {
            let schedule = found.schedule.unwrap();
            assert!(check(problem, &schedule).is_feasible(), "seed {seed}");
            assert!(
                keeps_the_past(problem, &schedule, today),
                "seed {seed}: the past is another one, today {today}: {}",
                past_moves(problem, &schedule, today)
            );
            // Letters speak of the future alone.
            let mut told = found.differences.moves.iter();
            assert!(
                told.all(|change| !has_happened(
                    problem,
                    (change.last, change.published, change.now),
                    today
                )),
                "seed {seed}"
            );
            score.mended += 1;
            score.fewest += usize::from(found.differences.disturbed.len() == found.floor.doctors);
            publish(problem, &schedule).ok()?.validate().ok()
        }
        Ending::Infeasible => {
            score.impossible += 1;
            let mut possible = false;
            let all = oracle::visit(problem, |schedule, report| {
                // What is held is the past in every period, slots that go on included.
                possible |= report.is_feasible() && is_as_published(problem, &schedule, today);
            });
            assert!(
                !possible,
                "seed {seed}: there is a schedule that keeps the past"
            );
            score.confirmed += usize::from(all);
            if seed.is_multiple_of(2) {
                for way in replan
                    .ways_out(&RelaxationOptions::default(), &solver(seed))
                    .unwrap()
                {
                    let schedule = way.replanned.schedule.as_ref().unwrap();
                    assert!(check(&way.problem, schedule).is_feasible(), "seed {seed}");
                    assert!(
                        keeps_the_past(&way.problem, schedule, today),
                        "seed {seed}: a way out changes the past"
                    );
                    assert!(!way.given.is_empty(), "seed {seed}");
                    score.ways += 1;
                }
            }
            None
        }
        _ => {
            score.open += 1;
            None
        }
    }
}

/// `TINY_FACTOR=20 cargo test --release --test replan_year` tries thousands.
#[test]
fn after_any_changes_the_past_stays_and_what_is_impossible_is() {
    let scores = in_parallel(seeds(40_000, 500), |seed| {
        let mut problem = published(seed)?;
        let mut dice = Dice::new(seed ^ 0x7ea2);
        let (mut score, mut today) = (Score::default(), 0);
        for _ in 0..3 {
            today = dice.between(today, problem.horizon().len() - 1);
            let scenario = Scenario::new("as it happens", changes(&problem, &mut dice, today));
            // Changes of nothing and contradictions are refused, which other tests hold.
            let Ok(changed) = scenario.apply(&problem, None) else {
                continue;
            };
            match one_round(&changed, seed, today, &mut score) {
                Some(next) => problem = next,
                None => break,
            }
        }
        Some(score)
    });
    let mut all = Score::default();
    for score in scores {
        all.mended += score.mended;
        all.fewest += score.fewest;
        all.impossible += score.impossible;
        all.confirmed += score.confirmed;
        all.open += score.open;
        all.ways += score.ways;
    }
    println!("{all:?}");
    assert!(
        all.mended >= 200 && all.confirmed >= 8 && all.ways >= 1,
        "{all:?}"
    );
    assert!(all.fewest * 100 >= all.mended * 85, "{all:?}");
    assert!(all.open * 20 <= all.mended, "{all:?}");
}

/// A swap as it stands is the published schedule with two stretches exchanged, and swapped again it is what it was.
#[test]
fn a_swap_is_its_own_inverse() {
    let swapped = in_parallel(seeds(42_000, 600), |seed| {
        let problem = published(seed)?;
        let mut dice = Dice::new(seed ^ 0x5a9);
        let doctors = problem.doctors().len();
        let (one, other) = (
            DoctorId::new(dice.between(0, doctors - 1)),
            DoctorId::new(dice.between(0, doctors - 1)),
        );
        let everybody = [PeriodId::new(0), PeriodId::new(problem.horizon().len() - 1)];
        let published = problem.published()?;
        if one == other {
            assert!(swap(&problem, published, [one, other], everybody).is_err());
            return None;
        }
        let there = swap(&problem, published, [one, other], everybody).unwrap();
        assert_eq!(there.report, check(&problem, &there.schedule));
        assert_eq!(
            there.value_change,
            there.report.value - check(&problem, published).value
        );
        // Rotations of others are as they were.
        let others = (0..doctors)
            .map(DoctorId::new)
            .filter(|doctor| ![one, other].contains(doctor));
        others.for_each(|doctor| {
            assert_eq!(there.schedule.pathway(doctor), published.pathway(doctor))
        });
        let alike = |doctor: DoctorId| {
            problem.doctor(doctor).grid == problem.doctor(one).grid
                && problem.doctor(doctor).leaves.is_empty()
        };
        let whole = |doctor: DoctorId| {
            problem.doctor(doctor).first.index() == 0 && problem.doctor(doctor).last == everybody[1]
        };
        if ![one, other]
            .into_iter()
            .all(|doctor| alike(doctor) && whole(doctor))
            || !problem.events().is_empty()
        {
            return None;
        }
        let back = swap(&problem, &there.schedule, [one, other], everybody)
            .unwrap()
            .schedule;
        let rotations = |pathway: &Pathway| pathway.rotations().to_vec();
        assert_eq!(
            rotations(back.pathway(one)),
            rotations(published.pathway(one)),
            "seed {seed}"
        );
        Some(())
    });
    println!("{} swapped there and back", swapped.len());
}

fn rotation(activity: usize, first: usize, last: usize) -> Rotation {
    Rotation {
        first: PeriodId::new(first),
        last: PeriodId::new(last),
        activity: ActivityId::new(activity),
    }
}

/// A changed problem of which this is published.
fn changed(text: &str, published: &[&[Rotation]], change: Change) -> Problem {
    let problem = Problem::from_json_str(text).unwrap();
    let pathways = published
        .iter()
        .map(|rotations| Pathway::new(rotations.to_vec(), Vec::new()));
    let published = Schedule::new(pathways.collect());
    assert!(check(&problem, &published).is_feasible());
    let problem = publish(&problem, &published).unwrap().validate().unwrap();
    Scenario::new("change", vec![change])
        .apply(&problem, None)
        .unwrap()
}

/// What is in the way of a replanning that is impossible, and the ways out, each with its problem and plan.
fn impossible(problem: &Problem, today: usize) -> (Vec<String>, Vec<WayOut>) {
    let replan = Replan::new(problem).keep(Keep::Before(PeriodId::new(today)));
    assert_eq!(replan.solve(&solver(1)).unwrap().ending, Ending::Infeasible);
    let reasons = replan
        .in_the_way(&ConflictOptions::default().solver(solver(1)))
        .unwrap();
    let ways = replan
        .ways_out(&RelaxationOptions::default().solver(solver(1)), &solver(1))
        .unwrap();
    for way in &ways {
        let schedule = way.replanned.schedule.as_ref().unwrap();
        assert!(check(&way.problem, schedule).is_feasible());
        assert!(keeps_the_past(&way.problem, schedule, today));
    }
    (reasons, ways)
}

/// Whoever falls ill in the middle of a block leaves a place that nobody can take before the block is over.
#[test]
fn a_block_that_has_begun_cannot_be_filled_again() {
    let text = r##"{"format": 1, "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-10-17"},
        "grids": [{"id": "two", "starts": ["#1", "#3", "#5"]}], "departments": [{"id": "icu"}, {"id": "wards"}],
        "doctors": [{"id": "ana", "name": "Ana", "grid": "two"}, {"id": "ben", "name": "Ben", "grid": "two"}],
        "capacities": [{"of": "icu", "min": 1, "max": 1}]}"##;
    let leave = Change::Leave {
        doctor: "ana".into(),
        from: "#4".into(),
        to: "#5".into(),
        half: false,
        keeps_place: false,
    };
    let published: &[&[Rotation]] = &[&[rotation(0, 0, 5)], &[rotation(1, 0, 5)]];
    let (reasons, ways) = impossible(&changed(text, published, leave), 3);
    assert!(
        reasons.len() == 1 && reasons[0].contains("\"capacity/icu\" asks for 1"),
        "{reasons:?}"
    );
    // Ben is in the wards until the block is over; then he takes what is left of the leave.
    assert_eq!(ways.len(), 1);
    let told = ways[0].describe();
    assert!(
        told.starts_with(
            "cost 10: \"capacity/icu\", 2026-09-27..2026-10-03: a minimum lower by 1;"
        ),
        "{told}"
    );
}

/// What a change says of the past counts more than what was published; what it breaks elsewhere can be waived.
#[test]
fn a_swap_of_what_has_happened_can_be_made_good() {
    let text = r##"{"format": 1, "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-09-26"},
        "departments": [{"id": "icu"}, {"id": "wards"}],
        "doctors": [{"id": "ana", "name": "Ana"}, {"id": "ben", "name": "Ben"}], "closures": [{"of": "icu", "from": "#2", "to": "#3"}],
        "requirements": [{"id": "care", "doctors": {"doctors": ["ana"]}, "activities": {"departments": ["icu"]}, "min": 1}]}"##;
    let swap = Change::Swap {
        doctor: "ana".into(),
        with: "ben".into(),
        from: "#1".into(),
        to: "#1".into(),
    };
    let published: &[&[Rotation]] = &[&[rotation(0, 0, 0)], &[rotation(1, 0, 0)]];
    let problem = changed(text, published, swap);
    let replan = Replan::new(&problem).keep(Keep::Before(PeriodId::new(1)));
    assert_eq!(replan.solve(&solver(1)).unwrap().ending, Ending::Infeasible);
    let options = ["swap/ana", "swap/ben"].into_iter().fold(
        RelaxationOptions::default().solver(solver(1)),
        RelaxationOptions::never,
    );
    let ways = replan.ways_out(&options, &solver(1)).unwrap();
    let told: Vec<String> = ways.iter().map(WayOut::describe).collect();
    assert!(
        told.iter()
            .any(|told| told.contains("requirement \"care\"") && told.contains("0 is enough")),
        "{told:?}"
    );
    let reasons = replan
        .in_the_way(&ConflictOptions::default().solver(solver(1)))
        .unwrap();
    assert!(!reasons.is_empty());
}
