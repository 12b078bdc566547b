//! One place at a time: rotations start, go on for their least length, and end.

use super::{Automaton, Members, Move, Relaxation};
use crate::ids::{ActivityId, RuleId};

/// Base of every diagram: a rotation goes on only where it is, and does not start again where it just was.
///
/// State: 0 nowhere that matters, else 1 + the current activity (leave within a rotation is in the rotation's), with `GIVEN_UP` on top if it
/// was idle in nothing but kept leave since, or `ALL_LEAVE` if the rotation has been nothing but kept leave so far. Activities whose rotation
/// has a fixed length and may not be repeated anyway are forgotten as soon as they end.
#[derive(Clone, Debug)]
pub(crate) struct PlaceAutomaton {
    /// Activities that leave no trace at the end of their rotation, because a start arc is the whole rotation and
    /// another rotation there is not allowed.
    pub(crate) forgotten: Members,
    /// Steps of leave that keep the place of a rotation: whoever comes back to it was in it all the time. Empty for none.
    pub(crate) kept: Vec<bool>,
    /// Activities that are leave within rotations of others, with these; ascending.
    pub(crate) leave_of: Vec<(ActivityId, ActivityId)>,
}

impl PlaceAutomaton {
    /// Word of the activity whose rotation goes on.
    fn word(&self, activity: ActivityId) -> u32 {
        let of = self
            .leave_of
            .binary_search_by_key(&activity, |entry| entry.0);
        1 + of
            .map_or(activity, |position| self.leave_of[position].1)
            .index() as u32
    }
}

/// Idle since: the rotation does not go on, nor does another one start there.
const GIVEN_UP: u32 = 1 << 31;

/// Nothing but kept leave so far: it may go on, but not end.
const ALL_LEAVE: u32 = 1 << 30;

impl Automaton for PlaceAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        let is_kept = self.kept.get(step) == Some(&true);
        let is_over = !matches!(moved, Move::Stay(_) | Move::Attend(_));
        if is_over && state[0] & ALL_LEAVE != 0 {
            return None;
        }
        match moved {
            Move::Start(activity) => {
                if state[0] & !GIVEN_UP == self.word(activity) {
                    return None;
                }
                state[0] = self.word(activity) | if is_kept { ALL_LEAVE } else { 0 };
            }
            Move::Stay(activity) => {
                if state[0] & !ALL_LEAVE != self.word(activity) {
                    return None;
                }
                if !is_kept {
                    state[0] &= !ALL_LEAVE;
                }
            }
            Move::Idle { .. } if state[0] != 0 && is_kept => state[0] |= GIVEN_UP,
            Move::Idle { .. } => state[0] = 0,
            Move::Attend(_) => {}
        }
        Some(0)
    }
    fn started(&self, state: &mut [u32], activity: ActivityId) {
        if self.forgotten.contains(activity) {
            // What was nothing but leave cannot end; whose rotation it was does not matter.
            state[0] &= ALL_LEAVE;
        }
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        (state[0] & ALL_LEAVE == 0).then_some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.forgotten.sign(out);
        out.extend([self.kept.len() as u32, self.leave_of.len() as u32]);
        out.extend(self.kept.iter().map(|kept| u32::from(*kept)));
        out.extend(
            self.leave_of
                .iter()
                .flat_map(|entry| [entry.0.index() as u32, entry.1.index() as u32]),
        );
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::Keep
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        // One that is forgotten is never in the state at the end of an arc.
        out.push(if self.forgotten.contains(activity) {
            0
        } else {
            self.word(activity)
        });
    }
    fn is_steady(&self) -> bool {
        self.kept.is_empty()
    }
    fn rule(&self) -> Option<RuleId> {
        None
    }
}
