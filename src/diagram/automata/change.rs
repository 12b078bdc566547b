//! 14. Change: the cost of a doctor's being disturbed.

use super::{Automaton, Move, Relaxation, sign_number};
use crate::diagram::axis::Axis;
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::rule::Change;
use crate::problem::{Presence, Problem};
use crate::schedule::Pathway;

/// State: 1 once a period differs from what was published. The cost is paid at that move.
#[derive(Debug)]
pub(crate) struct ChangeAutomaton {
    rule: RuleId,
    cost: i64,
    /// What leaves each step of the axis as it was published.
    same: Vec<Same>,
    /// For each slot of the axis: attending it is what was published for all its periods.
    same_slots: Vec<bool>,
}

/// What a step has to hold to be as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Same {
    /// Whatever it holds: no period of it counts.
    Anything,
    Idle,
    In(ActivityId),
    /// Nothing that fills a whole step.
    Nothing,
}

/// What was published for a period.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Published {
    Nothing,
    In(ActivityId),
    At(EventId),
}

impl ChangeAutomaton {
    /// The automaton of a doctor; `None` if the doctor has nothing published or disturbing the doctor costs nothing.
    pub(crate) fn new(
        problem: &Problem,
        (doctor, axis): (DoctorId, &Axis),
        id: RuleId,
        rule: &Change,
    ) -> Option<Self> {
        let published = problem.published()?.pathway(doctor);
        if rule.doctor_cost == 0
            || *published == Pathway::default()
            || !rule.doctors.contains(doctor)
        {
            return None;
        }
        let same = axis.steps.iter().map(|step| {
            let counted = step
                .present
                .iter()
                .filter(|period| rule.periods.contains(**period));
            let mut all = Same::Anything;
            for period in counted {
                let one = match published_in(problem, published, *period) {
                    Published::Nothing => Same::Idle,
                    Published::In(activity) => Same::In(activity),
                    Published::At(_) => Same::Nothing,
                };
                all = if all == Same::Anything || all == one {
                    one
                } else {
                    Same::Nothing
                };
            }
            all
        });
        let same_slots = axis.slots.iter().map(|slot| {
            let span = problem.event(slot.event).slots[slot.slot as usize];
            let mut periods = (span.first.index()..=span.last.index())
                .map(PeriodId::new)
                .filter(|period| {
                    rule.periods.contains(*period)
                        && matches!(
                            problem.presence(doctor, *period),
                            Presence::Half | Presence::Full
                        )
                });
            periods
                .all(|period| published_in(problem, published, period) == Published::At(slot.event))
        });
        Some(Self {
            rule: id,
            cost: rule.doctor_cost,
            same: same.collect(),
            same_slots: same_slots.collect(),
        })
    }
}

fn published_in(problem: &Problem, published: &Pathway, period: PeriodId) -> Published {
    let attended = published.attendances().iter().find(|attendance| {
        let slot = problem.event(attendance.event).slots[attendance.slot as usize];
        slot.whole && slot.first <= period && period <= slot.last
    });
    match (attended, published.rotation_at(period)) {
        (Some(attendance), _) => Published::At(attendance.event),
        (None, Some(rotation)) => Published::In(rotation.activity),
        (None, None) => Published::Nothing,
    }
}

impl Automaton for ChangeAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        let same = match moved {
            Move::Start(activity) | Move::Stay(activity) => {
                self.same[step] == Same::In(activity) || self.same[step] == Same::Anything
            }
            Move::Idle { .. } => matches!(self.same[step], Same::Idle | Same::Anything),
            Move::Attend(slot) => self.same_slots[slot],
        };
        if same || state[0] == 1 {
            return Some(0);
        }
        state[0] = 1;
        Some(-self.cost)
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        sign_number(self.cost, out);
        out.extend(self.same.iter().map(|same| match same {
            Same::Anything => 0,
            Same::Idle => 1,
            Same::Nothing => 2,
            Same::In(activity) => 3 + activity.index() as u32,
        }));
        out.extend(self.same_slots.iter().map(|same| u32::from(*same)));
    }
    fn relaxation(&self) -> Relaxation {
        // One more bit of state, which must stay: without it the diagram would not know who is disturbed.
        Relaxation::Keep
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        // An activity that was published for no step always differs, so all such activities have one role.
        let published = self.same.contains(&Same::In(activity));
        out.push(if published {
            1 + activity.index() as u32
        } else {
            0
        });
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}
