//! Whether rules keep their word: what each claims of itself, tried on random tiny problems.
//!
//! A wrong `wants` of one rule is hidden as long as another rule wants the same activity, and a wrong bound of an automaton as long as a second one
//! forbids what would show it. So every rule and every automaton is asked alone here. The tests go through whatever the tiny problems of `tests/common`
//! hold: a new rule is tried as soon as it is drawn there, and one that is not drawn is named by the test that misses it.

mod claims;
#[path = "../../../tests/common/mod.rs"]
pub(crate) mod common;
mod cuts;
mod linear;
mod machines;
mod private_rows;
mod signatures;
mod walks;

use super::axis::Axis;
use crate::ids::{ActivityId, DoctorId};
use crate::problem::rules::with_rules;
use crate::problem::{Problem, RuleKind};
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};
use common::dice::Dice;
use std::collections::BTreeMap;

/// How often claims of each kind of rule were tried.
type Tries = BTreeMap<RuleKind, usize>;

macro_rules! names_in_files {
    (pairs () [] $($form:ident $scope:ident $file:ident $name:ident;)*) => {
        [$((stringify!($form), stringify!($name)),)*]
    };
}

/// The kinds of resolved rules that files or tables can say. Code of the user's is held to its word by `custom::conformance`.
fn kinds_in_files() -> Vec<RuleKind> {
    let forms = with_rules!(names_in_files pairs ());
    let is_code = |kind: &RuleKind| forms.contains(&("code", kind.name()));
    let all = RuleKind::ALL.iter().copied();
    all.filter(|kind| !is_code(kind)).collect()
}

/// Adds up tries, and sees to it that every one of these kinds was tried.
fn all_tried(kinds: &[RuleKind], tries: impl IntoIterator<Item = Tries>) -> Tries {
    let mut sum = Tries::new();
    for (kind, count) in tries.into_iter().flatten() {
        *sum.entry(kind).or_default() += count;
    }
    let missing: Vec<_> = kinds
        .iter()
        .filter(|kind| !sum.contains_key(kind))
        .collect();
    assert!(
        missing.is_empty(),
        "no try of {missing:?}: draw it more often in tests/common/tiny"
    );
    sum
}

/// A pathway of any kind on a doctor's axis, in activities that the doctor may be in, whatever the rules say.
fn drawn_pathway(problem: &Problem, doctor: DoctorId, dice: &mut Dice) -> Pathway {
    let axis = Axis::new(problem, doctor);
    let mut all: Vec<ActivityId> = problem.eligible(doctor).iter().collect();
    // Of a few activities each comes up more often, and next to each other.
    if all.len() > 2 && dice.chance(60) {
        let few = dice.between(1, 3);
        all = dice
            .shuffled(all.len())
            .into_iter()
            .take(few)
            .map(|position| all[position])
            .collect();
    }
    let idle = dice.pick(&[0, 20, 70]);
    let moves = dice.pick(&[20, 60, 100]);
    let mut rotations: Vec<Rotation> = Vec::new();
    let mut current = None;
    for step in &axis.steps {
        if step.leave || all.is_empty() {
            current = None;
            continue;
        }
        let before = current;
        if current.is_none() || dice.chance(moves) {
            current = (!dice.chance(idle)).then(|| dice.pick(&all));
        }
        match (current, rotations.last_mut()) {
            (Some(_), Some(latest)) if current == before => latest.last = step.last,
            (Some(activity), _) => rotations.push(Rotation {
                first: step.first,
                last: step.last,
                activity,
            }),
            (None, _) => {}
        }
    }
    let fixed = problem.fixed_events(doctor).iter();
    let mut attendances: Vec<Attendance> =
        fixed.map(|&event| Attendance { event, slot: 0 }).collect();
    for slot in &axis.slots {
        let is_new = attendances.iter().all(|known| known.event != slot.event);
        if is_new && dice.chance(60) {
            attendances.push(Attendance {
                event: slot.event,
                slot: slot.slot,
            });
        }
    }
    Pathway::new(rotations, attendances)
}

/// A schedule of such pathways.
fn drawn_schedule(problem: &Problem, dice: &mut Dice) -> Schedule {
    let pathways = problem
        .doctor_ids()
        .map(|doctor| drawn_pathway(problem, doctor, dice));
    Schedule::new(pathways.collect())
}
