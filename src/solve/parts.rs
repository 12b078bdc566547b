//! Parts of a long horizon: doctors who are there at about the same time walk while all others stay where they are.
//!
//! A walk of all doctors gains in one part and loses in another; a walk of one part is kept if that part gains. Prices are those of the
//! whole horizon.

use super::parameters::search::STAYS_OF_PART;
use super::setting::Setting;
use crate::ids::DoctorId;

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
    /// The windows of a problem; none if stays are so long that two windows do not fit beside each other. O(doctors × windows).
    pub(super) fn new(setting: Setting<'_>, chains: usize) -> Self {
        let stay = |doctor: &u32| {
            let steps = &setting.pathways.axis(DoctorId::new(*doctor as usize)).steps;
            steps
                .first()
                .zip(steps.last())
                .map(|(first, last)| (first.first.index(), last.last.index()))
        };
        let doctors = 0..setting.pathways.len() as u32;
        let longest = doctors
            .clone()
            .filter_map(|doctor| stay(&doctor))
            .map(|(first, last)| last + 1 - first)
            .max()
            .unwrap_or(0);
        let (periods, length) = (setting.formulation.periods, longest * STAYS_OF_PART);
        let mut windows = Vec::new();
        if length > 0 && 2 * length <= periods {
            // The last one ends with the horizon.
            let steps = (2 * periods).div_ceil(length) - 2;
            windows.extend((0..=steps).map(|step| {
                let from = step * (periods - length) / steps;
                let within = |doctor: &u32| {
                    stay(doctor).is_some_and(|(first, last)| first >= from && last < from + length)
                };
                doctors.clone().filter(within).collect()
            }));
        }
        Self {
            windows,
            chains,
            turn: 0,
        }
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
        (0..self.chains)
            .filter_map(|chain| self.windows.get(turn + chain * turns))
            .map(Vec::as_slice)
            .collect()
    }

    /// True if each window had a turn since this was last so.
    pub(super) fn all_had_a_turn(&self) -> bool {
        self.turn.is_multiple_of(self.turns())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::{BuildLimits, Pathways};
    use crate::formulation::Formulation;
    use crate::generate::{Arrivals, Year};
    use crate::problem::Problem;

    fn parts(problem: &Problem) -> Parts {
        let pathways = Pathways::build(problem, BuildLimits { arcs: 100_000 }, true);
        let formulation = Formulation::new(problem, &pathways);
        Parts::new(
            Setting {
                formulation: &formulation,
                pathways: &pathways,
                activities: problem.activities().len(),
            },
            2,
        )
    }

    #[test]
    fn every_stay_lies_within_a_window() {
        for (weeks, seed) in [(96, 1), (100, 2), (211, 3), (884, 4)] {
            let problem = Arrivals::new(80, weeks, 4)
                .seed(seed)
                .stay_weeks(3, 12)
                .draft()
                .validate()
                .unwrap();
            let parts = parts(&problem);
            assert!(!parts.is_empty());
            let mut covered: Vec<u32> = parts.windows.concat();
            covered.sort_unstable();
            covered.dedup();
            assert_eq!(covered.len(), 80, "{weeks} weeks");
        }
    }

    #[test]
    fn all_windows_take_turns() {
        let problem = Arrivals::new(60, 211, 4)
            .stay_weeks(3, 10)
            .draft()
            .validate()
            .unwrap();
        let mut parts = parts(&problem);
        let windows = parts.windows.len();
        let mut walked = 0;
        loop {
            walked += parts.next_turn().len();
            if parts.all_had_a_turn() {
                break;
            }
        }
        assert_eq!(walked, windows);
    }

    #[test]
    fn a_year_of_residents_walks_as_a_whole() {
        assert!(parts(&Year::new(6, 12, 4).draft().validate().unwrap()).is_empty());
    }
}
