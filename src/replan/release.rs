//! Pins that the problem does not allow.

use super::floor::{BrokenCell, broken_cells};
use super::part::refused;
use super::parts::without_pathway;
use super::reduce::Reduced;
use super::run::Run;
use super::whole::Aim;
use crate::check::{Report, check};
use crate::error::Result;
use crate::ids::DoctorId;
use crate::problem::Rule;
use crate::problem::rule::DoctorSet;

impl Run<'_> {
    /// Takes the pins off cells that rules no longer allow; returns all cells where something is broken.
    pub(super) fn release_broken(&mut self, kept: &Report) -> Vec<BrokenCell> {
        let broken = broken_cells(self.problem, &self.standing, kept);
        for &BrokenCell {
            doctor,
            period,
            rule,
        } in &broken
        {
            // What has happened is not undone because a rule about a whole pathway does not like it.
            let may_be_released =
                !self.pins.is_past(period) || speaks_of_cells(self.problem.rule(rule));
            if may_be_released && self.pins.is_pinned(doctor, period) {
                let released = self
                    .pins
                    .release(self.problem, &self.standing, doctor, period);
                self.unpinned.extend(released);
            }
        }
        broken
    }

    /// Takes off all pins that the problem does not allow, as a replanning does before it finds nothing.
    pub(super) fn release_all_impossible(&mut self) -> Result<()> {
        let kept = check(self.problem, &self.standing.kept);
        self.release_broken(&kept);
        let everybody = self.problem.doctor_ids();
        self.release_impossible(&everybody.collect())?;
        Ok(())
    }

    /// Takes the pins off doctors of `free` who have no pathway with them; true if there were any.
    pub(super) fn release_impossible(&mut self, free: &DoctorSet) -> Result<bool> {
        let pinned: Vec<DoctorId> = free
            .iter()
            .filter(|doctor| self.pins.has_any(*doctor))
            .collect();
        if pinned.is_empty() {
            return Ok(false);
        }
        let alone: DoctorSet = pinned.iter().copied().collect();
        let Reduced { edit, selection } = self.whole().reduce(&alone, Aim::Fewest);
        let part = edit.finish().0.validate().map_err(refused)?;
        let stuck = without_pathway(&part);
        let mut released = Vec::new();
        for doctor in stuck
            .into_iter()
            .filter_map(|doctor| selection.doctors.get(doctor.index()).copied())
        {
            released.extend(self.pins.release_planned(&self.standing, doctor));
        }
        let any = !released.is_empty();
        self.unpinned.extend(released);
        Ok(any)
    }
}

/// True if a rule forbids a place in a period, whatever the doctor does in others.
fn speaks_of_cells(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::Capacity(_)
            | Rule::Availability(_)
            | Rule::Eligibility(_)
            | Rule::Document(_)
            | Rule::Cells(_)
            | Rule::Attendance(_)
    )
}
