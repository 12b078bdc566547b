//! Time as one doctor sees it: the blocks of the doctor's grid in which something can be decided.

use crate::ids::{DoctorId, EventId, PeriodId};
use crate::problem::{Presence, Problem, Slot};

/// One block of a doctor's axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// First period of the block, clipped to the doctor's presence.
    pub first: PeriodId,
    /// Last period of it, included.
    pub last: PeriodId,
    /// The doctor is on leave for all of it, and no rotation goes on.
    pub leave: bool,
    /// Periods of leave that keep the place of a rotation which goes on around them.
    pub kept: Vec<PeriodId>,
    /// Those of `kept` that count as time served.
    pub served: Vec<PeriodId>,
    /// Periods in which the doctor is available and the period is not taken by a fixed event.
    pub present: Vec<PeriodId>,
    /// For each of `present`: the doctor is there for half of it.
    pub half: Vec<bool>,
}

impl Step {
    /// Nothing but leave that keeps the place: a rotation may go on.
    #[must_use]
    pub(crate) fn is_kept(&self) -> bool {
        self.present.is_empty() && !self.leave
    }
    /// The block counts as time served if a rotation covers it.
    #[must_use]
    pub(crate) fn is_served(&self) -> bool {
        !self.is_kept() || self.served.len() == self.kept.len()
    }
    /// Periods that count as time served if a rotation covers them.
    pub(crate) fn served_periods(&self) -> impl Iterator<Item = PeriodId> + '_ {
        self.present.iter().chain(&self.served).copied()
    }
}

/// A slot of an event with a choice, in steps of the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AxisSlot {
    /// The event.
    pub event: EventId,
    /// Position of the slot in the event's list.
    pub slot: u32,
    /// First step that the slot takes.
    pub first_step: usize,
    /// Number of steps that it takes; 0 if it takes none of the axis.
    pub steps: usize,
}

impl Step {
    /// What a doctor's block holds; `None` if events take all of it.
    fn new(problem: &Problem, doctor: DoctorId, first: PeriodId, last: PeriodId) -> Option<Self> {
        let mut step = Self {
            first,
            last,
            leave: false,
            kept: Vec::new(),
            served: Vec::new(),
            present: Vec::new(),
            half: Vec::new(),
        };
        let mut away = false;
        for period in (first.index()..=last.index()).map(PeriodId::new) {
            match problem.presence(doctor, period) {
                presence @ (Presence::Half | Presence::Full) => {
                    step.present.push(period);
                    step.half.push(presence == Presence::Half);
                }
                Presence::Leave => away = true,
                Presence::KeepsPlace => {
                    step.kept.push(period);
                    if problem.leave_counts(doctor, period) {
                        step.served.push(period);
                    }
                }
                Presence::Outside | Presence::Event => {}
            }
        }
        step.leave = step.present.is_empty() && away;
        (!step.present.is_empty() || away || !step.kept.is_empty()).then_some(step)
    }
}

/// True if the doctor is there for the slot, and no fixed event takes some of its time.
fn is_possible(problem: &Problem, doctor: DoctorId, slot: &Slot) -> bool {
    let mut periods = (slot.first.index()..=slot.last.index()).map(PeriodId::new);
    periods.all(|period| {
        matches!(
            problem.presence(doctor, period),
            Presence::Half | Presence::Full
        )
    })
}

/// The blocks of a doctor's grid in order, without those that events take away.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Axis {
    /// The blocks.
    pub steps: Vec<Step>,
    /// The slots of events with a choice that the doctor is there for.
    pub slots: Vec<AxisSlot>,
}

impl Axis {
    /// The axis of a doctor, as `docs/rules.md` defines it. O(periods of presence).
    #[must_use]
    pub fn new(problem: &Problem, doctor: DoctorId) -> Self {
        let data = problem.doctor(doctor);
        let grid = problem.grid(data.grid);
        let mut axis = Self::default();
        if data.last < data.first {
            return axis;
        }
        for block in grid.block_of(data.first)..=grid.block_of(data.last) {
            let first = grid.first(block).max(data.first);
            let last = grid.last(block).min(data.last);
            axis.steps.extend(Step::new(problem, doctor, first, last));
        }
        for (index, event) in problem.events().iter().enumerate() {
            if event.is_fixed() || !event.attendees.contains(doctor) {
                continue;
            }
            for (position, slot) in event.slots.iter().enumerate() {
                if !is_possible(problem, doctor, slot) {
                    continue;
                }
                let first_step = axis.steps.partition_point(|step| step.last < slot.first);
                let end_step = axis.steps.partition_point(|step| step.first <= slot.last);
                axis.slots.push(AxisSlot {
                    event: EventId::new(index),
                    slot: u32::try_from(position).unwrap_or(u32::MAX),
                    first_step,
                    steps: end_step.saturating_sub(first_step),
                });
            }
        }
        axis
    }

    /// Number of steps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }
    /// True if the doctor is never there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}
