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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]

    use super::super::engine::PortfolioEngine;
    use super::super::known::Incumbent;
    use super::super::limits::Limits;
    use super::super::options::Options;
    use super::super::walk::Walk;
    use super::*;
    use crate::ProblemBuilder;

    /// The best value of the first chain after a search near nothing and each of some walks, where another schedule is said to be better.
    fn kept(goes_alone: bool, walks: usize) -> Vec<Option<i64>> {
        let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-09-26")
            .department("surgery", 1)
            .doctor("ana")
            .doctor("ben")
            .build()
            .unwrap();
        let options = Options::default();
        let mut run = Run::new(&problem, Limits::new(&options)).unwrap();
        let mut common = Common::new(run.ground.setting());
        common.joint = run.joint_choices();
        common.chains = run.chains(common.unit, &common.joint);
        let labels = common.chains[0].labels.clone();
        run.known.best = Some(Incumbent {
            value: 1_000,
            labels: labels.clone(),
        });
        run.polish(&mut common, &labels, goes_alone);
        let mut walk = Walk::new(run.ground.setting());
        (0..walks)
            .map(|_| {
                walk.take(&run, &mut common);
                common.chains[0].best.as_ref().map(|best| best.value)
            })
            .collect()
    }

    #[test]
    fn what_goes_alone_keeps_its_own_best_for_some_walks() {
        assert_eq!(kept(false, 1), [Some(1_000)]);
        let kept = kept(true, WALKS_ALONE + 1);
        assert!(kept[..WALKS_ALONE].iter().all(|own| *own < Some(1_000)));
        assert_eq!(kept[WALKS_ALONE], Some(1_000));
    }
}
