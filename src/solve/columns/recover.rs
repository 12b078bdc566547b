//! What comes of an optimum of the programme: a schedule, or where dives begin.

use super::super::cycle::Cycle;
use super::super::engine::Common;
use super::super::known::Incumbent;
use super::super::parameters::columns::SWEEPS_AFTER_DIVE as SWEEPS;
use super::super::run::Run;
use super::dive::Optimum;
use super::generate::Generator;
use super::master::MasterPrices;
use crate::error::Result;

/// What came of the columns at hand.
#[derive(Debug, Default)]
pub(super) struct Recovered {
    /// A schedule that keeps the hard rules.
    pub(super) better: Option<Incumbent>,
    /// Where dives begin.
    pub(super) optimum: Option<Optimum>,
}

impl Run<'_> {
    /// A better schedule from the columns at hand, if there is one, and where dives begin.
    pub(super) fn recover(
        &self,
        generator: &mut Generator<'_>,
        prices: MasterPrices,
        point: Vec<(u32, f64)>,
    ) -> Result<Recovered> {
        let setting = generator.setting;
        let mut recovered = Recovered {
            better: generator.as_schedule(setting, &point),
            optimum: None,
        };
        if recovered.better.is_some() {
            return Ok(recovered);
        }
        recovered.optimum = Some(Optimum { prices, point });
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
