//! Family 3: nobody is anywhere outside their presence, and documents are valid.
//!
//! Availability speaks of rotations as they are written in the schedule; every other rule speaks of normalised ones.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use super::timeline::{Content, Timeline, is_sound};
use crate::ids::PeriodId;
use crate::problem::rule::Availability;
use crate::problem::{Presence, Problem};
use crate::schedule::Rotation;

impl JudgeDoctor for Availability {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, pathway, timeline) = (case.problem, case.pathway, case.timeline);
        let mut busy_until: Option<PeriodId> = None;
        for rotation in pathway.rotations() {
            if !is_sound(problem, rotation) {
                findings.add(
                    None,
                    Some(rotation.first),
                    length(rotation.first.index(), rotation.last.index()).max(1),
                );
                continue;
            }
            outside(rotation, timeline, findings);
            blocks(problem, rotation, timeline, findings);
            if let Some(until) = busy_until.filter(|until| rotation.first <= *until) {
                findings.add(
                    None,
                    Some(rotation.first),
                    length(rotation.first.index(), until.min(rotation.last).index()),
                );
            }
            busy_until = busy_until.max(Some(rotation.last));
        }
        for attendance in pathway.attendances() {
            let event = problem.events().get(attendance.event.index());
            if event.is_none_or(|event| event.slots.len() <= attendance.slot as usize) {
                findings.add(None, None, 1);
            }
        }
    }
}

/// Periods before arrival and after departure.
fn outside(rotation: &Rotation, timeline: &Timeline, findings: &mut Findings<'_>) {
    let window = timeline.window();
    let (first, last) = (rotation.first.index(), rotation.last.index());
    if window.is_empty() {
        findings.add(None, Some(rotation.first), length(first, last));
        return;
    }
    if first < window.start {
        findings.add(
            None,
            Some(rotation.first),
            length(first, last.min(window.start - 1)),
        );
    }
    if last >= window.end {
        let from = first.max(window.end);
        findings.add(None, Some(PeriodId::new(from)), length(from, last));
    }
}

/// Periods of leave blocks that the rotation covers, and periods of free blocks that it touches but leaves out.
fn blocks(
    problem: &Problem,
    rotation: &Rotation,
    timeline: &Timeline,
    findings: &mut Findings<'_>,
) {
    let mut on_leave: Option<(PeriodId, i64)> = None;
    for block in &timeline.blocks[timeline.touched(rotation.first, rotation.last)] {
        let (first, last) = (
            block.first.max(rotation.first),
            block.last.min(rotation.last),
        );
        let covered = length(first.index(), last.index());
        // Whoever is on leave already does not take more of it.
        let mut periods = (block.first.index()..=block.last.index()).map(PeriodId::new);
        let is_away = |period: PeriodId| {
            timeline
                .moment(period)
                .is_some_and(|moment| moment.presence == Presence::KeepsPlace)
        };
        if problem.activity(rotation.activity).leave_of.is_some() && periods.any(is_away) {
            findings.add(None, Some(first), covered);
        }
        if block.content == Content::Leave && !block.kept {
            let (since, so_far) = on_leave.unwrap_or((first, 0));
            on_leave = Some((since, so_far + covered));
        } else {
            let left_out = length(block.first.index(), block.last.index()) - covered;
            let gap = if block.first < first {
                block.first
            } else {
                PeriodId::new(last.index() + 1)
            };
            findings.add(None, Some(gap), left_out);
        }
    }
    if let Some((since, periods)) = on_leave {
        findings.add(None, Some(since), periods);
    }
}

/// Number of periods of `first..=last`.
fn length(first: usize, last: usize) -> i64 {
    count(last.saturating_add(1).saturating_sub(first))
}
