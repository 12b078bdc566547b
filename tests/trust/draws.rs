//! Random changes of a problem.

use crate::common::dice::Dice;
use medrota::Problem;
use medrota::problem::ProblemDraft;
use medrota::problem::draft::{EventDraft, SlotDraft};
use medrota::scenario::{Change, Scenario};

/// A scenario of one change or two.
pub(crate) fn scenario(problem: &Problem, dice: &mut Dice, number: usize) -> Scenario {
    let draft = problem.draft();
    let periods = problem.horizon().len();
    let mut changes = vec![change(draft, periods, dice)];
    if dice.chance(35) {
        changes.push(change(draft, periods, dice));
    }
    let mut scenario = Scenario::new(&format!("scenario {number}"), changes);
    if dice.chance(15) {
        scenario.known_from = Some(format!("#{}", dice.between(1, periods)));
    }
    scenario
}

/// One change of any kind; it may be one that is refused.
pub(crate) fn change(draft: &ProblemDraft, periods: usize, dice: &mut Dice) -> Change {
    let first = dice.between(1, periods);
    let last = (first + dice.between(0, 1)).min(periods);
    let (from, to) = (format!("#{first}"), format!("#{last}"));
    let doctor = dice.pick(&draft.doctors);
    let department = dice.pick(&draft.departments).id;
    let place = if draft.activities.is_empty() || dice.chance(60) {
        department.clone()
    } else {
        dice.pick(&draft.activities).id
    };
    let span = |dice: &mut Dice| {
        if dice.chance(60) {
            (Some(from.clone()), Some(to.clone()))
        } else {
            (None, None)
        }
    };
    match dice.between(0, 18) {
        0 | 1 => Change::Withdraw { doctor: doctor.id },
        2 | 3 => {
            let (half, keeps_place) = (dice.chance(25), dice.chance(25));
            Change::Leave {
                doctor: doctor.id,
                from,
                to,
                half,
                keeps_place,
            }
        }
        4 => Change::Arrive {
            doctor: doctor.id,
            arrival: from,
        },
        5 => Change::Depart {
            doctor: doctor.id,
            departure: to,
        },
        6 | 7 => {
            let (from, to) = span(dice);
            Change::AddPlaces {
                of: place,
                places: dice.pick(&[-2, -1, -1, 1, 1, 2]),
                from,
                to,
            }
        }
        8 => {
            let (from, to) = span(dice);
            Change::SetPlaces {
                of: place,
                places: dice.amount(0, 2),
                from,
                to,
            }
        }
        9 => {
            let of = match draft.hospitals.first() {
                Some(hospital) if dice.chance(25) => hospital.id.clone(),
                _ => place,
            };
            Change::Close {
                of,
                from,
                to,
                reason: String::new(),
            }
        }
        10 => match draft.closures.first() {
            Some(closure) => Change::Reopen {
                of: closure.of.clone(),
                from: None,
                to: None,
            },
            None => Change::SupervisorAway {
                department,
                supervisors: 1,
                from,
                to,
                reason: String::new(),
            },
        },
        11 => {
            let mut more = doctor;
            more.id.push_str(" the second");
            Change::AddDoctor { doctor: more }
        }
        12 => match draft
            .doctors
            .iter()
            .find_map(|doctor| doctor.cohort.clone())
        {
            Some(cohort) if dice.chance(50) => Change::EnlargeCohort { cohort, doctors: 1 },
            Some(cohort) => Change::MoveCohort {
                cohort,
                arrival: "#2".into(),
            },
            None => Change::Withdraw { doctor: doctor.id },
        },
        13 => Change::AddEvent {
            event: EventDraft {
                id: "a new event".into(),
                slots: vec![SlotDraft { from, to }],
                optional: dice.chance(50),
                max_places: dice.perhaps(50, 1, 2),
                value: dice.amount(-2, 4),
                ..EventDraft::default()
            },
        },
        14 => match draft.events.first() {
            Some(event) => Change::MoveEvent {
                event: event.id.clone(),
                slots: vec![SlotDraft { from, to }],
            },
            None => Change::Close {
                of: place,
                from,
                to,
                reason: String::new(),
            },
        },
        15..=17 => number(draft, dice).unwrap_or(Change::Withdraw { doctor: doctor.id }),
        _ => match draft.rules.first() {
            Some(rule) if dice.chance(60) => Change::SwitchOff {
                rule: rule.id().to_owned(),
            },
            Some(_) | None => Change::SwitchOff {
                rule: format!("capacity/{place}"),
            },
        },
    }
}

/// Another number of a rule: a weight, a limit, a value.
fn number(draft: &ProblemDraft, dice: &mut Dice) -> Option<Change> {
    let weight = dice.perhaps(60, 0, 9);
    let set = |rule: &str, field: &str, value: Option<i64>| Change::SetNumber {
        rule: rule.into(),
        field: field.into(),
        value,
    };
    let requirement = (!draft.requirements.is_empty()).then(|| dice.pick(&draft.requirements));
    let rule = (!draft.rules.is_empty()).then(|| dice.pick(&draft.rules));
    match (dice.between(0, 3), requirement, rule) {
        (0, Some(requirement), _) => {
            let field = dice.pick(&["min", "max", "weight", "run_min"]);
            let value = if field == "weight" {
                weight
            } else {
                Some(dice.amount(0, 3))
            };
            Some(set(&requirement.id, field, value))
        }
        (1, _, Some(rule)) => Some(set(rule.id(), "weight", weight)),
        (2, _, Some(rule)) => {
            let field = dice.pick(&[
                "max_together",
                "tolerance",
                "max",
                "min",
                "at_least",
                "cost",
                "value",
                "at_most",
            ]);
            Some(set(rule.id(), field, Some(dice.amount(0, 2))))
        }
        (_, _, _) => {
            let named = draft.preferences.iter().find(|row| !row.id.is_empty())?;
            Some(set(&named.id, "value", Some(dice.amount(-3, 9))))
        }
    }
}
