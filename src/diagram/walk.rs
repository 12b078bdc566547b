//! From a pathway back to the labels of a path.

use super::axis::Axis;
use super::graph::{Diagram, NodeId, Place};
use super::pathways::Pathways;
use super::table::Weights;
use crate::ids::{ActivityId, DoctorId};
use crate::problem::Problem;
use crate::schedule::{Attendance, Pathway, Rotation};

/// What one step of the axis holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// Idle or on leave.
    Idle,
    /// In a place; position in the diagram's places.
    In(u16),
    /// At a slot; position in the axis's slots.
    Slot(u16),
}

impl Pathways {
    /// The labels of the path that stands for a doctor's pathway, rotations normalised as `docs/rules.md` says; `None` if the doctor's
    /// diagram has no such path. In a relaxed diagram the path may break the rules left out.
    ///
    /// # Complexity
    /// O(steps + arcs of the diagram).
    pub(crate) fn labels_of(
        &self,
        problem: &Problem,
        doctor: DoctorId,
        pathway: &Pathway,
    ) -> Option<Vec<u32>> {
        let diagram = &self.class(doctor).diagram;
        let allowed = &self.table(doctor).labels;
        let (contents, starts) = contents(problem, doctor, self.axis(doctor), diagram, pathway)?;
        let end = diagram.node_count().checked_sub(1)?;
        // How each node was reached; several paths may begin alike, as idle blocks come in two kinds, and one of them ends.
        let mut reached: Vec<Option<(NodeId, u32)>> = vec![None; end + 1];
        for node in 0..end {
            if node > 0 && reached[node].is_none() {
                continue;
            }
            for (label, to) in diagram.moves_of(node as NodeId) {
                let fits = allowed[label as usize] > i64::NOWHERE
                    && holds(diagram, label, &contents, &starts);
                if fits && reached[to as usize].is_none() {
                    reached[to as usize] = Some((node as NodeId, label));
                }
            }
        }
        let mut labels = Vec::new();
        let mut node = end;
        while node != 0 {
            let (before, label) = reached[node]?;
            labels.push(label);
            node = before as usize;
        }
        labels.reverse();
        Some(labels)
    }
}

/// What each step holds and whether a rotation starts there; `None` if rotations or slots overlap or are none of the diagram's.
fn contents(
    problem: &Problem,
    doctor: DoctorId,
    axis: &Axis,
    diagram: &Diagram,
    pathway: &Pathway,
) -> Option<(Vec<Content>, Vec<bool>)> {
    let mut contents = vec![Content::Idle; axis.len()];
    for rotation in pathway.rotations() {
        put_rotation(axis, diagram, rotation, &mut contents)?;
    }
    let fixed = problem.fixed_events(doctor);
    for attendance in pathway
        .attendances()
        .iter()
        .filter(|attendance| !fixed.contains(&attendance.event))
    {
        put_slot(axis, attendance, &mut contents)?;
    }
    keep_places(problem, axis, diagram, &mut contents);
    if drop_mere_leave(problem, axis, diagram, &mut contents) {
        keep_places(problem, axis, diagram, &mut contents);
    }

    let mut starts = Vec::with_capacity(contents.len());
    let mut current = None;
    for content in &contents {
        let rotation = |place: &u16| problem.rotation_of(diagram.places()[*place as usize]);
        starts.push(matches!(content, Content::In(place) if current != Some(rotation(place))));
        match content {
            Content::Idle => current = None,
            Content::In(place) => current = Some(rotation(place)),
            // A rotation goes on around a slot.
            Content::Slot(_) => {}
        }
    }
    Some((contents, starts))
}

/// Puts a rotation into the steps that it touches; `None` if one of them holds something else.
fn put_rotation(
    axis: &Axis,
    diagram: &Diagram,
    rotation: &Rotation,
    contents: &mut [Content],
) -> Option<()> {
    let touched = |step: &super::axis::Step| {
        !step.leave && step.first <= rotation.last && rotation.first <= step.last
    };
    let (Some(first), Some(last)) = (
        axis.steps.iter().position(touched),
        axis.steps.iter().rposition(touched),
    ) else {
        return Some(());
    };
    let mut places = diagram.places().iter();
    let place = places.position(|place| *place == rotation.activity)?;
    for (content, step) in contents[first..=last]
        .iter_mut()
        .zip(&axis.steps[first..=last])
    {
        if *content != Content::Idle || step.leave {
            return None;
        }
        *content = Content::In(place as u16);
    }
    Some(())
}

