//! A search near a schedule that a programme came to.

use super::cycle::Cycle;
use super::engine::Common;
use super::parameters::columns::SWEEPS_AFTER_DIVE as SWEEPS;
use super::run::Run;

impl Run<'_> {
    /// Searches near a schedule, whether it keeps the hard rules or not, and keeps what comes of it.
    pub(super) fn polish(&mut self, common: &mut Common, labels: &[Vec<u32>]) {
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
