//! Parts of a long horizon: doctors who are there at about the same time walk while all others stay where they are.
//!
//! A walk of everybody gains here and loses there; a walk of a part is kept where that part gains. Prices are those of the whole.

use super::Phase;
use super::cycle::{Cycle, Recipes};
use super::prices::{PriceSearch, Setting};
use super::rows::judge;
use super::run::Run;
use super::search::{Incumbent, Search};
use crate::ids::DoctorId;
use rayon::prelude::*;

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

impl Run<'_> {
    /// One walk of a part of the doctors in each chain, kept where the part gains.
    pub(super) fn part_round(
        &mut self,
        chains: &mut [Search],
        prices: &PriceSearch,
        (unit, recipes, parts): (f64, &mut Recipes, &mut Parts),
        sweeps: usize,
    ) {
        let _span = tracing::info_span!("parts").entered();
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let limits = &self.limits;
        let Some(base) = self.best.take() else { return };
        let before: u64 = chains.iter().map(|chain| chain.repathings).sum();
        let groups = parts.next_turn();
        let cycles: Vec<Cycle> = groups.iter().map(|_| recipes.of_part(sweeps)).collect();
        chains.par_iter_mut().zip(&groups).zip(&cycles).for_each(|((chain, group), cycle)| {
            chain.adopt(&base);
            chain.attend(group.to_vec());
            cycle.run(chain, setting, prices, unit, &|| limits.is_urgent());
        });
        chains.iter_mut().for_each(Search::attend_all);
        let after: u64 = chains.iter().map(|chain| chain.repathings).sum();
        self.work += after - before;
        self.statistics.repathings = after;
        let mut best = base.clone();
        for ((chain, group), cycle) in chains.iter().zip(&groups).zip(&cycles) {
            let found = chain.best.as_ref().filter(|found| found.value > base.value);
            let gain = found.map_or(0, |found| found.value - base.value);
            recipes.judge_part(cycle, gain as f64 / (group.len() * sweeps).max(1) as f64);
            let Some(found) = found else { continue };
            // What both chains gain is kept if nothing shared stands against it.
            let mut labels = best.labels.clone();
            for &doctor in *group {
                labels[doctor as usize].clone_from(&found.labels[doctor as usize]);
            }
            if let Some(value) = judge(setting, &labels).value.filter(|value| *value > best.value) {
                best = Incumbent { value, labels };
            }
        }
        tracing::debug!(sweeps, before = base.value, after = best.value, "parts");
        self.best = Some(best);
        self.tell(Phase::Search);
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
        Parts::new(Setting { formulation: &formulation, pathways: &pathways, activities: problem.activities().len() }, 2)
    }

    #[test]
    fn every_stay_lies_within_a_window() {
        for (weeks, seed) in [(96, 1), (100, 2), (211, 3), (884, 4)] {
            let problem = Arrivals::new(80, weeks, 4).seed(seed).stay_weeks(3, 12).draft().validate().unwrap();
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
        let problem = Arrivals::new(60, 211, 4).stay_weeks(3, 10).draft().validate().unwrap();
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
