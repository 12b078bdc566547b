//! 12. Attendance at an event with a choice of slots: one doctor's part of it.

use super::{Automaton, Move, Relaxation};
use crate::ids::{ActivityId, RuleId};

/// State: 1 once a slot of the event is attended.
#[derive(Debug)]
pub(crate) struct AttendanceAutomaton {
    pub(crate) rule: RuleId,
    /// Positions of the event's slots in the axis's slots.
    pub(crate) slots: Vec<usize>,
    pub(crate) optional: bool,
    pub(crate) value: i64,
}

impl Automaton for AttendanceAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        match moved {
            Move::Attend(slot) if self.slots.contains(&slot) => {
                if state[0] == 1 {
                    return None;
                }
                state[0] = 1;
                Some(self.value)
            }
            Move::Attend(_) | Move::Start(_) | Move::Stay(_) | Move::Idle { .. } => Some(0),
        }
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        (self.optional || state[0] == 1).then_some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        out.push(self.slots.len() as u32);
        out.extend(self.slots.iter().map(|slot| *slot as u32));
        out.push(u32::from(self.optional));
        super::sign_number(self.value, out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::Keep
    }
    fn most(&self, moved: Move) -> i64 {
        if matches!(moved, Move::Attend(slot) if self.slots.contains(&slot)) {
            self.value.max(0)
        } else {
            0
        }
    }
    fn role(&self, _activity: ActivityId, out: &mut Vec<u32>) {
        out.push(0);
    }
    fn is_steady(&self) -> bool {
        true
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}
