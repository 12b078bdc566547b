//! One doctor's personal rules as automata over the doctor's axis.

use super::automata::{
    AttendanceAutomaton, Automaton, ChangeAutomaton, Found, Members, OfDoctor, Personal,
    PlaceAutomaton, RequirementAutomaton, WeightedAmountAutomaton, run_limits,
};
use super::axis::Axis;
use super::frame::Frame;
use super::own_rows::OwnRow;
use crate::ids::{ActivityId, DoctorId, EventId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::{ActivitySet, Rule};
use crate::problem::rules::{resolved_rules, with_rules};
use std::sync::Arc;

/// One doctor's automata before any product is built.
pub(super) struct Model {
    pub(super) axis: Arc<Axis>,
    pub(super) frame: Frame,
    pub(super) automata: Vec<Box<dyn Automaton>>,
}

impl Model {
    pub(super) fn new(
        problem: &Problem,
        doctor: DoctorId,
        wanted: &super::table::WantedActivities,
        own: &[OwnRow],
    ) -> Self {
        let axis = Axis::new(problem, doctor);
        let relevant: ActivitySet = wanted.of(problem, doctor);
        let (never, busy) = super::table::masks(problem, doctor, &axis, relevant.as_slice());
        let relevant: ActivitySet = relevant
            .iter()
            .zip(never)
            .filter(|(_, never)| !never)
            .map(|(activity, _)| activity)
            .collect();
        let of = OfDoctor {
            problem,
            doctor,
            axis: &axis,
            relevant: &relevant,
        };
        let found = automata_of(&of);
        let frame = Frame {
            rests: found.rests,
            ..frame_of(&of, &found.requirements, busy)
        };
        let requirements = found.requirements.into_iter();
        let mut automata = found.automata;
        automata.extend(requirements.flat_map(RequirementAutomaton::in_parts));
        let counted = own
            .iter()
            .map(|row| Box::new(WeightedAmountAutomaton::of_row(row, &relevant)) as _);
        automata.extend(counted);
        Self {
            axis: Arc::new(axis),
            frame,
            automata,
        }
    }

    pub(super) fn signature(&self) -> Vec<u32> {
        let mut out = Vec::new();
        self.frame.sign(&mut out);
        self.automata
            .iter()
            .for_each(|automaton| automaton.signature(&mut out));
        out
    }

    /// The rules of the automata.
    pub(super) fn rules(&self) -> impl Iterator<Item = Option<crate::ids::RuleId>> + '_ {
        self.automata.iter().map(|automaton| automaton.rule())
    }

    /// What decides roughly how large the diagram becomes.
    pub(super) fn shape(&self) -> Vec<u32> {
        let mut shape: Vec<u32> = self
            .automata
            .iter()
            .map(|automaton| u32::from(automaton.relaxation().tier()))
            .collect();
        shape.sort_unstable();
        shape.extend([
            self.frame.leave.len() as u32,
            self.frame.places.len() as u32,
        ]);
        shape
    }
}

/// The automata of a doctor's rules, and of rules for all that speak of single doctors.
fn automata_of(of: &OfDoctor<'_>) -> Found {
    let OfDoctor {
        problem,
        doctor,
        axis,
        ..
    } = *of;
    let mut found = Found::default();
    for &id in problem.rules_of(doctor) {
        personal(problem.rule(id), id, of, &mut found);
    }
    for (id, rule) in problem.rules() {
        if let Rule::Attendance(rule) = rule {
            attend(
                problem,
                (doctor, axis),
                (id, rule.event),
                &mut found.automata,
            );
        }
        if let Rule::Change(rule) = rule
            && let Some(automaton) = ChangeAutomaton::new(problem, (doctor, axis), id, rule)
        {
            found.automata.push(Box::new(automaton));
        }
    }
    found
}

