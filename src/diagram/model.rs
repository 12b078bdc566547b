//! One doctor's personal rules as automata over the doctor's axis.

use super::automata::{
    AttendanceAutomaton, Automaton, BoundaryAutomaton, ChangeAutomaton, ElectiveAutomaton, FirstByAutomaton, HospitalChangeAutomaton,
    HospitalLimitAutomaton, IdleAutomaton, LongestRunAutomaton, Members, PatternAutomaton, PlaceAutomaton, PrecedenceAutomaton, Progress,
    RequirementAutomaton, SameHospitalAutomaton, SpacingAutomaton, SuccessionAutomaton, WindowAutomaton, run_limits,
};
use super::axis::Axis;
use super::frame::Frame;
use super::tiers::tier_of;
use crate::ids::{ActivityId, DoctorId, EventId};
use crate::problem::rule::{ActivitySet, Rule};
use crate::problem::{Problem, RequirementIndex};
use std::sync::Arc;

/// One doctor's automata before any product is built.
pub(super) struct Model {
    pub(super) axis: Arc<Axis>,
    pub(super) frame: Frame,
    pub(super) automata: Vec<Box<dyn Automaton>>,
}

impl Model {
    pub(super) fn new(problem: &Problem, doctor: DoctorId, wanted: &super::table::WantedActivities) -> Self {
        let axis = Axis::new(problem, doctor);
        let relevant: ActivitySet = wanted.of(problem, doctor);
        let (never, busy) = super::table::masks(problem, doctor, &axis, relevant.as_slice());
        let relevant: ActivitySet = relevant.iter().zip(never).filter(|(_, never)| !never).map(|(activity, _)| activity).collect();
        let mut requirements = Vec::new();
        let mut automata: Vec<Box<dyn Automaton>> = Vec::new();
        let mut rests = false;
        for &id in problem.rules_of(doctor) {
            let members = |set: &ActivitySet| Members::new(set.iter(), &relevant);
            let progress = |index: RequirementIndex| Progress::new(problem, doctor, &axis, index, &relevant);
            match problem.rule(id) {
                Rule::Requirement(rule) => {
                    requirements.push(RequirementAutomaton::new(problem, (doctor, &axis), rule.requirement, id, &relevant));
                }
                Rule::Elective(rule) => {
                    let requirements = rule.requirements.iter().map(|&index| progress(index)).collect();
                    automata.push(Box::new(ElectiveAutomaton::new(id, requirements, (rule.min, rule.max), rule.weight)));
                }
                Rule::Precedence(rule) => automata.push(Box::new(PrecedenceAutomaton {
                    rule: id,
                    before: rule.before.iter().map(|&index| progress(index)).collect(),
                    count: rule.count,
                    after: members(&problem.requirement(rule.after).activities),
                    after_once: progress(rule.after).atomic,
                    weight: rule.weight,
                })),
                Rule::Boundary(rule) => automata.push(Box::new(BoundaryAutomaton::new(id, rule, &axis, &relevant))),
                Rule::Succession(rule) => automata.push(Box::new(SuccessionAutomaton {
                    rule: id,
                    first: members(&rule.first),
                    next: members(&rule.next),
                    must: rule.must,
                    immediate: rule.immediate,
                    weight: rule.weight,
                })),
                Rule::Spacing(rule) => automata.push(Box::new(SpacingAutomaton {
                    rule: id,
                    first: members(&rule.first),
                    second: members(&rule.second),
                    gap: rule.min_gap_blocks,
                    weight: rule.weight,
                })),
                Rule::Window(rule) => automata.push(Box::new(WindowAutomaton {
                    rule: id,
                    activities: members(&rule.activities),
                    window: rule.window_blocks,
                    min: rule.min,
                    max: rule.max,
                    weight: rule.weight,
                })),
                Rule::LongestRun(rule) => automata.push(Box::new(LongestRunAutomaton {
                    rule: id,
                    activities: members(&rule.activities),
                    max: rule.max_blocks,
                    weight: rule.weight,
                })),
                Rule::FirstBy(rule) => automata.push(Box::new(FirstByAutomaton {
                    rule: id,
                    activities: members(&rule.activities),
                    steps: axis.steps.iter().filter(|step| step.first <= rule.by).count() as u32,
                    axis: axis.len(),
                    weight: rule.weight,
                })),
                Rule::Pattern(rule) => automata.push(Box::new(PatternAutomaton {
                    rule: id,
                    steps: rule.steps.iter().map(|step| (members(&step.activities), step.idle)).collect(),
                    value: rule.value,
                })),
                Rule::HospitalLimit(rule) => {
                    let (hospitals, count) = local_hospitals(problem, relevant.iter());
                    let max = rule.max_rotations;
                    if max as usize >= axis.len() {
                        // Every rotation takes a step at least: the limit cannot be reached.
                        continue;
                    }
                    automata.push(Box::new(HospitalLimitAutomaton { rule: id, hospitals, count, max, weight: rule.weight }));
                }
                Rule::HospitalChange(rule) => {
                    let (hospitals, _) = local_hospitals(problem, relevant.iter());
                    automata.push(Box::new(HospitalChangeAutomaton { rule: id, hospitals, weight: rule.weight }));
                }
                Rule::SameHospital(rule) => {
                    let (first, second) = (problem.requirement(rule.first), problem.requirement(rule.second));
                    let counted = |activity: &ActivityId| first.activities.contains(*activity) || second.activities.contains(*activity);
                    let (hospitals, count) = local_hospitals(problem, relevant.iter().filter(counted));
                    automata.push(Box::new(SameHospitalAutomaton { rule: id, hospitals, count, weight: rule.weight }));
                }
                Rule::Idle(rule) => {
                    if !(rule.leading && rule.trailing) {
                        rests = true;
                        automata.push(Box::new(IdleAutomaton {
                            rule: id,
                            cost: rule.cost,
                            leading: rule.leading,
                            trailing: rule.trailing,
                            leave: rule.leave,
                        }));
                    }
                }
                // What speaks of single cells is in the doctor's table; what is shared is in the rows.
                Rule::Availability(_)
                | Rule::Document(_)
                | Rule::Cells(_)
                | Rule::Eligibility(_)
                | Rule::Preference(_)
                | Rule::Capacity(_)
                | Rule::Coverage(_)
                | Rule::Attendance(_)
                | Rule::Together(_)
                | Rule::Apart(_)
                | Rule::SplitEvenly(_)
                | Rule::Team(_)
                | Rule::WorstDoctor(_)
                | Rule::WorstGroup(_)
                | Rule::EvenLoad(_)
                | Rule::Change(_) => {}
            }
        }
        for (id, rule) in problem.rules() {
            if let Rule::Attendance(rule) = rule {
                attend(problem, (doctor, &axis), (id, rule.event), &mut automata);
            }
            if let Rule::Change(rule) = rule
                && let Some(automaton) = ChangeAutomaton::new(problem, (doctor, &axis), id, rule)
            {
                automata.push(Box::new(automaton));
            }
        }
        let places: Vec<(ActivityId, usize, usize, bool)> = relevant
            .iter()
            .map(|activity| {
                let (shortest, longest, once) =
                    if axis.slots.is_empty() { run_limits(&requirements, activity) } else { (1, usize::MAX, false) };
                (activity, shortest.max(1), longest, once)
            })
            .filter(|place| place.2 >= place.1)
            .collect();
        let forgotten = places.iter().filter(|place| place.1 == place.2 && place.3).map(|place| place.0);
        let frame = Frame {
            leave: axis.steps.iter().map(|step| step.leave).collect(),
            busy,
            slots: axis.slots.iter().map(|slot| (slot.first_step, slot.steps)).collect(),
            base: PlaceAutomaton { forgotten: Members::new(forgotten, &relevant) },
            start_values: places.iter().map(|place| values_starts(problem, doctor, place.0)).collect(),
            cells: Vec::new(),
            places: places.into_iter().map(|place| (place.0, place.1, place.2)).collect(),
            rests,
        };
        automata.extend(requirements.into_iter().map(|automaton| Box::new(automaton) as Box<dyn Automaton>));
        Self { axis: Arc::new(axis), frame, automata }
    }

