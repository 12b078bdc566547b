//! Family 12: joint events.

use super::prelude::*;

resolved_rule! {
    /// 12. Attendance at an event: who, how many in a slot, one slot for all; built in.
    Attendance {
        /// The event.
        event: EventId = Plain,
    }
}

impl Facts for resolved::Attendance {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("attendance is not as the event asks", "doctors")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!("{} too few or too many", say.count(amount, "attendee"))
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn numbers(&self, data: &ProblemData) -> Vec<i64> {
        let event = &data.events[self.event.index()];
        vec![event.value, event.min_places, event.max_places.unwrap_or(0)]
    }
    fn in_score(&self, size: &Size<'_>) -> i128 {
        let event = &size.data.events[self.event.index()];
        i128::from(event.value.unsigned_abs()).saturating_mul(event.slots.len() as i128 + 1)
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        let event = &size.data.events[self.event.index()];
        (event.slots.len(), event.attendees.len())
    }
}