/// The shape of a doctor's axis and of the rotations on it.
fn frame_of(of: &OfDoctor<'_>, requirements: &[RequirementAutomaton], busy: Vec<bool>) -> Frame {
    let OfDoctor {
        problem,
        doctor,
        axis,
        relevant,
    } = *of;
    // A rotation that leave may lie in has no arc of its own.
    let leave_of: Vec<(ActivityId, ActivityId)> = relevant
        .iter()
        .filter_map(|activity| Some((activity, problem.activity(activity).leave_of?)))
        .collect();
    let has_arcs = axis.slots.is_empty() && leave_of.is_empty();
    let places: Vec<PlaceLimits> = relevant
        .iter()
        .map(|activity| PlaceLimits::new(activity, has_arcs, requirements))
        .filter(|place| place.longest >= place.shortest)
        .collect();
    let forgotten = places
        .iter()
        .filter(|place| place.shortest == place.longest && place.once)
        .map(|place| place.activity);
    let kept: Vec<bool> = axis.steps.iter().map(super::axis::Step::is_kept).collect();
    Frame {
        leave: axis.steps.iter().map(|step| step.leave).collect(),
        busy,
        slots: axis
            .slots
            .iter()
            .map(|slot| (slot.first_step, slot.steps))
            .collect(),
        base: PlaceAutomaton {
            forgotten: Members::new(forgotten, relevant),
            kept: if kept.contains(&true) {
                kept.clone()
            } else {
                Vec::new()
            },
            leave_of,
        },
        kept,
        start_values: places
            .iter()
            .map(|place| values_starts(problem, doctor, place.activity))
            .collect(),
        cells: Vec::new(),
        places: places
            .into_iter()
            .map(|place| (place.activity, place.shortest, place.longest))
            .collect(),
        rests: false,
    }
}

/// How long a rotation in an activity is, in steps, and whether there is one at most.
struct PlaceLimits {
    activity: ActivityId,
    shortest: usize,
    longest: usize,
    once: bool,
}

impl PlaceLimits {
    /// The limits that requirements set, where rotations have arcs of their own.
    fn new(activity: ActivityId, has_arcs: bool, requirements: &[RequirementAutomaton]) -> Self {
        let (shortest, longest, once) = if has_arcs {
            run_limits(requirements, activity)
        } else {
            (1, usize::MAX, false)
        };
        Self {
            activity,
            shortest: shortest.max(1),
            longest,
            once,
        }
    }
}

macro_rules! add_one {
    (personal $rule:ident $id:ident $of:ident $found:ident) => {
        Personal::automata($rule, $id, $of, $found)
    };
    // What is shared is in the rows.
    (shared $rule:ident $id:ident $of:ident $found:ident) => {{
        let _ = $rule;
    }};
}

macro_rules! add_each {
    (($added:ident $id:ident $of:ident $found:ident) $($scope:ident $file:ident $name:ident;)*) => {
        match $added { $(Rule::$name(rule) => add_one!($scope rule $id $of $found),)* }
    };
}

/// Adds the automata of a rule, if it is personal.
fn personal(rule: &Rule, id: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
    with_rules!(resolved_rules add_each (rule id of found));
}

/// The automata of one rule.
#[cfg(test)]
pub(super) fn automata_of_rule(rule: &Rule, id: RuleId, of: &OfDoctor<'_>) -> Found {
    let mut found = Found::default();
    personal(rule, id, of, &mut found);
    found
}

/// True if a rule gives the start of a rotation in an activity a value.
fn values_starts(problem: &Problem, doctor: DoctorId, activity: ActivityId) -> bool {
    let gives = |rule: &Rule| matches!(rule, Rule::Preference(rule) if rule.per == crate::problem::rule::Per::Rotation && rule.value != 0 && rule.activities.contains(activity));
    problem
        .rules_of(doctor)
        .iter()
        .any(|&id| gives(problem.rule(id)))
}

/// Adds the automaton of an event with a choice, if the doctor attends it.
fn attend(
    problem: &Problem,
    (doctor, axis): (DoctorId, &Axis),
    (rule, event): (crate::ids::RuleId, EventId),
    automata: &mut Vec<Box<dyn Automaton>>,
) {
    let data = problem.event(event);
    if data.is_fixed() || !data.attendees.contains(doctor) {
        return;
    }
    let slots = (0..axis.slots.len())
        .filter(|&slot| axis.slots[slot].event == event)
        .collect();
    automata.push(Box::new(AttendanceAutomaton {
        rule,
        slots,
        optional: data.optional,
        value: data.value,
    }));
}
