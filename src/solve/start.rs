//! What a solve starts from: every doctor's best path, or the schedule and the prices of a similar problem.

use super::Termination;
use super::engine::Common;
use super::joint::JointChoices;
use super::parameters::mend::{FEW_PASSES, PASSES};
use super::parameters::prices::DENOMINATORS;
use super::parameters::search::CHAINS;
use super::run::Run;
use super::search::Search;
use super::seed::seed_of;
use crate::certificate::{Certificate, Claim};
use crate::ids::DoctorId;
use rayon::prelude::*;

impl Run<'_> {
    /// Starts from what the options give of a similar problem: the schedule mended, the prices as they are. Where little has changed
    /// nothing else has to be done.
    pub(super) fn start_warm(&mut self, common: &mut Common) -> Option<Termination> {
        let options = self.effort.options();
        if options.warm_start.is_some() {
            let mut chain = self.chain(0, common.unit);
            self.place_warm(&mut chain);
            let mut pressed = vec![0; self.ground.formulation.rows.len()];
            for passes in [FEW_PASSES, PASSES - FEW_PASSES] {
                let before = chain.repathings;
                chain.mend(self.ground.setting(), passes, &mut pressed, &|| {
                    self.effort.is_urgent()
                });
                self.effort.work += chain.repathings - before;
                self.take_best(std::slice::from_ref(&chain));
                if self.known.best.is_some() {
                    break;
                }
                if self.proves_infeasible(&chain, &pressed) {
                    return Some(Termination::Infeasible);
                }
            }
        }
        if let Some(certificate) = &options.warm_prices {
            self.take_over_bound(certificate);
            self.price_bound(&mut common.prices, &[certificate.denominator]);
            if self.is_done().is_none() {
                self.price_bound(&mut common.prices, &DENOMINATORS);
            }
        }
        self.is_done()
    }

    /// Takes over what a certificate of this very problem proves. Prices of rows would do where diagrams are exact; where they are relaxed, the
    /// private prices and the effort are part of the proof.
    fn take_over_bound(&mut self, certificate: &Certificate) {
        if self.effort.statistics.relaxed_diagrams == 0
            || !matches!(certificate.claim, Claim::Bound(_))
        {
            return;
        }
        if let Ok(prices) = certificate.prices_for(
            self.problem,
            &self.ground.pathways,
            &self.ground.formulation,
        ) && let Some(proven) = self.prove(prices)
        {
            self.known.offer_certified(proven);
        }
    }

    /// Places everybody as in the schedule that the options give; doctors whose pathway there is no longer allowed are left out.
    pub(super) fn place_warm(&self, chain: &mut Search) {
        let Some(schedule) = &self.effort.options().warm_start else {
            return;
        };
        let pathways = &self.ground.pathways;
        for doctor in (0..pathways.len()).map(DoctorId::new) {
            let labels = pathways.labels_of(self.problem, doctor, schedule.pathway(doctor));
            let class = pathways.class(doctor);
            if let Some(labels) = labels.filter(|labels| class.left_out_value(labels).is_some()) {
                chain.place(self.ground.setting(), doctor.index(), &labels);
            }
        }
    }

    /// One chain without any schedule yet.
    fn chain(&self, number: u64, unit: f64) -> Search {
        Search::new(
            self.ground.setting(),
            seed_of(self.effort.options().seed, number),
            unit,
        )
    }

    /// The chains of the search: from everybody's best, or from the schedule that the options give, mended if that was possible; else doctors
    /// whose pathway there is no longer allowed are left for the search to place.
    pub(super) fn chains(&mut self, unit: f64, joint: &JointChoices) -> Vec<Search> {
        let setting = self.ground.setting();
        let mut chains: Vec<Search> = (0..CHAINS as u64)
            .map(|number| self.chain(number, unit))
            .collect();
        for chain in &mut chains {
            match (&self.effort.options().warm_start, &self.known.best) {
                (None, _) => {
                    chain.place_best(setting);
                    chain.keep_to(joint.best());
                    continue;
                }
                (Some(_), Some(best)) => chain.restore(setting, best),
                (Some(_), None) => self.place_warm(chain),
            }
            chain.keep_to_present(setting);
        }
        let limits = &self.effort.limits;
        chains
            .par_iter_mut()
            .for_each(|chain| chain.settle(setting, &|| limits.is_urgent()));
        self.take_best(&chains);
        chains
    }

    /// Keeps the best schedule of all chains.
    pub(super) fn take_best(&mut self, chains: &[Search]) {
        for best in chains.iter().filter_map(|chain| chain.best.as_ref()) {
            if self.known.value() < Some(best.value) {
                self.known.best = Some(best.clone());
            }
        }
        chains
            .iter()
            .filter_map(|chain| chain.nearest.as_ref())
            .for_each(|nearest| self.known.offer_nearest(nearest));
    }
}
