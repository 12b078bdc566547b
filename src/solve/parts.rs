//! Parts of a long horizon: doctors who are there at about the same time walk while all others stay where they are.
//!
//! A walk of everybody gains here and loses there; a walk of a part is kept where that part gains. Prices are those of the whole.

use super::prices::Setting;
use crate::ids::DoctorId;

/// Length of a part in longest stays. Measured with 3,500 doctors over 884 weeks who stay for 13 to 52: two, three and six bring less in two minutes.
const STAYS: usize = 4;

/// Windows of time that overlap by half, and who stays within each.
#[derive(Debug)]
pub(super) struct Parts {
    /// Doctors of each window, ascending.
    windows: Vec<Vec<u32>>,
    /// Windows that walk side by side.
    chains: usize,
    turn: usize,
}

impl Parts {
    /// The windows of a problem; none where stays are too long for two beside each other. O(doctors × windows).
    pub(super) fn new(setting: Setting<'_>, chains: usize) -> Self {
        let stay = |doctor: &u32| {
            let steps = &setting.pathways.axis(DoctorId::new(*doctor as usize)).steps;
            steps.first().zip(steps.last()).map(|(first, last)| (first.first.index(), last.last.index()))
        };
        let doctors = 0..setting.pathways.len() as u32;
        let longest = doctors.clone().filter_map(|doctor| stay(&doctor)).map(|(first, last)| last + 1 - first).max().unwrap_or(0);
        let (periods, length) = (setting.formulation.periods, longest * STAYS);
        let mut windows = Vec::new();
        if length > 0 && 2 * length <= periods {
            // The last one ends with the horizon.
            let steps = (2 * periods).div_ceil(length) - 2;
            windows.extend((0..=steps).map(|step| {
                let from = step * (periods - length) / steps;
                let within = |doctor: &u32| stay(doctor).is_some_and(|(first, last)| first >= from && last < from + length);
                doctors.clone().filter(within).collect()
            }));
        }
        Self { windows, chains, turn: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// Turns until all windows had one.
    fn turns(&self) -> usize {
        self.windows.len().div_ceil(self.chains)
    }

    /// The next windows to walk side by side, as far from each other as can be.
    pub(super) fn next_turn(&mut self) -> Vec<&[u32]> {
        let turns = self.turns();
        let turn = self.turn % turns.max(1);
        self.turn += 1;
        (0..self.chains).filter_map(|chain| self.windows.get(turn + chain * turns)).map(Vec::as_slice).collect()
    }

    /// True if each window had a turn since this was last so.
    pub(super) fn all_had_a_turn(&self) -> bool {
        self.turn.is_multiple_of(self.turns())
    }
}
