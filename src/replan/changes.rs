//! What may change in a reduced draft: pins, and the cost and limits of changes.

use super::reduce::Reducer;
use super::whole::Aim;
use crate::check::{differences, timeline};
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::draft::{DoctorFilter, PeriodFilter};
use crate::problem::edit::named_periods;
use crate::problem::rule::Change;
use crate::problem::{RuleDraft, rules};

impl Reducer<'_> {
    /// True if there is anything that could change.
    fn is_published(&self) -> bool {
        !self.edit.draft.published.is_empty() || !self.edit.draft.published_attendances.is_empty()
    }

    /// A change rule of the problem, less what the doctors taken out differ anyway.
    pub(super) fn write_change(&mut self, id: RuleId, rule: &Change, out: &[DoctorId]) {
        let named = self.problem.named_doctors(
            self.kept
                .iter()
                .copied()
                .filter(|doctor| rule.doctors.contains(*doctor)),
        );
        let row = self
            .problem
            .row_of(id)
            .position()
            .and_then(|row| self.problem.draft().rules.get(row));
        let (Some(doctors), Some(RuleDraft::Change(row)), true) = (named, row, self.is_published())
        else {
            return;
        };
        let spent = || {
            out.iter()
                .filter(|doctor| rule.doctors.contains(**doctor))
                .map(|doctor| self.spent(*doctor, rule))
                .sum()
        };
        let max_periods = row.max_periods.map(|max| max.saturating_sub(spent()));
        self.put(RuleDraft::Change(rules::Change {
            doctors,
            max_periods,
            ..row.clone()
        }));
    }

    /// Differences that a doctor who stays has anyway, in the periods of a change rule.
    fn spent(&self, doctor: DoctorId, rule: &Change) -> i64 {
        let standing = self.whole.standing;
        let counted = differences(
            self.problem,
            doctor,
            standing.published.pathway(doctor),
            standing.kept.pathway(doctor),
        )
        .into_iter();
        i64::try_from(
            counted
                .filter(|difference| rule.periods.contains(difference.period))
                .count(),
        )
        .unwrap_or(i64::MAX)
    }

    /// Pins, and the cost and limits of changes.
    pub(super) fn hold(&mut self) {
        for &doctor in self.kept {
            self.hold_cells(doctor);
            self.hold_slots(doctor);
        }
        let (problem, standing) = (self.problem, self.whole.standing);
        let mine = problem.named_doctors(
            self.free
                .iter()
                .filter(|doctor| standing.has_published[doctor.index()]),
        );
        if let Some(doctors) = mine.filter(|_| self.is_published()) {
            let disturbed = self.disturbed(doctors);
            self.edit
                .add("replan/disturbed", RuleDraft::Change(disturbed));
        }
    }

    /// True if a period of a doctor may not change.
    fn is_pinned(&self, doctor: DoctorId, period: PeriodId) -> bool {
        !self.free.contains(doctor) || self.whole.pins.is_pinned(doctor, period)
    }

    /// The doctor does in pinned periods what is kept.
    fn hold_cells(&mut self, doctor: DoctorId) {
        let (problem, standing) = (self.problem, self.whole.standing);
        let cells = timeline(problem, doctor, standing.kept.pathway(doctor))
            .into_iter()
            .filter(|(period, _)| self.is_pinned(doctor, *period))
            .filter_map(|(period, cell)| Some((period, cell.content()?)));
        let cells: Vec<_> = cells.collect();
        let id = format!("replan/keep/{}", problem.doctor(doctor).key);
        self.edit.hold(id, problem, doctor, cells);
    }

    /// A template cannot hold anybody to a slot: it does not speak of periods that the slot takes.
    fn hold_slots(&mut self, doctor: DoctorId) {
        let problem = self.problem;
        let has_choice = problem
            .events()
            .iter()
            .any(|event| !event.is_fixed() && event.attendees.contains(doctor));
        let has_pins = !self.free.contains(doctor) || self.whole.pins.has_any(doctor);
        if !self.is_published() || !has_pins || !has_choice {
            return;
        }
        let is_there = |period: &PeriodId| problem.is_available(doctor, *period);
        let periods = problem
            .period_ids()
            .filter(|period| self.is_pinned(doctor, *period))
            .filter(is_there);
        let held = rules::Change {
            doctors: problem.only(doctor),
            periods: named_periods(periods),
            max_periods_per_doctor: Some(0),
            ..rules::Change::default()
        };
        let id = format!("replan/keep events/{}", problem.doctor(doctor).key);
        self.edit.add(id, RuleDraft::Change(held));
    }

    /// What it costs to disturb doctors, and how far they may be.
    fn disturbed(&self, doctors: DoctorFilter) -> rules::Change {
        let limits = self.whole.limits;
        let periods = i64::try_from(self.problem.horizon().len()).unwrap_or(i64::MAX);
        let (cost, doctor_cost) = match self.aim {
            Aim::Fewest => (0, 1),
            Aim::FewestPeriods { doctor_cost } => (1, doctor_cost),
            Aim::Value { doctor_cost } => (limits.period_cost, doctor_cost),
        };
        // Nobody can differ in more periods than there are; a rule takes no number without an end.
        let max_periods_per_doctor = limits.max_periods_per_doctor.filter(|max| *max < periods);
        // What the others differ in anyway is taken off.
        let max_periods = limits.max_periods.map(|max| {
            max.saturating_sub(self.whole.changed(
                |doctor| !self.free.contains(doctor),
                &self.whole.standing.kept,
            ))
            .max(0)
        });
        rules::Change {
            doctors,
            periods: PeriodFilter::default(),
            cost,
            doctor_cost,
            max_periods_per_doctor,
            max_periods,
            ..rules::Change::default()
        }
    }
}
