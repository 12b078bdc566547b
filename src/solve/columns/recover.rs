//! Whole schedules from the programme without whole numbers: a programme over the columns at hand, and a dive.

use super::super::cycle::Cycle;
use super::super::engine::Common;
use super::super::judge::judge;
use super::super::known::Incumbent;
use super::super::parameters::columns::SWEEPS_AFTER_DIVE as SWEEPS;
use super::super::run::Run;
use super::generate::Generator;
use super::master::MasterPrices;
use crate::error::Result;

/// What came of the columns at hand.
#[derive(Debug, Default)]
pub(super) struct Recovered {
    /// A schedule that keeps the hard rules.
    pub(super) better: Option<Incumbent>,
    /// Paths to search from.
    pub(super) dived: Option<Vec<Vec<u32>>>,
}

impl Run<'_> {
    /// A better schedule from the columns at hand, if there is one, and the end of a dive, which may break rules.
    pub(super) fn recover(
        &self,
        generator: &mut Generator<'_>,
        prices: &MasterPrices,
        point: Vec<(u32, f64)>,
    ) -> Result<Recovered> {
        let setting = generator.setting;
        let mut recovered = Recovered {
            better: generator.as_schedule(setting, &point),
            dived: None,
        };
        if recovered.better.is_some() {
            return Ok(recovered);
        }
        let known = self
            .known
            .best
            .as_ref()
            .map(|best| generator.stock.add_schedule(setting, &best.labels));
        let slack = match (&generator.best, self.known.value()) {
            (Some(best), Some(value)) => (best.bound() - value) as f64 + 1.0,
            _ => f64::INFINITY,
        };
        let whole = generator.stock.whole(setting);
        let chosen = generator.choose(&whole, prices, slack, known.as_deref())?;
        if let Some(labels) = chosen.and_then(|chosen| generator.labels_of(&chosen))
            && let Some(value) = judge(setting, &labels).value
        {
            recovered.better = Some(Incumbent { value, labels });
        }
        let dive = generator.dive(prices.clone(), point)?;
        let mut settled = dive.settled;
        // Doctors who are still open get the pathway that is worth most at the last prices, and the search then resolves what is overfull.
        for group in dive.part.groups() {
            let worth = |index: u32| {
                generator.stock.pool.columns[index as usize].worth(1.0, &dive.prices.rows)
            };
            let of_group = generator.stock.pool.of_group[group as usize]
                .iter()
                .copied();
            if let Some(index) = of_group
                .max_by(|one, other| worth(*one).total_cmp(&worth(*other)).then(other.cmp(one)))
            {
                (0..dive.part.free[group as usize]).for_each(|_| settled.push(index));
            }
        }
        recovered.dived = generator.labels_of(&settled);
        crate::trace::debug!(
            chosen = recovered.better.as_ref().map(|better| better.value),
            dived = recovered
                .dived
                .as_ref()
                .and_then(|labels| judge(setting, labels).value),
            open = dive.part.free.iter().sum::<i64>(),
            spent = generator.meter.spent,
            "recovered"
        );
        Ok(recovered)
    }

    /// Searches near a schedule that column generation found, and keeps what comes of it.
    pub(in crate::solve) fn polish(&mut self, common: &mut Common, labels: &[Vec<u32>]) {
        let Common {
            unit,
            prices,
            chains,
            ..
        } = common;
        let setting = self.ground.setting();
        let Some(chain) = chains.first_mut() else {
            return;
        };
        for (doctor, labels) in labels.iter().enumerate() {
            chain.place(setting, doctor, labels);
        }
        chain.keep(setting);
        chain.keep_to_present(setting);
        let before = chain.repathings;
        Cycle::near(SWEEPS).run(chain, setting, prices, *unit, &|| self.effort.is_urgent());
        self.effort.work += chain.repathings - before;
        self.take_best(chains);
        crate::trace::debug!(value = self.known.value(), "polished");
    }
}
