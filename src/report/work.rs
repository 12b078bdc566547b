//! How much a doctor works in each period: leave, events and part of a period aside.

use crate::ids::{DoctorId, EventId, PeriodId};
use crate::problem::{Presence, Problem};
use crate::schedule::Attendance;

/// The slots of events that a doctor attends, those without a choice too; what the problem does not know is left out.
pub(super) fn attended(
    problem: &Problem,
    doctor: DoctorId,
    attendances: &[Attendance],
) -> Vec<(EventId, usize)> {
    let is_known = |&(event, slot): &(EventId, usize)| {
        let event = problem.events().get(event.index());
        event.is_some_and(|event| slot < event.slots.len())
    };
    let mut attended: Vec<(EventId, usize)> = attendances
        .iter()
        .map(|attendance| (attendance.event, attendance.slot as usize))
        .filter(is_known)
        .chain(problem.fixed_events(doctor).iter().map(|&event| (event, 0)))
        .collect();
    attended.sort_unstable();
    attended.dedup();
    attended
}

/// How much a doctor works in each period of their time.
pub(super) struct Work {
    /// The first period.
    start: usize,
    /// Quarters of days, by period from `start` on.
    pub(super) quarters: Vec<i64>,
}

impl Work {
    pub(super) fn new(problem: &Problem, doctor: DoctorId, attended: &[(EventId, usize)]) -> Self {
        let data = problem.doctor(doctor);
        let is_busy = |period: PeriodId| {
            attended.iter().any(|&(event, slot)| {
                let slot = problem.event(event).slots[slot];
                slot.whole && slot.first <= period && period <= slot.last
            })
        };
        let (start, end) = (data.first.index(), data.last.index() + 1);
        let there = (start..end.min(problem.horizon().len())).map(PeriodId::new);
        let quarters = there.map(|period| {
            if is_busy(period) {
                0
            } else {
                working_quarters(problem, doctor, period)
            }
        });
        Self {
            start,
            quarters: quarters.collect(),
        }
    }

    pub(super) fn in_period(&self, period: usize) -> i64 {
        period
            .checked_sub(self.start)
            .and_then(|offset| self.quarters.get(offset))
            .copied()
            .unwrap_or(0)
    }
}

/// Quarters of days that a doctor works in a period, events aside.
fn working_quarters(problem: &Problem, doctor: DoctorId, period: PeriodId) -> i64 {
    let half_days = i64::from(problem.horizon().span(period).working_half_days);
    match problem.presence(doctor, period) {
        Presence::Outside | Presence::Leave | Presence::KeepsPlace | Presence::Event => 0,
        // Days of leave that are known are counted as such, half a period's leave as half of it.
        Presence::Half => {
            let known = &problem.doctor(doctor).part_leave;
            match known.binary_search_by_key(&period, |entry| entry.0) {
                Ok(position) => (half_days - i64::from(known[position].1)).max(0) * 2,
                Err(_) => half_days,
            }
        }
        Presence::Full => half_days * 2,
    }
}
