//! A search near a schedule that a programme came to.

use super::cycle::Cycle;
use super::engine::Common;
use super::parameters::columns::{MORE_FOR_ANY, SWEEPS_AFTER_DIVE as SWEEPS, WALKS_ALONE};
use super::run::Run;
use super::search::Search;
use rayon::prelude::*;

impl Run<'_> {
    /// Searches near a schedule, whether it keeps the hard rules or not, and keeps what comes of it.
    ///
    /// While there is no schedule the search is longer, and another chain looks for any. So it is near one that has nothing to do with the best schedule (`goes_alone`), and chains keep what they come to as their own.
    pub(super) fn polish(&mut self, common: &mut Common, labels: &[Vec<u32>], goes_alone: bool) {
        let Common {
            unit,
            prices,
            chains,
            ..
        } = common;
        let (setting, limits) = (self.ground.setting(), &self.effort.limits);
        let (count, sweeps) = match goes_alone || self.known.best.is_none() {
            true => (2, SWEEPS * MORE_FOR_ANY),
            false => (1, SWEEPS),
        };
        let work = |chains: &[Search]| chains.iter().map(|chain| chain.repathings).sum::<u64>();
        let before = work(chains);
        let walk = |(number, chain): (usize, &mut Search)| {
            if goes_alone {
                (chain.best, chain.alone) = (None, WALKS_ALONE);
            }
            for (doctor, labels) in labels.iter().enumerate() {
                chain.place(setting, doctor, labels);
            }
            chain.keep(setting);
            chain.keep_to_present(setting);
            let stop = || limits.is_urgent();
            if number == 0 {
                Cycle::near(sweeps).run(chain, setting, prices, *unit, &stop);
            } else {
                chain.varies = false;
                chain.break_out(setting, sweeps, &stop);
            }
        };
        (chains.par_iter_mut().take(count))
            .enumerate()
            .for_each(walk);
        self.effort.work += work(chains) - before;
        self.take_best(chains);
        crate::trace::debug!(value = self.known.value(), "polished");
    }
}