/// Puts a slot into its steps; `None` if it is none of the axis, or if one of them holds another slot.
fn put_slot(axis: &Axis, attendance: &Attendance, contents: &mut [Content]) -> Option<()> {
    let position = axis
        .slots
        .iter()
        .position(|slot| slot.event == attendance.event && slot.slot == attendance.slot)?;
    let slot = axis.slots[position];
    let taken = contents
        .get_mut(slot.first_step..slot.first_step + slot.steps)
        .filter(|taken| !taken.is_empty())?;
    for content in taken {
        if matches!(content, Content::Slot(_)) {
            return None;
        }
        *content = Content::Slot(position as u16);
    }
    Some(())
}

/// A place that is kept is not given up between two rotations there.
fn keep_places(problem: &Problem, axis: &Axis, diagram: &Diagram, contents: &mut [Content]) {
    let mut before: Option<ActivityId> = None;
    let mut kept: Vec<usize> = Vec::new();
    for index in 0..contents.len() {
        match contents[index] {
            Content::Slot(_) => {}
            Content::Idle if axis.steps[index].is_kept() => kept.push(index),
            Content::Idle => {
                before = None;
                kept.clear();
            }
            Content::In(place) => {
                let rotation = problem.rotation_of(diagram.places()[place as usize]);
                if before == Some(rotation)
                    && let Some(place) =
                        diagram.places().iter().position(|place| *place == rotation)
                {
                    kept.iter()
                        .for_each(|step| contents[*step] = Content::In(place as u16));
                }
                before = Some(rotation);
                kept.clear();
            }
        }
    }
}

/// Takes out rotations that are nothing but kept leave: they are none. True if there were any.
fn drop_mere_leave(
    problem: &Problem,
    axis: &Axis,
    diagram: &Diagram,
    contents: &mut [Content],
) -> bool {
    let rotation_in = |content: &Content| match content {
        Content::In(place) => Some(problem.rotation_of(diagram.places()[*place as usize])),
        Content::Idle | Content::Slot(_) => None,
    };
    let mut found = false;
    let mut first = 0;
    while first < contents.len() {
        let rotation = rotation_in(&contents[first]);
        let goes_on = |content: &Content| {
            rotation_in(content) == rotation || matches!(content, Content::Slot(_))
        };
        let length = contents[first..]
            .iter()
            .position(|content| !goes_on(content))
            .unwrap_or(contents.len() - first);
        let steps = first..first + length.max(1);
        let is_worked = contents[steps.clone()]
            .iter()
            .zip(&axis.steps[steps.clone()])
            .any(|(content, step)| matches!(content, Content::In(_)) && !step.is_kept());
        if rotation.is_some() && !is_worked {
            found = true;
            contents[steps.clone()]
                .iter_mut()
                .filter(|content| matches!(content, Content::In(_)))
                .for_each(|content| *content = Content::Idle);
        }
        first = steps.end;
    }
    found
}

