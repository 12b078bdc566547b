//! Doctors with their stays, leaves and waivers, and who attends which event.

use super::super::part::{Part, waivable};
use super::recipe::{Origin, Stance, Writer};
use crate::ids::{DoctorId, EventId, PeriodId};
use crate::problem::draft::{ActivityFilter, DoctorDraft, EventDraft};
use crate::problem::edit::{named_periods, stretches};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::rules;
use crate::problem::{RuleDraft, when};

impl Writer<'_> {
    pub(super) fn write_doctors(&mut self) {
        let source = self.problem.draft();
        for (index, row) in source.doctors.iter().enumerate() {
            let doctor = DoctorId::new(index);
            let mut row = row.clone();
            if self.is_present[index] {
                self.write_stay(doctor, &mut row);
                self.write_waivers(doctor, &mut row);
                self.write_leaves(doctor);
            }
            self.edit.draft.doctors.push(row);
            if !self.is_present[index] {
                self.edit.send_away(index);
            }
        }
    }

    fn write_stay(&mut self, doctor: DoctorId, row: &mut DoctorDraft) {
        let data = self.problem.doctor(doctor);
        let (first, last) = (data.first, data.last);
        let end = PeriodId::new(self.problem.horizon().len().saturating_sub(1));
        let stance = self.calendar_stance(Part::Stay { doctor });
        if stance == Stance::Hard || (first == PeriodId::new(0) && last == end) {
            return;
        }
        (row.arrival, row.departure) = (Some(when(PeriodId::new(0))), Some(when(end)));
        (row.visa_from, row.visa_to) = (None, None);
        let Stance::Soft(cost) = stance else { return };
        // Periods outside with what they cost more, in stretches.
        let most = if cost > 0 { self.recipe.nearness } else { 0 };
        let farther = |period: PeriodId| {
            let away = if last < first {
                0
            } else {
                first
                    .index()
                    .saturating_sub(period.index())
                    .max(period.index().saturating_sub(last.index()))
            };
            i64::try_from(away).unwrap_or(i64::MAX).min(most)
        };
        let outside = self.problem.horizon().all();
        let outside = outside
            .iter()
            .filter(|period| !(first..=last).contains(period))
            .map(|period| (period, farther(period)));
        for stretch in stretches(outside) {
            let wanted = format!("stay of {:?}, {}", row.id, when(stretch.first));
            let weight = Some(cost.saturating_add(stretch.content));
            self.forbid(
                Part::Stay { doctor },
                doctor,
                wanted,
                rules::Cells {
                    periods: stretch.named(),
                    weight,
                    ..Default::default()
                },
            );
        }
    }

    fn write_waivers(&mut self, doctor: DoctorId, row: &mut DoctorDraft) {
        let stance = (self.stance)(Part::Eligibility { doctor });
        if stance == Stance::Hard {
            return;
        }
        let waived: Vec<String> = waivable(self.problem, doctor)
            .into_iter()
            .map(|activity| self.problem.activity(activity).key.clone())
            .collect();
        if waived.is_empty() {
            return;
        }
        if let Stance::Soft(cost) = stance {
            let activities = ActivityFilter::activities(waived.clone());
            let cells = rules::Cells {
                activities,
                weight: Some(cost),
                ..Default::default()
            };
            self.forbid(
                Part::Eligibility { doctor },
                doctor,
                format!("eligibility of {:?}", row.id),
                cells,
            );
        }
        row.waivers.extend(waived);
    }

    fn write_leaves(&mut self, doctor: DoctorId) {
        let data = self.problem.doctor(doctor);
        let stance = self.calendar_stance(Part::Leaves { doctor });
        for row in self
            .problem
            .draft()
            .leaves
            .iter()
            .filter(|row| row.doctor == data.key)
        {
            if row.half || stance == Stance::Hard {
                self.edit.draft.leaves.push(row.clone());
            }
        }
        if let Stance::Soft(cost) = stance {
            let mut away: Vec<PeriodId> = data
                .leaves
                .iter()
                .flat_map(|leave| leave.away.iter())
                .collect();
            away.sort_unstable();
            away.dedup();
            if !away.is_empty() {
                let cells = rules::Cells {
                    periods: named_periods(away),
                    weight: Some(cost),
                    ..Default::default()
                };
                self.forbid(
                    Part::Leaves { doctor },
                    doctor,
                    format!("leave of {:?}", data.key),
                    cells,
                );
            }
        }
    }

    /// A soft rule that keeps a doctor out of cells: what giving up the part costs.
    pub(super) fn forbid(
        &mut self,
        part: Part,
        doctor: DoctorId,
        wanted: String,
        cells: rules::Cells,
    ) {
        let (doctors, mode) = (self.problem.only(doctor), CellsModeDraft::Forbidden);
        let row = self.edit.add(
            wanted,
            RuleDraft::Cells(rules::Cells {
                doctors,
                mode,
                ..cells
            }),
        );
        self.edit.note(row, Origin::Part(part));
    }

    pub(super) fn write_events(&mut self) {
        for (index, row) in self.problem.draft().events.iter().enumerate() {
            let id = EventId::new(index);
            let event = self.problem.event(id);
            // A doctor who need not come may still come, and is nowhere else meanwhile.
            let is_asked = |doctor: &DoctorId| {
                self.is_present[doctor.index()]
                    && (event.optional
                        || self.calendar_stance(Part::Attendance {
                            event: id,
                            doctor: *doctor,
                        }) != Stance::Off)
            };
            let attendees: Vec<DoctorId> = event.attendees.iter().filter(is_asked).collect();
            let left_out =
                i64::try_from(event.attendees.len() - attendees.len()).unwrap_or(i64::MAX);
            let mut row = EventDraft {
                attendees: self.filter(attendees.iter().copied()),
                ..row.clone()
            };
            // Attendees who are left out could have come.
            row.min_places = row.min_places.saturating_sub(left_out).max(0);
            match (self.stance)(Part::Event { event: id }) {
                Stance::Hard if !attendees.is_empty() => {}
                Stance::Soft(_) if !attendees.is_empty() => {
                    row.max_places = row
                        .max_places
                        .map(|most| most.saturating_add(self.recipe.more_seats));
                    row.min_places = row.min_places.saturating_sub(self.recipe.more_seats).max(0);
                    row.joint &= self.recipe.more_seats == 0;
                }
                Stance::Hard | Stance::Soft(_) | Stance::Off => {
                    (row.min_places, row.max_places, row.joint) = (0, None, false)
                }
            }
            if !self.scores {
                row.value = 0;
            }
            let row = self.edit.put(row);
            match self.problem.attendance_of(id) {
                Some(rule) => self.edit.note(row, Origin::Rule(rule)),
                None => self.edit.turn_off_row(row),
            }
        }
    }
}