    pub(super) fn signature(&self) -> Vec<u32> {
        let mut out = Vec::new();
        self.frame.sign(&mut out);
        self.automata.iter().for_each(|automaton| automaton.signature(&mut out));
        out
    }

    /// The rules of the automata.
    pub(super) fn rules(&self) -> impl Iterator<Item = Option<crate::ids::RuleId>> + '_ {
        self.automata.iter().map(|automaton| automaton.rule())
    }

    /// What decides roughly how large the diagram becomes.
    pub(super) fn shape(&self) -> Vec<u32> {
        let mut shape: Vec<u32> = self.automata.iter().map(|automaton| u32::from(tier_of(automaton.as_ref()))).collect();
        shape.sort_unstable();
        shape.extend([self.frame.leave.len() as u32, self.frame.places.len() as u32]);
        shape
    }
}

/// True if a rule gives the start of a rotation in an activity a value.
fn values_starts(problem: &Problem, doctor: DoctorId, activity: ActivityId) -> bool {
    let gives = |rule: &Rule| matches!(rule, Rule::Preference(rule) if rule.per == crate::problem::rule::Per::Rotation && rule.value != 0 && rule.activities.contains(activity));
    problem.rules_of(doctor).iter().any(|&id| gives(problem.rule(id)))
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
    let slots = (0..axis.slots.len()).filter(|&slot| axis.slots[slot].event == event).collect();
    automata.push(Box::new(AttendanceAutomaton { rule, slots, optional: data.optional, value: data.value }));
}

/// The hospitals of some activities, numbered from 0 in the order of their ids.
fn local_hospitals(problem: &Problem, activities: impl Iterator<Item = ActivityId>) -> (Vec<(ActivityId, u32)>, usize) {
    let with: Vec<_> = activities.map(|activity| (activity, problem.activity(activity).hospital)).collect();
    let mut hospitals: Vec<_> = with.iter().map(|entry| entry.1).collect();
    hospitals.sort_unstable();
    hospitals.dedup();
    let local = |hospital| hospitals.binary_search(&hospital).unwrap_or(0) as u32;
    (with.into_iter().map(|(activity, hospital)| (activity, local(hospital))).collect(), hospitals.len())
}