/// True if a label puts into its steps what they hold.
fn holds(diagram: &Diagram, label: u32, contents: &[Content], starts: &[bool]) -> bool {
    let label = &diagram.labels()[label as usize];
    let first = label.first as usize;
    let mut steps = contents[first..first + label.steps as usize].iter();
    match label.place {
        Place::Idle => steps.all(|content| *content == Content::Idle),
        Place::Start(place) => {
            (starts[first] || diagram.is_cell(place))
                && steps.all(|content| *content == Content::In(place))
        }
        Place::Stay(place) => !starts[first] && steps.all(|content| *content == Content::In(place)),
        Place::Attend(slot) => steps.all(|content| *content == Content::Slot(slot)),
        Place::End => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::diagram::{BuildLimits, Pathways, pathway};
    use crate::ids::{DoctorId, PeriodId};
    use crate::problem::Problem;
    use crate::problem::draft::{EventDraft, LeaveDraft, RequirementDraft, SlotDraft};
    use crate::problem::rule_draft::RuleDraft;
    use crate::problem::rules;
    use crate::schedule::{Pathway, Rotation};
    use crate::{ProblemBuilder, problem::draft::PeriodKindDraft};

    /// Turns every pathway of every doctor into labels and back.
    fn round_trip(problem: &Problem) -> usize {
        let pathways = Pathways::build(problem, BuildLimits { arcs: 100_000 }, true);
        let mut count = 0;
        for doctor in (0..pathways.len()).map(DoctorId::new) {
            for (original, value) in pathways.enumerate(problem, doctor, 10_000).unwrap() {
                let labels = pathways.labels_of(problem, doctor, &original).unwrap();
                let diagram = &pathways.class(doctor).diagram;
                assert_eq!(
                    pathway(problem, doctor, pathways.axis(doctor), diagram, &labels),
                    original
                );
                let table = &pathways.table(doctor).labels;
                assert_eq!(
                    labels
                        .iter()
                        .map(|label| table[*label as usize])
                        .sum::<i64>(),
                    value
                );
                count += 1;
            }
        }
        count
    }

    fn two_departments() -> ProblemBuilder {
        ProblemBuilder::weeks("walk", "2026-09-06", "2026-10-03")
            .department("a", 1)
            .department("b", 1)
            .doctor("d")
    }

    fn optional(id: &str, min: i64) -> RequirementDraft {
        let activities = crate::problem::draft::ActivityFilter {
            departments: vec![id.into()],
            ..Default::default()
        };
        RequirementDraft {
            id: id.into(),
            activities,
            min,
            max: Some(3),
            run_min: min,
            optional: true,
            ..Default::default()
        }
    }

    #[test]
    fn every_pathway_comes_back() {
        let builder = two_departments()
            .requirement_with(optional("a", 2))
            .requirement_with(optional("b", 1));
        assert!(round_trip(&builder.build().unwrap()) > 10);
    }

    #[test]
    fn idle_blocks_of_both_kinds_come_back() {
        let idle = RuleDraft::Idle(rules::Idle {
            id: "idle".into(),
            doctors: Default::default(),
            cost: 3,
            leading: true,
            trailing: false,
            leave: false,
        });
        let builder = two_departments()
            .requirement_with(optional("a", 1))
            .preference("d", "b", 2)
            .rule(idle);
        assert!(round_trip(&builder.build().unwrap()) > 10);
    }

    #[test]
    fn rotations_around_slots_and_leaves_come_back() {
        let mut builder =
            ProblemBuilder::new("walk", PeriodKindDraft::Day, "2026-09-07", "2026-09-11")
                .department("a", 1)
                .department("b", 1)
                .doctor("d")
                .doctor("e")
                .preference("d", "a", 2);
        let slot = |day: &str| SlotDraft {
            from: day.into(),
            to: day.into(),
        };
        let draft = builder.draft_mut();
        let slots = vec![slot("2026-09-08"), slot("2026-09-10")];
        draft.events.push(EventDraft {
            id: "class".into(),
            slots,
            optional: true,
            value: 1,
            ..EventDraft::default()
        });
        draft.leaves.push(LeaveDraft {
            doctor: "e".into(),
            from: "2026-09-09".into(),
            to: "2026-09-09".into(),
            ..LeaveDraft::default()
        });
        assert!(round_trip(&builder.build().unwrap()) > 50);
    }

    #[test]
    fn what_is_no_path_is_none() {
        let problem = two_departments()
            .requirement("a", &["a"], 2)
            .build()
            .unwrap();
        let pathways = Pathways::build(&problem, BuildLimits { arcs: 100_000 }, true);
        let activity = problem.find_activity("a").unwrap();
        let stay = |first, last| Rotation {
            first: PeriodId::new(first),
            last: PeriodId::new(last),
            activity,
        };
        let labels = |rotations| {
            pathways.labels_of(
                &problem,
                DoctorId::new(0),
                &Pathway::new(rotations, Vec::new()),
            )
        };
        assert!(labels(vec![stay(1, 2)]).is_some());
        // Two rotations without anything between them are one.
        assert_eq!(
            labels(vec![stay(1, 1), stay(2, 2)]),
            labels(vec![stay(1, 2)])
        );
        assert!(labels(vec![stay(1, 3)]).is_none());
        assert!(labels(vec![stay(0, 0), stay(2, 2)]).is_none());
        assert!(labels(vec![stay(0, 1), stay(1, 1)]).is_none());
        assert!(labels(Vec::new()).is_none());
    }
}
