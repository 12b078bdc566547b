//! 9. Idle: cost of idle blocks before, between and after rotations.

use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Move, Relaxation, sign_number};
use crate::diagram::table::Cells;
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::Idle;

/// State: 0 before the first rotation, 1 the same after an idle block, 2 in or after a rotation, 3 idle since one,
/// 4 resting: no rotation follows.
///
/// Whether an idle block lies after the last rotation is only known later, so idle moves come in two kinds, and a path that took the wrong
/// kind cannot end, or cannot go on.
#[derive(Debug)]
pub(crate) struct IdleAutomaton {
    pub(crate) rule: RuleId,
    pub(crate) cost: i64,
    pub(crate) leading: bool,
    pub(crate) trailing: bool,
    pub(crate) leave: bool,
}

impl Automaton for IdleAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        match moved {
            Move::Attend(_) => Some(0),
            Move::Start(_) | Move::Stay(_) => {
                if state[0] == 4 {
                    return None;
                }
                state[0] = 2;
                Some(0)
            }
            Move::Idle { leave, rest } => {
                let counts = if rest {
                    if state[0] == 1 || state[0] == 3 {
                        return None;
                    }
                    state[0] = 4;
                    self.trailing
                } else {
                    match state[0] {
                        0 | 1 => {
                            state[0] = 1;
                            self.leading
                        }
                        2 | 3 => {
                            state[0] = 3;
                            true
                        }
                        _ => return None,
                    }
                };
                Some(if counts && (self.leave || !leave) {
                    -self.cost
                } else {
                    0
                })
            }
        }
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        (state[0] != 1 && state[0] != 3).then_some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        sign_number(self.cost, out);
        out.extend([self.leading, self.trailing, self.leave].map(u32::from));
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::Keep
    }
    fn most(&self, moved: Move) -> i64 {
        if matches!(moved, Move::Idle { .. }) {
            self.cost.saturating_neg().max(0)
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

impl Personal for Idle {
    fn automata(&self, rule: RuleId, _of: &OfDoctor<'_>, found: &mut Found) {
        // Where every idle block counts, the cost is one of single cells.
        if !(self.leading && self.trailing) {
            found.rests = true;
            let (leading, trailing, leave) = (self.leading, self.trailing, self.leave);
            found.push(IdleAutomaton {
                rule,
                cost: self.cost,
                leading,
                trailing,
                leave,
            });
        }
    }
    fn cells(&self, cells: &mut Cells<'_>) {
        if !(self.leading && self.trailing) {
            return;
        }
        for (step, block) in cells.axis.steps.iter().enumerate() {
            if self.leave || !(block.leave || block.is_kept()) {
                cells.idle[step] -= self.cost;
            }
        }
    }
}
