//! One place at a time: rotations start, go on for their least length, and end.

use super::{Automaton, Members, Move, Relaxation};
use crate::ids::{ActivityId, RuleId};

/// Base of every diagram: a rotation goes on only where it is, and does not start again where it just was.
///
/// State: 0 nowhere that matters, else 1 + the current activity. Activities whose rotation has a fixed length and may
/// not be repeated anyway are forgotten as soon as they end.
#[derive(Debug)]
pub(crate) struct PlaceAutomaton {
    /// Activities that leave no trace at the end of their rotation, because a start arc is the whole rotation and
    /// another rotation there is not allowed.
    pub(crate) forgotten: Members,
}

impl Automaton for PlaceAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        match moved {
            Move::Start(activity) => {
                if state[0] == 1 + activity.index() as u32 {
                    return None;
                }
                state[0] = 1 + activity.index() as u32;
            }
            Move::Stay(activity) => {
                if state[0] != 1 + activity.index() as u32 {
                    return None;
                }
            }
            Move::Idle { .. } => state[0] = 0,
            Move::Attend(_) => {}
        }
        Some(0)
    }
    fn started(&self, state: &mut [u32], activity: ActivityId) {
        if self.forgotten.contains(activity) {
            state[0] = 0;
        }
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn signature(&self, out: &mut Vec<u32>) {
        out.push(1);
        self.forgotten.sign(out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::Keep
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        // One that is forgotten is never in the state at the end of an arc.
        out.push(if self.forgotten.contains(activity) { 0 } else { 1 + activity.index() as u32 });
    }
    fn is_steady(&self) -> bool {
        true
    }
    fn rule(&self) -> Option<RuleId> {
        None
    }
}
